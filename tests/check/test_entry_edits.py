"""Edits of one entry, in the layouts that people write: what changes, what stays, and that the entry is still read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.check.edits import apply_edits, why_unsound
from biblio.check.finding import Fix
from biblio.check.rules.entry_edits import add_fields, removal, replace_preprint, set_field
from biblio.check.source_text import BibEntry, SourceText, read_entries
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.record import Medium, Record, Work

REST = "@misc{other, title = {Another}}\n"


def only_entry(text: str) -> BibEntry:
    """Return the last entry of a text, so that one may stand before it."""
    return list(read_entries(SourceText("a.bib", text)))[-1]


def applied(text: str, fix: Fix | None) -> str:
    assert fix is not None
    after = apply_edits(text, fix.edits)
    assert why_unsound("a.bib", text, after) == ""
    return after


def published(**fields: object) -> Work:
    doi, arxiv = make("doi", "10.1000/x"), make("arxiv", "2001.00001")
    assert doi is not None
    assert arxiv is not None
    record = Record(
        "crossref",
        "Cats",
        medium=Medium.PROCEEDINGS,
        identifiers=(doi, arxiv),
        date=PartialDate(2019),
        venue="Conference of Cats",
    )
    return merge_into_work([replace(record, **fields)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a, title={Cats}, year={2001}}", "@misc{a, title={Cats}, year={2019}}"),
        ('@misc{a, year = "2001" , title={Cats}}', '@misc{a, year = "2019" , title={Cats}}'),
        ("@misc{a, year = 2001}", "@misc{a, year = 2019}"),
    ],
)
def test_a_value_is_set_in_its_own_delimiters(text: str, expected: str) -> None:
    assert applied(text, set_field(only_entry(text), "year", "2019")) == expected


def test_setting_a_field_is_not_safe_unless_the_rule_says_so() -> None:
    entry = only_entry("@misc{a, year={2001}}")
    unsafe, safe = set_field(entry, "year", "2019"), set_field(entry, "year", "2019", is_safe=True)
    assert (unsafe and unsafe.is_safe, safe and safe.is_safe) == (False, True)


@pytest.mark.parametrize("value", ["THIS", '"20" # SUFFIX', "{20} # {01}"])
def test_a_macro_or_a_concatenation_is_not_set(value: str) -> None:
    entry = only_entry(f"@string{{this = {{2001}}}}\n@misc{{a, title={{Cats}}, year = {value}}}")
    assert set_field(entry, "year", "2019") is None
    assert set_field(entry, "month", "jan") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a, title={Cats}}", "@misc{a, title={Cats}, doi={10.1/x}, url={u}}"),
        ("@misc{a, title = {Cats},}", "@misc{a, title = {Cats}, doi = {10.1/x}, url = {u},}"),
        ("@misc{a,\n  title = {Cats}\n}", "@misc{a,\n  title = {Cats},\n  doi = {10.1/x},\n  url = {u}\n}"),
        ("@misc{a,\n\ttitle = {Cats} ,\n}", "@misc{a,\n\ttitle = {Cats} ,\n\tdoi = {10.1/x},\n\turl = {u},\n}"),
        ("@misc{a,\r\n  title={Cats}\r\n}", "@misc{a,\r\n  title={Cats},\r\n  doi={10.1/x},\r\n  url={u}\r\n}"),
        # With line ends of old Macs the indent is still the line's; a sign over two lines is not repeated.
        ("@misc{a,\r  title={Cats}\r}", "@misc{a,\r  title={Cats},\n  doi={10.1/x},\n  url={u}\r}"),
        ("@misc{a,\r b={1},\r   title={Cats}\r}", "@misc{a,\r b={1},\r   title={Cats},\n   doi={10.1/x},\n   url={u}\r}"),
        ("@misc{a,\n title =\n {Cats}\n}", "@misc{a,\n title =\n {Cats},\n doi = {10.1/x},\n url = {u}\n}"),
        ("@misc{a,\n b={1},\n  title = {Cats}\n}", "@misc{a,\n b={1},\n  title = {Cats},\n  doi = {10.1/x},\n  url = {u}\n}"),
        # Where the signs stand below each other, they go on doing so.
        ("@misc{a,\n  title = {Cats},\n  year  = 2001\n}", "@misc{a,\n  title = {Cats},\n  year  = 2001,\n  doi   = {10.1/x},\n  url   = {u}\n}"),
        ("@misc{a,\n  isbn={1},\n  b   ={1},\n}", "@misc{a,\n  isbn={1},\n  b   ={1},\n  doi ={10.1/x},\n  url ={u},\n}"),
        ("@misc{a,\n  a  = 1,\n  to = 2\n}", "@misc{a,\n  a  = 1,\n  to = 2,\n  doi = {10.1/x},\n  url = {u}\n}"),
    ],
)  # fmt: skip
def test_fields_are_added_in_the_layout_of_the_last_one(text: str, expected: str) -> None:
    for before in ("", REST):
        fix = add_fields(only_entry(before + text), {"doi": "10.1/x", "url": "u"}, is_safe=True)
        assert applied(before + text, fix) == before + expected
        assert fix is not None
        assert fix.description == "add doi = {10.1/x}, url = {u}"


def test_nothing_is_added_to_an_entry_without_fields() -> None:
    assert add_fields(only_entry("@misc{a}"), {"doi": "10.1/x"}, is_safe=True) is None
    assert add_fields(only_entry("@misc{a, title={Cats}}"), {}, is_safe=True) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a,\n  year = 1,\n  note = {n},\n}", "@misc{a,\n  year = 1,\n}"),
        ("@misc{a,\n \tnote = {n}, \t\n  year = 1\n}", "@misc{a,\n  year = 1\n}"),
        ("@misc{a,\r\n  note = {n},\r\n  year = 1\r\n}", "@misc{a,\r\n  year = 1\r\n}"),
        ("@misc{a,\n   note = {n}, \n year = 1\n}", "@misc{a,\n year = 1\n}"),
        ("@misc{a,\nnote = {n},\nyear = 1\n}", "@misc{a,\nyear = 1\n}"),
        ("@misc{a, note = {n}, year = 1}", "@misc{a,  year = 1}"),
        ("@misc{a, year = 1,\n  note = {n}, month = jan}", "@misc{a, year = 1,\n   month = jan}"),
        ("@misc{a, year = 1, note = {n},\n month = jan}", "@misc{a, year = 1, \n month = jan}"),
    ],
)
def test_a_field_is_removed_with_a_line_of_its_own(text: str, expected: str) -> None:
    for before in ("", REST):
        entry = only_entry(before + text)
        field = entry.field("note")
        assert field is not None
        after = apply_edits(before + text, [removal(entry, field)])
        assert after == before + expected
        assert why_unsound("a.bib", before + text, after) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "@article{a,\n  title={Cats},\n  year={2018},\n  journal={arXiv}\n}",
            "@inproceedings{a,\n  title={Cats},\n  year={2019},\n  booktitle={Conference of Cats},\n  doi={10.1000/x},\n  eprint={2001.00001},\n"
            "  archiveprefix={arXiv}\n}",
        ),
        (
            "@article{a,\n  eprint={2001.00001},\n  archiveprefix={arXiv},\n  year={2018},\n  volume={abs},\n  journal={arXiv},\n}",
            "@inproceedings{a,\n  eprint={2001.00001},\n  archiveprefix={arXiv},\n  year={2019},\n  booktitle={Conference of Cats},\n"
            "  doi={10.1000/x},\n}",
        ),
        (
            "@article{a, eprint={2001.00001}, eprinttype={arxiv}, journal={arXiv}}",
            "@inproceedings{a, eprint={2001.00001}, eprinttype={arxiv}, booktitle={Conference of Cats}, year={2019}, doi={10.1000/x}}",
        ),
        (
            "@article{a, journal={arXiv}}",
            "@inproceedings{a, booktitle={Conference of Cats}, year={2019}, doi={10.1000/x}, eprint={2001.00001}, archiveprefix={arXiv}}",
        ),
        (
            "@article{a, date={2018-02}, eprint={2001.00001}, eprinttype={arxiv}, doi={10.48550/arXiv.2001.00001}}",
            "@inproceedings{a, date={2019}, eprint={2001.00001}, eprinttype={arxiv}, doi={10.1000/x}, booktitle={Conference of Cats}}",
        ),
        (
            "@InProceedings{a, booktitle={arXiv}, year=2018, doi={10.48550/x}, eprint={2001.00001}, archiveprefix={arXiv}, pages={1}}",
            "@InProceedings{a, booktitle={Conference of Cats}, year={2019}, doi={10.1000/x}, eprint={2001.00001}, archiveprefix={arXiv}, }",
        ),
    ],
)  # fmt: skip
def test_a_preprint_becomes_its_publication_wherever_its_own_venue_stood(text: str, expected: str) -> None:
    for before in ("", REST):
        entry = only_entry(before + text)
        assert applied(before + text, replace_preprint(entry, published())) == before + expected


def test_a_month_is_written_as_a_macro_and_a_value_in_braces() -> None:
    text = "@article{a, month = feb, year = 2018, journal={arXiv}, eprint={2001.00001}, archiveprefix={arXiv}}"
    after = applied(text, replace_preprint(only_entry(text), published(date=PartialDate(2019, 7))))
    assert "month = jul, year = {2019}," in after
    text = "@article{a, date = {2018-02-03}, month = feb, journal={arXiv}, eprint={2001.00001}, archiveprefix={arXiv}}"
    after = applied(text, replace_preprint(only_entry(text), published(date=PartialDate(2019, 7))))
    assert "date = {2019-07}, " in after
    assert "month" not in after
    assert "year" not in after


def test_the_month_the_day_and_the_doi_of_the_preprint_go_where_the_publication_has_none() -> None:
    text = (
        "@misc{a,\n  year = {2018},\n  month = oct,\n  day = {11},\n  doi = {10.48550/arXiv.2001.00001},\n"
        "  eprint = {2001.00001},\n  eprinttype = {arxiv},\n}"
    )
    without_doi = published(identifiers=tuple(filter(None, [make("arxiv", "2001.00001")])))
    after = applied(text, replace_preprint(only_entry(text), without_doi))
    assert after == (
        "@inproceedings{a,\n  year = {2019},\n  eprint = {2001.00001},\n  eprinttype = {arxiv},\n"
        "  booktitle = {Conference of Cats},\n}"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a, doi={}, title={Cats}}", "@misc{a, doi={10.1/x}, title={Cats}}"),
        ('@misc{a, title={Cats}, doi = "" }', '@misc{a, title={Cats}, doi = "10.1/x" }'),
        ("@misc{a, DOI={N/A}, title={Cats},}", "@misc{a, DOI={10.1/x}, title={Cats},}"),
        ("@misc{a, doi = nodoi, title={Cats}}", "@misc{a, doi = {10.1/x}, title={Cats}}"),
        ('@misc{a, doi = "" # {}, title={Cats}}', "@misc{a, doi = {10.1/x}, title={Cats}}"),
        ("@misc{a, doi = 0, title={Cats}}", "@misc{a, doi = {10.1/x}, title={Cats}}"),
        ("@misc{a, doi={ }, title={Cats}, doi={-}}", "@misc{a, doi={10.1/x}, title={Cats}, doi={-}}"),
        ("@misc(a, title={Cats}, doi={unknown})", "@misc(a, title={Cats}, doi={10.1/x})"),
        ("@misc{a,\n  title={Cats},\n  doi={http://}\n}", "@misc{a,\n  title={Cats},\n  doi={10.1/x}\n}"),
    ],
)
def test_a_field_that_is_there_gets_the_value(text: str, expected: str) -> None:
    fix = add_fields(only_entry(text), {"doi": "10.1/x"}, is_safe=True)
    assert applied(text, fix) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a, title={Cats}}", "@misc{a, title={Cats}, eprint={2001.00001}, archiveprefix={arXiv}}"),
        ("@misc{a, title={Cats}, date={2020}}", "@misc{a, title={Cats}, date={2020}, eprint={2001.00001}, eprinttype={arxiv}}"),
        ("@misc{a, eprinttype={arxiv}, eprint={}}", "@misc{a, eprinttype={arxiv}, eprint={2001.00001}}"),
        ("@misc{a, archivePrefix={}, date={2020}}", "@misc{a, archivePrefix={arXiv}, date={2020}, eprint={2001.00001}}"),
    ],
)  # fmt: skip
def test_an_arxiv_id_is_added_in_the_words_of_the_entry(text: str, expected: str) -> None:
    fix = add_fields(only_entry(text), {"eprint": "2001.00001", "archiveprefix": "arXiv"}, is_safe=True)
    assert applied(text, fix) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("@misc{a, number = 3}", "3A", "@misc{a, number = {3A}}"),
        ('@misc{a, number = "3"}', 'a "b" c', '@misc{a, number = {a "b" c}}'),
        ('@misc{a, number = "3"}', "4", '@misc{a, number = "4"}'),
    ],
)
def test_a_value_gets_braces_where_its_delimiters_cannot_hold_it(text: str, value: str, expected: str) -> None:
    assert applied(text, set_field(only_entry(text), "number", value)) == expected


@pytest.mark.parametrize(
    ("before", "after", "is_sound"),
    [
        ("@misc{a, doi={}}", "@misc{a, doi={}, doi={10.1/x}}", False),
        ("@misc{a, doi={}}", "@misc{a, doi={}, DOI={10.1/x}}", False),
        ("@misc{a, doi={}, doi={}}", "@misc{a, doi={}, doi={10.1/x}}", True),  # dropped before too
        ("@misc{a, note={x}}", "@misc{a, note={\n@misc{y} x}}", False),
        ("@misc{a, note={x}}", "@misc{a, note={x}, doi=}", False),
        ("@misc{a, note={x}}\n@misc{b, note={y}}", "@misc{a, note={x}}\n@misc{b, note={z}}", True),
    ],
)
def test_no_entry_may_be_lost_to_stricter_programs(before: str, after: str, is_sound: bool) -> None:
    assert (why_unsound("a.bib", before, after) == "") is is_sound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "@online{a, date = {2018-10-11}, eprint = {2001.00001}, eprinttype = {arXiv}, eprintclass = {cs},"
            " doi = {10.48550/arXiv.2001.00001}, url = {http://arxiv.org/abs/2001.00001}, urldate = {2024-01-02},"
            " pubstate = {prepublished}}",
            "@inproceedings{a, date = {2019-06}, eprint = {2001.00001}, eprinttype = {arXiv}, eprintclass = {cs},"
            " doi = {10.1000/x},   booktitle = {Conference of Cats}}",
        ),
        (
            "@misc{a, year=2018, url={https://example.org/a}, urldate={2024-01-02}, note={arXiv preprint arXiv:2001.00001},"
            " eprint={2001.00001}, archiveprefix={arXiv}}",
            "@inproceedings{a, year={2019}, url={https://example.org/a}, urldate={2024-01-02}, "
            " eprint={2001.00001}, archiveprefix={arXiv}, booktitle={Conference of Cats}, doi={10.1000/x}}",
        ),
    ],
)
def test_what_is_said_of_the_preprint_goes_with_it(text: str, expected: str) -> None:
    work = published(date=PartialDate(2019, 6))
    after = applied(text, replace_preprint(only_entry(text), work, work.records[0]))
    assert after == expected
