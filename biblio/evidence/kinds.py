"""What sort of thing a note is about, as far as the note itself says so.

Three grounds count, in this order: the layout's own word (front matter's ``type``), the address of the note's own
link (a code host, a slide host, a blog), tags such as #Blog or #Slide. A ground is *sure* only where nothing in the
note speaks for a paper: venue, "Author+, ICLR'25", an abstract's summary, an identifier. A sure one keeps papers
away; an unsure one is used when everything was asked and no paper was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from biblio.evidence.links import host_role
from biblio.model.note import Note, Role
from biblio.model.record import Kind
from biblio.text import fold

__all__ = ["DEFAULT_KIND_TAGS", "kind_of"]

# Tags people give to things that are no papers; keys are folded. The person's own table is put over it.
DEFAULT_KIND_TAGS: Mapping[str, Kind] = {
    "blog": Kind.BLOGPOST,
    "blogpost": Kind.BLOGPOST,
    "blog post": Kind.BLOGPOST,
    "slide": Kind.PRESENTATION,
    "slides": Kind.PRESENTATION,
    "presentation": Kind.PRESENTATION,
    "repository": Kind.SOFTWARE,
    "library": Kind.SOFTWARE,
    "software": Kind.SOFTWARE,
    "tools": Kind.SOFTWARE,
    "video": Kind.VIDEO,
    "podcast": Kind.VIDEO,
    "book": Kind.BOOK,
    "thesis": Kind.THESIS,
}
# Says "not a journal or conference paper" on some sites, yet stands on papers too: never sure.
_WEAK_TAGS = frozenset({"article", "web", "webpage", "website", "news"})

_HOST_KINDS = {
    Role.CODE: Kind.SOFTWARE,
    Role.SLIDES: Kind.PRESENTATION,
    Role.VIDEO: Kind.VIDEO,
    Role.MODEL: Kind.MODEL,
    Role.DATA: Kind.DATASET,
    Role.EXPLAINER: Kind.BLOGPOST,
}
_PATH_WORDS = {"blog": Kind.BLOGPOST, "blogs": Kind.BLOGPOST, "posts": Kind.BLOGPOST, "news": Kind.WEBPAGE}


def kind_of(note: Note, tags: Mapping[str, Kind], *, papers: bool) -> tuple[Kind | None, bool, str]:
    """Return (kind or None, whether the ground is sure, the ground in words) of what a note is about.

    `tags` maps folded tags to kinds; `papers` tells that something in the note speaks for a paper.
    """
    if note.kind_hint:
        kind = Kind(note.kind_hint)
        return kind, kind is not Kind.PAPER, f"the note says it is a {kind}"
    for link in note.links:
        if link.role is Role.OWN and (kind_found := _kind_of_url(link.url)):
            return kind_found, not papers, f"its own link leads to a {kind_found}"
    folded = {fold(tag): tag for tag in note.tags}
    for tag, kind in tags.items():
        if tag in folded:
            return kind, not papers, f"tagged #{folded[tag]}"
    for tag in _WEAK_TAGS & folded.keys():
        return Kind.WEBPAGE, False, f"tagged #{folded[tag]}"
    return None, False, ""


def _kind_of_url(url: str) -> Kind | None:
    role = host_role(url)
    if role in _HOST_KINDS:
        return None if url.lower().endswith(".pdf") else _HOST_KINDS[role]
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    words = [*(parts.hostname or "").split("."), *parts.path.split("/")]
    return next((_PATH_WORDS[word] for word in words if word in _PATH_WORDS), None)
