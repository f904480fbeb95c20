"""Speed of reading, rewriting and checking a `.bib`, beside other programs that do the same, in one interleaved run.

    python benchmarks/check.py [--entries 10000 164000] [--runs 3] [--others VENV...] [--skip NAME...] [--against CHECKOUT]
    python benchmarks/check.py --catalogue FOLDER          # look up as many real works offline, with the command itself

The others are used where they are installed: `bibtexparser` and `pybtex` in this environment and in those of --others
(bibtexparser 2 cannot stand beside 1), `bibtex-tidy` (`npm install bibtex-tidy`, in node_modules or BIBTEX_TIDY), `biber`.
Rewriting means: bring a file up to date in which nothing has changed; the others read the file and write it.
--against compares the checks with those of another checkout of biblio.

Every task is a process of its own; the tasks of a round follow each other, so that a drift of the machine meets all of
them. Times are processor times (user and system, with child processes), medians over the rounds; memory is the peak.
What takes longer than --limit seconds is stopped and shown as "over".
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
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from run import NAMES, WORDS, row

_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
READ, REWRITE, CHECK = "read", "rewrite untouched", "check"
# Task → what it does, and its name in the table.
OURS = {
    "read": (READ, "biblio: every entry and field"),
    "rewrite": (REWRITE, "biblio: merge_file"),
    "quick": (CHECK, "biblio: the file checks"),
}
OTHERS = {
    "bibtexparser": (READ, "bibtexparser"),
    "bibtexparser_write": (REWRITE, "bibtexparser"),
    "pybtex": (READ, "pybtex"),
    "pybtex_write": (REWRITE, "pybtex"),
}
PROGRAMS = {
    "tidy_check": (CHECK, "bibtex-tidy --duplicates"),
    "tidy": (REWRITE, "bibtex-tidy"),
    "biber": (REWRITE, "biber --tool"),
    "biber_check": (CHECK, "biber --tool --validate-datamodel"),
}
ROOT = Path(__file__).parents[1]


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


def prepare_rewrite(path: Path) -> Callable[[], object]:
    """Return what to time: the file is there, and so is what we wrote last time and would write now."""
    from biblio.bibtex.scanner import BlockKind, scan
    from biblio.export.merge_file import WrittenEntry, merge_file

    text = path.read_text(encoding="utf-8")
    desired = {block.key: text[block.start : block.end] for block in scan(text) if block.kind is BlockKind.ENTRY}
    base = {key: WrittenEntry.of(entry) for key, entry in desired.items()}

    def rewrite() -> None:
        if merge_file(path.read_text(encoding="utf-8"), desired, base).text != text:
            raise RuntimeError("the file changed")

    return rewrite


def _bibtexparser(path: Path) -> object:
    import bibtexparser

    if hasattr(bibtexparser, "parse_file"):
        return bibtexparser.parse_file(str(path))
    from bibtexparser.bparser import BibTexParser

    with path.open(encoding="utf-8") as stream:
        return bibtexparser.load(stream, BibTexParser(common_strings=True, ignore_nonstandard_types=False))


def task_bibtexparser(path: Path) -> None:
    _bibtexparser(path)


def task_bibtexparser_write(path: Path) -> None:
    import bibtexparser

    read = _bibtexparser(path)
    write = getattr(bibtexparser, "write_string", None) or bibtexparser.dumps
    path.with_suffix(".out").write_text(write(read), encoding="utf-8")


def task_pybtex(path: Path) -> None:
    from pybtex.database import parse_file

    parse_file(str(path), bib_format="bibtex")


def task_pybtex_write(path: Path) -> None:
    from pybtex.database import parse_file

    parse_file(str(path), bib_format="bibtex").to_file(str(path.with_suffix(".out")), bib_format="bibtex")


def _tidy(path: Path, *arguments: str) -> None:
    program = os.environ.get("BIBTEX_TIDY") or shutil.which("bibtex-tidy") or "node_modules/.bin/bibtex-tidy"
    if not shutil.which(program):
        raise RuntimeError("bibtex-tidy is not installed")
    # Its command line needs a terminal as its input (otherwise it ignores the file).
    command = f"{program} {' '.join(arguments)} {path}"
    subprocess.run(["script", "-qec", command, "/dev/null"], check=True, stdout=subprocess.DEVNULL)


def task_tidy(path: Path) -> None:
    _tidy(path, "--output", str(path.with_suffix(".out")))


def task_tidy_check(path: Path) -> None:
    _tidy(path, "--duplicates", "--no-modify")


def task_biber(path: Path, *more: str) -> None:
    command = ["biber", "--tool", "--quiet", *more, "--output-file", str(path.with_suffix(".out")), str(path)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 2):  # 2: it found errors in the file
        raise RuntimeError(f"biber ended with {done.returncode}")


def task_biber_check(path: Path) -> None:
    task_biber(path, "--validate-datamodel")


def alone(
    name: str, path: Path, *, python: str = sys.executable, checkout: Path = ROOT, limit: float | None = None
) -> tuple[float, float]:
    """Run a task in a separate process; return seconds and its peak memory in MB. Raises `RuntimeError`."""
    command = [python, __file__, "--task", name, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=limit)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"over {limit:.0f} s") from None
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "failed")
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def one(name: str, path: Path) -> None:
    prepare = globals().get(f"prepare_{name}")
    task = prepare(path) if prepare else lambda: globals()[f"task_{name}"](path)
    began = _spent()
    task()
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHO)
    print(_spent() - began, peak / 1024)


def _spent() -> float:
    """Return the seconds of processor time, including children; other programs on the machine do not count."""
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


@dataclass(frozen=True)
class Contestant:
    """One row of the table: a task, what it does, its name, and with which Python and which biblio it runs."""

    task: str
    kind: str
    label: str
    python: str = sys.executable
    checkout: Path = ROOT


def contestants(others: list[Path], against: Path | None) -> list[Contestant]:
    found = [Contestant(task, kind, label) for task, (kind, label) in OURS.items()]
    if against:
        kind, label = OURS["quick"]
        found.append(Contestant("quick", kind, f"{label} of {against.name}", checkout=against))
    for python in (sys.executable, *(str(folder / "bin" / "python") for folder in others)):
        for task, (kind, label) in OTHERS.items():
            if version := _version(python, label):
                found.append(Contestant(task, kind, f"{label} {version}", python=python))
    found += [Contestant(task, kind, label) for task, (kind, label) in PROGRAMS.items()]
    order = (READ, REWRITE, CHECK)
    return sorted(found, key=lambda one: order.index(one.kind))


def _version(python: str, name: str) -> str:
    code = f"from importlib.metadata import version; print(version({name!r}))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def compare(path: Path, count: int, racers: list[Contestant], *, runs: int, limit: float) -> None:
    times: dict[Contestant, list[tuple[float, float]]] = {racer: [] for racer in racers}
    failed: dict[Contestant, str] = {}
    for _ in range(runs):
        for racer in racers:
            if racer in failed:
                continue
            try:
                spent = alone(racer.task, path, python=racer.python, checkout=racer.checkout, limit=limit)
                times[racer].append(spent)
            except RuntimeError as error:
                failed[racer] = str(error)
    base: dict[str, float] = {}
    row(f"{count:,} entries, {path.stat().st_size / 1e6:.1f} MB", "", "seconds", "entries/s", "MB", "x of biblio")
    for racer in racers:
        name = f"{racer.kind}: {racer.label}"
        if racer in failed:
            row(name[:52].ljust(52), failed[racer])
            continue
        seconds, memory = median(run[0] for run in times[racer]), max(run[1] for run in times[racer])
        ours = base.setdefault(racer.kind, seconds)
        row(name[:52].ljust(52), f"{seconds:.2f}", f"{count / seconds:,.0f}", f"{memory:.0f}", f"{seconds / ours:.2f}")


def whole_command(path: Path) -> float:
    """Return the processor seconds of `biblio check --quick` with everything that the process does."""
    began = _spent()
    subprocess.run([sys.executable, "-m", "biblio", "check", "--quick", str(path)], capture_output=True, check=False)
    return _spent() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds after which a task is stopped")
    parser.add_argument("--others", type=Path, nargs="+", default=[], help="environments with other versions")
    parser.add_argument("--skip", nargs="+", default=[], help="leave out rows that begin so (biber takes long)")
    parser.add_argument("--against", type=Path, help="another checkout of biblio")
    parser.add_argument("--catalogue", type=Path, help="look up as many real works in this catalogue, offline")
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        one(options.task[0], Path(options.task[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refs.bib"
        path.write_text(bibliography(100), encoding="utf-8")
        whole_command(path)
        seconds = median(whole_command(path) for _ in range(9))
        print(f"biblio check --quick of 100 entries, the whole process: {seconds:.3f} s\n")
        if options.catalogue:
            count = options.entries[0]
            path.write_text(real_bibliography(options.catalogue, count), encoding="utf-8")
            config = f'[notes]\nsources = []\n[catalogue]\nfolder = "{options.catalogue.resolve()}"\n'
            (Path(folder) / "config.toml").write_text(config, encoding="utf-8")
            seconds, memory = alone("looked_up", path)
            label = "biblio check --offline, real works"
            row(label, f"{seconds:.2f}", f"{count / seconds:,.0f}", f"{memory:.0f}", "")
            return
        racers = [
            racer
            for racer in contestants(options.others, options.against)
            if not racer.label.startswith(tuple(options.skip))
        ]
        for count in options.entries:
            path.write_text(bibliography(count), encoding="utf-8")
            compare(path, count, racers, runs=options.runs, limit=options.limit)


if __name__ == "__main__":
    main()
