"""Keys of objects, chosen by us so that a lost answer never leads to a second object.

A key follows from what it is the key of: whoever asks again – after a crash, on another machine, with everything
forgotten – asks for the same one, and the server answers that it is there. Keys are eight of the letters that the
server takes, https://github.com/zotero/dataserver `model/ID.inc.php`.
"""

from __future__ import annotations

from collections.abc import Container
from hashlib import blake2b
from itertools import count

__all__ = ["choose_key"]

_LETTERS = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"


def choose_key(library: str, uid: str, taken: Container[str]) -> str:
    """Return the key of the object `uid` in a library: the first of its own row of keys that is not `taken`."""
    for attempt in count():
        number = int.from_bytes(blake2b(f"{library}\0{uid}\0{attempt}".encode(), digest_size=8).digest())
        letters = []
        for _ in range(8):
            number, rest = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[rest])
        key = "".join(letters)
        if key not in taken:
            return key
    raise AssertionError("the row of keys has no end")
