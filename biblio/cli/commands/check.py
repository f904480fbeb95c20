"""``biblio check``: find references that are wrong, outdated, missing or made up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options, fail_on_options
from biblio.cli.lazy_completion import completing
from biblio.cli.terminal import echo
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.cli.check_actions import CheckOptions

__all__ = ["command"]

FORMATS = ("text", "json", "sarif", "github", "junit")


@click.command(
    "check",
    short_help="Check bibliographies and manuscripts.",
    epilog="\b\nExamples:\n  biblio check refs.bib                 check the file, look up every entry\n"
    "  biblio check paper.tex --quick        look nothing up\n"
    "  biblio check --changed                only lines that differ from the last commit\n"
    "  biblio check refs.bib --fix           show the safe fixes as a diff and apply them\n"
    "  biblio check --explain title-differs  what a rule means, and what to do\n\n"
    "Exit codes: 0 clean, 1 a file could not be read or written, 2 usage or configuration error, 3 findings (errors"
    " or warnings; --fail-on error: only errors), 4 nothing found, but something could not be checked. With"
    " --exit-zero, findings and what could not be checked give 0.",
)
@click.argument("files", nargs=-1, metavar="[FILES]...", shell_complete=completing("files"))
@click.option("--quick", is_flag=True, help="Check only what needs no lookup (no project, no network).")
@click.option(
    "--format", "output_format", type=click.Choice(FORMATS), default="text", help="Output format.  [default: text]"
)
@click.option("--json", "as_json", is_flag=True, help="Same as --format json.")
@click.option("--fix", is_flag=True, help="Show the safe fixes as a diff and apply them.")
@click.option("--diff", is_flag=True, help="Show the safe fixes as a diff; change nothing.")
@click.option("--review", is_flag=True, help="With --fix: ask about every fix, including those that are not safe.")
@click.option("--undo", is_flag=True, help="Undo the last fixes.")
@click.option("--changed", is_flag=True, help="Report only on lines that differ from git's last commit.")
@click.option("--since", metavar="REV", help="Report only on lines that differ from a revision.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until stopped.")
@click.option("--baseline", type=click.Path(path_type=Path), help="File of findings that are known and accepted.")
@click.option("--write-baseline", is_flag=True, help="Accept everything found now.")
@click.option(
    "--explain",
    metavar="[RULE]",
    is_flag=False,
    flag_value="*",
    shell_complete=completing("rules"),
    help="Explain a rule; without RULE, list all rules.",
)
@click.option("--stdin-filename", metavar="NAME", default="", help="What to call the text on stdin; see FILES.")
@fail_on_options
@common_options
def command(files: tuple[str, ...], explain: str | None, common: Common, **options: object) -> int:
    """Check bibliographies (.bib, CSL JSON, .ris, .nbib, .enw, .ciw) and manuscripts.

    Manuscripts are .tex, .aux, .bcf, .md, .qmd, .Rmd, .typ and .org.

    FILES are files or folders; the default is the folder of the project with its exports. Files that a manuscript
    includes and bibliographies that it names are checked with it. "-" is the text on stdin, which an editor has not
    saved yet: --stdin-filename says which file it is, and without it the text itself what kind. With --fix, the fixed
    text goes to stdout and what is left to stderr.
    """
    if explain is not None:
        return _explain(explain)
    from biblio.cli.check_actions import CheckOptions, run_check, run_undo, run_watch

    check_options = CheckOptions(files=files, common=common, **options)  # type: ignore[arg-type]
    _validate(check_options)
    if check_options.undo:
        return run_undo(check_options)
    return run_watch(check_options) if check_options.watch else run_check(check_options)


def _validate(options: CheckOptions) -> None:
    from biblio.cli.check_actions import STANDARD_INPUT

    if STANDARD_INPUT in options.files:
        if options.watch:
            raise UsageError("stdin cannot be watched")
        if options.fix and (options.review or len(options.files) > 1):
            raise UsageError("stdin is fixed alone and without questions", hint="biblio check --fix - < refs.bib")
    if options.stdin_filename and STANDARD_INPUT not in options.files:
        raise UsageError("--stdin-filename needs - among the files", hint="biblio check --stdin-filename refs.bib -")
    if options.review and not options.fix:
        raise UsageError("--review needs --fix", hint="biblio check --fix --review FILES")
    if options.undo and (options.fix or options.diff or options.watch):
        raise UsageError("--undo cannot be combined with --fix, --diff or --watch")
    if (options.fix or options.diff) and (options.output_format != "text" or options.as_json):
        raise UsageError(
            "--fix and --diff print a diff, not a report", hint="run the command without --format or --json"
        )
    if options.watch and (options.fix or options.write_baseline):
        raise UsageError("--watch cannot be combined with --fix or --write-baseline")


def _explain(name: str) -> int:
    from biblio.check.rule_registry import all_rules, find_rule
    from biblio.cli.check_view import explain_lines, rule_list

    for line in rule_list(all_rules().values()) if name == "*" else explain_lines(find_rule(name)):
        echo(line)
    return ExitCode.DONE
