"""Compressed files are read from any offset and in bounded memory; damage is reported."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from biblio.errors import Problem, SourceError
from biblio.lookup.catalogue.formats.format_base import ReadSizes, RowPosition
from biblio.lookup.catalogue.formats.streams import (
    DamagedStreamError,
    StreamBuffer,
    read_chunks,
    read_lines,
    read_sample,
)
from tests.lookup.catalogue.format_samples import PACKINGS, pack, problems, read, rows, write

TEXT = "".join(f"line {number} 深層\n" for number in range(40_000)).encode()
EVERY = pytest.mark.parametrize("packing", PACKINGS)
PACKED = (b"\x1f\x8b", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")  # first bytes of gzip, xz and Zstandard


@EVERY
@pytest.mark.parametrize("start", [0, 1, 100_000, len(TEXT) - 1, len(TEXT), len(TEXT) + 5])
def test_from_any_offset(packing: str, start: int, tmp_path: Path) -> None:
    file = write(tmp_path, "text", pack(TEXT, packing))
    assert b"".join(read_chunks(file.path, start)) == TEXT[start:]


@EVERY
def test_several_members_follow_each_other(packing: str, tmp_path: Path) -> None:
    file = write(tmp_path, "text", pack(TEXT[:1000], packing) + pack(b"", packing) + pack(TEXT[1000:], packing))
    assert b"".join(read_chunks(file.path)) == TEXT


@pytest.mark.parametrize("packing", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize("keep", [0.2, 0.9, -1])
def test_a_truncated_stream_says_so_after_its_data(packing: str, keep: float, tmp_path: Path) -> None:
    packed = pack(TEXT, packing)
    end = int(keep) if keep < 0 else int(len(packed) * keep)
    pieces = []
    with pytest.raises(DamagedStreamError, match="ends in the middle") as raised:
        pieces.extend(read_chunks(write(tmp_path, "text", packed[:end]).path))
    assert isinstance(raised.value, SourceError)
    assert raised.value.hint


@pytest.mark.parametrize("packing", [".gz", ".xz", ".zst"])
def test_damage_says_so(packing: str, tmp_path: Path) -> None:
    packed = bytearray(pack(TEXT, packing))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    file = write(tmp_path, "text", bytes(packed))
    with pytest.raises(DamagedStreamError):
        list(read_chunks(file.path))
    items = list(read_lines(file, RowPosition()))
    assert isinstance(items[-1], Problem)
    assert items[-1].line == len(items)


def test_a_name_does_not_decide_the_packing(tmp_path: Path) -> None:
    assert b"".join(read_chunks(write(tmp_path, "plain.gz", TEXT).path)) == TEXT
    assert read_sample(write(tmp_path, "packed.jsonl", gzip.compress(TEXT)).path).head == TEXT[: 64 * 1024]


@EVERY
def test_a_sample_of_a_truncated_file(packing: str, tmp_path: Path) -> None:
    packed = pack(TEXT, packing)
    head = read_sample(write(tmp_path, "text", packed[: len(packed) // 2]).path).head
    assert TEXT.startswith(head)
    assert head
    if packing:
        with pytest.raises(DamagedStreamError):
            read_sample(write(tmp_path, "text", packed[:11]).path)


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)), st.booleans(), st.integers(3, 30))
def test_all_lines_are_read_and_reading_goes_on_after_any(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], ends: bool, chunk: int
) -> None:
    text = b"\n".join(parts) + (b"\n" if ends else b"")
    assume(not text.startswith(PACKED))  # what begins like a packed file is one
    file = write(tmp_path_factory.mktemp("lines"), "text", text, ReadSizes(chunk=chunk))
    expected = text.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not expected[-1]:
        expected.pop()
    lines = list(read_lines(file, RowPosition()))
    assert [item[0] for item in lines if not isinstance(item, Problem)] == expected
    assert [item[1] for item in lines if not isinstance(item, Problem)] == list(range(1, len(expected) + 1))
    for number, item in enumerate(lines, 1):
        assert not isinstance(item, Problem)
        # After a last line without its end only that end can follow.
        assert list(read_lines(file, RowPosition.read(item[2]))) == lines[number:]


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    long = b'{"title": "' + b"x" * 5000 + b'"}'
    text = b'{"title": "a"}\n' + long + b'\n{"title": "b"}\n' + long
    file = write(tmp_path, "works.jsonl", text, ReadSizes(chunk=100, item=1000))
    first, problem, second, last = read("jsonlines", file)
    assert isinstance(problem, Problem)
    assert isinstance(last, Problem)
    assert (problem.line, last.line) == (2, 4)
    assert "more than 1,000 bytes" in problem.what
    assert not isinstance(first, Problem)
    assert not isinstance(second, Problem)
    assert second.fields == {"title": "b"}
    assert read("jsonlines", file, first.position) == [problem, second, last]
    assert read("jsonlines", file, second.position) == [last]


def test_windows_line_ends_marks_and_blank_lines(tmp_path: Path) -> None:
    file = write(tmp_path, "works.jsonl", b'\xef\xbb\xbf{"title":"a"}\r\n\r\n  {"title":"b"}\r\n')
    assert [row.raw for row in rows("jsonlines", file)] == [b'{"title":"a"}', b'{"title":"b"}']
    file = write(tmp_path, "arxiv.json", b'\xef\xbb\xbf{"id":"2106.09685","title":"a"}\r\n\r\n')
    assert [row.fields for row in rows("arxiv", file)] == [{"id": "2106.09685", "title": "a"}]


@pytest.mark.parametrize(
    "bad", [b"{", b"[1]", b'"x"', b"\xff\xfe", b'{"a": NaN}', b'{"title": "\\ud800"}', b"[" * 5000]
)
def test_a_bad_line_is_left_out(bad: bytes, tmp_path: Path) -> None:
    for name in ("jsonlines", "arxiv", "openalex"):
        file = write(tmp_path, "works.jsonl", b'{"title":"a"}\n' + bad + b'\n{"title":"b"}\n')
        (problem,) = problems(name, file)
        assert problem.line == 2
        assert "not a JSON object" in problem.what
        assert problem.hint
        assert [row.fields for row in rows(name, file)] == [{"title": "a"}, {"title": "b"}]


def test_a_file_that_grows_is_read_on(tmp_path: Path) -> None:
    whole = b'{"title":"a"}\n{"title":"b"}\n{"title":"c"}\n'
    file = write(tmp_path, "works.jsonl", whole[:20])  # in the middle of a line
    first, problem = read("jsonlines", file)
    assert isinstance(problem, Problem)
    assert not isinstance(first, Problem)
    file = write(tmp_path, "works.jsonl", whole)
    assert [row.fields for row in rows("jsonlines", file, first.position)] == [{"title": "b"}, {"title": "c"}]
    packed = write(tmp_path, "works.jsonl.gz", gzip.compress(whole[:14]))
    (first,) = rows("jsonlines", packed)
    packed = write(tmp_path, "works.jsonl.gz", gzip.compress(whole[:14]) + gzip.compress(whole[14:]))
    assert [row.fields for row in rows("jsonlines", packed, first.position)] == [{"title": "b"}, {"title": "c"}]


def test_a_buffer_counts_what_is_taken(tmp_path: Path) -> None:
    buffer = StreamBuffer(write(tmp_path, "text", b"one\ntwo\nthree"), RowPosition(4, 1))
    assert buffer.read_more()
    assert not buffer.read_more()
    assert buffer.has_ended
    assert (buffer.take(4), buffer.position, buffer.line) == (b"two\n", b"8 2", 3)


def _document(count: int, size: int) -> bytes:
    return json.dumps({"items": [{"DOI": f"10.1000/{n}", "title": ["x" * size]} for n in range(count)]}).encode()


def _bibliography(count: int, size: int) -> bytes:
    return b"".join(b"@misc{k%d, title = {%s}}\n" % (n, b"x " * (size // 2)) for n in range(count))


def _rebiber(count: int, size: int) -> bytes:
    return json.dumps(
        {f"k{n}": [f"@misc{{k{n}, title = {{{'x' * size}}}}}\n"] for n in range(count)}, indent=2
    ).encode()


def _xml(count: int, size: int) -> bytes:
    return (
        b"<dblp>"
        + b"".join(b'<book key="k"><title>%s</title></book>' % (b"x" * size) for _ in range(count))
        + b"</dblp>"
    )


LARGE: dict[str, Callable[[int, int], bytes]] = {
    "jsonlines": lambda count, size: b"".join(b'{"title":"%s"}\n' % (b"x" * size) for _ in range(count)),
    "crossref": _document,
    "rebiber": _rebiber,
    "dblp": _xml,
    "bibfile": _bibliography,
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("packing", ["", ".gz"])
def test_memory_does_not_grow_with_the_file(name: str, packing: str, tmp_path: Path) -> None:
    data = LARGE[name](600, 30_000)
    assert len(data) > 17_000_000
    file = write(tmp_path, "large", pack(data, packing))
    del data
    next(iter(rows(name, write(tmp_path, "small", LARGE[name](1, 10)))))  # what is imported on first use
    from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS

    tracemalloc.start()
    try:
        count = sum(1 for _ in CATALOGUE_FORMATS.load(name).rows(file, b""))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 600
    assert peak < 9_000_000
