"""The commands that write, each with a project in which it has something to write."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.servers.works import SEGMENT_ANYTHING, Fact
from tests.servers.zotero import STRANGER
from tests.servers.zotero_library import Library
from tests.zotero.place import shown

__all__ = [
    "NEWS",
    "SCENARIOS",
    "SERVICES",
    "TITLES",
    "Scenario",
    "in_step_with_zotero",
    "persons_files",
    "persons_items",
]

TITLES = ("Lanterns of the North", "Slow Rivers in Deep Time", "Counting Small Stones", "On the Weight of Snow")
BIB = (
    "@article{roe2019,\n  title = {Lanterns of the North},\n  author = {Roe, Jane},\n  year = 2019,\n"
    "  pages = {12-19},\n  doi = {https://doi.org/10.1000/lanterns}\n}\n% mine\n"
)
SERVICES = ("arxiv", "crossref", "openalex")
_DAY = str(datetime.now(UTC).date() - timedelta(days=2))
NEWS = Fact("Lichens by Day", ("Ann Roe",), int(_DAY[:4]), arxiv="2401.00009", submitted=_DAY, primary="cs.CL")
Run = Callable[..., Any]


@dataclass(frozen=True)
class Scenario:
    """`prepare(folder, run, library)` makes a project; `arguments` is the command that is then disturbed.

    `library` is the Zotero library that the project writes to, if any. What `compared` prints afterwards must be what it
    prints after an undisturbed run. `stdin` is what is typed in, `environment` what is other for the command.
    """

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path, Run, Library], None]
    compared: tuple[str, ...] = ()
    stdin: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


def _note(folder: Path, number: int, tags: str, comment: str = "") -> None:
    text = f"---\ntitle: {TITLES[number]}\narxiv: 2401.0000{number}\ntags: [{tags}]\n---\n{comment}\n"
    (folder / "notes" / f"n{number}.md").write_text(text, encoding="utf-8")


def _project(folder: Path, run: Run, library: Library, *, offline: bool = True) -> None:
    (folder / "notes").mkdir(parents=True, exist_ok=True)
    works = [
        {"id": f"2401.0000{number}", "title": title, "authors": ["Jane Roe"], "published": "2024-01-01"}
        for number, title in enumerate(TITLES)
    ]
    (folder / "works.jsonl").write_text("".join(json.dumps(work) + "\n" for work in works), encoding="utf-8")
    (folder / "config.toml").write_text(
        f'[notes]\nsources = ["notes"]\n[catalogue]\npath = "works.jsonl"\n[services]\noffline = {str(offline).lower()}\n',
        encoding="utf-8",
    )
    for number in range(3):
        _note(folder, number, "snow, ice" if number else "snow")
    (folder / "refs.bib").write_text(BIB, encoding="utf-8")


def _synced(folder: Path, run: Run, library: Library) -> None:
    _project(folder, run, library)
    run(folder, "sync", "-q")


def _changed(folder: Path, run: Run, library: Library) -> None:
    _synced(folder, run, library)
    _change(folder)


def _change(folder: Path) -> None:
    _note(folder, 0, "ice", "New words.")
    _note(folder, 3, "snow")
    (folder / "notes" / "n2.md").unlink()
    exported = folder / "exports" / "all.bib"
    exported.write_text(
        exported.read_text(encoding="utf-8").replace("year = ", "note = {mine},\n  year = ", 1), encoding="utf-8"
    )


def _about_another_work(folder: Path, run: Run, library: Library) -> None:
    _synced(folder, run, library)
    _note(folder, 3, "snow, ice")
    (folder / "notes" / "n3.md").replace(folder / "notes" / "n1.md")


def _retagged(folder: Path, run: Run, library: Library) -> None:
    _synced(folder, run, library)
    _note(folder, 1, "snow, glass")


def _formats(folder: Path, run: Run, library: Library) -> None:
    _synced(folder, run, library)
    config = folder / "config.toml"
    more = '[exports]\nformats = ["csl-json", "hayagriva", "ris", "html", "csv"]\n'
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")


def _decided(folder: Path, run: Run, library: Library) -> None:
    _synced(folder, run, library)
    run(folder, "accept", "rivers", "arxiv:2401.00003")


def _fixed(folder: Path, run: Run, library: Library) -> None:
    _synced(folder, run, library)
    run(folder, "check", "--quick", "refs.bib", "--fix")


def _for_review(folder: Path, run: Run, library: Library) -> None:
    """Two notes without works, which are decided in a file."""
    (folder / "notes").mkdir(parents=True)
    for number, title in enumerate(("Bridges of Sand", "Houses of Glass")):
        text = f"---\ntitle: {title}\nauthor: Ann Roe\n---\nWords.\n"
        (folder / "notes" / f"m{number}.md").write_text(text, encoding="utf-8")
    _synced(folder, run, library)
    run(folder, "review", "--unresolved", "--export", "review.txt")
    file = folder / "review.txt"
    text = file.read_text(encoding="utf-8").replace("\nskip\n", "\nreject\n", 1)
    file.write_text(text.replace("\nskip\n", "\naccept arxiv:2401.00003\n"), encoding="utf-8")


def _indexed(folder: Path, run: Run, library: Library) -> None:
    """An index of works whose source has grown since."""
    _project(folder, run, library)
    works = folder / "works.jsonl"
    rows = works.read_text(encoding="utf-8").splitlines(keepends=True)
    works.write_text("".join(rows[:2]), encoding="utf-8")
    config = folder / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('path = "works.jsonl"', 'folder = "index"'), encoding="utf-8"
    )
    run(folder, "catalogue", "build", "works.jsonl")
    works.write_text("".join(rows), encoding="utf-8")


def _published(folder: Path, run: Run, library: Library) -> None:
    """A preprint that the services know to be published, and a work that they do not know."""
    _project(folder, run, library, offline=False)
    work = {"id": SEGMENT_ANYTHING.arxiv, "title": SEGMENT_ANYTHING.title, "authors": list(SEGMENT_ANYTHING.authors)}
    with (folder / "works.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(work | {"published": "2023-04-05"}) + "\n")
    text = f"---\ntitle: {SEGMENT_ANYTHING.title}\narxiv: {SEGMENT_ANYTHING.arxiv}\ntags: [snow]\n---\n"
    (folder / "notes" / "published.md").write_text(text, encoding="utf-8")
    run(folder, "sync", "-q")


def _left_open(folder: Path, run: Run, library: Library) -> None:
    """A note whose work only the services know, which were not asked in the last run."""
    _project(folder, run, library, offline=False)
    text = f"---\ntitle: {SEGMENT_ANYTHING.title}\narxiv: {SEGMENT_ANYTHING.arxiv}\ntags: [snow]\n---\n"
    (folder / "notes" / "open.md").write_text(text, encoding="utf-8")
    run(folder, "sync", "--offline", "-q")


def _listed(folder: Path, run: Run, library: Library) -> None:
    """An index of works to which arXiv has a new one."""
    _indexed(folder, run, library)
    config = folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("offline = true", "offline = false"), encoding="utf-8")


# -- with Zotero


def _with_zotero(folder: Path, run: Run, library: Library) -> None:
    _project(folder, run, library, offline=False)
    run(folder, "sync", "-q")


def _tracked(folder: Path, run: Run, library: Library) -> None:
    _with_zotero(folder, run, library)
    run(folder, "zotero", "apply", "--yes", "-q")


def _changed_in_both(folder: Path, run: Run, library: Library) -> None:
    """Notes and items that have changed since the last sync: a title and a tag in Zotero, an item thrown away there."""
    _tracked(folder, run, library)
    _change(folder)
    first, second, third = sorted(
        (data for data in library.items.values() if data["itemType"] not in ("note", "attachment")),
        key=lambda data: str(data["title"]),
    )
    library.write("item", {"key": first["key"], "version": library.version, "title": "Stones that were Counted"})
    library.write("item", {"key": third["key"], "version": library.version, "deleted": 1})
    tags = [*second["tags"], {"tag": "mine"}]
    library.write("item", {"key": second["key"], "version": library.version, "tags": tags})


def in_step_with_zotero(folder: Path, run: Run, library: Library) -> None:
    """A project and a library that were changed on both sides, and are in step again; works in an index, a decision."""
    _changed_in_both(folder, run, library)
    config = folder / "config.toml"
    run(folder, "catalogue", "build", "works.jsonl", "--into", "index")
    config.write_text(
        config.read_text(encoding="utf-8").replace('path = "works.jsonl"', 'folder = "index"'), encoding="utf-8"
    )
    run(folder, "accept", "rivers", "arxiv:2401.00001")
    for _ in range(2):
        run(folder, "sync", "--zotero", "--yes", "-q")


def _full_library(folder: Path, run: Run, library: Library) -> None:
    folder.mkdir()
    for number, title in enumerate(TITLES):
        item = {"itemType": "preprint", "title": title, "archiveID": f"arXiv:2401.0000{number}", "date": "2024",
                "creators": [{"creatorType": "author", "firstName": "Jane", "lastName": "Roe"}], "tags": [{"tag": "snow"}]}  # fmt: skip
        library.write("item", copy.deepcopy(item))


SCENARIOS = [
    Scenario("first", ("sync",), _project),
    Scenario("changed", ("sync",), _changed),
    Scenario("one-note", ("sync",), _about_another_work),
    Scenario("one-tag", ("sync",), _retagged),
    Scenario("export", ("export",), _formats),
    Scenario("fix", ("check", "--quick", "refs.bib", "--fix"), _synced),
    Scenario("accept", ("accept", "rivers", "arxiv:2401.00003"), _synced),
    Scenario("undo", ("undo",), _decided),
    Scenario("add", ("add", "arXiv:2401.00003", "--tag", "snow", "--yes"), _synced),
    Scenario("init", ("init", "new", "--yes"), _synced),
    Scenario("reject", ("reject", "rivers", "all"), _synced),
    Scenario("pin", ("pin", "rivers"), _synced),
    Scenario("review-export", ("review", "--unresolved", "--export", "queue.txt"), _for_review),
    Scenario("review-import", ("review", "--import", "review.txt"), _for_review),
    Scenario("resolve", ("resolve",), _project, ("status",)),
    Scenario(
        "resolve-rest", ("resolve",), _left_open, ("status", "--offline"), environment={"BIBLIO_SERVICES_USE": ",".join(SERVICES)}
    ),
    Scenario("page", ("page",), _synced),
    Scenario("undo-fix", ("check", "--undo"), _fixed),
    Scenario("baseline", ("check", "--quick", "refs.bib", "--write-baseline"), _synced),
    Scenario("catalogue", ("catalogue", "build", "works.jsonl", "refs.bib", "--into", "index"), _project),
    Scenario("grown-catalogue", ("catalogue", "build", "works.jsonl"), _indexed, ("catalogue", "search", "roe")),
    Scenario(
        "update", ("update", "--yes"), _published, ("status",), environment={"BIBLIO_SERVICES_USE": ",".join(SERVICES)}
    ),
    Scenario("new-papers", ("catalogue", "update", "--since", _DAY), _listed, ("catalogue", "search", "lichens")),
    Scenario("login", ("zotero", "login"), _with_zotero, stdin=STRANGER),
    Scenario("plan", ("zotero", "plan"), _with_zotero, ("zotero", "plan")),
    Scenario("apply", ("zotero", "apply", "--yes"), _with_zotero, ("zotero", "plan")),
    Scenario("apply-changes", ("zotero", "apply", "--yes"), _changed_in_both, ("zotero", "plan")),
    Scenario("sync-zotero", ("sync", "--zotero", "--yes"), _changed_in_both, ("zotero", "plan")),
    Scenario("undo-zotero", ("zotero", "undo"), _tracked, ("zotero", "plan")),
    Scenario("adopt", ("zotero", "adopt"), _full_library, ("zotero", "plan")),
]  # fmt: skip


def persons_files(folder: Path) -> dict[str, bytes]:
    """Return what a person sees in a project: all files but an index of works and what only this machine remembers."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not {".biblio", "index"} & set(path.relative_to(folder).parts)
        and not path.name.startswith("zotero-memory")
    }


def persons_items(library: Library) -> dict[str, bytes]:
    """Return what a person sees in a Zotero library: each item and collection, by its key."""
    return {f"Zotero's {key}": json.dumps(data, sort_keys=True).encode() for key, data in shown(library).items()}
