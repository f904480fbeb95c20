"""Numbered titles in paragraphs, with quoted references below them, and titles with their translations."""

from __future__ import annotations

from tests.readers.markdown_samples import notes, own

GROUP = """
    # Light and Shade Reading Group (2017)

    We meet on Fridays, in the lighthouse.

    __1. Lamps on Rivers: The First Hundred Years (LOR)__ - Roe, Poe and Moe.
      * University of the Coast

    > Roe, Jane, and Max Poe. [Letters on Light](https://doi.org/10.1000/light.1) 10.3 (7-Oct-09): 150.
    Roe, Jane, and Max Poe. arXiv preprint [arXiv:0811.3171](https://arxiv.org/abs/0811.3171) (30-Sep-09).

    It was a lively evening. For more see this:
    https://arxiv.org/abs/1709.03489

    __2. Burning Oil Without Any Smoke at All__ - Stoe and Voe
      * Harbour Labs

    > Stoe, Ann. arXiv preprint [arXiv:1307.0411](https://arxiv.org/abs/1307.0411) (4-Nov-13).

    __3. Seeing Far in Fog: A Field Study__ - Doe
      * Harbour Labs

    > Doe, Ida. arXiv preprint [arXiv:1702.03061](https://arxiv.org/abs/1702.03061) (10-Feb-17).
"""


def test_numbered_titles_with_quoted_references() -> None:
    found = notes(GROUP, "README.md")
    assert [note.title for note in found] == [
        "Lamps on Rivers: The First Hundred Years",
        "Burning Oil Without Any Smoke at All",
        "Seeing Far in Fog: A Field Study",
    ]
    assert own(found[0]) == ["https://doi.org/10.1000/light.1", "https://arxiv.org/abs/0811.3171"]
    assert own(found[1]) == ["https://arxiv.org/abs/1307.0411"]


def test_numbered_parts_of_a_text_are_no_titles() -> None:
    text = GROUP
    for number, words in enumerate(("Introduction", "Our method", "Results"), 1):
        text = text.replace(f"__{number}. ", f"__{number}. {words}__ - __")
    assert not [note for note in notes(text, "README.md") if note.title in ("Introduction", "Our method", "Results")]


def test_a_title_above_its_translation() -> None:
    note = notes(
        """
        # 第二周
        ## Lamps on Rivers and Lakes: A Survey
        ### 河湖灯火综述

        时间 | 期刊
        -|-
        2015/7 | Letters on Light

        [文献地址](https://pubmed.ncbi.nlm.nih.gov/26763302)

        灯火很美。
        """,
        "week2.md",
    )[0]
    assert (note.title, note.other_titles) == ("Lamps on Rivers and Lakes: A Survey", ("河湖灯火综述",))
    assert own(note) == ["https://pubmed.ncbi.nlm.nih.gov/26763302"]
