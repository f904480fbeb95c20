"""The commands that write, each with a project in which it has something to write."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SCENARIOS", "TITLES", "Scenario", "persons_files"]

TITLES = ("Lanterns of the North", "Slow Rivers in Deep Time", "Counting Small Stones", "On the Weight of Snow")
BIB = (
    "@article{roe2019,\n  title = {Lanterns of the North},\n  author = {Roe, Jane},\n  year = 2019,\n"
    "  pages = {12-19},\n  doi = {https://doi.org/10.1000/lanterns}\n}\n% mine\n"
)
Run = Callable[..., object]


@dataclass(frozen=True)
class Scenario:
    """`prepare(folder, run)` makes a project; `arguments` is the command that is then disturbed."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path, Run], None]


def _note(folder: Path, number: int, tags: str, comment: str = "") -> None:
    text = f"---\ntitle: {TITLES[number]}\narxiv: 2401.0000{number}\ntags: [{tags}]\n---\n{comment}\n"
    (folder / "notes" / f"n{number}.md").write_text(text, encoding="utf-8")


def _project(folder: Path, run: Run, more: str = "") -> None:
    (folder / "notes").mkdir(parents=True)
    works = [
        {"id": f"2401.0000{number}", "title": title, "authors": ["Jane Roe"], "published": "2024-01-01"}
        for number, title in enumerate(TITLES)
    ]
    (folder / "works.jsonl").write_text("".join(json.dumps(work) + "\n" for work in works), encoding="utf-8")
    (folder / "config.toml").write_text(
        '[notes]\nsources = ["notes"]\n[catalogue]\npath = "works.jsonl"\n[services]\noffline = true\nuse = []\n'
        + more,
        encoding="utf-8",
    )
    for number in range(3):
        _note(folder, number, "snow, ice" if number else "snow")
    (folder / "refs.bib").write_text(BIB, encoding="utf-8")


def _synced(folder: Path, run: Run) -> None:
    _project(folder, run)
    run(folder, "sync", "-q")


def _changed(folder: Path, run: Run) -> None:
    _synced(folder, run)
    _note(folder, 0, "ice", "New words.")
    _note(folder, 3, "snow")
    (folder / "notes" / "n2.md").unlink()
    exported = folder / "exports" / "all.bib"
    exported.write_text(
        exported.read_text(encoding="utf-8").replace("year = ", "note = {mine},\n  year = ", 1), encoding="utf-8"
    )


def _formats(folder: Path, run: Run) -> None:
    _synced(folder, run)
    config = folder / "config.toml"
    more = '[exports]\nformats = ["csl-json", "hayagriva", "ris", "html", "csv"]\n'
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")


def _decided(folder: Path, run: Run) -> None:
    _synced(folder, run)
    run(folder, "accept", "rivers", "arxiv:2401.00003")


SCENARIOS = [
    Scenario("first", ("sync",), _project),
    Scenario("changed", ("sync",), _changed),
    Scenario("export", ("export",), _formats),
    Scenario("fix", ("check", "--quick", "refs.bib", "--fix"), _synced),
    Scenario("accept", ("accept", "rivers", "arxiv:2401.00003"), _synced),
    Scenario("undo", ("undo",), _decided),
    Scenario("add", ("add", "arXiv:2401.00003", "--tag", "snow", "--yes"), _synced),
    Scenario("init", ("init", "new", "--yes"), _synced),
    Scenario("catalogue", ("catalogue", "build", "works.jsonl", "refs.bib", "--into", "index"), _project),
]


def persons_files(folder: Path) -> dict[str, bytes]:
    """Return what a person sees in a project: all files but those of this machine (``.biblio``) and an index of works."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".biblio", "index"} & set(path.relative_to(folder).parts)
    }
