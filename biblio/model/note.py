"""A note as its author wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from biblio.model.dates import PartialDate

__all__ = ["Link", "LinkRole", "Note", "NoteReference"]


class LinkRole(StrEnum):
    """The relation of a link to the work that the note is about."""

    OWN = "own"  # the work itself: front matter, the title's link, "# URL", "openreview:", "論文:"
    PAGE = "page"  # the note's own page (the issue, the blog entry)
    RELATED = "related"  # another work
    CODE = "code"
    DATA = "data"
    MODEL = "model"
    PROJECT = "project"
    SLIDES = "slides"
    VIDEO = "video"
    POST = "post"  # a post or thread about the work
    EXPLAINER = "explainer"  # an article that explains the work
    MENTION = "mention"  # in the running text; no evidence by itself


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a note: its role, the label before it, and its line in the file."""

    url: str
    role: LinkRole
    label: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A mention of another note (by number or name) or of another work (as text), with its line."""

    kind: str  # "note" or "work"
    target: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """One note, with exactly the data that its layout provides.

    `id` is stable: it is derived from what the note is (its number, its date and title, its file name), not from its
    position. `source` is the path as given; `line` and `end_line` (from 1) are its first and last line; `copies` are
    the line ranges of further copies of the note in the same page.

    `title` is None if the layout lost it; `other_titles` are other readings of the title line, or titles in another
    language; `marker` is the prefix that a collection puts before its titles ("[Paper Note]"). `authors` are as
    written; `et_al` means that "+" or "et al." followed. `organisation` is an affiliation listed among them. `year` and
    `month` belong to the venue or release, `date` to the note. `summary` and `comment` are verbatim. `kind_hint` is the
    kind (a Kind's value) that the layout itself states, or empty. `fields` are further fields of a bibliography entry
    or of front matter.
    """

    id: str
    source: str
    line: int
    end_line: int
    layout: str
    title: str | None = None
    other_titles: tuple[str, ...] = ()
    marker: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    organisation: str = ""
    venue: str = ""
    year: int | None = None
    month: int | None = None
    date: PartialDate | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    comment: str = ""
    links: tuple[Link, ...] = ()
    references: tuple[NoteReference, ...] = ()
    citekey: str = ""
    kind_hint: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    copies: tuple[tuple[int, int], ...] = ()

    @property
    def has_own_link(self) -> bool:
        """Whether a link leads to the work itself."""
        return any(link.role is LinkRole.OWN for link in self.links)

    @property
    def says_nothing(self) -> bool:
        """Whether nothing but its title says which work the note is about: no author, year, venue, key or own link."""
        return not (self.authors or self.year or self.venue or self.citekey or self.has_own_link)

    def replace(self, **changes: object) -> Self:
        """Return a copy with some fields changed."""
        # As `dataclasses.replace`, in three fifths of the time: every note is copied several times on its way.
        values = [changes.pop(name) if name in changes else getattr(self, name) for name in self.__match_args__]
        if changes:
            raise TypeError(f"a note has no field {next(iter(changes))!r}")
        return type(self)(*values)  # type: ignore[arg-type]
