"""What was found out about references today, so that a file of which one entry changed costs that entry.

A verdict depends on what the reference says (with inherited fields and macros), on how it is written, and on the
`context`: the rules, the day, who could be asked. The rest of its file has no share in it. Whoever replaces an answer
of a service forgets all verdicts (`AnswerCache.put`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import msgspec

from biblio.check.finding import Finding, Span
from biblio.check.rules.reference.judgement import Judgement
from biblio.check.rules.reference.reference import Reference
from biblio.state import State

__all__ = ["Verdict", "VerdictStore"]

_SECONDS_VALID = 86400.0
_NOWHERE = Span("", 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is kept of a judgement (see there): all but the work."""

    findings: tuple[Finding, ...]
    is_clean: bool = False
    is_confirmed: bool = False
    skip_reason: str = ""
    unverified: tuple[str, ...] = ()

    @classmethod
    def of(cls, judgement: Judgement) -> Verdict:
        """Return what is kept of a judgement."""
        return cls(
            judgement.findings,
            judgement.is_clean,
            judgement.is_confirmed,
            judgement.skip_reason,
            judgement.unverified,
        )


class VerdictStore:
    """Verdicts of earlier runs in the same `context`, which says all that a verdict depends on beside its reference."""

    def __init__(self, state: State, context: Sequence[str]) -> None:
        self._state = state
        self._context = "\0".join(context).encode("utf-8", "surrogatepass")

    def get(self, references: Sequence[Reference], *, now: float) -> list[Verdict | None]:
        """Return the verdict on each of `references`, where they stand now, or None."""
        digests = [self._digest(reference) for reference in references]
        rows = self._state.rows_with("SELECT key, judged_at, body FROM verdicts WHERE key IN", set(digests) - {b""})
        stored = {key: (now - judged_at, body) for key, judged_at, body in rows}
        return [
            _placed(stored[digest], reference) if digest in stored else None
            for digest, reference in zip(digests, references, strict=True)
        ]

    def put(self, verdicts: Iterable[tuple[Reference, Verdict]], *, now: float) -> None:
        """Store verdicts; those that are too old to be used are forgotten."""
        rows = []
        for reference, verdict in verdicts:
            start = reference.entry.block.start if reference.entry else reference.key_span.start
            findings = tuple(
                replace(finding.moved(-start), span=_bare(finding.span, start)) for finding in verdict.findings
            )
            try:
                rows.append((self._digest(reference), now, msgspec.json.encode(replace(verdict, findings=findings))))
            except UnicodeEncodeError:
                continue  # half a character, as in a file that was cut
        if not rows:
            return
        with self._state.transaction() as db:
            db.execute("DELETE FROM verdicts WHERE judged_at < ?", (now - _SECONDS_VALID,))
            db.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)", (row for row in rows if row[0]))

    def _digest(self, reference: Reference) -> bytes:
        """Return a digest of all that a verdict on a reference depends on; empty for one that cannot be stored."""
        digest = blake2b(self._context, digest_size=16)
        try:
            digest.update(msgspec.json.encode((reference.type, reference.key, reference.record)))
        except UnicodeEncodeError:
            return b""
        if entry := reference.entry:
            digest.update(entry.source.text[entry.block.start : entry.block.end].encode("utf-8", "surrogatepass"))
        return digest.digest()


def _bare(span: Span, start: int) -> Span:
    return replace(_NOWHERE, start=span.start - start, end=span.end - start)


def _placed(stored: tuple[float, bytes], reference: Reference) -> Verdict | None:
    """Return a stored verdict (its age in seconds, and its body) with its findings where the reference stands now."""
    age, body = stored
    if not 0 <= age < _SECONDS_VALID:
        return None
    try:
        verdict = msgspec.json.decode(body, type=Verdict)
    except msgspec.ValidationError:
        return None  # another version stored it
    entry = reference.entry
    findings = []
    for finding in verdict.findings:
        moved = finding.moved(entry.block.start if entry else reference.key_span.start)
        span = entry.source.span(moved.span.start, moved.span.end) if entry else reference.key_span
        sources = tuple(
            source if source.age_days is None else replace(source, age_days=round(source.age_days + age / 86400, 1))
            for source in finding.sources
        )
        findings.append(replace(moved, span=span, sources=sources))
    return replace(verdict, findings=tuple(findings))
