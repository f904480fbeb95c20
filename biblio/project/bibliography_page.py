"""The bibliography as a page: gather what its cards say, from notes, exports, styles and Zotero's memory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from biblio.cite.reference_text import TextFormat
from biblio.errors import FormattingError, Problem, UsageError
from biblio.export.mentions import mentioned_works, note_address, note_targets
from biblio.export.tag_files import file_stem
from biblio.export.work_names import work_names
from biblio.export.writers.reference_parts import WebLink
from biblio.extras import MissingExtra
from biblio.model.decision import DecidedNote
from biblio.model.note import Note
from biblio.page.page_entry import PageEntry, PageNote, entry_of_note_without_work, entry_of_work
from biblio.page.page_files import PageTexts, page_files
from biblio.page.page_folder import PagePlan, plan_page
from biblio.project.cited_works import Citable, CitableWorks, read_citable_works
from biblio.project.citing import format_works, style_named
from biblio.project.project import Project
from biblio.settings import NoteSource
from biblio.text import fold
from biblio.unseen import shown
from biblio.zotero.item_links import item_address_of_note, item_addresses
from biblio.zotero.pdf_addresses import pdf_addresses

__all__ = ["PlannedPage", "plan_bibliography_page"]

_REMEMBERED = "references of the page"
_AT_ONCE = 500  # works in one run of pandoc


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """The page as it will be: the plan of its folder, how many cards it has, and what is missing in it.

    `style` is the title of the citation style; without one, `no_style` says why there are no formatted references.
    """

    plan: PagePlan
    works: int
    undecided: int
    style: str
    no_style: str
    problems: tuple[Problem, ...] = ()


def plan_bibliography_page(
    project: Project,
    sources: Sequence[NoteSource],
    *,
    base: Path,
    folder: Path | None = None,
    tags: Sequence[str] = (),
    address: str | None = None,
) -> PlannedPage:
    """Return the page of a project's works, or of those with any of `tags`, for `folder` (default: the configured one).

    `address` makes it a part of another site's page; see `PageTexts`. No service is asked, and nothing is written but
    the formatted references that the state remembers. Raises `UsageError` for a tag that nothing has, or a folder in
    the exports, and `StoreError`.
    """
    config = project.config
    known = read_citable_works(project, sources, base=base)
    folder = (folder or _default_folder(project, tags)).absolute()
    if folder.resolve().is_relative_to(config.exports.path.absolute().resolve()):
        raise UsageError(f"{folder} is in the exports' folder, where biblio sync writes", hint="choose another folder")
    style, references, no_style = _references(project, known.all_works())
    entries = _tagged(_entries(project, known, references, folder, base, is_part=address is not None), tags)
    works = sum(bool(entry.key) for entry in entries)
    title = f"Works tagged {' or '.join(f'“{tag}”' for tag in tags)}" if tags else config.page.title or "Bibliography"
    plan = plan_page(folder, page_files(entries, PageTexts(title, style, address)))
    return PlannedPage(plan, works, len(entries) - works, style, no_style, known.problems)


def _default_folder(project: Project, tags: Sequence[str]) -> Path:
    folder = project.config.page.path
    return folder / "tags" / "+".join(map(file_stem, tags)) if tags else folder


def _tagged(entries: Sequence[PageEntry], tags: Sequence[str]) -> list[PageEntry]:
    if not tags:
        return list(entries)
    chosen = {fold(tag) or tag for tag in tags}
    unknown = [tag for tag in tags if not any(fold(tag) == fold(known) for entry in entries for known in entry.tags)]
    if unknown:
        raise UsageError(f"nothing has the tag {unknown[0]!r}", hint="`biblio notes` lists the notes with their tags")
    tagged = [entry for entry in entries if not chosen.isdisjoint(fold(tag) or tag for tag in entry.tags)]
    ids = {entry.id for entry in tagged}
    return [replace(entry, mentions=tuple(name for name in entry.mentions if name in ids)) for entry in tagged]


def _entries(
    project: Project, known: CitableWorks, references: Mapping[str, str], folder: Path, base: Path, *, is_part: bool
) -> list[PageEntry]:
    notes: dict[str, list[DecidedNote]] = {}
    for decided in known.decided:
        notes.setdefault(known.key_of_note(decided) or f"note:{decided.note.id}", []).append(decided)
    targets = note_targets((name, decided.note) for name, group in notes.items() for decided in group)
    items = item_addresses(project.config.zotero.memory, project.config.zotero.library)
    writer = _NoteWriter(project, folder, base, is_beside=project.config.page.notes and not is_part)

    def mentions(name: str) -> list[str]:
        mentioned = {other for decided in notes.get(name, ()) for other in mentioned_works(decided.note, targets)}
        return sorted(mentioned - {name})

    entries = []
    for keyed in known.works:
        group = notes.get(keyed.key, [])
        addresses = [items.get(name, "") for name in (keyed.work.id, *work_names(keyed.work))]
        addresses += [item_address_of_note(decided.note, project.config.zotero.library) for decided in group]
        entries.append(
            entry_of_work(
                keyed,
                group,
                notes=[writer.page_note(decided.note) for decided in group],
                links=[
                    *(WebLink("PDF", url) for url in pdf_addresses(keyed.work)[:1]),
                    *(WebLink("Zotero", url) for url in [*filter(None, addresses)][:1]),
                ],
                bibtex=known.entries.get(keyed.key, ""),
                citation=references.get(keyed.key, ""),
                mentions=mentions(keyed.key),
            )
        )
    for name, group in notes.items():
        if name.startswith("note:"):
            entries += [
                entry_of_note_without_work(
                    decided, project.config.tags, note=writer.page_note(decided.note), mentions=mentions(name)
                )
                for decided in group
            ]
    return entries


@dataclass(frozen=True, slots=True)
class _NoteWriter:
    """Says of a note what its card shows, as the configuration wants it.

    `is_beside`: the page stands where it is written, beside the notes, and may lead to their files.
    """

    project: Project
    folder: Path
    base: Path
    is_beside: bool

    def page_note(self, note: Note) -> PageNote:
        # The summary of an entry is the work's abstract, which the card has anyway.
        is_entry = any(name == "entrytype" for name, _ in note.fields)
        parts = (note.comment.strip(),) if is_entry else (note.summary.strip(), note.comment.strip())
        text = "\n\n".join(dict.fromkeys(filter(None, parts)))
        first, _, rest = text.partition("\n")
        if note.title and fold(first.lstrip("# ")) == fold(note.title):
            text = rest.strip()  # the card has the title
        if not self.project.config.page.notes:
            text = ""
        place = f"{note.source}:{note.line}" if note.line else note.source
        return PageNote(shown(text), str(note.date or ""), shown(place), note_address(note) or self._address(note))

    def _address(self, note: Note) -> str:
        if ":" in note.source.partition("/")[0]:
            return ""  # github:… without a page, zotero:…
        path = self.base / note.source
        at = self.project.config.page.notes_at
        if at:
            try:
                relative = path.resolve().relative_to(self.project.base.resolve())
            except ValueError:
                return ""
            return f"{at.rstrip('/')}/{quote(relative.as_posix())}"
        if not self.is_beside:
            return ""
        try:
            return quote(Path(os.path.relpath(path, self.folder)).as_posix())
        except ValueError:  # on another drive
            return ""


# -- formatted references ------------------------------------------------------------------------------------------
def _references(project: Project, works: Sequence[Citable]) -> tuple[str, dict[str, str], str]:
    """Return the title of the style, the references by key, and why there are none.

    The state remembers them by what they are made of, so that a run formats only what has changed.
    """
    config = project.config.cite
    try:
        style = style_named("", config)
        if not style.has_bibliography:
            return "", {}, f"the style {style.name} has none"
        rules = style.path.read_bytes()
        ground = blake2b(f"{config.locale or style.locale}\0".encode() + rules, digest_size=8).hexdigest()
        digests = {work.key: _item_digest(work, ground) for work in works}
        known = json.loads(project.state.recall(_REMEMBERED) or b"{}")
        missing = [work for work in works if digests[work.key] not in known]
        for start in range(0, len(missing), _AT_ONCE):
            part = missing[start : start + _AT_ONCE]
            formatted = format_works(
                part, style, locale=config.locale, form=TextFormat.TEXT, in_text=False, each_alone=True
            )
            known |= {digests[reference.key]: reference.text for reference in formatted.references}
    except MissingExtra as error:
        return "", {}, f"{error.message} ({error.hint})"
    except FormattingError as error:
        return "", {}, error.message
    if missing:
        project.state.remember(_REMEMBERED, json.dumps({digest: known[digest] for digest in digests.values()}).encode())
    return style.title, {key: known[digest] for key, digest in digests.items()}, ""


def _item_digest(work: Citable, ground: str) -> str:
    item = json.dumps(work.item, sort_keys=True, ensure_ascii=False)
    return blake2b(f"{ground}\0{item}".encode(errors="replace"), digest_size=12).hexdigest()
