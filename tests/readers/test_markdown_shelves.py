"""Pages and sections named as lists of what somebody reads: bare titles, titles with authors, headings as works."""

from __future__ import annotations

import pytest

from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.markdown.shelf_lines import line_style, names_in_line
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind
from biblio.readers.other_markup.org_reader import READER as ORG
from tests.readers.markdown_samples import listed, notes


def org(text: str, name: str = "books.org") -> list[Note]:
    return [item for item in ORG.read(Document(name, text, name)) if isinstance(item, Note)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Books", ShelfKind.BOOKS),
        ("my-book-list", ShelfKind.BOOKS),
        ("Books read in 2013", ShelfKind.BOOKS),
        ("Livres lus", ShelfKind.BOOKS),
        ("読んだ本", ShelfKind.BOOKS),
        ("2023年书单", ShelfKind.BOOKS),
        ("읽은 책", ShelfKind.BOOKS),
        ("papers", ShelfKind.PAPERS),
        ("To read", ShelfKind.READINGS),
        ("things i've read", ShelfKind.READINGS),
        ("Kitap Okuma Notlarım 2019", ShelfKind.BOOKS),
        ("Książki, które przeczytałem w roku 2017", ShelfKind.BOOKS),
        ("Boeken die ik heb gelezen", ShelfKind.BOOKS),
        ("Libri che ho letto nel 2020", ShelfKind.BOOKS),
        ("Buku yang saya baca", ShelfKind.BOOKS),
        ("Những cuốn sách tôi đã đọc", ShelfKind.BOOKS),
        ("Книги, которые я прочитал", ShelfKind.BOOKS),
        ("الكتب التي قرأتها", ShelfKind.BOOKS),
        ("待讀書單", ShelfKind.BOOKS),
        ("已讀清單", ShelfKind.BOOKS),
        ("Boeken 2023Q1", ShelfKind.BOOKS),
        ("Okuma grubu kuralları", ShelfKind.NONE),
        ("Reading group rules", ShelfKind.NONE),
        ("Books and tools", ShelfKind.NONE),
        ("My notes", ShelfKind.NONE),
        ("2019", ShelfKind.NONE),
    ],
)
def test_names_of_shelves(name: str, kind: ShelfKind) -> None:
    assert shelf_kind(name) is kind


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("The Long Way - Roe", "A Lamp at Sea - Poe & Doe", "Digital Lamps - Roe", "Light - Foe et al."),
            [("The Long Way", "Roe"), ("A Lamp at Sea", "Poe"), ("Digital Lamps", "Roe"), ("Light", "Foe")],
        ),
        (
            ("Jane Roe, The Long Way", "Max Poe, A Lamp at Sea", "Ann Doe, Letters"),
            [("The Long Way", "Jane Roe"), ("A Lamp at Sea", "Max Poe"), ("Letters", "Ann Doe")],
        ),
        (
            ("Taken by Storm - by Jane Roe", "Lamps, by Max Poe"),
            [("Taken by Storm", "Jane Roe"), ("Lamps", "Max Poe")],
        ),
        (("Light by Jane Roe ★★★★", "Lamps by J.R. Poe 4/5"), [("Light", "Jane Roe"), ("Lamps", "J.R. Poe")]),
        (
            ('Jane Roe "Lamps" (PL) 08.01.2025.', 'Ann Doe, Max Poe "Oil" (EN: "Oil and fog") (audiobook)'),
            [("Lamps", "Jane Roe"), ("Oil", "Ann Doe")],
        ),
        (
            ("Jane Roe: Das Licht", "Max Poe: Die Lampe", "Ann Doe: Der Weg (2019-05-01)"),
            [("Das Licht", "Jane Roe"), ("Die Lampe", "Max Poe"), ("Der Weg", "Ann Doe")],
        ),
        (("海野花子『灯』", "山田太郎『海の灯（上）』"), [("灯", "海野花子"), ("海の灯（上）", "山田太郎")]),
        (
            ("The Long Way - Jane Roe", "The Lamp - Jane Roe", "A Sea - Max Poe", "Jane Roe - Old Glass", "Max Poe - Ark"),
            [("The Long Way", "Jane Roe"), ("The Lamp", "Jane Roe"), ("A Sea", "Max Poe"), ("Old Glass", "Jane Roe"),
             ("Ark", "Max Poe")],
        ),
        # Subtitles and commas within titles are no authors.
        (
            ("Lamps: A Brief History", "Reading, Fast and Slow", "Oil, Wicks, and Glass", "Night - And Day"),
            [("Lamps: A Brief History", ""), ("Reading, Fast and Slow", ""), ("Oil, Wicks, and Glass", ""),
             ("Night - And Day", "")],
        ),
    ],
)  # fmt: skip
def test_lines_of_a_list(lines: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    style = line_style(lines)
    read = [style.read(line) for line in lines]
    assert [(line.title, "".join(line.authors[:1])) for line in read] == expected


def test_years_end_titles_only_where_most_lines_have_them() -> None:
    lines = ("Lamps at Sea 2013", "Old Glass 2009", "Nineteen Lamps")
    style = line_style(lines)
    assert [(line.title, line.year) for line in map(style.read, lines)] == [
        ("Lamps at Sea", 2013),
        ("Old Glass", 2009),
        ("Nineteen Lamps", None),
    ]
    assert (
        line_style(("Lamps at Sea 2013", "Old Glass", "Blade")).read("Lamps at Sea 2013").title == "Lamps at Sea 2013"
    )


@pytest.mark.parametrize(
    ("line", "authors", "year"),
    [
        ("Jane Roe", ("Jane Roe",), None),
        ("(Jane Roe & Max Poe, 1962)", ("Jane Roe", "Max Poe"), 1962),
        ("*Author: Jane Roe*", ("Jane Roe",), None),
        ("J. Otto Roe, 1984", ("J. Otto Roe",), 1984),
    ],
)
def test_a_line_with_nothing_but_the_author(line: str, authors: tuple[str, ...], year: int | None) -> None:
    below = names_in_line(line)
    assert below is not None
    assert (below.authors, below.year) == (authors, year)


@pytest.mark.parametrize("line", ["2011 sometime", "A good read.", "TODO", "Loved it", ""])
def test_other_lines_are_no_authors(line: str) -> None:
    assert names_in_line(line) is None


def test_titles_in_the_lists_of_a_page_of_books() -> None:
    text = (
        "#+title: What I read\n* 2013\n- Lanterns\n- 数学の灯\n- The Long Way\n* 2014\n- A Lamp at Sea\n"
        "* Movies\n- The Red Lamp\n- Another Lamp\n- Third\n* Links\n- Some Site\n- Other Site\n- A Third Site\n"
    )
    found = org(text)
    assert [note.title for note in found] == ["Lanterns", "数学の灯", "The Long Way", "A Lamp at Sea"]
    assert {note.kind_hint for note in found} == {"book"}
    assert org(text, "evenings.org") == []


def test_books_with_authors_before_and_publishers_behind_them() -> None:
    found = org(
        "* 2013\n- Anne Roe, La nuit des lampes (Gallimard, L'imaginaire)\n- Lampes du nord, Tome I (Pléiade)\n"
        "- J.M.G. Le Roe, Histoire du verre (Gallimard)\n- Rezvani, Les voluptés de la mer (Actes Sud)\n"
        "- Max Poe, L'homme de verre (Gallimard) [#]\n- Edith Poe, Gordon (ebook)\n"
        "- Max Poe, 36 heures (parce que 24, c'est peu) (Don Quichotte)\n* 2014\n- Ann Doe, Lampes (Belfond)\n"
    )
    assert [(note.title, note.authors, dict(note.fields).get("publisher")) for note in found] == [
        ("La nuit des lampes", ("Anne Roe",), "Gallimard, L'imaginaire"),
        ("Lampes du nord, Tome I", (), "Pléiade"),
        ("Histoire du verre", ("J.M.G. Le Roe",), "Gallimard"),
        ("Les voluptés de la mer", ("Rezvani",), "Actes Sud"),
        ("L'homme de verre", ("Max Poe",), "Gallimard"),
        ("Gordon", ("Edith Poe",), None),
        ("36 heures (parce que 24, c'est peu)", ("Max Poe",), "Don Quichotte"),
        ("Lampes", ("Ann Doe",), "Belfond"),
    ]


def test_headings_on_a_page_of_books() -> None:
    text = (
        "* Books\n** To Read\n*** Lanterns\n*** The Fall\n*** Something Else\n** Reviews\n*** 2011 [2/2]\n"
        "**** DONE Lamps (4/5)\n\n2011 May\nJane Roe\n\nA good one.\n"
        "**** DONE 海の灯\n- good :: yes\n*** 2012\n**** DONE Anthem (2/5)\n- weak\n"
    )
    found = org(text)
    assert [(note.title, note.line) for note in found] == [
        ("Lanterns", 3), ("The Fall", 4), ("Something Else", 5), ("Lamps", 8), ("海の灯", 14), ("Anthem", 17),
    ]  # fmt: skip
    assert found[3].authors == ("Jane Roe",)
    assert "A good one." in found[3].comment


def test_topics_above_titles_are_no_works() -> None:
    text = "# Books\n\n## Glass\n\n- Old Glass\n- New Glass\n\n## Lamps\n\n- Oil Lamps\n- Gas Lamps\n\n## Sea\n\n- Tides\n- Surf\n"
    found = listed(text, "notes.md")
    assert [note.title for note in found] == ["Old Glass", "New Glass", "Oil Lamps", "Gas Lamps", "Tides", "Surf"]
    assert found[0].tags == ("Glass",)


def test_papers_by_their_headings() -> None:
    text = (
        "* Lamps of the North 2009 :light:\nnice\n** try\nagain\n* Kernel Lamps for Deep Water 2011\n* PyLamp 2010\n"
        "* Oil in Deep Water 2012\n-[[https://arxiv.org/pdf/1706.03762.pdf][pdf]]\n"
    )
    found = org(text, "papers.org")
    assert [(note.title, note.year) for note in found] == [
        ("Lamps of the North", 2009), ("Kernel Lamps for Deep Water", 2011), ("PyLamp", 2010), ("Oil in Deep Water", 2012),
    ]  # fmt: skip
    assert found[0].tags == ("light",)


def test_a_section_to_read_on_another_page_needs_titles() -> None:
    assert listed("# Week\n\n## To read\n\n- the mail from Ann\n- about lamps\n- slack\n", "week.md") == []
    found = listed(
        "# Week\n\n## To read\n\n- Lamps of the North by Jane Roe\n- Old Glass by Max Poe\n- Sea by Ann Doe\n", "w.md"
    )
    assert [(note.title, note.authors) for note in found] == [
        ("Lamps of the North", ("Jane Roe",)), ("Old Glass", ("Max Poe",)), ("Sea", ("Ann Doe",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        "- Input: notes\n- Output: lamps\n- Size: small\n",
        "- I should buy a lamp.\n- We read it together, and liked it.\n- https://roe.example/a\n",
        "- [[Lamps]]\n- [[Glass]]\n- [[Sea]]\n",
    ],
)
def test_remarks_and_links_to_notes_on_a_page_of_books_are_no_books(lines: str) -> None:
    assert listed(f"# Books\n\n{lines}", "books.md") == []


def test_what_org_logs_is_no_remark() -> None:
    (note, *_) = org(
        "* Books\n** Lamps\n   - Note taken on [2019-12-15 Sun 23:07] \\\\\n     Why lamps.\n** Glass\n** Sea\n"
    )
    assert (note.title, note.comment.strip()) == ("Lamps", "Why lamps.")


def test_a_doi_in_the_journal_below_a_title() -> None:
    (note, *_) = org(
        "* To read\n** The impact of lamps.\nThe Journal of Lamps 3.2: 181–215. DOI 10.1000/lamps.\n** Glass of the Sea\n"
        "** Oil of the North\n",
        "history.org",
    )
    assert note.title == "The impact of lamps"
    assert [link.url for link in note.links if link.role == "own"] == ["https://doi.org/10.1000/lamps"]


def test_topics_above_paragraphs_that_are_references() -> None:
    text = """
    # Readings

    ## Oil and its price

    Roe J, Poe M (2010). “Was Oil Determined Early?” *Journal of Lamps*, *2*, 65-97.

    Moe I (2010). “The Persistent Effects of Wicks.” *Journal of Lamps*, *78*, 18-19.

    ## Fog

    Doe A (2013). *The Company of Fog*. Cambridge University Press.

    *Background reading:*

    Loe T (2011). “The Long Run of Fog.” *Journal of Lamps*, *96*, 1-15.
    """
    assert [(note.title, note.tags) for note in notes(text, "readings.md")] == [
        ("Was Oil Determined Early?", ("Oil and its price",)),
        ("The Persistent Effects of Wicks", ("Oil and its price",)),
        ("The Company of Fog", ("Fog",)),
        ("The Long Run of Fog", ("Fog",)),
    ]


def test_titles_that_are_links_and_titles_with_their_authors_stand_in_one_list() -> None:
    text = """# Books

- Fog of the north, Jane Roe ★★★☆☆
- Lamps: A primer, Max Poe ★★★★★
- The oil, Ann Doe ★★☆☆☆
- [Wicks, and what burns](https://shop.example/wicks), Ida Foe ★★★★★
- [Glass](https://shop.example/glass) by Bo Roe (unfinished).
- [Tallow](https://shop.example/tallow) by Al Poe. 🔥
- [Beacons](https://shop.example/beacons)
"""
    assert [(note.title, note.authors) for note in notes(text, "books.md")] == [
        ("Fog of the north", ("Jane Roe",)),
        ("Lamps: A primer", ("Max Poe",)),
        ("The oil", ("Ann Doe",)),
        ("Wicks, and what burns", ("Ida Foe",)),
        ("Glass", ("Bo Roe",)),
        ("Tallow", ("Al Poe",)),
        ("Beacons", ()),
    ]


def test_headings_with_authors_on_a_page_of_readings_in_turkish() -> None:
    text = """---
layout: post
title: "Kitap Okuma Notlarım 2021"
author: Ada Roe
---
Bu yıl okuduklarım.

### Sis ve Işık (Jane Roe)

Uzun bir roman.

### Bir Lamba Nasıl Yanar? (Max Poe)

Kısa bir kitap.

### Yağ (Ann Doe)

Yarım kaldı.
"""
    assert [(note.title, note.authors) for note in notes(text, "_posts/2021-01-01-kitap.md")] == [
        ("Sis ve Işık", ("Jane Roe",)),
        ("Bir Lamba Nasıl Yanar?", ("Max Poe",)),
        ("Yağ", ("Ann Doe",)),
    ]


def test_what_a_page_says_of_itself_is_no_list_of_titles() -> None:
    about = "# Papers-I-Read\n\n{}\n- Concise notes and summaries for each lamp\n"
    about += (
        "- Guides for lighting, trimming, and carrying lamps at sea\n- Takeaways and personal reflections on lamps\n"
    )
    assert not notes(about.format("A place for lamps. Here you'll find:"), "README.md")
    assert len(notes(about.format("A place for lamps."), "README.md")) == 3


def test_linked_titles_behind_their_authors_are_works_on_any_shelf() -> None:
    found = listed(
        "## Leseliste\n\n"
        "- Jana Roe - [Lampen](https://www.some-verlag.at/titel/lampen/)\n"
        "- Max Poe - [Das Licht am Meer](https://www.other.de/buecher/licht)\n"
        "- Kim Moe - Die Sprache im Licht\n"
        "- Theweleit - [Nachtfantasien](https://www.other.de/buecher/nacht)\n"
        "- [Farbe sehen](https://orl.de/book/farbe)\n"
        "\n### “Klassiker”\n\n- Jim Joyce - Das Licht der Tage\n- Musil - Der Mann\n- Ann Doe - Was das Öl kann\n",
        "leseliste.md",
    )
    assert [(note.title, note.authors) for note in found] == [
        ("Lampen", ("Jana Roe",)),
        ("Das Licht am Meer", ("Max Poe",)),
        ("Die Sprache im Licht", ("Kim Moe",)),
        ("Nachtfantasien", ("Theweleit",)),
        ("Farbe sehen", ()),
        ("Das Licht der Tage", ("Jim Joyce",)),
        ("Der Mann", ("Musil",)),
        ("Was das Öl kann", ("Ann Doe",)),
    ]


def test_links_without_authors_on_a_list_of_readings_are_read_as_everywhere() -> None:
    assert not notes(
        "## Leseliste\n\n- [Lampen](https://lampen.at/)\n- [Licht](https://licht.de)\n- [Öl](https://oel.de)\n"
    )


def test_titles_with_links_to_remarks_are_works_on_a_shelf() -> None:
    found = listed(
        "# 何だろう\n\n# 読了\n\n## 2021 年\n\n### 1 月\n\n"
        "- 灯台の科学([感想](https://github.com/a/b/tree/master/lamp))\n  - 良い本。\n- 油の話([メモ](https://github.com/a/b/tree/master/oil))\n"
        "\n### 2 月\n\n- ランプ入門\n\n# 読みたい\n\n- 海の光\n- 芯の本\n- 灯油\n",
        "README.md",
    )
    assert [note.title for note in found] == ["灯台の科学", "油の話", "ランプ入門", "海の光", "芯の本", "灯油"]


def test_a_table_on_a_shelf_of_books_lists_them() -> None:
    found = listed(
        "# mybookshelf\n\n## Lamps\n\n|NAME|LANG|STATUS|\n|:--|:--|:--|\n|Oil: a history|ENG|READ|\n|灯台|JPN||\n"
        "\n## Wicks\n\n|Rating|Item|\n|--|--|\n|★★|Cotton|\n|★|Linen and light|\n",
        "README.md",
    )
    assert [(note.title, note.kind_hint) for note in found] == [
        ("Oil: a history", "book"), ("灯台", "book"), ("Cotton", "book"), ("Linen and light", "book"),
    ]  # fmt: skip


_SHOP = "https://www.amazon.co.jp/dp"


def test_headings_above_the_pages_of_books_at_a_shop_are_works() -> None:
    box = '<div><a href="{}/?tag=x"><img src="https://m.example.com/5.jpg"/></a></div>\n\nText.\n\n'
    asins = ("4416313071", "B088LRB5HZ", "4062920514", "4167901749")
    titles = ("Die Lampe", "Öl und Docht", "Das Glas", "Laterne")
    page = "# Sommer\n\n" + "".join(
        f"### {title} {{#book-{number}}}\n\n{box.format(f'{_SHOP}/{asin}')}"
        for number, (title, asin) in enumerate(zip(titles, asins, strict=True))
    )
    assert [note.title for note in listed(page)] == list(titles)
    bought = page.replace("4416313071", "B000000001").replace("4062920514", "B000000002").replace("4167901749", "B003")
    assert not notes(bought)  # a shop sells other things too


def test_sections_with_lists_of_books_are_no_books() -> None:
    bullet = "- **[{}](https://www.goodreads.com/book/show/{})** (Jane Roe)\n"
    page = "".join(
        f"### {year}: 3 books\n\n" + "".join(bullet.format(f"Lamp {year} {letter}", year) for letter in "abc") + "\n"
        for year in (2018, 2019, 2020)
    )
    assert len(listed(page)) == 9


def test_lists_in_html_and_single_lines_below_years_are_written_as_the_page_is() -> None:
    page = (
        "# Books I've read\n## 2024\n<ul>\n  <li>\n    Can't Hurt: Lamps and Light — Jane Roe\n  </li>\n</ul>\n\n"
        '## 2023\n<ul class="books">\n  <li class="book">\n    Ship Work &amp; Lamps: the Harbour — Max Poe, Ida Moe\n'
        "  </li>\n  <li>\n    <b>Screw It, Let's\n    Do It</b> — Tom Voe\n  </li>\n"
        '  <li><a href="https://example.com/w">Wicks: a Tale</a> — Ann Loe</li>\n</ul>\n'
    )
    assert [(note.line, note.title, note.authors) for note in listed(page, "books.md")] == [
        (4, "Can't Hurt: Lamps and Light", ("Jane Roe",)),
        (11, "Ship Work & Lamps: the Harbour", ("Max Poe", "Ida Moe")),
        (14, "Screw It, Let's Do It", ("Tom Voe",)),
        (18, "Wicks: a Tale", ("Ann Loe",)),
    ]


def test_linked_titles_that_begin_with_brackets_and_have_their_authors_in_the_link() -> None:
    writers = (
        "大森 藤ノ",
        "伏瀬",
        "HOBBY JAPAN 編輯部",
        "Jane Roe",
        "夏海公司",
        "川原礫",
        "Max Poe",
        "Ida Moe",
        "影山直美",
    )
    page = "# 待讀書單\n\n" + "".join(
        f"1. [[輕小說] 燈與海 ({number:02}) by {who}](https://www.example.tw/ebook/{number}) / 1%\n"
        for number, who in enumerate(writers, 1)
    )
    assert [(note.title, note.authors) for note in listed(page, "todo.md")] == [
        (f"[輕小說] 燈與海 ({number:02})", (who,)) for number, who in enumerate(writers, 1)
    ]


def test_headings_that_lead_to_a_book_are_works_in_a_text_of_any_name() -> None:
    section = "### [{}](https://www.goodreads.com/book/show/{}-x)\n\n_Auteur: {}_\n\n**4 uit 5.** Mooi verhaal.\n\n"
    page = "Ik lees veel.\n\n" + "".join(
        section.format(title, number, who)
        for title, number, who in (("Speer", 57693308, "Jane Roe"), ("De lamp & het licht", 61242426, "Max Poe"))
    )
    assert [note.title for note in listed(page)] == ["Speer", "De lamp & het licht"]
    assert not notes(page.replace("www.goodreads.com/book/show", "www.example.com/kaart"))


def test_meetings_of_a_course_are_no_books() -> None:
    text = """
        # Readings

        ## Module 1

        ### Meeting 1-1 - Course introduction

          * **Before Class:**
            * Read *A Lamp Experiment*, "Chapter 1," pp. 1-9

        ### Meeting 1-2 - Lamps in theory

          * **Before Class:**
            * Read *A Lamp Experiment*, "Chapter 1," pp. 9-24

        ### Meeting 1-3 - Lamps at sea

          * **Before Class:**
            * Read *A Lamp Experiment*, "Chapter 2"
        """
    assert not [note for note in notes(text, name="readings.Rmd") if "Meeting" in (note.title or "")]


def test_headings_that_differ_by_their_numbers_are_parts_of_a_text() -> None:
    verses = "".join(f"###### v{number}\n\nAnd the lamp burned.\n\n" for number in range(1, 5))
    assert notes(f"# Romans 1\n\n{verses}", name="45 - Romans/Rom-01.md") == []


def test_the_other_lines_of_a_shelf_tell_which_of_two_names_is_the_title() -> None:
    lines = [
        "[Ada Doe](https://x.org/ada) - [Winter Light](https://x.org/light)",
        "[Max Poe](https://x.org/max) - [The Keeper](https://x.org/keeper)",
        "[di Roe, Ines](https://x.org/ines) - [Salt](https://x.org/salt)",
        "Mia Loe-Noe - Olaf Wick, Born 1982",
    ]
    found = listed("# Books I have read\n\n" + " \\\n".join(lines) + "\n")
    assert [(note.title, note.authors) for note in found[2:]] == [
        ("Salt", ("di Roe, Ines",)),
        ("Olaf Wick, Born 1982", ("Mia Loe-Noe",)),
    ]


@pytest.mark.parametrize(
    "line",
    ["Jane Roe, Max Poe. 🔥", "Jane Roe, Max Poe 🔥", "Jane Roe, Max Poe. [Paper](https://x.example/a) | [Code](x)"],
)
def test_signs_and_links_behind_people_are_none_of_them(line: str) -> None:
    people = names_in_line(line)
    assert people is not None
    assert people.authors == ("Jane Roe", "Max Poe")


def test_topics_of_a_readme_and_points_of_notes_on_a_book_are_no_works() -> None:
    topics = "# paper-notes\n\n## distributed DL\n\nWords.\n\n## NLP / seq models\n\nmove to [NLP](./NLP.md)\n\n## GNN\n\nmv to [GNN.md](./GNN.md)\n\n## RL\n\n## tree\n"
    assert notes(topics, "README.md") == []
    points = "# Habits of Lamps (2018, Jane Roe)\n\n## Book Notes\n* Cue, craving, response\n* Pointing and calling\n* Environment\n* Never miss twice\n"
    (note,) = notes(points, "Habits.md")
    assert (note.title, note.authors, note.year) == ("Habits of Lamps", ("Jane Roe",), 2018)
