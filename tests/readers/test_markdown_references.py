"""Lists of references as plain text, and titles of other fields than computer science."""

from __future__ import annotations

import pytest

from biblio.extract.query import extract_query
from biblio.model.record import Kind
from biblio.readers.markdown.citation_forms import read_unmarked
from tests.readers.markdown_samples import bullet, listed, notes, own


def test_medical_references_are_taken_apart() -> None:
    first, second = listed(
        """
        # Reading list
        - Roe J, Poe M, et al. Lanterns at sea. Nature. 2015;521(7553):436-44. PMID: 26017442
        - Poe M. Lamps. BMJ. 2016;5:1-9. doi:10.1000/lamps.5. - on fog
        """
    )
    assert (first.title, first.authors, first.et_al, first.venue, first.year) == (
        "Lanterns at sea",
        ("Roe J", "Poe M"),
        True,
        "Nature",
        2015,
    )
    assert own(first) == ["https://pubmed.ncbi.nlm.nih.gov/26017442/"]
    assert (second.title, own(second), second.comment) == ("Lamps", ["https://doi.org/10.1000/lamps.5"], "on fog")


def test_a_book_has_its_isbn_and_publisher() -> None:
    note = bullet("Jane Roe, Max Poe: Lanterns at Sea. Lamp Press 2016. ISBN 978-0-262-03561-3")
    assert (note.title, note.authors, note.year) == ("Lanterns at Sea", ("Jane Roe", "Max Poe"), 2016)
    assert note.fields == (("publisher", "Lamp Press"), ("isbn", "9780262035613"))
    assert extract_query(note).kind is Kind.BOOK


@pytest.mark.parametrize(
    ("line", "title", "venue"),
    [
        ("Coral Reefs and Ocean Acidity, Nature 2015", "Coral Reefs and Ocean Acidity", "Nature"),
        (
            "Sleep Loss, Heart Failure and Blood Pressure, BMJ 2015",
            "Sleep Loss, Heart Failure and Blood Pressure",
            "BMJ",
        ),
        (
            "Roman Coins, Greek Pottery, and Their Makers, JHS 2015",
            "Roman Coins, Greek Pottery, and Their Makers",
            "JHS",
        ),
    ],
)
def test_capitalised_words_are_not_people(line: str, title: str, venue: str) -> None:
    note = bullet(f"{line}. https://doi.org/10.1000/xyz")
    assert (note.title, note.authors, note.venue, note.year) == (title, (), venue, 2015)


@pytest.mark.parametrize(
    ("line", "title", "address", "comment"),
    [
        ("PMID 26017442 the lamp trial", None, "https://pubmed.ncbi.nlm.nih.gov/26017442/", "the lamp trial"),
        (
            "arXiv:1706.03762 Attention Is All You Need",
            "Attention Is All You Need",
            "https://arxiv.org/abs/1706.03762",
            "",
        ),
        (
            "Attention Is All You Need arXiv:1706.03762",
            "Attention Is All You Need",
            "https://arxiv.org/abs/1706.03762",
            "",
        ),
        (
            "10.1038/nature14539 - Deep Learning in Short",
            "Deep Learning in Short",
            "https://doi.org/10.1038/nature14539",
            "",
        ),
    ],
)
def test_identifiers_in_the_text_of_a_line(line: str, title: str | None, address: str, comment: str) -> None:
    note = bullet(line)
    assert (note.title, own(note), note.comment) == (title, [address], comment)


def test_a_page_of_a_site_that_lists_references_below_days() -> None:
    notes = listed(
        """
        ---
        layout: page
        title: Schedule (2022)
        ---
        # Tentative schedule
        ## Week 1 (Jan 5)
        - Presenter: Ann

        Roe J, Poe M, Doe A. Lanterns of the sea at night.
        [Paper link](https://example.org/lanterns.pdf)

        ## Week 2 (Jan 12)

        "Lamps in the fog of the sea" by Zhang, Adiga, and Prakash (ICDM 2015)
        [Paper link](https://example.org/lamps.pdf)

        ## Week 3 (Jan 19)

        No meeting
        """
    )
    assert [note.title for note in notes] == ["Lanterns of the sea at night", "Lamps in the fog of the sea"]
    assert all(own(note) for note in notes)


def test_a_publisher_with_a_year_in_brackets_is_no_author() -> None:
    citation = read_unmarked("Max Poe, The beacon and its keeper (Springer, 2012)")
    assert citation is not None
    assert (citation.title, citation.byline.authors, citation.byline.year, citation.byline.publisher) == (
        "The beacon and its keeper",
        ("Max Poe",),
        2012,
        "Springer",
    )


def test_whole_references_in_bold_type_and_the_part_to_read() -> None:
    notes = listed(
        """
        # Week 3
        - **[pp. 91, 94-108] Roe, Jane, and Max Poe. _Principia Lucernarum_. 2nd ed. Vol. 1. Cambridge: Lamp Press, 1910.**
        - **Moe, C. I. "Lamps and the Algebra of Light." Mind XXI, no. 84 (1912): 522–31. https://doi.org/10.1000/mind.84.**
        - ———. "Alternative Systems of Light." The Monist 42, no. 4 (October 1932): 481–507.
        - **———. "The Calculus of Lamps." Mind, New Series, 23, no. 90 (April 1914): 240–47.**
        - **[Appendix] Moe, C. I., and C. H. Lang. Symbolic Lamps. New York: Lamp Company, 1932.**
        """
    )
    assert [note.title for note in notes] == [
        "Principia Lucernarum",
        "Lamps and the Algebra of Light",
        "Alternative Systems of Light",
        "The Calculus of Lamps",
        "Symbolic Lamps",
    ]
    assert [note.authors for note in notes] == [
        ("Roe, Jane", "Max Poe"),
        ("Moe, C. I.",),
        ("Moe, C. I.",),
        ("Moe, C. I.",),
        ("Moe, C. I.", "C. H. Lang"),
    ]
    assert own(notes[1]) == ["https://doi.org/10.1000/mind.84"]


def test_open_access_is_the_work_itself() -> None:
    note = bullet(
        "Roe, Jana; Poe, Max: Laternen am Meer, Kiel 2017, [open access hier.](https://doi.org/10.1000/lampe)"
    )
    assert (note.title, own(note)) == ("Laternen am Meer", ["https://doi.org/10.1000/lampe"])


def test_tags_end_what_stands_behind_a_title() -> None:
    text = """
        # Papers

        - Lamps in harbours, Roe et al., ICML, 2021 #lamps #sea
        - [Lamps at sea](https://arxiv.org/abs/1706.03762), Roe, et al., NeurIPS, 2020 #lamps
        - **Lanterns in the night**, Jane Roe, Max Poe, et al., CVPR 2019 #fog - good
        """
    first, second, third = listed(text)
    assert (first.title, first.authors, first.venue, first.year) == ("Lamps in harbours", ("Roe",), "ICML", 2021)
    assert first.tags == ("lamps", "sea")
    assert (second.authors, second.et_al, second.venue, second.year) == (("Roe",), True, "NeurIPS", 2020)
    assert (third.authors, third.venue, third.year) == (("Jane Roe", "Max Poe"), "CVPR", 2019)
    assert "good" in third.comment


def test_page_ranges_with_the_hyphen_that_breaks_no_line() -> None:
    note = bullet("Roe, Ada. « Des mèches ». Revue des lampes 9, no 6 (1993): 3\u20117. doi:10.1000/xyz7.")
    assert (note.title, note.venue, note.comment) == ("Des mèches", "Revue des lampes", "")
    assert [str(identifier) for identifier in extract_query(note).identifiers] == ["doi:10.1000/xyz7"]


def test_a_title_within_guillemets_has_guillemets_of_its_own() -> None:
    note = bullet(
        "Roe, Ada, et Tom Poe. « Une « mèche » utile aux lampes ? ». Flammes & lampes, no 18 (2011): 141-54.\n"
    )
    assert (note.title, note.venue) == ("Une « mèche » utile aux lampes ?", "Flammes & lampes")


def test_a_linked_title_behind_authors_and_year_has_no_editors_as_authors() -> None:
    text = "Roe, A. (2014). [The wick and the lamp](https://lamps.example/roe.pdf). In T. Poe, M. Moe, & L. Loe, *Lamps*. Press.\n"
    others = "\nPoe, T. (2012). *Flames in the dark*. Lamp Press.\n"
    first, second = notes(text + others, name="bibliography.md")
    assert (first.title, first.authors, first.year) == ("The wick and the lamp", ("Roe, A.",), 2014)
    assert second.title == "Flames in the dark"


def test_the_section_that_a_bibliography_is_called_by_is_a_part_of_it() -> None:
    text = "---\nlayout: page\ntitle: Bibliografía\n---\nLeer.\n\n## Bibliografía\n\nRoe, A. (2012). *Las lámparas*. Luz.\n\nPoe, T. (2013). *Las mechas*. Luz.\n"
    assert [note.title for note in notes(text, name="bibliografia.md")] == ["Las lámparas", "Las mechas"]


def test_authors_and_year_in_bold_type_begin_a_reference() -> None:
    note = bullet("**Roe, A., & Poe, T. (coord.) (2014).** *La mecha y la lámpara.* Madrid: Luz.")
    assert (note.title, note.authors, note.year) == ("La mecha y la lámpara", ("Roe, A.", "Poe, T."), 2014)


@pytest.mark.parametrize(
    ("label", "authors", "year"),
    [
        ("Roe, Poe, Moe & Loe (2008) Wicks of free lamps in the dark", ("Roe", "Poe", "Moe", "Loe"), 2008),
        ("Roe, 2015, Wicks of free lamps in the dark", ("Roe",), 2015),
    ],
)
def test_a_linked_citation_names_its_title(label: str, authors: tuple[str, ...], year: int) -> None:
    note = bullet(f"[{label}](https://lamps.example/roe.pdf)")
    assert (note.title, note.authors, note.year) == ("Wicks of free lamps in the dark", authors, year)


def test_titles_behind_a_family_name_as_courses_in_the_humanities_write_them() -> None:
    text = """
        # Schedule

        *Readings*

        Lucretius, *On the nature of lamps* [pdf](https://files.example/s/1/lucretius.pdf?dl=0) (selections, Book 3)

        Singer, 'What's so bad about someone's lamp?' [pdf](https://files.example/s/2/singer.pdf?dl=0)

          - [handout-singer](https://files.example/s/3/singer-ho.pdf?dl=0)

        Roe, 'Lamps', [pdf](https://files.example/s/4/roe.pdf?dl=0) (this short excerpt)

        Poe, 'Ode to a lamp in the night' [link](https://poems.example/poems/45536/ode)
        """
    assert [(note.title, note.authors) for note in notes(text, name="schedule.md")] == [
        ("On the nature of lamps", ("Lucretius",)),
        ("What's so bad about someone's lamp?", ("Singer",)),
        ("Lamps", ("Roe",)),
        ("Ode to a lamp in the night", ("Poe",)),
    ]


def test_breaks_on_lines_of_their_own_part_references() -> None:
    text = "---\ntitle: Bibliography\n---\n\nRoe, Ada. *Lamps and Flames*. Press, 1988.\n<br>\n<br>\nPoe, Tom. *Wicks: A History*. Brill, 2004.\n<br<\nMoe, Max. *Oil*. Brill, 1970.\n"
    assert [note.title for note in notes(text, name="bibliography.md")] == [
        "Lamps and Flames",
        "Wicks: A History",
        "Oil",
    ]


def test_quoted_titles_by_people_in_a_bibliography() -> None:
    text = "# Referencias recomendadas\n\nRoe, A. (2012). *Las lámparas*. Luz.\n\n**Sobre datos**\n\n“An introduction to lamp data” by Tom Poe (Lamp University) and Max Moe (Institute for the Study of Wicks)\n"
    last = notes(text, name="Bibliografía.md")[-1]
    assert (last.title, last.authors) == ("An introduction to lamp data", ("Tom Poe", "Max Moe"))


def test_a_suffix_may_stand_before_the_given_name() -> None:
    note = bullet('Roe, Jr, James W. et al. 2004. "Lamps in the dark." *Journal of Light* 94(12):2132-2138.')
    assert (note.title, note.authors) == ("Lamps in the dark", ("Roe, Jr, James W.",))


@pytest.mark.parametrize("date", ["n.d.", "o. J.", "o. J.-b", "s.f.", "2024b", "2024, Februar"])
def test_organisations_and_missing_dates_before_a_title_in_italics(date: str) -> None:
    text = f"""
        # Literaturverzeichnis

        - Landesamt für Lampen e.V. ({date}). _Wie wird Licht
          genutzt?_. Lampen-Portal. Abgerufen 4. Dezember 2024, von
          <https://lampen.example/licht>
        - Roe, A. (2012). _Die Lampe_. Licht.
        """
    first, second = notes(text, name="Literaturverzeichnis.md")
    assert (first.title, first.authors) == ("Wie wird Licht genutzt?", ("Landesamt für Lampen e.V",))
    assert second.title == "Die Lampe"
