"""Findings that the user has suppressed: by a comment near the place, or in a baseline file.

A comment is ``biblio: ignore RULE[, RULE …] [because …]`` after the file's own comment sign. It covers its line and the
next one, or in a `.bib` the next entry. ``biblio: ignore-file RULE`` covers the whole file. A comment without a rule
suppresses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from biblio.check.finding import Finding, finding_fingerprint
from biblio.errors import Problem
from biblio.unseen import without_halves

__all__ = ["Baseline", "Suppressions", "find_suppressions", "format_baseline", "parse_baseline"]

_COMMENT = re.compile(r"biblio:[ \t]*ignore(?P<file>-file)?[ \t]+(?P<rules>[a-z][a-z-]*(?:[ \t]*,[ \t]*[a-z][a-z-]*)*)")
_ENTRY_HEAD = re.compile(r"^[ \t]*@\s*\w+\s*[{(]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """What the comments of one file suppress: rules for the whole file, and (first line, last line, rules).

    `problems` are about comments that name unknown rules.
    """

    whole_file: frozenset[str] = frozenset()
    lines: tuple[tuple[int, int, frozenset[str]], ...] = ()
    problems: tuple[Problem, ...] = ()

    def is_suppressed(self, finding: Finding) -> bool:
        """Whether a finding in this file is suppressed."""
        if finding.rule in self.whole_file:
            return True
        return any(finding.rule in rules and first <= finding.span.line <= last for first, last, rules in self.lines)


def find_suppressions(text: str, path: str, is_rule_name: Callable[[str], bool]) -> Suppressions:
    """Return what the comments of a file suppress."""
    if "biblio:" not in text:
        return Suppressions()
    is_bib = path.lower().endswith(".bib")
    whole_file: set[str] = set()
    lines, problems = [], []
    for comment in _COMMENT.finditer(text):
        line = text.count("\n", 0, comment.start()) + 1
        names = frozenset(name.strip() for name in comment["rules"].split(","))
        for name in sorted(name for name in names if not is_rule_name(name)):
            hint = "biblio check --explain lists all rules"
            problems.append(Problem(path, line, f"there is no rule {name!r}", hint))
        if comment["file"]:
            whole_file |= names
            continue
        last = line + 1
        if is_bib and (head := _ENTRY_HEAD.search(text, comment.end())):
            following = _ENTRY_HEAD.search(text, head.end())
            last = text.count("\n", 0, following.start() if following else len(text)) + (0 if following else 1)
        lines.append((line, last, names))
    return Suppressions(frozenset(whole_file), tuple(lines), tuple(problems))


_HEADER = """\
# Findings of `biblio check` that are known and accepted, one per line: rule, file, key, name of the finding.
# Text after "#" says why. `biblio check --write-baseline` adds new findings and drops those that are gone.
"""
_SPACE = re.compile(r"\s")
_ROW = re.compile(
    r"(?P<rule>\S+)[ \t]+(?P<path>\"[^\"]*\"|\S+)[ \t]+(?P<key>\S+)[ \t]+(?P<print>[0-9a-f]{12})[ \t]*(?P<why>#.*)?"
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that a baseline file accepts: fingerprint → its line in the file."""

    rows: Mapping[str, str] = field(default_factory=dict)

    def accepts(self, finding: Finding) -> bool:
        """Whether a finding is accepted."""
        return bool(self.rows) and finding_fingerprint(finding) in self.rows


def parse_baseline(text: str, path: str) -> tuple[Baseline, tuple[Problem, ...]]:
    """Return a baseline, and the lines of it that cannot be read."""
    rows: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        row = line.strip()
        if not row or row.startswith("#"):
            continue
        if match := _ROW.fullmatch(row):
            rows[match["print"]] = row
        else:
            hint = "a line is RULE FILE KEY NAME, as --write-baseline writes it"
            problems.append(Problem(path, number, "this line is not valid in a baseline", hint))
    return Baseline(rows), tuple(problems)


def format_baseline(findings: Iterable[Finding], before: Baseline) -> str:
    """Return the text of a baseline that accepts `findings`; those that `before` already accepts keep their lines."""
    lines = {}
    for finding in findings:
        fingerprint = finding_fingerprint(finding)
        path = f'"{finding.span.path}"' if _SPACE.search(finding.span.path) else finding.span.path
        new_line = f"{finding.rule} {path} {_SPACE.sub('_', finding.key) or '-'} {fingerprint}"
        lines[fingerprint] = before.rows.get(fingerprint, new_line)
    return str(without_halves(_HEADER + "".join(f"{line}\n" for line in sorted(lines.values()))))
