"""Load YAML as texts, lists and mappings, and tell in which row it is broken."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BrokenYaml", "load_yaml"]


class BrokenYaml(NamedTuple):
    """What is wrong with a text, and in which row of it (from 0)."""

    what: str
    row: int


def load_yaml(text: str) -> object:
    """Return the value of a text, all scalars as they are written, or `BrokenYaml`."""
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts, lists and mappings
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it is nested too deeply"
        # YAML counts U+2028 and the like as line ends; editors do not.
        return BrokenYaml(str(what), text.count("\n", 0, mark.index) if mark else 0)
