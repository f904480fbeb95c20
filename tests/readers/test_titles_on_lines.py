"""Titles on lines of their own, which hard breaks end: two blanks or a backslash."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, BERT, listed, own


@pytest.mark.parametrize("end", ["  ", "\\", "    "])
@pytest.mark.parametrize("mark", ["", "- ", "1. "])
def test_the_title_is_its_line(mark: str, end: str) -> None:
    pad = " " * len(mark)
    (note,) = listed(
        f"# Papers\n\n{mark}How moss holds water{end}\n{pad}Rita Vega, Paul Onyango{end}\n{pad}ICML 2016{end}\n"
        f"{pad}[pdf]({ATTENTION}) [code](https://github.com/moss/water){end}\n{pad}Moss is a sponge. See [BERT]({BERT}).\n"
    )
    assert (note.title, note.authors, note.venue, note.year) == (
        "How moss holds water",
        ("Rita Vega", "Paul Onyango"),
        "ICML",
        2016,
    )
    assert own(note) == [ATTENTION]
    assert note.comment == f"Moss is a sponge. See [BERT]({BERT})."


def test_a_remark_below_a_linked_or_bold_title() -> None:
    moss, ferns, bare = listed(
        f"# Papers\n\n[How moss holds water]({ATTENTION})  \nMoss is a sponge, which surprised me.\n\n"
        f"**Ferns at night**\\\nAda Silva\\\n[pdf]({BERT})\\\nFerns sleep.\n\n"
        "What the rain remembers  \nhttps://arxiv.org/abs/1901.00012\n"
    )
    assert [note.title for note in (moss, ferns, bare)] == [
        "How moss holds water",
        "Ferns at night",
        "What the rain remembers",
    ]
    assert [note.comment for note in (moss, ferns)] == ["Moss is a sponge, which surprised me.", "Ferns sleep."]
    assert ferns.authors == ("Ada Silva",)


def test_sentences_with_breaks_are_no_titles() -> None:
    text = f"# Thoughts\n\nI walked along the river today.  \nIt was like in [Attention]({ATTENTION}), somehow.  \nThe end.\n"
    assert all(note.title != "I walked along the river today." for note in listed(text))
