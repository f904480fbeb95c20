"""Lists of readings that name works by nothing but author and title, for exams and one's own studies."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import listed, notes

EXAM = """
    # Harbours of the north

    ## Realism and after

    - Roe, Jane, *Bleak Harbour*
    - Poe, Max Otto. *The Keeper of the Lamp*.
    - Moe, Ida, *A Portrait in Fog*
    - Doe, Ann, *Oil*

    ## On light

    - Lea Stoe, *The Theory of the Lamp*
    - Tom Voe, “What Is Oil?”
    - Ann Broe, *The Rise of the Wick*
"""

CURRICULUM = """
    # Lamps: a curriculum

    ## Beginnings

    - Oils: whale, rape, olive
    - Wicks, *flat* and *round*

    ### To read

    - **Primary texts**:
      - Roenius: *Confessions of a Keeper*, *City of Lamps* (selections)
      - Poecles: *The Consolation of Oil* (1523)
    - **Secondary**:
      - Jane Roe: *An Introduction to Poecles' Oil*
      - Max Poe *The Lamp in Law* (chapter 2)
      - Moe — "Wicks as Lamps"
    - **Textbook**: *Discovering Oil with Numbers* by Ida Loe — the most popular
    - **Textbook**: *Handbook of Wicks* (5th ed.) by Loe, Doe, Stoe
    - **Textbook**: *Principles of Fog*
    - **Key papers**: Roe & Poe (1974) on oil; Moe (1979) on fog
    - Practise with *real* lamps
"""


def test_exam_lists_with_family_names_first_need_no_other_sign() -> None:
    found = [(note.title, note.authors) for note in notes(EXAM, "field.md")]
    assert found == [
        ("Bleak Harbour", ("Roe, Jane",)),
        ("The Keeper of the Lamp", ("Poe, Max Otto",)),
        ("A Portrait in Fog", ("Moe, Ida",)),
        ("Oil", ("Doe, Ann",)),
        ("The Theory of the Lamp", ("Lea Stoe",)),
        ("What Is Oil?", ("Tom Voe",)),
        ("The Rise of the Wick", ("Ann Broe",)),
    ]


def test_pages_that_are_called_a_list_of_readings() -> None:
    text = EXAM.replace("Roe, Jane,", "Jane Roe,").replace("Poe, Max Otto.", "Max Otto Poe:")
    assert notes(text, "field.md") == []
    found = [(note.title, note.authors) for note in notes(text, "comps reading list.md")]
    assert found[:2] == [("Bleak Harbour", ("Jane Roe",)), ("The Keeper of the Lamp", ("Max Otto Poe",))]
    assert found[4:] == [
        ("The Theory of the Lamp", ("Lea Stoe",)),
        ("What Is Oil?", ("Tom Voe",)),
        ("The Rise of the Wick", ("Ann Broe",)),
    ]


def test_titles_of_an_author_and_those_behind_a_label() -> None:
    found = [(note.title, note.authors, note.year) for note in notes(CURRICULUM, "plan.md")]
    assert found == [
        ("Confessions of a Keeper", ("Roenius",), None),
        ("City of Lamps", ("Roenius",), None),
        ("The Consolation of Oil", ("Poecles",), 1523),
        ("An Introduction to Poecles' Oil", ("Jane Roe",), None),
        ("The Lamp in Law", ("Max Poe",), None),
        ("Wicks as Lamps", ("Moe",), None),
        ("Discovering Oil with Numbers", ("Ida Loe",), None),
        ("Handbook of Wicks", ("Loe", "Doe", "Stoe"), None),
        ("Principles of Fog", (), None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        """
        # What I heard

        - Jane Roe, *Kind of Fog*
        - Max Poe, *A Lamp Supreme*
        - Ida Moe, *Waltz for Oil*
        - Tom Voe, *Wicks*
        """,
        """
        # Reading and listening

        ## Music

        - Jane Roe, *Kind of Fog*
        - Max Poe, *A Lamp Supreme*
        - Ida Moe, *Waltz for Oil*
        - Tom Voe, *Wicks*
        """,
        """
        # May: exams and friends

        - Jane came, *finally*
        - Max Poe: *so nice*
        - Bought milk, *oat*
        - Ida Moe said, "why not"
        """,
    ],
)
def test_music_and_diaries_are_no_readings(text: str) -> None:
    assert notes(text, "page.md") == []


def test_paragraphs_on_a_page_of_books_that_begin_with_a_title() -> None:
    text = """
    # Recommended books

    ## Lamps

    **Bleak Harbour** by Jane Roe
    - **Focus:** harbours

    **The Keeper of the Lamp** - Max Poe
    - **Focus:** oil

    ## Fog and wind

    **A Portrait in Fog** by Ida Moe

    **Oil and Law** by Tom Voe

    ## Best practices to keep

    - **Start with lamps** - Build them first
    - **Share oil** - Post it
    """
    found = [(note.title, note.authors, note.tags) for note in notes(text, "Books.md")]
    assert found == [
        ("Bleak Harbour", ("Jane Roe",), ("Lamps",)),
        ("The Keeper of the Lamp", ("Max Poe",), ("Lamps",)),
        ("A Portrait in Fog", ("Ida Moe",), ("Fog and wind",)),
        ("Oil and Law", ("Tom Voe",), ("Fog and wind",)),
    ]


def test_titles_with_full_names_in_brackets() -> None:
    lines = ["For the Life of Lamps (Ada Roe)", "Breve tratado das luzes (João Poe)", "Um farol melhor (Ana B. Doe)"]
    text = "".join(f"- {line}\n" for line in [*lines, "Pais do Farol (Ed. Luz)", "Lamps, a history (Max Foe)"])
    found = listed(f"**Português**\n\n{text}", "bibliografia.md")
    assert [note.title for note in found][:2] == ["For the Life of Lamps", "Breve tratado das luzes"]
    assert [note.authors for note in found][-2:] == [(), ("Max Foe",)]
    assert not listed(f"# Guests\n\n{text}", "guests.md")


BOLD = """
    ## Méthodes

    - **Roe**. _Au bord du fleuve. Une enquête_
    - **Poe** et **Moe**. _Lire les lampes_
    - **Voe**, et al. «Les phares et la nuit: un essai»
    - **Loe**. «La nuit tombe». Ce que disent les gardiens
    - **Noe**. Les gardiens de phare au travail
"""


def test_family_names_in_bold_type_before_titles_need_no_other_sign() -> None:
    assert [(note.line, note.title, note.authors) for note in listed(BOLD)] == [
        (3, "Au bord du fleuve. Une enquête", ("Roe",)),
        (4, "Lire les lampes", ("Poe", "Moe")),
        (5, "Les phares et la nuit: un essai", ("Voe",)),
        (6, "«La nuit tombe». Ce que disent les gardiens", ("Loe",)),
        (7, "Les gardiens de phare au travail", ("Noe",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- **Lampe**. Ein Gerät, das leuchtet\n- **Docht**. Ein Faden\n- **Öl**. Was brennt\n- **Glas**. Ein Schutz\n",
        "- **Jane**: *i said no*\n- **Max**: *she said yes*\n- **Ida**: *they left*\n- **Tom**: *we stayed*\n",
        "# Music\n\n- **Roe**. _Waltz_\n- **Poe**. _Fog at Sea_\n- **Moe**. _Oil and Light_\n- **Voe**. _Supreme_\n",
    ],
)
def test_terms_and_speakers_in_bold_type_are_no_authors(text: str) -> None:
    assert not notes(text, "page.md")


def test_the_line_above_a_list_says_what_it_lists() -> None:
    lines = [
        "Thomas Gage, *Travels in the New World*<br>",
        "Miguel Leon-Portilla, ed. and trans., *The Broken Spears* (Boston: Beacon Press, 1962)<br>",
        "*The Interesting Narrative of Olaudah Equiano*, edited by Robert Allison (Boston, 1995)<br>",
        "Marie de l'Incarnation, *Word from New France*<br>",
        "Mary Rowlandson, *The Sovereignty and Goodness of God*<br>",
    ]
    text = "".join(f"- {line}\n" for line in lines)
    found = notes(f"***Published primary sources for your research***\n\n{text}", "formatted.md")
    assert [(note.title, note.authors) for note in found] == [
        ("Travels in the New World", ("Thomas Gage",)),
        ("The Broken Spears", ("Miguel Leon-Portilla",)),
        ("The Interesting Narrative of Olaudah Equiano", ("Robert Allison",)),
        ("Word from New France", ("Marie de l'Incarnation",)),
        ("The Sovereignty and Goodness of God", ("Mary Rowlandson",)),
    ]
    assert notes(f"Some music for the road\n\n{text}", "formatted.md") == []
