"""What is searched of the notes stays in the state: it is made once, and again for what has changed.

That searches find what they find without it is seen by the histories of `test_changed_notes.py`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from biblio.export.export_index import CitationKeys, known_keys
from biblio.project.project import open_project, project_config
from biblio.project.searched_notes import search_project
from tests.project.test_changed_notes import NAMES, Vault, note_text, run


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "vault")
    for number, comment in enumerate(["Read by the stove.", "Read in the garden.", "It burns."]):
        vault.write(NAMES[number], note_text(number, [], comment))
    run(vault.folder)
    return vault


def found_by(vault: Vault, words: str, keys: CitationKeys | None = None) -> list[str]:
    with open_project(project_config(vault.folder, environment={})) as opened:
        keys = keys or known_keys(vault.folder / "exports")
        found = search_project(opened, opened.config.notes.sources, words, base=opened.base, keys=keys)
    return [Path(one.decided.note.source).name for one in found]


def searched(vault: Vault) -> dict[int, str | None]:
    with contextlib.closing(sqlite3.connect(vault.folder / ".biblio" / "state.sqlite")) as database:
        return dict(database.execute("SELECT number, keys FROM note_searched"))


def test_it_is_made_once_and_again_for_notes_that_have_changed(vault: Vault) -> None:
    assert not searched(vault)
    assert sorted(found_by(vault, "read")) == ["a.md", "b.md"]
    first = searched(vault)
    assert set(first.values()) == {"kirillovsegment", "vaswaniattention", "roe2019lanterns"}

    vault.write("b.md", note_text(1, [], "Read below the cherry tree."))
    assert found_by(vault, "cherry") == ["b.md"]
    assert found_by(vault, "garden") == []
    assert searched(vault) == first
    run(vault.folder)
    assert list(searched(vault).values()).count(None) == 1
    assert found_by(vault, "cherry") == ["b.md"]
    assert searched(vault) == first


def test_a_note_that_is_gone_is_not_found(vault: Vault) -> None:
    assert found_by(vault, "stove") == ["a.md"]
    (vault.folder / "notes" / "a.md").unlink()
    assert found_by(vault, "stove") == []
    run(vault.folder)
    assert found_by(vault, "stove") == []
    assert len(searched(vault)) == 2


def test_a_note_is_found_by_the_key_that_its_work_has_now(vault: Vault) -> None:
    assert found_by(vault, "roe2019lanterns") == ["c.md"]
    keys = CitationKeys({"doi:10.1000/fog.7": "lantern7"})
    assert found_by(vault, "lantern7", keys) == ["c.md"]
    assert found_by(vault, "roe2019lanterns", keys) == []


def test_what_another_process_writes_meanwhile_keeps_it_from_being_stored(vault: Vault) -> None:
    assert found_by(vault, "stove") == ["a.md"]
    before = searched(vault)

    class Interrupted(CitationKeys):
        def keys_of_names(self, names: Iterable[str]) -> tuple[str, ...]:
            with contextlib.closing(sqlite3.connect(vault.folder / ".biblio" / "state.sqlite")) as other, other:
                other.execute("INSERT OR REPLACE INTO memory VALUES ('written meanwhile', x'00')")
            return ("another2024key",)

    assert found_by(vault, "garden another2024", Interrupted({})) == ["b.md"]
    assert searched(vault) == before
