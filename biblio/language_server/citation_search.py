"""Where a key is cited: all manuscripts below a folder are searched, and only those that contain it are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.check.files_to_check import FileReader, manuscripts_below
from biblio.check.finding import Span
from biblio.check.source_text import SourceText
from biblio.errors import SourceError
from biblio.language_server.key_at_cursor import read_manuscript

__all__ = ["CitedPlace", "find_citations"]


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """One citation of a key: the file, its text, and the span of the key in it."""

    location: Path
    source: SourceText
    span: Span


def find_citations(key: str, folder: Path, reader: FileReader) -> Iterator[CitedPlace]:
    """Yield where manuscripts below `folder`, and those with unsaved texts (the contents of `reader`), cite `key`.

    Files that cannot be read are left out: `biblio check` tells them.
    """
    locations = {os.path.realpath(location): location for location in manuscripts_below(folder)}
    locations |= {path: Path(path) for path in reader.contents if path not in locations}
    needle = key.encode()
    for real_path, location in locations.items():
        try:
            if real_path not in reader.contents and needle not in location.read_bytes():
                continue
            source = reader.read(str(location), location).source
        except (OSError, SourceError):
            continue
        manuscript = read_manuscript(source) if key in source.text else None
        if manuscript is not None:
            for citation in manuscript.citations:
                if citation.key == key:
                    yield CitedPlace(location, source, citation.span)
