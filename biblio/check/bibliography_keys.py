"""A bibliography as a manuscript sees it: its keys and where each stands, which entries others inherit from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from biblio.check.finding import Span
from biblio.check.source_text import SourceText, entries
from biblio.errors import Problem

__all__ = ["BibliographyKeys", "csl_items", "csl_problem", "is_csl", "read_bibliography_keys"]

_TOP_KEY = re.compile(r"^(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s#:'\"-][^:\n]*?)):[ \t]*(?:$|#)", re.MULTILINE)
_CSL_ID = re.compile(r"^[ \t]*-?[ \t]*id:[ \t]*['\"]?([^\s'\"]+)", re.MULTILINE)
# What the first item of CSL JSON has, and other lists of objects have not: a type of its list, and names or a date in
# its form. https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
_CSL_BEGINS = re.compile(r'\s*(?:\[|\{\s*"items"\s*:\s*\[)\s*\{')
_CSL_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article(?:-journal|-magazine|-newspaper)?|paper-conference|chapter|book|thesis|report|dataset'
    r'|software|webpage|manuscript|patent|entry-encyclopedia|entry-dictionary|legal_case|legislation|post-weblog)"'
)
_CSL_VALUE = re.compile(
    r'"(?:author|editor)"\s*:\s*\[\s*\{\s*"(?:family|given|literal)"|"issued"\s*:\s*\{\s*"(?:date-parts|raw|literal)"'
)


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
        keys = {name: place for name, place, _ in csl_items(source)}
        return BibliographyKeys(source.path, keys)
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


def csl_items(source: SourceText) -> Iterator[tuple[str, Span, dict[str, object]]]:
    """Yield (id, place, item) of every item of a CSL JSON text; of a broken one those before the break.

    https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html: a list of items, or an object of them by id.
    """
    decoder = json.JSONDecoder()
    place = _skip(source.text, 0)
    if source.text.startswith("{", place):
        try:
            whole = json.loads(source.text)
        except (ValueError, RecursionError):
            return
        items = whole.get("items") if isinstance(whole.get("items"), list) else list(whole.values())
        for item in items:
            if isinstance(item, dict) and "id" in item:
                at = max(0, source.text.find(f'"{item["id"]}"'))
                yield str(item["id"]), source.span(at, at + len(str(item["id"])) + 2), item
        return
    place += 1
    while True:
        place = _skip(source.text, place)
        if place >= len(source.text) or source.text[place] == "]":
            return
        try:
            item, end = decoder.raw_decode(source.text, place)
        except (ValueError, RecursionError):
            return
        if isinstance(item, dict) and "id" in item:
            found = re.compile(r'"id"\s*:\s*').search(source.text, place, end)
            at = found.end() if found else place
            yield str(item["id"]), source.span(at, at + len(json.dumps(item["id"]))), item
        place = end


def is_csl(beginning: str) -> bool:
    """Tell by its beginning whether a text is CSL JSON, as most `.json` files are not."""
    return bool(
        _CSL_BEGINS.match(beginning.removeprefix("\ufeff"))
        and _CSL_TYPE.search(beginning)
        and _CSL_VALUE.search(beginning)
    )


def csl_problem(source: SourceText) -> Problem | None:
    """Return what keeps a text from being read whole as CSL JSON, None where nothing does."""
    hint = "CSL JSON is a list of items that have an id"
    try:
        whole = json.loads(source.text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        return Problem(source.path, error.lineno, f"is no whole JSON: {error.msg} at column {error.colno}", hint)
    except (ValueError, RecursionError):
        return Problem(source.path, 0, "is no JSON that can be read", hint)
    if isinstance(whole, dict):
        whole = whole["items"] if isinstance(whole.get("items"), list) else list(whole.values())
    if not isinstance(whole, list):
        return Problem(source.path, 0, "is no CSL JSON", hint)
    nameless = sum(not isinstance(item, dict) or "id" not in item for item in whole)
    if not nameless:
        return None
    some = f"{nameless} of {len(whole)} items have no id: they are left out"
    what = "is no CSL JSON" if nameless == len(whole) else some
    return Problem(source.path, 0, what, hint)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n,\ufeff":
        place += 1
    return place
