"""Turn a note into a query: only what it says about its own work.

Works listed under 関連 and numbers of other notes never get into the query; links in the running text only confirm a
title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from biblio.extract.address_facts import AddressFacts, facts_in_address
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.extract.kinds import DEFAULT_KIND_TAGS, Ground, detect_kind
from biblio.extract.nicknames import title_readings
from biblio.extract.summary_clues import extract_clues
from biblio.extract.venue_names import full_name
from biblio.model.clues import Clue
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier, isbn
from biblio.model.note import LinkRole, Note
from biblio.model.people import Person, is_group, parse_person
from biblio.model.record import NOT_PAPERS, Kind
from biblio.text import fold, is_han_or_kana, normalise_space, strip_markup

__all__ = ["extract_query", "own_identifiers"]

_VENUE_PREPRINT = frozenset({"arxiv", "preprint", "corr", "biorxiv", "medrxiv", "ssrn", "openreview"})
# A name of a venue that holds no magazines and sites ("The Paris Review").
_OF_PAPERS = re.compile(r"(?i)\b(?:journal|proceedings|proc|conference|symposium|workshop|transactions|annals)\b")
_TEXT = 600  # characters of a summary that show what it is about
_IN_BRACES = re.compile(r"\s*\{(\s*+[^{}]+)\}\s*")
_CURLY = str.maketrans({"{": "", "}": ""})


def extract_query(note: Note, *, kind_tags: Mapping[str, Kind] = DEFAULT_KIND_TAGS) -> Query:
    """Return what `note` says about its own work; `kind_tags` maps folded tags to kinds (see `kinds`)."""
    identifiers = own_identifiers(note)
    facts = _facts(note)
    titles = _titles(note, facts)
    authors = tuple(_person(name) for name in note.authors)
    venue = note.venue or _venue_tag(note.tags) or facts.venue
    is_cited = bool(identifiers or venue or note.et_al)
    ground = detect_kind(
        note,
        kind_tags,
        identifiers=identifiers,
        papers=is_cited or bool(note.summary),
        cited=is_cited,
        placed=_is_of_papers(venue),
    )
    if ground.kind is None and _is_release(note):
        ground = Ground(Kind.WEBPAGE, reason=f"a release by {note.organisation}, not an author")
    kind = ground.kind
    pages = (link.url for link in note.links if link.role is LinkRole.PAGE)
    own_url = next((link.url for link in note.links if link.role is LinkRole.OWN), "")
    page_url = next((url for url in pages if url.startswith(("http://", "https://"))), "")
    clues: tuple[Clue, ...] = ()
    text = ""
    if _needs_clues(titles, identifiers) and not (ground.sure and kind in NOT_PAPERS):
        clues, text = extract_clues(note), (note.summary or note.comment)[:_TEXT]
    return Query(
        note=note.id,
        identifiers=identifiers,
        titles=titles,
        clues=clues,
        authors=authors,
        complete_authors=bool(authors) and not note.et_al,
        trailing="" if authors else _trailing(note) or facts.author,
        venue="" if fold(venue) in _VENUE_PREPRINT else venue,
        year=note.year or _year_of(identifiers) or facts.year,
        before=note.date,
        volume=_field(note, "volume"),
        pages=_field(note, "pages"),
        kind=kind,
        sure_kind=ground.sure and kind in NOT_PAPERS and not identifiers,
        kind_so_far=kind if kind is not None and ground.likely else Kind.PAPER,
        url=own_url or (page_url if kind in NOT_PAPERS else ""),
        grounds=(ground.reason,) if ground.reason else (),
        text=text,
        mentioned=_mentioned(note) if titles and not identifiers else (),
    )


def _is_of_papers(venue: str) -> bool:
    """Whether a venue is a known one ("EMNLP2020") or has the name of one, so that what appeared there is a paper."""
    return bool(venue) and (_OF_PAPERS.search(venue) is not None or bool(full_name(venue.rstrip(" '’0123456789"))))


def _needs_clues(titles: tuple[str, ...], identifiers: tuple[Identifier, ...]) -> bool:
    """Whether the title may not suffice: there is none, or it may be a translation."""
    return not titles or (not identifiers and all(map(is_han_or_kana, titles)))


def _facts(note: Note) -> AddressFacts:
    """Return what the addresses of the note's own links say about its work; of several, the first that says it."""
    facts = [facts_in_address(link.url) for link in note.links if link.role is LinkRole.OWN]
    return AddressFacts(
        title=next((item.title for item in facts if item.title), ""),
        author=next((item.author for item in facts if item.author), ""),
        venue=next((item.venue for item in facts if item.venue), ""),
        year=next((item.year for item in facts if item.year), None),
    )


def own_identifiers(note: Note) -> tuple[Identifier, ...]:
    """Return the identifiers that a note gives for its own work: by its own links, an ISBN, or in its title."""
    identifiers: dict[Identifier, None] = {}
    for link in note.links:
        if link.role is LinkRole.OWN and (identifier := identifier_in_url(link.url)):
            identifiers[identifier] = None
    for name, value in note.fields:
        if name == "isbn" and (number := isbn(value)):
            identifiers[number] = None
    # The title line may be or contain an identifier ("arXiv:2401.01234 Some title").
    for item in find_identifiers(note.title or ""):
        identifiers[item.identifier] = None
    return tuple(identifiers)


def _mentioned(note: Note) -> tuple[Identifier, ...]:
    """Return the works that the running text links to: what the note is about only if it has the title of one."""
    urls = (link.url for link in note.links if link.role is LinkRole.MENTION)
    return tuple(dict.fromkeys(filter(None, map(identifier_in_url, urls))))


def _venue_tag(tags: tuple[str, ...]) -> str:
    """Return the known venue that a note is tagged with (#EMNLP), if there is exactly one."""
    venues = [tag for tag in tags if full_name(tag) and len(tag) > 2]
    return venues[0] if len(venues) == 1 else ""


def _year_of(identifiers: tuple[Identifier, ...]) -> int | None:
    """Return the year in an arXiv id: its first two digits (since 2007), or those after the name of the archive."""
    for identifier in identifiers:
        if identifier.scheme == "arxiv":
            digits = identifier.value.rpartition("/")[2][:2]
            return (1900 if "/" in identifier.value and digits > "50" else 2000) + int(digits)
    return None


def _titles(note: Note, facts: AddressFacts) -> tuple[str, ...]:
    titles: dict[str, None] = {}
    for text in (note.title, *note.other_titles):
        if text and (plain := normalise_space(strip_markup(text).translate(_CURLY))):
            titles |= dict.fromkeys((*title_readings(plain), plain))
    if facts.title:
        titles.setdefault(facts.title)
    return tuple(titles)


def _field(note: Note, name: str) -> str:
    return next((value.strip() for key, value in note.fields if key == name), "")


def _trailing(note: Note) -> str:
    """Return the words after the title that one reading of the title line has and another leaves out."""
    for other in note.other_titles:
        if note.title and note.title.startswith(f"{other}, "):
            return note.title[len(other) + 2 :].strip()
    return ""


def _person(name: str) -> Person:
    if match := _IN_BRACES.fullmatch(name):  # they keep a name whole, as in BibTeX
        return Person(literal=strip_markup(match[1]))
    person = parse_person(strip_markup(name))
    if is_group(person):
        return person
    # "Vaswani+": one word before "+" is a family name, whatever `parse_person` has to assume about a single word.
    if person.literal and " " not in person.literal and person.literal.isalpha() and person.literal[:1].isupper():
        return Person(family=person.literal)
    return person


def _is_release(note: Note) -> bool:
    """Whether the title line has the form of a release: "Name, Organisation, 2025.08"."""
    return bool(note.organisation and note.month and not note.venue and not note.et_al and not note.summary)
