"""The table of what arrives where: every fact of every sample in every reader, in both dialects.

`compute` makes it by running the readers; `to_text` and `from_text` write and read the file that is committed, in
`tests/golden/bibtex/`; `compare` says what is worse, and what else is different. Losses that we know have a reason in
`reasons.toml`.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from biblio.bibtex.entry_text import format_entry
from biblio.bibtex.text_to_latex import Dialect
from tests.bibtex.readers.facts import CHANGED, KEPT, LOST, arrival, is_printed
from tests.bibtex.readers.read_programs import READERS, NotInstalled, Understood
from tests.bibtex.readers.samples import SAMPLES

__all__ = ["Cell", "Matrix", "compare", "compute", "from_text", "golden_file", "to_text", "unexplained"]

# What a style does not print because it prints no such thing about any work; nothing to learn from a row of losses.
_NOT_PRINTED = frozenset({"type", "language", "keywords"})
_RANK = {KEPT: 0, CHANGED: 1, LOST: 2}


@dataclass(frozen=True)
class Cell:
    """What became of one fact in one reader: KEPT, CHANGED or LOST, and the other value if it is CHANGED."""

    outcome: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.outcome} {self.value}".strip()


@dataclass
class Matrix:
    """Cells by (entry, fact, reader); the exported entries as text; the facts of each; readers that were not there."""

    dialect: Dialect
    cells: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def compute(dialect: Dialect, readers: Iterable[str] = READERS) -> Matrix:
    """Run `readers` on the samples, exported in `dialect`."""
    matrix = Matrix(dialect)
    for sample in SAMPLES:
        matrix.entries[sample.key] = format_entry(sample.entry(dialect))
        matrix.said |= {(sample.key, fact): value for fact, value in sample.facts.items()}
        matrix.said[sample.key, "complaints"] = "none"
    text = "\n".join(matrix.entries.values())
    for name in readers:
        with tempfile.TemporaryDirectory() as folder:
            try:
                understood = READERS[name](text, Path(folder))
            except NotInstalled as error:
                matrix.missing[name] = str(error)
                continue
        matrix.versions[name] = understood.version
        for (key, fact), value in matrix.said.items():
            if cell := _cell(understood, key, fact, value):
                matrix.cells[key, fact, name] = cell
    return matrix


def _cell(understood: Understood, key: str, fact: str, said: str) -> Cell | None:
    if fact == "complaints":
        complaint = understood.complaints.get(key)
        return Cell(CHANGED, complaint) if complaint else None
    if understood.texts:
        if fact in _NOT_PRINTED:
            return None
        return Cell(KEPT if is_printed(fact, said, understood.texts.get(key, "")) else LOST)
    value = understood.facts.get(key, {}).get(fact, "")
    outcome = arrival(fact, said, value)
    return Cell(outcome, value if outcome == CHANGED and fact != "capitals" else "")


def golden_file(dialect: Dialect) -> Path:
    """Return where the table of a dialect is kept."""
    return Path(__file__).parents[2] / "golden" / "bibtex" / f"readers.{dialect}.md"


def to_text(matrix: Matrix) -> str:
    """Return the table as Markdown: what every reader is, then for each entry its text and a row per fact."""
    names = list(READERS)
    lines = [
        f"# What arrives of our exports: dialect {matrix.dialect}",
        "",
        f"`{KEPT}` kept, `{CHANGED}` changed (below the table: to what), `{LOST}` lost; empty: says nothing about it.",
        "The reasons are in `tests/bibtex/readers/reasons.toml`. Written by `python -m tests.bibtex.readers`.",
        "",
        *(f"- {name}: {version}" for name, version in matrix.versions.items()),
    ]
    counts = {name: [0, 0, 0] for name in names}
    for (_, fact, name), cell in matrix.cells.items():
        if fact != "complaints":
            counts[name][_RANK[cell.outcome]] += 1
    lines += ["", "| of all facts | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for rank, word in enumerate(("kept", "changed", "lost")):
        lines.append(f"| {word} | " + " | ".join(str(counts[name][rank]) for name in names) + " |")
    for key, entry in matrix.entries.items():
        lines += ["", f"## {key}", "", *(f"    {line}" for line in entry.rstrip().splitlines()), ""]
        lines += ["| fact | says | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
        notes = []
        for (sample, fact), value in matrix.said.items():
            if sample != key:
                continue
            cells = {name: matrix.cells.get((key, fact, name)) for name in names}
            if fact != "complaints":
                row = " | ".join(cell.outcome if (cell := cells[name]) else "" for name in names)
                lines.append(f"| {fact} | {_escaped(value)} | {row} |")
            notes += [
                f"- {fact}, {name}: {_escaped(cell.value)}" for name, cell in cells.items() if cell and cell.value
            ]
        lines += ["", *notes] if notes else []
    return "\n".join(lines) + "\n"


def from_text(text: str) -> dict[tuple[str, str, str], Cell]:
    """Return the cells of a table that `to_text` wrote."""
    cells: dict[tuple[str, str, str], Cell] = {}
    names: list[str] = []
    key = ""
    for line in text.splitlines():
        if line.startswith("## "):
            key = line[3:]
        elif line.startswith("| fact "):
            names = [name.strip() for name in line.strip("|").split("|")[2:]]
        elif line.startswith("| ") and key:
            fact, _, *outcomes = (part.strip() for part in re.split(r"(?<!\\)\|", line)[1:-1])
            cells |= {
                (key, fact, name): Cell(outcome) for name, outcome in zip(names, outcomes, strict=True) if outcome
            }
        elif key and (found := re.match(r"- ([a-z]+), ([A-Za-z-]+): (.*)", line)):
            cells[key, found[1], found[2]] = Cell(CHANGED, found[3].replace("\\|", "|"))
    return cells


def _escaped(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|")


def compare(matrix: Matrix, known: Mapping[tuple[str, str, str], Cell]) -> tuple[list[str], list[str]]:
    """Return what readers lose that they did not lose before, and what else is not as `known` has it."""
    worse, other = [], []
    for place in sorted({*matrix.cells, *known}):
        key, fact, name = place
        if name in matrix.missing:
            continue
        now, before = matrix.cells.get(place), known.get(place)
        if now == before or (now and before and now.outcome == before.outcome and _escaped(now.value) == before.value):
            continue
        line = f"{matrix.dialect} {key}: {fact} in {name}: was {before or 'not there'}, is {now or 'not there'}"
        is_worse = now is not None and (_RANK[now.outcome] > _RANK[before.outcome] if before else fact == "complaints")
        (worse if is_worse else other).append(line)
    return worse, other


@dataclass(frozen=True)
class Reason:
    """Why facts are lost or changed; patterns of `fnmatch` for readers, facts and entries, `outcomes` as in cells."""

    readers: Sequence[str]
    facts: Sequence[str]
    why: str
    entries: Sequence[str] = ("*",)
    dialects: Sequence[str] = ("biblatex", "bibtex")
    outcomes: str = CHANGED + LOST

    def covers(self, dialect: str, place: tuple[str, str, str], cell: Cell) -> bool:
        """Return whether it is the reason for this cell."""
        key, fact, name = place
        return (
            dialect in self.dialects
            and cell.outcome in self.outcomes
            and _matches(fact, self.facts)
            and _matches(name, self.readers)
            and _matches(key, self.entries)
        )


def _matches(word: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(word, pattern) for pattern in patterns)


@cache
def reasons() -> tuple[Reason, ...]:
    """Return the reasons in `reasons.toml`, in order."""
    table = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
    return tuple(Reason(**row) for row in table["reason"])


def unexplained(dialect: str, cells: Mapping[tuple[str, str, str], Cell]) -> tuple[list[str], set[int]]:
    """Return the losses and changes that no reason explains, and the numbers of the reasons that explain one."""
    used: set[int] = set()
    without = []
    for place, cell in cells.items():
        if cell.outcome == KEPT:
            continue
        found = [number for number, reason in enumerate(reasons()) if reason.covers(dialect, place, cell)]
        used.update(found)
        if not found:
            without.append(f"{dialect} {place[0]}: {place[1]} in {place[2]}: {cell}")
    return without, used
