"""How titles get damaged between a paper and a note: each kind is a function from a title to the damaged title.

A function returns None if its damage is not possible (no subtitle to cut, no "and"). The kinds are those that people,
scanners and reference managers cause; how often each happens is an assumption of the calling code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

__all__ = ["DAMAGES", "damage"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SCANNED = (
    ("rn", "m"),
    ("m", "rn"),
    ("l", "1"),
    ("o", "0"),
    ("O", "0"),
    ("I", "l"),
    ("cl", "d"),
    ("fi", "ﬁ"),
    ("S", "5"),
)


def typos(random: Random, title: str) -> str | None:
    """One to three letters doubled, lost, swapped or mistyped, in words of four letters and more."""
    words = title.split()
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if len(long) < 2:
        return None
    for place in random.sample(long, k=min(len(long) - 1, random.choice((1, 1, 2, 2, 3)))):
        word = words[place]
        at = random.randrange(len(word) - 1)
        words[place] = random.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + random.choice(_LETTERS) + word[at + 1 :],
                word[:at] + random.choice(_LETTERS) + word[at:],
            )
        )
    return " ".join(words)


def word_dropped(random: Random, title: str) -> str | None:
    words = title.split()
    if len(words) < 5:
        return None
    del words[random.randrange(1, len(words) - 1)]
    return " ".join(words)


def subtitle_cut(random: Random, title: str) -> str | None:
    main, colon, rest = title.partition(": ")
    return main if colon and rest and len(main) > 3 else None


def name_cut(random: Random, title: str) -> str | None:
    main, colon, rest = title.partition(": ")
    return rest if colon and len(rest.split()) > 3 and len(main.split()) == 1 else None


def bare(random: Random, title: str) -> str | None:
    """Lower case, no punctuation: what is left in a file name or an address."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", random.choice(("", " ")), title.lower())).strip()


def scanned(random: Random, title: str) -> str | None:
    """One to three letters read as others, and hyphens followed by spaces."""
    able = [(old, new) for old, new in _SCANNED if old in title[1:]]
    if not able:
        return None
    for old, new in random.sample(able, k=min(len(able), random.choice((1, 1, 2, 3)))):
        places = [match.start() for match in re.finditer(re.escape(old), title)]
        if places:  # an earlier one may have taken the last
            at = random.choice(places)
            title = title[:at] + new + title[at + len(old) :]
    return title.replace("-", "- ") if random.random() < 0.5 else title


def words_swapped(random: Random, title: str) -> str | None:
    words = title.split()
    if len(words) < 4:
        return None
    at = random.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def braces(random: Random, title: str) -> str | None:
    return " ".join(
        "{" + word + "}" if word[:1].isupper() and random.random() < 0.6 else word for word in title.split()
    )


def broken_off(random: Random, title: str) -> str | None:
    """The first part of the title, with or without the dots that say so."""
    if len(title) < 50:
        return None
    cut = title[: random.randrange(30, max(31, int(len(title) * 0.8)))]
    if random.random() < 0.7:
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" :,-") + random.choice((" …", "...", "…", "", ""))


def ampersand(random: Random, title: str) -> str | None:
    return (
        title.replace(" and ", " & ") if " and " in title else title.replace(" & ", " and ") if " & " in title else None
    )


def numerals(random: Random, title: str) -> str | None:
    """Numbers spelt out or written as digits, and Roman ones as digits."""
    pairs = (("Two", "2"), ("two", "2"), ("Three", "3"), ("three", "3"), ("II", "2"), ("III", "3"), ("One", "1"))
    able = [(old, new) for old, new in pairs if re.search(rf"\b{old}\b", title)]
    return re.sub(rf"\b{able[0][0]}\b", able[0][1], title) if able else None


def glued(random: Random, title: str) -> str | None:
    words = title.split()
    if len(words) < 4:
        return None
    at = random.randrange(len(words) - 1)
    return " ".join((*words[:at], words[at] + words[at + 1], *words[at + 2 :]))


def split(random: Random, title: str) -> str | None:
    words = title.split()
    long = [place for place, word in enumerate(words) if len(word) > 7 and word.isalpha()]
    if not long:
        return None
    place = random.choice(long)
    at = random.randrange(3, len(words[place]) - 3)
    words[place] = words[place][:at] + random.choice((" ", "-", "- ")) + words[place][at:]
    return " ".join(words)


def spaces(random: Random, title: str) -> str | None:
    return title.replace(" ", "  ")


def entities(random: Random, title: str) -> str | None:
    return title.replace("&", "&amp;").replace("'", "&#39;") if re.search("[&']", title) else f"<i>{title}</i>"


def typos_in_bare(random: Random, title: str) -> str | None:
    wrong = typos(random, title)
    return bare(random, wrong) if wrong else None


def two_damages(random: Random, title: str) -> str | None:
    first = damage(random, title, kind=random.choice(("word_dropped", "subtitle_cut", "broken_off", "words_swapped")))
    return damage(random, first, kind=random.choice(("typos", "scanned", "bare", "glued"))) if first else None


DAMAGES: dict[str, Callable[[Random, str], str | None]] = {
    one.__name__: one
    for one in (
        typos, word_dropped, subtitle_cut, name_cut, bare, scanned, words_swapped, braces, broken_off, ampersand,
        numerals, glued, split, spaces, entities, typos_in_bare, two_damages,
    )
}  # fmt: skip


def damage(random: Random, title: str, *, kind: str) -> str | None:
    """Return `title` damaged, or None if this kind is not possible or changes nothing."""
    found = DAMAGES[kind](random, title)
    return found if found and found != title else None
