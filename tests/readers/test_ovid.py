"""Exports of Ovid, with tags and with the names of the fields, and the line that says where a work appeared."""

from __future__ import annotations

import pytest

from biblio.formats.source_line import read_source_line
from biblio.readers.skipped import Skipped, SkipReason
from tests.readers.test_library_reader import field, notes_in, read, summary

TAGGED = """\
<1. >
VN  - Ovid Technologies
DB  - Ovid MEDLINE(R)
UI  - 12345678
AU  - Vega, Rita MD, PhD 1,2,*
AU  - Onyango, Paul A. 2
TI  - How moss holds water.  [Article]
SO  - Journal of Moss. 12(3):101-17, 2016 May 20.
AB  - Moss is wet.
KW  - moss;  water
LG  - English.
IS  - 1234-5679
DI  - 10.5555/moss.16
YR  - 2016

<2. >
 VN  - Ovid Technologies
 DB  - PsycINFO
 AU  - Ito, Mari
 TI  - Wet ground. [References].
 SO  - Roe, Jane [Ed]; Poe, Max [Ed]. (2012). The ground below: A handbook. (pp. 11-31). xvii, 254 pp. Town: House.
 ID  - wet ground, moss, slow walks
 PU  - House; US
 DT  - Chapter
 YR  - 2012
 IB  - 978-3-16-148410-0

<3. >
VN  - Ovid Technologies
AU  - Nobody, N
"""


def test_tagged_entries_of_ovid_have_all_that_the_line_of_their_source_says() -> None:
    article, chapter, empty = read(TAGGED, "citation.ovd")
    assert summary(article) == {
        "title": "How moss holds water", "authors": ["Rita Vega", "Paul A. Onyango"], "venue": "Journal of Moss",
        "year": 2016, "month": 5, "tags": ["moss", "water"], "summary": "Moss is wet.", "kind": "paper",
        "ids": ["doi:10.5555/moss.16", "pmid:12345678"],
    }  # fmt: skip
    assert [field(article, name) for name in ("volume", "number", "pages", "issn")] == [
        "12",
        "3",
        "101-17",
        "1234-5679",
    ]
    assert (article.layout, article.line) == ("ovid", 2)
    assert (chapter.title, chapter.venue, chapter.year) == ("Wet ground", "The ground below: A handbook", 2012)
    assert [field(chapter, name) for name in ("editor", "pages", "book-isbn")] == [
        "Jane Roe and Max Poe",
        "11-31",
        "9783161484100",
    ]
    assert chapter.tags == ("wet ground", "moss", "slow walks")
    assert (empty.line, empty.reason) == (29, SkipReason.NO_TITLE)


def test_names_of_fields_stand_above_their_values() -> None:
    text = (
        "<8>\nScore\n  *****\nAccession Number\n  0001-0002.\nAuthor\n  Vega, Rita RN; PhD; FAAN 1;  van Moos, Paul 2\n"
        "Title\n  How moss holds water.[Article]\nSource\n  Journal of Moss.   12(3):101-117, September 2016.\n"
        "Author Keywords\n  moss;  water.\nDOI Number\n  10.5555/moss.16\n\n"
        "Score\n  ****\nTitle\n  Wet ground.[Review]\nSource\n  Moss Letters. \nYear of Publication\n  2014\n"
    )
    first, second = notes_in(text)
    assert summary(first) == {
        "title": "How moss holds water", "authors": ["Rita Vega", "Paul van Moos"], "venue": "Journal of Moss",
        "year": 2016, "month": 9, "tags": ["moss", "water"], "kind": "paper", "ids": ["doi:10.5555/moss.16"],
    }  # fmt: skip
    assert (second.title, second.venue, second.year, second.line) == ("Wet ground", "Moss Letters", 2014, 17)


def test_a_text_that_only_has_these_words_is_none_of_ovids() -> None:
    from biblio.formats.ovid import is_ovid

    assert not is_ovid("Title\nHow moss holds water\n\nSource\nA friend\n")
    assert not any(isinstance(item, Skipped) for item in read(TAGGED.partition("<3. >")[0]))


@pytest.mark.parametrize(
    ("text", "venue", "date", "place"),
    [
        ("Moss (2014) 3:3 (152-160). Date of Publication: 25 Aug 2014", "Moss", "2014-08-25", ("3", "3", "152-160")),
        ("Moss (Online) (2018) 361 Article Number: k1", "Moss (Online)", "2018", ("361", "", "")),
        ("Moss & Ground.   8(6):1048-1064, September 2015.", "Moss & Ground", "2015-09", ("8", "6", "1048-1064")),
        ("Journal of Moss. 12 (3) (pp 123-130), 2010.", "Journal of Moss", "2010", ("12", "3", "123-130")),
        ("Moss. Vol.43(5), Sep 2015, pp. 623-634. ", "Moss", "2015-09", ("43", "5", "623-634")),
        ("Acta Moss August 2011;43(8):647-653", "Acta Moss", "2011-08", ("43", "8", "647-653")),
        ("Moss Studies 12, Winter 2007: 7-14.", "Moss Studies", "2007", ("12", "", "7-14")),
        ("Moss Affairs, 2013(1): 3-28.", "Moss Affairs", "2013", ("2013", "1", "3-28")),
        ("Hydromoss. 2007 15 June; 433-441.", "Hydromoss", "2007", ("", "", "433-441")),
        ("Roe, Jane [Editor], Poe, M. [Editor]. Ways of moss.:371-397, 2004.", "Ways of moss", "2004", ("", "", "371-397")),
        ("Moss in 1998 and later", "Moss in 1998 and later", "", ("", "", "")),
    ],
)  # fmt: skip
def test_the_line_of_a_source(text: str, venue: str, date: str, place: tuple[str, str, str]) -> None:
    line = read_source_line(text)
    assert (line.venue, str(line.date or ""), (line.volume, line.number, line.pages)) == (venue, date, place)
