"""Prepare and build a release. It publishes nothing: what it makes lies in a folder, to be looked at and uploaded by hand.

    python -m tools.release prepare 0.2.0    # the version, the changelog's heading and CITATION.cff, in the working tree
    python -m tools.release build dist       # from the last commit: wheel, sdist, CHANGES.md, SHA256SUMS

`build` builds everything twice from clean copies and compares the bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from datetime import date
from pathlib import Path

__all__ = ["ReleaseError", "build", "changes_of", "main", "prepare", "problems_of"]

ROOT = Path(__file__).parents[1]
_VERSION = re.compile(r'(?m)^__version__ = "(?P<version>[^"]+)"$')
_NUMBER = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
_EMPTY = "## Unreleased\n"


class ReleaseError(Exception):
    """A release cannot be prepared or built; the message says why."""


def version_of(root: Path) -> str:
    """Return the version of the source tree."""
    match = _VERSION.search((root / "biblio" / "version.py").read_text(encoding="utf-8"))
    if match is None:
        raise ReleaseError("biblio/version.py has no version")
    return match["version"]


def changes_of(root: Path, version: str) -> str:
    """Return the section of the changelog for a version, without its heading; empty if there is none."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    match = re.search(rf"(?ms)^## {re.escape(version)}(?: .*?)?$\n(?P<body>.*?)(?=^## |\Z)", text)
    return match["body"].strip() + "\n" if match and match["body"].strip() else ""


def prepare(root: Path, version: str, today: date) -> None:
    """Write a new version into the tree: its number, the heading of its changes, CITATION.cff. Commits nothing."""
    if not _NUMBER.fullmatch(version):
        raise ReleaseError(f"{version} is no version such as 1.2.0 or 1.2.0rc1")
    if changes_of(root, version):
        raise ReleaseError(f"CHANGELOG.md has a section {version} already")
    if not changes_of(root, "Unreleased"):
        raise ReleaseError("CHANGELOG.md says nothing under Unreleased")
    _replace(root / "biblio" / "version.py", _VERSION.pattern, f'__version__ = "{version}"')
    _replace(root / "CHANGELOG.md", r"(?m)^## Unreleased$", f"{_EMPTY}\n## {version} - {today}")
    _replace(root / "CITATION.cff", r"(?m)^version: .*$", f"version: {version}")
    _replace(root / "CITATION.cff", r"(?m)^date-released: .*$", f'date-released: "{today}"')


def _replace(path: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, lambda _: new, path.read_text(encoding="utf-8"), count=1)
    if count != 1:
        raise ReleaseError(f"{path.name} has nothing like {pattern}")
    path.write_text(text, encoding="utf-8", newline="\n")


def problems_of(root: Path) -> list[str]:
    """Return what keeps a tree from being released."""
    version, problems = version_of(root), []
    if not changes_of(root, version):
        problems.append(f"CHANGELOG.md has no section {version}")
    cited = re.search(r"(?m)^version: (.+)$", (root / "CITATION.cff").read_text(encoding="utf-8"))
    if cited is None or cited[1] != version:
        problems.append(f"CITATION.cff has another version than {version}")
    return problems


def build(root: Path, target: Path) -> list[Path]:
    """Build the last commit of `root` into the empty folder `target`; return the files, wheel and sdist first.

    Raises `ReleaseError` if the tree is not ready, has uncommitted changes, or two builds differ.
    """
    if _git(root, "status", "--porcelain", "--untracked-files=no"):
        raise ReleaseError("there are changes that are not committed")
    if target.exists() and any(target.iterdir()):
        raise ReleaseError(f"{target} is not empty")
    stamp = _git(root, "log", "-1", "--format=%ct").decode().strip()
    builds = []
    with tempfile.TemporaryDirectory() as folder:
        for number in (1, 2):
            tree = Path(folder, str(number), "tree")
            with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "HEAD"))) as archive:
                archive.extractall(tree, filter="data")
            if problems := problems_of(tree):
                raise ReleaseError("; ".join(problems))
            made = Path(folder, str(number), "made")
            subprocess.run(
                [sys.executable, "-m", "hatchling", "build", "-d", str(made)],
                cwd=tree, env={**os.environ, "SOURCE_DATE_EPOCH": stamp}, check=True, capture_output=True,
            )  # fmt: skip
            builds.append({path.name: path.read_bytes() for path in made.iterdir()})
        if builds[0] != builds[1]:
            raise ReleaseError("two builds of the same commit differ")
        changes = changes_of(tree, version_of(tree))
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for name, data in sorted(builds[0].items(), reverse=True):
        files.append(target / name)
        files[-1].write_bytes(data)
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    for name, text in (("CHANGES.md", changes), ("SHA256SUMS", sums)):
        files.append(target / name)
        files[-1].write_text(text, encoding="utf-8", newline="\n")
    return files


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True).stdout


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prepare").add_argument("version")
    commands.add_parser("build").add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.command == "prepare":
            prepare(ROOT, given.version, date.today())
            print(f"{given.version}: look at the changes, commit them, then: python -m tools.release build dist")
        else:
            for path in build(ROOT, given.folder):
                print(path)
            print("nothing was published: look at the files, tag the commit, upload them")
    except ReleaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
