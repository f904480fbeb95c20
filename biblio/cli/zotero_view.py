"""Show a Zotero library: plans, what a run did, what was undone, the sync status; as text and as JSON."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from biblio.addresses import split_address
from biblio.cli.messages import print_next_step, show_warning
from biblio.cli.progress_display import duration
from biblio.cli.terminal import echo, style
from biblio.cli.zotero_words import (
    amount,
    attached_files,
    change_text,
    comment_difference,
    differing_parts,
    missing_files,
    operation_lines,
    waiting_files,
    what_comes_back,
)
from biblio.errors import ExitCode
from biblio.text import shorten

if TYPE_CHECKING:
    from biblio.project.zotero_sync import ZoteroPlan, ZoteroUndo
    from biblio.zotero.apply_rounds import ApplyResult
    from biblio.zotero.connection import Login
    from biblio.zotero.file_attacher import FileResult
    from biblio.zotero.memory import Run
    from biblio.zotero.sync_history import RunLog, SyncStatus
    from biblio.zotero.sync_library import Difference
    from biblio.zotero.sync_plan import Operation, SyncPlan
__all__ = [
    "apply_code",
    "apply_object",
    "plan_code",
    "plan_object",
    "print_apply_result",
    "print_differences",
    "print_login",
    "print_remarks",
    "print_sync_plan",
    "print_sync_status",
    "print_undo",
    "run_lines",
    "undo_code",
    "undo_object",
]

_MAX_LINES = 8
_WIDTH = 60
_PDF_SECONDS = 3.5  # the pause between two files of one host, and some time for the file itself
# arXiv's files were 5.4 TB for 2.2 million papers at the end of 2022 (https://info.arxiv.org/help/bulk_data_s3.html).
# No service says how large a file is before it is fetched.
_PDF_MEGABYTES = 2.5
_GROUPS = (
    ("create", "to create", "green"),
    ("restore", "to restore from the trash", "green"),
    ("update", "to change", "yellow"),
    ("leave", "to remove from biblio's collections, because their notes are gone", "yellow"),
    ("trash", "to trash", "red"),
)
_DONE = {"create": "created", "restore": "restored from the trash", "update": "changed",
         "leave": "removed from biblio's collections", "trash": "trashed"}  # fmt: skip


# -- plans -----------------------------------------------------------------------------------------------------
def plan_code(planned: ZoteroPlan) -> ExitCode:
    """Return the exit code of a plan: whether the user must decide something."""
    plan = planned.plan
    return ExitCode.NEEDS_PERSON if plan.conflicts or plan.alarms else ExitCode.DONE


def plan_object(planned: ZoteroPlan) -> dict[str, Any]:
    """Return a plan as JSON: its digest, counts, and all of it."""
    plan = planned.plan
    return {
        "digest": plan.digest,
        "library": planned.library,
        "empty": plan.is_empty,
        "counts": _counts(planned),
        "operations": [_operation_object(operation) for operation in plan.operations],
        "comes_back": list(map(str, plan.overrides)),
        "no_longer_needed": list(map(str, plan.obsolete_overrides)),
        "notes": sorted(planned.notes.texts),
        "conflicts": [
            {"name": conflict.name, "field": conflict.field, "before": conflict.base, "notes": conflict.ours,
             "zotero": conflict.theirs}
            for conflict in plan.conflicts
        ],
        "alarms": list(plan.alarms),
        "remarks": list(plan.remarks),
    }  # fmt: skip


def _operation_object(operation: Operation) -> dict[str, Any]:
    changes = [{"field": change.field, "before": change.before, "after": change.after} for change in operation.changes]
    return {"verb": operation.verb, "sort": operation.object_type, "type": operation.target.kind,
            "key": operation.key, "label": operation.label, "changes": changes}  # fmt: skip


def _counts(planned: ZoteroPlan) -> dict[str, int]:
    plan = planned.plan
    counts = Counter(f"{operation.verb} {_kind(operation)}" for operation in plan.operations)
    return {**dict(sorted(counts.items())), "adopted": plan.adopted, "come back": len(plan.overrides),
            "conflicts": len(plan.conflicts), "tied": planned.tracked}  # fmt: skip


def _kind(operation: Operation) -> str:
    kinds = {"collection": "collection", "note": "note", "attachment": "link"}
    is_file = operation.target.kind == "attachment" and operation.target.get("linkMode") != "linked_url"
    return "PDF" if is_file else kinds.get(operation.target.kind, "item")


def _amounts(kinds: Counter[str]) -> str:
    return ", ".join(amount(count, kind) for kind, count in sorted(kinds.items()))


def print_sync_plan(planned: ZoteroPlan, *, verbose: int = 0, options: str = "", is_asked: bool = False) -> None:
    """Write a plan to stdout, grouped and counted, with `verbose` all of it.

    `options` are those it was made with. If the person `is_asked` whether to apply it, no command for that is shown.
    """
    plan = planned.plan
    echo(f"{planned.library}: {amount(planned.tracked, 'item')} from notes")
    if plan.adopted:
        one = "1 more is in the library already: it keeps what it has, and gets what it lacks"
        several = f"{plan.adopted:,} more are in the library already: they keep what they have, and get what they lack"
        echo(f"  {one if plan.adopted == 1 else several}")
    for verb, words, colour in _GROUPS:
        operations = [operation for operation in plan.operations if operation.verb == verb and not operation.file]
        if operations:
            kinds = Counter(map(_kind, operations))
            echo(f"{_amounts(kinds)} {style(words, fg=colour)}")
            _echo_lines((line for operation in operations for line in operation_lines(operation, plan.titles)), verbose)
    _print_files(plan, verbose)
    if plan.overrides:
        words = style("to pull from Zotero", fg="cyan")
        echo(f"{amount(len(plan.overrides), 'change')} {words} (zotero.txt)")
        _echo_lines((f"  {what_comes_back(override, plan.titles)}" for override in plan.overrides), verbose)
    if plan.obsolete_overrides:
        echo(f"{amount(len(plan.obsolete_overrides), 'line')} of zotero.txt no longer needed")
        _echo_lines((f"  {override}" for override in plan.obsolete_overrides), verbose)
    for path in sorted(planned.notes.texts):
        echo(f"tags to change in {path}")
    _print_conflicts(planned)
    print_remarks(planned)
    for alarm in plan.alarms:
        echo(f"{style('stop:', fg='red', bold=True)} {alarm}", err=True)
    if plan.records and not (plan.operations or plan.overrides or plan.obsolete_overrides or planned.notes.texts):
        echo(f"Nothing to write: biblio only remembers how {amount(len(plan.records), 'object')} stand now.")
    if planned.is_empty:
        state = "Both sides are in step." if not planned.pending else "Nothing to do yet."
        echo(state if not plan.conflicts else "Nothing else to do.")
        return
    if is_asked:
        return
    force = " --force" if plan.alarms else ""
    command = f"biblio zotero apply --plan {plan.digest}{options}{force}"
    print_next_step(command)


def _print_files(plan: SyncPlan, verbose: int) -> None:
    """Write which PDFs would be attached, from which hosts, about how large they are, and how long fetching takes."""
    operations = [operation for operation in plan.operations if operation.file]
    if not operations:
        return
    hosts = Counter(
        (split_address(operation.file.addresses[0]).hostname or "") for operation in operations if operation.file
    )
    most = max(hosts.values())  # hosts are asked one after the other, each with a pause between two files
    places = ", ".join(f"{host.removeprefix('www.')} {count:,}" for host, count in hosts.most_common())
    time_needed = f", {duration(most * _PDF_SECONDS)}" if most > 1 else ""
    words = style("to attach", fg="green")
    size = f"some {max(1, round(len(operations) * _PDF_MEGABYTES)):,} MB"
    echo(f"{amount(len(operations), 'PDF')} {words} (from {places}; {size}{time_needed})")
    _echo_lines((f"  {operation.label}" for operation in operations), verbose)


def _print_conflicts(planned: ZoteroPlan) -> None:
    conflicts = planned.plan.conflicts
    for conflict in conflicts:
        title = planned.plan.titles.get(conflict.uid, "")
        named = "" if not title or title in conflict.name else f"  {style(shorten(title, _WIDTH), dim=True)}"
        echo(f"{style('conflict', fg='magenta')} {conflict.name}{named}")
        if conflict.field == "note":
            for line in comment_difference(conflict):
                echo(f"    {line}")
            continue
        ours, theirs = differing_parts(conflict.ours, conflict.theirs, _WIDTH * 2)
        echo(f"    notes:  {ours or '–'}")
        echo(f"    zotero: {theirs or '–'}")
        for change in conflict.details:
            text = change_text(change.field, change.before, change.after)
            echo(f"      with the notes' value, {change.field}: {text}")
    if conflicts:
        first = conflicts[0]
        text = f"--settle {shlex.quote(f'{first.name}=notes')} (or =zotero{', =both' * (first.field == 'note')})"
        if Counter(conflict.field for conflict in conflicts)[first.field] > 1:
            text += f", all of this field with --settle {shlex.quote(f'*:{first.field}=notes')}"
        echo(f"{style('hint:', fg='cyan')} settle a conflict with {text}; all with --prefer", err=True)


def print_remarks(planned: ZoteroPlan) -> None:
    """Write what is worth knowing about a plan to stderr."""
    for remark in planned.plan.remarks:
        echo(f"{style('note:', fg='yellow')} {remark}", err=True)


def _echo_lines(lines: Iterable[str], verbose: int) -> None:
    """Write the first few lines, or with `verbose` all of them."""
    every = list(lines)
    first = every if verbose else every[:_MAX_LINES]
    for line in first:
        echo(line)
    if len(every) > len(first):
        echo(style(f"  … {len(every) - len(first):,} more lines (-v)", dim=True))


# -- what a run did --------------------------------------------------------------------------------------------
def apply_code(planned: ZoteroPlan, result: ApplyResult | None) -> ExitCode:
    """Return the exit code of a run; `result` is None if there was nothing to do."""
    if result and result.refused:
        return ExitCode.FAILED
    is_left = result is not None and (result.postponed or result.files.waiting)
    return ExitCode.NEEDS_PERSON if planned.plan.conflicts or is_left else ExitCode.DONE


def apply_object(planned: ZoteroPlan, result: ApplyResult | None) -> dict[str, Any]:
    """Return what was planned and done as JSON."""
    done: dict[str, Any] = {"run": None, "done": {}, "refused": [], "left": [], "exports": []}
    if result:
        left = [*result.postponed, *(label for label, _ in result.files.waiting)]
        counts = {**result.done, **({"attach": result.files.attached} if result.files.attached else {})}
        done = {
            "run": result.run, "done": counts, "refused": result.refused, "left": left, "exports": result.exports,
        }  # fmt: skip
    return {**plan_object(planned), **done}


def print_apply_result(planned: ZoteroPlan, result: ApplyResult | None, *, quiet: bool = False) -> None:
    """Write what a run did to stdout, and what needs attention to stderr."""
    print_remarks(planned)
    if result is None:
        if not quiet:
            echo("Both sides are in step." if not planned.plan.conflicts else "Only conflicts are left.")
            _print_conflicts(planned)
        return
    for label, reason in result.refused:
        echo(f"{style('error:', fg='red', bold=True)} {label}: refused by Zotero: {reason}", err=True)
    if result.postponed:
        labels = ", ".join(result.postponed[:_MAX_LINES])
        warning = style("warning:", fg="yellow")
        echo(f"{warning} other clients keep changing these; left for the next run: {labels}", err=True)
    _print_missing_files(result.files)
    if quiet:
        return
    parts = [f"{count:,} {_DONE[verb]}" for verb, count in result.done.items()]
    if result.files.attached:
        parts.append(attached_files(result.files))
    if planned.plan.overrides:
        parts.append(f"{amount(len(planned.plan.overrides), 'change')} pulled (zotero.txt)")
    if planned.notes.texts:
        parts.append(f"{amount(len(planned.notes.texts), 'note')} changed")
    if result.exports:
        parts.append(f"{amount(len(result.exports), 'exported file')} changed")
    echo(f"run {result.run}: {', '.join(parts) or 'nothing to write'}")
    _print_conflicts(planned)


def _print_missing_files(files: FileResult) -> None:
    """Write which files could not be attached, and why, to stderr."""
    for mark, texts in (("note:", missing_files(files)), ("warning:", waiting_files(files))):
        for text in texts:
            echo(f"{style(mark, fg='yellow')} {text}", err=True)


def undo_code(undone: ZoteroUndo) -> ExitCode:
    """Return the exit code of an undo: whether all of it could be done."""
    result = undone.result
    is_partial = undone.impossible or (result and (result.refused or result.postponed))
    return ExitCode.NEEDS_PERSON if is_partial else ExitCode.DONE


def undo_object(undone: ZoteroUndo) -> dict[str, Any]:
    """Return what an undo does as JSON."""
    run, result = undone.run, undone.result
    operations = [_operation_object(operation) for operation in undone.undo.operations]
    return {"run": run.id, "operations": operations, "impossible": list(undone.impossible),
            "lines_out": list(run.lines[0]), "lines_back": list(run.lines[1]), "notes": sorted(run.files),
            "done": result.done if result else None}  # fmt: skip


def print_undo(undone: ZoteroUndo, *, quiet: bool = False, verbose: int = 0) -> None:
    """Write what was undone, and what could not be."""
    run, result = undone.run, undone.result
    for text in undone.impossible:
        echo(f"{style('cannot be undone:', fg='yellow')} {text}", err=True)
    if quiet:
        return
    if result is None:
        echo(f"run {run.id} ({_time_text(run.begun)}) would be undone:")
        lines = [f"  {operation.verb} {_named(operation)}" for operation in undone.undo.operations]
        _echo_lines([*lines, *_override_lines(run, "-+"), *(f"  the tags of {path}" for path in run.files)], verbose)
        return
    parts = [f"{count:,} {_DONE[verb]}" for verb, count in result.done.items()]
    echo(f"run {run.id} was undone by run {result.run}: {', '.join(parts) or 'nothing to write'}")


def _named(operation: Operation) -> str:
    title = operation.target.get("title")
    return operation.label if not title or title in operation.label else f"{operation.label}  {shorten(title, _WIDTH)}"


def _override_lines(run: Run, signs: str) -> Iterator[str]:
    for sign, lines in zip(signs, run.lines, strict=True):
        yield from (f"  zotero.txt {sign} {line}" for line in lines)


def _time_text(seconds: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds else "not finished"


def run_lines(log: RunLog, *, details: bool) -> Iterator[str]:
    """Yield a line about a run, and with `details` one more for everything that it did."""
    run = log.run
    verbs = Counter(write.verb for status, write in log.entries if status == "done" and write.verb != "remember")
    parts = [f"{count:,} {_DONE.get(verb, verb)}" for verb, count in verbs.items()]
    parts += [f"{len(run.facts[0]):,} pulled"] if run.facts[0] and run.what == "apply" else []
    done = ", ".join(parts) or "nothing written"
    ended = "" if run.ended else style("  stopped early", fg="yellow")
    yield f"{run.id:>4}  {_time_text(run.begun)}  {log.library}  {run.what}: {done}{ended}"
    if details:
        for status, write in log.entries:
            message = f"  ({write.message})" if write.message else ""
            if write.verb != "remember":
                title = log.titles.get(write.key, "")
                named = write.label if title in write.label else f"{shorten(title, _WIDTH)!r}  {write.label}"
                yield f"      {status:<8} {write.verb:<8} {named}  {style(write.key, dim=True)}{message}"
        yield from (f"    {line}" for line in _override_lines(run, "+-"))
        yield from (f"      {path}" for path in run.files)


# -- status, verify, login -------------------------------------------------------------------------------------
def print_sync_status(statuses: Sequence[SyncStatus]) -> None:
    """Write the status of all libraries."""
    if not statuses:
        echo("Nothing has been written to Zotero yet.  (biblio zotero plan)")
    for status in statuses:
        realm = "" if status.realm == "web" else f" ({status.realm})"
        amounts = f"{amount(status.works, 'item')} and {amount(status.collections, 'collection')}"
        echo(f"{status.library}{realm}: {amounts} from notes")
        echo(f"  {amount(status.objects, 'object')} in the library when last read (version {status.version})")
        if status.left:
            removed = amount(status.left, "item")
            echo(f"  {removed} removed from biblio's collections, because their notes are gone")
        if status.overrides:
            echo(f"  {amount(status.overrides, 'line')} in zotero.txt: what you changed in Zotero")
        if status.last_run:
            echo(f"  last run: {status.last_run.id}, {_time_text(status.last_run.begun)}")
        if status.unanswered:
            unanswered = amount(status.unanswered, "write")
            echo(f"  {unanswered} without an answer: biblio zotero apply looks them up and continues")


def print_differences(count: int, differences: Sequence[Difference]) -> None:
    """Write how the library differs from biblio's memory of it, after comparing `count` objects."""
    for difference in differences:
        field = f" {difference.field}" if difference.field else ""
        remembered, present = difference.remembered, difference.there
        echo(f"{difference.label} ({difference.key}){field}: remembered {remembered!r}, now {present!r}")
    state = "no differences"
    if differences:
        state = f"{amount(len(differences), 'difference')}; biblio zotero plan shows what follows from that"
    echo(f"{amount(count, 'object')} compared: {state}")


def print_login(login: Login, library: str) -> None:
    """Write what a key gives access to; `library` is the configured one."""
    echo(f"The key belongs to {login.user or 'an unnamed user'} and gives access to")
    for name, title, may_write in login.libraries:
        rights = "read and write" if may_write else style("read only", fg="yellow")
        hidden = [f"{kind}s" for kind in login.hidden.get(name, ())]
        lacks = style(f", but may not see {' or '.join(hidden)}", fg="yellow") if hidden else ""
        echo(f"  {name:<16} {rights}{lacks}  {title}")
    if login.is_stored:
        echo("It is stored in the system keyring.", err=True)
    if "note" in [kind for kinds in login.hidden.values() for kind in kinds]:
        hint = "comments are left out with this key; give it access to notes: https://www.zotero.org/settings/keys"
        echo(f"{style('hint:', fg='cyan')} {hint}", err=True)
    configured = login.libraries[0][0] if library == "user" else library
    writable = {name: may_write for name, _, may_write in login.libraries}
    if not writable.get(configured):
        problem = "is not accessible with this key" if configured not in writable else "cannot be written with this key"
        show_warning(f"[zotero] library {configured} {problem}")
