"""Speed of checking a `.bib`, compared in one run with other programs that read and check `.bib` files.

    python benchmarks/check.py [--entries 10000] [--large] [--catalogue FOLDER]

The others are used if they are installed: `bibtexparser` and `pybtex` read the file (no checks), `bibtex-tidy` (`npm
install bibtex-tidy`, found in node_modules or with BIBTEX_TIDY) parses it and looks for duplicates. Times are processor
times, medians of three runs; memory is the peak of a process that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from run import NAMES, WORDS, row

_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
TASKS = {
    "read": "biblio: scan and fields",
    "quick": "biblio check --quick",
    "bibtexparser": "bibtexparser 1.4: read",
    "pybtex": "pybtex: read",
    "tidy": "bibtex-tidy: parse, duplicates",
}


def bibliography(count: int) -> str:
    """Return a `.bib` of `count` entries, one in a hundred of which has a flaw."""
    source = random.Random(7)
    parts = ["@string{acm = {ACM}}\n\n"]
    for number in range(count):
        people = " and ".join(
            f"{source.choice(NAMES)}, {source.choice('ABCDEFG')}." for _ in range(source.randint(1, 6))
        )
        title = " ".join(source.sample(WORDS, 7)).capitalize()
        flaw = " & more" if number % 100 == 0 else ""
        kind, where = ("article", "journal") if number % 2 else ("inproceedings", "booktitle")
        parts.append(
            f"@{kind}{{key{number},\n  author = {{{people}}},\n  title = {{{title} {number}{flaw}}},\n"
            f"  {where} = {{Transactions on {source.choice(WORDS).capitalize()} Systems}},\n  year = {{{1990 + number % 36}}},\n"
            f"  volume = {{{number % 90}}},\n  pages = {{{number}--{number + 12}}},\n  publisher = acm,\n"
            f"  doi = {{10.1145/{number}.{number % 977}}},\n  url = {{https://example.org/{number}_a%20b}},\n}}\n\n"
        )
    return "".join(parts)


def real_bibliography(folder: Path, count: int) -> str:
    """Return a `.bib` of `count` works from a catalogue."""
    from biblio.bibtex.entry_text import format_entry
    from biblio.bibtex.record_to_entry import to_entry
    from biblio.lookup.catalogue.catalogue_service import open_catalogue
    from biblio.matching.works.merge_records import merge_records

    catalogue = open_catalogue(folder)
    numbers = random.Random(5).sample(range(1, catalogue.count + 1), count)
    records = catalogue.records(numbers)
    catalogue.close()
    works = (merge_records([record])[0] for record in records)
    return "\n".join(format_entry(to_entry(work, key=f"key{at}")) for at, work in enumerate(works))


def task_looked_up(path: Path) -> None:
    """Run the command itself, as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "biblio", "check", "--offline", "--project", str(path.parent), "--format", "json", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 3, 4):
        raise RuntimeError(done.stderr)
    print(done.stderr, file=sys.stderr)


def task_read(path: Path) -> None:
    from biblio.check.source_text import SourceText, read_entries

    with path.open(encoding="utf-8", newline="") as stream:
        for _ in read_entries(SourceText(str(path), stream.read())):
            pass


def task_quick(path: Path) -> None:
    from datetime import date

    from biblio.check.check_files import check_files
    from biblio.settings import CheckConfig

    check_files([str(path)], base=path.parent, config=CheckConfig(), today=date.today())


def task_bibtexparser(path: Path) -> None:
    import bibtexparser
    from bibtexparser.bparser import BibTexParser

    with path.open(encoding="utf-8") as stream:
        bibtexparser.load(stream, BibTexParser(common_strings=True, ignore_nonstandard_types=False))


def task_pybtex(path: Path) -> None:
    from pybtex.database import parse_file

    parse_file(str(path), bib_format="bibtex")


def task_tidy(path: Path) -> None:
    program = os.environ.get("BIBTEX_TIDY") or shutil.which("bibtex-tidy") or "node_modules/.bin/bibtex-tidy"
    copy = path.with_name("tidy.bib")
    shutil.copy(path, copy)
    # Its command line needs a terminal as its input (otherwise it ignores the file).
    subprocess.run(
        ["script", "-qec", f"{program} --duplicates --no-modify {copy}", "/dev/null"],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def alone(name: str, path: Path) -> tuple[float, float]:
    """Run a task in a separate process; return seconds and its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, __file__, "--task", name, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "failed")
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def one(task: Callable[[Path], None], path: Path) -> None:
    began = _spent()
    task(path)
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHO)
    print(_spent() - began, peak / 1024)


def _spent() -> float:
    """Return the seconds of processor time, including children; other programs on the machine do not count."""
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--large", action="store_true", help="also a file of 164,000 entries, biblio alone")
    parser.add_argument("--catalogue", type=Path, help="also look up as many real works in this catalogue, offline")
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        one(globals()[f"task_{options.task[0]}"], Path(options.task[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refs.bib"
        path.write_text(bibliography(options.entries), encoding="utf-8")
        row(
            f"{options.entries:,} entries, {path.stat().st_size / 1e6:.1f} MB",
            "seconds",
            "entries/s",
            "MB",
            "x of reading",
        )
        base = 0.0
        for name, label in TASKS.items():
            try:
                runs = [alone(name, path) for _ in range(3)]
            except RuntimeError as error:
                row(label, f"not run: {error}")
                continue
            seconds, memory = median(run[0] for run in runs), max(run[1] for run in runs)
            base = base or seconds
            row(label, f"{seconds:.2f}", f"{options.entries / seconds:,.0f}", f"{memory:.0f}", f"{seconds / base:.1f}")
        if options.catalogue:
            path.write_text(real_bibliography(options.catalogue, options.entries), encoding="utf-8")
            config = f'[notes]\nsources = []\n[catalogue]\nfolder = "{options.catalogue.resolve()}"\n'
            (Path(folder) / "config.toml").write_text(config, encoding="utf-8")
            seconds, memory = alone("looked_up", path)
            label = "biblio check --offline, real works"
            row(label, f"{seconds:.2f}", f"{options.entries / seconds:,.0f}", f"{memory:.0f}", "")
        if options.large:
            path.write_text(bibliography(164_000), encoding="utf-8")
            for name in ("read", "quick"):
                seconds, memory = alone(name, path)
                label = f"164,000 entries: {TASKS[name]}"
                row(label, f"{seconds:.2f}", f"{164_000 / seconds:,.0f}", f"{memory:.0f}", "")


if __name__ == "__main__":
    main()
