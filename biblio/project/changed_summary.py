"""The summary of a run in which only a few notes are others: that of the last run, and what these change."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from biblio.model.decision import DecidedNote, Status
from biblio.model.record import CATALOGUE, Medium, NoticeKind
from biblio.project.summary import Summary, count_reasons

if TYPE_CHECKING:
    from biblio.project.changed_notes import ReadAgain
    from biblio.project.project import Project

__all__ = ["summarise_changes"]


def summarise_changes(project: Project, again: ReadAgain) -> Summary | None:
    """Return the summary of a run over a few notes, but for what it wrote; None if it needs the other notes."""
    last = again.last.summary
    before = [change.before for change in again.changes if change.before is not None]
    now = [change.now for change in again.changes if change.now is not None]
    if any(_has_notice(decided) for decided in (*before, *now)):
        return None
    preprints = _change_of_preprints(project, again)
    if preprints is None:
        return None
    statuses = Counter(last.statuses)
    statuses.update(decided.decision.status.value for decided in now)
    statuses.subtract(decided.decision.status.value for decided in before)
    unasked = dict(again.unasked)
    is_less_pending = any(
        change.before is not None
        and change.before.decision.status is Status.PENDING
        and (change.now is None or change.now.decision != change.before.decision)
        for change in again.changes
    )
    if is_less_pending or not (unasked.items() <= last.unasked.items() or not last.unasked):
        return None
    paths = {file.location: file.path for file, _ in again.listing.files}
    left_out = [(paths[place], reason) for place, reasons in again.reread.left_out.items() for reason in reasons]
    left_out += [(item.path, item.reason.value) for item in again.listing.skipped if not item.line]
    unread = 0 if project.encoder else _count_open(now) - _count_open(before)
    return replace(
        last,
        notes=last.notes + len(now) - len(before),
        files=again.reread.count,
        opened=again.reread.opened,
        statuses={name: statuses[name] for name in last.statuses},
        without_notes=count_reasons(reason for _, reason in sorted(left_out, key=lambda item: item[0])),
        asked={name: count for name, count in again.asked.items() if name != CATALOGUE},
        requests={name: count for name, count in project.sent.items() if name in again.asked},
        unasked=last.unasked or unasked,
        taken=again.taken,
        published=last.published + preprints[0],
        unchecked=last.unchecked + preprints[1],
        unread=last.unread + unread,
    )


def _has_notice(decided: DecidedNote) -> bool:
    work = decided.decision.work if decided.decision.status is Status.ACCEPTED else None
    return work is not None and any(notice.kind is not NoticeKind.CORRECTED for notice in work.best.notices)


def _change_of_preprints(project: Project, again: ReadAgain) -> tuple[int, int] | None:
    """Return how many more works were published, and how many more an update should look at, than before; None if other
    notes are about them too.
    """
    if project.config.services.offline:
        return 0, 0
    before = {work: change.before for change in again.changes if change.before and (work := _preprint(change.before))}
    now = {work: change.now for change in again.changes if change.now and (work := _preprint(change.now))}
    others = {work for work in before.keys() & now.keys() if before[work].decision == now[work].decision}
    numbers = {change.old_head.number for change in again.changes if change.old_head is not None}
    works = (before.keys() | now.keys()) - others
    if any(head.number not in numbers for head in again.index.sharing_works(works)):
        return None
    from biblio.project.publications import count_preprints

    fewer = count_preprints(project, [before[work] for work in before.keys() & works], now=time.time())
    more = count_preprints(project, [now[work] for work in now.keys() & works], now=time.time())
    return more.published - fewer.published, more.unchecked - fewer.unchecked


def _preprint(decided: DecidedNote) -> str:
    """Return the id of the work of a note if it is a preprint; else an empty text."""
    work = decided.decision.work
    return work.id if work is not None and work.best.medium is Medium.PREPRINT else ""


def _count_open(notes: Sequence[DecidedNote]) -> int:
    """Return how many notes are open for want of a title; see `Summary.unread`."""
    is_open = [note for note in notes if note.decision.status in (Status.AMBIGUOUS, Status.UNRESOLVED)]
    if not is_open:
        return 0
    from biblio.matching.untitled.clue_match import is_untitled

    return sum(is_untitled(note.query) for note in is_open)
