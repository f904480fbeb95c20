"""Attach files to items: fetch each, make its attachment, give it the file; one by one, so that a kill costs one.

A file is fetched before anything is written, so that no attachment is left without one. An attachment whose file did
not arrive because the run was killed is planned again, and only gets its file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from biblio.errors import BiblioError, ServiceError, Unauthorised
from biblio.files import write_bytes
from biblio.lookup.progress import Progress
from biblio.zotero.file_upload import UploadOutcome, UploadReply
from biblio.zotero.merge import Base
from biblio.zotero.pdf_source import NoPdfError
from biblio.zotero.sync_plan import FieldChange, FileToAttach, Operation
from biblio.zotero.sync_record import SyncState

__all__ = ["FileAttacher", "FileResult"]


class SingleWriter(Protocol):
    """What the sync engine does for a file."""

    def write_one(self, operation: Operation, run: int) -> str: ...
    def leave_out(self, uid: str, run: int) -> None: ...


class FileSource(Protocol):
    """Where files come from."""

    def fetch(self, address: str) -> bytes:
        """Return a file. Raises `NoPdfError` if there is none, `ServiceError` if it cannot be had now."""
        ...


class FileStore(Protocol):
    """A library that keeps files."""

    def upload(self, key: str, name: str, content: bytes, mtime: int) -> UploadReply:
        """Give an attachment its file. Raises `ServiceError` if there is no answer."""
        ...


@dataclass(slots=True)
class FileResult:
    """What became of files: the number of those `attached` and of their bytes.

    `missing` are labels of files that do not exist, with reasons and uids: a line of ``zotero.txt`` leaves them out.
    `waiting` are those that the next run tries again, with reasons.
    """

    attached: int = 0
    size: int = 0
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)


class _NoStorageError(BiblioError):
    """There is no room for a file, or no right to add one."""


class FileAttacher:
    """Attaches files; `clock` returns seconds since 1970."""

    def __init__(
        self, store: FileStore, source: FileSource, progress: Progress, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._source, self._progress, self._clock = store, source, progress, clock

    def attach(self, operations: Sequence[Operation], writer: SingleWriter, run: int) -> FileResult:
        """Attach the files of `operations`; what is refused, or cannot be had now, does not stop the others."""
        result = FileResult()
        if operations:
            self._progress.stage("attaching PDFs", len(operations))
        for number, operation in enumerate(operations):
            assert operation.file is not None
            try:
                reason = self._attach(operation, operation.file, writer, run, result)
            except NoPdfError as error:
                writer.leave_out(operation.record.uid, run)
                result.missing.append((operation.label, str(error), operation.record.uid))
            except ServiceError as error:
                result.waiting.append((operation.label, error.reason))
            except _NoStorageError as error:
                result.waiting += [(left.label, str(error)) for left in operations[number:]]
                break
            else:
                if reason:
                    result.waiting.append((operation.label, reason))
            self._progress.step()
        return result

    def _attach(
        self, operation: Operation, file: FileToAttach, writer: SingleWriter, run: int, result: FileResult
    ) -> str:
        """Attach one file; return why it was not, or an empty string."""
        address, content = self._fetch(file.addresses)
        if address != file.addresses[0]:
            operation = _from_address(operation, address)
        if file.path:
            _keep(Path(file.path), content)
        if operation.verb == "create" and (reason := writer.write_one(operation, run)):
            return reason
        if not file.path:
            try:
                reply = self._store.upload(operation.key, file.name, content, int(self._clock() * 1000))
            except Unauthorised as error:
                reply = UploadReply(UploadOutcome.FULL, error.reason)
            if reply.outcome is not UploadOutcome.DONE:
                if operation.verb == "create":
                    writer.write_one(_taken_back(operation), run)
                if reply.outcome is UploadOutcome.FULL:
                    raise _NoStorageError(reply.message)
                return f"Zotero refused the file: {reply.message}"
        if operation.verb == "restore" and (reason := writer.write_one(operation, run)):
            return reason
        result.attached += 1
        result.size += len(content)
        return ""

    def _fetch(self, addresses: Sequence[str]) -> tuple[str, bytes]:
        """Return the first file that there is, and its address. Raises what `FileSource` raises."""
        reasons = []
        for address in addresses:
            try:
                return address, self._source.fetch(address)
            except NoPdfError as error:
                reasons.append(str(error))
        raise NoPdfError("; ".join(reasons))


def _from_address(operation: Operation, address: str) -> Operation:
    """Return the write of an attachment whose file is from another address than planned."""
    if "url" not in operation.body:
        return operation
    target = operation.target.with_fields({"url": address})
    record = replace(operation.record, base=Base(target, target))
    return replace(operation, body={**operation.body, "url": address}, target=target, record=record)


def _taken_back(operation: Operation) -> Operation:
    """Return the write that puts an attachment without a file into the trash; the next run takes it out again."""
    record = replace(operation.record, state=SyncState.UNDONE)
    change = FieldChange("trash", "", "in the trash")
    return replace(
        operation, verb="trash", body={"deleted": 1}, before={"deleted": 0}, record=record, changes=(change,), file=None
    )


def _keep(path: Path, content: bytes) -> None:
    """Write a file, unless it is there. Raises `NoPdfError` if there is another one of this name."""
    if path.exists():
        if path.read_bytes() != content:
            raise NoPdfError(f"{path} exists and is another file")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content)
