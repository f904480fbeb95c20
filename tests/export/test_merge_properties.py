"""What the merge promises, for any file, any edits of the user and any change of our data."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.scanner import BlockKind, scan, scan_fields
from biblio.export.merge_file import WrittenEntry, merge_file

KEYS = ["a", "b", "c", "d", "E", "f"]
NAMES = ["title", "author", "year", "doi", "note"]

values = st.sampled_from(["one", "two", "{B}raced", "a # b", "x, y = z"])
contents = st.dictionaries(st.sampled_from(NAMES), values, min_size=1, max_size=4)
libraries = st.dictionaries(st.sampled_from(KEYS), contents, max_size=5)
between = st.lists(
    st.sampled_from(
        ["\n", "\n\n", "% words of mine\n", "free text, me@home.org\n", "@comment{mine}\n", "@string{x = {y}}\n"]
    ),
    max_size=3,
).map("".join)


def text_of(key: str, content: dict[str, str]) -> str:
    lines = "".join(f"  {name} = {{{content[name]}}},\n" for name in NAMES if name in content)
    return f"@misc{{{key},\n{lines}}}\n"


def texts(library: dict[str, dict[str, str]]) -> dict[str, str]:
    return {key: text_of(key, content) for key, content in library.items()}


@dataclass
class File:
    """A file as the user left it: its text, what they wrote into it, and what they changed of ours."""

    text: str
    own: list[str]
    edited: dict[str, str]
    untouched: dict[str, str]
    deleted: set[str]


@st.composite
def files(draw: st.DrawFn, base: dict[str, dict[str, str]]) -> File:
    """A file that held `base` and was edited by hand."""
    pieces: list[str] = []
    result = File("", [], {}, {}, set())
    for key, content in draw(st.permutations(sorted(base.items()))):
        if remark := draw(between):
            pieces.append(remark)
            result.own += [line for line in remark.split("\n") if line]
        match draw(st.sampled_from(["leave", "leave", "edit", "delete", "own"])):
            case "delete":
                result.deleted.add(key)
                continue
            case "edit":
                changed = {**content, draw(st.sampled_from([*NAMES, "mine"])): draw(values) + " by hand"}
                dropped = draw(st.sampled_from([None, *content]))
                lines = [f"\t{name}  =  {{{value}}}" for name, value in changed.items() if name != dropped]
                text = f"@{draw(st.sampled_from(['misc', 'book']))}{{{key},\n" + ",\n".join(lines) + "\n}"
                result.edited[key] = text
            case "own":
                text = f"@misc{{own-{key}, title = {{{draw(values)}}}}}\n"
                result.own.append(text.strip())
                pieces.append(text + "\n")
                text = text_of(key, content)
                result.untouched[key] = text
            case _:
                text = text_of(key, content)
                result.untouched[key] = text
        pieces.append(text + draw(st.sampled_from(["\n", "\n\n", " % remark\n"])))
    result.text = "".join(pieces)
    return result


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, dict[str, str]], File, dict[str, dict[str, str]]]:
    """What we wrote, what the user made of it, what we would write now."""
    base = draw(libraries)
    ours = {key: content for key, content in base.items() if draw(st.integers(0, 3))}
    ours |= draw(libraries)
    return base, draw(files(base)), ours


def written(library: dict[str, dict[str, str]], *, keep_text: bool = True) -> dict[str, WrittenEntry]:
    entries = {key: WrittenEntry.of(text) for key, text in texts(library).items()}
    return entries if keep_text else {key: WrittenEntry(entry.digest) for key, entry in entries.items()}


def values_in(text: str, key: str) -> dict[str, str]:
    (block,) = [block for block in scan(text) if block.kind is BlockKind.ENTRY and block.key == key]
    return {span.name: text[span.value_start : span.value_end] for span in scan_fields(text, block)}


def keys_in(text: str) -> list[str]:
    return [block.key for block in scan(text) if block.kind is BlockKind.ENTRY]


@given(histories(), st.booleans())
def test_a_second_run_changes_nothing(history: tuple, keep_text: bool) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    once = merge_file(file.text, texts(ours), written(base, keep_text=keep_text))
    twice = merge_file(once.text, texts(ours), once.base)
    assert twice.text == once.text
    assert (twice.added, twice.changed, twice.removed, twice.conflicts) == ((), (), (), ())
    assert twice.base == once.base


@given(histories(), st.booleans())
def test_what_the_user_wrote_survives(history: tuple, keep_text: bool) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    result = merge_file(file.text, texts(ours), written(base, keep_text=keep_text))
    for words in file.own:
        assert words in result.text
    place = 0
    for block in scan(file.text):  # and in its order
        if block.kind in (BlockKind.COMMENT, BlockKind.STRING):
            place = result.text.index(file.text[block.start : block.end], place)
    for key, text in file.edited.items():
        before, now = values_in(text, key), values_in(result.text, key)
        original = {name: f"{{{value}}}" for name, value in base[key].items()}
        for name, value in before.items():
            if original.get(name) != value:
                assert now[name] == value
        if keep_text:
            assert not (original.keys() - before.keys()) & now.keys()
    assert not file.deleted & set(keys_in(result.text))


@given(histories())
def test_entries_that_nobody_changed_stay_to_the_byte(history: tuple) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    result = merge_file(file.text, texts(ours), written(base))
    for key, text in [*file.edited.items(), *file.untouched.items()]:
        if ours.get(key) == base[key]:
            assert text.strip() in result.text


@given(histories(), st.booleans())
def test_what_the_user_left_alone_is_what_we_would_write(history: tuple, keep_text: bool) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    result = merge_file(file.text, texts(ours), written(base, keep_text=keep_text))
    present = keys_in(result.text)
    for key in file.untouched:
        assert (key in present) == (key in ours)
        if key in ours:
            assert text_of(key, ours[key]).strip() in result.text
    for key in ours.keys() - base.keys():
        assert text_of(key, ours[key]).strip() in result.text
    assert len(present) == len(set(present))


@given(histories())
def test_our_changes_reach_every_field_that_the_user_left_alone(history: tuple) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    result = merge_file(file.text, texts(ours), written(base))
    conflicts = {(conflict.key, conflict.field) for conflict in result.conflicts}
    for key, text in file.edited.items():
        if key not in ours:
            assert text in result.text
            continue
        theirs, now = values_in(text, key), values_in(result.text, key)
        for name in {*base[key], *ours[key]}:
            before, after = base[key].get(name), ours[key].get(name)
            if before != after and theirs.get(name) == (before and f"{{{before}}}"):
                assert now.get(name) == (after and f"{{{after}}}")
            elif before != after and theirs.get(name) != (after and f"{{{after}}}"):
                assert (key, name) in conflicts


@given(histories())
def test_line_ends_make_no_difference(history: tuple) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    unix = merge_file("\n" + file.text, texts(ours), written(base))
    windows = merge_file("\r\n" + file.text.replace("\n", "\r\n"), texts(ours), written(base))
    assert windows.text == unix.text.replace("\n", "\r\n")


@given(histories())
def test_everything_that_happened_is_told(history: tuple) -> None:  # type: ignore[type-arg]
    base, file, ours = history
    result = merge_file(file.text, texts(ours), written(base))
    reported = {
        *result.added,
        *result.changed,
        *result.edited,
        *result.kept,
        *result.removed,
        *result.deleted,
        *result.unreadable,
    }
    silent = {key for key in {*base, *ours} if key not in reported}
    for key in silent:
        same = base.get(key) == ours.get(key)
        assert same or key in file.deleted


@given(libraries, libraries)
def test_taking_out_undoes_putting_in(first: dict[str, dict[str, str]], second: dict[str, dict[str, str]]) -> None:
    start = merge_file("", texts(first), {})
    more = merge_file(start.text, texts({**second, **first}), start.base)
    back = merge_file(more.text, texts(first), more.base)
    assert back.text.strip() == start.text.strip()
    assert more.text == "\n".join(text_of(key, {**second, **first}[key]) for key in sorted({**second, **first}))


@given(st.text(max_size=60), libraries)
def test_any_text_survives(text: str, ours: dict[str, dict[str, str]]) -> None:
    result = merge_file(text, texts(ours), {})
    assert merge_file(result.text, texts(ours), result.base).text == result.text
    if text.strip() and not keys_in(text):
        assert result.text.startswith(text)
