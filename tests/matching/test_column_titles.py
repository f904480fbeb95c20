"""Titles of columns, sessions and notices, which many works have, and titles of works that only begin like them."""

from __future__ import annotations

import pytest

from biblio.matching.titles.column_titles import is_column_title


@pytest.mark.parametrize(
    "title",
    [
        "Introduction",
        "Editor's Message",
        "Editor’s note",
        "From the Editor",
        "Letters to the Editor: On Lanterns",
        "Concluding Remarks",
        "Book Reviews",
        "Book Review: A Theory of Lanterns by Jane Doe",
        "Review of “A Theory of Lanterns”",
        "Session 7: Demonstrations",
        "Panel 2: Government Views of Lanterns",
        "Commentary on Doe and Roe",
        "Comment: Lantern Statistics",
        "Discussion of “Lanterns and Their Light”",
        "Summation by Chairman",
        "Asian Conference on Lanterns: Preface",
        "The Lantern Newsletter",
        "A Reproducibility Study of Lanterns in the Dark",
        "Préface",
        "巻頭言",
        "1984",
    ],
)
def test_a_title_that_many_works_have(title: str) -> None:
    assert is_column_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "A Review of Lantern-Based Parsing",
        "Introduction to Lanterns",
        "Sessions of Lanterns in Old Cities",
        "Discussion Lanterns for Groups",
        "Part-of-Speech Tagging with Lanterns",
        "Editorial Lanterns: Who Lights Them",
        "Attention Is All You Need",
        "深層学習の理論",
        "Parsing Turkish with Grids",
    ],
)
def test_a_title_of_one_work(title: str) -> None:
    assert not is_column_title(title)
