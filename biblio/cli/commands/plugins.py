"""``biblio plugins``: list the implementations of readers, services, formats, exporters and rules."""

from __future__ import annotations

import click

from biblio.cli.terminal import echo, style
from biblio.errors import ExitCode
from biblio.logs import open_log

__all__ = ["command"]


@click.command(
    "plugins",
    short_help="List readers, services, formats and rules, and where they come from.",
    epilog="\b\nExamples:\n  biblio plugins           what other distributions add, and what is broken\n"
    "  biblio plugins --all     also what comes with biblio",
)
@click.option("--all", "show_all", is_flag=True, help="Also list what comes with biblio.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def command(show_all: bool, as_json: bool) -> int:
    """List what other distributions add: note readers, services, catalogue formats, exporters and check rules.

    Exits with code 1 if one of them cannot be used.
    """
    from biblio.cli.rendering import print_json
    from biblio.plugins import list_plugins

    with open_log(show=lambda message: None):  # what is wrong is part of the list
        plugins = list(list_plugins())
    for plugin in plugins:
        if as_json:
            origin = {"distribution": plugin.distribution, "version": plugin.version}
            print_json({"role": plugin.role, "name": plugin.name, **origin, "problem": plugin.problem or None})
        elif plugin.distribution or show_all:
            origin_text = f"{plugin.distribution} {plugin.version}".strip() or "biblio"
            problem = f"  {style('cannot be used:', fg='red')} {plugin.problem}" if plugin.problem else ""
            echo(f"{plugin.role:<16} {plugin.name:<16} {origin_text}{problem}")
    if not as_json and not show_all and not any(plugin.distribution for plugin in plugins):
        echo("no plugins are installed", err=True)
    return ExitCode.FAILED if any(plugin.problem for plugin in plugins) else ExitCode.DONE
