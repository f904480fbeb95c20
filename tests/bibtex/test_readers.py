"""What other programs understand of our exports: every entry type, both dialects, each reader, fact by fact.

The tables in `tests/golden/bibtex/readers.*.md` say what arrives. A loss that is not there fails; so does a gain, until
the tables are written anew: `python -m tests.bibtex.readers`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.bibtex.text_to_latex import Dialect
from tests.bibtex.readers.facts import CHANGED, KEPT, LOST, arrival, is_printed
from tests.bibtex.readers.matrix import (
    Cell,
    Matrix,
    compare,
    compute,
    from_text,
    golden_file,
    reasons,
    to_text,
    unexplained,
)
from tests.bibtex.readers.read_programs import READERS
from tests.bibtex.readers.samples import SAMPLES
from tests.bibtex.readers.zotero_import import read_zotero

DIALECTS: tuple[Dialect, ...] = ("biblatex", "bibtex")
REWRITE = "look at what changed, then write the tables anew: python -m tests.bibtex.readers"
both_dialects = pytest.mark.parametrize("dialect", DIALECTS)


@pytest.mark.slow
@both_dialects
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_newly_loses_a_fact(reader: str, dialect: Dialect) -> None:
    matrix = compute(dialect, [reader])
    if reader in matrix.missing:
        pytest.skip(matrix.missing[reader])
    known = from_text(golden_file(dialect).read_text(encoding="utf-8"))
    worse, other = compare(matrix, {place: cell for place, cell in known.items() if place[2] == reader})
    assert worse == []
    assert other == [], REWRITE


@both_dialects
def test_the_tables_show_the_entries_as_they_are_exported(dialect: Dialect) -> None:
    text = golden_file(dialect).read_text(encoding="utf-8")
    for key, entry in compute(dialect, readers=()).entries.items():
        shown = "\n".join(f"    {line}" for line in entry.rstrip().splitlines())
        assert f"## {key}\n\n{shown}\n" in text, REWRITE


@both_dialects
def test_every_known_loss_has_a_reason(dialect: Dialect) -> None:
    assert unexplained(dialect, from_text(golden_file(dialect).read_text(encoding="utf-8")))[0] == []


def test_every_reason_explains_a_loss() -> None:
    used = set[int]()
    for dialect in DIALECTS:
        used |= unexplained(dialect, from_text(golden_file(dialect).read_text(encoding="utf-8")))[1]
    assert [reason.why for number, reason in enumerate(reasons()) if number not in used] == []


@both_dialects
def test_every_reader_and_sample_is_in_the_tables(dialect: Dialect) -> None:
    cells = from_text(golden_file(dialect).read_text(encoding="utf-8"))
    assert {name for _, _, name in cells} == set(READERS)
    assert {key for key, _, _ in cells} == {sample.key for sample in SAMPLES}


def test_what_is_worse_is_told_from_what_is_better() -> None:
    place, complaint = ("book", "editors", "biber"), ("book", "complaints", "biber")
    matrix = Matrix("biblatex", cells={place: Cell(LOST), complaint: Cell(CHANGED, "no year")})
    worse, other = compare(matrix, {place: Cell(CHANGED, "Itor")})
    assert worse == [
        "biblatex book: complaints in biber: was not there, is ~ no year",
        "biblatex book: editors in biber: was ~ Itor, is -",
    ]
    assert other == []
    worse, other = compare(replace(matrix, cells={place: Cell(KEPT)}), {place: Cell(LOST)})
    assert worse == []
    assert other == ["biblatex book: editors in biber: was -, is ="]


def test_a_table_reads_back_as_it_was_written() -> None:
    matrix = Matrix("biblatex")
    matrix.entries["a"] = "@misc{a,\n}\n"
    matrix.said |= {("a", "title"): "x | y", ("a", "complaints"): "none"}
    matrix.cells |= {
        ("a", "title", "biber"): Cell(CHANGED, "x | z"),
        ("a", "title", "typst"): Cell(LOST),
        ("a", "title", "zotero"): Cell(KEPT),
        ("a", "complaints", "ACM"): Cell(CHANGED, "empty year"),
    }
    assert from_text(to_text(matrix)) == matrix.cells


@pytest.mark.parametrize(
    ("fact", "said", "understood", "outcome"),
    [
        ("authors", "van den Oord, Aäron; OpenAI", "van den Oord, A\u0061\u0308ron; OpenAI", KEPT),
        ("authors", "van den Oord, Aäron", "Oord, Aäron van den", CHANGED),
        ("title", "Costs of $O(n)$", "Costs of <i>O</i>(n)", KEPT),
        ("title", "Costs of $O(n)$", "Costs", CHANGED),
        ("capitals", "DNA", "The dna of Things", CHANGED),
        ("pages", "101-108", "101–108", KEPT),
        ("url", "https://example.org/a_b", "https://example.org/a\\_b", CHANGED),
        ("type", "thesis", "phdthesis", KEPT),
        ("type", "thesis", "misc", CHANGED),
        ("day", "07", "", LOST),
    ],
)
def test_what_arrives(fact: str, said: str, understood: str, outcome: str) -> None:
    assert arrival(fact, said, understood) == outcome


@pytest.mark.parametrize(
    ("fact", "said", "text", "is_seen"),
    [
        ("authors", "van der Berg, Jan", "J. van der Berg. Things.", True),
        ("authors", "van der Berg, Jan", "J. Berg. Things.", False),
        ("month", "05", "Things, May 2020", True),
        ("month", "05", "Mayhem, 2020", False),
        ("volume", "3", "Journal, 3(2)", True),
        ("volume", "3", "Journal, 31", False),
        ("doi", "10.1000/a_b", "doi: 10.1000/a_b", True),
    ],
)
def test_what_is_printed(fact: str, said: str, text: str, is_seen: bool) -> None:
    assert is_printed(fact, said, text) is is_seen


def test_zoteros_import_drops_types_that_it_does_not_know_and_splits_names_at_commas() -> None:
    items = read_zotero(
        "@dataset{d, title = {Data}}\n"
        "@thesis{t, author = {King, Jr., Martin and {World Health Organization}}, title = {T}, type = {PhD thesis},"
        " institution = {MIT}, date = {2020-05-03}, eprint = {2201.00001}, eprinttype = {arxiv}, pages = {7}}\n"
        "@misc{m, title = {M}, howpublished = {Slides}, eprint = {2201.00001}, archivePrefix = {arXiv}}\n"
    )
    assert items.keys() == {"t", "m"}
    assert items["t"]["authors"] == "King, Martin, Jr.; World Health Organization"
    assert items["t"]["publisher"] == "MIT"
    assert (items["t"]["kind"], items["t"]["day"], items["t"]["arxiv"]) == ("PhD thesis", "03", "2201.00001")
    assert items["m"].keys() == {"type", "title", "capitals"}
