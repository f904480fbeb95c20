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


class _HelpContext(click.Context):
    """The context of a command whose help fits the terminal."""

    def make_formatter(self) -> click.HelpFormatter:
        from biblio.cli.help_text import HelpText

        return HelpText(translate, width=self.terminal_width, max_width=self.max_content_width)


def translated_command(command: click.Command) -> click.Command:
    """Return a command, with those below it, with its help in the user's language, as far as that is translated."""
    command.context_class = _HelpContext
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        translated_command(below)
    if type(_catalogue()) is NullTranslations:
        return command
    from biblio.cli.help_text import translated_epilog

    # Click wraps a paragraph anew when it shows it, so its line ends do not count.
    paragraphs = [" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")]
    command.help = "\n\n".join(map(translate, paragraphs))
    command.short_help = translate(command.short_help) if command.short_help else command.short_help
    command.epilog = translated_epilog(command.epilog or "", translate)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help)
    return command
