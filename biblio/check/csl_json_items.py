"""The items of a CSL JSON text that have an id, with their places in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biblio.check.finding import Span
from biblio.check.source_text import SourceText
from biblio.formats.csl_json import read_csl_items

__all__ = ["CitableItem", "citable_items"]


@dataclass(frozen=True, slots=True)
class CitableItem:
    """One item: its id as a citation key, the span of the id, and its variables as JSON values."""

    key: str
    span: Span
    variables: Mapping[str, Any]


def citable_items(source: SourceText) -> Iterator[CitableItem]:
    """Yield the items that have an id, in order; what is broken is left out (`csl_problem` tells it)."""
    for item in read_csl_items(source.text):
        if item.has_id:
            yield CitableItem(item.key, source.span(item.key_start, item.key_end), item.variables)
