"""A file name out of a text, legal on every system. Pure."""

from __future__ import annotations

import re

from biblio.export.tag_files import is_device_name
from biblio.text import normalise_space, normalised
from biblio.unseen import without_unseen

__all__ = ["safe_file_name"]

_MAX_BYTES = 150  # file systems allow 255 for a name; editors put more in front of it and behind it
# Forbidden by Windows (https://learn.microsoft.com/windows/win32/fileio/naming-a-file), or with a meaning in links of
# Obsidian and Logseq: "#", "^", "[", "]", "|".
_FORBIDDEN = re.compile(r'[<>:"/\\|?*#^\[\]]+')


def safe_file_name(text: str) -> str:
    """Return `text` as the name of a file without its suffix: a line, nothing forbidden, 150 bytes at most.

    Empty if nothing of `text` may stand in a name.
    """
    text = normalised(without_unseen(normalise_space(text)))
    text = normalise_space(_FORBIDDEN.sub(" ", text))
    while len(text.encode()) > _MAX_BYTES:
        text = text.rsplit(" ", 1)[0] if " " in text else text[:-1]
    text = text.strip(" .")
    return f"{text}_" if is_device_name(text) else text
