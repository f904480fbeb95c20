"""Course plans that name what is to be read by nothing but author and title."""

from __future__ import annotations

from tests.readers.markdown_samples import notes

PLAN = """
    # Light and shade: a seminar

    #### Week 1
    ##### Seminar: Oil
    * Jane Roe, "Lamps at Sea"
    * Roe and Poe, "Wicks: Notes on the Burning of Oil"
    * Ann B. Moe, "First Light," "Second Light," and "Dusk" from *The Long Evening*

    ##### Lab: Wicks
    * Cutting wicks, with "the small knife"
    * Loops and knots: wicks

    #### Week 2
    ##### Seminar: Fog
    * Max Poe, *The Harbour in Fog*, Part 1 and a selection from Part 2.
    * Poe, from *Foghorns, or How to Be Heard*
    * *Recommended*: Lea Stoe-Broe, *Poe and the Harbour*
    * Tom Voe, "[Histories of the Horn](https://example.org/horn)"
    * Play: Ida Doe, *Lost at Sea*, Bo Loe, *Found at Sea*
"""


def test_authors_and_titles_below_the_weeks_of_a_plan_are_works() -> None:
    found = [(note.title, note.authors) for note in notes(PLAN, "schedule.md")]
    assert found == [
        ("Lamps at Sea", ("Jane Roe",)),
        ("Wicks: Notes on the Burning of Oil", ("Roe", "Poe")),
        ("The Long Evening", ("Ann B. Moe",)),
        ("The Harbour in Fog", ("Max Poe",)),
        ("Foghorns, or How to Be Heard", ("Poe",)),
        ("Poe and the Harbour", ("Lea Stoe-Broe",)),
        ("Histories of the Horn", ("Tom Voe",)),
    ]


def test_the_same_lines_elsewhere_are_quotations_or_songs() -> None:
    assert notes(PLAN.replace("Week", "Side"), "songs.md") == []
