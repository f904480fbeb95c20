"""Read one line of a reading list: its title, the byline after the title, and its links with their roles.

A title is marked (by bold type, as the words of a link, by quotes), or else it is the text before the links:
"Title [[arXiv](…)] [[code](…)]", "[Title](…) - Authors, *Venue 2023*", "**Title.** *Authors.* Venue 2020. [[pdf](…)]",
'Authors, "Title", Venue 2016', "Authors (2017). Title. Venue." The text of a line in none of these forms is kept whole,
because a title cut short would match the wrong work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.extract.venue_names import full_name
from biblio.model.identifiers import Identifier, isbn
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.author_emphasis import without_author_emphasis
from biblio.readers.markdown.byline import (
    NO_BYLINE,
    Byline,
    VenueDate,
    are_ordinary_words,
    is_person_name,
    read_byline,
    read_venue,
)
from biblio.readers.markdown.citation_forms import (
    QUOTED,
    are_people_and_place,
    is_family_before_title,
    is_whole_title,
    read_reference,
    read_title_line,
    read_unmarked,
)
from biblio.readers.markdown.citation_prefix import behind_label, is_assignment, is_paper_label, read_prefix
from biblio.readers.markdown.inline import identifier_of, is_local_file, role_of_host, role_of_label
from biblio.readers.markdown.latex_in_citations import without_latex
from biblio.readers.markdown.link_placeholders import (
    LINK_GROUP,
    PLACEHOLDER,
    PLACEHOLDER_RANGE,
    PlaceholderText,
    placeholders_in,
)
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.quoted_titles import read_quoted_title
from biblio.readers.markdown.title_links import leads_to_item, leads_to_pdf, leads_to_site, with_pages
from biblio.readers.markdown.title_parts import add_byline, read_citation_label, split_title
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.plain_reference import begins_with_bold_name
from biblio.readers.reference_authors import authors_at_start
from biblio.readers.scripts import letters_for_marks, marks_for_letters
from biblio.text import fold, is_han_or_kana

__all__ = ["CitationLine", "citation_on_page", "is_own_label", "isbns_in", "read_citation"]

# "**Deaths (2023):** 238,000", "**Rate:** `12 / 7`": a figure with its label, and no title; a year is none.
_VALUE = re.compile(r"\s*[~≈<>≤≥+$€£`*]*\s?(?!(?:19|20)\d\d\b)\d[\d.,]*\s?(?:[%‰]|$|[(*/`–-]|per\b|of\b)")
# A title whose link was never filled in: "[A primer on links]()".
_WITHOUT_TARGET = re.compile(r"\[(?P<title>[^\[\]\n]{8,})\]\(\s*\)")
# The same in HTML: '<a href="">"A primer on links,"</a>'
_EMPTY_ANCHOR = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*(?:\"\s*#?\"|'\s*#?')[^<>]*>(?P<words>[^<>]{3,400})</a\s*>", re.IGNORECASE
)
# "Jane Roe, ["A primer on links"]()": the title within a line, by its quotation marks or emphasis.
_MARKED_WITHOUT_TARGET = re.compile(r"(?<=\S\s)\[(?P<words>(?P<mark>[\"“„«]|[*_]{1,2})[^\[\]\n]{3,300})\]\(\s*\)")
_EMPTY_TARGET = re.compile(r"\]\(\s*\)")
# "《[A primer](…)》", '"[A primer](…)"'
_QUOTED_LINK = re.compile(
    r"\A(?P<lead>\W{0,8}?)[\"“„«《「『]\s?(?P<link>\[[^\[\]\n]{4,300}\]\([^()\s]{1,500}\))\s?[\"”“»》」』]"
)
_KIND_BEHIND = re.compile(r"[\[(【（][^\[\]()【】（）\n]{1,30}[\])】）]?")  # "A primer: https://… (paper)"
_PLACE_LINK = re.compile(r"(?:\*\*|[*_])?\[[^\[\]\n]*\]\((?:#|[^()\s./]*\))")
_FIRST_AUTHOR = re.compile(r"(?P<name>[^\W\d_][^\W\d_'’-]+)(?:,?\s(?:et\.?\sal\.?)|\+)[,.:]?")
# "Roe and Poe (2015). Journal of Motion."
_CITED_AND_PLACED = re.compile(r"(?P<cited>.{3,120}?[(\[](?:19|20)\d\d[a-z]?[)\]])[\s.,:]+(?P<place>\S.{1,100})")
# "A primer *CVPR 2018*", "A primer `CVPR 2018`"
_PLACE_BEHIND = re.compile(r"(?<=[^\s.,;:–—-])\s+(?P<mark>\*\*|__|[*_`])(?P<place>[^*_`\n]{3,60})(?P=mark)[\s.]*$")
_CAPITALISED = re.compile(r"[A-Z][\w&'’.-]*(?:\s(?:[A-Z&][\w&'’.-]*|of|on|and|the|in|for|de|der|für|et)){0,8}")
# "DQN paper", "Transformer paper", not "arXiv paper" or "Conference paper".
_NAMED_PAPER = re.compile(
    r"(?:[Tt]he\s)?(?P<name>[A-Z]?[\w.+-]{0,60}(?:[a-z][A-Z]|[A-Z]{2}|[A-Z]-?[\dA-Z])[\w.+-]{0,60})\s(?i:paper|article|preprint|论文|論文)"
)
# "9, no. 6 (1993): 3‑7", with the hyphen that breaks no line, as Zotero's French styles write ranges
_UNBROKEN_RANGE = re.compile(r"(?<=\w)‑(?=\d)")
# "Roe, J., & Poe, M. (Eds.). (2014)." before a linked title
_DATED_HEAD = re.compile(r"\((?:19|20)\d\d[a-z]?\)\.?$")
# "Nagel, 'What is it like to be a lamp?' [pdf](…)": a title behind a name, with apostrophes inside
_SINGLE_QUOTED = re.compile(
    r"(?:(?<=[^\W\d_.][,.:]\s)|(?<=\d\)[,.:]\s))'(?P<title>(?=\S)(?:[^'\"“”\n]|(?<=\w)'(?=\w)){3,200}?[^\s'])'(?=[\s,.;:(\[]|$)"
)
_HANDOUT = re.compile(r"handouts?(?:\W+\w+){0,3}\W*", re.IGNORECASE)
# "Lucretius, *On the nature of lamps* [pdf](…)"
_NAME_AND_ITALICS = re.compile(
    r"(?P<name>[^\W\d_a-z][^\W\d_]+),\s(?P<mark>[*_])(?P<title>[^*_\"“”\n]{4,200})(?P=mark)"
    r"(?=[,.]?\s(?:(?:chs?|pp?|chapters?|pages)\b\.?[^\[\n]{1,20}\s)?\[)"
)
_LABEL = re.compile(r"(?:\*\*|__)?(?P<key>[^\W\d_]{2,12}(?:\(s\))?)(?:\*\*|__)?\s?[:：]")
_NO_TITLES_BEHIND = frozenset({"authors", "year", "tags"})
_SEVERAL_PARTS = re.compile(r"[\"“”«»]|(?<=[^\W\d_]{2})\.\s")
_NUMBER_BEFORE = re.compile(r"^\d{1,3}[.)]\s+(?=[^\W\d_]+\s)")  # "**1. A primer**"
_BRACKET_BEFORE = re.compile(r"^\[[^\[\]]{1,30}\]\s+(?=\w)")
_BEFORE_PLACEHOLDER = re.compile(rf"\s*(?={PLACEHOLDER})")
_PLACEHOLDER_AND_BLANKS = re.compile(rf"{PLACEHOLDER}\s*")
_IN_BRACKET = re.compile(rf"[\s.,:]*\[\s?{PLACEHOLDER}")
_EAST_ASIAN_MARKS = ("《", "『", "〈", "「")
_CLOSING = {'"': '"”', "“": '”"', "„": "“”", "«": "»"}
# Beside author and title, the prefix and the check digit say what 13 digits are: "(Lamp Press, 1991; 978-0415304436)".
_ISBN = re.compile(r"(?<![\w/.:=-])97[89](?:[ -]?\d){10}(?![\w-]|[.:]\d)")
_DASH_AT_END = re.compile(r"\s[-–—]\s*$")  # "Jane Roe and Max Poe - *[A primer](https://…)*"
_CREDITED = re.compile(r"\s*(?P<title>[^*_\n]{4,200}?)\s[-–—]\s(?P<mark>[*_])(?P<who>[^*_\n]{4,120})(?P=mark)\.?\s*")
# '"A primer on lamps" by Roe and Poe' as the words of a link
_QUOTED_AND_BY = re.compile(r"[\"“](?P<title>[^\"“”\n]{4,300}?)[,.]?[\"”]\s+by\s+(?P<who>[^\"“”\n]{3,120})")
_SUBTITLE = re.compile(rf"\s*([^\[(.*\n{PLACEHOLDER_RANGE}]{{8,200}})[\[(]?{PLACEHOLDER}")
_HARD_BREAK = re.compile(r"(?:  |\\)\n")
_ENDS_IN_BREAK = re.compile(r"(?:(?<! ) {2,}|\\)$")
# What no title ends with: it goes on in the next line.
_GOES_ON = re.compile(r"(?:[,;(&]|\s(?:and|by|of|in|the|an?|to|for|from|with|on|at|und|der|die|das|des|de|la|et))\s*$")
_BACKSLASH = re.compile(r"\\(?=\n)")
_FEWEST_OF_LINE = 3  # words of a title that nothing marks
_OPENING = re.compile(r"[\s,;/|·&]*[\[(【]")
_BRACKETED = re.compile(r"\[[^\[\]]+\]")
_BETWEEN_WORDS = re.compile(r"[\W\d_]+")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w")
_TWO_SIGNS = re.compile(r"\w{2}")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<title>(?:(?!\1).){1,500}?)(?<!\s)\s*+\1(?P<colon>\s*[:：])?", re.DOTALL)
_ITALIC = re.compile(r"([*_])(?=[^\s*_])(?P<title>[^*_\n]{8,}?)\1(?=[\s.,:;(\[]|$)")
# What is behind a reference: "URL: https://…".
_ADDRESS_ALONE = re.compile(
    r"\W*(?:arXiv:\S+\s+)?"
    r"(?:(?:URL|Link|DOI|Web|Online|Available(?: online)?(?: at| from)?|Retrieved from|Accessed)\s*+[:：]?\s*+)?"
    rf"<?{PLACEHOLDER}>?\W*",
    re.IGNORECASE,
)
# "~~A primer (ICLR 2020)~~": done.
# "Kiel <sup>2</sup>2012": the second edition; "A primer {{< note "…" >}}": what Hugo puts there.
_EDITION_BEFORE_YEAR = re.compile(r"\s?<sup>\d{1,2}\.?</sup>(?=(?:1[5-9]|20)\d\d\b)")
_SHORTCODE_OF_SITE = re.compile(r"\s?\{\{[<%][^{}\n]*[>%]\}\}")
# {{< smallcaps "Roe" >}}, {{< quote "A primer" >}}, {{< link href="https://…" title="A primer" >}}: Hugo prints words.
_WORDS_OF_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<name>smallcaps|sc|q|quote|em|strong|cite|emphasis|newtabref|newtab|extlink|link)\s"
    r"(?:[^{}\n]{0,600}?\btitle=)?\"(?P<words>[^\"{}\n]{1,300})\"\s*[>%]\}\}"
)
_ADDRESS_AS_TITLE = re.compile(r"https?://\S+|www\.\S+/\S*")
_OPEN_STAR = re.compile(r"\*(?=[^\s*])[^*]*\Z")  # "*A primer", marked by a star alone
_STRUCK_TAG = re.compile(r"</?(?:del|s|strike)>")
_STRUCK = re.compile(r"\A(?P<lead>(?:[\s*+-]|\[[ xX]\])*)~~(?P<words>[^~\n]+)~~")
# Words that begin a remark but never a title.
_NO_TITLE = frozenset(
    "read reading see check todo look this these here via note source cf link links i we my our also and but so maybe"
    " liked discussed found skim skimmed compare inspired".split()
)
_OWN_WORD = re.compile(r"\b(?:paper|pdf|arxiv|preprint|doi|openreview)(?![a-z])|论文|論文", re.IGNORECASE)
# "Roe's paper notes": what others made of papers.
_OF_PAPERS = re.compile(r"\bpapers?[\s-](?:notes|lists?|club|reading group|with code|collection)\b", re.IGNORECASE)
_GENERIC_LABEL = re.compile(r"(?:link|here|url|web|html|webpage|read|source|site|www|\W*)", re.IGNORECASE)
_SITE_NAME = re.compile(r"[^\W\d][^.\d]{2,80}|(?:[\w-]+\.)+[a-z]{2,}")
_SITE = re.compile(r"https?://[^/?#]+/?")
_BEFORE_LINK = re.compile(rf"(?P<words>.*?[^\s\[(])[\s.,:;–—-]*[\[(]?(?P<link>{PLACEHOLDER})[\])]?[\s.,]*", re.DOTALL)
_LINK_AT_END = re.compile(rf"\A[^\n]*[.,:;]\s{PLACEHOLDER}\.?\s*\Z")
_LINKS_AT_END = re.compile(rf"(?<=\S){LINK_GROUP.pattern}\s*$")
# "[A primer](https://…) – Jane Roe (2017)"
# "*Lamps at Sea* (Harbour Nights, #2) by Jane Roe", as Goodreads writes it
_SERIES = re.compile(r"\s*\((?P<name>[^()\n#]{2,80}),?\s#\d[\d.,–-]{0,8}\)(?=\s)")
_CITED_AT_END = re.compile(r"(?<=\w[\w?!]\s)\((?P<cited>[^\W\d_][^()\n]{3,60}\s\d{4}[a-z]?)\)$")
_CITED_BEHIND = re.compile(r"\s*[-–—,]\s+(?P<cited>[^\n]{3,120}?)\s*+")
# "[A primer](https://…) (Roe, 2017)", "**A primer** [Roe & Poe 2017]"
_CITED_IN_BRACKETS = re.compile(r"\s*[(（\[](?P<cited>[^()（）\[\]\n]{6,120})[)）\]](?=\s|[.,:;]|$)")
# "**A primer** - Jane Roe - [link](https://…)", with nothing behind the people but links
_PEOPLE_BEHIND = re.compile(
    rf"\s*+(?:(?:[-–—]|,)\s+|,?\s*by\s+)(?P<names>[^\W\d_][^\n\d()\[\]:;–—{PLACEHOLDER_RANGE}]{{3,100}}?)(?=\s*(?:[-–—|·]\s*)?\[*(?:{PLACEHOLDER}|$))"
)
# "**A primer**, Roe & Poe, Journal of Lamps, 2017.": family names, a venue of several words and the year
_FAMILY = r"(?:(?:van|von|de|der|den|di|da|du|la|le|el|al)\s){0,2}[^\W\d_a-z][^\W\d_]+(?:[-'’][^\W\d_]+)?"
_JOURNAL_OF_A_WORD = (
    r"(?:Econometrica|Economica|Biometrika|Biometrics|Technometrics|Psychometrika|Bioinformatics|Automatica|NeuroImage"
    r"|Neuron|Cognition|Circulation|Neurology|Pediatrics|Radiology|Ecology|Oecologia|Oikos|Heredity|Genetics|Geology"
    r"|Geophysics|Icarus|Lingua|Daedalus|Speculum|Synthese|Noûs|Demography|Criminology|Kyklos)"
)
_FAMILIES_AND_VENUE = re.compile(
    rf"\s?,\s(?P<who>{_FAMILY}(?:(?:,\s|,?\s(?:and|&|und|et|y)\s){_FAMILY}){{0,7}})(?P<more>,?\set al\.?)?,\s"
    rf"(?P<venue>{_JOURNAL_OF_A_WORD}|[^\s\d,.;:()\[\]]+(?:\s[^\d,.;:()\[\]\s]+){{1,11}}),\s\(?(?P<year>(?:1[89]|20)\d\d)\)?(?=\W*(?:\s|$))"
)
_BETWEEN_PEOPLE = re.compile(r",\s(?:(?:and|&|und|et|y|e)\s)?|\s(?:and|&|und|et|y|e)\s")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORD_OF_NAME = re.compile(r"\b[A-Z][a-z]+")
_SHORTEST_ACRONYM = 3  # letters, and words of the name
_LONGEST_LABEL = 12  # characters, in a script without spaces
_OPENED_BY_WORD = re.compile(
    r"(?<=\S)\s[(\[](?:to\s)?(?:read|see|from|via|cf\.?|at|source|paper|link|pdf|arxiv)\s?:?\s*$", re.IGNORECASE
)
_LONGEST_HEAD = 600
_LONGEST_CITED = 200  # characters of authors and year
_TAG_AT_END = re.compile(r"#[^\W\d][\w/-]*")
_UNBROKEN = re.compile(r"\S+")
_FEWEST_WORDS, _MOST_COMMAS, _SHORTEST_PROSE = 4, 3, 60
_SENTENCE_END = re.compile(r"[a-z)]{3}[.?!]\s+(?=[A-Z])")
_OF_A_SENTENCE = re.compile(
    r"(?<=[a-z,] )(?:this|there|it|we|they) (?:is|are|was|were|can|could|may|might|will|appears?|seems?|have|has)\b"
    r"|^(?:There|This|It|We|They) (?:is|are|was|were|can|could|may|might|will|appears?|seems?|have|has)\b"
)


class CitationLine(NamedTuple):
    """The citation on a line. `is_marked` says that bold type, a link or quotes mark the title.

    `links` have their roles and lines; `remark` is the text after the citation, verbatim. `title_url` is the target of
    the link that is the title, or empty. `is_reference` is true for a reference as journals have them, `is_labelled` if
    a word such as "Paper:" comes before it, `is_line` if the title has a line of its own, which a hard break ends.
    """

    title: str = ""
    other_titles: tuple[str, ...] = ()
    byline: Byline = NO_BYLINE
    is_marked: bool = False
    links: tuple[Link, ...] = ()
    remark: str = ""
    title_url: str = ""
    is_reference: bool = False
    is_labelled: bool = False
    is_line: bool = False

    @property
    def has_own_label(self) -> bool:
        """Whether the words of a link say that it leads to the work ("[Paper link](…)")."""
        return any(link.role is LinkRole.OWN and is_own_label(link.label) for link in self.links)

    @property
    def has_pdf(self) -> bool:
        """Whether the title, or a link of the work, leads to a PDF."""
        own_urls = (link.url for link in self.links if link.role in (LinkRole.OWN, LinkRole.PAGE))
        return any(map(leads_to_pdf, own_urls))

    @property
    def has_identifier(self) -> bool:
        """Whether an own link, or an identifier in the citation, identifies the work."""
        own_urls = (link.url for link in self.links if link.role is LinkRole.OWN)
        return bool(self.byline.identifiers) or any(map(identifier_of, own_urls))


class _Title(NamedTuple):
    """The title of a line; `end` is the offset of what follows it, `link` the placeholder that is the title.

    `byline` is what follows, if it is known already; `around` is what the title's own words, or those before it, add.
    """

    text: str
    end: int
    is_marked: bool = False
    link: str = ""
    other_titles: tuple[str, ...] = ()
    byline: Byline | None = None
    around: Byline = NO_BYLINE
    is_reference: bool = False


def read_citation(text: str, definitions: Mapping[str, str], *, line: int) -> CitationLine:
    """Return the citation in the paragraph `text`; `line` is the file's line of its first line.

    `definitions` are the link targets of the page. Never fails: a line of plain prose is returned as the title.
    """
    if _is_words_alone(text):
        return _bare_title(text)
    if text[:1] == "*" and _OPEN_STAR.match(text):
        text = text[1:]
    if "~" in text or "{" in text:
        text = without_latex(text)
    if "‑" in text:
        text = _UNBROKEN_RANGE.sub("-", text)
    if "<sup>" in text:
        text = _EDITION_BEFORE_YEAR.sub(" ", text)
    if "{{" in text:
        text = _SHORTCODE_OF_SITE.sub("", _WORDS_OF_SHORTCODE.sub(_words_of_shortcode, text))
    if "'" in text:
        text = _SINGLE_QUOTED.sub('"\\g<title>"', text)
    if (named := _NAME_AND_ITALICS.match(text)) and is_family_before_title(f"{named['name']}, "):
        text = f'{named["name"]}, "{named["title"]}"{text[named.end() :]}'
    signs = letters_for_marks(text)
    if signs != text:
        return _as_written(read_citation(signs, definitions, line=line))
    text = without_author_emphasis(text)
    if "<del>" in text or "<s>" in text:
        text = _STRUCK_TAG.sub("", text)
    if "<a" in text and "</a>" in text:
        text = _EMPTY_ANCHOR.sub(r"\g<words>", text)
    if "](" in text:
        text = _QUOTED_LINK.sub(r"\g<lead>\g<link>", text)
    if "~~" in text:
        text = _STRUCK.sub(r"\g<lead>\g<words>", text)
    if "](" in text and _EMPTY_TARGET.search(text):
        text = _MARKED_WITHOUT_TARGET.sub(_marked_words, text)
    if "\n" in text:
        is_broken = _HARD_BREAK.search(text) is not None
        if (is_broken or _has_line_of_authors(text, definitions)) and (
            broken := _read_broken_lines(text, definitions, line)
        ):
            return broken
        text = _BACKSLASH.sub("", text) if is_broken else text
    return _CitationParser(text, definitions).citation(line)


def _words_of_shortcode(match: re.Match[str]) -> str:
    return f"“{match['words']}”" if match["name"] in ("q", "quote") else match["words"]


def _is_words_alone(text: str) -> bool:
    """Return whether a text has nothing but words, as most titles do: none of the signs that all citations have."""
    words = text.replace(" ", "").replace("-", "").replace("'", "").replace("’", "")
    is_title = words.isalpha() and text[0].isalpha() and len(text) <= _LONGEST_HEAD
    return is_title and "  " not in text and " by " not in text


def _bare_title(text: str) -> CitationLine:
    """Return what the parser below does for words alone."""
    title = plain_value(text).strip("- ")
    is_title = _LETTER.search(title) and title.casefold() not in ("the", "a", "an", *_NO_TITLE)
    return (
        CitationLine(title=title, byline=Byline(end=len(text))) if is_title else CitationLine(remark=text.strip("- "))
    )


def _as_written(citation: CitationLine) -> CitationLine:
    """Return a citation that was read with letters in place of marks, with the marks."""
    byline = citation.byline
    byline = byline._replace(
        authors=tuple(map(marks_for_letters, byline.authors)),
        venue=marks_for_letters(byline.venue),
        publisher=marks_for_letters(byline.publisher),
    )
    links = (
        replace(link, url=marks_for_letters(link.url), label=marks_for_letters(link.label)) for link in citation.links
    )
    return citation._replace(
        title=marks_for_letters(citation.title),
        other_titles=tuple(map(marks_for_letters, citation.other_titles)),
        byline=byline,
        links=tuple(links),
        remark=marks_for_letters(citation.remark),
        title_url=marks_for_letters(citation.title_url),
    )


def _read_broken_lines(text: str, definitions: Mapping[str, str], line: int) -> CitationLine | None:
    """Return the citation whose title is the first line of `text`, which a hard break or authors below it end, or None.

    The lines below it are its authors, venue and year, and its links, up to the first that is a remark.
    https://spec.commonmark.org/0.31.2/#hard-line-breaks
    """
    first, *rest = text.split("\n")
    if not (_ENDS_IN_BREAK.search(first) or _has_line_of_authors(text, definitions)):
        return None
    citation = _CitationParser(_ENDS_IN_BREAK.sub("", first), definitions).citation(line)
    is_title = citation.is_marked or (
        citation.byline.end >= len(citation.title) and _is_title_alone(_ENDS_IN_BREAK.sub("", first))
    )
    if not citation.title or not is_title or _WORD.search(citation.remark):
        return None
    byline, links = citation.byline, list(citation.links)
    rows = [_ENDS_IN_BREAK.sub("", row) for row in rest]
    read = 0
    for row in rows:
        if not row.strip():
            read += 1
            continue
        of_row = _CitationParser(row, definitions).citation(line + read + 1)
        is_linked = bool(of_row.links) and not _WORD.search(of_row.remark)
        named = of_row.byline if is_linked and not of_row.title else _byline_alone(of_row.title if is_linked else row)
        if named is None or (named.authors and byline.authors):
            break
        links += of_row.links if is_linked else ()
        byline = add_byline(byline, named)
        read += 1
    for number, row in enumerate(rows[read:], line + read + 1):
        others = _CitationParser(row, definitions).citation(number).links
        links += (replace(link, role=LinkRole.MENTION) if link.role is LinkRole.OWN else link for link in others)
    return citation._replace(
        byline=byline, links=tuple(dict.fromkeys(links)), remark="\n".join(rest[read:]).strip(), is_line=True
    )


def _has_line_of_authors(text: str, definitions: Mapping[str, str]) -> bool:
    """Return whether the line below a title that nothing marks has nothing but authors, with place and links or not."""
    first, *rest = text.split("\n")
    second = next((row for row in rest if row.strip()), "")
    if not first[:1].isalnum() or not second or len(second) > _LONGEST_HEAD:
        return False
    byline: Byline | None
    if "](" in second or "http" in second:
        cited = _CitationParser(second, definitions).citation(0)
        byline = cited.byline if not cited.title else _byline_alone(cited.title)
        byline = None if _WORD.search(cited.remark) else byline
    else:
        byline = _byline_alone(_ENDS_IN_BREAK.sub("", second))
    if byline is None or not byline.authors or not (byline.is_citation or len(byline.authors) > 1):
        return False
    return first.count("(") == first.count(")") and not _GOES_ON.search(first)


def _is_title_alone(text: str) -> bool:
    """Return whether a line without marks can be a title: some words, and neither a sentence nor a label."""
    words = text.strip()
    is_sentence = words.endswith((".", ":", ",", ";", "。", "：", "、")) or _OF_A_SENTENCE.search(words)
    return len(words.split()) >= _FEWEST_OF_LINE and not is_sentence and "http" not in words and "](" not in words


def _byline_alone(row: str) -> Byline | None:
    """Return the byline that a line is: names, a venue and a year, or one name; None if it is anything else."""
    text = plain_value(row).strip()
    byline = read_byline(text)
    if byline.end >= len(text.rstrip(" .")) and (byline.is_citation or len(byline.authors) > 1 or byline.venue):
        return byline
    if (place := read_venue(text)) and (place.venue or place.year):
        return Byline(venue=place.venue, year=place.year, month=place.month)
    if is_person_name(text) and not are_ordinary_words([text]):
        return Byline(authors=(text,))
    return read_citation_label(text.rstrip(" ."), is_beside_title=True)


def citation_on_page(page: MarkdownPage, text: str, row: int) -> CitationLine:
    """Return the citation in a paragraph of `page` that begins at `row` of its body; each is read once.

    The same paragraph is read as the item of a list, as the item below another, and as part of a section.
    """
    citation = page.citations.get((row, text))
    if citation is None:
        citation = read_citation(text, page.definitions, line=page.first_line + row)
        page.citations[row, text] = citation
    return citation


def _without_tags_at_end(text: str) -> str:
    """Return `text` without the tags it ends with: "A primer #toread" → "A primer"."""
    if " #" not in text:
        return text
    end = len(text)
    for word in reversed(list(_UNBROKEN.finditer(text))):
        if not word.start() or not _TAG_AT_END.fullmatch(word[0]):
            break
        end = word.start()
    return text if end == len(text) else text[:end].rstrip()


def isbns_in(text: str) -> tuple[Identifier, ...]:
    """Return the ISBN that is anywhere in the line of a book, with that word or alone, if there is only one."""
    if "978" not in text and "979" not in text and "ISBN" not in text:
        return ()
    numbers = {item.identifier for item in find_identifiers(text) if item.identifier.scheme == "isbn"}
    numbers |= {identifier for match in _ISBN.finditer(text) if (identifier := isbn(match[0]))}
    return tuple(numbers) if len(numbers) == 1 else ()


class _CitationParser:
    """Reads one line. Offsets are those in its text with placeholders for links."""

    def __init__(self, text: str, definitions: Mapping[str, str]) -> None:
        self._line = PlaceholderText(text, definitions)
        self._text = _without_tags_at_end(self._line.text)
        self._is_labelled = False

    def citation(self, line: int) -> CitationLine:
        prefix = read_prefix(self._text)
        self._is_labelled = prefix.is_labelled
        title = self._find_title(prefix.end)
        if title.text.startswith("/ ") or _ADDRESS_AS_TITLE.fullmatch(title.text):
            title = title._replace(text="")  # "[Paper](…) / Post / Video", "[https://…](https://…)"
        byline = title.byline
        series = None
        if byline is None:
            rest = self._line.blanked(title.end)
            series = _SERIES.match(rest) if "#" in rest else None
            behind = series.end() if series else 0
            byline = read_byline(rest[behind:], at=title.end + behind)
            if title.is_marked and (cited := _FAMILIES_AND_VENUE.match(rest)) and not read_venue(cited["who"]):
                names = tuple(_BETWEEN_PEOPLE.split(cited["who"]))
                byline = Byline(
                    names, bool(cited["more"]), cited["venue"].strip(), int(cited["year"]), end=title.end + cited.end()
                )
            cited = _CITED_BEHIND.fullmatch(rest) if title.is_marked and not byline.authors else None
            label = read_citation_label(cited["cited"], is_beside_title=True) if cited else None
            # "Catena 2015" may be an author or a journal.
            if cited and label and (label.et_al or len(label.authors) > 1 or cited["cited"].endswith((")", "]"))):
                byline = label._replace(end=title.end + cited.end())
            elif title.is_marked and not byline.authors:
                byline = self._cited_in_brackets(rest, title) or self._people_behind(title) or byline
            elif not byline.authors and self._text[title.end - 1 : title.end] in ("*", "_"):
                in_brackets = self._cited_in_brackets(rest, title)
                byline = in_brackets or (self._people_behind(title) if self._line.links else None) or byline
        if title.is_reference and title.around.authors:
            # Those behind it are the editors of its book: "Roe (2014). [A primer](…). In M. Poe, *Lamps*."
            byline = byline._replace(authors=(), et_al=False)
        byline = add_byline(byline, title.around)
        if title.text and byline.authors and not byline.identifiers and (isbns := isbns_in(self._text)):
            byline = byline._replace(identifiers=isbns)
        if place := prefix.place:
            byline = add_byline(byline, Byline(venue=place.venue, year=place.year, month=place.month))
        title_url = self._line.links[title.link].url if title.link else ""
        links = tuple(self._links_with_roles(title, byline.end, line)) if self._line.has_links else ()
        # An author before a linked title is that of an essay as well: then the address is the reading's own.
        is_authored = bool(byline.authors) and not (title.link and title.around.authors == byline.authors)
        speaks_for_paper = byline.venue or is_authored or byline.et_al or byline.identifiers
        has_other = any(link.role is LinkRole.OWN and link.url != title_url for link in links)
        return CitationLine(
            title=_without_long_venue(_without_tags_at_end(title.text), byline.venue),
            other_titles=title.other_titles,
            byline=byline,
            is_marked=title.is_marked,
            links=with_pages(links, title_url, is_paper=bool(speaks_for_paper or has_other)),
            remark=" ".join(filter(None, (series and series[0].strip(), self._line.written(byline.end)))),
            title_url=title_url,
            is_reference=title.is_reference,
            is_labelled=self._is_labelled,
        )

    def _cited_in_brackets(self, rest: str, title: _Title) -> Byline | None:
        """Return the authors, perhaps with a year, that the brackets right behind a marked title are, or None."""
        match = _CITED_IN_BRACKETS.match(rest)
        if not match:
            return None
        cited = read_citation_label(match["cited"], is_beside_title=True)
        names = tuple(_BETWEEN_PEOPLE.split(match["cited"].strip()))
        if not cited and all(map(is_person_name, names)) and not are_ordinary_words(names):
            cited = Byline(names)  # "(Jane Roe and Max Poe)"
        return cited._replace(end=title.end + match.end()) if cited else None

    def _people_behind(self, title: _Title) -> Byline | None:
        """Return the people who stand behind a marked title and a dash, with nothing but links behind them, or None."""
        match = _PEOPLE_BEHIND.match(self._text, title.end)
        names = tuple(_BETWEEN_PEOPLE.split(match["names"].strip(" ."))) if match else ()
        if not match or not all(map(is_person_name, names)) or are_ordinary_words(names):
            return None
        return Byline(names, end=match.end())

    def _find_title(self, start: int) -> _Title:
        text = self._text
        if (field := _LABEL.match(text, start)) and canonical_key(field["key"]) in _NO_TITLES_BEHIND:
            return _Title("", len(text))  # "Authors: Jane Roe [pdf](https://…)"
        bold = _BOLD.match(text, start)
        if bold and begins_with_bold_name(text[start:]) and read_reference(self._head(start)):
            return self._unmarked(start)  # "**Roe J**, **Poe M**. A title. *Journal* 2015; **9**: 1-10."
        if bold and (label := self._bold_label(bold)):
            self._is_labelled = True
            start = label
            bold = _BOLD.match(text, start)
        if bold and (title := self._line.clean(bold["title"])):
            if cited := self._bare_citation(bold["title"], bold.end()):
                return cited
            if cited := self._cited_by_link(bold["title"], bold.end()):
                return cited
            is_before_citation = is_assignment(title) and bool(text[bold.end() :].strip())
            if (bold["colon"] or bold["title"].endswith(":")) and _VALUE.match(text, bold.end()):
                return _Title("", len(text))
            if not _is_label(title) and not is_before_citation:
                # "**Title [[paper](…)]**": links with labels at the end of the bold words are none of the title's.
                if (group := _LINKS_AT_END.search(bold["title"])) and all(
                    _is_label(self._line.clean(link)) for link in placeholders_in(group[0])
                ):
                    return _marked(
                        self._line.clean(bold["title"][: group.start()]), bold.start("title") + group.start()
                    )
                linked = placeholders_in(bold["title"])
                words = bold["title"][read_prefix(bold["title"]).end :]
                if not linked and (whole := _whole_reference(words, bold.end())):
                    return whole
                has_colon = bold["colon"] or bold["title"].endswith(":")
                is_bracketed = _BRACKETED.fullmatch(bold["title"]) is not None
                if (has_colon or is_bracketed) and not linked and (named := self._named(title, bold.end())):
                    return named
                other_titles = self._with_subtitle(title, bold.end()) if has_colon else ()
                title = _NUMBER_BEFORE.sub("", title)
                return _marked(title, bold.end(), linked[0] if linked else "", other_titles)
            if named := self._named_by_label(title, bold["title"], bold.end()):
                return named
            start = behind_label(text, bold.end())
        if self._line.links and (icons := self._icons(start)):
            start = icons
        if start < len(text) and text[start] in self._line.links:
            title = self._line.clean(text[start])
            if cited := self._bare_citation(text[start], start + 1):
                return cited
            is_number = title.isdecimal() and self._people_behind(_Title(title, start + 1)) is not None
            if title and (is_number or not _is_label(title)):  # "[1984](https://…), George Orwell"
                return _marked(title, start + 1, text[start])
            if named := self._named_by_label(title, text[start], start + 1):
                return named
        if (untargeted := _WITHOUT_TARGET.match(text, start)) and (title := self._line.clean(untargeted["title"])):
            return _marked(title, untargeted.end())
        if _PLACE_LINK.match(text, start):
            return _Title("", len(text))  # an entry of a table of contents
        if self._line.links and (link_group := LINK_GROUP.match(text, start)):
            start = link_group.end()
        if text[start : start + 1] in _EAST_ASIAN_MARKS and read_quoted_title(self._head(start)):
            return self._unmarked(start)
        for pattern in (QUOTED, _ITALIC):
            match = pattern.match(text, start)
            if not match or not (title := self._line.clean(match["title"])):
                continue
            # A remark may follow a title that is nothing else: '"A Primer on Lamps" by a student of the north'.
            is_followed = pattern is QUOTED and text[match.end() : match.end() + 1] == " "
            if is_whole_title(text, match) or (is_followed and _is_long_title(title)):
                return _Title(title, match.end(), pattern is QUOTED)
        return self._unmarked(start)

    def _bold_label(self, bold: re.Match[str]) -> int:
        """Return the offset of the linked title after bold words such as "**Presented paper:**", or 0."""
        if not (bold["colon"] or bold["title"].endswith((":", "："))):
            return 0
        words = bold["title"].strip(" :：")
        after = _BEFORE_PLACEHOLDER.match(self._text, bold.end())
        if not after or len(words.split()) < 2 or not is_paper_label(words):
            return 0
        title = self._line.clean(self._text[after.end()])
        return after.end() if len(title.split()) > 1 and not _is_label(title) else 0

    def _icons(self, start: int) -> int:
        """Return the offset of the linked title after links without words ("[:scroll:](…) [Title](…)"), or 0."""
        offset = start
        while match := _PLACEHOLDER_AND_BLANKS.match(self._text, offset):
            if _TWO_SIGNS.search(_SHORTCODE.sub("", self._line.label(match[0][0]))):
                return offset if offset > start else 0
            offset = match.end()
        return 0

    def _named_by_label(self, label: str, part: str, end: int) -> _Title | None:
        """Return the name in a label such as "DQN paper" as the title, if what follows is no title, or None."""
        match = _NAMED_PAPER.fullmatch(label)
        if not match or role_of_label(match["name"]) or read_venue(match["name"]) or full_name(match["name"]):
            return None
        description = self._line.clean(LINK_GROUP.sub(" ", self._text[end:].partition("\n")[0]))
        if not description or title_shape(description) is TitleShape.WORK or read_unmarked(description):
            return None
        linked = placeholders_in(part)
        return _Title(match["name"], end, True, linked[0] if linked else "", other_titles=(label,))

    def _bare_citation(self, part: str, end: int) -> _Title | None:
        """Return a byline without a title if the marked words are a citation such as "Bahdanau et al. 2015"."""
        words = self._line.clean(part)
        if not _DIGIT.search(words) or len(words) > _LONGEST_CITED:
            return None
        if (behind := _CITED_AT_END.search(words)) and read_citation_label(behind["cited"]):
            return None  # "Light Fields Revisited (Stone et al. 2012)"
        byline = read_byline(words)
        linked = placeholders_in(part)
        title = self._title_behind(end) if linked else ""
        if not byline.authors or not byline.year or byline.end < len(words):
            cited = read_citation_label(words, is_beside_title=True) if title else None
            if cited is None:
                return None
            byline = cited
        stop = len(self._text) if title else end
        return _Title(title, stop, link=linked[0] if linked else "", byline=byline._replace(end=stop))

    def _title_behind(self, start: int) -> str:
        """Return the rest of a line if it can only be the title of the work that is cited before it, or nothing."""
        words = self._line.clean(self._text[start:]).strip(" .:,–—-")
        is_title = len(words.split()) > 2 and words[0].isupper() and not words.endswith((".", "。"))
        is_title = is_title and (title_shape(words) is TitleShape.WORK or _is_title_case(words))
        return words if is_title and not _OF_A_SENTENCE.search(words) and not _SENTENCE_END.search(words) else ""

    def _cited_by_link(self, part: str, end: int) -> _Title | None:
        """Return the title before a link whose words are its citation: "A primer. [Roe (1970)](https://…)", or None."""
        match = _BEFORE_LINK.fullmatch(part) if len(part) <= _LONGEST_HEAD else None
        words = self._line.words(self._line.links[match["link"]]) if match else ""
        cited = None if self._is_inside_sentence(part, end) else read_citation_label(words, is_beside_title=True)
        if not match or not cited or placeholders_in(match["words"]):
            return None
        title = self._line.clean(match["words"])
        if title[:1].islower() or re.split(r"\W", title, maxsplit=1)[0].casefold() in _NO_TITLE:
            return None  # "against [Roe (1970)](https://…)"
        return _Title(title, end, True, match["link"], around=cited)

    def _is_inside_sentence(self, part: str, end: int) -> bool:
        """Return whether a sentence goes on behind the link: "결과는 [Roe et al. 2018](https://…)보다 좋다"."""
        return bool(_EAST_ASIAN.search(part)) and _EAST_ASIAN.match(self._text[end:].lstrip(" ")) is not None

    def _authors_before(self, start: int, link_group: re.Match[str]) -> _Title | None:
        """Return the linked title after its authors: "Jane Roe and Max Poe (2017), [A primer](https://…)", or None."""
        link = placeholders_in(link_group[0])[0]
        title = self._line.clean(link)
        head = self._text[start : self._text.index(link, start)].rstrip('"“「『*_[( ')
        is_set_off = self._text[: self._text.index(link, start)].rstrip("[").endswith(("_", "*", '"', "“", "「", "『"))
        if not head or len(head) > _LONGEST_HEAD or _is_label(title) or _is_published(head):
            return None
        around = _byline_before(head)
        if reference := self._reference_around(start, link, title, around or NO_BYLINE):
            return reference
        is_quoted = self._line.label(link).lstrip().startswith(('"', "“", "*", "_"))
        if not around and is_quoted:  # 'Jane Roe ["A primer"](https://…)'
            names = [name for name in re.split(r",\s(?:and\s)?|\s(?:and|&)\s", head.strip(" ,:")) if name]
            around = Byline(tuple(names)) if all(map(is_person_name, names)) else None
        if not around:
            return None
        is_set_off = is_set_off or is_quoted
        # Of a person, a link of one word may be the site: "Jane Roe - [Mastodon](https://mastodon.social)".
        is_title = is_set_off or len(title.split()) > 1
        if not is_title and not (_DASH_AT_END.search(head) and not leads_to_site(self._line.links[link].url)):
            return None
        marked = _marked(title, self._text.index(link, start) + 1, link, around=around)
        return marked._replace(
            is_reference=is_set_off or (bool(around.authors) and _DATED_HEAD.search(head) is not None)
        )

    def _reference_around(self, start: int, link: str, title: str, before: Byline) -> _Title | None:
        """Return the linked title of a whole reference: "Roe, J. [A primer](https://…). *Journal* **9**, 1-10 (1997)".

        `before` has the authors that stand alone before it, if they are known.
        """
        place = self._text.index(link, start)
        reference = read_reference(f"{self._text[start:place]}{title}{self._text[place + 1 :]}")
        is_whole = reference is not None and reference.byline.authors and reference.byline.year
        if reference is None or not is_whole or fold(reference.title) != fold(title):
            return None
        byline = reference.byline._replace(end=max(start + reference.end - len(title) + 1, place + 1))
        if before.authors:
            byline = byline._replace(authors=before.authors, et_al=before.et_al)
        return _Title(title, place + 1, True, link, byline=byline, is_reference=True)

    def _reference_behind_label(self, start: int, link_group: re.Match[str]) -> _Title | None:
        """Return the title in a linked reference behind a label: "Lamps and fog: [Roe, J. 1998. A primer. …](https://…)"."""
        link = placeholders_in(link_group[0])[0]
        place = self._text.index(link, start)
        if not self._text[start:place].rstrip("*_[ ").endswith((":", "：")):
            return None
        reference = read_reference(self._line.clean(link))
        if reference is None or not (reference.byline.authors and reference.byline.year):
            return None
        marked = _marked(self._line.clean(link), place + 1, link)
        return marked._replace(is_reference=True)

    def _head(self, start: int) -> str:
        """Return the text from `start` up to the first link."""
        link_group = LINK_GROUP.search(self._text, start) if self._line.links else None
        return self._text[start : link_group.start() if link_group else len(self._text)]

    def _unmarked(self, start: int) -> _Title:
        """Return the title of a line that does not mark it: the text before the links without authors and venue."""
        link_group = LINK_GROUP.search(self._text, start) if self._line.links else None
        if link_group and (labelled := self._reference_behind_label(start, link_group)):
            return labelled
        if link_group and not _is_prose(self._text[start : link_group.start()]):
            if cited := self._cited_by_link(self._text[start : link_group.end()], link_group.end()):
                return cited
            if cited := self._authors_before(start, link_group):
                return cited
        end = link_group.start() if link_group else len(self._text)
        head = self._text[start:end]
        if link_group and (opened := _OPENED_BY_WORD.search(head)):  # "A primer (read https://…)"
            head = head[: opened.start()].ljust(len(head))
        if len(head) > _LONGEST_HEAD:
            return _Title("", start)
        if are_people_and_place(head):
            return _Title("", start)
        if (behind := _PLACE_BEHIND.search(head)) and (place := read_venue(behind["place"])) and place.year:
            head = f"{head[: behind.start()]} ({behind['place']})".ljust(len(head))
        if citation := read_unmarked(head.rstrip(" :：") if link_group else head):
            stop = start + citation.end if 0 < citation.end < len(head) else end
            # MLA names the site before the address: "… 2017. Neural Information Processing Systems, https://…"
            if citation.is_reference and link_group and _SITE_NAME.fullmatch(head[citation.end :].strip()):
                stop = end if link_group[0].lstrip().startswith(",") else stop
            title = plain_value(citation.title)
            # "[DQN] Playing games [2013.12]": what brackets before a title hold is no part of it.
            bare = _BRACKET_BEFORE.sub("", title)
            return _Title(
                bare,
                stop,
                citation.is_marked or QUOTED.search(head) is not None,
                other_titles=citation.other_titles if bare == title else (*citation.other_titles, title),
                byline=citation.byline._replace(end=stop),
                is_reference=citation.is_reference,
            )
        if identified := self._identified(head, start, end):
            return identified
        if (credited := _CREDITED.fullmatch(head)) and not _is_label(self._line.clean(credited["title"])):
            names = [name for name in re.split(r",\s(?:and\s)?|\s(?:and|&)\s", credited["who"].strip()) if name]
            if all(map(is_person_name, names)) and not are_ordinary_words(names):
                return _Title(self._line.clean(credited["title"]), end, around=Byline(tuple(names)))
        if link_group and _is_prose(head):
            return _Title("", start)
        title = self._line.clean(head)
        ends_open = head.rstrip().endswith((":", "：")) and not self._names_address(head, title, link_group)
        if (
            ends_open
            or not _LETTER.search(title)
            or title.casefold() in ("the", "a", "an", *_NO_TITLE)
            or self._runs_on(title, link_group)
        ):
            return _Title("", start)
        parts = split_title(title)
        return _Title(parts.title, end, other_titles=parts.other_titles, around=parts.byline)

    def _names_address(self, head: str, title: str, link_group: re.Match[str] | None) -> bool:
        """Return whether words before a colon are the title of the address that is the rest of the line.

        So are words that only a title can be, before a link that is called the paper's: "Lamps at sea: [pdf](…), …".
        """
        if link_group is None:
            return False
        placeholder = placeholders_in(link_group[0])[0]
        words = title.strip(" :：")
        if is_own_label(self._line.label(placeholder)):
            shape = title_shape(words)
            return shape is TitleShape.WORK or (shape is TitleShape.CONCEPT and _is_title_case(words))
        behind = self._text[link_group.end() :].strip(" .)")
        if behind and not _KIND_BEHIND.fullmatch(behind):
            return False
        url = self._line.links[placeholder].url
        is_known = identifier_of(url) is not None or (leads_to_pdf(url) and title_shape(words) is TitleShape.WORK)
        if self._line.label(placeholder) or not is_known:
            return False
        is_sentence = words.endswith((" is", " here", " at", " in", " see", " also")) or words.startswith(
            ("See ", "see ")
        )
        return len(words.split()) > 2 and not (words[0].islower() or is_sentence or _is_label(words))

    def _identified(self, head: str, start: int, end: int) -> _Title | None:
        """Return the title beside an identifier at either end of a line: "PMID 123: Title", "Title, arXiv:…"."""
        matches = list(find_identifiers(head))
        if not matches or "http" in head:  # an address that is no link is in code
            return None
        byline = Byline(identifiers=(matches[0].identifier,))
        if not _WORD.search(head, 0, matches[0].start):
            stop = matches[0].end
            title = self._line.clean(head[stop:])
            if len(title.split()) > 2 and (is_han_or_kana(title) or title[:1].isupper()):
                return _Title(title, end, byline=byline._replace(end=end))
            return _Title("", start + stop, byline=byline._replace(end=start + stop))
        if len(matches) == 1 and not _WORD.search(head, matches[0].end):
            title = self._line.clean(head[: matches[0].start])
            return _Title(title, end, byline=byline._replace(end=end))
        return None

    def _runs_on(self, words: str, link_group: re.Match[str] | None) -> bool:
        """Return whether the words before a link form a sentence with it: "builds on [BERT](https://…)"."""
        if link_group is None:
            return False
        label = self._line.label(placeholders_in(link_group[0])[0])
        if not label:
            first = words.split()[0].strip(",.:;!").casefold()
            return words.islower() or (first in _NO_TITLE and not _is_title_case(words))
        is_bracketed = bool(_OPENING.match(link_group[0])) or _BRACKETED.fullmatch(label) is not None  # "[[amazon]](…)"
        return not is_bracketed and not _is_label(plain_value(label).strip("[]"))

    def _named(self, name: str, end: int) -> _Title | None:
        """Return the title "BERT: Pre-training of …" of "**BERT**: Pre-training of …, Authors, Venue [[paper](…)]"."""
        link_group = LINK_GROUP.search(self._text, end)
        stop = link_group.start() if link_group else len(self._text)
        rest = self._text[end:stop].strip()
        if len(name.split()) > 2 or not rest or len(rest) > _LONGEST_HEAD or rest[0].islower():
            return None
        citation = read_unmarked(rest)
        subtitle = citation.title if citation else "" if "\n" in rest else plain_value(rest).rstrip(" .,")
        if len(subtitle.split()) <= 2 or (not citation and re.search(r"[.!?。]\s", rest)):
            return None
        first = re.split(r"[^\w']", subtitle, maxsplit=1)[0].casefold()
        if first in _NO_TITLE and not _is_title_case(subtitle):
            return None
        byline = citation.byline if citation else NO_BYLINE
        title = f"{name}: {plain_value(subtitle)}"
        return _Title(title, stop, True, other_titles=(name,), byline=byline._replace(end=stop))

    def _with_subtitle(self, title: str, end: int) -> tuple[str, ...]:
        """Return "BERT: Pre-training of …" as a second reading of "**BERT**: Pre-training of … [[paper](…)]"."""
        match = _SUBTITLE.match(self._text, end)
        if not match or match[1][0].islower():
            return ()
        return (f"{title}: {plain_value(match[1])}",)

    def _links_with_roles(self, title: _Title, remark_start: int, line: int) -> Iterator[Link]:
        """Yield the links with their roles: in the citation by their words, in the remark as mentions."""
        links = []
        for link in self._line.author_links:
            if not is_local_file(link.url):
                links.append(Link(link.url, LinkRole.MENTION, self._line.words(link), line + self._line.line(link)))
        for offset, placeholder, link in self._line.placed_links():
            if is_local_file(link.url):
                if placeholder == title.link or is_own_label(self._line.words(link)):
                    links.append(Link(link.url, LinkRole.PAGE, self._line.words(link), line + self._line.line(link)))
                continue
            label = self._line.words(link)
            is_running_text = self._line.has_words(remark_start, offset) and not self._is_apart(offset, label)
            role = (
                LinkRole.OWN if placeholder == title.link else _role(label, link.url, is_running_text=is_running_text)
            )
            links.append(Link(link.url, role, label, line + self._line.line(link)))
        if title.link and (own := identifier_of(self._line.links[title.link].url)):
            # "[A primer](https://doi.org/…) by Jane Roe, [named](https://doi.org/…)": another work
            links = [replace(link, role=LinkRole.MENTION) if _is_of_another(link, own) else link for link in links]
        own_links = [link for link in links if link.role is LinkRole.OWN]
        if not own_links:
            # The first link in brackets after a title is the work's, whatever its words: "Title [[Science](…)]".
            first = next((link for link in links if link.role is not LinkRole.PAGE), None)
            # "**A primer** - Jane Roe - [link](https://…)"
            is_credited = bool(title.is_marked and remark_start > title.end and len(links) == 1)
            is_credited = is_credited and _GENERIC_LABEL.fullmatch(links[0].label) is not None
            is_credited = is_credited and not self._line.has_words(remark_start, len(self._text))
            # What follows a reference on its line up to its only DOI is part of it, even if it could not be read.
            is_addressed = is_credited or (
                title.is_reference
                and (_ADDRESS_ALONE.fullmatch(self._text, remark_start) is not None or self._ends_in_doi(links))
            )
            # "A primer https://…/primer.pdf", where nothing else stands in what was read as the title
            is_alone = len(links) == 1 and not links[0].label and leads_to_pdf(links[0].url)
            is_addressed = is_addressed or (is_alone and not _SEVERAL_PARTS.search(title.text))
            if first and first.role is LinkRole.MENTION and (is_addressed or self._is_bracketed(title.end)):
                links[links.index(first)] = replace(first, role=LinkRole.OWN)
        elif len(own_links) > 1 and any(identifier_of(link.url) for link in own_links):
            # If another link leads to the paper, the link of the title may lead to the code.
            title_url = self._line.links[title.link].url if title.link else ""
            links = [
                replace(link, role=role_of_host(link.url) or link.role) if link.url == title_url else link
                for link in links
            ]
        yield from sorted(links, key=lambda link: link.line)

    def _ends_in_doi(self, links: list[Link]) -> bool:
        """Return whether the only link of a line is a DOI at its end, on the first line."""
        identifier = identifier_of(links[0].url) if len(links) == 1 else None
        return identifier is not None and identifier.scheme == "doi" and _LINK_AT_END.search(self._text) is not None

    def _is_apart(self, offset: int, label: str) -> bool:
        """Return whether a link after a remark is separate from its sentences: "… words. [[paper](https://…)]"."""
        line = self._text[self._text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]
        if offset > len(line) and not _WORD.search(line):
            return True  # a line that has only links
        before = self._text[:offset].rstrip()[-1:]
        return before in ("[", "【") or (
            is_own_label(label) and before in ("(", "（", ".", "。", "!", "?", "|", "—", "–", "-")
        )

    def _is_bracketed(self, offset: int) -> bool:
        return _IN_BRACKET.match(self._text, offset) is not None


def _marked_words(link: re.Match[str]) -> str:
    """Return the words of a link without a target; quotation marks that were left open are closed."""
    words, mark = link["words"], link["mark"]
    if role_of_label(plain_value(words)):
        return link[0]
    is_open = mark in _CLOSING and not any(close in words[1:] for close in _CLOSING[mark])
    return f"{words}{_CLOSING[mark][0]}" if is_open else words


def _byline_before(head: str) -> Byline | None:
    """Return what stands before a title if it is authors, year and venue ("Roe et al. (2018), NeurIPS"), or None."""
    if dashed := _DASH_AT_END.search(head):
        names = authors_at_start(f"{head[: dashed.start()]}, ")
        are_people = names is not None and names.end > dashed.start() and all(map(is_person_name, names.authors))
        return Byline(names.authors, names.et_al) if names and are_people else None
    names = authors_at_start(f"{head} ")
    if names and names.end >= len(head):
        return Byline(names.authors, names.et_al, year=names.year)
    if names and (place := _place(head[names.end :])) and (names.year or place.year):
        return Byline(names.authors, names.et_al, place.venue, names.year or place.year, place.month)
    if cited := read_citation_label(head.rstrip(" ,，、.:：–—-")):
        return cited
    if (match := _CITED_AND_PLACED.fullmatch(head)) and (cited := read_citation_label(match["cited"])):
        place = _place(match["place"])
        return cited._replace(venue=place.venue) if place else None
    if match := _FIRST_AUTHOR.fullmatch(head):
        return Byline((match["name"],), True)
    return None


def _is_published(head: str) -> bool:
    """Return whether what stands before a link has a marked title and a publisher: "Jane Roe, *Lamps*. Quay, 2021."."""
    reference = read_reference(head) if any(mark in head for mark in "*_") else None
    return reference is not None and bool(reference.byline.publisher)


def _whole_reference(words: str, end: int) -> _Title | None:
    """Return the title of words in bold type that are a reference from end to end, or None."""
    reference = read_reference(words)
    if reference is None or (re.search(r"\w{3}", words[reference.end :]) and not QUOTED.search(words)):
        return None
    return _Title(plain_value(reference.title), end, True, byline=reference.byline._replace(end=end), is_reference=True)


def _place(words: str) -> VenueDate | None:
    """Return the venue, with its year if it has one, that words between authors and title are, or None."""
    words = words.strip(" ,.:;()*_")
    return read_venue(words) or (VenueDate(words) if _CAPITALISED.fullmatch(words) else None)


def _marked(
    words: str, end: int, link: str = "", other_titles: tuple[str, ...] = (), *, around: Byline | None = None
) -> _Title:
    """Return the title whose words bold type or a link marks; they may be a whole citation."""
    around = around or NO_BYLINE
    if (credited := _QUOTED_AND_BY.fullmatch(words)) and (names := _people(credited["who"])):
        return _Title(credited["title"], end, True, link, other_titles, around=add_byline(around, names))
    if citation := read_title_line(words):
        byline = add_byline(around, citation.byline)
        return _Title(citation.title, end, True, link, (*other_titles, *citation.other_titles), around=byline)
    reference = read_reference(words)
    is_whole = reference is not None and reference.end >= len(words.rstrip(" .,"))
    # The words of a link that begin as a reference are one: "[Roe, J. 1998. A primer. Pages 7–9 in M. Poe, …](https://…)".
    if reference and (is_whole or (link and reference.byline.authors and reference.byline.year)):
        byline = add_byline(around, reference.byline)
        return _Title(reference.title, end, True, link, other_titles, around=byline, is_reference=True)
    parts = split_title(words)
    return _Title(
        parts.title, end, True, link, (*other_titles, *parts.other_titles), around=add_byline(around, parts.byline)
    )


def _role(label: str, url: str, *, is_running_text: bool) -> LinkRole:
    role = role_of_label(label)
    if role is None and label:
        role = next(filter(None, map(role_of_label, _BETWEEN_WORDS.split(label))), None)
        if is_own_label(label):
            role = LinkRole.OWN
    if role is LinkRole.OWN and (role_of_host(url) is LinkRole.POST or _SITE.fullmatch(url)):
        role = None
    if is_running_text:
        return (role if role is not LinkRole.OWN else None) or role_of_host(url) or LinkRole.MENTION
    if role is None and (identifier_of(url) or (not label and leads_to_item(url))):
        return LinkRole.OWN
    return role or role_of_host(url) or LinkRole.MENTION


def _is_of_another(link: Link, own: Identifier) -> bool:
    """Return whether a link leads to another work than the linked title `own`, and is not called the paper's."""
    identifier = identifier_of(link.url) if link.role is LinkRole.OWN and not is_own_label(link.label) else None
    return identifier is not None and identifier.scheme == own.scheme and identifier != own


def _is_long_title(words: str) -> bool:
    """Return whether words in quotation marks can only be the title of a work, and are no saying."""
    return len(words.split()) >= _FEWEST_WORDS and title_shape(words) is TitleShape.WORK


def _people(who: str) -> Byline | None:
    """Return the names behind "by" that words consist of, family names alone included, or None."""
    bare, more = re.subn(r"(?:,|(?<!\s))\s+et\.? al\.?$", "", who.strip(" ."))
    names = [name for name in re.split(r",\s(?:and\s)?|\s(?:and|&)\s", bare) if name]
    are_names = all(is_person_name(name) or re.fullmatch(r"[^\W\d_a-z][\w'’-]+", name) for name in names)
    return Byline(tuple(names), bool(more)) if names and are_names else None


def _is_prose(head: str) -> bool:
    """Return whether what is before a link is running text: several sentences, or one about something."""
    if len(head) < (_SHORTEST_PROSE // 2 if _EAST_ASIAN.search(head) else _SHORTEST_PROSE):
        return False
    return (
        len(_SENTENCE_END.findall(head)) > 1
        or _OF_A_SENTENCE.search(head) is not None
        or "。" in head.rstrip(" 。")
        or head.count("，") + head.count("、") > _MOST_COMMAS
    )


def _is_title_case(words: str) -> bool:
    """Return whether the longer words after the first are capitalised, as in titles, and there are some."""
    longer = [word for word in words.split()[1:] if len(word) > 3 and word[0].isalpha()]
    return bool(longer) and 3 * sum(word[0].isupper() for word in longer) >= 2 * len(longer)


def _without_long_venue(title: str, venue: str) -> str:
    """Return a title without the name of the venue whose acronym is behind it: "A title, Symposium on Lamps (SL)"."""
    border = max(title.rfind(", "), title.rfind(". "))
    name = title[border + 2 :]
    if border < 0 or not venue.isupper() or len(venue) < _SHORTEST_ACRONYM or len(name.split()) < _SHORTEST_ACRONYM:
        return title
    initials = "".join(word[0] for word in _WORD_OF_NAME.findall(name))
    return title[:border] if initials.endswith(venue) else title


def _is_label(title: str) -> bool:
    """Return whether words are the label of a link ("paper", "arXiv'17", "NeurIPS 2017") rather than a title."""
    if _GENERIC_LABEL.fullmatch(title) or _HANDOUT.fullmatch(title) or role_of_label(title):
        return True
    return len(title.split()) <= 3 and (is_own_label(title) or read_venue(title) is not None)


def is_own_label(label: str) -> bool:
    """Return whether the words of a link say that it leads to the work ("paper", "arXiv'17", "PDF (ICML)")."""
    is_short = len(label.split()) <= 4 and not (is_han_or_kana(label) and len(label) > _LONGEST_LABEL)
    if _OF_PAPERS.search(label):
        return False
    return role_of_label(label) is LinkRole.OWN or (is_short and _OWN_WORD.search(label) is not None)
