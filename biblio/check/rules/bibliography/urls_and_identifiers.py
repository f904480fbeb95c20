"""The rules about addresses and identifiers that are invalid, and identifiers in a form that styles print wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from biblio.bibtex.doi_field import read_doi_field
from biblio.bibtex.latex_to_text import plain_address
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.entry_dialect import is_of_biblatex
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.source_text import BibEntry
from biblio.model.identifiers import arxiv, doi, isbn
from biblio.patterns import compiled

__all__ = ["ADDRESS_RULES", "IDENTIFIER_FORM", "IDENTIFIER_INVALID", "URL_INVALID"]

URL_INVALID = Rule(
    "url-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A URL that no browser can open.",
    """The field `url` lacks "https://", contains a space, a sentence or two addresses, or its host has no dot. With
biblatex, escapes such as "\\_" and "\\%" in `url` become part of the address.

What to do: write the plain address, without escapes.""",
)
IDENTIFIER_INVALID = Rule(
    "identifier-invalid",
    FindingKind.FILE,
    Severity.WARNING,
    "A DOI, arXiv id, ISBN or ISSN that is not valid.",
    """A DOI begins with "10." and a registrant's number, an arXiv id has a month from 01 to 12, and the last character
of an ISBN or ISSN is a check digit. An identifier that breaks these rules is mistyped, wherever it came from.

What to do: copy it again from the publication.""",
)
IDENTIFIER_FORM = Rule(
    "identifier-form",
    FindingKind.FILE,
    Severity.INFO,
    "A DOI or arXiv id with an address or prefix in front.",
    """Styles add "https://doi.org/" to the field `doi` themselves: if the field holds the whole address, the link leads
nowhere. Signs that are escaped as in an address ("%3C") are escaped twice. `--fix` leaves the bare DOI or arXiv id, but
with `--review` only if a publisher's address goes on behind the DOI.""",
)
_DOI_PREFIX = r"(?i)\A(?:(?:https?://)?(?:dx\.)?doi\.org/+|doi:\s*)"
_ESCAPED_FOR_URL = r"(?i)%[0-9a-f]{2}|&\w+;|&#\w+;"
_ARXIV_DOI = r"(?i)10\.48550/arxiv\."
_ARXIV_PREFIX = r"(?i)(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_LACKS_SCHEME = r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|edu|gov|io|de|jp|hu|fr|uk|ch)/)\S+"
_USUAL_URL = r"(?a)https?://[a-z0-9-]++(?:\.[a-z0-9-]++)+(?:/[\w.~!&'(),;=@%?#/*+-]*+)?"
_ISSN = r"\d{4}-?\d{3}[\dXx]"


class _FieldValue(NamedTuple):
    """The value of a field without the braces and spaces around it, and where it is: a tuple, as there are many."""

    entry: BibEntry
    field: str
    text: str
    start: int

    def report(self, rule: Rule, message: str, new: str | None = None, *, is_safe: bool = False) -> Finding:
        """Return a finding about the value; `new` is what a fix replaces it with."""
        start, end = self.start, self.start + len(self.text)
        fix = Fix(f"replace with {new}", (Edit(start, end, new),), is_safe=is_safe) if new is not None else None
        span = self.entry.source.span(start, end)
        return rule.finding(
            span, message, key=self.entry.key, field=self.field, written=self.text, record=new or "", fix=fix
        )


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    for field, is_plain, start, end in entry.contents():
        check = _CHECKS.get(field.name)
        if check is not None and is_plain:
            value = entry.source.text[start:end]
            if stripped := value.strip():
                yield from check(_FieldValue(entry, field.name, stripped, start + value.index(stripped)))


def _url(value: _FieldValue) -> Iterator[Finding]:
    url = value.text
    if compiled(_USUAL_URL).fullmatch(url) and url.find("http", 8) < 0:
        return
    if url.startswith("\\url{") and url.endswith("}"):
        inner = url[5:-1]
        is_safe = not set(inner) & set("{}\\ ")
        yield value.report(URL_INVALID, "\\url inside url is applied twice", inner, is_safe=is_safe)
        return
    if "\\" in url:
        plain = plain_address(url)
        if "\\" not in plain:
            yield value.report(URL_INVALID, "biblatex makes the backslash part of the address", plain)
        return
    if url.startswith("{") or "$" in url:
        return
    if problem := _url_problem(url):
        yield value.report(URL_INVALID, problem, f"https://{url}" if compiled(_LACKS_SCHEME).fullmatch(url) else None)


def _url_problem(url: str) -> str:
    if re.search(r"\s", re.sub(r"(?<!\s)\s*?\n\s*", "", url)):
        is_list = len(re.findall(r"https?://", url)) > 1
        return "url contains two addresses" if is_list else "url contains a space"
    if not compiled(_SCHEME).match(url):
        return "url is not an address: https:// is missing"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "url is not an address"
    if parts.scheme.lower() in ("http", "https", "ftp"):
        host = parts.hostname or ""
        if not host or ("." not in host and host != "localhost" and ":" not in host):
            return "url is not an address: its host has no dot"
        if re.match(r"/?https?:/", parts.path.lstrip("/")) and not re.search(r"archive|wayback|proxy|cache", host):
            return "url contains https:// twice"
    return ""


def _doi(value: _FieldValue) -> Iterator[Finding]:
    written = read_doi_field(value.text)
    bare = written.bare if written else compiled(_DOI_PREFIX).sub("", plain_address(value.text), count=1)
    if doi(bare) is None:
        if compiled(_ARXIV_DOI).match(bare):
            yield value.report(IDENTIFIER_INVALID, "doi contains an arXiv id that is not valid")
        elif not re.search(r"[\\{}]", bare):
            message = "doi is not a valid DOI" + (": it contains a space" if " " in bare else "")
            yield value.report(IDENTIFIER_INVALID, message)
    elif written is None:
        return
    elif bare.endswith((".", ",", ";")) and not written.has_front:
        yield value.report(IDENTIFIER_INVALID, "doi ends in punctuation", bare.rstrip(".,;"))
    elif written.has_front:
        message = "doi has an address or prefix in front"
        yield value.report(IDENTIFIER_FORM, message, bare, is_safe=written.is_sure and _is_balanced(bare))
    elif written.is_escaped and compiled(_ESCAPED_FOR_URL).search(value.text):
        message = "doi has signs escaped as in an address"
        yield value.report(IDENTIFIER_FORM, message, bare, is_safe=_is_balanced(bare))
    elif written.is_escaped and "\\" in value.text and is_of_biblatex(value.entry):
        message = "biblatex makes the backslash part of the DOI"  # with BibTeX it depends on the style
        yield value.report(IDENTIFIER_FORM, message, bare, is_safe=_is_balanced(bare))


def _is_balanced(text: str) -> bool:
    """Whether a text can stand in braces and in quotes as it is."""
    return not set('{}"\\') & set(text)


def _eprint(value: _FieldValue) -> Iterator[Finding]:
    archive = (value.entry.value("archiveprefix") or value.entry.value("eprinttype")).casefold()
    prefix = compiled(_ARXIV_PREFIX).match(value.text)
    bare = value.text[prefix.end() :].removesuffix(".pdf") if prefix else value.text
    if archive != "arxiv" and not prefix:
        return
    if arxiv(bare) is None:
        subject = (value.entry.value("primaryclass") or value.entry.value("eprintclass")).partition(".")[0]
        if re.fullmatch(r"\d{7}(?:v\d+)?", bare, re.ASCII) and arxiv(f"{subject}/{bare}"):  # as Mendeley parts it
            message = f"the arXiv id begins with its subject: {subject}/{bare}"
            yield value.report(IDENTIFIER_FORM, message, f"{subject}/{bare}", is_safe=True)
        elif not re.search(r"[\\{}]", bare):
            yield value.report(IDENTIFIER_INVALID, "eprint is not a valid arXiv id")
    elif (number := bare.partition(" [")[0]) != bare:
        said = value.entry.value("primaryclass") or value.entry.value("eprintclass")
        yield value.report(
            IDENTIFIER_FORM, "the class behind the arXiv id is a field of its own", number, is_safe=bool(said)
        )
    elif prefix:
        yield value.report(IDENTIFIER_FORM, "eprint has an address or prefix in front", bare, is_safe=True)


def _isbn(value: _FieldValue) -> Iterator[Finding]:
    without_remarks = re.sub(r"\([^()]*\)|ISBN(?:-1[03])?:?", "", value.text)
    for part in re.split(r"[,;/]| and ", without_remarks):
        number = part.strip()
        digits = re.sub(r"[\s\u2010-\u2015-]", "", number)
        if re.fullmatch(r"[\dXx]{9,14}", digits) and isbn(number) is None:
            yield value.report(IDENTIFIER_INVALID, f"the check digit of ISBN {number} is wrong")


def _issn(value: _FieldValue) -> Iterator[Finding]:
    for number in compiled(_ISSN).findall(value.text):
        digits = number.replace("-", "").upper()
        total = sum((8 - index) * (10 if digit == "X" else int(digit)) for index, digit in enumerate(digits))
        if total % 11:
            yield value.report(IDENTIFIER_INVALID, f"the check digit of ISSN {number} is wrong")


_CHECKS: dict[str, Callable[[_FieldValue], Iterator[Finding]]] = {
    "url": _url, "doi": _doi, "eprint": _eprint, "isbn": _isbn, "issn": _issn,
}  # fmt: skip
ADDRESS_RULES = RuleFamily((URL_INVALID, IDENTIFIER_INVALID, IDENTIFIER_FORM), entry_by_entry(_check))
