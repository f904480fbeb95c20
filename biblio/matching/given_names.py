"""Whether two given names under one family name can be one person's: for checks, which report only what cannot be.

Initials, middle names, short forms, spellings and transliterations of a name, names in either order, and an English
name beside a Chinese or Korean one are all used by one person. What remains ("Joanna" and "Jacob") is another person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import lru_cache

from rapidfuzz.distance import OSA

from biblio.model.people import Person, is_group, surname_key
from biblio.text import is_han_or_kana, tokens

__all__ = ["GivenNames", "compare_given_names", "other_given_names"]


class GivenNames(Enum):
    """How the given names of two people with one family name compare."""

    UNKNOWN = auto()  # nothing to compare: initials that fit, another script, another family name
    ALIKE = auto()
    ENGLISH = auto()  # one is English, the other Chinese or Korean: many people have both
    INITIALS = auto()  # initials of other names; some are known by a middle name, or are written by another alphabet
    CLASH = auto()


# Names and their short forms, or forms in other languages, that do not begin alike.
_GROUPS = """
    william bill billy will willi wilhelm guillaume guillermo guglielmo willem liam | robert bob bobby rob roberto
    rupert | richard dick rick ricardo riccardo rich | edward ted ed eduard eduardo edouard ned | james jim jimmy
    jaime jacques | john jack johnny jon johannes hans johann jan jean juan giovanni ivan ioannis yannis sean ian
    joao jonathan | michael mike mikhail misha michel miguel michal mikael micha | anthony tony antonio antoine
    anton antonios | david dave davide dawid | stephen steve steven stefan stephan stefano etienne esteban istvan
    szczepan stepan | elizabeth liz beth betty eliza lisa elisabeth elsa isabel | katherine kate kathy katie
    catherine katarina ekaterina caterina katja | margaret peggy maggie meg greta margarita rita marguerite |
    alexander sasha sandy alex alexandre aleksandr alejandro alessandro sascha olexandr oleksandr | konstantin
    kostya konstantinos constantin costas kostas | dmitry dima dmitri dmitriy dimitri dmytro dimitrios | vladimir
    vlad volodya volodymyr wladimir | jose pepe josep giuseppe joseph josef yosef joe youssef yusuf | francisco paco
    francesco francois frank franz francis fran | ignacio nacho ignatius | charles chuck charlie carlos carlo karl
    carl karel | henry harry hank henri enrico heinrich hendrik henrik enrique | lawrence larry laurent lorenzo
    laurence lars | thomas tom tommy tomas tommaso tomasz | andrew andy drew andre andrea andreas andrei andrey
    andrzej andres andrii | daniel dan danny daniele danil | samuel sam sammy shmuel | benjamin ben benny binyamin |
    matthew matt matteo mathieu matthias mateusz mateo matthieu | christopher chris christoph christophe cristobal
    krzysztof christos | nicholas nick nicolas niklas nikolaus nikolai nikolay nicola nikolaos mykola nico | peter
    pete pieter pierre pedro pietro piotr petr petros pyotr petro | paul pablo paolo pavel pawel paulo pavlo |
    george jorge georg georges giorgio jerzy georgios yuri yury jurgen juri iurii yurii georgy | gregory greg
    grigory grzegorz gregor grigorios | jeffrey jeff geoffrey geoff gottfried | gerald jerry gerard gerhard gerardo
    | leonard leo len leonardo leonid leon lev | timothy tim timo timofey | patricia pat patty trish | susan sue
    suzanne susanne zuzana | deborah deb debbie | jennifer jen jenny | rebecca becky rivka | abigail abby gail |
    theodore ted teddy theo fyodor fedor | eugene gene yevgeny evgeny evgenii eugen eugenio evgeni | helen elena
    helena yelena olena ellen lena | louis lou luis luigi ludwig lewis lluis | vincent vince vincenzo vicente |
    walter walt wally | philip phil philippe felipe filippo | martin marty martino | raymond ray ramon | ronald ron
    ronnie | donald don donnie | kenneth ken kenny | eric erik erich rick | albert al bert alberto | frederick fred
    freddy friedrich federico frederic fritz fredrik | isaac ike itzhak yitzhak | jacob jake jakob jacques jaakko
    yaakov jakub giacomo diego | maria mary marie mariya masha miriam maryam marija | anna ann anne ana anya hannah
    hanna anja | sarah sara sally | zhenya yevgeny evgeny evgeniya | sergey sergei serge sergio serhii | ilya ilja
    elijah elias elie | moses moshe mosche | alice alisa | juergen jurgen | abraham abe avraham ibrahim | nathaniel
    nate nathan natan | joshua josh | judith judy | barbara barb | dorothy dora
    dorothea dorottya dorota
""".split("|")
# Family names in Chinese (Mandarin, Cantonese, Taiwan's spelling), Korean and Vietnamese.
_EASTERN_FAMILIES = frozenset(
    """
    wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang han cao
    deng feng xiao cheng peng yu pan yuan dong lu jiang cai jia ding wei xue ye du fan su shen song shi yao bai cui
    qiu qin hou meng long duan lei qian tan kong mao hao gu lai shao wan qi fu yan jin tian dai zhong ren hua zou
    xiong kang shu dou chang chan chao chiang chien chin chiu chou chu chuang chung fang fong fung ho hong hsiao
    hsieh hsu hung kao ko kuo kwok lam lau lee leung liao lo lui mak ng ngai pang poon shih sung tam tsai tsang
    tseng tsui tung wong woo yau yeh yeung yip yuen kim park choi jung jeong cho yoon lim oh seo shin kwon hwang ahn
    yoo ryu jeon bae baek nam noh moon son jang nguyen tran pham hoang phan vu vo dang bui do ngo duong ly le
    """.split()
)
_IGNORED = frozenset("dr prof jr sr ii iii iv the von van de der den la le al el bin ibn abu md mr mrs ms".split())
_SOUNDS = (
    (re.compile("ough|gh(?=t)"), ""), (re.compile("ch(?=[rl])"), "k"), (re.compile("sch|sh|ch|zh|cz|sz|tsch"), "s"),
    (re.compile("kh|ck|q|c(?=[aouklrt]|$)"), "k"), (re.compile("ph|w|v"), "f"), (re.compile("th|dt"), "t"),
    (re.compile("dj|dzh|j|y|ie?(?=[aeiou])"), "i"), (re.compile("c|z|x"), "s"), (re.compile("gu(?=[ei])"), "g"),
    (re.compile("h"), ""),
)  # fmt: skip
# First letters that stand for one sound in some language or transliteration: Yevgeny and E., Xiao and H., Chun and J.
_ALIKE_LETTERS = {
    **dict.fromkeys("eiyjg", "y"), **dict.fromkeys("ckqxhzs", "k"), **dict.fromkeys("vwf", "v"),
    **dict.fromkeys("td", "t"), **dict.fromkeys("pb", "p"), **dict.fromkeys("lr", "l"), **dict.fromkeys("aou", "o"),
}  # fmt: skip
_FEW_INITIALS = 3
_PET_ENDING = re.compile(r"([a-z])\1(?:y|ie)?$")  # Russ of Ruslan, Tommy, Robbie
_SYLLABLE = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsrwy])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in"
    r"|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u)|h?(?:yeo?n?g?|y?eo[nk]?g?|hy[eu]o?[nk]?g?|[jmsghdkbtwy]?(?:oo|ee|ae|eu)[nkmlg]?g?))"
    r"{1,3}"
)


def other_given_names(
    listed: Sequence[Person], recorded_lists: Iterable[Sequence[Person]]
) -> list[tuple[Person, Person]]:
    """Return the people of a list whose given names no record can mean, each with the person of that family name.

    An English given name beside a Chinese or Korean one counts only if it is not the only one that differs, initials
    only if there are several people and those of all of them differ.
    """
    records = [record for record in recorded_lists if record]
    clashing: list[tuple[Person, Person]] = []
    english: list[tuple[Person, Person]] = []
    initials: list[tuple[Person, Person]] = []
    is_any_possible = False
    for person in listed:
        kinds: dict[GivenNames, Person] = {}
        for other in (other for record in records for other in record):
            if surname_key(other) == surname_key(person):
                kinds.setdefault(compare_given_names(person, other), other)
        is_any_possible = is_any_possible or not {GivenNames.ALIKE, GivenNames.UNKNOWN}.isdisjoint(kinds)
        if GivenNames.ALIKE in kinds:
            continue
        if other_person := kinds.get(GivenNames.CLASH):
            clashing.append((person, other_person))
        elif other_person := kinds.get(GivenNames.ENGLISH):
            english.append((person, other_person))
        elif other_person := kinds.get(GivenNames.INITIALS):
            initials.append((person, other_person))
    if clashing or len(english) > 1:
        return clashing + english
    return initials if len(initials) >= _FEW_INITIALS and not is_any_possible and not english else []


def compare_given_names(person: Person, other: Person) -> GivenNames:
    """Compare the given names of two people; symmetric."""
    if person.literal or other.literal or is_group(person) or is_group(other):
        return GivenNames.UNKNOWN
    if is_han_or_kana(str(person)) or is_han_or_kana(str(other)) or surname_key(person) != surname_key(other):
        return GivenNames.UNKNOWN
    a, b = _words(person), _words(other)
    names_a, names_b = ([word for word in words if len(word) > 1] for words in (a, b))
    if not a or not b:
        return GivenNames.UNKNOWN
    if not names_a or not names_b or _is_initials(person.given) or _is_initials(other.given):
        return GivenNames.UNKNOWN if _may_have_initials(a, b) else GivenNames.INITIALS
    if _are_alike(a, b) or _share_name(names_a, names_b):
        return GivenNames.ALIKE
    if set(names_a) & set(tokens(other.family)) or set(names_b) & set(tokens(person.family)):
        return GivenNames.ALIKE  # the names are in another order
    is_eastern = (_is_eastern(names_a), _is_eastern(names_b))
    if surname_key(person) in _EASTERN_FAMILIES and is_eastern[0] != is_eastern[1]:
        return GivenNames.ENGLISH
    return GivenNames.CLASH


def _words(person: Person) -> list[str]:
    return [word for word in tokens(person.given) if word not in _IGNORED]


def _is_initials(given: str) -> bool:
    words = given.replace(".", " ").replace("-", " ").split()
    return all(len(word) == 1 or (len(word) < 4 and word.isupper()) for word in words)


def _are_alike(a: list[str], b: list[str]) -> bool:
    """Whether two lists of given names and initials agree place by place, or are one name written apart."""
    joined_a, joined_b = "".join(a), "".join(b)
    if joined_a.startswith(joined_b) or joined_b.startswith(joined_a) or sorted(joined_a) == sorted(joined_b):
        return True
    if len(a) > 1 and len(b) > 1:
        return all(
            first[0] == second[0] if min(len(first), len(second)) == 1 else _is_form(first, second)
            for first, second in zip(a, b, strict=False)
        )
    return False


def _share_name(a: list[str], b: list[str]) -> bool:
    """Whether two people have a name in common: in the same place, or in another and one of them has no more names.

    "Ming-Wei" and "Wei-Ting" are two people, as are "Juan Carlos" and "Carlos Alberto".
    """
    if any(_is_form(first, second) for first, second in zip(a, b, strict=False)):
        return True
    rest_a = [first for first in a if not any(_is_form(first, second) for second in b)]
    rest_b = [second for second in b if not any(_is_form(first, second) for first in a)]
    return len(rest_a) < len(a) and not (rest_a and rest_b)


def _may_have_initials(a: list[str], b: list[str]) -> bool:
    """Whether initials, on one side or both, can be those of the other's names, or of forms of these."""
    firsts_a, firsts_b = ({letter for word in words for letter in _first_letters(word)} for words in (a, b))
    return bool(firsts_a & firsts_b)


@lru_cache(maxsize=16384)
def _first_letters(word: str) -> frozenset[str]:
    """Return the letters with which forms of a name can begin, those that sound alike as one; of initials, all."""
    numbers = _groups().get(word, frozenset())
    forms = [name for number in numbers for name in _GROUPS[number].split()]
    signs = word if len(word) < 4 else word[:1]
    return frozenset(_ALIKE_LETTERS.get(sign, sign) for sign in (*signs, *(name[0] for name in forms)))


@lru_cache(maxsize=16384)
def _is_form(a: str, b: str) -> bool:
    """Whether two given names are forms of one name."""
    if a == b or (min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a))):
        return True
    if _groups().get(a, frozenset()) & _groups().get(b, frozenset()):
        return True
    short_a, short_b = _PET_ENDING.sub(r"\1", a), _PET_ENDING.sub(r"\1", b)
    if min(len(short_a), len(short_b)) > 2 and (a.startswith(short_b) or b.startswith(short_a)):
        return True
    shortest = min(len(a), len(b))
    allowed = 2 if shortest > 6 else 1 if shortest > 3 else 0
    if a[0] == b[0] and allowed and OSA.distance(a, b, score_cutoff=allowed) <= allowed:
        return True
    skeleton_a, skeleton_b = _skeleton(a), _skeleton(b)
    return len(skeleton_a) > 2 and skeleton_a == skeleton_b


def _skeleton(name: str) -> str:
    """Return the consonants of a name as they sound, each once: "Mohammed" and "Muhammad" have the same."""
    for pattern, sound in _SOUNDS:
        name = pattern.sub(sound, name)
    return re.sub(r"(.)\1+", r"\1", name[:1] + re.sub("[aeiou]", "", name[1:]))


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, frozenset[int]] = {}
    for number, names in enumerate(_GROUPS):
        for name in names.split():
            groups[name] = groups.get(name, frozenset()) | {number}
    return groups


def _is_eastern(names: list[str]) -> bool:
    """Whether given names look like romanised Chinese or Korean."""
    return all(_SYLLABLE.fullmatch(name) for name in names)
