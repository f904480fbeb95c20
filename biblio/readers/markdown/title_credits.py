"""Separate a note's title from the author and year that people write into the same line.

"How to Light Lanterns (Jane Roe 2012)", "Jane Roe - How to Light Lanterns - 2017", "Roe et al. (2017) How to Light
Lanterns". What stands beside the title must be a name with a year, or agree with the note's citation key: "(Machine
Translation)" may be part of a title.
"""

from __future__ import annotations

from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.venue_names import full_name
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import Byline, is_person_name
from biblio.text import fold

__all__ = ["KeyParts", "TitleCredits", "read_key", "read_title_credits", "without_arxiv_label"]

_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s)?"
_YEAR = _MONTH + r"(?P<year>(?:19|20)\d{2})[a-z]?"
_WHO = r"(?P<who>[^\W\d_][^()（）\[\]\n\d]{0,100}?)"
# In the titles of arXiv's pages, and of its feeds.
_ARXIV_LABEL = re.compile(
    r"^\s*\[(?:arXiv:)?\d{4}\.\d{4,5}(?:v\d+)?\]\s*(?=\S)"
    r"|(?:\.\s*|(?<!\s)\s+)?\(arXiv:\s?\d{4}\.\d{4,5}(?:v\d+)?(?:\s\[[\w.-]+\])?(?:\s[A-Z]+)?\)\s*$",
    re.IGNORECASE,
)
_DASH = r"\s+[-–—]\s+"
_NO_FAMILIES = frozenset(
    "spring summer autumn fall winter revised updated reprint reprinted draft preprint version edition nature science"
    " cell neuron review survey published accepted submitted arxiv part volume chapter since until january"
    " february march april may june july august september october november december".split()
)
_BESIDE = re.compile(r"[(（\[]|\s[-–—]\s|(?:19|20)\d{2}")  # what every form has
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<title>.{{3,}}?)\s*[(（\[]{_WHO}[,，]?\s*{_YEAR}[)）\]]",
        rf"(?P<title>.{{3,}}?)\s*[(（\[]{_WHO}[)）\]]",
        rf"{_WHO}{_DASH}(?P<title>.{{3,}}){_DASH}{_YEAR}",
        rf"{_WHO}{_DASH}{_YEAR}{_DASH}(?P<title>.{{3,}})",
        rf"{_WHO}{_DASH}(?P<title>.{{3,}}?)\s*[(（\[]{_YEAR}[)）\]]",
        rf"{_WHO},?\s*[(（\[]{_YEAR}[)）\]][\s:.,–—-]*(?P<title>.{{3,}})",
        rf"{_WHO},?\s+{_YEAR}(?:{_DASH}|[:.,]\s+)(?P<title>.{{3,}})",
        rf"(?P<title>.{{3,}}?){_DASH}{_WHO}[,，]?\s*[(（\[]?{_YEAR}[)）\]]?",
        rf"{_WHO}{_DASH}(?P<title>.{{3,}})",
        rf"(?P<title>.{{3,}}?){_DASH}{_WHO}",
    )
)
# "Vaswani2017attention" (Google Scholar), "roeHowLightLanterns2017" (Better BibTeX), "roe-etal-2019-lanterns" (ACL).
_SCHOLAR_KEY = re.compile(r"(?P<family>[^\W\d_]{2,}?)(?P<year>(?:19|20)\d{2})(?P<word>[^\W\d_]{3,}+)\w*")
_BETTER_KEY = re.compile(r"(?P<family>[^\W\d_A-Z]{2,})(?P<word>[A-Z]\w*?[^\W\d_])(?P<year>(?:19|20)\d{2})[a-z]?")
_ACL_KEY = re.compile(
    r"(?P<family>[^\W\d_]{2,})-(?:etal-|[^\W\d_]+-)?(?P<year>(?:19|20)\d{2})-(?P<word>[^\W\d_]{3,}+)\w*"
)
_PLAIN_KEY = re.compile(r"(?P<family>[^\W\d_]{2,}?)(?:etal|EtAl)?[_:.-]?(?P<year>(?:19|20)\d{2})[a-z]{0,2}")


class KeyParts(NamedTuple):
    """What a citation key says: the family name of the first author, the year, and a word of the title, or empty."""

    family: str = ""
    year: int | None = None
    word: str = ""


class TitleCredits(NamedTuple):
    """A title without its credits, and who and when they say."""

    title: str
    byline: Byline


def without_arxiv_label(title: str) -> str:
    """Return a title without arXiv's identifier: "[1706.03762] Attention …", "Attention …. (arXiv:1706.03762v5"
    " [cs.CL])".
    """
    if "[" not in title and "(" not in title:
        return title.strip() or title
    return _ARXIV_LABEL.sub("", title).strip() or title


def read_key(key: str) -> KeyParts:
    """Return the parts of a citation key in one of the common forms; empty for any other key."""
    for pattern in (_SCHOLAR_KEY, _BETTER_KEY, _ACL_KEY, _PLAIN_KEY):
        if match := pattern.fullmatch(key):
            return KeyParts(match["family"], int(match["year"]), match.groupdict().get("word") or "")
    return KeyParts()


def read_title_credits(title: str, key: str = "") -> TitleCredits | None:
    """Return a title and the credits beside it, or None if there are none; `key` is the note's citation key."""
    parts = read_key(key)
    title = title.strip()
    for form in _FORMS if _BESIDE.search(title) else ():
        match = form.fullmatch(title)
        if not match:
            continue
        year = int(match["year"]) if "year" in form.groupindex else None
        names, et_al = split_authors(match["who"])
        if not names or full_name(match["who"]) or (year and parts.year and abs(year - parts.year) > 1):
            continue
        agrees = bool(parts.family) and any(_is_family(parts.family, name) for name in names)
        are_names = all(map(_can_be_name, names)) and (et_al or len(names) > 1 or any(map(is_person_name, names)))
        # "Veritasium - Is Success Luck? - 2020": who made it may have any name if the key has year and title.
        is_keyed = year is not None and year == parts.year and _has_words(match["title"], parts.word)
        if agrees or is_keyed or (year and (are_names or _is_family_in_brackets(title, match))):
            byline = Byline(authors=names, et_al=et_al, year=year)
            return TitleCredits(match["title"].strip(" ,.:–—-"), byline)
    return None


def _is_family(family: str, name: str) -> bool:
    return fold(family) in {fold(word) for word in re.split(r"[\s,]+", name)} or fold(family) == fold(
        name.replace(" ", "")
    )


def _has_words(title: str, words: str) -> bool:
    """Return whether a title has the words of a key ("HowLightLanterns"), at least two."""
    in_key = [fold(word) for word in re.findall(r"[A-Z][^A-Z\W\d_]*", words)]
    in_title = set(map(fold, re.findall(r"\w+", title)))
    return len(in_key) > 1 and all(word in in_title for word in in_key)


def _is_family_in_brackets(title: str, match: re.Match[str]) -> bool:
    """Return whether a title ends in "(Roe 2012)": a family name is one word, with one capital."""
    words = match["who"]
    is_word = words.isalpha() and words[0].isupper() and words[1:].islower() and words.casefold() not in _NO_FAMILIES
    return is_word and title[match.start("who") - 1] in "(（["


def _can_be_name(name: str) -> bool:
    words = name.replace(",", " ").split()
    return is_person_name(name) or (0 < len(words) <= 3 and all(word[0].isupper() for word in words[-1:]))
