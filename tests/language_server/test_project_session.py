"""The server in a project: notes and their decisions, settings and files that change or break, services on saving."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from biblio.cite.pandoc_program import find_pandoc
from biblio.language_server.project_view import read_project_view
from biblio.settings import DEFAULT_SERVICES
from tests.cite.place import write_styles
from tests.language_server.editor import Editor, capabilities, editor, split_at_cursor
from tests.project.place import NOTES, Place, opened_place

WRONG = "@article{%s,\n  title = {Quite Another Thing Altogether},\n  author = {Roe, Ann},\n  eprint = {1706.03762},\n  eprinttype = {arxiv},\n  year = {2017},\n}\n"


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with opened_place(tmp_path_factory.mktemp("lsp") / "project", page=NOTES) as place:
        place.configure('[cite]\nstyle = "plain"\nstyles = "styles"\n')
        write_styles(place.folder / "styles")
        place.sync()
        yield place


@pytest.fixture(scope="module")
def session(synced: Place) -> Iterator[Editor]:
    with editor(synced.folder) as session:
        yield session


def test_works_of_the_project_are_completed_and_lead_to_their_notes(session: Editor) -> None:
    text, offset = split_at_cursor("🧪 注意 [@need‸] is all.\n")
    session.open("page.md", text)
    (item,) = session.complete("page.md", offset)
    assert item.label == "vaswani2017attention"
    whole = session.accept("page.md", item)
    session.replace("page.md", whole)
    places = session.definitions("page.md", whole.index("vaswani") + 2)
    assert [name for name, _ in places] == ["exports/all.bib", "notes/page.txt"]
    assert places[1] == ("notes/page.txt", 1)
    shown = session.hover("page.md", whole.index("vaswani")).replace("\\", "")
    assert "note notes/page.txt:1: accepted by" in shown
    assert "in exports/all.bib" in shown
    assert "check: agrees with what services say about the work" in shown
    resolved = session.run(session.client.completion_item_resolve_async(item))
    assert isinstance(resolved.documentation, types.MarkupContent)
    assert "accepted by" in resolved.documentation.value
    session.close("page.md")


@pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc")
def test_a_reference_is_shown_in_the_style_of_the_project(session: Editor) -> None:
    session.open("page.md", "[@vaswani2017attention]\n")
    shown = session.hover("page.md", 4)
    assert shown.startswith("Vaswani, A., Shazeer, N."), shown
    assert "*Attention Is All You Need*" in shown
    session.close("page.md")


def test_an_entry_of_the_export_leads_to_its_note_and_to_where_it_is_cited(session: Editor) -> None:
    (session.folder / "paper.tex").write_text("é 🧪 \\cite{vaswani2017attention}\n% \\cite{vaswani2017attention}\n")
    session.open("draft.md", "Unsaved: [@vaswani2017attention]\n")
    session.open("exports/all.bib")
    offset = session.texts["exports/all.bib"].index("{vaswani2017attention") + 3
    assert session.definitions("exports/all.bib", offset) == [("notes/page.txt", 1)]
    cited = session.references("exports/all.bib", offset, with_entry=True)
    line = session.texts["exports/all.bib"][:offset].count("\n") + 1
    assert sorted(cited) == [("draft.md", 1), ("exports/all.bib", line), ("paper.tex", 1)]
    session.close("exports/all.bib")
    session.close("draft.md")


def test_notes_that_change_are_read_again(synced: Place, session: Editor) -> None:
    session.open("page.md", "[@vaswani2017attention]\n")
    assert session.definitions("page.md", 4)[1] == ("notes/page.txt", 1)
    path = synced.note("page.txt", "\n".join(["", *reversed(NOTES.splitlines())]) + "\n")
    os.utime(path, (1_900_000_000, 1_900_000_000))
    change = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
    session.notify(session.client.workspace_did_change_watched_files, types.DidChangeWatchedFilesParams([change]))
    while session.definitions("page.md", 4)[1] == ("notes/page.txt", 1):
        pass
    assert session.definitions("page.md", 4)[1] == ("notes/page.txt", 6)
    assert [one.method for one in session.registered] == ["workspace/didChangeWatchedFiles"]
    session.close("page.md")


def test_notes_outside_of_the_project_have_plain_places(tmp_path: Path) -> None:
    with opened_place(tmp_path / "project", page=NOTES) as place:
        (place.folder / "notes").rename(tmp_path / "vault")
        place.configure(sources='"../vault"')
        place.sync()
        view = read_project_view(place.folder)
        places = {note.path for notes in view.notes.values() for note in notes}
    assert places == {tmp_path / "vault" / "page.txt"}


def test_saving_a_bib_asks_about_what_changed_and_about_nothing_else(synced: Place, session: Editor) -> None:
    before = WRONG % "old2017"
    (synced.folder / "mine.bib").write_text(before)
    session.open("mine.bib")
    session.diagnostics("mine.bib")
    session.save("mine.bib")
    session.hover("mine.bib", before.index("old2017"))  # comes behind what saving began
    asked = synced.requests()
    session.type("mine.bib", len(before), len(before), "\n" + WRONG % "new2017")
    session.diagnostics("mine.bib")
    assert synced.requests() == asked, "nothing is asked while one types"
    session.save("mine.bib")
    rule = "identifier-of-another"
    found = session.diagnostics("mine.bib", lambda found: any(one.code == rule for one in found))
    (wrong,) = [one for one in found if one.code == rule]
    assert wrong.range.start.line >= before.count("\n")
    session.close("mine.bib")


def test_a_work_of_the_project_is_put_into_the_bibliography_of_a_text(session: Editor) -> None:
    (session.folder / "own.bib").write_text("@misc{doe2020, title = {Trees}}")
    text = "\\cite{vaswani2017attention}\\bibliography{own}\n"
    session.open("own.tex", text)
    action = next(one for one in session.actions("own.tex", 8, 8) if one.title == "Add vaswani2017attention to own.bib")
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(session.uri("own.bib"))
    edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
    written = session.edited("@misc{doe2020, title = {Trees}}", edits)
    assert written.startswith("@misc{doe2020, title = {Trees}}\n\n@")
    assert written.endswith("}\n")
    session.open("own.bib", written)  # not saved yet
    session.type("own.tex", 0, 0, "% ")
    assert session.diagnostics("own.tex") == []
    session.close("own.bib")
    session.close("own.tex")


def test_all_entries_are_looked_up_when_the_person_says_so(synced: Place, session: Editor) -> None:
    (synced.folder / "all.bib").write_text(WRONG % "all2017")
    session.open("all.bib")
    (action,) = session.actions("all.bib", 0, 0, types.CodeActionKind.Source)[-1:]
    assert action.command is not None
    assert action.title == "Look up all entries of all.bib"
    params = types.ExecuteCommandParams(action.command.command, arguments=action.command.arguments)
    session.run(session.client.workspace_execute_command_async(params))
    session.diagnostics("all.bib", lambda found: any(one.code == "identifier-of-another" for one in found))
    session.close("all.bib")


def test_settings_that_break_are_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["notes"]\n[check.rules]\ncite-missing = "info"\n')
    (tmp_path / "notes").mkdir()
    (tmp_path / "refs.bib").write_text("@misc{doe2020,\n  title = {Trees},\n  year = {2020},\n}\n")
    with editor(tmp_path, "--offline") as session:
        session.open("paper.tex", "\\cite{roe}\\bibliography{refs}\n")
        (found,) = [one for one in session.diagnostics("paper.tex") if one.code == "cite-missing"]
        assert found.severity is types.DiagnosticSeverity.Information
        session.open("config.toml")
        session.replace("config.toml", '[notes]\nsources = ["notes"]\n[check.rules]\ncite-missing = "loud"\n')
        session.save("config.toml")
        assert "config.toml:3" in session.message("config.toml")
        (problem,) = session.diagnostics("config.toml", bool)
        assert problem.range.start.line == 2
        assert session.complete("paper.tex", 6), "what was known stays"
        session.replace("config.toml", '[notes]\nsources = ["notes"]\n[check.rules]\ncite-missing = "off"\n')
        session.save("config.toml")
        session.diagnostics("config.toml", lambda found: not found)
        session.diagnostics("paper.tex", lambda found: not [one for one in found if one.code == "cite-missing"])
        (tmp_path / "decisions.txt").write_text("accept nonsense\n")
        session.save("config.toml")
        assert "decisions.txt:1" in session.message("decisions.txt")
        assert session.diagnostics("decisions.txt", bool)


def test_a_broken_note_is_marked_and_the_others_are_there(tmp_path: Path) -> None:
    with opened_place(tmp_path / "project", page=NOTES) as place:
        place.sync()
        broken = place.note("broken.md", "")
        broken.write_bytes(b"---\ntitle: [never closed\n---\n\xff\xfe broken \x00")
        with editor(place.folder, "--offline") as session:
            session.open("page.md", "[@vaswani2017attention]\n")
            assert session.definitions("page.md", 4)[1] == ("notes/page.txt", 1)
            assert session.diagnostics("notes/broken.md", bool)


def test_nothing_is_written_in_a_folder_that_is_only_looked_at(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["notes"]\n')
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("- [Attention Is All You Need](https://arxiv.org/abs/1706.03762)\n")
    (tmp_path / "refs.bib").write_text(WRONG % "roe2017")
    with editor(tmp_path) as session:
        session.open("refs.bib")
        session.replace("refs.bib", WRONG % "roe2018")
        session.save("refs.bib")
        session.diagnostics("refs.bib")
        session.hover("refs.bib", 12)
        session.open("notes/a.md", "[@roe2018]")
        session.hover("notes/a.md", 4)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.md", "config.toml", "notes", "refs.bib"]


def test_a_project_can_be_broken_from_the_beginning(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[notes\nsources = 1\n")
    (tmp_path / "refs.bib").write_text("@misc{doe2020, title = {Trees}}\n")
    with editor(tmp_path, "--offline") as session:
        session.open("paper.tex", "\\cite{roe}\\bibliography{refs}\n")
        assert [one.code for one in session.diagnostics("paper.tex")] == ["cite-missing"]


def test_a_chapter_is_checked_with_the_document_that_includes_it(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{doe2020, title = {Trees}}\n")
    (tmp_path / "main.tex").write_text("\\input{parts/first}\n\\bibliography{refs}\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "first.tex").write_text("not yet\n")
    with editor(tmp_path) as session:
        session.open("parts/first.tex", "🧪 \\cite{doe2020} \\cite{roe}\n")
        (found,) = session.diagnostics("parts/first.tex", bool)
        assert found.code == "cite-missing"
        assert [item.label for item in session.complete("parts/first.tex", 12)] == ["doe2020"]


def test_an_editor_that_counts_bytes_and_shows_no_markdown_is_served_too(tmp_path: Path) -> None:
    able_to = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8]),
    )
    (tmp_path / "refs.bib").write_text(
        "@misc{doe2020, title = {Trees_and *stars*}, author = {Doe, J.}, year = {2020}}\n"
    )
    text = "---\nbibliography: refs.bib\n---\n🧪日本 @doe2020 and @roe\n"
    with editor(tmp_path, able_to=able_to) as session:
        session.open("a.md", text)
        (found,) = [one for one in session.diagnostics("a.md") if one.code == "cite-missing"]
        line = text.splitlines()[3].encode()
        assert line[found.range.start.character : found.range.end.character] == b"roe"
        position = types.Position(3, line.index(b"doe"))
        params = types.HoverParams(types.TextDocumentIdentifier(session.uri("a.md")), position)
        hover = session.run(session.client.text_document_hover_async(params))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.kind is types.MarkupKind.PlainText
        assert "Trees_and *stars*" in hover.contents.value


def test_a_server_that_is_not_told_to_stop_ends_with_its_editor(tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.program import ROOT

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "biblio", "lsp", "--stdio"]
    done = subprocess.run(
        command, input=b"", cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, b"")


def test_nothing_is_asked_if_the_editor_says_so(tmp_path: Path) -> None:
    with (
        opened_place(tmp_path / "project", page=NOTES.splitlines()[0]) as place,
        editor(place.folder, able_to=capabilities(), options={"lookups": "never"}) as session,
    ):
        session.open("mine.bib", "")
        session.replace("mine.bib", WRONG % "doe2017")
        session.save("mine.bib")
        session.diagnostics("mine.bib")
        session.hover("mine.bib", 12)
        assert sum(len(place.farm.requests(name)) for name in DEFAULT_SERVICES) == 0
