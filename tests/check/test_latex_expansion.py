r"""Citations by commands and keys that TeX makes: names given as text, keys in commands and loops."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.check.check_files import check_files
from biblio.check.manuscripts.latex_expansion import with_named_commands
from biblio.check.manuscripts.latex_source import read_tex
from biblio.check.source_text import SourceText
from biblio.settings import CheckConfig
from tests.check.tools import TODAY


def cited(text: str) -> list[str]:
    manuscript = read_tex(SourceText("paper.tex", text))
    return ["?"] * len(manuscript.unfollowed) + sorted(citation.key for citation in manuscript.citations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\csname parencite\endcsname[see][2]{a,b}", ["a", "b"]),
        (r"\expandafter\def\csname see-1\endcsname#1{\cite{#1}} \csname see-1\endcsname{a}", ["a"]),
        (r"\expandafter\newcommand\csname see\endcsname[2][]{\cite[#1]{#2}} \see[p.~2]{a}", ["a"]),
        (r"\expandafter\let\csname see\endcsname=\cite \see{a}", ["a"]),
        (r"\expandafter\let\expandafter\see\csname cite\endcsname \see{a}", ["a"]),
        (r"\csdef{see}#1{(\cite{#1})} \csuse{see}{a}", ["a"]),
        (r"\cslet{see}\cite \letcs{\say}{cite} \letcs\tell{cite} \csletcs{call}{cite}"
         r"\see{a} \say{b} \tell{c} \call{d}", ["a", "b", "c", "d"]),
        (r"\makeatletter\@namedef{see}#1{\cite{#1}}\@nameuse{see}{a} \@nameuse{cite}{b}", ["a", "b"]),
        (r"\ExpandArgs{c}\newcommand{see}[1]{\cite{#1}} \UseName{see}{a}", ["a"]),
        (r"\cs_new:Npn \my_see:n #1 { \cite{#1} } \cs_new_protected:Nn \__my_say:nn { \cite[#1]{#2} }"
         r"\cs_set_eq:NN \tell \cite \NewDocumentCommand{\see}{m}{\my_see:n{#1}}"
         r"\NewDocumentCommand{\say}{mm}{\__my_say:nn{#1}{#2}} \see{a} \say{2}{b} \tell{c}", ["a", "b", "c"]),
        # keys that commands and loops hold
        (r"\newcommand{\trees}{a, b}\def\one{c} \cite{\trees,\one} \expandafter\cite\expandafter{\one}",
         ["a", "b", "c", "c"]),
        (r"\newcommand\pre{x:} \cite{\pre a} \cite{\pre{}b}", ["x:a", "x:b"]),
        (r"\foreach \k in {a, b} {\cite{\k}} \forcsvlist{\cite}{c,d}", ["a", "b", "c", "d"]),
        (r"\makeatletter\@for\k:=a,b\do{\cite{\k}}", ["a", "b"]),
        (r"\newcommand{\many}[1]{\@for\k:=#1\do{\cite{\k}}} \many{a,b}", ["a", "b"]),
        (r"\newcommand{\all}[2]{#1\foreach \k in {#2} {\cite{\k}}} \all{x}{a, b}", ["a", "b"]),
        # what only TeX can tell
        (r"\newcommand{\see}[2]{\csname #1cite\endcsname{#2}} \see{text}{a}", ["?"]),
        (r"\@for\x:=see,say\do{\expandafter\edef\csname p\x\endcsname##1{\noexpand\cite{##1}}} \psee{a}", ["?"]),
        (r"\newcommand{\see}[1]{\edef\key{#1}\cite{\key}} \see{a}", ["?"]),
        (r"\cite{\input{keys}}", ["?"]),
        # names that have nothing to do with citations
        (r"\expandafter\let\csname old\endcsname\section \csname foo\endcsname \cite{a}", ["a"]),
        (r"\newcommand{\caption@}[1]{\csname captions#1\endcsname} \cite{a}", ["a"]),
    ],
)  # fmt: skip
def test_what_is_cited(text: str, expected: list[str]) -> None:
    assert cited(text) == expected


def test_a_place_is_that_of_the_key(tmp_path: Path) -> None:
    text = "\\expandafter\\def\\csname see\n\\endcsname#1{\\cite{#1}}\n\\csuse{see}{ghost}"
    (citation,) = read_tex(SourceText("paper.tex", text)).citations
    assert text[citation.span.start : citation.span.end] == "ghost"


def test_nothing_is_called_uncited_where_something_could_not_be_followed(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{a, title={Leaves}}\n@misc{b, title={Roots}}\n")
    (tmp_path / "paper.tex").write_text(r"\csname \style cite\endcsname{a} \cite{c} \bibliography{refs}")
    findings = check_files(["paper.tex"], base=tmp_path, config=CheckConfig({}), today=TODAY).report.findings
    assert [finding.rule for finding in findings] == ["cite-unfollowed", "cite-missing"]


@given(st.lists(st.sampled_from([r"\csname ", r"\endcsname", "cite", "{", "}", "#1", r"\csdef", r"\cs_new:Npn ", r"\let",
                                 r"\letcs", "\n", "a", r"\ExpandArgs{c}", r"\my_x:nn", r"\expandafter", "_", ":"])))  # fmt: skip
def test_every_place_stays(parts: list[str]) -> None:
    text = "".join(parts)
    named = with_named_commands(text)
    assert len(named) == len(text)
    assert named.count("\n") == text.count("\n")
    read_tex(SourceText("paper.tex", text))
