"""Export formats other than BibTeX, from other distributions' entry points: each writes one file with all works.

BibTeX files also belong to the user and are merged (`bib_folder`). A file of another format is ours alone: it is
rewritten whenever its text changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from biblio.errors import PluginError, Problem
from biblio.files import read_text, write_atomic
from biblio.model.dates import PartialDate
from biblio.model.record import Work
from biblio.registry import Registry, failure_text

__all__ = ["BIB", "EXPORTERS", "Exporter", "FormatReport", "KeyedWork", "file_name", "write_formats"]

BIB = "bib"
"""The name of BibTeX among the formats of the configuration."""


@dataclass(frozen=True, slots=True)
class KeyedWork:
    """A work to export: its citation key, its tags, and the earliest date of a note about it."""

    key: str
    work: Work
    tags: tuple[str, ...] = ()
    accessed: PartialDate | None = None


@runtime_checkable
class Exporter(Protocol):
    """Writes works in one format. Pure: works in, text out. `suffix` is that of its file, such as ".csl.json"."""

    name: str
    suffix: str

    def render(self, works: Sequence[KeyedWork]) -> str:
        """Return the whole file; `works` are in the order of their keys."""
        ...


@dataclass(frozen=True, slots=True)
class FormatReport:
    """What was done to the file of one format. `outcome` is "written" or "unchanged"."""

    file: str
    outcome: str
    count: int


def _problem_with(candidate: object) -> str:
    if not isinstance(candidate, Exporter):
        return "it is not an exporter (name, suffix, render)"
    suffix = candidate.suffix
    is_suffix = isinstance(suffix, str) and suffix.startswith(".") and not set(suffix) & set("/\\\0")
    return "" if is_suffix and suffix != ".bib" else f"its suffix {suffix!r} cannot be used"


EXPORTERS: Registry[Exporter] = Registry("export format", {}, group="biblio.exporters", check=_problem_with)


def file_name(exporter: Exporter) -> str:
    """Return the name of the file that an exporter writes in the exports' folder."""
    return f"all{exporter.suffix}"


def write_formats(
    folder: Path,
    formats: Iterable[str],
    works: Sequence[KeyedWork],
    *,
    write: bool,
    write_file: Callable[[Path, str], bool] = write_atomic,
) -> tuple[list[FormatReport], list[Problem]]:
    """Write `works` in every format except BibTeX; return a report for each file, and the formats that failed.

    With `write` False nothing is written. Raises `StoreError` if a file cannot be read or written.
    """
    reports, problems = [], []
    ordered = sorted(works, key=lambda keyed: keyed.key)
    for name in formats:
        if name == BIB:
            continue
        try:
            exporter = EXPORTERS.load(name)
            text = exporter.render(ordered)
        except PluginError as error:
            problems.append(Problem(f"export format {name}", 0, str(error), error.hint))
            continue
        except Exception as error:  # noqa: BLE001 - whatever a stranger's exporter raises must not end the run
            what = f"the plugin failed: {failure_text(error)}"
            problems.append(Problem(f"export format {name}", 0, what, "update or uninstall it"))
            continue
        path = folder / file_name(exporter)
        is_new = read_text(path) != text
        if is_new and write:
            write_file(path, text)
        reports.append(FormatReport(path.name, "written" if is_new else "unchanged", len(ordered)))
    return reports, problems
