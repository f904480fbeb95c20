"""The files of formats other than BibTeX: which there are, what is in them, and whether they are written.

Beside every `.bib` (all works, and each tag) stands a file of each format. It says what the `.bib` says with the user's
edits: an entry that they changed, added or deleted there is changed, added or missing here too. The file itself is
made anew; if its text is no longer the one that we wrote, the user has changed it, and it is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from biblio.bibtex.bib_text import StringDefinitions, string_definitions
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.scanner import BlockKind, scan
from biblio.errors import BibtexError, PluginError, Problem
from biblio.export.export_formats import (
    BIB,
    EXPORTERS,
    Exporter,
    KeyedWork,
    PiecewiseExporter,
    file_name,
    in_order,
    render_file,
)
from biblio.export.export_index import FormatEntry
from biblio.export.format_pieces import FilePieces, PiecesOfFiles, lengths_of_pieces, pieces_of, text_of_pieces
from biblio.export.packed_text import KeptText
from biblio.export.writers.item import read_item
from biblio.files import read_text
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.entry import Entry
from biblio.registry import failure_text

__all__ = [
    "BibContents",
    "FormatPlan",
    "FormatPlans",
    "edited_formats",
    "load_exporters",
    "plan_changed_formats",
    "plan_formats",
    "text_digest",
    "works_of",
]

_NO_WORKS = frozenset({"set", "xdata"})


@dataclass(frozen=True, slots=True)
class BibContents:
    """A `.bib` as it will be: its name without suffix, its tag (None: all works), its text (None: no file).

    `keys` are ours in it; `edited` those whose entry the user changed, `renamed` our key → the user's; `deleted` those
    that the user deleted. An entry that is no longer valid BibTeX counts as we would write it.
    """

    stem: str
    tag: str | None
    packed: KeptText | None
    keys: tuple[str, ...]
    edited: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()

    @property
    def text(self) -> str | None:
        """The text of the file; None if there is none."""
        return self.packed.text if self.packed is not None else None

    @property
    def heading(self) -> str:
        """The heading of a list of its works."""
        return "All works" if self.tag is None else f"Works tagged “{self.tag}”"


@dataclass(frozen=True, slots=True)
class FormatPlan:
    """The text of one file before and after (None: no file), and how many works are in it.

    `is_edited` says that the user changed the file, so that it stays as it is.
    """

    file: str
    old: str | None
    new: str | None
    count: int
    is_edited: bool = False

    @property
    def outcome(self) -> str:
        """What happens to the file: "written", "unchanged" or "removed"."""
        return "unchanged" if self.new == self.old else "removed" if self.new is None else "written"


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A file as an exporter made it: the name of the format, the text, the number of works."""

    format: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class FormatPlans:
    """The plans of all files, what to remember of each, and the formats that failed.

    `pieces` say where in the files each work is.
    """

    plans: tuple[FormatPlan, ...] = ()
    written: Mapping[str, FormatEntry] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    pieces: PiecesOfFiles = field(default_factory=dict)


def text_digest(text: str) -> str:
    """Return what to remember of a file's text; the kind of line end does not count, which git may change."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:32]


def load_exporters(formats: Iterable[str]) -> tuple[list[Exporter], list[Problem]]:
    """Return the exporters of `formats` except BibTeX, and a problem for each that cannot be used."""
    exporters, problems = [], []
    for name in dict.fromkeys(formats):
        if name == BIB:
            continue
        try:
            exporters.append(EXPORTERS.load(name))
        except PluginError as error:
            problems.append(Problem(f"export format {name}", 0, str(error), error.hint))
    return exporters, problems


def works_of(contents: BibContents, known: Mapping[str, KeyedWork]) -> list[KeyedWork]:
    """Return the works of a `.bib` as it says them; `known` are ours by key."""
    changed = {contents.renamed.get(key, key): key for key in (*contents.edited, *contents.renamed)}
    others = {*changed.values(), *contents.deleted}
    works = [known[key] for key in contents.keys if key in known and key not in others]
    ours = {work.key for work in works}
    for entry in _entries_besides(contents.text or "", ours):
        original = known.get(changed.get(entry.key, ""))
        work = original.work if original else merge_into_work((from_entry(entry),))
        keyed = replace(original, key=entry.key) if original else KeyedWork(entry.key, work, read_item(entry))
        works.append(replace(keyed, item=read_item(entry, work)))
    return works


def _entries_besides(text: str, ours: set[str]) -> Iterable[Entry]:
    """Yield the entries of a `.bib` with other keys than `ours`; what is broken there is nowhere else either."""
    blocks = [block for block in scan(text) if block.kind is BlockKind.ENTRY and block.key not in ours]
    strings = string_definitions(text) if blocks else StringDefinitions()
    for block in blocks:
        if block.type in _NO_WORKS or not block.key:
            continue
        try:
            yield parse_entry(text[block.start : block.end], strings=strings.at(block.start))
        except BibtexError:
            continue


def plan_formats(
    folder: Path,
    formats: Iterable[str],
    contents: Sequence[BibContents],
    known: Mapping[str, KeyedWork],
    written: Mapping[str, FormatEntry],
    pending: Mapping[str, str],
) -> FormatPlans:
    """Return what happens to the files of `formats` beside the `.bib` files `contents`.

    `known` are the works by key. `written` says what was written last time; `pending` are the digests of what an
    interrupted run was about to write, by file. A format that fails leaves its files as they are. Raises `StoreError`
    if a file cannot be read.
    """
    exporters, problems = load_exporters(formats)
    failed = {problem.path.removeprefix("export format ") for problem in problems}
    wanted: dict[str, _Rendered] = {}
    present = [bib for bib in contents if bib.packed is not None] if exporters else []
    works = {bib.stem: in_order(works_of(bib, known)) for bib in present}
    lengths: dict[str, dict[str, bytes]] = {}
    for exporter in exporters:
        texts: dict[str, _Rendered] = {}
        pieces: dict[int, str] = {}
        try:
            for bib in contents:
                if bib.stem in works and (works[bib.stem] or bib.tag is None):
                    text = render_file(exporter, works[bib.stem], bib.heading, pieces)
                    texts[file_name(exporter, bib.stem)] = _Rendered(exporter.name, text, len(works[bib.stem]))
                    in_file = [pieces[id(work)] for work in works[bib.stem] if id(work) in pieces]
                    if known_lengths := lengths_of_pieces(exporter, in_file, bib.heading, text):
                        lengths.setdefault(bib.stem, {})[exporter.name] = known_lengths
        except Exception as error:  # noqa: BLE001 - whatever a stranger's exporter raises must not end the run
            what = f"the plugin failed: {failure_text(error)}"
            problems.append(Problem(f"export format {exporter.name}", 0, what, "update or uninstall it"))
            failed.add(exporter.name)
            continue
        wanted |= texts
    plans, remembered = [], {}
    for file in sorted({*wanted, *written}):
        last = written.get(file)
        if file not in wanted and last and last.format in failed:
            remembered[file] = last
            continue
        new = wanted.get(file)
        plan = _plan(folder, file, new, {last.digest if last else "", pending.get(file, "")})
        plans.append(plan)
        if plan.is_edited and last and new:
            remembered[file] = last
        elif plan.new is not None and not plan.is_edited:
            remembered[file] = FormatEntry(new.format if new else "", text_digest(plan.new))
    of_stems = {stem: FilePieces("\n".join(work.key for work in works[stem]), lengths[stem]) for stem in lengths}
    return FormatPlans(tuple(plans), remembered, tuple(problems), of_stems)


def plan_changed_formats(
    folder: Path,
    formats: Iterable[str],
    contents: Sequence[BibContents],
    changed: Mapping[str, KeyedWork | None],
    written: Mapping[str, FormatEntry],
    pieces: PiecesOfFiles,
) -> FormatPlans | None:
    """Do what `plan_formats` does where only some works have changed, without making the pieces of the others.

    `contents` are the `.bib` files that have them, `changed` the works by key (None: it is gone). `written` and
    `pieces` are what the last run remembered; the folder is as that run left it. The plans are those of the files
    beside `contents`. None if all have to be made. Raises `StoreError`.
    """
    exporters, problems = load_exporters(formats)
    if problems or {entry.format for entry in written.values()} - {exporter.name for exporter in exporters}:
        return None
    if not exporters:
        return FormatPlans()
    plans: list[FormatPlan] = []
    remembered, all_pieces = dict(written), dict(pieces)
    for bib in contents:
        if not changed.keys().isdisjoint((*bib.edited, *bib.renamed, *bib.renamed.values(), *bib.deleted)):
            return None
        if bib.stem not in pieces:
            return None
        in_file = {key: work for key, work in changed.items() if work is not None and key in bib.keys}
        lengths: dict[str, bytes] = {}
        for exporter in exporters:
            file = file_name(exporter, bib.stem)
            old = read_text(folder / file)
            if not isinstance(exporter, PiecewiseExporter) or old is None or file not in written:
                return None
            known = pieces_of(exporter, old, bib.heading, pieces[bib.stem])
            if known is None or text_digest(old) != written[file].digest:
                return None
            others = {key: piece for key, piece in known.items() if key not in changed}
            try:
                now = others | {key: exporter.piece(work) for key, work in in_file.items()}
                ordered = [now[key] for key in sorted(now)]
                text = text_of_pieces(exporter, ordered, bib.heading) if ordered or bib.tag is None else None
            except Exception:  # noqa: BLE001 - the full run says which exporter of somebody else's failed
                return None
            plans.append(FormatPlan(file, old, text, len(now) if text is not None else 0))
            remembered.pop(file)
            if text is not None:
                remembered[file] = FormatEntry(exporter.name, text_digest(text))
                lengths[exporter.name] = lengths_of_pieces(exporter, ordered, bib.heading, text) or b""
        all_pieces.pop(bib.stem)
        if lengths:
            all_pieces[bib.stem] = FilePieces("\n".join(sorted(now)), lengths)
    return FormatPlans(tuple(sorted(plans, key=lambda plan: plan.file)), remembered, (), all_pieces)


def edited_formats(folder: Path, plans: Iterable[FormatPlan]) -> list[Problem]:
    """Return a warning for every file that is not written because the user changed it."""
    hint = "an edit in a .bib reaches every format; delete this file to have it written again"
    return [
        Problem(str(folder / plan.file), 0, "it was changed by hand, and stays as it is", hint)
        for plan in plans
        if plan.is_edited
    ]


def _plan(folder: Path, file: str, new: _Rendered | None, digests: set[str]) -> FormatPlan:
    old = read_text(folder / file)
    count, text = (new.count, new.text) if new else (0, None)
    if old is None or not old.strip("\ufeff \r\n\t") or text_digest(old) in digests:
        return FormatPlan(file, old, text, count)
    is_same = text is not None and text_digest(old) == text_digest(text)
    return FormatPlan(file, old, old, count, is_edited=not is_same)
