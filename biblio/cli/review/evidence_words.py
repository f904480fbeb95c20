"""Evidence in words: why a work may be the note's, and what speaks against it. Pure."""

from __future__ import annotations

from biblio.cli.languages import translate as _
from biblio.model.decision import Evidence
from biblio.text import shorten

__all__ = ["evidence_in_words"]

_LONGEST = 80  # characters of a value


def evidence_in_words(evidence: Evidence) -> str:
    """Return one comparison as a phrase, with the values that it compared where the screen does not show them."""
    phrase = _phrases().get((evidence.comparison, evidence.level))
    left, right = shorten(evidence.left, _LONGEST), shorten(evidence.right, _LONGEST)
    if phrase is not None:
        return phrase.format(note=left, work=right)
    values = " / ".join(filter(None, (left, right)))
    return f"{evidence.comparison}: {evidence.level}{f' ({values})' if values else ''}"


def _phrases() -> dict[tuple[str, str], str]:
    """Return the phrases by comparison and level; those of titles name no title, because both are shown above."""
    return {
        ("identifier", "same"): _("the identifier is the same: {note}"),
        ("identifier", "other"): _("the note has another identifier: {note}; the work has {work}"),
        ("title", "exact"): _("the titles are the same"),
        ("title", "close"): _("the titles differ only in spelling"),
        ("title", "subtitle"): _("the titles are the same except for a subtitle"),
        ("title", "cut"): _("the note's title is the beginning of the work's"),
        ("title", "word"): _("the titles are the same except for a missing word"),
        ("title", "within"): _("one title contains the other"),
        ("title", "number"): _("the titles differ in a number"),
        ("title", "notice"): _("one is about the other: a correction, a reply, a review"),
        ("title", "near"): _("the titles are alike, but a word differs"),
        ("title", "different"): _("the titles are different"),
        ("title", "nickname"): _("the note calls the work by a short name"),
        ("title", "translated"): _("the note's title is a translation of the work's"),
        ("authors", "several"): _("the authors agree: {note}"),
        ("authors", "full name"): _("the first author agrees: {note}"),
        ("authors", "initials"): _("the first author agrees as far as the initials tell: {note}"),
        ("authors", "surname"): _("the first author's surname agrees: {note}"),
        ("authors", "common surname"): _("the first author's surname agrees, but many people have it: {note}"),
        ("authors", "spelling"): _("the first author agrees except for the spelling: {note}, {work}"),
        ("authors", "given name"): _("the first author's given name agrees: {note}"),
        ("authors", "not first"): _("{note} is one of the authors, but not the first: {work}"),
        ("authors", "namesake"): _("another person of the same name: {note}; the work is by {work}"),
        ("authors", "none"): _("{note} is not among the authors: {work}"),
        ("year", "same"): _("the year agrees: {note}"),
        ("year", "one apart"): _("the years are one apart: {note}, {work}"),
        ("year", "two apart"): _("the years are two apart: {note}, {work}"),
        ("year", "some apart"): _("the years are some years apart: {note}, {work}"),
        ("year", "far apart"): _("the years are far apart: {note}, {work}"),
        ("venue", "same"): _("the venue agrees: {note}"),
        ("venue", "its findings"): _("the work is in the findings of the note's venue: {note}, {work}"),
        ("venue", "its workshop"): _("the work is from a workshop of the note's venue: {note}, {work}"),
        ("venue", "other"): _("another venue: {note}; the work was at {work}"),
        ("date", "after the note"): _("the work appeared after the note was written: {note}, {work}"),
        ("date", "long after the note"): _("the work appeared long after the note was written: {note}, {work}"),
        ("pages", "same"): _("volume and first page agree: {note}"),
        ("pages", "other"): _("other pages: {note}, {work}"),
    }
