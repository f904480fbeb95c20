"""Layout "pdf": a PDF of a work is a note about it.

The title and the identifiers come from the first page and the metadata (`biblio.formats.pdf_work`), authors and year
from a file name such as "Vaswani et al. - 2017 - Attention Is All You Need.pdf", and whatever else a name says if the
page says nothing. PDFs are notes only in a source without others (`read_files`); beside those they are attachments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from biblio.errors import SourceError
from biblio.formats.export_values import read_doi
from biblio.formats.pdf_page import has_pdf_library, read_first_page
from biblio.formats.pdf_work import PdfWork, read_pdf_work
from biblio.model.identifiers import Identifier
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.entry_to_note import written_name
from biblio.readers.markdown.note_file_names import FileName, read_file_name
from biblio.readers.note_ids import note_id
from biblio.readers.skipped import Skipped, SkipReason
from biblio.text import fold_key

__all__ = ["READER", "PdfReader"]

_ENDING = re.compile(r"(?:[ _-]*(?:\(\d+\)|copy|final|v\d+|preprint|annotated)){1,9}$", re.IGNORECASE)
# Programs replace the slash of a DOI in a name, and browsers encode it: "10.1145_3292500.pdf", "10.1038%2Fnature1.pdf".
_DOI_NAME = re.compile(r"(10\.\d{4,9})[_/:@](\S+)")


class PdfReader:
    """Reads PDF files as the module describes."""

    layout = "pdf"

    def recognises(self, document: Document) -> bool:
        """Return whether the document is a PDF."""
        return document.data.startswith(b"%PDF-") or (document.suffix == ".pdf" and not document.text)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the note; a `Problem` if the file cannot be read, `Skipped` if it says nothing about a work."""
        if not has_pdf_library():
            yield Skipped(document.path, SkipReason.NO_PDF_LIBRARY)
            return
        try:
            page = read_first_page(document.data, document.path)
        except SourceError as error:
            yield error.as_problem
            return
        note = _note(document, read_pdf_work(page), page.pages)
        yield note if note is not None else Skipped(document.path, SkipReason.NO_WORK)


def _note(document: Document, work: PdfWork, pages: int) -> Note | None:
    stem = unquote((document.name or document.path).rpartition("/")[2]).rpartition(".")[0].strip()
    stem = _ENDING.sub("", stem) or stem
    name = read_file_name(f"{stem}.md")
    identifiers = work.identifiers or _identifiers_in_name(stem, name)
    title = _title(work, name, is_named_by_id=bool(_identifiers_in_name(stem, name)))
    if not title and not identifiers:
        return None
    return Note(
        id=note_id("pdf", str(identifiers[0]) if identifiers else "", title or stem, title=title or stem),
        source=document.path,
        line=1,
        end_line=1,
        layout="pdf",
        title=title or None,
        authors=name.authors or tuple(map(written_name, work.authors)),
        et_al=name.et_al if name.authors else False,
        year=name.year,
        links=tuple(Link(identifier.address, LinkRole.OWN, "", 1) for identifier in identifiers if identifier.address),
        citekey=name.citekey if name.is_marked_key else "",
        fields=tuple(filter(_has_value, (("keywords", work.keywords), ("page-count", str(pages))))),
    )


def _has_value(field: tuple[str, str]) -> bool:
    return bool(field[1])


def _identifiers_in_name(stem: str, name: FileName) -> tuple[Identifier, ...]:
    match = _DOI_NAME.fullmatch(stem)
    doi = read_doi(f"{match[1]}/{match[2]}") if match else None
    return tuple(filter(None, (name.identifier, doi)))


def _title(work: PdfWork, name: FileName, *, is_named_by_id: bool) -> str:
    """Return the page's title, or the one in the file's name where the page has none or only a part of it."""
    named = "" if is_named_by_id else name.title
    if not work.title:
        slug = next((title for title in name.other_titles if len(title.split()) > 3), "") if not is_named_by_id else ""
        is_title = bool(name.authors) or len(re.findall(r"[^\W\d_]{2,}|[\u3040-\u9fff]{6}", named)) > 2
        return named if named and is_title else slug
    # Colons are no part of file names, so the page's title is the better one where both are the same.
    page_key, name_key = fold_key(work.title), fold_key(named)
    return named if name.authors and page_key != name_key and name_key.startswith(page_key) else work.title


READER = PdfReader()
