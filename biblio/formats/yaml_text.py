"""Load YAML as texts, lists and mappings, and tell in which row it is broken; its rows are those of editors."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

__all__ = ["BrokenYaml", "load_yaml", "with_rows_of_editors", "yaml_row"]

# PyYAML still takes YAML 1.1's further line ends for such, which come from PDFs and web pages; YAML 1.2 does not
# (https://yaml.org/spec/1.2.2/, 5.4), and neither do editors.
_FURTHER_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))


_DEEPEST = 200  # brackets within each other: PyYAML looks at all open ones before each further one


class BrokenYaml(NamedTuple):
    """What is wrong with a text, and in which row of it (from 0)."""

    what: str
    row: int


def with_rows_of_editors(text: str) -> str:
    """Return `text` in which PyYAML sees no line end but line feeds; no character moves."""
    return text.translate(_FURTHER_LINE_ENDS)


def yaml_row(error: Exception, text: str) -> int:
    """Return the row (from 0) of `text` in which PyYAML found it broken; it may place what is missing after the end."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return min(mark.line, text.count("\n")) if mark else 0


@lru_cache(maxsize=1)
def _loader() -> Any:
    import yaml

    class Loader(yaml.BaseLoader):
        def fetch_flow_collection_start(self, token: Any) -> None:
            if self.flow_level >= _DEEPEST:
                raise RecursionError
            super().fetch_flow_collection_start(token)

    return Loader


def load_yaml(text: str) -> object:
    """Return the value of a text, all scalars as they are written, or `BrokenYaml`."""
    import yaml

    text = with_rows_of_editors(text)
    try:
        return yaml.load(text, Loader=_loader())  # noqa: S506 - it makes nothing but texts, lists and mappings
    except (yaml.YAMLError, RecursionError) as error:
        what = getattr(error, "problem", None) or "it is nested too deeply"
        return BrokenYaml(str(what), yaml_row(error, text))
