"""What the user decides while a sync is at work is never lost: it stays written, and the next sync follows it.

Only the moment differs: each function of the run by which the file of decisions may have been read already, or not.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from biblio.decisions.decision_session import DecisionVerb, UserChoice
from biblio.lookup.progress import SilentProgress
from biblio.model.decision import DecidedNote, Status
from biblio.model.identifiers import Identifier
from biblio.project import project as project_module
from biblio.project import sync as sync_module
from biblio.project.last_run import LastRun
from biblio.project.note_library import NoteLibrary, open_decision_session, read_library
from biblio.project.project import Project, open_project, project_config
from tests.project.place import NOTES, Place

TITLE = "Deep Learning"
DOUBTFUL = f"#NLP Issue Date: 2024-02-16 {TITLE}, 2015 Commentどの?\n"
NATURE = Identifier("doi", "10.1038/nature14539")
OTHER = (
    "#CV Issue Date: 2024-02-17 [Paper Note] Another One That Nobody Has Written, Nemo Nobody+, ACL'21 Comment無い。\n"
)

# Where in a run: what is called there, before or after which the user answers; the last ones only if something changed.
MOMENTS = [
    (project_module, "read_decisions", "after"),
    (project_module, "open_state", "after"),
    (sync_module, "list_note_files", "before"),
    (LastRun, "valid_summary", "before"),
    (LastRun, "valid_summary", "after"),
    (LastRun, "_store", "before"),
    (LastRun, "_fingerprints", "after"),
    (LastRun, "_store", "after"),
]
CHANGES = ["nothing", "a note", "a setting"]


@contextmanager
def opened(place: Place) -> Iterator[tuple[Project, NoteLibrary, DecidedNote]]:
    """Open the project as commands do that do not wait for a sync, with the note that nobody has answered yet."""
    config = project_config(place.folder, offline=True, environment={})
    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        library = read_library(project, config.notes.sources, base=place.folder.absolute())
        yield project, library, next(one for one in library.decided if one.note.title == TITLE)


def accept(place: Place) -> None:
    """Answer as `biblio accept` and the review do."""
    with opened(place) as (project, library, decided):
        session = open_decision_session(project, library, command="accept")
        session.decide([(decided, UserChoice(DecisionVerb.ACCEPT, NATURE))])


def note_id(place: Place) -> str:
    with opened(place) as (_, _, decided):
        return decided.note.id


def at(
    patch: pytest.MonkeyPatch, moment: tuple[object, str, str], answer: Callable[[], None], given: list[bool]
) -> None:
    """Let `answer` be given once at a moment of the run that follows."""
    owner, name, side = moment
    function = getattr(owner, name)

    def once() -> None:
        if not given:
            given.append(True)
            answer()

    def disturbed(*values: object, **named: object) -> object:
        if side == "before":
            once()
        result = function(*values, **named)
        if side == "after":
            once()
        return result

    patch.setattr(owner, name, disturbed)


def settle(place: Place) -> None:
    """Make the notes older than the clock's grain, as they are a moment later."""
    for path in (place.folder / "notes").rglob("*.*"):
        os.utime(path, (time.time() - 60, time.time() - 60))


def sync_answered(
    place: Place, monkeypatch: pytest.MonkeyPatch, moment: tuple[object, str, str], answer: Callable[[Place], None],
    changed: str,
) -> None:  # fmt: skip
    """Run a sync with something to do or nothing, and answer at a moment of it."""
    place.note("two.txt", DOUBTFUL)
    place.sync()
    settle(place)
    place.sync(offline=True)
    assert place.statuses()[TITLE] is Status.AMBIGUOUS
    assert place.sync(offline=True).up_to_date
    if changed == "a note":
        place.note("page.txt", NOTES + OTHER)
        settle(place)
    elif changed == "a setting":
        place.configure("[exports]\nunresolved = true")
    given: list[bool] = []
    with monkeypatch.context() as patch:
        at(patch, moment, lambda: answer(place), given)
        place.sync(offline=True)
    assert given


@pytest.mark.parametrize(
    ("moment", "changed"),
    [(moment, changed) for moment in MOMENTS for changed in CHANGES if changed != "nothing" or moment[1] != "_store"],
    ids=lambda value: value if isinstance(value, str) else f"{value[2]} {value[1]}",
)
def test_an_answer_while_a_sync_is_at_work_is_followed_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch, moment: tuple[object, str, str], changed: str
) -> None:
    sync_answered(place, monkeypatch, moment, accept, changed)
    written = (place.folder / "decisions.txt").read_text(encoding="utf-8")
    assert f"accept {note_id(place)} {NATURE}" in " ".join(written.split())
    place.sync(offline=True)
    assert place.statuses()[TITLE] is Status.ACCEPTED
    assert NATURE.value in place.read("all.bib")
    assert place.sync(offline=True).up_to_date


@pytest.mark.parametrize("name", ["decisions.txt", "zotero.txt"])
@pytest.mark.parametrize("moment", MOMENTS[:4], ids=lambda moment: f"{moment[2]} {moment[1]}")
def test_what_an_editor_saves_while_a_sync_is_at_work_is_followed_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch, moment: tuple[object, str, str], name: str
) -> None:
    def save(place: Place) -> None:
        (place.folder / name).write_text(
            f"accept {note_id(place)} {NATURE}\n" if name == "decisions.txt" else "add arxiv:2304.02643 Keepsakes\n",
            encoding="utf-8",
        )

    sync_answered(place, monkeypatch, moment, save, "nothing")
    place.sync(offline=True)
    assert (NATURE.value if name == "decisions.txt" else "Keepsakes") in place.read("all.bib")
    assert place.sync(offline=True).up_to_date
