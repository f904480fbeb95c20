"""``biblio zotero watch``: keep notes and library in step while a person works."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options

__all__ = ["command"]


@click.command(
    "watch",
    short_help="Keep notes, exports and library in step while you work.",
    epilog="\b\nExamples:\n  biblio zotero watch              until Ctrl-C; one line a change\n"
    "  biblio zotero watch --every 120  ask Zotero every two minutes",
)
@click.option(
    "--every", metavar="SECONDS", type=click.FloatRange(min=10), default=30, show_default=True,
    help="How often Zotero is asked, with one request, whether something has changed.",
)  # fmt: skip
@common_options
def command(every: float, common: Common) -> int:
    """Sync at every change of the notes and of the library until Ctrl-C; the same as `biblio sync --watch --zotero`.

    Notes are read and exported as soon as they are saved; services are asked about new works once you pause. Plans
    that need a decision (conflicts, more changes than `limit`) are told and left alone.
    """
    from biblio.cli.watching import watch_project

    return watch_project(common, (), zotero=True, poll=every)
