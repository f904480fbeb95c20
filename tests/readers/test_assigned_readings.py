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


def test_a_post_with_weeks_is_a_schedule_and_no_note_on_one_paper() -> None:
    text = """
        ---
        layout: meetings
        title: "Spring 2020 - Lamp Club"
        ---

        # Schedule

        ## Week of January 13 - Jane Roe

        Poe, M., & Doe, A. (2019). Lamps That Keep Burning. The 2019 Conference on Light, 388–395. https://doi.org/10.1162/isal_a_00191

        ## Week of January 31 - Max Poe

        Paper: [J. Roe and A. Doe, “A small pipeline for lamps,” Proc Natl Acad Sci USA, Jan. 2020.](https://www.pnas.org/content/early/2020/01/07/1910837117)
    """
    assert [note.title for note in notes(text, "2020-spring.md")] == [
        "Lamps That Keep Burning",
        "A small pipeline for lamps",
    ]
