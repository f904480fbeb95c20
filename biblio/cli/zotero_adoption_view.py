"""Show what was taken over from a Zotero library, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from biblio.cli.messages import print_next_step
from biblio.cli.rendering import plural
from biblio.cli.terminal import echo
from biblio.cli.zotero_view import print_remarks

if TYPE_CHECKING:
    from biblio.project.zotero_adoption import ZoteroAdoption
__all__ = ["adoption_object", "print_adoption"]


def adoption_object(adopted: ZoteroAdoption) -> dict[str, Any]:
    """Return how a library was adopted as JSON."""
    contents = adopted.contents
    return {
        "library": adopted.planned.library, "items": contents.items, "collections": contents.collections,
        "trashed": contents.trashed, "loose": contents.loose, "notes": adopted.notes,
        "remembered": adopted.remembered, "remarks": list(adopted.planned.plan.remarks),
        "to_write": len(adopted.planned.plan.operations),
    }  # fmt: skip


def print_adoption(adopted: ZoteroAdoption) -> None:
    """Write what of a library became notes, and what is remembered of it, to stdout."""
    contents, planned = adopted.contents, adopted.planned
    parts = [
        f"{contents.trashed:,} in the trash" if contents.trashed else "",
        f"{plural(contents.loose, 'note or file', 'notes and files')} without an item" if contents.loose else "",
    ]
    left_out = " and ".join(filter(None, parts))
    items = f"{plural(contents.items, 'item')} and {plural(contents.collections, 'collection')}"
    echo(f"{planned.library}: {items}" + (f"; left out: {left_out}" if left_out else ""))
    if adopted.notes != contents.items:
        others = "the others are not in its sources, or say neither a title nor an identifier"
        echo(f"  {adopted.notes:,} of these are notes of this project; {others}")
    print_remarks(planned)
    if planned.plan.operations:
        echo("Nothing was written to Zotero.")
        count = plural(len(planned.plan.operations), "change")
        print_next_step(f"biblio zotero plan  (shows {count})")
        return
    number = adopted.remembered
    known = "1 work is known by its item" if number == 1 else f"{number:,} works are known by their items"
    echo(f"Nothing was written to Zotero. {known}, and a sync adds none again.")
