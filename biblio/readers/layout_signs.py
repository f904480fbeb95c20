"""What a document must have so that it can be in a layout: signs that are quick to look for.

They spare most documents the closer look of most readers, and most runs the loading of them. A layout that is not
named here is always looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from biblio.readers.base import Document

__all__ = ["layouts_with_signs"]

_HEAD = 30_000
_JSON, _MARKUP = ("[", "{"), ("<",)
_BEGINNINGS = (*_JSON, *_MARKUP, "%")
_TABLES = (".csv", ".tsv", ".tab")


class DocumentSigns(NamedTuple):
    """A document's suffix, its text, the first part of it, and its first character that is not blank."""

    suffix: str
    text: str
    head: str
    first: str


def layouts_with_signs(layouts: tuple[str, ...], document: Document) -> list[str]:
    """Return those of `layouts` in which `document` may be, in their order."""
    text, suffix = document.text, document.suffix
    first = text[:200].lstrip("\ufeff \t\r\n")[:1] or text.lstrip("\ufeff \t\r\n")[:1]
    signs = DocumentSigns(suffix, text, text[:_HEAD], first)
    kind = first if first in _BEGINNINGS else ""
    return [name for name, may_be in _layouts_with(layouts, suffix, kind) if may_be is None or may_be(signs)]


@lru_cache(maxsize=256)  # most files of a folder have the same suffix, and begin alike
def _layouts_with(layouts: tuple[str, ...], suffix: str, first: str) -> list[tuple[str, _MayBe | None]]:
    """Return those of `layouts` that files with `suffix` may have, each with what else a document must have.

    `first` is the first character of a document if it is one of `_BEGINNINGS`.
    """
    return [
        (name, _SIGNS.get(name))
        for name in layouts
        if suffix in _SUFFIXES.get(name, (suffix,)) and first in _FIRST.get(name, (first,))
    ]


_MayBe = Callable[[DocumentSigns], bool]
# The suffixes of layouts that no other file has.
_SUFFIXES = {
    "mail": (".eml", ".mbox"),
    "notebook": (".ipynb",),
    "rst": (".rst", ".rest"),
    "typst": (".typ",),
    "asciidoc": (".adoc", ".asciidoc"),
    "dokuwiki": (".txt",),
    "calibre": (".opf",),
    "data": (".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".toml"),
    "readwise-csv": _TABLES,
    "table": _TABLES,
    "org": (".org",),
    "html": (".html", ".htm", ".xhtml"),
}
# The first characters of layouts that no other file begins with.
_FIRST = {
    **dict.fromkeys(("csl-json", "zotero-json", "github-issues", "roam-json"), _JSON),
    **dict.fromkeys(("endnote-xml", "mods", "marc-xml", "word-sources", "pubmed-xml", "dblp"), _MARKUP),
    "endnote-tagged": ("%",),
}
_SIGNS: dict[str, _MayBe] = {
    "zotero-csv": lambda signs: "item type" in signs.head[:10_000].casefold(),
    "zotero-rdf": lambda signs: "<rdf:RDF" in signs.head,
    "citavi": lambda signs: not signs.text or (signs.first in _MARKUP and "<CitaviExchangeData" in signs.head[:1_000]),
    "joplin": lambda signs: not signs.text or (signs.suffix == ".md" and "\ntype_: " in signs.text[-200:]),
    "mods": lambda signs: "mods" in signs.head[:3_000],
    "marc-xml": lambda signs: "MARC21" in signs.head[:3_000],
    "word-sources": lambda signs: "2006/bibliography" in signs.head[:3_000],
    "pubmed-xml": lambda signs: "Pubmed" in signs.head or "Medline" in signs.head,
    "dblp": lambda signs: "dblp" in signs.head,
    "arxiv-listing": lambda signs: "\\\\\n" in signs.text[:60_000] and "Title:" in signs.text[:60_000],
    "pdf": lambda signs: signs.suffix == ".pdf" or not signs.text,
    "bibfile": lambda signs: signs.suffix == ".bib" or "@" in signs.text,
    "ris": lambda signs: "TY " in signs.head,
    "nbib": lambda signs: "PMID" in signs.head or "OWN" in signs.head,
    "redif": lambda signs: "emplate-" in signs.head,
    "ovid": lambda signs: "Ovid" in signs.head or ("\nSource" in signs.head and "\nTitle" in signs.head),
    "refworks": lambda signs: "RT " in signs.head,
    "web-of-science": lambda signs: (
        ("PT " in signs.head and "\nER" in signs.text) or signs.text[:4].lstrip("\ufeff").startswith("PT\t")
    ),
    "mediawiki": lambda signs: signs.suffix in (".mediawiki", ".wiki") or "<mediawiki" in signs.head[:2_000],
    "dokuwiki": lambda signs: "====" in signs.head,
    "tiddlywiki": lambda signs: (
        signs.suffix == ".tid" or (signs.first == "[" and '"created"' in signs.head) or "iddly" in signs.head
    ),
    "citation-cff": lambda signs: "cff-version" in signs.head,
    "csl-yaml": lambda signs: "type:" in signs.head and "- " in signs.head,
    "hayagriva": lambda signs: "type:" in signs.head or "title:" in signs.head or "parent:" in signs.head,
    "bookmarks": lambda signs: "<" in signs.head[:2_000] or (signs.first in _JSON and "dded" in signs.head),
    "hypothesis": lambda signs: '"uri"' in signs.head if signs.first in _JSON else signs.suffix in _TABLES,
    "kindle": lambda signs: signs.suffix in (".txt", ".text") and "\n=========" in signs.head,
    "keypoint-xml": lambda signs: "<paper-" in signs.text,
    "keypoint-html": lambda signs: "issue_date" in signs.text,
    "keypoint-text": lambda signs: "My Issue" in signs.text or "Issue Date:" in signs.text,
    "addresses": lambda signs: signs.suffix not in (".md", ".markdown") and "](" not in signs.text,
}
