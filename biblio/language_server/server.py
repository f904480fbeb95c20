"""The language server: what an editor asks over the Language Server Protocol, answered from its session.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/. pygls speaks the protocol;
the texts are kept by the session, because pygls counts lines as `str.splitlines` does (see `text_positions`). Only this
module and `protocol_values` know pygls and lsprotocol.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from biblio.check.files_to_check import TextFile
from biblio.check.finding import Finding, Severity
from biblio.check.source_text import SourceText
from biblio.errors import BiblioError, Problem
from biblio.language_server.citation_search import find_citations
from biblio.language_server.editor_session import EditorSession, OpenText
from biblio.language_server.key_at_cursor import CursorKey, key_at, typed_key
from biblio.language_server.protocol_values import (
    finding_diagnostic,
    location_of,
    problem_diagnostic,
    range_of,
    text_edits,
    uri_of,
)
from biblio.language_server.quick_fixes import QuickFix, append_entry, entry_to_add, fix_all_safe, quick_fixes
from biblio.language_server.reference_hover import KeyFacts, hover_text, reference_line
from biblio.language_server.reference_index import SearchableReference, read_references, suggest
from biblio.language_server.text_positions import CodeUnit, PositionedText
from biblio.settings import Config
from biblio.version import __version__

__all__ = ["serve_stdio"]

_MOST_SUGGESTIONS = 200
_TRIGGERS = ["@", "{", ",", "<", "&", ":"]
_LOOK_UP = "biblio.lookUpEntries"
_HOVER_PATIENCE = 2.0  # seconds that a hover waits for pandoc; what it gives later is there for the next one
_MOST_DIAGNOSTICS = 1000  # of one file: an editor draws each of them
_GRAVITY = {severity: number for number, severity in enumerate(Severity)}
_TOKENS = count(1)
_WATCHED = "**/*.{bib,json,md,markdown,qmd,Rmd,tex,typ,org,toml,txt}"


class BiblioLanguageServer(LanguageServer):
    """The server with its session, which is made when the editor says what it can do."""

    def __init__(self, project: Path | None, *, is_offline: bool) -> None:
        super().__init__("biblio", __version__)
        self.session = EditorSession(
            publish=self._publish, tell=self._tell, announce=self._announce, project=project, is_offline=is_offline
        )
        self.is_shut_down = False
        self.formatted: dict[tuple[str, str], asyncio.Future[str]] = {}

    def _tell(self, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"biblio: {message}"))

    def _publish(self, location: Path, findings: Mapping[Finding, TextFile], problems: Sequence[Problem]) -> None:
        opened = self.session.text_at(location)
        most_severe = sorted(findings, key=lambda finding: _GRAVITY[finding.severity])[:_MOST_DIAGNOSTICS]
        content = opened.content if opened else PositionedText("")
        diagnostics = [problem_diagnostic(problem) for problem in problems]
        diagnostics += [finding_diagnostic(finding, content) for finding in most_severe]
        if len(most_severe) < len(findings):
            more = f"{len(findings) - len(most_severe):,} more findings: biblio check shows them all"
            diagnostics.append(problem_diagnostic(Problem(str(location), 0, more, is_warning=True)))
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                opened.uri if opened else uri_of(location), diagnostics, opened.version if opened else None
            )
        )

    @asynccontextmanager
    async def _announce(self, words: str) -> AsyncIterator[None]:
        """Show that something lasts, if the editor can."""
        window = self.client_capabilities.window
        if not window or not window.work_done_progress:
            yield
            return
        token = f"biblio-{next(_TOKENS)}"
        await self.work_done_progress.create_async(token)
        self.work_done_progress.begin(token, types.WorkDoneProgressBegin(title=f"biblio: {words}"))
        try:
            yield
        finally:
            self.work_done_progress.end(token, types.WorkDoneProgressEnd())

    @property
    def shows_markdown(self) -> bool:
        """Whether the editor shows Markdown in hovers."""
        hover = self.client_capabilities.text_document and self.client_capabilities.text_document.hover
        return bool(hover and types.MarkupKind.Markdown in (hover.content_format or ()))

    def uri_at(self, location: Path) -> str:
        """Return the address by which the editor knows a file."""
        opened = self.session.text_at(location)
        return opened.uri if opened else uri_of(location)


def serve_stdio(project: Path | None = None, *, is_offline: bool = False) -> int:
    """Serve one editor over standard input and output until it says to stop; return the exit code of the process.

    Whatever else prints goes to stderr.
    """
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    server = BiblioLanguageServer(project, is_offline=is_offline)
    _add_features(server)
    server.start_io(stdin, stdout)
    return 0 if server.is_shut_down else 1


def _add_features(server: BiblioLanguageServer) -> None:
    """Register what the server can do, each with the options that it announces."""
    features: list[tuple[str, Any, Any]] = [
        (types.INITIALIZE, _initialize, None),
        (types.INITIALIZED, _initialized, None),
        (types.SHUTDOWN, _shut_down, None),
        (types.TEXT_DOCUMENT_DID_OPEN, _did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, _did_change, None),
        (types.TEXT_DOCUMENT_DID_SAVE, _did_save, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, _did_close, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _files_changed, None),
        (
            types.TEXT_DOCUMENT_COMPLETION,
            _complete,
            types.CompletionOptions(trigger_characters=_TRIGGERS, resolve_provider=True),
        ),
        (types.COMPLETION_ITEM_RESOLVE, _resolve_completion, None),
        (types.TEXT_DOCUMENT_HOVER, _hover, None),
        (types.TEXT_DOCUMENT_DEFINITION, _define, None),
        (types.TEXT_DOCUMENT_REFERENCES, _refer, None),
        (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _list_symbols, None),
        (
            types.TEXT_DOCUMENT_CODE_ACTION,
            _list_actions,
            types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
        ),
    ]
    for name, handler, options in features:
        server.feature(name, options)(handler)
    server.command(_LOOK_UP)(_look_up)


# -- the life of a session -----------------------------------------------------------------------------------------
def _initialize(ls: BiblioLanguageServer, params: types.InitializeParams) -> None:
    session = ls.session
    session.unit = CodeUnit(str(getattr(ls.workspace.position_encoding, "value", ls.workspace.position_encoding)))
    folders = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    session.roots = [location for uri in folders if (location := location_of(uri)) is not None]
    options = params.initialization_options
    if isinstance(options, dict) and options.get("lookups") == "never":
        session.asks_on_save = False


async def _initialized(ls: BiblioLanguageServer, params: types.InitializedParams) -> None:
    workspace = ls.client_capabilities.workspace
    if workspace and workspace.did_change_watched_files and workspace.did_change_watched_files.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
        registration = types.Registration("biblio-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        await ls.client_register_capability_async(types.RegistrationParams([registration]))


def _shut_down(ls: BiblioLanguageServer, params: None) -> None:
    ls.is_shut_down = True


def _did_open(ls: BiblioLanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    ls.session.open(item.uri, location_of(item.uri), item.text, item.version)


def _did_change(ls: BiblioLanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    changes = (
        (_place(change.range) if isinstance(change, types.TextDocumentContentChangePartial) else None, change.text)
        for change in params.content_changes
    )
    ls.session.change(params.text_document.uri, changes, params.text_document.version)


def _place(span: types.Range) -> tuple[int, int, int, int]:
    return span.start.line, span.start.character, span.end.line, span.end.character


def _did_save(ls: BiblioLanguageServer, params: types.DidSaveTextDocumentParams) -> None:
    ls.session.save(params.text_document.uri)


def _did_close(ls: BiblioLanguageServer, params: types.DidCloseTextDocumentParams) -> None:
    ls.session.close(params.text_document.uri)


def _files_changed(ls: BiblioLanguageServer, params: types.DidChangeWatchedFilesParams) -> None:
    locations = (location_of(change.uri) for change in params.changes)
    ls.session.files_changed(location for location in locations if location is not None)


# -- completion ----------------------------------------------------------------------------------------------------
async def _complete(ls: BiblioLanguageServer, params: types.CompletionParams) -> types.CompletionList | None:
    """Return the keys that go with what is typed.

    The list is never complete to the editor, so it asks again with every letter: it would look for the typed letters in
    keys alone, and here they may begin a word of the title.
    """
    text = ls.session.texts.get(params.text_document.uri)
    if text is None or not text.is_checked:
        return None
    content = text.content
    offset = content.offset(params.position.line, params.position.character)
    typed = typed_key(text.source, offset)
    if typed is None:
        return None
    references = await ls.session.references_for(text)
    item = ls.client_capabilities.text_document and ls.client_capabilities.text_document.completion
    can_insert = bool(item and item.completion_item and item.completion_item.insert_replace_support)
    inserted = range_of(content, typed.start, offset)
    replaced = range_of(content, typed.start, offset + len(typed.behind))
    items = []
    for number, suggestion in enumerate(suggest(references, typed.before, limit=_MOST_SUGGESTIONS)):
        found = suggestion.found
        edit: types.TextEdit | types.InsertReplaceEdit = types.TextEdit(inserted, found.key)
        if can_insert:
            edit = types.InsertReplaceEdit(found.key, inserted, replaced)
        begins = found.key.casefold().startswith(typed.before.casefold())
        words = f"{found.key} {found.description}"
        items.append(
            types.CompletionItem(
                label=found.key,
                kind=types.CompletionItemKind.Reference,
                detail=found.description or None,
                sort_text=f"{number:05}",
                filter_text=words if begins else f"{typed.before} {words}",
                text_edit=edit,
                data={"uri": text.uri, "key": found.key},
            )
        )
    return types.CompletionList(is_incomplete=True, items=items)


async def _resolve_completion(ls: BiblioLanguageServer, item: types.CompletionItem) -> types.CompletionItem:
    data = item.data if isinstance(item.data, dict) else {}
    text = ls.session.texts.get(str(data.get("uri")))
    if text is not None:
        item.documentation = await _about(ls, text, str(data.get("key")))
    return item


# -- what is known of a key ----------------------------------------------------------------------------------------
async def _hover(ls: BiblioLanguageServer, params: types.HoverParams) -> types.Hover | None:
    text, found = _key_under(ls, params)
    if text is None or found is None:
        return None
    return types.Hover(await _about(ls, text, found.key), range_of(text.content, found.start, found.end))


def _key_under(
    ls: BiblioLanguageServer, params: types.HoverParams | types.DefinitionParams | types.ReferenceParams
) -> tuple[OpenText | None, CursorKey | None]:
    """Return the text that an editor asks about, if it is one of ours, and the key at the place, if there is one."""
    text = ls.session.texts.get(params.text_document.uri)
    if text is None or not text.is_checked:
        return None, None
    return text, key_at(text.source, text.content.offset(params.position.line, params.position.character))


async def _about(ls: BiblioLanguageServer, text: OpenText, key: str) -> types.MarkupContent:
    session = ls.session
    assert text.location is not None
    is_markdown = ls.shows_markdown
    await session.current_check(text, must_be_current=not text.is_bib)  # what is cited counts, as of now
    found = next((one for one in await session.references_for(text) if one.is_called(key)), None)
    view = await session.view_of(text.location)
    config = await session.config_of(text.location)
    about = KeyFacts(key, base=config.folder.absolute(), notes=view.notes.get(key, ()) if view else ())
    if found is not None:
        location = Path(found.location)
        verdict = await session.verdict(found, config) if view else None
        findings = [finding for finding in session.findings_in(location) if finding.key == found.key]
        findings += [finding for finding in (verdict.findings if verdict else ()) if finding not in findings]
        about = replace(
            about,
            reference=await _formatted(ls, found, config, is_markdown=is_markdown),
            location=location,
            findings=tuple(findings),
            has_been_checked=session.has_checked(location),
            verdict=verdict,
        )
    shown = hover_text(about, is_markdown=is_markdown)
    return types.MarkupContent(types.MarkupKind.Markdown if is_markdown else types.MarkupKind.PlainText, shown)


async def _formatted(ls: BiblioLanguageServer, found: SearchableReference, config: Config, *, is_markdown: bool) -> str:
    """Return a reference in the configured style, or in a line of our own if that cannot be, or not soon."""
    line = reference_line(found, is_markdown=is_markdown)
    entry = found.reference.entry
    if entry is None:
        return line
    written = entry.source.text[entry.block.start : entry.block.end]
    name = written, f"{config.cite} {is_markdown}"
    if name not in ls.formatted:
        file = TextFile(entry.source, Path(found.location))
        task = partial(_format, file, found.key, config, is_markdown=is_markdown)
        ls.formatted[name] = asyncio.get_running_loop().run_in_executor(None, task)
    await asyncio.wait({ls.formatted[name]}, timeout=_HOVER_PATIENCE)
    return (ls.formatted[name].result() if ls.formatted[name].done() else "") or line


def _format(file: TextFile, key: str, config: Config, *, is_markdown: bool) -> str:
    """Return a reference as `biblio cite` formats it; empty if there is no pandoc, or no style."""
    from biblio.cite.reference_text import TextFormat
    from biblio.project.cited_works import citable_in
    from biblio.project.citing import format_works, style_named

    form = TextFormat.MARKDOWN if is_markdown else TextFormat.TEXT
    try:
        citable = citable_in(file, key)
        if citable is None:
            return ""
        style = style_named("", config.cite)
        return format_works([citable], style, locale=config.cite.locale, form=form, in_text=False).text.strip()
    except (BiblioError, OSError):
        return ""  # the line of our own says as much


async def _define(ls: BiblioLanguageServer, params: types.DefinitionParams) -> list[types.Location] | None:
    """Return where the entry of a key is, and its notes."""
    session = ls.session
    text, found = _key_under(ls, params)
    if text is None or found is None or text.location is None:
        return None
    places: list[types.Location] = []
    if not found.is_definition:
        entry = next((one for one in await session.references_for(text) if one.is_called(found.key)), None)
        if entry is not None:
            places.append(_entry_location(ls, entry))
    view = await session.view_of(text.location)
    for note in view.notes.get(found.key, ()) if view else ():
        start = types.Position(max(note.line - 1, 0), 0)
        places.append(types.Location(ls.uri_at(note.path), types.Range(start, start)))
    return places


def _entry_location(ls: BiblioLanguageServer, found: SearchableReference) -> types.Location:
    span = found.reference.key_span
    location = Path(found.location)
    if found.reference.entry is None:
        start = types.Position(span.line - 1, span.column - 1)
        return types.Location(ls.uri_at(location), types.Range(start, start))
    content = PositionedText(found.reference.entry.source.text, ls.session.unit)
    return types.Location(ls.uri_at(location), range_of(content, span.start, span.end))


async def _refer(ls: BiblioLanguageServer, params: types.ReferenceParams) -> list[types.Location] | None:
    """Return where the key under the cursor is cited in the project, or below the editor's folders."""
    session = ls.session
    text, found = _key_under(ls, params)
    if text is None or found is None or text.location is None:
        return None
    view = await session.view_of(text.location)
    folders = [view.folder] if view else session.roots or [text.location.parent]
    reader, key = session.reader(), found.key

    def search() -> list[types.Location]:
        places = {}
        for folder in folders:
            for place in find_citations(key, folder, reader):
                content = PositionedText(place.source.text, session.unit)
                span = range_of(content, place.span.start, place.span.end)
                places[os.path.realpath(place.location), place.span.start] = types.Location(
                    ls.uri_at(place.location), span
                )
        return list(places.values())

    locations = await asyncio.get_running_loop().run_in_executor(None, search)
    if params.context.include_declaration:
        entry = next((one for one in await session.references_for(text) if one.is_called(key)), None)
        if entry is not None:
            locations.append(_entry_location(ls, entry))
    return locations


async def _list_symbols(
    ls: BiblioLanguageServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """Return the entries of a `.bib` with their titles."""
    text = ls.session.texts.get(params.text_document.uri)
    if text is None or text.location is None or not text.is_bib:
        return None
    content = text.content
    file = TextFile(SourceText(str(text.location), content.text), text.location)
    symbols = []
    for found in await ls.session.in_thread(lambda: list(read_references(file))):
        entry, key = found.reference.entry, found.reference.key_span
        start, end = (entry.block.start, entry.block.end) if entry else (key.start, key.end)
        symbols.append(
            types.DocumentSymbol(
                name=found.key,
                detail=found.description or None,
                kind=types.SymbolKind.Object,
                range=range_of(content, start, end),
                selection_range=range_of(content, key.start, key.end),
            )
        )
    return symbols


# -- quick fixes ---------------------------------------------------------------------------------------------------
async def _list_actions(ls: BiblioLanguageServer, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    session = ls.session
    text = session.texts.get(params.text_document.uri)
    if text is None or not text.is_checked or text.location is None:
        return None
    await session.current_check(text)
    content, version = text.content, text.version
    findings = [*session.findings_in(text.location)]
    first, last = (content.offset(place.line, place.character) for place in (params.range.start, params.range.end))
    touched = [finding for finding in findings if finding.span.start <= last and first <= finding.span.end]
    only = params.context.only
    actions: list[types.CodeAction] = []
    name = text.location.name
    if _is_asked_for(types.CodeActionKind.QuickFix, only):
        references = await session.references_for(text)
        fixes = await session.in_thread(quick_fixes, name, content.text, touched, references)
        actions += [_action(ls, text.uri, content, version, fix) for fix in fixes]
        actions += _additions(ls, text, touched, references)
    if _is_asked_for(types.CodeActionKind.SourceFixAll, only):
        everything = await session.in_thread(fix_all_safe, name, content.text, findings)
        if everything is not None:
            actions.append(_action(ls, text.uri, content, version, everything))
    if text.is_bib and _is_asked_for(types.CodeActionKind.Source, only) and await session.can_ask(text):
        title = f"Look up all entries of {name}"
        command = types.Command(title=title, command=_LOOK_UP, arguments=[text.uri])
        actions.append(types.CodeAction(title, types.CodeActionKind.Source, command=command))
    return actions


def _additions(
    ls: BiblioLanguageServer,
    text: OpenText,
    findings: Sequence[Finding],
    references: Sequence[SearchableReference],
) -> Iterator[types.CodeAction]:
    """Yield how to put works of the project that a text cites into the last of its own bibliographies."""
    checked = text.checked
    own = [file for file in checked.bibliographies if file.is_bib] if checked else []
    if not own:
        return
    file = ls.session.newest(own[-1])
    content = PositionedText(file.source.text, ls.session.unit)
    opened = ls.session.text_at(file.location)
    for finding in findings:
        found = entry_to_add(finding, references)
        if found is not None:
            title = f"Add {found.key} to {file.location.name}"
            fix = QuickFix(title, append_entry(file.source.text, found), is_safe=True)
            action = _action(ls, ls.uri_at(file.location), content, opened.version if opened else None, fix)
            action.kind = types.CodeActionKind.QuickFix
            action.diagnostics = [finding_diagnostic(finding, text.content)]
            yield action


def _is_asked_for(kind: types.CodeActionKind, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    names = None if only is None else [str(getattr(name, "value", name)) for name in only]
    return names is None or any(kind.value == name or kind.value.startswith(f"{name}.") or not name for name in names)


def _action(
    ls: BiblioLanguageServer, uri: str, content: PositionedText, version: int | None, fix: QuickFix
) -> types.CodeAction:
    edits = text_edits(content, fix.edits)
    workspace = ls.client_capabilities.workspace
    if workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes:
        document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
        edit = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])
    else:
        edit = types.WorkspaceEdit(changes={uri: edits})
    if fix.finding is None:
        return types.CodeAction(fix.title, types.CodeActionKind.SourceFixAll, edit=edit)
    diagnostics = [finding_diagnostic(fix.finding, content)]
    is_preferred = True if fix.is_safe else None
    return types.CodeAction(
        fix.title, types.CodeActionKind.QuickFix, diagnostics=diagnostics, is_preferred=is_preferred, edit=edit
    )


async def _look_up(ls: BiblioLanguageServer, uri: str) -> None:
    """Ask the services about every entry of an open `.bib`."""
    text = ls.session.texts.get(uri)
    if text is not None:
        await ls.session.look_up(text, everything=True)
