"""``biblio schema``: print the JSON Schema of what a command prints with ``--json``."""

from __future__ import annotations

import json

import click

from biblio.cli.output_encoding import write_exactly
from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "schema",
    short_help="Print the JSON Schema of a command's --json output.",
    epilog="\b\nExamples:\n  biblio schema              all schemas, with the commands that print them\n"
    "  biblio schema note         the schema of `biblio notes --json`",
)
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Print the JSON Schema (2020-12) called NAME; without NAME, list all schemas.

    A schema keeps its version as long as keys are only added.
    """
    from biblio.schemas import read_schema, schema_names

    if name is not None:
        write_exactly(json.dumps(read_schema(name), ensure_ascii=False, indent=1) + "\n")
        return ExitCode.DONE
    for known in schema_names():
        schema = read_schema(known)
        echo(f"{schema['$id'].removeprefix('biblio:'):<20} {schema['description']}")
    return ExitCode.DONE
