"""Read the text files that come with biblio, next to its modules."""

from __future__ import annotations

from pkgutil import get_data

__all__ = ["read_data"]


def read_data(package: str, path: str) -> str:
    """Return the text of the file at `path`, with slashes, in `package`. Raises `OSError` if there is none.

    `importlib.resources` would load archives and temporary files with it, which every start would pay for.
    """
    data = get_data(package, path)
    if data is None:
        raise FileNotFoundError(f"{package}: {path} cannot be read from where biblio is installed")
    return data.decode()
