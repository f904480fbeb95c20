"""Lines of bibliographies and course plans: names, a marked title, and what references have behind it."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.reference_lines import TitleForm, read_reference_lines


@pytest.mark.parametrize(
    ("line", "title", "authors", "year"),
    [
        ("Roe, *[[Lamps at Sea]]*, 2020", "Lamps at Sea", ("Roe",), 2020),
        ("2015 Jane Roe, *Lamps at Sea*", "Lamps at Sea", ("Jane Roe",), 2015),
        ("Jane Roe and Max Poe (eds.), _Lamps at Sea_, 2015", "Lamps at Sea", ("Jane Roe", "Max Poe"), 2015),
        ("Jane Roe, ed., _Lamps at Sea_ (Oxford: Lamp Press, 2015).", "Lamps at Sea", ("Jane Roe",), 2015),
        ("Roe, *Lamps at Sea*, London: Wick & Sons, 2009.", "Lamps at Sea", ("Roe",), 2009),
        ("Roe, *Lamps at Sea*, Wick 2009", "Lamps at Sea", ("Roe",), 2009),
        ("Jane Roe, *Lamps at Sea*, 25th anniversary edition, 2012", "Lamps at Sea", ("Jane Roe",), 2012),
        ("Roe, Jane, *Lamps at Sea*, 1987", "Lamps at Sea", ("Roe, Jane",), 1987),
        ("de Roe, _Lamps at Sea_ 91-110; 115-130.", "Lamps at Sea", ("de Roe",), None),
        ('Max Poe, Jr., "On Wicks" (1967), 173--181.', "On Wicks", ("Max Poe, Jr.",), 1967),
        ('M. W. Poe, "On Wicks: Ten Views" (1979), 33--48.', "On Wicks: Ten Views", ("M. W. Poe",), 1979),
        ('Roe, "[On Wicks](https://press.example.org/wicks)," 1994', "On Wicks", ("Roe",), 1994),
        ('Roe, "On Wicks," *Journal of Lamps* 12.3 (1991): 12--40.', "On Wicks", ("Roe",), 1991),
        ("Roe, ‘On Wicks’, *Journal of Lamps*, vol. 3 (2020): 283-297", "On Wicks", ("Roe",), 2020),
        ('Roe, "On Wicks," in *Lamps*, ed. Max Poe (New York: Wick, 1991), 12--40.', "On Wicks", ("Roe",), 1991),
        ('Ann Coe, "Wicks of the U.S.," 12-20.', "Wicks of the U.S.", ("Ann Coe",), None),
        ('Ann Coe, "On Wicks," 1053-1075.', "On Wicks", ("Ann Coe",), None),
        ("Ann Coe, _Lamps_ [Ch. 10: Oil] (1991), 176--201.", "Lamps", ("Ann Coe",), 1991),
        ("📗 Ann Coe, *On Lamps* (2017), Ch. 5: \"Oil or Wax?\", 178--198. She asks why.", "On Lamps", ("Ann Coe",), 2017),
        ("Ann Coe, *On Lamps* (Golden, Colo.: Wick Publishing, 2001).", "On Lamps", ("Ann Coe",), 2001),
        ("The Center for Public Light, *Principles of Light*, 1997", "Principles of Light", ("Center for Public Light",), 1997),
        ("Ann Coe and Max Poe, [Lamps in the fog](https://lamps.example.org/fog/).", "Lamps in the fog", ("Ann Coe", "Max Poe"), None),
        ("Ann Coe, [Lamps in the fog](https://l.example.org/fog/), *The Wick*, March 3, 2014.", "Lamps in the fog", ("Ann Coe",), 2014),
        ('5: Ann Coe, "On Wicks," 1-13. Any questions?', "On Wicks", ("Ann Coe",), None),
    ],
)  # fmt: skip
def test_one_work(line: str, title: str, authors: tuple[str, ...], year: int | None) -> None:
    assert [(work.title, work.authors, work.year) for work in read_reference_lines(line)] == [(title, authors, year)]


def test_several_works_on_one_line() -> None:
    works = read_reference_lines('3: Ann Coe, "Oil," 57-67; "Wax," 70-84; Poe, _On Wicks_, 3-33. Mind the last one.')
    assert [(work.title, work.authors, work.form) for work in works] == [
        ("Oil", ("Ann Coe",), TitleForm.QUOTED),
        ("Wax", ("Ann Coe",), TitleForm.QUOTED),
        ("On Wicks", ("Poe",), TitleForm.ITALIC),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Roe, *Lamps at Sea*, is a fine book of 1987",
        'Jane Roe, "Lamps," said that they were lit',
        "In her book, *Lamps at Sea*, 1987, she shows why",
        "As Jane Roe wrote, *Lamps at Sea* was a failure",
        "Wikipedia, *Lamp*, 2012",
        "Group A, *Lamps*, 10-12 pm",
        "Max Poe, *Lamps*, 10-12 a.m.",
        'Homework, "On Lamps," 5 pages',
        "Jane Roe, *with joy*, 1987",
        "Jane Roe, [home](https://roe.example.org/~jane/page)",
        "Spatial History, [Sleep and light](https://lamps.example.org/sleep)",
    ],
)
def test_no_works(line: str) -> None:
    assert not read_reference_lines(line)
