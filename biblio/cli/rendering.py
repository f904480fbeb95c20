"""Text for the terminal: the summary of a run, one line per note, request plans; helpers to fit and wrap text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from biblio.cli import lines
from biblio.cli.cells import cell_len, set_cell_size
from biblio.cli.languages import translate as _
from biblio.cli.languages import translate_count
from biblio.cli.messages import plural, print_problems, print_unasked
from biblio.cli.progress_display import duration
from biblio.cli.skip_words import counted_reason
from biblio.cli.terminal import columns, echo, say, style
from biblio.errors import FailOn
from biblio.extras import Extra, install_command
from biblio.model.decision import DecidedNote, Status
from biblio.readers.skipped import Skipped, SkipReason
from biblio.text import normalise_space
from biblio.unseen import json_escaped, shown

if TYPE_CHECKING:
    from biblio.lookup.cost import RequestPlan
    from biblio.model.record import Record
    from biblio.project.summary import Summary

__all__ = [
    "fitted",
    "json_line",
    "listed",
    "note_line",
    "plural",
    "print_json",
    "print_problems",
    "print_request_plan",
    "print_summary",
    "record_line",
    "request_plan_object",
    "status_word",
    "summary_object",
    "wrapped",
]

_COLOURS = {
    Status.ACCEPTED: "green",
    Status.AMBIGUOUS: "yellow",
    Status.UNRESOLVED: "red",
    Status.NOT_A_PAPER: "cyan",
    Status.PENDING: "magenta",
}
_MOST_LISTED = 8


def _meaning(status: Status) -> str:
    return {
        Status.ACCEPTED: _("the work is certain"),
        Status.AMBIGUOUS: _("you decide which work it is"),
        Status.UNRESOLVED: _("no service knows a matching work"),
        Status.NOT_A_PAPER: _("blog posts, slides, software …"),
        Status.PENDING: _("not looked up yet"),
    }[status]


def print_json(value: Any) -> None:
    """Write one value as one line of JSON to stdout, with what a terminal would obey as escapes."""
    sys.stdout.buffer.write(json_line(value).encode() + b"\n")


def json_line(value: Any) -> str:
    """Return one value as one line of JSON, with what a terminal would obey as escapes."""
    return json_escaped(msgspec.json.encode(value).decode())


def status_word(status: Status, width: int = 0) -> str:
    """Return a status as it is shown: its word, in colour where colours are enabled."""
    return style(status.value.ljust(width), fg=_COLOURS[status])


# What nobody expects notes in; `biblio notes --skipped` lists it all the same.
_EXPECTED_SKIPS = frozenset({SkipReason.HIDDEN, SkipReason.OWN, SkipReason.PROGRAM, SkipReason.ATTACHMENT})


def skipped_object(skipped: Skipped) -> dict[str, Any]:
    """Return something that gave no note as JSON."""
    return {**msgspec.to_builtins(skipped), "hint": skipped.reason.hint}


def print_skipped(skipped: Iterable[Skipped]) -> None:
    """Write what gave no note to stdout, one per line, and after each reason what would change it."""
    explained: set[SkipReason] = set()
    for item in skipped:
        echo(str(item))
        if item.reason not in explained and item.reason.hint:
            echo(style(f"    to change this: {item.reason.hint}", dim=True))
        explained.add(item.reason)


def summary_object(summary: Summary, fail_on: FailOn = FailOn.WARNING) -> dict[str, Any]:
    """Return a summary as JSON, with its exit code if what `fail_on` names counts."""
    from biblio.cli.next_steps import next_steps

    data: dict[str, Any] = msgspec.to_builtins(summary)
    data["next"] = [{"why": step.why, "what": step.what} for step in next_steps(summary)]
    data["exit_code"] = int(summary.exit_code_on(fail_on))
    return data


def print_summary(summary: Summary, *, quiet: bool = False) -> None:
    """Write the summary to stdout and everything that needs attention to stderr; if `quiet`, only errors."""
    print_problems(summary.problems)
    if quiet:
        print_unasked(summary.unasked)
        return
    print_problems(summary.warnings, word="warning", colour="yellow")
    print_unasked(summary.unasked)
    print_problems(summary.flaws, word="warning", colour="yellow")
    for line in _table(summary):
        say(line)
    for line in _attention(summary):
        say(line, err=True)


def request_plan_object(plan: RequestPlan) -> dict[str, Any]:
    """Return a request plan as JSON: its rounds and their totals, which are the most, and what is likely."""
    rounds = [
        [
            {
                "service": load.service,
                "questions": load.questions,
                "requests": load.requests,
                "seconds": round(load.seconds, 1),
            }
            for load in loads
        ]
        for loads in plan.rounds
    ]
    likely = {"requests": plan.likely_requests, "seconds": round(plan.likely_seconds, 1)}
    return {"rounds": rounds, "requests": plan.requests, "seconds": round(plan.seconds, 1), "likely": likely}


def print_request_plan(plan: RequestPlan) -> None:
    """Write a request plan to stdout: the first round, and the most that all rounds can take."""
    if not plan.requests:
        echo("nothing to ask")
        return
    first = plan.first_round
    echo(f"{'':16}{'first':>12}{'':10}{'at most':>14}")
    echo(f"{'service':16}{'questions':>9}{'requests':>10}{'questions':>14}{'requests':>10}{'time':>20}")
    for name in plan.services:
        questions, requests, _ = first.totals(name)
        most, most_requests, seconds = plan.totals(name)
        echo(f"{name:16}{questions:9,}{requests:10,}{most:14,}{most_requests:10,}{duration(seconds):>20}")
    echo(f"{'total':16}{'':9}{first.requests:10,}{'':14}{plan.requests:10,}{duration(plan.seconds):>20}")
    if len(plan.rounds) > 1:
        echo("Services are asked in parallel. An answer can make later questions unnecessary.")
        if plan.likely:
            echo(f"likely: {plan.likely_requests:,} requests, {duration(plan.likely_seconds)}")


def _table(summary: Summary) -> Iterator[str]:
    line = translate_count("{count} note", "{count} notes", summary.notes)
    if summary.files or not summary.notes:
        files = translate_count("{count} file", "{count} files", summary.files)
        line = _("{notes} in {files}").format(notes=line, files=files)
    if 0 < summary.opened < summary.files:
        line += _(", {number} read again").format(number=summary.opened)
    yield line
    for status in Status:
        count = summary.count(status)
        if count:
            yield f"  {count:6}  {status_word(status, 12)} {style(_meaning(status), dim=True)}"
    told = {reason: count for reason, count in summary.without_notes.items() if reason not in _EXPECTED_SKIPS}
    if told:
        reasons = listed([counted_reason(reason, count) for reason, count in told.items()])
        files = translate_count("{count} file gave no note", "{count} files gave no note", sum(told.values()))
        yield _("{files} ({reasons}): biblio notes --skipped tells why").format(files=files, reasons=reasons)
    if summary.notices:
        yield f"{style(_('retracted or withdrawn:'), fg='red')} {listed(summary.notices, '; ')}"
    if any(summary.requests.values()):
        yield _requests(summary.requests, columns(sys.stdout))
    if not summary.exports:
        return
    done = {word: [change for change in summary.exports if change.outcome == word] for word in ("written", "removed")}
    same = len(summary.exports) - len(done["written"]) - len(done["removed"])
    parts = []
    if done["written"]:
        parts.append(translate_count("{count} file written", "{count} files written", len(done["written"])))
    if done["removed"]:
        parts.append(_("{number} removed").format(number=len(done["removed"])))
    if same:
        parts.append(_("{number} unchanged").format(number=same))
    bibs = [change for change in summary.exports if change.file.startswith("tags/") and change.file.endswith(".bib")]
    tags = sum(change.outcome != "removed" for change in bibs)
    counted = translate_count("{count} tag", "{count} tags", tags)
    what = _("all.bib and {tags}").format(tags=counted) if tags else "all.bib"
    if summary.works or done["written"] or done["removed"]:
        works = translate_count("{count} work", "{count} works", summary.works)
        place = _("{works} in {folder}").format(works=works, folder=summary.folder)
        yield f"{place}: {what}; {', '.join(parts)}"
    else:
        yield _("no works to export yet")
    if summary.taken:
        yield _("cited as published now: {keys}").format(keys=listed(summary.taken))
    if summary.up_to_date:
        yield _("Nothing has changed since the last run.")


def _requests(requests: Mapping[str, int], room: int) -> str:
    """Return how many requests were sent to whom, most first; not all services if `room` (0: no limit) is narrow."""
    services = sorted((name for name in requests if requests[name]), key=lambda name: -requests[name])
    total = translate_count("{count} request", "{count} requests", sum(requests.values()))
    for count in range(len(services), 0, -1):
        named = ", ".join(f"{name} {requests[name]:,}" for name in services[:count])
        more = _(" and {count} more").format(count=len(services) - count) if count < len(services) else ""
        line = f"{total}: {named}{more}"
        if not room or len(line) <= room:
            break
    return line


def _attention(summary: Summary) -> Iterator[str]:
    every = next((change for change in summary.exports if change.file == "all.bib"), None)
    if every is not None and every.edited:
        yield translate_count(
            "{count} entry in all.bib contains your own edits, which were kept",
            "{count} entries in all.bib contain your own edits, which were kept",
            every.edited,
        )
    for change in summary.exports:
        for key in change.kept:
            yield _("{file}: {key} no longer has this tag; it was kept because you edited it").format(
                file=change.file, key=key
            )
        for field in change.conflicts:
            yield _("{file}: {field} changed both here and at the source; your value was kept").format(
                file=change.file, field=field
            )
        for key in change.unreadable:
            yield _("{file}: {key} is no longer valid BibTeX; it was left as it is").format(file=change.file, key=key)
    for line in summary.opposed:
        yield f"{style(_('note:'), fg='yellow')} {line}"
    if summary.unread:
        text = translate_count(
            "{count} note without a title could not be matched",
            "{count} notes without a title could not be matched",
            summary.unread,
        )
        how = _("after `{command}`, biblio compares their meaning as well").format(
            command=install_command(Extra.ENCODER)
        )
        yield f"{style(_('hint:'), fg='cyan')} {text}; {how}"
    from biblio.cli.next_steps import next_steps

    for step in next_steps(summary):
        line = f"{_('next:')} {step}"
        if step.after and 0 < columns(sys.stderr) < cell_len(line):  # a command stays in one line, to be copied
            line = line.replace(step.after, f"\n    {step.after}").replace(" \n", "\n")
        yield line.replace(_("next:"), style(_("next:"), fg="cyan"), 1)


def note_line(decided_note: DecidedNote, citekey: str | None, width: int | None) -> str:
    """Return a note as one line: its status, its work or title, and the key or id that `biblio show` accepts.

    The title is cut to fit `width` columns; None does not cut it.
    """
    decision, note = decided_note.decision, decided_note.note
    title = decision.work.best.title if decision.work else note.title or note.summary or note.comment or "–"
    handle = citekey or note.id
    shown_handle = style(handle, dim=bool(citekey))
    if width is None:
        return f"{status_word(decision.status, 12)} {normalise_space(title)}  {shown_handle}"
    room = max(24, width - 15 - cell_len(handle))
    padded_title = set_cell_size(fitted(title, room), room)
    return f"{status_word(decision.status, 12)} {padded_title} {shown_handle}"


def record_line(record: Record) -> str:
    """Return a record in two lines: the title; then authors, venue, year and identifiers."""
    people = ", ".join(map(str, record.authors[:3])) + (" …" if len(record.authors) > 3 else "")
    where = " ".join(filter(None, (record.venue_short or record.venue, str(record.date.year) if record.date else "")))
    names = " ".join(map(str, record.identifiers))
    parts = filter(None, (people, where, names and style(names, dim=True)))
    return f"{style(record.title, bold=True)}\n    {'; '.join(parts)}"


def fitted(text: str, room: int) -> str:
    """Return `text` cut to `room` terminal columns (wide characters take two)."""
    text = shown(normalise_space(text))
    return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"


def wrapped(text: str, room: int) -> list[str]:
    """Return `text` in lines of at most `room` terminal columns, broken at spaces or next to a wide character."""
    return lines.in_lines(shown(text), room)


def listed(items: Sequence[str], between: str = ", ") -> str:
    """Return items on one line; of many, the first few and how many more there are."""
    more = len(items) - _MOST_LISTED
    return between.join(items[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
