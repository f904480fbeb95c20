"""Choose the keys of objects ourselves, so that a lost answer never leads to a second object.

A key is derived from what it is for. If the object is created again – after a crash, on another machine, with
everything forgotten – the key is the same, and the server answers that it exists. Keys are eight of the letters that
the server accepts, https://github.com/zotero/dataserver `model/ID.inc.php`.
"""

from __future__ import annotations

from collections.abc import Container
from hashlib import blake2b
from itertools import count, product

__all__ = ["choose_key"]

_LETTERS = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
# Two letters at a time, the lower digit first: a first plan chooses tens of thousands of keys.
_PAIRS = tuple(low + high for high, low in product(_LETTERS, repeat=2))


def choose_key(library: str, uid: str, used: Container[str]) -> str:
    """Return the key of the object `uid` in a library: the first in the object's own series that is not `used`."""
    for attempt in count():
        number = int.from_bytes(blake2b(f"{library}\0{uid}\0{attempt}".encode(), digest_size=8).digest())
        number, first = divmod(number, len(_PAIRS))
        number, second = divmod(number, len(_PAIRS))
        number, third = divmod(number, len(_PAIRS))
        key = _PAIRS[first] + _PAIRS[second] + _PAIRS[third] + _PAIRS[number % len(_PAIRS)]
        if key not in used:
            return key
    raise AssertionError("a series of keys never ends")
