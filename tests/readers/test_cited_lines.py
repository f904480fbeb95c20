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
