"""The rules about citation keys that are used twice or cannot be cited, and about parents of entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from biblio.bibtex.legal_keys import is_citable_key, is_legal_key
from biblio.check.finding import Finding, FindingKind, Severity, Span
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily
from biblio.check.source_text import BibEntry, SourceText

__all__ = ["KEY_INVALID", "KEY_RULES", "KEY_TWICE", "PARENT_BEFORE_CHILD", "PARENT_MISSING"]

KEY_TWICE = Rule(
    "key-twice",
    FindingKind.FILE,
    Severity.ERROR,
    "A citation key that is used twice.",
    """BibTeX ignores case when it compares keys: "Smith2020" and "smith2020" are the same key, and it stops with
"repeated entry". biber silently keeps the first entry and drops the other. Two files of one manuscript are like one
file: BibTeX and Typst stop, biber takes the first entry, and Pandoc the last. A further key in biblatex's `ids` that is
another entry's key, or its further key, is only a warning: biber leaves it out.

What to do: if both entries are the same work, delete one. If not, rename one and its citations.""",
)
KEY_INVALID = Rule(
    "key-invalid",
    FindingKind.FILE,
    Severity.ERROR,
    "A citation key that cannot be cited.",
    """BibTeX, biber or TeX cannot read a key with a space, a comma, a double quote, a brace, "#", "%", "~", "=" or a
backslash; nobody types an invisible character, and an entry without a key cannot be cited at all. An apostrophe or a
parenthesis is only a warning, or an info if the file has no field of biblatex: BibTeX takes it, but biber stops there
and reads no entry of the file.

What to do: give the entry another key, and change its citations.""",
)
PARENT_MISSING = Rule(
    "parent-missing",
    FindingKind.FILE,
    Severity.ERROR,
    "A crossref, xref or xdata that names no entry.",
    """The entry should inherit fields from an entry that is not in the file or in any other file of the run. BibTeX
stops with "a bad cross reference", and the inherited fields are missing from the printed reference.

What to do: correct the key, or add the entry that it should name.""",
)
PARENT_BEFORE_CHILD = Rule(
    "parent-before-child",
    FindingKind.FILE,
    Severity.WARNING,
    "A crossref to an entry that is defined above it.",
    """BibTeX needs an entry that others name in `crossref` to be defined below all of them (btxdoc, 3.1): otherwise
nothing is inherited from it. biber accepts any order, so this is reported only if the file has no field of biblatex.

What to do: move the parent to the end of the file.""",
)
_BIBLATEX_FIELDS = frozenset({"date", "ids", "journaltitle", "location", "eprinttype", "xdata", "langid", "related"})
_TOLD_BY = _BIBLATEX_FIELDS | {"crossref", "xref"}


@dataclass(frozen=True, slots=True)
class _ParentReference:
    """The name of a parent in a field of an entry."""

    parent: str
    field: str
    key: str
    span: Span
    entry_start: int


@dataclass(frozen=True, slots=True)
class _FurtherKey:
    """A key in the `ids` of an entry."""

    alias: str
    key: str
    span: Span
    entry_start: int


class _KeyPass:
    def __init__(self, source: SourceText, context: CheckContext) -> None:
        self._first_starts: dict[str, int] = {}
        self._parent_references: list[_ParentReference] = []
        self._further_keys: list[_FurtherKey] = []
        self._is_biblatex = False
        self._unreadable_to_biber: list[tuple[str, Span]] = []
        self._source = source

    def see_entry(self, entry: BibEntry) -> Iterator[Finding]:
        if entry.error:
            if entry.key:
                self._first_starts.setdefault(entry.key.casefold(), entry.block.start)
            return
        key = entry.key
        can_biber_read = is_legal_key(key, "biblatex")
        if not can_biber_read and not is_citable_key(key):
            # Without a key a baseline knows the finding by this message: rewording it would report it again.
            message = f"{key!r} is not a valid citation key" if key else "the entry has no citation key"
            yield KEY_INVALID.finding(entry.key_span(), message, key=key, written=key)
        elif not key.isprintable():
            hidden = next(char for char in key if not char.isprintable())
            message = f"the key has an invisible character (U+{ord(hidden):04X}): nobody can cite it as it looks"
            yield KEY_INVALID.finding(entry.key_span(), message, key=key, written=key)
        elif not can_biber_read:
            self._unreadable_to_biber.append((key, entry.key_span()))
        first = self._first_starts.setdefault(key.casefold(), entry.block.start)
        if key and first != entry.block.start:
            message = f"this key is already used in line {self._line(first)}{self._compare(entry, first)}"
            yield KEY_TWICE.finding(entry.key_span(), message, key=key, written=key)
        if not entry.has_any(_TOLD_BY):
            return
        for field in entry.fields:
            if field.name in ("crossref", "xdata", "xref"):
                for name in entry.value(field.name).split(","):
                    if name.strip():
                        span = entry.value_span(field)
                        self._parent_references.append(
                            _ParentReference(name.strip(), field.name, key, span, entry.block.start)
                        )
            elif field.name in _BIBLATEX_FIELDS:
                self._is_biblatex = True
                if field.name == "ids":
                    self._further_keys += (
                        _FurtherKey(alias.strip(), key, entry.value_span(field), entry.block.start)
                        for alias in entry.value("ids").split(",")
                        if alias.strip()
                    )

    def _line(self, offset: int) -> int:
        return self._source.span(offset, offset).line

    def _compare(self, entry: BibEntry, first: int) -> str:
        text = self._source.text
        length = entry.block.end - entry.block.start
        if text[entry.block.start : entry.block.end] == text[first : first + length]:
            return "; the two entries are identical"
        return " (BibTeX ignores case)" if text.find(entry.key, first, first + length) < 0 else ""

    def finish(self) -> Iterable[Finding]:
        for key, span in self._unreadable_to_biber:
            severity = Severity.WARNING if self._is_biblatex else Severity.INFO
            message = f"biber stops at the key {key}, which BibTeX takes"
            yield KEY_INVALID.finding(span, message, key=key, written=key, severity=severity)
        yield from self._further_keys_of_others()
        aliases = {further.alias.casefold(): further.entry_start for further in self._further_keys}
        for reference in self._parent_references:
            name, field = reference.parent, reference.field
            parent = self._first_starts.get(name.casefold(), aliases.get(name.casefold()))
            if parent is None:
                message = f"{field} names {name}, but there is no such entry"
                yield PARENT_MISSING.finding(reference.span, message, key=reference.key, field=field, written=name)
            elif field == "crossref" and parent < reference.entry_start and not self._is_biblatex:
                message = (
                    f"crossref names {name}, which is defined above in line {self._line(parent)}: BibTeX needs it below"
                )
                yield PARENT_BEFORE_CHILD.finding(reference.span, message, key=reference.key, field=field, written=name)

    def _further_keys_of_others(self) -> Iterator[Finding]:
        owners: dict[str, int] = {}
        for further in self._further_keys:
            # biber tells upper case from lower case, but such keys are one to BibTeX and are told of entries already.
            entry = self._first_starts.get(further.alias.casefold(), further.entry_start)
            other = entry if entry != further.entry_start else owners.setdefault(further.alias, further.entry_start)
            if other != further.entry_start:
                line = self._line(other)
                message = f"ids has {further.alias}, which is a key of the entry in line {line}: biber leaves it out"
                yield KEY_TWICE.finding(
                    further.span,
                    message,
                    key=further.key,
                    field="ids",
                    written=further.alias,
                    severity=Severity.WARNING,
                )


KEY_RULES = RuleFamily((KEY_TWICE, KEY_INVALID, PARENT_MISSING, PARENT_BEFORE_CHILD), _KeyPass)
