"""Identifiers: normal forms, round trips, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.model.identifiers import Identifier, arxiv, doi, isbn, make


@pytest.mark.parametrize(
    ("text", "value", "version"),
    [
        ("2401.01234", "2401.01234", None),
        ("2401.01234v2", "2401.01234", 2),
        ("0704.0001", "0704.0001", None),
        ("math.GT/0309136", "math/0309136", None),
        ("cs/0112017v1", "cs/0112017", 1),
        ("CS/0112017", "cs/0112017", None),
        ("2401.01234v2 [cs.CL]", "2401.01234", 2),
        ("hep-th/9711200 [hep-th]", "hep-th/9711200", None),
    ],
)
def test_arxiv(text: str, value: str, version: int | None) -> None:
    found = arxiv(text)
    assert found is not None
    assert (found.value, found.version) == (value, version)


@pytest.mark.parametrize(
    "text", ["2413.01234", "0703.0001", "0112017", "2401.012345", "foo/0112017", "1234.5", "v2", "2401.01234 [cs"]
)
def test_not_arxiv(text: str) -> None:
    assert arxiv(text) is None


def test_the_version_is_not_compared() -> None:
    assert arxiv("2401.01234v1") == arxiv("2401.01234v3")


def test_doi_is_case_insensitive_and_arxiv_dois_are_arxiv_ids() -> None:
    assert doi("10.1145/ABC") == doi("10.1145/abc")
    assert doi("10.48550/arXiv.2401.01234") == arxiv("2401.01234")
    assert arxiv("2401.01234") is not None
    assert Identifier("arxiv", "2401.01234").doi == "10.48550/arXiv.2401.01234"


@pytest.mark.parametrize("text", ["0-306-40615-2", "978-0-306-40615-7", "9780306406157"])
def test_isbn(text: str) -> None:
    assert str(isbn(text)) == "isbn:9780306406157"


@pytest.mark.parametrize("text", ["0-306-40615-3", "978-0-306-40615-8", "97803064061", "hello"])
def test_isbn_with_a_wrong_check_digit(text: str) -> None:
    assert isbn(text) is None


@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_isbn10_has_one_isbn13(number: int) -> None:
    body = f"{number:09}"
    valid = [found for digit in "0123456789X" if (found := isbn(body + digit))]
    assert len(valid) == 1
    assert isbn(valid[0].value) == valid[0]


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("acl", "p19-1285", "P19-1285"),
        ("acl", "2023.EMNLP-main.298", "2023.emnlp-main.298"),
        ("pmcid", "PMC123", "PMC123"),
        ("pmlr", "v119/katharopoulos20a", "v119/katharopoulos20a"),
        ("neurips", "7181", "7181"),
        ("url", "https://example.org/a", "https://example.org/a"),
        ("arxiv", "arXiv:2401.01234", "2401.01234"),
    ],
)
def test_make(scheme: str, text: str, value: str) -> None:
    found = make(scheme, text)
    assert found is not None
    assert found.value == value
    assert make(scheme, found.value) == found


def test_make_refuses_what_does_not_fit() -> None:
    assert make("pmcid", "123") is None
    assert make("s2", "short") is None
    with pytest.raises(KeyError):
        make("nonsense", "1")


def test_addresses_of_books_at_oxford_have_the_doi_of_the_book_and_a_page() -> None:
    book = "10.1093/oso/9780198726074.001.0001"
    assert doi(f"{book}/oso-9780198726074") == Identifier("doi", book)
    assert doi(f"{book}/oso-9780198726074-chapter-2") is None
