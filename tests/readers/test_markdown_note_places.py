"""Where a note says what it is about: a README in a folder of its own, labels before a title, brackets in the file's name,
a quote below the title; and links that say nothing."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, listed, notes, only, own, skipped

FOLDER_NOTE = """
    # Model Lanterns: All we need is a few fine-tuned lamps

    ## 논문

    https://arxiv.org/abs/2403.19522

    ## 요약

    - [Averaging lamps leads to wider light](https://arxiv.org/abs/1803.05407)
"""


def test_a_readme_in_a_folder_of_its_own_is_a_note() -> None:
    note = only(FOLDER_NOTE, "merge/lanterns/README.md")
    assert note.title == "Model Lanterns: All we need is a few fine-tuned lamps"
    assert own(note) == ["https://arxiv.org/abs/2403.19522"]


@pytest.mark.parametrize("title", ["Notes", "Lamps"])
def test_the_readme_of_a_folder_of_notes_is_none(title: str) -> None:
    assert notes(f"# {title}\n\nThese are notes on [lamps](lamps.md).\n", "merge/README.md") == []


def test_a_heading_that_only_says_paper_is_no_title() -> None:
    titles = [note.title for note in notes("# Lamps\n\n## 论文\n\nhttps://arxiv.org/abs/2403.19522\n", "lamps.md")]
    assert "论文" not in titles


@pytest.mark.parametrize(
    ("written", "title", "venue", "year"),
    [
        ("[Computer Vision] Lanterns for image translation (NeurIPS 2018)", "Lanterns for image translation",
         "NeurIPS", 2018),
        ("[Image Enhancement for Microscopy] Lanterns at sea", "Lanterns at sea", "", None),
        ("[Vision][CVPR 2020] Lanterns at sea", "Lanterns at sea", "CVPR", 2020),
        ("[Re] Reproducing a Lantern", "[Re] Reproducing a Lantern", "", None),
    ],
)  # fmt: skip
def test_labels_before_the_title_of_a_post(written: str, title: str, venue: str, year: int | None) -> None:
    note = only(f'---\ntitle: "{written}"\npaper: https://arxiv.org/abs/1806.02311\n---\n\nWords.\n', "post.md")
    assert (note.title, note.venue, note.year) == (title, venue, year)
    assert title == written or written.replace("][", "] [") in note.other_titles


@pytest.mark.parametrize(
    ("name", "title", "venue", "year"),
    [
        ("[2016 ICLR] Deep Lanterns_ Compressing Lamps with Pruning.md", "Deep Lanterns: Compressing Lamps with Pruning",
         "ICLR", 2016),
        ("[2020] Attentional Lantern Fusion.md", "Attentional Lantern Fusion", "", 2020),
        ("[Lantern-Duet: Online Lamps][AAAI 2020, Nan Jiang][lamps, light].md", "Lantern-Duet: Online Lamps", "AAAI", 2020),
    ],
)  # fmt: skip
def test_brackets_in_the_name_of_a_file(name: str, title: str, venue: str, year: int) -> None:
    note = only("- 20201109\n\n本文主要特色是将注意力机制引入了灯.\n", name)
    assert (note.title, note.venue, note.year) == (title, venue, year)


def test_years_in_brackets_before_titles_without_links() -> None:
    first, second = listed(
        """
        # Reading list

        - [2018] Additive Margin Lanterns for Lamp Verification
        - [2017 ICCV] Smart mining for deep lamps
        """
    )
    assert (first.title, first.year) == ("Additive Margin Lanterns for Lamp Verification", 2018)
    assert (second.title, second.venue, second.year) == ("Smart mining for deep lamps", "ICCV", 2017)


def test_a_quote_below_the_title_has_the_identifier() -> None:
    text = """
        ### [Lantern: A Distributed Lamp for Structured Light](../../assets/pdfs/Lantern.pdf)

        > Light Transactions on Lamps, Volume 26, Issue 2
        Article No.: 4, Pages 1 - 26 https://doi.org/10.1145/1365815.1365816
        >
        > https://pdos.example.edu/papers/lantern.pdf

        Words.
    """
    note = only(text, "src/lantern.md")
    assert "https://doi.org/10.1145/1365815.1365816" in own(note)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Greatest common divisor (유클리드 호제법)\ndate: 2026-03-08\n---\n\n## 링크\n"
        "- [위키백과](https://ko.wikipedia.org/wiki/Euclid)\n",
        "---\ntitle: Introduction to the Command Line\n---\n\nTaken from"
        " [Introduction to the Command Line](https://github.com/example/command-line).\n",
        "---\ntitle: Credits\n---\n\n### [Light Initiatives](https://light.example.edu/) | City of Lamps\n\nThanks.\n",
    ],
)
def test_links_to_sites_make_no_note(text: str) -> None:
    assert notes(text, "posts/page.md") == []
    assert skipped(text, "posts/page.md")


def test_folders_of_a_site_say_nothing_about_its_pages() -> None:
    text = "# Images\n\nSome places to search:\n\n- [Wiki Commons](https://commons.example.org/wiki/Main_Page)\n"
    assert notes(text, "courses/history/images.md") == []


def test_a_readme_that_is_called_like_its_folder_names_its_paper_at_the_end() -> None:
    text = (
        "# Lampformer: The Efficient Lamp `2020.1`\n\n## Abstract\n\n- 안개\n\n## 5. chunks\n\n### 참고\n"
        f"- paper : [Lampformer: The Efficient Lamp]({ATTENTION})\n- [blog](https://blog.example.com/a) | [video](https://example.com/b)\n"
    )
    note = only(text, "NLP/Lampformer/README.md")
    assert (note.title, own(note)) == ("Lampformer: The Efficient Lamp", [ATTENTION])


def test_the_only_link_called_paper_is_that_of_a_page_with_the_title_of_a_work() -> None:
    text = f"# Distilling the Fog in a Paper Lamp\n\n# 1. Abstract\n\n안개\n\n# 5. Training lamps on fog\n\n등불\n\n- [paper]({ATTENTION})\n"
    note = only(text, "Distilling/README.md")
    assert (note.title, own(note)) == ("Distilling the Fog in a Paper Lamp", [ATTENTION])


def test_short_names_beside_references_are_no_works() -> None:
    references = "".join(
        f"- Roe J, Poe M ({year}) A long study of lamps in fog number {year}. Journal of Fog 14:{year}.\n"
        for year in range(2010, 2016)
    )
    text = (
        f"# Reading\n\n## Fog\n\n{references}\n## Learning skills\n\nSee the guides to:\n\n"
        "- [Lamp visualization](https://drive.example.com/file/d/1)\n- [Giving a talk](https://drive.example.com/file/d/2)\n"
        "- [Clean lamps](https://drive.example.com/file/d/3)\n- [Example 1](https://doi.org/10.1000/fog)\n"
    )
    assert all(note.year for note in notes(text, "docs/Reading.md"))
    assert len(notes(text, "docs/Reading.md")) == 6


def test_a_bare_address_below_the_title_is_that_of_the_paper() -> None:
    note = only(
        "# VLDB'18 - Filters in Vectorized Lamps\n\nhttps://lamps.example.edu/papers/fog.pdf\n\n## Summary\n\n灯\n",
        "olap/fog.md",
    )
    assert (note.title, own(note)) == ("Filters in Vectorized Lamps", ["https://lamps.example.edu/papers/fog.pdf"])


def test_the_part_of_a_book_that_only_leads_to_pages_is_an_index() -> None:
    assert notes("# OLAP\n\n- [VLDB'22 - Lamps](lamp.md)\n- [Photon](photon.md)\n", "olap/summary.md") == []


def test_a_page_of_a_library_that_begins_with_works_is_a_list() -> None:
    text = (
        "---\nlayout: default\ntitle: Citation analysis\n---\n\n"
        "__[Lamps of Fog: Beginning of the End?](https://onlinelibrary.wiley.com/doi/abs/10.1111/j.1745-6584.2001.tb02337.x)__\n\n"
        "__[Citation data on lamps](https://onlinelibrary.wiley.com/doi/full/10.1002/asi.20526)__\n\nIt grows.\n"
    )
    assert len(notes(text, "docs/Literature/citation.md")) == 2


def test_a_page_on_how_two_others_are_related_is_no_note() -> None:
    matter = '---\ntype: reference\nauthor_a: "[[Jane Roe]]"\nauthor_b: Max Moe\n---\n\n'
    for title in ("Jane Roe ↔ Max Moe", "Jane Roe and Max Moe"):
        assert notes(f"{matter}# {title}\n\nBoth wrote on lamps.\n", "references/pair.md") == []
    topics = '---\ntype: paper\ntopics: ["[[Lamps]]", "[[Rivers]]"]\n---\n\n'
    assert only(f"{topics}# Lamps and Rivers\n", "papers/pair.md").title == "Lamps and Rivers"


def test_a_page_of_a_site_called_like_its_file_has_no_citation_key() -> None:
    matter = "---\nlayout: page\ntitle: LAMPS 2023\nauthor: Jane Roe\n---\n\n"
    assert notes(f"{matter}In this workshop, we make lamps.\n", "LAMPS_2023.md") == []
    assert only("# Lamps on mountain rivers\n\nShort.\n", "roe_2023.md").title == "Lamps on mountain rivers"


@pytest.mark.parametrize("folder", ["concepts", "wiki/concepts/lamps", "queries"])
def test_a_concept_that_quotes_papers_is_no_note(folder: str) -> None:
    text = "# LAMP: Lighting Rivers Line by Line\n\nThe authors propose lamps. We show that this paper works.\n\n## Method\n\n## Experiments\n\n## Results\n\n## Limitations\n"
    assert only(text, "papers-i-saw/lamp.md").title
    assert notes(text, f"{folder}/lamp.md") == []


def test_authors_and_a_linked_title_in_the_bibliography_of_a_post_are_a_work() -> None:
    text = """
        ---
        title: Portfolios
        ---

        Here is what a portfolio is good for, and who should have one.

        ## Start

        Make a page of your own.

        Choose a lamp for it.

        ## Publish

        Put the page on a server.

        Tell your friends about it.

        ## Additional bibliography

        * Roe, Jane, Max Moe. [Lamps online: making light on rivers](https://example.org/lamps/12)
        * Poe, Ann, [Getting started with lanterns](https://example.org/lanterns/4), 2011
    """
    assert [note.title for note in notes(text, "post.md")] == [
        "Lamps online: making light on rivers",
        "Getting started with lanterns",
    ]


@pytest.mark.parametrize(
    "line",
    ["Read [the paper](https://example.org/lanterns.pdf).", "Read the paper: [PDF version](https://example.org/a.pdf)"],
)
def test_a_readme_that_leads_its_readers_to_the_paper_is_a_note(line: str) -> None:
    text = f"# Lanterns\n\nHosted by the harbour club in May.\n\n{line}\n\nWe spoke of oil.\n"
    note = only(text, "2017-05-lanterns/README.md")
    assert (note.title, len(own(note))) == ("Lanterns", 1)
    assert notes(text.replace("Read", "See also"), "2017-05-lanterns/README.md") == []


def test_a_plain_folder_of_articles_is_a_site() -> None:
    text = "# Lanterns of the north and the south\n\nWe went to see them in May, and it was worth the way.\n"
    assert notes(text, "articles/lanterns.md") == []


@pytest.mark.parametrize("line", ["published: true", "type: report", "published: false\ndate: true"])
def test_what_a_site_says_of_its_pages_is_no_sign_of_a_work(line: str) -> None:
    assert notes(f"---\n{line}\n---\n\n# Oil\n\nOil is what a lamp burns.\n", "oil.md") == []


@pytest.mark.parametrize(
    "title", ["Problem Set #4: Lamps in Fog", "Worksheet 3: Oil and Wicks", "Übungsblatt 2: Lampen"]
)
def test_a_sheet_of_exercises_is_no_work(title: str) -> None:
    text = f"# [{title}](https://github.com/roe/lamps?tab=readme#sets)\n\nThis sheet concerns the lamps of the week.\n"
    assert notes(text, "sets/04_lamps/lamps.md") == []


PDF, MANUAL = "https://lamps.example/te2000.pdf", "https://lamps.example/te2000-user-manual.pdf"


@pytest.mark.parametrize(
    ("below", "owned"),
    [
        (f"[PDF]({PDF})\n\nAn inverted lamp that we have.\n\n{ATTENTION}\n", [PDF]),
        (f"[PDF]({PDF})\n{ATTENTION}\n\nAn inverted lamp that we have.\n", [PDF, ATTENTION]),
        (f"[PDF]({PDF})\n\nAn inverted lamp that we have.\n\narXiv: [1706.03762]({ATTENTION})\n", [PDF, ATTENTION]),
        (f"An inverted lamp that we have.\n\n{ATTENTION}\n", [ATTENTION]),
        (f"[Datasheet]({PDF})\n\n{ATTENTION}\n", []),
        (f"{MANUAL}\n\ndoi:10.1038/nature14539\n", [MANUAL]),
        (f"[Data sheet]({PDF})\n[Paper]({ATTENTION})\n", [ATTENTION]),
    ],
)
def test_an_address_behind_the_text_is_not_the_works_if_another_one_opens_it(below: str, owned: list[str]) -> None:
    found = notes(f"# Lamp TE2000, an Inverted Lamp for Everybody\n\n{below}", "papers/te2000.md")
    assert [set(own(note)) for note in found] == [set(owned)]


def test_an_address_below_the_title_is_no_venue_with_its_year() -> None:
    note = only("# A primer on lamps\n\nhttps://arxiv.org/abs/1206.2068\n\nSome words.\n")
    assert (own(note), note.venue, note.year) == (["https://arxiv.org/abs/1206.2068"], "", None)
    named = only("# A primer on lamps\n\n<https://arxiv.org/abs/1305.1912>\n")
    assert (named.venue, named.year) == ("", None)
