"""Split lists of authors, in the forms that people use, into names; the names themselves are kept as written."""

from __future__ import annotations

from collections.abc import Sequence

from biblio import patterns as re
from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.front_matter import Value
from biblio.readers.markdown.property_values import plain_value
from biblio.text import is_han_or_kana

__all__ = ["split_authors"]

# "Jane Roe and Max Poe.", but "Max P.", "Max Poe Jr.", "Lamps Inc."
_STOP_AT_END = re.compile(
    r"(?<=[^\W\d_A-Z]{2})(?<!\bInc)(?<!\bLtd)(?<!\bCorp)(?<!\bUniv)(?<!\bDept)(?<!\bEsq)(?<!\betc)\.\s*$"
)
_ET_AL = re.compile(
    r"[\s,;]{0,4}(?:\band\s+)?(?:\band others|\bet\.? al(?:ii|\b)\.?|\+|\bu\.\s?a\.|\band \d+ (?:more|others)|…|\.\.\."
    r"|(?<=[^\W\d_])\s*(?:ら|ほか|他|等)(?:\s*[（(].*)?)[\s.,;]{0,20}$",
    re.IGNORECASE,
)
# Footnote marks, and brackets after a name: a role, an affiliation.
_ROLE = re.compile(r"\s*[*†‡§¶✉¹²³]*\s*(?:[(（][^()（）]{2,40}[)）])?[*†‡§¶✉¹²³]*$")
# An affiliation with a comma or an "and" of its own: "Roe (School of Light, Lamp University), Max Poe (Oil and Fog)"
_LONG_AFFILIATION = re.compile(
    r"\s?[(（](?=[^\W\d_a-z])(?=[^()（）]{0,200}?(?:[,;，；/&]|\sand\s))[^()（）]{3,200}[)）](?=\s?(?:[*†‡§,;，；]|\sand\s|$))"
)
# "Jane Roe (University of Light & Ligo), Max Moe"
_PLACE_IN_BRACKETS = re.compile(r"[ \t]?[(（][^()（）]*[)）](?=[ \t]?(?:[,;]|$|and\b|&))")
# "Y LeCun, Y Bengio", "ET Jaynes": in capitals these are initials.
_AND = re.compile(r"\s*,?\s+(?:(?i:and|und)|et|y|&)\s+|\s*&\s*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}|[^\W\d_a-zß-ÿ]{1,3}")
# PubMed's lists end with a full stop: "Roe J, Doe AB."
_MEDLINE = re.compile(r"(?:[^\s,.;][^,.;]{1,40}\s[^\W\d_a-z]{1,3},\s){1,99}[^\s,.;][^,.;]{1,40}\s[^\W\d_a-z]{1,3}\.")
_AFFILIATION = re.compile(
    r"\b(?:universi[dt]\w*|institut\w*|college|school|academy|laborator\w+|labs?|research|inc\b|corp(?:oration)?|technolog\w+"
    r"|systems|services|company|ltd|gmbh|microsoft|google|amazon|nvidia|ibm|alibaba|tencent|huawei|bytedance"
    r"|mit|eth|epfl|inria|cmu)\b|\bco\.(?=,|$)|(?-i:\bUC\s[A-Z])",
    re.IGNORECASE,
)
_COMPANY_FORM = re.compile(r",\s(?:ltd|inc|llc)\.?$", re.IGNORECASE)  # "Lamps Co., Ltd."
_PAIR = 2  # "Roe, Jane"
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)


def split_authors(value: Value) -> tuple[tuple[str, ...], bool]:
    """Return the names in a value, and whether the list continues ("et al.", "and others", "+").

    A list has one name per item, which may be a mapping with CSL's ``family`` and ``given``, or with ``name``. A text
    is split at semicolons or line ends, else at " and ", else at commas; "Vaswani, Ashish" is one inverted name.
    """
    if isinstance(value, dict):
        name = _from_mapping(value)
        return ((name,) if name else ()), False
    if isinstance(value, list):
        names: list[str] = []
        et_al = False
        for item in value:
            if isinstance(item, str) and _ET_AL.fullmatch(" " + plain_value(item)):
                et_al = True
                continue
            item_names, item_et_al = split_authors(item) if not isinstance(item, str) else _from_item(item)
            names.extend(item_names)
            et_al = et_al or item_et_al
        return tuple(names), et_al
    return _from_text(value)


def _from_mapping(value: dict[str, Value]) -> str:
    parts = {
        key.casefold().replace("-", "").replace("_", ""): plain_value(text)
        for key, text in value.items()
        if isinstance(text, str)
    }
    if whole := parts.get("name") or parts.get("literal"):
        return whole
    particle = parts.get("nondroppingparticle") or parts.get("droppingparticle") or ""
    family = f"{particle} {parts.get('family') or parts.get('lastname') or ''}".strip()
    given_name = parts.get("given") or parts.get("firstname") or ""
    return f"{family}, {given_name}" if family and given_name else family or given_name


def _from_item(text: str) -> tuple[tuple[str, ...], bool]:
    """Read one item of a list: a name, inverted or not, or several names if the item is itself a list."""
    plain = plain_value(text)  # without long runs of blanks, too
    if ";" in text or text.count(",") > 1 or _AND.search(plain) or _AFFILIATION.search(plain):
        return _from_text(text)
    text, count = _ET_AL.subn("", plain)
    name = _clean(text)
    return ((name,) if name else ()), bool(count)


def _from_text(text: str) -> tuple[tuple[str, ...], bool]:
    if " / " in text and ";" not in text:
        text = text.replace(" / ", "; ")  # "Roe J. / Poe M."
    text = plain_value(re.sub(r"<br\s*/?>|\n", ";", re.sub(r"\]\][ \t]*+,?[ \t]*+(?=\[\[)", "]]; ", text)))
    if "(" in text or "（" in text:
        text = _LONG_AFFILIATION.sub("", text)
    text, count = _ET_AL.subn("", text)
    if _MEDLINE.fullmatch(text.strip()):
        text = text.strip().removesuffix(".")
    text = _STOP_AT_END.sub("", text)
    names = [name for part in _without_affiliations(text) if (name := _clean(part))]
    return tuple(names), bool(count)


def _without_affiliations(text: str) -> list[str]:
    """Return the names in a text; affiliations behind them, as conferences print them, are left out.

    "Jane Roe, Lamp Inc.; Max Moe and Ada Poe, University of Light": one group of people with their place after the
    other.
    """
    groups = re.split(r"(?:(?<!\s)\s+)?[;；]\s*", text)
    behind = [_COMPANY_FORM.sub("", group).rpartition(",")[2] for group in groups if "," in group]
    behind += [place for group in groups if (place := group.rpartition(" - ")[2]) != group]
    is_stated = any(_AFFILIATION.search(part) or (";" in text and part.endswith(")")) for part in behind)
    if not (is_stated or _are_people_with_places(groups)):
        return _parts(text)
    names: list[str] = []
    for written in groups:
        group = written.strip()
        group = _ROLE.sub("", group.removesuffix(".") if group.endswith(").") else group)
        people, dash, place = group.rpartition(" - ")
        group = people if dash and _AFFILIATION.search(place) else group  # "Jane Roe, Max Poe - University of Light"
        before, comma, last = group.rpartition(",")
        is_placed = len(groups) > 1 and comma and " " in before.partition(",")[0].strip() and not dash
        if is_placed and not written.rstrip().endswith(")") and not last.lstrip().startswith("and "):
            group = before
        group = _PLACE_IN_BRACKETS.sub("", group)
        pieces = re.split(r"(?:(?<!\s)\s+)?,\s*(?:and\s+)?|(?<!\s)\s+and\s+", group)
        stated = (number for number, piece in enumerate(pieces) if number and _AFFILIATION.search(piece))
        pieces = pieces[: next(stated, None)]  # "Jane Roe, University of Light and Lamp Inc."
        named = [piece for piece in pieces if is_person_name(piece)]
        names += (
            named
            if named and all(" " not in other for other in set(pieces) - set(named))
            else _parts(", ".join(pieces))
        )
    return names


def _are_people_with_places(groups: Sequence[str]) -> bool:
    """Return whether groups of full names end in places that no word shows: "A Roe, B Moe, Lampco; C Poe, Ligo"."""
    pieces = [group.split(",") for group in groups if "," in group]
    are_full_names = all(" " in first.strip() for first, *_ in pieces)
    return (
        len(groups) > 1
        and are_full_names
        and any(len(items) > _PAIR for items in pieces)
        and any(" " not in items[-1].strip() for items in pieces)
    )


def _parts(text: str) -> list[str]:
    if re.search(r"[;；]", text):
        return re.split(r"(?<!\s)\s*[;；]\s*", text)
    if "、" in text or "，" in text or is_han_or_kana(text):
        return re.split(r"(?<!\s)\s*(?:[、，,]|・(?=[\u4e00-\u9fff]))\s*", text)
    parts = _AND.split(text)
    if len(parts) > 1 and all(part.count(",") == 1 for part in parts):
        return parts  # BibTeX: "Vaswani, Ashish and Shazeer, Noam"
    return [name for part in parts for name in _by_comma(part)]


def _by_comma(text: str) -> list[str]:
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) < 2:
        return pieces
    if any(_is_suffix(piece) for piece in pieces[1:]) or _is_inverted(pieces):
        return _paired(pieces)
    if not any(" " in piece for piece in pieces[:2]) and all(" " in piece for piece in pieces[2:]):
        return [", ".join(pieces[:2]), *pieces[2:]]  # MLA inverts the first name only: "Liu, Pengfei, Weizhe Yuan"
    return pieces


def _is_inverted(pieces: list[str]) -> bool:
    """Return whether family and given names alternate: "Vaswani, A., Shazeer, N.", "Vaswani, Ashish"."""
    if len(pieces) % 2:
        return False
    if all(_INITIALS.fullmatch(piece) for piece in pieces[1::2]) and not any(map(_INITIALS.fullmatch, pieces[::2])):
        return True
    # Two single words would be two incomplete names, so this is one person with the family name first: "von Roe, Jane".
    is_family = len(pieces[0].split()) == 1 or pieces[0][:1].islower()
    return len(pieces) == 2 and is_family and len(pieces[1].split()) <= 3


def _is_suffix(piece: str) -> bool:
    return _SUFFIX.fullmatch(piece) is not None


def _paired(pieces: list[str]) -> list[str]:
    names: list[str] = []
    inverted = _is_inverted([piece for piece in pieces if not _is_suffix(piece)])
    for piece in pieces:
        if names and (_is_suffix(piece) or (inverted and "," not in names[-1])):
            names[-1] += f", {piece}"
        else:
            names.append(piece)
    return names


def _clean(name: str) -> str:
    name = re.sub(r"^(?:and|by)\s+", "", name.strip(" \t,;:*\"'"), flags=re.IGNORECASE)
    return _ROLE.sub("", name).lstrip("@#").strip()
