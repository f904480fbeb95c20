"""``biblio zotero login``: check a key and store it."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.messages import print_next_step
from biblio.cli.open_session import session
from biblio.cli.terminal import echo, prompt
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "login",
    short_help="Check a key, show what it gives access to, store it.",
    epilog="\b\nExamples:\n  biblio zotero login                  ask for the key, without showing it\n"
    "  pass zotero | biblio zotero login    from a password manager\n"
    "  biblio zotero login --no-keep        only check the key in ZOTERO_API_KEY",
)
@click.option("--no-keep", is_flag=True, help="Do not store the key in the keyring.")
@click.option("--json", "as_json", is_flag=True, help="Print what the key gives access to as JSON.")
@common_options
def command(no_keep: bool, as_json: bool, common: Common) -> int:
    """Ask for a key (https://www.zotero.org/settings/keys), show what it gives access to, store it in the keyring.

    The key is never written to a file. If ZOTERO_API_KEY is set, that key is checked and nothing is stored.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_login
    from biblio.errors import StoreError, UsageError
    from biblio.extras import Extra, install_command, is_installed, require
    from biblio.project.secrets import secret
    from biblio.project.zotero_sync import check_online, log_in_to_zotero

    with session(common, (), exclusive=False, needs_notes=False) as opened:
        if opened.project.config.zotero.api == "local":
            message = 'with api = "local" no key is needed: Zotero itself asks whether biblio may write'
            raise UsageError(message, hint="biblio zotero apply")
        require(Extra.ZOTERO, "Zotero")
        check_online(opened.project)  # before a key is typed in for nothing
        known_key = secret("zotero")
        key = _ask_for_key(known_key, accepts_known=no_keep)
        is_to_be_kept = not no_keep and key != known_key
        login = log_in_to_zotero(opened.project, key, keep=is_to_be_kept)
        library, has_notes = opened.project.config.zotero.library, bool(opened.sources)
    if as_json:
        print_json({"user": login.user, "libraries": login.libraries, "hidden": login.hidden, "kept": login.is_stored})
    else:
        print_login(login, library)
        step = (
            "biblio zotero plan" if has_notes else "biblio zotero adopt, for a project of this library; or biblio init"
        )
        if login.is_stored or not is_to_be_kept:
            print_next_step(step)
    if is_to_be_kept and not login.is_stored:
        hint = "set it in the environment instead: export ZOTERO_API_KEY=…"
        if not is_installed(Extra.KEYRING):
            what = "the key is right, but storing it in the system's keyring needs the extra 'keyring'"
            raise StoreError(what, hint=f"{install_command(Extra.KEYRING)}, or {hint}")
        raise StoreError("the key is right, but this system has no keyring to store it in", hint=hint)
    return ExitCode.DONE


def _ask_for_key(known_key: str, *, accepts_known: bool) -> str:
    import sys

    from biblio.errors import UsageError

    if known_key and accepts_known:
        return known_key
    if sys.stdin.isatty():
        echo("Create a key that may read and write: https://www.zotero.org/settings/keys/new", err=True)
        key: str = prompt("Key", hide_input=True, err=True).strip()
    else:
        key = sys.stdin.readline().strip() or known_key
    if not key:
        raise UsageError("there is no key to check", hint="pass it on standard input, or set ZOTERO_API_KEY")
    return key
