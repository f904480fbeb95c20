"""PDFs as notes: what counts as the work's title and identifier, what does not, and when a PDF is only an attachment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from biblio.errors import Problem
from biblio.extract.query import extract_query
from biblio.extras import Extra, install_command
from biblio.formats import pdf_page
from biblio.lookup.progress import SilentProgress
from biblio.model.note import Note
from biblio.readers import pdf_reader
from biblio.readers.base import Document
from biblio.readers.discovery import list_files
from biblio.readers.note_store import NoteStore
from biblio.readers.pdf_reader import READER
from biblio.readers.read_files import Reading, read_listing
from biblio.readers.skipped import Skipped, SkipReason
from biblio.settings import NoteSource
from biblio.state import State, open_memory_state
from tests.readers.pdf_files import Line, make_pdf

pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")

TITLE = [Line("Quiet Rivers: A Study of Slow", 17), Line("Water in Five Valleys", 17)]
BODY = [
    Line("Anna Berg and Bruno Rossi", 12),
    Line("Abstract"),
    *[Line("Rivers are slower than we think, and quiet too.")] * 20,
]
WHOLE = "Quiet Rivers: A Study of Slow Water in Five Valleys"


def read(
    lines: Sequence[Line], name: str = "x17.pdf", information: Mapping[str, str] | None = None, *, xmp: str = ""
) -> Note | Problem | Skipped:
    (item,) = READER.read(Document(name, "", name, "", make_pdf(lines, information, xmp=xmp)))
    return item  # type: ignore[return-value]


def ids(note: object) -> list[str]:
    assert isinstance(note, Note)
    return [str(identifier) for identifier in extract_query(note).identifiers]


def title(note: object) -> str | None:
    return note.title if isinstance(note, Note) else None


def test_the_title_is_the_largest_text_of_the_first_page() -> None:
    note = read([Line("JOURNAL OF SLOW THINGS 12 (2019) 101-118"), *TITLE, *BODY])
    assert isinstance(note, Note)
    assert (note.title, note.authors, note.year, note.layout, note.kind_hint) == (WHOLE, (), None, "pdf", "")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([Line("Journal of Slow Things", 24), *TITLE, *BODY], WHOLE),
        ([Line("RESEARCH ARTICLE", 24), *TITLE, *BODY], WHOLE),
        ([Line("RIVERS:", 22), Line("A study of slow water", 17), *BODY], "RIVERS: A study of slow water"),
        ([Line("[tech-0012, v1] Quiet rivers of the north", 17), *BODY], "Quiet rivers of the north"),
        ([Line("Quiet rivers of the north*", 17), *BODY], "Quiet rivers of the north"),
        ([Line("as we know from Berg [11], Rossi [12].", 17), *BODY], None),
        (BODY[1:], None),
        ([Line("Hello")], None),
        (
            [Line("Rivers: a review and new", 17), Line("Perspectives", 17), *BODY],
            "Rivers: a review and new Perspectives",
        ),
    ],
)
def test_what_stands_in_large_letters_is_not_always_the_title(lines: Sequence[Line], expected: str | None) -> None:
    assert title(read(lines)) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (WHOLE, WHOLE),
        ("Quiet Rivers: A Study of SlowWater in Five Valleys", WHOLE),  # the page has the blanks
        ("Microsoft Word - rivers_final3.doc", WHOLE),
        ("paper.dvi", WHOLE),
        (f"{WHOLE} - Slow Things, IEEE Transactions on", WHOLE),
        ("Quiet Rivers", "Quiet Rivers"),
        ("Another Title of a Template", WHOLE),
        ("", WHOLE),
    ],
)
def test_a_title_of_the_metadata_counts_if_the_page_has_it(stated: str, expected: str) -> None:
    assert title(read([*TITLE, *BODY], information={"Title": stated})) == expected


def test_authors_of_the_metadata_count_if_the_page_has_them() -> None:
    right = read([*TITLE, *BODY], information={"Author": "Anna Berg, Bruno Rossi"})
    wrong = read([*TITLE, *BODY], information={"Author": "Office Printer"})
    assert isinstance(right, Note)
    assert isinstance(wrong, Note)
    assert (right.authors, wrong.authors) == (("Anna Berg", "Bruno Rossi"), ())


@pytest.mark.parametrize(
    ("lines", "information", "xmp", "expected"),
    [
        ([Line("https://doi.org/10.1000/slow.2019"), *TITLE, *BODY], {}, "", ["doi:10.1000/slow.2019"]),
        ([*TITLE, *BODY, Line("DOI: 10.1000/slow.2019")], {}, "", ["doi:10.1000/slow.2019"]),
        ([*TITLE, *BODY, Line("doi:10.1000/slow.2019"), Line("Data: doi:10.5281/zenodo.17")], {}, "", ["doi:10.1000/slow.2019"]),
        ([*TITLE, *BODY, Line("[1] doi:10.1000/a"), Line("[2] doi:10.1000/b")], {}, "", []),
        ([Line("References"), Line("[1] A. Berg. Rivers. doi:10.1000/a"), *BODY], {}, "", []),
        ([Line("Quiz for lecture 9", 17), *BODY, Line("Ito, M., and B. Rossi (2013). Moss. Soil 8 (12): 80-97."), Line("doi:10.1000/moss."), *BODY], {}, "", []),
        ([Line("Quiz for lecture 9", 17), *BODY, Line("Explain what is said in Soil 8: 80-97, doi:10.1000/moss, about moss.")], {}, "", []),
        ([*TITLE, *BODY, Line("Berg A. (2019) Quiet Rivers: A Study of Slow"), Line("Water in Five Valleys. Slow 12(3): 1-9. doi:10.1000/slow.2019")], {}, "", ["doi:10.1000/slow.2019"]),
        ([*TITLE, *BODY, Line("DOI 10.1007/978-3-540-76440-3, Springer 2008")], {}, "", []),
        ([*TITLE, *BODY, Line("[1] doi:10.1000/a"), Line("[2] doi:10.1000/b")], {"Subject": "Slow 12, doi:10.1000/own"}, "", ["doi:10.1000/own"]),
        ([*TITLE, *BODY], {"doi": "10.1000/own"}, "", ["doi:10.1000/own"]),
        ([*TITLE, *BODY], {}, "<prism:doi>10.1000/own</prism:doi>", ["doi:10.1000/own"]),
        ([Line("arXiv:1706.03762v5 [cs.CL] 6 Dec 2017", 20, turned=True), *TITLE, *BODY], {}, "", ["arxiv:1706.03762"]),
        ([*TITLE, *BODY, Line("arXiv:1706.03762 was the first to say that all of this is so, and it was right.")], {}, "", []),
    ],
)  # fmt: skip
def test_identifiers_of_the_work_and_of_others(
    lines: Sequence[Line], information: Mapping[str, str], xmp: str, expected: list[str]
) -> None:
    assert ids(read(lines, information=information, xmp=xmp)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1706.03762v5.pdf", (None, (), None, ["arxiv:1706.03762"])),
        ("10.1145_3292500.3330701.pdf", (None, (), None, ["doi:10.1145/3292500.3330701"])),
        ("10.1038%2Fnature14539.pdf", (None, (), None, ["doi:10.1038/nature14539"])),
        ("Berg and Rossi - 2019 - Quiet rivers.pdf", ("Quiet rivers", ("Berg", "Rossi"), 2019, [])),
        ("Quiet rivers of the north (1).pdf", ("Quiet rivers of the north", (), None, [])),
        ("quiet-rivers-of-the-north.pdf", ("quiet rivers of the north", (), None, [])),
        ("scan.pdf", None),
        ("scan 0012.pdf", None),
    ],
)
def test_the_name_of_a_file_counts_if_the_page_has_no_text(name: str, expected: tuple[object, ...] | None) -> None:
    note = read([], name)
    if expected is None:
        assert note == Skipped(name, SkipReason.NO_WORK)
    else:
        assert isinstance(note, Note)
        assert (note.title, note.authors, note.year, ids(note)) == expected


def test_the_page_has_the_title_and_the_name_authors_and_year() -> None:
    note = read([*TITLE, *BODY], "Berg et al. - 2019 - Quiet Rivers A Study of Slow Water.pdf")
    assert isinstance(note, Note)
    assert (note.title, note.authors, note.et_al, note.year) == (WHOLE, ("Berg",), True, 2019)


@pytest.mark.parametrize("data", [b"%PDF-1.4 and nothing more", b"%PDF-1.7\n", make_pdf(TITLE)[:300]])
def test_a_damaged_file_is_one_problem(data: bytes) -> None:
    (problem,) = READER.read(Document("x.pdf", "", "x.pdf", "", data))
    assert isinstance(problem, Problem)
    assert problem.what == "is a damaged PDF, or none"


# -- sources ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def state() -> Iterator[State]:
    with contextlib.closing(open_memory_state()) as state:
        yield state


def read_source(folder: Path, state: State, layout: str | None = None) -> Reading:
    listing = list_files([NoteSource(".", layout)], base=folder)
    return read_listing(listing, store=NoteStore(state), progress=SilentProgress())


def test_pdfs_are_notes_in_a_folder_without_others_and_attachments_beside_notes(tmp_path: Path, state: State) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([*TITLE, *BODY]))
    reading = read_source(tmp_path, state)
    assert [note.title for note in reading.notes] == [WHOLE]
    (tmp_path / "note.md").write_text("---\ntitle: A note\ndoi: 10.1000/x\n---\n", encoding="utf-8")
    reading = read_source(tmp_path, state)
    assert [note.title for note in reading.notes] == ["A note"]
    assert [(item.path, item.reason) for item in reading.skipped] == [("a.pdf", SkipReason.ATTACHMENT)]
    reading = read_source(tmp_path, state, "pdf")
    assert WHOLE in [note.title for note in reading.notes]


def test_without_the_library_one_message_says_what_to_install(
    tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(make_pdf([Line(f"Quiet rivers of valley {name[0]}", 17), *BODY]))
    with monkeypatch.context() as patch:
        for module in (pdf_page, pdf_reader):
            patch.setattr(module, "has_pdf_library", lambda: False)
        reading = read_source(tmp_path, state)
        (problem,) = reading.problems
        assert problem.what == "no notes in 2 files: PDF, and the library that reads PDFs is not installed"
        assert problem.hint == install_command(Extra.PDF)
    assert len(read_source(tmp_path, state).notes) == 2
