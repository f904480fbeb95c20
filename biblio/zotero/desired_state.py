"""What the notes want a Zotero library to contain: one item per work, with its tags, comments, links and related works.

Pure: the values that the planning uses, and how they are made from the works of the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from biblio.addresses import split_address
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import ExportWork, export_tags, work_of
from biblio.export.mentions import mentioned_works, note_address, note_file_name, note_targets
from biblio.export.scope import Scope
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.decision import DecidedNote, Status
from biblio.model.note import Note
from biblio.model.record import Work
from biblio.settings import GITHUB_PREFIX, ZOTERO_PREFIX, TagsConfig, ZoteroConfig
from biblio.zotero.library_entries import item_of_note
from biblio.zotero.note_html import note_html
from biblio.zotero.object_content import Content
from biblio.zotero.pdf_addresses import pdf_addresses, pdf_file_name

__all__ = ["PDF", "DesiredChild", "DesiredItem", "DesiredState", "build_desired_state"]

PDF = "pdf"
"""The uid of a work's PDF: an item gets one from biblio, wherever that comes from."""
_OWN_SOURCES = ("note", "bibtex")  # of records that say what the notes say
_DECIDED = (Status.ACCEPTED, Status.NOT_A_PAPER)


@dataclass(frozen=True, slots=True)
class DesiredChild:
    """A note, a link or a file below the item of a work.

    The `uid` of a note is "note:" and its id; the `uid` of a link is its address, which the parent's key makes unique;
    that of the work's PDF is `PDF`. The PDF is fetched from the first of the `addresses` that has it, and called
    `file_name`.
    """

    uid: str
    content: Content
    label: str
    addresses: tuple[str, ...] = ()
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class DesiredItem:
    """One work as the notes want it.

    `names` are all identifiers by which the work may be known, its `uid` first. `label` is what the user calls it.
    `topics` are its tags, `related` the uids of works that its notes mention; `notes` and `places` are the ids of its
    notes and their places. `is_own` is true if the work is known only from what the notes say, `has_chosen_key` if the
    user chose the `citekey`, in a decision or in a note. `items` are the keys of the items of this library that its
    notes were read from, the oldest first, `item_topics` the tags that no other note gives. `read_as` has what these
    items said when they were read, by their keys (`item_digest`), as far as that is known. `elsewhere` is
    the work without what nothing but these items says of it; None if nothing else says anything. `all_names` are the
    `names` with the `uid` before them.
    """

    uid: str
    names: tuple[str, ...]
    work: Work
    label: str
    citekey: str = ""
    has_chosen_key: bool = False
    accessed: PartialDate | None = None
    topics: frozenset[str] = frozenset()
    children: tuple[DesiredChild, ...] = ()
    related: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_own: bool = False
    items: tuple[str, ...] = ()
    item_topics: frozenset[str] = frozenset()
    read_as: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Work | None = None
    all_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Collect all names of the work once: every plan asks for them again and again."""
        names = tuple(dict.fromkeys((self.uid, *self.names)))
        object.__setattr__(self, "all_names", self.names if names == self.names else names)

    @property
    def is_said_by_items(self) -> bool:
        """Whether some of what the notes say of the work is said by nothing but items of this library."""
        return bool(self.items) and self.elsewhere is not self.work


@dataclass(frozen=True, slots=True)
class DesiredState:
    """Everything that the notes want. `undecided` are ids of notes whose work is not known at the moment.

    `covers` says whether a note at a place would have been read if it existed. If `is_complete` is false, some notes
    could not be read, and nothing counts as gone.
    """

    works: tuple[DesiredItem, ...] = ()
    undecided: frozenset[str] = frozenset()
    covers: Callable[[str], bool] = lambda place: True
    is_complete: bool = True


def build_desired_state(
    works: Sequence[ExportWork],
    decided: Iterable[DecidedNote],
    *,
    keys: CitationKeys,
    scope: Scope,
    settings: ZoteroConfig,
    is_complete: bool,
    decided_keys: Collection[str] = (),
    tag_rules: TagsConfig | None = None,
    pdf_services: Collection[str] | None = None,
    read_as: Mapping[str, str] | None = None,
) -> DesiredState:
    """Return what the notes want, given the works gathered from the `decided` notes.

    `keys` are the citation keys of the exports, `decided_keys` those that the user decided; `scope` says what was read,
    `tag_rules` how tags are renamed, `pdf_services` which services may be asked for PDFs (None: every host),
    `read_as` what the items of this library said when notes were read from them (see `DesiredItem`). See `DesiredState`
    for `is_complete`.
    """
    targets = note_targets((export.work.id, about.note) for export in works for about in export.notes)
    file_names: set[str] = set()
    used: set[object] = set()
    items = []
    for export in works:
        work, notes = export.work, [decided_note.note for decided_note in export.notes]
        citekey = keys.key_of(work) or ""
        others = [note for note in notes if not item_of_note(note, settings.library)]
        item_keys = _items(notes, settings.library)
        elsewhere = {tag for note in others for tag in export_tags(note.tags, tag_rules or TagsConfig())}
        items.append(
            DesiredItem(
                work.id, export.names, work, citekey or work.best.title[:60] or work.id, citekey=citekey,
                has_chosen_key=citekey in decided_keys or citekey in export.citekeys,
                accessed=export.accessed, topics=frozenset(export.tags),
                children=(
                    *_comments(notes, settings, used), *_links(export, notes, settings),
                    *_pdf(work, settings, citekey, file_names, pdf_services),
                ),
                related=frozenset(chain.from_iterable(mentioned_works(note, targets) for note in notes)) - {work.id},
                notes=tuple(note.id for note in notes),
                places=tuple(dict.fromkeys(map(scope.place, export.sources))), is_own=_is_own(work),
                items=item_keys, item_topics=frozenset(export.tags) - elsewhere,
                elsewhere=_elsewhere(export, settings.library) if item_keys else work,
                read_as={key: read_as[key] for key in item_keys if key in read_as} if read_as else {},
            )
        )  # fmt: skip
    undecided = frozenset(note.note.id for note in decided if note.decision.status not in _DECIDED)
    return DesiredState(tuple(_both_ways(items)), undecided, scope.covers, is_complete)


def _items(notes: Iterable[Note], library: str) -> tuple[str, ...]:
    """Return the keys of the items of `library` that notes were read from."""
    return tuple(dict.fromkeys(key for note in notes if (key := item_of_note(note, library))))


def _elsewhere(export: ExportWork, library: str) -> Work | None:
    """Return the work without what nothing but notes from items of `library` say of it; None if that is all."""
    own = [record for record in export.work.records if record.source in _OWN_SOURCES]
    if not own:
        return export.work
    others = (work_of(decided, unresolved=True) for decided in export.notes if not item_of_note(decided.note, library))
    records = [record for record in export.work.records if record.source not in _OWN_SOURCES]
    records += [record for work in others if work is not None for record in work.records]
    return merge_into_work(tuple(dict.fromkeys(records))) if records else None


def _is_own(work: Work) -> bool:
    return all(record.source in _OWN_SOURCES for record in work.records)


def _comments(notes: Iterable[Note], settings: ZoteroConfig, used: set[object]) -> Iterator[DesiredChild]:
    """Yield the comments of notes as Zotero notes; `used` collects the uids and comments of all works so far."""
    for note in notes:
        if not settings.comments or not note.comment.strip() or note.source.startswith(ZOTERO_PREFIX):
            continue  # the comment of an item is in Zotero already
        # Only the file's name is given, because the file may be in a different folder on another machine.
        file = note.source if note.source.startswith(GITHUB_PREFIX) else note_file_name(note.source)
        # A note may be in two files, with a longer comment in one of them: both comments are kept.
        name = note.id if f"note:{note.id}" not in used else f"{note.id}@{file}"
        html = note_html(note.comment, note=name, source=file, address=note_address(note))
        if f"note:{name}" not in used and (note.comment, note.id) not in used:
            used |= {f"note:{name}", (note.comment, note.id)}
            yield DesiredChild(f"note:{name}", Content("note", {"note": html}), f"note {name}")


def _links(export: ExportWork, notes: Iterable[Note], settings: ZoteroConfig) -> Iterable[DesiredChild]:
    """Return links to the notes' pages and to the PDF, each address once."""
    links: dict[str, DesiredChild] = {}
    for note in notes:
        page = note_address(note)
        if settings.pages and page:
            host = (split_address(page).hostname or "").removeprefix("www.")
            links.setdefault(page, _link(page, f"My note ({host})"))
    arxiv = export.work.best.identifier("arxiv")
    address = f"https://arxiv.org/pdf/{arxiv.value}" if arxiv else next(iter(pdf_addresses(export.work)), "")
    if settings.pdf == "link" and address:
        links.setdefault(address, _link(address, "Full Text PDF", "application/pdf"))
    return links.values()


def _pdf(
    work: Work, settings: ZoteroConfig, citekey: str, names: set[str], services: Collection[str] | None
) -> Iterator[DesiredChild]:
    """Yield the PDF of a work as a file, if it is to be attached; `names` collects the names of files so far."""
    addresses = pdf_addresses(work, services) if settings.pdf == "attach" else ()
    if not addresses:
        return
    name = pdf_file_name(work)
    if name.casefold() in names:
        name = f"{name.removesuffix('.pdf')} ({citekey or work.id}).pdf".replace("/", "_").replace(":", "_")
    names.add(name.casefold())
    place = {"linkMode": "imported_url", "url": addresses[0]}
    if settings.pdf_folder is not None:
        place = {"linkMode": "linked_file", "path": str(settings.pdf_folder / name)}
    fields = {**place, "title": "Full Text PDF", "contentType": "application/pdf"}
    yield DesiredChild(PDF, Content("attachment", fields), f"PDF of {work.best.title!r}", addresses, name)


def _link(address: str, title: str, media_type: str = "") -> DesiredChild:
    fields = {"linkMode": "linked_url", "title": title, "url": address, "contentType": media_type}
    return DesiredChild(
        address, Content("attachment", {name: text for name, text in fields.items() if text}), f"link {address}"
    )


def _both_ways(items: Sequence[DesiredItem]) -> Iterator[DesiredItem]:
    """Add every relation to its other end as well.

    The server shows relations at both ends: if we sent a relation for one end only, the other end would get a new
    version.
    """
    related_from: dict[str, set[str]] = {}
    for item in items:
        for uid in item.related:
            related_from.setdefault(uid, set()).add(item.uid)
    for item in items:
        more = related_from.get(item.uid)
        yield replace(item, related=item.related | more) if more else item
