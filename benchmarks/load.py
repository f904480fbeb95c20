"""What large projects cost: processor seconds and memory of every command, at several sizes.

    python benchmarks/load.py --corpus FILE... [--notes N...] [--entries N...] [--folder FOLDER] [--only WORD...]

Each FILE has works (JSON lines, see `biblio/lookup/catalogue/row_format.py`, may be packed by xz). For every N of `--notes`
there is a vault of N Markdown notes on as many works (`benchmarks/changes.py`), which are found offline in a catalogue of these
works; for every N of `--entries` a `.bib` of N entries made of them. Prints a row for each command, with the seconds and
megabytes at each size: what grows faster than the size does is seen at once. With `--only` there are only the commands whose
rows have one of the words ("sync", "status"); give "sync" too, or the other commands find nothing to work with.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.changes import HERE, Usage, make_vault, run, works

Row = tuple[str, Callable[[], object], Sequence[str]]


def _touch(folder: Path) -> None:
    note = next((folder / "notes" / "01").glob("*.md"))
    note.write_text(note.read_text(encoding="utf-8").replace("tags: [", "tags: [mended, "), encoding="utf-8")


def _new(folder: Path) -> None:
    work = json.loads((folder / "further.json").read_text(encoding="utf-8"))[0]
    address = f"https://arxiv.org/abs/{work['id']}" if work.get("id") else f"https://doi.org/{work['doi']}"
    (folder / "notes" / "new.md").write_text(f"# {work['title']}\n\n{address}\n\nWords.\n", encoding="utf-8")


def of_notes(folder: Path) -> list[Row]:
    """Return the commands over a vault: what each is called, what is done before it, and its arguments."""
    key = "notes/00/n0.md"
    return [
        ("first `sync`", lambda: None, ["sync"]),
        ("`sync`, nothing changed", lambda: None, ["sync"]),
        ("`sync`, a tag of a note changed", lambda: _touch(folder), ["sync"]),
        ("`sync`, a new note", lambda: _new(folder), ["sync"]),
        ("`status`", lambda: None, ["status"]),
        ("`notes`", lambda: None, ["notes"]),
        ("`notes --json`", lambda: None, ["notes", "--json"]),
        ("`notes --skipped`", lambda: None, ["notes", "--skipped"]),
        ("`show`", lambda: None, ["show", key]),
        ("`find`", lambda: None, ["find", "lanterns of the north"]),
        ("`export`", lambda: None, ["export"]),
        ("`export --check`", lambda: None, ["export", "--check"]),
        ("`page`", lambda: None, ["page"]),
        ("`resolve --plan`", lambda: None, ["resolve", "--plan"]),
        ("`review --export`", lambda: None, ["review", "--export", "review.txt"]),
        ("`reject`", lambda: None, ["reject", key, "doi:10.1000/none"]),
        ("`undo`", lambda: None, ["undo"]),
        ("`check --quick` of the export", lambda: None, ["check", "--quick", "exports/all.bib"]),
        ("`check` of the export, offline", lambda: None, ["check", "exports/all.bib"]),
        ("`check --quick` of the notes", lambda: None, ["check", "--quick", "notes"]),
    ]


def write_bibliography(path: Path, corpora: list[Path], count: int) -> None:
    """Write `count` entries; if there are fewer works they come again, with other keys and titles."""
    known = works(corpora, min(count, 50_000))
    with path.open("w", encoding="utf-8") as file:
        for number, work in zip(range(count), itertools.cycle(known), strict=False):
            again = f" {number}" if number >= len(known) else ""
            authors = work.get("authors")
            names = " and ".join(map(str, authors[:8])) if isinstance(authors, list) else "Roe, Jane"
            title = str(work["title"]).replace("{", "").replace("}", "").replace("\\", "")
            file.write(f"@article{{k{number},\n  title = {{{title}{again}}},\n  author = {{{names.replace('{', '').replace('}', '')}}},\n"
                       f"  journal = {{Journal of Lamps}},\n  year = {{{2000 + number % 24}}},\n  pages = {{{number % 900 + 1}--{number % 900 + 9}}}\n}}\n")  # fmt: skip


def of_entries(folder: Path) -> list[Row]:
    """Return the commands over a bibliography."""
    return [
        ("`check --quick`", lambda: None, ["check", "--quick", "refs.bib"]),
        ("`check --quick --format json`", lambda: None, ["check", "--quick", "refs.bib", "--format", "json"]),
        ("`check --quick --diff`", lambda: None, ["check", "--quick", "refs.bib", "--diff"]),
        ("`check --quick --fix`", lambda: None, ["check", "--quick", "refs.bib", "--fix"]),
        ("`catalogue build`", lambda: None, ["catalogue", "build", "refs.bib", "--into", "index"]),
        ("`catalogue search`", lambda: None, ["catalogue", "search", "lanterns of the north"]),
    ]


def measure(sizes: Sequence[int], make: Callable[[Path, int], list[Row]], folder: Path, only: Sequence[str]) -> None:
    """Run the commands at all sizes; print a table as it grows, and at the end the whole."""
    found: dict[str, list[Usage]] = {}
    for size in sizes:
        place = folder / f"{make.__name__}-{size}"
        place.mkdir(parents=True)
        for name, prepare, arguments in make(place, size):
            if only and not any(word in name for word in only):
                continue
            prepare()
            usage = run(HERE, place, *arguments)
            found.setdefault(name, []).append(usage)
            sys.stderr.write(f"{size:,}: {name}: {usage.seconds:.1f} s, {usage.memory:.0f} MB\n")
            sys.stderr.flush()
    sys.stdout.write(f"| | {' | '.join(f'{size:,}' for size in sizes)} | growth |\n|---|{'---|' * len(sizes)}---|\n")
    for name, usages in found.items():
        cells = [f"{usage.seconds:.1f} s, {usage.memory:.0f} MB" for usage in usages]
        growth = (
            ""
            if len(usages) < 2
            else f"{usages[-1].seconds / usages[-2].seconds:.1f} x for {sizes[-1] / sizes[-2]:.1f}"
        )
        sys.stdout.write(f"| {name} | {' | '.join(cells)} | {growth} |\n")


def _apart(do: Callable[..., object], *arguments: object) -> None:
    """Do something in a process of its own: a process that is started has at least the memory of the one that starts it."""
    with ProcessPoolExecutor(1) as pool:
        pool.submit(do, *arguments).result()


def main() -> None:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", nargs="+", type=Path, required=True)
    parser.add_argument("--notes", nargs="*", type=int, default=[])
    parser.add_argument("--entries", nargs="*", type=int, default=[])
    parser.add_argument("--folder", type=Path, help="a new folder that stays; else one that is removed at the end")
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="WORD", help="only the commands with one of these words"
    )
    arguments = parser.parse_args()

    def notes(place: Path, size: int) -> list[Row]:
        _apart(make_vault, place, arguments.corpus, size, None, False)
        return of_notes(place)

    def entries(place: Path, size: int) -> list[Row]:
        _apart(write_bibliography, place / "refs.bib", arguments.corpus, size)
        (place / "config.toml").write_text(
            '[services]\noffline = true\n[catalogue]\nfolder = "index"\n', encoding="utf-8"
        )
        return of_entries(place)

    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        if arguments.notes:
            measure(arguments.notes, notes, folder, arguments.only)
        if arguments.entries:
            measure(arguments.entries, entries, folder, arguments.only)


if __name__ == "__main__":
    main()
