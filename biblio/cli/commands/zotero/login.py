"""``biblio zotero login``: check a key and keep it."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "login",
    short_help="Check a key, see which libraries it opens, keep it.",
    epilog="\b\nExamples:\n  biblio zotero login               asks for the key; it is not shown\n"
    "  pass zotero | biblio zotero login    from a password manager\n"
    "  biblio zotero login --no-keep        only look; the key stays in ZOTERO_API_KEY",
)
@click.option("--no-keep", is_flag=True, help="Do not put the key into the keyring.")
@click.option("--json", "as_json", is_flag=True, help="Print what the key opens as JSON.")
@common_options
def command(no_keep: bool, as_json: bool, common: Common) -> int:
    """Ask for a key of https://www.zotero.org/settings/keys, tell what it opens, and keep it in the system's keyring.

    It is never written to a file. With ZOTERO_API_KEY in the environment that key is looked at and nothing is kept.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_login
    from biblio.errors import UsageError
    from biblio.project.secrets import secret
    from biblio.zotero.sync_library import log_in

    with session(common, (), alone=False, needs_notes=False) as opened:
        if opened.project.config.zotero.api == "local":
            what = 'with api = "local" there is no key: Zotero itself asks its person whether biblio may write'
            raise UsageError(what, hint="biblio zotero apply")
        known = secret("zotero")
        key = _ask_key(known, is_known_enough=no_keep)
        found = log_in(opened.project, key, keep=not no_keep and key != known)
        library = opened.project.config.zotero.library
    if as_json:
        print_json({"user": found.user, "libraries": found.libraries, "kept": found.kept})
    else:
        print_login(found, library)
    return ExitCode.DONE


def _ask_key(known: str, *, is_known_enough: bool) -> str:
    import sys

    from biblio.errors import UsageError

    if known and is_known_enough:
        return known
    if sys.stdin.isatty():
        click.echo("A key that may read and write: https://www.zotero.org/settings/keys/new", err=True)
        key: str = click.prompt("Key", hide_input=True, err=True).strip()
    else:
        key = sys.stdin.readline().strip() or known
    if not key:
        raise UsageError("there is no key to look at", hint="give it on standard input, or set ZOTERO_API_KEY")
    return key
