"""Entry types and fields, as one table that `record_to_entry` reads forwards and `entry_to_record` backwards.

Types and their fields are biblatex's (https://ctan.org/pkg/biblatex, "Entry Types"; the data model that
``biber --validate-datamodel`` checks) and those of the four standard styles (https://ctan.org/pkg/bibtex, btxdoc).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from biblio.model.record import Kind, Medium
from biblio.text import fold

__all__ = [
    "DEGREES",
    "ENTRY_MEANINGS",
    "FIELD_ORDER",
    "HOUSE_FIELDS",
    "KIND_WORDS",
    "LANGUAGES",
    "MEDIUM_WORDS",
    "OLD_KIND_WORDS",
    "REPORT_WORD",
    "STATE_WORDS",
    "TYPE_CODES",
    "TYPE_WORDS",
    "VENUE_FIELDS",
    "VERBATIM_FIELDS",
    "Degree",
    "EntryMeaning",
    "allowed_fields",
    "is_preprint_server",
    "keeps_day",
    "kind_of_words",
]

# The order in which fields are written.
FIELD_ORDER = (
    """
    author title booktitle journal editor series volume number pages publisher school institution organization type
    howpublished date year month day note isbn doi pmid eprint eprinttype eprintclass archiveprefix primaryclass url
    urldate entrysubtype langid language key keywords abstract
    """
).split()
_COMMON = frozenset(
    """
    author title date year month day doi eprint eprinttype eprintclass archiveprefix primaryclass url urldate
    entrysubtype langid language key keywords abstract pmid
    """.split()
)
_IN_BOOK = "booktitle editor series volume number pages publisher isbn"
_FIELDS = {
    "article": "journal editor series volume number pages",
    "inproceedings": _IN_BOOK,
    "incollection": _IN_BOOK,
    "inbook": _IN_BOOK,
    "book": "editor series volume number publisher isbn",
    "collection": "editor series volume number publisher isbn",
    "booklet": "howpublished",
    "thesis": "institution type",
    "phdthesis": "school type",
    "mastersthesis": "school type",
    "techreport": "institution type number",
    "misc": "howpublished",
    "online": "organization",
    "software": "organization",
    "dataset": "publisher",
}


def allowed_fields(entry_type: str) -> frozenset[str]:
    """Return the fields that are written for an entry type."""
    return _COMMON | frozenset(_FIELDS[entry_type].split())


# Types that classic BibTeX does not know: it reads their entries not at all, or without most of their fields.
_OF_BIBLATEX_ALONE = frozenset({"collection", "dataset", "online", "software", "thesis"})


def keeps_day(entry_type: str) -> bool:
    """Whether entries of a type are dated to the day: preprints, and what only biblatex has a type for."""
    return entry_type == "misc" or entry_type in _OF_BIBLATEX_ALONE


# The field of a type for a record's venue, and for the organisation that publishes it (publisher, university, site).
VENUE_FIELDS = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle", "inbook": "booktitle"}
HOUSE_FIELDS = {
    "thesis": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "techreport": "institution",
    "online": "organization",
    "software": "organization",
}


@dataclass(frozen=True, slots=True)
class EntryMeaning:
    """The kind and medium of the works that an entry type is for."""

    kind: Kind
    medium: Medium = Medium.UNKNOWN


# For reading only: every type of btxdoc and biblatex with a definite meaning. Others are papers of unknown medium.
ENTRY_MEANINGS = {
    "article": EntryMeaning(Kind.PAPER, Medium.JOURNAL),
    "suppperiodical": EntryMeaning(Kind.PAPER, Medium.JOURNAL),
    "review": EntryMeaning(Kind.PAPER, Medium.JOURNAL),
    "inproceedings": EntryMeaning(Kind.PAPER, Medium.PROCEEDINGS),
    "conference": EntryMeaning(Kind.PAPER, Medium.PROCEEDINGS),
    "incollection": EntryMeaning(Kind.PAPER, Medium.COLLECTION),
    "suppcollection": EntryMeaning(Kind.PAPER, Medium.COLLECTION),
    "inbook": EntryMeaning(Kind.PAPER, Medium.COLLECTION),
    "book": EntryMeaning(Kind.BOOK),
    "mvbook": EntryMeaning(Kind.BOOK),
    "booklet": EntryMeaning(Kind.BOOK),
    "collection": EntryMeaning(Kind.BOOK),
    "mvcollection": EntryMeaning(Kind.BOOK),
    "proceedings": EntryMeaning(Kind.BOOK),
    "reference": EntryMeaning(Kind.BOOK),
    "thesis": EntryMeaning(Kind.THESIS),
    "phdthesis": EntryMeaning(Kind.THESIS),
    "mastersthesis": EntryMeaning(Kind.THESIS),
    "report": EntryMeaning(Kind.REPORT),
    "techreport": EntryMeaning(Kind.REPORT),
    "manual": EntryMeaning(Kind.REPORT),
    "online": EntryMeaning(Kind.WEBPAGE),
    "electronic": EntryMeaning(Kind.WEBPAGE),
    "www": EntryMeaning(Kind.WEBPAGE),
    "webpage": EntryMeaning(Kind.WEBPAGE),
    "software": EntryMeaning(Kind.SOFTWARE),
    "dataset": EntryMeaning(Kind.DATASET),
    "data": EntryMeaning(Kind.DATASET),
    "video": EntryMeaning(Kind.VIDEO),
    "movie": EntryMeaning(Kind.VIDEO),
}
# What to call works that are not papers: in `entrysubtype` where biblatex has a type for them, else in `howpublished`.
# There Zotero's import passes over a word of fewer than seven letters ("Slides").
KIND_WORDS = {
    Kind.BLOGPOST: "Blog post",
    Kind.WEBPAGE: "Web page",
    Kind.PRESENTATION: "Presentation slides",
    Kind.VIDEO: "Online video",
    Kind.SOFTWARE: "Software",
    Kind.MODEL: "Machine learning model",
    Kind.DATASET: "Data set",
}
# As earlier versions wrote them, and people do: for reading only.
OLD_KIND_WORDS = {
    "Slides": Kind.PRESENTATION,
    "Presentation": Kind.PRESENTATION,
    "Video": Kind.VIDEO,
    "Model": Kind.MODEL,
    "Thesis": Kind.THESIS,
}
REPORT_WORD = "Technical report"


@dataclass(frozen=True, slots=True)
class Degree:
    """How a thesis of one degree is written.

    `pattern` recognises it in a record's text; `classic` is the entry type, which biblatex knows too; `word` is what it
    is called. `type_field` is the `type` where the entry type does not say the degree: then biblatex's @thesis is used.
    """

    pattern: re.Pattern[str]
    classic: str
    word: str
    type_field: str = ""


# The last one is for a thesis whose degree is unknown.
DEGREES = (
    Degree(re.compile(r"\bph\.?\s?d\b|doctora|dissertation|博士", re.I), "phdthesis", "PhD thesis"),
    Degree(re.compile(r"\bmaster|\bm\.?sc\b|修士", re.I), "mastersthesis", "Master's thesis"),
    Degree(re.compile(""), "phdthesis", "Academic thesis", "Thesis"),
)
# biblatex's codes in `type`, and the entry types that say the same to more programs.
TYPE_CODES = {"phdthesis": "phdthesis", "mathesis": "mastersthesis", "techreport": "techreport"}
# Its codes that no entry type says, and what it prints for them (english.lbx); a patent alone is one by its entry type.
TYPE_WORDS = {
    "bathesis": "Bachelor's thesis", "candthesis": "Candidate thesis", "resreport": "research report",
    "software": "computer software", "datacd": "CD-ROM", "audiocd": "audio CD", "patent": "",
    "patreq": "patent request",
    **{
        f"{code}{country}": f"{nation} {words}"
        for code, words in (("patent", "patent"), ("patreq", "patent request"))
        for country, nation in zip(
            ("de", "eu", "fr", "uk", "us"), ("German", "European", "French", "British", "U.S."), strict=True
        )
    },
}  # fmt: skip
# Its codes in `pubstate`, and their words.
STATE_WORDS = {
    "inpreparation": "in preparation", "submitted": "submitted", "forthcoming": "forthcoming", "inpress": "in press",
    "prepublished": "pre-published",
}  # fmt: skip
# ISO 639-1 code → the name that babel and polyglossia know. English is every style's default and never written.
LANGUAGES = {
    "ar": "arabic",
    "de": "ngerman",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "he": "hebrew",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
    "uk": "ukrainian",
    "zh": "chinese",
}
# Words in a venue's name that give its medium, for records without one.
MEDIUM_WORDS = (
    (
        Medium.PROCEEDINGS,
        "proceedings conference conf workshop symposium meeting advances congress findings colloquium",
    ),
    (Medium.JOURNAL, "journal transactions letters review magazine bulletin annals quarterly communications"),
)
# biblatex's verbatim and uri fields, and those that hold codes: TeX never typesets them as text, so an escape would
# become part of the value. Classic styles pass `url` and `doi` to \url and \doi, which read them verbatim too.
VERBATIM_FIELDS = frozenset(
    """
    archiveprefix crossref date doi entryset eprint eprintclass eprinttype eventdate file ids isbn issn langid origdate
    pdf pmid primaryclass related sortkey url urldate urlraw verba verbb verbc xref
    """.split()
)
_KINDS = {
    **{fold(word): kind for kind, word in KIND_WORDS.items()},
    **{fold(word): kind for word, kind in OLD_KIND_WORDS.items()},
    **{fold(degree.word): Kind.THESIS for degree in DEGREES},
    fold(REPORT_WORD): Kind.REPORT,
}


def kind_of_words(words: str) -> Kind | None:
    """Return the kind of work that `entrysubtype` or `howpublished` names in words, None if they name none."""
    return _KINDS.get(fold(words))


_PREPRINT_SERVER = re.compile(
    r"(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|preprints? org|openreview|research square)\b", re.IGNORECASE
)


@lru_cache(maxsize=1024)  # the same venues come up again and again
def is_preprint_server(venue: str) -> bool:
    """Whether a venue's name is that of a preprint server ("CoRR", "arXiv preprint arXiv:2401.01234")."""
    return bool(_PREPRINT_SERVER.match(fold(venue)))
