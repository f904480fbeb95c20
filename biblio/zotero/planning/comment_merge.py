"""Merge a comment: what the note says, what Zotero says, and the line of ``zotero.txt`` for a text written in Zotero.

A text that a person wrote into biblio's note in Zotero is never replaced unasked. It becomes a ``claim`` line, which
counts like any correction until the comment in the notes changes, too: then the person decides, and may keep both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from biblio.zotero.merge import Base, Side, values_agree
from biblio.zotero.note_html import note_body, note_id_in, plain_note, with_origin_of

__all__ = ["COMMENT", "MergedComment", "join_comments", "merge_comment"]

COMMENT = "note"
"""The field of a Zotero note that holds its text."""


@dataclass(frozen=True, slots=True)
class MergedComment:
    """The result of merging a comment.

    `text` is what Zotero should say, `line` the text for ``zotero.txt`` (None: no line). If `is_open`, the person must
    decide, and nothing changes. `overruled` is the comment of the notes that the line overrules, empty without a line.
    """

    text: str
    line: str | None = None
    overruled: str = ""
    is_open: bool = False


def merge_comment(
    ours: str,
    theirs: str,
    *,
    base: Base | None,
    line: str | None,
    overruled: str,
    settle: Callable[[], Side | None],
) -> MergedComment:
    """Merge one comment, all texts as HTML.

    `base` is what both sides said when they last agreed (None: unknown), `line` the text in ``zotero.txt`` (None: there
    is none), `overruled` the comment of the notes at the time of that line. `settle` is asked only if both changed.
    """

    def written_there(text: str) -> MergedComment:
        return MergedComment(_placed(text, ours, theirs), text, ours)

    expected = ours if line is None else with_origin_of(line, ours)
    known = base is not None and COMMENT not in base.open
    before, written = (base.ours.get(COMMENT), base.theirs.get(COMMENT)) if base is not None and known else ("", "")
    # If a line is not remembered yet (a killed run wrote it, or it came through git), the base says what it overrules.
    overruled_before = overruled or before
    is_outdated = line is not None and bool(overruled_before) and not _same_text(overruled_before, ours)
    if line is not None and theirs and not overruled_before:
        # The memory was lost: the comment may have changed since that line, unless the line has every word of it.
        is_outdated = not _same_text(theirs, ours) and not _has_all_words(line, ours)
    if known and expected == before and not is_outdated and values_agree(COMMENT, written, theirs):
        return MergedComment(theirs, line, (overruled or ours) if line is not None else "")
    # Of a note with another name, only the line may differ that says where it comes from.
    is_renamed = bool(note_id_in(theirs)) and _same_text(expected, theirs)
    if is_renamed or values_agree(COMMENT, expected, theirs):
        theirs_changed = False
    else:
        theirs_changed = not values_agree(COMMENT, written, theirs) if known else bool(theirs)
    ours_changed = not known or not _same_text(before, expected)
    if is_outdated or (theirs_changed and ours_changed):
        side = settle()
        if side is None:
            return MergedComment(theirs, line, overruled, is_open=True)
        if side == "notes":
            return MergedComment(ours)
        return written_there(
            note_body(theirs) if side == "zotero" else join_comments(note_body(ours), note_body(theirs))
        )
    if theirs_changed:
        return written_there(note_body(theirs))
    if line is None or _same_text(line, ours):
        return MergedComment(ours)
    return MergedComment(_placed(line, ours, theirs), line, overruled or ours)


def _placed(text: str, ours: str, theirs: str) -> str:
    """Return `text` with our last line, unless somebody took that out of the note in Zotero."""
    return with_origin_of(text, ours) if note_id_in(theirs) or not theirs else text


def _same_text(first: str, second: str) -> bool:
    return first == second or values_agree(COMMENT, note_body(first), note_body(second))


def _has_all_words(text: str, part: str) -> bool:
    """Return whether a comment has the words of another one, in their order and perhaps with others between them."""
    words, sought = (re.findall(r"\w+", plain_note(note_body(one))) for one in (text, part))
    remaining = iter(words)
    # In scripts without spaces a sentence is one word here.
    return all(word in remaining for word in sought) or "".join(sought) in "".join(words)


def join_comments(ours: str, theirs: str) -> str:
    """Return both comments as one: that of the notes, then every line that only the one in Zotero has."""
    known = set(ours.split("\n"))
    added = [line for line in theirs.split("\n") if line.strip() and line not in known]
    return "\n".join([ours, *added])
