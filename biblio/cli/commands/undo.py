"""``biblio undo``: undo decisions."""

from __future__ import annotations

import shutil
import time

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.rendering import fitted
from biblio.cli.terminal import echo, style
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "undo",
    short_help="Undo decisions, step by step.",
    epilog="\b\nExamples:\n  biblio undo            undo the last step\n"
    "  biblio undo --list     list the steps\n  biblio undo 7          undo step 7 only",
)
@click.argument("step", type=int, required=False)
@click.option("--list", "as_list", is_flag=True, help="List the steps, the latest first; undo nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one step per line.")
@common_options
def command(step: int | None, as_list: bool, as_json: bool, common: Common) -> int:
    """Undo what accept, reject, pin or review wrote to decisions.txt: the last step, or step number STEP.

    One run of a command is one step, and so is a whole biblio review. Lines that you have edited since are left alone.
    Your own edits of decisions.txt are not steps.
    """
    from biblio.cli.rendering import print_json
    from biblio.lookup.progress import SilentProgress
    from biblio.project.project import open_project, project_config

    config = project_config(common.project, offline=common.offline)
    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        file = project.decision_file
        steps = file.steps()
        for line in file.journal.read()[2]:
            text = f"{file.journal.path}:{line}: unreadable line; the change that it records cannot be undone"
            echo(f"{style('note:', fg='yellow')} {text}", err=True)
        if as_list:
            for listed in steps:
                at, name = listed.entries[-1].at, listed.entries[0].command
                if as_json:
                    data = {"step": listed.number, "at": at, "command": name}
                    print_json(data | {"said": listed.said, "undone": listed.undone})
                else:
                    _print_step(listed.number, at, name, listed.said, undone=listed.undone)
            if not steps and not as_json:
                has_lost_steps = bool(project.decision_file.path.exists() and project.decision_file.read().statements)
                lost = "the journal has no steps: what is in decisions.txt stays, but cannot be undone from here"
                echo(lost if has_lost_steps else "no decisions yet", err=True)
            return ExitCode.DONE
        remaining = [candidate for candidate in steps if not candidate.undone]
        if step is not None:
            remaining = [candidate for candidate in remaining if candidate.number == step]
            if not remaining:
                is_undone = any(candidate.number == step for candidate in steps)
                message = f"step {step} has already been undone" if is_undone else f"there is no step {step}"
                raise UsageError(message, hint="`biblio undo --list` shows the steps")
        if not remaining:
            echo("nothing to undo", err=True)
            return ExitCode.DONE
        latest = remaining[0]
        result = file.undo([entry.number for entry in latest.entries])
    if as_json:
        print_json({"step": latest.number, "said": result.undone, "left": result.missing})
    elif not common.quiet:
        echo(f"step {latest.number} ({latest.entries[0].command}) undone:")
        for description in result.undone:
            echo(f"  {description}")
    for row in result.missing:
        echo(f"{style('note:', fg='yellow')} no longer in decisions.txt as written: {row}", err=True)
    return ExitCode.DONE


def _print_step(number: int, at: float, name: str, descriptions: tuple[str, ...], *, undone: bool) -> None:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
    state = "undone: " if undone else ""
    count = f"{len(descriptions)} decisions" if len(descriptions) > 1 else "".join(descriptions)
    width = max(40, shutil.get_terminal_size().columns)
    echo(fitted(f"{number:>4} | {when} | {name:<6} | {state}{count}", width).replace(" | ", "  "))
    for description in descriptions if len(descriptions) > 1 else ():
        echo(f"      {fitted(description, width - 6)}")
