"""What people see of a Zotero library: the plan, what was done, what was taken back, how things stand."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from biblio.errors import ExitCode
from biblio.text import shorten

if TYPE_CHECKING:
    from biblio.zotero.engine import ApplyResult
    from biblio.zotero.history import RunLog, SyncStatus
    from biblio.zotero.memory import Run
    from biblio.zotero.model import Operation
    from biblio.zotero.planning.undo import Undo
    from biblio.zotero.sync_library import Difference, Login, Planned
__all__ = [
    "outcome_code",
    "outcome_object",
    "plan_code",
    "plan_object",
    "print_differences",
    "print_login",
    "print_outcome",
    "print_standing",
    "print_sync_plan",
    "print_undo",
    "run_lines",
    "undo_object",
]

_FEW = 8
_WIDE = 60
_GROUPS = (
    ("create", "to be made", "green"),
    ("restore", "to be taken out of the trash", "green"),
    ("update", "to be changed", "yellow"),
    ("leave", "to leave our collections, because their notes are gone", "yellow"),
    ("trash", "to be trashed", "red"),
)
_DONE = {"create": "made", "restore": "taken out of the trash", "update": "changed", "leave": "left our collections",
         "trash": "trashed"}  # fmt: skip


def plan_code(planned: Planned) -> ExitCode:
    """Return what a plan tells the caller: whether a person is needed."""
    plan = planned.plan
    return ExitCode.NEEDS_PERSON if plan.disputes or plan.alarms else ExitCode.DONE


def plan_object(planned: Planned) -> dict[str, Any]:
    """Return a plan as JSON: its digest, counts, and all of it."""
    plan = planned.plan
    return {
        "digest": plan.digest,
        "library": planned.library,
        "empty": plan.is_empty,
        "counts": _counts(planned),
        "operations": [_operation_object(one) for one in plan.operations],
        "comes_back": list(map(str, plan.facts)),
        "no_longer_needed": list(map(str, plan.dropped_facts)),
        "notes": sorted(planned.notes.texts),
        "conflicts": [
            {"name": one.name, "field": one.conflict.field, "before": one.conflict.base, "notes": one.conflict.ours,
             "zotero": one.conflict.theirs}
            for one in plan.disputes
        ],
        "alarms": list(plan.alarms),
        "remarks": list(plan.remarks),
    }  # fmt: skip


def _operation_object(one: Operation) -> dict[str, Any]:
    changes = [{"field": c.field, "before": c.before, "after": c.after} for c in one.changes]
    return {"verb": one.verb, "sort": one.sort, "type": one.target.kind, "key": one.key, "label": one.label,
            "changes": changes}  # fmt: skip


def _counts(planned: Planned) -> dict[str, int]:
    plan = planned.plan
    found = Counter(f"{one.verb} {_kind(one)}" for one in plan.operations)
    return {**dict(sorted(found.items())), "adopted": plan.adopted, "come back": len(plan.facts),
            "conflicts": len(plan.disputes), "tied": planned.tied}  # fmt: skip


def _kind(one: Operation) -> str:
    return {"collection": "collection", "note": "note", "attachment": "link"}.get(one.target.kind, "item")


def _amount(kinds: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in sorted(kinds.items()))


def print_sync_plan(planned: Planned, *, verbose: int = 0, options: str = "") -> None:
    """Write a plan to stdout, grouped and counted; `verbose`: all of it. `options` are those it was made with."""
    plan = planned.plan
    click.echo(f"{planned.library}: {planned.tied:,} items belong to notes")
    if plan.adopted:
        click.echo(f"  {plan.adopted:,} more were found in the library; they keep what they have")
    for verb, words, colour in _GROUPS:
        some = [one for one in plan.operations if one.verb == verb]
        if some:
            kinds = Counter(map(_kind, some))
            click.echo(f"{_amount(kinds)} {click.style(words, fg=colour)}")
            _echo_few((line for one in some for line in _operation_lines(one)), verbose)
    if plan.facts:
        click.echo(f"{len(plan.facts):,} {click.style('to come back from Zotero', fg='cyan')} (zotero.txt)")
        _echo_few((f"  {fact}" for fact in plan.facts), verbose)
    if plan.dropped_facts:
        click.echo(f"{len(plan.dropped_facts):,} lines of zotero.txt are no longer needed")
        _echo_few((f"  {fact}" for fact in plan.dropped_facts), verbose)
    for path in sorted(planned.notes.texts):
        click.echo(f"the tags of {path} to be changed")
    _print_open(planned)
    for remark in plan.remarks:
        click.echo(f"{click.style('note:', fg='yellow')} {remark}", err=True)
    for alarm in plan.alarms:
        click.echo(f"{click.style('stop:', fg='red', bold=True)} {alarm}", err=True)
    if plan.is_empty and not planned.notes.texts:
        click.echo("Both sides are in step." if not plan.disputes else "Nothing else to do.")
        return
    force = " --force" if plan.alarms else ""
    command = f"biblio zotero apply --plan {plan.digest}{options}{force}"
    click.echo(f"{click.style('next:', fg='cyan')} {command}", err=True)


def _print_open(planned: Planned) -> None:
    for one in planned.plan.disputes:
        conflict = one.conflict
        click.echo(f"{click.style('conflict', fg='magenta')} {one.name}")
        click.echo(f"    notes:  {shorten(conflict.ours, _WIDE * 2) or '–'}")
        click.echo(f"    zotero: {shorten(conflict.theirs, _WIDE * 2) or '–'}")
    if planned.plan.disputes:
        name = planned.plan.disputes[0].name
        text = f"--settle {name}=notes or =zotero, or --prefer for all"
        click.echo(f"{click.style('hint:', fg='cyan')} settle conflicts with {text}", err=True)


def _operation_lines(one: Operation) -> Iterator[str]:
    if one.verb == "create":
        what = next((change.after for change in one.changes), "")
        same = not what or what in one.label
        yield f"  {one.label}" + ("" if same else f"  {click.style(shorten(what, _WIDE), dim=True)}")
        return
    yield f"  {one.label}"
    for change in one.changes:
        yield f"      {change.field}: {_change(change.field, change.before, change.after)}"


def _change(name: str, before: str, after: str) -> str:
    if name in ("tags", "collections", "related"):
        parts = [f"-{before}" if before else "", f"+{after}" if after else ""]
        return shorten("  ".join(filter(None, parts)), _WIDE * 2)
    return f"{shorten(before, _WIDE) or '–'} → {shorten(after, _WIDE) or '–'}"


def _echo_few(lines: Iterable[str], verbose: int) -> None:
    every = list(lines)
    shown = every if verbose else every[:_FEW]
    for line in shown:
        click.echo(line)
    if len(every) > len(shown):
        click.echo(click.style(f"  … {len(every) - len(shown):,} more lines (-v)", dim=True))


# -- what was done ---------------------------------------------------------------------------------------------
def outcome_code(planned: Planned, outcome: ApplyResult | None) -> ExitCode:
    """Return what a run tells the caller."""
    if outcome and outcome.refused:
        return ExitCode.FAILED
    return ExitCode.NEEDS_PERSON if planned.plan.disputes or (outcome and outcome.left) else ExitCode.DONE


def outcome_object(planned: Planned, outcome: ApplyResult | None) -> dict[str, Any]:
    """Return what was planned and done as JSON."""
    done: dict[str, Any] = {"run": None, "done": {}, "refused": [], "left": []}
    if outcome:
        done = {"run": outcome.run, "done": outcome.done, "refused": outcome.refused, "left": outcome.left}
    return {**plan_object(planned), **done}


def print_outcome(planned: Planned, outcome: ApplyResult | None, *, quiet: bool = False) -> None:
    """Write what a run did to stdout, and what needs attention to stderr."""
    if outcome is None:
        if not quiet:
            click.echo("Both sides are in step." if not planned.plan.disputes else "Nothing but conflicts is left.")
            _print_open(planned)
        return
    for label, reason in outcome.refused:
        click.echo(f"{click.style('error:', fg='red', bold=True)} {label}: Zotero does not take it: {reason}", err=True)
    if outcome.left:
        names = ", ".join(outcome.left[:_FEW])
        click.echo(
            f"{click.style('warning:', fg='yellow')} changed by others all the time, left for the next run: {names}",
            err=True,
        )
    if quiet:
        return
    parts = [f"{count:,} {_DONE[verb]}" for verb, count in outcome.done.items()]
    if planned.plan.facts:
        parts.append(f"{len(planned.plan.facts):,} came back (zotero.txt)")
    if planned.notes.texts:
        parts.append(f"{len(planned.notes.texts):,} notes changed")
    click.echo(f"run {outcome.run}: {', '.join(parts) or 'remembered how things stand'}")
    _print_open(planned)


def undo_object(run: Run, undo: Undo, stuck: list[str], outcome: ApplyResult | None) -> dict[str, Any]:
    """Return what an undo does as JSON."""
    return {"run": run.id, "operations": [_operation_object(one) for one in undo.operations], "impossible": stuck,
            "lines_out": list(run.facts[0]), "lines_back": list(run.facts[1]), "notes": sorted(run.files),
            "done": outcome.done if outcome else None}  # fmt: skip


def print_undo(
    run: Run, undo: Undo, stuck: list[str], outcome: ApplyResult | None, *, quiet: bool = False, verbose: int = 0
) -> None:
    """Write what was taken back, and what could not be."""
    for text in stuck:
        click.echo(f"{click.style('cannot be taken back:', fg='yellow')} {text}", err=True)
    if quiet:
        return
    if outcome is None:
        click.echo(f"run {run.id} ({_moment(run.begun)}) would be taken back:")
        lines = [f"  {one.verb} {one.label}" for one in undo.operations]
        _echo_few([*lines, *_fact_lines(run, "-+"), *(f"  the tags of {path}" for path in run.files)], verbose)
        return
    parts = [f"{count:,} {_DONE[verb]}" for verb, count in outcome.done.items()]
    click.echo(f"run {run.id} was taken back by run {outcome.run}: {', '.join(parts) or 'nothing had to be written'}")


def _fact_lines(run: Run, signs: str) -> Iterator[str]:
    for sign, lines in zip(signs, run.facts, strict=True):
        yield from (f"  zotero.txt {sign} {line}" for line in lines)


def _moment(seconds: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds else "not finished"


def run_lines(one: RunLog, *, details: bool) -> Iterator[str]:
    """Yield a run as lines: one, and with `details` one for everything it did."""
    run = one.run
    verbs = Counter(entry.verb for status, entry in one.entries if status == "done" and entry.verb != "remember")
    parts = [f"{count:,} {_DONE.get(verb, verb)}" for verb, count in verbs.items()]
    parts += [f"{len(run.facts[0]):,} came back"] if run.facts[0] and run.what == "apply" else []
    done = ", ".join(parts) or "nothing written"
    ended = "" if run.ended else click.style("  stopped before its end", fg="yellow")
    yield f"{run.id:>4}  {_moment(run.begun)}  {one.library}  {run.what}: {done}{ended}"
    if details:
        for status, entry in one.entries:
            message = f"  ({entry.message})" if entry.message else ""
            if entry.verb != "remember":
                yield f"      {status:<8} {entry.verb:<8} {entry.key}  {entry.label}{message}"
        yield from (f"    {line}" for line in _fact_lines(run, "+-"))
        yield from (f"      {path}" for path in run.files)


def print_standing(found: list[SyncStatus]) -> None:
    """Write how things stand."""
    if not found:
        click.echo("Nothing was written to Zotero yet.  (biblio zotero plan)")
    for one in found:
        where = "" if one.realm == "web" else f" ({one.realm})"
        click.echo(f"{one.library}{where}: {one.works:,} items and {one.collections:,} collections belong to notes")
        click.echo(f"  {one.objects:,} objects in the library when it was last read (version {one.version})")
        if one.left:
            click.echo(f"  {one.left:,} items have left our collections, because their notes are gone")
        if one.overrides:
            click.echo(f"  {one.overrides:,} lines in zotero.txt: what you changed in Zotero")
        if one.last_run:
            click.echo(f"  last run: {one.last_run.id}, {_moment(one.last_run.begun)}")
        if one.unanswered:
            click.echo(f"  {one.unanswered:,} writes were not answered: biblio zotero apply finds out and goes on")


def print_differences(count: int, found: list[Difference]) -> None:
    """Write what differs from what is remembered."""
    for one in found:
        field = f" {one.field}" if one.field else ""
        click.echo(f"{one.label} ({one.key}){field}: remembered {one.remembered!r}, there {one.there!r}")
    state = "all as remembered" if not found else f"{len(found):,} differences; biblio zotero plan shows what follows"
    click.echo(f"{count:,} objects compared: {state}")


def print_login(found: Login, library: str) -> None:
    """Write what a key opens."""
    click.echo(f"The key belongs to {found.user or 'an unnamed user'} and opens")
    for name, title, may_write in found.libraries:
        rights = "read and write" if may_write else click.style("read only", fg="yellow")
        click.echo(f"  {name:<16} {rights}  {title}")
    if found.kept:
        click.echo("It is kept in the system's keyring.", err=True)
    chosen = found.libraries[0][0] if library == "user" else library
    known = {name: may_write for name, _, may_write in found.libraries}
    if not known.get(chosen):
        problem = "is not opened by this key" if chosen not in known else "cannot be written with this key"
        click.echo(f"{click.style('warning:', fg='yellow', bold=True)} [zotero] library {chosen} {problem}", err=True)
