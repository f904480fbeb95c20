"""A run in which only some notes have changed gives what a run over all notes gives, and one from nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from biblio.decisions.find_note import FoundNote, NotesByName
from biblio.decisions.query_store import QueryStore
from biblio.export.export_index import known_keys
from biblio.lookup.progress import Progress, SilentProgress
from biblio.model.decision import DecidedNote, Status
from biblio.project import changed_exports, last_run, project, sync
from biblio.project.last_run import forget_last_run
from biblio.project.note_library import read_chosen_notes, read_in_turn, read_library
from biblio.project.project import open_project, project_config
from biblio.project.searched_notes import search_project
from biblio.project.summary import Summary
from biblio.project.sync import SyncResult, write_exports
from biblio.readers import read_files
from biblio.readers.discovery import FileListing
from biblio.readers.note_store import NoteStore
from biblio.readers.read_files import Reading
from biblio.state import open_memory_state

WORKS = [
    {"id": "2304.02643", "title": "Segment Anything", "authors": ["Alexander Kirillov", "Eric Mintun"], "year": 2023},
    {"id": "1706.03762", "title": "Attention Is All You Need", "authors": ["Ashish Vaswani", "Noam Shazeer"], "year": 2017},
    {"doi": "10.1000/fog.7", "title": "Lanterns in the Fog", "authors": ["Jane B. Roe"], "year": 2019, "venue": "Lamps"},
    {"doi": "10.1000/wick.3", "title": "On the Trimming of Wicks", "authors": ["Ada Poe"], "year": 2020},
    {"doi": "10.1000/fog.8", "title": "Lanterns of Fog", "authors": ["Jane B. Roe"], "year": 2019, "venue": "Lamps"},
    {"doi": "10.1000/fog.9", "title": "Lanterns, Fog", "authors": ["Ann Roe"], "year": 2019, "venue": "Lamps"},
    {"doi": "10.1000/fog.6", "title": "Lanterns", "authors": ["Bea Roe"], "year": 2019, "venue": "Lamps"},
]  # fmt: skip
IDS = [f'arxiv: "{work["id"]}"' if "id" in work else f'doi: "{work["doi"]}"' for work in WORKS]
TITLES = [str(work["title"]) for work in WORKS]
ADDRESSES = [
    f"https://arxiv.org/abs/{work['id']}" if "id" in work else f"https://doi.org/{work['doi']}" for work in WORKS
]
ITEMS = [f"- [{title}]({address}) is good\n" for title, address in zip(TITLES, ADDRESSES, strict=True)]
NAMES = ["a.md", "b.md", "deep/c.md", "deep/d.md", "e.md"]
TAGS = ["lamps", "Fog", "paper", "oil"]
ENTRIES = (
    "@article{roe2019, title = {Lanterns in the Fog}, author = {Roe, Jane B.}, year = 2019, doi = {10.1000/fog.7}}\n"
)
LIST = "# Readings\n\n- [Segment Anything](https://arxiv.org/abs/2304.02643) {words}\n- [Lanterns in the Fog](https://doi.org/10.1000/fog.7), Roe, 2019\n"
ALL_FORMATS = '[exports]\nformats = ["bib", "csl-json", "hayagriva", "ris", "markdown", "html", "csv"]\n'
SETTINGS = [
    "", '[tags.rename]\noil = "Fuel"\n', '[exports]\ndialect = "bibtex"\n', "[exports]\nminimum = 2\n",
    ALL_FORMATS, f'{ALL_FORMATS}dialect = "bibtex"\n',
]  # fmt: skip

_NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # each step of a history takes runs over the notes

words = st.sampled_from(
    ["", "It burns.", "It burns, and it smokes.", "霧の中の灯。", "See [[a]] and [[deep/c]].", "#oil"]
)
works = st.sampled_from(range(len(WORKS)))
tags = st.lists(st.sampled_from(TAGS), unique=True, max_size=2)


def note_text(work: int, of_note: list[str], comment: str, title: str | None = None) -> str:
    heading = f"# {TITLES[work] if title is None else title}\n\n" if title != "" else ""
    return f"---\n{IDS[work]}\ntags: [{', '.join(of_note)}]\n---\n{heading}{comment}\n"


class Vault:
    """A project in a folder, whose files have times long ago unless it is said that they were just written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = 1_000_000_000
        (folder / "notes").mkdir(parents=True)
        rows = "".join(json.dumps(work) + "\n" for work in WORKS)
        (folder / "works.jsonl").write_text(rows, encoding="utf-8")
        self.configure("")

    def configure(self, more: str) -> None:
        tags_from, more = (more, "") if more.startswith("tags_from") else ("", more)
        source = f'{{path = "notes", {tags_from}}}' if tags_from else '"notes"'
        text = f"[notes]\nsources = [{source}]\n" + '[services]\noffline = true\n[catalogue]\npath = "works.jsonl"\n'
        self._write(self.folder / "config.toml", text + more, just_now=False)

    def write(self, name: str, text: str, *, just_now: bool = False) -> None:
        self._write(self.folder / "notes" / name, text, just_now=just_now)

    def _write(self, path: Path, text: str, *, just_now: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        self.time += 10
        if not just_now:
            os.utime(path, (self.time, self.time))

    def notes(self) -> list[Path]:
        return sorted((self.folder / "notes").rglob("*.md"))

    def edit(self, number: int, change: Callable[[str], str], *, just_now: bool) -> None:
        if paths := self.notes():
            path = paths[number % len(paths)]
            self._write(path, change(path.read_text(encoding="utf-8")), just_now=just_now)


Files = Mapping[str, str]
EDITS: dict[str, Callable[[Vault, st.DataObject], None]] = {}


def edit(function: Callable[[Vault, st.DataObject], None]) -> Callable[[Vault, st.DataObject], None]:
    EDITS[function.__name__] = function
    return function


@edit
def add_words(vault: Vault, data: st.DataObject) -> None:
    more, just_now = data.draw(words), data.draw(st.booleans())
    vault.edit(data.draw(st.integers(0, 9)), lambda text: f"{text}\n{more}\n", just_now=just_now)


@edit
def write_note(vault: Vault, data: st.DataObject) -> None:
    title = data.draw(st.sampled_from([None, None, None, "", "My thoughts"]))
    text = note_text(data.draw(works), data.draw(tags), data.draw(words), title)
    vault.write(data.draw(st.sampled_from(NAMES)), text, just_now=data.draw(st.booleans()))


@edit
def write_other_pages(vault: Vault, data: st.DataObject) -> None:
    comment = data.draw(words)
    texts = [
        LIST.format(words=comment),
        f"# Lamp oil\n\n{comment}\n",
        f"Buy oil. {comment}\n",
        f"---\ntitle: [\n---\n{comment}\n",
    ]
    vault.write(data.draw(st.sampled_from(["list.md", "e.md"])), data.draw(st.sampled_from(texts)))


@edit
def tag_again(vault: Vault, data: st.DataObject) -> None:
    new = ", ".join(data.draw(tags))
    vault.edit(data.draw(st.integers(0, 9)), lambda text: text.replace("tags: [", f"tags: [{new}, ", 1), just_now=False)


@edit
def write_new_note(vault: Vault, data: st.DataObject) -> None:
    """Write a note that nothing else was ever called like, in any folder, with a citation key or a day, or none."""
    work, number = data.draw(works), data.draw(st.integers(0, 10_000))
    head = data.draw(st.sampled_from(["", "", "citekey: key1\n", "citekey: roe2019lanterns\n", "date: 2024-02-01\n"]))
    text = note_text(work, data.draw(tags), data.draw(words)).replace("---\n", f"---\n{head}", 1)
    folder = data.draw(st.sampled_from(["", "", "deep/", "papers/", "ideas/"]))
    vault.write(f"{folder}new{number}.md", text, just_now=data.draw(st.booleans()))


@edit
def copy_a_note(vault: Vault, data: st.DataObject) -> None:
    if paths := vault.notes():
        text = paths[data.draw(st.integers(0, 9)) % len(paths)].read_text(encoding="utf-8")
        vault.write(f"copy{data.draw(st.integers(0, 99))}.md", text)


@edit
def bring_back(vault: Vault, data: st.DataObject) -> None:
    """Take a note away, or bring the one back that was taken away."""
    away = vault.folder / "away.txt"
    if away.exists():
        name, _, text = away.read_text(encoding="utf-8").partition("\n")
        vault.write(name, text)
        away.unlink()
    elif paths := vault.notes():
        path = paths[data.draw(st.integers(0, 9)) % len(paths)]
        name = path.relative_to(vault.folder / "notes").as_posix()
        away.write_text(f"{name}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
        path.unlink()


@edit
def move_to_a_folder(vault: Vault, data: st.DataObject) -> None:
    if paths := vault.notes():
        path = paths[data.draw(st.integers(0, 9)) % len(paths)]
        folder = vault.folder / "notes" / data.draw(st.sampled_from(["deep", "papers", "a", "z"]))
        folder.mkdir(exist_ok=True)
        path.rename(folder / path.name)


@edit
def move_an_item(vault: Vault, data: st.DataObject) -> None:
    """Move an item of a list to another list."""
    items = data.draw(st.lists(works, unique=True, min_size=1, max_size=5))
    split = data.draw(st.integers(0, len(items)))
    for name, some in (("list1.md", items[:split]), ("list2.md", items[split:])):
        lines = "".join(f"- [{TITLES[work]}]({ADDRESSES[work]}) is good\n" for work in some)
        vault.write(name, f"# Readings\n\n{lines}")


@edit
def write_a_companion(vault: Vault, data: st.DataObject) -> None:
    """Write a library beside the notes, whose entry has the key of a note, or take it away."""
    path = vault.folder / "notes" / "refs.bib"
    if path.exists() and data.draw(st.booleans()):
        path.unlink()
    else:
        vault.write("refs.bib", ENTRIES.replace("roe2019", data.draw(st.sampled_from(["roe2019", "key1", "lamps7"]))))


@edit
def write_a_table(vault: Vault, data: st.DataObject) -> None:
    """Write a table beside the notes, whose rows are parts of those on the same works, or take it away."""
    path = vault.folder / "notes" / "table.csv"
    if path.exists() and data.draw(st.booleans()):
        path.unlink()
    else:
        rows = [WORKS[work] for work in data.draw(st.lists(works, unique=True, min_size=1, max_size=3))]
        lines = "".join(f"{row['title']},{row['year']},{row.get('doi', '')}\n" for row in rows)
        vault.write("table.csv", f"title,year,doi\n{lines}")


@edit
def write_a_hub(vault: Vault, data: st.DataObject) -> None:
    """Write a page whose items lead to other pages, to some of them with what is known of a work."""
    items = ["- [[a]]\n", "- [Lights in fog](deep/c.md), Jane Roe, 2018\n", "- [[title1]] by Jane B. Roe\n", ITEMS[0]]
    chosen = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1))
    vault.write("hub.md", f"# Papers on fog\n\n{''.join(chosen)}")


@edit
def write_only_a_title(vault: Vault, data: st.DataObject) -> None:
    titles = ["Lamp oil", "Attention Is All You Need for Lanterns", "People", "The Physics of Wicks in Fog: A Survey"]
    folder = data.draw(st.sampled_from(["", "deep/", "papers/", "ideas/"]))
    text = f"# {data.draw(st.sampled_from(titles))}\n\n{data.draw(words)}\n"
    vault.write(f"{folder}title{data.draw(st.integers(0, 3))}.md", text)


@edit
def put_a_picture(vault: Vault, data: st.DataObject) -> None:
    vault.write(f"picture{data.draw(st.integers(0, 3))}.png", "no note")


@edit
def take_all_away(vault: Vault, data: st.DataObject) -> None:
    """Take all notes away, as a disk that is not mounted does; the next edit may bring some back."""
    if data.draw(st.integers(0, 3)) == 0:
        for path in vault.notes():
            path.unlink()


@edit
def take_away(vault: Vault, data: st.DataObject) -> None:
    if paths := vault.notes():
        paths[data.draw(st.integers(0, 9)) % len(paths)].unlink()


@edit
def move(vault: Vault, data: st.DataObject) -> None:
    if paths := vault.notes():
        path = paths[data.draw(st.integers(0, 9)) % len(paths)]
        path.rename(path.with_name(f"moved-{path.name[-8:]}"))


@edit
def decide(vault: Vault, data: st.DataObject) -> None:
    with open_project(project_config(vault.folder, environment={})) as opened:
        notes = [decided.note for decided in read_library(opened).decided]
    if notes:
        note = notes[data.draw(st.integers(0, 9)) % len(notes)]
        verb = data.draw(st.sampled_from(["accept {} arxiv:1706.03762", "reject {} doi:10.1000/fog.7", "kind {} book"]))
        path = vault.folder / "decisions.txt"
        vault._write(path, verb.format(note.id) + "\n", just_now=False)


@edit
def configure(vault: Vault, data: st.DataObject) -> None:
    vault.configure(data.draw(st.sampled_from(SETTINGS)))


@edit
def change_an_entry(vault: Vault, data: st.DataObject) -> None:
    path = vault.folder / "exports" / "all.bib"
    if path.exists():
        old, new = data.draw(
            st.sampled_from([("Roe", "Roë"), ("year", "annote"), ("@misc", "@online"), ("}\n\n@", "}\n\n% mine\n@")])
        )
        vault._write(path, path.read_text(encoding="utf-8").replace(old, new, 1), just_now=False)


def run(folder: Path, *, forgotten: bool = False) -> Summary:
    with open_project(project_config(folder, environment={})) as opened:
        if forgotten:
            forget_last_run(opened.state)
        return sync.sync(opened).summary


def exports(folder: Path) -> dict[str, bytes]:
    paths = sorted((folder / "exports").rglob("*.*"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def plain(summary: Summary) -> Summary:
    """Return what a summary says of the notes and exports, without how much was done for it."""
    flaws = tuple(replace(flaw, path=Path(flaw.path).name) for flaw in summary.flaws)
    return replace(summary, opened=0, up_to_date=False, folder="", flaws=flaws)


def look(folder: Path, *, forgotten: bool) -> tuple[object, ...]:
    """Return what the commands say that only look: the status, the notes with a tag, a note by its name, what all notes
    are found by, all of them, and those with some words.
    """
    names: list[object] = []

    def first_of(notes: NotesByName[FoundNote]) -> Sequence[FoundNote]:
        names.extend(
            (note.id, note.source, *map(tuple, (note.spans, note.tags, note.names)), note.title)
            + (note.status, note.by, note.confidence, note.is_decided)
            for note in notes.every()
        )
        return notes.every()[:1]

    with open_project(project_config(folder, environment={})) as opened:
        if forgotten:
            forget_last_run(opened.state)
        sources, base = opened.config.notes.sources, opened.base
        status = write_exports(opened, write=False)
        tagged = read_chosen_notes(
            opened,
            sources,
            base=base,
            choose=lambda notes: [note for note in notes.with_tag("oil") if "oil" in note.tags],
        )
        first = read_chosen_notes(opened, sources, base=base, choose=first_of)
        every = read_in_turn(opened, sources, base=base, make=list)
        keys = known_keys(folder / "exports").with_decided(opened.decisions.keys)
        found = [
            search_project(opened, sources, words, base=base, keys=keys)
            for words in ("lant", "oil burn", '"it burns" it', "poe", "roe2019", "10.1000 key1", "灯")
        ]
    return plain(status), tagged.decided, first.decided, names, tagged.conflicts, first.conflicts, every, found


def as_others_see(folder: Path, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)


def check_a_history(folder: Path, data: st.DataObject, steps: int) -> None:
    """Make random changes, with a sync after each."""
    vault = Vault(folder / "vault")
    for number, work in enumerate(data.draw(st.lists(works, min_size=1, max_size=4))):
        vault.write(NAMES[number], note_text(work, [TAGS[number % 3], "oil"], "It burns."))
    run(vault.folder)
    is_own = False
    with pytest.MonkeyPatch.context() as patched:
        for number in range(steps):
            name = data.draw(st.sampled_from([*EDITS, "add_words", "new_version"]))
            if name == "new_version":
                patched.setattr(last_run, "__version__", f"9.{number}")
                patched.setattr(project, "__version__", f"9.{number}")
            else:
                EDITS[name](vault, data)
            is_own |= name == "change_an_entry"
            everything, nothing = folder / "everything", folder / "nothing"
            as_others_see(vault.folder, everything)
            looks = look(vault.folder, forgotten=False)
            assert looks == look(everything, forgotten=True), f"before the sync after {name}"
            as_others_see(vault.folder, everything)
            as_others_see(vault.folder, nothing)
            for path in (nothing / ".biblio").glob("state.sqlite*"):
                path.unlink()
            summary = run(vault.folder)
            whole = run(everything, forgotten=True)
            if summary.up_to_date:
                whole = replace(whole, flaws=())  # it has been said
            assert plain(summary) == plain(whole), f"the summary after {name}"
            assert exports(vault.folder) == exports(everything), f"the exports after {name}"
            # Only the state knows what we wrote into an edited entry, and which entries wait for their notes to be read
            # and asked for.
            if not (is_own or summary.count(Status.PENDING) or summary.problems or summary.warnings):
                run(nothing)
                assert exports(vault.folder) == exports(nothing), f"the exports from nothing after {name}"
            assert look(vault.folder, forgotten=False) == look(everything, forgotten=True), (
                f"after the sync after {name}"
            )


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=_NO_SHRINKING)
@given(st.data())
def test_a_run_over_what_changed_gives_what_a_run_over_all_gives(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_a_history(tmp_path_factory.mktemp("history"), data, 4)


def _large_vault(folder: Path) -> Vault:
    """A vault of other things: notes on works in "deep", and pages that only lead somewhere, in "ideas" and in "deep"."""
    vault = Vault(folder)
    for number, work in enumerate([*range(len(WORKS)), *range(len(WORKS))][:5]):
        vault.write(f"deep/note{number}.md", note_text(work, ["oil"], "It burns."))
    for number in range(24):
        vault.write(f"kitchen/soup {number}.md", "Water and salt, for an hour.\n")
    for place in ("ideas", "deep"):
        link = f"# [Where lanterns of {place} burn in the harbour](https://roe.example.org/{place})\n\nGood.\n"
        vault.write(f"{place}/linked.md", f"---\ntags: [lamp]\n---\n{link}")
    return vault


_LARGE_EDITS: dict[str, Callable[[Vault], None]] = {
    "a note on a work gets the tag of the page": lambda vault: vault.edit(
        0, lambda text: text.replace("oil", "lamp"), just_now=False
    ),
    "all notes on works get the tag of the page": lambda vault: (
        [vault.edit(number, lambda text: text.replace("oil", "lamp"), just_now=False) for number in range(5)] and None
    ),
    "a note on a work goes": lambda vault: (vault.folder / "notes" / "deep" / "note0.md").unlink(),
    "a page about soup comes": lambda vault: vault.write("deep/soup.md", "Salt and water.\n"),
    "pages about soup go": lambda vault: [path.unlink() for path in vault.notes() if path.stem[-2:] > " 3"] and None,
    "the page names an author": lambda vault: vault.write(
        "ideas/linked.md", "---\nauthor: Ada Poe\n---\n# [Where lanterns burn](https://roe.example.org/a)\n"
    ),
    "the page speaks of a paper": lambda vault: vault.edit(
        5, lambda text: f"{text}\nThis paper says it, and the authors agree: we propose lamps.\n", just_now=False
    ),
}


@pytest.mark.parametrize("edit_name", _LARGE_EDITS)
def test_how_works_are_kept_in_a_vault_decides_again_after_each_change(tmp_path: Path, edit_name: str) -> None:
    vault = _large_vault(tmp_path / "vault")
    run(vault.folder)
    for change in (lambda _: None, _LARGE_EDITS[edit_name]):
        change(vault)
        as_others_see(vault.folder, tmp_path / "everything")
        as_others_see(vault.folder, tmp_path / "nothing")
        for path in (tmp_path / "nothing" / ".biblio").glob("state.sqlite*"):
            path.unlink()
        summary, whole = run(vault.folder), run(tmp_path / "everything", forgotten=True)
        assert replace(plain(summary), flaws=()) == replace(plain(whole), flaws=())
        run(tmp_path / "nothing")
        assert exports(vault.folder) == exports(tmp_path / "everything") == exports(tmp_path / "nothing")
        assert look(vault.folder, forgotten=False) == look(tmp_path / "everything", forgotten=True)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=_NO_SHRINKING)
@given(st.data())
def test_a_run_over_what_changed_gives_what_a_run_over_all_gives_after_many_changes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_a_history(tmp_path_factory.mktemp("history"), data, 6)


LONG_WORDS = "The lantern is trimmed at dusk and again at midnight, by whoever has the watch and a steady hand."
TWINS = {
    "old.txt": f"#NLP Issue Date: 2025-02-28 Segment Anything, Alexander Kirillov+, arXiv'23 Comment{LONG_WORDS}\n",
    "new.txt": "KeyPoint Notes\n\n\nPaper/Blog Link My Issue\n#NLP Issue Date: 2025-02-28 Comment\n\n"
    f"{LONG_WORDS}\n\n\n\n",
}
CITED = {
    f"cited{n}.md": note_text(n % 4, ["oil"], "It burns.").replace("---\n", f"---\ncitekey: key{n}\n", 1)
    for n in range(6)
}
LABELLED = {f"desk/{name}.md": note_text(n, [], "", f"Critique: {TITLES[n]}") for n, name in enumerate("abc")}
OLD = {"a.md": note_text(0, ["lamps"], "It burns."), "b.md": note_text(2, ["lamps"], "It smokes.")}


HUB = (
    "# Papers on fog\n\n- [Segment Anything](https://arxiv.org/abs/2304.02643) is good\n"
    "- [Lanterns in the Fog](https://doi.org/10.1000/fog.7), Jane B. Roe, 2019, is good\n"
).replace("is good", "is fine", 1)
SAME = (
    '---\ntitle: Lanterns in the Fog\nauthor: Roe, Jane B.\nyear: 2019\ndoi: "10.1000/fog.7"\ncitekey: roe2019\n'
    "type: article\ntags: [oil]\n---\nIt burns.\n"
)


LISTS = [f"# Readings\n\n{ITEMS[0]}{ITEMS[3]}", f"# More readings\n\n{ITEMS[1]}"]
IDEAS = {
    f"idea{n}.md": f"# {name}\n\nThoughts.\n" for n, name in enumerate(["Calm", "Haste", "Rest", "On being early"])
}
IDEAS_OF_BOOKS = ["Dusk", "Frost", "Tides"]
SIGNED = {
    f"{name}.md": f"---\nauthor: Zoe Zed\nstatus: paper\n---\n# {name}\n\nThoughts.\n"
    for name in ["Calm", "Joy", "Rest", "Woe"]
}
OWN_ENTRY = (
    "\n@misc{mine, title = {On the Trimming of Wicks}, author = {Poe, Ada}, year = 2020, doi = {10.1000/wick.3}}\n"
)


AUTHORED = note_text(3, [], "").replace("---\n", "---\nauthors: [Jane Roe]\n", 1)


def as_another_work(text: str) -> str:
    for old, new in (
        ("Lanterns in the Fog", TITLES[3]),
        ("Roe, Jane B.", "Poe, Ada"),
        ("2019}", "2020}"),
        ("10.1000/fog.7", ""),
    ):
        text = text.replace(old, new)
    return text


def again(files: Files, name: str, old: str, new: str) -> dict[str, str]:
    assert old in files[name]
    return {name: files[name].replace(old, new, 1)}


Needs = Literal["changed files", "all files", "all notes"]
CHANGED_FILES: Needs = "changed files"
ALL_FILES: Needs = "all files"
ALL_NOTES: Needs = "all notes"


@dataclass(frozen=True)
class Step:
    """What is changed before a sync: files of notes (some are taken away), and an exported file, by a function of its
    text.

    `needs` says what the sync looks at: only the files that have changed, the notes of all files of which it decides
    about those that are others, or all notes.
    """

    files: Files = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    exported: str = ""
    edit: Callable[[str], str] = str
    needs: Needs = CHANGED_FILES
    decisions: str | None = None


def retag(tags: str, *, needs: Needs = CHANGED_FILES) -> Step:
    return Step(again(OLD, "a.md", "[lamps]", f"[{tags}]"), needs=needs)


def by_hand(file: str, old: str, new: str) -> Step:
    return Step(exported=file, edit=lambda text: text.replace(old, new, 1), needs=ALL_NOTES)


HISTORIES: dict[str, tuple[Files, str, list[Step]]] = {
    "a tag that another note on the work has too": (
        {**OLD, "c.md": note_text(0, ["oil"], "It glows.")}, "", [retag("Fog"), retag("Fog, oil"), retag("")],
    ),
    "the only note with a tag": ({**OLD, "b.md": note_text(2, ["oil"], "")}, "", [retag("Fog"), retag("Fog, wick")]),
    "tags of which one has too few works for a file": (
        OLD, "[exports]\nminimum = 2\n", [retag("Fog", needs=ALL_NOTES), retag("lamps", needs=ALL_NOTES), retag("")]
    ),
    "renamed and ignored tags": (
        OLD, '[tags]\nignore = ["wick"]\n[tags.rename]\noil = "Fuel"\n', [retag("lamps, oil"), retag("wick, oil")]
    ),
    "an entry beside one that the user changed": (
        OLD, "", [by_hand("all.bib", "Segment", "Segment {Almost}"), Step(again(OLD, "b.md", "[lamps]", "[oil]"))]
    ),
    "an entry that the user changed": (
        OLD, "", [by_hand("all.bib", "Segment", "Segment {Almost}"), retag("oil", needs=ALL_NOTES)]
    ),
    "an entry that the user took out of the file of a tag": (
        OLD, "", [Step(exported="tags/lamps.bib", edit=lambda text: text.partition("@")[0], needs=ALL_NOTES),
                  retag("lamps, oil"), retag("oil"), retag("lamps")],
    ),
    "an entry under another key": (
        OLD, "", [by_hand("tags/lamps.bib", "{kirillov2023segment", "{sam"), retag("lamps, oil"), retag("lamps")],
    ),
    "line ends of Windows": (
        OLD, "", [Step(exported="all.bib", edit=lambda text: text.replace("\n", "\r\n"), needs=ALL_NOTES), retag("oil")]
    ),
    "a flaw in another entry": (
        OLD, "", [by_hand("all.bib", "title = {Lanterns", "month = {Fogust}, title = {Lan&terns"),
                  retag(""), retag("oil"), retag("Fog"), retag("")],
    ),
    "an entry that names another": (
        OLD, "", [by_hand("all.bib", "title = {Lanterns", "xref = {nobody}, title = {Lanterns"), retag("oil"), retag("")],
    ),
    "an entry with a field that only biblatex has": (
        OLD, '[exports]\ndialect = "bibtex"\n',
        [by_hand("all.bib", "title = {Lanterns", "journaltitle = {Lamps}, title = {Lanterns"), retag("oil"), retag("")],
    ),
    "a comment that has the entry too": (
        OLD, "", [Step(exported="all.bib", edit=lambda text: f"@comment{{{text}}}\n\n{text}", needs=ALL_NOTES), retag("oil")]
    ),
    "decisions of the user": (
        OLD, "", [Step(decisions="accept a-cc079b80 arxiv:1706.03762\n", needs=ALL_NOTES),
                  Step(decisions="kind a-cc079b80 book\n", files=retag("oil").files, needs=ALL_NOTES),
                  Step(decisions="", needs=ALL_NOTES), Step(decisions="accept nobody arxiv:1706.03762\n", needs=ALL_NOTES)],
    ),
    "every format": (
        OLD, ALL_FORMATS, [retag("lamps, oil", needs=ALL_NOTES), retag("lamps"), retag("lamps"),
                           Step({"c.md": note_text(1, ["lamps"], "")}), Step({"a.md": note_text(3, ["lamps"], "")}),
                           Step(gone=("b.md",)), retag("")],
    ),
    "every format beside an entry that the user changed, and one of their own": (
        OLD, ALL_FORMATS, [by_hand("all.bib", "Segment", "Segment {Almost}"),
                           Step(exported="tags/lamps.bib", edit=lambda text: text + OWN_ENTRY, needs=ALL_NOTES),
                           Step({"b.md": note_text(4, ["lamps"], "")}), retag("lamps, wick", needs=ALL_NOTES)],
    ),
    "a file of another format that the user changed": (
        OLD, ALL_FORMATS, [by_hand("all.md", "Segment", "Divide"), Step({"b.md": note_text(4, ["lamps"], "")}, needs=ALL_NOTES)],
    ),
    "line ends of Windows in files of other formats": (
        OLD, ALL_FORMATS, [Step(exported="all.yml", edit=lambda text: text.replace("\n", "\r\n"), needs=ALL_NOTES),
                           Step({"b.md": note_text(4, ["lamps"], "")})],
    ),
    "keys of notes": (
        {"a.md": OLD["a.md"].replace("---\n", "---\ncitekey: roe1\n", 1), "c.md": CITED["cited0.md"]}, "",
        [Step({"c.md": CITED["cited0.md"].replace("oil", "Fog")})],
    ),
    "a kind of work": (OLD, "", [retag("book")]),
    "a work that is not known yet": (
        {**OLD, "c.md": OLD["a.md"].replace("2304.02643", "2304.99999")}, "",
        [Step({"c.md": OLD["a.md"].replace("2304.02643", "2304.99999").replace("[lamps]", "[oil]")})],
    ),
    "a copy that has the title": (
        TWINS, "", [Step({"old.txt": TWINS["old.txt"].replace(LONG_WORDS, "Short.")}, needs=ALL_NOTES),
                    Step(TWINS, needs=ALL_NOTES)],
    ),
    "a copy that lacks the title": (
        TWINS, "", [Step({"new.txt": TWINS["new.txt"].replace(LONG_WORDS, "Short.")}, needs=ALL_NOTES)],
    ),
    "words beside a copy": (
        {**TWINS, **OLD}, "", [Step(again(OLD, "a.md", "It burns.", "It glows."))]
    ),
    "a page without any sign beside notes with keys": (
        {**CITED, "papers/wick.md": "---\ntags: [paper]\n---\n# The wick\n\nIt burns.\n"}, "",
        [Step({"papers/wick.md": "---\ntags: [oil]\n---\n# The wick\n\nIt burns.\n"}, needs=ALL_NOTES)],
    ),
    "a note with the key of an entry": (
        {"refs.bib": ENTRIES, "roe2019.md": "---\ntags: [oil]\n---\n# roe2019\n\nIt burns.\n"}, "",
        [Step({"roe2019.md": "---\ntags: [Fog]\n---\n# roe2019\n\nIt burns.\n"}),
         Step({"refs.bib": ENTRIES.replace("year", "keywords = {oil}, year")}, needs=ALL_NOTES)],
    ),
    "an entry of a file of the user's own": (
        {"refs.bib": ENTRIES, **OLD}, "",
        [Step({"refs.bib": ENTRIES.replace("year", "keywords = {oil}, year")}, needs=ALL_NOTES),
         Step(again(OLD, "b.md", "[lamps]", "[wick]"), needs=ALL_NOTES)],
    ),
    "an item that leads to another note": (
        {"papers/roe.md": OLD["b.md"], "hub.md": "# Papers on fog\n\n- [Lights in fog](papers/roe.md), Jane Roe, 2018\n"
         "- [Segment Anything](https://arxiv.org/abs/2304.02643) with care\n"}, "",
        [Step({"hub.md": "# Papers on fog\n\n- [Lights in fog](papers/poe.md), Jane Roe, 2018\n"
               "- [Segment Anything](https://arxiv.org/abs/2304.02643) with [[roe]] care\n"}, needs=ALL_FILES),
         Step({"papers/roe.md": OLD["b.md"].replace(IDS[2], IDS[0])}, needs=ALL_NOTES)],
    ),
    "an item that leads to the note on its work": (
        {"papers/roe.md": OLD["b.md"], "hub.md": HUB}, "",
        [Step(again({"hub.md": HUB}, "hub.md", "good", "better")),
         Step(again({"hub.md": HUB}, "hub.md", "good", "good, see [[roe]]"), needs=ALL_FILES)],
    ),
    "a note that says the same as the entry with its key": (
        {"refs.bib": ENTRIES.replace("year", "keywords = {wick}, year"), "roe.md": SAME}, "",
        [Step({"roe.md": SAME.replace("burns", "glows")}, needs=ALL_FILES)],
    ),
    "a note that gets a key": (
        OLD, "", [Step(again(OLD, "a.md", "---\n", "---\ncitekey: sam\n"))]
    ),
    "a part of a page that is passed over": (
        {"list.md": LIST.format(words="good"), **OLD}, "",
        [Step({"list.md": LIST.format(words="good") + "\n## Further reading\n\n- [Wicks](https://doi.org/10.1000/wick.3)\n"})],
    ),
    "a note on a new work": (
        OLD, "", [Step({"deep/c.md": note_text(1, ["oil", "lamps"], "")}), Step({"A.md": note_text(3, [], "")})],
    ),
    "a note on a work that has one": (
        OLD, "", [Step({"c.md": note_text(0, ["oil"], "")}), Step(gone=("a.md",)), Step(gone=("c.md",))],
    ),
    "works whose keys begin alike": (
        OLD, "", [Step({"c.md": note_text(4, ["oil"], ""), "d.md": note_text(6, [], "")}), Step(gone=("b.md",)),
                  Step({"e.md": note_text(5, [], "")}), Step({"b.md": OLD["b.md"]}, gone=("c.md",))],
    ),
    "a note that moves": (
        OLD, "", [Step({"deep/a.md": OLD["a.md"]}, gone=("a.md",)), Step({"z.md": OLD["b.md"]}, gone=("b.md",)),
                  Step({"A.md": OLD["a.md"]}, gone=("deep/a.md",))],
    ),
    "a note that gets another work": (
        OLD, "", [Step({"a.md": note_text(1, ["lamps"], "")}), Step({"a.md": note_text(2, ["oil"], "")}),
                  Step({"a.md": note_text(3, ["oil"], "", "Something else")})],
    ),
    "an item that moves to another list": (
        {"list1.md": LISTS[0], "list2.md": LISTS[1], **OLD}, "",
        [Step({"list1.md": LISTS[0].replace(ITEMS[3], ""), "list2.md": LISTS[1] + ITEMS[3]}),
         Step({"list1.md": LISTS[0].replace(ITEMS[0] + ITEMS[3], ITEMS[3] + ITEMS[0])}),
         Step({"list1.md": LISTS[0]}, needs=ALL_NOTES)],
    ),
    "the last note of a folder": (
        {"a.md": OLD["a.md"]}, "", [Step(gone=("a.md",), needs=ALL_NOTES), Step({"a.md": OLD["a.md"]}, needs=ALL_NOTES),
                                    Step({"b.md": "Buy oil.\n"}, needs=ALL_FILES),
                                    Step({"c.md": "Buy wicks.\n"}, gone=("a.md",), needs=ALL_NOTES)],
    ),
    "a file of which nothing is known": (
        OLD, "", [Step({"c.md": "Buy oil.\n"}, needs=ALL_FILES), Step({"c.md": ""}, needs=ALL_FILES), Step({"d.png": ""}), Step(gone=("c.md", "d.png"))],
    ),
    "a page with only a title": (
        {**OLD, **IDEAS, "title.md": "# Lamp oil\n\nIt burns.\n"}, "",
        [Step({"title.md": "# Lamp oil\n\nIt burns, and it smokes.\n"}), Step(again(OLD, "a.md", "[lamps]", "[oil]")),
         Step({"title.md": "# Oil of lamps\n"}, needs=ALL_FILES), Step({"other.md": "# Wicks\n"}, needs=ALL_FILES),
         Step({"c.md": note_text(1, [], "")}), Step(gone=("c.md",)), Step(gone=("title.md",), needs=ALL_FILES)],
    ),
    "a page with only a title that becomes a note": (
        {"a.md": OLD["a.md"], **IDEAS, "desk/t.md": "# Attention Is All You Need for Lanterns\n\nIt burns.\n"}, "",
        [Step({"desk/1.md": note_text(1, [], ""), "desk/2.md": note_text(2, [], "")}, needs=ALL_FILES),
         Step({"desk/t.md": "# Attention Is All You Need for Lanterns\n\nIt smokes.\n"}, needs=ALL_FILES),
         Step(gone=("desk/1.md", "desk/2.md"), needs=ALL_NOTES)],
    ),
    "pages that begin as the notes beside them do": (
        {**LABELLED, "desk/t.md": "# Critique: On wax\n\nIt burns.\n", "idea.md": "# Calm\n\nThoughts.\n"}, "",
        [Step({"c.md": note_text(3, [], "")}),
         Step({"desk/e.md": note_text(3, [], "", "Critique: Wicks")}, needs=ALL_FILES),
         Step({"desk/a.md": note_text(0, [], "")}, needs=ALL_NOTES),
         Step(gone=("desk/b.md", "c.md", "desk/c.md"), needs=ALL_FILES)],
    ),
    "a page called like the author of another note": (
        {**OLD, "papers/roe.md": "# Jane Roe\n\nShe writes on lamps.\n"}, "",
        [Step({"papers/roe.md": "# Jane Roe\n\nShe wrote on lamps.\n"}),
         Step({"c.md": AUTHORED}, needs=ALL_NOTES), Step(gone=("c.md",), needs=ALL_FILES),
         Step({"papers/poe.md": "# Ada Poe\n\nShe too.\n"}, needs=ALL_FILES)],
    ),
    "a page to which an item leads": (
        {**OLD, "hub.md": "# Papers on fog\n\n- [Lights in fog](papers/roe.md), Jane Roe, 2018\n- [[wick]], Ada Poe, 2018\n"
         "- [Segment Anything](https://arxiv.org/abs/2304.02643) with care\n"}, "",
        [Step({"papers/roe.md": OLD["b.md"]}, needs=ALL_NOTES), Step({"papers/other.md": note_text(1, [], "")}),
         Step({"wick.md": "# The wick\n"}, needs=ALL_FILES), Step(gone=("papers/roe.md",), needs=ALL_FILES)],
    ),
    "a page to which the only item of a new page leads goes": (
        {**OLD, "papers/roe.md": note_text(1, [], "")}, "",
        [Step({"hub.md": "# Papers on fog\n\n- [Lights in fog](papers/roe.md), Jane Roe, 2018\n"}, needs=ALL_FILES),
         Step(gone=("papers/roe.md",), needs=ALL_FILES)],
    ),
    "a page that is left out, to which an item leads, goes": (
        {**OLD, "c.md": AUTHORED, "papers/roe.md": "# Jane Roe\n\nShe writes.\n", "hub.md": "# Papers on fog\n\n"
         "- [Lights in fog](papers/roe.md), Jane Roe, 2018\n- [Segment Anything](https://arxiv.org/abs/2304.02643) too\n"}, "",
        [Step(gone=("papers/roe.md",), needs=ALL_FILES)],
    ),
    "a list whose items only lead to pages, which are books for it, goes": (
        {**OLD, **IDEAS, "books.md": "# Books\n\n" + "".join(f"- [{name}]({name}.md)\n" for name in IDEAS_OF_BOOKS),
         **{f"{name}.md": f"# {name}\n\nThoughts.\n" for name in IDEAS_OF_BOOKS}}, "",
        [Step(gone=("books.md",), needs=ALL_NOTES)],
    ),
    "a table goes, whose rows are parts of the notes beside it": (
        {**OLD, "t.csv": "title,authors,year,doi\nLanterns in the Fog,Jane B. Roe,2019,10.1000/fog.7\n"}, "",
        [Step(gone=("t.csv",), needs=ALL_FILES)],
    ),
    "a page comes that has only an author whom the others have, and a tag that its source takes from a field": (
        {**OLD, **dict(list(SIGNED.items())[:3])}, 'tags_from = ["status"]',
        [Step(SIGNED, needs=ALL_NOTES), Step(gone=("Woe.md",), needs=ALL_FILES)],
    ),
    "a note with the key of an entry comes": (
        {"refs.bib": ENTRIES, **OLD}, "",
        [Step({"roe2019.md": "---\ntags: [oil]\n---\n# roe2019\n\nIt burns.\n"}, needs=ALL_FILES),
         Step(gone=("roe2019.md",), needs=ALL_FILES), Step(gone=("refs.bib",), needs=ALL_NOTES)],
    ),
    "a copy that has the title comes": (
        {"new.txt": TWINS["new.txt"], **OLD}, "",
        [Step({"old.txt": TWINS["old.txt"]}, needs=ALL_NOTES), Step(gone=("old.txt",), needs=ALL_NOTES)],
    ),
    "a note without a title on a day of its own": (OLD, "", [Step({"new.txt": TWINS["new.txt"]})]),
    "two copies come at once": (OLD, "", [Step(TWINS, needs=ALL_NOTES)]),
    "a note about which the user decided goes": (
        OLD, "", [Step(decisions="accept a-cc079b80 arxiv:1706.03762\n", needs=ALL_NOTES),
                  Step(gone=("a.md",), needs=ALL_NOTES), Step({"a.md": OLD["a.md"]}, needs=ALL_NOTES)],
    ),
    "a note that the user had decided about comes": (
        OLD, "", [Step({"c.md": OLD["b.md"]}, decisions="accept c-4a8a08f0 arxiv:1706.03762\n", needs=ALL_NOTES)],
    ),
    "a key that a note on another work gives": (
        {**OLD, "c.md": note_text(3, [], "")}, "",
        [Step({"c.md": note_text(3, [], "").replace("---\n", "---\ncitekey: vaswaniattention\n", 1)}),
         Step({"d.md": note_text(1, [], "")}, needs=ALL_NOTES), Step(gone=("d.md",), needs=ALL_NOTES)],
    ),
    "a key that the new note gives": (
        OLD, "", [Step({"c.md": CITED["cited1.md"]}), Step({"d.md": CITED["cited3.md"].replace("key3", "key1")}, needs=ALL_NOTES)],
    ),
    "a flaw below a new entry": (
        OLD, "", [by_hand("all.bib", "title = {Lanterns", "month = {Fogust}, title = {Lan&terns"),
                  Step({"c.md": note_text(3, [], "")}), Step(gone=("c.md",))],
    ),
    "a new entry for a work that the user has added": (
        OLD, "", [Step(exported="all.bib", edit=lambda text: text + OWN_ENTRY, needs=ALL_NOTES),
                  Step({"c.md": note_text(3, [], "")}, needs=ALL_NOTES)],
    ),
    "a new entry with the title of one that the user changed": (
        OLD, "", [Step(exported="all.bib", edit=as_another_work, needs=ALL_NOTES), retag("oil"),
                  Step({"c.md": note_text(3, [], "")})],
    ),
    "a tag of which there are too few": (
        OLD, "[exports]\nminimum = 2\n", [Step({"c.md": note_text(1, ["oil"], "")}, needs=ALL_NOTES),
                                          Step({"d.md": note_text(3, ["lamps"], "")})],
    ),
}  # fmt: skip


def test_a_look_after_a_decision_reads_no_other_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(tmp_path / "vault")
    for name, text in OLD.items():
        vault.write(name, text)
    run(vault.folder)
    vault._write(vault.folder / "decisions.txt", "accept a-cc079b80 arxiv:1706.03762\n", just_now=False)
    monkeypatch.setattr(read_files, "read_listing", pytest.fail)
    with open_project(project_config(vault.folder, environment={})) as opened:
        library = read_chosen_notes(
            opened,
            opened.config.notes.sources,
            base=opened.base,
            choose=lambda notes: [note for note in notes.every() if "arxiv:1706.03762" in note.names],
        )
    assert [one.note.id for one in library.decided] == ["a-cc079b80"]


def spy_on_readings(monkeypatch: pytest.MonkeyPatch) -> list[Reading]:
    """Return a list to which every reading of all files is added."""
    readings: list[Reading] = []
    read = read_files.read_listing

    def spy(listing: FileListing, *, store: NoteStore, progress: Progress) -> Reading:
        readings.append(read(listing, store=store, progress=progress))
        return readings[-1]

    monkeypatch.setattr(read_files, "read_listing", spy)
    return readings


def looked_at(result: SyncResult, readings: Sequence[Reading]) -> Needs:
    assert len(readings) <= 1
    return ALL_NOTES if result.library is not None else ALL_FILES if readings else CHANGED_FILES


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_gives_what_runs_over_all_notes_give(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, settings, steps = HISTORIES[name]
    vault = Vault(tmp_path / "vault")
    vault.configure(settings)
    for file, text in files.items():
        vault.write(file, text)
    run(vault.folder)
    readings = spy_on_readings(monkeypatch)
    everything = tmp_path / "everything"
    for number, step in enumerate(steps):
        for file, text in step.files.items():
            vault.write(file, text)
        for file in step.gone:
            (vault.folder / "notes" / file).unlink()
        if step.exported:
            path = vault.folder / "exports" / step.exported
            vault._write(path, step.edit(path.read_bytes().decode()), just_now=False)
        if step.decisions is not None:
            vault._write(vault.folder / "decisions.txt", step.decisions, just_now=False)
        as_others_see(vault.folder, everything)
        looks = look(vault.folder, forgotten=False)
        assert looks == look(everything, forgotten=True), f"before sync {number}"
        as_others_see(vault.folder, everything)
        readings.clear()
        with open_project(project_config(vault.folder, environment={})) as opened:
            result = sync.sync(opened)
        needed = looked_at(result, readings)
        assert plain(result.summary) == plain(run(everything, forgotten=True)), f"the summary of sync {number}"
        assert exports(vault.folder) == exports(everything), f"the exports after sync {number}"
        assert needed == step.needs, f"sync {number}"


def test_a_change_of_an_entry_has_no_other_entry_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(tmp_path / "vault")
    for file, text in OLD.items():
        vault.write(file, text)
    vault.write("c.md", OLD["a.md"].replace("2304.02643", "2304.99999"))  # which nobody knows
    run(vault.folder)
    (vault.folder / "notes" / "c.md").unlink()
    with open_project(project_config(vault.folder, environment={})) as opened:
        assert sync.sync(opened).library is not None, "it looks at all notes, and no entry is another"
    monkeypatch.setattr(changed_exports, "lint_exports", pytest.fail)
    for text in retag("oil").files["a.md"], OLD["a.md"].replace("[lamps]", "[wick]"), OLD["a.md"]:
        vault.write("a.md", text)
        assert run(vault.folder).exports[0].changed == 1
    vault.write("d.md", note_text(3, ["lamps"], ""))
    assert run(vault.folder).exports[0].added == 1


def test_a_file_of_a_tag_that_was_gone_before_it_had_to_go_is_in_no_later_summary(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    for file, text in {**OLD, "a.md": note_text(0, ["oil"], "")}.items():
        vault.write(file, text)
    run(vault.folder)
    (vault.folder / "exports" / "tags" / "oil.bib").unlink()  # by a run that was stopped
    vault.write("a.md", note_text(0, ["wick"], ""))
    run(vault.folder)
    assert [change.file for change in run(vault.folder).exports] == ["all.bib", "tags/lamps.bib", "tags/wick.bib"]


NOTE = note_text(0, ["lamps"], "It burns.")


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        (NOTE, CHANGED_FILES),
        (NOTE + "\nIt burns, and it smokes. See https://example.org/lamp and [[b]].\n", CHANGED_FILES),
        (NOTE.replace("It burns.", "#oil burns."), CHANGED_FILES),
        (NOTE.replace("lamps]", "lamps, oil]"), CHANGED_FILES),
        (NOTE.replace("tags:", "date: 2024-02-01\ntags:"), CHANGED_FILES),
        (NOTE.replace("# Segment Anything", "# Lanterns in the Fog"), ALL_NOTES),
        (NOTE.replace("2304.02643", "1706.03762"), ALL_NOTES),
        ("Buy oil.\n", ALL_FILES),
        ("", CHANGED_FILES),
    ],
)
def test_only_words_leave_the_other_notes_alone(
    tmp_path: Path, text: str, needs: Needs, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("a.md", NOTE)
    vault.write("b.md", note_text(2, ["lamps"], "It smokes."))
    run(vault.folder)
    readings = spy_on_readings(monkeypatch)
    vault.write("a.md", text)
    with open_project(project_config(vault.folder, environment={})) as opened:
        result = sync.sync(opened)
    assert looked_at(result, readings) == needs
    assert result.summary.up_to_date is (text == NOTE)


def test_a_file_whose_time_may_not_show_the_next_change_is_read_again(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("a.md", NOTE, just_now=True)
    vault.write("b.md", note_text(2, ["lamps"], "It smokes."))
    run(vault.folder)
    path = vault.folder / "notes" / "a.md"
    written = path.stat().st_mtime_ns
    vault.write("a.md", NOTE.replace("[lamps]", "[wicks]"))
    os.utime(path, ns=(written, written))  # as on a disk that knows seconds only
    run(vault.folder)
    assert "wicks" in (vault.folder / "exports" / "all.bib").read_text(encoding="utf-8")


def test_the_state_of_another_project_changes_no_file(tmp_path: Path) -> None:
    """A person copies a project to begin another one, and keeps its hidden folder."""
    first, other, fresh = (Vault(tmp_path / name) for name in ("first", "other", "fresh"))
    for number, name in enumerate(NAMES):
        first.write(name, note_text(number, ["lamps"], "It burns."))
    run(first.folder)
    shutil.copytree(first.folder / ".biblio", other.folder / ".biblio")
    for vault in (other, fresh):  # one note as it was, one changed, one new, two gone
        vault.write("a.md", note_text(0, ["lamps"], "It burns."))
        vault.write("b.md", note_text(3, ["oil"], "It smokes."))
        vault.write("new.md", note_text(5, ["lamps"], ""))
    assert plain(run(other.folder)) == plain(run(fresh.folder))
    assert exports(other.folder) == exports(fresh.folder)


def test_a_look_at_a_note_reads_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(tmp_path / "vault")
    for number, name in enumerate(NAMES[:4]):
        vault.write(name, note_text(number, ["lamps"], "It burns."))
    run(vault.folder)
    vault.write("b.md", note_text(1, ["lamps"], "It burns again."))
    monkeypatch.setattr(read_files, "read_listing", pytest.fail)
    with open_project(project_config(vault.folder, environment={})) as opened:
        library = read_chosen_notes(
            opened, opened.config.notes.sources, base=opened.base, choose=lambda notes: [notes.every()[-3]]
        )
    assert [(one.note.source, one.note.comment) for one in library.decided] == [
        ("notes/b.md", "# Attention Is All You Need\n\nIt burns again.")
    ]
    assert library.decided[0].decision.status is Status.ACCEPTED


def test_notes_that_another_process_stores_while_they_are_listed_are_read_anew(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    for number, name in enumerate(NAMES[:3]):
        vault.write(name, note_text(number, ["lamps"], "It burns."))
    run(vault.folder)
    listed: list[list[str]] = []

    def make(notes: Iterable[DecidedNote]) -> list[str]:
        sources = [next(iter(notes)).note.source]
        if not listed:
            vault.write("b.md", note_text(3, ["oil"], "It smokes."))
            run(vault.folder)
        listed.append(sources + [decided.note.source for decided in notes])
        return listed[-1]

    with open_project(project_config(vault.folder, environment={}), exclusive=False) as opened:
        made, problems, _ = read_in_turn(opened, opened.config.notes.sources, base=opened.base, make=make)
    assert len(listed) == 2
    assert set(made) == {"notes/a.md", "notes/b.md", "notes/deep/c.md"}
    assert not problems


def test_a_run_that_is_stopped_keeps_what_the_catalogue_has_decided(tmp_path: Path) -> None:
    class Impatient(SilentProgress):
        """Stops when the catalogue is asked for the third time."""

        asked = 0

        def stage(self, name: str, total: int) -> None:
            self.asked += name == "catalogue"
            if self.asked > 2:
                raise KeyboardInterrupt

    vault = Vault(tmp_path / "vault")
    for number, name in enumerate(NAMES):
        vault.write(name, note_text(number, ["lamps"], ""))
    with open_project(project_config(vault.folder, environment={})) as opened:
        queries = [decided.query for decided in read_library(opened).decided]
        resolver = replace(opened.resolver(), notes_at_once=2)
        with pytest.raises(KeyboardInterrupt):
            resolver.resolve(queries, Impatient())
        statuses = [decided.decision.status for decided in read_library(opened).decided]
        decisions = resolver.resolve(queries, SilentProgress())
    assert statuses == [Status.ACCEPTED] * 4 + [Status.PENDING]
    assert [decision.status for decision in decisions] == [Status.ACCEPTED] * 5


def test_queries_of_notes_that_were_not_looked_at_stay() -> None:
    state = open_memory_state()
    store = QueryStore(state, {})
    state.connection.executemany("INSERT INTO queries VALUES (?, '{}')", ((f"other {n}",) for n in range(5_000)))
    store.save(of_all_notes=False)
    assert state.rows("SELECT count(*) FROM queries") == [(5_000,)]
    store.save()
    assert state.rows("SELECT count(*) FROM queries") == [(0,)]
    state.close()
