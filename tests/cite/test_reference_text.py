"""References and citations as pandoc makes them of our items, in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from biblio.cite.pandoc_program import Pandoc, find_pandoc
from biblio.errors import FormattingError, UsageError
from tests.cite.place import cite, item, pandoc, person, write_styles

pytestmark = pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc")
BEE = item("bee", "Bees & <Wasps>", person("Roe", "Ann Bo"), issued={"date-parts": [[2020, 5]]})
ANT = item("ant", "Ants_and_*more*", person("Doe", "Cy"), person("Łęcki", "Jan"), issued={"date-parts": [[2021, 3]]})
HAN = item("han", "深層学習", person("山田", "太郎"), issued={"date-parts": [[2018]]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_styles(tmp_path_factory.mktemp("cite") / "styles")


def test_the_style_orders_and_says_which_is_which(folder: Path) -> None:
    formatted = cite(folder, "plain", BEE, HAN, ANT)
    assert [reference.key for reference in formatted.references] == ["ant", "bee", "han"]
    assert formatted.text.splitlines() == [
        "Doe, C. and Łęcki, J. Ants_and_*more*. March 2021.",
        "Roe, A. B. Bees & <Wasps>. May 2020.",
        "山田太郎. 深層学習. 2018.",
    ]
    assert [reference.text for reference in formatted.references] == formatted.text.splitlines()


def test_numbers_count_in_the_order_given(folder: Path) -> None:
    formatted = cite(folder, "numbers", HAN, BEE, ANT)
    assert formatted.text == "[1] 深層学習\n[2] Bees & <Wasps>\n[3] Ants_and_*more*\n"
    assert cite(folder, "numbers", HAN, BEE, in_text=True).text == "[1,2]\n"


def test_one_citation_has_all_works(folder: Path) -> None:
    assert cite(folder, "plain", BEE, ANT, HAN, in_text=True).text == "(Doe & Łęcki, 2021; Roe, 2020; 山田, 2018)\n"


def test_a_style_with_notes_gives_what_the_note_says(folder: Path) -> None:
    assert cite(folder, "notes", BEE, HAN, in_text=True, form="markdown").text == "*Bees & \\<Wasps\\>*; *深層学習*.\n"
    with pytest.raises(UsageError, match="has no references, only citations"):
        cite(folder, "notes", BEE)


def test_a_language_is_that_asked_for_else_the_styles(folder: Path) -> None:
    assert "Roe, A. B. Bees & <Wasps>. Mai 2020." in cite(folder, "plain-german", BEE).text
    assert "mai 2020" in cite(folder, "plain-german", BEE, locale="fr").text
    assert "2020年5月" in cite(folder, "plain", BEE, locale="ja").text
    assert " und " in cite(folder, "plain", ANT, locale="de").text


@pytest.mark.parametrize("form", ["text", "html", "markdown", "rtf"])
def test_every_format_has_every_reference(folder: Path, form: str) -> None:
    formatted = cite(folder, "plain", BEE, HAN, ANT, form=form)
    assert len(formatted.references) == 3
    for reference in formatted.references:
        assert reference.text in formatted.text


def test_html_escapes(folder: Path) -> None:
    formatted = cite(folder, "plain", BEE, form="html")
    assert formatted.references[0].text == "Roe, A. B. <em>Bees &amp; &lt;Wasps&gt;</em>. May 2020."
    assert formatted.text == f"<p>{formatted.references[0].text}</p>\n"


def test_markdown_escapes(folder: Path) -> None:
    text = cite(folder, "plain", ANT, form="markdown").text
    assert "*Ants_and\\_\\*more\\**" in text or "*Ants_and\\_\\*more\\**" in text.replace("Ants\\_and", "Ants_and")


def test_rtf_is_a_whole_file_and_ascii(folder: Path) -> None:
    formatted = cite(folder, "plain", HAN, ANT, form="rtf")
    assert formatted.text.startswith("{\\rtf1")
    assert formatted.text.isascii()
    assert formatted.text.rstrip().endswith("}")
    assert formatted.text.count("{") == formatted.text.count("}")
    assert read_rtf(formatted.references[1].text) == "山田太郎. 深層学習. 2018."


def test_rtf_is_read_back_as_the_text(folder: Path) -> None:
    formatted = cite(folder, "plain", BEE, HAN, ANT, form="rtf")
    read = pandoc().run("--from=rtf", "--to=plain", "--wrap=none", text=formatted.text)
    assert list(filter(None, read.splitlines())) == cite(folder, "plain", BEE, HAN, ANT).text.splitlines()


def read_rtf(text: str) -> str:
    """Return the text of a piece of RTF 1.9: `\\uN` is a character with one fallback behind it."""
    text = re.sub(r"\\u(-?\d+) ?\?", lambda match: chr(int(match[1]) % 65536), text)
    return re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", text).strip()


def test_what_looks_like_mark_up_stays_text(folder: Path) -> None:
    hostile = item("x", "<script>alert(1)</script> \\par} {\\rtf [a](b) $x$ @w1 <!-- -->", person("Roe", "A"))
    assert "<script>alert(1)</script>" in cite(folder, "plain", hostile).text
    assert "<script" not in cite(folder, "plain", hostile, form="html").text
    assert "\\par}" not in cite(folder, "plain", hostile, form="rtf").references[0].text.replace("\\\\par\\}", "")[:-5]


def test_keys_may_be_anything(folder: Path) -> None:
    works = [{**BEE, "id": "a b]; @c"}, {**ANT, "id": "w0"}, {**HAN, "id": "鍵"}]
    assert {reference.key for reference in cite(folder, "plain", *works).references} == {"a b]; @c", "w0", "鍵"}


def test_a_pandoc_that_fails_says_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FormattingError, match="cannot be run"):
        Pandoc((str(tmp_path / "missing"),)).run(text="")
    found = find_pandoc()
    assert found
    with pytest.raises(FormattingError, match="failed"):
        found.run("--no-such-option", text="")
