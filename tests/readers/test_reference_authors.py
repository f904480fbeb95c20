"""What the authors of a reference begin with: a letter of any script, or one of a few signs."""

from __future__ import annotations

import pytest

from biblio.readers.reference_authors import authors_at_start


@pytest.mark.parametrize(
    "text", ["'t Hooft, G. (1971). A title.", "’t Hooft, G. (1971). A title.", "Ødegård, Å. (1971). A title."]
)
def test_names_that_begin_with_a_sign_or_a_letter_of_any_script(text: str) -> None:
    names = authors_at_start(text)
    assert names is not None
    assert (names.authors, names.year) == ((text.partition(" (")[0],), 1971)


@pytest.mark.parametrize("dash", ["——", "———", "–––", "---", "___"])
def test_a_dash_for_the_same_authors(dash: str) -> None:
    names = authors_at_start(f"{dash}. 1971. A title.")
    assert names is not None
    assert (names.style, names.year) == ("repeated", 1971)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("BLANC Anne. *Phares*.", ("BLANC, Anne",)),
        (
            "d'AZUR Anne-Marie, McNOIR Luc et LE ROUX Zoé (dir.). *Phares*.",
            ("d'AZUR, Anne-Marie", "McNOIR, Luc", "LE ROUX, Zoé"),
        ),
    ],
)
def test_family_names_in_capitals_before_given_names(text: str, authors: tuple[str, ...]) -> None:
    names = authors_at_start(text)
    assert names is not None
    assert names.authors == authors


def test_nothing_but_capitals_is_no_family_name_before_a_given_one() -> None:
    names = authors_at_start("THE HISTORY OF LAMPS. 1999")
    assert names is None or names.style != "capitals first"


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Jane Roe and Max Poe (2017). A title.", ("Jane Roe", "Max Poe")),
        ("van den Berg et al. (2017). A title.", ("van den Berg",)),
        ("Light and Lamps of the North Association (2019). A title.", ("Light and Lamps of the North Association",)),
        ("Jane de la Roe and Max Poe. A title about lamps shines on.", ("Jane de la Roe", "Max Poe")),
    ],
)
def test_words_in_lower_case_within_lists_of_names(text: str, authors: tuple[str, ...]) -> None:
    names = authors_at_start(text)
    assert names is not None
    assert names.authors == authors


@pytest.mark.parametrize("text", ["Recent work shows much. Roe (2017). A title.", "we find that Roe, J. (2017) lies."])
def test_a_sentence_begins_with_no_authors(text: str) -> None:
    assert authors_at_start(text) is None
