"""Works in one format, as ``biblio export --format`` gives them: once, without the exports' folder being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from biblio.bibtex.scanner import BlockKind, scan
from biblio.errors import PluginError, Problem, UsageError
from biblio.export.export_formats import BIB, EXPORTERS, KeyedWork, render_file
from biblio.export.format_files import works_of
from biblio.files import write_atomic
from biblio.project.exports import export_notes
from biblio.project.note_files import list_note_files
from biblio.project.note_library import read_library
from biblio.project.project import Project
from biblio.registry import failure_text
from biblio.settings import NoteSource
from biblio.text import fold

__all__ = ["Rendered", "render_works", "save_rendered", "works_with_tags"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """Works as the text of one file: how many, and what could not be read or written."""

    text: str
    count: int
    problems: tuple[Problem, ...] = ()


def render_works(
    project: Project,
    sources: Sequence[NoteSource] | None = None,
    *,
    base: Path | None = None,
    format_name: str = BIB,
    tags: Sequence[str] = (),
) -> Rendered:
    """Return the works of the notes in one format, or those with any of `tags`, as the exports say them.

    They have the keys and the user's edits that they have in the file of all works. Nothing is asked or written. Raises
    `UsageError` for a tag that no work has, or an unknown format, and `PluginError` if a plugin fails.
    """
    exporter = EXPORTERS.load(format_name) if format_name != BIB else None
    library = read_library(project, sources, base=base)
    result = export_notes(project, library.decided, library.scope, only_works=True)
    whole = next(contents for contents in result.update.contents if contents.tag is None)
    works = works_of(whole, result.exported)
    if tags:
        works = works_with_tags(works, tags)
    problems = (*library.reading.problems, *(result.problems if format_name == BIB else ()))
    if exporter is None:
        return Rendered(_bib_text(whole.text or "", works, is_whole=not tags), len(works), problems)
    heading = f"Works tagged {' or '.join(f'“{tag}”' for tag in tags)}" if tags else whole.heading
    try:
        text = render_file(exporter, works, heading)
    except Exception as error:
        if not EXPORTERS.is_plugin(format_name):
            raise
        message = f"export format {format_name}: the plugin failed: {failure_text(error)}"
        raise PluginError(message, hint="update or uninstall it") from error
    return Rendered(text, len(works), problems)


def save_rendered(project: Project, rendered: Rendered, path: Path, sources: Sequence[NoteSource], base: Path) -> None:
    """Write the text to a file of the user's, unless that is one of their notes or belongs to the exports.

    Raises `UsageError` or `StoreError`.
    """
    target = path.absolute().resolve()
    if target.is_relative_to(project.config.exports.path.absolute().resolve()):
        hint = "name the format in exports.formats, and every run writes it there"
        raise UsageError(f"{path} is in the exports' folder, where biblio sync writes", hint=hint)
    own = {project.config.folder / "config.toml", *project.own_paths}
    notes = {Path(file.location) for file, _ in list_note_files(project, sources, base).files}
    if target in {place.absolute().resolve() for place in (*own, *notes)}:
        raise UsageError(f"{path} is one of your notes or of the project's files", hint="choose another name")
    write_atomic(path, rendered.text)


def works_with_tags(works: Sequence[KeyedWork], tags: Sequence[str]) -> list[KeyedWork]:
    """Return the works with any of `tags`, compared folded. Raises `UsageError` for a tag that no work has."""
    known = {fold(tag) or tag: tag for work in works for tag in (*work.tags, *work.item.keywords)}
    wanted = {fold(tag) or tag for tag in tags}
    for tag in tags:
        if (fold(tag) or tag) not in known:
            near = get_close_matches(tag, known.values(), n=1)
            raise UsageError(f"no work has the tag {tag!r}", hint=f"did you mean {near[0]!r}?" if near else "")
    return [
        work for work in works if not wanted.isdisjoint(fold(tag) or tag for tag in (*work.tags, *work.item.keywords))
    ]


def _bib_text(text: str, works: Sequence[KeyedWork], *, is_whole: bool) -> str:
    if is_whole:
        return text
    keys = {work.key for work in works}
    entries = (
        text[block.start : block.end] for block in scan(text) if block.kind is BlockKind.ENTRY and block.key in keys
    )
    return "\n\n".join(entries) + "\n"
