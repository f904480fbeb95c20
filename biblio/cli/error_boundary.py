"""The only place where exceptions become messages and exit codes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import click

from biblio.cli.messages import show_warning
from biblio.cli.stopping import Terminated
from biblio.cli.terminal import echo, say, style
from biblio.errors import BiblioError, ExitCode, StateDamaged, StoreError, UsageError

__all__ = ["run"]

# Its message is the help; before click 8.2 that is printed without an error.
_NO_COMMAND = getattr(click.exceptions, "NoArgsIsHelpError", ())
_BY_SIGNAL = 128  # plus the number of the signal: what shells report, https://tldp.org/LDP/abs/html/exitcodes.html


def run(command: Callable[[], object], *, again: bool = True) -> int:
    """Run a command and return its exit code; every `BiblioError` becomes one clear message.

    A damaged state is moved aside, and the command is run once more.
    """
    try:
        result = command()
    except StateDamaged as error:
        if not again:
            return _report(error)
        from biblio.state import set_aside

        if aside := set_aside(error):
            show_warning(f"{error}; it was moved to {aside.name} and will be rebuilt")
        return run(command, again=False)
    except click.ClickException as error:
        if isinstance(error, _NO_COMMAND):
            echo(error.format_message(), err=True)
            return ExitCode.USAGE
        context = error.ctx if isinstance(error, click.UsageError) else None
        if context:
            echo(context.get_usage(), err=True)
        hint = f"{context.command_path} --help" if context else ""
        return _report(UsageError(error.format_message(), hint=hint))
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as stop:
        interrupt = stop if isinstance(stop, KeyboardInterrupt) else stop.__cause__
        what = f": {interrupt}; the same command goes on from there" if interrupt and str(interrupt) else ""
        echo(f"\nstopped{what}", err=True)
        return _BY_SIGNAL + (signal.SIGTERM if isinstance(interrupt, Terminated) else signal.SIGINT)
    except BrokenPipeError:
        # The reader of our output is gone ("biblio notes | head"): nothing to report, nothing to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except BiblioError as error:
        return _report(error)
    except OSError as error:
        # Where a module knows more about it, it raises one of ours; the rest is no fault of the program either.
        from biblio.files import explain_os_error

        problem, hint = explain_os_error(error)
        return _report(StoreError(f"{error.filename}: {problem}" if error.filename else problem, hint=hint))
    return int(result) if isinstance(result, int) else ExitCode.DONE


def _report(error: BiblioError) -> int:
    for line in str(error).splitlines():
        say(f"{style('error:', fg='red', bold=True)} {line}", err=True)
    if error.hint:
        echo(err=True)
        say(f"{style('hint:', fg='cyan')} {error.hint}", err=True)
    return error.exit_code
