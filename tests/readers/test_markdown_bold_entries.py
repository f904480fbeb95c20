"""Pages whose entries are bold lines with remarks below, and course plans with what is to be done in bold type."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, bullet, notes, own

REMARKED = """
    ---
    layout: default
    title: Floods
    parent: Rivers
    ---

    __Roe, J., Poe, M., Foe, A. Lanterns over flooded plains. Nature 557, 651-659 (2018). https://doi.org/10.1038/s41586-018-0123-1__

    In this paper, the authors map lanterns.

    # Radar

    __[Near-real-time lanterns from radar; Roe et al. 2018](https://www.sciencedirect.com/science/article/pii/S0034425718305169)__

    They found that it works.

    __[Lantern corrections from altimetry](https://agupubs.onlinelibrary.wiley.com/doi/abs/10.1029/2011WR010895)__
"""


def test_bold_lines_with_remarks_below_are_works() -> None:
    reference, radar, altimetry = notes(REMARKED)
    assert (reference.title, reference.year) == ("Lanterns over flooded plains", 2018)
    assert own(reference) == ["https://doi.org/10.1038/s41586-018-0123-1"]
    assert "map lanterns" in reference.comment
    assert (radar.title, radar.authors, radar.year) == ("Near-real-time lanterns from radar", ("Roe",), 2018)
    assert radar.tags == ("Radar",)
    assert altimetry.title == "Lantern corrections from altimetry"


@pytest.mark.parametrize("label", ["**Read** ---", "**Discuss** —", "**Required reading:**", "**Read (due Friday)**:"])
def test_what_is_to_be_done_is_no_title(label: str) -> None:
    note = bullet(f"{label} Roe, J., & Poe, M. (2012). C. S. Peirce on lanterns. *Journal of Light 7(6),* 632–638.")
    assert (note.title, note.authors, note.year) == ("C. S. Peirce on lanterns", ("Roe, J.", "Poe, M."), 2012)


@pytest.mark.parametrize("archive", ["Arxiv", "arXiv", "bioRxiv", "CVPR"])
def test_year_and_archive_before_a_linked_title(archive: str) -> None:
    note = bullet(
        f"[ ] 2023-{archive}-[Lanterns at sea](https://arxiv.org/abs/2312.13558)[[code](https://github.com/a/b)]"
    )
    assert (note.title, note.year) == ("Lanterns at sea", 2023)


def test_a_table_with_chinese_headers() -> None:
    text = """
        | 名字 | 简介 | 地址 | 会议/期刊 | 年份 | 代码 |
        | ---- | ---- | ---- | ---- | ---- | ---- |
        | Lanterns at sea | LaS | [paper](https://arxiv.org/abs/2301.12900) | CVPR | 2023 | |
        | Buoys at sea | BaS | [paper](https://arxiv.org/abs/2305.11627) | NeurIPS | 2023 | |
    """
    assert [(note.title, note.venue, note.year) for note in notes(text, "list.md")] == [
        ("Lanterns at sea", "CVPR", 2023),
        ("Buoys at sea", "NeurIPS", 2023),
    ]


def test_titles_in_the_bold_type_of_html() -> None:
    found = notes(
        """
        # 3D Things

        ## Lamps and Fog
        :space_invader: <b>3D FogNets: A Deep Representation for Foggy Shapes (2015)</b> [[Paper]](http://fog.example.edu/)
        <p align="center"><img width="50%" src="https://example.org/f.png" /></p>

        <strong>Fog Synthesis Using Lamps (2015)</strong> [[Paper]](https://arxiv.org/pdf/1505.07376.pdf) [[Code]](https://github.com/a/b)
        <br>A remark.

        - <b>Fog on Point Sets in a Metric Space (2017)</b> [[Paper]](https://example.org/fog)
        """
    )
    assert [(note.title, note.year) for note in found] == [
        ("3D FogNets: A Deep Representation for Foggy Shapes", 2015),
        ("Fog Synthesis Using Lamps", 2015),
        ("Fog on Point Sets in a Metric Space", 2017),
    ]


def test_issues_of_a_repository_before_titles_and_the_address_below() -> None:
    found = notes(
        f"""
        ### paper list

        - [x] roe/papers#3 Optimal Control of Foggy Lamps (INFOCOM 2018)
          - [Original Paper Link]({ATTENTION}) / Paper Review Post / Paper Review Video
        - [x] ~~roe/papers#1 The Method of Lamps (Journal of Fog 1998)~~
          - [Original Paper Link](https://arxiv.org/abs/cs/9905014) / Paper Review Post / Paper Review Video
        """,
        "README.md",
    )
    assert [(note.title, note.year) for note in found] == [
        ("Optimal Control of Foggy Lamps", 2018),
        ("The Method of Lamps", 1998),
    ]


def test_the_address_on_the_line_below_a_reference_is_its_own() -> None:
    found = notes(
        f"""
        # References

        Roe, J., et al. Lamps are all you need. Advances in Foggy Systems, 5998-6008 (2017).
        URL: {ATTENTION}

        Poe, M., & Foe, A. (1957). Loss of lamps after fog. Journal of Fog, 20(1), 11-21.
        URL: https://doi.org/10.1000/fog.1957

        Foe SF., et al. Basic local fog search. Journal of Fog, 1990; 215(3):403-410.
        URL: https://doi.org/10.1000/fog.1990
        """,
        "bibliography.md",
    )
    assert [(note.title, own(note)) for note in found] == [
        ("Lamps are all you need", [ATTENTION]),
        ("Loss of lamps after fog", ["https://doi.org/10.1000/fog.1957"]),
        ("Basic local fog search", ["https://doi.org/10.1000/fog.1990"]),
    ]


@pytest.mark.parametrize("value", ["238,000 *(more than before)*", "`12 / 7 × 100 = **171**`", "~59% of all", "$202.5"])
def test_a_figure_with_its_label_is_no_work(value: str) -> None:
    assert notes(f"# Lamps\n\n## Data\n\n- **Lamps in harbours (2023):** {value}\n- **Oil (2022):** 7\n") == []
