"""Works that only the arrangement of their lines tells: lists, paragraphs and headings in no form known beforehand."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import listed

Titled = tuple[str, tuple[str, ...]]
_FIRST: list[Titled] = [
    ("Light in Winter", ("Jane Roe",)),
    ("The Lamp: A Short Life", ("Max Poe",)),
    ("How Fog Moves", ("Ada Doe", "Ines Moe")),
    ("A Harbour of One's Own", ("Olaf Noe",)),
    ("Salt", ("Mia Loe",)),
]


def works(text: str, name: str = "list.md") -> list[Titled]:
    return [(note.title or "", note.authors) for note in listed(text, name)]


@pytest.mark.parametrize(
    "form",
    [
        "1. {title}. *{who}*\n",
        "1. {title}. *{who}* ⭑\n",
        "- [ ] {title}. {who}\n",
        "- {who}. {title}\n",
        "- ★★★☆☆ **{title}** (_{who}_)\n",
        "- **[{title}](2024/{number}.md)** - {who}\n",
        "- {who}, *{title}* (trad. K. Zoe), éditions du Phare {number}\n",
        "* {who} - **{title}** ⭐⭐ (0{number}/2023)\n",
        "**{who}** (200{number}): *{title}*, Hamburg: Lampenverlag.\n\n",
        "- 📱 [[notes/{number}|{title}]] 🇵🇱 - {who} - ⭐️⭐️\n",
        "- _{title}_ by {who}; 31{number}pp (2019-01-0{number})\n",
        "{title}; {who}; Fog, Law; https://a.example/d/{number}\n",
        "- {title}. {who}. Lamp Law 200{number}: 4(2); 24-8. Seen in the harbour.\n",
        "- {who}; {title}; Lampenverlag, 200{number}; borrowed\n",
    ],
)
def test_a_form_that_most_lines_have_is_read(form: str) -> None:
    lines = (form.format(title=title, who=" & ".join(who), number=n) for n, (title, who) in enumerate(_FIRST, 1))
    assert works(f"# Club de lecture\n\n## 2023\n\n{''.join(lines)}") == _FIRST


def test_what_else_a_line_says_is_kept() -> None:
    lines = "".join(
        f"**{who}** ({year}): *{title}*, Bergen: Lampeforlag Verlag. Read it on a ferry. `978-3-16-148410-{n}`\n\n"
        for n, (who, year, title) in enumerate(
            [
                ("Roe, Jane", 1998, "Light in Winter"),
                ("Poe, Max", 2001, "The Lamp: A Short Life"),
                ("von Doe, Ada", 2010, "How Fog Moves"),
                ("Moe, Ines; Noe, Olaf", 2012, "A Harbour of One's Own"),
            ]
        )
    )
    notes = listed(f"# Leseliste\n\n## Politik und Nebel\n\n{lines}")
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("Light in Winter", ("Roe, Jane",), 1998),
        ("The Lamp: A Short Life", ("Poe, Max",), 2001),
        ("How Fog Moves", ("von Doe, Ada",), 2010),
        ("A Harbour of One's Own", ("Moe, Ines", "Noe, Olaf"), 2012),
    ]
    assert notes[0].tags == ("Politik und Nebel",)
    assert "Read it on a ferry" in notes[0].comment


MEDICINE = """
    Somebody asked me for these.

    How well are lamps reported? A survey. A. B. Roe, M. Poe, I. C. van Moe. Lamp Med 1999: 131(12); 947-51. See [html][a1].

    "Blind, you are the weakest link- good-bye!" Doe PJ, Noe M, Loe VM. Fog Club 2002: 136; A11.

    Hiding who got what. Zoe KF, Goe D. Harbour 2003: 359(9307); 696-700.

    Deciding when to put out a light. Doe PJ, Voe RA. J Lamp 2004: 2; 33.

    Why we need keepers. N. Hoe. Harbour 2005: 3(1); 1215-8. Available in [html format](https://a.example/h).

    [a1]: https://a.example/a1
"""


def test_references_that_begin_with_the_title_may_be_parted_by_nothing_but_stops() -> None:
    notes = listed(MEDICINE, "lamps-for-doctors.md")
    assert [(note.title, note.authors, note.venue, note.year) for note in notes] == [
        ("How well are lamps reported? A survey", ("A. B. Roe", "M. Poe", "I. C. van Moe"), "Lamp Med", 1999),
        ("Blind, you are the weakest link- good-bye!", ("Doe PJ", "Noe M", "Loe VM"), "Fog Club", 2002),
        ("Hiding who got what", ("Zoe KF", "Goe D"), "Harbour", 2003),
        ("Deciding when to put out a light", ("Doe PJ", "Voe RA"), "J Lamp", 2004),
        ("Why we need keepers", ("N. Hoe",), "Harbour", 2005),
    ]
    assert "131(12); 947-51" in notes[0].comment
    assert "[html format](https://a.example/h)" in notes[-1].comment


def test_footnotes_are_no_list() -> None:
    notes = "".join(f"[^{n}]: [Book] {title} / {' & '.join(who)}\n" for n, (title, who) in enumerate(_FIRST))
    assert not works(f"# Books\n\n## Lamps\n\nThey say so[^1], and otherwise[^2].\n\n{notes}", "books.md")


def test_the_header_of_lines_is_none_of_them() -> None:
    lines = "".join(f"{title}; {' & '.join(who)}; 20{n}0\n" for n, (title, who) in enumerate(_FIRST))
    assert works(f"# Books\n\nTitle; Author; Year\n{lines}") == _FIRST


def test_family_names_beside_links_to_books_are_authors() -> None:
    shop = "https://bookshop.org/p/books"
    text = "".join(f"{who}, [{title}]({shop}/{n})\n\n" for n, (title, who) in enumerate(FAMILY_NAMES))
    found = works(f"# Reading\n\n## Books about oil\n\n{text}the [Fog Blog](https://fog.example/)\n", "syllabus.md")
    assert found == [(title, tuple(who.split(" and "))) for title, who in FAMILY_NAMES]
    assert not works(f"# Reading\n\n## Lights\n\n{text.replace(shop, 'https://fog.example')}", "syllabus.md")


FAMILY_NAMES = [("Light in Winter", "Roe"), ("The Lamp", "Poe"), ("How Fog Moves", "Doe and Moe"), ("Salt", "Loe")]


def test_a_series_in_brackets_is_no_author_and_kept() -> None:
    lines = [
        "_Light in Winter_ (Harbour Nights, #2) by Jane Roe",
        "_The Lamp_ by Max Poe",
        "_Fog_ (Wick Moe, #1) by Ada Doe",
        "_How *slow* it is_ by Mia Loe",
    ]
    notes = listed("# Reading\n\n" + "".join(f"1. {line}\n" for line in lines), "reading.md")
    assert [note.authors for note in notes] == [("Jane Roe",), ("Max Poe",), ("Ada Doe",), ("Mia Loe",)]
    assert "(Harbour Nights, #2)" in notes[0].comment


def test_signs_behind_many_titles_are_no_part_of_them() -> None:
    lines = [
        f"1. _{title}{sign}_ by {who[0]}\n"
        for (title, who), sign in zip(_FIRST, ["+", "@^", "", "+", "@"], strict=True)
    ]
    notes = listed("# Reading\n\n" + "".join(lines), "reading.md")
    assert [note.title for note in notes] == [title for title, _ in _FIRST]
    assert notes[1].comment == "@^"
    few = [f"1. _{title}_ by {who[0]}\n" for title, who in [("C++", ("Ann Goe",)), *_FIRST]]
    assert works("# Reading\n\n" + "".join(few), "reading.md")[0] == ("C++", ("Ann Goe",))


def test_a_year_behind_stars_is_that_of_reading() -> None:
    lines = "".join(f"- [x] {who[0]} - **{title}** ⭐⭐ (2022)\n" for title, who in _FIRST)
    notes = listed(f"# Books\n\n{lines}")
    assert [note.year for note in notes] == [None] * len(_FIRST)
    assert "(2022)" in notes[0].comment or "2022" in notes[0].comment


def test_titles_in_marks_need_no_name_of_the_page() -> None:
    lines = [
        ("明石", "霧の社会学"),
        ("泉ら", "灯台入門"),
        ("Doe", "港の記号"),
        ("高橋・森", "夜の経済"),
        ("林", "海と法"),
    ]
    text = "".join(f"\t* [{who}『{title}』](sea/{title}.md)\n" for who, title in lines)
    found = works(f"# Summary\n\n* 海\n{text}", "SUMMARY.md")
    assert [title for title, _ in found] == [title for _, title in lines]
    assert found[3][1] == ("高橋", "森")


def test_labels_of_citations_are_the_authors_of_the_titles_beside_them() -> None:
    text = """
        # Journal Club
        - [Roe et al, Nature 2013](Roe_2013.pdf): "Power of lamps: why small fires undermine large ones". 5 presenters.
        - [Poe-Loe, Neuron 2022](Poe_2022.pdf): "Logistic analysis of light: A primer". Until Figure 4 only.
        - [Moe & Noe, eNeuro 2019](Moe_2019.pdf): "Estimation for better fog in the north". 4 presenters.
        - [Doe et al, eLife 2020](Doe_2020.pdf): "A flexible frame for simulating drifting ships". Until page 7 only.
        - [Zoe, Nature Neuroscience 2011](Zoe_2011.pdf): "Erroneous lamps: a problem of significance". 3 presenters.
        """
    found = works(text)
    assert [title.partition(" ")[0] for title, _ in found] == ["Power", "Logistic", "Estimation", "A", "Erroneous"]
    assert found[2][1] == ("Moe", "Noe")


def test_headings_below_names_of_people_are_titles() -> None:
    sections = "".join(
        f"## {' & '.join(who)}\n### {title}\n\nMetric | Value\n-|-\nRead | 2020/01/1{n}\n\n"
        for n, (title, who) in enumerate(_FIRST)
    )
    assert works(f"# Book list\n\n{sections}") == _FIRST


def test_headings_have_arrangements_too() -> None:
    sections = "".join(f'## "{title}", por {who[0]}\n\nUm livro sobre o mar.\n\n' for title, who in _FIRST)
    notes = listed(f"# O que andei lendo\n\nAlgumas leituras e livros.\n\n{sections}")
    assert [(note.title, note.authors) for note in notes] == [(title, who[:1]) for title, who in _FIRST]
    assert "Um livro sobre o mar." in notes[0].comment


@pytest.mark.parametrize(
    "text",
    [
        # people and what they do
        "# Books\n\n## Contributors\n\n- Jane Roe - Documentation\n- Max Poe - Maps\n- Ada Doe - Fog\n- Olaf Noe - Tests\n",
        # a glossary
        "# Lecturas\n\n- **Nivel de Faro**: La altura de la luz.\n- **Análisis de Niebla**: Lo que se ve.\n"
        "- **Factores de Mar**: Sal, viento y otros.\n- **Definición de Puerto**: Donde se entra.\n"
        "- **Impacto de Sal**: Lo que queda.\n",
        # talks, films and records
        "# Talks\n\n- *Light in Winter* - Jane Roe\n- *The Lamp* - Max Poe\n- *Fog Moves* - Ada Doe\n- *Salt* - Mia Loe\n",
        "# Films\n\n- **Light in Winter** (Jane Roe)\n- **The Lamp** (Max Poe)\n- **Fog** (Ada Doe)\n- **Salt** (Mia Loe)\n",
        "# Books and more\n\n## Movies\n\n- **Light in Winter** (_Jane Roe_)\n- **The Lamp** (_Max Poe_)\n"
        "- **Fog** (_Ada Doe_)\n- **Salt** (_Mia Loe_)\n",
        # programs and who wrote them
        "# Tools\n\n- **lamp** by Jane Roe\n- **fogger** by Max Poe\n- **salt** by Ada Doe\n- **harbour** by Mia Loe\n",
        # what people said
        '# Kitap\n\n- ***"A lamp is never late for its own light." <br>\nJane Roe***\n'
        '- ***"Fog moves where no ship has been." <br>\nMax Poe***\n- ***"Salt stays." <br>\nAda Doe***\n'
        '- ***"Keep the harbour in mind." <br>\nMia Loe***\n',
        # topics that look like names, above works
        "# Books\n\n## Old Harbours\n### Salt Fish\n- Roe, J. *Lamps*. Verso, 2001.\n- Poe, M. *Fogs*. Verso, 2002.\n"
        "## Cold Water\n### Deep Sea\n- Roe, J. *Ships*. Verso, 2003.\n- Poe, M. *Seas*. Verso, 2004.\n",
        # one person above all lines
        "# Books\n\n- Chapter notes. Jane Roe\n- Some errata. Jane Roe\n- An index. Jane Roe\n- A map. Jane Roe\n",
    ],
)
def test_other_things_with_people_are_no_works(text: str) -> None:
    assert [(title, who) for title, who in works(text) if who and "." not in who[0]] == []


def test_commas_enumerate_too_and_names_without_capitals_look_like_other_words() -> None:
    things = (
        "등대 목록, 최근 기록, 안개와 항구를 보여주는 화면",
        "램프 추가, 수정, 삭제 및 연도/항구 관리",
        "제목, 항구, 태그 검색과 필터/정렬",
    )
    others = (
        "즐겨찾기, 격자/목록 보기",
        "등대마다 따로 있는 자세한 쪽과 램프 자동 저장",
        "전체 자료를 파일로 백업하고 복원",
        "작은 화면",
    )
    assert works("# Paper Notes\n\n## 기능\n\n" + "".join(f"- {thing}\n" for thing in (*things, *others))) == []


def test_three_lines_prove_nothing() -> None:
    lines = "".join(f"- ★ **{title}** (_{who[0]}_)\n" for title, who in _FIRST[:3])
    assert works(f"# Biblioteca\n\n{lines}") == []


def test_tables_of_html_in_markdown_need_no_links() -> None:
    rows = "".join(
        f"<tr>\n<td>{title} ({'fr' if n % 2 else 'en VO'})</td>\n<td></td>\n<td>{who[0]}</td>\n</tr>\n"
        for n, (title, who) in enumerate(_FIRST)
    )
    header = "<tr>\n<th>Titre</th>\n<th>Autres titres</th>\n<th>Auteur·rice</th>\n</tr>\n"
    notes = listed(f"# Ma collection\n\n<table>\n{header}{rows}</table>\n", "all.md")
    assert [(note.title, note.authors) for note in notes] == [(title, who[:1]) for title, who in _FIRST]
    assert [note.comment for note in notes][:2] == ["(en VO)", "(fr)"]


def test_a_post_that_is_called_a_list_of_books_is_one() -> None:
    rows = "".join(f"<tr>\n<td>{title}</td>\n<td>{who[0]}</td>\n<td>1998</td>\n</tr>\n" for title, who in _FIRST)
    table = f"<table>\n<tr>\n<th>Book title</th>\n<th>Author</th>\n<th>Year published</th>\n</tr>\n\n{rows}</table>\n"
    text = f'---\nlayout: post\ntitle: "Books I\'ve read"\ntags: books\n---\n\nAll since January.\n\n{table}'
    assert works(text, "2025-08-19-booklist.md") == [(title, who[:1]) for title, who in _FIRST]


def test_a_table_of_readings_whose_titles_are_called_names() -> None:
    rows = "".join(f"| {title} | {who[0]} | 19{n}5 |\n" for n, (title, who) in enumerate(_FIRST))
    notes = listed(
        f"# Lista de leituras\n\n## 2021\n\n| Nome | Autor | Ano de Publicação |\n|--|--|--|\n{rows}", "p.md"
    )
    assert [(note.title, note.authors, note.year) for note in notes] == [
        (title, who[:1], int(f"19{n}5")) for n, (title, who) in enumerate(_FIRST)
    ]


def test_a_title_of_two_sentences_and_a_single_author_before_a_venue() -> None:
    long = (
        "Keepers of small lamps. Not all of them need to climb the tower each night but all of them need some oil and"
    )
    long += " a dry place to keep the wicks"
    lines = [
        f"{long}. J. A. Roe, M. Poe. Marine Signals 2000: 320(7240); 954-5.",
        "Is the fog significant? Doe S. Harbour Review 2002: 359(9318); 1708.",
        "What moves the fog? M. Poe, J. A. Roe. Marine Signals 1992: 268(2); 240-8.",
        "Wicks of two kinds: a survey. Moe IJ, Loe AB. Harbour Review 2004: 291(20); 2457-65.",
        "The green lamp. A. Noe, M. Loe. Marine Signals 2007: 334(7589); 349-51.",
        "Salt and light. Roe JA, Poe M. Harbour Review 1999: 131(12); 947-51.",
    ]
    found = listed("# Papers on lamps\n\n" + "\n\n".join(lines), "lamps.md")
    assert [(note.title, note.authors, note.year) for note in found[:2]] == [
        (long, ("J. A. Roe", "M. Poe"), 2000),
        ("Is the fog significant?", ("Doe S",), 2002),
    ]


def test_pages_below_words_are_a_menu() -> None:
    menu = (("看灯的方法", "如何看灯"), ("Backbone", "Backbone-LampNet笔记", "Backbone-FogNet", "Backbone-Quay"), ("Neck", "Neck-LMP", "Neck-FOG"),
            ("Detection", "Detection-LMP", "Detection-FOGX"), ("Tools 工具 和 理论", "Tools-Oil", "Tools-LMD"), ("未完成", "DetectionFog-Lamp5"))  # fmt: skip
    text = "\n\n".join("\n".join((word, *(f"[[{page}]]" for page in pages))) for word, *pages in menu)
    assert works(text, "论文index.md") == []


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Roe et al. Lamps without language in the web (2009)",
            "Moe et al. Foghorns of the north and their keepers (2012)",
            "Doe and Roe. A survey of small boats in heavy rain (2015)",
            "Poe. Reading the tide with cheap instruments (2018)",
        ],
        [
            "Roe, Poe: Lamps without language in the web. 2009",
            "Moe: Foghorns of the north and their keepers. 2012",
            "Doe, Roe, Poe: A survey of small boats in heavy rain. 2015",
            "Poe, Moe: Reading the tide with cheap instruments. 2018",
        ],
        [
            "2009 Lamps without language in the web, Jane Roe",
            "2012 - Foghorns of the north and their keepers, Max Moe",
            "2015 A survey of small boats in heavy rain, Ada Doe",
            "2018: Reading the tide with cheap instruments, Max Poe",
        ],
    ],
    ids=["et al. and a stop", "family names and a colon", "years before titles"],
)
def test_families_and_years_beside_titles(lines: list[str]) -> None:
    found = listed("# Reading list\n\n" + "".join(f"- {line}\n" for line in lines), "reading-list.md")
    assert [(note.title, note.year) for note in found] == [
        ("Lamps without language in the web", 2009),
        ("Foghorns of the north and their keepers", 2012),
        ("A survey of small boats in heavy rain", 2015),
        ("Reading the tide with cheap instruments", 2018),
    ]
    assert all(note.authors for note in found)


def test_chapters_are_no_authors() -> None:
    chapters = "".join(
        f"## Chapter {n} — The keepers of the {word}\n\nText.\n\n"
        for n, word in enumerate(("sea", "oil", "fog", "tide"))
    )
    appendices = "## Appendix A — The lamps\n\nText.\n\n## Appendix B — The wicks\n\nText.\n"
    assert not any(note.authors for note in listed(f"# Books of the north\n\n{chapters}{appendices}", "books.md"))


def test_a_publisher_behind_the_author_is_no_author() -> None:
    lines = [
        "灯台の光の歴史(山田太郎, 港出版)",
        "霧笛と番人たち(佐藤花子, 北海書房)",
        "小舟と大雨の研究(鈴木一郎, 岩波書店)",
        "潮を読む(田中次郎, 講談社)",
    ]
    found = listed("# 読書リスト\n\n" + "".join(f"- {line}\n" for line in lines), "books.md")
    assert [note.authors for note in found] == [("山田太郎",), ("佐藤花子",), ("鈴木一郎",), ("田中次郎",)]


def test_links_that_are_called_alike_do_not_hide_what_stands_behind_the_title() -> None:
    entries = [
        ("Lamps and their keepers", "Choi BC. Methods Inf Med 1982: 21(3); 149-53"),
        ("Wicks of the far north", "Hui SL, Walter SD. Biometrics 1980: 36(1); 167-71"),
        ("Oil and what it costs", "Harvey M, Horwitz RI. Am J Med 1984: 76(3); 351-60"),
        ("Fog on small islands", "Joseph L, Gyorkos T. Medical Decision Making 1996: 16(4); 412-7"),
        ("The tide and the boats", "Qu Y, Tan M, Kutner MH. Biometrics 1996: 52(3); 797-810"),
    ]
    text = "".join(
        f"- **{title}.** {rest}. [\\[Medline\\]](https://www.ncbi.nlm.nih.gov/pubmed/1141607{n})\n"
        for n, (title, rest) in enumerate(entries)
    )
    found = listed(f"# Reading list\n\n{text}", "reading-list.md")
    assert len(found) == 5
    assert (found[0].authors, found[0].venue, found[0].year) == (("Choi BC",), "Methods Inf Med", 1982)


def test_editions_below_titles_are_no_works_by_them() -> None:
    text = "".join(
        f"* **{title}**\n  * [ ] First edition - Harbour House - 200{n}.06\n  * [ ] Great edition - Lamp House - 201{n}.07\n"
        for n, title in enumerate(
            ("Before the winter", "Jane Roe", "The long night of the keepers", "Under ivy", "Max Poe", "It rains")
        )
    )
    assert not any("Roe" in "".join(note.authors) for note in listed(f"# Books\n\n{text}", "books.md"))


RATED = """\
# Books of last year

Reading now:

- The Wick by Ann Doe

8/10 | Hello to the Harbour by Jane Roe | Recommended by: a friend (at sea)

- A keeper meets a gull.
- The end is slow.

6.5/10 | I'm Glad the Lamp Died by Max Poe (Audiobook) | Recommended by: the radio

- Loud.

7/10 | Small Lights of the North by Ada Clear | Recommended by: nobody

9/10 | Red Rocks and Rain by Tim V. Moe | Recommended by: my sister, the keeper

2/10 | The Silent Keeper of Oil by Alma Moe | Recommended by: the gull
"""


def test_ratings_and_labelled_words_between_bars_are_said_about_the_work() -> None:
    """A name of ordinary words is one where nearly all lines have "by", and a title in title case no remark."""
    books = listed(RATED, "books.md")
    assert [(book.title, book.authors) for book in books] == [
        ("The Wick", ("Ann Doe",)),
        ("Hello to the Harbour", ("Jane Roe",)),
        ("I'm Glad the Lamp Died", ("Max Poe",)),
        ("Small Lights of the North", ("Ada Clear",)),
        ("Red Rocks and Rain", ("Tim V. Moe",)),
        ("The Silent Keeper of Oil", ("Alma Moe",)),
    ]
    assert books[1].comment.split("\n") == [
        "8/10",
        "Recommended by: a friend (at sea)",
        "- A keeper meets a gull.",
        "- The end is slow.",
    ]


def test_what_one_line_takes_for_a_title_is_the_author_where_the_others_say_so() -> None:
    page = """\
# Reading for the course on lamps

## Week 1

- The Tar (1897) H. G. Roe
- Jane's Wick (1905) Jana Sakha Roe
- The Triumph of Oil (1907) Karl Hans Moe
- The Light Stealers (1965) Edmond Doe (variant of The Light-Stealers 1929)
- May 2005: The Keeper (1951) Ray Poe (variant of The Keeper 1949)
- **Due: Close Reading #1**
"""
    notes = listed(page, "plan.md")
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("The Tar", ("H. G. Roe",), 1897),
        ("Jane's Wick", ("Jana Sakha Roe",), 1905),
        ("The Triumph of Oil", ("Karl Hans Moe",), 1907),
        ("The Light Stealers", ("Edmond Doe",), 1965),
        ("May 2005: The Keeper", ("Ray Poe",), 1951),
    ]


def test_the_last_author_behind_three_dots_is_no_title() -> None:
    text = (
        "Follow-ups:\n\n"
        "Roe, A., Poe, B., Doe, J., Loe, K., Moe, N. R., Noe, N., ... & Voe, Y. (2021). Lamps in a shared room. arXiv:2103.01197.\n\n"
        "Roe, A. V. D., Poe, B., Doe, J., ... & Noe, K. (2016). Waves of light: A model for lamps. arXiv:1609.03499.\n\n"
        "Toe, N. C., Woe, K., Loe, K., & Moe, G. F. (2020). The limits of lamps. arXiv:2007.05558.\n\n"
        "Soe, A. M., Boe, Y., Doe, J., & Coe, D. D. (2019). On the theory of lamps. Journal of Lamps, 2019(1).\n\n"
        "Goe, L. A., Ecker, A. S., & Boe, M. (2015). An algorithm of lamp style. arXiv:1508.06576.\n\n"
        "Mioe, D., & Moe, J. (2015). All you need is a good wick. arXiv:1511.06422.\n"
    )
    assert [(note.title, note.authors[-1]) for note in listed(text, "lamps.md")] == [
        ("Lamps in a shared room", "Voe, Y."),
        ("Waves of light: A model for lamps", "Noe, K."),
        ("The limits of lamps", "Moe, G. F."),
        ("On the theory of lamps", "Coe, D. D."),
        ("An algorithm of lamp style", "Boe, M."),
        ("All you need is a good wick", "Moe, J."),
    ]


def test_numbered_parts_of_a_course_are_no_works() -> None:
    names = ("Engaging with Lamps", "Culture", "Oil and Wicks", "Gender and Fog", "Race and Light", "Towns")
    text = "# Readings\n\n" + "".join(f"## Module {n} - {name}\n\nWords.\n\n" for n, name in enumerate(names, 1))
    assert listed(text, "readings.md") == []
