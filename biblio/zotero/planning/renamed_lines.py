"""Lines of ``zotero.txt`` follow works and notes that have other names now, and the file remembers which these are.

Two people who share the file do not run at the same times: one may see a work under a name that the other has skipped.
``same`` lines lead her from any name of a work to its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from biblio.zotero.overrides import Override
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.planned_work import PlannedWork

__all__ = ["rename_lines"]


def rename_lines(draft: PlanDraft, works: Sequence[PlannedWork]) -> None:
    """Plan that the lines about works and notes with other names get their present names; keep the links."""
    if draft.renamed:
        _move_lines(draft)
    moved = [line.subject for line in draft.obsolete_overrides if line.is_about_work]
    if draft.renamed or moved or any(draft.overrides.links):
        _keep_links(draft, works, moved)


def _move_lines(draft: PlanDraft) -> None:
    """Give the lines about works and notes their present names.

    A line that a work has under its present name stays: it is the one that counts (see `Overrides.corrections`), and
    what else a line under a former name said is told.
    """
    present = draft.overrides.lines.difference(draft.obsolete_overrides)
    taken = {override.slot: override for override in (*present, *draft.new_overrides)}
    for former, uid in draft.renamed.items():
        for override in draft.overrides.about_works(former):
            if override not in draft.obsolete_overrides:
                draft.obsolete_overrides.append(override)
                renamed = replace(override, subject=uid)
                if renamed.slot not in taken:
                    taken[renamed.slot] = renamed
                    draft.new_overrides.append(renamed)
                elif renamed != (counts := taken[renamed.slot]):
                    draft.remarks.append(f"zotero.txt says {str(counts)!r}, so {str(override)!r} is taken out")


def _keep_links(draft: PlanDraft, works: Sequence[PlannedWork], moved: Sequence[str]) -> None:
    """Plan the ``same`` lines: none is needed about a work that no line is about.

    `moved` are the names under which lines are taken out. A link between names that two works have now says nothing any
    more.
    """
    overrides, obsolete = draft.overrides, set(draft.obsolete_overrides)
    lines = (*(line for line in overrides.lines if line not in obsolete), *draft.new_overrides)
    subjects = {line.subject for line in lines if line.is_about_work}
    owners = {name: work.desired.uid for work in works for name in work.names} | draft.renamed
    known: dict[str, set[str]] = {}
    for name in dict.fromkeys((*draft.renamed, *moved)):
        uid = owners.get(name, name)
        names = known.setdefault(uid, {uid, *overrides.linked((uid,))})
        if uid in subjects and name not in names and not name.startswith("link:"):
            names |= {name, *overrides.linked((name,))}
            draft.new_overrides.append(Override("same", uid, name))
    for line in overrides.links:
        ends = [owners.get(name) for name in (line.subject, line.name)]
        are_two = None not in ends and ends[0] != ends[1]
        names = {line.subject, *overrides.linked((line.subject,))}
        if are_two or subjects.isdisjoint(names | {owners.get(name) for name in names}):
            draft.obsolete_overrides.append(line)
