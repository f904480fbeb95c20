"""What a document must have so that it can be in a layout: signs that are quick to look for.

They spare most documents the closer look of most readers, and most runs the loading of them. A layout that is not
named here is always looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from biblio.readers.base import Document

__all__ = ["may_be_in_layout", "signs_of"]

_HEAD = 30_000
_JSON, _MARKUP = ("[", "{"), ("<",)


class DocumentSigns(NamedTuple):
    """A document's suffix, its text, the first part of it, and its first character that is not blank."""

    suffix: str
    text: str
    head: str
    first: str


def signs_of(document: Document) -> DocumentSigns:
    """Return what `may_be_in_layout` needs of a document."""
    text = document.text
    first = text[:200].lstrip("\ufeff \t\r\n")[:1] or text.lstrip("\ufeff \t\r\n")[:1]
    return DocumentSigns(document.suffix, text, text[:_HEAD], first)


def may_be_in_layout(layout: str, signs: DocumentSigns) -> bool:
    """Return whether a document with these signs may be in the layout."""
    may_be = _SIGNS.get(layout)
    return may_be is None or may_be(signs)


def _is_json(signs: DocumentSigns) -> bool:
    return signs.first in _JSON


_SIGNS: dict[str, Callable[[DocumentSigns], bool]] = {
    "csl-json": _is_json,
    "zotero-json": _is_json,
    "github-issues": _is_json,
    "roam-json": _is_json,
    "zotero-csv": lambda signs: "item type" in signs.head[:10_000].casefold(),
    "zotero-rdf": lambda signs: "<rdf:RDF" in signs.head,
    "endnote-xml": lambda signs: signs.first in _MARKUP,
    "joplin": lambda signs: not signs.text or (signs.suffix == ".md" and "\ntype_: " in signs.text[-200:]),
    "mods": lambda signs: signs.first in _MARKUP and "mods" in signs.head[:3_000],
    "pubmed-xml": lambda signs: signs.first in _MARKUP and ("Pubmed" in signs.head or "Medline" in signs.head),
    "dblp": lambda signs: signs.first in _MARKUP and "dblp" in signs.head,
    "mail": lambda signs: signs.suffix in (".eml", ".mbox"),
    "arxiv-listing": lambda signs: "\\\\\n" in signs.text[:60_000] and "Title:" in signs.text[:60_000],
    "pdf": lambda signs: signs.suffix == ".pdf" or not signs.text,
    "bibfile": lambda signs: signs.suffix == ".bib" or "@" in signs.text,
    "ris": lambda signs: "TY " in signs.head,
    "nbib": lambda signs: "PMID" in signs.head or "OWN" in signs.head,
    "endnote-tagged": lambda signs: signs.first == "%",
    "refworks": lambda signs: "RT " in signs.head,
    "web-of-science": lambda signs: (
        ("PT " in signs.head and "\nER" in signs.text) or signs.text[:4].lstrip("\ufeff").startswith("PT\t")
    ),
    "notebook": lambda signs: signs.suffix == ".ipynb",
    "rst": lambda signs: signs.suffix in (".rst", ".rest"),
    "typst": lambda signs: signs.suffix == ".typ",
    "asciidoc": lambda signs: signs.suffix in (".adoc", ".asciidoc"),
    "mediawiki": lambda signs: signs.suffix in (".mediawiki", ".wiki") or "<mediawiki" in signs.head[:2_000],
    "dokuwiki": lambda signs: signs.suffix == ".txt" and "====" in signs.head,
    "tiddlywiki": lambda signs: (
        signs.suffix == ".tid" or (signs.first == "[" and '"created"' in signs.head) or "iddly" in signs.head
    ),
    "csl-yaml": lambda signs: "type:" in signs.head and "- " in signs.head,
    "hayagriva": lambda signs: "type:" in signs.head or "title:" in signs.head or "parent:" in signs.head,
    "data": lambda signs: signs.suffix in (".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".toml"),
    "bookmarks": lambda signs: "<" in signs.head[:2_000],
    "hypothesis": lambda signs: (
        '"uri"' in signs.head if signs.first in _JSON else signs.suffix in (".csv", ".tsv", ".tab")
    ),
    "kindle": lambda signs: signs.suffix in (".txt", ".text") and "\n=========" in signs.head,
    "readwise-csv": lambda signs: signs.suffix in (".csv", ".tsv", ".tab"),
    "table": lambda signs: signs.suffix in (".csv", ".tsv", ".tab"),
    "org": lambda signs: signs.suffix == ".org",
    "keypoint-xml": lambda signs: "<paper-" in signs.text,
    "keypoint-html": lambda signs: "issue_date" in signs.text,
    "keypoint-text": lambda signs: "My Issue" in signs.text or "Issue Date:" in signs.text,
    "addresses": lambda signs: signs.suffix not in (".md", ".markdown") and "](" not in signs.text,
}
