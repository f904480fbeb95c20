"""Show what ``biblio init`` found, ask which of it to use, and say what to do next."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from biblio.cli.cells import cell_len
from biblio.cli.languages import translate as _
from biblio.cli.languages import translate_count
from biblio.cli.messages import plural, print_problems
from biblio.cli.next_steps import explained_with_extra
from biblio.cli.rendering import listed
from biblio.cli.terminal import confirm, echo, prompt, say, style
from biblio.extras import Extra
from biblio.project.project_setup import Discoveries
from biblio.project.surroundings import FoundPlace
from biblio.zotero.zotero_here import ZoteroHere

__all__ = ["ask_for_email", "ask_for_places", "discoveries_object", "print_discoveries", "print_next"]

_FOLDER_ITSELF = "."
_MOST_PROBLEMS = 5


def print_discoveries(found: Discoveries, folder: Path) -> None:
    """Write what was found to stdout, one line each."""
    rows = [(_shown(place.path), place.name, _count(place)) for place in found.places]
    rows += [(name, "manuscript", "") for name in found.manuscripts]
    rows += [(_shown(place.path), f"{place.name}, elsewhere", _count(place)) for place in found.elsewhere]
    if found.zotero:
        rows.append(("Zotero", *_zotero_words(found.zotero)))
    if not found.places:
        echo(f"no notes found in {folder.absolute()}")
    if not rows:
        return
    echo("found:")
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for path, name, count in rows:
        say(f"  {path:{widths[0]}}  {name:{widths[1]}}  {count}".rstrip())
    problems = [problem for place in found.places if place.notes for problem in place.problems]
    problems.sort(key=lambda problem: problem.is_warning)  # what was not read at all comes first
    for problem in problems[:_MOST_PROBLEMS]:
        print_problems([problem], word="warning" if problem.is_warning else "not read", colour="yellow")
    if len(problems) > _MOST_PROBLEMS:
        echo(f"{plural(len(problems) - _MOST_PROBLEMS, 'more problem')}: the first biblio sync names them", err=True)


def _shown(path: str) -> str:
    return "this folder" if path == _FOLDER_ITSELF else path


def _count(place: FoundPlace) -> str:
    if not place.is_read:
        return f"{plural(place.files, 'file')}, not read" if place.files else ""
    what = ("entry", "entries") if place.name == "bibliography" else ("note", "notes")
    files = f" in {plural(place.files, 'file')}" if place.files > 1 else ""
    return plural(place.notes, *what) + files


def _zotero_words(zotero: ZoteroHere) -> tuple[str, str]:
    where = "the app on this machine" if zotero.is_running else f"{zotero.folder}, the app is not running"
    return where, plural(zotero.items, "item") if zotero.items is not None else ""


def ask_for_places(found: Discoveries, folder: Path) -> Discoveries:
    """Ask on the terminal which of the places to read; return those, or one that the user names."""
    chosen = [
        place
        for place in (*found.places, *found.elsewhere)
        if confirm(f"Read {_shown(place.path)} ({_count(place)})?", default=place in found.places, err=True)
    ]
    while not chosen:
        path = prompt("Where are your notes? (a folder or file; empty: a new folder “notes” here)",
                            default="", show_default=False, err=True).strip()  # fmt: skip
        if not path:
            break
        if (folder / Path(path).expanduser()).exists():
            chosen = [FoundPlace(Path(path).as_posix(), "notes", is_read=False)]
        else:
            echo(f"{path} does not exist", err=True)
    return replace(found, places=tuple(chosen), elsewhere=())


def ask_for_email(folder: Path) -> str:
    """Ask for the user's address; what git knows is the default."""
    known = ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        place = folder if folder.is_dir() else Path()
        done = subprocess.run(
            ["git", "config", "--get", "user.email"],  # noqa: S607 - the user's own git
            cwd=place, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=5, check=False,
        )  # fmt: skip
        known = done.stdout.strip() if done.returncode == 0 else ""
    echo("Crossref answers faster if it has your e-mail address (- for none).", err=True)
    answer = prompt("E-mail", default=known or "-", err=True)
    return "" if answer.strip() == "-" else answer.strip()


def print_next(found: Discoveries, sources: Sequence[str], where: str) -> None:
    """Say on stderr what to do next."""
    steps = list(_next_steps(found, sources, where))
    wide = max(len(command) for command, what in steps)
    for number, (command, what) in enumerate(steps):
        head = _("next:") if not number else " " * cell_len(_("next:"))
        say(f"{style(head, fg='cyan')} {command:{wide}}  {what}", err=True)


def _next_steps(found: Discoveries, sources: Sequence[str], where: str) -> Iterator[tuple[str, str]]:
    bibliographies = [place.path for place in found.places if place.name == "bibliography"]
    other_notes = [place for place in found.places if place.name != "bibliography"]
    if found.manuscripts or bibliographies:
        checked = listed([*bibliographies, *found.manuscripts])
        yield f"biblio check{where}", _("check {files} (--quick asks no service)").format(files=checked)
    if other_notes or bibliographies:
        yield f"biblio sync{where}", _what_sync_does(found.notes, are_entries=not other_notes)
    else:
        yield f"biblio sync{where}", _("once there are notes in {places}").format(places=listed(sources))
    if found.zotero and found.places:
        if found.zotero.is_running:
            what = _("then: what would change in Zotero (nothing is written)")
            yield f"biblio zotero plan{where}", explained_with_extra(what, Extra.ZOTERO)
    elif found.zotero:
        option = " --local" if found.zotero.is_running else ""
        what = _("in an empty folder: make a project of your Zotero library")
        yield f"biblio zotero adopt{option}", explained_with_extra(what, Extra.ZOTERO)


def _what_sync_does(notes: int, *, are_entries: bool) -> str:
    if not notes:
        return _("read the notes, look up their works, write exports/")
    if are_entries:
        return translate_count(
            "read {count} entry, look up its work, write exports/",
            "read {count} entries, look up their works, write exports/",
            notes,
        )
    return translate_count(
        "read {count} note, look up its work, write exports/",
        "read {count} notes, look up their works, write exports/",
        notes,
    )


def discoveries_object(found: Discoveries, sources: Sequence[str], written: Sequence[Path]) -> dict[str, Any]:
    """Return what was found and written as JSON."""
    zotero = found.zotero and {
        "items": found.zotero.items,
        "running": found.zotero.is_running,
        "folder": str(found.zotero.folder) if found.zotero.folder else None,
    }
    return {
        "sources": list(sources),
        "found": [_place_object(place) for place in found.places],
        "elsewhere": [_place_object(place) for place in found.elsewhere],
        "manuscripts": list(found.manuscripts),
        "zotero": zotero,
        "written": list(map(str, written)),
    }


def _place_object(place: FoundPlace) -> dict[str, Any]:
    notes = place.notes if place.is_read else None
    problems = list(map(str, place.problems))
    return {"path": place.path, "name": place.name, "notes": notes, "files": place.files, "problems": problems}
