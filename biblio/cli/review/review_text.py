"""Write a review as a text file to edit: what the screen shows of each note, and the possible decisions. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from biblio.cli.review import presenter
from biblio.cli.review.presenter import Line
from biblio.decisions.review_session import ReviewItem
from biblio.matching.works.versions import stable_identifier
from biblio.model.record import Kind

__all__ = ["export_text"]

_WIDTH = 100
_HEAD = """\
# Notes that need your decision. Decide each with a line in its block, then run: biblio review --import FILE
#
#   accept ID    the note is about this work; you can give any identifier or address of it
#   reject       none of the known works is right;  reject ID: this one is wrong
#   kind KIND    the note is not about a paper, but a {kinds}
#   skip         leave it for later
#
# To choose a line, remove the # before it. All other lines with # are comments; you can delete whole blocks.
"""


def export_text(items: Sequence[tuple[ReviewItem, str]], *, detailed: bool = False) -> str:
    """Return the text for notes with their stamps; if `detailed`, with the weights of the evidence in bits."""
    kinds = ", ".join(kind for kind in Kind if kind is not Kind.PAPER)
    kind_lines = textwrap.wrap(_HEAD.splitlines()[4].format(kinds=kinds), _WIDTH, subsequent_indent=f"#{' ' * 16}")
    lines = [*_HEAD.splitlines()[:4], *kind_lines, *_HEAD.splitlines()[5:]]
    for item, stamp in items:
        lines += ["", *_block_lines(item, stamp, detailed=detailed)]
    return "".join(f"{line}\n" for line in lines)


def _block_lines(item: ReviewItem, stamp: str, *, detailed: bool) -> Iterator[str]:
    note = item.decided.note
    yield f"note {note.id} {stamp}"
    yield f"# {note.source}:{note.line}"
    yield from _comments(presenter.note_lines(item, _WIDTH - 2))
    yield from _comments(presenter.heading_lines(item, _WIDTH - 2))
    yield "skip"
    for candidate in item.candidates:
        text = "  ".join(presenter.candidate_title(item, candidate, detailed=detailed))
        identifier = stable_identifier(candidate.work)
        yield f"#accept {identifier}  # {text}" if identifier else f"# {text}, without an identifier"
        yield from _comments(presenter.candidate_facts(candidate, _WIDTH, detailed=detailed))
    yield "#reject"
    yield "#kind blogpost"


def _comments(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f"# {''.join(part.text for part in line)}".rstrip()
