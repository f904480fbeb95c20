"""An editor as tests need one: pygls' own client, which starts `biblio lsp` and speaks to it over a pipe."""

from __future__ import annotations

import ast
import asyncio
import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.program import ROOT

T = TypeVar("T")
PATIENCE = float(
    os.environ.get("PATIENCE", "60")
)  # seconds after which a test gives up; no test waits that long unless something is broken
CURSOR = "‸"
"""Where the cursor is in a text of a test."""


def split_at_cursor(text: str) -> tuple[str, int]:
    """Return a text without the mark of the cursor, and where that was."""
    return text.replace(CURSOR, "", 1), text.index(CURSOR)


def utf16_position(text: str, offset: int) -> types.Position:
    """Return a place as an editor counts it, written here without our own code."""
    lines = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return types.Position(len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2)


def utf16_text(text: str, span: types.Range) -> str:
    """Return what stands in a range, counted without our own code."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert span.start.line == span.end.line
    encoded = lines[span.start.line].encode("utf-16-le")
    return encoded[2 * span.start.character : 2 * span.end.character].decode("utf-16-le")


class Editor:
    """One session with the server; `folder` is the folder that is open."""

    def __init__(self, folder: Path, runner: asyncio.Runner, client: LanguageClient) -> None:
        self.folder, self.runner, self.client = folder, runner, client
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = defaultdict(int)
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.messages: list[str] = []
        self.registered: list[types.Registration] = []
        self.news = asyncio.Event()

    def run(self, work: Awaitable[T]) -> T:
        async def limited() -> T:
            return await asyncio.wait_for(work, PATIENCE)

        try:
            return self.runner.run(limited())
        except TimeoutError:
            raise AssertionError(f"nothing came: {self.published}, {self.messages}") from None

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file, with a text that is not on the disk if one is given."""
        self.texts[name] = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self.versions[name] += 1
        item = types.TextDocumentItem(self.uri(name), Path(name).suffix[1:], self.versions[name], self.texts[name])
        self.notify(self.client.text_document_did_open, types.DidOpenTextDocumentParams(item))

    def type(self, name: str, start: int, end: int, new: str) -> None:
        """Replace what stands between two offsets, as one change."""
        text = self.texts[name]
        span = types.Range(utf16_position(text, start), utf16_position(text, end))
        self.change(name, types.TextDocumentContentChangePartial(span, new))
        self.texts[name] = text[:start] + new + text[end:]

    def replace(self, name: str, text: str) -> None:
        """Replace the whole text."""
        self.change(name, types.TextDocumentContentChangeWholeDocument(text))
        self.texts[name] = text

    def change(self, name: str, change: types.TextDocumentContentChangeEvent) -> None:
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.notify(self.client.text_document_did_change, types.DidChangeTextDocumentParams(document, [change]))

    def save(self, name: str) -> None:
        """Write the text to the disk, and say so."""
        (self.folder / name).write_text(self.texts[name], encoding="utf-8", newline="")
        document = types.TextDocumentIdentifier(self.uri(name))
        self.notify(self.client.text_document_did_save, types.DidSaveTextDocumentParams(document))

    def close(self, name: str) -> None:
        del self.texts[name]
        document = types.TextDocumentIdentifier(self.uri(name))
        self.notify(self.client.text_document_did_close, types.DidCloseTextDocumentParams(document))

    def notify(self, method: Callable[[Any], None], params: Any) -> None:
        async def send() -> None:
            method(params)

        self.run(send())

    def diagnostics(
        self, name: str, is_awaited: Callable[[list[types.Diagnostic]], bool] = lambda _: True
    ) -> list[types.Diagnostic]:
        """Wait for what the server says about a file as it is now, and return it."""
        uri = self.uri(name)

        async def wait() -> list[types.Diagnostic]:
            while True:
                params = self.published.get(uri)
                version = self.versions[name] if name in self.texts else None
                is_current = params is not None and params.version == version
                if params is not None and is_current and is_awaited([*params.diagnostics]):
                    return [*params.diagnostics]
                self.news.clear()
                await self.news.wait()

        return self.run(wait())

    def message(self, part: str) -> str:
        """Wait for a message to the person that has `part` in it."""

        async def wait() -> str:
            while True:
                for message in self.messages:
                    if part in message:
                        return message
                self.news.clear()
                await self.news.wait()

        return self.run(wait())

    def at(self, name: str, offset: int) -> dict[str, Any]:
        position = utf16_position(self.texts[name], offset)
        return {"text_document": types.TextDocumentIdentifier(self.uri(name)), "position": position}

    def complete(self, name: str, offset: int) -> list[types.CompletionItem]:
        result = self.run(self.client.text_document_completion_async(types.CompletionParams(**self.at(name, offset))))
        return [] if result is None else [*result.items] if isinstance(result, types.CompletionList) else [*result]

    def accept(self, name: str, item: types.CompletionItem) -> str:
        """Return the text with a completion taken, as the editor makes it."""
        edit = item.text_edit
        assert edit is not None
        span = edit.insert if isinstance(edit, types.InsertReplaceEdit) else edit.range
        return self.edited(self.texts[name], [types.TextEdit(span, edit.new_text)])

    def edited(self, text: str, edits: list[types.TextEdit]) -> str:
        """Return a text with edits made, by UTF-16 code units, from the last to the first."""
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len((line + "\n").encode("utf-16-le")))
        encoded = text.encode("utf-16-le")
        for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
            first = starts[edit.range.start.line] + 2 * edit.range.start.character
            last = starts[edit.range.end.line] + 2 * edit.range.end.character
            encoded = encoded[:first] + edit.new_text.encode("utf-16-le") + encoded[last:]
        return encoded.decode("utf-16-le")

    def hover(self, name: str, offset: int) -> str:
        hover = self.run(self.client.text_document_hover_async(types.HoverParams(**self.at(name, offset))))
        if hover is None:
            return ""
        assert isinstance(hover.contents, types.MarkupContent)
        return hover.contents.value

    def definitions(self, name: str, offset: int) -> list[tuple[str, int]]:
        """Return files (from the folder) and lines (from 1)."""
        params = types.DefinitionParams(**self.at(name, offset))
        return self.places(self.run(self.client.text_document_definition_async(params)))

    def references(self, name: str, offset: int, *, with_entry: bool = False) -> list[tuple[str, int]]:
        params = types.ReferenceParams(context=types.ReferenceContext(with_entry), **self.at(name, offset))
        return self.places(self.run(self.client.text_document_references_async(params)))

    def places(self, locations: Any) -> list[tuple[str, int]]:
        prefix = self.folder.as_uri() + "/"
        return [(location.uri.removeprefix(prefix), location.range.start.line + 1) for location in locations or ()]

    def actions(self, name: str, start: int, end: int, *only: types.CodeActionKind) -> list[types.CodeAction]:
        text = self.texts[name]
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri(name)),
            types.Range(utf16_position(text, start), utf16_position(text, end)),
            types.CodeActionContext([], only=list(only) or None),
        )
        result = self.run(self.client.text_document_code_action_async(params))
        return [action if isinstance(action, types.CodeAction) else _with_command(action) for action in result or ()]

    def applied(self, name: str, action: types.CodeAction) -> str:
        """Return the text with an action's edit made."""
        assert action.edit is not None
        if action.edit.document_changes:
            (change,) = action.edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version == self.versions[name]
            edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
        else:
            edits = [*(action.edit.changes or {})[self.uri(name)]]
        return self.edited(self.texts[name], edits)


def _with_command(mistaken: types.Command) -> types.CodeAction:
    """Return the action that lsprotocol 2025.0.0 took for a command, because it has one."""
    written = ast.literal_eval(mistaken.command)
    return types.CodeAction(mistaken.title, command=types.Command(**written))


def capabilities(**more: Any) -> types.ClientCapabilities:
    """Return what a usual editor can do."""
    completion = types.ClientCompletionItemOptions(insert_replace_support=True)
    return types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        ),
        text_document=types.TextDocumentClientCapabilities(
            completion=types.CompletionClientCapabilities(completion_item=completion),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        ),
        **more,
    )


@contextmanager
def editor(
    folder: Path,
    *arguments: str,
    able_to: types.ClientCapabilities | None = None,
    options: Any = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Editor]:
    """Open `folder` in an editor whose language server is ``biblio lsp ARGUMENTS``; at the end the server must be gone."""
    client = LanguageClient("test", "1")
    with asyncio.Runner() as runner:
        session = Editor(folder, runner, client)

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            session.published[params.uri] = params
            session.news.set()

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        def show(params: types.ShowMessageParams) -> None:
            session.messages.append(params.message)
            session.news.set()

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            session.registered += params.registrations
            session.news.set()

        async def start() -> None:
            env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(environment or {})}
            await client.start_io(sys.executable, "-m", "biblio", "lsp", *arguments, cwd=folder, env=env)
            await client.initialize_async(
                types.InitializeParams(
                    able_to or capabilities(),
                    process_id=os.getpid(),
                    root_uri=folder.as_uri(),
                    workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
                    initialization_options=options,
                )
            )
            client.initialized(types.InitializedParams())

        session.run(start())
        yield session
        server = client._server
        assert server is not None

        async def stop() -> int:
            await client.shutdown_async(None)
            client.exit(None)
            return await server.wait()

        assert session.run(stop()) == 0
        session.run(client.stop())
