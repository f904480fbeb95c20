"""A bibliography as a manuscript sees it: its keys and where each stands, which entries others inherit from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from biblio.check.csl_json import read_csl_items
from biblio.check.finding import Span
from biblio.check.source_text import SourceText, entries

__all__ = ["BibliographyKeys", "read_bibliography_keys"]

_TOP_KEY = re.compile(r"^(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s#:'\"-][^:\n]*?)):[ \t]*(?:$|#)", re.MULTILINE)
_CSL_ID = re.compile(r"^[ \t]*-?[ \t]*id:[ \t]*['\"]?([^\s'\"]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BibliographyKeys:
    """The keys of one bibliography with their places.

    `aliases` are further keys of entries (biblatex's ``ids``); `quiet` are keys of entries that nobody need cite:
    those that others inherit from, and biblatex's @xdata and @set.
    """

    path: str
    keys: Mapping[str, Span]
    aliases: Mapping[str, str] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()


def read_bibliography_keys(source: SourceText) -> BibliographyKeys:
    """Return the keys of a bibliography: a `.bib`, CSL JSON, CSL YAML or Hayagriva, told by its suffix."""
    suffix = source.path.rpartition(".")[2].lower()
    if suffix == "json":
        return BibliographyKeys(source.path, {item.key: item.place for item in read_csl_items(source)})
    if suffix in ("yml", "yaml"):
        pattern = _CSL_ID if re.search(r"^references:|^-\s+\w+:", source.text, re.MULTILINE) else _TOP_KEY
        found: dict[str, Span] = {}
        for match in pattern.finditer(source.text):
            group = next(number for number, text in enumerate(match.groups(), 1) if text)
            found.setdefault(match[group], source.span(*match.span(group)))
        return BibliographyKeys(source.path, found)
    return _from_bib(source)


def _from_bib(source: SourceText) -> BibliographyKeys:
    keys: dict[str, Span] = {}
    aliases: dict[str, str] = {}
    quiet: set[str] = set()
    folded: dict[str, str] = {}
    parents: set[str] = set()
    for entry in entries(source):
        if not entry.key:
            continue
        keys.setdefault(entry.key, entry.key_span())
        folded.setdefault(entry.key.casefold(), entry.key)
        if entry.block.type in ("xdata", "set", "control", "ieeetranbstctl"):
            quiet.add(entry.key)
        for span in entry.fields:
            if span.name == "ids":
                aliases.update((one.strip(), entry.key) for one in entry.value("ids").split(",") if one.strip())
            elif span.name in ("crossref", "xref", "xdata", "entryset", "related"):
                parents.update(one.strip().casefold() for one in entry.value(span.name).split(","))
    quiet |= {folded[name] for name in parents if name in folded}
    return BibliographyKeys(source.path, keys, aliases, frozenset(quiet))
