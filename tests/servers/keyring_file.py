"""A keyring that is a file of the folder in which the program runs, as that of ``keyrings.alt`` is a file of a person's."""

from __future__ import annotations

import json
from pathlib import Path

from keyring.backend import KeyringBackend

__all__ = ["KeyringFile"]


class KeyringFile(KeyringBackend):
    """Keeps secrets in ``keyring.json``; like other backends that write files, it lets their errors through."""

    priority = 1  # type: ignore[assignment]
    path = Path("keyring.json")

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret."""
        return self._secrets().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""
        self._write(self._secrets() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Remove a secret."""
        self._write({name: value for name, value in self._secrets().items() if name != f"{service} {username}"})

    def _write(self, secrets: dict[str, str]) -> None:
        temporary = self.path.with_suffix(".biblio-tmp")
        try:
            temporary.write_text(json.dumps(secrets), encoding="utf-8")
            temporary.replace(self.path)
        finally:
            temporary.unlink(missing_ok=True)

    def _secrets(self) -> dict[str, str]:
        return json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
