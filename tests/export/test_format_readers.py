"""What other programs understand of every format: at least two for each, compared field by field with the works."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from biblio.export.export_formats import EXPORTERS
from biblio.export.writers.csv_writer import COLUMNS
from biblio.export.writers.reference_parts import authors_text, details_text, links, main_address
from biblio.text import normalise_space
from tests.bibtex.readers.read_programs import NotInstalled
from tests.export.format_samples import HOSTILE_TITLES, keyed
from tests.export.readers.run_readers import FACT_READERS, READERS, read
from tests.export.readers.table import GOLDEN, REASONS, compute, covers, places_in, reason
from tests.export.test_writers import render, titled

REWRITE = "look at what changed, then write the table anew: python -m tests.export.readers"
# As an item has them: without line ends and control characters.
HOSTILE = [
    titled(title, container=f"In {title}", publisher=title)
    for title in (normalise_space(re.sub(r"[\x00-\x08\x0e-\x1f]", "", title)) for title in HOSTILE_TITLES)
]


def understood(format_name: str, program: str, text: str, folder: Path) -> Any:
    try:
        return read(format_name, program, text, folder)[1]
    except NotInstalled as error:
        pytest.skip(str(error))


def numbered() -> list[Any]:
    from dataclasses import replace

    works = [
        replace(work, key=f"hostile{number:02}", item=replace(work.item, key=f"hostile{number:02}"))
        for number, work in enumerate(HOSTILE)
    ]
    return sorted((*keyed(), *works), key=lambda work: work.key)


# -- fact by fact --------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize(("format_name", "program"), FACT_READERS)
def test_what_arrives_is_what_the_table_says(format_name: str, program: str) -> None:
    table = compute([(format_name, program)])
    if table.missing:
        pytest.skip(table.missing[format_name, program])
    now = {place: " ".join(loss.split()) for place, loss in table.losses.items()}
    known = places_in(GOLDEN.read_text(encoding="utf-8"))
    assert now == {place: loss for place, loss in known.items() if place[:2] == (format_name, program)}, REWRITE


def test_every_loss_has_a_reason_and_every_reason_a_loss() -> None:
    places = places_in(GOLDEN.read_text(encoding="utf-8"))
    assert [place for place in places if not reason(place)] == []
    assert [patterns for patterns in REASONS if not any(covers(patterns, place) for place in places)] == []


def test_every_format_has_two_other_readers() -> None:
    assert READERS.keys() == set(EXPORTERS.built_in)
    assert all(len(programs) >= 2 for programs in READERS.values())


# -- value by value ------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("program", ["pyyaml", "yaml"])
def test_yaml_of_both_versions_gives_the_same_entries(program: str, tmp_path: Path) -> None:
    text = render("hayagriva", *numbered())
    entries = understood("hayagriva", program, text, tmp_path)
    assert entries == yaml.load(text, Loader=yaml.BaseLoader)  # which takes everything for text


@pytest.mark.slow
@pytest.mark.parametrize("program", ["typst", "hayagriva"])
def test_programs_for_hayagriva_take_every_text(program: str, tmp_path: Path) -> None:
    entries = understood("hayagriva", program, render("hayagriva", *numbered()), tmp_path)
    assert entries.keys() == {work.key for work in numbered()}
    for work in numbered():
        if work.key.startswith("hostile"):
            title = re.search(r"⟨title⟩(.*?)(?:⟨|$)", entries[work.key], re.DOTALL)
            assert title
            assert comparable(title[1]) == comparable(work.item.plain_title)


@pytest.mark.slow
@pytest.mark.parametrize("program", ["pandoc-csl", "citeproc-js", "citeproc-py"])
def test_programs_for_csl_take_every_text(program: str, tmp_path: Path) -> None:
    items = understood("csl-json", program, render("csl-json", *numbered()), tmp_path)
    keys = [item["id"] for item in items] if program == "pandoc-csl" else list(items)
    assert sorted(keys) == [work.key for work in numbered()]


@pytest.mark.slow
@pytest.mark.parametrize("program", ["rispy", "citation-js"])
def test_programs_for_ris_take_every_text(program: str, tmp_path: Path) -> None:
    entries = understood("ris", program, render("ris", *numbered()), tmp_path)
    assert sorted(entries) == [work.key for work in numbered()]
    for work in numbered():
        assert comparable(entries[work.key]["title"]) == comparable(work.item.plain_title)


@pytest.mark.slow
@pytest.mark.parametrize("program", READERS["csv"])
def test_every_cell_of_the_table_is_what_it_was(program: str, tmp_path: Path) -> None:
    text = render("csv", *numbered())
    rows = understood("csv", program, text, tmp_path)
    assert rows == list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["key"] for row in rows] == [work.key for work in numbered()]
    for row, work in zip(rows, numbered(), strict=True):
        assert tuple(row) == COLUMNS
        said = {
            "title": work.item.plain_title,
            "doi": work.item.doi,
            "venue": work.item.container,
            "volume": work.item.volume,
            "year": str(work.item.date.first.year) if work.item.date and work.item.date.first else "",
        }
        for name, value in said.items():
            is_formula = value.startswith(("=", "+", "-", "@")) and not value.removeprefix("-").isdecimal()
            assert row[name] == (f"'{value}" if is_formula else value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format_name", "program"), [(name, program) for name in ("markdown", "html") for program in READERS[name]]
)
def test_every_element_of_a_list_is_the_reference_of_its_work(format_name: str, program: str, tmp_path: Path) -> None:
    elements = understood(format_name, program, render(format_name, *numbered()), tmp_path)
    assert len(elements) == len(numbered())
    for element, work in zip(elements, numbered(), strict=True):
        item = work.item
        text = element["text"]
        parts = (item.plain_title, authors_text(item), item.container, details_text(item), item.key)
        if format_name == "html":  # with indices as elements of their own
            parts = parts[1:]
        position = 0
        for part in filter(None, parts):
            found = comparable(text).find(comparable(part), position)
            assert found >= position, (part, text)
            position = found
        addresses = [address for address in (main_address(item), *(link.url for link in links(item))) if address]
        assert list(map(unquoted, element["links"])) == list(map(unquoted, addresses))


def comparable(text: str) -> str:
    """Return a text as it is compared: programs turn quotes, dashes and dots, and leave out what cannot be seen."""
    text = unicodedata.normalize("NFKC", text).replace("…", "...")
    text = re.sub(r"[‘’‚“”„'\"]", "'", text)
    text = re.sub(r"[‐‑‒–—―−-]+", "-", text)
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc"))


def unquoted(address: str) -> str:
    from urllib.parse import unquote

    return unquote(address)
