"""Search the library for the items of works that nothing is remembered about, live and in the trash. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from biblio.zotero.corrections import correct_work
from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.planning.adoption import AdoptedItem, UntrackedItems
from biblio.zotero.planning.draft import PlanDraft
from biblio.zotero.sync_record import SyncRecord

__all__ = ["ItemSearch"]


class ItemSearch:
    """The untracked items of the library; they are indexed at the first search.

    `items` are all works that are planned, `matches` the records of those that are remembered, by their uids.
    """

    def __init__(self, draft: PlanDraft, matches: Mapping[str, SyncRecord], items: Sequence[DesiredItem]) -> None:
        self._draft = draft
        self._new = [item for item in items if item.uid not in matches]
        self._tracked = {record.key for record in matches.values()}.union(*(item.items for item in items))
        self._left: set[str] = set()  # works of which an item with their key was left to another work
        self._indexes: dict[bool, UntrackedItems] = {}
        self._named: dict[bool, Mapping[str, tuple[DesiredItem, ...]]] = {}

    def adopt(self, item: DesiredItem, *, in_trash: bool) -> AdoptedItem | None:
        """Adopt and return the item of a work: the one that biblio made for it, else one that says the same."""
        if adopted := self.adopt_own(item, in_trash=in_trash):
            return adopted
        index = self._indexes[in_trash]
        adopted = index.adopt(item.work)
        if adopted is None and item.uid in self._left:
            return self._adopt_key(item, index, in_trash=in_trash, is_last=True)
        return adopted

    def adopt_own(self, item: DesiredItem, *, in_trash: bool = False) -> AdoptedItem | None:
        """Adopt an item only if biblio made it for the work and forgot."""
        if not self._indexes:
            for trashed in (False, True):
                items = {
                    key: data
                    for key, data in self._draft.snapshot.items.items()
                    if bool(data.get("deleted")) is trashed
                }
                self._indexes[trashed] = self._draft.safeguards.untracked_items(items, self._tracked)
        return self._adopt_key(item, self._indexes[in_trash], in_trash=in_trash)

    def _adopt_key(
        self, item: DesiredItem, index: UntrackedItems, *, in_trash: bool, is_last: bool = False
    ) -> AdoptedItem | None:
        """Adopt the item that has the key which biblio gives that of the work.

        Two works may have been taken for one, and the item of one became the other's. So an item that names another
        work of the notes, and not this one, is left to that work. `is_last`: nothing else is this work; then only if
        that work has no item of its own.
        """
        if not len(index):
            return None
        for key in self._own_keys(item):
            if key not in index:
                continue
            others = () if self._is_named(item, key, index) else self._named_by(key, index, in_trash=in_trash)
            if all(is_last and self._has_own(other, index) for other in others):
                return index.adopt_key(key)
            self._left.add(item.uid)
        return None

    def _own_keys(self, item: DesiredItem) -> Iterable[str]:
        return (self._draft.choose_key(name, ()) for name in item.all_names)

    def _is_named(self, item: DesiredItem, key: str, index: UntrackedItems) -> bool:
        """Return whether an item has an identifier or the address of a work, perhaps as the user corrected it."""
        work = item.work
        return key in index.named_by(work) or key in index.named_by(
            correct_work(work, self._draft.overrides.corrections(item.all_names))
        )

    def _named_by(self, key: str, index: UntrackedItems, *, in_trash: bool) -> tuple[DesiredItem, ...]:
        """Return the works without a record that an item names."""
        if in_trash not in self._named:
            named: dict[str, tuple[DesiredItem, ...]] = {}
            for item in self._new:
                for key in index.named_by(item.work):
                    named[key] = (*named.get(key, ()), item)
            self._named[in_trash] = named
        return self._named[in_trash].get(key, ())

    def _has_own(self, item: DesiredItem, index: UntrackedItems) -> bool:
        return any(key in index and self._is_named(item, key, index) for key in self._own_keys(item))
