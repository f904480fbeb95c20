"""A few entries of a file that nobody but us has written into are changed as if the whole file had been looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.scanner import scan
from biblio.export.merge_file import LineShift, merge_entries
from biblio.export.spliced_text import SplicedText, bytes_digest, splice_entries
from biblio.export.written_entry import WrittenEntry, digest_of_file, is_as_written


def entry(key: str, lines: int) -> str:
    fields = "".join(f"  note{line} = {{{{{key},}} of 灯 {key},}},\n" for line in range(lines))
    return f"@misc{{{key},\n{fields}}}"


keys = st.lists(st.sampled_from(["a", "b", "b2", "c:1", "d", "e", "z"]), min_size=1, unique=True)
HEADERS = ["% All works.\n\n", "% All works.\n% mine\n\n", "% 灯\n\n\n% about the first one\n\n"]


@given(st.data(), keys, st.sampled_from(HEADERS), st.sampled_from(["\n", "", "\n\n \n"]))
def test_splicing_gives_what_merging_the_whole_file_gives(
    data: st.DataObject, order: list[str], header: str, ending: str
) -> None:
    texts = {key: entry(key, data.draw(st.integers(0, 2))) for key in order}
    old = header + "\n\n".join(texts.values()) + ending
    base = {key: WrittenEntry.of(text) for key, text in texts.items()}
    assert is_as_written(old, base)
    new = data.draw(st.dictionaries(keys.map(lambda some: some[0]), st.integers(-1, 4), min_size=1))
    changes = {
        key: (texts.get(key), entry(key, lines) if lines >= 0 else None)
        for key, lines in new.items()
        if lines >= 0 or key in texts
    }

    whole = merge_entries(old, changes, base)
    spliced = splice_entries(old.encode(), changes, base)

    assert whole is not None
    if spliced is None:  # no entry is left beside which new ones could stand
        assert all(changes.get(key, ("", ""))[1] is None for key in order)
        return
    result, merge = spliced
    assert result.text == whole.text
    assert bytes_digest(result.parts()) == bytes_digest([whole.text.encode()])
    assert dict(merge.base) == dict(whole.base)
    assert (merge.added, merge.changed, merge.removed) == (whole.added, whole.changed, whole.removed)
    assert set(merge.keys) == set(whole.keys) == set(order)
    lines = {block.key: block.line for block in scan(result.text)}
    for shifts in (merge.shifts, whole.shifts):
        for block in scan(old):
            if block.key and block.key not in changes and not is_within(block.line, shifts):
                assert lines[block.key] == block.line + sum(s.delta for s in shifts if s.end <= block.line)
    assert is_as_written(result.text, merge.base) or not merge.base


def is_within(line: int, shifts: tuple[LineShift, ...]) -> bool:
    return any(shift.start <= line < shift.end for shift in shifts)


def test_only_the_entries_beside_a_change_are_in_its_splice() -> None:
    texts = {f"k{number}": entry(f"k{number}", 3) for number in range(9)}
    old = ("% All works.\n\n" + "\n\n".join(texts.values()) + "\n").encode()
    base = {key: WrittenEntry.of(text) for key, text in texts.items()}

    spliced = splice_entries(old, {"k4": (texts["k4"], entry("k4", 1))}, base)

    assert spliced is not None
    ((start, end, _),) = spliced[0].splices
    assert old[start:end].decode() == "\n\n".join(texts[key] for key in ("k3", "k4", "k5"))
    assert not is_within(old[:start].count(b"\n") + 1, spliced[1].shifts)


@pytest.mark.parametrize("before", [entry("a", 2), None])
def test_an_entry_that_is_not_there_as_it_was_written_is_for_the_whole_file(before: str | None) -> None:
    texts = {key: entry(key, 1) for key in "abc"}
    old = ("% All works.\n\n" + "\n\n".join(texts.values())).encode()
    base = {key: WrittenEntry.of(text) for key, text in texts.items()}

    assert splice_entries(old, {"a": (before, entry("a", 3))}, base) is None


@pytest.mark.parametrize("extra", ["\n\n% mine\n", "\n\n@misc{x,\n}", "\n\n" + entry("a", 1), "\r\n"])
def test_a_file_with_something_else_is_not_as_written(extra: str) -> None:
    texts = {key: entry(key, 1) for key in "ab"}
    base = {key: WrittenEntry.of(text) for key, text in texts.items()}
    old = "% All works.\n\n" + "\n\n".join(texts.values())

    assert is_as_written(old, base)
    assert not is_as_written(old + extra, base)
    assert not is_as_written(old, {**base, "c": WrittenEntry.of(entry("c", 1))})


@given(st.text(st.sampled_from("a% \n\r\x1f\x85\xa0灯}"), max_size=12))
def test_the_digest_of_a_file_is_that_of_its_text(text: str) -> None:
    data = text.encode()
    for parts in ((data,), (data[:3], memoryview(data)[3:]), (data[:-1], b"", data[-1:])):
        assert digest_of_file(parts) == WrittenEntry.of(text).digest


def test_splices_are_put_into_the_bytes_around_them() -> None:
    spliced = SplicedText(b"one two three", ((4, 7, b"2"), (8, 13, b"")))

    assert spliced.text == "one 2 "
    assert b"".join(spliced.parts()) == b"one 2 "
