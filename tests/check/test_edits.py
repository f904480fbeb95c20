"""Fixes change the bytes of the fixed fields and no other, can be looked at first, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.check.check_files import check_files
from biblio.check.edits import apply_edits, diff_lines, plan_edits, why_unsound
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity, Span
from biblio.check.fix_files import apply_fixes, plan_fixes, undo_fixes
from biblio.files import write_bytes
from biblio.settings import CheckConfig
from tests.check.tools import TODAY
from tests.growth.measuring import grows

TEXT = (
    "% my comment & all\r\n@STRING{ nat = {Nature} }\r\n\r\n@Article{ Key ,\r\n\tTitle   = {Cats & {Dogs}} ,\r\n"
    '\tjournal = nat,\r\n\tdoi={https://doi.org/10.1000/x}\r\n}\r\n\r\n@misc{b, title = "50% of it"}\r\n'
)
FIXED = TEXT.replace("Cats &", "Cats \\&").replace("https://doi.org/", "").replace("50%", "50\\%")


def fix(folder: Path, *names: str, write: Callable[[Path, bytes], None] = write_bytes) -> tuple[list[str], list[str]]:
    checked = check_files(names, base=folder, config=CheckConfig(), today=TODAY)
    plans = plan_fixes(
        checked.report.findings, checked.files, is_chosen=lambda finding: bool(finding.fix and finding.fix.is_safe)
    )
    written, problems = apply_fixes(plans, folder / ".biblio" / "fixes", write=write)
    return written, [problem.what for problem in problems]


def test_only_the_fixed_bytes_change_whatever_the_encoding(tmp_path: Path) -> None:
    for name, mark, encoding in (
        ("a.bib", b"", "utf-8"),
        ("b.bib", b"\xef\xbb\xbf", "utf-8"),
        ("c.bib", b"\xff\xfe", "utf-16-le"),
    ):
        path = tmp_path / name
        path.write_bytes(mark + TEXT.encode(encoding))
        assert fix(tmp_path, name) == ([name], [])
        assert path.read_bytes() == mark + FIXED.encode(encoding)
        undone = undo_fixes(tmp_path / ".biblio" / "fixes")
        assert undone is not None
        assert path.read_bytes() == mark + TEXT.encode(encoding)
    assert undo_fixes(tmp_path / ".biblio" / "fixes") is None


def test_undo_goes_back_run_by_run_and_leaves_what_was_changed_since(tmp_path: Path) -> None:
    path, journal = tmp_path / "a.bib", tmp_path / ".biblio" / "fixes"
    path.write_text("@misc{a, title={x & y}}")
    fix(tmp_path, "a.bib")
    middle = path.read_text().replace("}}", "}, note={p & q}}")
    path.write_text(middle)
    fix(tmp_path, "a.bib")
    undo_fixes(journal)
    assert path.read_text() == middle
    undone = undo_fixes(journal)
    assert undone is not None
    assert undone.restored == ()
    assert "has changed since" in undone.problems[0].what
    assert path.read_text() == middle
    assert (journal / "000001" / "0.before").read_text() == "@misc{a, title={x & y}}"


def test_a_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("@misc{a, title={x & y}}")
    checked = check_files(["a.bib"], base=tmp_path, config=CheckConfig(), today=TODAY)
    path.write_text("@misc{a, title={somebody else was here}}")
    plans = plan_fixes(checked.report.findings, checked.files, is_chosen=lambda finding: True)
    written, problems = apply_fixes(plans, tmp_path / "journal")
    assert written == []
    assert "has changed since" in problems[0].what
    assert not (tmp_path / "journal").exists()


def test_a_character_that_the_encoding_lacks_stops_the_fix(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    data = "@misc{a, title={Café &#345; où déjà élève français}}".encode("latin-1")
    path.write_bytes(data)
    written, problems = fix(tmp_path, "a.bib")
    assert written == []
    assert "lacks a character" in problems[0]
    assert path.read_bytes() == data


def test_what_would_no_longer_be_the_same_entries_is_refused() -> None:
    assert why_unsound("a.bib", "@misc{a, title={x}}", "@misc{a, title={x}")
    assert why_unsound("a.bib", "@misc{a, title={x}}", "@misc{b, title={x}}")
    assert not why_unsound("a.bib", "@misc{a, title={x}}", "@misc{a, title={y}}")


def test_an_entry_must_still_be_readable_but_broken_ones_may_stay_broken() -> None:
    good, broken = "@misc{a, title={x}}", "@misc{a, , title={x}}"
    assert why_unsound("a.BIB", good, broken) == "an entry could no longer be read"
    assert not why_unsound("a.bib", broken, broken.replace("x", "y"))
    assert not why_unsound("a.bib", broken, good)
    assert not why_unsound("a.tex", good, broken), "only a .bib is parsed"


def test_a_diff_has_three_lines_around_each_change_and_joins_changes_that_are_near() -> None:
    lines = [f"{number}\r\n" for number in range(1, 61)]
    text = "".join(lines)

    def edit(number: int, new: str) -> Edit:
        start = text.index(f"{number}\r\n")
        return Edit(start, start + len(str(number)), new)

    removal = Edit(text.index("13\r\n"), text.index("14\r\n"), "")
    assert list(diff_lines("a.bib", text, [edit(11, "eleven"), removal, edit(25, "x\r\ny"), edit(50, "z")])) == [
        "--- a/a.bib", "+++ b/a.bib",
        "@@ -8,9 +8,8 @@", " 8", " 9", " 10", "-11", "+eleven", " 12", "-13", " 14", " 15", " 16",
        "@@ -22,7 +21,8 @@", " 22", " 23", " 24", "-25", "+x", "+y", " 26", " 27", " 28",
        "@@ -47,7 +47,7 @@", " 47", " 48", " 49", "-50", "+z", " 51", " 52", " 53",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "diff"),
    [
        ("a\nb\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+x"]),
        ("a\nb", ["@@ -1,2 +1,2 @@", " a", "-b", "+x"]),
        ("b", ["@@ -1,1 +1,1 @@", "-b", "+x"]),
        ("b\n", ["@@ -1,1 +1,1 @@", "-b", "+x"]),
    ],
)
def test_a_diff_of_the_last_line(text: str, diff: list[str]) -> None:
    at = text.index("b")
    assert list(diff_lines("f", text, [Edit(at, at + 1, "x")]))[2:] == diff
    assert list(diff_lines("f", text, [])) == []


@given(st.text("ab\n", max_size=120), st.data())
def test_the_diff_is_what_patch_makes_of_it(text: str, data: st.DataObject) -> None:
    text = text if text.endswith("\n") else text + "\n"
    places = sorted(data.draw(st.lists(st.integers(0, len(text) - 1), max_size=6, unique=True)))
    edits = []
    for first, second in zip(places[::2], places[1::2], strict=False):
        edits.append(Edit(first, second, data.draw(st.text("xyz\n", max_size=5))))
    after = apply_edits(text, edits)
    if not after.endswith("\n"):
        return
    lines = list(diff_lines("f", text, edits))
    assert patched(text.split("\n")[:-1], lines) == after.split("\n")[:-1]


def patched(old: list[str], diff: list[str]) -> list[str]:
    """Apply a unified diff in the plainest way."""
    new, place = [], 0
    for line in diff[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1].split(",")[0][1:]) - 1
            new += old[place:start]
            place = start
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            assert old[place] == line[1:]
            place += 1
            if line.startswith(" "):
                new.append(line[1:])
    return new + old[place:]


class Killed(BaseException):
    """What stands for the end of the process: no code of ours catches it."""


def test_a_kill_between_any_two_writes_loses_nothing(tmp_path: Path) -> None:
    before = {"a.bib": "@misc{a, title={x & y}}", "b.bib": "@misc{b, title={p & q}}"}
    for allowed in range(6):
        folder = tmp_path / str(allowed)
        folder.mkdir()
        for name, text in before.items():
            (folder / name).write_text(text)
        count = 0

        def write(path: Path, data: bytes, allowed: int = allowed) -> None:
            nonlocal count
            count += 1
            if count > allowed:
                raise Killed
            write_bytes(path, data)

        if allowed < 5:  # two files, their old contents, and the list of them
            with pytest.raises(Killed):
                fix(folder, "a.bib", "b.bib", write=write)
        else:
            fix(folder, "a.bib", "b.bib", write=write)
        for name, text in before.items():
            assert (folder / name).read_text() in (text, text.replace("&", "\\&"))
        undo_fixes(folder / ".biblio" / "fixes")
        for name, text in before.items():
            assert (folder / name).read_text() == text


def test_of_two_fixes_that_insert_at_one_place_only_the_first_is_made() -> None:
    span = Span("a.bib", 1, 1, 1, 1)

    def insertion(offset: int, new: str) -> Finding:
        fix = Fix(f"add {new}", (Edit(offset, offset, new),), is_safe=True)
        return Finding("rule", FindingKind.FILE, Severity.INFO, span, "message", fix=fix)

    first, second, elsewhere = insertion(5, "doi = {x},"), insertion(5, "doi = {y},"), insertion(9, "year = 2001,")
    plan = plan_edits([first, second, elsewhere])
    assert (plan.fixed, plan.clashing) == ((first, elsewhere), (second,))
    without_fix = replace(first, fix=None)
    assert plan_edits([without_fix, first]).fixed == (first,), "what has no fix does not stop the others"
    assert apply_edits("@misc{a, title={x}}", plan.edits).count("doi") == 1


@pytest.mark.parametrize(
    ("spans", "is_clash"),
    [
        (((2, 5), (5, 8)), False),
        (((5, 8), (2, 5)), False),
        (((2, 5), (5, 5)), False),
        (((5, 5), (5, 8)), False),
        (((2, 6), (5, 8)), True),
        (((5, 8), (2, 6)), True),
        (((2, 8), (5, 5)), True),
        (((5, 5), (2, 8)), True),
        (((2, 5), (2, 5)), True),
    ],
)
def test_fixes_clash_where_they_change_the_same_characters_and_not_where_they_touch(
    spans: tuple[tuple[int, int], ...], is_clash: bool
) -> None:
    place = Span("a.bib", 1, 1, 1, 1)
    first, second = (
        Finding(
            "rule", FindingKind.FILE, Severity.INFO, place, "message", fix=Fix("x", (Edit(*span, "-"),), is_safe=True)
        )
        for span in spans
    )
    assert plan_edits([first, second]).clashing == ((second,) if is_clash else ())


def test_only_fixes_that_were_chosen_are_made(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{a, title={x & y}, doi={https://doi.org/10.1000/x}}")
    checked = check_files(["a.bib"], base=tmp_path, config=CheckConfig(), today=TODAY)
    span = replace(checked.report.findings[0].span, path="gone.bib")
    elsewhere = replace(checked.report.findings[0], span=span)
    plans = plan_fixes(
        [elsewhere, replace(elsewhere, fix=None), *checked.report.findings],
        checked.files,
        is_chosen=lambda finding: finding.field == "doi",
    )
    assert apply_fixes(plans, tmp_path / "journal") == (["a.bib"], [])
    assert (tmp_path / "a.bib").read_text() == "@misc{a, title={x & y}, doi={10.1000/x}}"


def test_a_file_that_is_gone_is_told_and_the_others_are_fixed(tmp_path: Path) -> None:
    for name in ("a.bib", "b.bib"):
        (tmp_path / name).write_text("@misc{a, title={x & y}}")
    checked = check_files(["a.bib", "b.bib"], base=tmp_path, config=CheckConfig(), today=TODAY)
    (tmp_path / "a.bib").unlink()
    plans = plan_fixes(checked.report.findings, checked.files, is_chosen=lambda finding: True)
    written, (problem,) = apply_fixes(plans, tmp_path / "journal")
    assert written == ["b.bib"]
    assert (problem.path, problem.line) == ("a.bib", 0)
    assert problem.what.startswith("was not fixed: ")
    assert not (tmp_path / "a.bib").exists()


def test_undo_goes_on_behind_files_that_are_as_before_or_were_changed(tmp_path: Path) -> None:
    names = ["a.bib", "b.bib", "c.bib"]
    for name in names:
        (tmp_path / name).write_text(f"@misc{{{name}, title={{x & y}}}}")
    fix(tmp_path, *names)
    (tmp_path / "a.bib").write_text("@misc{a.bib, title={x & y}}")
    (tmp_path / "b.bib").write_text("@misc{b.bib, title={mine}}")
    undone = undo_fixes(tmp_path / ".biblio" / "fixes")
    assert undone is not None
    assert undone.restored == (str(tmp_path / "c.bib"),)
    assert [(problem.path, problem.line) for problem in undone.problems] == [(str(tmp_path / "b.bib"), 0)]
    assert (tmp_path / "b.bib").read_text() == "@misc{b.bib, title={mine}}"
    assert (tmp_path / "c.bib").read_text() == "@misc{c.bib, title={x & y}}"


def test_a_journal_of_an_earlier_version_can_be_undone(tmp_path: Path) -> None:
    """The names and digests in it are kept: a user updates the program between a fix and its undo."""
    path, run = tmp_path / "a.bib", tmp_path / "journal" / "000007"
    run.mkdir(parents=True)
    path.write_text("new")
    (run / "0.before").write_text("old")
    saved = {
        "path": str(path),
        "before": "b602b1d58103aaa23299e7acbc3a0382",
        "after": "8a8bce337034a30fb1da8d7f94e0f02e",
    }
    (run / "files.json").write_text(json.dumps({"time": 1700000000, "files": [saved]}))
    undone = undo_fixes(tmp_path / "journal")
    assert undone is not None
    assert path.read_text() == "old"
    assert not run.exists()


def test_the_fifty_last_runs_can_be_undone(tmp_path: Path) -> None:
    journal, path = tmp_path / ".biblio" / "fixes", tmp_path / "a.bib"
    for number in range(1, 51):
        (journal / f"{number:06}").mkdir(parents=True)
        (journal / f"{number:06}" / "files.json").write_text("{}")
    path.write_text("@misc{a, title={x & y}}")
    fix(tmp_path, "a.bib")
    assert sorted(run.name for run in journal.iterdir()) == [f"{number:06}" for number in range(2, 52)]
    undo_fixes(journal)
    assert path.read_text() == "@misc{a, title={x & y}}"


@given(st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=2), max_size=12))
def test_of_fixes_that_touch_the_same_place_the_first_is_made(places: list[list[tuple[int, int]]]) -> None:
    def overlap(left: Edit, right: Edit) -> bool:
        both_insert = left.start == left.end == right.start == right.end
        return both_insert or (left.start < right.end and right.start < left.end)

    made: list[Edit] = []
    given_fixes, kept = [], []
    for place in places:
        edits = tuple(Edit(start, start + length, "x") for start, length in place)
        if any(overlap(one, other) for one in edits for other in edits if one is not other):
            continue  # no rule gives such a fix
        finding = Finding(
            "r", FindingKind.FILE, Severity.INFO, Span("a.bib", 1, 1, 1, 1), "m", fix=Fix("f", edits, True)
        )
        given_fixes.append(finding)
        if edits and not any(overlap(one, other) for one in edits for other in made):
            made += edits
            kept.append(finding)
    plan = plan_edits(given_fixes)
    assert list(plan.fixed) == kept
    assert list(plan.edits) == sorted(made, key=lambda edit: (edit.start, edit.end))
    assert len(plan.fixed) + len(plan.clashing) == sum(
        bool(finding.fix and finding.fix.edits) for finding in given_fixes
    )


def test_time_for_fixes_follows_their_number() -> None:
    def plan(text: str) -> None:
        edits = (Edit(place, place + 1, "") for place in range(0, len(text), 2))
        plan_edits(
            Finding("r", FindingKind.FILE, Severity.INFO, Span("a", 1, 1, 1, 1), "m", fix=Fix("f", (edit,), True))
            for edit in edits
        )

    assert grows(plan, "a", size=20_000) is None
