"""Macros of a `.bib` that other files of the sources define, and those that nothing defines."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.macros import undefined_macros, with_definitions, with_macros_as_text
from biblio.errors import Problem
from biblio.project.project import open_project
from biblio.project.sync import sync

ENTRIES = (
    '@string{press = "Lamp Press"}\n'
    "@article{a, title={One thing}, author={Roe, Ann and} # poe, journal=LMQ, publisher=press, month=may, year=1999}\n"
    "@article{b, title={Two things}, author={Roe, Ann}, journal=jacm, year=2001}\n"
)
DEFINITIONS = '@string{lmq = "Lamp Quarterly"}\n@string{poe = "Ada Poe"}\n'


def run(folder: Path, files: Mapping[str, str], sources: str = '"notes"') -> tuple[str, list[Problem]]:
    """Write `files` and sync; return all.bib, and what was said of the notes' files."""
    (folder / "config.toml").write_text(
        f'[notes]\nsources = [{sources}]\n[services]\noffline = true\n[catalogue]\npath = "empty.jsonl"\n',
        encoding="utf-8",
    )
    (folder / "empty.jsonl").touch()
    for name, text in files.items():
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_000_000_000 + len(text),) * 2)  # long ago, so that only changes are read
    with open_project(folder) as project:
        summary = sync(project).summary
    said = [problem for problem in summary.warnings if problem.path.startswith("notes")]
    return (folder / "exports" / "all.bib").read_text(encoding="utf-8"), said


def test_what_nothing_defines_is_a_text_and_is_said_once_a_file(tmp_path: Path) -> None:
    more = "@book{c, title={Three things}, author=poe, publisher=wicks, year=2002, month=feb # {~3}}\n"
    text, said = run(tmp_path, {"own.bib": ENTRIES + more})
    assert "author = {Roe, Ann and poe}" in text
    assert "journal = {LMQ}" in text
    assert "publisher = {Lamp Press}" in text
    assert "publisher = {wicks}" in text
    assert "month = may" in text
    assert "month = feb # {~3}" in text
    assert [(problem.line, problem.what) for problem in said] == [
        (2, "nothing defines 3 macros (poe, LMQ, wicks): they are exported as these texts")
    ]
    assert said[0].is_warning


def test_macros_of_the_standard_styles_are_their_texts(tmp_path: Path) -> None:
    text, said = run(tmp_path, {"own.bib": ENTRIES + DEFINITIONS})
    assert "journal = {Journal of the ACM}" in text
    own = '@string{jacm = "The Journal"}\n' + ENTRIES
    text, _ = run(tmp_path, {"own.bib": own})
    assert "journal = {The Journal}" in text
    assert said == []


def test_another_file_of_the_sources_defines_macros(tmp_path: Path) -> None:
    text, said = run(tmp_path, {"own.bib": ENTRIES, "abbreviations.bib": DEFINITIONS})
    assert "author = {Roe, Ann and Ada Poe}" in text
    assert "journal = {Lamp Quarterly}" in text
    assert said == []
    for title in ("Lamps Quarterly", "A Quarterly for Lamps"):
        text, _ = run(tmp_path, {"abbreviations.bib": DEFINITIONS.replace("Lamp Quarterly", title)})
        assert f"journal = {{{title}}}" in text  # although no note of that file has changed
    (tmp_path / "notes" / "abbreviations.bib").unlink()
    text, said = run(tmp_path, {})
    assert "journal = {LMQ}" in text
    assert len(said) == 1


@pytest.mark.parametrize(
    ("files", "journal"),
    [
        ({"lists/x.bib": DEFINITIONS}, "Lamp Quarterly"),
        ({"lists/x.bib": DEFINITIONS, "y/x.bib": DEFINITIONS.replace("Lamp ", "")}, "LMQ"),  # two meanings
        ({"y/x.bib": DEFINITIONS, "x.bib": DEFINITIONS.replace("Lamp ", "")}, "Quarterly"),  # the one beside it
    ],
)
def test_the_definition_beside_a_file_comes_first(tmp_path: Path, files: dict[str, str], journal: str) -> None:
    text, _ = run(tmp_path, {"own.bib": ENTRIES, **files})
    assert f"journal = {{{journal}}}" in text


@pytest.mark.parametrize(
    ("fields", "expected", "undefined"),
    [
        ("journal = {Proc. } # my_x # { B}", r"Proc. my\_x B", ("my_x",)),
        ("url = my_x", "my_x", ("my_x",)),
        ("journal = ieee_j_proc", "ieee_j_proc", ()),
        ("journal = {The } # ieee_j_proc", "{The } # ieee_j_proc", ()),
        ("month = sept", "sep", ()),
        ("month = jun # {--} # jul", "jun # {--} # jul", ()),
        ("month = juin", "juin", ("juin",)),
    ],
)
def test_macros_as_text(fields: str, expected: str, undefined: tuple[str, ...]) -> None:
    entry = parse_entry(f"@misc{{k, {fields}}}")
    assert undefined_macros(entry) == undefined
    written = with_macros_as_text(entry)
    assert written.fields[0][1] == expected
    assert bool(written.macros) is not bool(undefined)


def test_definitions_give_the_text_and_one_that_grows_too_long_stays() -> None:
    entry = parse_entry("@misc{k, title = lamp # { of } # oil, note = lamp}")
    defined = with_definitions(entry, {"lamp": "Lamps", "oil": "whale   oil"})
    assert dict(defined.fields) == {"title": "Lamps of whale oil", "note": "Lamps"}
    assert not defined.macros
    assert with_definitions(entry, {"lamp": "x" * 1_000_001, "oil": "y"}) == entry
