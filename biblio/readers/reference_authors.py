"""Read the authors with which a reference begins, in the styles of names that `plain_reference` lists.

Names may be repeated in another script ("Бардс, Б. (Bards, B.)"): then the Latin ones count, as in the registries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.word_tables import is_known_word
from biblio.patterns import compiled
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.text import fold

__all__ = [
    "EDITOR_LABEL",
    "FAMILY",
    "INITIALS",
    "LETTER",
    "PARTICLE",
    "UPPER",
    "YEAR",
    "AuthorsAtStart",
    "author_lists",
    "authors_at_start",
    "begins_title",
]

# A capital, or a letter of a script without case that is none of East Asia's; no lower-case letter of Latin, Greek or
# Cyrillic. Written with looks ahead, because Python compiles a set with a wide range slowly, and this one is compiled
# a hundred times.
UPPER = r"(?:(?=[\x00-\u303f\uffdd-\U0010ffff])(?![ά-ώа-џ])[^\W\d_a-zß-öø-ÿ])"
LETTER = r"[^\W\d_]"
# Some first letters are written with two: "Th. Roe", "Ж.-П. Шанж", "Бардс, Б. Дж."
# Nature writes "Roe, AM." for "A.-M.".
_INITIAL = rf"(?:[CKPSTZ]h|Ts|Y[aeu]|Д[жз]|Хр|Вс|Вл|{UPPER}|{UPPER}{{2}}(?=\.(?:,\s|\s(?:et|&)\s)))\."
INITIALS = rf"{_INITIAL}(?:\s?-?{_INITIAL}){{0,9}}"
PARTICLE = (
    r"(?:[Vv][ao]n|[Dd][aeiou]s?|[Dd]e[nrl]|[Dd]ella|[Ll][ae]|[Ee]l|[Aa]l|[Bb]in|[Ii]bn|[Tt]e[nr]|[Zz]u[rm]?"
    r"|['’]t|St\.?|V[AO]N|D[AEIOU]S?|DE[NRL]|DELLA|L[AE]|EL|AL|TE[NR]|Z[U][RM]?)"
)
_WORD = rf"(?:{UPPER}['’])?{UPPER}{LETTER}*(?:[-'’‐]{LETTER}+)*"
# A family name may have several words, but not initials at its end ("Roe JT").
FAMILY = (
    rf"(?:{PARTICLE}\s+|d['’]){{0,4}}{_WORD}(?!\.\w)"
    rf"(?:\s(?!{UPPER}{{1,3}}(?!{LETTER}))(?:{PARTICLE}\s){{0,4}}{_WORD}(?!\.)){{0,2}}"
)
# "Roe y Poe, J.", "Roe i Poe, J.", "Roe e Poe, J.": in Spanish, Catalan and Portuguese one family name; two authors
# would have given names each.
_DOUBLE_FAMILY = rf"{FAMILY}(?:\s[yie]\s(?:{PARTICLE}\s+)*{_WORD}(?=,))?"
# "Braak, C. ter, Klink, R. van & Roe, J.": particles that stand behind the initials
_PARTICLES_BEHIND = rf"(?:(?:\s{PARTICLE}){{1,2}}(?=\s?[.,;&(]|\sand\s))?"
_GIVEN = rf"(?:{INITIALS}|{_WORD})"
_SUFFIX = r"(?:,?\s(?:Jr|Sr)\b\.?|,?\sI{2,3}\b|,?\sIV\b)?"
_FULL = rf"{_GIVEN}(?:\s{_GIVEN}){{0,2}}\s{FAMILY}{_SUFFIX}"
# An initial between given names ends them: in "Prior, Anna N. Past and flood." the title begins with "Past".
_GIVENS = (
    rf"(?:{INITIALS}\s)?(?!{UPPER}\.){_WORD}(?:\s(?!{UPPER}\.){_WORD})*(?:\s{INITIALS})?"
    r"(?:\s(?:d[aeo]s?|de\sla|del|e|v[ao]n(?:\sde[nr]?)?)(?=[.,;]))?"  # "SILVA, João da.", "Oord, Aaron van den,"
)
_INVERTED = rf"{_DOUBLE_FAMILY}(?:,?\s(?:Jr|Sr)\b\.?)?,\s(?:{_GIVENS}|{INITIALS}){_SUFFIX}"
# "d’ALMA (Nicole)", as in French bibliographies
_CAPITALS = (
    rf"(?:{PARTICLE}\s+|[dD]['’])*(?:Mc|Mac)?{UPPER}(?:{UPPER}|['’-](?={UPPER})|\s(?={UPPER}{{2}}))+(?!{LETTER})"
)
# "BLANC Anne-Marie", as in French lists too
_CAPITALS_FIRST = rf"{_CAPITALS}\s(?!{UPPER}{{2}}){_WORD}(?:\s(?!{UPPER}{{2}})(?:{_WORD}|{UPPER}\.))*"
EDITOR_LABEL = (
    r"\\?\((?:[Ee]ds?|[Hh]rsgg?|[Hh]gg?|[Dd]irs?|[Cc]oords?|[Oo]rgs?|[Éé]ds?|[Cc]omps?|a\scura\sdi|ред|сост)\.?\\?\)"
)
_ORGANISATION = rf"{UPPER}[\w&'’-]*(?:\s(?:{UPPER}[\w&'’-]*|of|for|de|der|des|für|und|and|et)){{0,8}}"
_GROUP = (
    rf"{UPPER}[\w&'’.-]*(?:,?\s(?:{UPPER}[\w&'’-]*|of|for|and|on|the|in|to|&)){{0,11}}(?:\s\([A-Z][^()]{{1,15}}\))?"
)
_OF_GROUPS = (
    r"(?:Institut\w*|Organi[sz]ation|Universit\w+|Departments?|Ministr\w+|Agency|Association|Committee|Commission|Council"
    r"|Cent(?:er|re)s?|Bank|Nations|Office|Society|Group|Foundation|Project|Programme|Program|Union|Fund|Network"
    r"|Consortium|Collaboration|Academ\w+|Bureau|Federation|Service|Administration|Authority|Team|Party|Parliament"
    r"|Government|Secretary-General|Trust|Alliance|Initiative|Inc|Ltd)\b"
)
_GROUP_AT_END = re.compile(rf"\b{_OF_GROUPS}$")
_IS_GROUP = rf"[^\n()*_]*\b{_OF_GROUPS}|[^\n()*_]*\([A-Z]{{2}}|[A-Z]{{2,}}(?:[/-][A-Z]+)*\.?\s\("
# Style → the form of its first name and of the others. A style that says more about a name comes first.
_STYLES = {
    style: (first, further)
    for style, first, further in (
        (
            "inverted initials",
            rf"{_DOUBLE_FAMILY},\s{INITIALS}{_PARTICLES_BEHIND}{_SUFFIX}",
            rf"{_DOUBLE_FAMILY},?\s{INITIALS}{_PARTICLES_BEHIND}{_SUFFIX}",  # a comma may be forgotten
        ),
        ("first inverted initials", rf"{_DOUBLE_FAMILY},\s{INITIALS}{_SUFFIX}", rf"{INITIALS}\s?{FAMILY}{_SUFFIX}"),
        (
            "vancouver",
            *[rf"{FAMILY}\s{UPPER}(?:[\s-]?{UPPER}){{0,2}}(?!\w|\.\w|\.\s?{UPPER}\.){_PARTICLES_BEHIND}{_SUFFIX}"] * 2,
        ),
        # "Roe J., Poe MO."
        (
            "initials last",
            *[rf"{FAMILY}\s(?:{INITIALS}|{UPPER}(?:-?{UPPER}){{1,2}}\.){_PARTICLES_BEHIND}{_SUFFIX}"] * 2,
        ),
        # "Roe, JB, Poe, KH: A title"
        ("inverted capitals", *[rf"{FAMILY},\s{UPPER}{{1,3}}(?![\w.’'-]){_SUFFIX}"] * 2),
        ("initials first", *[rf"{INITIALS}\s?{FAMILY}{_SUFFIX}"] * 2),
        ("capitals first", _CAPITALS_FIRST, _CAPITALS_FIRST),
        ("full", _FULL, _FULL),
        # "Jane and Max Roe, *A title*"
        ("couple", rf"{_GIVEN}\s(?:and|&|und|et|y)\s{_GIVEN}(?:\s{_GIVEN})?\s{_WORD}(?=,\s[*_\"“])", r"(?!)"),
        ("first inverted", _INVERTED, _FULL),
        ("inverted", _INVERTED, rf"{_INVERTED}|{_FULL}"),
        # "Roe, Jane., and Max. Poe.", as catalogues of libraries cite
        ("stopped", rf"{_DOUBLE_FAMILY},\s{_WORD}\.(?=,\s)", rf"(?:{_WORD}\.?\s){{1,3}}{FAMILY}"),
        (
            "given in brackets",
            *[
                rf"(?:{_CAPITALS}|{FAMILY}(?=[^\n()]{{0,3}}\([^\n()]{{2,40}}\)(?:,\s|\s(?:et|y|e)\s)[^\n\"“«*_]{{0,80}}[\"“«*_])),?\s\\?\({_GIVEN}(?:[\s-]{_GIVEN})*\\?\)"
            ]
            * 2,
        ),
        ("editors", rf"{_ORGANISATION}(?=,?\s{EDITOR_LABEL})", r"(?!)"),
        # "World Health Organization (WHO). (2019). *Guidelines*", "Office for Lamps (2020). A report"
        ("group", rf"(?={_IS_GROUP}){_GROUP}(?=\.?\s\((?:1[5-9]|20)\d\d[^()]{{0,15}}\)\.)", r"(?!)"),
        # "World Bank. World development report. Washington, DC: World Bank, 2019"
        ("institution", rf"{_ORGANISATION}(?=[.,]\s{UPPER}|[.,:]\s[*_\"“]|:\s{UPPER})", r"(?!)"),
        ("repeated", r"(?:—{2,3}|–{2,3}|-{3,6}|_{3,6})(?![-–—_])", r"(?!)"),
        ("family", FAMILY, r"(?!)"),
        (
            "cjk",
            *[r"(?:(?!等)[\u4e00-\u9fff]){2,4}(?!(?!等)[\u3040-\u9fff])|[\uac00-\ud7a3]{2,4}(?![\uac00-\ud7a3])"] * 2,
        ),
    )
}
# "Recent work on lamps shows", "we find that": most paragraphs begin so, and no list of names has such a word, nor ends
# before it.
_SENTENCE = re.compile(
    r"(?:[^\W\d_][\w'’-]*\s){1,12}?(?!(?:al|and|bin|coll|colleagues|d[aeiou]s?|dan|de[lnr]|della|el|en|et|for|ibn|in|ja"
    r"|l[ae]|och|of|og|on|others|otros|sla|st|te[nr]|the|to|und|v[ao]n?|ve|zu[mr]?)\s)[a-z]{2,}\s"
)
_SHORT_WORD = 3
_PLURALS = frozenset({"women", "men", "people", "children"})
# Given names that are words of titles too: "Grace Poe", "Mark Poe".
_GIVEN_NAMES = frozenset(
    "adam albert april august bill carol chance chase christian christmas claude clay cliff constant dale dawn"
    " dean drew duke earl eden eric faith felix forest frank gene georgia glen grace grant gray harmony holly hope"
    " iris ivory ivy jack jade james jasmine jean john joseph joyce june justice king lance lane laurel lily lisa"
    " marco maria marina mark martin mary mason may melody mercy michael miles olive oscar paul pearl peter philip"
    " pierce prince rich robin roman rosa rose ruby sage sandy sierra stella sterling stone summer victor victoria"
    " violet virginia wade ward will willow winter wolf".split()
)
_OPEN_TITLES = ('"', "“", "*", "_", "«", "„")
_BEFORE_NAMES = "'’—–-_"  # what a list of names begins with besides letters: "'t Hooft", a dash for the same authors
_INITIALS_LAST = re.compile(rf"^(?P<family>.*?[^\W_]),?\s(?P<initials>{INITIALS})")
_FAMILY_IN_CAPITALS = re.compile(rf"^(?P<family>{_CAPITALS})\s(?P<given>.+)$")
_ABBREVIATED = re.compile(r"\s\([^()]*\)$")  # "World Health Organization (WHO)"
_STOP_IN_NAME = re.compile(r"(?<=\w\w)\.")
_BEHIND_INITIALS = re.compile(
    # What a word matches is no short word as well: or each could be read in two ways.
    rf"[\s,](?:{INITIALS}|{UPPER}{{1,3}}\.)\s(?P<words>{_WORD}(?:\s(?:{_WORD}(?=\s|$)|(?!{_WORD}(?:\s|$)){LETTER}{{1,4}}(?=\s)))*)$"
)
_ENDS_IN_INITIALS = re.compile(rf"[\s,](?:{INITIALS}|{UPPER}(?:[\s-]?{UPPER}){{0,2}})$")
_FAMILY_ALONE = re.compile(rf"(?:{PARTICLE}\s)*{_WORD}")
_BEGINS_WITH_INITIALS = re.compile(rf"^{INITIALS}")
_GIVEN_IN_BRACKETS = re.compile(r"^(?P<family>.*?),?\s\\?\((?P<given>[^()\\]+)\\?\)$")
_ET_AL = re.compile(
    r"(?:(?<=[A-Z]{2})\.(?=,))?\s?[,;]?\s(?:[*_]{0,2}(?:et|ET)\.?\s(?:al|AL)(?![^\W_])\.?[*_]{0,2}(?:\s\.)?|and\s(?:others|colleagues|[Cc]oauthors)\b|u\.\s?a\.|i\sin\.|и\sдр\.|et\scoll\.|y\sotros\b)|,?\s?(?:…|\.\.\.)(?!\s&)|[,，]?\s?(?:等|他|ほか|외)(?=\W)"
)
_SEPARATOR = re.compile(
    r"(?:\s?/\s?(?=[^\W\d_])|\s?[,;，；、]\s?(?:(?:…|\.\.\.)\s?)?(?:and\s|und\s|et\s|y\s|e\s|и\s|&\s|en\s|och\s|og\s|és\s|ve\s|dan\s|και\s|та\s)?|\s(?:and|und|et|y|e|и|&|/|a|en|och|og|i|ja|és|ve|dan|και|і|та|va|și|şi|va|e|و)\s|\s?(?:…|\.\.\.)\s?(?:&\s)?)"
)
_LEFT_OUT = re.compile(r"…|\.\.\.")
_EDITORS = re.compile(
    rf",?\s(?:{EDITOR_LABEL}|(?:dir|eds?|hrsg)\.(?:\sand\strans\.)?(?!\w)|trans\.(?:\sand\seds?\.)?(?=,)|(?:editor|translator)s?(?=[.,]))"
)
# "Бардс, Б. (Bards, B.)"
_ALSO_NAMED = re.compile(r",?\s\((?P<names>[^()\d]{3,400}(?:\([^()]{1,8}\)\.?)?)\)\.?(?=\s[(*_\"“«])")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f]")
YEAR = r"(?:1[6-9]|20)\d{2}"
_YEAR_BEHIND_NAMES = r"(?:1[5-9]|20)\d{2}"  # elsewhere, 1572 is rather a page
# "Roe, Jane (forthcoming 2020): A title", "Roe, Jane (ca. 1890)"
_NOT_YET = r"(?i:forthcoming|in press|to appear|accepted|im erscheinen|im druck|à paraître|en prensa|c\.|ca\.|circa)"
_AFTER_NAMES = re.compile(
    rf"[.,]?\s?[(（\[](?:{_NOT_YET}\s)?(?P<bracketed>{_YEAR_BEHIND_NAMES})[a-z]?(?:,\s[^()（）\n]{{1,25}})?[)）\]]\s*[.,:：]?\s*"
    rf"|[.,]?\s(?P<dated>{_YEAR_BEHIND_NAMES})[a-z]?(?:,\s[A-Z][a-z]{{2,8}}\s\d{{1,2}}\.\s+|[.,:]\s+|\s(?!年|년)(?=[\u3040-\u9fff\uac00-\ud7a3]))"
    # "Roe J 2004 A title"
    rf"|\s(?P<bare>{_YEAR_BEHIND_NAMES})[a-z]?\s(?=[*_\"“‘]?{UPPER}{LETTER}*[\s,:-])"
    r"|(?P<colon>\s?[:：]\s*)|(?P<stop>(?:(?:(?<=\.)|(?<=\.[*_]))(?!\s?[,:.])|[.。．])\s*(?:[-–—]\s+)?)"
    r"|(?P<comma>\s?[,，]\s*)|(?P<marked>\s(?=[\"“*_]))"
)


class AuthorsAtStart(NamedTuple):
    """The authors with which a text begins, the year after them, and the offset of what comes next.

    `delimiter` is what ends them: "year", "colon", "stop", "comma" or "mark" (of a quoted title).
    """

    authors: tuple[str, ...]
    et_al: bool
    year: int | None
    style: str
    delimiter: str
    end: int


def authors_at_start(text: str) -> AuthorsAtStart | None:
    """Return the authors with which `text` begins, written as references do; None if it begins with none.

    Of several styles that fit, the one that reaches farthest counts.
    """
    return next(iter(author_lists(text)), None)


def author_lists(text: str) -> list[AuthorsAtStart]:
    """Return the authors with which `text` begins in each style that fits, the longest part of the text first."""
    if not (text[:1].isalnum() or text[:1] in _BEFORE_NAMES) or _SENTENCE.match(text):
        return []
    lists: list[AuthorsAtStart] = []
    for style in _STYLES:
        longest: AuthorsAtStart | None = None
        for names, et_al, end in _name_lists(text, style):
            after = _AFTER_NAMES.match(text, end)
            if not after or (style == "family" and not et_al):
                continue
            is_before_title = text[after.end() : after.end() + 1] in _OPEN_TITLES and all(map(is_person_name, names))
            are_words = style in ("full", "capitals first") and not et_al and are_ordinary_words(names)
            if are_words and not is_before_title:
                continue  # 'James Sweet, "A title"' is by somebody
            if style == "institution" and not _names_institution(names[0]):
                continue
            if style == "full" and after["colon"] is not None and len(names) == 1 and not is_person_name(names[0]):
                continue  # "Meeting Time: 5:00pm, Monday"
            is_last_before_title = after["colon"] is not None or after["stop"] is not None
            if style == "full" and len(names) > 1 and not et_al and is_last_before_title and begins_title(names[-1]):
                continue  # "Jane Roe, Urban Lamps: A History": a title in two parts
            if is_last_before_title and _is_half_of_title(names, after["colon"] is not None):
                continue
            is_one_inverted = style in ("first inverted", "inverted") and len(names) == 1
            if is_one_inverted and _is_name_and_title(names[0], after["colon"]):
                continue
            year = after["bracketed"] or after["dated"]
            if after["bare"] and names[-1].isupper():
                continue  # "PLOS ONE 2015 Available in …"
            if after["bare"] and not (_ENDS_IN_INITIALS.search(names[-1]) or et_al or "initials" in style):
                continue
            year = year or after["bare"]
            if style in ("initials last", "inverted initials"):
                names = [_INITIALS_LAST.sub(r"\g<family>, \g<initials>", name) for name in names]
            elif style == "given in brackets":
                names = [_GIVEN_IN_BRACKETS.sub(r"\g<family>, \g<given>", name) for name in names]
            elif style == "capitals first":
                names = [_FAMILY_IN_CAPITALS.sub(r"\g<family>, \g<given>", name) for name in names]
            elif style == "stopped":
                names = [_STOP_IN_NAME.sub("", name) for name in names]
            elif style == "couple":
                names = _couple(names[0])
            elif style == "repeated":
                names = []
            elif style == "group":
                names = [_ABBREVIATED.sub("", name).rstrip(".") for name in names]
            kinds = ("colon", "stop", "comma")
            delimiter = "year" if year else next((kind for kind in kinds if after[kind] is not None), "mark")
            longest = AuthorsAtStart(tuple(names), et_al, int(year) if year else None, style, delimiter, after.end())
        if longest:
            lists.append(longest)
    return sorted(lists, key=lambda authors: -authors.end)


def _names_institution(words: str) -> bool:
    """Return whether several words name a bank, an agency or the like, in capitals or not."""
    return " " in words and _GROUP_AT_END.search(words.title() if words.isupper() else words) is not None


def _couple(words: str) -> list[str]:
    """Return two people who share a family name: "Jane and Max Roe"."""
    first, _, *rest = words.split()
    return [f"{first} {rest[-1]}", " ".join(rest)]


def _name_lists(text: str, style: str) -> Iterator[tuple[list[str], bool, int]]:
    """Yield the lists of names in one style with which `text` begins, each a name longer: names, "et al.", end."""
    first, further = _STYLES[style]
    match = compiled(first).match(text)
    names: list[str] = []
    are_more = False
    while match:
        names = [*names, match[0]]
        end = match.end()
        editors = _EDITORS.match(text, end)
        after = editors.end() if editors else end
        yield names, are_more, after
        if also := _also_named(text, names, after):
            yield also
        if et_al := _ET_AL.match(text, end):
            editors = _EDITORS.match(text, et_al.end())
            yield names, True, editors.end() if editors else et_al.end()
            if also := _also_named(text, names, et_al.end()):
                yield also
        separator = _SEPARATOR.match(text, end)
        if separator and _LEFT_OUT.search(separator[0]):
            are_more = True
        match = compiled(further).match(text, separator.end()) if separator else None


def begins_title(words: str) -> bool:
    """Return whether what has the form of a name is rather the beginning of a title, behind the name of its author.

    It begins with an article, or with a word that titles have and that is nobody's given name, or ends in a plural.
    """
    folded = fold(words).split() or [""]
    first, last = folded[0], folded[-1]
    if first in ("the", "a", "an"):
        return True
    if _GROUP_AT_END.search(words):  # "Roe J, Poe M; Hedges Team", "U.S. Food and Drug Administration"
        return False
    is_word = len(first) > _SHORT_WORD and is_known_word(first) and first not in _GIVEN_NAMES
    return (
        is_word
        or (last in _PLURALS)
        or (last.endswith("s") and not last.endswith("ss") and len(last) > _SHORT_WORD and is_known_word(last))
    )


def _is_half_of_title(names: list[str], is_before_colon: bool) -> bool:
    """Return whether the last name is the beginning of a title: "Roe, J.; Poe, M. Lamps at sea: a history".

    All other names have their initials at the end, or before a colon in front, and what would be the last one has not.
    """
    *others, last = names
    # "Ada Roe, Max Poe and Jane Noe, Lamps: A history" is no list of two with inverted names.
    if others and all(" " in half for name in others if "," in name for half in name.split(", ")) and "," in last:
        return any("," in name for name in others)
    if others and _FAMILY_ALONE.fullmatch(others[-1]) and _BEGINS_WITH_INITIALS.match(last):
        return True  # "Roe, J. Lamps At Sea: A History", where the initials are those of the name before
    behind = _BEHIND_INITIALS.search(last) if not _BEGINS_WITH_INITIALS.match(last) else None
    if not others:  # "Jane A. Roe: A title" is by somebody
        return behind is not None and (
            begins_title(behind["words"]) or re.search(r"\s[a-z]|\s\S+\s", behind["words"]) is not None
        )
    if behind:
        is_inverted = "," in last
        return all(_ENDS_IN_INITIALS.search(name) and ("," in name) == is_inverted for name in others)
    patterns = (_BEGINS_WITH_INITIALS, _ENDS_IN_INITIALS) if is_before_colon else ()
    return any(all(map(pattern.search, others)) and not pattern.search(last) for pattern in patterns)


def _is_name_and_title(words: str, colon: str | None) -> bool:
    """Return whether "Jane Roe, Gardens" before a colon or "Jane Roe, The Gardens" before a stop is a name and a title.

    A blank before the colon is French typography, which parts titles so, and seldom authors.
    """
    before, _, behind = words.partition(", ")
    if not is_person_name(before):
        return False
    if not colon:
        return " " in behind and begins_title(behind)
    are_known = all(is_known_word(word.casefold()) for word in behind.split())
    return are_known or begins_title(behind) or colon[0].isspace()


def _also_named(text: str, names: list[str], end: int) -> tuple[list[str], bool, int] | None:
    """Return the Latin names that repeat those of another script in brackets, whether more follow, and their end."""
    if not _OTHER_SCRIPT.search(names[0]) or not (match := _ALSO_NAMED.match(text, end)):
        return None
    inner = f"{match['names']} (1900)"  # what ends a list of names
    latin = next((found for found in author_lists(inner) if found.end >= len(inner) and found.year), None)
    return (list(latin.authors), latin.et_al, match.end()) if latin and latin.authors else None
