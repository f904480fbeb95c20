"""One line of a list in the forms that people write: the title, its authors and year are told apart."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.byline import read_venue
from biblio.readers.markdown.citation import CitationLine, read_citation
from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed, notes, own

LAMPS = "The Price of Lamps: Fog and the Market for Oil"


def citation(text: str) -> CitationLine:
    return read_citation(text, {}, line=1)


@pytest.mark.parametrize(
    ("line", "title", "authors", "year", "venue"),
    [
        # A subtitle of several words before the stop is no journal.
        (
            f"Roe, J. (1970). {LAMPS}. Quarterly Journal of Lamps, 84(3), 488-500.",
            LAMPS,
            ("Roe, J.",),
            1970,
            "Quarterly Journal of Lamps",
        ),
        (
            "Roe, J., 1970, The price of lamps: Environ. Light, v. 12, p. 1-10.",
            "The price of lamps",
            ("Roe, J.",),
            1970,
            "Environ. Light",
        ),
        # The known venue behind the title of a citation with family names.
        ("Kinsey and Bay (2015). Oil: A Method for Wicks. ICLR.", "Oil: A Method for Wicks", ("Kinsey", "Bay"), 2015, "ICLR"),
        # A title with its year, and a dash before those who wrote it.
        (
            "The Layered Wick-Tree (1996) — Patrick O'Roe, Edward Chang",
            "The Layered Wick-Tree",
            ("Patrick O'Roe", "Edward Chang"),
            1996,
            "",
        ),
        ("Kinsey & Bay (1979), Oil Theory: How Wicks Decide", "Oil Theory: How Wicks Decide", ("Kinsey", "Bay"), 1979, ""),
        ("[Kah79] Daniel Kinsey and Amos Bay. Oil Theory: An Analysis of Wicks. Econometrica, 1979.", "Oil Theory: An Analysis of Wicks", ("Daniel Kinsey", "Amos Bay"), 1979, "Econometrica"),
        ("**1. Wicks Are All You Need** (Vance et al., NeurIPS 2017)", "Wicks Are All You Need", ("Vance",), 2017, "NeurIPS"),
        (
            "Vance et al. (2017), 'Wicks Are All You Need', *NeurIPS*, 3, pp. 1-4.",
            "Wicks Are All You Need",
            ("Vance",),
            2017,
            "NeurIPS",
        ),
    ],
)  # fmt: skip
def test_parts_of_a_line(line: str, title: str, authors: tuple[str, ...], year: int, venue: str) -> None:
    found = citation(line)
    assert (found.title, found.byline.authors, found.byline.year, found.byline.venue) == (title, authors, year, venue)


@pytest.mark.parametrize("who", ["Granville (1973)", "Kinsey and Bay (1979)"])
@pytest.mark.parametrize("title", ["The Strength of Weak Lamps", "Holes in Old Wicks and Good Ideas"])
def test_a_title_behind_its_linked_citation(who: str, title: str) -> None:
    found = citation(f"[{who}]({ATTENTION}) {title}")
    assert (found.title, found.byline.year) == (title, int(who[-5:-1]))
    assert [link.url for link in found.links] == [ATTENTION]


@pytest.mark.parametrize("words", ["shows that lamps are bright", "They say that lamps are bright and cheap.", "Lamps"])
def test_words_behind_a_linked_citation_that_are_no_title(words: str) -> None:
    assert citation(f"[Kinsey and Bay (1979)]({ATTENTION}) {words}").title != words


def test_a_title_and_a_colon_before_the_link_of_its_paper() -> None:
    found = citation(f"Wicks Are All You Need: [pdf]({ATTENTION}), my notes: [here](notes/1.md)")
    assert (found.title, [link.url for link in found.links if link.role == "own"]) == (
        "Wicks Are All You Need",
        [ATTENTION],
    )
    assert citation(f"my slides on it: [pdf]({ATTENTION})").title == ""


def test_authors_on_the_line_below_a_title() -> None:
    text = "- Wicks Are All You Need\n  Ada Vance, Noam Shore. NeurIPS 2017.\n- Lamps for Fog\n  Kay Hull, Jan Sund, CVPR 2016\n"
    first, second = listed(f"# Papers\n\n{text}")
    assert (first.title, first.authors, first.year) == ("Wicks Are All You Need", ("Ada Vance", "Noam Shore"), 2017)
    assert (second.title, second.authors, second.venue) == ("Lamps for Fog", ("Kay Hull", "Jan Sund"), "CVPR")


def test_a_title_that_goes_on_below_is_one() -> None:
    found = citation("A census of the lamps of\nJane Roe and Max Poe")
    assert found.title.startswith("A census of the lamps of")
    assert found.byline.authors != ("Jane Roe", "Max Poe")


def test_paragraphs_of_title_authors_and_venue() -> None:
    text = "\n".join(
        f"{title}\n{who}\nCVPR, {year}\n"
        for title, who, year in (
            ("A Census of Little Lamps", "Ada Vance, Noam Shore", 2017),
            ("Fog Before the Lamp", "Kay Hull, Jan Sund", 2016),
            ("Rain on Old Lamps", "Ann Low, Ben Hay", 2015),
        )
    )
    notes = listed(f"# Papers\n\n{text}")
    assert [(note.title, len(note.authors), note.year) for note in notes] == [
        ("A Census of Little Lamps", 2, 2017),
        ("Fog Before the Lamp", 2, 2016),
        ("Rain on Old Lamps", 2, 2015),
    ]


def test_the_only_link_beside_the_authors_below_a_heading_is_the_works() -> None:
    below = f"Ada Vance, Noam Shore, NeurIPS 2017. [1706.03762]({ATTENTION})"
    text = "".join(f"## Wicks and Lamps Are All {n} Need\n\n{below}\n\nBright.\n\n" for n in ("You", "They", "We"))
    for note in listed(f"# Papers\n\n{text}"):
        assert (note.authors, note.year, own(note)) == (("Ada Vance", "Noam Shore"), 2017, [ATTENTION])


def test_a_section_has_an_arrangement_of_its_own() -> None:
    marked = "".join(f"- [A census of lamps {n}](https://sea.example/{n}.pdf) (2010): bright\n" for n in "abcdef")
    books = (
        "- _Topology of Lamps_ - Leigh\n- _Algebra of Wicks_ - Hatch\n- _Oil and Groups_ - Ronald Braun\n"
        "- _Flames for the Working Keeper_ - Maclean\n"
    )
    titles = [note.title for note in listed(f"# Bibliography\n\n## Papers\n\n{marked}\n## Books\n\n{books}", "bib.md")]
    assert titles[-4:] == ["Topology of Lamps", "Algebra of Wicks", "Oil and Groups", "Flames for the Working Keeper"]


@pytest.mark.parametrize(
    ("line", "title", "venue"),
    [
        (
            "Walton, I., & Stone, S. (2019). A Lamp-Oil Based Wick. The 2019 Conference on Lamps, 127–134.",
            "A Lamp-Oil Based Wick",
            "The 2019 Conference on Lamps",
        ),
        ("Cairn, O. y Guard, S. (2013). Lámparas y aceites (3a. ed.). Editorial Faro.", "Lámparas y aceites", "Editorial Faro"),
    ],
)  # fmt: skip
def test_where_a_reference_names_its_conference_and_edition(line: str, title: str, venue: str) -> None:
    found = citation(line)
    assert (found.title, found.byline.venue or found.byline.publisher) == (title, venue)


def test_the_doi_that_ends_a_reference_is_its_own_whatever_stands_before_it() -> None:
    found = citation(
        "Roe, J. (2019). A Lamp-Oil Based Wick. Lamps (the odd one) at sea — 127. https://doi.org/10.1000/a_b_1"
    )
    assert [link.role for link in found.links] == ["own"]


def test_a_linked_reference_behind_a_label() -> None:
    reference = "Ernst, S. K., J. H. Brown, and M. Poe. 2008. Zero Sum and the Lamp. American Lampwright 172:E257–E269"
    text = f"* Overview paper: [{reference}]({ATTENTION})\n  * Oil: [{reference.replace('Zero', 'No')}](https://a.example/1.pdf)\n"
    found = citation(f"Wicks and oil: [{reference}]({ATTENTION})")
    assert (found.title, found.byline.year) == ("Zero Sum and the Lamp", 2008)
    assert "Zero Sum and the Lamp" in [note.title for note in listed(f"# Papers\n\n{text}")]


def test_words_of_shortcodes_are_what_a_reader_sees() -> None:
    found = citation('{{< smallcaps "Goos" >}} (Michel), {{< quote "La lampe et le mot" >}}, *Cahiers du phare*, 1998.')
    assert (found.title, found.byline.authors) == ("La lampe et le mot", ("Goos, Michel",))


def test_papers_to_read_on_a_reading_list_are_a_part_of_it() -> None:
    text = f"# Ada's Reading List\n\n## Oil\n\n### Papers to read\n\n* [A census of lamps]({ATTENTION}), 2023, by Ada Roe.\n"
    assert [note.title for note in listed(text, "ReadingList.md")] == ["A census of lamps"]


def test_long_titles_in_quotation_marks_are_no_sayings() -> None:
    lines = "".join(
        f'- [ ] "{title}" de {who}.\n'
        for title, who in (
            ("Prisoners of the Lamp: Ten Wicks That Tell You Everything About Oil", "Tim Marsh"),
            ("A People's History of the Northern Harbours and Their Lamps", "Howard Zane"),
            ("Guns, Lamps, and Steel: The Fates of Human Harbours", "Jared Diamant"),
            ("The Power of Oil: Ten Maps That Reveal the Future", "Tim Marsh"),
        )
    )
    assert len(listed(f"# To read\n\n## Otros\n\n{lines}", "READ_LATER.md")) == 4


def test_titles_below_the_names_of_their_authors_in_a_list() -> None:
    text = "# Книги\n\n- Ада Ростова\n  - «Далёкая лампа» 1963\n  - «Понедельник у маяка» 1965\n- Макс Полев\n  - «Лампа над морем» 2004\n  - «Последний маяк» (2007)\n"
    notes = listed(text, "books.md")
    assert [(note.title, note.authors, note.year) for note in notes] == [
        ("Далёкая лампа", ("Ада Ростова",), 1963),
        ("Понедельник у маяка", ("Ада Ростова",), 1965),
        ("Лампа над морем", ("Макс Полев",), 2004),
        ("Последний маяк", ("Макс Полев",), 2007),
    ]


def test_gitbook_escapes_the_bracket_around_a_link() -> None:
    line = "* Lamps in the Wild: Lighting a Large Harbour (Technical Report No. LAMP-9) \\[[Paper](https://example.org/lamps.pdf)] \\[[Code](https://github.com/a/b)]\n"
    (note,) = listed(f"# Lamps\n\n## Technical Reports\n\n{line}")
    assert note.title == "Lamps in the Wild: Lighting a Large Harbour (Technical Report No. LAMP-9)"
    assert [link.role.value for link in note.links] == ["own", "code"]


def test_round_bullets_below_an_item_are_a_list() -> None:
    text = f"# Papers on Lamps\n\n1. **Oil**\n\n   • [Lamps of Oil at Sea]({ATTENTION})\n\n   • [Lamps of Oil in Fog]({BERT})\n\n2. **Wick**\n\n   • [Wicks at Night]({VIT})\n"
    assert [note.title for note in listed(text)] == ["Lamps of Oil at Sea", "Lamps of Oil in Fog", "Wicks at Night"]


def test_the_readme_of_a_list_may_begin_with_the_survey_of_its_authors() -> None:
    rows = "".join(
        f"| Lamp{n} | [Lamp Number {n} That Learns](https://arxiv.org/abs/2401.1000{n}) | ICML | 2024 |\n"
        for n in range(10)
    )
    survey = f"***News: our survey is out.***\n[A Survey of Lamps for Harbours]({BERT})\n"
    entry = (
        "```\n@article{roe2024, title = {A Survey of Lamps for Harbours}, author = {Jane Roe}, year = {2024}}\n```\n"
    )
    table = f"## Papers\n\n| Name | Paper | Venue | Year |\n|-|-|-|-|\n{rows}"
    text = f"# LMP for Harbour Lights\n\n{survey}\n{entry}\n{table}"
    titles = [note.title for note in notes(text, "README.md")]
    assert titles[-10:] == [f"Lamp Number {n} That Learns" for n in range(10)]


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        (
            "Robert C. Moe. Naming lamps on parallel shores. EACL 2003.",
            "Naming lamps on parallel shores",
            ("Robert C. Moe",),
        ),
        (
            "Jane Roe. Named lamps of the north: a harbour. ACL 2013.",
            "Named lamps of the north: a harbour",
            ("Jane Roe",),
        ),
        ("Ada Moe, *Of lamps* (1949/Vintage, 1964; 978-0394705125)", "Of lamps", ("Ada Moe",)),
        (
            "Ada Moe, *Of lamps and the sea* (Routledge, 1991/2003; 978-0415304436)",
            "Of lamps and the sea",
            ("Ada Moe",),
        ),
        ("Ada Moe, *Of lamps and the sea* (Verso 1983/2006 (2nd ed.))", "Of lamps and the sea", ("Ada Moe",)),
        ("Of Lamps edited by Jane Roe and Max Poe", "Of Lamps", ("Jane Roe", "Max Poe")),
    ],
)
def test_one_author_a_reprint_and_editors(line: str, title: str, authors: tuple[str, ...]) -> None:
    citation = read_citation(line, {}, line=1)
    assert (citation.title, citation.byline.authors) == (title, authors)


def test_an_isbn_without_that_word_stands_beside_author_and_title() -> None:
    citation = read_citation("Ada Moe, *Of lamps* (Routledge, 1991; 978-0415304436)", {}, line=1)
    assert list(map(str, citation.byline.identifiers)) == ["isbn:9780415304436"]
    assert not read_citation("Of lamps 978-0415304436", {}, line=1).byline.identifiers
    assert not read_citation("Ada Moe, *Of lamps* (Routledge, 1991; 978-0415304437)", {}, line=1).byline.identifiers


def test_words_before_a_venue_are_whole_words() -> None:
    assert read_venue("INFOCOM'18") == ("INFOCOM", 2018, None)
    assert read_venue("in ICML 2018") == ("ICML", 2018, None)


def test_an_address_is_no_title() -> None:
    address = "https://papers.example/2021/lamps"
    assert read_citation(f"[{address}]({address})", {}, line=1).title == ""


@pytest.mark.parametrize(
    ("line", "title", "authors", "publisher"),
    [
        # What a link behind a whole reference is called is not its title.
        (
            "Jane Roe, *Lamp Fiction.* Quay Press, 2021. [Unlimited copy of the library](https://example.org/x)",
            "Lamp Fiction",
            ("Jane Roe",),
            "Quay Press",
        ),
        # People who share a family name
        ("Ann and Max Roe, *The Big Lamp.* Quay Press, 2016.", "The Big Lamp", ("Ann Roe", "Max Roe"), "Quay Press"),
        (
            "Ann & Max B. Roe, *The Big Lamp.* Quay Press, 2016.",
            "The Big Lamp",
            ("Ann Roe", "Max B. Roe"),
            "Quay Press",
        ),
    ],
)
def test_references_to_books(line: str, title: str, authors: tuple[str, ...], publisher: str) -> None:
    found = citation(line)
    assert (found.title, found.byline.authors, found.byline.publisher) == (title, authors, publisher)


def test_a_line_that_goes_on_is_no_title_above_its_authors() -> None:
    found = citation("Jane Roe, Wicks of the North: Oil and Trade in\nEast Isles (Madison: Lamp House, 1990), 3.")
    assert (found.title, found.byline.authors) == ("Wicks of the North: Oil and Trade in East Isles", ("Jane Roe",))


def test_the_number_of_a_book_on_its_list_is_no_part_of_its_title() -> None:
    assert citation("Book 2. The Lamp and the Chamber of Fog (1998)").title == "The Lamp and the Chamber of Fog"


@pytest.mark.parametrize("day", ["[`2019-09`] ", "[2019-09] ", ""])
def test_one_author_behind_a_title_in_italics(day: str) -> None:
    read = citation(f"{day}*A Brief History of Lamps, Fog and Law*, K. Ashley. [[pdf]](https://example.org/a.pdf)")
    assert (read.title, read.byline.authors) == ("A Brief History of Lamps, Fog and Law", ("K. Ashley",))
    assert read.byline.year == (2019 if day else None)
    assert read.has_own_label


def test_the_markup_of_html_is_no_part_of_a_topic() -> None:
    for name in ("ins", "kbd", "big", "del"):
        text = (
            f"# Lamps\n\n## <{name}>Deep lamps</{name}> (DL)\n\n- [A Primer on Lamps](https://arxiv.org/abs/2004.12151)"
        )
        assert [note.tags for note in listed(text)] == [("Lamps", "Deep lamps (DL)")]


@pytest.mark.parametrize(
    "line",
    [
        "Week 1: [Lamps and Fog]({0}), [Wicks of the North]({1}) and [Oil and Light]({2}).",
        "- **Week 1** - [Lamps and Fog]({0}) [[code](https://github.com/a/b)], [Wicks of the North]({1}), [Oil and Light]({2})",
        "- 2020-01-02: [Lamps and Fog]({0}); [Wicks of the North]({1}); [Oil and Light]({2})",
        "Session 2\n[Lamps and Fog]({0})\n[Wicks of the North]({1})\n[Oil and Light]({2})",
    ],
)
def test_several_linked_titles_on_a_line(line: str) -> None:
    found = listed("# Readings\n\n" + line.format(ATTENTION, BERT, VIT) + "\n")
    assert [note.title for note in found] == ["Lamps and Fog", "Wicks of the North", "Oil and Light"]
    assert [own(note) for note in found] == [[ATTENTION], [BERT], [VIT]]


def test_a_title_and_what_it_builds_on_is_one_work() -> None:
    line = f"- [Lamps and Fog]({ATTENTION}) builds on [Wicks of the North]({BERT})."
    assert [note.title for note in listed(f"# Readings\n\n{line}\n")] == ["Lamps and Fog"]


def test_linked_titles_below_the_name_of_a_week_are_no_links_of_one_work() -> None:
    text = f"# Week 1\n\n[Lamps and Fog at Sea]({ATTENTION}), Jane Roe\n\nThen tea.\n\n[Wicks of the North]({BERT})\n"
    assert [own(note) for note in notes(text, "week1.md")] == [[ATTENTION], [BERT]]


def test_footnotes_that_no_text_refers_to_are_a_list() -> None:
    text = (
        "# References\n\n[^1]: Roe, J. (2018). A primer on lamps. *Journal of Light*, 3(2), 1–10.\n"
        "[^poe19]: Poe, M., & Moe, A. (2019). Fish and the light of rivers. *Sea Letters*, 12, 100–120.\n\n"
        f"[^3]: [Wicks of the North]({ATTENTION})\n"
    )
    titles = [note.title for note in notes(text, "references.md")]
    assert titles == ["A primer on lamps", "Fish and the light of rivers", "Wicks of the North"]


def test_the_authors_with_their_place_below_a_title_and_a_dash_before_an_address() -> None:
    works = [("Lamps and Fog at Sea", "Roe et al, Harbour Labs, ICLR 2024", ATTENTION), ("Wicks of the North", "Poe et al, Lampworks Inc, ACL, 2023", BERT), ("Oil and the Light of Harbours", "Moe et al, 2022", VIT)]  # fmt: skip
    text = "# Papers\n" + "".join(
        f"\n## {title}\n{who}\n\n* Paper link - {url}\n* Git repo - https://github.com/a/b\n\n**Gist –**\n"
        "* This paper compares many lamps in terms of their wicks and oils\n* Explores new lamps –\n"
        for title, who, url in works
    )
    found = listed(text, "lamps.md")
    assert [(note.title, own(note)) for note in found] == [(title, [url]) for title, _, url in works]
    assert [(note.authors, note.venue, note.year) for note in found] == [
        (("Roe",), "ICLR", 2024),
        (("Poe",), "ACL", 2023),
        (("Moe",), "", 2022),
    ]


@pytest.mark.parametrize(
    ("behind", "authors", "venue"),
    [
        ("Roe & Poe, Lampworks working paper", ("Roe", "Poe"), "Lampworks working paper"),
        ("Romer, The American Economist", ("Romer",), "The American Economist"),
        ("Sims, Econometrica", ("Sims",), "Econometrica"),
        ("Roe, Poe, and van der Moe, Journal of Light", ("Roe", "Poe", "van der Moe"), "Journal of Light"),
        ("Roe et al., Review of Harbours", ("Roe",), "Review of Harbours"),
    ],
)
def test_family_names_a_venue_and_the_year_behind_a_title(behind: str, authors: tuple[str, ...], venue: str) -> None:
    read = citation(f"**Lamps and the price of oil**, {behind}, 2012. [[paper](https://example.org/a.pdf)]")
    assert (read.byline.authors, read.byline.venue, read.byline.year) == (authors, venue, 2012)
    assert read.has_own_label


def test_the_sections_of_a_manual_are_no_people() -> None:
    parts = {
        "使用方法": ["启动灯塔", "单篇总结灯"],
        "常见问题": ["找不到灯塔条目", "灯光打不开"],
        "灯塔配置": ["读取灯塔数据", "回写灯塔"],
    }
    text = "# paper-reading-workflow\n\n一个工具。\n" + "".join(
        f"\n## {name}\n" + "".join(f"\n### {title}\n\n点灯。\n" for title in titles) for name, titles in parts.items()
    )
    assert not notes(text, "README.md")
