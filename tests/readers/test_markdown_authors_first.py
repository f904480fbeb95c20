"""Lists in which authors, year and venue come before the title, or in an unusual order behind it."""

from __future__ import annotations

import pytest

from tests.readers.markdown_samples import ATTENTION, bullet, listed


@pytest.mark.parametrize(
    ("line", "authors", "venue", "year"),
    [
        (f"Jane Roe, Max Poe (2017), ICML, [A slow walk]({ATTENTION})", ("Jane Roe", "Max Poe"), "ICML", 2017),
        (f"Roe et al. (2018), NeurIPS, [A slow walk]({ATTENTION})", ("Roe",), "NeurIPS", 2018),
        (
            f"Roe, J. & Poe, M. (2016), Journal of Motion, [A slow walk]({ATTENTION})",
            ("Roe, J.", "Poe, M."),
            "Journal of Motion",
            2016,
        ),
        (
            f"Roe and Poe (2015). Journal of Motion. [A slow walk]({ATTENTION})",
            ("Roe", "Poe"),
            "Journal of Motion",
            2015,
        ),
        (f"J. Roe, Nature 2013: [A slow walk]({ATTENTION})", ("J. Roe",), "Nature", 2013),
        (f"[A slow walk]({ATTENTION}) (Roe et al., 06-2017)", ("Roe",), "", 2017),
        (f"[A slow walk]({ATTENTION}) (Roe, Poe: June 2017)", ("Roe", "Poe"), "", 2017),
        (f"[A slow walk]({ATTENTION}) (Jane Roe and Max Poe: 2017)", ("Jane Roe", "Max Poe"), "", 2017),
    ],
)
def test_the_label_of_the_link_is_the_title(line: str, authors: tuple[str, ...], venue: str, year: int) -> None:
    note = bullet(line)
    assert (note.title, note.authors, note.venue, note.year) == ("A slow walk", authors, venue, year)


@pytest.mark.parametrize(
    ("reference", "title", "venue", "year"),
    [
        (
            "Roe, J., Poe, M., 2017, Faults: Journal of Geology, v. 12, p. 101-120.",
            "Faults",
            "Journal of Geology",
            2017,
        ),
        ("Roe, J., 2016, Sand: a review: Geology, 44, 12-15", "Sand: a review", "Geology", 2016),
        ("Roe J.A. and Poe M., 2014. Dunes: Geomorphology 200, 3-17.", "Dunes", "Geomorphology", 2014),
        (
            "J. Roe, M. Poe, Flow in sand, Water Resour. Res. 53 (2017) 101-120",
            "Flow in sand",
            "Water Resour. Res",
            2017,
        ),
        ("J. Roe, Trapping, mixing of gas, J. Hydrol. 62, 3-11 (2013)", "Trapping, mixing of gas", "J. Hydrol", 2013),
    ],
)
def test_references_whose_title_no_full_stop_ends(reference: str, title: str, venue: str, year: int) -> None:
    other = "Doe, A. (2011). Another work. *Catena*, 8(1), 1-9."
    notes = listed(f"# Reading list\n\n1. {reference}\n2. {other}\n3. {other.replace('Another', 'A third')}\n")
    assert (notes[0].title, notes[0].venue, notes[0].year) == (title, venue, year)


def test_a_subtitle_is_no_journal() -> None:
    note = bullet("Roe, J. (2017). Rivers: Past and Present. *Catena*, 8(1), 1-9.")
    assert note.title == "Rivers: Past and Present"


def test_a_name_and_a_year_behind_a_title_may_be_a_journal() -> None:
    note = bullet(f"Otto Roe, Jane Poe: [A slow walk]({ATTENTION}), Catena 2015")
    assert note.authors == ("Otto Roe", "Jane Poe")
    assert bullet(f"[A slow walk]({ATTENTION}), Catena 2015").authors == ()


@pytest.mark.parametrize(
    ("reference", "title"),
    [
        ("Roe, J., 2011, Lakes of the Alps [Ph.D. thesis]: Zürich, ETH, 210 p.", "Lakes of the Alps"),
        ("Roe, J., and Poe, M., 2012, Terraces, *in* Doe, A., ed., Rivers: London, p. 10-20.", "Terraces"),
        ("Берг О., Роу Д. Озёра Севера // География. 2015. № 3. С. 10-20.", "Озёра Севера"),
    ],
)
def test_other_ends_of_a_title(reference: str, title: str) -> None:
    assert bullet(reference).title == title


def test_lines_with_numbers_in_one_paragraph_are_several_references() -> None:
    lines = "[1] J. Roe, M. Poe, Flow in clay, Water Resour. Res. 53 (2017) 101-120\n"
    lines += (
        "[2] A. Doe, Mixing in clay, J. Hydrol. 512\n(2014) 1-9\n[3] A. Doe, Lakes of clay, Clay Miner. 12 (2010) 1-9\n"
    )
    notes = listed(f"# Papers\n\n{lines}")
    assert [(note.title, note.year, note.line) for note in notes] == [
        ("Flow in clay", 2017, 3),
        ("Mixing in clay", 2014, 4),
        ("Lakes of clay", 2010, 6),
    ]


@pytest.mark.parametrize(
    ("line", "title", "authors", "et_al", "year"),
    [
        (
            "Ada Roe and Max Poe. Lamps of the North. ACL 2003 {}",
            "Lamps of the North",
            ("Ada Roe", "Max Poe"),
            False,
            2003,
        ),
        (
            "Ada Roe and Max Poe. Lamps of the North, COLING 1998. {}",
            "Lamps of the North",
            ("Ada Roe", "Max Poe"),
            False,
            1998,
        ),
        ("Ada Roe, et al. Lamps of the North, 2004. {}", "Lamps of the North", ("Ada Roe",), True, 2004),
        ("Ada B. Roe and Max Poe. Fog Networks. {}", "Fog Networks", ("Ada B. Roe", "Max Poe"), False, None),
        (
            "Ada Roe and Max Poe. Lamps: Light in the North {}",
            "Lamps: Light in the North",
            ("Ada Roe", "Max Poe"),
            False,
            None,
        ),
    ],
)
def test_authors_a_stop_and_a_title_before_a_bare_address(
    line: str, title: str, authors: tuple[str, ...], et_al: bool, year: int | None
) -> None:
    address = "http://www.example.edu/~roe/papers/lamps.pdf"
    text = f"Light\n=====\n\n* {line.format(address)}\n  - Oil and wicks.\n\n* Ann Doe, Ida Foe. Oil. NAACL 2007. http://b.example/o.pdf\n"
    note = next(note for note in listed(text) if note.line == 4)
    assert (note.title, note.authors, note.et_al, note.year) == (title, authors, et_al, year)
