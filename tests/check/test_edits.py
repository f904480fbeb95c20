"""Fixes change the bytes of the fixed fields and no other, can be looked at first, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
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
    assert apply_edits("@misc{a, title={x}}", plan.edits).count("doi") == 1
