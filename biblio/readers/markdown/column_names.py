"""Tell what the columns of a table are by their headers, in Markdown as in CSV."""

from __future__ import annotations

import re
from functools import lru_cache

from biblio.readers.markdown.property_names import canonical_key, is_name_of_presenters

__all__ = ["column_name", "is_title_in_other_language"]

# "ref_pmid", "Article title", "BibTitle": what the row is called stands before the name of its column.
_OF_THE_ROW = re.compile(
    r"(?:ref(?:erence)?|paper|article|study|publication|pub|bib|record|work|doc(?:ument)?)[\s_-]+", re.I
)
_OF_A_WORK = frozenset({"title", "authors", "year", "venue", "doi", "arxiv", "pmid", "pmcid", "isbn", "url", "summary"})
# "author_1", "Author 2": one column for each; "bibtex_id"; "link_to_pubmed"; "doi_link".
_FORMS_OF_NAMES = {
    "authors": re.compile(r"(?:authors?|autor(?:es)?|auteurs?|autore|著者|作者|저자)[\s_-]*\d{1,2}", re.IGNORECASE),
    "citekey": re.compile(r"bib(?:tex)?[\s_-]*id", re.IGNORECASE),
    "url": re.compile(
        r"(?:link|url)[\s_-]+to[\s_-]+(?:the[\s_-]+)?(?:pubmed|paper|article|publication|study|journal|publisher|pdf)",
        re.IGNORECASE,
    ),
    "doi": re.compile(r"doi[_-](?:link|url)", re.IGNORECASE),
}
_NUMBER_OF_ONE = re.compile(r"\b(?:ids?|numbers?|codes?)$", re.IGNORECASE)
# "📄 Paper", "**Title**", "#authors"
_BEFORE_WORDS = re.compile(r"^[^\w(（\[]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# The title in another language: "title_en", "Translated title", "Titel (Original)".
_TITLE = r"(?:title|titre|titel|título|titulo|titolo|タイトル|题目|题名|标题|題名|제목)"
_LANGUAGE = (
    r"(?:en|eng|english|englisch|anglais|inglés|ingles|zh|cn|chi|chinese|ja|jp|jpn|japanese|ru|rus|russian|de|deu|ger|german"
    r"|deutsch|fr|fra|french|français|es|spa|spanish|español|pt|por|portuguese|ko|kor|korean|it|latin|英文|英語|英語名|中文|日本語"
    r"|translat\w*|trans|transl|transliterat\w*|romani[sz]ed|orig|original|native|local|vernacular|alt|alternative|other|2)"
)
_OTHER_TITLE = re.compile(
    rf"{_TITLE}[\s_-]*(?:in\s|in_)?{_LANGUAGE}|{_LANGUAGE}[\s_-]*(?:language[\s_-]*)?{_TITLE}"
    rf"|{_TITLE}\s*[(（\[]\s*(?:in\s)?{_LANGUAGE}[)）\]]",
    re.IGNORECASE,
)
# "Titolo", "tittel", "titlu"; "aŭtoro", "autorid", "tekijät": most languages of Europe have one of a few stems.
_STEMS = {
    "title": re.compile(
        r"(?:t[ií]t(?:[uo]l|re|l)|tyt[uo]ł|tytu|t[ií]tt?e?l|naslov|pealkir|pavadinim|nosaukum|izenburu|teitl|τίτλ|назв"
        r"|загл|наслов|عنوان|शीर्षक|ชื่อ)\w{0,6}|שם(?:הספר|המאמר)?"
    ),
    "authors": re.compile(
        r"(?:a[uŭ]t(?:o|eu|ou)r|författar|forfatter|skriver|szerző|kirjailija|tekijä|kirjoittaj|høfund|awdur|egile|autors"
        r"|συγγραφ|автор|аўтар|аутор|מחבר|סופר|نویسند|مؤلف|المؤلف|लेखक|ผู้แต่ง|ผู้เขียน|yazar|penulis|tácgiả)\w{0,6}"
    ),
}

# Words over columns that mean something else, or nothing, where they stand before a colon.
_OF_TABLES = {
    "title": (
        "papername nameofpaper articlename worktitle названиестатьи 论文名称 文章名称 文献名称 論文名称"
        " タイトル名 논문명칭"
    ),
    "paper": (
        "reference references citation fullcitation fullreference bibliographicreference study studies"
        " literature quelle artikel artigo artículo artículos articulo papier статья статьи artykuł artikkel"
        " makale 文章 论文列表 必读论文 quellenangabe literaturangabe literatur référence"
        " référencebibliographique referencia cita riferimento 参考文献 文献 引用 引用文献 参考资料 참고문헌"
        " 문헌"
    ),
    "name": "名前 名称 名字 이름 nom nombre nome bezeichnung",
    "authors": (
        "leadauthor authorfullnames authorsfullnames fullauthornames authornames authorname verfasserinnen"
        " 第一作者 第一著者 筆頭著者 제1저자"
    ),
    "year": (
        "yearofpublication yearpub pubyr 発表年月 出版年月 发表年月 发表年度 发布年 时间 发表年份 발표년도"
        " 출판년도 게재년도 발행년도"
    ),
    "venue": (
        "sourcetitle anthologytitle journalconference conf cj jc where pub конференция conferência periódico"
        " konferencja 发表于 发表会议 学会論文誌 学会ジャーナル 学会誌 论文来源 发表刊物 来源期刊 학회저널"
        " 저널학회"
    ),
    "url": (
        "website webseite webpage webadresse site siteweb sitioweb download verweis ligação ligações link"
        " download ссылки télécharger descargar 下载 下載 网站 ウェブサイト 웹사이트 다운로드"
    ),
    "code": "код código 代码链接 代码地址 代码仓库 コードリンク 코드링크",
    "created": "timeadded timestamp savedat savedate saveddate",
    "doi": "doinumber doi号 doi番号",
}  # fmt: skip
_NAMES_OF_TABLES = {alias: name for name, aliases in _OF_TABLES.items() for alias in aliases.split()}


@lru_cache(maxsize=4096)
def column_name(header: str) -> str:
    """Return the canonical key for a header such as "Papers", "Paper / Year" or "Link (PDF)"; empty if unknown."""
    words = _BEFORE_WORDS.sub("", header).rstrip("*_#: ")
    if _OTHER_TITLE.fullmatch(words):
        return "aliases"
    for name, form in _FORMS_OF_NAMES.items():
        if form.fullmatch(words):
            return name
    plain = re.sub(r"\(.{0,200}?\)|（.{0,200}?）|\[.{0,200}?\]", "", words)
    candidates = [words, plain, *re.split(r"[/&,|]|\s(?:or|und|et|and)\s", plain)]
    for candidate in candidates:
        for word in (candidate.strip(), candidate.strip().removesuffix("s")):
            bare = re.sub(r"(?i)(?<!\s)\s+(?:link|url|id|number|name|code)$", "", word)  # "DOI link", "Paper name"
            for spelling in (word, bare):
                key = re.sub(r"[\W_]+", "", spelling.casefold())
                known = canonical_key(spelling) or _NAMES_OF_TABLES.get(key, "")
                # "Author(s) ID" and "Publication ID" have the numbers of a database, not names.
                is_other = known == "authors" and is_name_of_presenters(spelling)
                if known and not (is_other or (known in ("authors", "venue") and _NUMBER_OF_ONE.search(words))):
                    return known
    spaced = _CAMEL.sub("_", words)
    known = canonical_key(_OF_THE_ROW.sub("", spaced, count=1)) if _OF_THE_ROW.match(spaced) else ""
    if known in _OF_A_WORK:
        return known
    key = re.sub(r"[\W_]+", "", words.casefold())
    return next((name for name, stem in _STEMS.items() if stem.fullmatch(key)), "")


def is_title_in_other_language(header: str) -> bool:
    """Return whether a header names the title in one of two languages ("title_en", "Original title")."""
    return _OTHER_TITLE.fullmatch(header.strip().strip("*_#")) is not None
