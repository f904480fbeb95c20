"""Whatever the bytes: a finding or a clear error, never a traceback, never a changed file."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.scanner import scan
from biblio.check.bibliography_keys import read_bibliography_keys
from biblio.check.check_files import check_files
from biblio.check.edits import apply_edits, diff_lines, plan_edits, why_unsound
from biblio.check.files_to_check import collect_files, read_text_file
from biblio.check.finding import FindingKind
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS
from biblio.check.source_text import SourceText
from biblio.check.suppressions import find_suppressions
from biblio.settings import CheckConfig
from tests.check.tools import TODAY, findings

SEED = """\
@string{nat = "Nature"}
@preamble{"\\newcommand{\\x}{y}"}
% a comment @article{no, title={x}}
@article{lecun2015deep,
  author  = {LeCun, Yann and Bengio, Yoshua and {Hinton}, Geoffrey and others},
  title   = {Deep {Learning} & {\\"u}ber $x_1$ 50\\% "quoted"},
  journal = nat # { and } # "Others",
  year    = 2015, volume={521}, pages = "436--444",
  doi     = {https://doi.org/10.1038/nature14539},
  url = {http://example.org/a_b#c}, isbn = {978-3-16-148410-0},
}
@inproceedings(round, title = {In (Parentheses)}, author = "山田 太郎 and A. B. Müller, Jr.", crossref = {lecun2015deep})
@misc{arx, eprint = {arXiv:1706.03762v7}, archivePrefix={arXiv}, month = jan, date = {2017-06-12}}
@comment{ whatever {nested} }
"""
TEX = "\\cite[a][b]{x,y} \\parencites(a)(b)[c]{d}[e]{f} % \\cite{z}\n\\input{a}\\bibliography{r}\\newcites{o}{O}\\verb|x|\n"
MARKDOWN = (
    "---\nbibliography: [a.bib]\nnocite: |\n  @x\n---\n[@a; see @b, p. 3] `@c` ```\n@d\n``` @{e f} $x$ <!-- @g -->\n"
)
TYPST = '#bibliography("a.bib", full: true)\n= X <x>\n@a[p.~3] #cite(form: "prose", <b>) // @c\n`@d` #include "e.typ" "@f"\n'
ORG = (
    "#+bibliography: a.bib\n[cite/t:see @a p. 3; @b] citep:c,d [[cite:&e]] =cite:f=\n#+begin_src\n@g\n#+end_src\n: @h\n"
)
AUX = "\\relax\\citation{a,b}\\abx@aux@cite{0}{c}\\bibdata{refs,more}\\@input{ch.aux}\n"
BCF = (
    '<bcf:datasource type="file" datatype="bibtex">a.bib</bcf:datasource><bcf:citekey order="1">b&amp;</bcf:citekey>\n'
)
RST = "Text :cite:p:`a,{see}b{p. 3}`::\n\n  :cite:`c`\n\n.. note:: x\n\n.. bibliography:: r.bib\n   :all:\n"
ASCIIDOC = ":bibtex-file: r.bib\ncite:[a, b(p. 3)] cite:see[c]+[d]\n----\ncite:[e]\n----\n// x\ninclude::x.adoc[]\n"
LYX = (
    '\\begin_inset CommandInset citation\nkey "a,b"\n\n\\end_inset\n\\begin_inset Note Note\n\\end_inset\n\\backslash\ncite{c}\n'
    '\\begin_inset CommandInset bibtex\nbtprint "btPrintAll"\nbibfiles "r"\n\\end_inset\n'
)
NOTEBOOK = (
    '{"cells": [{"cell_type": "markdown", "source": ["[@a] \\u00e9 {cite}`b`\\n", "\\\\cite{c} \\"@d\\""]},\n'
    '{"cell_type": "code", "source": "x"}, {"source": "@e", "cell_type": "raw"}], "metadata": {}}\n'
)
TEXTS = {
    "tex": TEX, "markdown": MARKDOWN, "typst": TYPST, "org": ORG, "aux": AUX, "bcf": BCF, "rst": RST,
    "asciidoc": ASCIIDOC, "lyx": LYX, "notebook": NOTEBOOK,
}  # fmt: skip
ALPHABET = '{}()",=#%@\\&_$^~ \n\r\t-:;/.0aZéñ\u200b山\ufffd'


def mutated(text: str, source: random.Random) -> str:
    """Return `text` with some bytes changed, taken out, put in, doubled or cut off."""
    parts = list(text)
    for _ in range(source.randint(1, 8)):
        place = source.randrange(len(parts) + 1)
        match source.randrange(5):
            case 0:
                parts[place : place + 1] = source.choice(ALPHABET)
            case 1:
                del parts[place : place + source.randint(1, 6)]
            case 2:
                parts.insert(place, source.choice(ALPHABET))
            case 3:
                parts[place:place] = parts[place : place + source.randint(1, 40)]
            case 4 if source.random() < 0.2:
                del parts[place:]
    return "".join(parts)


def look_at(text: str) -> None:
    reported = findings(text)
    for finding in reported:
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
        assert finding.span.line >= 1
        assert finding.span.column >= 1
    plan = plan_edits(finding for finding in reported if finding.fix and finding.fix.is_safe)
    after = apply_edits(text, plan.edits)
    assert len(after) == len(text) + sum(len(edit.new) - (edit.end - edit.start) for edit in plan.edits)
    list(diff_lines("x", text, plan.edits))
    why_unsound("x.bib", text, after)
    read_bibliography_keys(SourceText("x.bib", text))
    find_suppressions(text, "x.bib", lambda name: True)


def test_a_million_mutated_bytes() -> None:
    source = random.Random(5)
    done = 0
    while done < 1_000_000:
        text = mutated(SEED, source)
        look_at(text)
        done += len(text.encode())


def test_mutated_manuscripts() -> None:
    source = random.Random(6)
    for _ in range(400):
        for kind in MANUSCRIPT_READERS:
            text = mutated(TEXTS[kind], source)
            for citation in MANUSCRIPT_READERS.load(kind)(SourceText("x", text)).citations:
                assert 0 <= citation.span.start <= citation.span.end <= len(text)


def test_long_runs_of_what_opens_and_never_closes_are_read_at_once() -> None:
    """Patterns that try every beginning against every end would be at it for minutes."""
    for kind in MANUSCRIPT_READERS:
        for opening in (
            "`",
            "```\n",
            "<!--",
            "[@a](",
            "\\cite[",
            "\\iffalse",
            "/*",
            "#cite(a: b, ",
            "[cite:",
            "{",
            "---\n",
        ):
            MANUSCRIPT_READERS.load(kind)(SourceText("x", opening * (8000 // len(opening))))


@given(st.one_of(st.text(max_size=200), st.text(ALPHABET, max_size=200)))
def test_scanning_and_writing_back_is_the_identity(text: str) -> None:
    assert "".join(text[block.start : block.end] for block in scan(text)) == text
    look_at(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_come_back_the_same(tmp_path_factory, data: bytes) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("bytes")
    for name in ("x.bib", "x.tex", "x.md", "x.qmd", "x.typ", "x.org", "x.aux", "x.bcf", "x.json"):
        (folder / name).write_bytes(data)
    report = check_files([".", "x.aux", "x.bcf", "x.json"], base=folder, config=CheckConfig(), today=TODAY).report
    assert all(problem.what for problem in report.problems)
    files = collect_files(["x.bib"], base=folder)
    for file in files.all_files():
        if "\ufffd" not in file.source.text:
            assert file.to_bytes(file.source.text) == data
    assert (folder / "x.bib").read_bytes() == data


def test_the_blocks_of_a_text_with_one_line_end_are_the_same_with_another() -> None:
    kinds = [[block.kind for block in scan(SEED.replace("\n", newline))] for newline in ("\n", "\r\n", "\r")]
    assert kinds[0] == kinds[1] == kinds[2]
    assert all(finding.kind is not FindingKind.NOT_FOUND for finding in findings(SEED))


def test_reading_keeps_every_byte(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf@misc{a,\r\n title={x}\n}\r"
    (tmp_path / "a.bib").write_bytes(data)
    file = read_text_file("a.bib", tmp_path / "a.bib")
    assert file.to_bytes(file.source.text) == data
