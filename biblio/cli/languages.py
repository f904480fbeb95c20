"""Messages in the user's language, by gettext: LANGUAGE, LC_ALL, LC_MESSAGES and LANG choose it, as everywhere.

Only what people read is translated, never JSON, SARIF or what biblio reads again: `translate` is called where a text is
shown. The catalogues are in `locale/LANGUAGE/LC_MESSAGES/biblio.po`.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

import click

__all__ = ["DOMAIN", "LOCALE_FOLDER", "translate", "translate_count", "translated_command"]

DOMAIN = "biblio"
LOCALE_FOLDER = Path(__file__).parent / "locale"


@cache
def _catalogue() -> NullTranslations:
    return translation(DOMAIN, LOCALE_FOLDER, fallback=True)


def translate(message: str) -> str:
    """Return `message` in the user's language, or as it is if there is no translation."""
    return _catalogue().gettext(message)


def translate_count(one: str, several: str, count: int) -> str:
    """Return the form of a message that fits `count`, which takes the place of ``{count}`` in it."""
    return _catalogue().ngettext(one, several, count).format(count=f"{count:,}")


def translated_command(command: click.Command) -> click.Command:
    """Return a command with its help in the user's language, as far as that is translated."""
    if type(_catalogue()) is NullTranslations:
        return command
    # Click wraps a paragraph anew when it shows it, so its line ends do not count.
    paragraphs = [" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")]
    command.help = "\n\n".join(map(translate, paragraphs))
    command.short_help = translate(command.short_help) if command.short_help else command.short_help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help)
    return command
