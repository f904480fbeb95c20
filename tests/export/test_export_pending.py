"""An export between an update of the program and the next sync takes nothing out: what is not known is not gone."""

from __future__ import annotations

from biblio.lookup.progress import SilentProgress
from biblio.project.project import open_project, project_config
from biblio.project.sync import write_exports
from tests.project.place import Place


def test_entries_stay_while_their_notes_wait_to_be_asked_for_again(place: Place) -> None:
    place.sync()
    before = {name: place.read(name) for name in place.files() if name.endswith(".bib")}
    with open_project(project_config(place.folder, environment={}), progress=SilentProgress()) as project:
        with project.state.transaction() as db:
            db.execute("DELETE FROM decisions")  # as new rules of matching do
        summary = write_exports(project, project.config.notes.sources, base=place.folder.absolute())
    assert {file.outcome for file in summary.exports} <= {"unchanged"}
    assert {name: place.read(name) for name in before} == before
