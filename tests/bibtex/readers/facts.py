"""Compare what a reader understood with what a work says.

Readers hand out values of three sorts: the fields of a `.bib` (`facts_of_fields`), CSL variables (`facts_of_csl`), and
the text that a style prints, in which facts are looked for (`is_printed`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from biblio.bibtex.entry_table import LANGUAGES
from biblio.model.dates import MONTHS

__all__ = ["CHANGED", "KEPT", "LOST", "arrival", "facts_of_csl", "facts_of_fields", "is_printed", "plain"]

KEPT, CHANGED, LOST = "=", "~", "-"

# The names that readers have for the types of works.
_TYPES = {
    "journal article": "article article-journal journalArticle",
    "conference paper": "inproceedings paper-conference conferencePaper",
    "chapter": "incollection inbook chapter bookSection",
    "book": "book booklet collection pamphlet",
    "manual": "manual book report",
    "thesis": "thesis phdthesis mastersthesis",
    "report": "report techreport",
    "preprint": "preprint",
    "web page": "online webpage post-weblog post blogPost",
    "video": "video videoRecording motion_picture broadcast",
    "software": "software computerProgram",
    "data set": "dataset",
    "manuscript": "unpublished manuscript",
}
_CODES = {name: code for code, name in LANGUAGES.items()} | {"german": "de"}
_TAG = re.compile(r"</?(?:i|b|sub|sup|sc|span)\b[^>]*>")
_MONTH_NAMES = (
    "January February March April May June July August September October November December".split()  # as styles spell them
)
_ORDINALS = {"Third": "3"}


def plain(text: str) -> str:
    """Return a text without mark-up, mathematics as letters, one kind of dash and of blank, the case kept."""
    text = _TAG.sub("", text).replace("\\lambda", "λ")
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[‐‑‒–—−]|--+", "-", text)
    return " ".join(re.sub(r"[${}_^\\]", "", text).split())


def arrival(fact: str, said: str, understood: str) -> str:
    """Return whether what a reader understood is what was said: KEPT, CHANGED or LOST."""
    if not understood:
        return LOST
    if fact == "type":
        return KEPT if understood in _TYPES[said].split() else CHANGED
    if fact == "capitals":
        return KEPT if all(word in plain(understood) for word in said.split()) else CHANGED
    return KEPT if _comparable(fact, said) == _comparable(fact, understood) else CHANGED


def _comparable(fact: str, value: str) -> object:
    match fact:
        case "url" | "arxiv" | "class" | "accessed" | "version":
            return value
        case "doi" | "language":
            return value.casefold()
        case "authors" | "editors" | "translators":
            return [re.sub(r"[.\s]", "", plain(name)).casefold() for name in value.split("; ")]
        case "keywords":
            return {plain(word).casefold() for word in value.split(",")}
        case "kind":
            word = re.sub(r"[\s’']", "", value).casefold()
            return {"phdthesis": "phdthesis", "mathesis": "mastersthesis"}.get(word, word)
        case _:
            return plain(value).casefold().replace(" ", "")


def is_printed(fact: str, said: str, text: str) -> bool:
    """Return whether a fact can be read in the text that a style prints; names by what stands before their first comma."""
    folded = plain(text).casefold()
    squeezed = re.sub(r"\s", "", text)
    match fact:
        case "url" | "doi" | "class" | "arxiv":
            return said.casefold() in squeezed.casefold()
        case "capitals":
            return all(word in plain(text) for word in said.split())
        case "authors" | "editors" | "translators":
            return all(plain(name.partition(",")[0]).casefold() in folded for name in said.split("; "))
        case "others":
            return "et al" in folded or "and others" in folded
        case "month" if said.isdigit() and 1 <= int(said) <= 12:
            name = _MONTH_NAMES[int(said) - 1]
            return re.search(rf"\b(?:{name}|{name[:3]}|{name[:4]})\b", text) is not None
        case "day":
            return re.search(rf"\b0?{int(said)}\b", text) is not None
        case "pages":
            return plain(said).casefold().replace(" ", "") in folded.replace(" ", "")
        case "edition":
            return (
                re.search(rf"(?<!\w)(?:{said.casefold()}|{_ORDINALS.get(said, said)})(?:st|nd|rd|th)?(?!\w)", folded)
                is not None
            )
        case "version" | "volume" | "number" | "year" | "end":
            return re.search(rf"(?<!\w){re.escape(plain(said).casefold())}(?!\w)", folded) is not None
        case _:
            return plain(said).casefold() in folded


def facts_of_fields(entry_type: str, fields: Mapping[str, str], people: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the facts in the decoded fields of an entry; `people` are the names in its name fields."""
    get = lambda *names: next((fields[name] for name in names if fields.get(name)), "")  # noqa: E731
    archive = get("eprinttype", "archiveprefix").casefold()
    date = get("date") or "-".join(
        filter(None, (get("year"), _month(get("month")), get("day").zfill(2) if get("day") else ""))
    )
    is_preprint = entry_type in ("misc", "online", "unpublished") and (
        archive or "arxiv" in get("publisher", "howpublished").casefold()
    )
    facts = {
        "type": "preprint" if is_preprint else entry_type,
        "kind": entry_type
        if entry_type in ("phdthesis", "mastersthesis")
        else get("entrysubtype", "type", "howpublished", "titleaddon"),
        "title": get("title"),
        "venue": get("journal", "journaltitle", "booktitle"),
        "series": get("series"),
        "volume": get("volume"),
        "number": get("number", "issue"),
        "pages": get("pages"),
        "publisher": get("publisher", "institution", "school", "organization", "howpublished"),
        "place": get("address", "location"),
        "edition": get("edition"),
        "version": get("version"),
        "doi": get("doi"),
        "url": get("url"),
        "arxiv": get("eprint") if archive == "arxiv" else "",
        "class": get("eprintclass", "primaryclass"),
        "pmid": get("pmid") or (get("eprint") if archive == "pubmed" else ""),
        "isbn": get("isbn").replace("-", ""),
        "language": _CODES.get(get("langid", "language"), get("langid", "language")),
        "accessed": get("urldate"),
        "keywords": get("keywords"),
        "note": get("note", "annotation"),
        **_dates(date),
    }
    for fact, name in (("authors", "author"), ("editors", "editor"), ("translators", "translator")):
        names = list(people.get(name, ()))
        if fact == "authors" and names[-1:] == ["others"]:
            facts["others"] = "and others"
            names.pop()
        facts[fact] = "; ".join(names)
    return _with_capitals(facts)


def facts_of_csl(item: Mapping[str, object]) -> dict[str, str]:
    """Return the facts in an item of CSL JSON."""
    get = lambda *names: next((str(item[name]) for name in names if item.get(name)), "")  # noqa: E731
    everywhere = " ".join(
        str(value) for name, value in item.items() if name in ("URL", "DOI", "note", "number", "archive_location")
    )
    arxiv = re.search(r"arxiv(?:\.org/abs/|[.:]\s*)([a-z-]+/\d{7}|\d{4}\.\d{4,5})", everywhere, re.IGNORECASE)
    pubmed = re.search(r"/pubmed/(\d+)", everywhere)
    eprint_class = re.search(r"\[([a-z.-]+)\]", everywhere, re.IGNORECASE)
    facts = {
        "type": get("type"),
        "kind": get("genre", "medium"),
        "title": get("title"),
        "venue": get("container-title"),
        "series": get("collection-title"),
        "volume": get("volume"),
        "number": get("issue", "number", "collection-number"),
        "pages": get("page"),
        "publisher": get("publisher"),
        "place": get("publisher-place", "event-place"),
        "edition": get("edition"),
        "version": get("version"),
        "doi": get("DOI"),
        "url": get("URL"),
        "arxiv": arxiv[1] if arxiv else "",
        "class": get("archive_collection") or (eprint_class[1] if eprint_class else ""),
        "pmid": get("PMID") or (pubmed[1] if pubmed else ""),
        "isbn": get("ISBN").replace("-", ""),
        "language": get("language").partition("-")[0],
        "accessed": _csl_date(item.get("accessed")),
        "keywords": get("keyword"),
        "note": get("note", "annote"),
        **_dates(_csl_date(item.get("issued"))),
    }
    for fact, name in (("authors", "author"), ("editors", "editor"), ("translators", "translator")):
        names = [_csl_name(person) for person in item.get(name) or ()]  # type: ignore[attr-defined]
        if fact == "authors" and names[-1:] == ["others"]:
            facts["others"] = "and others"
            names.pop()
        facts[fact] = "; ".join(names)
    return _with_capitals(facts)


def _with_capitals(facts: dict[str, str]) -> dict[str, str]:
    facts["capitals"] = facts["title"]
    return {name: value for name, value in facts.items() if value}


def _csl_name(person: Mapping[str, str]) -> str:
    if person.get("literal"):
        return person["literal"]
    parts = (person.get(name, "") for name in ("dropping-particle", "non-dropping-particle", "family"))
    family = " ".join(filter(None, parts))
    return ", ".join(filter(None, (family, person.get("given", ""), person.get("suffix", ""))))


def _csl_date(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value or "")
    ends = ["-".join(f"{int(part):02}" for part in parts) for parts in value.get("date-parts", ())]
    if value.get("season"):
        ends[0] += f"-{20 + int(value['season'])}"
    return "/".join(ends) or str(value.get("raw", value.get("literal", "")))


def _dates(date: str) -> dict[str, str]:
    first, _, last = date.partition("/")
    year, month, day = (*first.split("-"), "", "", "")[:3]
    return {"year": year, "month": month, "day": day, "end": last}


def _month(text: str) -> str:
    """Return a month as two digits; readers that know BibTeX's macros give its English name."""
    if text.isdigit():
        return text.zfill(2)
    short = text[:3].casefold()
    return f"{MONTHS.index(short) + 1:02}" if short in MONTHS else text
