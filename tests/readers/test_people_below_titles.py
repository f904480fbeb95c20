"""A title, and below it a line with who wrote it, where it is, and a link: on a page of its own, or among others."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, VIT, notes, own

PEOPLE = (
    "Jane Roe, Max Poe. CVPR 2020.",
    "Jane Roe, Max Poe, CVPR 2020",
    "Jane Roe and Max Poe (CVPR 2020)",
    "*Jane Roe, Max Poe*, CVPR 2020",
)


@pytest.mark.parametrize(
    "people", [*PEOPLE, "J. Roe, M. Poe, CVPR 2020.", "Roe et al., CVPR 2020", "Jane Roe, Max Poe"]
)
@pytest.mark.parametrize("link", [ATTENTION, f"[pdf]({ATTENTION})", f"[[arXiv]({ATTENTION})]"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_page_of_one_work(people: str, link: str, gap: str) -> None:
    (note,) = notes(f"# Lamps at sea{gap}{people} {link}\n\n## Summary\n\nLamps shine.\n", "papers/lamps.md")
    assert (note.title, note.line, own(note)) == ("Lamps at sea", 1, [ATTENTION])
    assert [name.split()[-1] for name in note.authors][:1] == ["Roe"]
    assert (note.venue, note.year) == (("CVPR", 2020) if "CVPR" in people else ("", None))


@pytest.mark.parametrize("people", PEOPLE)
def test_sections_of_a_page(people: str) -> None:
    first = f"## Lamps at sea\n{people} [pdf]({ATTENTION})\n\nLamps shine.\n"
    second = f"## Fog in the north\n{people} [pdf]({VIT})\n\nFog is grey.\n"
    found = notes(f"# Papers\n\n{first}\n{second}")
    assert [(note.title, own(note)) for note in found] == [("Lamps at sea", [ATTENTION]), ("Fog in the north", [VIT])]
    assert {(note.authors, note.venue, note.year) for note in found} == {(("Jane Roe", "Max Poe"), "CVPR", 2020)}


@pytest.mark.parametrize("people", PEOPLE[:2])
def test_people_do_not_continue_a_title(people: str) -> None:
    (note,) = notes(f"# Lamps at sea\n{people}\n\n## Summary\n\nLamps shine.\n", "papers/Lamps at sea.md")
    assert (note.title, note.authors) == ("Lamps at sea", ("Jane Roe", "Max Poe"))


@pytest.mark.parametrize(
    "keywords", ["* Deep Lamps\n* Sea of Light", "Deep Lamps, Sea of Light", "- #Deep-Lamps\n- #Sea-of-Light"]
)
def test_keywords_below_a_heading_are_tags(keywords: str) -> None:
    (note,) = notes(f"# Lamps at sea\n\n**Paper:** {ATTENTION}\n\n## Keywords\n\n{keywords}\n\n## Summary\n\nGood.\n")
    assert [tag.replace("-", " ").lower() for tag in note.tags] == ["deep lamps", "sea of light"]


def test_a_title_before_its_place_and_its_author_is_one() -> None:
    (note,) = notes(f"# Papers\n\n- Dynamic Lamp Illumination, CVPR 2019, Jane Roe [pdf]({ATTENTION})\n")
    assert note.title == "Dynamic Lamp Illumination"


def test_sentences_below_such_a_heading_are_none() -> None:
    (note,) = notes(f"# Lamps at sea\n\n**Paper:** {ATTENTION}\n\n## Keywords\n\nThe sea is dark, and lamps help.\n")
    assert note.tags == ()
