"""The parts of a reference that a person reads, as plain text: for the lists in Markdown and HTML.

A reference is the title, then the authors, where and when it appeared, and where to find it. It follows no citation
style; the other formats are there for those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from biblio.export.writers.item import Item, PublicationType
from biblio.export.writers.item_date import ItemDate

__all__ = [
    "WebLink",
    "all_links",
    "authors_text",
    "details_text",
    "ended",
    "links",
    "main_address",
    "web_link",
    "year_text",
]

_MOST_NAMES = 12
_SAFE_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_ARTICLES = frozenset({PublicationType.ARTICLE, PublicationType.MAGAZINE_ARTICLE, PublicationType.NEWSPAPER_ARTICLE})
_KNOWN_BY_THEIR_PARTS = _ARTICLES | {
    PublicationType.CONFERENCE_PAPER,
    PublicationType.CHAPTER,
    PublicationType.DICTIONARY_ENTRY,
    PublicationType.BOOK,
    PublicationType.COLLECTION,
    PublicationType.PROCEEDINGS,
    PublicationType.DOCUMENT,
}
# Signs that stand in addresses as they are; a DOI may contain others: https://www.doi.org/doi-handbook/ (3.4.2).
_SIGNS_OF_DOIS = "/:;().,-_~!*'@+$"


@dataclass(frozen=True, slots=True)
class WebLink:
    """An address on the web, and the words for it."""

    text: str
    url: str


def authors_text(item: Item) -> str:
    """Return the authors in natural order, the first twelve of them; without authors the editors."""
    role = "author" if item.names("author") else "editor"
    people = item.names(role)
    names = [str(person) for person in people[:_MOST_NAMES]]
    more = len(people) - len(names)
    if more:
        names.append(f"{more} more")
    elif role in item.open_lists:
        names.append("others")
    text = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    return f"{text} ({'eds.' if len(people) > 1 else 'ed.'})" if text and role == "editor" else text


def ended(text: str) -> str:
    """Return a sentence with a full stop, unless it ends in a sign of its own; an empty text stays empty."""
    return text if not text or text[-1] in ".?!…。？！" else f"{text}."


def year_text(date: ItemDate | None) -> str:
    """Return the year or years of a date; a text that is no date as it is."""
    if date is None:
        return ""
    if date.first is None:
        return date.text
    years = [part.common_year if part else "" for part in ((date.start, date.end) if date.is_range else (date.start,))]
    return ("about " if date.is_circa else "") + "–".join(dict.fromkeys(years))


def details_text(item: Item) -> str:
    """Return what follows the name of the venue: kind, volume and number, pages, publisher, year."""
    is_article = item.type in _ARTICLES
    parts = [
        "" if item.type in _KNOWN_BY_THEIR_PARTS else item.genre or item.type.value,
        f"edition {item.edition}" if item.edition else "",
        f"version {item.version}" if item.version else "",
    ]
    if is_article:
        parts.append(f"{item.volume}({item.number})" if item.volume and item.number else item.volume or item.number)
    else:
        parts.append(" ".join(filter(None, (item.series, item.number))))
        parts.append(f"volume {item.volume}" if item.volume else "")
    parts.append(item.pages.replace("-", "–") or item.article_number)
    parts.append(item.publisher if item.publisher != item.container and not is_article else "")
    parts.append(item.status if item.date is None or item.date.first else "")  # else its words are there
    text = ", ".join(filter(None, (*parts, year_text(item.date))))
    return text if item.container else text[:1].upper() + text[1:]


def main_address(item: Item) -> str:
    """Return the address that the title leads to: that of the DOI, of the page, or of the preprint; empty without any.

    Only addresses of the web: whatever else stands in an entry ("javascript:…") never becomes a link.
    """
    return next((link.url for link in all_links(item)), "")


def links(item: Item) -> list[WebLink]:
    """Return the addresses of an item besides the main one."""
    main = main_address(item)
    return [link for link in all_links(item) if link.url != main]


def web_link(text: str, url: str) -> WebLink | None:
    """Return a link to an address of the web; None if `url` is something else ("javascript:…")."""
    return WebLink(text, url) if _SAFE_ADDRESS.fullmatch(url) else None


def all_links(item: Item) -> Iterator[WebLink]:
    """Yield the addresses of an item, the main one first."""
    if item.doi:
        yield WebLink("DOI", f"https://doi.org/{quote(item.doi, safe=_SIGNS_OF_DOIS)}")
    if _SAFE_ADDRESS.fullmatch(item.url):
        yield WebLink("arXiv" if item.arxiv and item.arxiv in item.url else "page", item.url)
    if item.arxiv and item.arxiv not in item.url:
        yield WebLink("arXiv", f"https://arxiv.org/abs/{item.arxiv}")
    if item.pmid:
        yield WebLink("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{item.pmid}/")
    if item.pmcid:
        yield WebLink("PMC", f"https://www.ncbi.nlm.nih.gov/pmc/articles/{item.pmcid}/")
