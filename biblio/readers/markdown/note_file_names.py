"""Read from the name of a note's file what it says about its work: a title, a citation key, an identifier, or nothing.

In Obsidian and Zettlr the file name is the title. Citation plugins name files by the key (``@vaswani2017.md``), Zotfile
"Vaswani et al. - 2017 - Attention Is All You Need", Jekyll "2024-05-01-attention-is-all-you-need"; Notion appends 32
hex digits. The names of daily notes, index pages and templates are not titles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote

from biblio import patterns as re
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, arxiv
from biblio.readers.folders_of_files import is_folder_of_a_course
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name, read_venue
from biblio.readers.markdown.kind_names import read_kind_name
from biblio.readers.markdown.kind_words import NAMED_BY_FOLDER, is_literature_word
from biblio.readers.markdown.properties import CITEKEY
from biblio.readers.markdown.property_values import parse_property_date
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import is_han_or_kana, normalised

__all__ = ["HIGHLIGHTS", "FileName", "read_file_name"]

# Logseq's page of what was marked in a PDF: "hls__2019_Roe_Lanterns in the dark"; of an uploaded one, with the time.
HIGHLIGHTS = "hls__"
_UPLOADED = re.compile(r"(?:_\d{13}_\d+){1,9}$")
_NOTION_ID = re.compile(r"(?<!\s)\s+[0-9a-f]{32}$")
_ZETTEL_ID = re.compile(r"^\d{12,14}[\s_-]+(?=\S)")
_DATED = re.compile(r"^(?P<date>(?:19|20)\d{2}-\d{2}-\d{2})[\s_-]+(?=\S)")
# "24-01-2013-Lamps", "26_01_2013_Lamps", "2013.01.26 Lamps": in other orders and with other signs
_DATED_OTHERWISE = re.compile(
    r"^(?:(?P<day>\d{1,2})(?P<sign>[-_.])(?P<month>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d{2})"
    r"|(?P<year_first>(?:19|20)\d{2})(?P<mark>[_.])(?P<month_next>\d{1,2})(?P=mark)(?P<day_last>\d{1,2}))[\s_-]+(?=[^\W\d])"
)
_DAY = re.compile(
    r"(?:19|20)\d{2}[-_. ]?(?:\d{2}(?:[-_. ]?\d{2})?|W\d{2}|Q[1-4])?(?:[\s_,-]++"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    r"|(?:lun|mar|mer|jeu|ven|sam|dim)(?:\.|di|credi|che)?|(?:mo|di|mi|do|fr|sa|so)\.?|(?:\w+tag)|[月火水木金土日]曜?日?"
    r"|[월화수목금토일]요일|周[一二三四五六日]|星期[一二三四五六日]"
    r"|daily|day|journal|diary|log|notes?|todo|memo|week(?:ly)?|日記|日报))?"
    r"|(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{12,14}",
    re.IGNORECASE,
)
_DAY_IN_HIERARCHY = re.compile(r"[^\W\d_][^\s.]*(?:\.[^\s.]+)*\.(?:19|20)\d{2}\.\d{2}\.\d{2}")
_MONTHS = 12
_DIGITS_OF_YEAR = 4
_ZOTFILE = re.compile(r"(?P<authors>.{2,80}?)\s+[-–]\s+(?P<year>(?:19|20)\d{2})\s+[-–]\s+(?P<title>\S.*)")
_AUTHOR_YEAR = re.compile(
    r"(?P<authors>[^\W\d_][^\d()]{1,60}?)\s*[\s,(](?P<year>(?:19|20)\d{2})(?!-\d)\)?\s*(?:[-–:.,]\s*|\s)(?P<title>\S.*)"
)
# "Roe Criminal Law 2024 Spring" names a course, not an author.
_OF_A_DATE = re.compile(r"(?:spring|summer|fall|autumn|winter|sample|final|memo)\b.*", re.IGNORECASE)
# "2020 RAFT Recurrent All-Pairs Field Transforms"
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d{2})[\s_:.,-]+(?P<title>[^\W\d_][^\s_]*[\s_].*)")
# "[2016 ICLR] Deep Compression_ Compressing Networks", "[Deep Compression][ICLR 2016, Han][pruning]"
_BRACKETED = re.compile(
    r"[\[(【](?P<place>[^\[\]()【】]*\b(?:19|20)\d{2}\b[^\[\]()【】]*)[\])】][\s_.:-]*(?P<title>[^\W\d_].*)"
)
_ALL_BRACKETED = re.compile(r"\[(?P<title>[^\[\]]{8,})\](?:\s*\[(?P<place>[^\[\]]*)\])?(?:\s*\[[^\[\]]*\])*")
# "2019_Roe_Lanterns in the dark", "2020_Poe_et_al_Beacons_of_the_north", "Kim_2021_Fog and its measures"
_NAME_PART = (
    r"(?:(?:[Vv][ao]n|[Dd]e[nrl]?|[Dd]i|[Dd]u|[Ll][ae]|[Tt]e[nr])[ _]?){0,3}"
    r"[^\W\d_a-z](?=[^\W\d_]{0,60}[a-zß-öø-ÿ])(?:[^\W\d_]|['’-](?=[^\W\d_])){1,60}"
)
_ET_AL_PART = r"(?P<more>[_\s]?et[_\s.]?al\.?)?"
_YEAR_PART = r"(?P<year>(?:19|20)\d{2})[a-z]?"
# Where the title has blanks, each part before it is a name; otherwise only the first is certain to be one.
_SEVERAL_NAMES = rf"(?P<authors>{_NAME_PART}(?:(?:_(?:and|und|et|&)_|_?&_?|_){_NAME_PART}){{0,3}}){_ET_AL_PART}"
_ONE_NAME = rf"(?P<authors>{_NAME_PART}(?:(?:_(?:and|und|et|&)_|_?&_?){_NAME_PART})?){_ET_AL_PART}"
_SPACED, _JOINED = r"(?P<title>[^\s_]+\s(?:\$[^$]*\$|[^_])+)", r"(?P<title>[^\s_]+[\s_-].*)"
# "2019_李文_迷雾中的灯": names of two to four characters, a title of any length
_HAN_NAMES = r"(?P<authors>[\u3400-\u9fff]{2,4}(?:_[\u3400-\u9fff]{2,4}){0,2})"
_BETWEEN_NAMES = re.compile(r"_?&_?|_(?:and|und|et)_|(?<!\bvan)(?<!\bvon)(?<!\bde)(?<!\bder)_")
# "Afanasev 2023 - Lists of words", "van den Berg and Roe (2016) – A primer", as reference managers name files.
_SURNAMES = re.compile(
    rf"(?P<authors>{_NAME_PART}(?:\s(?:and|und|et|&)\s{_NAME_PART})?),?\s\(?{_YEAR_PART}\)?\s[-–—]\s(?P<title>\S+\s.*)"
)
_INNER_CAPITAL = re.compile(r"(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bLe)(?<!\bLa)(?<=[a-z])[A-Z]")  # "NeurIPS"
_LONGEST_KEY = 2  # words of a title that a citation key may end with: "Roe_2019_Lanterns"
_UNDERSCORED = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR_PART}_{_SEVERAL_NAMES}_{_SPACED}", rf"{_SEVERAL_NAMES}_{_YEAR_PART}_{_SPACED}",
        rf"{_YEAR_PART}_{_ONE_NAME}_{_JOINED}", rf"{_ONE_NAME}_{_YEAR_PART}_{_JOINED}",
        rf"{_YEAR_PART}_{_HAN_NAMES}{_ET_AL_PART}_(?P<title>[^_]+)",
        rf"{_HAN_NAMES}{_ET_AL_PART}_{_YEAR_PART}_(?P<title>[^_]+)",
    )
)  # fmt: skip
_SUFFIX = re.compile(r"(?:\.pdf)?\.(?:md|markdown|mdx|qmd|rmd|txt|text)$", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"(?<![\W_])[\W_]+\d*$")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|[^_]___[^_]")
_LETTER = re.compile(r"[^\W\d_]")
_LANGUAGE = re.compile(r"(?<=index|eadme)\.[a-z]{2}(?:[-_][a-z]{2,4})?$")  # "_index.en.md", "README.zh-CN.md"
# "SuperLamp_A network for light", with one such sign
_COLON = re.compile(r"(?<=[^\W_])_(?=[^\W_]+(?: \S+){2})")
_DOUBLE_DASH = re.compile(r"(?<=\w)--(?=\w)")
_ARXIV = re.compile(
    r"(?:arxiv[\s_:.-]*)?(?P<id>\d{4}\.\d{4,5}(?:v\d+)?)(?:[\s_-]+(?P<title>[^\W\d].*))?", re.IGNORECASE
)
_OF_FOLDERS = frozenset({"readme", "index", "_index"})
_NUMBER_BEFORE = re.compile(r"^\d{1,3}[\s_.-]+(?=\S)")
_WORDS_OF_FOLDER = 4  # of a folder that has the title of a work
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)+|[^\W_-]+(?:_[^\W_]+(?:-[^\W_]+)*)+")
_NO_TITLES = frozenset(
    "index _index code_of_conduct code-of-conduct security authors about archive archives tags categories 404"
    " readme untitled note notes paper papers home todo inbox template moc toc main new document page"
    " abstract summary contents changelog contributing license log journal daily draft 無題 無題のファイル 新規ノート"
    " メモ 論文メモ 未命名 无标题".split()
)
# "icml2023" is a conference, not a citation key.
_VENUES = re.compile(
    r"(?:icml|icl[rp]|neurips|nips|acl|e?acl|naacl|emnlp|aacl|cvpr|iccv|eccv|aaai|ijcai|kdd|sigir|www|interspeech|icassp"
    r"|coling|colm|corl|chi|about|schedule|syllabus|archive|log|meeting|seminar|spring|summer|fall|autumn|winter|week|month|year|reading|papers?|list|notes?)[-_]?(?:19|20)\d\d",
    re.IGNORECASE,
)
_FOLDERS = re.compile(
    r"(?:want\s)?to[\s_-]?read|文献(?:ノート|メモ)?|論文(?:メモ|ノート)?|读书笔记|论文(?:笔记)?"
    r"|(?:\d+[\s._-]+)?(?:(?:research|reading|academic|my)[\s_-]?)?(?:papers?|literature|lit|references?|refs"
    r"|bibliography|zotero|readings?|sources|publications)(?:[\s_-]?(?:notes?|reviews?|summaries))?"
    # The texts of a site are "articles" too.
    r"|(?:(?:\d+[\s._-]+)|(?:(?:research|academic|journal|scientific)[\s_-]))articles?|articles?[\s_-](?:notes?|reviews?|summaries)",
    re.IGNORECASE,
)

# As a word of its own: "contemplate" and "@vaswani2017template" have it, but are not called templates.
_TEMPLATE_WORD = re.compile(
    r"(?<![^\W_])(?:templates?|vorlagen?|plantillas?|gabarits?|模板|템플릿)(?![^\W_])"
    r"|テンプレート|雛形|ひな形",
    re.IGNORECASE,
)
_TEMPLATE_WORDS = ("templ", "vorlage", "plantilla", "gabarit", "模板", "템플릿", "テンプレート", "雛形", "ひな形")
# A name that says nothing else: "paper template", "noteTemplate", "Template - Book".
_NUMBERED = re.compile(
    r"\d{1,3}(?:-\d{1,3})?[\s_.-]+[^\W\d_]|(?:chapter|ch|part|lecture|lec|week)[\s_.-]*\d", re.IGNORECASE
)
_NUMBERED_TITLE = re.compile(r"\d{1,3}[.)]\s+(?=\S)")  # "04. A Fast Learning Algorithm/README.md"
_ONLY_TEMPLATE = re.compile(
    r"(?:(?:my|new|the|default|example|note|notes|paper|papers|literature|lit|book|article|reading|review|summary|zotero"
    r"|citation|reference|source|research|daily|post|blog|md|論文|ノート|メモ|论文|笔记|논문|노트)[\W_]*)*"
    r"(?:templates?|vorlage|plantilla|テンプレート|雛形|模板|템플릿)"
    r"(?:[\W_]*(?:for|of|my|note|notes|paper|papers|literature|lit|book|article|reading|review|summary|zotero|\d))*",
    re.IGNORECASE,
)


# Libraries of scanned books call their files so; the last bracket may be cut off.
_SHOP = re.compile(
    r"(?:\([^()]{3,120}\)\s)?(?P<authors>[^()_]{4,120}?)\s-\s(?P<title>[^()]{4,200}?)\s?(?:\([^()]{3,120}\)\s?)*"
    r"(?:-[^()-]{3,60})?\s\((?P<year>(?:19|20)\d\d)\)?"
)

_HIERARCHY = re.compile(r"(?<=[^\W\d])\.(?=[^\W_])")


@dataclass(frozen=True, slots=True)
class FileName:
    """What a file's name says. `is_in_library` is true if the file is in a folder for notes about works.

    `is_called_template` is true if its name, or that of a folder below the source, has the word "template".
    """

    title: str = ""
    kind: str = ""  # of "book - Ada Poe - Lanterns in the Fog"
    other_titles: tuple[str, ...] = ()
    folder_title: str = ""  # of "papers/Lanterns-in-the-Deep-Fog/README.md"
    citekey: str = ""
    is_marked_key: bool = False  # "@vaswani2017", not "vaswani2017"
    identifier: Identifier | None = None
    authors: tuple[str, ...] = ()
    et_al: bool = False
    venue: str = ""
    year: int | None = None
    date: PartialDate | None = None
    is_in_library: bool = False
    is_index: bool = False
    is_day: bool = False
    is_notion_page: bool = False
    is_numbered: bool = False  # "03_Modularity", as chapters are
    is_called_template: bool = False
    is_only_template: bool = False


def read_file_name(name: str, *, folder: str = "") -> FileName:
    """Return what `name`, the path below the source folder, says about the file's note; `folder` is that folder.

    A name in words is the title. A slug ("attention-is-all-you-need") has lost its punctuation and capitals, and is
    only another reading of the title. `is_index` is true if a name is a date, or a name like "README".
    """
    *parents, base = name.split("/")
    folders = [part for part in (folder, *parents) if part not in ("", ".", "..")]
    stem = _SUFFIX.sub("", base)
    stem, is_notion_page = _plain(stem), _NOTION_ID.search(stem) is not None
    is_readme = bool(parents) and stem.casefold() == "readme" and _NUMBERED_TITLE.match(parents[-1]) is not None
    is_named_by_folder = is_readme or (stem.casefold() in NAMED_BY_FOLDER and len(parents) > 0)
    own_parents = parents[:-1] if is_named_by_folder else parents
    if is_named_by_folder:
        stem = _NUMBERED_TITLE.sub("", _plain(parents[-1])) if is_readme else _plain(parents[-1])
    # Dendron has the folders of a page in its name: "papers.lamps.How they burn".
    *hierarchy, last = _HIERARCHY.split(stem) if "." in stem else [stem]
    if any(map(_is_of_literature, hierarchy)):
        folders, stem = [*folders, *hierarchy], last
    libraries = [number for number, part in enumerate(folders) if _is_of_literature(part)]
    # "sources/past exams": what is below it says more.
    in_library = bool(libraries) and not any(map(is_folder_of_a_course, folders[libraries[-1] + 1 :]))
    date = None
    # "notebook.roe.2024.05.17", a page for a day of Dendron's
    is_day = _DAY.fullmatch(stem) is not None or _DAY_IN_HIERARCHY.fullmatch(stem) is not None
    if (match := _DATED.match(stem)) and not is_day:
        date, stem = _day(match["date"]), stem[match.end() :]
    elif (match := _DATED_OTHERWISE.match(stem)) and not is_day:
        date, stem = _day_in_parts(match), stem[match.end() :]
    else:
        stem = _ZETTEL_ID.sub("", stem)
    parts = _parts(stem, in_library=in_library)
    plain_name = _NUMBER_BEHIND.sub("", _LANGUAGE.sub("", stem.casefold()))
    # "17.md" is a number in a row, unless it is a day of a month ("2023/05/17.md").
    is_number = stem.isdecimal() and len(stem) < _DIGITS_OF_YEAR and not (parents and parents[-1].isdecimal())
    is_named_so = plain_name in _NO_TITLES or plain_name.rstrip("0123456789_-. ") in _OF_FOLDERS  # "Readme2"
    is_index = is_day or is_named_so or not (is_number or _LETTER.search(stem))
    if is_index and not parts.identifier:
        folder_title = _title_of_folder(parents, folders) if in_library and plain_name in _OF_FOLDERS else ""
        parts = FileName(is_index=True, is_day=is_day, folder_title=folder_title)
    elif is_number:
        parts = FileName()
    return replace(
        parts,
        date=date,
        is_in_library=in_library,
        is_notion_page=is_notion_page,
        is_numbered=_NUMBERED.match(stem) is not None,
        # The source itself may have any name: the user said that it has notes.
        is_called_template=any(map(_has_template_word, [*own_parents, stem])),
        is_only_template=_may_have_template_word(stem) and _ONLY_TEMPLATE.fullmatch(stem) is not None,
    )


def _title_of_folder(parents: Sequence[str], folders: Sequence[str]) -> str:
    """Return the title that the last of `parents` has, a folder among others for notes about works; may be empty."""
    if not parents or not _is_of_literature(folders[-2] if len(folders) > 1 else ""):
        return ""
    name = _NUMBER_BEFORE.sub("", _plain(parents[-1]))
    signs = max(("-", "_"), key=name.count)
    title = name.replace(signs, " ") if name.count(signs) > name.count(" ") else name
    return title if len(title.split()) >= _WORDS_OF_FOLDER else ""


@lru_cache(maxsize=4096)  # many files are in one folder
def _is_of_literature(folder: str) -> bool:
    return _FOLDERS.fullmatch(folder) is not None or is_literature_word(folder)


def _may_have_template_word(name: str) -> bool:
    lowered = name.lower()  # most names have none of the words, and these are found quickest
    return any(map(lowered.__contains__, _TEMPLATE_WORDS))


def _has_template_word(name: str) -> bool:
    return _may_have_template_word(name) and _TEMPLATE_WORD.search(name) is not None


def _plain(stem: str) -> str:
    """Return a name without Notion's digits, with the characters that Logseq writes as "%3A" and "___"."""
    stem = _NOTION_ID.sub("", normalised(stem)).strip()
    if stem.startswith(HIGHLIGHTS):
        stem = stem.removeprefix(HIGHLIGHTS)
        if uploaded := _UPLOADED.search(stem):
            stem = stem[: uploaded.start()]
            if not _dated_work(stem):  # which has underscores of its own; Logseq writes blanks so
                stem = stem.replace("_", " ")
    return unquote(stem).replace("___", "/") if _ESCAPED.search(stem) else stem


def _parts(stem: str, *, in_library: bool) -> FileName:
    if stem.startswith("@") and not re.search(r"\s", stem):
        return FileName(citekey=stem[1:], is_marked_key=True)
    stem = stem.removeprefix("@")  # a page that Zotero's plugin for Logseq called by its title
    if (match := _ARXIV.fullmatch(stem)) and (identifier := arxiv(match["id"])):
        return FileName(title=(match["title"] or "").strip(), identifier=identifier)
    if bracketed := _bracketed(stem) or _in_a_shop(stem):
        return bracketed
    if (named := read_kind_name(stem)) and named.title.casefold() not in _NO_TITLES:
        return FileName(title=named.title, kind=named.kind, authors=named.authors, et_al=named.et_al)
    dated = _dated_work(stem)
    if dated and len(dated.title.split()) > _LONGEST_KEY:
        return replace(dated, citekey=stem if CITEKEY.fullmatch(stem) else "")
    if CITEKEY.fullmatch(stem) and not _VENUES.fullmatch(stem):
        return FileName(citekey=stem)
    for pattern in (_ZOTFILE, _AUTHOR_YEAR):
        if match := pattern.fullmatch(stem):
            authors, et_al = split_authors(match["authors"])
            is_dated = _OF_A_DATE.fullmatch(match["title"]) or title_shape(match["title"]) is TitleShape.NONE
            if authors and (pattern is _ZOTFILE or et_al or (all(map(is_person_name, authors)) and not is_dated)):
                return FileName(title=match["title"].strip(), authors=authors, et_al=et_al, year=int(match["year"]))
    if dated := dated or (_surnames_and_year(stem) if in_library else None):
        return dated
    if match := _YEAR_FIRST.fullmatch(stem):
        return FileName(title=match["title"], other_titles=(stem,), year=int(match["year"]))
    if _SLUG.fullmatch(stem) and (stem.islower() or len(re.findall("[-_]", stem)) > 1):
        return FileName(other_titles=(re.sub(r"[-_]+", " ", stem) if "_" not in stem else stem.replace("_", " "),))
    # "Wave-U-Net--A Network for Sound": names of files cannot have colons.
    if stem.count("_") == 1:
        stem = _COLON.sub(": ", stem)
    elif stem.count("_") > stem.count(" ") > 0:
        stem = stem.replace("_", " ")  # "Lamps_at_sea_and in_fog"
    return FileName(title=_DOUBLE_DASH.sub(": ", stem, count=1) if " " in stem else stem)


def _bracketed(stem: str) -> FileName | None:
    """Return what a name such as "[2016 ICLR] A primer" says, or None if it is in no such form."""
    match = _BRACKETED.fullmatch(stem) or _ALL_BRACKETED.fullmatch(stem)
    if not match:
        return None
    title = re.sub(r"_+", " ", match["title"].replace("_ ", ": ")).strip()
    place, _, author = (match["place"] or "").partition(",")
    read = read_venue(place)
    if (match["place"] and read is None) or len(title.split()) < 2:
        return None
    authors = (author.strip(),) if is_person_name(author.strip()) else ()
    return FileName(title=title, venue=read.venue if read else "", year=read.year if read else None, authors=authors)


def _in_a_shop(stem: str) -> FileName | None:
    """Return what a name such as "(Lamps) Jane Roe, Max Poe - A primer_ Wicks-Lamp Press (2004)" says, or None."""
    match = _SHOP.fullmatch(stem)
    names = re.split(r",\s", match["authors"]) if match else ()
    if not match or not all(map(is_person_name, names)) or are_ordinary_words(names):
        return None
    title = match["title"].replace("_ ", ": ").strip()
    return FileName(title=title, authors=tuple(names), year=int(match["year"]))


def _dated_work(stem: str) -> FileName | None:
    """Return what a name such as "2019_Roe_Lanterns in the dark" says, or None if it is in no such form."""
    for pattern in _UNDERSCORED if "_" in stem else ():
        if match := pattern.fullmatch(stem):
            names = tuple(part for part in _BETWEEN_NAMES.split(match["authors"]) if part)
            title = _without_underscores(match["title"])
            is_name = match["more"] is not None or not are_ordinary_words(names[:1] * 2)
            if is_name and (len(title.split()) > 1 or "-" in title or is_han_or_kana(title)):
                return FileName(
                    title=title if " " in title else title.replace("-", " "),
                    authors=names,
                    et_al=match["more"] is not None,
                    year=int(match["year"]),
                )
    return None


def _surnames_and_year(stem: str) -> FileName | None:
    """Return what a name such as "Afanasev 2023 - Lists of words" says, or None if it is in no such form.

    "Lisbon 2023 - Notes from talks" has it too: only in a folder for notes about works is the first word a name, and
    neither a word that titles have nor a venue is one.
    """
    match = _SURNAMES.fullmatch(stem)
    if not match:
        return None
    names = tuple(re.split(r"\s(?:and|und|et|&)\s", match["authors"]))
    if are_ordinary_words(names[:1] * 2) or any(map(read_venue, names)) or any(map(_INNER_CAPITAL.search, names)):
        return None
    return FileName(title=match["title"], authors=names, year=int(match["year"]))


def _without_underscores(title: str) -> str:
    """Return the title in a name in words: underscores are colons or blanks, but not those of formulas."""
    parts = re.split(r"(\$[^$]*\$)", title)
    parts[::2] = [re.sub(r"_+", " ", part.replace("_ ", ": ")) for part in parts[::2]]
    return "".join(parts).strip()


def _day_in_parts(match: re.Match[str]) -> PartialDate | None:
    """Return the day in a name; None where day and month could be each other, or for no day."""
    year = match["year"] or match["year_first"]
    day, month = (int(match["day"] or match["day_last"]), int(match["month"] or match["month_next"]))
    if match["year"] and day <= _MONTHS and day != month:
        return PartialDate(int(year))
    return _day(f"{year}-{month:02}-{day:02}")


def _day(text: str) -> PartialDate | None:
    try:
        return parse_property_date(text)
    except ValueError:
        return None
