"""What a list passes over is told: tables of contents, sections about other works, and titles that nothing supports."""

from __future__ import annotations

from textwrap import dedent

import pytest

from biblio.readers.base import Document
from biblio.readers.markdown.markdown_reader import READER
from biblio.readers.skipped import Skipped, SkipReason
from tests.readers.markdown_samples import ATTENTION, BERT, only


def passed_over(text: str) -> list[tuple[SkipReason, int, str]]:
    items = READER.read(Document("vault/list.md", dedent(text).lstrip("\n"), "list.md"))
    return [(item.reason, item.line, item.detail) for item in items if isinstance(item, Skipped)]


def test_each_part_has_its_line_and_reason() -> None:
    text = f"""
        # Papers on light
        ## Contents
        - [Sea](#sea)
        - [Fog](#fog)

        ## Sea
        - [Attention Is All You Need]({ATTENTION})

        ## Tools
        - [Lamp Editor](https://lamps.example.org/editor) - edits lamps

        ## Further reading
        - [BERT]({BERT})

        ## License
        - [MIT](https://example.org/license)
        """
    assert passed_over(text) == [
        (SkipReason.CONTENTS, 3, "Sea"),
        (SkipReason.NO_WORK, 10, "Lamp Editor"),
        (SkipReason.OTHER_WORKS, 12, "Further reading"),
    ]


def test_nothing_is_told_where_nothing_is_lost() -> None:
    assert (
        passed_over(f"# Papers\n## Contents\n- [Attention Is All You Need]({ATTENTION})\n## References\nNone.\n") == []
    )


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "Tweets From Ada Roe (highlights).md",
            'title:: Tweets From Ada Roe (highlights)\nauthor:: [[@roe on Twitter]]\nfull-title:: "Tweets From Ada Roe"\n'
            "category:: #tweets\nurl:: https://twitter.com/roe\n\n- Highlights\n\t- Oil burns.\n",
            SkipReason.NO_WORK,
        ),
        ("Ada Roe.md", "\n```dataview\nLIST\nWHERE author = [[Ada Roe]]\n```\n", SkipReason.INDEX),
        (
            "Challenge.md",
            "---\ncssClasses: cards\n---\n## This year\n```dataviewjs\ndv.list()\n```\n",
            SkipReason.INDEX,
        ),
    ],
)
def test_pages_of_queries_and_of_posts_on_twitter(name: str, text: str, reason: SkipReason) -> None:
    assert [item.reason for item in READER.read(Document(name, text, name)) if isinstance(item, Skipped)] == [reason]


def test_a_note_on_a_work_may_have_queries_only() -> None:
    text = "---\nauthor: Ada Roe\npages: 300\n---\n```dataview\nLIST\n```\n"
    assert only(text, "1984.md").title == "1984"
