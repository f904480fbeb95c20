"""What an editor can do about a finding with one click: its own fix, or another key for one that nothing has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from biblio.check.edits import apply_edits, plan_edits, why_unsound
from biblio.check.finding import Edit, Finding
from biblio.check.rules.manuscript import CITE_MISSING
from biblio.language_server.reference_index import SearchableReference, suggest

__all__ = ["QuickFix", "append_entry", "entry_to_add", "fix_all_safe", "quick_fixes"]

_MOST_KEYS = 4
_LEAST_LIKENESS = 0.6  # of `difflib`, whose own limit it is
_MOST_COMPARED = 20_000
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class QuickFix:
    """A change of one text: what it does, its edits in order, and whether it is safe (see `Fix`).

    `finding` is what it repairs, None if it repairs several.
    """

    title: str
    edits: tuple[Edit, ...]
    is_safe: bool
    finding: Finding | None = None


def quick_fixes(
    path: str, text: str, findings: Iterable[Finding], references: Sequence[SearchableReference]
) -> list[QuickFix]:
    """Return what can be done about `findings` in a text; `references` have the keys that can be cited there.

    A fix after which an entry could no longer be read is left out.
    """
    fixes: list[QuickFix] = []
    for finding in findings:
        plan = plan_edits([finding])
        if finding.fix is not None and plan.edits and not _is_unsound(path, text, plan.edits):
            fixes.append(QuickFix(_capital(finding.fix.description), plan.edits, finding.fix.is_safe, finding))
        elif finding.rule == CITE_MISSING.name and text[finding.span.start : finding.span.end] == finding.key:
            fixes += _other_keys(finding, references)
    return fixes


def fix_all_safe(path: str, text: str, findings: Iterable[Finding]) -> QuickFix | None:
    """Return all safe fixes of a text as one, as `biblio check --fix` makes them; None if there is none."""
    plan = plan_edits(finding for finding in findings if finding.fix is not None and finding.fix.is_safe)
    if not plan.edits or _is_unsound(path, text, plan.edits):
        return None
    count = len(plan.fixed)
    title = "Apply the safe fix in this file" if count == 1 else f"Apply all {count:,} safe fixes in this file"
    return QuickFix(title, plan.edits, is_safe=True)


def entry_to_add(finding: Finding, references: Iterable[SearchableReference]) -> SearchableReference | None:
    """Return the reference with an entry of BibTeX whose key a finding misses in the text's own bibliographies."""
    if finding.rule != CITE_MISSING.name:
        return None
    known = (found for found in references if found.key == finding.key and found.reference.entry is not None)
    return next(known, None)


def append_entry(text: str, found: SearchableReference) -> tuple[Edit, ...]:
    """Return the edit that puts the entry of a reference behind all others of a `.bib`."""
    entry = found.reference.entry
    if entry is None:
        return ()
    end = "\r\n" if "\r\n" in text else "\n"
    written = end.join(entry.source.text[entry.block.start : entry.block.end].splitlines())
    before = "" if not text else end if text.endswith("\n") else end + end
    return (Edit(len(text), len(text), f"{before}{written}{end}"),)


def _is_unsound(path: str, text: str, edits: Sequence[Edit]) -> bool:
    return bool(why_unsound(path, text, apply_edits(text, edits)))


def _other_keys(finding: Finding, references: Sequence[SearchableReference]) -> list[QuickFix]:
    by_key = {found.key: found for found in references}
    near = get_close_matches(finding.key, by_key, n=_MOST_KEYS, cutoff=_LEAST_LIKENESS) if _can_compare(by_key) else []
    likely = [suggestion.found.key for suggestion in suggest(references, finding.key, limit=_MOST_KEYS)]
    keys = dict.fromkeys(filter(None, (finding.record if finding.record in by_key else "", *near, *likely)))
    span = finding.span
    return [
        QuickFix(_replacement_title(by_key[key]), (Edit(span.start, span.end, key),), is_safe=False, finding=finding)
        for key in [*keys][:_MOST_KEYS]
        if key != finding.key
    ]


def _can_compare(keys: Sequence[str] | dict[str, SearchableReference]) -> bool:
    return len(keys) < _MOST_COMPARED


def _replacement_title(found: SearchableReference) -> str:
    from biblio.text import shorten

    title = found.reference.record.title
    return f"Replace by {found.key}" + (f" ({shorten(title, _LONGEST_TITLE)})" if title else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
