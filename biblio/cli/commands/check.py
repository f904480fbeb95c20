"""``biblio check``: what is wrong, outdated, missing or made up among the sources of a manuscript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.cli.check_actions import CheckOptions

__all__ = ["command"]

FORMATS = ("text", "json", "sarif", "github", "junit")


@click.command(
    "check",
    short_help="Find what is wrong in bibliographies and manuscripts.",
    epilog="\b\nExamples:\n  biblio check refs.bib                 the file, and every entry looked up\n"
    "  biblio check paper.tex --quick        nothing that needs a lookup\n"
    "  biblio check --changed                only what differs from the last commit\n"
    "  biblio check refs.bib --fix           show the safe fixes as a diff, and make them\n"
    "  biblio check --explain title-differs  what a rule means and what to do\n\n"
    "Exit codes: 0 clean, 1 a file could not be read or written, 2 usage or config, 3 findings (errors or warnings),"
    " 4 nothing found, but something could not be checked.",
)
@click.argument("files", nargs=-1, metavar="[FILES]...")
@click.option("--quick", is_flag=True, help="Only what needs no lookup; opens no project, asks nothing.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print.  [default: text]")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--fix", is_flag=True, help="Show the safe fixes as a diff and make them.")
@click.option("--diff", is_flag=True, help="Show the safe fixes as a diff; change nothing.")
@click.option("--review", is_flag=True, help="With --fix: ask about every fix, the others too.")
@click.option("--undo", is_flag=True, help="Take the last fixes back.")
@click.option("--changed", is_flag=True, help="Report only on lines that differ from git's last commit.")
@click.option("--since", metavar="REV", help="Report only on lines that differ from a revision.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until stopped.")
@click.option("--baseline", type=click.Path(path_type=Path), help="A file of findings that are known and accepted.")
@click.option("--write-baseline", is_flag=True, help="Accept everything that is found now.")
@click.option(
    "--explain", metavar="[RULE]", is_flag=False, flag_value="*", help="Explain a rule; without one, list all."
)
@common_options
def command(files: tuple[str, ...], explain: str | None, common: Common, **options: object) -> int:
    """Check bibliographies (.bib, CSL JSON) and manuscripts (.tex, .aux, .bcf, .md, .qmd, .Rmd, .typ, .org).

    FILES are files or folders; without any, the exports of this project and the files in its folder. What a manuscript
    reads in, and the bibliographies it names, are checked with it.
    """
    if explain is not None:
        return _explain(explain)
    from biblio.cli.check_actions import CheckOptions, run_check, run_undo, run_watch

    wish = CheckOptions(files=files, common=common, **options)  # type: ignore[arg-type]
    _fits(wish)
    if wish.undo:
        return run_undo(wish)
    return run_watch(wish) if wish.watch else run_check(wish)


def _fits(wish: CheckOptions) -> None:
    if wish.review and not wish.fix:
        raise UsageError("--review goes with --fix", hint="biblio check --fix --review FILES")
    if wish.undo and (wish.fix or wish.diff or wish.watch):
        raise UsageError("--undo goes alone")
    if (wish.fix or wish.diff) and (wish.form != "text" or wish.as_json):
        raise UsageError("--fix and --diff print a diff: leave out --format")
    if wish.watch and (wish.fix or wish.write_baseline):
        raise UsageError("--watch changes nothing: leave out --fix and --write-baseline")


def _explain(name: str) -> int:
    from biblio.check.rule_registry import all_rules, find_rule
    from biblio.cli.check_view import explain_lines, rule_list

    for line in rule_list(all_rules().values()) if name == "*" else explain_lines(find_rule(name)):
        click.echo(line)
    return ExitCode.DONE
