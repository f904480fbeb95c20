"""Known advisories about the versions in ``uv.lock``: ``.ci/audit`` says how to run this.

    python -m tools.audit records DATABASE   compare with OSV records: a folder or a zip of .json or .yaml files
    python -m tools.audit report FILE        read what pip-audit found: its report as JSON

A record says which versions of a package it is about: a list, or ranges of versions
(https://ossf.github.io/osv-schema/#affectedranges-field). Ends with 0 if nothing is known against any version in the
lock file, with 1 if something is, with 2 if some version could not be asked about.
"""

from __future__ import annotations

import json
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

__all__ = ["Advisory", "advisories", "is_affected", "locked_versions", "read_records", "read_report"]

ROOT = Path(__file__).parents[1]
Record = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Advisory:
    """Something known against a version of a package: its identifier, and a sentence about it."""

    package: str
    version: str
    id: str
    summary: str


def locked_versions(lock: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the versions of every package that a lock file takes from an index."""
    versions: dict[str, set[str]] = {}
    for package in lock["package"]:
        if "registry" in package.get("source", {}):
            versions.setdefault(canonicalize_name(package["name"]), set()).add(package["version"])
    return versions


def is_affected(version: str, affected: Record) -> bool:
    """Return whether an entry of a record's ``affected`` is about `version`."""
    if version in affected.get("versions", ()):
        return True
    return any(
        _is_in_range(Version(version), entry["events"])
        for entry in affected.get("ranges", ())
        if entry["type"] == "ECOSYSTEM"
    )


def _is_in_range(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    """Events in the order of their versions switch the range on and off."""
    is_inside = False
    for event in events:
        (kind, at), *_ = event.items()
        if kind == "introduced":
            is_inside = is_inside or at == "0" or version >= _version(at)
        elif kind == "fixed":
            is_inside = is_inside and version < _version(at)
        elif kind == "last_affected":
            is_inside = is_inside and version <= _version(at)
    return is_inside


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:  # of a time before these rules: older than all in a lock file
        return Version("0.dev0")


def advisories(versions: Mapping[str, Iterable[str]], records: Iterable[Record]) -> list[Advisory]:
    """Return what `records` have against `versions`."""
    return sorted(
        {
            Advisory(
                name, version, record["id"], str(record.get("summary") or record.get("details", "")).split("\n")[0]
            )
            for record in records
            if not record.get("withdrawn")
            for affected in record.get("affected", ())
            if affected["package"]["ecosystem"] == "PyPI"
            and (name := canonicalize_name(affected["package"]["name"])) in versions
            for version in versions[name]
            if is_affected(version, affected)
        }
    )


def read_records(database: Path) -> Iterator[Record]:
    """Yield the records in a folder or a zip. Raises `OSError` or `zipfile.BadZipFile` if it cannot be read."""
    import yaml

    def read(name: str, text: bytes) -> Record:
        record: Record = json.loads(text) if name.endswith(".json") else yaml.safe_load(text)
        return record

    if database.is_dir():
        for path in sorted(database.rglob("*")):
            if path.suffix in (".json", ".yaml"):
                yield read(path.name, path.read_bytes())
    else:
        with zipfile.ZipFile(database) as archive:
            for name in archive.namelist():
                if name.endswith((".json", ".yaml")):
                    yield read(name, archive.read(name))


def read_report(report: Mapping[str, Any]) -> tuple[list[Advisory], list[str]]:
    """Return what pip-audit found, and the packages it could not ask about: it ends with 0 in spite of these."""
    found = [
        Advisory(entry["name"], entry["version"], one["id"], one.get("description", "").split("\n")[0])
        for entry in report["dependencies"]
        for one in entry.get("vulns", ())
    ]
    return sorted(found), sorted(entry["name"] for entry in report["dependencies"] if "skip_reason" in entry)


def main(what: str, path: Path) -> int:
    """Print what is known; return the exit code."""
    versions = locked_versions(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8")))
    count, unasked = 0, list[str]()
    if what == "records":
        records = list(read_records(path))
        count = len(records)
        found = advisories(versions, records)
        if not count:
            unasked = sorted(versions)
    else:
        found, unasked = read_report(json.loads(path.read_text(encoding="utf-8")))
    for advisory in found:
        print(f"{advisory.package} {advisory.version}: {advisory.id}: {advisory.summary}")
    if unasked:
        print(f"could not ask about {len(unasked)} of {len(versions)} packages: {', '.join(unasked)}", file=sys.stderr)
    else:
        source = f" in {count:,} records" if count else ""
        print(f"{len(versions)} packages, {len(found)} advisories{source}")
    return 1 if found else 2 if unasked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
