"""Print a Markdown page of what was read, by month, from the decisions of earlier runs."""

import sys
from collections import defaultdict

import biblio

with biblio.open_project(sys.argv[1] if len(sys.argv) > 1 else ".", exclusive=False) as project:
    library = biblio.read_library(project)

months = defaultdict(list)
for decided in library.decided:
    if decided.decision.work is not None and decided.note.date is not None:
        months[f"{decided.note.date.year}-{decided.note.date.month:02}"].append(decided.decision.work)
for month in sorted(months, reverse=True):
    print(f"## {month}\n")
    for work in sorted(months[month], key=lambda work: work.best.title):
        authors = ", ".join(author.last for author in work.best.authors[:3])
        print(f"- {work.best.title}. {authors}{' et al.' if len(work.best.authors) > 3 else ''}")
    print()
