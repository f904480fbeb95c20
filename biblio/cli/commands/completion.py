"""``biblio completion``: print a shell completion script."""

from __future__ import annotations

import click

from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "completion",
    short_help="Print a shell completion script.",
    epilog='\b\nExamples:\n  eval "$(biblio completion bash)"                    in ~/.bashrc\n'
    "  biblio completion fish > ~/.config/fish/completions/biblio.fish\n"
    "  biblio completion powershell | Out-String | Invoke-Expression    in $PROFILE",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def command(shell: str) -> int:
    """Print a script that completes in your shell: commands, options, files, notes and their keys, tags, rules."""
    from click.shell_completion import get_completion_class

    import biblio.cli.completions  # noqa: F401 - registers PowerShell
    from biblio.cli.main import cli

    kind = get_completion_class(shell)
    assert kind is not None
    echo(kind(cli, {}, "biblio", "_BIBLIO_COMPLETE").source())
    return ExitCode.DONE
