"""The exports of reference managers that their suffix names with certainty, each with the function that reads it.

`.json`, `.xml`, `.csv` and `.txt` may be anything; `biblio.readers.library_reader` recognises exports in these by their
content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from biblio.formats.library_entry import ExportPart
from biblio.formats.nbib import read_nbib
from biblio.formats.refer import read_refer
from biblio.formats.ris import read_ris
from biblio.formats.web_of_science import read_web_of_science

__all__ = ["read_export"]

_READERS: dict[str, Callable[[str, str], Iterator[ExportPart]]] = {
    ".ris": read_ris,
    ".nbib": read_nbib,
    ".enw": read_refer,
    ".ciw": read_web_of_science,
}


def read_export(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an export, what is passed over, and what is broken; the format follows from its suffix.

    Raises `KeyError` for any other suffix.
    """
    return _READERS[path[path.rindex(".") :].lower()](text, path)
