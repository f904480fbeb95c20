"""Notes on one paper, a file each: where the title stands, who wrote it, and what leads to it."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, notes, own

TITLE = "Learning to See in the Dark with Lanterns"
TITLES = (
    *("# {t}\n\n", "# {t}\n", "## {t}\n\n", "**{t}**\n\n", "Title: {t}\n", "**Title**: {t}\n", "{t}\n", "{t}\n===\n\n"),
    *("# Paper: {t}\n\n", "# {t} (CVPR 2018)\n\n", "# Notes on {t}\n\n", "# [Paper] {t}\n\n"),
)
PEOPLE = (
    *("{a}\n", "by {a}\n", "*{a}*\n", "Authors: {a}\n", "**Authors:** {a}\n", "- Authors: {a}\n", "{a}. CVPR 2018\n"),
    *("> {a}, CVPR 2018\n",),
)
LINKS = (
    *("{u}\n", "[pdf]({u})\n", "Link: {u}\n", "**Paper:** [link]({u})\n", "- [paper]({u})\n", "- URL: <{u}>\n"),
    *("[Paper]({u}) | [Code](https://github.com/roe/x)\n",),
)
TEXTS = (
    "\n## Summary\n\nLanterns help a lot.\n\n## Method\n\n- A net of [other](https://arxiv.org/abs/1512.03385) blocks.\n",
    "\n- lanterns help\n- the dark is large\n- no code yet\n",
    "\nThe paper shows that lanterns help in the dark. I like it.\n",
)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("link", LINKS)
def test_a_page_of_one_paper(title: str, people: str, link: str) -> None:
    for number, (text, name) in enumerate(zip(TEXTS, ("lamps.md", "2018-roe.md", f"{TITLE}.md"), strict=True)):
        page = (title + people + link).format(t=TITLE, a="Jane Roe, Max Poe", u=ATTENTION) + text
        (note,) = notes(page, name)
        assert (note.title, note.line, own(note)) == (TITLE, 1, [ATTENTION]), number
        assert note.authors == ("Jane Roe", "Max Poe"), number


def test_the_name_of_a_link_is_no_title() -> None:
    (note,) = notes(f"**Paper:** [link]({ATTENTION})\n**Authors:** Jane Roe, Max Poe\n\nThey shine.\n", "lamps.md")
    assert note.title != "link"
    assert own(note) == [ATTENTION]


@pytest.mark.parametrize("title", ["Notes on the Synthesis of Form", "Notes on Nursing"])
def test_a_title_that_begins_with_notes_keeps_them(title: str) -> None:
    (note,) = notes(f"# {title}\n\n{ATTENTION}\n\nThey shine.\n", "notes.md")
    assert note.title == title
