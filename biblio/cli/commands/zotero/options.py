"""Options that several Zotero commands share."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from biblio.errors import UsageError

if TYPE_CHECKING:
    from biblio.zotero.sync_library import Settlement

__all__ = ["options_text", "plan_options", "settlement_of"]

F = TypeVar("F", bound=Callable[..., Any])


def plan_options(function: F) -> F:
    """Add ``--prefer``, ``--settle`` and ``--trash``."""
    for option in (
        click.option(
            "--trash", is_flag=True,
            help="Trash items whose notes are gone if nothing else refers to them; otherwise they only leave biblio's"
            " collections.",
        ),
        click.option(
            "--settle", multiple=True, metavar="KEY:FIELD=SIDE",
            help="Settle one conflict: SIDE is notes or zotero, and its value counts; for a comment, both keeps both."
            " KEY may be * for all works. Can be repeated.",
        ),
        click.option(
            "--prefer", type=click.Choice(["notes", "zotero", "both"]),
            help="Settle all conflicts in favour of one side; both keeps both comments and leaves the rest open.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def options_text(prefer: str | None, settle: tuple[str, ...], *, trash: bool) -> str:
    """Return the options as the user types them, each after a space."""
    words = [
        *(f"--settle {shlex.quote(text)}" for text in settle),
        f"--prefer {prefer}" if prefer else "",
        "--trash" * trash,
    ]
    return "".join(f" {word}" for word in words if word)


def settlement_of(prefer: str | None, settle: tuple[str, ...]) -> Settlement:
    """Return what the options say about conflicts. Raises `UsageError` for an option that cannot be read."""
    from biblio.zotero.sync_library import Settlement

    sides = {}
    for text in settle:
        name, _, side = text.rpartition("=")
        if side not in ("notes", "zotero", "both") or ":" not in name:
            hint = "for example: --settle vaswani2017attention:title=zotero"
            raise UsageError(f"--settle {text!r} does not have the form KEY:FIELD=SIDE", hint=hint)
        sides[name] = side
    return Settlement(prefer, sides)  # type: ignore[arg-type]
