"""Keys and tokens, from the environment or the system keyring; they are never in our files."""

from __future__ import annotations

import os
from collections.abc import Mapping

from biblio.extras import Extra, is_installed
from biblio.redaction import hide

__all__ = ["keep_secret", "secret"]

# Our own names first, then those that other programs use.
_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "github": ("BIBLIO_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"),
    "opensearch": ("BIBLIO_OPENSEARCH_LOGIN",),
    "semanticscholar": ("BIBLIO_SEMANTICSCHOLAR_KEY", "SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY"),
    "zotero": ("ZOTERO_API_KEY",),
    "zotero-local": ("ZOTERO_LOCAL_API_KEY",),
}


def secret(name: str, *, keyring: bool = True) -> str:
    """Return the secret called `name`, or an empty string.

    With `keyring` False only the environment is used: a locked keyring asks the user to unlock it, which is acceptable
    only for something that the user asked for.
    """
    for variable in _VARIABLES.get(name, ()):
        if value := os.environ.get(variable, "").strip():
            hide(value)
            return value
    value = _from_keyring(name) if keyring and name in _VARIABLES else ""
    hide(value)
    return value


def keep_secret(name: str, value: str) -> bool:
    """Store a secret in the system keyring; return whether it is stored, checked by reading it back.

    Without the extra `keyring` nothing is stored.
    """
    if not is_installed(Extra.KEYRING):
        return False
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password("biblio", name, value)
    except KeyringError:
        return False
    return _from_keyring(name) == value  # the null backend accepts everything and stores nothing


def _from_keyring(name: str) -> str:
    if not is_installed(Extra.KEYRING):
        return ""  # `zotero login` and the message about a missing key say how to install it
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password("biblio", name) or ""
    except KeyringError:
        return ""  # no usable keyring means no secret
