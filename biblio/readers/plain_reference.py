"""Parse a reference written as plain text, in the styles of journals and word processors.

::

    Roe, J., & Poe, M. (2017). A title. Journal, 12(3), 1-10. https://doi.org/…        APA, Harvard
    Roe, Jane, and Max Poe. "A Title." Journal 12.3 (2017): 1-10.                      MLA, Chicago
    Roe, Jane. *A Title*. Chicago: Some Press, 1962.                                   a book
    Roe J, Poe M, et al. A title. Journal. 2017;12(3):1-10. PMID: …                    Vancouver (NLM)
    Roe J. & Poe M. (2017) A title. Journal, 12: 1-10.                                 journals of biology
    J. Roe and M. Poe, "A title," Journal, vol. 12, no. 3, pp. 1-10, 2017.             IEEE
    Roe, J.; Poe, M. A Title. Journal 2017, 12, 1-10.                                  ACS, MDPI
    Roe, J., and Poe, M., 2017, A title: Journal, v. 12, p. 1-10.                      geology, geography
    J. Roe, M. Poe, A title, Journal 12 (2017) 1-10.                                   Elsevier's numbered
    Roe, J., Poe, M.: A title. In: Proc. XYZ, pp. 1-10. Springer (2017)                LNCS
    Jane Roe and Max Poe. 2017. A Title. In Proceedings of XYZ.                        ACM
    张三, 李四. 题目[J]. 期刊, 2017, 12(3): 1-10.                                       GB/T 7714
    Jane Roe and Max Poe, A Title (Chicago: Some Press, 1962), 10-12.                  Chicago's notes
    Roe, Jana; Poe, Max (Hrsg.): Titel. Untertitel, Kiel 2017.                         in German
    ROÉ (Jeanne) et POE (Max). - *Un titre*. - Paris : Phare, 2017.                    in French
    Рой, Ю. (Roe, J.) (2017). *A title*. М.: Маяк.                                     in Russian

Each style writes names in its own way: a text that begins with such names, and goes on as the style does, is a
reference. Text in no style is none, because a title cut short would match the wrong work. Emphasis may be marked as in
Markdown.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.word_tables import is_known_word
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.reference_authors import (
    EDITOR_LABEL,
    FAMILY,
    INITIALS,
    LETTER,
    UPPER,
    YEAR,
    AuthorsAtStart,
    author_lists,
    begins_title,
)
from biblio.readers.scripts import in_common_signs, letters_for_marks, marks_for_letters
from biblio.text import fold

__all__ = [
    "FARTHEST",
    "KIND_AT_END",
    "PlainReference",
    "begins_with_bold_name",
    "may_be_reference",
    "names_publisher",
    "parse_reference",
]

_QUOTED = re.compile(
    r"(?P<mark>\*{0,2}(?:[\"“”„「『《]|«\s?)(?:\*\*)?(?:“(?![^“”\n]*”)|‘(?![^‘’\n]*’(?!\w)))?)"
    # A title may begin with a quotation: "“‘Nobody Walks Here’: Pedestrians in the Valley,”".
    r"(?P<title>(?:[\"“‘'][^\"“”\n]{2,80}?[\"”’'](?=[\s:;?!,]\s?[^\W\d])|«\s?[^«»\n]{2,80}?\s?»(?=\s?[:;]\s|\s[a-zà-ÿ]))?"
    r"[^\"“”„«»「」『』《》\n]{4,400}?)"
    r"[,.]?\*{0,2}(?:[\"“”」』》]|\s?»)\*{0,2}[,.]?"
)
# '"Green lamps" in harbours: a survey': the quotation begins a title that goes on.
_GOES_ON = re.compile(
    r"(?<=\")\s(?!(?:in|en|em|dans|by|eds?|edited|trans|translated|at|from)\b[.:]?\s?[^a-z\s]"
    r"|(?:and|&|et|und|y|in\sproc\w*|paper|article|essay|talk|lecture|chapter|thesis|presented|unpublished|forthcoming)\b)"
    r"[a-z]"
)
# "« The lamp of “lemons” »"
_QUOTATION_WITHIN = re.compile(r"(?P<mark>«\s?)(?P<title>[^«»\n]{0,200}[\"“„][^«»\n]{2,200}?)[,.]?\s?»[,.]?")
_QUOTED_ONCE = re.compile(
    r"(?P<mark>\*{0,2}[‘'](?:\*\*)?)(?P<title>(?:[^\"“”‘\n]|“[^\"“”‘\n]{1,80}”){4,400}?)[,.]?\*{0,2}['’](?!\w)\*{0,2}[,.]?"
)
_ITALIC = re.compile(r"(?P<mark>[*_]{1,3})(?=[^\s*_])(?P<title>[^*_\n]{2,300}?)[.,]?(?P=mark)[.,]?")
# GB/T 7714-2015, annex B: the kind of a document and its carrier, "A title[J]", "A title [EB/OL]"
_KIND = r"\s?[\[［](?:[A-Z]|CM|CP|DB|DS|EB|OL)(?:/(?:CD|DK|MT|OL))?[\]］]"
KIND_AT_END = re.compile(rf"{_KIND}(?://)?[.,]?$")
_TITLE_END = re.compile(
    r"。|[.．](?=\s|$)|[?!？！](?=\s+(?:[\"“*_A-Z\d]|arXiv|https?:))"
    rf"|{_KIND}(?:\s?//|\.)?|$"
)
# "Is it so? A review. Nature": a sentence that another one follows is not yet the venue.
_SUBTITLE = re.compile(
    r"\s+(?=\S)(?!In\b)(?:[^.;\d]|\d{4}s?\s(?=[^\W\d])){3,150}"
    r"(?:(?:\.|(?=\s//\s)|(?=\[[A-Z]{1,2}\]))\s*(?!https?:|doi|PMID|arXiv)[^\d\s]|(?:;|\.|,)?\s\(?\d{1,2}(?:st|nd|rd|th|\.)\s[Ee]d"
    r"|;\s[^\W\d]|\.\s(?:1[5-9]|20)\d\d\.\s|\s\([^():\d]{2,40}:\s)"
    r"|\s+(?=\S)(?!In\b)(?:[^.,;\d]|\d{4}s?\s(?=[^\W\d])){3,150},\s[*_]?[^\W\da-z][^.,*_\n]{2,80}[*_]?,\s\d"
)
_ABBREVIATION = re.compile(
    r"\(\d{1,2}[aªº]?$|(?:^|[\s(])(?:n\.\s?(?:sp|gen|g|comb)|vs|cf|e\.g|i\.e|no|vol|st|dr|mr|mrs|[a-z]|(?:[a-z]\.)+[a-z]"
    # ranks in the names of plants and animals
    r"|subg|(?:sub)?sect|(?:sub)?ser|subsp|ssp|subf|(?:sub)?var|cv|spp?|gen|nov)$",
    re.IGNORECASE,
)
# "breast cancer in the U.K. Journal of Lamps 57, 1457–1462": what stands before a journal ends the title all the same.
_JOURNAL_BEHIND = re.compile(
    rf"\s[*_]{{0,2}}(?:The\s)?{UPPER}[\w&'’-]*\.?(?:\s(?:{UPPER}[\w&'’-]*\.?|of|and|the|in|on|for|&|de|der|für|et)){{0,9}}[*_]{{0,2}}"
    r"(?:[.,]?\s[*_]{0,2}(?:v\.|vol\.)?\s?\d|\.?\s\(?\d{4}\b)|\s(?:(?:19|20)\d\d\.|In:\s|\[|\d{1,2}(?:st|nd|rd|th)\sed)"
)
# "Disporum Salisb. (Colchicaceae)": who named a plant or an animal, and its family.
_FAMILY_OF_SPECIES = re.compile(r"\s\([A-Z][a-z]+(?:ae|ales|idea|formes|ptera|poda|phyt[ae]|phyceae)\b")
# "A title: Journal of Motion, v. 12, p. 1-10": a colon before what only a journal has.
_COLON_BEFORE_JOURNAL = re.compile(
    rf":\s+(?=(?:The\s)?{UPPER}[\w&'’-]*\.?(?:\s(?:{UPPER}[\w&'’-]*\.?|of|and|the|in|on|for|&|de|der|für|et))*"
    r"(?:\s\([^()]{1,12}\))?,?\s(?:(?:v|vol|volume|bd|t)\.?\s?\d|\d+\s?(?:\(\d[\d–-]*\)\s?)?[,:]\s?(?:pp?\.\s?)?[A-Z]{0,3}\d+\s?[-–]\s?[A-Z]{0,3}\d))",
)
# ": Lamps and the Sea. Journal of Light, 12(3)": several whole words and a stop are a subtitle before the journal.
_WHOLE_SUBTITLE = re.compile(r"(?:[\w&'’-]+\s){3,}[\w&'’-]+\.\s")
# "(2000), A title, J. Geophys. Res., 105, 21579–21590", "(1991) A title, Geophysics 56, 785–794": a comma does it, too
_COMMA_BEFORE_JOURNAL = re.compile(
    rf",\s(?=(?:The\s)?{UPPER}[\w&'’-]*\.?(?:\s(?:{UPPER}[\w&'’-]*\.?|of|and|the|in|on|for|&|de|der|für|et)){{0,7}}"
    r"(?:\s\([^()]{1,12}\))?,?\s(?:vol\.\s?)?[A-Z]?\d{1,4}[A-Z]?\s?(?:\(\w[\w–-]*\)\s?)?[,:]\s?(?:pp?\.\s?)?[A-Z]{0,3}\d+\s?(?:[-–]\s?[A-Z]{0,3}\d|[,.;]|$))"
)
_NTH_EDITION = r"\d{1,2}(?:st|nd|rd|th)\s[Ee]dn?\.?"
_OF_PUBLISHERS = (
    r"(?i:\b(?:press|verlag|publish\w*|publications|univ\w*|springer|wiley|elsevier|routledge|o['’]reilly|books|éditions?|ediciones"
    r"|penguin|macmillan|mcgraw|sage|norton|addison|mass|cambridge|oxford)\b|出版|书局|書店|書房|신서|출판)"
)
_PUBLISHER = re.compile(_OF_PUBLISHERS)
_OF_A_THESIS = (
    r"(?:(?:PhD|Ph\.\s?D\.|MSc|M\.Sc\.|Doctoral|Master['’]?s|Bachelor['’]?s|Unpublished)\s(?:\w+\s)?(?i:thesis|dissertation)"
    r"|Thesis|Dissertation|Diss\.|Thèse|Tesis|Tese|Doktorarbeit|Habilitationsschrift)\b"
)
_THESIS = re.compile(_OF_A_THESIS)
# "A title (in Korean), Press", "A title [Ph.D. thesis]: Place", "A title, in Poe, M., ed., A book",
# "Заглавие // Журнал": other ends of a title.
_OTHER_END = re.compile(
    r"\s\[[^\[\]]{0,20}\b(?:thesis|dissertation|abs(?:tract)?\.?)\]:?\s?|\s//\s"
    # "A title; Some Press: Chicago, 1962", "A title, in: Proceedings", "A title, PhD thesis, University of Somewhere"
    rf"|(?:,?\s\d{{1,2}}(?:st|nd|rd|th)\s(?:ed|edn|edition)\b\.?)?;\s(?={UPPER}[^\n;:]{{2,60}}:\s{UPPER})|[.,]{{1,2}}\s(?=in:?\s[*_]?(?:{UPPER}|\d))"
    rf"|,\s(?=[*_]{UPPER}[^*_\n]{{3,120}}[*_](?:[,.;]?\s[*_]{{0,2}}(?:\d|\(|[Vv]ol)|,\s))"
    rf"|[.,]\s(?=(?:[^,.\n]{{3,60}},\s)?{_OF_A_THESIS})|,\s(?:{_NTH_EDITION},\s)?(?=[^,.()\n]{{0,50}}{_OF_PUBLISHERS}[^,.()\n]{{0,30}}(?:,\s[^,.()\n]{{2,30}}){{0,2}}\.?$)"
    rf"|,\s?(?={UPPER}[^,:.()\n]{{1,30}}(?:,\s[A-Z]{{2}})?:\s[^,:.()\n]{{0,50}}{_OF_PUBLISHERS})|,\s(?=<?https?://|(?:arXiv|bioRxiv|medRxiv|CoRR)\b)|\s(?=Available\s(?:online|at|from)(?::|$))"
    r"|\s?:\s(?=(?:дис|автореф)\w*\.)"
    # "Заглавие / Ю. Рой, М. По // Журнал": who is responsible, as ISBD has it
    rf"|\s/\s(?={INITIALS}\s?{UPPER}|{FAMILY}\s{INITIALS}|(?:под|ред|сост|пер|отв|гл|авт|уклад|за)\b)"
    r"|\s[\[(][Ii]n\s[A-Z][a-z]+(?:\s[Ll]anguage)?(?:[,;]?\swith\s[^\[\]()]{1,40})?[\])],\s"
    rf"|,\s[*_]?in[*_]?:?\s(?:{FAMILY},\s{INITIALS}(?:,\s(?:and\s)?|\sand\s)){{1,6}}\(?eds?\.?\)?,?\s"
    rf"|,\s(?=[*_]?[Ii]n[*_]?:?\s(?:{INITIALS}\s?)?{UPPER}[^.()*_\n]{{2,120}},?\s{EDITOR_LABEL})"
)
# "A title, Journal 12 (2017) 1-10", "A title, Journal 12, 1-10 (2017)", "A title, in: Proceedings, 2017, pp. 1-10"
_NUMBERED_NAMES = frozenset(
    {"inverted initials", "initials first", "initials last", "inverted", "vancouver", "institution"}
)
_BEHIND_NUMBERED_TITLE = (
    rf"\s(?:in:?\s[*_]{{0,2}}(?P<proceedings>[^,]{{3,150}}),[^\n]{{0,150}}?\b(?P<presented>{YEAR})\b"
    rf"|[*_]{{0,2}}(?P<venue>{UPPER}[^,\d()]{{1,80}}?)[*_]{{0,2}},?\s[*_]{{0,2}}(?:vol\.\s?)?[A-Z]?\d+[A-Z]?[*_]{{0,2}}"
    rf"(?:\s?\(\d[\d–-]*\))?(?:\s\((?P<year>{YEAR})\)|(?:[,:]\s?[\w–-]+)?,?\s\((?P<last>{YEAR})\)))"
)
# In the second form, "A title. Journal 12, 1-10 (2017)", a stop ends the title; it may also be that of an abbreviation.
_NUMBERED_STYLES = (
    re.compile(rf"(?P<title>[^\n]{{8,300}}),{_BEHIND_NUMBERED_TITLE}"),
    re.compile(rf"(?P<title>[^\n]{{8,300}})(?:\.|(?<=[?!])){_BEHIND_NUMBERED_TITLE}"),
)
# "A title, Some Press, Chicago, 1962", "A title, PhD thesis, University of Somewhere, 2009",
# "A title (Some Press, Oxford, 1999)", "A title, (2009)"
_NUMBERED_BOOK = re.compile(
    rf"(?P<title>[^\n]{{8,300}}?)(?:,\s{_NTH_EDITION})?"
    rf"(?:,\s(?P<publisher>{_OF_A_THESIS}[^,\n]{{0,40}},\s[^\n]{{3,80}}?|[^,()\n]{{2,80}}?(?:,\s[^,()\d\n]{{2,40}}){{0,2}}?)"
    rf"(?:,\s{_NTH_EDITION})?,?\s(?P<year>{YEAR})"
    rf"|,?\s\((?:{_NTH_EDITION},\s)?(?P<house>[^()\n\d]{{2,120}}?),?\s(?P<printed>{YEAR})\)|,\s\((?P<only>{YEAR})\))(?=[.,;\s]|$)"
)
_HOUSE_AND_PLACE = re.compile(
    rf"{UPPER}[\w’'&.-]+(?:\s[\w’'&.-]+){{0,3}},\s{UPPER}[\w’'-]+(?:\s{UPPER}[\w’'-]+){{0,2}}"
)
# "A title, in A book, edited by J. Roe", "A title in Advances in Lamps 30", "A title in 7th Symposium on Lamps"
_WITHIN_BOOK = re.compile(
    rf",\sin:?\s(?=[*_]{{0,2}}(?:{UPPER}|\d))|\sin\s(?=[*_]{{0,2}}(?:Advances\sin\s|Proc\w*\b|(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)\s{UPPER}"
    r"|(?:[^\W\d_]+\s){1,4}?(?:Conference|Symposium|Workshop)\b))"
)
_EDITED_BY = re.compile(r",?\s(?:[Ee]dited\sby|[Ee]ds?\.)\s")
# "中村六子: 題名, 学会誌, Vol. 5, No. 1, pp. 3-4 (2014)"
_NUMBERED_EAST_ASIAN = re.compile(
    rf"(?P<title>[^\n,，、。]{{4,200}})[,，、]\s?(?P<venue>[^\n,，、。\d]{{2,60}})[,，、]\s?"
    rf"(?:(?:[Vv]ol|[Nn]o|pp?)\b\.?\s?[A-Z]?\d|第?\s?\d+\s?[巻卷号期])(?:[^\n。]{{0,80}}?)(?<!\d)(?P<year>{YEAR})(?!\d)"
)
_NAME_IN_LIST = re.compile(rf"{UPPER}{LETTER}{{0,60}},\s{INITIALS}(?=[,;&]|\s&|\sand\s)")
_NAMES_OF_A_LIST = 4
# "In March, 1994, the owners …" begins a sentence.
_DATED_SENTENCE = re.compile(
    r"\W*(?:In|On|By|Since|Until|From|During|Dated)\s"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_LOOSE_YEAR = re.compile(rf"(?<![\w:–/.-])(?<!pp\.\s)(?<!p\.\s){YEAR}(?![\w–/]|-\d|\.\d)")
# Where the name of a venue ends: at the year, the volume, the pages or the identifier; but not at the year in "The 2008
# ACM conference" or "Proceedings of 2011 International Conference on Lamps".
_VENUE_END = re.compile(
    rf"[\s,.;:(（]{{0,40}}(?:[(（]?(?<!the )(?!(?:(?<=of\s)|(?<=-\s)|(?<=proceedings\s)){YEAR}"
    r"\s(?:[\w/-]{1,20}\s){0,2}(?:international|annual|IEEE|ACM|conference|symposium|workshop|meeting|congress)\b)"
    rf"\b{YEAR}\b"
    r"|\b(?:v(?:ol(?:ume)?)?|no|issue|pp?|pages|art(?:icle)?)\b\.?\s?\d|第?\d{1,9}\s?[卷巻号期]"
    r"|\b(?-i:[a-zà-ÿа-яё]{1,3}|[A-ZА-Я]|Bd|Jg|Nr|Hf|Vol|Núm|Año|Вып)\.\s?[°ºª]?\s?\d|№\s?\d|\bn[°ºª]\.?\s?\d|\b\d+\s?[(（]\d|\b\d+[.:]\s?\d|[,;]\s\d+\b|\s\d+,\s|\bdoi\b|\bPMID\b|\bISBN\b|\barXiv:|https?:|\b10\.\d{4}"
    r"|\b(?:retrieved|available|accessed)\b|\bEpub\b|\.\s[*_]?\(|$)",
    re.IGNORECASE,
)
# One of these is in every reference; most texts have neither a digit nor begin with names.
_YEAR_OR_PAGES = re.compile(r"\b(?:1[5-9]|20)\d{2}\b|\d\s?[-–]{1,2}\s?\d")
_FIRST_NAMES = re.compile(
    rf"{FAMILY},?\s(?:{INITIALS}|{UPPER}{{1,3}}\b)\s?(?:[,;&.*_]|and|et\sal)|{FAMILY},\s{FAMILY};\s"
)
_NAMES_IN_BRACKETS = re.compile(rf"{UPPER}[^\n]{{2,200}}\)\s?:\s")
# "J. Roe, M. Poe, *A title*, chp. 2", "Ann Roe and Max Poe, eds. *A title*": nothing but a list of works has that.
# "**Roe J**, **Poe M**."
_BOLD_NAME = re.compile(r"\*\*(?P<name>[^*\n]{4,200}?)[.,]?\*\*[.,]?\s")
_INITIALS_FIRST = re.compile(
    rf"{INITIALS}\s?{UPPER}[^\n*_\"“«]{{1,200}}[,.:]\s{{1,2}}[*_\"“«]|[^\n*_\"“«]{{5,200}},?\s\(?[Ee]ds?\.\)?,?\s[*_]"
    rf"|(?:{UPPER}[^\W\d_]+[\s-]){{1,3}}[^\n*_\"“«\d]{{8,200}},\s[*_](?={UPPER})"
)
_MARKS_OF_TITLES = ("*", "_", '"', "“", "«")  # one of them is in each of those
# "Seas of Light, edited by Max Poe", "Seas of Light, ed", whose editors stand behind
_EDITORS_BEHIND = re.compile(
    r"(?i:,?\s(?:edited by|hrsg\. v(?:on|\.)|éd\. par|editado por|a cura di)\b.*|,\s(?:eds?|hrsg|éd)\b\.?(?:\s.*)?)$"
)
_EDITED = re.compile(r"\beds?\.\)?,?\s$", re.IGNORECASE)
_PAGES = re.compile(r"\W*(?:pp?\.\s)?(?:\d+|[ivxl]+)\s?[-–]{1,2}\s?(?:\d+|[ivxl]+)\b")
_WITH_INITIALS = frozenset({"vancouver", "inverted initials", "initials last", "initials first"})
_PREPRINT = re.compile(r"[.,]?\s{1,2}(?:(?:arXiv|bioRxiv|medRxiv|CoRR)\b|\[[Pp]reprint\])")
_ADDRESS = re.compile(
    r"[\s.,;\[(]{0,4}(?:(?:Online|Internet)[\]).]{1,2}\s)?(?:[^\W\d]{2,12}(?:\s[a-z]{2,6}){0,2}:?\s)?<?https?://",
    re.IGNORECASE,
)
_UNMISTAKABLE = frozenset({"vancouver", "inverted initials", "given in brackets"})
# "Titel. Ein Untertitel, Heidelberg 2017": in German, place and year follow a comma, and a stop parts the subtitle.
_PLACED_TITLE = re.compile(
    rf"(?P<title>[^\n]{{4,300}}?)(?:,\s\d+\s(?:Bde?|Bände|[Vv]ols?|Tle?)\b\.?)?,\s"
    rf"(?:(?P<place>{UPPER}[\w.’'-]+(?:[\s/](?:am|an der|im|[a-z]{{2}}|{UPPER})[\w.’'/-]*){{0,3}})\s)?"
    rf"(?P<year>{YEAR})(?:\s?[–-]\s?(?:\d\d)?\d\d)?(?=\s*(?:[.,;(\[<]|$))"
)
# "A title (4th ed.). Some Press."
_EDITION_BEHIND_PAGES = re.compile(rf"[.,]\s{_NTH_EDITION}[.,]?\s(?={UPPER})")
_LONGEST_EDITION = 20  # characters; "*Lamps*, 31–60. 4th ed. Quay, 2020."
_EDITION = re.compile(
    r"\s?\((?:[^()]{0,25}\b(?:ed|edn|edition|aufl|auflage|éd|édition|изд)\b(?:(?!\d{4})[^()]){0,25})\)[.,]?"
    r"|\s?\d{1,2}(?:st|nd|rd|th|er?|ª|º|<sup>\w{1,3}</sup>|\.)?\s(?:rev\.\s|revised\s)?(?:ed|edn|edition|aufl|auflage|éd|édition|изд)\b\.?,?",
    re.IGNORECASE,
)
# "*A title* [en ligne].", "*A title* [Электронный ресурс]": ISO 690 and GOST name the medium there.
_MEDIUM = re.compile(rf"\s?\[{LETTER}[^\[\]\d]{{3,30}}\](?!\()[.,]?")
# "A title [Data set].", "A title (A/78/779)."
_BESIDE_TITLE = re.compile(r"\s?(?:\[[^\[\]\n]{2,60}\]|\((?=[^()]*\d)[A-Z][\w./ -]{1,40}\))(?=[.,])[.,]?")
_SUBTITLE_BEHIND = re.compile(r"[^.]*\w{3}\.\s(?P<subtitle>[^.]+)")
# "Oxford, New York: Some Press, 1967."
_IMPRINT = re.compile(
    rf"\s*(?:[—–-]\s)?(?:[^\W\d][\w.’' -]{{1,30}},\s)?[^\W\d][\w.’' -]{{1,40}}\s?:"
    rf"\s[«\"“]?{UPPER}[^:\d\n]{{2,60}},\s(?P<year>{YEAR})\b"
)
# "(London: Some Press, 1962)", "(Some Press, 1962)", "(PhD dissertation, University of Somewhere, 1992)"
_IMPRINT_IN_BRACKETS = re.compile(
    rf",?\s\((?:(?P<place>[^\W\d][^():\n\d]{{1,60}}?)\s?:\s|(?P<sign>[^()\n,]{{0,30}}\b(?:[Dd]issertation|[Tt]hesis)\b,\s))?"
    rf"(?P<publisher>[^():\n]{{2,120}}?),\s(?P<year>{YEAR})[a-z]?\)"
)
# "Jane Roe, A Title. 2nd ed. Some Press, 1962." at the end
_IMPRINT_AT_END = re.compile(
    r"(?:[.,]\s\(?(?P<sign>(?:\d{1,2}(?:st|nd|rd|th)|[Rr]ev(?:ised|\.))\s[Ee]d(?:ition|n)?)\)?)?\."
    r"\s(?:(?P<place>[^\W\d][^():.\n\d]{1,60}?)\s?:\s)?"
    rf"(?P<publisher>[^():.\n]{{2,80}}?),\s(?P<year>{YEAR})\.?\s*$"
)
_LABELLED_EDITORS = re.compile(rf",?\s(?:{EDITOR_LABEL}|[Ee]ds?\.(?=,?\s)),?\s")
_BETWEEN_NAMES = re.compile(r",\s(?:and\s|&\s)?")
_AND = re.compile(r"\s(?:and|&|und|et|y|e)\s")
_FAMILY_ALONE = re.compile(rf"{UPPER}{LETTER}+(?:[-’']{LETTER}+)*")
_DATED_TITLE = re.compile(rf"(?P<title>.+?)\s\({YEAR}\)")
# "Roe, J. und M. Poe. A title (2017): Journal"
_YEAR_BEHIND_TITLE = re.compile(rf"\s\((?P<year>{YEAR})\)\s?[:.,]\s")
# "Linked lamps. The tale so far. *Journal of Light*, 12": all that is before a venue in italics is the title.
_VENUE_IN_ITALICS = re.compile(r"[.?!]\s+(?=(?P<mark>[*_])(?=[^\s*_])[^*_\n]{4,200}?(?P=mark)(?:[,.;:(]|\s[\d(]|$))")
_LEADS_TO_VENUE = re.compile(r"[.?!]\s+(?:In|Dans|En|Em)\b|https?:|\bdoi\b|\d{3}", re.IGNORECASE)
_FEW_NAMES = 3  # titles may have so many words with "and" and commas between them
_MOST_OF_SUBTITLE = 12  # words between a stop and the venue
# "A title (Vol. 5)", "A title (Doctoral dissertation, University of Somewhere)"
_DETAILED_TITLE = re.compile(
    r"(?P<title>[^()]{3,}(?:\([^()]*\)[^()]*)*?)\((?:(?:Vol(?:ume)?s?|Bd|Band|Tome|T|No|Nr|Issue)\.?\s[\dIVX]+\b[^()]{0,40}"
    r"|\d{1,2}(?:(?:st|nd|rd|th)\s|[aªº]?\.?\s?)(?:ed|éd)(?:ition|ición|izione|ição)?\.?"
    r"|[^()]{0,40}\b(?:[Dd]issertation|[Tt]hesis|[Tt]hèse|[Tt]esis|[Tt]esi)\b[^()]{0,100})\)",
)
_BRACKETED_ALONE = re.compile(r"\([^()]*(?:\)\W|\)?$)")
# "Roe, J. (COLM 2024). **A title**"
_PLACE_BEFORE_TITLE = re.compile(rf"\((?P<venue>{UPPER}[^()\d]{{1,40}}?),?\s(?P<year>{YEAR})\)[.:,]?\s(?=[*_\"“])")
# "A title, 3rd edn", "A title. 3. Aufl. Berlin", "A title (Some Press)", "A title (arXiv:2005.14165)",
# "A title [en ligne]", "A title, arXiv", "A title,"
_BEHIND_TITLE = re.compile(
    r"[.,]{0,2}\s\(?\d{1,2}(?:st|nd|rd|th|er?|ª|º|\.|\s?版)?\s?(?:ed|edn|edition|[Ee]dn?|aufl|auflage|Aufl|Auflage|éd|édition|изд|版)\b[^()]{0,40}(?:\)[^()]{0,40})?\.?$"
    r"|\s\((?:arXiv|hal|SSRN|bioRxiv)\b[^()]{0,40}\)$|\s\[[^\W\d_][^\[\]\d]{3,30}\]$|,\s(?:arXiv|CoRR|bioRxiv)(?::[\w./-]+)?$|,\spp?\.\s?\d+\s?[–-]\s?\d+$|,$"
)
_PUBLISHER_BEHIND_TITLE = re.compile(r"\s\((?P<publisher>(?P<place>[^():\d]{2,40}:\s)?[^()\d]{3,80})\)$")
_YEAR_AT_END = re.compile(rf"(?P<title>(?:[^,]|,(?!\s{UPPER}))*[^\W\d_,]),?\s\(?(?P<year>{YEAR})\)?")
_MONTH_AT_END = re.compile(
    r"[\s,.(]+(?:\d{1,2}\s)?(?:jan(?:uary|vier|eiro|uar)?|enero|gennaio|feb(?:ruary|rero|braio|ruar)?|février|fevereiro"
    r"|mar(?:ch|zo|s|ço)?|märz|apr(?:il|ile)?|avril|abril|ma[iy]|mayo|maio|maggio|june?|juin|junio|junho|juni|giugno"
    r"|july?|juillet|julio|julho|juli|luglio|aug(?:ust)?|août|agosto|sept?(?:ember|embre|iembre)?|setembro|settembre"
    r"|oct(?:ober|obre|ubre)?|outubro|ottobre|okt(?:ober)?|nov(?:ember|embre|iembre|embro)?|dec(?:ember)?|déc(?:embre)?"
    r"|diciembre|dezembro|dicembre|dezember)\.?(?:\s\d{1,2})?$",
    re.IGNORECASE,
)
_DATED_VENUE = re.compile(rf"{YEAR}\s+(?=[A-Z]\w*(?:/[A-Z]\w*)?\s\w)")
_VENUE_LEAD = re.compile(
    r"(?:\W*\b(?:(?:[Ii]n|[Dd]ans)\b[:\s]+|(?:in|w|v|u|i)\s?:\]\s*|In(?=[A-Z][a-z])|(?:[Ee]n|[Ee]m|[Ww]|[Vv]|[Uu]|[Вв])\b(?:\s?:\s+|\s+(?=[«\"“„*_]))"
    r"|[Вв]\sкн\.\s?:\s+))?\W*"
)
# "In: Roe, J., Poe, M. (eds.) A book"
_EDITORS_BEFORE_BOOK = re.compile(rf"(?P<who>[^()*_\n]{{3,300}}?),?\s{EDITOR_LABEL}[.,:]?\s(?![*_])")
_EDITED_BOOK = re.compile(rf"{EDITOR_LABEL}(?:\s?[:.,])?\s$")
# "A title / J. Roe, M. Poe // Journal", "A title / ed. by J. Roe. — Place": up to what follows those responsible
_RESPONSIBLE = re.compile(r"(?P<who>[^/\n]{3,300}?)(?:\s//\s|\.?\s[—–]\s)")
_IS_ISBD = re.compile(r"\.?\s(?://|/|[—–])\s|\s?:\s(?:дис|автореф)\w*\.")
_INITIALS_AND_FAMILY = re.compile(rf"{INITIALS}\s?{FAMILY}|{FAMILY}\s{INITIALS}")
# What ISBD writes behind a title: "Title : учебное пособие"
_KIND_BEHIND = re.compile(
    r"\s?:\s(?:учеб\w*\.?|монограф\w*|сборник\w*|сб\.|дис\w*\.?|автореф\w*\.?|роман|повесть|рассказы|стихи|очерки?|справочник)\b[^:/]*$",
    re.IGNORECASE,
)
_SUBTITLE_OF_BOLD = re.compile(r"\s?:\s(?P<words>[^\W\d_][^.:*_\n]{2,200}?)(?=\.(?:\s|$))")
_INITIALS_AT_START = re.compile(rf"{INITIALS}\s|{UPPER}\.-")
# "Frankfurt am Main: Suhrkamp", "М.: Маяк", "Paris : Quai"
_PLACE = re.compile(r"(?:[^\W\d][^:.\d]{2,40}|[^\W\d_]{1,5}\.)\s?:\s[«\"“]?[^\W\d]")
_JOURNAL = re.compile(
    r"\b(?:journal|proc\w*|conference|transactions|review|letters|annals|symposium|lecture notes)\b", re.IGNORECASE
)
# What may follow the venue: numbers, pages, identifiers, and the words around them.
_DETAILS = re.compile(
    r"(?:[\s,.;:()（）–—/&]|[*_](?=[\s,.;:]|$)|\[(?:preprint|online|internet)\]|https?://\S+|10\.\d{4,9}/\S+"
    r"|(?:v(?:ol(?:ume)?)?|no|issue|pp?|pages|art(?:icle)?|ISBN(?:-1[03])?|e?ISSN|PMID|PMC|doi|Epub|arXiv|preprint|CoRR|abs"
    r"|available|at|from|retrieved|accessed|print|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*"
    r"|nov\w*|dec\w*)\b|(?<!\s)-|[A-Za-z]{0,3}\d[\w.:/-]*|[年月日卷巻号期页頁第]"
    # "т. 12, № 3, с. 4–9", "n. 3, p. 45-67, jan./jun. 2010", "240 с.": short words before numbers, in any language
    r"|[^\W\d_]{1,5}(?:\.\s?[°ºª]?|[°ºª]\.?)\s?(?=\d)|№\s?(?=\d)|[^\W\d_]{3,4}\.(?:\s?[/–-]\s?[^\W\d_]{3,4}\.)?\s(?=(?:19|20)\d\d\b)"
    r"|(?<=\d\s)(?:[cсps]|pp|ss|стр|str|p[áa]gs?|oldal|sivua|stron)\b)*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(rf"[^\W\d](?:[^.;()\d\n]|\.(?=,)){{2,80}}[,;(\s]+{YEAR}\)?")
# APA names who published a volume behind its pages: "In 2018 Conference on Lamps (pp. 1-11). IEEE."
_HOUSE_BEHIND = re.compile(
    r"[.\s]{0,3}(?P<house>[^\W\d_](?:[^.;:\d\n]|\.\s?org\b|\.(?=,)){2,80})\.?(?=\s*(?:$|https?://|doi:))", re.IGNORECASE
)
_HOUSES = re.compile(
    r"(?:IEEE|PMLR|ACM|SIAM|ISCA|ELRA|AAAI|AUAI|IOS|Citeseer|USENIX|JMLR|OpenReview|Association for|Curran Associates"
    r"|International (?:Foundation|Society|Speech|World|Association|Committee|Joint))\b"
)
_SMALL_WORDS = frozenset("and of for the und et de la y & org on in".split())
# MLA names the site before the address: "… 2017. Neural Information Processing Systems, https://…"
_SITE = re.compile(r"(?:[^\W\d][^.\d]{2,80}|(?:[\w-]+\.)+[a-z]{2,}),\s*$")
FARTHEST = 2_000
"""How many characters of a text a reference can have at most; what follows is not looked at."""
_LONGEST_VENUE = 120


class PlainReference(NamedTuple):
    """A reference. `title_start` and `title_end` are offsets of the title in the text, `end` that of any remark."""

    title: str
    authors: tuple[str, ...]
    et_al: bool
    venue: str
    year: int | None
    publisher: str
    title_start: int
    title_end: int
    end: int


def may_be_reference(text: str) -> bool:
    """Return whether a text may be a reference; looking is quicker than reading it. False is certain."""
    text = in_common_signs(letters_for_marks(text[:FARTHEST].replace("\n", " ")))
    is_dated = _YEAR_OR_PAGES.search(text) or "[J]" in text or "ISBN" in text
    return bool(is_dated) or _begins_with_names(text)


def parse_reference(text: str) -> PlainReference | None:
    """Return the reference that `text` begins with, or None if it begins with none.

    Line ends count as blanks. Identifiers are left to `extract.identifiers_in_text`.
    """
    if begins_with_bold_name(text):
        return _without_bold_type(text[:FARTHEST])
    return _read(text)


def _read(text: str) -> PlainReference | None:
    """Return the reference that a text without bold names begins with, or None."""
    written = text[:FARTHEST].replace("\n", " ")
    if "\\[" in written:  # so Pandoc writes brackets; the offsets are kept
        written = written.replace("\\[", " [").replace("\\]", "] ")
    text = in_common_signs(letters_for_marks(written))
    is_dated = _YEAR_OR_PAGES.search(text) or "[J]" in text or "ISBN" in text
    if not (is_dated or _begins_with_names(text)) or _DATED_SENTENCE.match(text):
        return None
    reference = _in_note(text)
    lists = author_lists(text) if reference is None else []
    for names in lists:
        # "Jane A. Roe, Max B. Poe, Ada C. Noe, Otto D. Doe. …" does not begin with a "Jane A" alone.
        is_part = names.end < lists[0].end and len(lists[0].authors) > _FEW_NAMES >= len(names.authors)
        if not is_part and (reference := _after_authors(text, names)):
            break
    return _as_written(reference, written, text) if reference and text != written else reference


def begins_with_bold_name(text: str) -> bool:
    """Return whether a text begins with authors in bold type, as some journals print them."""
    bold = _BOLD_NAME.match(text) if text.startswith("**") else None
    return bold is not None and any(names.style in _WITH_INITIALS for names in _lists_of_all(f"{bold['name']}."))


def _without_bold_type(text: str) -> PlainReference | None:
    """Return the reference that a text with authors in bold type begins with ("**Roe J**, **Poe M**. *A title*. …")."""
    parts = text.split("**")
    offsets = [0, *accumulate(map(len, parts))]  # in the text without the marks, where one is left out
    reference = _read("".join(parts))
    if reference is None:
        return None
    start, end, stop = (
        place + 2 * bisect_right(offsets, place, 1, len(parts)) - 2
        for place in (reference.title_start, reference.title_end, reference.end)
    )
    return reference._replace(title_start=start, title_end=end, end=stop)


def _in_note(text: str) -> PlainReference | None:
    """Return the reference to a book as Chicago's notes have it, with its place, publisher and year in brackets.

    Its title is in italics there, which texts that were copied have lost; what is marked is read elsewhere.
    """
    in_brackets = _IMPRINT_IN_BRACKETS.search(text)
    imprint = in_brackets or _IMPRINT_AT_END.search(text)
    head = text[: imprint.start()] if imprint else ""
    if not imprint or any(mark in head for mark in _MARKS_OF_TITLES):
        return None
    if not (imprint["place"] or imprint["sign"] or names_publisher(imprint["publisher"])):
        return None
    if editors := _LABELLED_EDITORS.search(head):
        lists = [_people(words) for words in _BETWEEN_NAMES.split(head[: editors.start()])]
        names, start = [name for names in lists for name in names] if all(lists) else [], editors.end()
    else:
        names, start = [], 0
        while (border := _BETWEEN_NAMES.search(head, start)) and (people := _people(head[start : border.start()])):
            names += people
            start = border.end()
            if len(people) > 1 or "and" in border[0] or "&" in border[0]:
                break
    title = head[start:].strip(" ,")
    if _INITIALS_AT_START.match(title) or title.startswith(("‘", "'")):
        return None  # "Roe, J. B. A title. (Some Press, 1962)", "Roe J, ‘A title’ in A book (Some Press, 1962)"
    # "Climate Change, A History (Some Press, 1990)"; but a Spear and a Nurse write books, too.
    are_words = (len(names) == 1 or not imprint["place"]) and are_ordinary_words(names)
    if not names or are_words or not title[:1].isupper() or "(" in title:
        return None
    if not in_brackets and not _is_title_behind_names(title, names):
        return None
    title = _BEHIND_TITLE.sub("", title)
    within = _WITHIN_BOOK.search(title)
    venue = _EDITED_BY.split(title[within.end() :])[0] if within else ""
    title = title[: within.start()] if within else title
    details = _DETAILS.match(text, imprint.end())
    end = details.end() if details else imprint.end()
    publisher = f"{imprint['place']}: {imprint['publisher']}" if imprint["place"] else imprint["publisher"]
    return PlainReference(
        title, tuple(names), False, venue, int(imprint["year"]), publisher, start, start + len(title), end
    )


def _is_title_behind_names(title: str, names: list[str]) -> bool:
    """Return whether no further name begins the title: in "Jane Roe, Max Poe. Lamps" and "Jane Roe, Max Poe: Lamps"."""
    beginning = title.partition(":")[0]
    is_name = beginning != title and bool(_people(beginning)) and not begins_title(beginning)
    ends_in_initial = len(title.rpartition(" ")[2]) == 1  # "Jane Roe, Max P. Moe, Lamps of the Harbour, Quay, 1999"
    return not (is_name or ends_in_initial or ". " in title) and all(map(is_person_name, names))


def _people(words: str) -> list[str]:
    """Return the people that words name, in full or one by a family name alone; none if they are anything else."""
    names = _AND.split(words)
    is_family = len(names) == 1 and _FAMILY_ALONE.fullmatch(words) and not is_known_word(words.casefold())
    return names if is_family or all(map(is_person_name, names)) else []


def _begins_with_names(text: str) -> bool:
    if _FIRST_NAMES.match(text) or (")" in text and _NAMES_IN_BRACKETS.match(text)):
        return True
    return any(map(text.__contains__, _MARKS_OF_TITLES)) and _INITIALS_FIRST.match(text) is not None


def _as_written(reference: PlainReference, written: str, text: str) -> PlainReference:
    """Return a reference that was read in `text` with the words of the text as it is written."""
    start = text.find(reference.title, reference.title_start)
    title = written[start : start + len(reference.title)] if start >= 0 else marks_for_letters(reference.title)
    return reference._replace(
        title=title,
        authors=tuple(map(marks_for_letters, reference.authors)),
        venue=marks_for_letters(reference.venue),
        publisher=marks_for_letters(reference.publisher),
    )


class _TitlePart(NamedTuple):
    """The title behind authors: its words, its offsets, where what follows begins, and what tells where it ends.

    `mark` is its quotation marks or emphasis, `placed` the place and year that end it; `year` is right behind it.
    """

    words: str
    start: int
    end: int
    after: int
    mark: re.Match[str] | None
    placed: re.Match[str] | None
    year: int | None
    names: AuthorsAtStart


def _title_part(text: str, names: AuthorsAtStart) -> _TitlePart:
    """Return the title behind authors; ISBD names more of them behind it."""
    title = _QUOTATION_WITHIN.match(text, names.end) or _QUOTED.match(text, names.end)
    title = title or _QUOTED_ONCE.match(text, names.end) or _ITALIC.match(text, names.end)
    if title and names.delimiter == "year" and title["mark"] == '"' and _is_within_title(text, title):
        title = None
    placed = _placed_title(text, names) if not title else None
    if title:
        start, end, after = *title.span("title"), title.end()
    elif placed:
        start, end, after = *placed.span("title"), placed.end("title")
    else:
        start, (end, after) = names.end, _unmarked_end(text, names.end)
        italic = _VENUE_IN_ITALICS.search(text, end) if end < len(text) else None
        between = text[end : italic.start()] if italic else ""
        if italic and len(between.split()) <= _MOST_OF_SUBTITLE and not _LEADS_TO_VENUE.search(f"{between} "):
            end, after = italic.start() + (italic[0][0] in "?!"), italic.end()
        for pattern in (_COLON_BEFORE_JOURNAL, _COMMA_BEFORE_JOURNAL, _OTHER_END):
            border = pattern.search(text, start)
            if border and pattern is _COLON_BEFORE_JOURNAL and _WHOLE_SUBTITLE.match(text, border.end()):
                continue
            if border and start < border.start() < end:
                end, after = border.span()
                if border[0].strip() == "/":
                    names, after = _with_responsible(text, names, after)
    subtitle = _SUBTITLE_OF_BOLD.match(text, after) if title and title["mark"].startswith("**") else None
    if subtitle and not names_publisher(subtitle["words"]):
        end = after = subtitle.end()
    dated_behind = None if title or names.year else _YEAR_BEHIND_TITLE.search(text, start, end)
    if dated_behind:
        end, after = dated_behind.span()
    if kind := KIND_AT_END.search(text, start, start + len(text[start:end].rstrip(" *_"))):
        end = kind.start()
    words = text[start:end].strip(" *_«»")
    if words.count("»") > words.count("«"):
        words = f"« {words}"  # a title that begins with a quotation
    if title and end > title.end("title"):
        words = re.sub(r"[*_]", "", words)
    return _TitlePart(
        words, start, end, after, title, placed, int(dated_behind["year"]) if dated_behind else None, names
    )


def _after_authors(text: str, names: AuthorsAtStart) -> PlainReference | None:
    is_numbered = (names.delimiter == "comma" or _is_set_apart(text, names)) and not text.startswith("«", names.end)
    if is_numbered and (numbered := _numbered(text, names)):
        return numbered
    if placed_before := _PLACE_BEFORE_TITLE.match(text, names.end):
        names = names._replace(year=int(placed_before["year"]), delimiter="year", end=placed_before.end())
    part = _title_part(text, names)
    words, start, end, after, title, placed, year_behind, names = part
    # "Рой Ю. А. Заглавие // Журнал", "Рой Ю. А. Заглавие. — М.: Маяк, 1985"
    has_signs = _IMPRINT.match(text, after) is not None or _IS_ISBD.match(text, end) is not None
    if has_signs and not title:
        words = _KIND_BEHIND.sub("", words)
    is_thesis = _THESIS.search(text, end) is not None
    is_preprint = names.style in _NUMBERED_NAMES and _PREPRINT.match(text, end) is not None
    is_before_address = names.style in _NUMBERED_NAMES and _ADDRESS.match(text, end) is not None
    is_certain = _is_certain(names, is_marked=bool(title)) or has_signs or is_thesis or is_preprint or is_before_address
    if not re.search(rf"{LETTER}{{2}}|[\u3040-\uffdc]{{2}}", words) or not is_certain:
        return None
    is_bracket = _BRACKETED_ALONE.match(words) is not None
    if words.startswith((",", "and ", "& ", "—", "–", "- ")) or (
        not title and (is_bracket or _is_list_of_names(words))
    ):
        return None  # the list of names goes on, or they are a title before its authors
    for pattern in (_MEDIUM, _EDITION, _BESIDE_TITLE):
        if behind := pattern.match(text, after):
            after = behind.end()
    if not title and len(_NAME_IN_LIST.findall(words)) >= _NAMES_OF_A_LIST:
        return None  # the list of names goes on in a form that is none of the styles
    venue, publisher, year, stop = _publication(text, after)
    if not title:
        bare = _BEHIND_TITLE.sub("", words)
        if year is None and (printed := _LOOSE_YEAR.search(words, len(bare))):  # "A title, 3rd ed. Some Press, 2002"
            year = int(printed[0])
        words = bare
        if (house := _PUBLISHER_BEHIND_TITLE.search(words)) and (house["place"] or names_publisher(house["publisher"])):
            words, publisher = words[: house.start()], house["publisher"]
        if year is None and not names.year and (dated_at_end := _YEAR_AT_END.fullmatch(words.rstrip("."))):
            words, year = dated_at_end["title"], int(dated_at_end["year"])
    if names.style == "institution" and not publisher and fold(names.authors[0]) != fold(venue):
        return None
    venue = placed_before["venue"] if placed_before else venue
    if placed and year is None:
        year, stop = int(placed["year"]), max(stop, placed.end())
    if placed and placed["place"]:
        venue, publisher = "", placed["place"]
    year = names.year or year_behind or year
    if year is None and title and venue[:1].islower():  # "J. Roe, *A title*, chp. 2"
        venue, stop = "", after
    # "Roe J. A title. http://…": nothing but a list of references has such a name before an address.
    is_online = names.style in _WITH_INITIALS and _ADDRESS.match(text, stop if year else end) is not None
    if year is None and not (is_online or _is_without_year(text, part) or (is_preprint and len(names.authors) > 1)):
        return None
    is_whole = names.style in _WITH_INITIALS and not text[stop:].strip(" .")  # "Roe J. A title. 2017."
    is_by_several = names.et_al or len(names.authors) > 1
    signs = (venue, publisher, names.year, is_by_several, placed is not None, is_thesis, is_online, is_whole)
    if not title and not any(signs):
        return None
    if (dated := _DATED_TITLE.fullmatch(words)) and not title:
        words = dated["title"]
    if detailed := _DETAILED_TITLE.fullmatch(words):
        words = detailed["title"].rstrip()
    if (found := text.find(words, start)) >= 0:
        end = found + len(words)
    return PlainReference(words, names.authors, names.et_al, venue, year, publisher, start, end, stop)


def _is_without_year(text: str, part: _TitlePart) -> bool:
    """Return whether a text without a year is a reference: by pages behind a marked title, or by its names alone."""
    mark, names = part.mark, part.names
    is_listed = names.style in _UNMISTAKABLE and len(names.authors) > 1 and len(part.words.split()) > 2
    # "Roe, Jana; Poe, Max; Moe, Tim: A title": neither has a list of such names before a colon.
    if is_listed or (_is_set_apart(text, names) and len(names.authors) > 1) or "[J]" in text[part.end : part.end + 4]:
        return True
    if mark is None:
        return False
    # "Ивлин, Ю. В. *Логика*.": nothing but a reference has such a name before a marked title.
    is_named = names.style in ("inverted initials", "initials first") or _EDITED.search(text[: names.end]) is not None
    is_by_people = names.style == "full" and _is_by_people(text, names, mark)
    return is_named or is_by_people or _PAGES.match(text, part.after) is not None


def _is_within_title(text: str, quotation: re.Match[str]) -> bool:
    """Return whether a quotation behind a year is only the beginning of a title: nothing ends it, and words go on."""
    is_ended = text[quotation.end("title")] in ",."
    return not is_ended and _GOES_ON.match(text, quotation.end()) is not None


def _with_responsible(text: str, names: AuthorsAtStart, start: int) -> tuple[AuthorsAtStart, int]:
    """Return the authors with those whom ISBD repeats behind the title, and where the publication begins."""
    match = _RESPONSIBLE.match(text, start)
    if not match:
        return names, start
    people = re.split(r"\s?[,;]\s", re.sub(r"\s?\[[^\[\]]*\]", "", match["who"]))
    are_more = len(people) > len(names.authors) and all(map(_INITIALS_AND_FAMILY.fullmatch, people))
    return names._replace(authors=tuple(people)) if are_more else names, match.end()


def _is_by_people(text: str, names: AuthorsAtStart, title: re.Match[str]) -> bool:
    """Return whether a title in italics stands behind a comma and the full names of several people."""
    is_italic = title["mark"][0] in "*_" and text[title.start("title")].isupper()
    are_people = len(names.authors) > 1 and all(map(is_person_name, names.authors))
    return is_italic and are_people and names.delimiter == "comma"


def _is_set_apart(text: str, names: AuthorsAtStart) -> bool:
    """Return whether a colon ends the authors and no comma parts them: "Roe, Jana; Poe, Max (Hrsg.): Titel"."""
    return names.delimiter == "colon" and (
        len(names.authors) == 1 or re.search(r";|/\s", text[: names.end]) is not None
    )


def _placed_title(text: str, names: AuthorsAtStart) -> re.Match[str] | None:
    """Return the title behind a colon that a place and a year follow ("Titel. Ein Untertitel, Heidelberg 2017").

    Words behind a stop may be a journal or a publisher instead of a subtitle: then the title ends at the stop.
    """
    match = _PLACED_TITLE.match(text, names.end) if _is_set_apart(text, names) else None
    if match is None or re.search(r"[.:]\s[Ii]n:?\s", match["title"]):
        return None
    behind = _SUBTITLE_BEHIND.fullmatch(match["title"])
    if behind and (len(behind["subtitle"].split()) < 2 or _JOURNAL.search(behind["subtitle"])):
        return None
    return None if behind and names_publisher(behind["subtitle"]) else match


def _numbered(text: str, names: AuthorsAtStart) -> PlainReference | None:
    """Return a reference whose parts are all separated by commas, as in numbered lists; its authors have initials."""
    if names.style == "cjk":
        match = _NUMBERED_EAST_ASIAN.match(text, names.end)
        return match and _numbered_reference(text, names, match, match["year"], match["venue"])
    if names.style not in _NUMBERED_NAMES:
        return None
    matches = (style.match(text, names.end) for style in _NUMBERED_STYLES)
    match = next(filter(None, matches), None)
    is_marked = text.startswith(("‘", "'", *_MARKS_OF_TITLES), names.end)
    if not match and names.delimiter == "comma" and not is_marked and (book := _NUMBERED_BOOK.match(text, names.end)):
        return _numbered_book(text, names, book)
    if match is None or (names.delimiter == "colon" and re.search(r"\w{3}\.\s", match["title"])):
        return None
    year = match["year"] or match["last"] or match["presented"]
    return _numbered_reference(text, names, match, year, match["venue"] or match["proceedings"])


def _numbered_book(text: str, names: AuthorsAtStart, match: re.Match[str]) -> PlainReference | None:
    """Return a book, thesis or preprint whose parts are separated by commas, if a publisher or a thesis is named."""
    house = match["publisher"] or match["house"] or ""
    within = _WITHIN_BOOK.search(text, *match.span("title"))
    is_own = names.style == "institution" and house.startswith(names.authors[0])
    # "J. Roe, A title, Quay, Oslo, 2011"
    is_imprint = names.style in _WITH_INITIALS and _HOUSE_AND_PLACE.fullmatch(house) is not None
    is_placed = is_imprint or names_publisher(house) or _THESIS.match(house) or match["only"] or within or is_own
    if not is_placed or match["title"][:1].islower() or _is_list_of_names(match["title"]):
        return None
    start, stop = match.span("title")
    stop, venue = (within.start(), text[within.end() : stop]) if within else (stop, "")
    details = _DETAILS.match(text, match.end())
    end = details.end() if details else match.end()
    year = int(match["year"] or match["printed"] or match["only"])
    title, venue = text[start:stop].strip(" *_"), _EDITED_BY.split(venue)[0].strip(" *_,")
    return PlainReference(title, names.authors, names.et_al, venue, year, house.strip(" *_"), start, stop, end)


def _numbered_reference(
    text: str, names: AuthorsAtStart, match: re.Match[str], year: str, venue: str
) -> PlainReference:
    details = _DETAILS.match(text, match.end())
    end = details.end() if details else match.end()
    title, place = match["title"].strip(" *_"), venue.strip(" .*_")
    return PlainReference(title, names.authors, names.et_al, place, int(year), "", *match.span("title"), end)


def names_publisher(words: str) -> bool:
    """Return whether words name a publisher: they have one of the usual ones, or a word such as "press"."""
    return _PUBLISHER.search(words) is not None


def _is_house(words: str) -> bool:
    """Return whether words are the name of a publisher, and no sentence that mentions one."""
    is_known = _HOUSES.match(words) is not None or names_publisher(words)
    return is_known and all(
        word[0].isupper() or word in _SMALL_WORDS for word in re.findall(r"[^\W\d_][\w’'-]*", words)
    )


def _is_certain(names: AuthorsAtStart, *, is_marked: bool) -> bool:
    """Return whether the form of the names, and what ends them, suffice to say that the text is a reference."""
    match names.delimiter:
        case "year":
            return True
        case "comma" | "mark":
            return is_marked
        case "colon":
            return names.style != "cjk" or is_marked
        case _:
            return (
                is_marked
                or names.style not in ("full", "inverted", "initials last", "capitals first")
                or len(names.authors) > 1
                or names.et_al
            )


def _unmarked_end(text: str, start: int) -> tuple[int, int]:
    """Return where an unmarked title ends (at a full stop, not that of an abbreviation), and where the rest begins."""
    for match in _TITLE_END.finditer(text, start):
        if match[0][:1] in ("?", "!", "？", "！"):
            if not _SUBTITLE.match(text, match.end()):
                return match.end(), match.end()
            continue
        is_abbreviation = match[0] == "." and (
            _ABBREVIATION.search(text, max(start - 1, 0), match.start()) or _FAMILY_OF_SPECIES.match(text, match.end())
        )
        is_last = text[match.start() - 1].isupper() and " " in text[start : match.start()].strip()
        if is_abbreviation and is_last and _JOURNAL_BEHIND.match(text, match.end()):
            is_abbreviation = False
        if match.start() > start and not is_abbreviation:
            return match.span()
    return len(text), len(text)


def _lists_of_all(words: str) -> list[AuthorsAtStart]:
    """Return the lists of names, in each style that fits, that words are from end to end."""
    return [names for names in author_lists(f"{words} (1900) ") if len(words) < names.end]


def _is_list_of_names(words: str) -> bool:
    """Return whether words that may be a title are several names, with initials or many: "Roe, J. B., & Poe, M."."""
    return any(
        len(names.authors) > _FEW_NAMES or (len(names.authors) > 1 and "initials" in names.style)
        for names in _lists_of_all(words)
    )


def _publication(text: str, start: int) -> tuple[str, str, int | None, int]:
    """Return the venue, the publisher and the year in the text after a title, and where they end."""
    lead = _VENUE_LEAD.match(text, start)
    begin = lead.end() if lead else start
    # "In : ROUX Luc (dir.). *A book*. Paris : Press, 2002": its editors are no part of the name of the book.
    if lead and "n" in lead[0]:
        labelled = _EDITORS_BEFORE_BOOK.match(text, begin)
        is_edited = labelled is not None and bool(_lists_of_all(labelled["who"]))
        begin = labelled.end() if labelled and is_edited else begin
        for editors in () if is_edited else author_lists(text[begin:]):
            if not _ITALIC.match(text, begin + editors.end) and _EDITED_BOOK.search(text[begin : begin + editors.end]):
                begin += editors.end
                break
            if book := _ITALIC.match(text, begin + editors.end):
                edition = _EDITION.match(text, book.end())
                _, publisher, year, end = _publication(text, edition.end() if edition else book.end())
                return book["title"], publisher, editors.year or year, end
    border = _VENUE_END.search(text, begin)
    venue_end = border.start() if border else len(text)
    # "A review. 2013 IEEE Conference on …": the year comes before the name.
    if venue_end <= begin and (dated := _DATED_VENUE.match(text, begin)):
        begin = dated.end()
        border = _VENUE_END.search(text, begin)
        venue_end = border.start() if border else len(text)
    venue = _MONTH_AT_END.sub("", re.sub(r"[*_]", "", text[begin:venue_end]).strip(" ,.;:()（）[]/«»『』—–"))
    venue = _EDITORS_BEHIND.sub("", venue)
    end = venue_end
    details = _DETAILS.match(text, end)
    end = details.end() if details else end
    edition = _EDITION_BEHIND_PAGES.search(text, venue_end, end + _LONGEST_EDITION)
    end = edition.end() if edition else end
    if published := _PUBLISHED.match(text, end):
        more = _DETAILS.match(text, published.end())
        end = more.end() if more else published.end()
    if site := _SITE.match(text, end):
        end = site.end()
    house = _HOUSE_BEHIND.match(text, end) if end > venue_end else None
    if house and not _is_house(house["house"]):
        house = None
    end = house.end() if house else end
    year = next((int(match[0]) for match in _LOOSE_YEAR.finditer(text, start, end)), None)
    publisher = house["house"] if house else ""
    is_book = lead is not None and "n" in lead[0] and not _PUBLISHER.search(venue)  # "In: Lamps at sea: Essays"
    if (_PUBLISHER.search(venue) or _PLACE.match(venue)) and not is_book and not _JOURNAL.search(venue):
        venue, publisher = "", venue
    sentence, stop, _ = venue.partition(". ")
    if stop and len(sentence.split()) > 2:
        venue = sentence
    if len(venue) > _LONGEST_VENUE or not re.search(r"[^\W\d_]{2}", venue):
        venue = ""
    return venue, publisher, year, end
