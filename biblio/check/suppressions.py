"""Findings that a person has silenced: by a comment beside the place, or in a baseline file.

A comment is ``biblio: ignore RULE[, RULE …] [because …]`` behind the file's own comment sign; it holds for its line and
the next one, in a `.bib` for the next entry. ``biblio: ignore-file RULE`` holds for the whole file. Without a rule it
silences nothing: what is silenced must be named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from biblio.check.finding import Finding, finding_fingerprint
from biblio.errors import Problem

__all__ = ["Baseline", "Suppressions", "find_suppressions", "format_baseline", "parse_baseline"]

_COMMENT = re.compile(r"biblio:[ \t]*ignore(?P<file>-file)?[ \t]+(?P<rules>[a-z][a-z-]*(?:[ \t]*,[ \t]*[a-z][a-z-]*)*)")
_HEAD = re.compile(r"^[ \t]*@\s*\w+\s*[{(]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """What the comments of one file silence: rules for the whole file, and (first line, last line, rules)."""

    whole: frozenset[str] = frozenset()
    lines: tuple[tuple[int, int, frozenset[str]], ...] = ()
    unknown: tuple[Problem, ...] = ()

    def is_suppressed(self, finding: Finding) -> bool:
        """Tell whether a finding in this file is silenced."""
        if finding.rule in self.whole:
            return True
        return any(finding.rule in rules and first <= finding.span.line <= last for first, last, rules in self.lines)


def find_suppressions(text: str, path: str, rules: Collection[str]) -> Suppressions:
    """Return what the comments of a file silence; names that are no rules are problems."""
    if "biblio:" not in text:
        return Suppressions()
    is_bib = path.lower().endswith(".bib")
    whole: set[str] = set()
    lines, problems = [], []
    for found in _COMMENT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        names = frozenset(name.strip() for name in found["rules"].split(","))
        for name in sorted(names - set(rules)):
            problems.append(Problem(path, line, f"there is no rule {name!r}", "biblio check --explain lists them"))
        if found["file"]:
            whole |= names
            continue
        last = line + 1
        if is_bib and (head := _HEAD.search(text, found.end())):
            following = _HEAD.search(text, head.end())
            last = text.count("\n", 0, following.start() if following else len(text)) + (0 if following else 1)
        lines.append((line, last, names))
    return Suppressions(frozenset(whole), tuple(lines), tuple(problems))


_HEADER = """\
# Findings of `biblio check` that are known and accepted, one a line: rule, file, key, name of the finding.
# A word behind "#" says why. `biblio check --write-baseline` adds what is found now and drops what is gone.
"""
_ROW = re.compile(
    r"(?P<rule>\S+)[ \t]+(?P<path>\"[^\"]*\"|\S+)[ \t]+(?P<key>\S+)[ \t]+(?P<print>[0-9a-f]{12})[ \t]*(?P<why>#.*)?"
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that a baseline file accepts: fingerprint → the line that says so."""

    rows: Mapping[str, str] = field(default_factory=dict)

    def holds(self, finding: Finding) -> bool:
        """Tell whether a finding is accepted."""
        return bool(self.rows) and finding_fingerprint(finding) in self.rows


def parse_baseline(text: str, path: str) -> tuple[Baseline, tuple[Problem, ...]]:
    """Return a baseline and the lines of it that cannot be read."""
    rows: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        row = line.strip()
        if not row or row.startswith("#"):
            continue
        if found := _ROW.fullmatch(row):
            rows[found["print"]] = row
        else:
            problems.append(Problem(path, number, "is no line of a baseline", "RULE FILE KEY NAME, as it was written"))
    return Baseline(rows), tuple(problems)


def format_baseline(findings: Iterable[Finding], before: Baseline) -> str:
    """Return the text of a baseline that accepts `findings`; what a person wrote behind "#" before stays."""
    lines = {}
    for finding in findings:
        name = finding_fingerprint(finding)
        path = f'"{finding.span.path}"' if " " in finding.span.path else finding.span.path
        fresh = f"{finding.rule} {path} {finding.key.replace(' ', '_') or '-'} {name}"
        lines[name] = before.rows.get(name, fresh)
    return _HEADER + "".join(f"{line}\n" for line in sorted(lines.values()))
