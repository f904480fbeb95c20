"""The clipboard: plain text through pyperclip, formatted text on Linux through the programs that take its kind."""

from __future__ import annotations

import shutil
import subprocess
import sys

from biblio.errors import FormattingError
from biblio.extras import Extra, require

__all__ = ["copy_text"]

_RTF_PROGRAMS = (("wl-copy", "--type", "text/rtf"), ("xclip", "-selection", "clipboard", "-t", "text/rtf"))
_HINT = "on Linux, install wl-clipboard, xclip or xsel; over ssh, leave --copy out"


def copy_text(text: str, *, is_rtf: bool = False) -> None:
    """Put `text` on the clipboard; RTF as such, so that word processors paste it with its italics.

    Raises `MissingExtra`, or `FormattingError` where there is no clipboard.
    """
    require(Extra.CITE, "--copy")
    if is_rtf and sys.platform == "linux":
        _copy_rtf(text)
    else:  # macOS knows RTF by its first characters
        _copy_plain(text)


def _copy_plain(text: str) -> None:
    import pyperclip

    try:
        pyperclip.copy(text)
        # It does not notice where the program that it runs cannot reach a display.
        arrived = sys.platform != "linux" or pyperclip.paste().split() == text.split()
    except (pyperclip.PyperclipException, OSError) as error:
        raise FormattingError("there is no clipboard that can be written to", hint=_HINT) from error
    if not arrived:
        raise FormattingError("there is no clipboard that can be written to", hint=_HINT)


def _copy_rtf(text: str) -> None:
    for program, *options in _RTF_PROGRAMS:
        path = shutil.which(program)
        if path and _takes([path, *options], text):
            return
    hint = "install wl-clipboard or xclip, or write a file: -f rtf > references.rtf"
    raise FormattingError("there is no clipboard that takes formatted text", hint=hint)


def _takes(command: list[str], text: str) -> bool:
    """Return whether a program put a text on the clipboard."""
    # What stays behind to hand the text out must not keep a pipe of ours open.
    quiet = subprocess.DEVNULL
    return subprocess.run(command, input=text.encode(), stdout=quiet, stderr=quiet, check=False).returncode == 0
