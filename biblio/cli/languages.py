"""Messages in the user's language, by gettext: LANGUAGE, LC_ALL, LC_MESSAGES and LANG choose it, as everywhere.

Only what people read is translated, never JSON, SARIF or files that are written: `translate` is called where a text is
shown. The catalogues are in `locale/LANGUAGE/LC_MESSAGES/biblio.po`.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

__all__ = ["DOMAIN", "LOCALE_FOLDER", "translate", "translate_count"]

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
