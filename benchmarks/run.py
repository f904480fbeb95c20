"""Speed of reading, exporting, a run with nothing to do, and startup; as medians and as ratios within one run."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WORDS = (
    "adaptive attention bayesian causal contrastive decoding diffusion distillation dynamic efficient embedding ensemble"
    " federated generative gradient graph hierarchical inference kernel language latent learning memory mixture modular"
    " neural optimal parsing pruning quantized ranking recurrent retrieval robust sampling scaling semantic sparse spectral"
    " temporal tensor transfer translation variational vision"
).split()
NAMES = (
    "Aoki Berg Castro Dubois Eriksen Fischer Gomez Haddad Ito Jansen Kovacs Lopez Moreau Novak Okafor Petrov".split()
)


def titles(count: int, seed: int = 7) -> list[str]:
    """Return `count` different made-up titles."""
    source = random.Random(seed)
    return [f"{' '.join(source.sample(WORDS, 6)).capitalize()} {number}" for number in range(count)]


def measure(task: Callable[[], object], runs: int = 5) -> float:
    """Return the median seconds of `task`, after one run that does not count."""
    task()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(name: str, *cells: object) -> None:
    print(f"{name:34}" + "".join(f"{cell!s:>18}" for cell in cells))


# -- notes in every layout -----------------------------------------------------------------------------------


def pages(count: int) -> dict[str, str]:
    """Return a page of `count` notes in every layout."""
    every = titles(count)
    comment = "読んだ感想をここに書く。図が分かりやすい。" * 3
    people = [NAMES[number % len(NAMES)] for number in range(count)]
    keypoint = "".join(
        f"#NLP #LanguageModel Issue Date: 2024-0{n % 9 + 1}-1{n % 9} [Paper Note] {t}, Ada {p}+, ICLR'2{n % 6}"
        f" Summary{comment} Comment{comment}\n"
        for n, (t, p) in enumerate(zip(every, people, strict=True))
    )
    html = "<html><body>" + "".join(
        f'<div><a class="button" href="t.html">#NLP</a><span class="issue_date">Issue Date: 2024-01-1{n % 9}</span>'
        f'<a class="title-link" href="https://github.com/a/b/issues/{n}">{t}, {p}+, ICLR\'24</a>'
        f'<span class="snippet"><span>Comment</span>{comment}</span></div>\n'
        for n, (t, p) in enumerate(zip(every, people, strict=True))
    )
    xml = "<paper-list>\n" + "".join(
        f"<paper-entry>\n<title>{t}, {p}+, ICLR'24</title>\n<tags>NLP, A & B</tags>\n"
        f"<repo-issue-link>https://github.com/a/b/issues/{n}</repo-issue-link>\n"
        f"<maintainer-comment-text>{comment}</maintainer-comment-text>\n</paper-entry>\n"
        for n, (t, p) in enumerate(zip(every, people, strict=True))
    )
    issues = [
        {"number": n, "title": f"{t}, {p}+, ICLR'24", "body": comment, "labels": [{"name": "NLP"}],
         "html_url": f"https://github.com/a/b/issues/{n}"}
        for n, (t, p) in enumerate(zip(every, people, strict=True))
    ]  # fmt: skip
    legend = "このメモ\n- ICLR 2024 から\n- 記号の意味\n- 🟢: 読む\n- 🟡: 後で\n言語\n"
    reading = legend + "".join(f"- {t} {'🟢🟡'[n % 2]}\n- {comment}\n" for n, t in enumerate(every))
    digest = "[2024/03/11 ~ 03/17] 今週の論文\n" + "".join(
        f"題名 {n} / {t}\n論文紹介\n- {comment}\n論文リンク\nhttps://arxiv.org/abs/2403.{n:05}\n"
        for n, t in enumerate(every)
    )
    listing = "# Papers\n" + "".join(
        f"- {t} [[arXiv](https://arxiv.org/abs/2403.{n:05})] [[code](https://github.com/a/{n})]\n  - {comment}\n"
        for n, t in enumerate(every)
    )
    bib = "".join(
        f"@article{{k{n},\n  author = {{{p}, Ada}},\n  title = {{{t}}},\n  year = {{2024}},\n  keywords = {{a, b}},\n}}\n\n"
        for n, (t, p) in enumerate(zip(every, people, strict=True))
    )
    return {
        "keypoint-text": keypoint,
        "keypoint-html": html,
        "keypoint-xml": xml,
        "github-issues": json.dumps(issues, ensure_ascii=False, indent=1),
        "reading-list": reading,
        "digest": digest,
        "markdown": listing,
        "bibfile": bib,
    }


def reading() -> None:
    """Notes and megabytes per second, layout by layout, compared with decoding the same bytes."""
    from biblio.decoding import decode_bytes
    from biblio.readers.base import Document
    from biblio.readers.layouts import READERS

    row("reading (2,000 notes a page)", "notes/s", "MB/s", "x of decoding")
    suffix = {
        "markdown": "md",
        "bibfile": "bib",
        "github-issues": "json",
        "keypoint-html": "html",
        "keypoint-xml": "xml",
    }
    for layout, text in pages(2000).items():
        name = f"page.{suffix.get(layout, 'txt')}"
        document, data = Document(name, text, name), text.encode()
        reader = READERS.load(layout)
        count = len(list(reader.read(document)))
        assert count == 2000, (layout, count)
        seconds = measure(lambda reader=reader, document=document: list(reader.read(document)), 3)
        plain = measure(lambda data=data: decode_bytes(data, "page"), 3)
        row(f"  {layout}", f"{count / seconds:,.0f}", f"{len(data) / 1e6 / seconds:.1f}", f"{seconds / plain:,.0f}")
    notes = [
        Document(
            f"{n}.md",
            f"---\ntitle: {t}\ntags: [a, b]\narxiv: 2403.{n:05}\n---\nSome words of mine. #tag [[Other]]\n",
            f"{n}.md",
        )
        for n, t in enumerate(titles(2000))
    ]
    reader = READERS.load("markdown")
    seconds = measure(lambda: [list(reader.read(one)) for one in notes], 3)
    row("  markdown, one note a file", f"{2000 / seconds:,.0f}", "", "")


# -- exports -------------------------------------------------------------------------------------------------


def records(count: int) -> list[object]:
    """Return `count` works in the form in which the catalogue gives them."""
    from biblio.lookup.catalogue.row_format import record_from_row
    from biblio.matching.works.merge_records import merge_into_work

    rows = [
        {"title": title, "authors": [f"Ada {NAMES[n % 16]}", f"Bo {NAMES[n % 7]}"], "year": 2000 + n % 25, "venue": "Journal",
         "type": "article", "doi": f"10.1000/{n}", "volume": str(n % 40), "pages": "1-10"}
        for n, title in enumerate(titles(count))
    ]  # fmt: skip
    return [merge_into_work((record,)) for row_ in rows if (record := record_from_row(row_)) is not None]


def export(count: int = 10_000) -> None:
    """Keys, entries, files and index for `count` works, compared with bibtexparser writing the same entries."""
    from bibtexparser.bibdatabase import BibDatabase
    from bibtexparser.bwriter import BibTexWriter

    from biblio.bibtex.entry_text import format_entry
    from biblio.bibtex.record_to_entry import to_entry
    from biblio.export.bib_folder import DesiredEntry, update_folder
    from biblio.export.citation_keys import assign_keys
    from biblio.export.export_index import ExportIndex

    works = records(count)

    def everything(folder: Path, index: ExportIndex) -> ExportIndex:
        keys = assign_keys(works, {})  # type: ignore[arg-type]
        wanted = []
        for number, work in enumerate(works):
            tags = (f"tag {number % 50}", f"topic {number % 20}")
            entry = to_entry(work, key=keys[work.id], tags=tags)  # type: ignore[attr-defined,arg-type]
            wanted.append(DesiredEntry(entry.key, format_entry(entry), (work.id,), tags))  # type: ignore[attr-defined]
        update = update_folder(
            folder, wanted, index=index, texts={}, identify=lambda text: None, journal={}, begin=lambda *_: None
        )
        return update.index

    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        index = everything(Path(name) / "first", ExportIndex())
        first = time.perf_counter() - start
        again = measure(lambda: everything(Path(name) / "first", index), 3)

    keys = assign_keys(works, {})  # type: ignore[arg-type]
    database = BibDatabase()
    for work in works:
        entry = to_entry(work, key=keys[work.id])  # type: ignore[attr-defined,arg-type]
        database.entries.append({"ENTRYTYPE": entry.type, "ID": entry.key, **dict(entry.fields)})
    plain = measure(lambda: BibTexWriter().write(database), 3)
    row(f"export of {count:,} works, 71 files", "seconds", "entries/s", "x of bibtexparser", "target")
    row("  into an empty folder", f"{first:.2f}", f"{count / first:,.0f}", f"{first / plain:.1f}", "< 2 s")
    row("  again, nothing changed", f"{again:.2f}", f"{count / again:,.0f}", f"{again / plain:.1f}", "")


# -- the command ---------------------------------------------------------------------------------------------


def command(*arguments: str, folder: Path) -> float:
    """Return the seconds that `biblio` with `arguments` takes as a whole process."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "biblio", *arguments], cwd=folder, env=environment, check=False, capture_output=True
    )
    return time.perf_counter() - start


def startup() -> None:
    """`biblio --help`, compared with an interpreter that does nothing."""
    here = Path(__file__).parent
    nothing = measure(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 9)
    row("start-up", "seconds", "x of python -c pass", "", "target")
    for arguments in (("--help",), ("sync", "--help"), ("--version",)):
        seconds = measure(lambda arguments=arguments: command(*arguments, folder=here), 9)
        row(f"  biblio {' '.join(arguments)}", f"{seconds:.3f}", f"{seconds / nothing:.1f}", "", "< 0.35 s")


def noop(count: int = 10_000) -> None:
    """Runs over a vault of `count` notes: the first one, one after a note changed, and one with nothing to do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notes").mkdir()
        lines = []
        for number, title in enumerate(titles(count)):
            arxiv = f"{15 + number // 6000}{number % 12 + 1:02}.{number:05}"
            text = f"---\ntitle: {title}\narxiv: {arxiv}\ntags: [t{number % 40}]\n---\nA few words.\n"
            path = folder / "notes" / f"{number:05}.md"
            path.write_text(text, encoding="utf-8")
            os.utime(path, (1_700_000_000, 1_700_000_000))
            people = [f"Ada {NAMES[number % 16]}"]
            lines.append(
                json.dumps({"id": arxiv, "title": title, "authors": people, "published": f"20{arxiv[:2]}-01-01"})
            )
        (folder / "works.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (folder / "config.toml").write_text(
            '[notes]\nsources = ["notes"]\n[catalogue]\npath = "works.jsonl"\n[services]\noffline = true\n',
            encoding="utf-8",
        )
        first = command("sync", folder=folder)
        nothing = measure(lambda: command("sync", folder=folder), 5)
        start = measure(lambda: command("sync", "--help", folder=folder), 5)
        path = folder / "notes" / "00007.md"
        path.write_text(path.read_text().replace("few", "lot of"), encoding="utf-8")
        os.utime(path, (1_700_000_100, 1_700_000_100))
        changed = command("sync", folder=folder)
        row(f"sync of {count:,} notes", "seconds", "beyond start-up", "x of the first", "target")
        row("  the first", f"{first:.2f}", f"{first - start:.2f}", "1.00", "")
        row("  one note changed", f"{changed:.2f}", f"{changed - start:.2f}", f"{changed / first:.2f}", "")
        row("  nothing to do", f"{nothing:.2f}", f"{nothing - start:.2f}", f"{nothing / first:.3f}", "< 0.5 s beyond")


PARTS = {"startup": startup, "reading": reading, "export": export, "noop": noop}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
        print()
