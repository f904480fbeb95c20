"""Titles that are links, whole references or called reviews: what leads to the work, and what is its title."""

from __future__ import annotations

import pytest

from biblio.extract.query import own_identifiers
from biblio.model.identifiers import Identifier
from biblio.readers.markdown.reference_lines import read_reference_lines
from biblio.readers.markdown.review_titles import without_review_label
from tests.readers.markdown_samples import ATTENTION, listed, only, roles

LIST = """
    # Bibliography on lamps

    * Roe, [*Lamps at Sea*]({url}), 2016
    * Poe and Doe, [*The Book of Wicks*](https://press.example.org/books/wicks), 2011
    * Doe, [*Fog*](https://www.example.org/books/9780306406157/fog), 1998
    * Roe, *A Theory of Oil*, 2001
"""


def test_linked_titles_behind_family_names_lead_to_the_works() -> None:
    """An author's page, a publisher's, one with an ISBN: all are what the person links the title to."""
    url = "https://jane.example.org/lamps-at-sea"
    first, *others = listed(LIST.format(url=url))
    assert (first.title, first.authors, roles(first)) == ("Lamps at Sea", ("Roe",), [(url, "own")])
    assert [[role for _, role in roles(note)] for note in others] == [["own"], ["own"], []]


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("https://en.wikipedia.org/wiki/Lamps_at_Sea", "explainer"),
        ("https://www.britannica.com/topic/Lamps-at-Sea", "explainer"),
        ("https://jane.example.org/", "mention"),  # a whole site
    ],
)
def test_what_is_about_a_cited_work_is_not_the_work(url: str, role: str) -> None:
    assert roles(listed(LIST.format(url=url))[0]) == [(url, role)]


def test_standards_have_a_number_and_no_marks() -> None:
    """By the number, the year of the edition is told."""
    for line in (
        "ISO, Ease of operation of lamps, 20282-1:2006",
        'ISO, "Ease of operation of lamps," 20282-1:2006',
        "ISO, *Ease of operation of lamps*, ISO 20282-1:2006.",
    ):
        (read,) = read_reference_lines(line)
        assert (read.title, read.authors, read.year) == ("Ease of operation of lamps", ("ISO",), 2006), line
    assert read_reference_lines("ISO, Ease of operation of lamps, 20282") == ()


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("Roe J, Poe M. Lamps at sea: a randomised trial. The Lancet. 2016.", ("Roe J", "Poe M")),
        (
            "Roe, J., & Poe, M. (2016). Lamps at sea: a randomised trial. The Lancet, 12(3), 1-9.",
            ("Roe, J.", "Poe, M."),
        ),
    ],
)
def test_a_title_in_front_matter_may_be_a_whole_reference(title: str, authors: tuple[str, ...]) -> None:
    note = only(f'---\ntitle: "{title}"\ntags: [oil]\n---\nWe read it on Friday.\n')
    assert note.title == "Lamps at sea: a randomised trial"
    assert (note.authors, note.venue, note.year) == (authors, "The Lancet", 2016)


def test_an_identifier_in_such_a_title_is_the_works() -> None:
    note = only('---\ntitle: "Roe J, Poe M. Lamps at sea. The Lancet. 2016. doi:10.1000/lamps.1"\n---\nWe read it.\n')
    assert (note.title, own_identifiers(note)) == ("Lamps at sea", (Identifier("doi", "10.1000/lamps.1"),))


ENTRY = """
    # Lamps

    ```bibtex
    @inproceedings{roe2023lamps,
      title = {Lamps at Sea}, author = {Jane Roe}, year = {2023},
      url = {https://www.usenix.org/conference/lamps23/presentation/roe}
    }
    ```

    Paper: {paper}

    We read it on Friday.
"""


def test_the_preprint_beside_an_entry_with_the_address_of_the_conference_is_own() -> None:
    note = only(ENTRY.replace("{paper}", ATTENTION))
    assert [role for _, role in roles(note)] == ["own", "own"]


def test_a_page_of_a_reference_program_is_a_note_with_the_key_though_all_else_is_empty() -> None:
    note = only("""
        icon:: 📚

        - type: misc
          author:
          date: 2019-03-03
          DOI:
          ISBN:
          key: library-item-774
          itemTitle: ค่าวิกฤติ (Critical Value)
    """)
    assert (note.title, note.citekey) == ("ค่าวิกฤติ (Critical Value)", "library-item-774")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("밑바닥부터 만드는 등대 책 리뷰", "밑바닥부터 만드는 등대"),
        ("오래된 등대의 긴 밤 서평", "오래된 등대의 긴 밤"),
        ("오래된 등대의 긴 밤 도서 요약", "오래된 등대의 긴 밤"),
        ("古い灯台の光の歴史 書評", "古い灯台の光の歴史"),
        ("古い灯台の光の歴史を読んだ感想", "古い灯台の光の歴史"),
        ("旧灯塔之光的历史 读后感", "旧灯塔之光的历史"),
        ("등대의 서평", "등대의 서평"),  # what would remain is a word
    ],
)
def test_what_says_that_a_book_was_reviewed_is_none_of_its_title(written: str, title: str) -> None:
    assert without_review_label(written, is_review=False) == title
