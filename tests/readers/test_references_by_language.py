"""References and titles as other languages write them: by their marks and borders, in any script."""

from __future__ import annotations

import unicodedata

import pytest

from biblio.readers.markdown.citation import CitationLine, read_citation
from biblio.readers.markdown.citation_forms import read_unmarked
from biblio.readers.markdown.quoted_titles import read_quoted_title
from biblio.readers.markdown.review_titles import without_review_label
from biblio.readers.markdown.shelf_names import shelf_kind
from biblio.readers.scripts import in_common_signs, letters_for_marks, marks_for_letters
from biblio.readers.skipped import SkipReason
from tests.readers.markdown_samples import listed, own, skipped


def cited(line: str) -> CitationLine:
    return read_citation(line, {}, line=1)


@pytest.mark.parametrize(
    ("line", "title", "authors", "year"),
    [
        # French
        (
            "Martin (Paul), « La nuit des gardiens », dans *Histoire des côtes*, Rennes, PUR, 1999.",
            "La nuit des gardiens",
            ("Martin, Paul",),
            1999,
        ),
        ("« L'Homme au fanal » de Julie Noir, Seuil, 1998", "L'Homme au fanal", ("Julie Noir",), 1998),
        # Spanish, Portuguese (ABNT), Italian
        ("**Los guardianes** de Lucía Méndez (Alianza, 2010)", "Los guardianes", ("Lucía Méndez",), 2010),
        (
            "SILVA, João da. **A luz do farol**: história e memória. São Paulo: Cais, 2003.",
            "A luz do farol: história e memória",
            ("SILVA, João da",),
            2003,
        ),
        (
            "SOUZA, Maria; LIMA, Pedro. Lâmpadas do sul. **Revista do Cais**, São Paulo, v. 12, n. 3, p. 45-67, 2010.",
            "Lâmpadas do sul",
            ("SOUZA, Maria", "LIMA, Pedro"),
            2010,
        ),
        (
            "G. Neri, «I fari dell'Adriatico», in «Rivista storica», 23 (1999), pp. 45-78.",
            "I fari dell'Adriatico",
            ("G. Neri",),
            1999,
        ),
        ("Paolo Gallo, Storia delle lanterne, il Molo, Bologna 2010", "Storia delle lanterne", ("Paolo Gallo",), 2010),
        # German, Dutch, Czech, Polish
        (
            "Schmidt, Eva / Weber, Karl (Hrsg.): Leuchttürme und Nebel. Berlin 2007.",
            "Leuchttürme und Nebel",
            ("Schmidt, Eva", "Weber, Karl"),
            2007,
        ),
        (
            "Wagner, O. (2011): Lampen im Sturm. In: Becker, P. (Hrsg.): Handbuch der Seezeichen. Kiel: VS, S. 101–120.",
            "Lampen im Sturm",
            ("Wagner, O.",),
            2011,
        ),
        ("*Der Turm am Meer* von Jutta Klein (Seewind, 2002)", "Der Turm am Meer", ("Jutta Klein",), 2002),
        (
            "De Vries, A. en B. Bakker, 'Lampen en mist', *Tijdschrift voor Licht* 12 (2010) 45-60.",
            "Lampen en mist",
            ("De Vries, A.", "B. Bakker"),
            2010,
        ),
        (
            "SVOBODOVÁ, Eva a Petr DVOŘÁK. Lampy a mlha. *Mořský časopis*. 2004, roč. 12, č. 3, s. 45–60.",
            "Lampy a mlha",
            ("SVOBODOVÁ, Eva", "Petr DVOŘÁK"),
            2004,
        ),
        (
            "A. Lewandowska, *Porty północy*, [w:] *Morza i lądy*, red. B. Wójcik, Gdańsk 2001, s. 12–30.",
            "Porty północy",
            ("A. Lewandowska",),
            2001,
        ),
        # Turkish: an italic title of two capitalised words is no author
        ("Ahmet Kaya, *Gece Limanı*, İstanbul: Rıhtım Yayınları, 2004.", "Gece Limanı", ("Ahmet Kaya",), 2004),
        # Russian (GOST)
        ("Иванов А. Б. Свет маяка. — М.: Причал, 1985. — 240 с.", "Свет маяка", ("Иванов, А. Б.",), 1985),
        (
            "Петрова, В. Г. Лампы и туман / В. Г. Петрова, Д. Е. Сидоров // Вестник моря. — 2004. — № 3. — С. 45–60.",
            "Лампы и туман",
            ("В. Г. Петрова", "Д. Е. Сидоров"),
            2004,
        ),
        (
            "Кузнецов Ж.З. Ночные сторожа порта // Журнал огней. 2010. Т. 12. № 4. С. 12–30.",
            "Ночные сторожа порта",
            ("Кузнецов, Ж.З.",),
            2010,
        ),
        ("Смирнов И. К. История фонарей: учебное пособие. СПб.: Причал, 2001.", "История фонарей", ("Смирнов, И. К.",), 2001),
        ("Морские огни: сборник статей / под ред. Л. М. Орлова. — Мурманск: Причал, 2011.", "Морские огни", (), 2011),
        ("Соколов Н. О. Знаки Белого моря: дис. … канд. ист. наук. — М., 2003.", "Знаки Белого моря", ("Соколов, Н. О.",), 2003),
        # Japanese, Chinese, Korean
        ("山田太郎『灯台の光』波止場書店、1998年", "灯台の光", ("山田太郎",), 1998),
        ("佐藤花子「港の灯り」『海と灯』第12号、2004年、45–60頁", "港の灯り", ("佐藤花子",), 2004),
        ("鈴木一郎・田中次郎編『海の文化史』波止場出版会、2010", "海の文化史", ("鈴木一郎", "田中次郎"), 2010),
        ("高橋三郎（2015）「沿岸照明の研究」『灯学会誌』99巻3号，pp.12-20", "沿岸照明の研究", ("高橋三郎",), 2015),
        ("中村六子: 霧の中の港, 灯学会論文誌, Vol. J98-D, No. 5, pp. 34-45 (2014).", "霧の中の港", ("中村六子",), 2014),
        ("ジャン・ロー『灯台』田中次郎訳、波止場社、1990年", "灯台", ("ジャン・ロー",), 1990),
        ("『灯台守』（山田太郎、波止場社）", "灯台守", ("山田太郎",), None),
        ("《灯塔看守人》，李大伟著，码头出版社，2005", "灯塔看守人", ("李大伟",), 2005),
        ("[英] 约翰·罗 著，李明 译：《海灯》，北京：码头书馆，2001年", "海灯", ("约翰·罗",), 2001),
        ("《夜航船》/張大山", "夜航船", ("張大山",), None),
        ("王小明：〈燈塔的歷史〉，《海洋學報》第3期（2001），頁12-30。", "燈塔的歷史", ("王小明",), 2001),
        ("최지우·정하늘, 『밤바다의 문화사』, 부두, 2010", "밤바다의 문화사", ("최지우", "정하늘"), 2010),
        # scripts with marks, commas, digits and years of their own
        ("أحمد محمود، «ضوء المنارة»، دار الرصيف، القاهرة، 1998.", "ضوء المنارة", ("أحمد محمود",), 1998),
        ("کریمی، مریم، «چراغ‌های بندر»، فصلنامه دریا، شماره ۱۲، ۱۳۹۰، ص ۴۵-۶۰.", "چراغ‌های بندر", ("کریمی, مریم",), 2011),
        ("शर्मा, राम (2005). *दीपस्तंभ का प्रकाश*. नई दिल्ली: घाट.", "दीपस्तंभ का प्रकाश", ("शर्मा, राम",), 2005),
        ("สมชาย ใจดี. (2548). *แสงประภาคาร*. กรุงเทพฯ: ท่าเรือ.", "แสงประภาคาร", ("สมชาย ใจดี",), 2005),
    ],
)  # fmt: skip
def test_a_reference_is_read(line: str, title: str, authors: tuple[str, ...], year: int | None) -> None:
    citation = cited(line)
    assert (citation.title, citation.byline.authors, citation.byline.year) == (title, authors, year)


@pytest.mark.parametrize(
    "line",
    [
        "先日『灯台』と『港』を読んだ",  # two titles in a sentence
        "村上一郎『灯台』を読んだ",
        "私は『灯台』が好きだ",
        "电影《灯塔》",
        "《灯塔》真的是一本很好的书，我很喜欢它",
        "《灯塔》中的光线研究",  # a title of its own
        "彼は「灯台の話」と言った",
    ],
)
def test_a_title_in_a_sentence_is_left(line: str) -> None:
    assert read_quoted_title(line) is None


def test_what_stands_right_behind_a_title_is_no_author() -> None:
    assert cited("《灯塔》读书笔记").byline.authors == ()


def test_a_word_before_a_number_ends_a_venue() -> None:
    citation = read_unmarked("Roe J. Lamps at sea. BMJ. 2016;5:1-9.")
    assert citation is not None
    assert (citation.byline.venue, citation.byline.year) == ("BMJ", 2016)


def test_lists_of_marked_titles_with_their_authors_are_works() -> None:
    works = listed(
        """
        # 棚

        - 《海上的灯》 王小明
        - 王小明《夜航》
        - 《雾中的港口》（陈某某）
        """
    )
    assert [(work.title, work.authors) for work in works] == [
        ("海上的灯", ("王小明",)),
        ("夜航", ("王小明",)),
        ("雾中的港口", ("陈某某",)),
    ]


def test_a_title_beside_one_name_is_a_work_among_others() -> None:
    works = listed(
        """
        # Литература

        - Kowalski J., *Światło latarni*, Warszawa 1985.
        - Jan Zieliński, *Nocni strażnicy*, Kraków 2010.
        - Nowak A., *Porty północy*, Gdańsk 2001.
        - „Latarnik” – Henryk Mazur
        """
    )
    assert [(work.title, work.authors) for work in works][3] == ("Latarnik", ("Henryk Mazur",))


@pytest.mark.parametrize(
    "lines",
    [
        ("Fenerin Işığı - Ahmet Kaya", "Gece Limanı - Ayşe Demir", "Sis - Mehmet Öz"),
        ("등대지기 - 김철수", "밤의 항구 - 이영희", "안개 - 박민수", "해도를 읽는 법 - 최지우"),
        ("ضوء المنارة القديمة - أحمد محمود", "مصابيح - ليلى حسن", "حراس الليل - سمير خالد"),
        ("แสงประภาคาร - สมชาย ใจดี", "โคมไฟและหมอก - วิภา แสงทอง", "ท่าเรือ - มานี มีนา"),
    ],
)
def test_on_a_shelf_the_author_stands_behind_the_dash(lines: tuple[str, ...]) -> None:
    works = listed("# Books\n\n" + "\n".join(f"- {line}" for line in lines))
    assert [f"{work.title} - {work.authors[0]}" for work in works] == list(lines)


def test_columns_are_known_by_the_stem_of_their_name() -> None:
    works = listed(
        """
        | Titolo | Aŭtoro | Jaro |
        |---|---|---|
        | La lumo de la faro | Johano Roe | 1998 |
        | Nebulo | Petro Moe | 2010 |
        """
    )
    assert [(work.title, work.authors, work.year) for work in works] == [
        ("La lumo de la faro", ("Johano Roe",), 1998),
        ("Nebulo", ("Petro Moe",), 2010),
    ]


def test_marks_come_back_and_nothing_changes_its_place() -> None:
    text = "दीपस्तंभ، چراغ‌های ۱۲ (۱۳۹۰)"
    assert marks_for_letters(letters_for_marks(text)) == text
    assert len(in_common_signs(text)) == len(text)
    assert in_common_signs(text).endswith("12 (2011)")
    assert in_common_signs("ราคา ๑๒, 2548.") == "ราคา 12, 2005."


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Engel, Petra/ Grün, Klaus, u.a. (Hgg.): Ein Jahrhundert Licht, 3 Bde., Kiel 2019–2022.", "Ein Jahrhundert Licht"),
        ("Freitag, Nils/ Peters, Wolf: Kursbuch Licht. Tipps und Regeln, Kiel <sup>5</sup>2011.", "Kursbuch Licht. Tipps und Regeln"),
        ("Historischer Verein für Licht (Hg.): Lampenlexikon, Kiel 2006.", "Lampenlexikon"),
        ("Item lamps: algorithms of light. Sarwa, B., Kary, G., & Ried, J. (2001). (up to section 3)", "Item lamps: algorithms of light"),
        ("L'aŭko {{<note text=\"L'auca\">}}", "L'aŭko"),
        ("*Fog at sea", "Fog at sea"),
        ("在當時 1972 年的時空，其實除了書籍外，廣播也蓬勃發展", "在當時 1972 年的時空，其實除了書籍外，廣播也蓬勃發展"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_title_is_no_part_of_it(line: str, title: str) -> None:
    assert cited(line).title == title


def test_lines_that_breaks_end_are_works_of_their_own() -> None:
    works = listed(
        """
        # Literaturhinweise

        Engel, Petra: Licht. Kleine Stadtgeschichte, Kiel 2019.<br>
        Haupt, Georg: Licht am Hafen, 2 Bde., Kiel 1952–1954.<br>
        Beck, Fritz (Hg.): Die alten Lampen, Köln<sup>5</sup>2012.
        """
    )
    assert [(work.title, work.year) for work in works] == [
        ("Licht. Kleine Stadtgeschichte", 2019),
        ("Licht am Hafen", 1952),
        ("Die alten Lampen", 2012),
    ]


def test_on_a_list_of_books_a_word_parts_title_and_author() -> None:
    works = listed(
        """
        # Bibliografía

        - La broma larga, de David Roe +lista
        - Cuentos completos, de Alicia Moe @relatos
        - Memorias del puerto de Margarita Joe
        - 2666 faros, de Roberto Poe
        """
    )
    assert [(work.title, work.authors[0]) for work in works] == [
        ("La broma larga", "David Roe"),
        ("Cuentos completos", "Alicia Moe"),
        ("Memorias del puerto", "Margarita Joe"),
        ("2666 faros", "Roberto Poe"),
    ]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("《自由燈塔術 Accidental Lamps》閱讀筆記：我手寫我燈", "自由燈塔術 Accidental Lamps"),
        ("【書評】『灯台の本』", "灯台の本"),
        ("『灯台の本』を読んで", "灯台の本"),
        ("《등대의 하루》 독후감", "등대의 하루"),
        ("《灯塔》中的光线研究", "《灯塔》中的光线研究"),  # on that book, not it
    ],
)
def test_marks_tell_the_title_from_what_says_that_it_was_read(heading: str, title: str) -> None:
    assert without_review_label(heading, is_review=False) == title


def test_an_item_that_is_not_read_among_works_is_told() -> None:
    page = """
        # Papers

        - Roe, J. (2015). Fog at sea. *Journal of Light*, 3(2), 1-10.
        - Poe, M. (2016). Lamps on rivers. *Journal of Light*, 4(2), 11-20.
        - see also what the keepers of the old tower said of it
        - Moe, A. (2017). Wicks and oil. *Journal of Light*, 5(2), 21-30.
        """
    assert [work.title for work in listed(page)] == ["Fog at sea", "Lamps on rivers", "Wicks and oil"]
    assert skipped(page) == [SkipReason.NO_WORK]


def test_accents_that_are_written_apart_are_read() -> None:
    works = listed(
        unicodedata.normalize(
            "NFD",
            """
            # Bibliographie

            AÏM (Olivier) et BILÈT (Stéphane). - _Éclairage_. - Paris : Quai, 2015.

            RIFÉL (Rémy). - _Que sont les phares ? Identités_. - Paris : Quai, 2005.

            BARTE (Roland). - _Brumes_. - Paris : Quai, 1970.
            """,
        )
    )
    read = [tuple(unicodedata.normalize("NFC", text) for text in (work.title, work.authors[0])) for work in works]
    assert read == [
        ("Éclairage", "AÏM, Olivier"),
        ("Que sont les phares ? Identités", "RIFÉL, Rémy"),
        ("Brumes", "BARTE, Roland"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "2023年 読みたい・読んだ本リスト（随時更新）",
        "Danh sách sách A-Z",
        "2021-03-04-what-i-want-to-read",
        "Mes lectures",
        "Pile de lecture",
        "Stapel ungelesener Bücher",
        "Čtenářský deník",
        "Список чтения",
        "کتاب\u200cهای خوانده شده",
    ],
)
def test_names_of_shelves(name: str) -> None:
    assert shelf_kind(name)


@pytest.mark.parametrize("name", ["Lectures", "Lecture notes", "Deník"])
def test_names_of_no_shelves(name: str) -> None:
    assert not shelf_kind(name)


def test_a_title_of_digits_and_links_to_tags_on_a_shelf() -> None:
    works = listed(
        """
        # Books

        - [1984](https://books.example.org/1), George Orwell
        - [Fog](https://books.example.org/2), Jane Roe
        - [Novels](/tags/novels/)
        - 英語の「なぜ?」に答える灯台の本
        """
    )
    assert [(work.title, work.authors) for work in works] == [
        ("1984", ("George Orwell",)),
        ("Fog", ("Jane Roe",)),
        ("英語の「なぜ?」に答える灯台の本", ()),
    ]


@pytest.mark.parametrize("mark", ["", "- "])
def test_on_a_shelf_a_linked_author_stands_before_a_linked_title(mark: str) -> None:
    end = "" if mark else " \\"
    author = "https://en.wikipedia.org/wiki"
    page = f"""
        # Gelesene Bücher

        {mark}[Jana Roe]({author}/Jana_Roe) - [Die Lampen am Fluss](https://books.example.org/1){end}
        {mark}[Jana Roe]({author}/Jana_Roe) - [Nebel](https://books.example.org/2_(Roman)), übersetzt von Max Poe{end}
        {mark}[Otto Keil]({author}/Otto_Keil) - Der letzte Docht{end}
        {mark}[Moe, Anna]({author}/Anna_Moe) - [Wieken](https://books.example.org/3)
        """
    works = listed(page)
    assert [(work.title, work.authors) for work in works] == [
        ("Die Lampen am Fluss", ("Jana Roe",)),
        ("Nebel", ("Jana Roe",)),
        ("Der letzte Docht", ("Otto Keil",)),
        ("Wieken", ("Moe, Anna",)),
    ]
    assert own(works[1]) == ["https://books.example.org/2_(Roman)"]


def test_lines_with_breaks_on_a_shelf_are_its_entries() -> None:
    works = listed(
        """
        # Books

        ## 2015

        Jana Roe - Der Nebel am Fluss\\
        Otto Keil - Das Haus der Dochte\\
        [Anna Moe - Fog and Oil](https://books.example.org/3)\\
        Max Poe - A Winter of Lamps

        [**Ole Dahl - The Tower**](https://books.example.org/4)\\
        It is long.
        It is dark.
        """
    )
    assert [(work.title, work.authors) for work in works] == [
        ("Der Nebel am Fluss", ("Jana Roe",)),
        ("Das Haus der Dochte", ("Otto Keil",)),
        ("Fog and Oil", ("Anna Moe",)),
        ("A Winter of Lamps", ("Max Poe",)),
        ("The Tower", ("Ole Dahl",)),
    ]
    assert works[-1].comment == "It is long.\nIt is dark."


def test_what_stands_below_the_title_of_a_book_is_no_entry() -> None:
    titles = ["The Fog Keepers", "Oil and Water", "A Tower in Winter"]
    entries = [f"[{title}](https://books.example.org/{title[0]})\\\nJane Roe\\\nA book of lamps." for title in titles]
    assert [work.title for work in listed("# Books\n\n" + "\n\n".join(entries) + "\n")] == titles


def test_labels_beside_a_post_name_the_book() -> None:
    page = """---
title: 안개 속의 여행
sidebar:
  - title: "등대지기의 밤"
    text: "Nacht"
    image: https://img.example.org/1
  - title: "저자"
    text: "홍길동"
  - title: "출판"
    text: "등대"
---
좋은 책이었다.
"""
    (note,) = listed(page)
    assert (note.title, note.authors) == ("등대지기의 밤", ("홍길동",))
    (own_page,) = listed(page.replace("저자", "역할") + "\nhttps://arxiv.org/abs/1901.00012\n")
    assert own_page.title == "안개 속의 여행"
