"""What the types of entries mean in each program: one table, by the names of Zotero, and the names of others for them.

https://www.zotero.org/support/kb/item_types_and_fields, https://en.wikipedia.org/wiki/RIS_(file_format)#Type_of_reference,
https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types; EndNote's numbers are those of its
"ref-type" elements. A type that says nothing about the kind of work ("Generic", "Unpublished Work") has no row.
"""

from __future__ import annotations

from collections.abc import Mapping

from biblio.lookup.work_types import CSL_TYPES
from biblio.model.record import Kind, Medium

__all__ = ["ZOTERO_TYPES", "Meaning", "csl_meaning", "endnote_meaning", "ris_meaning"]

Meaning = tuple[Kind, Medium]

_UNKNOWN = Medium.UNKNOWN
ZOTERO_TYPES: Mapping[str, Meaning] = {
    "journalArticle": (Kind.PAPER, Medium.JOURNAL),
    "magazineArticle": (Kind.PAPER, Medium.JOURNAL),
    "newspaperArticle": (Kind.PAPER, Medium.JOURNAL),
    "conferencePaper": (Kind.PAPER, Medium.PROCEEDINGS),
    "bookSection": (Kind.PAPER, Medium.COLLECTION),
    "encyclopediaArticle": (Kind.PAPER, Medium.COLLECTION),
    "dictionaryEntry": (Kind.PAPER, Medium.COLLECTION),
    "preprint": (Kind.PAPER, Medium.PREPRINT),
    "book": (Kind.BOOK, _UNKNOWN),
    "thesis": (Kind.THESIS, _UNKNOWN),
    "report": (Kind.REPORT, _UNKNOWN),
    "blogPost": (Kind.BLOGPOST, _UNKNOWN),
    "webpage": (Kind.WEBPAGE, _UNKNOWN),
    "forumPost": (Kind.WEBPAGE, _UNKNOWN),
    "presentation": (Kind.PRESENTATION, _UNKNOWN),
    "computerProgram": (Kind.SOFTWARE, _UNKNOWN),
    "dataset": (Kind.DATASET, _UNKNOWN),
    "videoRecording": (Kind.VIDEO, _UNKNOWN),
    "film": (Kind.VIDEO, _UNKNOWN),
    "tvBroadcast": (Kind.VIDEO, _UNKNOWN),
}
_RIS = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "ABST", "INPR"), "journalArticle"),
    **dict.fromkeys(("MGZN", "CTLG"), "magazineArticle"),
    "NEWS": "newspaperArticle",
    **dict.fromkeys(("CONF", "CPAPER"), "conferencePaper"),
    **dict.fromkeys(("CHAP", "ECHAP"), "bookSection"),
    "ENCYC": "encyclopediaArticle",
    "DICT": "dictionaryEntry",
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK", "CLSWK", "SER"), "book"),
    "THES": "thesis",
    **dict.fromkeys(("RPRT", "STAND", "GOVDOC"), "report"),
    "BLOG": "blogPost",
    **dict.fromkeys(("ELEC", "WEB"), "webpage"),
    "SLIDE": "presentation",
    "COMP": "computerProgram",
    **dict.fromkeys(("DATA", "DBASE", "AGGR"), "dataset"),
    "VIDEO": "videoRecording",
    **dict.fromkeys(("MPCT", "ADVS"), "film"),
}
# Number, name and meaning. "Conference Proceedings" is EndNote's type for a paper in proceedings.
_ENDNOTE = (
    (0, "Journal Article", "journalArticle"), (17, "Journal Article", "journalArticle"),
    (43, "Electronic Article", "journalArticle"), (19, "Magazine Article", "magazineArticle"),
    (23, "Newspaper Article", "newspaperArticle"), (10, "Conference Proceedings", "conferencePaper"),
    (47, "Conference Paper", "conferencePaper"), (5, "Book Section", "bookSection"),
    (60, "Electronic Book Section", "bookSection"), (53, "Encyclopedia", "encyclopediaArticle"),
    (52, "Dictionary", "dictionaryEntry"), (6, "Book", "book"), (28, "Edited Book", "book"),
    (44, "Electronic Book", "book"), (49, "Classical Work", "book"), (57, "Serial", "book"), (32, "Thesis", "thesis"),
    (27, "Report", "report"), (46, "Government Document", "report"), (58, "Standard", "report"),
    (56, "Blog", "blogPost"), (12, "Web Page", "webpage"), (9, "Computer Program", "computerProgram"),
    (59, "Dataset", "dataset"), (45, "Online Database", "dataset"), (55, "Aggregated Database", "dataset"),
    (3, "Audiovisual Material", "videoRecording"), (21, "Film or Broadcast", "film"),
)  # fmt: skip
_ENDNOTE_NAMES = {name.casefold(): item_type for _, name, item_type in _ENDNOTE}
# Names that other programs write in EndNote's formats.
_ENDNOTE_NAMES |= {
    "article": "journalArticle", "conference": "conferencePaper", "conference proceeding": "conferencePaper",
    "preprint": "preprint", "dissertation": "thesis", "phd thesis": "thesis", "masters thesis": "thesis",
    "web site": "webpage", "website": "webpage", "electronic source": "webpage", "blog post": "blogPost",
    "presentation": "presentation", "software": "computerProgram",
}  # fmt: skip
_ENDNOTE_NUMBERS = {str(number): item_type for number, _, item_type in _ENDNOTE}
_CSL: Mapping[str, Meaning] = {
    **CSL_TYPES,
    "article": (Kind.PAPER, Medium.PREPRINT),  # in a user's file; a registration agency uses it for anything
    "article-magazine": (Kind.PAPER, Medium.JOURNAL),
    "article-newspaper": (Kind.PAPER, Medium.JOURNAL),
    "entry-encyclopedia": (Kind.PAPER, Medium.COLLECTION),
    "entry-dictionary": (Kind.PAPER, Medium.COLLECTION),
    "entry": (Kind.PAPER, Medium.COLLECTION),
    "post": (Kind.WEBPAGE, _UNKNOWN),
    "standard": (Kind.REPORT, _UNKNOWN),
    "periodical": (Kind.BOOK, _UNKNOWN),
}


def csl_meaning(type_name: str) -> Meaning | None:
    """Return the kind and medium of a CSL type ("paper-conference"), or None."""
    return _CSL.get(type_name)


def ris_meaning(type_name: str) -> Meaning | None:
    """Return the kind and medium of a RIS type ("JOUR"), or None; some programs write Zotero's or EndNote's names."""
    item_type = _RIS.get(type_name.upper(), type_name)
    return ZOTERO_TYPES.get(item_type) or endnote_meaning(type_name)


def endnote_meaning(name: str, number: str = "") -> Meaning | None:
    """Return the kind and medium of an EndNote type, given its name and, in XML, its number; or None."""
    item_type = _ENDNOTE_NAMES.get(name.casefold()) or (_ENDNOTE_NUMBERS.get(number) if not name else None)
    return ZOTERO_TYPES.get(item_type) if item_type else None
