"""Links whose words are an author and a title."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import listed


def _page(*links: str) -> str:
    return "# Readings\n\n" + "\n".join(
        f"- [{words}](https://example.org/{number}.pdf)" for number, words in enumerate(links)
    )


def test_authors_before_the_titles_of_links() -> None:
    notes = listed(
        _page(
            "Foucault, Discipline and Punish",
            "Jane Roe, Max Poe and Ann Foe, Lamps, buoys and bells",
            "Roe et al., A life at sea",
            "J. Roe & M. Poe: Who lit the harbour?",
            "Roe, Jane. Lanterns in the night",
            "Ann Foe - Lamps in fog",
            "Ships that pass",
        )
    )
    assert [(note.title, note.authors) for note in notes] == [
        ("Discipline and Punish", ("Foucault",)),
        ("Lamps, buoys and bells", ("Jane Roe", "Max Poe", "Ann Foe")),
        ("A life at sea", ("Roe",)),
        ("Who lit the harbour?", ("J. Roe", "M. Poe")),
        ("Lanterns in the night", ("Roe, Jane",)),
        ("Lamps in fog", ("Ann Foe",)),
        ("Ships that pass", ()),
    ]
    assert notes[2].et_al


@pytest.mark.parametrize(
    "titles",
    [
        ("San Francisco, a history", "Deep Learning, a survey", "Attention, please", "Light and dark in the harbour"),
        ("Ann Foe, Lamps in fog", "Ships that pass", "Bells at sea", "Buoys in heavy weather", "The keeper's day"),
        ("Lamps, a history", "Ships, a history", "Bells, a history"),
    ],
)
def test_few_such_lines_are_titles_with_a_comma(titles: tuple[str, ...]) -> None:
    assert [note.title for note in listed(_page(*titles))] == list(titles)
