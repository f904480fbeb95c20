"""Pages that open with a section called "Reading" or "Paper": its first lines name the work, whatever is listed below."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, notes, only, own

NOTES = "\n# Questions\n* Why is fog so thick?\n\n# Takeaways\n* Lamps help.\n"


@pytest.mark.parametrize(
    "section",
    [
        f"# Reading\n*Lamps of Oil: A Primer*\n\nAda Roe, Max Poe, Tim Moe\n\n[Paper]({ATTENTION})\n",
        f"# Reading\n**Lamps of Oil: A Primer**\nAda Roe, Max Poe, Tim Moe, and 27 others!\n\n- [Original paper]({ATTENTION})\n"
        "- [Lamps explained in two minutes](https://blog.example.org/lamps), as simple as can be\n"
        "- [A fine account of lamps](https://lamps.example.org/account)\n",
        f"\n## The paper\n[Lamps of Oil: A Primer]({ATTENTION}) by\nAda Roe, Max Poe and Tim Moe\n",
    ],
)
def test_the_first_lines_name_the_work(section: str) -> None:
    note = only(section + NOTES)
    assert (note.title, own(note)) == ("Lamps of Oil: A Primer", [ATTENTION])
    assert note.authors == ("Ada Roe", "Max Poe", "Tim Moe")


def test_a_title_with_its_authors_as_a_sentence() -> None:
    note = only(f"# Reading\nTrust and Perceived Brightness of Lamps by Ada Roe, et al.\n{NOTES}")
    assert (note.title, note.authors) == ("Trust and Perceived Brightness of Lamps", ("Ada Roe",))


@pytest.mark.parametrize(
    "section",
    [
        "# Reading\n*We had no time for lamps this week*\n\nSorry for that.\n",
        "# Reading\nThe lamps that we bought by the river.\n",
        "# Lighting\n*Lamps of Oil: A Primer*\n\nAda Roe, Max Poe, Tim Moe\n",
    ],
)
def test_other_words_name_none(section: str) -> None:
    assert not [note for note in notes(section + NOTES) if note.authors]
