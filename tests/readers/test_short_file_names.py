"""Files called by a number or a nickname have the title of their first heading; pages of linked headings are lists."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.note_file_names import read_file_name
from tests.readers.markdown_samples import notes, only

TEXT = "In this paper, the authors show that lamps in fog burn as long as others.\n"


@pytest.mark.parametrize("name", ["17.md", "papers/17.md", "lif.md"])
def test_the_opening_heading_is_the_title(name: str) -> None:
    assert only(f"## Asynchronous Lamps for Deep Fog\n\n{TEXT}", name).title == "Asynchronous Lamps for Deep Fog"


@pytest.mark.parametrize(
    ("name", "is_index"), [("17.md", False), ("2023/05/17.md", True), ("2017.md", True), ("Readme2.md", True)]
)
def test_numbers_are_names_unless_they_are_days(name: str, is_index: bool) -> None:
    assert read_file_name(name).is_index is is_index


def test_blanks_that_are_underlines_in_names_of_files() -> None:
    assert read_file_name("Lamps_at_sea_and in_fog.md").title == "Lamps at sea and in fog"


def test_headings_that_are_all_links_are_works() -> None:
    headings = [f"### [Lamps of the {place}](https://blog.example.org/{place})" for place in ("north", "south", "west")]
    page = "\n\nA remark.\n\n".join(["# Found", *headings])
    found = notes(page, "found.md")
    assert [note.title for note in found] == ["Lamps of the north", "Lamps of the south", "Lamps of the west"]
    assert not notes(page.replace(headings[1], "### Lamps of the south"), "found.md")


@pytest.mark.parametrize("name", ["José M.F. Moura", "J.M. Roe", "Jane B. Roe"])
def test_initials_without_blanks_are_of_names(name: str) -> None:
    assert is_person_name(name)
