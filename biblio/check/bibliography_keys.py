"""The keys of a bibliography: where each is defined, and the entries from which others inherit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from biblio.check.finding import Span
from biblio.check.source_text import SourceText, read_entries
from biblio.text import blanked

__all__ = ["HELPER_TYPES", "PARENT_FIELDS", "BibliographyKeys", "read_bibliography_keys", "read_written_keys"]

HELPER_TYPES = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
"""types of entries that are not works: shared fields, sets, and settings of styles."""
_TOP_KEY = re.compile(r"^(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s#:'\"-][^:\n]*?)):[ \t]*(?:$|#)", re.MULTILINE)
_COMMENTED = re.compile(
    r"^(?:[ \t]*%[^@\n]*|[ \t]*@comment\b[^@]*)@[ \t]*(?!comment|string|preamble)[a-z]+\s*[{(]\s*([^\s,{}()]+)\s*,",
    re.IGNORECASE | re.MULTILINE,
)
_CSL_ID = re.compile(r"^[ \t]*+-?[ \t]*+id:[ \t]*+['\"]?([^\s'\"]+)", re.MULTILINE)
PARENT_FIELDS = frozenset({"crossref", "xref", "xdata", "entryset", "related"})
"""fields of an entry with the keys of others."""


@dataclass(frozen=True, slots=True)
class BibliographyKeys:
    """The keys of one bibliography with their places.

    `aliases` maps further keys of entries (biblatex's ``ids``) to the entry's key; `never_cited` are keys of entries
    that do not need a citation: those from which others inherit, and biblatex's @xdata and @set. `commented_keys` are
    those of entries that only BibTeX reads: it knows neither "%" nor what belongs to an @comment.
    """

    path: str
    keys: Mapping[str, Span]
    aliases: Mapping[str, str] = field(default_factory=dict)
    never_cited: frozenset[str] = frozenset()
    commented_keys: frozenset[str] = frozenset()


@lru_cache(maxsize=64)  # an editor asks again at every pause; a run, for every document
def read_bibliography_keys(source: SourceText) -> BibliographyKeys:
    """Return the keys of a bibliography: a `.bib`, CSL JSON, another export, CSL YAML or Hayagriva, by its suffix."""
    suffix = source.path.rpartition(".")[2].lower()
    if suffix == "json":
        from biblio.check.csl_json_items import citable_items  # reading CSL JSON takes more to import

        return BibliographyKeys(source.path, {item.key: item.span for item in citable_items(source)})
    if suffix in ("ris", "nbib", "enw", "ciw"):
        from biblio.check.export_entries import entry_span, export_entries

        entries = (entry for entry in export_entries(source) if entry.record.key)
        return BibliographyKeys(source.path, {entry.record.key: entry_span(entry, source) for entry in entries})
    if suffix in ("yml", "yaml"):
        is_csl_yaml = re.search(r"^references:|^-\s+\w+:", source.text, re.MULTILINE)
        keys: dict[str, Span] = {}
        for match in (_CSL_ID if is_csl_yaml else _TOP_KEY).finditer(source.text):
            group = next(number for number, text in enumerate(match.groups(), 1) if text)
            keys.setdefault(match[group], source.span(*match.span(group)))
        return BibliographyKeys(source.path, keys)
    return _read_bib_keys(source)


def read_written_keys(source: SourceText, start: int, end: int, *, name: str) -> BibliographyKeys:
    """Return the keys of a `.bib` that stands in a manuscript between two offsets; `name` names it."""
    text = source.text
    alone = SourceText(source.path, blanked(text[:start]) + text[start:end])
    return replace(_read_bib_keys(alone), path=name)


def _read_bib_keys(source: SourceText) -> BibliographyKeys:
    keys: dict[str, Span] = {}
    aliases: dict[str, str] = {}
    never_cited: set[str] = set()
    by_folded_key: dict[str, str] = {}
    parents: set[str] = set()
    for entry in read_entries(source):
        if not entry.key:
            continue
        keys.setdefault(entry.key, entry.key_span())
        by_folded_key.setdefault(entry.key.casefold(), entry.key)
        if entry.block.type in HELPER_TYPES:
            never_cited.add(entry.key)
        for bib_field in entry.fields:
            if bib_field.name == "ids":
                aliases.update((alias.strip(), entry.key) for alias in entry.value("ids").split(",") if alias.strip())
            elif bib_field.name in PARENT_FIELDS:
                parents.update(name.strip().casefold() for name in entry.value(bib_field.name).split(","))
    never_cited |= {by_folded_key[name] for name in parents if name in by_folded_key}
    commented = frozenset(match[1] for match in _COMMENTED.finditer(source.text)) - keys.keys()
    return BibliographyKeys(source.path, keys, aliases, frozenset(never_cited), commented)
