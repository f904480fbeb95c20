"""Read JSON, YAML and TOML as values that stay text, each mapping with its lines.

Numbers keep their digits ("2401.01230"), switches and nothing are what people write for them. https://www.json.org,
https://yaml.org/spec/1.2.2/, https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any

from biblio.formats.yaml_text import with_rows_of_editors, yaml_row
from biblio.readers.markdown.front_matter import Value

__all__ = ["BrokenDataError", "DataMapping", "parse_data", "parse_json"]

# A hostile or broken file may nest values, or repeat them through YAML's anchors, without end.
_MAX_DEPTH = 30
_MOST_REPEATED = 100_000
_KEYS_OF_TITLES = ("title", "paper", "name")


class DataMapping(dict[str, Value]):
    """A mapping with the lines (from 1) on which it begins and ends, as far as the format tells."""

    line = 1
    end_line = 1


class BrokenDataError(Exception):
    """Data that its parser rejects: what is wrong, and the `line` (from 1)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse_data(text: str, suffix: str) -> Value:
    """Return what `text` holds, by the suffix of its file: ".json", ".jsonl", ".ndjson", ".toml"; else it is YAML.

    Raises `BrokenDataError` for what cannot be read. Of lines of JSON, those that are broken are left out.
    """
    if suffix in (".jsonl", ".ndjson"):
        return _read_lines(text)
    if suffix == ".json":
        return _Places(text).placed(parse_json(text))
    if suffix == ".toml":
        return _Places(text).placed(_parse_toml(text))
    return _read_yaml(text)


def parse_json(text: str) -> Any:
    """Return the value of a JSON text, with numbers as they are written. Raises `BrokenDataError`."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise BrokenDataError(f"invalid JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise BrokenDataError("nested too deeply", 1) from error


def _read_lines(text: str) -> Value:
    items: list[Value] = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            value = _Places(line).placed(parse_json(line)) if line.strip() else None
        except BrokenDataError:
            continue
        if isinstance(value, DataMapping):
            value.line = value.end_line = number
            items.append(value)
    return items


def _parse_toml(text: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        place = re.search(r"\(at line (\d+)", str(error))
        what = str(error).partition(" (at")[0]
        raise BrokenDataError(f"invalid TOML: {what}", int(place[1]) if place else 1) from error


class _Places:
    """Finds the lines of mappings by their titles, which stand in the text in the order of the values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._position = 0

    def placed(self, value: Any, depth: int = 0) -> Value:
        if depth > _MAX_DEPTH:
            raise BrokenDataError("nested too deeply", 1)
        if isinstance(value, dict):
            mapping = DataMapping()
            title = next((value[key] for key in _KEYS_OF_TITLES if isinstance(value.get(key), str)), "")
            mapping.line = mapping.end_line = self._line_of(title)
            for key, item in value.items():
                mapping[str(key)] = self.placed(item, depth + 1)
            return mapping
        if isinstance(value, list):
            return [self.placed(item, depth + 1) for item in value]
        if value is None:
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _line_of(self, title: str) -> int:
        spellings = (json.dumps(title, ensure_ascii=False), json.dumps(title), title) if title else ()
        places = (self._text.find(spelling, self._position) for spelling in spellings)
        place = next((place for place in places if place >= 0), None)
        if place is not None:
            self._position = place + 1
        return bisect_right(self._starts, self._position)


def _read_yaml(text: str) -> Value:
    import yaml

    text = with_rows_of_editors(text)
    try:
        documents = yaml.compose_all(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        budget = [len(text) + _MOST_REPEATED]
        values = [_from_node(root, budget, 0) for root in documents if root is not None]
        return values[0] if len(values) == 1 else values or ""
    except yaml.YAMLError as error:
        words = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise BrokenDataError(f"invalid YAML: {words}", yaml_row(error, text) + 1) from error
    except (RecursionError, ValueError) as error:
        raise BrokenDataError("nested too deeply", 1) from error


def _from_node(node: Any, budget: list[int], depth: int) -> Value:
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        raise BrokenDataError("nested or repeated without end", node.start_mark.line + 1)
    if isinstance(node.value, str):
        return "" if node.value in ("null", "~") else str(node.value)
    if node.id == "sequence":
        return [_from_node(item, budget, depth + 1) for item in node.value]
    mapping = DataMapping()
    mapping.line = mapping.end_line = node.start_mark.line + 1
    for key, item in node.value:
        mapping[str(_from_node(key, budget, depth + 1))] = _from_node(item, budget, depth + 1)
        last = item.end_mark
        mapping.end_line = max(mapping.end_line, last.line + 1 if last.column else last.line)
    return mapping
