"""The language server as an editor sees it: a real client over a pipe, in every format."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from tests.language_server.editor import Editor, editor, split_at_cursor, utf16_text

BIB = """@inproceedings{vaswani2017attention,
  title = {Attention Is All You Need},
  author = {Vaswani, Ashish and Shazeer, Noam and Parmar, Niki},
  booktitle = {Advances in Neural Information Processing Systems},
  year = {2017},
}

@article{hochreiter1997long,
  title = {Long Short-Term Memory},
  author = {Hochreiter, Sepp and Schmidhuber, J{\\"u}rgen},
  journal = {Neural Computation},
  year = {1997},
}
"""
# Each format: how it names a bibliography, and a citation that is being typed, after emoji and Japanese.
FORMATS = {
    "paper.md": "---\nbibliography: refs.bib\n---\n\n🧪 実験 [see @‸",
    "paper.qmd": "---\nbibliography: refs.bib\n---\n\n🧪 実験 @‸\n",
    "paper.tex": "\\documentclass{article}\n\\begin{document}\n🧪 実験 \\parencite[see][]{hochreiter1997long,‸}\n\\bibliography{refs}\n\\end{document}\n",
    "paper.typ": '#bibliography("refs.bib")\n🧪 実験 #cite(<‸',
    "paper.org": "#+bibliography: refs.bib\n🧪 実験 [cite:@‸",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "refs.bib").write_text(BIB, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Editor]:
    with editor(folder) as session:
        yield session


@pytest.mark.parametrize("name", FORMATS)
def test_a_key_is_completed_with_what_it_stands_for(session: Editor, name: str) -> None:
    text, offset = split_at_cursor(FORMATS[name])
    session.open(name, text)
    items = session.complete(name, offset)
    assert [item.label for item in items] == ["vaswani2017attention", "hochreiter1997long"]
    assert items[0].detail == "Attention Is All You Need — Vaswani et al. (2017)"
    assert session.accept(name, items[0]) == text[:offset] + "vaswani2017attention" + text[offset:]
    for number, letter in enumerate("memo"):  # a word of the title, typed letter by letter
        session.type(name, offset + number, offset + number, letter)
        (item,) = session.complete(name, offset + number + 1)
        assert item.label == "hochreiter1997long"
        assert item.filter_text is not None
        assert item.filter_text.startswith("memo"[: number + 1])
    assert session.accept(name, item) == text[:offset] + "hochreiter1997long" + text[offset:]
    session.close(name)


UNKNOWN = {
    "paper.md": "---\nbibliography: refs.bib\n---\n\n🧪 実験 [see @‸vaswani2017attentoin].\n",
    "paper.qmd": "---\nbibliography: refs.bib\n---\n\n🧪 実験 @‸vaswani2017attentoin says\n",
    "paper.tex": "\\begin{document}\n🧪 実験 \\cite{hochreiter1997long,‸vaswani2017attentoin}\n\\bibliography{refs}\n\\end{document}\n",
    "paper.typ": '🧪 実験 @‸vaswani2017attentoin shows\n#bibliography("refs.bib")\n',
    "paper.org": "#+bibliography: refs.bib\n🧪 実験 [cite:@hochreiter1997long; @‸vaswani2017attentoin]\n",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_key_is_marked_where_it_stands_and_can_be_replaced(session: Editor, name: str) -> None:
    text, offset = split_at_cursor(UNKNOWN[name])
    session.open(name, text)
    diagnostics = session.diagnostics(name)
    (found,) = [one for one in diagnostics if one.code == "cite-missing"]
    assert utf16_text(text, found.range) == "vaswani2017attentoin"
    assert found.source == "biblio"
    assert found.code_description is not None
    assert found.code_description.href.endswith("/reference/rules/cite-missing/")
    (action, *_) = session.actions(name, offset, offset)
    assert action.title == "Replace by vaswani2017attention (Attention Is All You Need)"
    mended = session.applied(name, action)
    assert mended == text.replace("attentoin", "attention")
    session.replace(name, mended)
    assert not [one for one in session.diagnostics(name) if one.code == "cite-missing"]
    session.close(name)


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_a_key_stands_for_is_shown_and_found(session: Editor, name: str) -> None:
    text, offset = split_at_cursor(UNKNOWN[name].replace("attentoin", "attention"))
    session.open(name, text)
    for place in (offset, offset + 20):  # at the beginning of the key, and right behind it
        shown = session.hover(name, place)
        assert "Attention" in shown
        assert "2017" in shown
        assert "refs.bib" in shown.replace("\\", "")
        assert session.definitions(name, place) == [("refs.bib", 1)]
    assert session.hover(name, text.index("実")) == ""
    assert session.definitions(name, text.index("実")) == []
    assert session.references(name, offset) == [(name, text[:offset].count("\n") + 1)]
    session.close(name)


def test_a_broken_entry_is_marked_and_the_others_are_there(session: Editor) -> None:
    broken = (
        "@article{broken2020,\n  title = {Never closed,\n\n"
        + BIB
        + "@misc{doe2021,\n  title = {Ends 🧪},\n  pages = {1-9},\n}\n"
    )
    session.open("refs.bib", broken)
    diagnostics = session.diagnostics("refs.bib")
    assert any(one.range.start.line == 0 for one in diagnostics), diagnostics
    text, offset = split_at_cursor(FORMATS["paper.tex"])
    session.open("paper.tex", text)
    labels = {item.label for item in session.complete("paper.tex", offset)}
    assert {"vaswani2017attention", "hochreiter1997long", "doe2021"} <= labels
    session.close("paper.tex")
    session.close("refs.bib")


def test_a_bib_is_listed_entry_by_entry_and_its_parents_are_completed(session: Editor) -> None:
    text, offset = split_at_cursor(BIB + "@inproceedings{roe2020,\n  title = {🧪},\n  crossref = {hoch‸},\n}\n")
    session.open("refs.bib", text)
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(session.uri("refs.bib")))
    symbols = session.run(session.client.text_document_document_symbol_async(params))
    assert symbols is not None
    assert [symbol.name for symbol in symbols] == ["vaswani2017attention", "hochreiter1997long", "roe2020"]
    assert isinstance(symbols[0], types.DocumentSymbol)
    assert symbols[0].detail == "Attention Is All You Need — Vaswani et al. (2017)"
    assert utf16_text(text, symbols[2].selection_range) == "roe2020"
    (item,) = session.complete("refs.bib", offset)
    assert session.accept("refs.bib", item) == text.replace("{hoch}", "{hochreiter1997long}")
    session.close("refs.bib")


def test_the_text_stays_that_of_the_editor_through_many_small_steps(session: Editor) -> None:
    """Form feeds and Unicode's separators end no line; each step may lie anywhere."""
    start = "---\nbibliography: refs.bib\n---\n\f\n🧪 page\u2028one\u0085 [@nobody]\r\nlast 日本"
    session.open("paper.md", start)
    steps = random.Random(7)
    for _ in range(60):
        text = session.texts["paper.md"]
        first = steps.randint(start.index("\f"), len(text))
        last = min(len(text), first + steps.choice((0, 0, 1, 3)))
        if any(text[at - 1 : at + 1] == "\r\n" for at in (first, last)):
            continue
        session.type("paper.md", first, last, steps.choice(("x", "🧪", "\u2028", "\f", "\n", "日", " ", "")))
    end = len(session.texts["paper.md"])
    session.type("paper.md", end, end, "\n\n🧪\u2028 [@missing2020]")
    text = session.texts["paper.md"]
    found = [one for one in session.diagnostics("paper.md") if one.code == "cite-missing"]
    assert "missing2020" in [utf16_text(text, one.range) for one in found]
    session.close("paper.md")


def test_an_entry_that_is_typed_breaks_and_mends(session: Editor) -> None:
    session.open("refs.bib", BIB)
    assert session.diagnostics("refs.bib") == []
    at = BIB.index("},\n")
    session.type("refs.bib", at, at + 1, "")  # a brace is gone
    assert session.diagnostics("refs.bib", bool)
    session.type("refs.bib", at, at, "}")
    assert session.diagnostics("refs.bib", lambda found: not found) == []
    session.close("refs.bib")


def test_safe_fixes_are_made_together_and_singly(session: Editor) -> None:
    text = "% 🧪\n@article{roe2020,\n  title = {日本 Trees},\n  author = {Roe, Ann},\n  journal = {Fern},\n  year = {2020},\n  pages = {1-9},\n  doi = {https://doi.org/10.1234/Fern.1},\n}\n"
    session.open("mine.bib", text)
    assert session.diagnostics("mine.bib", bool)
    (everything,) = session.actions("mine.bib", 0, 0, types.CodeActionKind.SourceFixAll)
    fixed = session.applied("mine.bib", everything)
    assert "doi = {10.1234/Fern.1}" in fixed
    at = text.index("https")
    (single,) = [one for one in session.actions("mine.bib", at, at) if one.kind == types.CodeActionKind.QuickFix]
    assert single.is_preferred
    assert "doi = {10.1234/Fern.1}" in session.applied("mine.bib", single)
    assert not session.actions("mine.bib", 0, 0, types.CodeActionKind.QuickFix)
    session.close("mine.bib")
