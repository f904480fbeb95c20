"""What the ``biblio`` command runs first. It imports next to nothing.

A Ctrl-C while the modules of the program are loaded would end in the traceback of an import. Nothing has been done by
then, so it simply ends the process, as it ends programs that do not run in Python. `stop_on_signals` ends this.
"""

from __future__ import annotations

import os
import signal
import sys

__all__ = ["start"]


def start() -> None:
    """Load the command line and run it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell lets what runs behind it ignore Ctrl-C
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    from biblio.cli.main import main

    main()
