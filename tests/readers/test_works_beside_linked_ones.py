"""Works that are written otherwise than those around them: a title without a link, the venue before the title."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import notes, own

HEAD = "# Papers to discuss\n\nDate|Person|Paper\n---|---|---\n"
LINKED = "?|Jo|[A Primer on {}](https://www.sciencedirect.com/science/article/pii/S07495978193{})\n"
ROWS = HEAD + "".join(LINKED.format(*row) for row in [("Lamps", "0740"), ("Wicks", "0741"), ("Fog", "0742")])


def test_a_title_without_a_link_in_a_column_of_papers() -> None:
    found = notes(f"{ROWS}?|Jo|A light framework for the characterization of lamp data\n", "papers.md")
    assert found[-1].title == "A light framework for the characterization of lamp data"


@pytest.mark.parametrize(
    "row",
    [
        "2022-01-22|Jo|Introductions and planning of the whole semester",
        "?|Jo|Yes",
        "?|.|No meeting because of the holidays in the North",
    ],
)
def test_what_else_a_column_of_papers_has(row: str) -> None:
    assert len(notes(f"{ROWS}{row}\n", "papers.md")) == 3


@pytest.mark.parametrize("who", ["Ada Roe, et al.", "Ada Roe et al.", "Ada Roe and Max Moe."])
def test_a_venue_before_the_title(who: str) -> None:
    text = f"# Words\n\n* {who} ICLR 2013. Efficient Estimation of Lamps in Vector Space. https://x.example/a.pdf\n  - New.\n"
    (note,) = notes(text, "words.md")
    assert (note.title, note.venue, note.year) == ("Efficient Estimation of Lamps in Vector Space", "ICLR", 2013)
    assert (note.authors[0], own(note)) == ("Ada Roe", ["https://x.example/a.pdf"])


@pytest.mark.parametrize(
    "url",
    [
        "https://lamps.example.edu/ojs/index.php/jlamp/article/view/582/158",
        "http://journal.example.org/index.php/fog/article/download/12",
    ],
)
def test_addresses_of_open_journal_systems_lead_to_articles(url: str) -> None:
    others = "".join(
        f"## A Primer on {word} at Sea\nhttps://arxiv.org/abs/1706.0376{number}\n\n(9 pages)\n\n"
        for number, word in enumerate(["Fog", "Oil"])
    )
    *_, note = notes(
        f"# Proposed by Jo\n\n{others}## Improving Lamp Models with Latent Features\n{url}\n\n(15 pages)\n", "fall.md"
    )
    assert (note.title, own(note)) == ("Improving Lamp Models with Latent Features", [url])
