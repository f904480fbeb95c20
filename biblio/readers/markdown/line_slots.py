"""Cut a line into slots by its typography: links, bold type, italics, quotation marks, brackets, what is between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.property_values import plain_value

__all__ = ["MARKS_OF_TITLES", "Slot", "flat", "is_said", "slots_of", "trimmed", "trimmed_words", "without_box"]

_MARKED = re.compile(
    r"\[(?P<link>(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,400})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"\n]*\")?\)"
    r"|\[\[(?:[^\[\]|\n]{1,300}\|)?(?P<page>[^\[\]|\n]{1,300})\]\](?!\()"
    r"|<a\s[^<>]*>(?P<anchor>[^<>\n]{1,400})</a>"
    r"|(?P<bold_mark>\*\*|__)(?=\S)(?P<bold>(?:(?!(?P=bold_mark)).){1,400}?)(?<=\S)(?P=bold_mark)(?!\w)"
    r"|(?<![\w*])(?P<mark>[*_])(?=[^\s*_])(?P<italic>(?:(?!(?P=mark))[^\n]){1,400}?)(?<=\S)(?P=mark)(?!\w)"
    r"|«\s?(?P<guillemets>[^«»\n]{2,400}?)\s?»|[“„\"](?P<quoted>[^“”„\"\n]{2,400})[”“\"]"
    r"|『(?P<title>[^『』\n]{1,200})』|《(?P<double>[^《》\n]{1,200})》|「(?P<corner>[^「」\n]{1,200})」"
    r"|(?<!`)`+(?P<code>[^`\n]{1,200})`+"
    r"|\((?P<series>[^()\n#]{2,80},?\s#\d[\d.,–-]{0,8})\)"  # "(Harbour Nights, #2)"
    r"|[(（](?P<brackets>[^()（）\n]{1,200})[)）](?!\s+[a-zß-ÿ])"
)
_ADDRESS = re.compile(r"<?https?://\S+")
_KINDS = {
    "link": "link",
    "page": "link",
    "anchor": "link",
    "bold": "bold",
    "italic": "italic",
    "quoted": "quoted",
    "guillemets": "quoted",
    "title": "title",
    "double": "title",
    "corner": "quoted",
    "code": "code",
    "series": "series",
    "brackets": "brackets",
}
# Of these, only titles have the last: 『…』 and 《…》.
MARKS_OF_TITLES = ("link", "bold", "italic", "quoted", "title")
_AROUND = re.compile(r"^[\s,;:.·•|/~+–—-]+|(?<![\s,;:·•|/~–—-])[\s,;:·•|/~–—-]+$")
_WORD = re.compile(r"[^\W\d_]")
_SIGNS = re.compile(
    r"(?<=\s)[^\w\s\"“”„«»()（）\[\].,;:!?'’…–—&#*_-]{1,12}\s*$|^[^\w\s\"“”„«»()（）\[\]¿¡'’&#*_-]{1,12}\s+"
)
# The box of a task, or the page's own name for a work before its title: "[roe] **Lamps at sea**".
_CHECKBOX = re.compile(r"^(?:\[[ xX~/-]?\]\s+|\[[\w-]{2,20}\]\s+(?=\*\*|__))")


class Slot(NamedTuple):
    """A part of a line: how it is marked, its words, and where it stands."""

    kind: str
    words: str
    start: int
    end: int


def slots_of(line: str) -> list[Slot]:
    """Return the slots of a line that have words, in order."""
    slots: list[Slot] = []
    end = 0
    for match in _MARKED.finditer(line):
        slots += _plain(line, end, match.start())
        name = next(name for name in _KINDS if match[name] is not None)
        words = trimmed_words(match[name])
        if words:
            slots.append(Slot(_KINDS[name], words, *match.span()))
        end = match.end()
    slots += _plain(line, end, len(line))
    if len(slots) == 1 and slots[0].kind != "plain":
        inner = slots_of(slots[0].words)
        if any(slot.kind in ("quoted", "title") for slot in inner) and len(inner) > 1:
            return [slot._replace(start=slots[0].start, end=slots[0].end) for slot in inner]
    return slots


def _plain(line: str, start: int, end: int) -> Iterator[Slot]:
    words = trimmed_words(line[start:end])
    if _WORD.search(words):
        yield Slot("plain", words, start, end)


def trimmed_words(text: str) -> str:
    """Return the words of a part, without marks, addresses and the signs around them."""
    return trimmed(_SIGNS.sub("", _ADDRESS.sub("", plain_value(text))))


def flat(line: str) -> str:
    """Return a whole line without marks."""
    return trimmed_words(without_box(line))


def without_box(line: str) -> str:
    """Return a line without the box of a task, or a label before a title in bold type."""
    return _CHECKBOX.sub("", line.strip())


def trimmed(text: str) -> str:
    """Return a text without the separators around it."""
    return _AROUND.sub("", text).strip()


def is_said(text: str) -> bool:
    """Return whether a text has more than punctuation."""
    return any(not char.isspace() and char not in "()[]（）.,;:*_\"'" for char in text)
