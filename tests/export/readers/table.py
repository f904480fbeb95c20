"""What arrives of our exports in other programs, fact by fact, as one file: `tests/golden/formats/readers.md`.

Only what does not arrive is listed, each with its reason; `python -m tests.export.readers` writes the file anew.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.bibtex.readers.facts import CHANGED, KEPT, LOST, arrival
from tests.bibtex.readers.read_programs import NotInstalled
from tests.bibtex.readers.samples import SAMPLES
from tests.export.format_samples import sample_works
from tests.export.readers.run_readers import FACT_READERS, facts_read, read

__all__ = ["GOLDEN", "REASONS", "Table", "compute", "covers", "places_in", "reason", "to_text"]

GOLDEN = Path(__file__).parents[2] / "golden" / "formats" / "readers.md"

# (format, program, fact, work) as patterns → why it does not arrive, or not as it was said.
REASONS: Mapping[tuple[str, str, str, str], str] = {
    ("*", "*", "day", "article"): "publications are dated to the month, as in the `.bib`",
    ("*", "*", "kind", "software"): "the type says it",
    ("*", "*", "kind", "web-page"): "the type says it",
    ("csl-json", "*", "type", "preprint*"): "CSL's type of preprints is `article`",
    ("hayagriva", "*", "type", "preprint*"): "CSL's type of preprints is `article`",
    (
        "*",
        "*",
        "type",
        "slides",
    ): "CSL's type of slides is `speech`; RIS has `SLIDE`, which citation-js takes for a film",
    ("*", "*", "publisher", "web-page"): "the name of a site is what its pages appear in",
    ("*", "*", "publisher", "blog-post"): "the name of a site is what its pages appear in",
    ("csl-json", "citeproc-*", "class", "preprint*"): "`archive_collection` is new in CSL 1.0.2",
    (
        "csl-json",
        "pandoc-csl",
        "month",
        "own-season",
    ): "pandoc prints the season, but does not write it into CSL JSON again",
    ("hayagriva", "*", "keywords", "*"): "the format has no tags",
    ("hayagriva", "*", "class", "*"): "the format has no place for arXiv's class",
    ("hayagriva", "*", "arxiv", "paper-with-preprint"): "`serial-number` has it, but no variable of CSL shows it",
    ("hayagriva", "*", "type", "data-set"): "the format has no data sets; a repository is the nearest",
    ("hayagriva", "*", "type", "own-manual"): "a work of reference, which CSL has no type for",
    ("hayagriva", "*", "end", "*"): "the format has no ranges of dates",
    ("hayagriva", "*", "month", "own-season"): "the format has no seasons",
    ("ris", "*", "end", "*"): "behind the last slash of DA, in words",
    ("ris", "*", "month", "own-season"): "behind the last slash of DA, in words",
    ("ris", "citation-js", "authors", "article"): '"et al." is a name to it',
    ("ris", "citation-js", "others", "article"): '"et al." is a name to it',
    (
        "ris",
        "citation-js",
        "type",
        "preprint*",
    ): "RIS has no preprints; Zotero, EndNote and citation-js know manuscripts",
    ("ris", "citation-js", "class", "preprint*"): "citation-js reads no AN",
    ("ris", "zotero", "kind", "video"): "a note: Zotero's videos and programs have no field for M3",
    ("ris", "zotero", "kind", "model"): "a note: Zotero's videos and programs have no field for M3",
    ("ris", "citation-js", "pmid", "*"): "citation-js reads no U1",
    ("ris", "citation-js", "publisher", "*"): "citation-js reads PB of few types",
    ("ris", "citation-js", "month", "*"): "citation-js reads DA of few types",
    ("ris", "citation-js", "day", "*"): "citation-js reads DA of few types",
    ("ris", "citation-js", "accessed", "web-page"): "citation-js reads Y2 of few types",
}


@dataclass
class Table:
    """What did not arrive: "format program work: fact" → the outcome and the other value; counts and versions."""

    losses: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[tuple[str, str], str] = field(default_factory=dict)


def compute(readers: Iterable[tuple[str, str]] = FACT_READERS) -> Table:
    """Run programs on the samples and compare."""
    from tests.export.test_writers import render

    table = Table()
    for format_name, program in readers:
        with tempfile.TemporaryDirectory() as folder:
            try:
                version, understood = read(format_name, program, render(format_name, *sample_works()), Path(folder))
            except NotInstalled as error:
                table.missing[format_name, program] = str(error)
                continue
        table.versions[program] = version
        facts = facts_read(program, understood)
        counts = table.counts.setdefault((format_name, program), [0, 0, 0])
        for sample in SAMPLES:
            for fact, said in sample.facts.items():
                value = facts.get(sample.key, {}).get(fact, "")
                outcome = arrival(fact, said, value)
                counts[[KEPT, CHANGED, LOST].index(outcome)] += 1
                if outcome != KEPT:
                    shown = f"{outcome} {value}".strip() if outcome == CHANGED else outcome
                    table.losses[format_name, program, fact, sample.key] = f"{shown} ({said})"
    return table


def reason(place: tuple[str, str, str, str]) -> str:
    """Return why something does not arrive; empty if nobody knows."""
    return next((why for patterns, why in REASONS.items() if covers(patterns, place)), "")


def covers(patterns: tuple[str, str, str, str], place: tuple[str, str, str, str]) -> bool:
    """Return whether a reason is that of a place."""
    return all(map(fnmatch, place, patterns))


def places_in(text: str) -> dict[tuple[str, str, str, str], str]:
    """Return what does not arrive in the text of a file, as `Table.losses` has it."""
    losses = {}
    for line in text.splitlines():
        if line.startswith("## "):
            format_name, _, program = line[3:].partition(", ")
        elif match := re.fullmatch(r"- (\S+): (\S+) (.*)", line):
            losses[format_name, program, match[2], match[1]] = match[3]
    return losses


def to_text(table: Table) -> str:
    """Return the file: counts, then for every format and program what does not arrive, by its reason."""
    lines = [
        "# What arrives of our exports in other formats than BibTeX",
        "",
        "35 works of all types, fact by fact; `~` is changed, `-` is lost. Written by `python -m tests.export.readers`.",
        "",
        "| format | read by | kept | changed | lost |",
        "|---|---|---|---|---|",
    ]
    for (format_name, program), counts in table.counts.items():
        lines.append(f"| {format_name} | {table.versions[program]} | {' | '.join(map(str, counts))} |")
    for format_name, program in table.counts:
        lines += ["", f"## {format_name}, {program}"]
        why = ""
        places = [place for place in table.losses if place[:2] == (format_name, program)]
        for place in sorted(places, key=lambda place: (reason(place), place[2], place[3])):
            if reason(place) != why:
                why = reason(place)
                lines += ["", f"{why}:", ""]
            lines.append(f"- {place[3]}: {place[2]} {' '.join(table.losses[place].split())}")
    return "\n".join(lines) + "\n"
