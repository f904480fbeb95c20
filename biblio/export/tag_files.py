"""File names for tags: readable, legal everywhere, and never the same for two tags.

"Selected Papers/Blogs" becomes ``selected-papers-blogs.bib``. Scripts are kept (``埋め込み.bib``). Names are compared
folded, so that two tags differ on a disk that ignores case or normalises Unicode (macOS, Windows).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import blake2b

__all__ = ["assign_file_stems", "file_stem"]

_MOST_BYTES = 100  # of a stem; file systems allow 255 bytes a name
# Names that Windows keeps for devices, with any suffix:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def file_stem(tag: str) -> str:
    """Return the name a tag would like to have, without suffix; not yet unique."""
    text = unicodedata.normalize("NFKC", tag).casefold()
    text = re.sub(r"[^\w+#]+", "-", text).strip("-_")
    text = unicodedata.normalize("NFC", text)
    if len(text.encode()) > _MOST_BYTES:
        text = text.encode()[:_MOST_BYTES].decode("utf-8", "ignore").rstrip("-") + "-" + _digest(tag)
    if not text or _RESERVED.fullmatch(text):
        text = f"{text or 'tag'}-{_digest(tag)}"
    return text


def assign_file_stems(tags: Iterable[str], taken: Mapping[str, str]) -> dict[str, str]:
    """Return a stem for every tag: tag → stem.

    `taken` are the stems that tags have from earlier runs (tag → stem); they keep them. Of new tags that would like
    the same stem none gets it alone: each but the first in order carries a digest of the tag, whatever the order
    they come in.
    """
    found = dict(taken)
    used = {_folded(stem) for stem in taken.values()}
    for tag in sorted(set(tags) - taken.keys()):
        stem = file_stem(tag)
        if _folded(stem) in used:
            stem = f"{stem}-{_digest(tag)}"
        used.add(_folded(stem))
        found[tag] = stem
    return {tag: found[tag] for tag in tags}


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFKD", stem).casefold()


def _digest(tag: str) -> str:
    return blake2b(tag.encode(), digest_size=3).hexdigest()
