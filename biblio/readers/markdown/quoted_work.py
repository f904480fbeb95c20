"""The work that a note names below a heading in the user's own words: a BibTeX entry, or a reference in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as with_changes

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.identifiers import Identifier
from biblio.model.note import Link, LinkRole, Note
from biblio.model.people import is_group, parse_person
from biblio.readers.base import Document
from biblio.readers.bib_file_reader import READER as BIB_READER
from biblio.readers.markdown.arranged_line import are_quotations
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import Byline, is_person_name, may_be_cited, read_byline
from biblio.readers.markdown.citation import CitationLine, read_citation
from biblio.readers.markdown.citation_forms import are_people
from biblio.readers.markdown.inline import identifier_of, is_address
from biblio.readers.markdown.names_below_title import without_app_links
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.plain_reference import may_be_reference
from biblio.readers.reference_authors import authors_at_start
from biblio.text import fold, unique_words

__all__ = ["QuotedEntry", "quoted_entries", "quoted_entry", "quoted_reference", "with_entry"]

_ENTRY = re.compile(r"@[A-Za-z]+\s*\{\s*[^\s,{}]+\s*,")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?:```|~~~)")
# What may precede a reference on its line.
_LABEL = re.compile(
    r"^\W*(?:full\s)?(?:reference|citation|cite|source|paper|bibliograph(?:y|ic reference)|文献|引用|参考文献"
    r"|出典|論文情報|引用格式|原文|출처|인용|referenz|quelle|référence|fuente)\W*[:：]\W*",
    re.IGNORECASE,
)
# "**Jane Roe** reviewing A. Poe …", as journal clubs begin
_REVIEWER = re.compile(
    r"^[*_]{1,3}[^*_\n]{3,60}[*_]{1,3}\s+(?:reviews|reviewing|presents|presenting|summari[sz]ing|on)\s+"
)
# A reference that is in italics from end to end.
_WHOLLY_MARKED = re.compile(r"^(?P<mark>[*_]{1,3})(?=\S)(?P<words>[^*_]+)(?P=mark)$")
# "IEEE Transactions on Lamps, J. Roe, 1992"
_INITIALS_BEHIND = re.compile(r"[^\W\d_]{2}\s[A-Z]{1,3}$")  # "Roe T", as in medicine
_BOLD_NUMBER = re.compile(r"\*\*(\d[\d(): –-]{0,12})\*\*")  # "**2018**;46", "Phys. Rev. **76**"
_MEETING = re.compile(
    r"(?P<names>[^*_\n]{4,600}?)\.\s([*_])(?:Proceedings of (?:the )?)?"
    r"(?P<venue>[^*_\n]{0,80}\b(?:Proceedings|Conference|Meeting|Symposium|Workshop)\b[^*_\n]{0,250})\2"
    r",?\s\(?(?P<year>(?:19|20)\d{2})\)?\.?"
)
_NUMBER_AND_YEAR = re.compile(
    r"[*_\s,]{0,4}(?:vol\.?\s)?\d{1,4}(?:[.:/]\d{1,3})?\s?\((?:1[6-9]|20)\d\d\)", re.IGNORECASE
)
_JOURNAL = re.compile(
    r"(?:(?:IEEE|ACM|SIAM|AIP|APS)(?:/\w+)?\s|proceedings\s|(?:international\s|european\s|american\s)?journal\s(?:of|on|for)\s"
    r"|transactions\son\s|annals\sof\s)",
    re.IGNORECASE,
)
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+(?:\[![^\[\]]*\][+-]?)?")
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]")
_REMARK_WORD = re.compile(r"(?:this|the|in|an?|we|i|see|as)\s", re.IGNORECASE)
_ADDRESS_OR_YEAR = re.compile(r"https?:|\]\(|\b(?:1[5-9]|20)\d\d\b")
# "Phys. Rev. D 76 (2007) 1234", "Nature 505, 123 (2014)"
_VOLUME = re.compile(r"\d\s?\((?:19|20)\d\d\)")
# What marks a title or a link.
_MARKS = ("*", "_", '"', "“", "„", "«", "「", "『", "《", "[", "<", "://")
_LONGEST_JOURNAL = 6  # words, with the volume
_BY = re.compile(r"^(?:by|von|par|por|de|di)\s+", re.IGNORECASE)
# "Journal of Lamps, 47(6), 381–391", read as a title
_JOURNAL_WITH_PAGES = re.compile(
    r"(?P<journal>[^\W\d_][^\n]*?[^\W\d_]),?\s(?:vol\.?\s)?\d{1,4}(?:\s?\(\d{1,4}(?:[-–/]\d{1,4})?\))?"
    r"(?:[,:]\s?(?:pp?\.\s?)?(?:[A-Za-z]?\d+(?:\s?[-–—]\s?[A-Za-z]?\d+)?))\.?",
    re.IGNORECASE,
)
_FARTHEST = 12  # lines below the heading
_FAR_DOWN = 15  # lines with words


@dataclass(frozen=True, slots=True)
class QuotedEntry:
    """A BibTeX entry in a page, as a note, and the lines of the body (from 0, `end` excluded) that it fills."""

    note: Note
    start: int
    end: int


def quoted_entries(page: MarkdownPage) -> list[QuotedEntry]:
    """Return the BibTeX entries of a page that have titles, in order."""
    if "@" not in page.body or not _ENTRY.search(page.body):
        return []
    document = Document(page.document.path, page.document.text, page.document.name)
    entries: list[QuotedEntry] = []
    for note in BIB_READER.read(document):
        if not isinstance(note, Note) or not note.title:
            continue
        start, end = note.line - page.first_line, note.end_line - page.first_line + 1
        if (
            start > 0
            and _FENCE.match(page.lines[start - 1])
            and end < len(page.lines)
            and _FENCE.match(page.lines[end])
        ):
            start, end = start - 1, end + 1
        entries.append(QuotedEntry(note, start, end))
    return entries


def quoted_entry(page: MarkdownPage, names: tuple[str, ...]) -> QuotedEntry | None:
    """Return the one BibTeX entry of a page; of several, the one that is called or titled like one of `names`.

    On a page with sections about several works, an entry under the heading of its own title is that section's.
    """
    entries = quoted_entries(page)
    titled = [entry for entry in entries if _is_titled_in(entry, page)]
    if len(titled) > 1 or any(_is_of_section(entry, page) for entry in titled):
        return None
    if len(entries) > 1:
        wanted = {fold(name) for name in names if name}
        entries = [entry for entry in entries if {fold(entry.note.citekey), fold(entry.note.title or "")} & wanted]
    if len(entries) != 1 or _is_example(entries[0], page, names):
        return None
    return entries[0]


def _is_example(entry: QuotedEntry, page: MarkdownPage, names: tuple[str, ...]) -> bool:
    """Return whether an entry stands in an item of a list, far down a text whose names share no word with its title."""
    row = next((row for row in range(entry.start, entry.end) if "@" in page.lines[row]), entry.start)
    indent = _indent(page.lines[row])
    above = [line for line in page.lines[:row] if line.strip()]
    outer = next((line for line in reversed(above) if _indent(line) < indent), "") if indent else ""
    if not _BULLET.match(outer) or len(above) < _FAR_DOWN:
        return False
    words = {*fold(entry.note.title or "").split(), fold(entry.note.citekey)}
    return not any(word in words for name in names for word in fold(name).split())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _is_titled_in(entry: QuotedEntry, page: MarkdownPage) -> bool:
    """Return whether the heading above an entry is its title."""
    above = [heading for heading in page.headings if heading.row < entry.start]
    return bool(above) and fold(plain_value(above[-1].text)) == fold(entry.note.title or "")


def _is_of_section(entry: QuotedEntry, page: MarkdownPage) -> bool:
    """Return whether the heading above an entry is one of several on its level, below that of the page's title."""
    heading = [heading for heading in page.headings if heading.row < entry.start][-1]
    return heading.level > 1 and sum(other.level == heading.level for other in page.headings) > 1


def with_entry(note: Note, entry: QuotedEntry, page: MarkdownPage, start: int = 0, end: int | None = None) -> Note:
    """Return a note about the work of its BibTeX entry: tags, date and comment are the note's, the rest the entry's.

    The note is on the lines of the body from `start` to `end` (excluded).
    """
    work = entry.note
    before, after = page.lines[start : entry.start], page.lines[entry.end : end]
    if before and after and not before[-1].strip() and not after[0].strip():
        del after[0]
    lines = [*before, *after]
    own_urls = {link.url for link in work.links}
    links = [link for link in note.links if link.url not in own_urls]
    if any(link.role is LinkRole.OWN for link in work.links):
        further = _further_identifiers(links, work.links)
        links = [
            with_changes(link, role=LinkRole.MENTION)
            if link.role is LinkRole.OWN and identifier_of(link.url) not in further
            else link
            for link in links
        ]
    return note.replace(
        title=work.title,
        other_titles=(),
        authors=work.authors or note.authors,
        et_al=work.et_al if work.authors else note.et_al,
        venue=work.venue or note.venue,
        year=work.year or note.year,
        month=work.month if work.year else note.month,
        date=note.date or work.date,
        tags=unique_words([*note.tags, *work.tags]),
        summary=note.summary or work.summary,
        comment="\n".join(lines).strip("\n") if any(line.strip() for line in lines) else "",
        links=(*work.links, *links),
        citekey=work.citekey or note.citekey,
        kind_hint=note.kind_hint or work.kind_hint,
        fields=(*work.fields, *note.fields),
    )


def _further_identifiers(links: Sequence[Link], of_entry: Sequence[Link]) -> set[Identifier]:
    """Return the identifiers by which own links of a note tell more of the work than its entry does.

    Beside the conference's address in the entry, the note has the preprint's. Several of a kind are of other works.
    """
    known = {identifier.scheme for link in of_entry if (identifier := identifier_of(link.url))}
    found = {identifier for link in links if link.role is LinkRole.OWN and (identifier := identifier_of(link.url))}
    schemes = [identifier.scheme for identifier in found]
    return {item for item in found if item.scheme not in known and schemes.count(item.scheme) == 1}


def quoted_reference(page: MarkdownPage, start: int) -> CitationLine | None:
    """Return the reference that is the first paragraph from the line `start` of the body on, if it is one."""
    lines: list[str] = []
    first = start
    for index in range(start, min(start + _FARTHEST, len(page.masked_lines))):
        line = page.masked_lines[index]
        line = (_QUOTE.sub("", line) if ">" in line else line).strip()
        if line.startswith(("#", "![", "|")) or _BULLET.match(line):
            if lines or not line.startswith("!["):
                break
            continue
        if line:
            first = first if lines else index
            lines.append(line)
        elif lines:
            break
    if len(lines) == 1 and is_address(lines[0]):
        return None
    if lines and are_people(lines[0]) and not _TWO_WORDS.search(" ".join(lines[1:])):
        return None  # "*Jane Roe, Max Poe*", "arXiv:1706.03762"
    text = _LABEL.sub("", without_app_links(" ".join(lines)))
    text = _WHOLLY_MARKED.sub(r"\g<words>", text) if text.startswith(("*", "_")) else text
    text = _REVIEWER.sub("", text) if text.startswith(("*", "_")) else text
    text = _BOLD_NUMBER.sub(r"\1", text) if "**" in text else text
    if not text or len(text) > 1000 or _REMARK_WORD.match(text):
        return None
    if not (any(map(text.__contains__, _MARKS)) or may_be_cited(text) or may_be_reference(text)):
        return None  # prose
    if are_quotations([text]) and not _ADDRESS_OR_YEAR.search(text):
        return None  # "“Whoever keeps the lamp sees the ships come in.” — Jane Roe"
    citation = read_citation(text, page.definitions, line=page.first_line + first)
    if page.headings and page.headings[0].row < start and (imprint := _meeting_below_title(text)):
        return citation._replace(title="", byline=imprint, remark="", is_marked=False)
    if _is_in_byline(citation.title, text):
        return None
    if _begins_like_heading(citation.byline.authors, page, start):
        citation = _titled_in_full(citation, text)
    byline = citation.byline
    linked = {identifier_of(link.url) for link in citation.links}
    named = [item.identifier for item in find_identifiers(text) if item.identifier not in linked]
    if not byline.identifiers and len(named) == 1:
        byline = byline._replace(identifiers=tuple(named))
        citation = citation._replace(byline=byline)
    if citation.remark and len(named) == 1 and not re.search(r"[^\W\d_]{2}", _without(named[0], citation.remark)):
        citation = citation._replace(remark="")  # "JHEP 05 (2014) 123, [1402.1234]"
    if len(named) == 1 and _VOLUME.search(text) and (not byline.authors or _is_no_title(citation.title)):
        return _untitled_reference(text, citation, named[0])
    is_reference = byline.authors and (byline.year or byline.venue or byline.identifiers)
    # '["A title"](https://…) by Jane Roe and Max Poe', alone in its paragraph
    is_credited = bool(byline.authors and citation.is_marked)
    is_credited = is_credited and (byline.et_al or all(map(is_person_name, byline.authors)))
    has_initials = bool(byline.year and byline.venue) and len(byline.authors) > 1
    are_names = all(
        "," in name
        or is_person_name(name)
        or is_group(parse_person(name))
        or name.isalpha()
        or (has_initials and _INITIALS_BEHIND.search(name))
        for name in byline.authors
    )
    # "Jane Roe, Max Poe. 2020" has authors only.
    has_title = (len(citation.title.split()) > 1 or len(citation.title) > 8) and not is_person_name(citation.title)
    has_title = has_title and not _JOURNAL.match(citation.title)
    if byline.authors and byline.year and are_names and (placed := _JOURNAL_WITH_PAGES.fullmatch(citation.title)):
        # "Roe, J. (1954). Journal of Lamps, 47(6), 381-391."
        return citation._replace(title="", byline=byline._replace(venue=placed["journal"]), remark="")
    if has_title and byline.authors and _is_followed_by_volume(citation.title, text):
        # "Jane Roe, *Journal of Lamps* 10 (1897), 457-478": the title is that of the page
        return citation._replace(title="", byline=byline._replace(venue=citation.title), remark="")
    return citation if (is_reference or is_credited) and are_names and has_title and not citation.remark else None


def _meeting_below_title(text: str) -> Byline | None:
    """Return what "Jane Roe, Max Poe. *Ninth Conference on Lamps, May 4-6*, 2017." below a title says."""
    match = _MEETING.fullmatch(text) if "*" in text or "_" in text else None
    if match is None:
        return None
    names, et_al = split_authors(match["names"])
    if not names or not all(map(is_person_name, names)):
        return None
    return Byline(authors=names, et_al=et_al, year=int(match["year"]), venue=match["venue"])


def _is_in_byline(title: str, text: str) -> bool:
    """Return whether what was read as a title begins with an author of the byline that the whole text is.

    "by Jane Roe, Max Poe (ICML 2014)" and "Jane Roe, Ann Moe, Max Poe. Lamp Press, 2016" have no title.
    """
    byline = read_byline(text)
    words = _BY.sub("", title)
    return byline.end >= len(text.rstrip(" .")) and any(words.startswith(name) for name in byline.authors)


def _begins_like_heading(authors: tuple[str, ...], page: MarkdownPage, start: int) -> bool:
    """Return whether the only author that was read is the heading: "# Lamps", "Lamps: How they burn. Roe. 2018"."""
    above = [heading.text for heading in page.headings if heading.row < start]
    return len(authors) == 1 and bool(above) and fold(plain_value(above[-1])) == fold(authors[0])


def _titled_in_full(citation: CitationLine, text: str) -> CitationLine:
    """Return a reference that begins with its title, of which the heading is the start; it may have no authors."""
    for match in re.finditer(r"\.\s", text):
        byline = read_byline(text[match.end() :])
        if byline.end >= len(text[match.end() :].rstrip(" .")) and byline.is_citation and byline.authors:
            return citation._replace(title=text[: match.start()], byline=byline, remark="")
    return citation._replace(byline=Byline())


def _is_followed_by_volume(title: str, text: str) -> bool:
    _, _, behind = text.partition(title)
    return _NUMBER_AND_YEAR.match(behind) is not None


def _without(identifier: Identifier, text: str) -> str:
    return re.sub(rf"(?i)\barxiv\b|\bdoi\b|{re.escape(identifier.value)}|\[[a-z.-]+\]", "", text)


def _is_no_title(words: str) -> bool:
    """Return whether words are a volume with its year, or an identifier."""
    return _VOLUME.search(words) is not None or next(find_identifiers(words), None) is not None


def _untitled_reference(text: str, citation: CitationLine, identifier: Identifier) -> CitationLine | None:
    """Return a reference without a title, as physicists cite: "J. Roe, M. Poe, Phys. Rev. D 76 (2007) 1234, 0712.1234".

    None if it does not begin with the authors, or if there are words between them and the journal.
    """
    names = authors_at_start(text)
    end = _VOLUME.search(text)
    if not names or not end or len(text[names.end : end.start()].split()) > _LONGEST_JOURNAL:
        return None
    year = re.search(r"\d{4}", end[0][1:])
    byline = Byline(names.authors, names.et_al, year=int(year[0]) if year else None, identifiers=(identifier,))
    return citation._replace(title="", byline=byline, remark="")
