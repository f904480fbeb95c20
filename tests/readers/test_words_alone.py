"""A title that has nothing but words is read without the parser of citations, and as that would read it."""

from __future__ import annotations

import pytest

from biblio.readers.markdown import citation
from biblio.readers.markdown.citation import CitationLine, read_citation
from biblio.readers.plain_reference import may_be_reference

WORDS = [
    "A primer on lamps",
    "State-of-the-art lamps",
    "Aladdin's lamp",
    "La lampe d’Aladin",
    "灯台の本",
    "Über Lampen",
    "lamps -",
    "A primer on lamps ",
    "the",
    "See",
    "Roe et al",
    "Jane Roe and Max Poe",
    "Generative AI and the future of lamps",
    "Roe AB and Poe CD Lamps at sea",
    "Lamps at NeurIPS",
    "ISBN of lamps",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_alone_are_read_as_the_parser_reads_them(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read_citation(text, {}, line=1)
    monkeypatch.setattr(citation, "_is_words_alone", lambda _: False)
    assert quick == read_citation(text, {}, line=1)


@pytest.mark.parametrize("text", ["A primer by Jane Roe", "A  primer", "- a", "Lamps, fog", "Lamps 2", "", "*Lamps*"])
def test_what_may_be_more_is_left_to_the_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> CitationLine:
        raise AssertionError(text)

    monkeypatch.setattr(citation, "_bare_title", parsed)
    read_citation(text, {}, line=1)


@pytest.mark.parametrize(
    "text",
    [
        "Roe, J., & Poe, M. A primer on lamps. Journal of Lamps.",
        "Roe AB, Poe CD. A primer on lamps.",
        "Lamp Board (Jane Roe) : A primer",
        "J. Roe, *A primer*, chp. one",
        "A primer on lamps 12-14",
        "Lamps (2001)",
    ],
)
def test_what_may_be_a_reference_is_read(text: str) -> None:
    assert may_be_reference(text)


def test_prose_is_no_reference() -> None:
    assert not may_be_reference("We look at lamps. They burn oil, and some of them gas; all of them glow.")
