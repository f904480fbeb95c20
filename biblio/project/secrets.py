"""Keys and tokens: from the environment, else from the system's keyring; never from or to a file of ours."""

from __future__ import annotations

import os
from collections.abc import Mapping

from biblio.logs import hide

__all__ = ["keep_secret", "secret"]

# The names that other programs use for the same thing come second.
_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "github": ("BIBLIO_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"),
    "semanticscholar": ("BIBLIO_SEMANTICSCHOLAR_KEY", "SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY"),
    "zotero": ("ZOTERO_API_KEY",),
    "zotero-local": ("ZOTERO_LOCAL_API_KEY",),
}


def secret(name: str, *, keyring: bool = True) -> str:
    """Return the secret called `name`, an empty string where there is none.

    Without `keyring` only the environment is looked at: a keyring that is locked asks the person to open it, which
    only something that they asked for may do.
    """
    for variable in _VARIABLES.get(name, ()):
        if value := os.environ.get(variable, "").strip():
            hide(value)
            return value
    value = _from_keyring(name) if keyring and name in _VARIABLES else ""
    hide(value)
    return value


def keep_secret(name: str, value: str) -> bool:
    """Keep a secret in the system's keyring; return whether there is one that takes it, and gives it back."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password("biblio", name, value)
    except KeyringError:
        return False
    return _from_keyring(name) == value  # the null backend takes everything and keeps nothing


def _from_keyring(name: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password("biblio", name) or ""
    except KeyringError:
        return ""  # a machine without a keyring has no secrets in it
