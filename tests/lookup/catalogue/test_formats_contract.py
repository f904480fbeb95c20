"""The readers of all formats go on from any row, never raise, and lose only what is damaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, FileSample, ReadSizes
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS, detect_format
from biblio.lookup.catalogue.row_format import record_from_row
from tests.lookup.catalogue.format_samples import PACKINGS, SAMPLES, pack, problems, read, rows, write

EVERY_FORMAT = pytest.mark.parametrize("name", SAMPLES)
SHARED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(CATALOGUE_FORMATS)
    for name in CATALOGUE_FORMATS:
        source = CATALOGUE_FORMATS.load(name)
        assert isinstance(source, CatalogueFormat)
        assert source.name == name


@EVERY_FORMAT
def test_a_format_is_recognised_by_its_beginning(name: str) -> None:
    file, text, _ = SAMPLES[name]
    detected = detect_format(FileSample(file, text.encode()))
    assert detected is not None
    assert detected.name == name
    # No other name of the file changes that, but for the Anthology's own, which is BibTeX like any other.
    assert name in ("anthology",) or detect_format(FileSample("data", text.encode())) is detected


@EVERY_FORMAT
@pytest.mark.parametrize("packing", PACKINGS)
def test_rows_are_whole(name: str, packing: str, tmp_path: Path) -> None:
    file, text, count = SAMPLES[name]
    items = read(name, write(tmp_path, file + packing, pack(text.encode(), packing)))
    assert [item for item in items if isinstance(item, Problem)] == []
    assert len(items) == count
    for row in rows(name, write(tmp_path, file, text)):
        assert msgspec.json.decode(row.raw) == row.fields
        assert b"\n" not in row.raw
        assert all(value or value is None for value in row.fields.values())
        if row.fields.get("title"):
            assert record_from_row(row.fields) is not None


@EVERY_FORMAT
@pytest.mark.parametrize("packing", ["", ".gz"])
@pytest.mark.parametrize("chunk", [7, 1 << 18])
def test_reading_goes_on_after_every_row(name: str, packing: str, chunk: int, tmp_path: Path) -> None:
    file_name, text, _ = SAMPLES[name]
    file = write(tmp_path, file_name + packing, pack(text.encode(), packing))
    whole = rows(name, file)
    in_chunks = replace(file, read_sizes=ReadSizes(chunk=chunk))
    assert read(name, in_chunks) == whole
    for number, row in enumerate(whole, 1):
        assert read(name, in_chunks, row.position) == whole[number:]


@EVERY_FORMAT
@SHARED
@given(data=st.data())
def test_a_truncated_file_gives_its_whole_rows(name: str, data: st.DataObject, tmp_path: Path) -> None:
    file, text, _ = SAMPLES[name]
    packing = data.draw(st.sampled_from(list(PACKINGS)))
    packed = pack(text.encode(), packing)
    end = data.draw(st.integers(1, len(packed) - 1))
    whole = [row.fields for row in rows(name, write(tmp_path, file, text))]
    items = read(name, write(tmp_path, "cut", packed[:end]))
    read_fields = [item.fields for item in items if not isinstance(item, Problem)]
    assert read_fields == whole[: len(read_fields)]
    if packing and end > 10:
        assert isinstance(items[-1], Problem)
        assert "ends in the middle" in items[-1].what


@EVERY_FORMAT
@SHARED
@given(data=st.data())
def test_damage_never_raises_and_is_reported(name: str, data: st.DataObject, tmp_path: Path) -> None:
    file, text, _ = SAMPLES[name]
    raw = text.encode()
    at = data.draw(st.integers(0, len(raw) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=8))
    for item in read(name, write(tmp_path, file, raw[:at] + junk + raw[at + 1 :])):
        if isinstance(item, Problem):
            assert item.what
            assert item.line >= 0


@EVERY_FORMAT
def test_a_damaged_gzip_file_is_one_problem(name: str, tmp_path: Path) -> None:
    file, text, _ = SAMPLES[name]
    packed = bytearray(pack(text.encode(), ".gz"))
    packed[20:30] = b"\xff" * 10
    damages = problems(name, write(tmp_path, f"{file}.gz", bytes(packed)))
    assert len(damages) >= 1
    assert "damaged" in damages[-1].what


@EVERY_FORMAT
def test_an_empty_file_has_no_rows(name: str, tmp_path: Path) -> None:
    assert rows(name, write(tmp_path, "empty", b"")) == []
