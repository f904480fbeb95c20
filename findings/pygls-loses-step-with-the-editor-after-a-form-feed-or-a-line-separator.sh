#!/bin/sh
# pygls 2.1.1 counts the lines of a text as `str.splitlines` does, which also ends lines at form feeds, vertical tabs, U+0085,
# U+2028 and U+2029. The Language Server Protocol knows only \n, \r\n and \r. A change that an editor sends for line 1 is
# made in line 0, and from then on the server has another text than the person sees: fixes and completions go astray.
# Besides, a column behind the end of the last line is moved one character before its end, if no line end follows.
# One would have guessed that the text of a framework for language servers follows the protocol: U+2028 comes with texts
# that are pasted from web pages and PDFs, form feeds stand in files of Emacs users.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "pygls==2.1.1" "lsprotocol==2025.0.0"
"$folder/env/bin/python" - <<'PYTHON'
from importlib.metadata import version

from lsprotocol import types
from pygls.workspace import Workspace

URI = "file:///moss.md"
print("pygls", version("pygls"))


def changed(text: str, line: int, first: int, last: int, new: str) -> str:
    """Return what pygls makes of a text when an editor replaces something in a line."""
    workspace = Workspace("file:///")
    workspace.put_text_document(types.TextDocumentItem(URI, "markdown", 1, text))
    span = types.Range(types.Position(line, first), types.Position(line, last))
    document = types.VersionedTextDocumentIdentifier(2, URI)
    workspace.update_text_document(document, types.TextDocumentContentChangePartial(span, new))
    return workspace.get_text_document(URI).source


usual = changed("moss\nfern\n", 1, 0, 4, "lamp")
print(f"an ordinary text: {usual!r}")
assert usual == "moss\nlamp\n"
for sign in ("\f", "\v", "\u0085", "\u2028", "\u2029"):
    wanted, got = f"mo{sign}ss\nlamp\n", changed(f"mo{sign}ss\nfern\n", 1, 0, 4, "lamp")
    print(f"with {sign!r}: {got!r} instead of {wanted!r}")
    assert got != wanted
end = changed("moss", 0, 0, 99, "fern")
print(f"a range that ends behind the last line: {end!r} instead of 'fern'")
assert end == "ferns"
PYTHON
