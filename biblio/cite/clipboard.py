"""The clipboard, through pyperclip."""

from __future__ import annotations

from biblio.errors import FormattingError
from biblio.extras import Extra, require

__all__ = ["copy_text"]


def copy_text(text: str) -> None:
    """Put `text` on the clipboard. Raises `MissingExtra`, or `FormattingError` where there is no clipboard."""
    require(Extra.CITE, "--copy")
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException as error:
        hint = "on Linux, install wl-clipboard, xclip or xsel; over ssh, leave --copy out"
        raise FormattingError("there is no clipboard that can be written to", hint=hint) from error
