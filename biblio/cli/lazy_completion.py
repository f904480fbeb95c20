"""Completion of values that loads what it completes only when a shell asks; commands start without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["completing"]


def completing(
    what: Literal["files", "formats", "notes", "rules", "styles", "tags"],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return the function of `completions` that completes such values, for `shell_complete`."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from biblio.cli import completions

        functions = {
            "files": completions.complete_files,
            "formats": completions.complete_formats,
            "notes": completions.complete_notes,
            "rules": completions.complete_rules,
            "styles": completions.complete_styles,
            "tags": completions.complete_tags,
        }
        return functions[what](ctx, param, incomplete)

    return complete
