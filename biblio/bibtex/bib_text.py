"""Read the whole text of a `.bib`: its ``@string`` macros and its entries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from biblio.bibtex.entry_text import evaluate_value, read_entry
from biblio.bibtex.scanner import BlockKind, blocks_with_strings, scan
from biblio.errors import BibtexError, Problem
from biblio.model.entry import Entry

__all__ = ["StringDefinitions", "parse_bibtex", "string_definitions"]

# Characters of one macro, and of all macros of a file.
_LONGEST_MACRO, _LONGEST_MACROS = 10_000, 10_000_000
_DEFINITION = re.compile(r"@\s*+string\s*+[{(]\s*+(?P<name>[^\s=]+)\s*+=(?P<value>.*)[})]", re.IGNORECASE | re.DOTALL)


class StringDefinitions:
    """What macros stand for, by their names in lower case, in each place of a text.

    A definition holds from there to the next one of that name, as in BibTeX; the first one also above it, although
    BibTeX does not know it there. `standard` are macros that hold where the text has no definition of its own.
    """

    def __init__(
        self, definitions: Sequence[tuple[int, str, str]] = (), *, standard: Mapping[str, str] | None = None
    ) -> None:
        first: dict[str, str] = {}
        later: list[tuple[int, str, str]] = []
        redefined: set[str] = set()
        for offset, name, text in definitions:
            if first.setdefault(name, text) != text or name in redefined:
                later.append((offset, name, text))
                redefined.add(name)
        self._first = {**standard, **first} if standard else first
        self._later = later
        self._starts = [offset for offset, _, _ in later]
        self._state, self._applied = self._first, 0

    @property
    def redefined(self) -> Sequence[tuple[int, str, str]]:
        """The definitions of macros that have had another text above: offset, name in lower case, text."""
        return self._later

    def at(self, offset: int) -> Mapping[str, str]:
        """Return what macros stand for at `offset`; quickest if places are asked in their order."""
        if not self._later:
            return self._first
        wanted = bisect_right(self._starts, offset)
        if wanted < self._applied or not self._applied:
            self._state, self._applied = dict(self._first), 0
        for _, name, text in self._later[self._applied : wanted]:
            self._state[name] = text
        self._applied = wanted
        return self._state

    def at_end(self) -> Mapping[str, str]:
        """Return what macros stand for below the text."""
        return dict(self.at(self._starts[-1])) if self._later else self._first


def string_definitions(
    text: str,
    *,
    standard: Mapping[str, str] | None = None,
    on_problem: Callable[[int, str], object] = lambda line, what: None,
) -> StringDefinitions:
    """Return the ``@string`` definitions of a `.bib` text.

    Invalid definitions, and those that use macros not defined before them, are left out, and so are those that grow
    beyond all use: twenty macros, each twice the one before, would have a million times the length of the first.
    `on_problem` is called with the line and the reason of each that is left out although its macros are known.
    """
    known: dict[str, str] = {}
    found: list[tuple[int, str, str]] = []
    total = 0
    for block in blocks_with_strings(text):
        if block.kind is BlockKind.STRING and (match := _DEFINITION.fullmatch(text, block.start, block.end)):
            try:
                value, is_macro = evaluate_value(match["value"].strip(), known, longest=_LONGEST_MACRO)
            except BibtexError as error:
                on_problem(block.line, f"the macro {match['name']} cannot be read: {error}")
                continue
            if is_macro:
                continue
            if total + len(value) > _LONGEST_MACROS:
                what = f"the macros have more than {_LONGEST_MACROS:,} characters: {match['name']} is left out"
                on_problem(block.line, what)
                continue
            total += len(value)
            known[match["name"].lower()] = value
            found.append((block.start, match["name"].lower(), value))
    return StringDefinitions(found, standard=standard)


def parse_bibtex(text: str, *, path: str = "", strings: Mapping[str, str] | None = None) -> list[Entry | Problem]:
    """Return every entry of a `.bib` text in order, and a `Problem` (of file `path`) for each that cannot be read.

    With `strings` None the text's own ``@string`` definitions apply; an empty mapping leaves all macros as they are.
    """
    definitions = string_definitions(text) if strings is None else StringDefinitions(standard=strings)
    entries: list[Entry | Problem] = []
    for block in scan(text):
        if block.kind is BlockKind.BROKEN:
            message = f"the @{block.type} entry {block.key!r} is not closed"
            entries.append(Problem(path, block.line, message, "a closing brace is missing"))
        elif block.kind is BlockKind.ENTRY:
            try:
                entries.append(read_entry(text, block, definitions.at(block.start)))
            except BibtexError as error:
                entries.append(Problem(path, block.line, f"entry {block.key!r} cannot be read: {error}"))
    return entries
