"""What was found but gave no note: a file, a folder, or a part of a file, with the reason and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from biblio.extras import Extra, install_command
from biblio.model.note import Note

__all__ = ["SkipReason", "Skipped"]


class SkipReason(StrEnum):
    """Why something gave no note."""

    # files
    NO_WORK = "no sign of a work"
    TITLE_ONLY = "only a title"
    TOPIC = "about a topic, with links to texts of other titles"
    APART = "kept apart from the notes on works"
    DIARY = "diary page"
    INDEX = "index page"
    ABOUT_REPOSITORY = "about the repository itself"
    OWN_WORKS = "list of own publications"
    OWN_TEXT = "a text of its own, about no one work"
    TEMPLATE = "template"
    BACKUP = "backup"
    MADE_FROM = "a page that a program made from texts"
    DRAWING = "drawing or board"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown format"
    EXCLUDED = "excluded"
    HIDDEN = "hidden"
    PROGRAM = "files of a program"
    OWN = "used by biblio itself"
    ATTACHMENT = "PDF beside notes"
    NO_PDF_LIBRARY = "PDF, and the library that reads PDFs is not installed"
    # parts of a file
    CONTENTS = "table of contents"
    OTHER_WORKS = "works that the note refers to"
    LEADS_TO_NOTE = "leads to another note"
    NO_TITLE = "an item without a title or an address"

    @property
    def hint(self) -> str:
        """What would make it a note."""
        if self is SkipReason.NO_PDF_LIBRARY:
            return install_command(Extra.PDF)
        return _HINTS.get(self, "")


_FORCE = 'set the layout of its source in config.toml: {path = "…", layout = "…"}'
_HINTS = {
    SkipReason.NO_WORK: f"give it a title with a link, an identifier, authors or a year; or {_FORCE}",
    SkipReason.TITLE_ONLY: f"give it a link, an identifier, authors or a year; or {_FORCE}",
    SkipReason.TOPIC: f"if it is about the work that it leads to, give it that title, authors or a year; or {_FORCE}",
    SkipReason.APART: f"give it a link to the work, authors, or the folder or tag of the notes on works; or {_FORCE}",
    SkipReason.DIARY: "if it is about a work, give it a title, or rename it",
    SkipReason.INDEX: "if it is about a work, give it an identifier or authors",
    SkipReason.ABOUT_REPOSITORY: "rename it if it is about works",
    SkipReason.OWN_WORKS: f"if these are works to read, call it a reading list; or {_FORCE}",
    SkipReason.OWN_TEXT: f"if it is about a work, give it a link or an identifier; or {_FORCE}",
    SkipReason.TEMPLATE: "fill in its placeholders, or rename it",
    SkipReason.BACKUP: "move it out of the folder of backups, or rename it",
    SkipReason.UNREADABLE: "correct the error that is reported for it",
    SkipReason.UNKNOWN_FORMAT: "biblio plugins lists the layouts that can be read",
    SkipReason.MADE_FROM: "name it as a source of its own in config.toml, if it has notes of its own",
    SkipReason.EXCLUDED: "change include or exclude of its source in config.toml",
    SkipReason.HIDDEN: "name it as a source of its own in config.toml",
    SkipReason.ATTACHMENT: 'to read PDFs as notes: {path = "…", layout = "pdf"} in config.toml',
    SkipReason.PROGRAM: "name it as a source of its own in config.toml",
    SkipReason.CONTENTS: "list the works under another heading",
    SkipReason.OTHER_WORKS: "list them under another heading, if they are notes of their own",
    SkipReason.LEADS_TO_NOTE: "give it an identifier or a link to the work",
    SkipReason.NO_TITLE: "give it a title or a link",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that gave no note.

    `path` is as the user would write it; a folder ends with a slash. `line` is the first line of the part that was
    passed over, or 0 for all of it. `detail` says more than the reason does (a name, an error), or is empty. `note` is
    what a file with only a title becomes if the files around it are notes on works, and a text of one's own if they
    begin as it does; with `NO_WORK`, a page that says that it is about something else, which speaks against the files
    around it.
    """

    path: str
    reason: SkipReason
    line: int = 0
    detail: str = ""
    note: Note | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.reason.value}" + (f": {self.detail}" if self.detail else "")
