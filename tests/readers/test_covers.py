"""Pictures of covers with a title behind them: each is a work on a page about what is read."""

from __future__ import annotations

from tests.readers.markdown_samples import listed, notes

POST = """\
---
title: "4월 독서기록"
---
<img src="https://example.org/1.jpg" style="width: 100px" alt=""/> 등대의 일상 생활
: 노로에

항구의 삶을 엿볼 수 있는 책입니다.

------

![](covers/2.jpg) 등대, 바퀴, 언어
: 데이비드 W. 포에

초원의 등대.

------

![](covers/3.jpg)
Wick and Oil
Jane Roe, 1962

Loud.

![](covers/4.jpg) **A Night on the Quay** by Max Poe
"""


def test_the_line_behind_a_cover_is_a_title_and_the_next_one_the_author() -> None:
    books = listed(POST, "2021-04-30-books.md")
    assert [(book.title, book.authors) for book in books] == [
        ("등대의 일상 생활", ("노로에",)),
        ("등대, 바퀴, 언어", ("데이비드 W. 포에",)),
        ("Wick and Oil", ("Jane Roe",)),
        ("A Night on the Quay", ("Max Poe",)),
    ]
    assert "항구의 삶을" in books[0].comment
    assert "초원" not in books[0].comment


def test_pictures_on_other_pages_are_figures() -> None:
    figures = "\n\n".join(f"![](figures/{number}.png) Lamp number {number}\n: taken at noon" for number in range(5))
    assert notes(f"# Lamps of the harbour\n\n{figures}\n", "harbour.md") == []
