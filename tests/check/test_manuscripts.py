"""What every kind of manuscript cites and names; comments, code and labels cite nothing."""

from __future__ import annotations

import json
import tracemalloc

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
    ("\\headlesscite[3]{a} \\Gentextcites{b}[see][]{c} \\citejournal{d} \\footidemcite{e} \\fullcitebib{f}", list("abcdef")),
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
    (
        "\\newenvironment{source}{\\comment}{\\endcomment}\\excludecomment{aside} \\NewEnviron{hid}{}"
        " \\begin{source}\\cite{no}\\end{source} \\cite{a} \\begin{aside}\\cite{no}\\end{aside}\\cite{b}"
        " \\begin{hid}\\cite{no}\\end{hid} \\begin{hid} \\cite{c}",
        ["a", "b", "c"],
    ),
    ("\\excludecomment{x}\\includecomment{x}\\begin{x}\\cite{a}\\end{x}", ["a"]),
    ("\\iffalse \\cite{no} \\else \\cite{a} \\fi", ["a"]),
    ("\\textcquote[see][3]{a}{it is} \\blockcquote{b}{it} \\foreigntextcquote{german}[3]{c}{es}", ["a", "b", "c"]),
    ("\\begin{displaycquote}[3]{a}it\\end{displaycquote}\\begin{foreigndisplaycquote}{dutch}{b}het", ["a", "b"]),
    ("\\citeA{a} \\citeNP<see>{b} \\shortciteNP{c} \\fullciteA{d}", ["a", "b", "c", "d"]),
    ("\\newcommand{\\up}[1]{\\textsuperscript{\\textsuperscript{\\cite{#1}}}}\\up{a,b}", ["a", "b"]),
    ("\\newcommand{\\my}[2][]{\\citep[#1]{#2}} \\my[p.~3]{a} \\my{b}", ["a", "b"]),
    ("\\newcommand\\two[2]{#1 \\citet{#2}} \\two{not}{a} \\renewcommand*{\\three}[3]{\\cite{#2,#3}}\\three{x}{b}{c}", ["a", "b", "c"]),
    ("\\let\\my\\citep \\my[see]{a} \\def\\own#1{\\emph{\\my{#1}}} \\own{b} \\let\\again=\\own \\again{c}", ["a", "b", "c"]),
    ("\\NewDocumentCommand{\\my}{s O{} m d()}{\\cite[#2]{#3}}\\my*[x]{a}(y) \\my{b} text {not}", ["a", "b"]),
    ("\\NewDocumentCommand\\see{O{p. {3}} >{\\TrimSpaces} m +m}{#3 \\autocite[#1]{#2}}\\see{a}{long}", ["a"]),
    ("\\newcommand{\\outer}[1]{(\\inner{#1})}\\newcommand{\\inner}[1]{\\cite{#1}} \\outer{a}\\outerx{no}", ["a"]),
    ("\\DeclareCiteCommand{\\sc}{}{}{}{} \\sc[p. 3]{a} \\newrobustcmd*{\\rc}[1]{\\textcite{#1}}\\rc{b}", ["a", "b"]),
    ("\\newcommand{\\pc}{\\parencite} \\pc{a}\\pc*[see][3]{b} \\def\\ps{see~\\citep[e.g.][]} \\ps{c} \\pcx{no}", ["a", "b", "c"]),
    ("\\newcommand{\\page}[1]{\\cite[p.~#1]} \\page{3}{a} \\newcommand{\\many}{\\parencites} \\many{b}[2]{c}", ["a", "b", "c"]),
    ("\\def\\see #1.{(see \\cite{#1})} \\see a. and \\see {b.c}. \\def\\at(#1)<#2>{\\cite{#2}}\\at(no)<c> \\def\\x:#1{\\cite{#1}}\\x:n", ["a", "b.c", "c"]),
    ("\\newcommand{\\mc}[2]{\\parencites{#1}[3]{#2}} \\mc{a}{b} \\DeclareCiteCommand{\\own}{}{}{}{}\\DeclareMultiCiteCommand{\\owns}{\\own}{;}\\owns{c}{d}", ["a", "b", "c", "d"]),
    ("\\shortcite<see>[p. 3]{a} \\citeA<e.g.,>[3]{b} \\newcommand{\\x}[1]{\\cite{#1}}\\renewcommand{\\x}[2]{\\cite{#2}}\\x{no}{no}", ["a", "b"]),
    ("\\newcommand{\\plain}[1]{#1} \\plain{no} \\cite{a}", ["a"]),
    ("\\newenvironment{r}[2][x]{\\cite[#1]{#2}}{} \\begin{r}{a}\\end{r}\\begin{r}[y]{b}\\end{r}\\begin{rr}{no}\\end{rr}", ["a", "b"]),
    ("\\NewDocumentEnvironment{r}{o m +m}{\\cite[#1]{#2}}{\\cite{#3}} \\begin{r}{a}{b}\\end{r}", ["a", "b"]),
    ("\\iftrue\\cite{a}\\else\\cite{no}\\fi \\string\\cite{no} \\\\\\cite{b}", ["a", "b"]),
    ("\\url{https://x.org/a%20b} \\cite{a} \\href{https://x.org/%7Eb}{\\cite{b}} \\path{a%b}\\cite{c} % \\cite{d}", ["a", "b", "c"]),
    ("100\\% of \\cite{a} \\\\% \\cite{no}\n% \\begin{verbatim}\n\\cite{b}\n% \\end{verbatim}", ["a", "b"]),
    ("\\volcites(pre)(post)[1]{2}[3]{a}{4}{b} \\Volcite{3}{c}\\pvolcite[see]{1}[5]{d}", ["a", "b", "c", "d"]),
    ("\\begin{filecontents}{x.tex}\\cite{no}\\end{filecontents}\\cite[see \\emph{\\textbf{x}}][3]{a}", ["a"]),
]  # fmt: skip
MADE_KEYS = [
    ("\\newcommand{\\rfc}[1]{\\cite{rfc#1}} \\rfc{793}, \\rfc{ 2616 }", [("rfc793", "793"), ("rfc2616", " 2616 ")]),
    ("\\newcommand{\\both}[2][x]{\\cite{#2,#2-#1}} \\both[ii]{a} \\both{b}", [("a", "a"), ("a-ii", "a"), ("b", "b")]),
    ("\\newcommand{\\my}[1]{\\cite{own:#1}}\\newcommand{\\two}[2]{\\my{#1.#2}}\\two{a}{1}", [("own:a.1", "a")]),
    ("\\def\\in#1/{\\cite{lib-#1}} \\in a,b/.", [("lib-a", "a,b"), ("b", "a,b")]),
]


@pytest.mark.parametrize(("text", "expected"), MADE_KEYS)
def test_keys_that_a_macro_makes(text: str, expected: list[tuple[str, str]]) -> None:
    citations = read("tex", text).citations
    found = [(citation.key, text[citation.span.start : citation.span.end]) for citation in citations]
    assert sorted(found) == sorted(expected)
    assert [citation.is_written for citation in citations] == [key == written for key, written in found]


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
    ("[@one]: on walls\n\nAs in [@two]: walls. [@three]: https://x.org\n\n[x]: https://x.org/@no\n", ["one", "two", "three"]),
    ("dash---@one and a/@two, (@three) “@four” *@five* _see @six_", ["one", "two", "three", "four", "five", "six_"]),
    ("[@doi:10.1000/a.b] and @url:https://x.org/a/b. @pmid:123", ["doi:10.1000/a.b", "url:https://x.org/a/b", "pmid:123"]),
    ("@a--b @c_d. @e::f @g.h: @i+j+ @{k/l} @{x y} @m's @n<br>@o", ["a", "c_d", "e", "g.h", "i+j", "k/l", "m", "n", "o"]),
    ("x@no Dr.@no 研究@no 、@one。（@two）\\@no \\\\@three", ["one", "two", "three"]),
    ("\\begin{tabular}{@{\\quad}l@{~}r@{}}\na & @no\n\\end{tabular}\n\n@one \\foo[@no]{@{no}} \\LaTeX @two", ["one", "two"]),
    ("\\begin{open}\n\n@one \\begin{a}\\begin{a}@no\\end{a}@no\\end{a} @two", ["one", "two"]),
    ("- item\n\n        @no\n\n    @one\n\n1.  two\n\n        @no\n\n    @two\n\n[^n]: @three\n\n    @four\n\n        @no\n", ["one", "two", "three", "four"]),
    ("(@good) An example.\n\n(@) Another.\n\nAs (@good) shows, @one. @good too, but [@good].\n", ["one", "good"]),
    ("@first. An example, after [@one]\n\nSee @first.\n", ["one"]),
    ("<script>\n{\"@context\": \"x\"}\n</script>\n<style>@media print {}</style>\n<div data-x=\"@no\">\n@one\n</div>\n<pre>@no</pre>", ["one"]),
    ("::: {.note by=\"@no\"}\n@one\n:::\n\n![of @two](@no.png){#fig-x} [x](y \"@no\") [@three]{by=\"@no\"} x[^@no]", ["one", "two", "three"]),
    ("```{r}\n#| fig-cap: \"@no\"\n```\n[see @one [p. 3; @two]; @three]", ["one", "two", "three"]),
    ("# Of @one {#h .x by=\"@no\"}\n\n![Of @two](y.png){#fig-x fig-alt=\"By @no\"} [x](y){by='@no'} (@three){x}\n", ["one", "two", "three"]),
    ("---\ntitle: On @one\n---\n\ntext\n\n---\nsubtitle: On @two\n---\n", ["one", "two"]),
]  # fmt: skip
TYPST = [
    ("As @smith2001 and @jones[p.~3] say. #cite(<roe>, form: \"prose\") #cite(label(\"doi:10/x\"))", ["smith2001", "jones", "roe", "doi:10/x"]),
    ("#figure(image(\"a.png\")) <fig-one>\nSee @fig-one and @works.", ["works"]),
    ("= First words <sec:first>\nSee @sec:first. #ref(<sec:first>) #link(<no>) #cite(form: \"prose\", <a>) @b", ["a", "b"]),
    ("#let t(key) = cite(label(\"t\" + key))\n#t(\"no\") #cite(label(\"no\" + str(1))) #cite(label( \"yes\" ))", ["yes"]),
    ("// @no\n/* @no */ `@no` ```typ @no ``` #link(\"mailto:a@b.org\") https://x.org/@me \\@no @yes", ["yes"]),
    ("先行研究@one では、@two も。foo@three a@b.c", ["one", "two", "three", "b.c"]),
    ("@研究2020 と @oneでは @a[p. 3] @b. @c: @d.e @f-g- @h::i", ["研究2020", "oneでは", "a", "b", "c", "d.e", "f-g-", "h::i"]),
    ("#let handle = \"@no\"\n#text(\"@no\") \"@quoted\" #\"@no\" #(a: \"@no\", b: [@one])", ["quoted", "one"]),
    ("#quote(attribution: <one>)[x] #quote(attribution: [@two])[@three] #link(<no>)[@four]", ["one", "two", "three", "four"]),
    ("= A <h>\n#ref(<h>) #ref(<one>) @h @two #figure([@three], caption: [@four]) <f> @f", ["one", "two", "three", "four"]),
    ("#let c = cite.with(form: \"prose\")\n#let p(k) = cite(label(k))\n#c(<one>) #p(\"two\") #let q(k) = [#cite(k)]\n#q(<three>) #other(<no>)", ["one", "two", "three"]),
    ("#let more = (\"a\", \"b\")\n#for k in more { cite(label(k)) }\n#for k in (\"c\",\n\"d\") [#cite(label(k)), ]", ["a", "b", "c", "d"]),
    ("#(\"a\", \"b\").map(k => cite(label(k))).join() #let m = (\"c\",)\n#m.map((k) => [#cite(label( k ), form: \"year\")])", ["a", "b", "c"]),
    ("#for k in (\"no\", \"no2\") { text(k) } #(\"no3\",).map(k => cite(label(\"x\" + k))) #for i in no { cite(label(k)) } @a", ["a"]),
    ("#import \"@preview/cetz:0.3.1\": canvas\n#if x [@one] else [@two] @three #context [@four] and @five", ["one", "two", "three", "four", "five"]),
    ("/* @no /* @no */ @no */ $ \"@no\" x @no #[@one] $ @two#footnote[@three]; #calc.pow(2, 3)@four", ["one", "two", "three", "four"]),
    ("#show heading: it => [@one #it]\n#table(columns: 2, [@two], [d @three])\n#for k in (\"@no\",) { [@four] }", ["one", "two", "three", "four"]),
]  # fmt: skip
ORG = [
    ("[cite:@a] [cite/t:see @b p. 3; @c] [cite/a/b:@d]", ["a", "b", "c", "d"]),
    ("cite:smith2001,jones99 citep:roe [[cite:&a;&b pp. 3]] nocite:x", ["smith2001", "jones99", "roe", "a", "b", "x"]),
    ("# cite:no\n#+begin_src tex\ncite:no\n#+end_src\n=cite:no= ~[cite:@no]~\n: cite:no\ncite:yes", ["yes"]),
    ("As cite:moss2023, but not cite:fern21; nor anyone. cite:aa,bb, cite:x/y/ (cite:cc)", ["moss2023", "fern21", "aa", "bb", "x/y/", "cc"]),
    ("[[cite:see &moss p. 3; also &fern]] [[Textcite:&reed]] Autocite:wren citep*:vole [[citet*:&a.b]]", ["moss", "fern", "reed", "wren", "vole", "a.b"]),
    ("[[parencites:&a;&b]] footfullcite:cc Pnotecite:dd bibentry:ee citeyearpar:ff footcitetexts:gg [[other:&no]]", ["a", "b", "cc", "dd", "ee", "ff", "gg"]),
    ("~cite:no~ = cite:a =b cite:no= ~ cite:b\n~cite:c\ncite:d~", ["a", "b", "c", "d"]),
    ("\\begin{a}\ncite:no\n\\begin{a}\n\\end{a}\ncite:a \\begin{b}\ncite:b", ["a", "b"]),
    ("#+begin_src\ncite:no\n#+end_example\n#+END_SRC\ncite:a\n#+begin_comment\ncite:b", ["a", "b"]),
    ("[[https://x.org][cite:no]] [[https://x.org][[cite:@no]]] <<cite:no>> <<<cite:no>>> https://x.org/[cite:@one] <https://x.org/cite:no>", ["one"]),
    ("[cite:@a. x] [cite/t:pre; see @b, p. 3 [x]; post] [cite:nokey] [cite/text/c-f:@c's;@d]", ["a.", "b", "nokey", "c's", "d"]),
    ("* Moss cite:one\n:PROPERTIES:\n:REF: cite:no\n:END:\n* COMMENT Fern\ncite:no\n** Sub\n[cite:@no]\n* Reed :noexport:\ncite:no\n* Wren\ncite:two\n#+caption: By [cite:@three]\n", ["one", "two", "three"]),
    ("先行研究cite:one では cite:two は。「cite:three」 [cite:@山田2001、]", ["one", "two", "three", "山田2001"]),
    ("/cite:one/ *cite:two* +cite:three+ _cite:four_ /see cite:five/six/ (cite:seven) \"cite:eight\"", ["one", "two", "three", "four", "five/six", "seven", "eight"]),
    ("$cite:no$ \\(cite:no\\) @@latex:cite:no@@ {{{m(cite:no)}}} src_sh{cite:no} cite:one", ["one"]),
]  # fmt: skip


ROLES = [
    ("Text {cite}`a` and {cite:t}`b, c`, {cite:p}`{see}d{p. 3}`, {footcite:p}`e`. Not `{cite}` nor {cite}.", list("abcde")),
    ("{cite}`a; b,{see}c{p. 3}`, {cite:t}`10.1000/x;https://doi.org/10.1000/y` and [@d]", ["a", "b", "c", "10.1000/x", "https://doi.org/10.1000/y", "d"]),
    ("```{note}\nIn {cite}`a`, [@b]\n```\n::::{tip} T\n{cite:ts}`c`\n::::\n````{card}\n```{figure} x.png\n{cite}`d`\n```\n````", list("bacd")),
    ("```{code-cell}\n{cite}`no` [@no]\n```\n```python\n{cite}`no`\n```\n<!-- [@no] -->\n{cite}`a`", ["a"]),
    ("`` {cite:p}`no` `` ``x\n{cite}`no` `` {cite}`a`\n\n`` {cite}`b`\n", ["a", "b"]),
    ("{% cite a %} {% cite b c -l 3 --prefix see %} {%- fullcite d -%} {% include x %}\n", list("abcd")),
]  # fmt: skip
RST = [
    ("Text :cite:`a`, :cite:p:`b, c`, :cite:ts:`{see}d{p. 3}`; :footcite:`e`. [Roe]_ :ref:`no` x:cite:`no`", list("abcde")),
    ("A::\n\n  :cite:`no`\n\n.. code-block:: rst\n   :name: x\n\n   :cite:`no`\n\nText :cite:`a`", ["a"]),
    (".. bibliography::\n   :filter: False\n\n   a\n   b\n\nno\n\n.. bibliography::\n\n.. note:: :cite:`c`\n", ["a", "b", "c"]),
    (".. comment :cite:`no`\n   :cite:`no`\n\n.. note:: :cite:`a`\n\n   :cite:`b`\n\n``:cite:`no```\n", ["a", "b"]),
]  # fmt: skip
ASCIIDOC = [
    ("cite:[a] cite:[b(12-14), c(p. 3)] citenp:[d] cite:see[e] cite:[f, page=3]+[g] \\cite:[no] <<no>>", list("abcdefg")),
    ("----\ncite:[no]\n----\n// cite:[no]\n////\ncite:[no]\n////\ncite:[a]\n\n....\ncite:[no]\n....\n", ["a"]),
]  # fmt: skip
LYX = r"""#LyX 2.3 created this file
\begin_layout Standard
\begin_inset CommandInset citation
LatexCommand citep
after "p. 3"
key "a, b"
literal "false"

\end_inset
\begin_inset Note Note
status open
\begin_layout Plain Layout
\begin_inset CommandInset citation
LatexCommand cite
key "no"
\end_inset
\end_layout
\end_inset
\begin_inset ERT
\begin_layout Plain Layout

\backslash
cite[3]{c}
\end_layout
\end_inset
\begin_inset CommandInset include
LatexCommand include
filename "part.lyx"

\end_inset
\begin_inset CommandInset bibtex
LatexCommand bibtex
bibfiles "refs,more"
options "plain"

\end_inset
"""


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_roles_and_tags_in_markdown(text: str, expected: list[str]) -> None:
    assert sorted(keys("markdown", text)) == sorted(expected)


@pytest.mark.parametrize(("text", "expected"), RST)
def test_rst(text: str, expected: list[str]) -> None:
    assert keys("rst", text) == expected


@pytest.mark.parametrize(("text", "expected"), ASCIIDOC)
def test_asciidoc(text: str, expected: list[str]) -> None:
    assert keys("asciidoc", text) == expected


def test_lyx() -> None:
    assert keys("lyx", LYX) == ["a", "b", "c"]
    document = read("lyx", LYX)
    assert [citation.key for citation in document.citations if citation.is_doubtful] == ["c"]
    assert [file.path for file in document.bibliographies] == ["refs", "more"]
    assert [file.path for file in document.included_files] == ["part.lyx"]
    assert not document.cites_all
    every = 'btprint "btPrintAll"\nbibfiles'
    assert read("lyx", LYX.replace("bibfiles", every)).cites_all


def test_what_rst_and_asciidoc_name() -> None:
    page = read("asciidoc", ":bibtex-file: refs.bib\n\ninclude::part.adoc[]\n")
    assert [file.path for file in (*page.bibliographies, *page.included_files)] == ["refs.bib", "part.adoc"]
    rst = read("rst", ".. include:: part.rst\n\n.. bibliography::\n   :style: plain\n   :all:\n")
    assert [file.path for file in rst.included_files] == ["part.rst"]
    assert rst.cites_all
    assert read("markdown", "```{bibliography}\n:all:\n```\n").cites_all


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (":filter: author % \"Moss\"", True), (":notcited:", True), (":filter: cited and year > \"2000\"", False),
        (":filter: docname in docnames", False), (":style: all", False), (":allow: x", False),
    ],
)  # fmt: skip
def test_sphinx_may_list_what_nothing_cites(options: str, expected: bool) -> None:
    assert read("rst", f".. bibliography::\n   :style: plain\n   {options}\n\nText").cites_all is expected
    assert read("markdown", f"```{{bibliography}}\n{options}\n```\n").cites_all is expected
    in_yaml = f"```{{bibliography}}\n---\nstyle: plain\n{options.removeprefix(':')}\n---\n```\n"
    assert read("markdown", in_yaml).cites_all is expected


def notebook(*cells: tuple[str, str | list[str]], indent: int | None = 1) -> str:
    rows = [{"cell_type": kind, "metadata": {"source": "[@no]"}, "source": text} for kind, text in cells]
    return json.dumps({"cells": rows, "metadata": {"cells": [{"source": "[@no]"}]}}, indent=indent)


@pytest.mark.parametrize("indent", [1, None])
def test_notebook(indent: int | None) -> None:
    text = notebook(
        ("raw", ["---\n", "bibliography: refs.bib\n", "---"]),
        ("markdown", ["# Über\n", 'See "[@a]" and {cite}`b`,\n', "\n", "    @no\n"]),
        ("code", 'x = "[@no]"'),
        ("markdown", 'One\n\n\u2014@c, \\citep{d} <cite data-cite="e">x</cite> \\\\ [@f]'),
        indent=indent,
    )
    document = read("notebook", text)
    assert [citation.key for citation in document.citations] == list("abcdef")
    for citation in document.citations:
        assert text[citation.span.start : citation.span.end] == citation.key
    assert [citation.key for citation in document.citations if citation.is_doubtful] == ["d", "e"]
    assert [file.path for file in document.bibliographies] == ["refs.bib"]
    assert read("notebook", text[:-300]).path


def test_what_raw_latex_cites_in_markdown_is_never_accused() -> None:
    citations = read("markdown", "---\nbibliography: a.bib\n---\n\\citep[3]{a, b} `\\cite{no}` \\\\cite{no}").citations
    assert [(citation.key, citation.is_doubtful) for citation in citations] == [("a", True), ("b", True)]


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


def test_a_set_of_entries_is_a_key_and_its_members_are_cited() -> None:
    manuscript = read("tex", "\\usepackage{biblatex}\\defbibentryset{both}{a,b}\\cite{both}")
    assert manuscript.defined_keys == {"both"}
    assert sorted(citation.key for citation in manuscript.citations) == ["a", "b", "both"]


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


def test_captions_of_code_cells_cite_where_cells_are_run() -> None:
    text = (
        "---\nbibliography: a.bib\n---\n"
        '```{r, fig.cap="Walls of @one, see \\\\@ref(fig:a)"}\n#| label: fig-a\n#| fig-cap: "Moss of [@two]"\n#| fig-subcap:\n#|   - "@three"\n'
        '#| echo: "@no"\nplot("@no")\nkable(x, caption = "Fern of @four")\n```\n'
    )
    manuscript = MANUSCRIPT_READERS.load("markdown")(SourceText("paper.qmd", text))
    assert [(citation.key, citation.is_doubtful) for citation in manuscript.citations] == [
        ("one", False),
        ("two", False),
        ("three", False),
        ("four", True),
    ]
    assert keys("markdown", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "\\let\\oldcite\\cite \\let\\cite\\oldcite \\cite{a}",
        "\\let\\citep\\citet\\let\\citet\\citep \\citep{a}",
        "\\let\\oldcite\\cite \\renewcommand{\\cite}[1]{(\\oldcite{#1})} \\cite{a}",
    ],
)
def test_commands_that_stand_for_each_other_are_read_to_the_end(text: str) -> None:
    assert [citation.key for citation in read("tex", text).citations] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "@doi:10.1000/x [@pmid:1] @arxiv:1508.06576 @isbn:9780262033848 @url:https://x.org @wikidata:Q1",  # Manubot
        "::: {#vid-one}\n:::\n\n@vid-one @fig-x @tip-y @nte-z @sec:w",
        "::: {#film-one}\n:::\n\nSee @film-one.",
    ],
)
def test_what_may_lead_elsewhere_is_never_accused(text: str) -> None:
    header = "---\nbibliography: a.bib\ncrossref:\n  custom:\n    - kind: float\n      key: clip\n---\n"
    assert all(citation.is_doubtful for citation in read("markdown", header + text + "\n\n@clip-one").citations)


def test_further_things_that_tex_and_typst_and_org_name() -> None:
    tex = read(
        "tex",
        "\\documentclass{book}\\begin{refsection}[own.bib,label]\\end{refsection}\\newrefsection[two.bib]"
        "\\bibliography{\\jobname}\\addbibresource[glob]{all/*.bib}\\putbib[units]",
    )
    assert {file.path for file in tex.bibliographies} == {"own.bib", "label", "two.bib", "paper.bib", "units.bib"}
    assert tex.has_separate_lists
    typst = read(
        "typst",
        '#let works = "a.bib"\n#bibliography(works)\n#show: paper.with(bibliography-file: "b.yml")\n'
        '#bibliography(bytes(read("c.bib")))\n#import "lib.typ": note\n#import "@preview/x:1.0.0"\n// #include "no.typ"',
    )
    assert [file.path for file in typst.bibliographies] == ["a.bib", "b.yml", "c.bib"]
    assert [file.path for file in typst.included_files] == ["lib.typ"]
    org = read(
        "org", "#+bibliography: my refs.bib\n[[bibliography:other refs.bib]]\n#+latex_header: \\addbibresource{c.bib}"
    )
    assert [file.path for file in org.bibliographies] == ["my refs.bib", "other refs.bib", "c.bib"]


@pytest.mark.parametrize("embedded", ["![a leaf]({})", "<img alt='a leaf' src={}>", "[a leaf]({}){{width=50%}}"])
def test_a_picture_within_the_text_takes_little_more_memory_than_its_letters(embedded: str) -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 20_000
    text = f"{embedded.format(picture)}\n\nAs [@a] says."
    keys("markdown", text)
    tracemalloc.start()
    try:
        assert keys("markdown", text) == ["a"]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * len(text)
