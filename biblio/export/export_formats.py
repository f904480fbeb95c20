"""Export formats other than BibTeX: ours, and those of other distributions' entry points.

A `.bib` file also belongs to the user and is merged (`bib_folder`). The file of another format says what the `.bib` of
the same works says, with the user's edits there; `format_files` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from biblio.registry import Registry

if TYPE_CHECKING:
    from biblio.export.writers.item import Item
    from biblio.model.dates import PartialDate
    from biblio.model.record import Work

__all__ = ["BIB", "EXPORTERS", "Exporter", "KeyedWork", "PiecewiseExporter", "file_name", "in_order", "render_file"]

BIB = "bib"
"""The name of BibTeX among the formats of the configuration."""


@dataclass(frozen=True, slots=True)
class KeyedWork:
    """A work to export: its citation key, what its entry says, its tags, and the earliest date of a note about it.

    `item` is the entry as it stands in the `.bib`, with the user's edits; `work` is what services say.
    """

    key: str
    work: Work
    item: Item
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


@runtime_checkable
class PiecewiseExporter(Exporter, Protocol):
    """An exporter whose files are made of one piece for each work: a piece is made once for all files that it is in."""

    def render(self, works: Sequence[KeyedWork]) -> str:
        """Return the whole file; `works` are in the order of their keys."""
        return self.assemble([self.piece(work) for work in works], "Works")

    def piece(self, work: KeyedWork) -> str:
        """Return the part of a file that is about one work."""
        ...

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file with `pieces`, under `heading` if the format has headings."""
        ...


def _problem_with(candidate: object) -> str:
    if not isinstance(candidate, Exporter):
        return "it is not an exporter (name, suffix, render)"
    suffix = candidate.suffix
    is_suffix = isinstance(suffix, str) and suffix.startswith(".") and not set(suffix) & set("/\\\0")
    return "" if is_suffix and suffix != ".bib" else f"its suffix {suffix!r} cannot be used"


EXPORTERS: Registry[Exporter] = Registry(
    "export format",
    {
        "csl-json": "biblio.export.writers.csl_json_writer:EXPORTER",
        "hayagriva": "biblio.export.writers.hayagriva_writer:EXPORTER",
        "ris": "biblio.export.writers.ris_writer:EXPORTER",
        "markdown": "biblio.export.writers.markdown_writer:EXPORTER",
        "html": "biblio.export.writers.html_writer:EXPORTER",
        "csv": "biblio.export.writers.csv_writer:EXPORTER",
    },
    group="biblio.exporters",
    check=_problem_with,
)


def file_name(exporter: Exporter, stem: str = "all") -> str:
    """Return the name of the file of an exporter for the works of the `.bib` called `stem`."""
    return f"{stem}{exporter.suffix}"


def in_order(works: Iterable[KeyedWork]) -> list[KeyedWork]:
    """Return works in the order that every file has them in."""
    return sorted(works, key=lambda keyed: keyed.key)


def render_file(
    exporter: Exporter, works: Sequence[KeyedWork], heading: str, pieces: dict[int, str] | None = None
) -> str:
    """Return the text of a file with `works`, under `heading` if the format has headings.

    `pieces` keeps what was made of a work, by the identity of that, for further files with it.
    """
    ordered = in_order(works)
    if not isinstance(exporter, PiecewiseExporter):
        return exporter.render(ordered)
    known = {} if pieces is None else pieces
    for work in ordered:
        if id(work) not in known:
            known[id(work)] = exporter.piece(work)
    return exporter.assemble([known[id(work)] for work in ordered], heading)
