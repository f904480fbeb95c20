"""Read what was broken at random: ``python -m tests.hostile.broken [COUNT] [--seed N] [--only NAME] [FILE…]``.

Every format has a well-formed sample (`tests/growth/targets.py`; `FILE`s are further ones). COUNT texts are made of them, which
no reader may end at with an exception that is not ours, nor take more than `PATIENCE` for; notes and entries must be well-formed,
and an entry that is made of a broken reply must be read again as one entry. Prints each fault with the number that makes it
again, and a line of figures; ends with 1 if there was a fault.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import random
import resource
import sqlite3
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from biblio.bibtex.bib_text import parse_bibtex
from biblio.bibtex.entry_text import format_entry
from biblio.bibtex.record_to_entry import to_entry
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS
from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.source_text import SourceText
from biblio.decisions.decisions import parse_decisions
from biblio.decoding import decode_bytes
from biblio.errors import BiblioError, Problem
from biblio.extract.query import extract_query
from biblio.extract.summary_clues import extract_clues
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, SourceFile
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.http.reply import Reply, content_problem
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.note import Note
from biblio.model.record import Record
from biblio.readers.base import Document, Reader
from biblio.readers.layouts import READERS, reader_for
from tests.growth.measuring import TooSlowError, limited
from tests.growth.targets import MANUSCRIPTS, NAMES, PLACES, REPLIES, filled, in_values
from tests.hostile.breaking import break_bytes, break_text, break_value
from tests.hostile.samples import SAMPLES as FURTHER
from tests.lookup.catalogue.format_samples import SAMPLES
from tests.readers.pdf_files import Line, make_pdf

__all__ = ["PATIENCE", "Fault", "faults", "subjects"]

PATIENCE = 5.0  # seconds of CPU for one text
_WORDS = ("Lanterns of the North", "Roe, Jane and Poe, Max", "2020", "10.1000/lanterns", "A Title: of {Two} Parts, 2nd ed.", "https://arxiv.org/abs/2101.00001")  # fmt: skip
_DECISIONS = "accept lanterns-of-the-north doi:10.1000/lanterns  # mine\nreject slow-rivers arxiv:2401.00001\n# words\n"


class WrongError(Exception):
    """What came of a text is not well-formed."""


@dataclass(frozen=True)
class Subject:
    """Something that reads: `make` gives a broken input, `read` takes it and raises if anything is wrong."""

    make: Callable[[random.Random], Any]
    read: Callable[[Any], object]


@dataclass(frozen=True)
class Fault:
    """What went wrong with the input that `number` makes for the subject `name`."""

    name: str
    number: int
    what: str
    given: Any = field(repr=False)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise WrongError(what)


# -- notes


def _check_items(items: Sequence[Any], *, last: int) -> None:
    notes = [item for item in items if isinstance(item, Note)]
    _require(len({note.id for note in notes}) == len(notes), "two notes have one id")
    for note in notes:
        _require(1 <= note.line <= note.end_line <= last, f"lines {note.line}-{note.end_line} of {last}")
        _require(all(tag and tag == tag.strip() for tag in note.tags), f"tags {note.tags!r}")
        _require(note.title is None or bool(note.title.strip()), "an empty title")
        for located in (*note.links, *note.references):
            _require(0 <= located.line <= last, f"a link on line {located.line} of {last}")
        extract_query(note)
        extract_clues(note)
    for item in items:
        if isinstance(item, Problem):
            _require(0 <= item.line <= last, f"a problem on line {item.line} of {last}")


def _read_notes(layout: str, name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    decoded = decode_bytes(data, name)
    document = Document(name, decoded.text, name, is_forced=True)
    for reader in {id(one): one for one in (READERS.load(layout), reader_for(document)) if one}.values():
        reader.recognises(document)
        _check_items(list(reader.read(document)), last=decoded.text.count("\n") + 1)


def _read_binary(reader: Reader, name: str, data: bytes) -> None:
    document = Document(name, "", name, data=data, is_forced=True)
    reader.recognises(document)
    _check_items(list(reader.read(document)), last=10**9)


# -- bibliographies, replies, catalogues


def _check_bib(text: str) -> None:
    list(check_bibliography(SourceText("x.bib", text), today=date(2026, 1, 1)))


def _read_manuscript(name: str, text: str) -> None:
    manuscript = MANUSCRIPT_READERS.load(name)(SourceText(f"x.{name}", text))
    for part in vars(manuscript).values() if hasattr(manuscript, "__dict__") else ():
        if isinstance(part, Iterable):
            list(part)


def _read_reply(parse: Callable[[object], Any], value: object) -> None:
    reply = Reply(200, {}, json.dumps(value).encode(), "https://a.org/x")
    if content_problem(reply, "json"):
        return
    result = parse(reply.json)
    records = result if isinstance(result, Iterable) else [result]
    for record in records:
        if isinstance(record, Record):
            _write_entry(record)


def _write_entry(record: Record) -> None:
    """What a service said becomes one entry, whatever it said."""
    work = merge_into_work([record])
    for dialect in ("bibtex", "biblatex"):
        entry = to_entry(work, key="k", tags=("x",), dialect=dialect, include_abstract=True)  # type: ignore[arg-type]
        text = format_entry(entry)
        read = list(parse_bibtex(text))
        _require(len(read) == 1 and not isinstance(read[0], Problem), f"{len(read)} entries: {text[:300]}")


def _read_catalogue(folder: Path, name: str, text: str) -> None:
    path = folder / SAMPLES[name][0]
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for row in CATALOGUE_FORMATS.load(name).rows(SourceFile(str(path), "", path.stat().st_size), b""):
        if isinstance(row, CatalogueRow):
            record_from_row(row.fields)


# -- everything


def _texts(samples: Sequence[str], others: Sequence[str], chance: random.Random) -> str:
    text = filled(chance.choice(samples), chance.choice(_WORDS))
    return break_text(text, chance, filled(chance.choice(others), chance.choice(_WORDS)))


def _value(reply: object, chance: random.Random) -> object:
    return break_value(copy.deepcopy(in_values(reply, chance.choice(_WORDS))), chance)


def subjects(folder: Path, files: Sequence[Path] = ()) -> Mapping[str, Subject]:
    """Return everything that reads, by name; catalogues are written to `folder`."""
    every = [place for places in PLACES.values() for place in places if place != "§"]
    found: dict[str, Subject] = {}
    for layout, places in PLACES.items():
        samples = [*(place for place in places if place != "§"), *FURTHER.get(layout, ()) * 3] or [*places]
        found[layout] = Subject(partial(_texts, samples, every), partial(_read_notes, layout, NAMES[layout]))
    for path in files:
        text = decode_bytes(path.read_bytes(), path.name).text[:20_000].replace("§", "")
        found[str(path)] = Subject(partial(_texts, [text], every), partial(_read_notes, "markdown", path.name))
    for name, forms in MANUSCRIPTS.items():
        found[f"manuscript {name}"] = Subject(
            partial(_texts, forms[1:] or forms, every), partial(_read_manuscript, name)
        )
    found["check"] = Subject(partial(_texts, [*PLACES["bibfile"][1:], *FURTHER["bibfile"] * 3], every), _check_bib)
    found["decisions"] = Subject(partial(_texts, [_DECISIONS], every), parse_decisions)
    for name, (parse, reply) in REPLIES.items():
        found[f"reply of {name}"] = Subject(partial(_value, reply), partial(_read_reply, parse))
    for name, (_, sample, _) in SAMPLES.items():
        found[f"catalogue {name}"] = Subject(partial(_texts, [sample], every), partial(_read_catalogue, folder, name))
    page = make_pdf(
        [Line("Lanterns of the North", 18), Line("Jane Roe", 11), Line("arXiv:2101.00001v1", 9)], {"Title": "Lanterns"}
    )
    for name, data, layout in (
        ("x.pdf", page, "pdf"), ("x.jex", _joplin_archive(), "joplin"), ("x.ctv6", _citavi_database(), "citavi"), ("x.ctv6bak", _citavi_backup(), "citavi"),
    ):  # fmt: skip
        found[name if layout in found else layout] = Subject(
            partial(break_bytes, data), partial(_read_binary, READERS.load(layout), name)
        )
    return found


def _joplin_archive() -> bytes:
    stream = io.BytesIO()
    texts = {
        "a1": "Lanterns\n\nwords\n\nid: a1\nparent_id: b1\nsource_url: https://arxiv.org/abs/2401.00001\ntype_: 1",
        "b1": "Papers\n\nid: b1\ntype_: 2",
    }
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, text in texts.items():
            member = tarfile.TarInfo(f"{name}.md")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return stream.getvalue()


def _citavi_backup() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.ctv6", PLACES["citavi"][1].replace("§", _WORDS[0]))
    return file.getvalue()


def _citavi_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            """
            CREATE TABLE Reference (ID GUID, ReferenceType TEXT, Title TEXT, Year TEXT, DOI TEXT, PeriodicalID GUID);
            CREATE TABLE Person (ID GUID, FirstName TEXT, LastName TEXT);
            CREATE TABLE ReferenceAuthor (ReferenceID GUID, PersonID GUID, [Index] INT);
            INSERT INTO Reference VALUES (x'01', 'JournalArticle', 'Lanterns of the North', '2019', '10.1000/lanterns', NULL);
            INSERT INTO Person VALUES (x'02', 'Jane', 'Roe');
            INSERT INTO ReferenceAuthor VALUES (x'01', x'02', 1);
            """
        )
        return database.serialize()


def faults(name: str, subject: Subject, numbers: Iterable[int]) -> Iterator[Fault]:
    """Give `subject` the inputs that `numbers` make."""
    for number in numbers:
        given = subject.make(random.Random(f"{name} {number}"))
        try:
            with limited(PATIENCE):
                subject.read(given)
        except BiblioError:
            continue
        except TooSlowError:
            yield Fault(name, number, "does not end", given)
        except WrongError as error:
            yield Fault(name, number, str(error), given)
        except Exception:  # noqa: BLE001 - this is what is looked for
            yield Fault(name, number, traceback.format_exc(limit=-3), given)


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.broken", description=(__doc__ or "").partition("\n\n")[2]
    )
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first input")
    parser.add_argument("--only", default="", help="the name of one subject, or how it begins")
    arguments = parser.parse_intermixed_args()
    wrong = tried = 0
    longest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        chosen = {
            name: one
            for name, one in subjects(Path(folder), arguments.files).items()
            if name.startswith(arguments.only)
        }
        each = -(-arguments.count // len(chosen))
        for name, subject in chosen.items():
            for number in range(arguments.seed, arguments.seed + each):
                begun = time.process_time()
                for fault in faults(name, subject, [number]):
                    wrong += 1
                    sys.stdout.write(f"{fault.name} {fault.number}: {fault.what}\n  {repr(fault.given)[:400]}\n")
                longest = max(longest, (time.process_time() - begun, f"{name} {number}"))
                tried += 1
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"inputs tried {tried:,}: {wrong} wrong; longest {longest[0]:.2f} s ({longest[1]}), at most {largest} MB\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
