"""Which key is typed or stands at the cursor, in every format and in places that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.check.source_text import SourceText
from biblio.language_server.key_at_cursor import TypedKey, key_at, typed_key
from tests.language_server.editor import CURSOR, split_at_cursor

TYPED = [
    ("a.md", "see @‸", ""),
    ("a.md", "🧪 実験 [see @a; -@ro‸", "ro"),
    ("a.md", "[@roe:20‸]", "roe:20"),
    ("a.md", "@{odd|‸", "odd|"),
    ("a.md", "---\nnocite: '@ro‸'\n---\n", "ro"),
    ("a.md", "{cite:p}`ro‸", "ro"),
    ("a.md", "{cite}`a, ro‸` more", "ro"),
    ("a.md", "{% cite a ro‸ %}", "ro"),
    ("a.rst", ":cite:t:`ro‸", "ro"),
    ("a.adoc", "cite:[a(3), ro‸", "ro"),
    ("a.Rmd", "```{r, fig.cap='After @ro‸'}\n1\n```\n", "ro"),
    ("a.tex", r"\cite{‸", ""),
    ("a.tex", r"\cite{a, ro‸, c} {x}", "ro"),
    ("a.tex", "\\section{X \\citep[see][2]{ro‸ }\nmore", "ro"),
    ("a.tex", "\\autocite{ro‸\n\nMore \\textbf{x}.\n\\end{document}", "ro"),
    ("a.tex", "\\textcites[1]{a}[2]{‸}", ""),
    ("a.tex", "\\newcommand{\\mine}[1]{\\cite{#1}}\n\\mine{ro‸}", "ro"),
    ("a.typ", "実験 @ro‸", "ro"),
    ("a.typ", "#cite(<‸", ""),
    ("a.typ", "#cite(<ro‸>, form: \"prose\")", "ro"),
    ("a.typ", "#cite(label(\"ro‸", "ro"),
    ("a.org", "[cite:@‸", ""),
    ("a.org", "[cite/t:@a;see @ro‸ p. 3]", "ro"),
    ("a.org", "cite:a,ro‸", "ro"),
    ("a.org", "[[cite:&ro‸", "ro"),
    ("a.bib", "@inproceedings{a,\n  crossref = {‸},\n}", ""),
    ("a.bib", "@misc{a,\n  xdata = \"b, ro‸\"\n}", "ro"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "before"), TYPED)
def test_a_key_that_is_typed(name: str, text: str, before: str) -> None:
    text, offset = split_at_cursor(text)
    assert typed_key(SourceText(name, text), offset) == TypedKey(before, "", offset - len(before))


def test_what_stands_behind_the_cursor_belongs_to_the_key() -> None:
    assert typed_key(SourceText("a.md", "@vasani said"), 4) == TypedKey("vas", "ani", 1)
    assert typed_key(SourceText("a.typ", "@vas日本"), 4) == TypedKey("vas", "日本", 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "ann@‸"),
        ("a.md", "`@ro‸`"),
        ("a.md", "```\n@ro‸\n```"),
        ("a.md", "<!-- @ro‸ -->"),
        ("a.qmd", "[@fig-‸]"),
        ("a.md", "a word‸"),
        ("a.tex", "\\textbf{‸}"),
        ("a.tex", "% \\cite{‸"),
        ("a.tex", "\\begin{verbatim}\n\\cite{‸\n\\end{verbatim}"),
        ("a.typ", "```\n@ro‸\n```"),
        ("a.typ", "// @ro‸"),
        ("a.org", "#+begin_src sh\n[cite:@‸]\n#+end_src"),
        ("a.org", "ann@‸"),
        ("a.bib", "@misc{a‸,\n  title = {x}\n}"),
        ("a.bib", "@misc{a,\n  title = {x‸}\n}"),
        ("a.txt", "@‸"),
    ],
)
def test_no_key_can_stand_here(name: str, text: str) -> None:
    text, offset = split_at_cursor(text)
    assert typed_key(SourceText(name, text), offset) is None


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("a.md", "🧪 [see @‸roe2020]", "roe2020"),
        ("a.md", "🧪 [see @roe2020‸]", "roe2020"),
        ("a.md", "@moss‸. A paragraph that pandoc takes for an example.", "moss"),
        ("a.tex", r"\cite{a,ro‸e}", "roe"),
        ("a.typ", "#cite(<ro‸e>)", "roe"),
        ("a.org", "[cite:@a;@r‸oe]", "roe"),
        ("a.bib", "@misc{r‸oe,\n  title = {x}\n}", "roe"),
        ("a.bib", "@misc{roe,\n  crossref = {pa‸rent}\n}", "parent"),
        ("a.md", "roe‸2020", ""),
        ("a.bib", "@misc{roe,\n  title = {x‸}\n}", ""),
        ("a.bib", "@misc{roe, title = {never closed‸", ""),
    ],
)
def test_the_key_under_the_cursor(name: str, text: str, key: str) -> None:
    text, offset = split_at_cursor(text)
    found = key_at(SourceText(name, text), offset)
    assert (found.key if found else "") == key
    if found:
        assert text[found.start : found.end] == key


@given(
    st.sampled_from(["a.md", "a.tex", "a.typ", "a.org", "a.bib"]),
    st.text(st.sampled_from("@\\{}[]<>()#:;,&\"'`%$ \n-abcite🧪日"), max_size=40),
    st.data(),
)
def test_no_text_is_too_odd(name: str, text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    source = SourceText(name, text)
    key_at(source, offset)
    typed = typed_key(source, offset)
    if typed is not None:
        assert text[typed.start : offset + len(typed.behind)] == typed.before + typed.behind
    assert CURSOR not in text
