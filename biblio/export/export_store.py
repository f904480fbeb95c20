"""What the state remembers about the exports between runs; what must outlive the state is in `export_index`."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from biblio.export.bib_folder import ExportJournal
    from biblio.export.format_pieces import PiecesOfFiles
    from biblio.state import State

__all__ = ["CheckedEntries", "ExportStore"]

_JOURNAL = "exporting"
_IDENTITIES = "identities"
_FORM = "form of entries"
_PIECES = "pieces of exports"
_OWN = "own file of all works"


@dataclass(frozen=True, slots=True)
class CheckedEntries:
    """What the check of the file of all works saw, which the check of a few of its entries needs to know of the others.

    `identities` are those by which entries may be one work with others: at least these. `names_others` says that an
    entry may name others, `is_biblatex` that one has a field that only biblatex knows.
    """

    identities: frozenset[int]
    names_others: bool
    is_biblatex: bool


class ExportStore:
    """The texts of exported entries, the journal of a running export, and where the notes of each key are.

    An export is stored in two steps: `begin` before the first file is changed, `finish` after the last one. If a run is
    killed in between, the next one finds its journal.
    """

    _places = msgspec.json.Decoder(list[str])

    def __init__(self, state: State) -> None:
        self._state = state

    def texts(self) -> dict[str, str]:
        """Return the entries as they were last written, by digest; the export index says where each one is."""
        return dict(self._state.rows("SELECT digest, text FROM texts"))

    def own(self) -> str:
        """Return the digest of the file of all works, if each of its entries was as we wrote it; else an empty text."""
        return (self._state.recall(_OWN) or b"").decode()

    def texts_of(self, digests: Iterable[str]) -> dict[str, str]:
        """Return the entries with these digests, as far as they are known."""
        return dict(self._state.rows_with("SELECT digest, text FROM texts WHERE digest IN", set(digests)))

    def journal(self) -> ExportJournal:
        """Return what an interrupted export was about to write; empty if the last one finished."""
        from biblio.export.bib_folder import Pending

        stored = self._state.recall(_JOURNAL)
        return msgspec.json.decode(stored, type=dict[str, Pending]) if stored else {}

    def origins(self) -> dict[str, list[str]]:
        """Return the places of the notes of each citation key at the last export, as `Scope.place` gives them."""
        return {key: self._places.decode(places) for key, places in self._state.rows("SELECT key, places FROM origins")}

    def origins_of(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Return the places of the notes of these citation keys at the last export."""
        rows = self._state.rows_with("SELECT key, places FROM origins WHERE key IN", set(keys))
        return {key: self._places.decode(places) for key, places in rows}

    def pieces(self) -> PiecesOfFiles:
        """Return where in the files of other formats each work is, at the last export."""
        from biblio.export.format_pieces import FilePieces

        stored = self._state.recall(_PIECES)
        return msgspec.msgpack.decode(stored, type=dict[str, FilePieces]) if stored else {}

    def checked(self) -> CheckedEntries | None:
        """Return what the last check of the file of all works saw; None if there was none."""
        identities, form = self._state.recall(_IDENTITIES), self._state.recall(_FORM)
        if identities is None or form is None:
            return None
        names_others, is_biblatex = msgspec.json.decode(form, type=tuple[bool, bool])
        return CheckedEntries(frozenset(array("Q", identities)), names_others, is_biblatex)

    def put_checked(self, checked: CheckedEntries) -> None:
        """Remember what the check of the file of all works saw."""
        self._state.remember(_IDENTITIES, array("Q", checked.identities).tobytes())
        self._state.remember(_FORM, msgspec.json.encode((checked.names_others, checked.is_biblatex)))

    def begin(self, journal: ExportJournal, texts: Mapping[str, str]) -> None:
        """Store what is about to be written, and the texts that the journal names by digest."""
        with self._state.transaction() as db:
            db.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", texts.items())
            self._state.remember(_JOURNAL, msgspec.json.encode(journal))

    def finish(
        self,
        texts: Mapping[str, str],
        origins: Mapping[str, Sequence[str]],
        pieces: PiecesOfFiles = MappingProxyType({}),
        own: str = "",
    ) -> None:
        """Store what was written, in place of what was remembered before, and close the journal."""
        unused = [(digest,) for (digest,) in self._state.rows("SELECT digest FROM texts") if digest not in texts]
        with self._state.transaction() as db:
            db.executemany("DELETE FROM texts WHERE digest = ?", unused)
            db.execute("DELETE FROM origins")
            self._remember(texts, origins, pieces, own)

    def finish_changes(
        self,
        texts: Mapping[str, str],
        origins: Mapping[str, Sequence[str]],
        pieces: PiecesOfFiles = MappingProxyType({}),
        own: str = "",
    ) -> None:
        """Store what was written besides what was remembered before, and close the journal.

        A key without `origins` has no more notes.
        """
        with self._state.transaction():
            self._remember(texts, origins, pieces, own)

    def _remember(
        self, texts: Mapping[str, str], origins: Mapping[str, Sequence[str]], pieces: PiecesOfFiles, own: str
    ) -> None:
        execute = self._state.connection.executemany
        execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", texts.items())
        execute("DELETE FROM origins WHERE key = ?", ((key,) for key, places in origins.items() if not places))
        present = ((key, msgspec.json.encode(places)) for key, places in origins.items() if places)
        execute("INSERT OR REPLACE INTO origins VALUES (?, ?)", present)
        self._state.remember(_OWN, own.encode())
        if pieces:
            self._state.remember(_PIECES, msgspec.msgpack.encode(dict(pieces)))
        else:
            self._state.forget(_PIECES)
        self._state.forget(_JOURNAL)
