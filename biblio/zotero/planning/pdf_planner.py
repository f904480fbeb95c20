"""Plan the PDF below an item: attach it once, finish what was interrupted, and leave alone what the user decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from biblio.zotero.desired_state import PDF, DesiredChild
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import Base
from biblio.zotero.object_content import Data, creation_body, read_content
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.planning.safeguards import is_removed_by_user
from biblio.zotero.sync_plan import FieldChange, FileToAttach, Operation
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["is_pdf_child", "plan_pdf"]


def is_pdf_child(child: DesiredChild) -> bool:
    """Return whether a child is the file of a work, rather than a note or a link."""
    return child.uid == PDF


def plan_pdf(
    draft: PlanDraft, uid: str, child: DesiredChild, *, parent: str, record: SyncRecord | None, siblings: Iterable[str]
) -> None:
    """Plan the PDF below the item `parent`; `siblings` are the keys of all that is below it already.

    An item that has a PDF, or a link to the same one, gets none.
    """
    items = draft.snapshot.items
    drops = draft.overrides.about_here("drop", [uid], draft.place)
    ours = replace(child.content, parent=parent)
    key = record.key if record else draft.choose_key(uid, ())
    data = items.get(key)
    if record is None:
        if drops or any(_is_pdf_of(draft, items[known], child) for known in siblings if known != key):
            return
        if data is not None and data.get("deleted"):
            return  # made by biblio, which forgot, and thrown away by the user
    else:
        draft.planned.add(record.uid)
        if parent not in items and data is None and not drops:
            record = replace(record, state=SyncState.UNDONE)  # it was erased with the item, which is made again
        if is_removed_by_user(record, data):
            restored = draft.drop(record, uid, drops)
            if restored is None:
                dropped = replace(record, uid=uid, state=SyncState.DROPPED)
                draft.records += [dropped] if dropped != record else []
                return
            record = restored
        record = draft.take_back(record, data)
        draft.obsolete_overrides += drops
    new = SyncRecord(uid, ObjectType.ITEM, key, Base(ours, ours), made=True)
    for operation in _operations(draft, child, new, data):
        draft.operations.append(operation)
        return
    if data is not None and (record is None or record.state is not SyncState.TRACKED or record.uid != uid):
        theirs = read_content(data, uri=draft.snapshot.uri)
        draft.records.append(replace(new, base=Base(ours, theirs)))


def _operations(draft: PlanDraft, child: DesiredChild, new: SyncRecord, data: Data | None) -> Iterator[Operation]:
    """Yield what is left to do for the attachment, if anything is."""
    ours = new.base.ours if new.base else child.content
    file = FileToAttach(child.addresses, child.file_name, child.content.get("path"))
    change = FieldChange("PDF", "", child.addresses[0])
    if data is None:
        body = creation_body(ours, uri=draft.snapshot.uri)
        yield Operation("create", ObjectType.ITEM, new.key, 0, body, child.label, ours, new, (change,), file=file)
        return
    needs_file = not data.get("md5") and not file.path
    if data.get("deleted"):
        yield Operation(
            "restore", ObjectType.ITEM, new.key, data["version"], {"deleted": 0}, child.label, ours, new, (change,),
            {"deleted": 1}, file=file if needs_file else None,
        )  # fmt: skip
    elif needs_file:
        yield Operation(
            "upload", ObjectType.ITEM, new.key, data["version"], {}, child.label, ours, new, (change,), file=file
        )  # fmt: skip


def _is_pdf_of(draft: PlanDraft, data: Data, child: DesiredChild) -> bool:
    """Return whether an attachment is a PDF, or a link of the user's to one that would be attached."""
    if data.get("itemType") != "attachment" or data.get("deleted"):
        return False
    if data.get("linkMode") == "linked_url":
        return data.get("url") in child.addresses and data["key"] not in draft.made_records
    names = (str(data.get(name, "")).lower() for name in ("filename", "path", "title"))
    return data.get("contentType") == "application/pdf" or any(name.endswith(".pdf") for name in names)
