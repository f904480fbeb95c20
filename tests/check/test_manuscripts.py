"""What every kind of manuscript cites and names; comments, code and labels cite nothing."""

from __future__ import annotations

import pytest

from biblio.check.manuscripts.citations import Manuscript
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS, MANUSCRIPT_SUFFIXES
from biblio.check.source_text import SourceText


def read(kind: str, text: str) -> Manuscript:
    return MANUSCRIPT_READERS.load(kind)(SourceText(f"paper.{kind}", text))


def keys(kind: str, text: str) -> list[str]:
    citations = read(kind, text).citations
    for citation in citations:
        assert text[citation.span.start : citation.span.end].strip() == citation.key
    return [citation.key for citation in citations]


TEX = [
    ("\\cite{a,b} \\citep[see][p.~3]{c} \\citet*{ d }", ["a", "b", "c", "d"]),
    ("\\parencites(pre)(post)[1]{a}[2][3]{b}{c} text {not}", ["a", "b", "c"]),
    ("\\textcite{a}\\Textcite{b}\\autocite*{c}\\footcite[12]{d}\\fullcite{e}\\citeauthor{f}", list("abcdef")),
    ("\\volcite{2}[12]{a} \\citealp<x>{b}", ["a", "b"]),
    ("50\\% of \\cite{a} % \\cite{b}\n\\\\% \\cite{c}\n\\cite{d}", ["a", "d"]),
    ("\\begin{verbatim}\\cite{a}\\end{verbatim}\\begin{lstlisting}[x]\\cite{b}\\end{lstlisting}\\cite{c}", ["c"]),
    ("\\verb|\\cite{a}| \\lstinline!\\cite{b}! \\cite{c}", ["c"]),
    ("\\iffalse \\cite{a} \\fi \\cite{b} \\end{document} \\cite{c}", ["b"]),
    ("\\newcommand{\\see}[1]{(see \\cite{#1})} \\see{a} \\see{b,c}", ["a", "b", "c"]),
    ("\\newcites{own}{Own works} \\citeown{a} \\citepown[1]{b} \\nociteown{c} \\citeother{d}", ["a", "b", "c"]),
    ("\\citestyle{authoryear} \\citetext{as \\citealp{a} says} \\defcitealias{b}{Paper I}", ["a"]),
    ("\\cite\n  [p. 1]\n  {a}", ["a"]),
    ("\\cite{smith:2001-a, o'neil_2} \\bibentry{x}", ["smith:2001-a", "o'neil_2", "x"]),
    ("\\cite{\\jobname} \\cite{}", []),
    ("a line\\\\cite{text} and \\\\\\cite{a}", ["a"]),
    ("\\iffalse \\cite{no} \\else \\cite{a} \\fi", ["a"]),
    ("\\textcquote[see][3]{a}{it is} \\blockcquote{b}{it} \\foreigntextcquote{german}[3]{c}{es}", ["a", "b", "c"]),
    ("\\begin{displaycquote}[3]{a}it\\end{displaycquote}\\begin{foreigndisplaycquote}{dutch}{b}het", ["a", "b"]),
    ("\\citeA{a} \\citeNP<see>{b} \\shortciteNP{c} \\fullciteA{d}", ["a", "b", "c", "d"]),
]  # fmt: skip
MARKDOWN = [
    ("---\nbibliography: a.bib\n---\nAs @smith2001 says [@jones1999, pp. 3-4; see -@doe1998].", ["smith2001", "jones1999", "doe1998"]),
    ("[@{https://x.org/a?b=1}] @doe99: text @roe.", ["https://x.org/a?b=1", "doe99", "roe"]),
    ("me@example.org, \\@ref(fig:x), https://x.org/@user, [link](https://m.com/@name), <a@b.c>", []),
    ("@fig-one and @tbl-two and @sec-three, [@eq-x]; @figure2001", ["figure2001"]),
    ("`@code` ``x @y`` and\n\n```r\n@inside <- 1\n```\n\n~~~\n@other\n~~~\n\n    @indented\n\nbut @real.", ["real"]),
    ("<!-- @hidden --> $x@y$ [@a_b.c:d/e]", ["a_b.c:d/e"]),
    ("「詳しくは[@山田2001]」と @tanaka 。", ["山田2001", "tanaka"]),
    ("1. [@one]\n\n    [@two]\n\ntext\n\n    @code\n\n    @code\n\n[@three]\n", ["one", "two", "three"]),
    ("- [@one]\n    - [@two]\n", ["one", "two"]),
]  # fmt: skip
TYPST = [
    ("As @smith2001 and @jones[p.~3] say. #cite(<roe>, form: \"prose\") #cite(label(\"doi:10/x\"))", ["smith2001", "jones", "roe", "doi:10/x"]),
    ("#figure(image(\"a.png\")) <fig-one>\nSee @fig-one and @works.", ["works"]),
    ("= First words <sec:first>\nSee @sec:first. #ref(<no>) #cite(form: \"prose\", <a>) @b", ["a", "b"]),
    ("// @no\n/* @no */ `@no` ```typ @no ``` a@b.org #link(\"mailto:a@b.org\") https://x.org/@me \\@no @yes", ["yes"]),
]  # fmt: skip
ORG = [
    ("[cite:@a] [cite/t:see @b p. 3; @c] [cite/a/b:@d]", ["a", "b", "c", "d"]),
    ("cite:smith2001,jones99 citep:roe [[cite:&a;&b pp. 3]] nocite:x", ["smith2001", "jones99", "roe", "a", "b", "x"]),
    ("# cite:no\n#+begin_src tex\ncite:no\n#+end_src\n=cite:no= ~[cite:@no]~\n: cite:no\ncite:yes", ["yes"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEX)
def test_tex(text: str, expected: list[str]) -> None:
    assert keys("tex", text) == expected


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown(text: str, expected: list[str]) -> None:
    assert keys("markdown", text) == expected


@pytest.mark.parametrize(("text", "expected"), ORG)
def test_org(text: str, expected: list[str]) -> None:
    assert sorted(keys("org", text)) == sorted(expected)


@pytest.mark.parametrize(("text", "expected"), TYPST)
def test_typst(text: str, expected: list[str]) -> None:
    assert keys("typst", text) == expected


def test_what_tex_names() -> None:
    text = (
        "\\bibliography{one,two}\\bibliographystyle{plain}\\addbibresource[label=x]{three.bib}\\bibliographyown{four}"
        "\\newcites{own}{Own}\\addbibresource[location=remote]{http://x.org/y.bib}"
        "\\input{ch/one} \\include{two} \\input three \\subfile{four.tex} \\import{dir/}{five} \\input{#1}"
        "\\nocite{*}\\bibitem[Smith(2001)]{smith} % \\bibliography{no}"
    )
    manuscript = read("tex", text)
    assert {file.path for file in manuscript.bibliographies} == {"one.bib", "two.bib", "three.bib", "four.bib"}
    assert {file.path for file in manuscript.included_files} == {"ch/one", "two", "three", "four.tex", "dir/five"}
    assert manuscript.cites_all
    assert manuscript.defined_keys == {"smith"}
    assert read("tex", "\\documentclass[../main.tex]{subfiles}").included_files[0].path == "../main.tex"


def test_what_latex_wrote() -> None:
    aux = read("aux", "\\citation{a,b}\n\\abx@aux@cite{0}{c}\n\\bibdata{refs,more}\n\\@input{ch.aux}\n\\citation{*}\n")
    assert [citation.key for citation in aux.citations] == ["a", "b", "c"]
    assert [file.path for file in aux.bibliographies] == ["refs.bib", "more.bib"]
    assert aux.included_files[0].path == "ch.aux"
    assert aux.cites_all
    bcf = read(
        "bcf",
        '<bcf:datasource type="file" datatype="bibtex" glob="false">refs.bib</bcf:datasource>\n'
        '<bcf:citekey order="1">a&amp;b</bcf:citekey><bcf:citekey order="2" nocite="1">c</bcf:citekey>'
        '<bcf:citekey order="3" type="set" members="x,y">s</bcf:citekey>',
    )
    assert [citation.key for citation in bcf.citations] == ["a&b", "c"]
    assert [file.path for file in bcf.bibliographies] == ["refs.bib"]


def test_what_markdown_names() -> None:
    text = (
        "---\ntitle: x\nbibliography:\n  - one.bib\n  - 'two.json'\nnocite: |\n  @a, @b\nreferences:\n- id: own2001\n  title: y\n---\n"
        "{{< include _part.qmd >}}\n[@own2001]"
    )
    manuscript = read("markdown", text)
    assert [file.path for file in manuscript.bibliographies] == ["one.bib", "two.json"]
    assert [citation.key for citation in manuscript.citations] == ["a", "b", "own2001"]
    assert manuscript.defined_keys == {"own2001"}
    assert manuscript.included_files[0].path == "_part.qmd"
    assert read("markdown", "---\nbibliography: [x.bib, y.bib]\nnocite: '@*'\n---\n").cites_all
    bare = read("markdown", "thanks to @someone, and [@cited]")
    assert [citation.is_doubtful for citation in bare.citations] == [True, False]


def test_what_typst_and_org_name() -> None:
    manuscript = read(
        "typst", '#bibliography("a.bib")\n#bibliography(("b.bib", "c.yml"), full: true)\n#include "x.typ"'
    )
    assert [file.path for file in manuscript.bibliographies] == ["a.bib", "b.bib", "c.yml"]
    assert manuscript.cites_all
    assert manuscript.included_files[0].path == "x.typ"
    org = read("org", '#+bibliography: a.bib\nbibliography:b,c.bib\n#+include: "x.org"\n#+nocite: @*')
    assert [file.path for file in org.bibliographies] == ["a.bib", "b.bib", "c.bib"]
    assert org.cites_all
    assert org.included_files[0].path == "x.org"


def test_every_suffix_has_a_reader() -> None:
    for kind in MANUSCRIPT_SUFFIXES.values():
        assert read(kind, "").citations == ()
