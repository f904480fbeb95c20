"""``biblio export``: write the exports from cached results."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from biblio.cli.common_options import Common, common_options, paths_argument, tags_option
from biblio.cli.lazy_completion import completing
from biblio.cli.messages import plural
from biblio.cli.open_session import session
from biblio.cli.terminal import echo
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "export",
    short_help="Write the exports from cached results (no network).",
    epilog="\b\nExamples:\n  biblio export            update exports/\n"
    "  biblio export --check    write nothing; exit 1 if a file would change (for CI)\n"
    "  biblio export --format csl-json --tag NLP     print the works with a tag\n"
    "  biblio export --format ris -o reading.ris     write all works to a file",
)
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option(
    "--format",
    "format_name",
    metavar="FORMAT",
    shell_complete=completing("formats"),
    help="Only give the works in this format: bib, csl-json, hayagriva, ris, markdown, html, csv, or that of a plugin."
    "  [default with --tag or --output: bib]",
)
@tags_option("Only the works with this tag; several tags: with any of them.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Where to write them; - is the standard output.  [default: -]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@common_options
def command(
    paths: tuple[str, ...],
    check: bool,
    format_name: str | None,
    tags: tuple[str, ...],
    output: Path | None,
    as_json: bool,
    common: Common,
) -> int:
    """Write the exports from the results of earlier runs. Does not use the network.

    With --format, --tag or --output the exports stay as they are: the works are printed, or written to a file, once.
    """
    if format_name or tags or output:
        if check or as_json:
            raise UsageError(f"--{'check' if check else 'json'} cannot be combined with --format, --tag or --output")
        return _give_once(paths, format_name or "bib", tags, output, common)
    return _write_exports(paths, check, as_json, common)


def _write_exports(paths: tuple[str, ...], check: bool, as_json: bool, common: Common) -> int:
    from biblio.cli.rendering import print_json, print_problems, print_summary, summary_object
    from biblio.project.sync import write_exports

    with session(common, paths) as opened:
        summary = write_exports(opened.project, opened.sources, base=opened.base, write=not check)
    changes = [change for change in summary.exports if change.outcome != "unchanged"]
    if as_json:
        print_json(summary_object(summary))
    elif check:
        print_problems(summary.problems)
        for change in changes:
            echo(f"{change.file}: would be {change.outcome} (+{change.added} ~{change.changed} -{change.removed})")
    else:
        print_summary(summary, quiet=common.quiet)
    if check and changes:
        return ExitCode.FAILED
    return ExitCode.FAILED if summary.problems else ExitCode.DONE


def _give_once(
    paths: tuple[str, ...], format_name: str, tags: tuple[str, ...], output: Path | None, common: Common
) -> int:
    from biblio.cli.messages import print_problems
    from biblio.project.one_export import render_works, save_rendered

    with session(common, paths, exclusive=False) as opened:
        rendered = render_works(opened.project, opened.sources, base=opened.base, format_name=format_name, tags=tags)
        if output and str(output) != "-":
            save_rendered(opened.project, rendered, output, opened.sources, opened.base)
    print_problems(rendered.problems)
    if not output or str(output) == "-":
        if sys.stdout.isatty():
            echo(rendered.text, nl=False)
        else:
            sys.stdout.buffer.write(rendered.text.encode())
    elif not common.quiet:
        echo(f"{plural(rendered.count, 'work')} written to {output}")
    return ExitCode.FAILED if rendered.problems else ExitCode.DONE
