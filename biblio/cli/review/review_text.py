"""The queue as a text to edit: what the terminal shows of each note, with the lines that could be done about it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from biblio.cli.review import presenter
from biblio.cli.review.presenter import Line
from biblio.decisions.review import ReviewItem
from biblio.matching.works.versions import stable_identifier
from biblio.model.record import Kind

__all__ = ["export_text"]

_WIDTH = 100
_HEAD = """\
# Notes that need a person. Say what to do with each by a line in its block, then: biblio review --import FILE
#
#   accept ID    the note is about this work; any identifier or address of it will do
#   reject       none of the works known is the note's;  reject ID: this one is not
#   kind KIND    it is about no paper, but a {kinds}
#   skip         leave it for later
#
# Take the # away before a line to have it done. All other lines with # are only to be read; blocks may be deleted.
"""


def export_text(items: Sequence[tuple[ReviewItem, str]]) -> str:
    """Return the text for notes with their stamps."""
    kinds = ", ".join(kind for kind in Kind if kind is not Kind.PAPER)
    head = textwrap.wrap(_HEAD.splitlines()[4].format(kinds=kinds), _WIDTH, subsequent_indent=f"#{' ' * 16}")
    rows = [*_HEAD.splitlines()[:4], *head, *_HEAD.splitlines()[5:]]
    for item, mark in items:
        rows += ["", *_block(item, mark)]
    return "".join(f"{row}\n" for row in rows)


def _block(item: ReviewItem, mark: str) -> Iterator[str]:
    note = item.decided.note
    yield f"note {note.id} {mark}"
    yield f"# {note.source}:{note.line}"
    yield from _remarks(presenter.note_lines(item, _WIDTH - 2))
    yield from _remarks(presenter.heading(item, _WIDTH - 2))
    yield "skip"
    for candidate in item.candidates:
        text = "  ".join(presenter.candidate_title(candidate))
        name = stable_identifier(candidate.work)
        yield f"#accept {name}  # {text}" if name else f"# {text}, without an identifier"
        yield from _remarks(presenter.candidate_facts(candidate, _WIDTH))
    yield "#reject"
    yield "#kind blogpost"


def _remarks(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f"# {''.join(part.text for part in line)}".rstrip()
