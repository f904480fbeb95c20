"""What `biblio sync` keeps of other people's `.bib` files: entries and fields by type, before and after.

    python benchmarks/fixtures.py FOLDER [--dialect bibtex] [--show 40]

Every `.bib` below the folder is the only source of a project of its own, offline and without a catalogue, so nobody
knows its works and every entry has to come out as it went in. Entries are found again by key, by `ids`, or by their
text. A field is lost if the entry has neither it nor, after inheritance, what it said; it differs if its text, as a
reader would see it, is another. What was counted by the program's own scanner is compared with a plain search for
``@type{key,``, so that an entry that is never read is not overlooked.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from biblio.bibtex.bib_text import parse_bibtex
from biblio.bibtex.inheritance import entries_by_name, inherit_fields
from biblio.bibtex.latex_to_text import decode_latex
from biblio.decoding import decode_bytes
from biblio.errors import SourceError
from biblio.export.classic_names import with_classic_names
from biblio.model.entry import Entry
from biblio.project.project import open_project
from biblio.project.sync import sync
from biblio.text import fold_key

HEAD = re.compile(r"^[ \t]*@[ \t]*(?!comment|string|preamble)(\w+)[ \t]*[{(][ \t]*([^\s,{}()=]+)[ \t]*,", re.M | re.I)
# No works: what these have is in the entries that name them.
HELPERS = frozenset({"xdata", "set", "control"})


@dataclass
class Count:
    """What was found in all files: by entry type how many there were, arrived, changed their type; fields by name."""

    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    lost_fields: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    files: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dialect", default="biblatex", choices=["biblatex", "bibtex"])
    parser.add_argument("--show", type=int, default=40, metavar="LINES", help="how many losses are listed")
    options = parser.parse_args()
    count = Count()
    for path in sorted(options.folder.rglob("*.bib")):
        if path.is_file():
            compare(path, options.dialect, count)
    report(count, options.show)


def compare(path: Path, dialect: str, count: Count) -> None:
    """Sync one file and add what became of its entries to `count`."""
    try:
        text = decode_bytes(path.read_bytes(), path.name).text
    except SourceError as error:
        count.lines.append(f"{path.name}: {error}")
        return
    entries = [entry for entry in parse_bibtex(text) if isinstance(entry, Entry)]
    begun = {match[2] for match in HEAD.finditer(text)}
    with tempfile.TemporaryDirectory() as place:
        exported, errors = synced(path, Path(place), dialect)
    count.files += 1
    by_name: dict[object, list[Entry]] = {}
    for entry in exported:
        for name in {entry.key, *(key.strip() for key in entry.get("ids").split(",")), fingerprint(entry)}:
            by_name.setdefault(name, []).append(entry)
    known = entries_by_name(entries)
    if unread := begun - {entry.key for entry in entries}:  # no BibTeX; some are read nevertheless
        missing = unread - by_name.keys()
        count.before["(no BibTeX)"] += len(unread)
        count.after["(no BibTeX)"] += len(unread - missing)
        count.lines += [f"{path.name}: {key} is not read: {errors[:200]}" for key in sorted(missing)]
    for entry in entries:
        if entry.type in HELPERS:
            continue
        count.before[entry.type] += 1
        whole = inherit_fields(entry, known)
        if dialect == "bibtex":
            whole = with_classic_names(whole)  # the same values under the names that its styles print
        candidates = by_name.get(entry.key, []) + by_name.get(fingerprint(whole), [])
        found = max(candidates, key=lambda candidate: agreement(whole, candidate), default=None)
        if found is None:
            count.lines.append(f"{path.name}: @{entry.type}{{{entry.key}}} is lost")
            count.lost_fields.update(name for name, value in entry.fields if value)
            continue
        count.after[entry.type if found.type == entry.type else f"{entry.type} → {found.type}"] += 1
        values = dict(found.fields)
        for field_name, value in whole.fields:
            if not value.strip() or (field_name in ("crossref", "xdata") and value.strip().casefold() in known):
                continue
            count.fields[field_name] += 1
            if field_name not in values:
                count.lost_fields[field_name] += 1
                count.lines.append(f"{path.name}: {entry.key}: {field_name} = {{{value[:80]}}} is lost")
            elif seen(value) != seen(values[field_name]):
                count.differing[field_name] += 1
                count.lines.append(
                    f"{path.name}: {entry.key}: {field_name} differs\n    {value[:150]}\n    {values[field_name][:150]}"
                )


def synced(path: Path, folder: Path, dialect: str) -> tuple[list[Entry], str]:
    """Return the entries that a project with this one source exports, and what it says about the source."""
    (folder / "source.bib").write_bytes(path.read_bytes())
    (folder / "none.jsonl").touch()
    (folder / "config.toml").write_text(
        f'[notes]\nsources = ["source.bib"]\n[services]\noffline = true\n[catalogue]\npath = "none.jsonl"\n'
        f'[exports]\ndialect = "{dialect}"\nabstracts = true\n',
        encoding="utf-8",
    )
    with open_project(folder) as project:
        summary = sync(project).summary
    said = "; ".join(map(str, summary.problems))
    with contextlib.suppress(FileNotFoundError):
        text = (folder / "exports" / "all.bib").read_text(encoding="utf-8")
        return [entry for entry in parse_bibtex(text, strings={}) if isinstance(entry, Entry)], said
    return [], said


def fingerprint(entry: Entry) -> tuple[str, ...]:
    """Return what an entry with another key is recognised by."""
    return (
        entry.type,
        *(fold_key(decode_latex(entry.get(name))) for name in ("title", "author", "date", "year", "pages")),
    )


def agreement(entry: Entry, other: Entry) -> int:
    """Return how many fields say the same in both; a file may have several entries with one key."""
    values = dict(other.fields)
    return sum(name in values and seen(value) == seen(values[name]) for name, value in entry.fields) + (
        entry.type == other.type
    )


def seen(value: str) -> str:
    """Return the text of a value with its white space made one."""
    return " ".join(decode_latex(value).split())


def report(count: Count, shown: int) -> None:
    total, arrived = count.before.total(), count.after.total()
    print(f"{count.files} files, {total} entries, {arrived} arrived, {total - arrived} lost")
    print(f"{count.fields.total()} fields, {count.lost_fields.total()} lost, {count.differing.total()} differ\n")
    print(f"{'type':20}{'before':>8}{'after':>8}")
    for name, number in count.before.most_common():
        print(f"{name:20}{number:8}{count.after[name]:8}" + ("" if number == count.after[name] else "  *"))
    changes = {name: number for name, number in count.after.items() if "→" in name}
    print("\ntypes changed:", changes or "none")
    print(f"\n{'field':20}{'before':>8}{'lost':>8}{'differ':>8}")
    for name, number in count.fields.most_common():
        if count.lost_fields[name] or count.differing[name] or number >= 100:
            print(f"{name:20}{number:8}{count.lost_fields[name]:8}{count.differing[name]:8}")
    print()
    for line in count.lines[:shown]:
        print(line)
    if len(count.lines) > shown:
        print(f"… and {len(count.lines) - shown} more (--show)")


if __name__ == "__main__":
    main()
