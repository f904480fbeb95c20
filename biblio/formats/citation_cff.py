"""Citation File Format: a repository's CITATION.cff with what it refers to.

https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md. The file describes the
repository that it lies in, and the paper that it wants to be cited by; what somebody reads are its references. Under
any other name it is a note on what it describes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from biblio.errors import Problem
from biblio.formats.export_values import arxiv_in, parse_written_date, read_doi, read_isbn, read_issn
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.yaml_text import BrokenYaml, load_yaml
from biblio.model.identifiers import make
from biblio.model.people import Person
from biblio.model.record import Kind

__all__ = ["is_citation_cff", "read_citation_cff"]

_HEAD = re.compile(r"^cff-version: *[\"']?\d", re.MULTILINE)
_TITLE = re.compile(r"\s*+(?:- )?\s*+title:")
_OF_REPOSITORY = re.compile(r"(?:^|[/\\])CITATION\.cff$", re.IGNORECASE)
_TYPES = {
    "article": "journalArticle", "conference-paper": "conferencePaper", "conference": "conferencePaper",
    "proceedings": "book", "book": "book", "edited-work": "book", "report": "report", "manual": "report",
    "standard": "report", "thesis": "thesis", "magazine-article": "magazineArticle",
    "newspaper-article": "newspaperArticle", "encyclopedia": "encyclopediaArticle", "dictionary": "dictionaryEntry",
    "pamphlet": "report", "unpublished": "preprint", "software": "computerProgram", "software-code": "computerProgram",
    "software-container": "computerProgram", "software-executable": "computerProgram", "data": "dataset",
    "database": "dataset", "dataset": "dataset", "website": "webpage", "blog": "blogPost", "video": "videoRecording",
    "film-broadcast": "film", "slides": "presentation", "conference-presentation": "presentation",
}  # fmt: skip
_READ = frozenset(
    "type title authors editors date-published date-released year month journal conference collection-title volume"
    " issue number start end pages publisher abstract languages doi identifiers isbn issn pmcid url urls repository"
    " repository-code keywords notes cff-version message preferred-citation references".split()
)


def is_citation_cff(text: str) -> bool:
    """Whether a text is in the Citation File Format."""
    return _HEAD.search(text[:20_000]) is not None


def read_citation_cff(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text, and a `Problem` if it cannot be read."""
    root = load_yaml(text)
    if isinstance(root, BrokenYaml):
        yield Problem(path, root.row + 1, f"invalid YAML: {root.what}", "put the value in quotes")
        return
    if not isinstance(root, dict):
        return
    if _OF_REPOSITORY.search(path):
        yield PassedOver(1, "the repository itself")
    else:
        yield _draft(root, 1).finish() or PassedOver(1)
    references = root.get("references")
    titles = [(number, row) for number, row in enumerate(text.split("\n"), 1) if _TITLE.match(row)]
    place = line = 0
    for reference in references if isinstance(references, list) else ():
        if not isinstance(reference, dict):
            continue
        title = _text(reference, "title")[:20]
        found = next((index for index in range(place, len(titles)) if title in titles[index][1]), None)
        if title and found is not None:
            place, line = found + 1, titles[found][0]
        yield _draft(reference, line or 1).finish() or PassedOver(line or 1)


def _draft(values: Mapping[str, object], line: int) -> EntryDraft:
    type_name = _text(values, "type") or "software"
    draft = EntryDraft("citation-cff", line, line, type_name, ZOTERO_TYPES.get(_TYPES.get(type_name, "")))
    kind = draft.meaning[0] if draft.meaning else Kind.PAPER
    draft.title = _text(values, "title")
    draft.authors, draft.editors = list(_people(values.get("authors"))), list(_people(values.get("editors")))
    year = "-".join(filter(None, (_text(values, "year"), _text(values, "month"))))
    dates = (_text(values, "date-published"), _text(values, "date-released"), year, _text(values, "year"))
    draft.date = next(filter(None, map(parse_written_date, dates)), None)
    host = _text(values, "journal") or _named(values.get("conference")) or _text(values, "collection-title")
    if kind is Kind.PAPER:
        draft.venue = host
    else:
        draft.add_field("host", host)
    draft.volume, draft.number = _text(values, "volume"), _text(values, "issue") or _text(values, "number")
    draft.pages = "-".join(filter(None, (_text(values, "start"), _text(values, "end")))) or _text(values, "pages")
    draft.publisher, draft.abstract = _named(values.get("publisher")), _text(values, "abstract")
    draft.tags = [text for text in _list(values.get("keywords")) if text]
    notes = _text(values, "notes")
    draft.comments = [notes] if notes else []
    draft.urls = [text for name in ("url", "repository-code", "repository") if (text := _text(values, name))]
    draft.identifiers = [read_doi(_text(values, "doi")), *arxiv_in(draft.urls)]
    if pmcid := _text(values, "pmcid"):
        draft.identifiers.append(make("pmcid", pmcid.upper()))
    identifiers = values.get("identifiers")
    for part in identifiers if isinstance(identifiers, list) else ():
        if isinstance(part, dict):
            number = _text(part, "value")
            draft.identifiers += [read_doi(number)] if _text(part, "type") == "doi" else list(arxiv_in([number]))
    isbn = read_isbn(_text(values, "isbn"))
    draft.add_field("isbn", isbn.value if isbn else _text(values, "isbn"))
    draft.add_field("issn", read_issn(_text(values, "issn")))
    for name, value in values.items():
        if name not in _READ and isinstance(value, str):
            draft.add_field(str(name), value)
    return draft


def _people(value: object) -> Iterator[Person]:
    for person in value if isinstance(value, list) else ():
        if not isinstance(person, dict):
            continue
        family, given = _text(person, "family-names"), _text(person, "given-names")
        if family:
            suffix, particle = _text(person, "name-suffix"), _text(person, "name-particle")
            yield Person(family=family, given=given, particle=particle, suffix=suffix)
        elif name := _text(person, "name") or _text(person, "alias") or given:
            yield Person(literal=name)


def _named(value: object) -> str:
    return _text(value, "name") if isinstance(value, dict) else value if isinstance(value, str) else ""


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: object) -> list[str]:
    return [item.strip() for item in value if isinstance(item, str)] if isinstance(value, list) else []
