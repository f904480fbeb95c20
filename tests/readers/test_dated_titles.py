"""Works that a page names by nothing but a year in brackets and their title."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.byline import VenueDate, read_bracketed_venue, read_venue
from biblio.readers.markdown.title_parts import split_title
from tests.readers.markdown_samples import notes

PAGE = """
    # 灯塔

    ## [2017] LampNet
    ---
    - [2017 ICML] LampNet_ Counting Lamps on Rivers
    - https://github.com/roe/lampnet

    ## Oil
    - [1998] Oil colour
    - [2019 @Lampworks] Clean oil for lamps: a comparison
    - **Wick**: [ICCV 2020] A large set of wicks for small lamps

    ## [2021 SIST] Lamps That Burn Under Water
    只看了摘要。

    ## [202011] Light
"""


def test_titles_behind_years_in_brackets_are_works() -> None:
    found = notes(PAGE, "lamps.md")
    assert [(note.title, note.venue, note.year) for note in found] == [
        ("LampNet: Counting Lamps on Rivers", "ICML", 2017),
        ("Oil colour", "", 1998),
        ("Clean oil for lamps: a comparison", "", 2019),
        ("A large set of wicks for small lamps", "", 2020),
        ("Lamps That Burn Under Water", "SIST", 2021),
    ]
    assert found[4].comment == "只看了摘要。"


def test_dated_events_are_no_works() -> None:
    events = """
        # Lamps

        - [2019] Moved to the harbour
        - [2020] Bought a second lamp
        - [2021] Lamps for Small Boats on Rivers: A Survey
    """
    assert notes(events, "lamps.md") == []
    assert (
        notes("# News\n" + events.replace("Moved to the harbour", "Lamps of Lakes and Rivers: A Survey"), "lamps.md")
        == []
    )


def test_a_work_that_several_sections_list_is_found_in_each() -> None:
    page = "\n".join(f"## Part {part}\n\n- [2004] Lamps of Lakes and Rivers: A Survey\n" for part in "ABC")
    assert len(notes(page, "lamps.md")) == 3


@pytest.mark.parametrize(
    ("words", "venue"),
    [
        ("2018 SIST", VenueDate("SIST", 2018)),
        ("2018 arXiv", VenueDate("arXiv", 2018)),
        ("2017 @Lamp++", VenueDate("", 2017)),
        ("2020 ICML@OpenLamp", VenueDate("ICML", 2020)),
        ("202011", VenueDate("", 2020, 11)),
        ("2018 Lamps", None),
    ],
)
def test_years_before_venues_and_firms(words: str, venue: VenueDate | None) -> None:
    assert read_bracketed_venue(words) == venue


def test_an_acronym_behind_a_year_is_a_venue_only_in_brackets() -> None:
    assert read_venue("2018 SIST") is None


def test_a_cause_behind_by_is_no_author() -> None:
    assert (
        split_title("Small Lenses Inspired by Arthropod Physiology").title
        == "Small Lenses Inspired by Arthropod Physiology"
    )
    assert split_title("The Dispossessed by Ursula K. Le Guin").byline.authors == ("Ursula K. Le Guin",)


def test_a_line_for_the_colon_of_a_file_name_is_a_colon() -> None:
    assert split_title("LampNet_ A net of lamps").title == "LampNet: A net of lamps"
    assert split_title("The snake_case and camel_case of lamps").title == "The snake_case and camel_case of lamps"


TITLES = [
    "Lamps of Lakes and Rivers: A Survey",
    "Oil for Small Lamps at Sea",
    "How Wicks Burn in the Dark of Winter",
    "A Short Theory of Lamp Light",
]


@pytest.mark.parametrize(
    "form",
    ["- ({year}) {title}", "- {year}: {title}", "- {title} ({year})", "- {title} [{year}]", "### {title} ({year})\n"],
)
def test_years_in_other_places(form: str) -> None:
    page = "# Light\n\n" + "\n".join(form.format(year=year, title=title) for year, title in enumerate(TITLES, 2001))
    found = [(note.year, note.title) for note in notes(page, "lamps.md")]
    assert found == list(enumerate(TITLES, 2001))


def test_years_behind_titles_of_events_names_and_figures_are_no_sign() -> None:
    few = "# Light\n\n" + "\n".join(f"- {title} ({year})" for year, title in enumerate(TITLES[:3], 2001))
    assert notes(few, "lamps.md") == []
    words = (*TITLES[:2], "Red Dawn", "Lampnet II", "The fog")
    names = "# Light\n\n" + "\n".join(f"- {name} ({year})" for year, name in enumerate(words, 2001))
    assert notes(names, "lamps.md") == []
    chapters = "\n".join(f"## {title} ({year})\n\nIt was dark.\n" for year, title in enumerate(TITLES, 2001))
    assert notes(f"# History of Light\n\n{chapters}", "lamps.md") == []
    figures = "\n".join(f"## {title} (2004)\n\n| Lake | Lamps |\n|---|---|\n| A | 3 |\n" for title in TITLES)
    assert notes(f"# Light\n\n{figures}", "lamps.md") == []
