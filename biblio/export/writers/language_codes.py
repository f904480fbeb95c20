"""Languages as entries name them, as codes: https://www.rfc-editor.org/info/bcp47.

The names are those of babel and polyglossia, which `langid` takes (https://ctan.org/pkg/biblatex, 3.1.2).
"""

from __future__ import annotations

import re

from biblio.bibtex.entry_table import LANGUAGES

__all__ = ["language_code"]

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.ASCII)
_CODES = {name: code for code, name in LANGUAGES.items()} | {
    "american": "en-US", "australian": "en-AU", "british": "en-GB", "canadian": "en-CA", "ukenglish": "en-GB",
    "usenglish": "en-US", "german": "de", "austrian": "de-AT", "naustrian": "de-AT", "swissgerman": "de-CH",
    "nswissgerman": "de-CH", "brazil": "pt-BR", "brazilian": "pt-BR", "portuges": "pt-PT", "portugues": "pt-PT",
    "afrikaans": "af", "basque": "eu", "bulgarian": "bg", "catalan": "ca", "croatian": "hr", "czech": "cs",
    "danish": "da", "esperanto": "eo", "estonian": "et", "finnish": "fi", "galician": "gl", "greek": "el",
    "hindi": "hi", "hungarian": "hu", "icelandic": "is", "indonesian": "id", "irish": "ga", "latin": "la",
    "latvian": "lv", "lithuanian": "lt", "magyar": "hu", "norsk": "nb", "norwegian": "no", "nynorsk": "nn",
    "persian": "fa", "romanian": "ro", "serbian": "sr", "slovak": "sk", "slovene": "sl", "slovenian": "sl",
    "thai": "th", "vietnamese": "vi", "welsh": "cy",
}  # fmt: skip


def language_code(name: str) -> str:
    """Return the code of a language by its name or code ("ngerman", "de-AT"), an empty string if it is neither."""
    known = _CODES.get(name.strip().casefold())
    if known or not _CODE.fullmatch(name.strip()):
        return known or ""
    language, *rest = re.split("[-_]", name.strip())
    return "-".join((language.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))
