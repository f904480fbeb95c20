"""What was found about entries by asking services, for as long as the entries stay as they were. Pure.

A check while one types asks nobody, but what was found when the file was last saved still holds for every entry whose
text is the same, wherever it stands now.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from biblio.check.finding import Finding
from biblio.check.source_text import SourceText, read_entries

__all__ = ["LookupMemory"]


@dataclass(slots=True)
class LookupMemory:
    """Findings about the entries of one `.bib`, by the entries' texts, with offsets from where an entry begins."""

    _by_text: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def unknown_lines(self, source: SourceText) -> list[tuple[int, int]]:
        """Return the first and last lines (from 1) of the entries about which nothing was found out yet."""
        spans = (source.span(start, end) for text, start, end in _entries(source) if text not in self._by_text)
        return [(span.line, span.end_line) for span in spans]

    def know(self, source: SourceText) -> None:
        """Take it that nothing needs to be found out about the entries of a text."""
        for text, _, _ in _entries(source):
            self._by_text.setdefault(text, ())

    def remember(
        self,
        source: SourceText,
        findings: Iterable[Finding],
        *,
        lines: Sequence[tuple[int, int]],
        unasked: Collection[str] = (),
    ) -> None:
        """Remember what was found about the entries of a text that touch `lines`.

        Entries with the keys `unasked` stay unknown.
        """
        ordered = sorted(findings, key=lambda finding: finding.span.start)
        starts = [finding.span.start for finding in ordered]
        for entry in read_entries(source):
            start, end = entry.block.start, entry.block.end
            span = source.span(start, end)
            if entry.key in unasked or not any(first <= span.end_line and span.line <= last for first, last in lines):
                continue
            of_entry = ordered[bisect_left(starts, start) : bisect_left(starts, end)]
            self._by_text[source.text[start:end]] = tuple(finding.moved(-start) for finding in of_entry)

    def recall(self, source: SourceText) -> Iterator[Finding]:
        """Yield what is known about the entries of a text, where they are now."""
        for text, start, _ in _entries(source):
            for finding in self._by_text.get(text, ()):
                moved = finding.moved(start)
                yield replace(moved, span=source.span(moved.span.start, moved.span.end))


def _entries(source: SourceText) -> Iterator[tuple[str, int, int]]:
    for entry in read_entries(source):
        start, end = entry.block.start, entry.block.end
        yield source.text[start:end], start, end
