"""References as plain text: each style with its title, authors, venue and year; and text that is none."""

from __future__ import annotations

import pytest

from biblio.readers.plain_reference import parse_reference

_TWO = ("Roe, J.", "Poe, M.")


@pytest.mark.parametrize(
    ("text", "title", "authors", "venue", "year"),
    [
        ("Roe, J., & Poe, M. (2017). Lanterns at sea. Marine Signals, 12(3), 1-10.", "Lanterns at sea", _TWO,
         "Marine Signals", 2017),
        ("Roe, Jane. 1591. *Lucernae marinae.* London: John Wick and Max Poe.", "Lucernae marinae", ("Roe, Jane",), "",
         1591),
        ("Roe, Jane, et Max Poe. « « Lampes à huile » : une notion utile ? » Signaux marins, no 18 (2011): 141-54.",
         "« Lampes à huile » : une notion utile ?", ("Roe, Jane", "Max Poe"), "Signaux marins", 2011),
        ("Roe JA, Poe M. Lanterns at sea. Mar Signals. 2003;19:1572-4.", "Lanterns at sea", ("Roe JA", "Poe M"),
         "Mar Signals", 2003),
        ("Roe, J. Lanterns at sea. *Faros del Norte*, 25 (septiembre 2014): 4-9.", "Lanterns at sea", ("Roe, J.",),
         "Faros del Norte", 2014),
        ("Roe, J. (2013). Lanterns at sale. Journal of Marketing, 32(1), 31-36.", "Lanterns at sale", ("Roe, J.",),
         "Journal of Marketing", 2013),
        ("Roe, J. (2000), Lanterns of the deep sea, J. Geophys. Res., 105, 21579–21590, doi:10.1029/2000JB900199.",
         "Lanterns of the deep sea", ("Roe, J.",), "J. Geophys. Res", 2000),
        ("Roe, J., 1991, Lanterns in the f-x domain, Geophysics 56, 785–794.", "Lanterns in the f-x domain", ("Roe, J.",),
         "Geophysics", 1991),
        ("Roe, J., and M. Poe, 2007, Lanterns at grazing incidence: Geophysics, 72, SM155–SM167.",
         "Lanterns at grazing incidence", ("Roe, J.", "M. Poe"), "Geophysics", 2007),
        ("Roe J. (2017) Lamps, Wicks 12, 14 and oil. Marine Signals, 12, 1-10.", "Lamps, Wicks 12, 14 and oil", ("Roe J",),
         "Marine Signals", 2017),
        ('James Sweet, "Lanterns and the sea," American Lamp Review 114:2 (2009) 279-306.', "Lanterns and the sea",
         ("James Sweet",), "American Lamp Review", 2009),
        ("WIKI CONTRIBUTORS, 2019. *Fog* [en ligne]. S.l. : s.n.", "Fog", ("WIKI CONTRIBUTORS",), "", 2019),
        ("Roe, H.W. 1960. Zur Lampe am Meer, in C. Poe (Hg.) *Probleme des Lichts*. München: Quai. 140-180.",
         "Zur Lampe am Meer", ("Roe, H.W.",), "Probleme des Lichts", 1960),
        ("Roe, J., … Poe, M. (2017, May 3). What is a lantern? A review. BMJ.", "What is a lantern? A review", _TWO,
         "BMJ", 2017),
        ("Roe, J., ... & Poe, M. (2017). Lanterns at sea. Marine Signals, 12(3), 1-10.", "Lanterns at sea", _TWO,
         "Marine Signals", 2017),
        ("Roe, J., … & Poe, M. (2017). C. S. Peirce on lanterns. Marine Signals, 12(3), 1-10.", "C. S. Peirce on lanterns",
         _TWO, "Marine Signals", 2017),
        ("Roe, J. L., Srinivasan, R. (2017). Lanterns at sea. Marine Signals, 12(3), 1-10.", "Lanterns at sea",
         ("Roe, J. L.", "Srinivasan, R."), "Marine Signals", 2017),
        ("Roe, Jane, Koray Poe, David Doe, and Ann Foe. “Lanterns at sea.” arXiv, December 19, 2013.", "Lanterns at sea",
         ("Roe, Jane", "Koray Poe", "David Doe", "Ann Foe"), "arXiv", 2013),
        ("Roe, Jane, et al. Is it at sea? arXiv:2306.14111, arXiv, 3 Nov. 2023.", "Is it at sea?", ("Roe, Jane",), "", 2023),
        ("Roe, J. (2017). Lanterns at sea (Vol. 53). Marine Signals.", "Lanterns at sea", ("Roe, J.",), "Marine Signals", 2017),
        ("Roe, J. (2017). Lanterns (and glass) at sea (Doctoral dissertation, University of Somewhere).",
         "Lanterns (and glass) at sea", ("Roe, J.",), "", 2017),
        ("Roe J. & Poe M. 2017. Glow in Lucerna sect. Marina of the north. Phytokeys 3(2): 1–10.",
         "Glow in Lucerna sect. Marina of the north", ("Roe, J.", "Poe, M."), "Phytokeys", 2017),
        ("Roe J. & Poe M. 2017. Revision of Lucerna Salisb. (Colchicaceae) of the north. Phytokeys 3(2): 1–10.",
         "Revision of Lucerna Salisb. (Colchicaceae) of the north", ("Roe, J.", "Poe, M."), "Phytokeys", 2017),
        ("鈴木一郎 1930 北海の灯に就いて。海洋学会会報 20:239-242.", "北海の灯に就いて", ("鈴木一郎",), "海洋学会会報", 1930),
        ("王小明等 2025 北海的灯。海洋研究 27(2):106-116.", "北海的灯", ("王小明",), "海洋研究", 2025),
        ("Roe J, Poe M, Doe A. Lanterns of the sea at night.", "Lanterns of the sea at night",
         ("Roe J", "Poe M", "Doe A"), "", None),
        ("Roe, J. and Poe, M. 2017, 'Lanterns at sea', Marine Signals, vol. 3, no. 2, pp. 1-10.", "Lanterns at sea", _TWO,
         "Marine Signals", 2017),
        ('Roe, Jane A., and Max Poe. "Lanterns at sea." Marine Signals 12.3 (2006): 1527-1554.', "Lanterns at sea",
         ("Roe, Jane A.", "Max Poe"), "Marine Signals", 2006),
        ('Roe, Jane, et al. "**Lanterns at sea**." 2013 IEEE Conference on Signals, 2013.', "Lanterns at sea",
         ("Roe, Jane",), "IEEE Conference on Signals", 2013),
        ("Roe JT, Poe M. Lanterns at sea. Mar Signals. 2015;521(7553):436-44. PMID: 12345", "Lanterns at sea",
         ("Roe JT", "Poe M"), "Mar Signals", 2015),
        ("van der Roe J. Lanterns at sea? Nature. 2015;521:436-44.", "Lanterns at sea?", ("van der Roe J",), "Nature", 2015),
        ('J. Roe and M. Poe, "Lanterns at sea," Mar. Signals, vol. 5, no. 7, pp. 1936–1944, 2015.',
         "Lanterns at sea", ("J. Roe", "M. Poe"), "Mar. Signals", 2015),
        ("Roe, J.; Poe, M. Lanterns at Sea. J. Mar. Signals 2015, 521, 436–444.", "Lanterns at Sea", _TWO,
         "J. Mar. Signals", 2015),
        ("Roe, J., Poe, M.: Lanterns at sea. In: Proc. Signals, pp. 1-10. Springer (2016)", "Lanterns at sea", _TWO,
         "Proc. Signals", 2016),
        ("Jane Roe and Max Poe. 2017. Lanterns at Sea. In Proceedings of the 4th Signals Symposium. ACM, 1-10.",
         "Lanterns at Sea", ("Jane Roe", "Max Poe"), "Proceedings of the 4th Signals Symposium", 2017),
        ("Noe O, Roe J. Fog and fire[EB/OL]. Lamp Letters, 2021, 3: 1-9.", "Fog and fire", ("Noe O", "Roe J"), "Lamp Letters", 2021),
        ("Roe J, Poe M, et al. \"**Counting lamps in fog[C]**.\" Lamp Conference, 2016:277-288.", "Counting lamps in fog", ("Roe J", "Poe M"), "Lamp Conference", 2016),
        ("Roe, AM., Poe, F., Doe, S. et al. Lamps are alike for years. Nat Commun 13, 313 (2022).", "Lamps are alike for years", ("Roe, AM.", "Poe, F.", "Doe, S."), "Nat Commun", 2022),
        ("Roe, Aaron van den, et al. \"Counting lamps with nets.\" Lamp Journal 4 (2016).", "Counting lamps with nets", ("Roe, Aaron van den",), "Lamp Journal", 2016),
        ("张三, 李四. 灯笼研究综述[J]. 计算机学报, 2019, 12(3): 1-10.", "灯笼研究综述", ("张三", "李四"), "计算机学报", 2019),
        ("홍길동, 김철수 (2019). 등불에 관한 연구. 한국정보학회지, 12(3), 1-10.", "등불에 관한 연구", ("홍길동", "김철수"),
         "한국정보학회지", 2019),
        ("山田太郎, 鈴木一郎: 「灯籠の認識」, 信号学会論文誌, Vol. 60, No. 2, pp. 1-10 (2019).", "灯籠の認識",
         ("山田太郎", "鈴木一郎"), "信号学会論文誌", 2019),
    ],
)  # fmt: skip
def test_styles(text: str, title: str, authors: tuple[str, ...], venue: str, year: int | None) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors, reference.venue, reference.year) == (title, authors, venue, year)
    assert text[reference.title_start : reference.title_end].strip("*") == title


@pytest.mark.parametrize(
    ("text", "title", "authors", "publisher", "year"),
    [
        ("Roe, Jane T. *Lanterns at Sea*. Chicago: Lamp University Press, 1962.", "Lanterns at Sea", ("Roe, Jane T.",),
         "Chicago: Lamp University Press", 1962),
        ("Roe, Jane. 1975. Lanternes et mer. Paris: Phare.", "Lanternes et mer", ("Roe, Jane",), "Paris: Phare", 1975),
        ("Röe, Jürgen (1981): Laternen am Meer. Frankfurt am Main: Lampe.", "Laternen am Meer", ("Röe, Jürgen",),
         "Frankfurt am Main: Lampe", 1981),
        ("Jane Roe, Max Poe: Lanterns at Sea. Lamp Press 2016. ISBN 978-0-262-03561-3", "Lanterns at Sea",
         ("Jane Roe", "Max Poe"), "Lamp Press", 2016),
    ],
)  # fmt: skip
def test_books(text: str, title: str, authors: tuple[str, ...], publisher: str, year: int) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors, reference.publisher, reference.year) == (
        title,
        authors,
        publisher,
        year,
    )
    assert (reference.venue, text[reference.end :]) == ("", "")


def test_a_remark_after_a_reference_is_not_part_of_it() -> None:
    text = "Roe, J. (1979). Lanterns at sea. Marine Signals, 47(2), 263–291. Great on fog."
    reference = parse_reference(text)
    assert reference is not None
    assert text[reference.end :] == "Great on fog."


@pytest.mark.parametrize(
    "text",
    [
        "Coral Reefs and Ocean Acidity, Nature 2015.",
        "Sleep Loss, Blood Pressure: a review of 2012.",
        "Deep learning for lanterns. Nature 2015.",
        "Neural Networks and Deep Learning. A Textbook. Springer 2018.",
        "I read this in 2019. It was good.",
        "Jane Roe works at a lab since 2015.",
        "In 2015, J. Roe and M. Poe found it.",
        "2019: the year of lanterns",
        "",
    ],
)
def test_text_that_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Roe J. & Poe M. (2017) {}", ("Roe, J.", "Poe, M.")),
        ("Roe J.A., Poe M. and van der Berg K. 2017. {}", ("Roe, J.A.", "Poe, M.", "van der Berg, K.")),
        ("Roe J. et al. (2017) {}", ("Roe, J.",)),
    ],
)
def test_initials_with_stops_behind_the_family_names(text: str, authors: tuple[str, ...]) -> None:
    reference = parse_reference(text.format("Lanterns on old walls. Marine Signals, 12: 1-10."))
    assert reference is not None
    assert (reference.title, reference.authors, reference.year) == ("Lanterns on old walls", authors, 2017)
    assert reference.venue == "Marine Signals"


@pytest.mark.parametrize(
    ("text", "title", "authors", "year"),
    [
        ("Roe, Jana; Poe, Max (Hrsg.): Laternen am Meer. Eine Einführung, Heidelberg 2017.",
         "Laternen am Meer. Eine Einführung", ("Roe, Jana", "Poe, Max"), 2017),
        ("Roe, Jana: Laternen, Leuchttürme und Licht, Frankfurt am Main 2011. - Geschichte",
         "Laternen, Leuchttürme und Licht", ("Roe, Jana",), 2011),
        ("Roe, Jana E.; Poe, Max; Moe, Tim (Hg.): Linked Lamps: Structures, Practices, LAMP Papers 20 (2021)",
         "Linked Lamps: Structures, Practices", ("Roe, Jana E.", "Poe, Max", "Moe, Tim"), 2021),
        ("LAMPE-DE (Hrsg.): Handbuch der Laternen. Anwendungen und Projekte, Göttingen 2015.",
         "Handbuch der Laternen. Anwendungen und Projekte", ("LAMPE-DE",), 2015),
        ("Roe, Jana; Poe, Max: Lanterns of the sea: an introduction", "Lanterns of the sea: an introduction",
         ("Roe, Jana", "Poe, Max"), None),
        ("Jana Roe: Lanterns, Lamps and Light, 2018,", "Lanterns, Lamps and Light", ("Jana Roe",), 2018),
        ("Roe, Jana: Laternen am Meer. Lampe Verlag, Kiel 2018.", "Laternen am Meer", ("Roe, Jana",), 2018),
    ],
)  # fmt: skip
def test_german_references_have_a_colon_behind_the_authors_and_end_with_place_and_year(
    text: str, title: str, authors: tuple[str, ...], year: int | None
) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors, reference.year) == (title, authors, year)


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("ROÉ (Olivier) et POE (Anne-Marie). - _Lanternes_. - Paris : Phare, 2015.", "Lanternes",
         ("ROÉ, Olivier", "POE, Anne-Marie")),
        (r"d’ALMA \(Nicole\). - _Les promesses du phare_. - Paris : PUF, 2006.", "Les promesses du phare", ("d’ALMA, Nicole",)),
        ("LE GALL (Yves), dir. - _Le phare : une affaire_. - Paris : Le Seuil, 2000.", "Le phare : une affaire",
         ("LE GALL, Yves",)),
        ("ROÉ (Simone). _« Analyse de lanternes »_. Réseaux, Paris, no 100, 2000.", "Analyse de lanternes", ("ROÉ, Simone",)),
    ],
)  # fmt: skip
def test_french_references_have_given_names_in_brackets(text: str, title: str, authors: tuple[str, ...]) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors) == (title, authors)
    assert reference.year


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("Рой, Ю. И. (1997). *Основы маяков*. М.: ИНФРА-М.", "Основы маяков", ("Рой, Ю. И.",)),
        ("По, Б. Дж. (Poe, B. J.) (1988). *A Theory of Lamps*. Lamp University Press.", "A Theory of Lamps", ("Poe, B. J.",)),
        ("Рой, М. Ф., По, Б. У., и др. (Roe, M. F., Poe, B. W.) (2016). *Lamps: A Look* (4th ed.). Lamp.", "Lamps: A Look",
         ("Roe, M. F.", "Poe, B. W.")),
        ("Рой, В. (ред.) (Roe, W. (Ed.)). (2021). *Comparing Lamps: A Look*. Lamp.", "Comparing Lamps: A Look", ("Roe, W.",)),
        ("Рой, С., & По, Ж.-П. (Roe, S., & Poe, J. P.) (2011). Lamps of the sea. *Lamps*, 70(2), 200-227.",
         "Lamps of the sea", ("Roe, S.", "Poe, J. P.")),
        ("Рой, Ю.В. *Логика маяков*. (Учебник, ищите новое издание).", "Логика маяков", ("Рой, Ю.В.",)),
    ],
)  # fmt: skip
def test_russian_references_may_repeat_the_names_in_latin_letters(
    text: str, title: str, authors: tuple[str, ...]
) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors) == (title, authors)


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("Roe, C. I., and C. H. Poe. Symbolic Lamps. New York: Lamp Company, 1932.", "Symbolic Lamps",
         ("Roe, C. I.", "C. H. Poe")),
        ("Prior, Anna N. Past, Present and Lamp. Oxford, New York: Lamp University Press, 1967.", "Past, Present and Lamp",
         ("Prior, Anna N.",)),
        ('———. "Alternative Systems of Lamps." The Monist 42, no. 4 (October 1932): 481–507.',
         "Alternative Systems of Lamps", ()),
    ],
)  # fmt: skip
def test_chicago_without_emphasis_and_with_a_dash_for_the_same_author(
    text: str, title: str, authors: tuple[str, ...]
) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors, reference.venue[:3]) == (title, authors, "The" if not authors else "")


@pytest.mark.parametrize(
    "text",
    [
        "вода, А. (2010). Она была холодной.",
        "Berlin, Germany: a city that changes",
        "Hanxi Li, Yi Li and Fatih Porikli, DeepTrack: Learning Feature Representations, BMVC, 2014.",
        "Note: what we saw in Paris, 2015.",
        "--- a rule, not a name",
    ],
)
def test_words_before_a_colon_or_brackets_are_no_authors(text: str) -> None:
    reference = parse_reference(text)
    assert reference is None or reference.title.startswith("DeepTrack")


def test_particles_behind_initials_in_a_long_list() -> None:
    names = [f"Roe{letter}, {letter.upper()}." for letter in "abcdefghij"]
    text = f"{', '.join(names)}, Braak, C. ter, Saux, E. Le, Klink, R. van & Poe, M. (2020) Lanterns at sea. Signals, 7, 6."
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.venue, reference.year) == ("Lanterns at sea", "Signals", 2020)
    assert reference.authors[10:] == ("Braak, C. ter", "Saux, E. Le", "Klink, R. van", "Poe, M.")


def test_a_list_of_names_in_an_unknown_form_is_no_title() -> None:
    text = "Roe, J., Poe, M., Q 17, Doe, A., Foe, B., Noe, C., Moe, D. & Zoe, E. (2020) Lanterns at sea. Signals, 7, 6."
    reference = parse_reference(text)
    assert reference is None or "Foe, B." not in reference.title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Lamprys maris , n.sp. , a lantern of the harbours", "Lamprys maris , n.sp. , a lantern of the harbours"),
        ("Lanterns at sea (Sea lamps) [In Korean Language], Lamp Press", "Lanterns at sea (Sea lamps)"),
        ("Lanterns at sea (in Russian, with English summary), Lamp Press", "Lanterns at sea"),
    ],
)
def test_what_ends_a_title_and_what_does_not(written: str, title: str) -> None:
    reference = parse_reference(f"Roe, J. & Poe, M. (1913) {written}. Annals of Signals, 7, 609–620.")
    assert reference is not None
    assert reference.title == title


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Gómez y Pérez, M. (2010). La luz en la niebla. Revista de Faros, 3(2), 10-20.", ("Gómez y Pérez, M.",)),
        ("Ramón y Cajal, Santiago. *Textura del faro*. Madrid: Moya, 1899.", ("Ramón y Cajal, Santiago",)),
        ("Puig i Boada, I. (1929). *Fars*. Barcelona: Barcino.", ("Puig i Boada, I.",)),
        ("García, J. y López, A. (2015). Los faros. Revista de Faros, 8(1), 1-9.", ("García, J.", "López, A.")),
        ("Ana García y Luis López. 2015. *Los faros*. Moya.", ("Ana García", "Luis López")),
        ("Ye K. et al. . (2009) Lamps: a pattern approach. Signals, 25, 2865-2871.", ("Ye, K.",)),
    ],
)
def test_double_family_names_have_one_comma(text: str, authors: tuple[str, ...]) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert reference.authors == authors


def test_the_year_in_the_name_of_a_conference_does_not_end_it() -> None:
    text = "Roe, J., & Poe, M. (2008). A light. In Proceedings of the 2008 ACM conference on lamps (pp. 179-186)."
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.venue, reference.year) == ("Proceedings of the 2008 ACM conference on lamps", 2008)


@pytest.mark.parametrize(
    ("text", "title", "venue", "year", "publisher"),
    [
        (
            'BLANC Anne. "La lampe". In : NOIR Luc, ROUX Zoé (dir.). *Phares du nord*. 5<sup>e</sup> éd. Paris : Quai, 1999, p. 2-9.',
            "La lampe",
            "Phares du nord",
            1999,
            "Paris : Quai",
        ),
        (
            'BLANC Anne. "La lampe". In : *Œuvres V*, *1977-80*. Paris : Quai, 2002, p. 791-892.',
            "La lampe",
            "Œuvres V",
            2002,
            "",
        ),
        ("BLANC Anne. *La lampe*. 2<sup>e</sup> éd. Paris : Quai, 1963, 328 p.", "La lampe", "", 1963, "Paris : Quai"),
    ],
)
def test_what_is_behind_the_title_in_french_bibliographies(
    text: str, title: str, venue: str, year: int, publisher: str
) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.venue, reference.year, reference.publisher) == (title, venue, year, publisher)


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("J. Roe, *The lamps of home*, chp. 2", "The lamps of home", ("J. Roe",)),
        ("J. Roe, M. Poe, _Lampes_, polycopié d'un cours", "Lampes", ("J. Roe", "M. Poe")),
        ("Jane Roe, Jean-Luc Poe et Max Moe, _Lampes_, épuisé", "Lampes", ("Jane Roe", "Jean-Luc Poe", "Max Moe")),
        (
            'Ann J. P. Roe and Max Poe, ed. _Book of lamps_, chp. 7, "Fog"',
            "Book of lamps",
            ("Ann J. P. Roe", "Max Poe"),
        ),
        (
            "Roe, Jane., and Max. Poe. _Lamps of home_. 1st edition, Press, 2011.",
            "Lamps of home",
            ("Roe, Jane", "Max Poe"),
        ),
    ],
)
def test_names_before_a_marked_title_that_has_no_year(text: str, title: str, authors: tuple[str, ...]) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.authors) == (title, authors)


@pytest.mark.parametrize(
    "text", ["Jane Roe, *who lit lamps*, said so", "Roe, Jane.; and so on, *Lamps*", "The lamps, *very* bright"]
)
def test_emphasis_behind_a_name_is_no_title(text: str) -> None:
    assert parse_reference(text) is None


def test_a_venue_in_small_letters_counts_beside_a_year() -> None:
    reference = parse_reference("J. Roe und M. Poe. Lamps in fog (2018): arXiv preprint arXiv:1807.11714.")
    assert reference is not None
    assert reference.venue == "arXiv preprint"


@pytest.mark.parametrize(
    ("text", "author", "title"),
    [
        ("World Lamp Organization. (2019). *Guidelines on wicks*. Geneva: WLO.", "World Lamp Organization", "Guidelines on wicks"),
        ("Office for Lamps (OFL) (2020). Lamps and their wicks. Oslo: OFL.", "Office for Lamps", "Lamps and their wicks"),
        ("IPCC. (2021). *Climate Change 2021*. Cambridge University Press.", "IPCC", "Climate Change 2021"),
        (
            "Lamp Event Data Project. (2024, May). *Lamp Data* [Data set]. Retrieved from https://lamps.example/",
            "Lamp Event Data Project",
            "Lamp Data",
        ),
        (
            "National Academies of Oil, Wicks, and Lamps. (2018). *Open light* (A/78/779). The Academies Press.",
            "National Academies of Oil, Wicks, and Lamps",
            "Open light",
        ),
    ],
)  # fmt: skip
def test_an_organisation_with_a_year_in_brackets_is_an_author(text: str, author: str, title: str) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.authors, reference.title) == ((author,), title)
    assert "etrieved" not in reference.venue + reference.publisher


@pytest.mark.parametrize(
    "text", ["Lamps of the North. (2015). *Harbours*, 12", "Our Project on Lamps (2018) went well."]
)
def test_other_words_before_a_year_in_brackets_are_no_organisation(text: str) -> None:
    assert parse_reference(text) is None


def test_a_quotation_may_only_begin_a_title() -> None:
    text = 'Roe, J. (2013). "Green lamps" in harbours: a survey of piers. Marine Signals 32(1), 31-36.'
    reference = parse_reference(text)
    assert reference
    assert (reference.title, reference.venue) == ('"Green lamps" in harbours: a survey of piers', "Marine Signals")


@pytest.mark.parametrize(
    "rest",
    [
        ". Marine Signals 3: 4-9.",
        " in Poe, M. (ed.) Lamps. London: Press.",
        ", in proceedings of lamps, 3-9.",
        " paper presented at the meeting. London.",
    ],
)
def test_a_quotation_is_a_title_if_something_ends_it(rest: str) -> None:
    reference = parse_reference(f'Roe, J. (2013). "Lamps at sea"{rest}')
    assert reference
    assert reference.title == "Lamps at sea"


@pytest.mark.parametrize(
    ("text", "title", "authors", "publisher"),
    [
        (
            "Jane Roe, Wicks of the North: Oil and Trade in the Isles (Madison: Lamp House, 1990), 1-15; 40-2.",
            "Wicks of the North: Oil and Trade in the Isles",
            ("Jane Roe",),
            "Madison: Lamp House",
        ),
        # Names that are words of titles as well
        (
            "Ann Spear & Max Miller, The Isles: A Language of Lights, 800-1500 (Boston: Wick, Poe, & Co., 1969).",
            "The Isles: A Language of Lights, 800-1500",
            ("Ann Spear", "Max Miller"),
            "Boston: Wick, Poe, & Co.",
        ),
        (
            "Ann Roe, Jan van der Poe and Tim Moe (eds.) Oil and Light (Oslo: Quay, 1979), 11-17.",
            "Oil and Light",
            ("Ann Roe", "Jan van der Poe", "Tim Moe"),
            "Oslo: Quay",
        ),
        ("Poe, The Quiet Wick (Utrecht: Quay Press, 1976), ch. 2.", "The Quiet Wick", ("Poe",), "Utrecht: Quay Press"),
        ("Max Poe, The Quiet Wick (Quay Press, 1976), 12.", "The Quiet Wick", ("Max Poe",), "Quay Press"),
        (
            "Tim Moe, Lighting Oslo: A History, 1850-1950 (Ph.D. dissertation, Harbour College, 1992), vol. 2, 24-42.",
            "Lighting Oslo: A History, 1850-1950",
            ("Tim Moe",),
            "Harbour College",
        ),
    ],
)
def test_books_in_notes_have_place_publisher_and_year_in_brackets(
    text: str, title: str, authors: tuple[str, ...], publisher: str
) -> None:
    found = parse_reference(text)
    assert found is not None
    assert (found.title, found.authors, found.publisher) == (title, authors, publisher)
    assert text[found.end :].strip(" .") in ("", "ch. 2", "vol. 2, 24-42")


@pytest.mark.parametrize(
    "text",
    [
        "Climate Change, A History of Lights (Oslo: Quay, 1979)",
        "We met Jane Roe, who had just come (from Oslo: a long way, 1979)",
        "Jane Roe, lamps and oil (Oslo: Quay, 1979)",
        "Jane Roe, Max Poe (Oslo: the harbour at noon)",
    ],
)
def test_brackets_with_a_place_make_no_reference_of_other_words(text: str) -> None:
    assert parse_reference(text) is None
