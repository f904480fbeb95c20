"""Pages whose works are blocks with a title: foldings, admonitions, callouts, cards."""

from __future__ import annotations

import pytest

from biblio.model.note import Note
from tests.readers.read_text import notes, own_urls

WORKS = (
    ("A Census of Little Lamps in Northern Harbours", "Jane Roe, Max Poe", "1706.03762"),
    ("How Fog Changes the Colour of a Flame", "Ada Moe, Tim Doe", "1810.04805"),
    ("Feedback Between Wicks and Oil at Sea", "Ann Low, Ben Hay", "1512.03385"),
)

FORMS = {
    "folding": "<details>\n<summary>{title}</summary>\n\n{who}, 2017. [Paper]({url})\n\nBright.\n\n</details>\n",
    "folding in a line": "<details><summary><b>{title}</b></summary>\n\n- [arXiv]({url})\n- Bright.\n</details>\n",
    "admonition": '!!! note "{title}"\n\n    {who} (2017)\n\n    [Link]({url})\n\n    Bright.\n',
    "callout": "> [!quote]- {title}\n> {who}, 2017\n> [the paper]({url})\n>\n> Bright.\n",
    "card": ":::{{card}} {title}\n:link: {url}\n{who}, 2017\n\nBright.\n:::\n",
}


def read(form: str, count: int = 3) -> list[Note]:
    blocks = (
        FORMS[form].format(title=title, who=who, url=f"https://arxiv.org/abs/{number}")
        for title, who, number in WORKS[:count]
    )
    return notes("# Papers\n\n" + "\n".join(blocks), "papers.md")


@pytest.mark.parametrize("form", FORMS)
def test_each_block_is_a_note(form: str) -> None:
    found = read(form)
    assert [note.title for note in found] == [title for title, _, _ in WORKS]
    assert [own_urls(note) for note in found] == [[f"https://arxiv.org/abs/{number}"] for _, _, number in WORKS]
    assert all("Bright." in note.comment for note in found)


def test_lines_are_those_of_the_file() -> None:
    text = "# Papers\n\n" + "\n".join(
        FORMS["callout"].format(title=title, who=who, url=f"https://arxiv.org/abs/{n}") for title, who, n in WORKS
    )
    rows = text.split("\n")
    for note in notes(text, "papers.md"):
        assert note.title is not None
        assert note.title in rows[note.line - 1]
        assert rows[note.end_line - 1] == "> Bright."


def test_boxes_of_other_things_change_nothing() -> None:
    boxes = "".join(f'!!! tip "Fill lamp {n}"\n\n    With oil.\n\n' for n in range(4))
    works = "".join(f"- [{title}](https://arxiv.org/abs/{number})\n" for title, _, number in WORKS)
    assert [note.title for note in notes(f"# Papers\n\n{boxes}{works}", "papers.md")] == [t for t, _, _ in WORKS]


def test_blocks_in_code_are_none() -> None:
    code = "\n".join(FORMS["card"].format(title=title, who=who, url="https://a.b/c") for title, who, _ in WORKS)
    assert notes(f"# How to write cards\n\n````\n{code}\n````\n", "cards.md") == []


UNTITLED = {
    "callout": "> [!note] Reading\n> {line}\n",
    "admonition": '!!! note "Reading"\n    {line}\n',
    "folded": "??? info\n    {line}\n",
    "div": '::: {{.callout-note appearance="simple"}}\n{line}\n:::\n',
    "container": ":::tip\n{line}\n:::\n",
    "attributes": "{{: .note }}\n> {line}\n",
    "folding": "<details>\n<summary>Paper of the day</summary>\n\n{line}\n</details>\n",
}


@pytest.mark.parametrize("form", UNTITLED)
def test_works_in_blocks_that_are_called_otherwise(form: str) -> None:
    lines = (f"[{title}](https://arxiv.org/abs/{number}), {who.partition(',')[0]}" for title, who, number in WORKS[:2])
    found = notes(
        "# Week 1\n\n" + "\nTea is brought.\n\n".join(UNTITLED[form].format(line=line) for line in lines), "week1.md"
    )
    assert [(note.title, own_urls(note)) for note in found] == [
        (title, [f"https://arxiv.org/abs/{number}"]) for title, _, number in WORKS[:2]
    ]


def test_linked_goods_in_a_block_are_no_works() -> None:
    goods = "".join(f"> - [{title}](https://shop.example.org/{number})\n" for title, _, number in WORKS)
    text = f"# Reading list\n\n> [!note] Parts\n{goods}"
    assert not [note for note in notes(text, "server.md") if note.title in {title for title, _, _ in WORKS}]


def test_a_note_on_one_work_with_a_callout_stays_one() -> None:
    text = (
        f"# {WORKS[0][0]}\n\nhttps://arxiv.org/abs/{WORKS[0][2]}\n\n> [!quote] Found\n> Light falls.\n\n"
        f"> [!note]\n> [{WORKS[1][0]}](https://arxiv.org/abs/{WORKS[1][2]}) says more.\n"
    )
    assert [note.title for note in notes(text, "lamps.md")] == [WORKS[0][0]]
