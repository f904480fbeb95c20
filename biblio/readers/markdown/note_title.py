"""Find the title of a note that is a whole file, and what stands beside it.

It is in the front matter, the heading, the name of the file, or a link.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from biblio.readers.markdown.byline import Byline, read_venue
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.citation_forms import read_title_line
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.kind_names import read_kind_name
from biblio.readers.markdown.note_file_names import FileName, read_file_name
from biblio.readers.markdown.note_header import NoteHeader
from biblio.readers.markdown.paper_links import PaperLinkSign
from biblio.readers.markdown.properties import CITEKEY
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value, text_values
from biblio.readers.markdown.review_titles import speaks_of_unnamed_work, without_review_label
from biblio.readers.markdown.section_names import is_generic
from biblio.readers.markdown.title_credits import read_title_credits, without_arxiv_label
from biblio.readers.markdown.title_imprint import read_imprint
from biblio.readers.markdown.title_parts import add_byline, split_title
from biblio.readers.markdown.title_shape import TitleShape, is_long_in_east_asian, title_shape
from biblio.readers.markdown.titles_above_names import people_in_line
from biblio.text import fold, unique_words

__all__ = ["NoteTitle", "read_note_title"]

# "Notes on Learning to See in the Dark", but not "Notes on the Synthesis of Form"
_NOTES_ON = re.compile(
    r"(?:(?:my|some|reading|paper)\s)*(?:notes?|summary|thoughts)\s(?:on|of|about|for)\s(?P<title>(?!The\s)[A-Z]\S*(?:\s\S+){3,})",
    re.IGNORECASE,
)
_NAMES_BEHIND = re.compile(r"(?<=\S)_(?P<names>[^\W\d_][^\d_]{1,80})$")
_YEAR_FIRST = re.compile(r"^(?P<year>(?:19|20)\d{2})[\s_:.,-]+(?=[^\W\d_]\S*\s)")
_TOPIC = re.compile(r"[\[【](?P<label>[^\[\]【】]{2,60})[\]】]\s*[:：-]?\s*(?=\S)")
# "(R-CNN) Rich feature hierarchies for accurate object detection"
_NICKNAME = re.compile(r"[(（](?P<name>[A-Za-z][\w.+-]{0,20}[A-Z\d][\w.+-]{0,20})[)）]\s+(?=\S)")
_LONG = 4  # words behind a nickname
_FEWEST_WORDS = 2  # of a title behind a label
_LONGEST_NAME = 2  # words of the name of a file that is no title
_SHORTEST_TITLE = 5
# "1 Lamps", "Chap. 2: Wicks": parts of a page
_PART = re.compile(
    r"\W*(?:(?:chapter|chap|ch|part|lecture|section|unit|week)\b\.?\s*)?\d{1,2}(?:[.):]\d*)*[\s:]", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.[A-Za-z]{3,4}$")
_ADDRESS = re.compile(r"<?https?://[^\s<>]+>?")
_FARTHEST = 8  # lines
_LINES_OF_A_LINK = 2  # a heading, and the link below it
_BULLET = re.compile(r"^\s*[-*+]\s+")
_MARKUP = re.compile(r"[#>|*+`$<!\[-]|\d+[.)]\s|\w+:")
_LONGEST_REST, _MOST_LINES = 100, 3


@dataclass(frozen=True, slots=True)
class NoteTitle:
    """The title of a note, other readings of it, and the authors, venue and year beside it."""

    title: str = ""
    kind: str = ""  # of "book - Ada Poe - Lanterns in the Fog"
    other_titles: tuple[str, ...] = ()
    byline: Byline = field(default_factory=Byline)


def read_note_title(header: NoteHeader) -> NoteTitle:
    """Return the title of the front matter, the heading or the file name, in this order, with what stands beside it.

    A reference below the heading comes before the heading, and a name that looks like a title before a heading that
    does not.
    """
    metadata, name, citation = header.metadata, header.page.file_name, header.citation
    if (named_author := header.credits_by_name) and not metadata.authors:
        return NoteTitle(named_author.title, "", metadata.other_titles, named_author.byline)
    if header.reference and header.reference.title:
        is_other = metadata.title and not _is_title_and_more(metadata.title, header.reference.title)
        is_other = is_other and header.reference_as_title is None
        title = metadata.title if is_other else header.reference.title
        if fold(citation.title) == fold(title):
            title = citation.title  # the heading has its capitals, which references may lack
        return NoteTitle(title, "", metadata.other_titles, header.reference.byline)
    heading = "" if header.title is None or is_generic(header.title.text) else citation.title + _rest_of_heading(header)
    # "title: roe_2008" above "# A primer on lamps" is the key of the work.
    written = "" if heading and CITEKEY.fullmatch(metadata.title) else metadata.title
    title, byline = written or heading or name.title, citation.byline
    if header.reference:
        byline = add_byline(byline, header.reference.byline)
    other_titles = [*metadata.other_titles, *(citation.other_titles if heading else ())]
    if header.title_of_folder and not written:
        title, other_titles = header.title_of_folder, [*other_titles, heading]
    if not written and _is_better(name.title, heading, header):
        title, other_titles = name.title, [*other_titles, heading]
    if not written and (annotated := _annotated_file(header)):
        title, byline = annotated.title, add_byline(byline, Byline(authors=annotated.authors, year=annotated.year))
        other_titles = [*other_titles, name.title]
    names = (name.title, *name.other_titles)
    if not written and speaks_of_unnamed_work(heading):
        # "A review of a book about lamps", in the file that is called as the book
        named_by_file = next((other for other in names if _may_be_title(other)), "")
        title, other_titles = named_by_file or title, [*other_titles, heading] if named_by_file else other_titles
    if header.identifiers and not (written or heading):
        names = tuple(itertools.filterfalse(_is_only_a_name, names))
        title = title if title in names else ""
    title = without_arxiv_label(title or _line_above_address(header) or _number_as_title(header))
    if named := read_kind_name(title):
        title, byline = named.title, add_byline(byline, Byline(authors=named.authors, et_al=named.et_al))
    if match := _YEAR_FIRST.match(title):
        title = title[match.end() :]
        byline = byline._replace(year=byline.year or int(match["year"]))
    credited = read_title_credits(title, header.citekey)
    if credited and _may_be_credits(credited.byline.authors, metadata.authors):
        return NoteTitle(credited.title, "", metadata.other_titles, credited.byline)
    if not metadata.authors and (read := read_title_line(title)):
        title, byline = read.title, read.byline
    # "A review" is a work too; beside a link to the paper, or a tag, the word is about the page.
    is_review = metadata.is_literature or any(item.sign is not PaperLinkSign.TITLE for item in header.paper_link_signs)
    if not (metadata.title and metadata.authors and metadata.venue):  # else the title of a citation, word by word
        title = header.reviewed_title or without_review_label(title, is_review=is_review)
    match = _NOTES_ON.fullmatch(title) if is_review or header.own_links else None
    if match and title_shape(match["title"]) is TitleShape.WORK:
        title, other_titles = match["title"], [*other_titles, title]
    bare, byline = _without_topic(title, byline)
    if bare != title:
        title, other_titles = bare, [*other_titles, title]
    if not title:
        other_titles += (other for other in names if other in name.other_titles)
    # "[Attention Is All You Need](https://…)" below a heading in the user's words.
    labels = [link.label for link in header.own_links if len(re.findall(r"[^\W\d_]{2,}", link.label)) > 1]
    labels += [
        item.link.label
        for item in header.paper_link_signs
        if item.sign is PaperLinkSign.LABEL
        or (item.sign is PaperLinkSign.TITLE and _goes_on(item.link.label, title, header))
    ]
    labels = [label for label in labels if role_of_label(label) is None and not is_generic(label)]
    is_named = labels and title_shape(title) is TitleShape.NONE and title_shape(labels[0]) is TitleShape.WORK
    if is_named or (labels and _goes_on(labels[0], title, header)):
        # "What lamps are" on the paper that it names, "Lamps" on "Lamps – …"
        title, labels = labels[0], [title, *labels]
    other_titles += labels
    title, *other_titles = (_without_authors_behind(one, metadata.authors) for one in (title, *other_titles))
    others = unique_words(other for other in other_titles if other and fold(other) != fold(title))
    kind = named.kind if named else name.kind
    return NoteTitle(title, kind, others, _with_reference(byline, header, title))


def _without_authors_behind(title: str, authors: Sequence[str]) -> str:
    """Return a title without the family names behind it, as files are called: "Lamps at sea_Roe, Poe".

    `authors` are those that the page has.
    """
    match = _NAMES_BEHIND.search(title)
    known = {word for name in authors for word in fold(name).split()}
    names = re.split(r"[,&、]", match["names"]) if match else []
    return title[: match.start()] if match and all(fold(name) in known for name in names) else title


def _annotated_file(header: NoteHeader) -> FileName | None:
    """Return what the name of the file says that a note of Obsidian's Annotator is on, if it has a title of a work.

    The note may have any name ("Lamps Book Notes", "Chapter 3"); its work is the file.
    """
    targets = (prop for prop in header.page.front_matter.properties if prop.key.casefold() == "annotation-target")
    path = next((text for prop in targets for text in text_values(prop.value)), "")
    base = path.strip("[]").rpartition("/")[2]
    if "://" in path or not base:
        return None
    named = read_file_name(_SUFFIX.sub("", base) + ".md")
    titles = (title for title in (named.title, *named.other_titles) if len(title.split()) >= _FEWEST_WORDS)
    title = next(titles, "")
    return replace(named, title=title) if title else None


def _goes_on(label: str, title: str, header: NoteHeader) -> bool:
    """Return whether a link begins with the title in the heading and goes on, on a page that has nothing else."""
    is_all = header.page.written_lines <= _LINES_OF_A_LINK and not header.metadata.title
    return is_all and bool(title) and fold(label).startswith(f"{fold(title)} ")


def _may_be_title(name: str) -> bool:
    return len(name.split()) > _LONGEST_NAME and title_shape(name) is not TitleShape.NONE


def _is_only_a_name(name: str) -> bool:
    """Return whether a file is called as anything may be ("week 12", "n10", "foo-bar"): no claim about its work.

    Beside an identifier that the person wrote, such a name would only contradict it. "SwiftPie" may be a title's
    beginning, and so is a long name in Chinese.
    """
    if is_long_in_east_asian(name):
        return False
    return len(name.split()) <= _LONGEST_NAME and title_shape(name) not in {TitleShape.WORK, TitleShape.SYSTEM}


def _number_as_title(header: NoteHeader) -> str:
    """Return the name of a file such as "1984.md" whose page says who wrote its work; else it may be a year's diary."""
    stem = header.page.relative_path.rpartition("/")[2].rpartition(".")[0]
    return stem if stem.isdecimal() and len(stem) <= _LONG and header.metadata.authors else ""


def _line_above_address(header: NoteHeader) -> str:
    """Return the first line of a page without a heading, if it looks like a title and an address is all below it."""
    if header.title is not None or not header.own_links:
        return ""
    written = [_BULLET.sub("", line).strip() for line in header.page.masked_lines[:_FARTHEST] if line.strip()]
    if len(written) > 2 and canonical_key(written[1].strip(" :：")) in ("url", "paper"):
        del written[1]  # "- A primer on lamps", "- URL", "https://…"
    if len(written) < 2 or _MARKUP.match(written[0]) or not _ADDRESS.fullmatch(written[1]):
        return ""
    names = (header.page.file_name.title, *header.page.file_name.other_titles)
    named = {fold(re.sub(r"[-_]+", " ", name)) for name in names}
    is_title = title_shape(written[0]) is TitleShape.WORK or fold(written[0]) in named
    return written[0] if is_title else ""


def _is_title_and_more(written: str, title: str) -> bool:
    """Return whether `written` is a title, or begins like it and goes on with its venue: "A primer. JAMA. 2017"."""
    words = fold(written)
    if words == fold(title):
        return True
    parts = [fold(part) for part in (title, title.partition(":")[0])]
    starts = [part for part in parts if len(part.split()) >= _LONG and words.startswith(f"{part} ")]
    return bool(starts) and ("|" in written or re.search(r"\d{4}", words[len(starts[0]) :]) is not None)


def _may_be_credits(found: Sequence[str], stated: Sequence[str]) -> bool:
    """Return whether names beside a title can be its authors: one of those that properties state, if they do."""
    words = {word for name in stated for word in fold(name).split()}
    return not stated or bool(words & {word for name in found for word in fold(name).split()})


def _without_topic(title: str, byline: Byline) -> tuple[str, Byline]:
    """Return a title without the labels before it, and the venue and year in brackets: "[Vision] A primer (CVPR 2016)".

    A label of one short word may be part of the title ("[Re] A primer").
    """
    bare = title
    while match := _TOPIC.match(bare):
        place = read_venue(match["label"])
        rest = bare[match.end() :]
        if not place and (len(match["label"]) < _SHORTEST_TITLE or len(rest.split()) < _FEWEST_WORDS):
            break
        if place:
            byline = add_byline(byline, Byline(venue=place.venue, year=place.year, month=place.month))
        bare = rest
    if bare.endswith((")", "]", "）", "】")):
        parts = split_title(bare)
        if parts.byline.venue or parts.byline.year:
            bare, byline = parts.title, add_byline(byline, parts.byline)
    if (imprint := read_imprint(bare)) and imprint.byline.venue:
        bare, byline = imprint.title, add_byline(byline, imprint.byline)
    if (match := _NICKNAME.match(bare)) and len(bare[match.end() :].split()) >= _LONG:
        bare = bare[match.end() :]
    return bare, byline


def _rest_of_heading(header: NoteHeader) -> str:
    """Return the lines below a heading that continue it, as in pages that broke long titles; they begin with a blank.

    The name of the file or of its folder, which is made from the title, shows that the heading is the beginning of one.
    """
    page, heading = header.page, header.title
    if heading is None or "](" in heading.text:
        return ""
    names = [page.file_name.title, *page.relative_path.split("/")[-2:-1]]
    start = fold(heading.text)[:20]
    if not any(fold(name).startswith(start) or start.startswith(fold(name)[:20]) for name in names if len(name) > 3):
        return ""
    rest: list[str] = []
    for line in page.masked_lines[heading.row + 1 :]:
        if not line.strip() or not line.strip("= "):  # a line below the heading makes it one
            break
        rest.append(line.strip())
    is_plain = all(len(line) < _LONGEST_REST and not _MARKUP.match(line) and "](" not in line for line in rest)
    is_plain = is_plain and not any(map(people_in_line, rest))
    is_sentence = bool(rest) and rest[-1][-1] in ".。!！;；,、:："
    return (
        " ".join(["", *map(plain_value, rest)]) if 0 < len(rest) <= _MOST_LINES and is_plain and not is_sentence else ""
    )


def _is_better(name: str, heading: str, header: NoteHeader) -> bool:
    """Return whether the name of a file looks like a title and its heading does not ("# Summary of it").

    In vaults the name is the title, and "# 1 Lamps", "# 2 Wicks" or "# Oil", "# Fog" are the parts of the page.
    """
    if not (name and heading) or header.citation.links or header.citation.byline.is_citation:
        return False
    tops = [other.text for other in header.page.headings if other.level == 1]
    are_parts = len(tops) > _LONG and all(map(_PART.match, tops))
    if (
        len(tops) > 1
        and (len(name.split()) > 1 or are_parts)
        and not set(fold(name).split()) & set(fold(heading).split())
    ):
        if sum(_PART.match(text) is not None for text in tops) > 1 and _PART.match(heading):
            return True
        if TitleShape.WORK is not title_shape(heading) and title_shape(name) is not TitleShape.NONE:
            return True
    return title_shape(name) is TitleShape.WORK and title_shape(heading) is not TitleShape.WORK


def _with_reference(byline: Byline, header: NoteHeader, title: str) -> Byline:
    """Return `byline`, or that of a reference with this title which is the words of the link to the work."""
    if byline.authors or header.metadata.authors:
        return byline
    for link in header.paper_links:
        if len(link.label) > len(title) + 10 and fold(title)[:30] in fold(link.label):
            citation = read_citation(link.label, {}, line=link.line)
            if citation.byline.authors and fold(citation.title) == fold(title):
                return citation.byline._replace(year=citation.byline.year or byline.year)
    return byline
