"""Pages that go through an issue or a department: headings are titles because who wrote them stands below."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import notes, only, own

ISSUE = """\
# Journal of Lamps, quick capsules

*Me Myself*

## Summary

Wicks are the theme of this issue.

## Research Papers

### A Wick for Every Lamp: What Sixty Harbours Burn
 *Jane Roe, Max Moe Pages 39-47*

Skipped, *too long*.

### Light without Oil in Northern Harbours
*Original Research Article*
*Pages 48-56*
*Ada Poe and Jane Roe*

It was dark, 2014 was worse, 12 ships.

### Fog, Measured by the Lamps that it Hides
*Tim Fog ...*
J. Lamps 136, 041001 (2014) ();   doi:10.1115/1.4026029

Good.

###Harbours and the Lamps that They Can Afford to Light
"""


def test_each_title_above_names_is_a_work() -> None:
    first, second, third, fourth = notes(ISSUE, "capsules.md")
    assert (first.title, first.authors) == ("A Wick for Every Lamp: What Sixty Harbours Burn", ("Jane Roe", "Max Moe"))
    assert first.comment.endswith("Skipped, *too long*.")
    assert (second.title, second.authors) == ("Light without Oil in Northern Harbours", ("Ada Poe", "Jane Roe"))
    assert own(second) == []
    assert (third.authors, third.et_al) == (("Tim Fog",), True)
    assert own(third) == ["https://doi.org/10.1115/1.4026029"]
    assert fourth.title == "Harbours and the Lamps that They Can Afford to Light"  # beside them, names may be missing


def test_a_title_may_go_on_in_the_heading_below() -> None:
    parts = [
        ("Impact of Lamps on Night Shipping in the North", "", "Chi Lan and Jane Roe"),
        ("Stochastic Assessment of Harbour Lights", "of Wick Management Options with and without Fog", "Joshua Wood"),
        ("Estimating Annual Light from Mixed Lamps", "With application to the Three Towers System", "Fang Li"),
    ]
    text = "".join(f"# {one}\n{f'## {two}' if two else ''}\n *{who}*\n\nRead.\n\n" for one, two, who in parts)
    works = notes(f"# Papers published with Jane Roe\n\nAs listed.\n\n{text}", "roe.md")
    assert [work.title for work in works] == [
        "Impact of Lamps on Night Shipping in the North",
        "Stochastic Assessment of Harbour Lights of Wick Management Options with and without Fog",
        "Estimating Annual Light from Mixed Lamps: With application to the Three Towers System",
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["Jane Roe", "Jane Roe", "Jane Roe"],  # who writes the page
        ["Present and well", "Nobody came", "See below"],
        ["Jane Roe was there", "Max Moe and I", "Ada Poe, late"],
    ],
)
def test_other_words_below_headings_make_no_works(names: list[str]) -> None:
    heads = [
        "A Meeting on the Lamps of the Harbour",
        "The Budget of the Lamps for Next Year",
        "Fog and What to Do in It",
    ]
    text = "".join(f"## {head}\n*{name}*\n\nWe spoke.\n\n" for head, name in zip(heads, names, strict=True))
    assert notes(f"# Minutes\n\n{text}", "minutes.md") == []


def test_one_title_above_names_is_that_of_the_page() -> None:
    text = "# A Wick for Every Lamp in Sixty Harbours\n\n*Jane Roe, Max Moe*\n\n## Summary\n\nWicks.\n\n## Method\n\nOil.\n"
    assert only(text, "wicks.md").title == "A Wick for Every Lamp in Sixty Harbours"
