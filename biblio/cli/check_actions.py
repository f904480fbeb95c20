"""What `biblio check` does: check files and print the report, fix and undo fixes, watch files."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.check.check_files import CheckResult, EntryLookup, check_files, forget_checked, read_baseline
from biblio.check.files_to_check import FileReader, collect_files, name_for_text
from biblio.check.finding import Finding
from biblio.check.report import Report
from biblio.check.suppressions import Baseline, format_baseline
from biblio.cli.check_view import finding_lines, report_lines, summary_line
from biblio.cli.common_options import Common
from biblio.cli.messages import plural, print_problems, print_unasked
from biblio.cli.output_encoding import write_bytes_exactly, write_pieces_exactly
from biblio.cli.terminal import echo, prompt, say, style
from biblio.errors import ExitCode, FailOn, Problem, UsageError
from biblio.files import make_private_folder, write_atomic
from biblio.project.configuration import own_exports, project_config
from biblio.settings import Config, baseline_path
from biblio.version import __version__

if TYPE_CHECKING:
    from biblio.check.fix_files import FileFixes
    from biblio.check.git_changes import ChangedLines
    from biblio.check.rules.reference.reference import Reference

__all__ = ["STANDARD_INPUT", "CheckOptions", "run_check", "run_undo", "run_watch"]

_SECONDS_BETWEEN_ROUNDS = 1.0
STANDARD_INPUT = "-"
"""Among the files to check: what is on stdin."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The arguments and options of the command line."""

    files: tuple[str, ...]
    common: Common
    quick: bool = False
    output_format: str = "text"
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
    fail_on: FailOn = FailOn.WARNING
    stdin_filename: str = ""


@dataclass(frozen=True, slots=True)
class _Target:
    """What to check: paths, the folder that they are relative to, folders to leave out, and our own exports."""

    paths: Sequence[str]
    base: Path
    excluded: tuple[Path, ...] = ()
    exports: Path | None = None
    contents: Mapping[str, bytes] = field(default_factory=dict)


def run_check(options: CheckOptions, *, ask: Callable[[str], str] | None = None) -> int:
    """Check once, and print the report, write the baseline, or fix; return the exit code.

    `ask` answers a question about a fix with "y", "n" or "q"; without it the user is asked in the terminal.
    """
    config = project_config(options.common.project, offline=options.common.offline)
    path, baseline = _read_baseline(options, config)
    if not options.files and options.common.project != Path():
        _say(options, f"checking the project in {options.common.project}")
    target = _target(options, config)
    if target.contents and options.fix and not options.diff:
        return _fix_stdin(options, config, target, baseline)
    result = _check(options, config, target, Baseline() if options.write_baseline else baseline)
    if result.report.is_empty and not options.watch:
        return _refuse_nothing(options, result.report)
    if options.write_baseline:
        write_atomic(path, format_baseline(result.report.findings, baseline))
        echo(f"{plural(len(result.report.findings), 'finding')} accepted in {path}", err=True)
        print_problems(result.report.problems)
        return ExitCode.FAILED if result.report.problems else ExitCode.DONE
    if options.fix or options.diff:
        exit_code = _fix(options, config, result, ask)
        if exit_code is None:  # what is left now?
            del result  # its texts are no longer needed, and can be large
            forget_checked()
            after = _check(options, config, target, _read_baseline(options, config)[1])
            exit_code = after.report.exit_code_on(options.fail_on)
        return exit_code
    _print_report(options, result.report)
    return result.report.exit_code_on(options.fail_on)


def _say(options: CheckOptions, text: str) -> None:
    if not options.common.quiet:
        echo(text, err=True)


def _refuse_nothing(options: CheckOptions, report: Report) -> int:
    """Print the empty report of a format for programs, and say what could be checked. Raises `UsageError`."""
    if options.as_json or options.output_format != "text":
        _print_report(options, report)
    where = ", ".join(options.files) or str(options.common.project.absolute())
    raise UsageError(
        f"nothing to check in {where}: no .bib, no CSL JSON, no .ris, .nbib, .enw or .ciw, and no manuscript",
        hint="name files or folders: biblio check paper.tex refs.bib",
    )


def _read_baseline(options: CheckOptions, config: Config) -> tuple[Path, Baseline]:
    path = options.baseline or baseline_path(config)
    baseline, problems = read_baseline(path)
    if options.baseline and not path.exists() and not options.write_baseline:
        raise UsageError(f"there is no baseline {path}", hint="--write-baseline creates one")
    print_problems(problems, word="warning", colour="yellow")
    return path, baseline


def _target(options: CheckOptions, config: Config) -> _Target:
    """Return the given files, or the whole folder of the project.

    Exports by tag are left out of folders: their entries are in the export of all works too.
    """
    contents: dict[str, bytes] = {}
    paths: Sequence[str] = options.files or ["."]
    base = Path().absolute() if options.files else options.common.project.absolute()
    if STANDARD_INPUT in options.files:
        data = sys.stdin.buffer.read()
        name = options.stdin_filename or name_for_text(data)
        paths = [name if path == STANDARD_INPUT else path for path in options.files]
        contents[os.path.realpath(base / Path(name).expanduser())] = data
    exports = own_exports(config)
    return _Target(paths, base, (exports / "tags",) if exports else (), exports, contents)


def _check(options: CheckOptions, config: Config, target: _Target, baseline: Baseline) -> CheckResult:
    changes = None
    if options.changed or options.since:
        from biblio.check.git_changes import read_git_changes

        changes = read_git_changes(options.since or "HEAD", base=target.base)
    with _open_lookup(options, config, changes) as lookup:
        return check_files(
            target.paths,
            base=target.base,
            config=config.check,
            today=date.today(),
            baseline=baseline,
            line_filter=changes.overlap if changes else None,
            lookup=lookup,
            excluded=target.excluded,
            exports=target.exports,
            reader=FileReader(target.contents),
        )


@contextlib.contextmanager
def _open_lookup(options: CheckOptions, config: Config, changes: ChangedLines | None) -> Iterator[EntryLookup | None]:
    """Open the project to look entries up with, unless nothing is to be looked up."""
    if options.quick:
        yield None
        return
    from biblio.check.reference_sources import note_references
    from biblio.cli.progress_display import Bar
    from biblio.project.checks import reference_lookup
    from biblio.project.note_library import read_library
    from biblio.project.project import open_project

    with (
        Bar(quiet=options.common.quiet, verbose=options.common.verbose) as bar,
        open_project(config, progress=bar, exclusive=False) as project,
    ):
        notes: Iterable[Reference] = ()
        if not options.files and config.notes.sources:
            library = read_library(project, config.notes.sources, base=options.common.project.absolute())
            notes = note_references(library.decided)
        line_filter = changes.overlap if changes else None
        yield reference_lookup(project, today=date.today(), line_filter=line_filter, more_references=notes)


def _print_report(options: CheckOptions, report: Report) -> None:
    output_format = "json" if options.as_json else options.output_format
    print_problems(report.problems)
    print_unasked(report.could_not_ask)
    if output_format == "text":
        for line in report_lines(report, show_all=options.common.verbose > 0):
            say(line)
        if not options.common.quiet:
            say(summary_line(report), err=True)
        return
    write_pieces_exactly(_format_report(output_format, report, options.fail_on))


def _format_report(output_format: str, report: Report, fail_on: FailOn) -> Iterator[str]:
    from biblio.check.reports.github_report import format_github
    from biblio.check.reports.json_report import format_json
    from biblio.check.reports.junit_report import format_junit
    from biblio.check.reports.sarif_report import format_sarif

    formatters: dict[str, Callable[[], Iterator[str]]] = {
        "json": lambda: format_json(report, fail_on=fail_on),
        "sarif": lambda: format_sarif(report, version=__version__, fail_on=fail_on),
        "github": lambda: format_github(report),
        "junit": lambda: format_junit(report),
    }
    return formatters[output_format]()


# -- fixes ---------------------------------------------------------------------------------------------------
def _fix(options: CheckOptions, config: Config, result: CheckResult, ask: Callable[[str], str] | None) -> int | None:
    """Show fixes and apply them; return the exit code, or None if it is that of what is left now."""
    from biblio.check.fix_files import apply_fixes, plan_fixes

    report = result.report
    print_problems(report.problems)
    if options.review:
        chosen = _review(report.findings, ask or _terminal_prompt())
    else:
        chosen = [finding for finding in report.findings if finding.fix and finding.fix.is_safe]
    chosen_ids = set(map(id, chosen))
    plans = plan_fixes(report.findings, result.files, is_chosen=lambda finding: id(finding) in chosen_ids)
    _print_diffs(plans)
    not_chosen = [finding for finding in report.findings if id(finding) not in chosen_ids]
    if options.diff or not plans:
        for_review = sum(finding.fix is not None for finding in not_chosen)
        without_fix = len(not_chosen) - for_review
        fix_count = sum(len(fixes.plan.fixed) for fixes in plans)
        message = f"{plural(fix_count, 'safe fix', 'safe fixes')}; {for_review:,} more with --fix --review; "
        message += f"{plural(without_fix, 'finding')} without a fix"
        echo(message, err=True)
        return report.exit_code_on(options.fail_on)
    make_private_folder(config.state.path.parent)
    written, problems = apply_fixes(plans, _journal(config))
    print_problems(problems)
    fix_count = sum(len(fixes.plan.fixed) for fixes in plans if fixes.file.path in written)
    message = f"{fix_count:,} fixed in {plural(len(written), 'file')}; "
    message += f"{plural(len(report.findings) - fix_count, 'finding')} left"
    echo(f"{message} (biblio check --undo undoes the fixes)" if written else message, err=True)
    return ExitCode.FAILED if problems or report.problems else None


def _fix_stdin(options: CheckOptions, config: Config, target: _Target, baseline: Baseline) -> int:
    """Write the text on stdin with its safe fixes to stdout, and what is left to stderr; return the exit code.

    An editor puts the output in place of its text, so it gets its own text back whatever goes wrong. Nothing on the
    disk is changed, and there is nothing to undo.
    """
    from biblio.check.fix_files import fixed_content, plan_fixes

    (name,) = target.paths
    ((real_path, text),) = target.contents.items()
    problem: Problem | None = None
    fix_count = 0
    try:
        result = _check(options, config, target, baseline)
        is_safe = _is_safely_fixed_in(name)
        for fixes in plan_fixes(result.report.findings, result.files, is_chosen=is_safe):
            fixed = fixed_content(fixes)
            if isinstance(fixed, Problem):
                problem = fixed
            else:
                text, fix_count = fixed, len(fixes.plan.fixed)
    finally:
        write_bytes_exactly(text)
    if fix_count:
        result = _check(options, config, replace(target, contents={real_path: text}), baseline)
    print_problems((*([problem] if problem else []), *result.report.problems))
    print_unasked(result.report.could_not_ask)
    for line in report_lines(result.report, show_all=options.common.verbose > 0):
        echo(line, err=True)
    _say(options, f"{fix_count:,} fixed; {summary_line(result.report)}")
    return ExitCode.FAILED if problem else result.report.exit_code_on(options.fail_on)


def _is_safely_fixed_in(path: str) -> Callable[[Finding], bool]:
    return lambda finding: finding.span.path == path and finding.fix is not None and finding.fix.is_safe


def _print_diffs(plans: Sequence[FileFixes]) -> None:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for fixes in plans:
        for line in fixes.diff():
            echo(style(line, fg=colours.get(line[:1])))


def _terminal_prompt() -> Callable[[str], str]:
    if not sys.stdin.isatty():
        raise UsageError("--review asks questions, but there is no terminal", hint="run it in a terminal")
    answers = click.Choice(["y", "n", "q"])
    return lambda question: prompt(question, type=answers, default="n", show_choices=True)


def _review(findings: Sequence[Finding], ask: Callable[[str], str]) -> list[Finding]:
    """Ask about every fix; return the findings whose fixes are accepted."""
    accepted: list[Finding] = []
    fixable = [finding for finding in findings if finding.fix]
    for number, finding in enumerate(fixable, 1):
        assert finding.fix
        for line in finding_lines(finding):
            echo(line)
        answer = ask(f"[{number}/{len(fixable)}] {finding.fix.description}?")
        if answer == "q":
            break
        if answer == "y":
            accepted.append(finding)
    return accepted


def _journal(config: Config) -> Path:
    return config.state.path.parent / "fixes"


def run_undo(options: CheckOptions) -> int:
    """Undo the last fixes; return the exit code."""
    from biblio.check.fix_files import undo_fixes

    config = project_config(options.common.project, offline=True)
    undone = undo_fixes(_journal(config))
    if undone is None:
        echo("there are no fixes to undo", err=True)
        return ExitCode.DONE
    for path in undone.restored:
        echo(f"{os.path.relpath(path)}: restored")
    print_problems(undone.problems)
    return ExitCode.FAILED if undone.problems else ExitCode.DONE


# -- watching ------------------------------------------------------------------------------------------------
def run_watch(options: CheckOptions, *, sleep: Callable[[float], None] = time.sleep, rounds: int | None = None) -> int:
    """Check now and whenever a file changes, until stopped (or for `rounds` rounds); return the last exit code."""
    exit_code = int(ExitCode.DONE)
    before: dict[str, tuple[int, int]] | None = None
    while rounds is None or rounds > 0:
        now = _file_stamps(options)
        if now != before:
            before = now
            if sys.stdout.isatty():
                click.clear()
            exit_code = run_check(options)
            echo(style("waiting for changes; press Ctrl-C to stop", dim=True), err=True)
        if rounds is not None:
            rounds -= 1
        sleep(_SECONDS_BETWEEN_ROUNDS)
    return exit_code


def _file_stamps(options: CheckOptions) -> dict[str, tuple[int, int]]:
    """Return sizes and modification times of all files that would be checked."""
    config = project_config(options.common.project, offline=options.common.offline)
    target = _target(options, config)
    stamps = {}
    for file in collect_files(target.paths, base=target.base, excluded=target.excluded).all_files():
        with contextlib.suppress(OSError):
            status = file.location.stat()
            stamps[str(file.location)] = (status.st_size, status.st_mtime_ns)
    return stamps
