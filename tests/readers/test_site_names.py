"""Names of sites behind the titles of links: as browsers call the pages of works, and so they are pasted."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.site_names import without_site_names
from tests.readers.markdown_samples import bullet, listed


@pytest.mark.parametrize(
    ("written", "read"),
    [
        # The address says what the site is called.
        ("[Don't Dim by Ann Doe | Open Library](https://openlibrary.org/books/OL1M)", "Don't Dim by Ann Doe"),
        ("[Lamps at sea - The Harbour](https://www.harbour.org/a/1)", "Lamps at sea"),
        ("[Обломов (роман) — Википедия](https://ru.wikipedia.org/wiki/X)", "Обломов (роман)"),
    ],
)
def test_the_name_of_a_site_is_no_part_of_the_title(written: str, read: str) -> None:
    assert without_site_names(f"- {written}\n").startswith(f"- [{read}](https://")


@pytest.mark.parametrize(
    "line",
    [
        "- [Lamps - a survey](https://harbour.org/1)",
        "- [Lamps | Fog](https://harbour.org/1)",  # once
        "- Lamps | Harbour, see https://harbour.org/1",
    ],
)
def test_other_words_behind_a_dash_or_a_bar_stay(line: str) -> None:
    assert without_site_names(line) == line


def test_what_several_links_to_a_site_end_in_is_its_name() -> None:
    page = """\
# Books

- [Ада Рой «Маяк» | Лаборатория Света](https://svet.example/work1)
- [Макс По «Туман» | Лаборатория Света](https://svet.example/work2)
- [Тим Мой «Фитиль и масло» (пер. А. Дой) | Лаборатория Света](https://svet.example/work3)
"""
    notes = listed(page, "books.md")
    assert [(note.title, note.authors) for note in notes] == [
        ("Маяк", ("Ада Рой",)),
        ("Туман", ("Макс По",)),
        ("Фитиль и масло", ("Тим Мой",)),
    ]


def test_a_dash_stands_within_titles_too() -> None:
    two = "- [Lamps — a survey](https://harbour.org/1)\n- [Fog — a survey](https://harbour.org/2)\n"
    assert without_site_names(two) == two


def test_the_link_leads_where_it_led() -> None:
    note = bullet("[Fog at noon | Livelib](https://www.livelib.ru/book/1008030517-fog)")
    assert note.title == "Fog at noon"
    assert [link.url for link in note.links] == ["https://www.livelib.ru/book/1008030517-fog"]
