"""Rules: citation keys that stand twice as BibTeX sees case, keys that cannot be cited, parents that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from biblio.bibtex.citekey import is_citable_key
from biblio.check.finding import Finding, FindingKind, Severity, Span
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family
from biblio.check.source_text import BibEntry, SourceText

__all__ = ["FAMILY"]

KEY_TWICE = Rule(
    "key-twice",
    FindingKind.FILE,
    Severity.ERROR,
    "A citation key that stands twice.",
    """BibTeX ignores case when it compares keys: "Smith2020" and "smith2020" are one key to it, and it stops with
"repeated entry". biber keeps the first entry and drops the other without a word in the document.

What to do: if both are the same work, delete one; if not, rename one and its citations.""",
)
KEY_INVALID = Rule(
    "key-invalid",
    FindingKind.FILE,
    Severity.ERROR,
    "A citation key that cannot be cited.",
    """A key with a space, a comma, a double quote, a brace, "#", "%", "~", "=" or a backslash cannot be read by BibTeX,
biber or TeX; an entry without a key cannot be cited at all.""",
)
PARENT_MISSING = Rule(
    "parent-missing",
    FindingKind.FILE,
    Severity.ERROR,
    "A crossref, xref or xdata that names no entry.",
    """The entry should inherit fields from another one that is not in the file. BibTeX then stops with "a bad cross
reference", and the entry is set without what it should have inherited. Other files of the same run are looked into.""",
)
PARENT_LATE = Rule(
    "parent-before-child",
    FindingKind.FILE,
    Severity.WARNING,
    "A crossref to an entry that stands above it.",
    """BibTeX wants an entry that others name in `crossref` to stand behind all of them in the file (btxdoc, 3.1);
standing above, it is not inherited from. biber does not mind. Only said where the file has no field of biblatex.""",
)
_BIBLATEX = frozenset({"date", "ids", "journaltitle", "location", "eprinttype", "xdata", "langid", "related"})


class _Keys:
    def __init__(self, source: SourceText, context: Context) -> None:
        self._first: dict[str, int] = {}
        self._wanted: list[tuple[str, str, str, Span, int]] = []
        self._is_biblatex = False
        self._source = source

    def entry(self, entry: BibEntry) -> Iterator[Finding]:
        if entry.error:
            if entry.key:
                self._first.setdefault(entry.key.casefold(), entry.block.start)
            return
        key = entry.key
        if not is_citable_key(key):
            what = f"{key!r} cannot be a citation key" if key else "the entry has no citation key"
            yield KEY_INVALID.at(entry.key_span(), what, key=key, there=key)
        first = self._first.setdefault(key.casefold(), entry.block.start)
        if key and first != entry.block.start:
            line = self._source.span(first, first).line
            same = self._same(entry, first)
            yield KEY_TWICE.at(entry.key_span(), f"this key stands in line {line} already{same}", key=key, there=key)
        for span in entry.fields:
            if span.name in ("crossref", "xdata", "xref"):
                for name in entry.value(span.name).split(","):
                    if name.strip():
                        place = entry.span_of(span)
                        self._wanted.append((name.strip(), span.name, key, place, entry.block.start))
            elif span.name in _BIBLATEX:
                self._is_biblatex = True

    def _same(self, entry: BibEntry, first: int) -> str:
        text = self._source.text
        length = entry.block.end - entry.block.start
        if text[entry.block.start : entry.block.end] == text[first : first + length]:
            return "; the two entries are the same, letter for letter"
        return " (BibTeX ignores case)" if text.find(entry.key, first, first + length) < 0 else ""

    def end(self) -> Iterable[Finding]:
        for name, field, key, place, start in self._wanted:
            parent = self._first.get(name.casefold())
            if parent is None:
                yield PARENT_MISSING.at(
                    place, f"{field} names {name}, which is no entry here", key=key, field=field, there=name
                )
            elif field == "crossref" and parent < start and not self._is_biblatex:
                line = self._source.span(parent, parent).line
                what = f"crossref names {name}, which stands above in line {line}: BibTeX wants it below"
                yield PARENT_LATE.at(place, what, key=key, field=field, there=name)


FAMILY = Family((KEY_TWICE, KEY_INVALID, PARENT_MISSING, PARENT_LATE), _Keys)
