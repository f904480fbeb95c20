"""Items of lists as people write them: what stands before and behind a title, and where the address is."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, VIT, notes, own
from tests.readers.test_people_below_titles import PDF

WORKS = (
    ("Learning to See in the Dark with Lanterns", ("Jane Roe", "Max Poe"), "CVPR", 2018, ATTENTION),
    ("Wicks: A Scalable Store for Light", ("Ada Moe", "Karl Voe", "Ann Doe"), "OSDI", 2016, PDF),
    ("Deep Fog Forecasting", ("Li Wei", "Hiro Tanaka"), "NeurIPS", 2020, VIT),
    ("What do lamps know about the sea?", ("Tom Brown",), "ACL", 2019, "https://aclanthology.org/P19-1001/"),
    (
        "On Harbour Depths from Noisy Soundings",
        ("Maria Garcia", "Ken Ito"),
        "JMLR",
        2021,
        "https://doi.org/10.1000/182",
    ),
)
HEADS = (
    *("{t}", "**{t}**", '"{t}"', "{t} ({y})", "{t}, {v} {y}", "[{v} {y}] {t}", "`{v}'{yy}` {t}", "{y} - {t}", "({y}) {t}"),
    *("{a}. {t}", "{a}: {t}", "{a} ({y}). {t}", "{a}, {t}, {v}, {y}", '{a}. "{t}." {v}, {y}'),
    *("{t} - {a}", "{t} by {a}", "{t}, {a}, {v} {y}", "{t} | {a} | {v} {y}", "**{t}**. {a}. {v} {y}"),
)  # fmt: skip
LINKS = (
    " [pdf]({u})",
    " ([pdf]({u}))",
    " [[Paper]({u})] [[Code](https://github.com/roe/x)]",
    " {u}",
    " <{u}>",
    "\n  - [paper]({u})",
)


def page(head: str, link: str, marker: str = "- ") -> str:
    text = "# Papers I read\n\n## Light\n\n"
    for number, (title, people, venue, year, url) in enumerate(WORKS, 1):
        words = {"t": title, "a": ", ".join(people), "v": venue, "y": year, "yy": str(year)[2:], "u": url}
        text += marker.replace("1", str(number)) + (head + link).format(**words) + "\n"
    return text


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("link", LINKS)
def test_items_of_a_list(head: str, link: str) -> None:
    if head == "{a}, {t}, {v}, {y}" and "\n" in link:
        link = link.replace("\n  - ", " ")  # parts between commas are told apart by those around them, and differ here
    found = notes(page(head, link))
    assert [((note.title or "").rstrip("?"), own(note)) for note in found] == [
        (title.rstrip("?"), [url]) for title, *_, url in WORKS
    ]
    if "{a}" in head:
        assert [note.authors for note in found] == [people for _, people, *_ in WORKS]


@pytest.mark.parametrize("head", ["{t}", "**{t}**", "{a}: {t}", "{t} ({v} {y})"])
def test_lists_with_too_few_blanks_below_a_number(head: str) -> None:
    found = notes(page(head, "\n  - [paper]({u})\n  - They shine.", "1. "))
    assert [own(note) for note in found] == [[url] for *_, url in WORKS]


def test_two_words_and_a_colon_are_no_person_among_titles() -> None:
    lines = ("Alan Turing: The Enigma", "Lamps: A History", "Fog: A Study of Light", "Sea: Its Depths")
    found = notes(
        "# Papers\n\n"
        + "".join(f"- {line} [pdf](https://arxiv.org/abs/1706.0376{n})\n" for n, line in enumerate(lines))
    )
    assert [note.title for note in found] == list(lines)


@pytest.mark.parametrize("marker", ["- ", "1. "])
@pytest.mark.parametrize("title", ["{t}", "**{t}**", "[{t}]({u})", "{t} ({v} {y})"])
@pytest.mark.parametrize(
    "below",
    [
        "- Authors: {a}|- Link: {u}",
        "- **Authors**: {a}|- **Venue**: {v} {y}|- **Link**: {u}",
        "- {a}, {v} {y}|- [pdf]({u})",
        "Authors: {a}  |Link: {u}",
        "Year: {y}  |Paper: {u}  |Code: https://github.com/roe/x",
    ],
)
def test_what_stands_below_an_item_is_said_of_it(marker: str, title: str, below: str) -> None:
    if title == "{t}" and below.startswith("Authors"):
        title = "**{t}**"  # a plain title that goes on without a list is told from the next line only by its year
    indent = "\n" + " " * len(marker)
    found = notes(page(title, "".join(indent + line for line in below.split("|")), marker))
    assert [(note.title or "").rstrip("?") for note in found] == [work[0].rstrip("?") for work in WORKS]
    assert all(url in own(note) for note, (*_, url) in zip(found, WORKS, strict=True))


@pytest.mark.parametrize("below", ["- [paper]({u})", "* {u}"])
def test_a_heading_above_a_pdf(below: str) -> None:
    text = "# Papers I read\n" + "".join(f"\n### {title}\n{below.format(u=url)}\n" for title, *_, url in WORKS)
    assert [note.title for note in notes(text)] == [work[0] for work in WORKS]


@pytest.mark.parametrize(
    "title", ["Damned Women: Sinners and Witches", "Modern Lamps: A History", "The Harbour. A History of Light"]
)
def test_a_title_in_two_parts_behind_an_author_is_no_second_author(title: str) -> None:
    (note,) = notes(f"# Books to read\n\n- Ann Roe, {title} [pdf]({ATTENTION})\n")
    assert title in (note.title or "")
    assert note.authors in ((), ("Ann Roe",))
