"""What applying a plan is made of: rounds, requests, entries of the log, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from biblio.zotero.file_attacher import FileResult
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.object_content import creation_body, related_uris
from biblio.zotero.remote_library import MAX_OBJECTS
from biblio.zotero.sync_plan import Operation
from biblio.zotero.sync_record import SyncRecord
from biblio.zotero.write_log import LoggedWrite

__all__ = ["ApplyResult", "Round", "log_entry", "split_into_requests"]


@dataclass(slots=True)
class ApplyResult:
    """What a run did: `done` counts writes by verb.

    `refused` are labels of objects that the server does not accept, with its reasons. `postponed` are labels of objects
    that others kept changing; the next run writes them. `exports` are the names of the exported files that changed with
    what came back.
    """

    run: int
    done: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    rounds: int = 1
    files: FileResult = field(default_factory=FileResult)

    def count(self, verb: str) -> None:
        """Count one write that was done."""
        self.done[verb] = self.done.get(verb, 0) + 1


@dataclass(slots=True)
class Round:
    """One pass over a plan.

    `is_guarded`: writes give the library's version. `is_undo`: records are already restored and stay as they are.
    `needs_replan`: something must be read and planned again. `stale` are the keys of objects that others changed.
    """

    is_guarded: bool
    is_undo: bool = False
    needs_replan: bool = False
    stale: dict[str, ObjectType] = field(default_factory=dict)


def split_into_requests(
    operations: Iterable[Operation], uri: str, *, checks_objects: bool
) -> Iterator[Sequence[Operation]]:
    """Yield the operations, with what is sent, in requests of a size that the server takes.

    If single objects are checked (`checks_objects`), no request gives an object that it changes a relation to another
    one before: the server takes the other end of a new relation for changed by the request itself, and does not compare
    its version any more (https://github.com/zotero/dataserver `model/API.inc.php`, `checkJSONObjectVersion`). What
    somebody else did to it meanwhile would be overwritten. `uri` is that of the library.
    """
    batch: list[Operation] = []
    other_ends: set[str] = set()
    for planned in operations:
        operation = planned
        if planned.verb == "create" and not planned.body:
            operation = replace(planned, body=creation_body(planned.target, uri=uri))
        if len(batch) == MAX_OBJECTS or (checks_objects and f"{uri}/items/{operation.key}" in other_ends):
            yield batch
            batch, other_ends = [], set()
        batch.append(operation)
        other_ends.update(related_uris(operation.body))
    if batch:
        yield batch


def log_entry(operation: Operation, before: SyncRecord | None, *, keeps_record: bool) -> LoggedWrite:
    """Return the entry of the log for a write; `before` is what is remembered about its object before.

    Without `keeps_record`, what is to be remembered after it is left out.
    """
    present = dict(operation.before) if operation.before is not None else None
    return LoggedWrite(
        operation.verb, operation.object_type, operation.key, operation.label, dict(operation.body), present,
        operation.version, before, operation.record if keeps_record else None,
    )  # fmt: skip
