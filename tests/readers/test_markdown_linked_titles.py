"""Linked titles with authors or labels before them, several in one line, and links of no known publisher."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, BERT, VIT, bullet, listed, own

ESSAY = "https://www.newyorker.com/magazine/2010/01/01/the-light"


def titles(text: str) -> list[str | None]:
    return [note.title for note in listed(text)]


def test_authors_and_a_linked_title_are_a_work_in_paragraphs_too() -> None:
    essays = "# Reading list\n\n## Essays\n\n"
    essays += f"Jane Roe, [The light of towns]({ESSAY}).\n\nMax Poe, [Who owns the street?]({ESSAY}-2).\n\n"
    essays += (
        f"Anna Doe and Max Poe, [Maps without north]({ESSAY}-3)\n\nWe met in [the old town]({ESSAY}-4) and talked.\n"
    )
    notes = listed(essays)
    assert [(note.title, note.authors) for note in notes] == [
        ("The light of towns", ("Jane Roe",)),
        ("Who owns the street?", ("Max Poe",)),
        ("Maps without north", ("Anna Doe", "Max Poe")),
    ]
    assert [own(note) for note in notes] == [[ESSAY], [f"{ESSAY}-2"], [f"{ESSAY}-3"]]


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        (
            "Anna Doe, \"'Nobody Walks': Feet in the Valley,\" Urban Studies 40 (2003).",
            "'Nobody Walks': Feet in the Valley",
        ),
        (
            'Anna Doe, ""Nobody Drives": Cars in the Valley," Urban Studies 41 (2004).',
            '"Nobody Drives": Cars in the Valley',
        ),
        (
            "Anna Doe, “‘Nobody Rides’: Bikes in the Valley,” Urban Studies 42 (2005).",
            "‘Nobody Rides’: Bikes in the Valley",
        ),
        ('Doe, et al. "“Rides in the Valley." Urban Studies 42 (2005).', "Rides in the Valley"),
        ("Anna Doe, 'Feet in the Valley', Urban Studies 43 (2006).", "Feet in the Valley"),
    ],
)
def test_a_title_that_begins_with_a_quotation_is_whole(reference: str, title: str) -> None:
    note = bullet(reference)
    assert (note.title, note.authors[0][-3:]) == (title, "Doe")


def test_headings_that_are_linked_titles_among_others() -> None:
    page = f"# Notes\n\n## [A slow walk]({ATTENTION})\n\nGood.\n\n## [A walk with a tail](https://roe.example/tail)\n\n"
    page += (
        "Fine.\n\n## [Hopping over walls on one leg]()\n\nHm.\n\n## [Roe's home page](https://roe.example/)\n\nHers.\n"
    )
    assert titles(page) == ["A slow walk", "A walk with a tail", "Hopping over walls on one leg"]


def test_a_bullet_whose_link_has_no_target() -> None:
    page = f"# Papers\n\n- [A slow walk]({ATTENTION})\n- [Balance of one leg in the wind]()\n- [A fast walk]({BERT})\n"
    assert titles(page) == ["A slow walk", "Balance of one leg in the wind", "A fast walk"]


@pytest.mark.parametrize(
    "line",
    [
        f"**Presented papers:** [A slow walk]({ATTENTION}), [A fast walk]({BERT}) and [A long walk]({VIT})",
        f"Papers:\n[A slow walk]({ATTENTION})\n[A fast walk]({BERT})\n[A long walk]({VIT})",
        f"- Papers: [A slow walk]({ATTENTION}), [A fast walk]({BERT}), [A long walk]({VIT}).",
    ],
)
def test_several_titles_after_one_label(line: str) -> None:
    notes = listed(f"# Meetings\n\n{line}\n")
    assert [note.title for note in notes] == ["A slow walk", "A fast walk", "A long walk"]
    assert [own(note) for note in notes] == [[ATTENTION], [BERT], [VIT]]


@pytest.mark.parametrize("label", ["Paper discussed:", "**Presented paper:**", "Today's paper:"])
def test_a_label_before_a_linked_title(label: str) -> None:
    assert titles(f"# Meetings\n\n{label} [A slow walk](https://roe.example/walk)\n") == ["A slow walk"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"[DQN paper]({ATTENTION}): uses replay to learn games", "DQN"),
        (f"**U-Net paper** we use this every day [[pdf]({ATTENTION})]", "U-Net"),
        (
            f"[BERT paper]({BERT}) - Pre-training of Deep Bidirectional Transformers for Language Understanding",
            "Pre-training of Deep Bidirectional Transformers for Language Understanding",
        ),
    ],
)
def test_a_name_in_the_label_is_the_title_unless_one_follows(line: str, title: str) -> None:
    assert bullet(line).title == title
