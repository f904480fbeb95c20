"""Which files a path stands for, in which format, and whether they changed."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from biblio.errors import Problem, SourceError, UsageError
from biblio.lookup.catalogue.formats.source_files import file_fingerprint, find_sources, has_grown
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.work_types import ROW_TYPES, catalogue_type
from biblio.model.record import Kind, Medium, Relation
from tests.lookup.catalogue.format_samples import SAMPLES, write


def detected_formats(path: Path, name: str | None = None) -> dict[str, str]:
    """Return the format, or the problem, of formats file by its path below `path`."""
    formats = {}
    for source in find_sources(path, name):
        if isinstance(source, Problem):
            formats[os.path.relpath(source.path, path)] = source.what
        else:
            formats[os.path.relpath(source[1].path, path)] = source[0].name
    return formats


def test_a_folder_of_everything(tmp_path: Path) -> None:
    for name, (file, text, _) in SAMPLES.items():
        (tmp_path / name).mkdir()
        write(tmp_path, f"{name}/{file}.gz", gzip.compress(text.encode()))
    (tmp_path / "openalex" / "updated_date=2024-01-05").mkdir()
    write(tmp_path, "openalex/updated_date=2024-01-05/part_0000.gz", gzip.compress(SAMPLES["openalex"][1].encode()))
    for name in ("manifest", "README.md", ".hidden.jsonl", "notes.txt", "picture.png"):
        write(tmp_path, name, '{"title": "x"}')
    write(tmp_path, "odd.json", '{"name": "a package"}')
    write(tmp_path, "snapshot.tar.gz", gzip.compress(b"x"))
    write(tmp_path, "cut.jsonl.gz", gzip.compress(b"x" * 5000)[:12])
    formats = detected_formats(tmp_path)
    assert formats.pop("odd.json") == "has an unknown format"
    assert formats.pop("snapshot.tar.gz") == "is an archive"
    assert "ends in the middle" in formats.pop("cut.jsonl.gz")
    assert formats.pop("openalex/updated_date=2024-01-05/part_0000.gz") == "openalex"
    assert formats == {f"{name}/{file}.gz": name for name, (file, _, _) in SAMPLES.items()}
    assert list(detected_formats(tmp_path)) == list(detected_formats(tmp_path))


def test_one_file_and_a_forced_format(tmp_path: Path) -> None:
    path = tmp_path / "anything"
    write(tmp_path, "anything", SAMPLES["arxiv"][1])
    assert detected_formats(path) == {".": "arxiv"}
    assert detected_formats(path, "jsonlines") == {".": "jsonlines"}
    ((_, file),) = (source for source in find_sources(path) if not isinstance(source, Problem))
    assert (file.path, file.size) == (str(path), path.stat().st_size)
    assert file.fingerprint == file_fingerprint(path)
    with pytest.raises(UsageError, match="unknown source format 'arxvi'"):
        list(find_sources(path, "arxvi"))


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        list(find_sources(tmp_path / "none"))
    with pytest.raises(SourceError, match="no file that a catalogue can be built from"):
        list(find_sources(tmp_path))


def test_what_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", '{"title": "x"}')
    (tmp_path / "gone.jsonl").symlink_to(tmp_path / "nowhere")
    formats = detected_formats(tmp_path)
    assert formats["a.jsonl"] == "jsonlines"
    assert "cannot be read" in formats["gone.jsonl"]


def test_fingerprints(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_bytes(b"a" * 10_000)
    os.utime(path, ns=(1, 1))
    before = file_fingerprint(path)
    assert file_fingerprint(path) == before
    assert not has_grown(path, before)
    path.write_bytes(b"a" * 10_000 + b"more")
    assert file_fingerprint(path) != before
    assert has_grown(path, before)
    for changed in (b"b" + b"a" * 10_003, b"a" * 9_999 + b"bcde", b"a" * 9_000):
        path.write_bytes(changed)
        assert not has_grown(path, before)
    path.write_bytes(b"a" * 5000 + b"b" + b"a" * 4999)  # the same size and ends: only the time tells
    assert file_fingerprint(path) != before


def test_an_empty_file_may_grow(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_bytes(b"")
    before = file_fingerprint(path)
    path.write_bytes(b"x")
    assert has_grown(path, before)


# -- what the rows' own keys mean ----------------------------------------------------------------------------


def test_types_are_read_as_they_are_written() -> None:
    for word, (kind, medium) in ROW_TYPES.items():
        assert word == word.lower()
        assert ROW_TYPES[catalogue_type(kind, medium)] == (kind, medium)
    assert catalogue_type(Kind.PAPER, Medium.UNKNOWN) == ""
    assert catalogue_type(Kind.THESIS, Medium.PREPRINT) == "thesis"
    assert {kind for kind, _ in ROW_TYPES.values()} == set(Kind)


def test_what_rows_have_beyond_our_own_lines() -> None:
    record = record_from_row(
        {
            "title": "T", "authors": ["{OpenAI}", "King, Jr., Martin Luther", "van den Oord, Aäron"], "truncated": True,
            "editors": ["Fleet, David"], "series": "LNCS &amp; more", "language": "en", "retracted": True, "year": "20160",
            "month": "²", "dblp": "conf/x/Y", "pmid": "29456894", "pmcid": "PMC5815332", "isbn": "0-201-13447-0",
            "related": {"preprint": ["arxiv:2106.09685", "nonsense", 3], "published-as": ["doi:10.1000/x"], "odd": ["doi:10.1/x"]},
        }
    )  # fmt: skip
    assert record is not None
    assert [name.last for name in record.authors] == ["OpenAI", "King", "van den Oord"]
    assert record.truncated
    assert (str(record.editors[0]), record.series, record.language, record.note) == (
        "David Fleet",
        "LNCS & more",
        "en",
        "retracted",
    )
    assert record.date is None
    assert [identifier.scheme for identifier in record.identifiers] == ["dblp", "pmid", "pmcid", "isbn"]
    assert [(relation, str(identifier)) for relation, identifier in record.related] == [
        (Relation.PREPRINT, "arxiv:2106.09685"),
        (Relation.PUBLISHED_AS, "doi:10.1000/x"),
    ]
