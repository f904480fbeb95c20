"""List the notes in files and folders, and what could not be read. Nothing is written anywhere."""

import sys

import biblio

reading = biblio.read_notes(*sys.argv[1:])
for note in reading.notes:
    print(f"{note.source}:{note.line}  {note.title or '(no title)'}  {', '.join(note.tags)}")
for problem in (*reading.problems, *reading.warnings, *reading.skipped):
    print(problem, file=sys.stderr)
