"""A title, and below it a line with who wrote it, where it is, and a link: on a page of its own, or among others."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, VIT, notes, own

PEOPLE = (
    "Jane Roe, Max Poe. CVPR 2020.",
    "Jane Roe, Max Poe, CVPR 2020",
    "Jane Roe and Max Poe (CVPR 2020)",
    "*Jane Roe, Max Poe*, CVPR 2020",
)


@pytest.mark.parametrize(
    "people", [*PEOPLE, "J. Roe, M. Poe, CVPR 2020.", "Roe et al., CVPR 2020", "Jane Roe, Max Poe"]
)
@pytest.mark.parametrize("link", [ATTENTION, f"[pdf]({ATTENTION})", f"[[arXiv]({ATTENTION})]"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_page_of_one_work(people: str, link: str, gap: str) -> None:
    (note,) = notes(f"# Lamps at sea{gap}{people} {link}\n\n## Summary\n\nLamps shine.\n", "papers/lamps.md")
    assert (note.title, note.line, own(note)) == ("Lamps at sea", 1, [ATTENTION])
    assert [name.split()[-1] for name in note.authors][:1] == ["Roe"]
    assert (note.venue, note.year) == (("CVPR", 2020) if "CVPR" in people else ("", None))


@pytest.mark.parametrize("people", PEOPLE)
def test_sections_of_a_page(people: str) -> None:
    first = f"## Lamps at sea\n{people} [pdf]({ATTENTION})\n\nLamps shine.\n"
    second = f"## Fog in the north\n{people} [pdf]({VIT})\n\nFog is grey.\n"
    found = notes(f"# Papers\n\n{first}\n{second}")
    assert [(note.title, own(note)) for note in found] == [("Lamps at sea", [ATTENTION]), ("Fog in the north", [VIT])]
    assert {(note.authors, note.venue, note.year) for note in found} == {(("Jane Roe", "Max Poe"), "CVPR", 2020)}


@pytest.mark.parametrize("people", PEOPLE[:2])
def test_people_do_not_continue_a_title(people: str) -> None:
    (note,) = notes(f"# Lamps at sea\n{people}\n\n## Summary\n\nLamps shine.\n", "papers/Lamps at sea.md")
    assert (note.title, note.authors) == ("Lamps at sea", ("Jane Roe", "Max Poe"))


@pytest.mark.parametrize(
    "keywords", ["* Deep Lamps\n* Sea of Light", "Deep Lamps, Sea of Light", "- #Deep-Lamps\n- #Sea-of-Light"]
)
def test_keywords_below_a_heading_are_tags(keywords: str) -> None:
    (note,) = notes(f"# Lamps at sea\n\n**Paper:** {ATTENTION}\n\n## Keywords\n\n{keywords}\n\n## Summary\n\nGood.\n")
    assert [tag.replace("-", " ").lower() for tag in note.tags] == ["deep lamps", "sea of light"]


def test_a_title_before_its_place_and_its_author_is_one() -> None:
    (note,) = notes(f"# Papers\n\n- Dynamic Diffuse Lamp Illumination, CVPR 2019, Jane Roe [pdf]({ATTENTION})\n")
    assert note.title == "Dynamic Diffuse Lamp Illumination"


def test_sentences_below_such_a_heading_are_none() -> None:
    (note,) = notes(f"# Lamps at sea\n\n**Paper:** {ATTENTION}\n\n## Keywords\n\nThe sea is dark, and lamps help.\n")
    assert note.tags == ()


PDF = "https://www.usenix.org/system/files/osdi16-wicks.pdf"
WORKS = (
    ("Learning to See in the Dark with Lanterns", "Jane Roe, Max Poe", "CVPR", 2018, ATTENTION),
    ("Wicks: A Scalable Store for Light", "Ada Moe, Karl Voe, Ann Doe", "OSDI", 2016, PDF),
    ("Deep Fog Forecasting", "Li Wei, Hiro Tanaka", "NeurIPS", 2020, VIT),
)
TITLES = (
    *("## {t}", "## 2. {t}", "## **{t}**", '## "{t}"', "## [{v} {y}] {t}", "## {t} ({v} {y})", "**{t}**", "**2. {t}**"),
    *("2. {t}", "## [{t}]({u})", "**[{t}]({u})**", "3) [{t}]({u})"),
    *(
        "## 2020-01-02 {t}",
        "## 2020-01-02: {t}",
        "## 01/02/2020 - {t}",
        "## Jan 2, 2020: {t}",
        "## #3 {t}",
    ),
)
BELOW = (
    "{a}\n{u}", "*{a}*, {v} {y} [pdf]({u})", "by {a}\n<{u}>", "{a}. {v} {y}\nLink: {u}", "- Authors: {a}\n- [paper]({u})",
    "**Authors**: {a} [pdf]({u})", "[pdf]({u}) | [code](https://github.com/roe/x)", "**Authors**: {a}\n\n{u}", "{u}",
    "> {a}\n\n{u}", "> {a} [pdf]({u})", "{a}\n- [paper]({u})", "{a} | {v} {y}\n- URL: {u}",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("below", BELOW)
def test_works_of_a_log(title: str, below: str) -> None:
    """A log that has just been begun, with one work, is read as one of many."""
    pages = ["# Papers I have read\n"]
    for name, people, venue, year, url in WORKS:
        words = {"t": name, "a": people, "v": venue, "y": year, "u": url}
        lines = (title.format(**words), below.format(**words))
        pages.append(f"{pages[-1]}\n{lines[0]}\n{lines[1]}\n\nThe idea is simple, and it works in practice.\n")
    for number, page in enumerate(pages[1:], 1):
        found = notes(page)
        assert [(note.title, {*own(note)}) for note in found] == [(work[0], {work[4]}) for work in WORKS[:number]]
        if "{a}" in below:
            assert [", ".join(note.authors) for note in found] == [work[1] for work in WORKS[:number]]


def test_a_line_in_bold_type_above_the_deposit_of_a_collection_is_no_title() -> None:
    badge = "[![DOI](https://x.org/a.svg)](https://doi.org/10.5281/zenodo.1)"
    text = f"# Lamps\n\n**A base of knowledge for management research**\n\n{badge}\n"
    assert not [note for note in notes(text, "README.md") if note.title]


@pytest.mark.parametrize(
    "behind", ["[pdf]({u})", "([arXiv]({u}))", "[[Paper]({u})] | [code](https://github.com/roe/x)", "– {u}", "<{u}>"]
)
def test_links_behind_fields_are_no_part_of_them(behind: str) -> None:
    link = behind.format(u=ATTENTION)
    fields = ("Title: Lamps at sea", "Authors: Jane Roe, Max Poe", "Venue: CVPR 2018")
    for number in range(3):
        lines = [
            f"- **{field.replace(':', ':**')}{(' ' + link) * (index == number)}" for index, field in enumerate(fields)
        ]
        (note,) = notes("\n".join(lines) + "\n\nLamps shine.\n", "papers/lamps.md")
        assert (note.title, note.authors, note.venue) == ("Lamps at sea", ("Jane Roe", "Max Poe"), "CVPR 2018")
        assert own(note) == [ATTENTION]


@pytest.mark.parametrize(
    ("written", "last"),
    [("Max Poe.", "Max Poe"), ("Max P.", "Max P."), ("Max Poe Jr.", "Max Poe Jr."), ("Poe M.", "Poe M.")],
)
def test_a_stop_at_the_end_of_the_authors(written: str, last: str) -> None:
    (note,) = notes(f"- Title: Lamps at sea\n- Authors: Jane Roe, {written}\n- {ATTENTION}\n")
    assert note.authors == ("Jane Roe", last)


def test_a_link_that_is_the_title_stays() -> None:
    (note,) = notes(
        f"- Title: [Lamps at sea]({ATTENTION})\n- Authors: [Jane Roe](https://x.org), [Max Poe](https://y.org)\n"
    )
    assert (note.title, note.authors) == ("Lamps at sea", ("Jane Roe", "Max Poe"))


def test_a_pdf_further_down_is_what_the_text_speaks_of() -> None:
    text = f"# Lamps at sea\n\nA booklet on lamps, and what I think of it:\n{PDF}\n\nLamps shine.\n"
    assert all(not own(note) for note in notes(text, "papers/lamps.md"))


def test_a_pdf_below_a_reference_is_not_what_the_heading_names() -> None:
    reference = "Roe, J., & Poe, M. (2005). Practical lamps. Harbour: Quay Press. doi:10.1000/182"
    text = f"# Functions for lamps\n\nMany functions.\n\n# Source:\n{reference}\n\n{PDF}\n"
    assert [note.title for note in notes(text, "lamps/README.md")] == ["Practical lamps"]


def test_the_people_of_a_work_are_not_its_title() -> None:
    (note,) = notes(f"# Papers\n\n## Lamps at sea\n**Authors**: Jane Roe, Max Poe [pdf]({ATTENTION})\n")
    assert note.title == "Lamps at sea"


@pytest.mark.parametrize("lead", ["Day 3:", "Week 2 -", "2020年1月2日", "20200102", "1 Feb 2021 |"])
def test_the_day_before_a_title(lead: str) -> None:
    (note,) = notes(f"# Papers\n\n## {lead} Lamps at sea\n\n{ATTENTION}\n\nThey shine.\n")
    assert note.title == "Lamps at sea"


def test_a_title_that_begins_with_a_day_keeps_it() -> None:
    (note,) = notes(f"# Papers\n\n- September 11, 2001: Lamps and fog [pdf]({ATTENTION})\n")
    assert note.title == "September 11, 2001: Lamps and fog"
