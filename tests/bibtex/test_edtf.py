"""Dates as biber reads them. The verdicts are those of biber 2.18 in tool mode, tried one by one."""

from __future__ import annotations

import pytest

from biblio.bibtex.edtf import is_edtf, start_of_edtf
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.model.dates import PartialDate

TAKEN = {
    "2019": PartialDate(2019),
    "2019-05": PartialDate(2019, 5),
    "2019-05-03": PartialDate(2019, 5, 3),
    "2019-05-03T10:20:30": PartialDate(2019, 5, 3),
    "2019-05-03T10:20:30Z": PartialDate(2019, 5, 3),
    "2019-05-03T10:20:30+09:00": PartialDate(2019, 5, 3),
    "2019-21": PartialDate(2019),
    "2019-24": PartialDate(2019),
    "2004-21/2004-22": PartialDate(2004),
    "2019-25": PartialDate(2019),
    "2019-33/2019-34": PartialDate(2019),
    "2019-41": PartialDate(2019),
    "2019-0X": PartialDate(2019),
    "2019-1X/2020": PartialDate(2019),
    "2019-05-1X": PartialDate(2019, 5),
    "19XX": None,
    "199X": None,
    "2004-XX": PartialDate(2004),
    "2004-06-XX": PartialDate(2004, 6),
    "2004-XX-XX": PartialDate(2004),
    "1723?": PartialDate(1723),
    "1723~": PartialDate(1723),
    "1723%": PartialDate(1723),
    "2019-05-03~": PartialDate(2019, 5, 3),
    "-0343": None,
    "-0343-02-01": None,
    "0000": None,
    "Y-10000": None,
    "2019/2020": PartialDate(2019),
    "2019-05-03/2019-05-07": PartialDate(2019, 5, 3),
    "2019/": PartialDate(2019),
    "/2019": PartialDate(2019),
    "2019/..": PartialDate(2019),
    "../2019": PartialDate(2019),
    "1988~/1992": PartialDate(1988),
    "2567": PartialDate(2567),
}
REFUSED = (
    "2019-5 2019-5-3 2019/05/03 2019-05-03T10:20 2019-13 2019-02-30 ?2019 -343 2019/open unknown/2019 2019--2020"
    " 2019-2020 c2019 [2019] 12019 19uu 2019-05-03/05-07 2019-W10 198 2019-00 2019-05-00 20200503 / .. 2019-21-03 2019-42 y-10000 2019-25-03"
).split()


@pytest.mark.parametrize(("text", "start"), TAKEN.items())
def test_what_biber_takes(text: str, start: PartialDate | None) -> None:
    assert is_edtf(text)
    assert start_of_edtf(text) == start


@pytest.mark.parametrize("text", [*REFUSED, "", "May 2020", "may"])
def test_what_biber_ignores(text: str) -> None:
    assert not is_edtf(text)
    assert start_of_edtf(text) is None


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date={2019-05-03}", PartialDate(2019, 5, 3)),
        ("date={2013-22}, year={2013}", PartialDate(2013)),
        ("date={-0343-02}", None),
        ("date={199X}", None),
        ("date={2020/05/03}", PartialDate(2020, 5, 3)),
        ("date={May 2020}", PartialDate(2020)),
        ("date={2020-02-30}", PartialDate(2020)),
        ("year={2020}, month=sep", PartialDate(2020, 9)),
    ],
)
def test_the_date_of_a_record(fields: str, date: PartialDate | None) -> None:
    assert from_entry(parse_entry(f"@article{{k, title={{T}}, {fields}}}")).date == date
