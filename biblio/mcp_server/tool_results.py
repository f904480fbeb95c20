"""What tools return: JSON whose every text shows the characters that a reader does not see, and errors in words.

Titles, comments and abstracts were written by others. They go into the strings of JSON objects and nowhere else: never
into a tool's description, and never as a sentence of ours. Control characters, signs that reverse the direction of
writing, and characters without width (with which an instruction can be hidden from the person who looks at it) are
replaced by what shows them, in the structured content and in the text alike (`biblio.unseen`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import msgspec
from mcp.types import CallToolResult, TextContent

from biblio.errors import BiblioError
from biblio.redaction import without_secrets
from biblio.unseen import shown

__all__ = [
    "Applied",
    "CheckedText",
    "FormattedCitation",
    "FoundNotes",
    "FoundWork",
    "OpenNotes",
    "Proposal",
    "ShownNotes",
    "error_result",
    "json_result",
    "visible",
]  # fmt: skip


class FoundNotes(TypedDict):
    """Notes that have all words, the best first: see the schema ``found-note``."""

    found: list[dict[str, Any]]


class ShownNotes(TypedDict):
    """One note, once for every place where it stands: see the schema ``explanation``."""

    notes: list[dict[str, Any]]


class FoundWork(TypedDict):
    """Which work a citation means. `work` is null unless `is_certain`; then `candidates` are the works it may be."""

    status: str
    is_certain: bool
    reason: str
    work: dict[str, Any] | None
    citekey: str | None
    notes: list[str]
    notices: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    not_asked: list[str]


class CheckedText(TypedDict):
    """The report of a check: see the schema ``check-report``."""

    summary: dict[str, Any]
    findings: list[dict[str, Any]]
    could_not_ask: dict[str, str]
    problems: list[dict[str, Any]]


class FormattedCitation(TypedDict):
    """References in a style: see the schema ``citation``."""

    format: str
    cited: list[str]
    references: list[dict[str, Any]]
    text: str


class OpenNotes(TypedDict):
    """What waits for a decision: how many notes, those that are shown, and all notes by status."""

    count: int
    notes: list[dict[str, Any]]
    statuses: dict[str, int]


class Proposal(TypedDict):
    """What a call would write. `plan` is what `apply_plan` takes, with `does`; null if there is nothing to write."""

    plan: str | None
    does: str
    details: dict[str, Any]


class Applied(TypedDict):
    """What was written."""

    done: str
    details: dict[str, Any]


def visible(value: object) -> Any:
    """Return a value as JSON has it, with every text as `shown` gives it, and without keys and tokens.

    Half of a surrogate pair, which stands for a byte of a file name that is not UTF-8, becomes "?".
    """
    return _visible(msgspec.to_builtins(value, str_keys=True))


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return shown(without_secrets(value.encode("utf-8", "replace").decode()))
    if isinstance(value, dict):
        return {_visible(key): _visible(content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return list(map(_visible, value))
    return value


def json_result(value: Mapping[str, Any]) -> CallToolResult:
    """Return the result of a tool: structured content, and the same as JSON text for clients that read only text."""
    content: dict[str, Any] = visible(value)
    text = msgspec.json.encode(content).decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content)


def error_result(error: BiblioError) -> CallToolResult:
    """Return an error of ours as the result of a tool: what is wrong, and what to do about it."""
    content: dict[str, Any] = visible({"error": str(error), "hint": error.hint or None})
    text = content["error"] + (f"\nhint: {content['hint']}" if content["hint"] else "")
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content, is_error=True)
