"""Pages whose file, front matter or first line names the work, while their headings are sections of its text."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.section_names import is_generic
from biblio.readers.markdown.title_parts import split_title
from tests.readers.markdown_samples import ATTENTION, only, own

LAMPS = "Lamps at sea: a primer on light"


@pytest.mark.parametrize(
    "key", ["original title", "original_title", "原标题", "原題", "titre original", "título original"]
)
def test_the_title_in_the_language_of_the_work_is_the_title_where_the_file_has_a_name_of_the_persons_own(
    key: str,
) -> None:
    note = only(f"---\nDOI: 10.1000/lamps\n{key}: {LAMPS!r}\n---\n# 摘要\n\n光。\n", "海上的灯光.md")
    assert note.title == LAMPS


def test_a_title_beside_it_comes_first() -> None:
    note = only(f"---\ntitle: Lampen\noriginal title: {LAMPS!r}\nDOI: 10.1000/lamps\n---\nLicht.\n", "lampen.md")
    assert (note.title, note.other_titles) == ("Lampen", (LAMPS,))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Lamps at sea and the fog_Roe.md", "Lamps at sea and the fog"),
        ("Lamps at sea and the fog_Roe, Poe.md", "Lamps at sea and the fog"),
        ("Lamps at sea and the fog_Doe.md", "Lamps at sea and the fog_Doe"),  # no author of the page
    ],
)
def test_family_names_behind_the_name_of_a_file_are_none_of_its_title(name: str, title: str) -> None:
    assert only("---\nauthor:\n  - Jane Roe\n  - Max Poe\n---\nLight.\n", name).title == title


@pytest.mark.parametrize(
    "headings", [("0. 摘要", "灯的性质"), ("引言", "灯的性质"), ("Abs", "灯的性质"), ("正文", "灯的性质")]
)
def test_a_name_in_chinese_is_a_title_and_headings_are_sections(headings: tuple[str, str]) -> None:
    first, second = headings
    note = only(f"---\nDOI: 10.1000/lamps\n---\n# {first}\n\n光。\n\n# {second}\n\n光。\n", "海上的灯光与雾.md")
    assert note.title == "海上的灯光与雾"


def test_what_follows_an_introduction_is_a_section_though_it_has_words_of_the_title() -> None:
    text = f"{ATTENTION}\n\n# Introduction\n\nLight.\n\n# Lamps with nets\n\nNets.\n\n# Data\n\nFog.\n"
    assert (
        only(text, "Finding lamps at sea with nets trained in fog阅读笔记.md").title
        == "Finding lamps at sea with nets trained in fog"
    )


def test_a_heading_far_down_a_text_is_not_its_title() -> None:
    text = f"{ATTENTION}\n\n" + "Light falls on the sea.\n\n" * 6 + "# LAMPS AND THEIR SOURCES\n\nOil.\n"
    assert (
        only(text, "A survey of lamps at sea with deep nets阅读笔记.md").title
        == "A survey of lamps at sea with deep nets"
    )


def test_a_heading_with_venue_and_year_is_no_work_and_the_link_below_it_is_the_works() -> None:
    note = only(f"# {LAMPS} 阅读笔记\n\n## SPL 2021\n{ATTENTION}\n\nNets.\n", "lamps.md")
    assert (note.title, own(note)) == (LAMPS, [ATTENTION])
    assert is_generic("ICASSP 2023")
    assert not is_generic("Lamps 2023")


COUNTED = "[(PDF) Lamps at sea: a primer on light (2017) | Jian Roe | 1,064 Citations (typeset.io)](https://typeset.io/papers/x-1)"


def test_what_indexes_put_behind_titles_is_no_part_of_them() -> None:
    note = only(f"{COUNTED}\n\nLight.\n", "Lamps at sea a primer on light.md")
    assert (note.title, note.authors, note.year) == (LAMPS, ("Jian Roe",), 2017)


@pytest.mark.parametrize("before", ["", "(PDF) ", "(Open Access) "])
@pytest.mark.parametrize("stop", ["", "."])
def test_an_index_may_say_before_a_title_that_it_is_open(before: str, stop: str) -> None:
    parts = split_title(f"{before}Lamps at sea: a primer{stop} (2018) | Jian Roe | 12 Citations")
    assert (parts.title, parts.byline.authors, parts.byline.year) == ("Lamps at sea: a primer", ("Jian Roe",), 2018)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_link_that_opens_a_page_is_its_title_whatever_follows(between: str) -> None:
    url = "https://www.semanticscholar.org/paper/Lamps-Roe-Poe/82938e991a4094022bc190714c5033df4c35aaf2"
    note = only(
        f"[[PDF] Lamps at sea | Semantic Scholar]({url}){between}Lamps burn.\nThey do.\n",
        f"{LAMPS}.md".replace(":", ""),
    )
    assert own(note) == [url]
    assert "Lamps at sea" in (note.title or "")


def test_family_names_in_brackets_behind_a_title_are_its_authors() -> None:
    parts = split_title("Lamps at sea : A survey (Zhang, Cui and Zhu)")
    assert (parts.title, parts.byline.authors) == ("Lamps at sea : A survey", ("Zhang", "Cui", "Zhu"))
    for title in (
        "Lamps at sea (Theory and Practice)",
        "Lamps at sea (France and Spain)",
        "Lamps at sea (Light, Fog and Oil)",
    ):
        assert split_title(title).title == title


@pytest.mark.parametrize("before", ["(skim) ", "(Optional) ", "[required] ", "*(recommended)* "])
def test_what_is_to_be_done_with_a_text_may_stand_in_brackets_before_it(before: str) -> None:
    read = read_citation(
        f'{before}Roe, Jane and Poe, Max. "Lamps at Sea." *Journal of Light* 12, no. 3 (2017): 1-9.', {}, line=1
    )
    assert (read.title, read.byline.authors, read.byline.year) == ("Lamps at Sea", ("Roe, Jane", "Poe, Max"), 2017)
