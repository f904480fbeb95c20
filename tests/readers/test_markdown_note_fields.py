"""Fields of notes as people write them: among other keys, several on a line, with names, in other languages."""

from __future__ import annotations

import pytest

from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole
from tests.readers.markdown_samples import ATTENTION, CODE, notes, only, own, roles


def test_a_key_that_is_unknown_does_not_spoil_its_block() -> None:
    note = only(
        """
        # The Wick and the Flame

        Authors: Ada Roe, Tom Poe
        Year: 2017
        Journal: Journal of Lights
        Keywords: lamps, oil
        Status: Read
        Priority: 2
        Date read:
        DOI: 10.1000/xyz7

        Mine.
        """
    )
    assert (note.authors, note.year, note.venue) == (("Ada Roe", "Tom Poe"), 2017, "Journal of Lights")
    assert note.tags == ("lamps", "oil")
    assert own(note) == ["https://doi.org/10.1000/xyz7"]
    assert note.fields == (("Status", "Read"), ("Priority", "2"))


@pytest.mark.parametrize(
    "text",
    [
        "# A thought\n\nSource: my own head,\nwhich is a strange place.\n",
        "# A recipe\n\nSalt: a pinch\nOil: much\nTime: 2 h\nLink: none\n",
        "# A plan\n\nMonday: read\nTuesday: write\n",
    ],
)
def test_lines_with_colons_are_not_always_fields(text: str) -> None:
    assert notes(text) == []


def test_fields_in_brackets_on_one_line() -> None:
    note = only(
        "# The Wick and the Flame\n\n[year:: 2017] (authors:: Ada Roe, Tom Poe) [doi:: 10.1000/xyz7] [tags:: lamps, oil]\n\n"
        "As it said [venue:: Journal of Lights] on the cover.\n"
    )
    assert (note.year, note.authors, note.venue) == (2017, ("Ada Roe", "Tom Poe"), "Journal of Lights")
    assert (note.tags, own(note)) == (("lamps", "oil"), ["https://doi.org/10.1000/xyz7"])


def test_fields_below_a_title_that_is_a_link() -> None:
    note = only(
        f"# [Attention Is All You Need]({ATTENTION})\n\nTags: task.translation, attention\nDate: 06/12/2017\n\n- One.\n"
    )
    assert (note.tags, note.year, note.month) == (("task.translation", "attention"), 2017, 6)
    assert own(note) == [ATTENTION]


def test_a_notion_page_has_its_properties_below_the_title() -> None:
    note = only(
        "# The Wick and the Flame\n\nTags: lamps\nStatus: To do\n\nMine.\n",
        name="papers/Wick 0123456789abcdef0123456789abcdef.md",
    )
    assert (note.title, note.tags, note.fields) == ("The Wick and the Flame", ("lamps",), (("Status", "To do"),))


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("4/2002", PartialDate(2002, 4)),
        ("04.2002", PartialDate(2002, 4)),
        ("25/04/2002", PartialDate(2002, 4, 25)),
        ("04/25/2002", PartialDate(2002, 4, 25)),
        ("03.04.2002", PartialDate(2002, 4, 3)),
        ("03/03/2002", PartialDate(2002, 3, 3)),
        ("03/04/2002", PartialDate(2002)),
    ],
)
def test_dates_that_end_with_the_year(written: str, date: PartialDate) -> None:
    note = only(f"title:: The Wick and the Flame\nauthors:: Ada Roe\npublished:: {written}\n")
    assert (note.year, note.month or 0) == (date.year, date.month)
    assert only(f"---\ndoi: 10.1000/xyz\ncreated: {written}\n---\n").date == date


def test_the_month_of_an_arxiv_id_decides_between_two_months() -> None:
    note = only("---\ntitle: Attention\narxiv: 1706.03762\npublished: 12/06/2017\n---\n")
    assert (note.year, note.month) == (2017, 6)


def test_links_with_names_in_front_matter() -> None:
    note = only(
        f"""
        ---
        title: Attention Is All You Need
        links:
          - name: Paper
            url: {ATTENTION}
          - {{name: Code, url: {CODE}}}
          - {{name: Slides, url: "https://example.org/talk.pdf"}}
        ---
        """
    )
    assert roles(note) == [
        (ATTENTION, "own"),
        (CODE, "code"),
        ("https://example.org/talk.pdf", "slides"),
    ]


def test_a_readwise_page_of_logseq() -> None:
    note = only(
        """
        title:: The Wick and the Flame (highlights)
        author:: [[Ada Roe]] and [[Tom Poe]]
        full-title:: "The Wick and the Flame: A History of Lamps"
        category:: #books
        url:: https://example.org/wick

        - Highlights first synced by [[Readwise]] [[Feb 5th, 2023]]
        """,
        name="pages/The Wick and the Flame (highlights).md",
    )
    assert note.title == "The Wick and the Flame: A History of Lamps"
    assert (note.kind_hint, note.tags) == ("book", ("books",))


def test_readwise_articles_are_of_any_kind() -> None:
    note = only("# Lamps\n\n## Metadata\n- Author: [[Ada Roe]]\n- Full Title: On Lamps\n- Category: #articles\n")
    assert (note.title, note.authors, note.kind_hint) == ("On Lamps", ("Ada Roe",), "")


@pytest.mark.parametrize("kind", ["paper_reading", "[[paper-reading]]", "Literature note", "論文メモ"])
def test_a_type_on_a_page_of_logseq_makes_it_a_note(kind: str) -> None:
    assert (
        only(f"type:: {kind}\n\n- Recursion is gone.\n", name="pages/The Wick and the Flame.md").title
        == "The Wick and the Flame"
    )


def test_an_annotated_document() -> None:
    note = only(
        "---\nannotation-target: https://arxiv.org/pdf/1706.03762.pdf\n---\n", name="Attention Is All You Need.md"
    )
    assert [link.role for link in note.links] == [LinkRole.OWN]
    assert (
        only("---\nannotation-target: roe.pdf\n---\n>%%\n", name="The Wick and the Flame.md").title
        == "The Wick and the Flame"
    )


def test_colours_numbers_and_prose_are_no_tags() -> None:
    note = only(
        """
        ---
        doi: 10.1000/xyz7
        tags: [lamps, "#ffd400", "I should read this again when there is more time for it.", two words]
        ---
        - Yellow #ffd400 and #2ea8e5, #5 and #1-2, but #oil, #gpt4, #3d-vision and #add.
        """
    )
    assert note.tags == ("lamps", "two words", "oil", "gpt4", "3d-vision", "add")


def test_keywords_beside_tags_are_the_works() -> None:
    note = only("---\ndoi: 10.1000/xyz7\ntags: [lamps]\nkeywords: [combustion of oil, wick, flame]\n---\n")
    assert (note.tags, note.fields) == (("lamps",), (("keywords", "combustion of oil, wick, flame"),))
    assert only("---\ndoi: 10.1000/xyz7\nkeywords: [oil, wick]\n---\n").tags == ("oil", "wick")
    many = ", ".join(f"word {number}" for number in range(20))
    assert only(f"---\ndoi: 10.1000/xyz7\nkeywords: [{many}]\n---\n").tags == ()


def test_a_venue_in_a_quote_below_the_title() -> None:
    note = only(
        f"### [Attention Is All You Need](../pdfs/attention.pdf)\n\n> NeurIPS 2017\n>\n> {ATTENTION}\n\n不用循环。\n"
    )
    assert (note.title, note.venue, note.year, own(note)) == ("Attention Is All You Need", "NeurIPS", 2017, [ATTENTION])


def test_a_venue_without_the_comma_behind_it() -> None:
    assert only("---\ntitle: Lamps\nvenue: ACL，\nyear: 2018\n---\n").venue == "ACL"


@pytest.mark.parametrize("key", ["article", "essay", "chapter"])
def test_an_article_beside_the_title_of_what_it_appeared_in(key: str) -> None:
    note = only(f"---\n{key}: Lamps and their wicks\ntitle: Journal of Light\nvolume: 3\nauthors: [Roe, Jane]\n---\n")
    assert (note.title, note.venue) == ("Lamps and their wicks", "Journal of Light")
    note = only(f"---\n{key}: Lamps and their wicks\ntitle: What I read in May\nauthors: [Roe, Jane]\n---\n")
    assert (note.title, note.venue) == ("Lamps and their wicks", "")


@pytest.mark.parametrize("line", ["article: true", "chapter: 3", "chapter: lamps", "article: https://x.example/a b"])
def test_other_values_of_such_a_key_leave_the_title(line: str) -> None:
    assert only(f"---\n{line}\ntitle: Lamps and their wicks\nauthors: [Roe, Jane]\nyear: 2019\n---\n").title == (
        "Lamps and their wicks"
    )


@pytest.mark.parametrize(
    ("target", "title", "authors"),
    [
        ("Books/Wicks and Flames.pdf", "Wicks and Flames", ()),
        ("how_lamps_burn.pdf", "how lamps burn", ()),
        (
            "(Lamp Studies) Ada Roe, Tom Poe - Wicks, Second Edition_ A Primer (The Lamp Series)-Wick Press (2011.pdf",
            "Wicks, Second Edition: A Primer",
            ("Ada Roe", "Tom Poe"),
        ),
        ("roe.pdf", "Lamps Book Notes", ()),
    ],
)
def test_the_file_that_is_annotated_names_the_work(target: str, title: str, authors: tuple[str, ...]) -> None:
    note = only(f'---\nannotation-target: "{target}"\n---\n>%%\n', name="Lamps Book Notes.md")
    assert (note.title, note.authors) == (title, authors)
