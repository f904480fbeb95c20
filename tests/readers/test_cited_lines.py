"""Lines that cite a linked title, within a paragraph or an item: in minutes, each is a work of its own."""

from __future__ import annotations

from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed, own

PAGE = f"""\
# Lamp club

### 2025-06-10: Ada
Discussed:
[A census of little lamps]({ATTENTION}) (Roe et al., 06-2025)
- All lamps are bright.
- None is dark.
[Fog before the lamp]({BERT}) (Poe & Moe, 2025)
[Lamps in the rain]({VIT}) (Doe 12-1975):
- Wet.

Presented: [Lamps](https://example.org/lamps) are good.
"""


def test_each_such_line_is_a_work() -> None:
    notes = listed(PAGE, "minutes.md")
    assert [note.title for note in notes] == ["A census of little lamps", "Fog before the lamp", "Lamps in the rain"]
    assert [own(note) for note in notes] == [[ATTENTION], [BERT], [VIT]]
    assert "All lamps are bright." in notes[0].comment
    assert "Fog" not in notes[0].comment


def test_items_below_an_item_stay_there() -> None:
    notes = listed(
        f"# Papers\n\n- [A census of lamps]({ATTENTION}) (Roe et al., 2025)\n  - [Fog at noon]({BERT}) (Poe, 2024)\n"
    )
    assert notes[0].title == "A census of lamps"


BREAK = "  "
PLAN = f"""\
# Lamps in history

We meet on Tuesdays. Bring a wick.

March 3{BREAK}
Introduction to the course.{BREAK}

March 10{BREAK}
Oil and its trade{BREAK}
Isles: Jane Roe, Wicks of the North: Oil and Trade in
the Isles (Madison: Lamp House, 1990), 1-15.{BREAK}
Max Poe, "The Quiet Wick" Lamp Journal 12,3 (1986),
42-49. (Skim the tables.){BREAK}
Harbours: Tim Moe, Lighting Oslo (Oslo: Quay, 1979), 3-9.{BREAK}

March 17{BREAK}
Fog{BREAK}
Ann Doe, Fog at Noon: A Memoir (London: Quay,
1983).{BREAK}
"""


def test_references_between_hard_breaks_are_works_of_their_own() -> None:
    """So are plans of courses that were once pages in HTML; their other lines say what is read when."""
    notes = listed(PLAN, "plan.md")
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("Wicks of the North: Oil and Trade in the Isles", ("Jane Roe",), 1990),
        ("The Quiet Wick", ("Max Poe",), 1986),
        ("Lighting Oslo", ("Tim Moe",), 1979),
        ("Fog at Noon: A Memoir", ("Ann Doe",), 1983),
    ]
    assert notes[1].comment.startswith("Skim the tables.")


def test_lines_of_one_work_between_breaks_stay_together() -> None:
    page = "# Lamps at sea\n\nJane Roe, Max Poe  \nLamp Journal 12 (1986), 3-9  \nhttps://doi.org/10.1234/lamps.7\n"
    assert [note.title for note in listed(page, "lamps.md")] == ["Lamps at sea"]
