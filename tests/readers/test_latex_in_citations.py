"""References that were copied from the bibliography of a paper, with what LaTeX needs in them."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.latex_in_citations import without_latex


@pytest.mark.parametrize(
    ("text", "title", "authors", "year"),
    [
        (
            "Ada Roe, Betty~Li Moe, and Samuel~R Poe. A primer on lamps at sea. *arXiv preprint arXiv:2311.12022*, 2023.",
            "A primer on lamps at sea",
            ("Ada Roe", "Betty Li Moe", "Samuel R Poe"),
            2023,
        ),
        (
            r"Ada~D. Roe and Max Poe. 2018. \href {https://doi.org/10.1000/D18} {{L}amps at {S}ea: A set of lights}. In *Proceedings of Light*.",
            "Lamps at Sea: A set of lights",
            ("Ada D. Roe", "Max Poe"),
            2018,
        ),
        ("Roe, A.~J.; and Poe, M. 2019. Assessing the Light of Lamps. In *Proceedings of Light*.", "Assessing the Light of Lamps", ("Roe, A. J.", "Poe, M."), 2019),
    ],
)  # fmt: skip
def test_a_reference_from_a_bibliography_in_latex(text: str, title: str, authors: tuple[str, ...], year: int) -> None:
    citation = read_citation(text, {}, line=1)
    assert (citation.title, citation.byline.authors, citation.byline.year) == (title, authors, year)


@pytest.mark.parametrize(
    "text",
    [
        "[A primer](https://example.org/~roe/a~b.pdf) at ~5 Hz",
        "~~Lamps~~ at sea",
        "Formats with {} and {0}",
        r"Learning $\mathcal{H}_{x}$ with {A}",
        "Set {lamp, wick} and {{ title }}",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert without_latex(text) == text


def test_empty_braces_behind_a_word() -> None:
    assert without_latex("{Comet}{}: Light at sea") == "Comet: Light at sea"
