"""The rules about what a reference says, each with its page."""

from __future__ import annotations

from biblio.check.finding import FindingKind, Severity
from biblio.check.rule import Rule

__all__ = [
    "AUTHORS_DIFFER",
    "AUTHORS_OF_ANOTHER",
    "CORRECTED",
    "COULD_NOT_CHECK",
    "DOI_MISSING",
    "IDENTIFIER_DIFFERS",
    "IDENTIFIER_OF_ANOTHER",
    "IDENTIFIER_UNKNOWN",
    "NOT_FOUND",
    "PAGES_DIFFER",
    "PREPRINT_AS_PUBLISHED",
    "PUBLISHED_SINCE",
    "RETRACTED",
    "RULES",
    "TITLE_DIFFERS",
    "TYPE_DIFFERS",
    "VENUE_DIFFERS",
    "VENUE_UNKNOWN",
    "VERSION",
    "VOLUME_DIFFERS",
    "WITHDRAWN",
    "YEAR_DIFFERS",
]

IDENTIFIER_OF_ANOTHER = Rule(
    "identifier-of-another",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "An identifier that leads to another work.",
    """The DOI, arXiv id or the like resolves, and the work behind it has another title: the reference names two works
at once. Made-up references often carry a real DOI of something else; copied entries keep the DOI of the one before.

What to do: look at both. Where the title and the authors name a work that is known, its own identifier is shown.
Subtitles left out, spelling, and titles in another language are no differences.""",
)
IDENTIFIER_UNKNOWN = Rule(
    "identifier-unknown",
    FindingKind.NOT_FOUND,
    Severity.ERROR,
    "An identifier that nobody registered.",
    """All who might have minted it were asked and know nothing: for a DOI Crossref, DataCite and doi.org itself, for
an arXiv id arXiv. If one of them could not be asked, nothing is said. It is an info where everything else about the
reference is a known work's, that work has no other identifier of the kind, and the DOI's prefix is somebody's:
registers have gaps.

What to do: it is mistyped (look for a lost or doubled character at its end) or made up.""",
)
AUTHORS_OF_ANOTHER = Rule(
    "authors-of-another",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "A title with authors who did not write it.",
    """The title is a known work's, and none of the authors (or hardly one) is among its own: two works were blended,
or the names were made up. Only said where the title is long enough to be nobody else's, or an identifier agrees;
names in other scripts are not held against each other.""",
)
VENUE_UNKNOWN = Rule(
    "venue-unknown",
    FindingKind.NOT_FOUND,
    Severity.WARNING,
    "A venue that nobody knows.",
    """The work is known as a preprint only, and no journal or proceedings of the name that the reference gives is
registered anywhere: the venue was made up, or is written so that nobody recognises it. Workshops, series, publishers
and names of one word are left alone, since many of them register nothing.""",
)
NOT_FOUND = Rule(
    "work-not-found",
    FindingKind.NOT_FOUND,
    Severity.WARNING,
    "A work that nobody knows.",
    """Neither the catalogue nor any service has a work of this title, by these authors or any. The finding says who
was asked. It is an info, no warning, where the venue is not one whose papers the services surely have.

Left alone: theses, reports, books, chapters, software, web pages, works in other languages than English, works before
1995, workshops, and everything while a service that might know it could not be asked.""",
)
COULD_NOT_CHECK = Rule(
    "could-not-check",
    FindingKind.COULD_NOT_CHECK,
    Severity.WARNING,
    "A reference that could not be looked up.",
    """A service that might know the work could not be asked: it did not answer, refused, or told to come back later.
This says nothing about the reference. The run ends with code 4 unless it found something else.

What to do: run the command again later; what was answered is remembered.""",
)
TITLE_DIFFERS = Rule(
    "title-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A title that is not quite the work's.",
    """The authors or the identifier are a work's, and its title differs in a word: "for" became "towards",
"inference" became "reasoning". It is a slip, or a reference from memory (a person's or a program's).

Case, punctuation, hyphens, accents, LaTeX, a subtitle left out, and titles of other versions are no differences.""",
)
AUTHORS_DIFFER = Rule(
    "authors-differ",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "Authors missing, added, misspelt or in another order.",
    """The list does not agree with that of any source: somebody is missing without "and others", somebody is named
who is no author, or the order is another. Family names are compared; initials, accents, transliterations, middle
names and names in two parts are not held against each other.""",
)
YEAR_DIFFERS = Rule(
    "year-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A year that is none of the work's.",
    """A work has several years: of the preprint, online, in print, of the conference. The year lies more than one
year outside all of them.""",
)
VENUE_DIFFERS = Rule(
    "venue-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A venue where the work did not appear.",
    """The work is known, with its place of publication, and that is another one. Venues are compared across acronyms,
abbreviations and series; a journal whose papers are presented at a conference is the same; publishers, series and
workshops say nothing. One of the two must be a venue that is known well.""",
)
PREPRINT_AS_PUBLISHED = Rule(
    "preprint-as-published",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A preprint cited as if it were published.",
    """The work is known as a preprint, and none of the indexes that have the named venue's papers has it there. Only
said of venues that are indexed as a whole, some months after they took place, and if no comment on arXiv names the
venue.""",
)
IDENTIFIER_DIFFERS = Rule(
    "identifier-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A DOI that is not the publication's.",
    """Said where the DOI itself could not be looked up (offline, say): the work is known in the venue that the
reference names, with another DOI. Where it can be looked up, `identifier-unknown` and `identifier-of-another` say
more.""",
)
VOLUME_DIFFERS = Rule(
    "volume-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A volume or number that is not the article's.",
    """The entry's own DOI was looked up, and the journal's volume there is another. Volumes that are written as
years, and numbers of reports, are left alone.""",
)
PAGES_DIFFER = Rule(
    "pages-differ",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "Pages that are not the article's.",
    """The entry's own DOI was looked up, and the article begins on another page. Only plain page numbers of the same
publication are compared: article numbers and preprints' pages are left alone.""",
)
TYPE_DIFFERS = Rule(
    "type-differs",
    FindingKind.WRONG_FIELD,
    Severity.INFO,
    "An entry type that does not fit the work.",
    """A paper from proceedings as @article, or a journal's article as @inproceedings, by the entry's own DOI.""",
)
DOI_MISSING = Rule(
    "identifier-missing",
    FindingKind.WRONG_FIELD,
    Severity.INFO,
    "A DOI or arXiv id that could be added.",
    """The work is known without a doubt, and its entry names no identifier. `--fix` adds the published one where
nothing about the entry differs, and the arXiv id to preprints.""",
)
VERSION = Rule(
    "version-differs",
    FindingKind.WRONG_FIELD,
    Severity.INFO,
    "A version of a preprint that is old or does not exist.",
    """The entry names a version of an arXiv paper. A version that does not exist yet is mistyped; of an old one it is
said that there is a newer one, since results may have changed.""",
)
PUBLISHED_SINCE = Rule(
    "published-since",
    FindingKind.LIFE,
    Severity.INFO,
    "A preprint that has been published since.",
    """The entry cites a preprint, and the work has appeared in a journal or in proceedings. The new entry is shown,
with both identifiers kept. `--fix --review` puts it in the place of the old fields; everything else in the entry
stays.""",
)
RETRACTED = Rule(
    "retracted",
    FindingKind.LIFE,
    Severity.ERROR,
    "A work that has been retracted, or is under concern.",
    """Sources: Crossref's notices, Retraction Watch's among them, the mark in the publisher's title, and OpenAlex
where it is asked. An expression of concern is a warning. The finding names the notice and its date.

What to do: do not rest anything on it. If the retraction itself is the subject, silence the finding with a comment.""",
)
WITHDRAWN = Rule(
    "withdrawn",
    FindingKind.LIFE,
    Severity.ERROR,
    "A work that its authors or publisher have withdrawn.",
    """arXiv keeps withdrawn papers listed, and only the comment says so, in the authors' own words, which are
shown.""",
)
CORRECTED = Rule(
    "corrected",
    FindingKind.LIFE,
    Severity.INFO,
    "A work that has been corrected.",
    """The publisher has issued a correction or an erratum: look whether it touches
what you cite. Sources are those of `retracted`.""",
)
RULES = (
    IDENTIFIER_OF_ANOTHER, IDENTIFIER_UNKNOWN, AUTHORS_OF_ANOTHER, VENUE_UNKNOWN, NOT_FOUND, COULD_NOT_CHECK,
    TITLE_DIFFERS, AUTHORS_DIFFER, YEAR_DIFFERS, VENUE_DIFFERS, PREPRINT_AS_PUBLISHED, IDENTIFIER_DIFFERS,
    VOLUME_DIFFERS, PAGES_DIFFER, TYPE_DIFFERS, DOI_MISSING, VERSION, PUBLISHED_SINCE, RETRACTED, WITHDRAWN,
    CORRECTED,
)  # fmt: skip
