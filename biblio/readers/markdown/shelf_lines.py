"""Read the lines of a list of books: which part is the title, which the author.

People write "Title - Author", "Author, Title", "Title by Author", "Author: Title", "Title (Author)", 著者『題名』 …,
and keep to it within a list. What one line leaves open ("Old Glass - Jane Roe"), its neighbours decide: a side is the
author's if in several lines only that side can be a name. Ratings, dates and formats behind a title are no part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import is_person_name, read_byline
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.scripts import letters_for_marks

__all__ = [
    "ShelfLine",
    "ShelfStyle",
    "is_title_line",
    "line_style",
    "name_score",
    "names_in_line",
    "without_house",
    "without_links_at_end",
    "without_tail",
]

# A line of a list that is no title: it ends like a sentence, says what to do, or is an address.
_NO_TITLE = re.compile(
    r".*(?:[.:;,]|[。：；、])$|https?://\S+$|(?:todo|buy|check|see|ask|look|find|get|finish|review|try|add|update)\b(?!:)\s+[a-z]"
    r"|(?=.*?\b(?:i'm|i'd|i've|let's|don't|should|need to|have to)\b.).*[a-z.]$",
    re.IGNORECASE,
)
# "Don't Dim the Lamp": in titles all longer words have capitals, in remarks none but names.
_IN_TITLE_CASE = re.compile(
    r"(?:[^\W\d_a-zß-ÿ][\w'’-]*|[^\W\d_]{1,3})(?:\s(?:[^\W\d_a-zß-ÿ][\w'’-]*|[^\W\d_]{1,3})){2,11}"
)
_STOP_AT_END = re.compile(r"\bet\.? al\.?$|\b(?:Jr|Sr|ed|eds|vol)\.$", re.IGNORECASE)
_LONGEST, _MOST_WORDS = 200, 24
_RATING = (
    r"[(\[（]?\s*(?:rating:?\s*)?\d{1,2}(?:[.,]\d)?\s?/\s?(?:5|10|20)\s*[)\]）]?|[(\[]?[★☆⭐✩✭✰🌟\uFE0F*+]{1,10}[)\]]?"
)
_FORMAT = (
    r"(?:e-?book|kindle|audio(?:book)?|audible|pdf|epub|hardcover|paperback|re-?read(?:ing)?|unfinished|abandoned|dnf|wip"
    r"|finished|done|x\d|\d+x)"
)
_DAY = r"(?:(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\.?)"
_TAIL = re.compile(
    rf"(?:(?<![\s,;:–—-])[\s,;:–—-]+|(?<=[\w)\]!?'\"”’]))(?:{_RATING}|[(\[（]\s*(?:{_FORMAT}|(?-i:[A-Z]{{2}})|#|\?|✓|✔|x)\s*[)\]）]|[✓✔☑✅❌📖🎧]+"
    rf"|[(\[（]?\s*{_DAY}(?:\s*[-–—~]+\s*(?:{_DAY})?)?\s*[)\]）]?)\s*$",
    re.IGNORECASE,
)
# The stop of a sentence, and signs that people mark what they liked with: "(unfinished).", "Jane Roe. 🔥"
_SIGNS_AT_END = re.compile(r"(?:(?<=[)\]])\.|\.?\s[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]{1,10})$")
# "Jane Roe, Max Poe. [Paper](https://…)"
_LINK_AND_SIGNS = re.compile(r"(?:\[?\[[^\[\]\n]*\]\([^()\s]*\)\]?|(?<!\S)<?https?://[^\s<>]*+>?)[\s.,;|/]*+")
_SIGNS_BEFORE_LINKS = re.compile(r"(?<![\s.,;:|–—-])[\s.,;:|–—-]+$")
_YEAR_AT_END = re.compile(
    r"(?P<title>.{2,}?)(?<!\s)(?:,?\s*+[(\[（](?P<year>(?:1[5-9]|20)\d\d)[)\]）]"
    r"|(?:,|(?<!\bin)(?<!\bof)(?<!\bto)(?<!\bsince)\s)\s*+(?P<bare>(?:19|20)\d\d))$"
)
_YEAR_BEFORE = re.compile(r"^[(\[]?(?P<year>(?:1[5-9]|20)\d\d)[)\]]?[\s.:,–—-]+(?=\S)")
_ET_AL = re.compile(r"(?:,|(?<!\s))\s+(?:et\.?\s?al\b\.?|and others|u\.\s?a\.|ほか)\s*$", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?|(?:[^\W\d_]\.-?)+")
_INVERTED = re.compile(r"[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]+)?,\s(?:[^\W\d_][\w'’.-]*)(?:\s[^\W\d_][\w'’.-]*){0,2}")
_PARTS = re.compile(r"\s*(?:[,;&/+]|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s*")
_EAST_ASIAN_NAME = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]{2,6}|[\u30a0-\u30ffー]+[・=＝][\u30a0-\u30ff・ー=＝]+|[\uac00-\ud7a3]{2,5}"
)
# Words with which no name begins, and that stand in names only if they are capitalised ("Le Roe"); words of titles.
_FUNCTION_WORDS = frozenset(
    "a an the of in on to for with from how what why when who is are as at by into about my your our his her their"
    " der das ein eine zum zur im les un une dans sur pour los las una con il lo gli le la el".split()
)
_PARTICLES = frozenset("le la el".split())
_OF_TITLES = frozenset(
    "guide book introduction history story art life world man woman war love death time new tome volume part".split()
)
_FORMS: dict[str, re.Pattern[str]] = {
    "title by author": re.compile(
        r"(?P<title>.*[^\s\-–—,](?<!\sedited)(?<!\stranslated)(?<!\sed\.)(?<!\seds\.)(?<!\shrsg\.))(?:\s*[-–—,])?"
        r"\s(?:(?:edited|translated|eds?\.|hrsg\.)\s)?(?:by|von|par)\s(?P<who>.+)",
        re.IGNORECASE,
    ),
    "title (author)": re.compile(r"(?P<title>.+?)(?<!\s)\s*+[(（](?P<who>[^()（）]+)[)）]"),
    "author “title”": re.compile(
        r"(?P<who>[^\"“”„«»]{3,100})\s[\"“„«](?P<title>[^\"“”„«»]{1,200})[\"”“»](?:\s*[(\[][^()\[\]]*[)\]]|\s\*\))*"
    ),
    "author『title』": re.compile(
        # 「」 also stand within titles: 'Answers to "Why?" in English'
        r"(?P<who>[^『「《]{1,30})(?<!の)[『「《](?P<title>[^『』「」《》]+)(?:[』》]|」(?=\s*(?:$|[（(,，、.。『《]))).*"
    ),
    "title - author": re.compile(r"(?P<title>.+)(?<!\s)\s+[-–—―]+\s*(?P<who>.+)"),
    "author - title": re.compile(r"(?P<who>.+?)(?<![\s–—―-])\s*+[-–—―]++\s+(?P<title>.+)"),
    "author: title": re.compile(r"(?P<who>[^:：]+):\s+(?P<title>.+)"),
    "title, author": re.compile(r"(?!)"),
    "author, title": re.compile(r"(?!)"),
    "title / author": re.compile(r"(?P<title>[^/|]+?)(?<!\s)\s*+[/|]\s*(?P<who>[^/|]+)"),
}
# Forms whose mark also stands within titles: they count only if most lines of a list have them.
_COMMON = frozenset({"author: title", "title, author", "author, title", "title / author"})
# Forms whose mark says which part is the author.
_PLAIN = frozenset({"title by author", "author『title』", "author “title”"})
_AUTHOR_LAST, _BY = "title (author)", "title by author"
_PUBLISHER_AT_END = re.compile(r"(?P<title>.*?\S)\s*[(（](?P<publisher>[^()（）]{2,60})[)）]")
# How the names of publishers end in East Asia.
_HOUSE = re.compile(
    r"[^\W\d_a-z]\w{0,11}(?:出版(?:社|会|局)?|[书書][局店房院林]|文庫|新書|選書|社|館|堂|ブックス|プレス|출판[사부]?|북스|문고|서원|서점)"
)
_UNCASED_WORD = re.compile(r"(?:(?![\u3040-\u9fffa-zA-Zß-öø-ÿ])[^\W\d_]){2,20}")
_MOST_OF_NAME = 4  # words
_FEWEST, _MANY, _MOSTLY, _NEARLY_ALL, _HALF = 2, 5, 0.6, 0.8, 0.5


class _Split(NamedTuple):
    """One way to divide a line."""

    title: str
    who: str


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A title without what stands beside it, and what that says."""

    title: str
    authors: tuple[str, ...] = ()
    et_al: bool = False
    year: int | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class ShelfStyle:
    """How the lines of a list are written: its forms (the most common first), names that recur, years at an end."""

    forms: tuple[str, ...] = ()
    known_names: frozenset[str] = frozenset()
    are_full_names: bool = False
    has_years: bool = False
    begins_with_years: bool = False
    has_publishers: bool = False
    # Nearly all lines are "Title by Author": so even what no name looks like is who wrote it.
    is_by: bool = False
    # The form of nearly all lines, if nothing else tells authors from titles.
    form_of_all: str = ""

    def read(self, text: str) -> ShelfLine:
        """Return the parts of one line of the list."""
        bare, year = without_tail(text), None
        if self.begins_with_years and (match := _YEAR_BEFORE.match(bare)):
            bare, year = bare[match.end() :], int(match["year"])
        if (match := _YEAR_AT_END.fullmatch(bare)) and (match["year"] or self.has_years):
            bare, year = match["title"].rstrip(" ,;:–—-"), int(match["year"] or match["bare"])
        publisher = ""
        if self.has_publishers and (match := _PUBLISHER_AT_END.fullmatch(bare)):
            bare, publisher = match["title"], match["publisher"].strip()
        splits = [
            (self._score(split) - 0.1 * rank, split)
            for rank, form in enumerate(self.forms)
            for split in _splits(form, bare)
        ]
        score, split = max(splits, key=lambda item: item[0], default=(0.0, _Split("", "")))
        if score <= 0 and self.is_by and (by := next(_splits(_BY, bare), None)) and not by.who[:1].islower():
            score, split = 1.0, by
        if score <= 0 and self.form_of_all:
            divided = next(_splits(self.form_of_all, bare), None)
            score, split = (1.0, divided) if divided and _is_short_name(divided.who) else (score, split)
        if score <= 0:
            return ShelfLine(bare or text.strip(), year=year, publisher=publisher)
        authors, et_al = split_authors(_ET_AL.sub(" et al.", split.who))
        if not publisher:
            authors, publisher = without_house(authors)
        return ShelfLine(without_tail(split.title.strip(" ,;:–—-")), authors, et_al, year, publisher)

    def _score(self, split: _Split) -> float:
        """Return how much speaks for a division: that its author can be a name, and that its title is none."""
        name = name_score(split.who)
        if name == 1 and self.are_full_names and not (self.has_publishers and split.title[:1].isupper()):
            name = 0
        if split.who in self.known_names:
            name += 2
        if split.title in self.known_names:
            name -= 2
        return name


def line_style(lines: Sequence[str], *, family_names: bool = True) -> ShelfStyle:
    """Return the style that `lines`, those of one list or page, have in common.

    Without `family_names`, a single word is nobody's name: titles of papers begin with names of systems.
    """
    bare = [without_tail(line) for line in dict.fromkeys(lines)]
    begins_with_years = sum(map(bool, map(_YEAR_BEFORE.match, bare))) >= max(_FEWEST, _NEARLY_ALL * len(bare))
    if begins_with_years:
        bare = [_YEAR_BEFORE.sub("", line) for line in bare]
    years = sum(bool((match := _YEAR_AT_END.fullmatch(line)) and match["bare"]) for line in bare)
    bare = [match["title"] if (match := _YEAR_AT_END.fullmatch(line)) and match["year"] else line for line in bare]
    sides: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    full: list[bool] = []
    for line in bare:
        seen = set()
        for form in _FORMS:
            for split in _splits(form, line):
                seen |= {split.who, split.title}
                name = name_score(split.who)
                needs_two = not family_names or form in ("author: title", "author, title")
                if name > (1 if needs_two else 0) and (not name_score(split.title) or (form in _PLAIN and name > 1)):
                    counts[form] += 1
                    full.append(name > 1)
                    break
        sides.update(seen)
    known = frozenset(side for side, count in sides.items() if count > 1 and name_score(side))
    for line in bare:
        for form in _FORMS:
            first = next(_splits(form, line), None)
            if first and first.who in known and first.title not in known and name_score(first.title):
                counts[form] += 1
    forms = [form for form, count in counts.most_common() if _is_style(form, count, bare)]
    form_of_all = "" if forms else _form_of_all(bare)
    in_brackets = sum(_PUBLISHER_AT_END.fullmatch(line) is not None for line in bare)
    others = [form for form in forms if form != _AUTHOR_LAST and counts[form] >= _HALF * len(bare)]
    has_publishers = bool(others) and in_brackets >= _HALF * len(bare)
    if has_publishers:
        forms = others
    divided = sum(next(_splits(_BY, line), None) is not None for line in bare)
    return ShelfStyle(
        tuple(forms),
        known,
        are_full_names=not family_names or (bool(full) and sum(full) >= _NEARLY_ALL * len(full)),
        begins_with_years=begins_with_years,
        has_years=years >= max(_FEWEST, _MOSTLY * len(bare)),
        has_publishers=has_publishers,
        is_by=divided >= max(_MANY, _NEARLY_ALL * len(bare)) and counts[_BY] >= _HALF * divided,
        form_of_all=form_of_all,
    )


def _form_of_all(lines: Sequence[str]) -> str:
    """Return the form in which nearly all lines are divided, if nothing tells names and titles apart; or "".

    Of "Old Glass - Jane Roe" the right side is the author, unless the left sides look more like names: shorter, and
    all of two or three words. So people write everywhere.
    """
    for form, turned in (("title - author", "author - title"), (_AUTHOR_LAST, ""), ("title / author", "")):
        splits = [next(_splits(form, line), None) for line in lines]
        divided = [split for split in splits if split is not None]
        if len(divided) < max(_FEWEST + 1, _NEARLY_ALL * len(lines)):
            continue
        left = sum(_is_short_name(split.title) for split in divided)
        right = sum(_is_short_name(split.who) for split in divided)
        if right >= max(_NEARLY_ALL * len(divided), left):
            return form
        if turned and left >= _NEARLY_ALL * len(divided):
            return turned
    return ""


def _is_short_name(text: str) -> bool:
    """Return whether words can be a name, in any script: one that has no capitals needs only to be as short."""
    if name_score(text) > 1:
        return True
    words = letters_for_marks(text.strip()).split()
    return 2 <= len(words) <= _MOST_OF_NAME and all(map(_UNCASED_WORD.fullmatch, words))


def is_title_line(words: str, *, is_heading: bool = False) -> bool:
    """Return whether a line can be a title, maybe with its author, and is no sentence, task or address."""
    text = _STOP_AT_END.sub("", without_tail(plain_value(words))).strip()
    if not 0 < len(text) <= _LONGEST or len(text.split()) > _MOST_WORDS or not re.search(r"\w", text):
        return False
    is_title_case = _IN_TITLE_CASE.fullmatch(text) is not None and not text.isupper()
    if _NO_TITLE.match(text) and not is_title_case and not (is_heading and text.endswith(".")):
        return False
    return not text[0].islower() or len(text.split()) <= 3 or any(char.isupper() for char in text)


def without_links_at_end(text: str) -> str:
    """Return a line without the links behind its words, and the signs between them."""
    start, end = 0, -1
    for match in _LINK_AND_SIGNS.finditer(text):
        if match.start() != end:
            start = match.start()
        end = match.end()
    return _SIGNS_BEFORE_LINKS.sub("", text[:start]) if end == len(text) else text


def without_house(authors: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return authors without the publisher behind them, and that: "灯台の歴史(山田太郎, 港出版)"; or else nothing."""
    is_house = len(authors) > 1 and _HOUSE.fullmatch(authors[-1]) is not None
    return (authors[:-1], authors[-1]) if is_house else (authors, "")


def names_in_line(text: str) -> ShelfLine | None:
    """Return the authors and year that a line below a title consists of ("(Jane Roe, 1962)", "By Max Poe"), or None."""
    if text.rstrip(" *_").endswith((":", "：")):
        return None  # "**Before Class:**" begins a list
    bare = without_tail(_SIGNS_AT_END.sub("", without_links_at_end(text.strip()))).strip("*_").strip()
    bare = re.sub(r"(?<=[a-zß-öø-ÿ]{2})\.$", "", bare)
    bare = re.sub(r"^(?:by|authors?|von|par|de|著者|作者)\s*[:：]?\s+(?=\S)", "", bare, flags=re.IGNORECASE).strip(
        "*_ "
    )
    bare = re.sub(r"^[(（](?P<inside>[^()（）]*)[)）]$", r"\g<inside>", bare)
    byline = read_byline(bare)
    is_plain = not any(sign in bare for sign in '()"“”')
    if is_plain and byline.fills(len(bare)):
        return ShelfLine("", byline.authors, byline.et_al, byline.year)
    match = re.fullmatch(r"(?P<who>.+?)(?<!\s),?\s*+[(（]?~?(?P<year>(?:1[5-9]|20)\d\d)s?\??[)）]?", bare)
    who, year = (match["who"], int(match["year"])) if match else (bare, None)
    who = who.strip(" ,(（") if ")" not in who or "(" in who else who.strip(" ,)")
    if not who or len(who) > 120 or name_score(who) < (1 if year else 2):
        return None
    authors, et_al = split_authors(_ET_AL.sub(" et al.", who))
    return ShelfLine("", authors, et_al, year)


def _is_style(form: str, count: int, lines: Sequence[str]) -> bool:
    """Return whether `count` lines that can only be read in a form make it one of the list's."""
    divided = sum(next(_splits(form, line), None) is not None for line in lines)
    if count < (1 if form in _PLAIN else _FEWEST):
        return False
    if form in _COMMON:
        return count >= _MOSTLY * len(lines)
    if form in ("title - author", "author - title"):
        # Each line with a dash can be divided in both ways; the rarer one needs lines of its own.
        return count >= 0.1 * divided
    return count >= 0.3 * divided


def _splits(form: str, line: str) -> Iterator[_Split]:
    """Yield the ways in which `line` can be divided in a form."""
    if form in ("title, author", "author, title"):
        # "Lanterns, Lamps and Light, Jane Roe": at any comma.
        for comma in re.finditer("[,，]", line):
            before, after = line[: comma.start()].strip(), line[comma.end() :].strip()
            split = _Split(before, after) if form == "title, author" else _Split(after, before)
            # A family name alone only before the first comma: "Roe, Lamps at Sea".
            is_name = name_score(split.who) > (0 if form == "author, title" and "," not in before else 1)
            if before and after and is_name:
                yield split
    elif match := _FORMS[form].fullmatch(line):
        yield _Split(match["title"].strip(" ,;"), match["who"].strip(" ,;"))


@lru_cache(maxsize=8192)  # the same side is judged in several forms
def name_score(text: str) -> int:
    """Return how well `text` can be names: 0 not at all, 1 a family name, 2 given and family names, 3 surely."""
    bare, et_al = _ET_AL.subn("", text.strip(" ,;:.()（）[]"))
    if not bare.strip() or len(bare) > 120 or re.search(r"[\d!?:\"“”]", bare):
        return 0
    if _EAST_ASIAN_NAME.fullmatch(bare):
        return 2
    words = re.findall(r"[^\W\d_][\w'’]*+(?!\.)", bare)  # no initials
    begins = bare.split()[0].casefold() in _FUNCTION_WORDS
    if begins or any(word in _FUNCTION_WORDS - _PARTICLES or word.casefold() in _OF_TITLES for word in words):
        return 0
    if _INVERTED.fullmatch(bare) and not re.search(r"\s(?:and|&)\s", bare):
        return 3 if re.search(r",\s(?:[^\W\d_]\.\s?)+$", bare) else 2
    scores = [_one_name_score(part) for part in _PARTS.split(bare) if part]
    if not scores:
        return 0
    score = min(scores)
    return min(score + (1 if score and (et_al or re.search(r"\b[^\W\d_]\.", bare)) else 0), 3)


def _one_name_score(text: str) -> int:
    words = text.split()
    if len(words) == 1:
        return 1 if _NAME_WORD.fullmatch(text) and text[0].isupper() and len(text) > 1 else 0
    return 2 if is_person_name(re.sub(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])", " ", text)) else 0


def without_tail(text: str) -> str:
    """Return a line without ratings, dates and formats at its end."""
    bare = text.strip()
    while (match := _TAIL.search(bare)) and match.start() > 0:
        bare = bare[: match.start()].rstrip(" ,;:–—-")
    return bare or text.strip()
