"""What a change costs: processor seconds and memory of commands over a vault in which one note changed.

    python benchmarks/changes.py --corpus FILE... [--notes N] [--runs N] [--catalogue FOLDER] [--mixed] [--keep FOLDER]
        [CHECKOUT...]

Each FILE has works (JSON lines, see `biblio/lookup/catalogue/row_format.py`, may be packed by xz). The vault has a
Markdown note for each of N works, with an identifier, two of forty tags and some words; it is looked up offline, in a
catalogue of these works or in that of FOLDER. With `--mixed` it also has what the vaults of people have: pages with only
a title, pages on people, hubs that link to notes, diary pages, and a table of works. Every checkout has its own copy of the vault and its own state. Every
command is a process of its own, the checkouts take turns, and the medians count: the speed of a machine drifts, the
ratio between two checkouts of one run does not.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_FURTHER = 100  # works without a note
HERE = Path(__file__).resolve().parent.parent
SETTINGS = """
[notes]
sources = ["notes"]

[services]
offline = true

[catalogue]
folder = {catalogue}
"""


@dataclass(frozen=True)
class Usage:
    """What one process took: processor seconds (user and system), memory at its highest in MB."""

    seconds: float
    memory: float


def works(corpora: list[Path], count: int) -> list[dict[str, object]]:
    """Return `count` works with an arXiv id or a DOI and a title, as many from every file, spread over its beginning."""
    chosen: list[dict[str, object]] = []
    source = random.Random(1)
    for number, corpus in enumerate(corpora):
        known = []
        opener = lzma.open if corpus.suffix == ".xz" else open
        with opener(corpus, "rt", encoding="utf-8") as lines:
            for _, line in zip(range(max(60_000, 2 * count)), lines, strict=False):
                work = json.loads(line)
                if work.get("title") and (work.get("id") or work.get("doi")):
                    known.append(work)
        chosen += source.sample(known, (count - len(chosen)) // (len(corpora) - number))
    source.shuffle(chosen)
    return chosen


def note_text(work: dict[str, object], source: random.Random) -> str:
    """Return a note on a work: its identifier in front matter or below the heading, two tags, 20 to 200 words."""
    words = str(work.get("abstract") or work["title"]).split()
    text = " ".join(source.choices(words, k=source.randint(20, 200)))
    tags = ", ".join(f"topic{number}" for number in source.sample(range(40), 2))
    identifier, name = (work["id"], "arxiv") if work.get("id") else (work["doi"], "doi")
    address = f"https://arxiv.org/abs/{identifier}" if name == "arxiv" else f"https://doi.org/{identifier}"
    field, link = (f'{name}: "{identifier}"\n', "") if source.random() < 0.5 else ("", f"{address}\n\n")
    return f"---\n{field}tags: [{tags}]\n---\n# {work['title']}\n\n{link}{text}\n"


def add_other_pages(notes: Path, chosen: list[dict[str, object]], source: random.Random) -> None:
    """Add pages beside the notes on works: one for every twenty of them with only a title, some of other kinds."""
    vocabulary = sorted({word for work in chosen[:200] for word in str(work["title"]).split() if word.isalpha()})
    for name in ("ideas", "people", "hubs", "diary"):
        (notes / name).mkdir()
    for number in range(len(chosen) // 20):
        title = " ".join(source.sample(vocabulary, 2)).capitalize()
        (notes / "ideas" / f"{title} {number}.md").write_text(f"# {title}\n\nSome thoughts.\n", encoding="utf-8")
    lists = [work.get("authors") for work in chosen[: len(chosen) // 50]]
    people = [str(authors[0]) for authors in lists if isinstance(authors, list) and authors]
    for name in sorted({person.replace("/", " ") for person in people}):
        (notes / "people" / f"{name}.md").write_text(f"# {name}\n\nMet in the hall.\n", encoding="utf-8")
    for number in range(len(chosen) // 200):
        linked = source.sample(range(len(chosen)), 20)
        items = "".join(f"- [[n{at}]] on {chosen[at]['title']}\n" for at in linked)
        (notes / "hubs" / f"hub{number}.md").write_text(f"# Hub {number}\n\n{items}", encoding="utf-8")
    for day in range(1, 29):
        (notes / "diary" / f"2024-02-{day:02}.md").write_text("# Today\n\nRead a little.\n", encoding="utf-8")
    rows = [f'"{work["title"]}",{work.get("doi") or ""}\n' for work in source.sample(chosen, len(chosen) // 100)]
    (notes / "table.csv").write_text("title,doi\n" + "".join(rows), encoding="utf-8")


def make_vault(folder: Path, corpora: list[Path], count: int, catalogue: Path | None, mixed: bool) -> None:
    """Write the vault, its configuration, and the works for a catalogue if none is given."""
    source = random.Random(2)
    chosen = works(corpora, count + _FURTHER)
    chosen, further = chosen[:count], chosen[count:]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "further.json").write_text(json.dumps(further), encoding="utf-8")
    notes = folder / "notes"
    notes.mkdir(parents=True)
    long_ago = time.time() - 86_400
    for number, work in enumerate(chosen):
        path = notes / f"{number % 100:02}" / f"n{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(note_text(work, source), encoding="utf-8")
    if mixed:
        add_other_pages(notes, chosen, source)
    for path in notes.rglob("*.*"):
        os.utime(path, (long_ago, long_ago))
    place = catalogue.resolve() if catalogue else folder / "catalogue"
    (folder / "config.toml").write_text(SETTINGS.format(catalogue=json.dumps(str(place))), encoding="utf-8")
    if catalogue is None:
        rows = folder / "works.jsonl"
        rows.write_text("".join(json.dumps(work) + "\n" for work in (*chosen, *further)), encoding="utf-8")
        run(HERE, folder, "catalogue", "build", "works.jsonl", "--into", str(place), "-q")


def run(checkout: Path, folder: Path, *command: str) -> Usage:
    """Run a command of a checkout in a folder; raise if it fails for another reason than what it found."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "XDG_CACHE_HOME": str(folder / "cache")}
    arguments = [sys.executable, "-m", "biblio", *command]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(arguments, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1, 3, 4):
            errors.seek(0)
            raise RuntimeError(f"{command}: {errors.read().decode()}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def changes(folder: Path, count: int, source: random.Random) -> None:
    """Change the words of `count` notes, as if they had been written some seconds ago."""
    paths = source.sample(sorted((folder / "notes").glob("[0-9]*/*.md")), count)
    some_time_ago = time.time() - source.uniform(10, 1000)
    for path in paths:
        path.write_text(path.read_text(encoding="utf-8") + f"\nRead again, {source.random()}.\n", encoding="utf-8")
        os.utime(path, (some_time_ago, some_time_ago))


def retag(folder: Path, source: random.Random) -> None:
    """Give one note another tag."""
    (path,) = source.sample(sorted((folder / "notes").glob("[0-9]*/*.md")), 1)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("tags: [", f"tags: [topic{source.randrange(40)}, ", 1), encoding="utf-8")
    some_time_ago = time.time() - source.uniform(10, 1000)
    os.utime(path, (some_time_ago, some_time_ago))


def add_work(folder: Path, source: random.Random) -> None:
    """Add a note on a work that no other note is about."""
    further = json.loads((folder / "further.json").read_text(encoding="utf-8"))
    new = folder / "notes" / f"{source.randrange(100):02}" / f"new{source.randrange(10**9)}.md"
    new.write_text(note_text(source.choice(further), source), encoding="utf-8")
    some_time_ago = time.time() - source.uniform(10, 1000)
    os.utime(new, (some_time_ago, some_time_ago))


def move(folder: Path, source: random.Random) -> None:
    """Move a note to another folder."""
    (path,) = source.sample(sorted((folder / "notes").glob("[0-9]*/n*.md")), 1)
    path.rename(folder / "notes" / f"{source.randrange(100):02}" / f"moved {path.name}")


def delete(folder: Path, source: random.Random) -> None:
    """Delete a note."""
    (path,) = source.sample(sorted((folder / "notes").glob("[0-9]*/n*.md")), 1)
    path.unlink()


def add_idea(folder: Path, source: random.Random) -> None:
    """Add a page with only a title."""
    new = folder / "notes" / "ideas" / f"Idea {source.randrange(10**9)}.md"
    new.parent.mkdir(exist_ok=True)
    new.write_text("# A thought on wicks\n\nSome words.\n", encoding="utf-8")
    some_time_ago = time.time() - source.uniform(10, 1000)
    os.utime(new, (some_time_ago, some_time_ago))


def add_note(folder: Path, source: random.Random) -> None:
    """Add a note: a copy of another one under a name of its own, with words of its own."""
    (path,) = source.sample(sorted((folder / "notes").glob("[0-9]*/*.md")), 1)
    new = path.with_name(f"new{source.randrange(10**9)}.md")
    new.write_text(path.read_text(encoding="utf-8") + f"\nA second note, {source.random()}.\n", encoding="utf-8")
    some_time_ago = time.time() - source.uniform(10, 1000)
    os.utime(new, (some_time_ago, some_time_ago))


Prepare = Callable[[Path, random.Random], None]
TASKS: dict[str, tuple[Prepare, tuple[str, ...]]] = {
    "nothing changed": (lambda folder, source: None, ("sync", "-q")),
    "words of one note": (lambda folder, source: changes(folder, 1, source), ("sync", "-q")),
    "tag of one note": (retag, ("sync", "-q")),
    "words of ten notes": (lambda folder, source: changes(folder, 10, source), ("sync", "-q")),
    "show": (lambda folder, source: None, ("show", "notes/05/n105.md", "-q")),
    "notes --tag": (lambda folder, source: None, ("notes", "--tag", "topic7", "-q")),
    "a second note on a work": (add_note, ("sync", "-q")),
    "a note on a new work": (add_work, ("sync", "-q")),
    "a moved note": (move, ("sync", "-q")),
    "a deleted note": (delete, ("sync", "-q")),
    "a page with only a title": (add_idea, ("sync", "-q")),
    "review": (lambda folder, source: None, ("review", "--unresolved", "--export", "-", "-q")),
    "accept": (lambda folder, source: None, ("accept", "notes/05/n205.md", "arxiv:1706.03762", "-q")),
    "show after a decision": (lambda folder, source: None, ("show", "notes/05/n105.md", "-q")),
    "undo": (lambda folder, source: None, ("undo", "-q")),
    "notes": (lambda folder, source: None, ("notes", "-q")),
    "status": (lambda folder, source: None, ("status", "-q")),
    "export --check": (lambda folder, source: None, ("export", "--check", "-q")),
}


def rounds(folders: dict[Path, Path], runs: int, tasks: list[str]) -> Iterator[tuple[str, Path, Usage]]:
    """Yield what every task took in every checkout, as often as there are runs."""
    for number in range(runs):
        for task in tasks:
            prepare, command = TASKS[task]
            for checkout, folder in folders.items():
                prepare(folder, random.Random(f"{task} {number}"))
                yield task, checkout, run(checkout, folder, *command)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, action="append", required=True, help="a file of works")
    parser.add_argument("checkouts", type=Path, nargs="*", help="other checkouts, to compare with")
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--formats", default="bib", help="export formats, with commas between")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--catalogue", type=Path, help="a catalogue that was built before")
    parser.add_argument("--mixed", action="store_true", help="with pages of other kinds beside the notes")
    parser.add_argument("--keep", type=Path, help="keep the vaults here, and use those that are here")
    parser.add_argument("--tasks", default=",".join(TASKS), help="some of them, with commas between")
    options = parser.parse_args()
    tasks = options.tasks.split(",")
    checkouts = [HERE, *(path.resolve() for path in options.checkouts)]
    place = options.keep or Path(tempfile.mkdtemp(prefix="changes-"))
    try:
        place = place.resolve()
        vault = place / "vault"
        if not vault.exists():
            # A process inherits the memory of the one that starts it, as far as its highest memory is concerned.
            with ProcessPoolExecutor(1) as other:
                other.submit(
                    make_vault, vault, options.corpus, options.notes, options.catalogue, options.mixed
                ).result()
        results: dict[tuple[str, Path], list[Usage]] = {}
        folders = {}
        for number, checkout in enumerate(checkouts):
            folders[checkout] = folder = place / f"checkout{number}"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(vault, folder)
            with (folder / "config.toml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n[exports]\nformats = {json.dumps(options.formats.split(','))}\n")
            results["first run", checkout] = [run(checkout, folder, "sync", "-q")]
        for task, checkout, usage in rounds(folders, options.runs, tasks):
            results.setdefault((task, checkout), []).append(usage)
    finally:
        if not options.keep:
            shutil.rmtree(place, ignore_errors=True)
    print_results(["first run", *tasks], checkouts, results)


def print_results(tasks: list[str], checkouts: list[Path], results: dict[tuple[str, Path], list[Usage]]) -> None:
    """Print the medians of every task in every checkout, and how the first one compares with the others."""
    print("| | " + " | ".join(f"{checkout.name}: s, MB" for checkout in checkouts) + " | ratio |")
    print("|---|" + "---|" * (len(checkouts) + 1))
    for task in tasks:
        seconds = [statistics.median(usage.seconds for usage in results[task, checkout]) for checkout in checkouts]
        memory = [statistics.median(usage.memory for usage in results[task, checkout]) for checkout in checkouts]
        cells = [f"{second:.2f}, {megabytes:.0f}" for second, megabytes in zip(seconds, memory, strict=True)]
        ratios = ", ".join(f"{seconds[0] / other:.2f}" for other in seconds[1:])
        print(f"| {task} | " + " | ".join(cells) + f" | {ratios} |")


if __name__ == "__main__":
    main()
