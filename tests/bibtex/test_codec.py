"""Entries to and from text: what is written reads back equal, through us and through bibtexparser."""

from __future__ import annotations

import contextlib
import string

import pytest
from bibtexparser.bibdatabase import as_text
from bibtexparser.bparser import BibTexParser
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.bib_text import parse_bibtex, string_definitions
from biblio.bibtex.entry_table import VERBATIM_FIELDS
from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.tex_math import is_balanced
from biblio.bibtex.text_to_latex import to_tex
from biblio.errors import BibtexError, Problem
from biblio.model.dates import MONTHS
from biblio.model.entry import Entry
from tests.bibtex.works import nasty_text
from tests.check.tools import broken


def read_by_library(text: str) -> list[dict[str, str]]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    return [{name: as_text(value) for name, value in entry.items()} for entry in parser.parse(text).entries]


def one_line(value: str) -> str:
    return " ".join(value.split())


plain_names = st.sampled_from(["title", "author", "note", "x-y_z", "keywords", "abstract"])
keys = st.text(alphabet=string.ascii_letters + string.digits + ":.+/-_é", min_size=1, max_size=12)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    fields = draw(st.dictionaries(plain_names, nasty_text, max_size=5))
    values = {name: one_line(to_tex(text, dialect="biblatex")) for name, text in fields.items()}
    values["year"] = "2020"
    macros = frozenset[str]()
    if month := draw(st.sampled_from(["", *MONTHS])):
        values["month"] = month
        macros = frozenset({"month"})
    entry_type = draw(st.sampled_from(["article", "online", "software", "misc"]))
    return Entry(entry_type, draw(keys), tuple(values.items()), macros)


@given(entries())
def test_what_is_written_reads_back_equal(entry: Entry) -> None:
    assert parse_entry(format_entry(entry)) == entry


@given(st.lists(entries(), max_size=3))
def test_what_is_written_reads_back_equal_through_bibtexparser(written: list[Entry]) -> None:
    text = "\n".join(format_entry(entry) for entry in written)
    expected = []
    for entry in written:
        fields = dict(entry.fields)
        if "month" in entry.macros:
            fields["month"] = read_by_library(f"@a{{k, m = {fields['month']}}}")[0]["m"]
        expected.append({**fields, "ENTRYTYPE": entry.type, "ID": entry.key})
    # Its reading turns tabs into spaces; lines we do not write.
    assert [{k: one_line(v) for k, v in found.items()} for found in read_by_library(text)] == expected


@given(st.lists(entries(), max_size=3, unique_by=lambda entry: entry.key.casefold()))
def test_what_is_written_is_no_danger_to_tex(written: list[Entry]) -> None:
    assert broken("\n".join(format_entry(entry) for entry in written)) == []


sources = st.sampled_from(
    [
        "{x}", '"x"', "2020", "jan", "JML", '"a" # jan # { b}', "{a} # {b}", 'jml # " II"', "{}", '""', "{{}}", "{ x\n  y }",
        '"{"}"', '"a#b"', "{a#b}", '"x" # "#"', "{a {b} c}", "{\\'{e}}", "{" * 7 + "}" * 7,
    ]
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["a", "b-c", "D"]), sources), min_size=1, max_size=4))
def test_our_reading_is_the_librarys(fields: list[tuple[str, str]]) -> None:
    text = "@misc{key,\n" + ",\n".join(f"  {name} = {source}" for name, source in fields) + "\n}\n"
    strings = {"jml": "Journal of {ML}", "jan": "January"}
    ours = parse_entry(text, strings=strings)
    theirs = read_by_library('@string{jml = "Journal of {ML}"}\n' + text)[0]
    assert {k: one_line(v) for k, v in ours.fields} == {
        k: one_line(v) for k, v in theirs.items() if k not in ("ENTRYTYPE", "ID")
    }
    assert not ours.macros


def test_the_layout_of_an_entry() -> None:
    entry = Entry(
        "inproceedings",
        "a2020b",
        (("author", "Doe, Jane"), ("month", "jun"), ("archiveprefix", "arXiv"), ("note", "two\n lines"), ("x", "")),
        frozenset({"month"}),
    )
    assert format_entry(entry) == (
        "@inproceedings{a2020b,\n"
        "  author = {Doe, Jane},\n"
        "  month = jun,\n"
        "  archivePrefix = {arXiv},\n"
        "  note = {two lines},\n"
        "  x = {},\n"
        "}\n"
    )


def test_paragraphs_of_a_value_stay_paragraphs() -> None:
    entry = parse_entry("@misc{k, note = {One\n  line.\n\n  - a\n  - b\n \n\n Three.}, title = {T}}")
    text = format_entry(entry)
    assert text == "@misc{k,\n  note = {One line.\n\n- a\n- b\n\nThree.},\n  title = {T},\n}\n"
    assert format_entry(parse_entry(text)) == text


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Entry("misc", "k", (("t", "a{b"),)), "the braces of field 't' do not balance"),
        (Entry("misc", "k", (("t", "a}b{"),)), "the braces of field 't' do not balance"),
        (Entry("misc", "k k", ()), "'k k' cannot be a citation key"),
        (Entry("misc", "", ()), "'' cannot be a citation key"),
        (Entry("misc", "k,", ()), "'k,' cannot be a citation key"),
        (Entry("mi sc", "k", ()), "'mi sc' is not an entry type"),
        (Entry("misc", "k", (("a b", "x"),)), "'a b' is not a field name"),
        (Entry("misc", "k", (("month", "jan, x = {}"),), frozenset({"month"})), "'jan, x = {}' is not a macro"),
    ],
)
def test_what_nobody_could_read_back_is_not_written(entry: Entry, message: str) -> None:
    with pytest.raises(BibtexError, match=message.replace("{", "\\{").replace("}", "\\}")):
        format_entry(entry)


def test_a_value_without_braces_that_begins_with_a_digit_is_text() -> None:
    entry = parse_entry("@misc{k, date = 2021-01-30, pages = 1--2, month = jan}")
    assert entry.macros == {"month"}
    assert "date = {2021-01-30}" in format_entry(entry)


def test_a_month_without_braces_is_its_macro_whatever_its_length() -> None:
    entry = parse_entry("@misc{k, month = September, note = September}")
    assert parse_entry("@misc{k, month = Sept}").get("month") == "sep"
    assert (entry.get("month"), entry.get("note")) == ("sep", "September")
    assert entry.macros == {"month", "note"}


def test_macros_and_concatenations_survive() -> None:
    text = '@online{k, month = Jan, journal = jml # " II", note = "15~" # jun, title = {T}}'
    raw = parse_entry(text)
    assert raw.fields == (
        ("month", "jan"),
        ("journal", "jml # { II}"),
        ("note", "{15~} # jun"),
        ("title", "T"),
    )
    assert raw.macros == {"month", "journal", "note"}
    assert parse_entry(format_entry(raw)) == raw
    known = parse_entry(text, strings={"jml": "Journal"})
    assert known.get("journal") == "Journal II"
    assert known.macros == {"month", "note"}
    partly = parse_entry(
        '@misc{k, journal = "The " # jml # ", " # Place # JML, publisher = ACM}', strings={"jml": "Journal"}
    )
    assert partly.fields == (("journal", "{The Journal, } # Place # {Journal}"), ("publisher", "ACM"))


def test_a_macro_stands_for_what_is_defined_last_above_it() -> None:
    text = (
        "@misc{above, x = a}\n@string{a = {First}}\n@misc{first, x = a # b}\n@string{A = {Second}}@string{b = a}\n"
        "@misc{second, x = a # b}\n@string{a = {First}}\n@misc{third, x = a # b}"
    )
    values = [entry.get("x") for entry in parse_bibtex(text) if isinstance(entry, Entry)]
    assert values == ["First", "FirstSecond", "SecondSecond", "FirstSecond"]
    definitions = string_definitions(text)
    assert definitions.at(len(text))["a"] == "First"
    assert definitions.at(text.index("@misc{second"))["a"] == "Second"  # also in no order
    assert definitions.at_end()["a"] == "First"


def test_strings_of_a_file_are_used_unless_told_otherwise() -> None:
    text = (
        '@string{JML = "Journal of " # nowhere}\n@string{ml = {ML}}\n@string{a = {A}}\n@STRING(B = a # {B})\n'
        "@misc{k, x = b, y = jml}"
    )
    assert string_definitions(text).at_end() == {"ml": "ML", "a": "A", "b": "AB"}
    (entry,) = parse_bibtex(text)
    assert isinstance(entry, Entry)
    assert entry.get("x") == "AB"
    (entry,) = parse_bibtex(text, strings={})
    assert isinstance(entry, Entry)
    assert entry.get("x") == "b"
    assert entry.macros == {"x", "y"}


def test_every_entry_comes_out_whatever_its_type_or_a_problem_with_its_line() -> None:
    text = "@online{a, t={x}}\n\n@my-type{b, t={y}}\n@misc{c, t={x} u={y}}\n@misc{d, t={\n@Software{e}\n"
    entries = parse_bibtex(text, path="refs.bib")
    assert [item.key if isinstance(item, Entry) else str(item) for item in entries] == [
        "a",
        "b",
        "refs.bib:4: entry 'c' cannot be read: line 4: a comma is missing before 'u={y}'",
        "refs.bib:5: the @misc entry 'd' is not closed (a closing brace is missing)",
        "e",
    ]
    assert all(isinstance(item, Entry | Problem) for item in entries)


def test_of_a_field_that_stands_twice_the_first_counts() -> None:
    assert parse_entry("@a{k, t={one}, T={two}}").fields == (("t", "one"),)


DEEP = "@a{k, t = " + "{" * 3000 + "}" * 3000 + " # jan}"


@pytest.mark.parametrize("text", ["", "no entry", "@a{k} @b{l}", "@string{x = {y}}", "@a{k, t={x}", "@a{k, t=}", DEEP])
def test_what_is_not_one_entry_is_refused(text: str) -> None:
    with pytest.raises(BibtexError):
        parse_entry(text)


@given(st.text(max_size=80))
def test_reading_never_fails_otherwise(text: str) -> None:
    assert isinstance(parse_bibtex(text), list)
    with contextlib.suppress(BibtexError):
        parse_entry("@a{k, t = " + text + "}")


@given(nasty_text)
def test_verbatim_values_that_balance_are_kept_as_they_are(text: str) -> None:
    value = one_line(text)
    if is_balanced(value):
        assert "url" in VERBATIM_FIELDS
        assert parse_entry(format_entry(Entry("misc", "k", (("url", value),)))).get("url") == value
