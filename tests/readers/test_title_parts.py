"""Titles as people write them in labels, headings and names of files: what is the title, and what is around it."""

from __future__ import annotations

import pytest

from biblio.model.note import LinkRole
from biblio.readers.markdown.title_parts import read_citation_label, split_title
from tests.readers.markdown_samples import ATTENTION, bullet, listed


@pytest.mark.parametrize(
    ("text", "title", "authors", "venue", "year"),
    [
        ("[1706.03762] Attention Is All You Need", "Attention Is All You Need", (), "", None),
        ("1706.03762 Attention Is All You Need", "Attention Is All You Need", (), "", None),
        ("1706.03762v2: Attention Is All You Need", "Attention Is All You Need", (), "", None),
        ("1984.9999 Reasons to Count Lamps", "1984.9999 Reasons to Count Lamps", (), "", None),  # no such month
        ("15_CoNEXT_Lamps at Sea", "Lamps at Sea", (), "CoNEXT", 2015),
        ("2019_ICML_Lamps at Sea", "Lamps at Sea", (), "ICML", 2019),
        ("CVPR2019_Lamps at Sea", "Lamps at Sea", (), "CVPR", 2019),
        ("Lamps at Sea (2019) - Roe, Poe", "Lamps at Sea", ("Roe", "Poe"), "", 2019),
        ("Lamps at Sea [2019] – Roe", "Lamps at Sea", ("Roe",), "", 2019),
        ("Lamps at Sea (2019) - Jane Roe", "Lamps at Sea", ("Jane Roe",), "", 2019),
        ("Lamps at Sea (2019) - Roe et al.", "Lamps at Sea", ("Roe",), "", 2019),
        ("Lamps at Sea - Roe et al. 2019 CVPR", "Lamps at Sea", ("Roe",), "CVPR", 2019),
        ("Lamps at Sea - Roe, CVPR 2019", "Lamps at Sea", ("Roe",), "CVPR", 2019),
        ("Tall lamps (2019) - a survey of the north", "Tall lamps (2019) - a survey of the north", (), "", None),
        ("Lamps at Sea (2019) - DeepMind", "Lamps at Sea (2019) - DeepMind", (), "", None),
        ("07_Lamps at Sea", "Lamps at Sea", (), "", None),
        ("x_y Lamps at Sea", "x_y Lamps at Sea", (), "", None),
        ("Title: Lamps at Sea", "Lamps at Sea", (), "", None),
        ("Paper title：Lamps at Sea", "Lamps at Sea", (), "", None),
        ("Lamps: a Sea", "Lamps: a Sea", (), "", None),
        ("Lamps at Sea[J]", "Lamps at Sea", (), "", None),
        ("Lamps that learn [EB/OL].", "Lamps that learn", (), "", None),
        ("雾中的灯塔［M］", "雾中的灯塔", (), "", None),
        ("[1706.03762] Attention Is All You Need (arxiv.org)", "Attention Is All You Need", (), "", None),
        ("Attention Is All You Need | OpenReview", "Attention Is All You Need", (), "", None),
        ("Attention Is All You Need - arXiv", "Attention Is All You Need", (), "", None),
        ("(2021-11) Lanterns at sea", "Lanterns at sea", (), "", 2021),
        ("Lanterns at sea  (2021)", "Lanterns at sea", (), "", 2021),
        ("Lanterns at sea (CACM 2017)", "Lanterns at sea", (), "CACM", 2017),
        ("Lanterns at sea (CVPR 2016, 840+ citations)", "Lanterns at sea", (), "CVPR", 2016),
        ("[ICLR 2020] Lanterns at sea", "Lanterns at sea", (), "ICLR", 2020),
        ("Lanterns at sea, SIGMOD, 2008", "Lanterns at sea", (), "SIGMOD", 2008),
        ("Lanterns at sea, in ICDE, 2013", "Lanterns at sea", (), "ICDE", 2013),
        ("Lanterns at sea, 2014, SIGMOD", "Lanterns at sea", (), "SIGMOD", 2014),
        ("Lanterns at sea, OSDI,2012", "Lanterns at sea", (), "OSDI", 2012),
        ("Lanterns at sea, 2018", "Lanterns at sea", (), "", 2018),
        ("Lanterns, buoys, and sails, 2018", "Lanterns, buoys, and sails", (), "", 2018),
        ("Lanterns at sea, Maysam Yabandeh, 2012", "Lanterns at sea", ("Maysam Yabandeh",), "", 2012),
        ("Lanterns at sea, Source Code, VLDB, 2020", "Lanterns at sea", (), "VLDB", 2020),
        ("Lanterns at sea, with her PhD Thesis, 1999", "Lanterns at sea", (), "", 1999),
        (
            "Lanterns at sea, ACM Transactions on Database Systems， 1981",
            "Lanterns at sea",
            (),
            "ACM Transactions on Database Systems",
            1981,
        ),
        ("Lanterns at sea, NIPS 2017", "Lanterns at sea", (), "NIPS", 2017),
        ("Lanterns at sea (Roe 2012)", "Lanterns at sea", ("Roe",), "", 2012),
        ("Lanterns at sea (Roe et al., 2012)", "Lanterns at sea", ("Roe",), "", 2012),
        ("Roe et al. 2012: Lanterns at sea", "Lanterns at sea", ("Roe",), "", 2012),
        ("Roe and Poe (2012): Lanterns at sea", "Lanterns at sea", ("Roe", "Poe"), "", 2012),
        ("Lanterns at sea by Jane Roe and Max Poe", "Lanterns at sea", ("Jane Roe", "Max Poe"), "", None),
        ("Lanterns at Sea by Generative Pre-Training", "Lanterns at Sea by Generative Pre-Training", (), "", None),
        ("Lanterns at Sea by Query-Driven Pruning", "Lanterns at Sea by Query-Driven Pruning", (), "", None),
        ("Lanterns at Sea by Multi-Task Synergy", "Lanterns at Sea by Multi-Task Synergy", (), "", None),
        ("Lanterns at sea by Jean-Paul Roe", "Lanterns at sea", ("Jean-Paul Roe",), "", None),
        ("“Lanterns at sea,”", "Lanterns at sea", (), "", None),
        ("Lanterns%3A%20at%20sea.pdf", "Lanterns: at sea", (), "", None),
        ("lanterns_at_the_sea.pdf", "lanterns at the sea", (), "", None),
        ("Lanterns___at sea", "Lanterns: at sea", (), "", None),
        ("Lanterns at sea and in fog 【基本文献】", "Lanterns at sea and in fog", (), "", None),
        ("Lanterns at sea and in fog ★중요", "Lanterns at sea and in fog", (), "", None),
    ],
)
def test_parts(text: str, title: str, authors: tuple[str, ...], venue: str, year: int | None) -> None:
    parts = split_title(text)
    assert (parts.title, parts.byline.authors, parts.byline.venue, parts.byline.year) == (title, authors, venue, year)


@pytest.mark.parametrize(
    "title",
    [
        "(Almost) No Label No Cry",
        "[Re] Reproducing a Lantern",
        "Windows 2000",
        "1984",
        "Lanterns of 2012",
        "The lanterns of Paris, 1830",
        "Lanterns, buoys, and sails",
        "Lanterns, SIGMOD",
        "Lanterns and sails, 1863–1915",
        "Coral Reefs 2012: A Survey",
        "ImageNet 2012: A Survey",
        "Learning by Doing",
        "What is life? (with a note)",
        "This&That: Lanterns",
        "I$^2$R: Lanterns",
        "海の灯台【新版】",
        "Lanterns (提灯)",
    ],
)
def test_what_may_be_part_of_the_title_stays(title: str) -> None:
    assert split_title(title).title == title


def test_a_nickname_in_brackets_is_another_reading() -> None:
    parts = split_title("Language Models are Few-Shot Learners (GPT-3)")
    assert parts.title == "Language Models are Few-Shot Learners"
    assert parts.other_titles == ("Language Models are Few-Shot Learners (GPT-3)",)
    assert split_title("[BERT] Pre-training of Deep Bidirectional Transformers").title.startswith("Pre-training")


@pytest.mark.parametrize(
    "text",
    [
        "Winter 2024",
        "Fall, 2017",
        "May 2020",
        "Version 2010",
        "Nature 2015",
        "Coral Reefs 2012",
        "NeurIPS 2017",
        "in 2012",
        "2012",
    ],
)
def test_words_and_a_year_that_are_no_citation(text: str) -> None:
    assert read_citation_label(text) is None


@pytest.mark.parametrize(
    ("line", "title", "authors", "year"),
    [
        ("A Theory of Lanterns. [Roe (1970)](https://example.org/roe.pdf).", "A Theory of Lanterns", ("Roe",), 1970),
        ("**A Theory of Lanterns. [Roe, Poe (1970)](https://example.org/roe.pdf).**", "A Theory of Lanterns",
         ("Roe", "Poe"), 1970),
        ("Is it a Lantern? [Roe et al (1970)](https://example.org/roe.pdf)", "Is it a Lantern?", ("Roe",), 1970),
        ("Jane Roe and Max Poe, [A Theory of Lanterns (CACM 1970)](https://example.org/roe.pdf)", "A Theory of Lanterns",
         ("Jane Roe", "Max Poe"), 1970),
        ("Jane Roe et al.: [A Theory of Lanterns](https://example.org/roe.pdf), CACM 1970.", "A Theory of Lanterns",
         ("Jane Roe",), 1970),
        ("Roe et al., 1970. [A Theory of Lanterns](https://example.org/roe.pdf)", "A Theory of Lanterns", ("Roe",), 1970),
        ('**[2]** Roe, Jane, and Max Poe. "**A Theory of Lanterns**." CACM 18 (1970): 1-9. [[pdf]](https://example.org/r.pdf)',
         "A Theory of Lanterns", ("Roe, Jane", "Max Poe"), 1970),
    ],
)  # fmt: skip
def test_authors_around_a_title(line: str, title: str, authors: tuple[str, ...], year: int) -> None:
    note = bullet(line)
    assert (note.title, note.authors, note.year) == (title, authors, year)
    assert note.links[0].role is LinkRole.OWN


def test_the_label_of_a_link_may_be_the_title_of_its_page() -> None:
    first, second = listed(
        rf"""
        # Papers
        - [[1706.03762] Attention Is All You Need (arxiv.org)]({ATTENTION})
        - \[1706.03762\] Attention Is All You Need {ATTENTION}
        """
    )
    assert (first.title, second.title) == ("Attention Is All You Need", "Attention Is All You Need")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("See, Listen and Read: Lamps for All https://arxiv.org/abs/1706.03762", "See, Listen and Read: Lamps for All"),
        ("[Look Closer to See Better](https://arxiv.org/abs/1706.03762)", "Look Closer to See Better"),
        ("We Need to Talk about Lamps. [paper](https://arxiv.org/abs/1706.03762)", "We Need to Talk about Lamps"),
        ("Reading Lamps in the Dark https://arxiv.org/abs/1706.03762", "Reading Lamps in the Dark"),
        ("Note on the Lamps https://arxiv.org/abs/1706.03762", "Note on the Lamps"),
        ("This&That: Lamps <https://arxiv.org/abs/1706.03762>", "This&That: Lamps"),
        ("I$^2$R: Lamps in Rooms - https://arxiv.org/abs/1706.03762", "I$^2$R: Lamps in Rooms"),
        ('"Quoted "Lamps" Inside" https://arxiv.org/abs/1706.03762', 'Quoted "Lamps" Inside'),
        ('<a href="https://arxiv.org/abs/1706.03762">Lamps in HTML</a>, ICML 2017', "Lamps in HTML"),
        ('<b>Bold Lamps</b> <a href="https://arxiv.org/abs/1706.03762">[pdf]</a>', "Bold Lamps"),
        ("📖 [Lamps with Icon](https://arxiv.org/abs/1706.03762) 🔥", "Lamps with Icon"),
        ("`[2020 ICML]` **Lamps in Code** [[paper](https://arxiv.org/abs/1706.03762)]", "Lamps in Code"),
        ("2020-CVPR Lamps of Dash [paper](https://arxiv.org/abs/1706.03762)", "Lamps of Dash"),
        ("[Paper] Lamps of Labels https://arxiv.org/abs/1706.03762", "Lamps of Labels"),
        ("**LampNet**: Lamps of Nets, *Jane Roe, Max Poe*, CVPR 2020. [[p](https://arxiv.org/abs/1706.03762)]",
         "LampNet: Lamps of Nets"),
    ],
)  # fmt: skip
def test_titles_that_begin_with_a_verb_or_have_signs(line: str, title: str) -> None:
    note = bullet(line)
    assert (note.title, [link.url for link in note.links]) == (title, [ATTENTION])


def test_links_in_bold_type_are_no_part_of_the_title() -> None:
    note = bullet("**Lamps (NIPS 1999, 100+ citations) [[Paper](https://arxiv.org/abs/1706.03762)]**")
    assert (note.title, note.venue, note.year) == ("Lamps", "NIPS", 1999)
    assert note.links[0].role is LinkRole.OWN
