"""Front matter that does not begin its file."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import items, only

_FIELDS = "---\ntitle: Lanterns at sea\nauthors: Jane Roe\ntags:\n  - lamps\nyear: 2019\n---\n"


@pytest.mark.parametrize("above", ["# Lanterns\n\n", "<!-- from my reader -->\n", "Notes of a winter\n\n", "\n\n"])
def test_below_a_title_a_comment_or_a_line(above: str) -> None:
    note = only(f"{above}{_FIELDS}\nThey burn.\n", "lanterns.md")
    assert (note.title, note.authors, note.year, note.tags) == ("Lanterns at sea", ("Jane Roe",), 2019, ("lamps",))
    assert above.strip() in note.comment
    assert "They burn." in note.comment


def test_toml_below_a_line() -> None:
    note = only('# Lanterns\n\n+++\ntitle = "Lanterns at sea"\nauthors = ["Jane Roe"]\n+++\n\nThey burn.\n', "lamps.md")
    assert (note.title, note.authors) == ("Lanterns at sea", ("Jane Roe",))


@pytest.mark.parametrize(
    "text",
    [
        "# Lanterns\n\n---\nReference\nAll pictures are from the paper.\n---\n",
        "# Lanterns\n\n---\nDuty: to light it\nHour: at dusk\n---\n",
    ],
)
def test_rules_between_paragraphs_are_none(text: str) -> None:
    assert not [item for item in items(text, "lanterns.md") if getattr(item, "authors", ())]
