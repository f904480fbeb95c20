"""Leave out pictures that are embedded in a text as data URLs: they may be megabytes, and say nothing about a work.

https://www.rfc-editor.org/rfc/rfc2397
"""

from __future__ import annotations

import re

__all__ = ["without_embedded_data"]

# A few hundred characters of base64, on one line or wrapped as mail programs do, or of a percent-encoded drawing.
# Shorter data costs nothing. The last line of wrapped data is known by its padding, or by the sign that ends the
# address.
_DATA = re.compile(
    rb"(?<=;base64,)(?:[A-Za-z0-9+/]{200,}=*|(?:\r?\n?[ \t>]*[A-Za-z0-9+/]{40,}){4,}"
    rb"(?:\r?\n?[ \t>]*[A-Za-z0-9+/]+(?:=+|(?=[)\"'>\]])))?=*)"
    rb"|(?<=data:image/svg\+xml,)[A-Za-z0-9%._~:/?#@!$&*+,;=-]{200,}"
)


def without_embedded_data(data: bytes) -> bytes:
    """Return the bytes of a text without the data in its data URLs; all lines keep their numbers."""
    if b"data:" not in data:
        return data
    return _DATA.sub(lambda match: b"\n" * match[0].count(b"\n"), data)
