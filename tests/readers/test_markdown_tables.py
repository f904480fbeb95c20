"""Tables: schedules of courses, tables of identifiers, and columns that name the work in other words."""

from __future__ import annotations

import pytest

from biblio.model.note import LinkRole
from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed, notes, own


@pytest.mark.parametrize("column", ["Presenters", "Presenter(s)", "Presenter"])
def test_who_presents_a_work_has_not_written_it(column: str) -> None:
    rows = f"| [Lanterns at sea]({ATTENTION}) (AAAI 2022) | Eric |\n| [Lanterns in the fog]({BERT}) (ICML 2022) | Lee Zhao |\n"
    found = listed(f"| Paper title | {column} |\n|---|---|\n{rows}")
    assert [(note.title, note.authors) for note in found] == [("Lanterns at sea", ()), ("Lanterns in the fog", ())]
    assert [dict(note.fields)[column] for note in found] == ["Eric", "Lee Zhao"]


def test_the_readings_of_a_course() -> None:
    notes = listed(
        f"""
        | Date | Topic | Presenter | Reading |
        |---|---|---|---|
        | Mon, 9/30 | [Intro](notes/intro.pdf) | Ann | Jane Roe and Max Poe, [Lanterns at sea (CACM 2017)](https://example.org/sea) |
        | Wed, 10/2 | Fog | Bob | Cris Doe et al., [FOG: lanterns in the dark (CCS 2006)](https://example.org/fog.pdf) |
        | Fri, 10/4 | Both | Bob | [Attention Is All You Need]({ATTENTION}); [BERT for Lanterns]({BERT}) |
        | Mon, 10/7 | Light | Ann | Roe, J. (2018). Light at sea. Lamp Letters, 1, 2-3. |
        | Wed, 10/9 | no class | | |
        """
    )
    assert [(note.title, note.authors, note.venue, note.year) for note in notes] == [
        ("Lanterns at sea", ("Jane Roe", "Max Poe"), "CACM", 2017),
        ("FOG: lanterns in the dark", ("Cris Doe",), "CCS", 2006),
        ("Attention Is All You Need", (), "", None),
        ("BERT for Lanterns", (), "", None),
        ("Light at sea", ("Roe, J.",), "Lamp Letters", 2018),
    ]
    assert [own(note) for note in notes[2:4]] == [[ATTENTION], [BERT]]
    assert notes[0].tags == ("Intro",)


def test_a_table_whose_only_key_is_an_identifier() -> None:
    first, second = listed(
        """
        | DOI | My words |
        |---|---|
        | 10.1038/nature14539 | good |
        | https://doi.org/10.1126/science.1127647 | better |
        """
    )
    assert (first.title, own(first), first.comment) == (None, ["https://doi.org/10.1038/nature14539"], "good")
    assert own(second) == ["https://doi.org/10.1126/science.1127647"]


def test_a_row_whose_title_is_only_a_link() -> None:
    (note,) = listed(
        f"""
        | Name | Venue | Paper |
        |---|---|---|
        | BERT | NAACL 2019 | [link]({BERT}) |
        """
    )
    assert (note.other_titles, note.venue, note.year, own(note)) == (("BERT",), "NAACL", 2019, [BERT])


def test_a_table_of_books_with_their_authors() -> None:
    found = listed(
        "# Shelf\n\n| Author | Series | Book | Status |\n|---|---|---|---|\n| Jane Roe | Lamps | The First Lamp | done |\n"
        "| | | The Second Lamp | next |\n| Max Poe | | Old Glass | done |\n| | | New Glass | |\n| | | Glass, Again | next |\n"
    )
    assert [(note.title, note.authors) for note in found] == [
        ("The First Lamp", ("Jane Roe",)), ("The Second Lamp", ("Jane Roe",)), ("Old Glass", ("Max Poe",)),
        ("Glass, Again", ("Max Poe",)),
    ]  # fmt: skip
    assert {note.kind_hint for note in found} == {"book"}


def test_a_table_of_titles_with_their_authors() -> None:
    found = listed(
        "# Shelf\n\n| Title | Author | Rating |\n|---|---|---|\n| Lamps | Jane Roe | 5 |\n| Old Glass | Max Poe | 4 |\n"
    )
    assert [(note.title, note.authors) for note in found] == [("Lamps", ("Jane Roe",)), ("Old Glass", ("Max Poe",))]


def test_titles_below_topic_beside_links_that_say_where() -> None:
    notes = listed(
        f"""
        | Semana | Tema | slides | conferencia |
        |---|---|---|---|
        | 1 | Introducción | [slides](https://example.org/1.pdf) | |
        | 2 | Evaluating Lamps with Ships at Sea | [slides](https://example.org/2.pdf) | [SIGIR 2019]({ATTENTION}) |
        | 3 | Lanterns for recommendation | [slides](https://example.org/3.pdf) | [NeurIPS 2020]({BERT}) |
        | 4 | Lamps and their many lights | [slides](https://example.org/4.pdf) | |
        """
    )
    assert [(note.title, note.venue, note.year, own(note)) for note in notes] == [
        ("Evaluating Lamps with Ships at Sea", "SIGIR", 2019, [ATTENTION]),
        ("Lanterns for recommendation", "NeurIPS", 2020, [BERT]),
    ]


def test_several_works_and_their_other_links_in_one_cell() -> None:
    notes = listed(
        f"""
        | Date | Who | Papers |
        |---|---|---|
        | 2024-01-12 | Ann | [Attention Is All You Need]({ATTENTION}), [slides](https://example.org/s.pdf), [code](https://github.com/a/b) |
        | 2024-01-19 | Bob | 1. [Attention Is All You Need]({ATTENTION}) [[code](https://github.com/a/b)] 2. [BERT for Lanterns]({BERT}) (NAACL) |
        | 2024-01-26 | Cho | [Lanterns at sea]({BERT}) continues what [Attention Is All You Need]({ATTENTION}) began |
        """
    )
    assert [note.title for note in notes] == [
        "Attention Is All You Need",
        "Attention Is All You Need",
        "BERT for Lanterns",
        "Lanterns at sea",
    ]
    assert [own(note) for note in notes] == [[ATTENTION], [ATTENTION], [BERT], [BERT]]
    assert [str(note.date) for note in notes[:3]] == ["2024-01-12", "2024-01-19", "2024-01-19"]
    assert [note.year for note in notes] == [None] * 4


def test_the_works_of_a_session_that_has_a_title_of_its_own() -> None:
    first, second, third = listed(
        f"""
        | Week | Topic | Links | Notes |
        |---|---|---|---|
        | 1 | Lanterns, lamps and wicks | [Roe 2017]({ATTENTION}), [Poe and Doe, 2018]({BERT}), [slides](https://example.org/s.pdf) | Mo brings tea. |
        | 2 | Attention is all you need in lanterns | [paper]({ATTENTION}) [code](https://github.com/a/b) | |
        """
    )
    assert [(note.title, note.authors, note.year) for note in (first, second)] == [
        (None, ("Roe",), 2017),
        (None, ("Poe", "Doe"), 2018),
    ]
    assert (own(first), own(second)) == ([ATTENTION], [BERT])
    for note in (first, second):
        assert note.comment == "Lanterns, lamps and wicks\nMo brings tea."
        assert [link.role for link in note.links if "slides" in link.label] == [LinkRole.SLIDES]
    assert (third.title, own(third)) == ("Attention is all you need in lanterns", [ATTENTION])


def test_the_day_in_a_row_is_the_day_of_the_reading_unless_a_preprint_is_of_that_month() -> None:
    read, appeared = listed(
        f"""
        | Paper | Date |
        |---|---|
        | [Attention Is All You Need]({ATTENTION}) | 2024-02-12 |
        | [BERT for Lanterns]({BERT}) | 2018-10-11 |
        """
    )
    assert (read.year, str(read.date)) == (None, "2024-02-12")
    assert (appeared.year, appeared.month, appeared.date) == (2018, 10, None)


def test_what_else_a_row_says_is_kept() -> None:
    (note,) = listed(
        f"""
        | Paper | Link | TL;DR | My notes | Rating | Code |
        |---|---|---|---|---|---|
        | Lanterns at sea | [arXiv]({BERT}) | Light floats. | Ask *Mo*.<br>See [tea](https://example.org/t). | five of ten | - |
        """
    )
    assert (note.title, note.summary) == ("Lanterns at sea", "Light floats.")
    assert note.comment == "Ask *Mo*.\nSee [tea](https://example.org/t)."
    assert note.fields == (("Rating", "five of ten"),)


@pytest.mark.parametrize(
    ("header", "cell"), [("Notes", "[notes](https://example.org/n)"), ("Comments", "-"), ("Code", "none yet")]
)
def test_links_alone_and_dashes_are_no_remarks(header: str, cell: str) -> None:
    (note,) = listed(f"| Paper | Link | {header} |\n|---|---|---|\n| Lanterns at sea | [arXiv]({BERT}) | {cell} |\n")
    assert note.comment == ""


def test_titles_of_works_with_empty_cells_of_authors_are_works() -> None:
    header = "| No | Title | Field | Author | Time |\n|--|--|--|--|--|\n"
    rows = "| 1 | Attention for Speech in the Fog | | | 2015 |\n| 2 | A Simple Way to Light Deep Lamps | | | |\n"
    rows += "| 3 | The Wick and the Fog of the North | | | |\n"
    assert [note.title for note in listed(f"## 注意力\n\n{header}{rows}")] == [
        "Attention for Speech in the Fog",
        "A Simple Way to Light Deep Lamps",
        "The Wick and the Fog of the North",
    ]
    assert not notes(f"## 注意力\n\n{header}| 1 | Blue | | | |\n| 2 | Red | | | |\n| 3 | Old green | | | |\n")


def test_titles_that_are_numbers_and_rows_that_only_divide_a_table_of_books() -> None:
    table = (
        "| # | Kitap Adı | Yazarı | Sayfa |\n|:-:|:--|:-:|:-:|\n| 4. | 1984 | GEORGE ROE | 350 |\n| - |  |  |  |\n"
        "| 3. | GECE LAMBASI | ANN POE | 90 |\n| - |\n| 2. | FENER | MAX MOE | 70 |\n| - |\n| 1. | FİTİL | TOM VOE | 8 |\n"
    )
    assert [(note.title, note.authors, note.year) for note in listed(f"## 2020\n\n{table}")] == [
        ("1984", ("GEORGE ROE",), None),
        ("GECE LAMBASI", ("ANN POE",), None),
        ("FENER", ("MAX MOE",), None),
        ("FİTİL", ("TOM VOE",), None),
    ]


def test_whether_there_is_a_paper_is_no_title() -> None:
    rows = "".join(
        f"| [LAMP{n}](https://lamp{n}.example.org) | 40{n} | [Yes](https://arxiv.org/abs/2004.0502{n}) |\n"
        for n in (4, 5)
    )
    read = listed(
        f"# Datasets\n\n| Name | Size | Paper |\n| --- | --- | --- |\n{rows}| [FOG](https://fog.example.org) | 4 | no |\n"
    )
    assert [note.title for note in read] == [None, None]
    assert [own(note) for note in read] == [["https://arxiv.org/abs/2004.05024"], ["https://arxiv.org/abs/2004.05025"]]


def test_data_sets_some_of_which_lead_to_their_papers() -> None:
    found = notes(
        f"""
        ## Datasets

        | Dataset | Made from | Scale |
        |---|---|---|
        | [LampSet 2018](https://github.com/roe/lampset) | [Harbour](https://doi.org/10.1000/harbour) | 2M lamps, 16M wicks in the annotated set |
        | [LampQA 2019]({ATTENTION}) | [Lights](https://example.org) | 30K lamps |
        | [Fog (2020)]({BERT}) | own | 7 hours |
        """
    )
    assert [(note.title, note.year, own(note)) for note in found] == [
        ("LampSet", 2018, []),
        ("LampQA", 2019, [ATTENTION]),
        ("Fog", 2020, [BERT]),
    ]


def test_a_publishers_page_in_a_column_of_linked_titles() -> None:
    found = notes(
        f"""
        | Model | Year |
        |---|---|
        | [Lamps on the river]({ATTENTION}) | 2020 |
        | [Fog in the valley]({BERT}) | 2021 |
        | [LampLLM](https://ieeexplore.ieee.org/abstract/document/10297415) | 2022 |
        """,
        "README.md",
    )
    assert [note.title for note in found] == ["Lamps on the river", "Fog in the valley", "LampLLM"]


@pytest.mark.parametrize("header", ["Dataset", "Model name", "Corpora", "データセット", "Méthode"])
def test_rows_are_called_by_the_data_or_models_of_their_papers(header: str) -> None:
    rows = (
        "| LampSet (Roe et al., 2021) | [📄](https://arxiv.org/abs/2110.00806) [💻](https://github.com/roe/lamps) | 85K lamps w/ 2 wicks |\n"
        "| Fog (Poe and Moe, 2020) | [📄](https://arxiv.org/abs/2009.00806) | 11.5K nights w/ 11 outcomes |\n"
    )
    found = notes(f"# Light\n\n## Seas\n\n| {header} | Links | Size |\n|---|---|---|\n{rows}")
    assert [(note.title, note.authors, note.year) for note in found] == [
        ("LampSet", ("Roe",), 2021),
        ("Fog", ("Poe", "Moe"), 2020),
    ]
    assert own(found[0]) == ["https://arxiv.org/abs/2110.00806"]


def test_a_table_of_figures_has_no_works() -> None:
    rows = "| LampNet | 85.1 | 3 |\n| FogNet | 81.2 | 5 |\n"
    assert not notes(f"# Light\n\n| Model | Accuracy | Layers |\n|---|---|---|\n{rows}")


def test_names_beside_the_links_of_their_papers() -> None:
    found = notes(
        f"""
        # Lamp maps

        | Method | What it does |
        |---|---|
        | LampCAM[[ref]({ATTENTION})] | Weight the lamps by their average light |
        | FogCAM [[paper]({BERT})] | Like the first but uses the light of the fog |
        | OilCAM | Like the first but scale the light by the normalized oil |
        | WickCAM[[ref]](https://ieeexplore.ieee.org/abstract/document/10297415/) | Zero out the wicks and measure the light |
        """
    )
    assert [note.title for note in found] == ["LampCAM", "FogCAM", "WickCAM"]
    assert [own(note) for note in found[:2]] == [[ATTENTION], [BERT]]


def test_data_sets_and_models_with_links_in_another_column() -> None:
    page = f"""
        ## Datasets

        | Dataset | Links | Size |
        |---|---|---|
        | LampSet (Roe et al., 2021) | [📄]({ATTENTION}) [💾](https://example.org/lamps.zip) | 85K lamps with 2 outcomes |
        | FogQA (Poe et al., 2019) | [📄]({BERT}) [💻](https://example.org/fog) | 11K questions from 10 lakes |

        ## Models

        | Model | Links | Size |
        |---|---|---|
        | Lamp-BERT (Doe and Moe, 2022) | [📄]({VIT}) | 110M |
    """
    found = notes(page, "README.md")
    assert [(note.title, note.authors, note.year, own(note)) for note in found] == [
        ("LampSet", ("Roe",), 2021, [ATTENTION]),
        ("FogQA", ("Poe",), 2019, [BERT]),
        ("Lamp-BERT", ("Doe", "Moe"), 2022, [VIT]),
    ]
    assert [link.role for link in found[0].links] == [LinkRole.OWN, LinkRole.DATA]


def test_models_that_are_sold_are_no_works() -> None:
    rows = (
        "| Lamp | Bright Lamps 3970X with a Long Wick | https://shop.example.org/lamps/3970 | 70 |\n"
        "| Case | Harbour Design Define 7 Lamp Case | https://shop.example.org/case/7 | 90 |\n"
        "| Oil | Whale Oil 6 Litres for Northern Lamps | https://shop.example.org/oil | 9 |\n"
    )
    assert not notes(f"# Server\n\n| Item | Model | Link | Price |\n|---|---|---|---|\n{rows}")


def test_an_empty_cell_of_authors_behind_the_title_says_nothing() -> None:
    text = "| Venue | Paper | Authors | Links |\n|---|---|---|---|\n" + "".join(
        f"| ICDE'23 | {title} | {author} | [paper](https://arxiv.org/abs/2401.0000{number}) |\n"
        for number, (title, author) in enumerate(
            [
                ("Lamps for Data Representation", "Ada Roe"),
                ("Efficient Wicks in Databases", ""),
                ("A Lamp-Enhanced Cleaning Framework", ""),
                ("Learning Semantic Fog", "Max Poe"),
                ("Adaptive Oil Generation", ""),
            ]
        )
    )
    assert [note.authors for note in listed(text, "list.md")] == [("Ada Roe",), (), (), ("Max Poe",), ()]


def test_a_column_of_nothing_but_links_has_no_titles() -> None:
    text = (
        "| Benchmark Name | Task Type | Year | Source |\n|:---:|:---:|:---:|:---:|\n"
        "| LampQA | Reasoning | 2025 | [Link](https://openreview.net/pdf?id=GGlpykXDCa) [Repo](https://github.com/roe/l) |\n"
        "| WickQuestions | Simple QA | 2016 | [Link](https://arxiv.org/pdf/1508.00305) |\n"
        "| Oiler | Text2SQL | 2022 | [Link](https://arxiv.org/pdf/2402.12554) |\n"
    )
    assert [note.title for note in listed(text, "list.md")] == ["LampQA", "WickQuestions", "Oiler"]
