"""What `biblio check` does: gather, check, print; fix, review, undo; watch."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from biblio import __version__
from biblio.check.check_files import Checked, Lookup, check_files, read_baseline
from biblio.check.files_to_check import collect_files
from biblio.check.finding import Finding
from biblio.check.fix_files import FileFixes, make_fixes, plan_fixes, undo_fixes
from biblio.check.git_changes import Changes, read_changes
from biblio.check.rules.reference.reference import Reference
from biblio.check.suppressions import Baseline, format_baseline
from biblio.cli.check_view import finding_lines, report_lines, summary_line
from biblio.cli.common_options import Common
from biblio.cli.rendering import print_problems
from biblio.errors import ExitCode, UsageError
from biblio.files import write_atomic
from biblio.project.project import project_config
from biblio.settings import Config

__all__ = ["CheckOptions", "run_check", "run_undo", "run_watch"]

_BASELINE = "check-baseline.txt"
_EVERY = 1.0  # seconds between two looks at the files


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the command line asks for."""

    files: tuple[str, ...]
    common: Common
    quick: bool = False
    form: str = "text"
    as_json: bool = False
    fix: bool = False
    diff: bool = False
    review: bool = False
    undo: bool = False
    changed: bool = False
    since: str | None = None
    watch: bool = False
    baseline: Path | None = None
    write_baseline: bool = False


def run_check(wish: CheckOptions) -> int:
    """Check once, and do what is to be done about it."""
    config = project_config(wish.common.project, offline=wish.common.offline)
    path, before = _baseline(wish, config)
    checked = _check(wish, config, Baseline() if wish.write_baseline else before)
    if wish.write_baseline:
        write_atomic(path, format_baseline(checked.report.findings, before))
        click.echo(f"{len(checked.report.findings)} findings are accepted in {path}", err=True)
        print_problems(checked.report.problems)
        return ExitCode.FAILED if checked.report.problems else ExitCode.DONE
    if wish.fix or wish.diff:
        return _fix(wish, config, checked)
    _print(wish, checked)
    return checked.report.exit_code


def _baseline(wish: CheckOptions, config: Config) -> tuple[Path, Baseline]:
    path = wish.baseline or config.check.baseline or config.folder / _BASELINE
    baseline, problems = read_baseline(path)
    if wish.baseline and not path.exists() and not wish.write_baseline:
        raise UsageError(f"there is no baseline {path}", hint="--write-baseline makes one")
    print_problems(problems, word="warning", colour="yellow")
    return path, baseline


def _place(wish: CheckOptions, config: Config) -> tuple[Sequence[str], Path, tuple[Path, ...]]:
    """Return what to check, the folder that the paths start from, and the folders to leave out.

    Without files it is all of the project's folder; what stands in a tag's export stands in the one of all works too.
    """
    if wish.files:
        return wish.files, Path().absolute(), ()
    return ["."], wish.common.project.absolute(), (config.exports.path / "tags",)


def _check(wish: CheckOptions, config: Config, baseline: Baseline) -> Checked:
    changes = None
    paths, base, skip = _place(wish, config)
    if wish.changed or wish.since:
        changes = read_changes(wish.since or "HEAD", base=base)
    with _lookup(wish, config, changes) as lookup:
        return check_files(
            paths,
            base=base,
            config=config.check,
            today=date.today(),
            baseline=baseline,
            wanted=changes.touch if changes else None,
            lookup=lookup,
            skip=skip,
        )


@contextlib.contextmanager
def _lookup(wish: CheckOptions, config: Config, changes: Changes | None) -> Iterator[Lookup | None]:
    """Open the project to look entries up with, unless nothing is to be looked up."""
    if wish.quick:
        yield None
        return
    from biblio.check.note_references import note_references
    from biblio.check.reference_lookup import ReferenceLookup
    from biblio.cli.progress_display import Bar
    from biblio.project.project import open_project
    from biblio.project.sync import read_library

    with (
        Bar(quiet=wish.common.quiet, verbose=wish.common.verbose) as bar,
        open_project(config, progress=bar, alone=False) as project,
    ):
        notes: Iterable[Reference] = ()
        if not wish.files and config.notes.sources:
            library = read_library(project, config.notes.sources, base=wish.common.project.absolute())
            notes = note_references(library)
        yield ReferenceLookup(project, today=date.today(), wanted=changes.touch if changes else None, more=notes)


def _print(wish: CheckOptions, checked: Checked) -> None:
    report = checked.report
    form = "json" if wish.as_json else wish.form
    print_problems(report.problems)
    for service, why in report.unasked.items():
        text = f"{service} could not be asked: {why}"
        click.echo(f"{click.style('warning:', fg='yellow', bold=True)} {text}", err=True)
    if form == "text":
        for line in report_lines(report, every=wish.common.verbose > 0):
            click.echo(line)
        if not wish.common.quiet:
            click.echo(summary_line(report), err=True)
        return
    sys.stdout.write(_formatted(form, checked))


def _formatted(form: str, checked: Checked) -> str:
    from biblio.check.reports.github_report import format_github
    from biblio.check.reports.json_report import format_json
    from biblio.check.reports.junit_report import format_junit
    from biblio.check.reports.sarif_report import format_sarif

    report = checked.report
    makers: dict[str, Callable[[], str]] = {
        "json": lambda: format_json(report),
        "sarif": lambda: format_sarif(report, version=__version__),
        "github": lambda: format_github(report),
        "junit": lambda: format_junit(report),
    }
    return makers[form]()


# -- fixes ---------------------------------------------------------------------------------------------------
def _fix(wish: CheckOptions, config: Config, checked: Checked) -> int:
    report = checked.report
    print_problems(report.problems)
    chosen = (
        _reviewed(report.findings) if wish.review else [one for one in report.findings if one.fix and one.fix.is_safe]
    )
    accepted = set(map(id, chosen))
    plans = plan_fixes(report.findings, checked.texts, wanted=lambda one: id(one) in accepted)
    _show(plans)
    left = [one for one in report.findings if id(one) not in accepted]
    fixed = sum(len(one.plan.fixed) for one in plans)
    for_review = sum(one.fix is not None for one in left)
    if wish.diff or not plans:
        click.echo(
            f"{fixed} safe fixes; {for_review} more with --fix --review; {len(left) - for_review} without one", err=True
        )
        return report.exit_code
    written, problems = make_fixes(plans, _journal(config))
    print_problems(problems)
    clashed = sum(len(one.plan.left) for one in plans)
    rest = len(left) + clashed
    text = f"{fixed} fixed in {len(written)} file{'s' * (len(written) != 1)}; "
    text += f"{rest} finding{' is' if rest == 1 else 's are'} left"
    click.echo(f"{text} (biblio check --undo takes the fixes back)" if written else text, err=True)
    if problems or report.problems:
        return ExitCode.FAILED
    after = _check(wish, config, _baseline(wish, config)[1])
    return after.report.exit_code


def _show(plans: Sequence[FileFixes]) -> None:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for one in plans:
        for line in one.diff:
            click.echo(click.style(line, fg=colours.get(line[:1])))


def _reviewed(findings: Sequence[Finding]) -> list[Finding]:
    """Ask about every fix; return the findings whose fixes are wanted."""
    if not sys.stdin.isatty():
        raise UsageError("--review asks questions, and there is nobody to answer", hint="run it in a terminal")
    wanted: list[Finding] = []
    fixable = [one for one in findings if one.fix]
    for number, finding in enumerate(fixable, 1):
        assert finding.fix
        for line in finding_lines(finding):
            click.echo(line)
        question = f"[{number}/{len(fixable)}] {finding.fix.what}?"
        answer = click.prompt(question, type=click.Choice(["y", "n", "q"]), default="n", show_choices=True)
        if answer == "q":
            break
        if answer == "y":
            wanted.append(finding)
    return wanted


def _journal(config: Config) -> Path:
    return config.state.path.parent / "fixes"


def run_undo(wish: CheckOptions) -> int:
    """Take the last fixes back."""
    config = project_config(wish.common.project, offline=True)
    undone = undo_fixes(_journal(config))
    if undone is None:
        click.echo("there are no fixes to take back", err=True)
        return ExitCode.DONE
    for path in undone.restored:
        click.echo(f"{os.path.relpath(path)}: as it was")
    print_problems(undone.problems)
    return ExitCode.FAILED if undone.problems else ExitCode.DONE


# -- watching ------------------------------------------------------------------------------------------------
def run_watch(wish: CheckOptions, *, sleep: Callable[[float], None] = time.sleep, rounds: int | None = None) -> int:
    """Check, and again whenever a file changes, until stopped (or for so many `rounds`); return the last code."""
    code = int(ExitCode.DONE)
    before: dict[str, tuple[int, int]] | None = None
    while rounds is None or rounds > 0:
        now = _stamps(wish)
        if now != before:
            before = now
            if sys.stdout.isatty():
                click.clear()
            code = run_check(wish)
            click.echo(click.style("waiting for changes; Ctrl-C ends it", dim=True), err=True)
        if rounds is not None:
            rounds -= 1
        sleep(_EVERY)
    return code


def _stamps(wish: CheckOptions) -> dict[str, tuple[int, int]]:
    """Return sizes and times of all files that would be checked."""
    config = project_config(wish.common.project, offline=wish.common.offline)
    paths, base, skip = _place(wish, config)
    files = collect_files(paths, base=base, skip=skip)
    stamps = {}
    for one in files.all():
        with contextlib.suppress(OSError):
            status = one.location.stat()
            stamps[str(one.location)] = (status.st_size, status.st_mtime_ns)
    return stamps
