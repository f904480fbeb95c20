"""Why a Markdown file is no note: it is a template, a drawing, a diary page, an index, or shows no sign of a work."""

from __future__ import annotations

from itertools import islice

from biblio import patterns as re
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import text_values
from biblio.readers.skipped import SkipReason

__all__ = [
    "is_among_other_things",
    "is_diary",
    "is_template",
    "reason_against_note",
    "reason_without_works",
    "speaks_of_itself",
]

# Placeholders of Obsidian's core templates, Handlebars and Nunjucks; of Templater and EJS; of shells and JavaScript.
# Formulas have double braces too: "\\frac{{a}}{{b}}", "x_{{i}}", "${n}$".
_PLACEHOLDER = re.compile(
    r"(?<![\w}^_$\\])(?<!\w\{)\{\{[^{}\\\n]+\}\}(?![\^_{$])|\{%[^%\n]+%\}|<%[^\n]{1,500}?%>"
    r"|\$\{[A-Za-z_][\w.]+\}(?![\^_$])"
)
_OPENINGS = ("{{", "{%", "<%", "${")  # looked for first, because most pages have none
# The form of a note to fill in: "Title:", "- **Authors**::" with nothing behind it.
_EMPTY_FIELD = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?\**[^\W\d_][\w /-]{0,30}\**[ \t]*::?\**[ \t]*$", re.MULTILINE)
_FILLED_FIELD = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?\**[^\W\d_][\w /-]{0,30}\**[ \t]*::?\**[ \t]+\S", re.MULTILINE)
# "# {title}", "author: {author}"
_FIELD_WITH_NAME = re.compile(r"[#:][ \t]+\{[A-Za-z_]{1,30}\}[ \t]*$", re.MULTILINE)
_LABELS = re.compile(r"^\s*(?:[\[【(（][^\[\]【】()（）]{1,20}[\]】)）]\s*)+(?=\S)")
# The address of no paper, as forms have it: "https://arxiv.org/abs/xxxx.xxxxx".
_NO_ADDRESS = re.compile(r"arxiv\.org/(?:abs|pdf)/x{4}\.x{4,5}\b", re.IGNORECASE)
# A page that a site makes from its posts: "{% for post in site.posts %}"
_FROM_POSTS = re.compile(r"\{%-?\s*(?:for|assign)\s[^%\n]{1,80}\bsite\.")
# What somebody's posts on Twitter are called by Readwise, which exports them like works.
_TWEETS = re.compile(r"^[ \t]*(?:[-*+][ \t]+)?category::?[ \t]*[\[#\"']{0,3}tweets?\b", re.IGNORECASE | re.MULTILINE)
_HEAD = 1_000  # characters
# A list that a plugin makes: Dataview's, Obsidian's own, those of Tasks and Bases
_QUERY = re.compile(r"```+\s*(?:dataview(?:js)?|query|tasks|base)\b.*", re.IGNORECASE)
_OF_A_WORK = frozenset("title authors year published venue doi arxiv pmid isbn url citekey paper".split())
_LEADS_TO_PAGE = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\[[^\[\]\n]+\]\((?!https?:)[^()\s]+(?:\.md)?/?\)")
_MOST = 0.7
_DIARY_FOLDER = re.compile(
    r"(?:\d+[\s._-]+)?(?:daily(?:[\s_-]?(?:notes?|logs?|journal))?|(?:daily[\s_-]?)?journals?|dailies|diar(?:y|ies)"
    r"|weekly(?:[\s_-]?notes?)?|日記|日報|デイリーノート|日记|日志|일기|일지|tagebuch|journal intime|diario)",
    re.IGNORECASE,
)
# Folders of pages that quote and explain papers without being about one.
_FOLDER_OF_OTHERS = re.compile(
    r"(?:\d+[\s._-]+)?(?:concepts?|queries|questions|answers|glossar(?:y|ies)|definitions|entities|syntheses|comparisons"
    r"|概念|用語集|术语|개념|begriffe|konzepte|conceptos)",
    re.IGNORECASE,
)
# A page that says in its first lines that it teaches something, or what is in its folder.
_TUTORIAL = re.compile(
    r"\b(?:in this|this) tutorial\b|(?:이번|본|이|해당)\s?튜토리얼|(?:この|本)チュートリアル"
    r"|本教程|dieses tutorial|ce tutoriel|este tutorial",
    re.IGNORECASE,
)
_FOLDER_PAGE = re.compile(
    r"\bthis (?:folder|directory) (?:contains|holds|is|has|collects)\b"
    r"|(?:본|이|해당)\s?(?:폴더|디렉토리|디렉터리)(?:는|에는|에서는)"
    r"|(?:この|本)(?:フォルダー?|ディレクトリ)(?:は|には|では)|(?:本|此|该)(?:文件夹|目录)(?:是|包含|收录|用于|存放)",
    re.IGNORECASE,
)
# A page that says in its first lines, or by its title, that it is an essay or a proposal of its writer's.
_ESSAY = re.compile(
    r"\bthis (?:essay|proposal|dissertation|thesis|term paper|assignment)\b,?\s(?:I\b|my\b"
    r"|(?:argues|proposes|examines|explores|asks|investigates|discusses|aims|seeks|will|is about)\b)"
    r"|\b(?:in )?(?:my|our) (?:essay|proposal|dissertation|thesis|term paper)\b"
    r"|\bin diesem essay\b|\bdans cet essai\b|\ben este ensayo\b|\bin questo saggio\b|\bneste ensaio\b",
    re.IGNORECASE,
)
_ESSAY_WORDS = ("essay", "proposal", "dissertation", "thesis", "term paper", "assignment", "essai", "ensa", "saggio")
_PROPOSAL = re.compile(
    r"\b(?:research|project|thesis|dissertation|grant|funding|ph\.?\s?d\.?|doctoral|master['’]?s?)\s(?:proposal|prospectus)\b"
    r"|\b(?:statement of purpose|research statement|cover letter|letter of motivation|motivation letter|term paper)\b"
    r"|\bforschungs(?:antrag|vorhaben)\b|\bexposé\b|\bprojet de (?:recherche|thèse)\b"
    r"|\b(?:propuesta|proyecto) de (?:investigación|tesis)\b|研究計画書|开题报告|研究计划书|연구\s?계획서",
    re.IGNORECASE,
)
_PROPOSAL_WORDS = (
    *("proposal", "prospectus", "statement", "letter", "term paper", "forschungs", "projet de"),
    *("propuesta", "proyecto"),
)
_TUTORIAL_WORDS = ("tutorial", "tutoriel", "튜토리얼", "チュートリアル", "教程")
_FOLDER_WORDS = ("folder", "directory", "폴더", "디렉", "フォルダ", "ディレクトリ", "文件夹", "目录")
_CODE = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*\w", re.MULTILINE)
_FIRST_LINES = 12
# Files about a repository itself; names that may also be topics count only as GitHub writes them.
_OF_A_REPOSITORY = re.compile(
    r"(?i:contribut(?:ing|ors)|code[_-]of[_-]conduct|copyright|copying|licen[cs]e|change[_-]?log"
    r"|pull_request_template)(?:[._-]\w{2,8})?|(?:SECURITY|GOVERNANCE|MAINTAINERS|NOTICE|SUPPORT|CITATION)"
)
# Instructions to programs that work with the files, as these programs call them.
_FOR_A_PROGRAM = re.compile(
    r"CLAUDE|AGENTS?|GEMINI|CONTEXT|SKILL|MEMORY|SOUL|COPILOT|(?i:copilot-instructions|\.?cursorrules)"
)
# "## [2026-06-09] ingest | A primer on lamps": what an assistant that keeps a vault has done, day by day.
_OPERATION = re.compile(
    r"^#{1,3} \[20\d\d-\d\d-\d\d\] (?:ingest|lint|query|update|create|delete|rename|init)\w* \| ",
    re.MULTILINE | re.IGNORECASE,
)
_OF_A_NOTE = frozenset({"title", "authors", "citekey", "doi", "arxiv", "year"})


def reason_against_note(page: MarkdownPage) -> SkipReason | None:
    """Return why nothing in a file is read: it is a template, about its repository, or a plugin's drawing or board."""
    if any(prop.key.endswith("-plugin") for prop in page.front_matter.properties):
        return SkipReason.DRAWING
    stem = page.relative_path.rpartition("/")[2].partition(".")[0]
    if _OF_A_REPOSITORY.fullmatch(stem) and not page.front_matter.properties:
        return SkipReason.ABOUT_REPOSITORY
    if _FOR_A_PROGRAM.fullmatch(stem) and not any(
        canonical_key(prop.key) in _OF_A_NOTE for prop in page.front_matter.properties
    ):
        return SkipReason.ABOUT_REPOSITORY
    if "{%" in page.document.text and _FROM_POSTS.search(page.document.text):
        return SkipReason.INDEX
    if "] ingest" in page.document.text and len(_OPERATION.findall(page.document.text)) > 1:
        return SkipReason.DIARY
    head = page.document.text[:_HEAD]
    if "tweet" in head.lower() and _TWEETS.search(page.document.text, 0, _HEAD):
        return SkipReason.NO_WORK
    if _has_only_queries(page):
        return SkipReason.INDEX
    return SkipReason.TEMPLATE if is_template(page) else None


def _has_only_queries(page: MarkdownPage) -> bool:
    """Return whether a page has nothing but lists that a plugin makes of other pages, and headings above them."""
    if "```" not in page.document.text or any(
        canonical_key(prop.key) in _OF_A_WORK for prop in page.front_matter.properties
    ):
        return False
    is_inside = has_query = False
    for line in page.lines:
        text = line.strip()
        if text.startswith("```"):
            if not is_inside and not _QUERY.fullmatch(text):
                return False
            is_inside, has_query = not is_inside, True
        elif text and not is_inside and not text.startswith(("#", "---")):
            return False
    return has_query


def is_template(page: MarkdownPage) -> bool:
    """Return whether a file is a form from which notes are made.

    Its title is a placeholder; or it is called a template and also looks like one, by placeholders or empty fields.
    """
    text = page.document.text
    has_placeholders = any(map(text.__contains__, _OPENINGS)) and _PLACEHOLDER.search(text) is not None
    # As written, because YAML reads "{{title}}" as a mapping.
    front_matter = page.document.text[: len(page.document.text) - len(page.body)].split("\n")
    headings: list[str] = []
    if has_placeholders:
        keys = (min(line.partition(":")[0], line.partition("=")[0], key=len).strip() for line in front_matter)
        titles = [line for key, line in zip(keys, front_matter, strict=True) if canonical_key(key) == "title"]
        headings = [heading.text for heading in page.headings]
        if any(map(_PLACEHOLDER.search, (titles or headings)[:1])):
            return True
    values = [
        text
        for prop in page.front_matter.properties
        if canonical_key(prop.key) == "title"
        for text in text_values(prop.value)
    ]
    titles_alone = [_LABELS.sub("", value) for value in values[:1]]
    if any(canonical_key(title) == "title" for title in titles_alone) or page.file_name.is_only_template:
        return True  # "title: Title", "[논문 리뷰] 논문 제목", "paper template.md"
    if ("xxxx" in text or "XXXX" in text) and _NO_ADDRESS.search(text):
        return True
    if not page.file_name.is_called_template:
        return False
    # A note on templates may quote placeholders in its text, but its own fields are filled.
    if any(map(_PLACEHOLDER.search, [*front_matter, *headings])):
        return True
    if "{" in text and len(_FIELD_WITH_NAME.findall(text)) > 1:
        return True
    empty, filled = (len(pattern.findall(page.document.text)) for pattern in (_EMPTY_FIELD, _FILLED_FIELD))
    return empty > filled or (not filled and has_placeholders and _PLACEHOLDER.search(page.masked) is not None)


def reason_without_works(page: MarkdownPage, *, is_index: bool) -> SkipReason:
    """Return why a file that names no work is no note; `is_index` says that it is the index of others."""
    if is_diary(page):
        return SkipReason.DIARY
    return SkipReason.INDEX if is_index or _leads_to_pages(page) else SkipReason.NO_WORK


def _leads_to_pages(page: MarkdownPage) -> bool:
    """Return whether a page is a list of links to other pages beside it, as the part of a book has ("summary.md")."""
    lines = [line for line in page.masked_lines if line.strip() and not line.lstrip().startswith("#")]
    leading = sum(_LEADS_TO_PAGE.match(line) is not None for line in lines)
    return leading > 1 and leading >= _MOST * len(lines)


def speaks_of_itself(page: MarkdownPage, title: str) -> bool:
    """Return whether a page says that it is a tutorial, with code in it, an essay, a proposal, or about its folder.

    A page with a title such as "A Tutorial on Lamps" may be about a work that calls itself a tutorial.
    """
    lowered = title.lower()  # most titles and pages have none of the words, and these are found quickest
    may_be_proposal = not title.isascii() or any(map(lowered.__contains__, _PROPOSAL_WORDS))
    if may_be_proposal and _PROPOSAL.search(title):
        return True
    lines = (line for line in page.masked_lines if line.strip() and not line.lstrip().startswith("#"))
    beginning = "\n".join(islice(lines, _FIRST_LINES))
    lowered = beginning.lower()
    if any(word in lowered for word in _FOLDER_WORDS) and _FOLDER_PAGE.search(beginning):
        return True
    if any(word in lowered for word in _ESSAY_WORDS) and _ESSAY.search(beginning):
        return True
    may_be_tutorial = any(word in lowered for word in _TUTORIAL_WORDS) and "tutorial" not in title.casefold()
    is_tutorial = may_be_tutorial and _TUTORIAL.search(beginning) is not None
    return is_tutorial and _CODE.search(page.body) is not None


def is_diary(page: MarkdownPage) -> bool:
    """Return whether a file is a page of a diary: it is called by a date, or is in a folder of such pages."""
    folders = page.relative_path.split("/")[:-1]
    return page.file_name.is_day or any(map(_DIARY_FOLDER.fullmatch, folders))


def is_among_other_things(page: MarkdownPage) -> bool:
    """Return whether a file is in a folder of pages on concepts or questions: what it says of papers shows no work."""
    return any(map(_FOLDER_OF_OTHERS.fullmatch, page.relative_path.split("/")[:-1]))
