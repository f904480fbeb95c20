"""List the accepted works whose notes have no tag."""

import sys

import biblio

with biblio.open_project(sys.argv[1] if len(sys.argv) > 1 else ".", exclusive=False) as project:
    library = biblio.read_library(project)

tags_by_work: dict[str, set[str]] = {}
titles = {}
for decided in library.decided:
    if decided.decision.status is biblio.Status.ACCEPTED and decided.decision.work is not None:
        work = decided.decision.work
        tags_by_work.setdefault(work.id, set()).update(decided.note.tags)
        titles[work.id] = work.best.title
for work_id, tags in tags_by_work.items():
    if not tags:
        print(titles[work_id])
