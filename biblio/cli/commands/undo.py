"""``biblio undo``: take decisions back."""

from __future__ import annotations

import shutil
import time

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.rendering import fitted
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "undo",
    short_help="Take decisions back, step by step.",
    epilog="\b\nExamples:\n  biblio undo            take the last step back\n"
    "  biblio undo --list     what could be taken back\n  biblio undo 7          take back that step alone",
)
@click.argument("step", type=int, required=False)
@click.option("--list", "as_list", is_flag=True, help="List the steps, the latest first; take nothing back.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one step a line.")
@common_options
def command(step: int | None, as_list: bool, as_json: bool, common: Common) -> int:
    """Take back what accept, reject, pin or review wrote into decisions.txt: the last step, or the one numbered STEP.

    One run of a command is one step, a whole session of biblio review too. Lines that you changed since are left as
    they are. What you write into decisions.txt yourself is no step.
    """
    from biblio.cli.rendering import print_json
    from biblio.lookup.progress import SilentProgress
    from biblio.project.project import open_project, project_config

    config = project_config(common.project, offline=common.offline)
    with open_project(config, progress=SilentProgress(), alone=False) as project:
        file = project.decision_file
        steps = file.steps()
        for line in file.journal.read()[2]:
            text = f"{file.journal.path}:{line}: cannot be read, what it tells of cannot be taken back"
            click.echo(f"{click.style('note:', fg='yellow')} {text}", err=True)
        if as_list:
            for one in steps:
                told = {"step": one.number, "at": one.entries[-1].at, "command": one.entries[0].command}
                if as_json:
                    print_json(told | {"said": one.said, "undone": one.undone})
                else:
                    _print_step(one.number, one.entries[-1].at, one.entries[0].command, one.said, undone=one.undone)
            if not steps and not as_json:
                click.echo("nothing was decided yet", err=True)
            return ExitCode.DONE
        left = [one for one in steps if not one.undone]
        if step is not None:
            left = [one for one in left if one.number == step]
            if not left:
                undone = any(one.number == step for one in steps)
                what = f"step {step} was taken back already" if undone else f"there is no step {step}"
                raise UsageError(what, hint="biblio undo --list shows the steps")
        if not left:
            click.echo("there is nothing to take back", err=True)
            return ExitCode.DONE
        done = file.undo([entry.number for entry in left[0].entries])
    if as_json:
        print_json({"step": left[0].number, "said": done.said, "left": done.left})
    elif not common.quiet:
        click.echo(f"step {left[0].number} ({left[0].entries[0].command}) taken back:")
        for said in done.said:
            click.echo(f"  {said}")
    for row in done.left:
        click.echo(f"{click.style('note:', fg='yellow')} not in decisions.txt as it was written: {row}", err=True)
    return ExitCode.DONE


def _print_step(number: int, at: float, name: str, said: tuple[str, ...], *, undone: bool) -> None:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
    back = "taken back: " if undone else ""
    count = f"{len(said)} decisions" if len(said) > 1 else "".join(said)
    room = max(40, shutil.get_terminal_size().columns)
    click.echo(fitted(f"{number:>4} | {when} | {name:<6} | {back}{count}", room).replace(" | ", "  "))
    for text in said if len(said) > 1 else ():
        click.echo(f"      {fitted(text, room - 6)}")
