"""Pages without a heading of their own, whose headings are the works: in Markdown and in org."""

from __future__ import annotations

import pytest

from tests.readers.read_text import notes, own_urls
from tests.readers.test_lists_written_alike import WORKS

BELOW = (
    "{u}\n",
    "[pdf]({u})\n",
    "{a}, {v} {y}\n\n[paper]({u})\n",
    "- Authors: {a}\n- Link: {u}\n",
)


@pytest.mark.parametrize("heading", ["# ", "## ", "### "])
@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("name", ["papers.md", "fog.org"])
def test_headings_of_one_level_with_addresses(name: str, below: str, heading: str) -> None:
    if name == "fog.org":
        heading = heading.replace("#", "*")
        below = below.replace("[pdf]({u})", "{u}").replace("[paper]({u})", "{u}")
    text = "".join(
        f"{heading}{title}\n{below.format(u=url, a=', '.join(people), v=venue, y=year)}\n"
        for title, people, venue, year, url in WORKS
    )
    found = notes(text, name)
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))


def test_sections_of_a_note_on_one_paper_stay_in_it() -> None:
    title, *_, url = WORKS[0]
    sections = "".join(
        f"# {name}\nSee {other[4]} for more.\n\n" for name, other in zip(("Method", "Results"), WORKS[1:], strict=False)
    )
    (note,) = notes(f"# {title}\n{url}\n\n{sections}", "lanterns.md")
    assert note.title == title
