"""Keys and tokens: from the environment, else from the system's keyring; never from or to a file of ours."""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = ["secret"]

# The names that other programs use for the same thing come second.
_VARIABLES: Mapping[str, tuple[str, ...]] = {"github": ("BIBLIO_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")}


def secret(name: str) -> str:
    """Return the secret called `name`, an empty string where there is none."""
    for variable in _VARIABLES[name]:
        if value := os.environ.get(variable, "").strip():
            return value
    return _from_keyring(name)


def _from_keyring(name: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password("biblio", name) or ""
    except KeyringError:
        return ""  # a machine without a keyring has no secrets in it
