"""Rules: addresses and identifiers that are none, and codes in a form that styles set wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from biblio.bibtex.scanner import FieldSpan
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family, each_entry
from biblio.check.source_text import BibEntry
from biblio.model.identifiers import arxiv, doi, isbn

__all__ = ["FAMILY"]

URL = Rule(
    "url-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A URL that is none.",
    """The field `url` holds something that no browser opens: no "https://" in front, a space or a sentence in it, a
host without a dot, two addresses at once. Escapes ("\\_", "\\%") in `url` become part of the address with biblatex.""",
)
IDENTIFIER = Rule(
    "identifier-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A DOI, arXiv id, ISBN or ISSN that cannot be one.",
    """A DOI begins with "10." and a registrant's number, an arXiv id has a month from 01 to 12, ISBN and ISSN end in a
check digit. What fails this is mistyped, wherever it came from.""",
)
FORM = Rule(
    "identifier-form",
    FindingKind.FILE,
    Severity.INFO,
    "A DOI or arXiv id with its address or prefix in front.",
    """Styles put "https://doi.org/" before the field `doi` themselves: with the whole address in it the link leads
nowhere. `--fix` leaves the bare DOI or id.""",
)
_DOI_FRONT = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/+|doi:\s*", re.IGNORECASE)
_ARXIV_FRONT = re.compile(r"(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([&%#_$~^])")
_BRACED = re.compile(r"\{([&%#_$~^\\]*)\}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


def _see(entry: BibEntry, context: Context) -> Iterator[Finding]:
    for span in entry.fields:
        check = _CHECKS.get(span.name)
        if check is not None and entry.is_plain(span):
            start, end = entry.inner(span)
            value = entry.source.text[start:end]
            if stripped := value.strip():
                yield from check(entry, span, stripped, start + value.index(stripped))


def _say(
    rule: Rule,
    entry: BibEntry,
    span: FieldSpan,
    what: str,
    value: str,
    at: int,
    new: str | None = None,
    safe: bool = False,
) -> Finding:
    fix = Fix(f"write {new}", (Edit(at, at + len(value), new),), is_safe=safe) if new is not None else None
    place = entry.source.span(at, at + len(value))
    return rule.at(place, what, key=entry.key, field=span.name, there=value, record=new or "", fix=fix)


def _url(entry: BibEntry, span: FieldSpan, value: str, at: int) -> Iterator[Finding]:
    if value.startswith("\\url{") and value.endswith("}"):
        inner = value[5:-1]
        yield _say(URL, entry, span, "\\url in url is set twice", value, at, inner, safe=not set(inner) & set("{}\\ "))
        return
    if "\\" in value:
        plain = _ESCAPED.sub(r"\1", _BRACED.sub(r"\1", value))
        if "\\" not in plain:
            what = "the backslash becomes part of the address with biblatex"
            yield _say(URL, entry, span, what, value, at, plain)
        return
    if value.startswith("{") or "$" in value:
        return
    why = _not_a_url(value)
    if why:
        bare = re.fullmatch(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|edu|gov|io|de|jp|hu|fr|uk|ch)/)\S+", value)
        yield _say(URL, entry, span, why, value, at, f"https://{value}" if bare else None)


def _not_a_url(value: str) -> str:
    if re.search(r"\s", re.sub(r"\s*\n\s*", "", value)):
        many = len(re.findall(r"https?://", value)) > 1
        return "url has two addresses in it" if many else "url has a space in it"
    if not _SCHEME.match(value):
        return "url is no address: it lacks https://"
    try:
        parts = urlsplit(value)
    except ValueError:
        return "url is no address"
    if parts.scheme.lower() in ("http", "https", "ftp"):
        host = parts.hostname or ""
        if not host or ("." not in host and host != "localhost" and ":" not in host):
            return "url is no address: its host has no dot"
        if re.match(r"/?https?:/", parts.path.lstrip("/")) and not re.search(r"archive|wayback|proxy|cache", host):
            return "url has https:// twice"
    return ""


def _doi(entry: BibEntry, span: FieldSpan, value: str, at: int) -> Iterator[Finding]:
    bare = _ESCAPED.sub(r"\1", _BRACED.sub(r"\1", value)).replace("{\\textless}", "<").replace("{\\textgreater}", ">")
    front = _DOI_FRONT.match(bare)
    if front:
        bare = bare[front.end() :]
    if doi(bare) is None:
        if not re.search(r"[\\{}]", bare) and not (re.match(r"10\.48550/arxiv\.", bare, re.IGNORECASE)):
            what = "doi is no DOI" + (": it has a space in it" if " " in bare else "")
            yield _say(IDENTIFIER, entry, span, what, value, at)
        elif re.match(r"10\.48550/arxiv\.", bare, re.IGNORECASE):
            yield _say(IDENTIFIER, entry, span, "doi names an arXiv id that cannot be one", value, at)
    elif bare.endswith((".", ",", ";")) and not front:
        yield _say(IDENTIFIER, entry, span, "doi ends in punctuation", value, at, bare.rstrip(".,;"))
    elif front:
        yield _say(FORM, entry, span, "doi has an address in front", value, at, bare, safe=True)


def _eprint(entry: BibEntry, span: FieldSpan, value: str, at: int) -> Iterator[Finding]:
    kind = (entry.value("archiveprefix") or entry.value("eprinttype")).casefold()
    front = _ARXIV_FRONT.match(value)
    bare = value[front.end() :].removesuffix(".pdf") if front else value
    if kind != "arxiv" and not front:
        return
    if arxiv(bare) is None:
        if not re.search(r"[\\{}]", bare):
            yield _say(IDENTIFIER, entry, span, "eprint is no arXiv id", value, at)
    elif front:
        yield _say(FORM, entry, span, "eprint has an address or prefix in front", value, at, bare, safe=True)


def _isbn(entry: BibEntry, span: FieldSpan, value: str, at: int) -> Iterator[Finding]:
    for one in re.split(r"[,;/]| and ", re.sub(r"\([^)]*\)|ISBN(?:-1[03])?:?", "", value)):
        number = one.strip()
        digits = re.sub(r"[\s\u2010-\u2015-]", "", number)
        if re.fullmatch(r"[\dXx]{9,14}", digits) and isbn(number) is None:
            yield _say(IDENTIFIER, entry, span, f"the check digit of ISBN {number} is wrong", value, at)


def _issn(entry: BibEntry, span: FieldSpan, value: str, at: int) -> Iterator[Finding]:
    for one in _ISSN.findall(value):
        digits = one.replace("-", "").upper()
        total = sum((8 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        if total % 11:
            yield _say(IDENTIFIER, entry, span, f"the check digit of ISSN {one} is wrong", value, at)


_CHECKS = {"url": _url, "doi": _doi, "eprint": _eprint, "isbn": _isbn, "issn": _issn}
FAMILY = Family((URL, IDENTIFIER, FORM), each_entry(_see))
