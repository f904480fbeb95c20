"""Keys and tokens that this process knows, and texts without them: screens, logs and tracebacks show none."""

from __future__ import annotations

__all__ = ["hide", "without_secrets"]

_SHORTEST = 8  # characters; a shorter word is no key of any service here, and stands in ordinary text
_secrets: set[str] = set()


def hide(secret: str) -> None:
    """Keep `secret` out of all that `without_secrets` gives from now on; less than 8 characters are ignored."""
    if len(secret) >= _SHORTEST:
        _secrets.add(secret)


def without_secrets(text: str) -> str:
    """Return `text` with ``***`` where a secret stands."""
    for secret in _secrets:
        text = text.replace(secret, "***")
    return text
