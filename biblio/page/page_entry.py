"""What the page says of a work, or of a note whose work is not known: the values behind one card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from biblio.addresses import split_address
from biblio.export.export_formats import KeyedWork
from biblio.export.exported_works import export_tags
from biblio.export.writers.item import PublicationType
from biblio.export.writers.reference_parts import WebLink, all_links, details_text, web_link
from biblio.model.decision import DecidedNote, Status
from biblio.model.note import LinkRole
from biblio.model.record import Kind
from biblio.settings import TagsConfig
from biblio.unseen import shown, without_unseen

__all__ = ["PageEntry", "PageNote", "entry_of_note_without_work", "entry_of_work"]

OWN_ENTRY = "entry of your own"
"""The status of what stands in the exported `.bib` without a note."""
STATUS_WORDS = {
    Status.ACCEPTED: "found",
    Status.NOT_A_PAPER: "not a paper",
    Status.AMBIGUOUS: "to be decided",
    Status.PENDING: "waiting",
    Status.UNRESOLVED: "not found",
}
# What works of the exports are called, where a kind is called otherwise.
_KIND_WORDS = {
    Kind.BLOGPOST: PublicationType.BLOG_POST.value,
    Kind.WEBPAGE: PublicationType.WEB_PAGE.value,
    Kind.DATASET: PublicationType.DATA_SET.value,
}
_MOST_NAMES = 30
_LONGEST_TITLE = 100  # characters of a summary that stands for a title


@dataclass(frozen=True, slots=True)
class PageNote:
    """A note on a card: what its author wrote, its date, its place in words and, if it has one, its address."""

    text: str
    date: str = ""
    place: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A card. Texts are plain; what is not known is empty.

    `id` is the citation key, or "note:" and the id of a note without a work. `authors` are at most thirty, and
    `more_authors` says how many there are besides (-1: some). `date` is in ISO form, as exact as it is known; `read`
    is that of the earliest note. `links` has the main address first. `mentions` are the ids of other entries that its
    notes mention. `bibtex` and `citation` are what can be copied.
    """

    id: str
    title: str
    key: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    more_authors: int = 0
    year: int | None = None
    date: str = ""
    venue: str = ""
    details: str = ""
    kind: str = ""
    status: str = ""
    tags: tuple[str, ...] = ()
    read: str = ""
    links: tuple[WebLink, ...] = ()
    notes: tuple[PageNote, ...] = ()
    abstract: str = ""
    bibtex: str = ""
    citation: str = ""
    mentions: tuple[str, ...] = ()


def entry_of_work(
    keyed: KeyedWork,
    decided: Sequence[DecidedNote],
    *,
    notes: Sequence[PageNote] = (),
    links: Sequence[WebLink] = (),
    bibtex: str = "",
    citation: str = "",
    mentions: Sequence[str] = (),
) -> PageEntry:
    """Return the card of a work of the exports with its notes; `links` come after those that its entry has."""
    item = keyed.item
    first = item.date.first if item.date else None
    role = "author" if item.names("author") else "editor"
    people = item.names(role)
    more = len(people) - _MOST_NAMES if len(people) > _MOST_NAMES else -1 if role in item.open_lists else 0
    return PageEntry(
        keyed.key,
        without_unseen(item.plain_title) or keyed.key,
        key=keyed.key,
        language=item.language,
        authors=tuple(without_unseen(str(person)) for person in people[:_MOST_NAMES]),
        more_authors=more,
        year=first.year if first else None,
        date=first.iso if first else "",
        venue=without_unseen(_venue(keyed)),
        details=without_unseen(details_text(item)),
        kind=item.type.value,
        status=_status(decided),
        tags=tuple(dict.fromkeys((*keyed.tags, *item.keywords))),
        read=min((str(note.note.date) for note in decided if note.note.date), default=""),
        links=_each_once((*map(_named_by_host, all_links(item)), *links)),
        notes=tuple(notes),
        abstract=shown(item.abstract or keyed.work.best.abstract),
        bibtex=bibtex,
        citation=citation,
        mentions=tuple(mentions),
    )


def entry_of_note_without_work(
    decided: DecidedNote, rules: TagsConfig, *, note: PageNote, mentions: Sequence[str] = ()
) -> PageEntry:
    """Return the card of a note whose work is not known (yet): it says only what the note says."""
    written = decided.note
    title = written.title or (decided.query.titles[0] if decided.query.titles else "")
    summary = " ".join((written.summary or written.comment).split())[:_LONGEST_TITLE]
    links = [web_link("page", link.url) for link in written.links if link.role is LinkRole.OWN]
    return PageEntry(
        f"note:{written.id}",
        without_unseen(title or summary or written.id),
        authors=tuple(map(without_unseen, written.authors)),
        more_authors=-1 if written.et_al else 0,
        year=written.year,
        date=str(written.year or ""),
        venue=without_unseen(written.venue),
        kind=_KIND_WORDS.get(decided.decision.kind, decided.decision.kind.value),
        status=STATUS_WORDS[decided.decision.status],
        tags=export_tags(written.tags, rules),
        read=str(written.date or ""),
        links=tuple(_named_by_host(link) for link in links if link is not None),
        notes=(note,),
        mentions=tuple(mentions),
    )


def _each_once(links: Iterable[WebLink]) -> tuple[WebLink, ...]:
    by_address: dict[str, WebLink] = {}
    for link in links:
        by_address.setdefault(link.url, link)
    return tuple(by_address.values())


def _named_by_host(link: WebLink) -> WebLink:
    """Return a link that says where it leads, where it is only called a page."""
    host = split_address(link.url).hostname or ""
    return replace(link, text=host.removeprefix("www.")) if link.text == "page" and host else link


def _venue(keyed: KeyedWork) -> str:
    item = keyed.item
    if item.type is PublicationType.PREPRINT:
        return item.publisher or ("arXiv" if item.arxiv else "")
    return item.container or item.publisher


def _status(decided: Sequence[DecidedNote]) -> str:
    statuses = [note.decision.status for note in decided]
    return next((words for status, words in STATUS_WORDS.items() if status in statuses), OWN_ENTRY)
