"""``biblio lsp``: a language server for editors."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.terminal import echo

__all__ = ["command"]


@click.command(
    "lsp",
    short_help="Serve an editor: complete and check citations.",
    epilog="\b\nExamples:\n  biblio lsp                 what an editor starts\n"
    "  biblio lsp --offline       never ask a service\n\n"
    "How to set editors up: https://biblio-notes.readthedocs.io/en/latest/editors/",
)
@click.option("--stdio", is_flag=True, help="Speak over standard input and output, as it always does.")
@common_options
def command(stdio: bool, common: Common) -> None:
    """Complete, show and check citations in an editor, over the Language Server Protocol.

    The editor starts it for .md, .qmd, .tex, .typ, .org and .bib. Every file belongs to the project of its own folder,
    or of the nearest one above; --project names one for all. Services are asked only about entries of a .bib that
    changed, when it is saved.
    """
    import os
    import signal
    import sys

    from biblio.extras import Extra, require

    require(Extra.LSP, "biblio lsp")
    from biblio.language_server.server import serve_stdio

    if sys.stdin.isatty():
        echo("biblio lsp waits for an editor on standard input; Ctrl-C stops it", err=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    code = serve_stdio(click.get_current_context().params["project"], is_offline=bool(common.offline))
    sys.stderr.flush()
    os._exit(code)  # threads that still ask a service, or wait for stdin, must not keep the editor waiting
