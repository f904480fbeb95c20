"""Pages on a topic: papers between prose, beside videos and code, below topics and their own remarks, with marks."""

from __future__ import annotations

import pytest

from tests.readers.read_text import notes, own_urls
from tests.readers.test_lists_written_alike import WORKS

LINES = (
    "[{t}]({u})",
    "{t} [[pdf]({u})]",
    "[{t}]({u}), {a}, {v} {y}",
    "**{t}** - {a} ({y}) [link]({u})",
    "{a}. {t}. {v}, {y}. {u}",
    "{t}: {u}",
    '"{t}", {a}, {v} {y} [[pdf]({u})]',
)
MARKS = ("{}", "[paper] {}", "📄 {}", "{} (paper)", "Paper: {}", "**Paper**: {}")
BELOW = (
    "",
    "    - Lamps help in fog\n    - Needs more data\n",
    "  > Lamps help in fog.\n",
    "    - TL;DR: lamps help in fog\n",
    "\n  They show that lamps help. The data are [here](https://zenodo.org/record/1).\n\n",
)
PROSE = "Fog is hard to see through. Here is what I read about it, roughly in order.\n\n"
OTHERS = (
    "## Videos\n\n- [Fog explained](https://www.youtube.com/watch?v=abc123)\n\n"
    "## Code\n\n- [awesome-fog](https://github.com/roe/awesome-fog)\n"
)
PAGES = (
    "# Fog\n\n" + PROSE + "## Seeing\n\n" + PROSE + "{first}\n## Depth\n\n" + PROSE + "{second}",
    "# Reading list\n\n## Papers\n\n{first}{second}\n" + OTHERS,
    "# Papers\n\n**Seeing**\n\n{first}\n**Depth**\n\n{second}",
    "# Fog papers\n\n- [Seeing](#seeing)\n\n## Seeing\n\n{first}\n[Back to top](#fog-papers)\n\n## Depth\n\n{second}",
)
TOPICS = ("Seeing", "**Seeing in fog**")


def written(line: str, mark: str) -> list[str]:
    return [
        mark.format(line.format(t=title, a=", ".join(people), v=venue, y=year, u=url))
        for title, people, venue, year, url in WORKS
    ]


def assert_all_found(text: str, name: str) -> None:
    found = [note for note in notes(text, name) if note.title not in ("Fog explained", "awesome-fog")]
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("mark", MARKS)
def test_papers_between_other_things(mark: str, line: str) -> None:
    place = LINES.index(line) + MARKS.index(mark)
    items = [f"- {item}\n{BELOW[place % len(BELOW)]}" for item in written(line, mark)]
    page = PAGES[place % len(PAGES)]
    assert_all_found(page.format(first="".join(items[:3]), second="".join(items[3:])), "fog.md")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("below", ["", "        - Lamps help in fog\n", "        - TL;DR: lamps help in fog\n"])
def test_papers_below_topics_that_are_items(below: str, topic: str, line: str) -> None:
    items = [f"    - {item}\n{below}" for item in written(line, "{}")]
    assert_all_found(f"# Papers\n\n- {topic}\n{''.join(items[:3])}- {topic}\n{''.join(items[3:])}", "fog.md")


def test_what_stands_below_a_bold_title_are_remarks() -> None:
    text = (
        "# Papers\n\n- **Deep Fog Forecasting** - Li Wei (2020)\n  - Earlier: https://arxiv.org/abs/1706.03762\n"
        "  - Later: https://arxiv.org/abs/1810.04805\n"
    )
    assert [note.title for note in notes(text, "fog.md")] == ["Deep Fog Forecasting"]
