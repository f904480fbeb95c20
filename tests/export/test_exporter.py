"""Works to the exports' folder: which key a work gets, which entries stay, and what is remembered when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.bibtex.bib_text import parse_bibtex
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.venue_forms import VenueStyle
from biblio.export.export_index import CitationKeys, known_keys
from biblio.export.export_store import ExportStore
from biblio.export.export_works import ExportResult, export_works
from biblio.export.exported_works import ExportWork
from biblio.export.scope import Scope
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier, make
from biblio.model.people import Person
from biblio.settings import ExportsConfig
from biblio.state import State, open_state
from tests.bibtex.works import work

EVERYWHERE = Scope(("/notes",))


class Folder:
    """An exports' folder with a state beside it."""

    def __init__(self, path: Path, state: State) -> None:
        self.config = ExportsConfig(path=path)
        self.store = ExportStore(state)

    def export(
        self,
        *works: ExportWork,
        scope: Scope = EVERYWHERE,
        decided: Mapping[Identifier, str] | None = None,
        write: bool = True,
        store: ExportStore | None = None,
    ) -> ExportResult:
        return export_works(
            works, scope, self.config, decided_keys=decided or {}, store=store or self.store, write=write
        )

    def key_of(self, export: ExportWork) -> str:
        """The key of the work's entry in the file of all works."""
        (entry,) = (
            item
            for item in parse_bibtex(self.path.read_text(encoding="utf-8"))
            if isinstance(item, Entry) and item.get("doi") == str(export.work.id).removeprefix("doi:")
        )
        return entry.key

    @property
    def path(self) -> Path:
        return self.config.path / "all.bib"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    state = open_state(tmp_path / "state.sqlite", pytest.fail)
    yield Folder(tmp_path / "exports", state)
    state.close()


def paper(number: int = 1, *, sources: Sequence[str] = ("/notes/a.md",), **fields: object) -> ExportWork:
    return ExportWork(
        work(f"Title {number}", "Ada Lovelace", "2020", f"doi:10.1000/{number}", venue="Journal"),
        sources=tuple(sources),
        **fields,  # type: ignore[arg-type]
    )


def doi(number: int) -> Identifier:
    identifier = make("doi", f"10.1000/{number}")
    assert identifier
    return identifier


def test_a_key_is_the_decided_one_then_the_claimed_then_the_exported_then_the_notes(folder: Folder) -> None:
    first = paper(citekeys=("bad key", "own2020", "other2020"))
    folder.export(first)
    assert folder.key_of(first) == "own2020"
    folder.export(replace(first, citekeys=("new2020",)))
    assert folder.key_of(first) == "own2020"
    claimed = replace(first, claimed_key="claimed2020")
    folder.export(claimed)
    assert folder.key_of(first) == "claimed2020"
    folder.export(claimed, decided={doi(1): "decided2020"})
    assert folder.key_of(first) == "decided2020"


def test_two_works_with_one_key_in_zotero_keep_the_keys_that_they_have(folder: Folder) -> None:
    first, second = paper(1), paper(2)
    folder.export(first, second)
    before = folder.key_of(second)
    taken = replace(second, claimed_key=folder.key_of(first) or "")
    for _ in range(3):
        result = folder.export(first, taken)
        assert folder.key_of(second) == before
        assert "another work has" in result.flaws[0].what
    both = replace(first, claimed_key="Shared20"), replace(second, claimed_key="shared20")
    for _ in range(2):
        folder.export(*both)
        assert {folder.key_of(first), folder.key_of(second)} == {"Shared20", before}
    swapped = replace(first, claimed_key=before or ""), replace(second, claimed_key="Shared20")
    folder.export(*swapped)
    assert {folder.key_of(first), folder.key_of(second)} == {before, "Shared20"}


def test_an_entry_of_the_users_gives_its_work_its_key(folder: Folder) -> None:
    folder.config.path.mkdir()
    folder.path.write_text("@article{mine, title={Title 1}, doi={10.1000/1}}\n")
    folder.export(paper(citekeys=("own2020",)))
    assert folder.key_of(paper()) == "mine"


def test_a_citekey_that_is_in_use_is_not_given_to_a_second_work(folder: Folder) -> None:
    folder.export(paper(1, citekeys=("same",)), paper(2, citekeys=("SAME",)))
    assert folder.key_of(paper(1)) == "same"
    assert folder.key_of(paper(2)) == "lovelace2020title"


def test_a_reading_of_the_users_spells_a_name(folder: Folder) -> None:
    folder.config = replace(folder.config, readings={"山田": "Yamada"})
    export = paper()
    best = replace(export.work.best, authors=(Person("山田", "太郎"),))
    folder.export(replace(export, work=replace(export.work, best=best)))
    assert folder.key_of(export) == "yamada2020title"


@pytest.mark.parametrize(
    ("sources", "scope", "stays"),
    [
        (["/notes/a.md"], EVERYWHERE, False),
        (["/notes/a.md"], Scope(("/elsewhere",)), True),
        (["/notes/a.md", "/more/b.md"], EVERYWHERE, True),
        (["/notes/a.md", "/more/b.md"], Scope(("/notes", "/more")), False),
        (["/notes/a.md"], Scope(("/notes",), waiting=frozenset({"/notes/a.md"})), True),
        (["a.md"], Scope(("/notes",), places={"a.md": "/notes/a.md"}), False),
        (["a.md"], Scope(("/p/notes",), places={"a.md": "/p/notes/a.md"}, folder="/p"), False),
        (["/p/notes/a.md"], Scope(("/p/notes",), folder="/p"), False),
        (["notes/a.md"], Scope(("/p/notes",), folder="/p"), False),
        (["notes/a.md"], Scope(("/p/other",), folder="/p"), True),
        (["/p/notes/a.md"], Scope(("/p/notes",), waiting=frozenset({"notes/a.md"}), folder="/p"), True),
    ],
)
def test_an_entry_goes_only_when_all_places_of_its_notes_were_read(
    folder: Folder, sources: Sequence[str], scope: Scope, stays: bool
) -> None:
    folder.export(paper(1, sources=sources), paper(2), scope=scope)
    folder.export(paper(2), scope=scope)
    assert ("10.1000/1" in folder.path.read_text()) is stays
    assert folder.export(paper(2), scope=scope).works == 1


def test_a_work_with_a_new_key_leaves_none_under_the_old_one_where_only_some_notes_were_read(folder: Folder) -> None:
    one = paper(1, sources=("/notes/a.md", "/notes/b.md"))
    folder.export(one)
    old = folder.key_of(one)
    part = replace(one, sources=("/notes/a.md",))
    result = folder.export(part, scope=Scope(("/notes/a.md",)), decided={doi(1): "aaa"})
    assert folder.key_of(one) == "aaa"
    assert old not in folder.path.read_text(encoding="utf-8")
    assert result.update.reports[0].merge.edited == ()
    assert known_keys(folder.config.path).key_of(one.work) == "aaa"


@pytest.mark.parametrize(
    ("venues", "name"),
    [("cited", "Conference on Things"), ("source", "3rd Conference on Things, COT 2020, Ulm, Germany")],
)
def test_conferences_are_named_as_the_configuration_says_and_keys_stay(
    folder: Folder, venues: VenueStyle, name: str
) -> None:
    venue = "3rd Conference on Things, COT 2020, Ulm, Germany"
    one = replace(paper(1), work=work("Title 1", "Ada Lovelace", "2020", "doi:10.1000/1", venue=venue))
    folder.export(one)
    key = folder.key_of(one)
    folder.config = replace(folder.config, venues=venues)
    folder.export(one)
    (entry,) = parse_bibtex(folder.path.read_text(encoding="utf-8"))
    assert isinstance(entry, Entry)
    assert (entry.key, entry.get("booktitle")) == (key, name)


def test_the_key_of_a_work_is_the_one_in_the_file(folder: Folder) -> None:
    one, two = paper(1), paper(2)
    folder.export(one, two)
    old = folder.key_of(one)
    assert known_keys(folder.config.path).key_of(one.work) == old
    text = folder.path.read_text(encoding="utf-8").replace(f"{{{old},", "{mine,")
    folder.path.write_text(text, encoding="utf-8")
    for _ in range(2):
        keys = known_keys(folder.config.path)
        assert (keys.key_of(one.work), keys.key_of(two.work)) == ("mine", folder.key_of(two))
        folder.export(one, two)
        assert folder.path.read_text(encoding="utf-8") == text
    folder.path.write_text("", encoding="utf-8")
    assert known_keys(folder.config.path).key_of(one.work) == old


def test_without_writing_nothing_is_written_nor_remembered(folder: Folder) -> None:
    result = folder.export(paper(), write=False)
    assert result.has_changed_all
    assert not folder.config.path.exists()
    assert (folder.store.texts(), folder.store.journal(), folder.store.origins()) == ({}, {}, {})


class Killed(Exception):
    pass


class DyingStore(ExportStore):
    """Is killed when all files are written, before it has stored that they are."""

    def finish(self, *args: object, **options: object) -> None:
        raise Killed


def test_a_run_killed_after_its_last_file_does_not_take_its_own_work_for_an_edit(
    folder: Folder, tmp_path: Path
) -> None:
    folder.export(paper())
    state = open_state(tmp_path / "state.sqlite", pytest.fail)
    newer = paper(tags=("x",))
    with pytest.raises(Killed):
        folder.export(newer, store=DyingStore(state))
    state.close()
    assert set(folder.store.journal()) == {"all.bib", "tags/x.bib"}
    (folder.config.path / "index.json").unlink()  # written last, so a kill may have come before it
    result = folder.export(replace(newer, tags=("x", "y")))
    assert [report.merge.edited for report in result.update.reports] == [(), (), ()]
    assert parse_entry(folder.path.read_text().partition("\n\n")[2]).get("keywords") == "x, y"
    assert folder.store.journal() == {}


def test_where_notes_are_is_remembered_beyond_a_run_that_did_not_look_there(folder: Folder) -> None:
    folder.export(paper(sources=("/notes/a.md", "/more/b.md")), scope=Scope(("/notes", "/more")))
    folder.export(paper(sources=("/notes/c.md",)), scope=EVERYWHERE)
    assert folder.store.origins() == {"lovelace2020title": ["/more/b.md", "/notes/c.md"]}


def test_a_key_is_taken_if_another_work_has_it_in_whatever_case() -> None:
    keys = CitationKeys({"doi:10.1000/1": "Doe2020", "arxiv:2001.00001": "Doe2020", "doi:10.1000/2": "roe2020"})
    one, other = paper(1).work, paper(3).work
    assert keys.is_taken("doe2020", other)
    assert keys.is_taken("ROE2020", one)
    assert not keys.is_taken("doe2020", one)
    assert not keys.is_taken("new2020", one)


def test_of_a_text_that_is_known_no_second_copy_is_held(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.export(paper(1), paper(2))
    texts = folder.store.texts()
    monkeypatch.setattr(folder.store, "texts", lambda: dict(texts))
    update = folder.export(paper(1), paper(2), paper(3), write=False).update
    assert [digest for digest, text in update.texts.items() if text is texts.get(digest)] == list(texts)
    assert len(update.texts) == 3
