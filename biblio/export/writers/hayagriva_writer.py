r"""Hayagriva, the YAML that Typst reads: what an item appeared in is its `parent`, and that may have one of its own.

https://github.com/typst/hayagriva/blob/main/docs/file-format.md. Every text is in double quotes, in JSON's form, which
is YAML 1.2 as well: nothing is taken for a number, a date or "no". In titles and the like, braces keep the case, and
"$" begins mathematics, so both are escaped where they are meant as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from itertools import groupby

from biblio.export.export_formats import KeyedWork, PiecewiseExporter
from biblio.export.writers.item import Item, PublicationType
from biblio.export.writers.item_date import ItemDate
from biblio.export.writers.rich_text import RichText, Style, plain_title
from biblio.model.people import Person

__all__ = ["EXPORTER"]

Value = str | Mapping[str, "Value"] | Sequence["Value"]

_TYPES = {
    PublicationType.ARTICLE: "article",
    PublicationType.MAGAZINE_ARTICLE: "article",
    PublicationType.NEWSPAPER_ARTICLE: "article",
    PublicationType.CONFERENCE_PAPER: "article",
    PublicationType.CHAPTER: "chapter",
    PublicationType.DICTIONARY_ENTRY: "chapter",  # in a "reference" it is an entry, and Typst reads its parent
    PublicationType.PREPRINT: "article",
    PublicationType.MANUSCRIPT: "manuscript",
    PublicationType.BOOK: "book",
    PublicationType.COLLECTION: "book",  # styles call an anthology an archival collection
    PublicationType.PROCEEDINGS: "proceedings",
    PublicationType.PERIODICAL: "periodical",
    PublicationType.MANUAL: "reference",
    PublicationType.THESIS: "thesis",
    PublicationType.REPORT: "report",
    PublicationType.PATENT: "patent",
    PublicationType.STANDARD: "report",
    PublicationType.LEGAL_CASE: "case",
    PublicationType.LEGISLATION: "legislation",
    PublicationType.BLOG_POST: "article",
    PublicationType.WEB_PAGE: "web",
    PublicationType.PRESENTATION: "misc",
    PublicationType.SOFTWARE: "repository",
    PublicationType.MODEL: "repository",
    PublicationType.DATA_SET: "repository",
    PublicationType.VIDEO: "video",
    PublicationType.AUDIO: "audio",
    PublicationType.ARTWORK: "artwork",
    PublicationType.DOCUMENT: "misc",
}
_PARENTS = {
    PublicationType.ARTICLE: "periodical",
    PublicationType.MAGAZINE_ARTICLE: "periodical",
    PublicationType.NEWSPAPER_ARTICLE: "newspaper",
    PublicationType.CONFERENCE_PAPER: "proceedings",
    PublicationType.CHAPTER: "anthology",
    PublicationType.DICTIONARY_ENTRY: "reference",
    PublicationType.LEGAL_CASE: "reference",
    PublicationType.BLOG_POST: "blog",
    PublicationType.WEB_PAGE: "web",
}
_NUMBERED = frozenset(
    {
        PublicationType.REPORT, PublicationType.MANUAL, PublicationType.PATENT, PublicationType.THESIS,
        PublicationType.STANDARD, PublicationType.LEGAL_CASE, PublicationType.LEGISLATION,
    }
)  # fmt: skip
# What a volume or an issue is a part of.
_WHOLES = {
    PublicationType.BOOK: "book",
    PublicationType.COLLECTION: "book",
    PublicationType.PROCEEDINGS: "book",
    PublicationType.PERIODICAL: "periodical",
}
_SITES = frozenset({PublicationType.BLOG_POST, PublicationType.WEB_PAGE})
_ROLES = {
    "translator": "translator", "annotator": "annotator", "commentator": "commentator", "introduction": "introduction",
    "foreword": "foreword", "afterword": "afterword", "holder": "holder", "compiler": "compiler", "founder": "founder",
    "collaborator": "collaborator", "organizer": "organizer", "director": "director", "illustrator": "illustrator",
    "producer": "producer", "narrator": "narrator",
}  # fmt: skip
_PLAIN_KEY = re.compile(r"[A-Za-z][\w+-]*", re.ASCII)
_WORDS_OF_YAML = frozenset("y n yes no on off true false null nan inf".split())
_RAW = re.compile(r"([{}$\\])")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp)://(?P<host>[\w-]+(?:\.[\w-]+)*)(?::\d{1,4})?(?:[/?#]\S*)?", re.IGNORECASE)
_DATE = re.compile(r"-?\d{4}(?:-\d\d){0,2}", re.ASCII)
_INDENT = "  "


class Hayagriva(PiecewiseExporter):
    """The exporter of Hayagriva: a mapping of citation keys to entries."""

    name = "hayagriva"
    suffix = ".yml"

    def piece(self, work: KeyedWork) -> str:
        """Return a work as an entry."""
        return _entry_text(work.item)

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file."""
        return "\n".join(pieces) or "{}\n"


EXPORTER = Hayagriva()


def _entry_text(item: Item) -> str:
    return f"{_key(item.key)}:\n" + "".join(f"{line}\n" for line in _lines(_entry(item), 1))


def _key(key: str) -> str:
    is_plain = _PLAIN_KEY.fullmatch(key) and key.casefold() not in _WORDS_OF_YAML
    return key if is_plain else json.dumps(key, ensure_ascii=False)


def _lines(value: Mapping[str, Value], depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    for name, inner in value.items():
        if isinstance(inner, str):
            yield f"{indent}{name}: {_quoted(inner)}"
        elif isinstance(inner, Mapping):
            yield f"{indent}{name}:"
            yield from _lines(inner, depth + 1)
        else:
            yield f"{indent}{name}:"
            for element in inner:
                if isinstance(element, str):
                    yield f"{indent}{_INDENT}- {_quoted(element)}"
                else:
                    assert isinstance(element, Mapping)
                    first, *rest = _lines(element, depth + 2)
                    yield f"{indent}{_INDENT}- {first.lstrip()}"
                    yield from rest


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    # YAML counts these as line ends or forbids them, JSON does not.
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)


# -- an item as an entry -------------------------------------------------------------------------------------------
def _entry(item: Item) -> dict[str, Value]:
    container = _container(item)
    is_part = bool(container)
    title: Value = _title(item.title)
    if item.short_title:
        title = {"value": _title(item.title), "short": _raw(item.short_title)}
    values: dict[str, Value] = {
        "type": _type(item, is_part=is_part),
        "title": title,
        "author": _people(item, "author"),
        "date": _date(item.date),
        "editor": _people(item, "editor") if not is_part else "",
        "affiliated": _affiliated(item),
        "genre": _raw(item.genre),
        "page-range": item.pages,
        "page-total": item.page_total if item.page_total.isdecimal() else "",
        "url": _address(item),
        "serial-number": _serial_numbers(item),
        "language": item.language if _LANGUAGE.fullmatch(item.language) else "",
        "note": _note(item),
        "abstract": _raw(item.abstract),
        "chapter": item.chapter if is_part else "",
    }
    values |= {"parent": container} if is_part else _volume_fields(item)
    return _without_empty(values)


def _type(item: Item, *, is_part: bool) -> str:
    return "web" if item.type is PublicationType.BLOG_POST and not is_part else _TYPES[item.type]


def _container(item: Item) -> dict[str, Value]:
    """Return what an item appeared in: a journal, proceedings, a site."""
    parent_type = _PARENTS.get(item.type)
    title = item.container or (item.publisher if item.type in _SITES else "")
    if not parent_type or not title:
        return {}
    if item.type in _SITES:
        return {"type": parent_type, "title": _raw(title)}
    values: dict[str, Value] = {
        "type": parent_type,
        "title": {"value": _raw(title), "short": _raw(item.container_short)} if item.container_short else _raw(title),
        "author": _people(item, "bookauthor"),
        "editor": _people(item, "editor"),
        **_volume_fields(item),
    }
    return _without_empty(values)


def _volume_fields(item: Item) -> dict[str, Value]:
    """Return what belongs to a whole volume: of an article to its journal, of a paper to its proceedings."""
    values: dict[str, Value] = {
        "edition": item.edition,
        "volume": item.volume,
        "volume-total": item.volumes if item.volumes.isdecimal() else "",
        "issue": item.number if not item.series and item.type not in _NUMBERED else "",
        "publisher": _publisher(item),
    }
    parents: list[Value] = []
    if item.series:
        # A number in a series is its volume: styles print an issue as that of a periodical.
        parents.append(_without_empty({"type": "anthology", "title": _raw(item.series), "volume": item.number}))
    if item.type in _WHOLES and item.container:
        parents.append({"type": _WHOLES[item.type], "title": _raw(item.container)})
    values["parent"] = parents[0] if len(parents) == 1 else parents
    return values


def _publisher(item: Item) -> Value:
    publisher = item.publisher or ("arXiv" if item.arxiv and item.type is PublicationType.PREPRINT else "")
    if item.place and publisher:
        return {"name": _raw(publisher), "location": _raw(item.place)}
    return _raw(publisher)


def _without_empty(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value}


def _title(text: RichText) -> str:
    """Return a title with braces around what keeps its case; the format has no italics, and mathematics of its own."""
    parts = []
    for keeps_case, group in groupby(text, key=lambda span: Style.KEEP_CASE in span.styles):
        plain = _raw(plain_title(tuple(group)))
        parts.append(f"{{{plain}}}" if keeps_case and any(map(str.isalpha, plain)) else plain)
    return "".join(parts)


def _raw(text: str) -> str:
    """Return a text in which Typst reads nothing but text."""
    return _RAW.sub(r"\\\1", text)


def _people(item: Item, role: str) -> list[Value]:
    names = [_name(person, item) for person in item.names(role)]
    return [*names, "others"] if role in item.open_lists and names else names


def _name(person: Person, item: Item) -> Value:
    """Return a name in its parts.

    The text "von Last, First, Jr." would be read as BibTeX does, with the suffix second, and a comma or a particle in
    the name of a group would be taken apart. Typst drops every `prefix` where only the family name is cited, so a
    particle stands in the name, unless the person wants it dropped.
    """
    if person.literal or not person.family:
        whole = person.literal or " ".join(filter(None, (person.given, person.particle)))
        whole = ", ".join(filter(None, (whole, person.suffix)))
        return {"name": whole}
    has_prefix = item.has_dropping_particles
    return _without_empty(
        {
            "name": person.family if has_prefix else person.last,
            "given-name": person.given,
            "prefix": person.particle if has_prefix else "",
            "suffix": person.suffix,
        }
    )


def _affiliated(item: Item) -> list[Value]:
    return [
        {"role": _ROLES[role], "names": [_name(person, item) for person in people]}
        for role, people in item.people.items()
        if role in _ROLES
    ]


def _date(date: ItemDate | None) -> str:
    """Return a date; of a range the beginning, of a text its year: the format knows no end, season or word."""
    if date is None:
        return ""
    if date.first is None:
        return date.year
    return f"~{date.first.iso}" if date.is_circa else date.first.iso


def _address(item: Item) -> Value:
    if not _is_readable_address(item.url):
        return ""
    accessed = _date(item.accessed)
    return {"value": item.url, "date": accessed} if _DATE.fullmatch(accessed) else item.url


def _note(item: Item) -> str:
    """Return the note, with an address in it that the format does not take."""
    address = item.url if item.url and not _is_readable_address(item.url) else ""
    return "; ".join(filter(None, (item.status if item.date is None else "", item.note, address)))


def _is_readable_address(url: str) -> bool:
    """Whether Typst takes an address. One that it does not take keeps it from reading the whole file.

    The rules are those of https://url.spec.whatwg.org/#host-parsing, as far as people's addresses need them.
    """
    match = _ADDRESS.fullmatch(url)
    if not match:
        return False
    host, last = match["host"], match["host"].rstrip(".").rpartition(".")[2]
    try:
        if last.isdecimal():
            return host == str(IPv4Address(host))
        host.encode("idna").decode("idna")
    except ValueError:
        return False
    return True


def _serial_numbers(item: Item) -> dict[str, Value]:
    serial = item.number if item.type in _NUMBERED else item.article_number
    if item.arxiv and item.type is PublicationType.PREPRINT:
        serial = f"arXiv:{item.arxiv}"  # this is what styles print
    return _without_empty(
        {
            "serial": serial,
            "version": item.version,
            "doi": item.doi,
            "arxiv": item.arxiv,
            "pmid": item.pmid,
            "pmcid": item.pmcid,
            "isbn": item.isbn,
            "issn": item.issn,
        }
    )
