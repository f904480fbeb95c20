"""Take away the emphasis of one's own name in the authors of a reference: "Roe, J., **Poe, M.**, …"."""

from __future__ import annotations

from biblio import patterns as re
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.reference_authors import author_lists, authors_at_start

__all__ = ["without_author_emphasis"]

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_INITIALS = rf"(?:{_UPPER}\.[\s-]?)+"
_FAMILY = rf"(?:[^\W\d_]['’])?{_UPPER}[^\W\d_]+(?:[\s'’‐-][^\W\d_]+){{0,3}}"
_MARKED = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_])(?P<name>[^*_\n]{3,160}?)(?P=mark)(?!\w)")
_WITH_INITIALS = re.compile(
    rf"(?:{_FAMILY},\s{_INITIALS}|{_FAMILY}\s{_UPPER}{{1,3}}|{_INITIALS}\s?{_FAMILY}|{_FAMILY}\s{_INITIALS})[\s,;&.*†‡]*"
)
# Styles that nothing but names is written in: "**BLANC Anne, NOIR Luc (dir.)**. *Titre*."
_STYLES_OF_LISTS = frozenset({"capitals first", "given in brackets", "inverted initials", "initials last", "vancouver"})
# Words of a list of authors that are no names.
_JOINTS = frozenset("and und et y al van von der den de del della da do dos du la le ten ter the jr sr".split())
_WORD = re.compile(r"[^\W\d_][\w'’.‐-]*")
_BEFORE_TITLE = re.compile(r"\s?[.,:]?\s?[*_\"“«]")
# The title behind authors in bold type, in italics or quotes.
_YEAR_BEHIND = re.compile(r"\s?[(\[](?:1[5-9]|20)\d\d[a-z]?[)\]](?!:)[.,]?")
_TITLE_BEHIND = re.compile(r"[.,:]?\s?(?P<mark>[*_]|[\"“«„])(?P<words>[^*_\"“”«»„\n]{3,200}?)(?:[*_\"”»“])")
_VENUE = re.compile(
    r"(?:the )?(?:[\w.-]+ ){0,3}(?:journal|proceedings|transactions|review|annals|bulletin|letters|quarterly)\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[\"“„«「『]")
_INITIAL_AT_END = re.compile(rf"\b{_UPPER}$")
_AFTER = re.compile(r"\s*(?:[,;&.(（]|and\b|et\b|[*†‡]|\d)")
_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?(?:[,;&]|\band\b)\s*")
_FARTHEST, _FEWEST_WORDS = 600, 4


def without_author_emphasis(text: str) -> str:
    """Return `text` without the emphasis of names in the authors with which it begins; titles keep theirs."""
    if "*" not in text and "_" not in text:
        return text
    parts: list[str] = []
    start = 0
    for match in _MARKED.finditer(text, 0, _FARTHEST):
        before = "".join([*parts, text[start : match.start()]])
        if not _are_authors(before):
            break
        name = match["name"]
        if not before and _are_dated_authors(name) and text[match.end() :].strip(" :"):
            parts += [name]  # "**Roe, J., & Poe, M. (2014).** *A title*."
            start = match.end()
            break
        if not before and len(match["mark"]) > 1 and _stand_before_title(name, text[match.end() :]):
            parts += [name]  # "**Roe, Jane, and Max Poe.** *A title*. Harbour Press, 2004."
            start = match.end()
            break
        if not _AFTER.match(text, match.end()) and not name.rstrip().endswith((",", ";")):
            break
        behind = text[match.end() :]
        # In italics, a title that looks like a name is likelier, unless another title is marked behind it.
        may_be_title = len(match["mark"]) == 1 and not _MARKED.search(behind) and not _QUOTE.search(behind)
        is_name = _WITH_INITIALS.fullmatch(name) or (not may_be_title and _is_beside_author(name, before, behind))
        if not (is_name or _are_listed(name, behind)):
            break
        parts += [text[start : match.start()], name]
        start = match.end()
    return "".join([*parts, text[start:]]) if parts else text


def _are_authors(text: str) -> bool:
    """Return whether a text has nothing but names: each word is capitalised or joins names."""
    words = _WORD.findall(text)
    return all(word[0].isupper() or word.casefold().strip(".") in _JOINTS for word in words) and not re.search(
        r"[\[\]\"“”:?!<>\n]|\d{3}", text
    )


def _are_listed(names: str, after: str) -> bool:
    """Return whether the whole of a marked text is a list of authors: several, or one before a marked title."""
    names = _INITIAL_AT_END.sub(r"\g<0>.", names.rstrip(" ,;:"))  # its stop may stand behind the mark
    text = f"{names} (1900)"  # what ends a list of names
    is_before_title = _BEFORE_TITLE.match(after) is not None
    return any(
        found.end >= len(text)
        and found.style in _STYLES_OF_LISTS
        and (len(found.authors) > 1 or (is_before_title and found.style in ("capitals first", "given in brackets")))
        for found in author_lists(text)
    )


def _are_dated_authors(text: str) -> bool:
    """Return whether the whole of a text is the authors and the year with which a reference begins."""
    text = text.rstrip()
    found = authors_at_start(f"{text} ") if text.endswith((").", ")")) else None
    return found is not None and found.year is not None and found.end >= len(text) and found.style in _STYLES_OF_LISTS


def _stand_before_title(names: str, after: str) -> bool:
    """Return whether the whole of a marked text is authors of which the first is inverted, or a dash in their place.

    Behind them stands a marked title: "**Roe, Jane.** *The lamps*", but not "**Oil, Wicks.** *Journal of Light*". One
    person may have a comma behind: "**Jane Roe**, *The lamps of the north*".
    """
    names = names.rstrip()
    dated = _YEAR_BEHIND.match(after)
    title = _TITLE_BEHIND.match(after, dated.end() if dated else 0)
    if title is None or _VENUE.match(title["words"]):
        return False
    if not (dated or names.endswith((".", ":")) or after[:1] in (".", ":")):
        is_long = len(title["words"].split()) >= _FEWEST_WORDS or title["mark"] not in "*_"
        return is_long and after[:1] == "," and is_person_name(names) and not are_ordinary_words([names])
    text = f"{names.rstrip(' .:')} (1900)"
    return any(
        found.end >= len(text) and found.style in ("first inverted", "inverted", "repeated")
        for found in author_lists(text)
    )


def _is_beside_author(name: str, before: str, after: str) -> bool:
    """Return whether a name in full stands beside another one."""
    if not is_person_name(name.strip(" ,;&*†‡")) or are_ordinary_words([name]):
        return False
    last = _SEPARATOR.split(before.rstrip(" ,;&"))[-1].removeprefix("and ").strip()
    following = _SEPARATOR.split(after.lstrip(" ,;&.*†‡"))[0].removeprefix("and ").strip(" .")
    return any(is_person_name(other) or _WITH_INITIALS.fullmatch(other) for other in (last, following))
