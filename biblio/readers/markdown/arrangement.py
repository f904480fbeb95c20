"""Tell by what several lines have in common which part of them is a title and which are the authors.

A line is cut into slots by its typography: links, bold type, italics, quotation marks, brackets, and the words between
them. A slot that most lines have is a column, and what stands in a column tells what it is: names of people, titles
that are all different, years. No form of line is known beforehand, and no word of a language but those before names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import BY, are_ordinary_words, is_person_name, read_venue
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.shelf_lines import is_title_line, name_score
from biblio.readers.plain_reference import names_publisher

__all__ = ["ArrangedLine", "Arrangement", "find_arrangement", "people_in"]

_MARKED = re.compile(
    r"\[(?P<link>(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,400})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s\"[^\"\n]*\")?\)"
    r"|<a\s[^<>]*>(?P<anchor>[^<>\n]{1,400})</a>"
    r"|(?P<bold_mark>\*\*|__)(?=\S)(?P<bold>(?:(?!(?P=bold_mark)).){1,400}?)(?<=\S)(?P=bold_mark)(?!\w)"
    r"|(?<![\w*])(?P<mark>[*_])(?=[^\s*_])(?P<italic>[^*_\n]{1,400}?)(?<=\S)(?P=mark)(?!\w)"
    r"|[“„\"](?P<quoted>[^“”„\"\n]{2,400})[”“\"]|«\s?(?P<guillemets>[^«»\n]{2,400}?)\s?»"
    r"|『(?P<title>[^『』\n]{1,200})』|《(?P<double>[^《》\n]{1,200})》|「(?P<corner>[^「」\n]{1,200})」"
    r"|`+(?P<code>[^`\n]{1,200})`+"
    r"|[(（](?P<brackets>[^()（）\n]{1,200})[)）](?!\s+[a-zß-ÿ])"
)
_ADDRESS = re.compile(r"<?https?://\S+")
_KINDS = {
    "link": "link",
    "anchor": "link",
    "bold": "bold",
    "italic": "italic",
    "quoted": "quoted",
    "guillemets": "quoted",
    "title": "title",
    "double": "title",
    "corner": "quoted",
    "code": "code",
    "brackets": "brackets",
}
# Of these, only titles have the last: 『…』 and 《…》.
_MARKS_OF_TITLES = ("link", "bold", "italic", "quoted", "title")
_AROUND = re.compile(r"^[\s,;:.·•|/~+–—-]+|(?<![\s,;:·•|/~–—-])[\s,;:·•|/~–—-]+$")
_BEFORE_NAME = re.compile(rf"^{BY}(?![^\W\d_]\S*,)")  # not "von Roe, Jane"
_TAIL_OF_NAMES = re.compile(
    r"(?:,?\s+|\s*[(\[])(?:eds?|hrsg|hg|dir|editors?|coords?|orgs?|trans|transl)\.?[)\]]?\.?$", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d/.-])(?:1[5-9]|20)\d\d(?![\d/-])")
_YEAR_AT_END = re.compile(r"[,.\s]*[(\[（]?(?P<year>(?:1[5-9]|20)\d\d)[a-z]?[)\]）]?[.,:\s]*$")
_DATE_AT_END = re.compile(r"[,.\s]*[(\[（][^()]{0,20}\d[^()]{0,20}[)\]）][.,:\s]*$")  # "(c. 380 BCE)"
_RATING_AT_END = re.compile(r"\s\d(?:[.,]\d)?(?:\s?/\s?\d{1,2})?$")
_LABEL = re.compile(r"(?P<who>[^,()\d]{2,60}?),\s(?P<where>[^,]{1,60}?\b(?:19|20)\d\d)")
_PUBLISHER = re.compile(r"(?:[EÉ]d\.|Editora?|Éditions?|éditions?|Verlag)\s")
_CAPITAL = r"[^\W\d_a-z]"
_UNNAMED = re.compile(r"[a-zß-ÿ][\w-]{3,}\s|.*\d")  # "éditions du Phare", beside a name
_INITIAL_AT_END = re.compile(rf"\b{_CAPITAL}\.$")
_WITH_INITIALS = re.compile(
    rf"{_CAPITAL}[\w'’-]+(?:\s{_CAPITAL}[\w'’-]+)?,?\s(?:{_CAPITAL}\.?[\s-]?){{1,3}}|(?:{_CAPITAL}\.\s?){{1,3}}{_CAPITAL}[\w'’-]+"
)
_WORD = re.compile(r"[^\W\d_]")
_SIGNS = re.compile(
    r"(?<=\s)[^\w\s\"“”„«»()（）\[\].,;:!?'’…–—&#*_-]{1,12}\s*$|^[^\w\s\"“”„«»()（）\[\]¿¡'’&#*_-]{1,12}\s+"
)
_QUOTATION = re.compile(r"\W*[\"“„«](?:[^\"“”„«»]*[.!…]|(?:[^\s\"“”„«»]+\s+){8,40}[^\s\"“”„«»]+)[\"”“»]")
_CHECKBOX = re.compile(r"^\[[ xX~/-]?\]\s+")
# Between two parts of a line that nothing marks; a stop behind an initial is none.
_COLON = re.compile(r"\s?[:：]\s")
_STOP = re.compile(r"(?<!\b[^\W\d_])(?<!\b[^\W\d_]{2})[.。]\s+")
_SEPARATORS = (
    _STOP,
    re.compile(r"\s[-–—]{1,3}\s"),
    _COLON,
    re.compile(r",\s"),
    re.compile(r"\s[/|~]\s|[／｜]"),
    re.compile(rf",?\s(?={BY})"),
)
_FEWEST, _MOSTLY, _NEARLY_ALL, _HALF, _SOME = 4, 0.6, 0.8, 0.5, 0.2
_LINES_TRIED = 100
_LONGEST_LINE, _LONGEST_NAMES, _LONGEST_PUBLISHER, _LONGEST_BODY, _FULL = 1_000, 200, 80, 90, 2
_LONGEST_LABEL = 300  # characters of names with where their work appeared


class _Slot(NamedTuple):
    """A part of a line: how it is marked, its words, and where it stands."""

    kind: str
    words: str
    start: int
    end: int


class _Column(NamedTuple):
    """A slot that several lines have: how it is marked, and how many of its kind come before it."""

    kind: str
    number: int


class ArrangedLine(NamedTuple):
    """What a line says by its arrangement; `who` are the words that name the authors.

    `rest` are its other parts, as they are written, in order.
    """

    title: str
    authors: tuple[str, ...] = ()
    et_al: bool = False
    year: int | None = None
    venue: str = ""
    publisher: str = ""
    who: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How lines are arranged. `share` is that of the lines that have a title beside names of people.

    `full` is the share of full names among these; `mark` is how the titles are marked, or empty. In a glossary, too,
    a marked term stands before plain words, and quotations have who said it behind them.
    """

    share: float
    full: float
    mark: str
    is_glossary: bool
    are_quotations: bool
    read: Callable[[str], ArrangedLine | None]


def find_arrangement(lines: Sequence[str]) -> Arrangement | None:
    """Return how most of `lines` are arranged if they are titles beside names of people, or None."""
    lines = [line for line in lines if len(line) <= _LONGEST_LINE]
    lines = lines[:: 1 + len(lines) // _LINES_TRIED]
    if len(lines) < _FEWEST:
        return None
    columns = _by_columns(lines)
    if columns is not None and columns.share >= _NEARLY_ALL:
        return columns
    flat = [_flat(line) for line in lines]
    divided = (_by_separator(lines, flat, separator) for separator in _SEPARATORS)
    return max(filter(None, (columns, *divided)), key=lambda arrangement: arrangement.share, default=None)


@lru_cache(maxsize=8192)  # the same part is judged for several arrangements
def people_in(text: str) -> tuple[int, tuple[str, ...], bool, int | None, str]:
    """Return how surely a text is names of people (0 not, 1 family names, 2 full names), and what it says.

    That are the names, whether there are more, the year and the venue behind them.
    """
    if len(text) > _LONGEST_LABEL:
        return 0, (), False, None, ""
    bare = _TAIL_OF_NAMES.sub("", _BEFORE_NAME.sub("", _RATING_AT_END.sub("", _trimmed(text)), count=1))
    year, venue = None, ""
    if match := _YEAR_AT_END.search(bare):
        bare, year = bare[: match.start()], int(match["year"])
    elif label := _LABEL.fullmatch(bare):
        bare, year = label["who"], None
    bare = _DATE_AT_END.sub("", bare)
    if label := _LABEL.fullmatch(_trimmed(text)):
        read = read_venue(label["where"])
        match = _YEAR.search(label["where"])
        bare, year = label["who"], read.year if read else int(match[0]) if match else None
        venue = read.venue if read else _trimmed(_YEAR.sub("", label["where"]))
    bare = _TAIL_OF_NAMES.sub("", bare.strip(" ,;:"))
    bare = bare if _INITIAL_AT_END.search(bare) else bare.rstrip(".")
    if not bare or len(bare) > _LONGEST_NAMES or not _WORD.search(bare) or _PUBLISHER.match(bare):
        return 0, (), False, None, ""
    names, et_al = split_authors(bare)
    if len(names) > 1 and names[0][:1].islower() and bare.count(",") == 1:
        names = (bare,)  # "von Roe, Jane"
    score = min(name_score(bare), _FULL)
    if score and venue:
        score = _FULL  # "Roe, Lamps 2013"
    if names and all(is_person_name(name.replace(",", "")) or _WITH_INITIALS.fullmatch(name) for name in names):
        score = _FULL
    if are_ordinary_words(names or (bare,)) or any(_UNNAMED.match(name) for name in names[1:]):
        score = 0
    return (score, names, et_al, year, venue) if names else (0, (), False, None, "")


def _trimmed(text: str) -> str:
    return _AROUND.sub("", text).strip()


def _slots(line: str) -> list[_Slot]:
    """Return the slots of a line that have words, in order."""
    slots: list[_Slot] = []
    end = 0
    for match in _MARKED.finditer(line):
        slots += _plain(line, end, match.start())
        name = next(name for name in _KINDS if match[name] is not None)
        words = _trimmed_words(match[name])
        if words:
            slots.append(_Slot(_KINDS[name], words, *match.span()))
        end = match.end()
    slots += _plain(line, end, len(line))
    if len(slots) == 1 and slots[0].kind != "plain":
        inner = _slots(slots[0].words)
        if any(slot.kind in ("quoted", "title") for slot in inner) and len(inner) > 1:
            return [slot._replace(start=slots[0].start, end=slots[0].end) for slot in inner]
    return slots


def _plain(line: str, start: int, end: int) -> Iterator[_Slot]:
    words = _trimmed_words(line[start:end])
    if _WORD.search(words):
        yield _Slot("plain", words, start, end)


def _trimmed_words(text: str) -> str:
    return _trimmed(_SIGNS.sub("", _ADDRESS.sub("", plain_value(text))))


def _columns(slots: Sequence[_Slot]) -> dict[_Column, _Slot]:
    """Return the slots by their columns; words between marks are counted before and behind the first mark."""
    columns: dict[_Column, _Slot] = {}
    counts: Counter[str] = Counter()
    is_behind = False
    for slot in slots:
        is_behind = is_behind or slot.kind in _MARKS_OF_TITLES
        kind = "behind" if slot.kind == "plain" and is_behind else slot.kind
        columns[_Column(kind, counts[kind])] = slot
        counts[kind] += 1
    return columns


def _by_columns(lines: Sequence[str]) -> Arrangement | None:
    rows = [_columns(_slots(_without_box(line))) for line in lines]
    several = [row for row in rows if len(row) > 1]
    if len(several) < max(_FEWEST, _HALF * len(rows)):
        return None
    filled = Counter(column for row in several for column in row)
    columns = [column for column, count in filled.items() if count >= _HALF * len(several)]
    scores = {
        column: [_score(row[column]) for row in several if column in row] for column in columns if column.kind != "code"
    }
    people = {column: sum(map(bool, found)) / len(found) for column, found in scores.items()}
    dated = [column for column in people if people[column] >= _MOSTLY and _are_dated(several, column)]
    title = _column_of_titles(several, columns, people, is_dated=bool(dated))
    if title is None:
        return None
    who = max(
        (column for column in people if column != title and people[column] >= _MOSTLY),
        key=lambda column: (people[column] * filled[column], sum(scores[column])),
        default=None,
    )
    if who is None or not _are_different([row[who].words for row in several if who in row]):
        return None

    def read(line: str) -> ArrangedLine | None:
        text = _without_box(line)
        row = _columns(_slots(text)) if len(text) <= _LONGEST_LINE else {}
        if title not in row or who not in row:
            return None
        others = [slot for key, slot in row.items() if key not in (title, who)]
        named = row[title]
        if title.kind == "behind" and dated and (stop := _STOP.search(text, named.start)) and stop.start() < named.end:
            words = _trimmed_words(text[named.start : stop.start()])
            named = named._replace(words=words, end=stop.start())
        return _arranged(text, named, row[who], others)

    both = [row for row in several if title in row and who in row]
    named = [_score(row[who]) for row in both]
    share = sum(map(bool, named)) / len(rows)
    full = sum(score >= _FULL for score in named) / max(1, sum(map(bool, named)))
    mark = title.kind if title.kind in _MARKS_OF_TITLES else ""
    is_glossary = title.kind == "behind" and who.kind in _MARKS_OF_TITLES and not dated
    return Arrangement(share, full, mark, is_glossary, _are_quotations(lines), read)


def _are_quotations(lines: Sequence[str]) -> bool:
    """Return whether lines begin with sentences in quotation marks, and not with titles."""
    return sum(_QUOTATION.match(line) is not None for line in lines) >= _SOME * len(lines)


def _are_different(people: Sequence[str]) -> bool:
    """Return whether several people are named: one label before all lines, or who wrote all, tells nothing."""
    is_cased = all(text.isascii() or text.lower() != text for text in people)
    return len(set(people)) >= max(2, (_SOME if is_cased else _HALF) * len(people))


def _are_dated(rows: Sequence[dict[_Column, _Slot]], column: _Column) -> bool:
    """Return whether years stand behind names, as in references: then what comes next is a title up to its stop."""
    words = [row[column].words for row in rows if column in row]
    return sum(_YEAR_AT_END.search(text) is not None for text in words) >= _MOSTLY * len(words)


def _column_of_titles(
    rows: Sequence[dict[_Column, _Slot]],
    columns: Sequence[_Column],
    people: dict[_Column, float],
    *,
    is_dated: bool,
) -> _Column | None:
    """Return the column that most lines have, nearly all different, and no names: a marked one before plain words."""
    found: list[tuple[bool, float, _Column]] = []
    for column in columns:
        words = [row[column].words for row in rows if column in row]
        if column.kind in ("code", "brackets") or len(words) < _MOSTLY * len(rows):
            continue
        if len(set(words)) < _NEARLY_ALL * len(words) or people.get(column, 0.0) >= _rival(column, people):
            continue
        is_marked = column.kind in _MARKS_OF_TITLES
        # Behind the first mark, a stop rather ends a sentence.
        if column.kind == "behind" and is_dated:
            words = [_STOP.split(text, maxsplit=1)[0] for text in words]
        is_strict = column.kind == "behind" and not is_dated
        titles = sum(_is_title(text if is_strict else text.rstrip(".")) for text in words) / len(words)
        venues = sum(read_venue(text) is not None for text in words) / len(words)
        if titles >= _MOSTLY and venues < _HALF:
            length = sum(min(len(text), 80) for text in words) / len(words)
            found.append((is_marked, length, column))
    return max(found)[2] if found else None


def _is_title(text: str) -> bool:
    return _WORD.search(text) is not None and is_title_line(text)


def _rival(column: _Column, people: dict[_Column, float]) -> float:
    """Return the share of names from which a column is no title: short titles in Chinese look like names too."""
    others = [share for other, share in people.items() if other != column]
    return 2.0 if column.kind == "title" else max([_HALF, *(share for share in others if share >= _MOSTLY)])


def _arranged(text: str, title: _Slot, who: _Slot, others: Sequence[_Slot]) -> ArrangedLine | None:
    score, names, et_al, year, venue = people_in(who.words)
    publisher = ""
    if not score:
        names, publisher = _before_place(who.words)
    used = [title, who]
    for slot in others:
        words = slot.words
        if year is None and _YEAR.fullmatch(words) and _is_beside(text, slot, (title, who)):
            year = int(words)
            used.append(slot)
        elif not publisher and slot.kind in ("plain", "behind") and len(words) <= _LONGEST_PUBLISHER:
            if names_publisher(words):
                match = _YEAR_AT_END.search(words)
                publisher, _, remark = _trimmed(words[: match.start()] if match else words).rstrip(".").partition(". ")
                year = year or (int(match["year"]) if match else None)
                used += [] if remark else [slot]
        elif slot.kind == "code" and any(True for _ in find_identifiers(f"ISBN {words}")):
            used.append(slot)
    words = title.words.rstrip(" .,;") if title.words.count(".") < 2 else title.words.rstrip(" ,;")
    rest = tuple(filter(_is_said, _between(text, used)))
    if not names:
        return None
    return ArrangedLine(words, names, et_al, year, venue, publisher, who.words, rest) if words else None


def _score(slot: _Slot) -> int:
    """Return how surely a slot names people, perhaps with where their work appeared behind them."""
    score = people_in(slot.words)[0]
    names, place = _before_place(slot.words) if not score and slot.kind in ("plain", "behind") else ((), "")
    return _FULL if names and place else score


def _before_place(words: str) -> tuple[tuple[str, ...], str]:
    """Return the names at the start of words, and what follows them: "Jane Roe, éditions du Phare".

    Where there are none, they are a body, or names in a form that is not known.
    """
    if _PUBLISHER.match(words):
        return (), words
    parts = words.split(", ")
    for end in range(len(parts) - 1, 0, -1):
        score, names, *_ = people_in(", ".join(parts[:end]))
        if score >= _FULL:
            return names, ", ".join(parts[end:])
    return ((words,) if len(words) <= _LONGEST_BODY and not any(map(str.isdigit, words)) else ()), ""


def _is_beside(text: str, slot: _Slot, others: Sequence[_Slot]) -> bool:
    """Return whether nothing but punctuation is between a slot and one of `others`.

    Behind stars, a year is rather that of reading.
    """
    gaps = (text[min(slot.end, other.end) : max(slot.start, other.start)] for other in others)
    return any(not _is_said(gap) for gap in gaps)


def _between(text: str, used: Sequence[_Slot]) -> Iterator[str]:
    end = 0
    for slot in sorted(used, key=lambda slot: slot.start):
        yield _trimmed(text[end : slot.start])
        end = max(end, slot.end)
    yield _trimmed(text[end:])


def _is_said(text: str) -> bool:
    return any(not char.isspace() and char not in "()[]（）.,;:*_\"'" for char in text)


def _by_separator(lines: Sequence[str], flat: Sequence[str], separator: re.Pattern[str]) -> Arrangement | None:
    """Return the arrangement of lines whose parts nothing but a separator divides: at its first or last place.

    `flat` are the lines without marks.
    """
    enough = max(_FEWEST, _HALF * len(lines))
    with_separator = [line for line in flat if separator.search(line)]
    if len(with_separator) < enough:
        return None
    best = (0, False, False)
    for is_last in (False, True):
        for is_title_first in (True, False):
            fits = 0
            for left, line in zip(range(len(with_separator), 0, -1), with_separator, strict=True):
                if fits + left < enough:
                    break
                parts = _divided(line, separator, is_last=is_last, is_title_first=is_title_first)
                fits += parts is not None and _are_title_and_people(*parts)
            best = max(best, (fits, is_last, is_title_first), key=lambda tried: tried[0])
    if best[0] < enough:
        return None
    _, is_last, is_title_first = best

    def read(line: str) -> ArrangedLine | None:
        parts = _divided(_flat(line), separator, is_last=is_last, is_title_first=is_title_first)
        score, names, et_al, year, venue = people_in(parts[1]) if parts else (0, (), False, None, "")
        if parts is None or not score or not _is_title(parts[0]):
            return None
        return ArrangedLine(parts[0], names, et_al, year, venue, who=parts[1])

    divided = [_divided(line, separator, is_last=is_last, is_title_first=is_title_first) for line in with_separator]
    titles, people = zip(*filter(None, divided), strict=True)
    if len(set(titles)) < _NEARLY_ALL * len(titles) or not _are_different(people):
        return None
    return Arrangement(
        best[0] / len(lines),
        1.0,
        "",
        not is_title_first and separator is _COLON,
        are_quotations=_are_quotations(lines),
        read=read,
    )


def _are_title_and_people(title: str, people: str) -> bool:
    return _is_title(title) and people_in(people)[0] >= _FULL and people_in(title)[0] < _FULL


def _flat(line: str) -> str:
    return _trimmed_words(_without_box(line))


def _divided(line: str, separator: re.Pattern[str], *, is_last: bool, is_title_first: bool) -> tuple[str, str] | None:
    """Return the title and the names in a line that is divided at a separator, or None if it is not there."""
    places = list(separator.finditer(line)) if len(line) <= _LONGEST_LINE else []
    if not places:
        return None
    place = places[-1 if is_last else 0]
    before, after = _trimmed(line[: place.start()]), _trimmed(line[place.end() :])
    if not (before and after):
        return None
    return (before, after) if is_title_first else (after, before)


def _without_box(line: str) -> str:
    return _CHECKBOX.sub("", line.strip())
