"""Posts called as a review of a paper that a link near the top names: the link has the title and the address."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.review_titles import reviews
from tests.readers.markdown_samples import BERT, only, own

WORK = "A Primer on Lamps: Light at Sea"


@pytest.mark.parametrize(
    "title",
    [
        "A Primer on Lamps: Light at Sea Review",
        "A Primer on Lamps ： Light at Sea 리뷰",
        "Old Lights [9] A Primer on Lamps. Light at Sea Review",
        "FOG 2019 Review [2] Best Paper A Primer on Lamps： Light at Sea 논문 리뷰",
        "論文紹介：A Primer on Lamps: Light at Sea",
    ],
)
def test_a_post_called_a_review_of_the_paper_that_it_links_to(title: str) -> None:
    text = (
        f"---\nlayout: post\ntitle: {title}\ndate: 2019-06-20\n---\n\nHello, today I read the paper of last year,\n"
        f'<a href="{BERT}" target="_blank"><b> “A Primer on Lamps: Light at Sea” </b></a> from a review of mine.\n\n'
        "## Wicks\n\nThey burn.\n"
    )
    note = only(text, "_posts/2019-06-20-lamps.md")
    assert (note.title, own(note)) == (WORK, [BERT])


@pytest.mark.parametrize(
    "title",
    [
        "A systematic review of a primer on lamps: light at sea",
        "A Primer on Lamps: Light at Sea: A Brief Review",
        "A Primer on Lamps: Light at Sea in the classroom",
        "Review of old and new: A Primer on Lamps",
        WORK,
    ],
)
def test_a_title_with_that_of_another_work_is_its_own(title: str) -> None:
    assert not reviews(title, WORK)
