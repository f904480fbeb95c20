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
