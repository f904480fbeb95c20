from __future__ import annotations

import re

import pytest

from biblio.model.note import Link, LinkRole, Note, NoteReference
from biblio.readers.issue_body import read_issue_body
from biblio.readers.note_text import (
    LineNumbers,
    code_fences,
    cut_piece,
    find_date,
    is_inside,
    is_marked_up,
    merge_copies,
)

HEADER = re.compile(r"^HEADER$", re.MULTILINE)


def test_lines_and_spans_count_from_one() -> None:
    lines = LineNumbers("a\n\n bc \nd")
    assert [lines.at(offset) for offset in (0, 1, 2, 3, 7, 8)] == [1, 1, 2, 3, 3, 4]
    assert lines.span(1, 8) == (3, 3)
    assert lines.span(0, 9) == (1, 4)


def test_a_piece_is_stripped_and_has_its_offset() -> None:
    assert cut_piece("ab  c d \n", 2, 9) == ("c d", 4)
    assert cut_piece("ab  ", 2) == ("", 4)


@pytest.mark.parametrize(
    ("text", "fenced"),
    [
        ("a\n```\nx\n```\nb", ["```\nx\n```"]),
        ("```python\nx\n``` #Tag\nb", ["```python\nx\n```"]),
        ("~~~\n```\n~~~\nb", ["~~~\n```\n~~~"]),
        ("a ``` b\n`x`\n", []),
        ("```never closed\nx", []),
        ("```\nx\n```python\ny\n```\n", ["```python\ny\n```"]),
        ("```\nHEADER\n```\n", ["```\nHEADER\n```"]),
        ("```\nHEADER\nHEADER\n```\ny\n```\n", ["```\ny\n```"]),
        ("```\nHEADER\n```\ny\n```\n", ["```\ny\n```"]),
    ],
)
def test_fences_that_were_closed(text: str, fenced: list[str]) -> None:
    assert [text[start:end] for start, end in code_fences(text, HEADER)] == fenced


def test_is_inside() -> None:
    stretches = [(2, 4), (6, 9)]
    assert [offset for offset in range(11) if is_inside(offset, stretches)] == [2, 3, 6, 7, 8]


def test_texts_that_are_not_dates() -> None:
    assert find_date("", "x", 1) == (None, None)
    for text in ("2025-02-31", "soon"):
        date, problem = find_date(text, "x", 3)
        assert date is None
        assert problem is not None
        assert problem.line == 3


@pytest.mark.parametrize("text", ["<html>", " <?xml", '{"a": 1}', "[\n {", "---\na: b", "+++\n", "@article{a,"])
def test_marked_up_texts(text: str) -> None:
    assert is_marked_up(text)


@pytest.mark.parametrize("text", ["", "a", "[2024/03/11 ~ 03/17] x", "- a", "# a", "<3 love", "--- a"])
def test_plain_texts(text: str) -> None:
    assert not is_marked_up(text)


def test_merging_keeps_the_first_place_and_the_fuller_texts() -> None:
    link = Link("https://a.org", LinkRole.OWN, "", 1)
    first = Note("a", "x", 1, 2, "y", title="T", tags=("A",), comment="short", links=(link,))
    again = Note(
        "a",
        "x",
        5,
        6,
        "y",
        tags=("B", "A"),
        comment="longer",
        links=(link,),
        references=(NoteReference("note", "1", 5),),
    )
    merged = merge_copies(first, again)
    assert (merged.line, merged.end_line, merged.copies) == (1, 2, ((5, 6),))
    assert (merged.title, merged.tags, merged.comment) == ("T", ("A", "B"), "longer")
    assert (merged.links, merged.references) == ((link,), (NoteReference("note", "1", 5),))


BODY = """\
見た理由。
# URL
- https://arxiv.org/abs/1706.03762, https://github.com/o/n
# Authors
- Ashish Vaswani
- Noam Shazeer et al.
## Abstract
- first
- second
# Summary (by gpt)
- 要約
# 概要
本文
```
# Abstract
```
"""


def test_an_issues_body_is_taken_apart() -> None:
    body = read_issue_body(BODY)
    assert [piece.text for piece in body.urls] == ["https://arxiv.org/abs/1706.03762", "https://github.com/o/n"]
    assert body.authors == ("Ashish Vaswani", "Noam Shazeer")
    assert body.et_al
    assert body.abstract.text == "- first\n- second"
    assert body.summary.text == "要約"
    assert [piece.text for piece in body.comments] == ["見た理由。", "# 概要\n本文\n```\n# Abstract\n```"]
    assert BODY[body.summary.at :].startswith("要約")
    assert [BODY[piece.at :].startswith(piece.text) for piece in body.urls] == [True, True]


def test_bullets_are_not_sections_beside_headings() -> None:
    body = read_issue_body("# Abstract\n- one\n- Summary: two\n# Summary\n- three")
    assert (body.abstract.text, body.summary.text) == ("- one\n- Summary: two", "three")


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("# Authors\nAda Lovelace, Alan Turing and Kurt Gödel", ("Ada Lovelace", "Alan Turing", "Kurt Gödel")),
        ("- Authors: Ada Lovelace; Alan Turing\n- URL: https://x.org", ("Ada Lovelace", "Alan Turing")),
        ("**x**\n- **Authors**: Ada Lovelace", ("Ada Lovelace",)),
        ("# Affiliations\n- Ada Lovelace, N/A\n- Alan Turing, Princeton", ("Ada Lovelace", "Alan Turing")),
        ("# Authors\n", ()),
    ],
)
def test_authors_in_the_forms_people_write_them(text: str, authors: tuple[str, ...]) -> None:
    assert read_issue_body(text).authors == authors


def test_a_body_without_sections_is_all_comment() -> None:
    text = "Summary of it: good.\n- authors are many\n\n## 感想\nx"
    assert [piece.text for piece in read_issue_body(text).comments] == [text]
    assert read_issue_body(text).authors == ()
