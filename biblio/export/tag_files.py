"""Make file names for tags: readable, legal on every system, and never the same for two tags.

"Selected Papers/Blogs" becomes ``selected-papers-blogs.bib``. All scripts are kept (``埋め込み.bib``). Names are
compared folded, so that two tags also differ on a disk that ignores case or normalises Unicode (macOS, Windows).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from biblio.text import normalised

__all__ = ["assign_file_stems", "file_stem", "is_device_name"]

_MAX_BYTES = 100  # of a stem; file systems allow 255 bytes per name
# Names that Windows reserves for devices, with any suffix:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def is_device_name(stem: str) -> bool:
    """Whether Windows takes a file name, its suffix left out, for a device."""
    return _RESERVED.fullmatch(stem.partition(".")[0].casefold()) is not None


def file_stem(tag: str) -> str:
    """Return the preferred file name of a tag, without suffix; not yet unique."""
    text = normalised(tag, "NFKC").casefold()
    text = re.sub(r"[^\w+#]+", "-", text).strip("-_")
    text = normalised(text)
    if len(text.encode()) > _MAX_BYTES:
        text = text.encode()[:_MAX_BYTES].decode("utf-8", "ignore").rstrip("-") + "-" + _digest(tag)
    if not text or is_device_name(text):
        text = f"{text or 'tag'}-{_digest(tag)}"
    return text


def assign_file_stems(tags: Iterable[str], existing: Mapping[str, str]) -> dict[str, str]:
    """Return a stem for every tag: tag → stem.

    `existing` are the stems of tags from earlier runs (tag → stem), which do not change. If the preferred stem of a new
    tag is already used, by one of those or by a new tag that sorts before it, a digest of the tag is appended.
    """
    stems = dict(existing)
    used = {_folded(stem) for stem in existing.values()}
    for tag in sorted(set(tags) - existing.keys()):
        stem = file_stem(tag)
        if _folded(stem) in used:
            stem = f"{stem}-{_digest(tag)}"
        used.add(_folded(stem))
        stems[tag] = stem
    return {tag: stems[tag] for tag in tags}


def _folded(stem: str) -> str:
    return normalised(stem, "NFKD").casefold()


def _digest(tag: str) -> str:
    return blake2b(tag.encode(), digest_size=3).hexdigest()
