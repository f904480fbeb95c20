"""Pages that list works, one a bullet: the forms in which an item cites its work."""

from __future__ import annotations

import pytest

from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.model.note import LinkRole
from tests.readers.markdown_samples import ATTENTION, BERT, CODE, VIT, bullet, listed, notes, own, roles


def test_titles_with_bracketed_links_under_headings() -> None:
    notes = listed(
        f"""
        # Awesome papers

        ## Sequence models
        - Attention Is All You Need [[arXiv]({ATTENTION})] [[code]({CODE})]
        - BERT: Pre-training of Deep Bidirectional
        Transformers [[paper]({BERT})]

        ### Vision
        - An Image is Worth 16x16 Words [[arXiv]({VIT})] [[code]()] (soon)
        """
    )
    assert [(note.title, note.tags, note.line, note.end_line) for note in notes] == [
        ("Attention Is All You Need", ("Sequence models",), 4, 4),
        ("BERT: Pre-training of Deep Bidirectional Transformers", ("Sequence models",), 5, 6),
        ("An Image is Worth 16x16 Words", ("Sequence models", "Vision"), 9, 9),
    ]
    assert roles(notes[0]) == [(ATTENTION, "own"), (CODE, "code")]
    assert notes[1].links[0].line == 6
    assert notes[2].comment == "(soon)"
    assert notes[0].layout == "markdown"


@pytest.mark.parametrize(
    ("line", "title", "authors", "et_al", "venue", "year"),
    [
        (f"[Attention Is All You Need]({ATTENTION})", "Attention Is All You Need", (), False, "", None),
        (
            f"[Attention Is All You Need]({ATTENTION}) - Vaswani et al., *NeurIPS 2017*",
            "Attention Is All You Need",
            ("Vaswani",),
            True,
            "NeurIPS",
            2017,
        ),
        (
            f"**Attention Is All You Need.** NeurIPS 2017. [[pdf]({ATTENTION})]",
            "Attention Is All You Need",
            (),
            False,
            "NeurIPS",
            2017,
        ),
        (
            f"[2017/06] **Attention Is All You Need.** *Ashish Vaswani (Google) et al. arXiv.* [[paper]({ATTENTION})]",
            "Attention Is All You Need",
            ("Ashish Vaswani",),
            True,
            "arXiv",
            2017,
        ),
        (
            f"**[Attention Is All You Need]({ATTENTION})** (NeurIPS 2017)",
            "Attention Is All You Need",
            (),
            False,
            "NeurIPS",
            2017,
        ),
        (
            f"🔥 [NeurIPS 2017] [Attention Is All You Need]({ATTENTION}), Vaswani et al.",
            "Attention Is All You Need",
            ("Vaswani",),
            True,
            "NeurIPS",
            2017,
        ),
        (
            f'Nicolas Ballas, Li Yao, "Delving Deeper into Convolutional Networks", ICLR 2016. [[Paper]({VIT})]',
            "Delving Deeper into Convolutional Networks",
            ("Nicolas Ballas", "Li Yao"),
            False,
            "ICLR",
            2016,
        ),
        (
            f"Hanxi Li, Yi Li and Fatih Porikli, DeepTrack: Learning Feature Representations, BMVC, 2014. [[Paper]]({VIT})",
            "DeepTrack: Learning Feature Representations",
            ("Hanxi Li", "Yi Li", "Fatih Porikli"),
            False,
            "BMVC",
            2014,
        ),
        (
            f"Vaswani, A., Shazeer, N., & Parmar, N. (2017). Attention is all you need. NeurIPS. {ATTENTION}",
            "Attention is all you need",
            ("Vaswani, A.", "Shazeer, N.", "Parmar, N."),
            False,
            "NeurIPS",
            2017,
        ),
        (
            "Attention Is All You Need, Vaswani+, NeurIPS'17",
            "Attention Is All You Need",
            ("Vaswani",),
            True,
            "NeurIPS",
            2017,
        ),
        (
            f"Attention Is All You Need. Ashish Vaswani, Noam Shazeer. NeurIPS 2017. [paper]({ATTENTION})",
            "Attention Is All You Need",
            ("Ashish Vaswani", "Noam Shazeer"),
            False,
            "NeurIPS",
            2017,
        ),
        ("Fast R-CNN, arXiv:1504.08083.", "Fast R-CNN", (), False, "arXiv", None),
        (
            "深層学習による自然言語処理 (坪井 他, 2017) https://doi.org/10.1000/xyz123",
            "深層学習による自然言語処理",
            ("坪井",),
            True,
            "",
            2017,
        ),
        (f"論文: [BERT]({BERT})", "BERT", (), False, "", None),
        (
            f"SIGMOD'18 - P-Store: An Elastic Database <{VIT}>",
            "P-Store: An Elastic Database",
            (),
            False,
            "SIGMOD",
            2018,
        ),
        (f"ImageNet 2012: A Study [[pdf]({VIT})]", "ImageNet 2012: A Study", (), False, "", None),
        (f"[Stanford] [CS231n: Visual Recognition]({VIT})", "CS231n: Visual Recognition", (), False, "", None),
        (f"[arXiv]({ATTENTION}) Attention Is All You Need", "Attention Is All You Need", (), False, "", None),
        (f"{ATTENTION} Attention Is All You Need", "Attention Is All You Need", (), False, "", None),
        (f"[ ] [Attention Is All You Need]({ATTENTION})", "Attention Is All You Need", (), False, "", None),
        (f"[x] Attention Is All You Need <{ATTENTION}>", "Attention Is All You Need", (), False, "", None),
        (f"{ATTENTION}", None, (), False, "", None),
        (f"[Vaswani et al. 2017]({ATTENTION}): the start", None, ("Vaswani",), True, "", 2017),
        (f"[Qwen2.5 Technical Report]({ATTENTION})", "Qwen2.5 Technical Report", (), False, "", None),
        (f"Look, Listen and Learn [[arXiv]({ATTENTION})]", "Look, Listen and Learn", (), False, "", None),
        (
            f'"Why Should I Trust You?": Explaining the Predictions [[paper]({ATTENTION})]',
            '"Why Should I Trust You?": Explaining the Predictions',
            (),
            False,
            "",
            None,
        ),
        (f"`sk_p`: a corrector for MOOCs [[arXiv]({ATTENTION})]", "sk_p: a corrector for MOOCs", (), False, "", None),
    ],
)
def test_forms_of_a_citation(
    line: str, title: str | None, authors: tuple[str, ...], et_al: bool, venue: str, year: int | None
) -> None:
    note = bullet(line)
    assert (note.title, note.authors, note.et_al, note.venue, note.year) == (title, authors, et_al, venue, year)
    own_links = [link for link in note.links if link.role is LinkRole.OWN]
    assert not own_links or identifier_in_url(own_links[0].url)


def test_a_bold_name_before_a_subtitle_keeps_both_readings() -> None:
    note = bullet(f"**BERT**: Pre-training of Deep Bidirectional Transformers [[paper]({BERT})]")
    assert note.title == "BERT: Pre-training of Deep Bidirectional Transformers"
    assert note.other_titles == ("BERT",)


@pytest.mark.parametrize(
    "line",
    [
        "plain words without anything",
        "**Bold**",
        "[[Attention Is All You Need]]",
        "[Attention Is All You Need](notes/attention.md)",
        "[Section](#section)",
        f"builds on [BERT]({BERT}) and more",
        f"see also {BERT}",
        f"we discussed {BERT} today",
        f"`[Attention]({ATTENTION})`",
        f"<!-- [Attention]({ATTENTION}) -->",
        f"![figure]({ATTENTION})",
    ],
)
def test_items_that_are_not_notes(line: str) -> None:
    assert listed(f"# Reading list\n\n- {line}\n") == []


def test_people_behind_a_marked_title_are_its_authors_and_the_link_behind_them_leads_to_it() -> None:
    url = "https://www.goodreads.com/book/show/13601802"
    found = listed(
        f"# Bibliografía\n\n- **El cercano faro** - Isaac Roe - [[Link]]({url})\n- **La guerra** - Jan Poe, Jo Doe - [Link]({url}2)\n"
    )
    assert [(note.title, note.authors, own(note)) for note in found] == [
        ("El cercano faro", ("Isaac Roe",), [url]),
        ("La guerra", ("Jan Poe", "Jo Doe"), [f"{url}2"]),
    ]


def test_a_nickname_in_brackets_is_no_part_of_a_title() -> None:
    found = listed(
        "* [DQN] Playing with lamps [2013.12]\n  - paper : https://arxiv.org/abs/1312.5602\n"
        "* [Big Lamp] World lamps [2018.03]\n  - paper : https://arxiv.org/abs/1803.10122\n"
    )
    assert [note.title for note in found] == ["Playing with lamps", "World lamps"]


def test_a_span_of_years_is_no_year_before_a_title() -> None:
    assert not notes(
        "# Governments\n\n## Ministers\n\n* C. Attlee 1945 - 1951 (lab)\n* Anthony Eden 1955 - 1957 (con)\n"
        "* Gordon Brown 2007 - 2010 (lab)\n"
    )
