"""Extract clues from a note without a title: what the work's own title or abstract should contain.

A summary in another language keeps the original's Latin names, acronyms and numbers; a table translates its terms of
the field; the slug of a link that belongs to the work is often the work's name or title. Lines that cite other works
say nothing about this one and are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from biblio.model.clues import Clue, ClueForm, CluePlace, Words
from biblio.model.note import LinkRole, Note
from biblio.text import is_han_or_kana, normalise_space, search_words, strip_markup

__all__ = ["extract_clues"]

# A run of Latin script within any script: "R2E-Gym", "GPT-4.1", "66.18%".
_RUN = re.compile(r"[^\W_](?:[\w.,'’&+/-]*[^\W_+])?[+%]?", re.ASCII)
_NAME = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}|[A-Za-z]\d|\d[A-Za-z]")
_NUMBER = re.compile(r"\d[\d.,]*[%xX]?")
_CITING = re.compile(r"\[Paper Note\]|et al\.|[’']\d\d\b|https?://|^\s*\[\^")
_URL = re.compile(r"https?://[\x21-\x7e]*[A-Za-z0-9/]")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
_SLUG_ROLES = frozenset(
    {
        LinkRole.OWN,
        LinkRole.CODE,
        LinkRole.PROJECT,
        LinkRole.MODEL,
        LinkRole.DATA,
        LinkRole.SLIDES,
        LinkRole.VIDEO,
        LinkRole.EXPLAINER,
    }
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MOST_COMMENT = 2000  # characters; the rest is about details and other works


def extract_clues(note: Note) -> tuple[Clue, ...]:
    """Return the clues of a note, each once, those of the summary first."""
    clues: dict[tuple[Words, ...], Clue] = {}
    readings: set[Words] = set()
    for clue in _all_clues(note):
        if clue.readings and not readings.issuperset(clue.readings):
            clues.setdefault(clue.readings, clue)
            readings.update(clue.readings)
    return tuple(clues.values())


def _all_clues(note: Note) -> Iterator[Clue]:
    if note.title and is_han_or_kana(note.title):  # it may be a translation
        yield from _in_text(note.title, CluePlace.SUMMARY)
    yield from _in_text(note.summary, CluePlace.SUMMARY)
    yield from _in_links(note)
    lines = [line for line in _FENCED.sub("", note.comment).split("\n") if not _CITING.search(line)]
    yield from _in_text("\n".join(lines)[:_MOST_COMMENT], CluePlace.COMMENT)
    for tag in note.tags:
        words = tuple(search_words(_CAMEL.sub(" ", tag)))
        if words:
            yield Clue(tag, _forms(words), ClueForm.TERM, CluePlace.TAG)


def _in_text(text: str, place: CluePlace) -> Iterator[Clue]:
    from biblio.extract.terms import english_terms, expansions  # only notes with a summary need the tables

    is_foreign = is_han_or_kana(text)
    for slug in (slug for url in _URL.findall(text) for slug in _slugs(url)):
        if words := tuple(word for word in search_words(_CAMEL.sub(" ", slug)) if not word.isdigit()):
            yield Clue(slug, _forms(words), ClueForm.NAME, place)
    text = _URL.sub(" ", text)
    if "\\" in text:
        text = strip_markup(text)  # the names of LaTeX commands are not the work's
    for match in _RUN.finditer(text):
        written = match[0]
        words = tuple(search_words(written))
        if not words or (len(words) == 1 and len(words[0]) == 1):
            continue
        if _NUMBER.fullmatch(written):
            yield Clue(written, (words,), ClueForm.NUMBER, place)
            continue
        spelt_out = tuple(form for expansion in expansions(written) for form in _forms(tuple(search_words(expansion))))
        # Within another script a Latin word is a name; in an English text, only if it looks like one.
        is_name = not spelt_out and (is_foreign or bool(_NAME.search(written)))
        yield Clue(written, (*_forms(words), *spelt_out), ClueForm.NAME if is_name else ClueForm.TERM, place)
    for term in english_terms(text):
        readings = [form for reading in term.readings for form in _forms(tuple(search_words(reading)))]
        yield Clue(term.written, tuple(dict.fromkeys(readings)), ClueForm.TERM, place)


def _in_links(note: Note) -> Iterator[Clue]:
    for link in note.links:
        if link.role not in _SLUG_ROLES:
            continue
        for name in _slugs(link.url):
            words = tuple(dict.fromkeys(search_words(_CAMEL.sub(" ", name)) + search_words(name)))
            for word in words:
                if len(word) > 2 and not word.isdigit():
                    yield Clue(name, ((word,),), ClueForm.NAME, CluePlace.LINK)


def _slugs(url: str) -> Iterator[str]:
    """Yield the parts of a URL that may be named after the work: the last path segment, the host of a project page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    host = (parts.hostname or "").removeprefix("www.")
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    if host.endswith((".github.io", ".gitlab.io")):
        yield host.split(".")[0]
    while len(segments) > 1 and segments[-1].isdigit():  # a page or a slide: "…/a-talk/1"
        segments.pop()
    if segments:
        last = re.sub(r"\.\w{2,5}$", "", segments[-1])
        if not re.fullmatch(r"[\dA-Fa-f_-]*|[\w-]{11}(?=\?)", last):
            yield normalise_space(last)


def _forms(words: Words) -> tuple[Words, ...]:
    """Return `words`, and `words` with the last in the other number: a summary has "model", an abstract "models"."""
    last = words[-1]
    if len(last) < 4 or not last.isascii() or not last.isalpha():
        return (words,)
    if last.endswith("s") and not last.endswith("ss"):
        other = last[:-1]
    elif last.endswith("y") and last[-2] not in "aeiou":
        other = f"{last[:-1]}ies"
    else:
        other = f"{last}es" if last.endswith(("s", "x", "z", "ch", "sh")) else f"{last}s"
    return (words, (*words[:-1], other))
