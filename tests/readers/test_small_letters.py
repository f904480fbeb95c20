"""What is compared in small letters: the Turkish capital "İ" is one letter there, and no word "i"."""

from __future__ import annotations

from biblio.readers.markdown.section_names import is_contents, is_of_other_works
from biblio.readers.markdown.title_shape import TitleShape, title_shape


def test_a_turkish_title_does_not_speak_of_me() -> None:
    assert title_shape("Bir İdam Mahkumunun Son Günü") is TitleShape.WORK
    assert title_shape("How I learned to love lamps at sea") is TitleShape.NONE


def test_headings_in_capitals_are_known() -> None:
    assert is_of_other_works("REFERENCES")
    assert is_contents("İNDİCE")
    assert title_shape("CHAPTER 4") is TitleShape.NONE
