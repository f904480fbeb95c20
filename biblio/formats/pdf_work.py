"""What the first page and the metadata of a PDF say about its work: an identifier, a title, authors, or nothing.

Metadata is often left over from a template ("Microsoft Word - paper3.doc"), and a first page quotes other works, so a
value counts only if something confirms it: a title of the metadata must stand on the page, a DOI must be the only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from biblio.extract.identifiers_in_text import find_identifiers
from biblio.formats.export_values import read_doi, read_names
from biblio.formats.pdf_page import PdfLine, PdfPage
from biblio.model.identifiers import Identifier, arxiv
from biblio.model.people import Person, surname_key
from biblio.text import fold, fold_key, normalise_space

__all__ = ["PdfWork", "read_pdf_work"]

_STAMP = re.compile(r"arXiv:\s?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(v\d+)?\s*(?:\[[\w.-]+\])?", re.IGNORECASE)
_XMP_DOI = re.compile(
    r"(?:prism:doi|pdfx:doi|crossmark:doi|dc:identifier)\s*(?:>|=\s*[\"'])\s*(?:doi:)?(10\.[^<\"'\s]+)", re.IGNORECASE
)
# Archives of data and software, which papers refer to on their first pages; and books (their DOIs are ISBNs).
_OF_OTHERS = re.compile(r"^10\.(?:5281|6084|5061|17605|7910|17632|5255|25384|5067|3886)/|/97[89][\d-]{10,}$")
_DOI_LABEL = re.compile(r"(doi\.org/|doi:?)\s+(?=10\.)", re.IGNORECASE)
_BEFORE_DOI = re.compile(
    r"\W*(?:digital object identifier|doi|https?:|to (?:link to|cite) this article|citation|.*[|·•]|.*pages?\b"
    r"|.*available at)?[\W\d]*"
    r"(?:(?:doi|https?://(?:dx\.)?doi\.org/?)\W*)?",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"©|\b(?:copyright|permissions?|reprints?|all rights reserved|issn)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\d\s?\(\d+\)\s?[:,]|\b[A-Z]\.?,? [^()]{0,200}\((?:19|20)\d\d\)|\bet al\b.{0,200}\d{4}")
_REFERENCES = re.compile(r"(?i)\W*(?:references|bibliography|literature cited|参考文献|literatur(?:verzeichnis)?)\W*")
_JUNK = re.compile(
    r"(?i)(?:microsoft |powerpoint |word |untitled|document\d*$|layout \d|slide \d|title$|paper$|template|manuscript"
    r"|arxiv:|doi:|https?:|pii:|[\w-]+\.(?:dvi|docx?|tex|pdf|pptx?|rtf|ps|qxd|indd|eps|fm|p65)\b|\d[\d.,_ -]*$"
    r"|(?=[\w-]*?\d)[\w-]+$|.*\.(?:dvi|docx?|tex|indd|qxd)\s*$)"
)
# Lines above a title that are often set in large letters.
_HEADER = re.compile(
    r"(?i)\W*(?:(?:(?:original|research|review|regular|invited|short|full) )*(?:article|paper|report|letter"
    r"|communication|review|perspective|editorial|tutorial|survey|chapter|note|brief|commentary|news|feature)s?"
    r"(?: open)?\W*$"
    r"|open access|contents lists? available|journal homepage|available online|proceedings of"
    r"|published (?:by|in|as|online)|this (?:may be|is|article|paper|version|copy)|to (?:appear|cite)|preprint|accepted"
    r"|received|submitted|copyright|volume \d|vol\.? ?\d|issn|isbn|doi\b|https?:|www\.|technical report|working paper"
    r"|nber|(?:the )?(?:international |european |american |annual )?(?:journal|transactions|annals|archives|bulletin"
    r"|acta|annales|revista|zeitschrift)\b|.{0,30}\bjournal of\b|.*\(\d{4}\)\s*\d|ieee\b|acm\b|springer|elsevier"
    r"|supplement(?:ary|al)\b|supporting information|additional file|appendix\b|table of contents|contents\W*$"
    r"|from the cover"
    r"|science\s?direct|nature\b.{0,20}$|plos\b|chapter \w+\W*$|the user has requested|see discussions|department of"
    r"|university|institut)"
)

# IEEE's metadata ends with the publication: "… - Software Engineering, IEEE Transactions on".
_TAIL = re.compile(r" - [^-]*\b(?:IEEE|ACM|Transactions|Proceedings|Conference|Symposium|International|Journal)\b.*$")
_NUMBER = re.compile(r"^\[(?=[^\d\]]*\d)[\w, .-]*\]\s*")  # of a preprint
# Not titles: numbered headings, sentences, quotations of works.
_SENTENCE = re.compile(r"^\d{1,2}(?:\.\d+)*\.? |\[\d+\]|[a-z]{3}\. [a-z]|[.;,]$")
_CJK_TITLE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{6}")


@dataclass(frozen=True, slots=True)
class PdfWork:
    """What a PDF says about its work. `keywords` are the metadata's, as written."""

    title: str = ""
    identifiers: tuple[Identifier, ...] = ()
    authors: tuple[Person, ...] = ()
    keywords: str = ""


def read_pdf_work(page: PdfPage) -> PdfWork:
    """Return what the first page and the metadata say about the work."""
    title = _title(page)
    return PdfWork(
        title=title,
        identifiers=tuple(dict.fromkeys(_identifiers(page, title))),
        authors=_authors(page) if title else (),
        keywords=page.information.get("Keywords", ""),
    )


# -- identifiers ---------------------------------------------------------------------------------------------------
def _identifiers(page: PdfPage, title: str) -> Iterator[Identifier]:
    """Yield the work's own identifiers: those in the metadata, arXiv's stamp, and the only DOI on the page."""
    for key in ("doi", "DOI", "WPS-ARTICLEDOI"):
        if identifier := read_doi(page.information.get(key, "")):
            yield identifier
    if identifier := arxiv(page.information.get("arXivID", "")):
        yield identifier
    subject = re.search(r"(?i)\bdoi:?\s*(10\.\S+)", page.information.get("Subject", ""))
    if subject and (identifier := read_doi(subject[1])):
        yield identifier
    if (match := _XMP_DOI.search(page.xmp)) and (identifier := read_doi(match[1])):
        yield identifier
    for line in page.lines:
        match = _STAMP.match(line.text)
        # arXiv prints its stamp along the left margin; a reference names an id after its authors and title.
        if match and (not line.is_upright or match.end() + 20 >= len(line.text)) and (number := arxiv(match[1])):
            yield number
            break
    yield from _only_doi(page, title)


def _only_doi(page: PdfPage, title: str) -> Iterator[Identifier]:
    """Yield the DOI that the page gives as its own: one DOI only, at the beginning of a line, and not in a reference.

    DOIs of data sets and of whole books, which papers and chapters name, do not count.
    """
    if any(_REFERENCES.fullmatch(line.text) for line in page.lines[:5]):
        return
    texts = [_DOI_LABEL.sub(r"\1", line.text) for line in page.lines]
    occurrences = [
        (number, item.start, item.identifier)
        for number, text in enumerate(texts)
        for item in find_identifiers(text)
        if item.identifier.scheme == "doi" and not _OF_OTHERS.search(item.identifier.value)
    ]
    if len({identifier for _, _, identifier in occurrences}) != 1:
        return
    for number, start, identifier in occurrences:
        context = " ".join(texts[max(0, number - 4) : number + 1])
        is_of_title = bool(title) and fold(" ".join(title.split()[:4])) in fold(context)
        is_labelled = number < 3 or _BEFORE_DOI.fullmatch(texts[number][:start]) or _RIGHTS.search(context)
        if is_of_title or (is_labelled and not _REFERENCE.search(context if number > 2 else "")):
            yield identifier
            return


# -- titles --------------------------------------------------------------------------------------------------------
def _title(page: PdfPage) -> str:
    """Return the title of the metadata if the page confirms it, else the largest text of the page, else nothing."""
    stated = _TAIL.sub("", _NUMBER.sub("", normalise_space(page.information.get("Title", ""))))
    largest = "" if page.is_landscape else _largest_text(page.lines)
    if not _is_title(stated):
        return largest
    if not page.lines:  # a scan
        return stated
    stated_key, largest_key = fold_key(stated), fold_key(largest)
    if stated_key == largest_key:
        return largest  # metadata loses blanks and line ends
    beginning = fold(page.text[:3000].replace("\u00ad\n", "").replace("\n", " "))
    is_on_page = f" {fold(stated)} " in f" {beginning} "
    if largest and (stated_key in largest_key or largest_key in stated_key):
        is_whole = largest_key in stated_key or (is_on_page and largest_key.startswith(stated_key))
        return stated if is_whole else largest
    return stated if is_on_page and len(stated.split()) > 3 else largest


def _is_title(text: str) -> bool:
    """Whether a text can be a title: mostly letters, no source code, no name of a file, no letters of a broken font."""
    letters = [char for char in text if char.isalpha()]
    odd = sum("\u0080" <= char < "\u0370" for char in letters)
    is_text = len(letters) >= 6 and len(letters) * 2 > len(text) and odd * 3 < len(letters)
    return is_text and len(text) <= 400 and not re.search(r"[{}@=<>\\]", text) and not _JUNK.match(text)


def _largest_text(lines: Sequence[PdfLine]) -> str:
    """Return the text in the largest letters at the beginning, if it is larger than the body and reads as a title."""
    upright = [line for line in lines if line.is_upright and line.size and re.search(r"[^\W\d_]{2}", line.text)]
    if len(upright) < 3:
        return ""
    body = median(line.size for line in upright for _ in range(len(line.text)))
    top = upright[:25]
    sizes = sorted({line.size for line in top if line.size >= body * 1.15}, reverse=True)
    largest = next((size for size in sizes if any(line.size == size and _is_heading(line) for line in top)), 0.0)
    # What is much smaller than the largest heading is not the title, even if that one is none: names, "Abstract".
    for size in (size for size in sizes if size >= largest * 0.8):
        for start, line in enumerate(top):
            if not size * 0.97 <= line.size <= size * 1.03 or _HEADER.match(line.text):
                continue
            before = takewhile(lambda line: not _HEADER.match(line.text), _alike(reversed(top[:start]), size))
            block = [*before][::-1] + [line, *_alike(top[start + 1 :], size)]
            title = _joined(_with_subtitle(block, top))
            words = len(title.split())
            is_long = 2 <= words <= 40 or (words == 1 and _CJK_TITLE.search(title))
            if is_long and _is_title(title) and not _SENTENCE.search(title) and not title[:1].islower():
                return title
            break
    return ""


def _is_heading(line: PdfLine) -> bool:
    return not _HEADER.match(line.text) and (len(line.text.split()) > 1 or _CJK_TITLE.search(line.text) is not None)


def _with_subtitle(block: Sequence[PdfLine], top: Sequence[PdfLine]) -> Sequence[PdfLine]:
    """Return the lines of a title with what stands before or behind a colon in letters of another size."""
    start = next(number for number, line in enumerate(top) if line is block[0])
    end = start + len(block)
    if start and top[start - 1].text.endswith(":") and len(top[start - 1].text.split()) < 4:
        block = [top[start - 1], *block]
    if block[-1].text.endswith(":") and end < len(top) and not _HEADER.match(top[end].text):
        block = [*block, top[end], *_alike(top[end + 1 :], top[end].size)]
    return block


def _alike(lines: Iterable[PdfLine], size: float) -> Iterator[PdfLine]:
    """Yield the lines up to the first one of another size; a header is one of nearly the same size."""
    for line in lines:
        is_same = size * 0.97 <= line.size <= size * 1.03
        if not size * 0.9 <= line.size <= size * 1.1 or (not is_same and _HEADER.match(line.text)):
            return
        yield line


def _joined(lines: Sequence[PdfLine]) -> str:
    text = " ".join(line.text for line in lines)
    text = re.sub(r"\u00ad ", "", text).replace("\u00ad", "-")
    text = re.sub(r"(?<=\w)- (?=\w)", "-", text)
    return normalise_space(re.sub(r"(?:(?<!\s)\s+)?(?<![*∗†‡§¶+])[*∗†‡§¶+]+(?:\s.*)?$", "", _NUMBER.sub("", text)))


# -- authors -------------------------------------------------------------------------------------------------------
def _authors(page: PdfPage) -> tuple[Person, ...]:
    """Return the authors of the metadata if all of them stand on the page: often it names who made the file."""
    written = page.information.get("Author", "")
    parts = re.split(r"(?:(?<!\s)\s+)?(?:;|,(?! (?:Jr|Sr|II)\b)|\band\b|&)\s*", written)
    names, _ = read_names(part for part in parts if len(part.split()) > 1)
    text = fold_key(page.text.replace("\n", " "))
    if not names or len(names) < len([part for part in parts if part]):
        return ()
    return tuple(names) if all(surname_key(name) and surname_key(name) in text for name in names) else ()
