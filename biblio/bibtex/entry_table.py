"""Entry types and fields, as one table that `mapping` reads forwards and `recognition` backwards.

Types and their fields are biblatex's (https://ctan.org/pkg/biblatex, "Entry Types"; the data model that
``biber --validate-datamodel`` checks) and those of the four standard styles (https://ctan.org/pkg/bibtex, btxdoc).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from biblio.model.record import Kind, Medium

__all__ = [
    "DEGREES",
    "FIELD_ORDER",
    "HOUSE_FIELDS",
    "KIND_WORDS",
    "LANGUAGES",
    "MEDIA",
    "REPORT_WORD",
    "TYPES",
    "VENUE_FIELDS",
    "Degree",
    "Meaning",
    "allowed",
]

# The order in which fields are written.
FIELD_ORDER = (
    """
    author title booktitle journal editor series volume number pages publisher school institution organization type
    howpublished year month note isbn doi pmid eprint eprinttype archiveprefix primaryclass url urldate entrysubtype
    langid language key keywords abstract
    """
).split()
_COMMON = frozenset(
    """
    author title year month doi eprint eprinttype archiveprefix primaryclass url urldate entrysubtype langid language
    key keywords abstract pmid
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
    "report": "institution type number",
    "techreport": "institution type number",
    "misc": "howpublished",
    "online": "organization",
    "software": "organization",
    "dataset": "publisher",
}


def allowed(entry_type: str) -> frozenset[str]:
    """Return the fields that an entry type takes."""
    return _COMMON | frozenset(_FIELDS[entry_type].split())


# Where a type keeps the venue of a record, and where the house behind it (publisher, university, site).
VENUE_FIELDS = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle", "inbook": "booktitle"}
HOUSE_FIELDS = {
    "thesis": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "report": "institution",
    "techreport": "institution",
    "online": "organization",
    "software": "organization",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an entry type says about the work."""

    kind: Kind
    medium: Medium = Medium.UNKNOWN


# Read backwards only: every type of btxdoc and biblatex that means something definite. Others are papers of which
# the medium is unknown.
TYPES = {
    "article": Meaning(Kind.PAPER, Medium.JOURNAL),
    "suppperiodical": Meaning(Kind.PAPER, Medium.JOURNAL),
    "inproceedings": Meaning(Kind.PAPER, Medium.PROCEEDINGS),
    "conference": Meaning(Kind.PAPER, Medium.PROCEEDINGS),
    "incollection": Meaning(Kind.PAPER, Medium.COLLECTION),
    "suppcollection": Meaning(Kind.PAPER, Medium.COLLECTION),
    "inbook": Meaning(Kind.PAPER, Medium.COLLECTION),
    "book": Meaning(Kind.BOOK),
    "mvbook": Meaning(Kind.BOOK),
    "booklet": Meaning(Kind.BOOK),
    "collection": Meaning(Kind.BOOK),
    "mvcollection": Meaning(Kind.BOOK),
    "proceedings": Meaning(Kind.BOOK),
    "reference": Meaning(Kind.BOOK),
    "thesis": Meaning(Kind.THESIS),
    "phdthesis": Meaning(Kind.THESIS),
    "mastersthesis": Meaning(Kind.THESIS),
    "report": Meaning(Kind.REPORT),
    "techreport": Meaning(Kind.REPORT),
    "manual": Meaning(Kind.REPORT),
    "online": Meaning(Kind.WEBPAGE),
    "electronic": Meaning(Kind.WEBPAGE),
    "www": Meaning(Kind.WEBPAGE),
    "webpage": Meaning(Kind.WEBPAGE),
    "software": Meaning(Kind.SOFTWARE),
    "dataset": Meaning(Kind.DATASET),
    "data": Meaning(Kind.DATASET),
    "video": Meaning(Kind.VIDEO),
    "movie": Meaning(Kind.VIDEO),
}
# What a thing that is no paper is called: in `howpublished` for classic BibTeX, by its value in `entrysubtype`.
KIND_WORDS = {
    Kind.BLOGPOST: "Blog post",
    Kind.WEBPAGE: "Web page",
    Kind.PRESENTATION: "Slides",
    Kind.VIDEO: "Video",
    Kind.SOFTWARE: "Software",
    Kind.MODEL: "Model",
    Kind.DATASET: "Data set",
}
REPORT_WORD = "Technical report"


@dataclass(frozen=True, slots=True)
class Degree:
    """How a thesis of one degree is written: what gives it away, biblatex's `type`, the classic type, in words."""

    pattern: re.Pattern[str]
    biblatex: str
    classic: str
    word: str
    classic_type: str = ""


# The last one is for a thesis of which nobody says the degree.
DEGREES = (
    Degree(re.compile(r"\bph\.?\s?d\b|doctora|dissertation|博士", re.I), "phdthesis", "phdthesis", "PhD thesis"),
    Degree(re.compile(r"\bmaster|\bm\.?sc\b|修士", re.I), "mathesis", "mastersthesis", "Master's thesis"),
    Degree(re.compile(""), "Thesis", "phdthesis", "Thesis", "Thesis"),
)
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
# Words in a venue's name that tell its medium, for records that do not say.
MEDIA = (
    (
        Medium.PROCEEDINGS,
        "proceedings conference conf workshop symposium meeting advances congress findings colloquium",
    ),
    (Medium.JOURNAL, "journal transactions letters review magazine bulletin annals quarterly communications"),
)
