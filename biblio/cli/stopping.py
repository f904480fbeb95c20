"""Ctrl-C and SIGTERM end a run, wherever they arrive.

Python hands a signal to whatever Python code runs next. Where that is a destructor or a callback of the garbage
collector, the exception that it becomes is printed and forgotten
(https://docs.python.org/3/library/signal.html#note-on-signal-handlers-and-exceptions), and the run would go on.
"""

from __future__ import annotations

import signal
import sys
import threading
from _thread import interrupt_main
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

__all__ = ["Terminated", "ignore_signals", "stop_on_signals"]

_AGAIN_AFTER = 0.05  # seconds: a destructor is done by then, and nobody notices the wait


class Terminated(KeyboardInterrupt):
    """The operating system asks the program to end (SIGTERM); everything ends as it does after Ctrl-C."""


def stop_on_signals() -> None:
    """From now on Ctrl-C raises `KeyboardInterrupt` and SIGTERM `Terminated`, also where a destructor swallowed it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _terminate)
    sys.unraisablehook = _raise_again


def ignore_signals() -> None:
    """From now on nothing interrupts the process, which is about to end anyway."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _terminate(*_: object) -> None:
    raise Terminated


def _raise_again(lost: UnraisableHookArgs) -> None:
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    number = signal.SIGTERM if isinstance(lost.exc_value, Terminated) else signal.SIGINT
    timer = threading.Timer(_AGAIN_AFTER, _interrupt_main_thread, [number])
    timer.daemon = True  # a run that is over anyway does not wait for it
    timer.start()


def _interrupt_main_thread(number: signal.Signals) -> None:
    if sys.platform == "win32":
        interrupt_main(number)  # it ends no wait; those of ours look up every half second there
    elif (thread := threading.main_thread().ident) is not None:
        signal.pthread_kill(thread, number)  # it wakes the thread too
