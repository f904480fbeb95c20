"""What a course has to read stands in paragraphs, with the links of each work in a list below it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from biblio.extract.query import own_identifiers
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.citation_forms import read_reference
from biblio.readers.markdown.reference_lines import read_reference_lines
from biblio.readers.markdown.title_parts import split_title
from tests.readers.markdown_samples import ATTENTION, BERT, listed, notes, roles

PARAGRAPHS = """
    # Week 4

    ### Read/Watch/Listen

    Jane Roe, "Lamps at Sea." _The Light Review_ 90, no. 2 (2009): 303-326. https://doi.org/10.1000/lamps.1

    M. Poe, A. Doe, and K. Fong, "Engendering Wicks: A Study". _Review of Light_ 39 (2017), 1-20.

    * URI: [https://resolver.example.org/1](https://resolver.example.org/1)
    * DOI: [https://doi.org/10.1000/wicks.2](https://doi.org/10.1000/wicks.2)

    Ada Moe, "Oil and Fog," _Fog Studies_ 3 (2011): 5-9. https://doi.org/10.1000/oil.3

    * [Text](https://library.example.org/oil) or [pdf](https://library.example.org/oil.pdf)
"""


def test_labelled_links_below_a_reference_are_its_own_and_make_no_work_of_the_heading() -> None:
    first, second, third = listed(PARAGRAPHS)
    assert [note.title for note in (first, second, third)] == [
        "Lamps at Sea",
        "Engendering Wicks: A Study",
        "Oil and Fog",
    ]
    assert [str(identifier) for identifier in own_identifiers(second)] == ["doi:10.1000/wicks.2"]
    assert third.line < third.end_line


def test_one_address_below_a_reference_is_its_link_and_several_are_works() -> None:
    text = 'Jane Roe, "Lamps at Sea." _The Light Review_ 90, no. 2 (2009): 303-326.\n\n* <https://press.example.org/chapter/26>\n'
    (note,) = listed(f"# Readings\n\n{text}")
    assert ("https://press.example.org/chapter/26") in dict(roles(note))
    more = "* https://arxiv.org/abs/1706.03762\n* https://arxiv.org/abs/1810.04805\n"
    assert len(listed(f"# Readings\n\n{text.partition('*')[0]}{more}")) == 3


def test_quoted_titles_in_books_are_read_under_a_heading_that_says_so() -> None:
    text = """
        # Lamps & Games

        ## Readings

        Jane Roe, "Falling in Love with Lamps" in _Playing with Light_ (see above).

        Max Poe, "Review: What Lamps Are. _History and Light_, May, 1999, Vol. 38, No. 2 (May, 1999), pp. 264-276.

        Bring a lamp.
    """
    first, second = listed(text)
    assert (first.title, first.authors) == ("Falling in Love with Lamps", ("Jane Roe",))
    assert (second.title, second.year) == ("Review: What Lamps Are", 1999)
    assert not notes(text.replace("Readings", "What we do"))


def test_a_quotation_mark_that_is_closed_is_not_forgotten() -> None:
    (line,) = read_reference_lines('Jane Roe, "Lamps. At sea," _History_ 38 (1999): 1-3.')
    assert line.title == "Lamps. At sea"


@pytest.mark.parametrize(
    ("line", "title", "authors", "venue", "year"),
    [
        (
            "Jane Roe; Lamps as History: Reflections on Making a Lamp. *The Light Historian* 1 February 2024; 46 (1): 74–107.",
            "Lamps as History: Reflections on Making a Lamp",
            ("Jane Roe",),
            "The Light Historian",
            2024,
        ),
        (
            "J. Roe, M. Poe; Lamps in fog: A study. J. Chem. Light 7 May 2023; 160 (1): 012345. https://doi.org/10.1000/x",
            "Lamps in fog: A study",
            ("J. Roe", "M. Poe"),
            "J. Chem. Light",
            2023,
        ),
        (
            "Roe-Poe, Simon, Jane Heide Doe, and Ada Moe. “What Is a Lamp?” In _Understanding Lamps_, 31–60. 4th ed. Quay, 2020.",
            "What Is a Lamp?",
            ("Roe-Poe, Simon", "Jane Heide Doe", "Ada Moe"),
            "Understanding Lamps",
            2020,
        ),
        (
            "And also by C. Thi. Roe, _Lamps : Light as Art_. New York, NY: Quay Press, 2020.",
            "Lamps : Light as Art",
            ("C. Thi. Roe",),
            "",
            2020,
        ),
    ],
)
def test_forms_of_references(line: str, title: str, authors: tuple[str, ...], venue: str, year: int) -> None:
    read = read_citation(line, {}, line=1)
    assert (read.title, read.byline.authors, read.byline.venue, read.byline.year) == (title, authors, venue, year)


def test_what_has_a_stop_before_a_name_and_a_mark_is_a_name_in_full() -> None:
    assert read_reference('C. Thi. Roe, "Lamps at sea." Quay Press, 2020.') is None


def test_instructions_are_no_works() -> None:
    assert not notes("""
        # Readings of notes

        * If you want to go back, you can click on the lamp. Choose the option, "Open as Text".
        * If you've done several notes, the page looks confusing, so select "Reading View", which helps.
        * If you want to return to it, click on the lamp and choose "Annotate" and it returns.
        * If you are lost, we can help: choose "Help Page".
    """)


def test_why_somebody_got_a_prize_is_no_title() -> None:
    reasons = (
        "in recognition of the service rendered by researches into the influence of fog upon the light of lamps",
        "for the discovery and interpretation of the Roe effect in lamps",
        "for contributions to the theory of oil and of light at sea",
        "for investigations of the most important oils and for the discovery of wax",
    )
    people = ("Jane Roe", "Max Poe", "Ada Moe", "Otto Doe")
    rows = "\n".join(f'| {1901 + row} | {people[row]} | Norway | "{reasons[row]}" |' for row in range(4))
    assert not notes(f"# Prizes\n\n| 年份 | 获奖人 | 国籍 | 获奖理由 |\n|---|---|---|---|\n{rows}\n")


def test_what_a_digest_says_of_a_work_is_none_of_its_title() -> None:
    written = "On the Lighting of Seas - proposes a lamp to mitigate overlighting in seas; it can reduce oil"
    assert split_title(written).title == "On the Lighting of Seas"
    assert (
        split_title("On the Lighting of Seas - reports from the north").title
        == "On the Lighting of Seas - reports from the north"
    )


ADDRESSES = f"""
    * {{label}}
      * https://www.aaai.org/Papers/AAAI/2020GB/AAAI-RoeX.1.pdf
      * {ATTENTION}
"""


@pytest.mark.parametrize("label", ["diversity", "method and theory"])
def test_a_topic_over_addresses_of_works_is_no_title(label: str) -> None:
    works = listed(f"# Papers\n{dedent(ADDRESSES.format(label=label))}")
    assert [(note.title, note.tags[-1:]) for note in works] == [(None, (label,))] * 2
    (_, second) = works
    assert [str(identifier) for identifier in own_identifiers(second)] == ["arxiv:1706.03762"]


def test_two_addresses_of_a_kind_are_two_works_and_a_name_over_two_of_different_kinds_is_one() -> None:
    assert len(listed(f"# Papers\n\n# wicks\n* {ATTENTION}\n* {BERT}\n")) == 2
    (note,) = listed(f"# Papers\n{dedent(ADDRESSES.format(label='LampNet: a net of lamps'))}")
    assert note.title == "LampNet: a net of lamps"


def test_a_word_before_an_address_in_brackets_is_none_of_the_title() -> None:
    (note,) = listed(f"# Papers to read\n\n- Lamps as Optimization at Sea (read {ATTENTION})\n")
    assert note.title == "Lamps as Optimization at Sea"


def test_what_somebody_did_in_a_job_is_no_work() -> None:
    text = f"""
        +++
        title = "Jane Roe"
        [[experience]]
        institute = "Lamps Inc."
        projects = [
            {{name = "Development of lamps at sea", description = "A system of lamps.", link = "{BERT}"}},
        ]
        [[publication]]
        title = "Lamps at Sea: A Primer"
        authors = ["Jane Roe", "Max Poe"]
        year = 2020
        link = "{ATTENTION}"
        [[publication]]
        title = "Fog at Sea: A Primer"
        authors = ["Jane Roe", "Max Poe"]
        year = 2021
        link = "{BERT}"
        +++
    """
    assert [note.title for note in notes(text, "aboutme.md")] == ["Lamps at Sea: A Primer", "Fog at Sea: A Primer"]


def test_a_name_in_bold_type_above_nothing_but_links_begins_a_work_of_its_own() -> None:
    entries = "\n\n".join(
        f"**Lamps at sea {word}: a primer** [[github](https://github.com/roe/{word})][[paper](https://arxiv.org/abs/2001.0000{number})]\n"
        "It burns.\n\nAnd more of it."
        for number, word in enumerate(("red", "green", "blue"), 1)
    )
    text = (
        f"# Papers on lamps\n\n{entries}\n\n**LAMP-LM**\n[[github](https://github.com/roe/lamp-lm)]\nA model of oil.\n"
    )
    last = listed(text)[-1]
    assert (last.title, roles(last)) == ("LAMP-LM", [("https://github.com/roe/lamp-lm", "code")])
