"""Read the issues of a GitHub repository as notes, from JSON: labels become tags, comments become the comment.

Fields are those of ``GET /repos/{owner}/{repo}/issues`` (https://docs.github.com/en/rest/issues/issues) and of ``gh
issue list --json``. A file may contain an array of issues, several arrays in a row (from paging), the reply to a search
(``{"items": […]}``), arrays by repository, one issue, or one issue per line. Comments that were saved with an issue are
in ``comments_list`` or, as a list, in ``comments``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from biblio.errors import Problem
from biblio.extract.identifiers_in_text import URL, identifier_in_url, trim_url
from biblio.extract.links import find_links, find_references, host_role
from biblio.extract.title_line import TitleLine, parse_title_line, title_fields
from biblio.model.note import Link, LinkRole, Note, NoteReference
from biblio.readers.base import Document, ReadItem
from biblio.readers.issue_body import read_issue_body
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.inline import find_inline_links
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.paper_links import PaperLinkSign, find_paper_links
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.note_ids import note_id
from biblio.readers.note_text import LineNumbers, distinct, find_date, merge_copies
from biblio.text import fold

__all__ = ["READER", "GithubIssueReader", "issue_to_note"]

_HEAD = 262_144  # GitHub allows a body of 65,536 characters, all of which may be escaped
_ADDRESS = re.compile(r'"(?:html_)?url"\s*:\s*"https?://[^"\s]+/(?:issues|pull)/\d+"')
_FIELDS = tuple(re.compile(field) for field in (r'"number"\s*:\s*\d', r'"title"\s*:\s*"', r'"labels"\s*:\s*\['))
_EMPTY = re.compile(r"\s*\[\s*\]\s*")
# What may come between two issues: ends of arrays and objects, and the keys of an object that has arrays of issues.
_BETWEEN = re.compile(
    r'(?:[\s,\[\]}]++|\{(?=\s*"(?:items|total_count|incomplete_results|[^"/\s]+/[^"/\s]+)"\s*:)'
    r'|"[^"\s]*+"\s*:\s*(?:(?=\[)|[^\s\[\]{},"]++))*'
)
_REPOSITORY = re.compile(r"https?://[^/\s]+/(?:api/v\d/)?(?:repos/)?([^/\s]+/[^/\s]+?)(?:/(?:issues|pull)/\d+)?/?")
_PULL_REQUEST = re.compile(r"https?://\S+/pull/\d+")
_MACHINE_COMMENT = re.compile(r"^#{1,4}[ \t]+(?:Translation|Summary)[ \t]*\(by\b", re.MULTILINE)
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
_MENTION = re.compile(r"(?<![\w&/#.-])(?:([\w.-]+/[\w.-]+))?#(\d+)\b|https?://[^/\s]+/([\w.-]+/[\w.-]+)/issues/(\d+)\b")
_YEAR_FIRST = re.compile(r"(?P<open>[\[(【])?(?P<year>(?:19|20)\d{2})(?(open)[\])】][:：]?\s*|\s*[:：-]\s+)(?=\S)")
# GitHub's labels for work on software: https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work/managing-labels
_OF_SOFTWARE = frozenset(
    (
        "bug",
        "enhancement",
        "documentation",
        "duplicate",
        "good first issue",
        "help wanted",
        "invalid",
        "wontfix",
        "dependencies",
    )
)
_FIRST_ROWS = 25
# What precedes a work that an issue only compares with.
_COMPARED = re.compile(
    r"\b(?:see|cf|related|based on|builds? on|extends?|compared?|unlike|similar|follow[- ]?up|improves?|than)\b"
    r"|関連|参照|比べ|参考|相关|관련",
    re.IGNORECASE,
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DEFAULT_LABELS = frozenset(
    "bug|documentation|duplicate|enhancement|good first issue|help wanted|invalid|question|wontfix".split("|")
)


@dataclass(frozen=True, slots=True)
class GithubIssueReader:
    """Reads the issues in a JSON file; in a truncated file, those before the cut."""

    layout: str = "github-issues"

    def recognises(self, document: Document) -> bool:
        """Return whether the text is JSON whose first objects have the fields of an issue (or an empty last page)."""
        head = document.text[:_HEAD]
        if head.lstrip()[:1] not in ("[", "{"):
            return False
        if _EMPTY.fullmatch(head) or _ADDRESS.search(head):
            return True
        return all(field.search(head) for field in _FIELDS)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the file's problems, then its notes; an issue that is on two pages is yielded once."""
        notes: dict[str, Note] = {}
        lines = LineNumbers(document.text)
        for value, start, end in _values(document.text):
            line, end_line = lines.span(start, end)
            if not isinstance(value, Mapping):
                yield Problem(document.path, line, value, "fetch or export the issues again")
                continue
            note = issue_to_note(value, source=document.path, line=line, end_line=end_line)
            if note is None:
                continue
            if isinstance(note, Problem):
                yield note
                continue
            if problem := find_date(_created(value), document.path, line)[1]:
                yield problem
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()


def issue_to_note(issue: Mapping[str, object], *, source: str, line: int, end_line: int) -> Note | Problem | None:
    """Return an issue as a note; None for a pull request or a task, a `Problem` for an object without a title.

    `issue` is the decoded JSON object, `line` and `end_line` are its first and last line in the file. If the date of
    creation cannot be read, the note has no date.
    """
    page = _string(issue, "html_url") or _string(issue, "url")
    if issue.get("pull_request") or _PULL_REQUEST.fullmatch(page):
        return None
    title = _title(_string(issue, "title"))
    number = issue.get("number")
    if not title.title:
        message = (
            f"issue {number} has no title" if isinstance(number, int) else "an object without a title is not an issue"
        )
        return Problem(source, line, message, "fetch or export the issues again")
    names = {label.casefold() for label, _ in _labels(issue)}
    if names and names <= _OF_SOFTWARE and "://" not in _string(issue, "body"):
        return None
    body = read_issue_body(_string(issue, "body"))
    if body.title and fold(body.title) != fold(title.title):
        # The issue's own title is in the words of its author.
        labelled = parse_title_line(body.title)
        title = replace(labelled, marker=title.marker, venue=labelled.venue or title.venue)
    if body.authors:
        title = replace(title, authors=body.authors, et_al=body.et_al)
    elif not title.authors:
        title = _with_reference(title, _string(issue, "body"))
    if body.venue:
        title = replace(title, venue=body.venue)
    if body.date and not title.year:
        title = replace(title, year=body.date.year, month=body.date.month or None)
    comments = [piece.text for piece in body.comments]
    summary = body.summary.text
    for comment in _comments(issue):
        if _MACHINE_COMMENT.search(comment):
            summary = read_issue_body(comment).summary.text or summary
        else:
            comments.append(comment.strip())
    comment = "\n\n".join(text for text in comments if text)
    urls = [piece.text for piece in body.urls]
    if not urls and not any(link.role is LinkRole.OWN for link in find_links(comment)):
        urls = _addresses_in_text(_string(issue, "body"), title.title)
    links = [
        Link(url, (host_role(url) if number else None) or LinkRole.OWN, "URL", line) for number, url in enumerate(urls)
    ]
    links += [Link(page, LinkRole.PAGE, "issue", line)] if page else []
    links += [replace(link, line=line) for link in find_links(comment) if link.url not in urls]
    repository = _repository(issue)
    labels = list(_labels(issue))
    return Note(
        id=note_id(*((repository, str(number)) if number is not None else (title.title,)), title=title.title),
        source=source,
        line=line,
        end_line=end_line,
        layout=READER.layout,
        marker=title.marker,
        **title_fields(title),
        date=find_date(_created(issue), source, line)[0],
        tags=distinct(name for name, is_default in labels if not is_default),
        summary=summary,
        comment=comment,
        links=tuple(links),
        references=tuple(dict.fromkeys(_references(comment, repository, number, line))),
        fields=(
            *((("abstract", body.abstract.text),) if body.abstract.text else ()),
            *(("label", name) for name, is_default in labels if is_default),
        ),
    )


def _title(text: str) -> TitleLine:
    """Return the title of an issue, without the emoji and the year that people put before it ("🚧 2015: Title")."""
    start = next((index for index, char in enumerate(text) if not _is_ornament(char)), 0)
    bare = text[start:]
    match = _YEAR_FIRST.match(bare)
    title = parse_title_line(bare[match.end() :] if match else bare)
    return replace(title, year=title.year or int(match["year"])) if match else title


def _with_reference(title: TitleLine, body: str) -> TitleLine:
    """Return a title with authors, venue and year of the reference that opens the body, if it has the same title."""
    first_paragraph = body.strip().partition("\n\n")[0]
    if fold(title.title) not in fold(first_paragraph):
        return title
    citation = read_citation(first_paragraph, {}, line=1)
    if fold(citation.title) != fold(title.title) or not citation.byline.authors:
        return title
    byline = citation.byline
    return replace(
        title,
        authors=byline.authors,
        et_al=byline.et_al,
        venue=title.venue or byline.venue,
        year=title.year or byline.year,
    )


def _is_ornament(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("So", "Sk", "Mn", "Cf")


def _addresses_in_text(body: str, title: str) -> list[str]:
    """Return the addresses that the text of an issue says are the work's, if nothing else does.

    They are links with the title or a label such as "Paper"; or the only identifier in the text, if it is in the first
    paragraph on a line of its own, behind a title, or in a reference with the title.
    """
    page = MarkdownPage(Document("issue.md", body, "issue.md"))
    links = find_paper_links(page, [title])
    urls = [item.link.url for item in links if item.sign is PaperLinkSign.TITLE or item.row < _FIRST_ROWS]
    if urls:
        return list(dict.fromkeys(urls))
    first_paragraph = page.masked.strip().partition("\n\n")[0]
    if _COMPARED.search(first_paragraph) or len({identifier_in_url(url) for url in _urls(page.masked)} - {None}) != 1:
        return []
    for link in find_inline_links(first_paragraph, page.definitions):
        words = plain_value(first_paragraph[link.label]).strip('"“”')
        line = first_paragraph[: link.start].rpartition("\n")[2] + first_paragraph[link.end :].partition("\n")[0]
        is_work = (
            not line.strip(" <>-*") or fold(title) in fold(first_paragraph) or title_shape(words) is TitleShape.WORK
        )
        if is_work and identifier_in_url(link.url):
            return [link.url]
    return []


def _urls(text: str) -> Iterator[str]:
    return (trim_url(match[0]) for match in URL.finditer(text))


def _references(comment: str, repository: str, number: object, line: int) -> Iterator[NoteReference]:
    """Yield the works and notes that a comment mentions, including issues of the same repository ("#12")."""
    yield from (replace(reference, line=line) for reference in find_references(comment))
    for match in _MENTION.finditer(comment):
        where, target = match[1] or match[3] or repository, match[2] or match[4]
        if where.lower() == repository.lower() and target != str(number):
            yield NoteReference("note", target, line)


def _values(text: str) -> Iterator[tuple[Mapping[str, object] | str, int, int]]:
    """Yield the objects in a JSON file with the offsets of their start and end, or a message in place of a broken one.

    Decoding object by object gives positions, which `json` does not keep, and the objects before a cut.
    """
    decoder = json.JSONDecoder()
    position = 0
    while True:
        gap = _BETWEEN.match(text, position)
        position = gap.end() if gap else position
        if position >= len(text):
            break
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            yield "the JSON is broken or cut off here", position, len(text)
            return
        if not isinstance(value, dict):
            yield "a bare value, not an issue", position, len(text)
            return
        yield value, position, end
        position = end
    bare = text.strip()
    if bare.startswith("[") and not bare.endswith("]"):
        yield "the JSON is cut off here", len(bare) - 1, len(text)


def _string(issue: Mapping[str, object], name: str) -> str:
    """Return a text field with line feeds as line ends; empty if it is missing, null or not a string."""
    value = issue.get(name)
    if not isinstance(value, str):
        return ""
    return _SURROGATE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def _created(issue: Mapping[str, object]) -> str:
    return _string(issue, "created_at") or _string(issue, "createdAt")


def _repository(issue: Mapping[str, object]) -> str:
    """Return "owner/name"; empty if no address contains it."""
    for name in ("repository_url", "html_url", "url"):
        if match := _REPOSITORY.fullmatch(_string(issue, name)):
            return match[1]
    return ""


def _labels(issue: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """Yield the labels of an issue, each with whether GitHub made it: those say how an issue is handled, and no topic.

    The API says so; where it does not (`gh issue list --json labels`), the names do.
    https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work/managing-labels#about-default-labels
    """
    labels = issue.get("labels")
    for label in labels if isinstance(labels, list) else ():
        values = label if isinstance(label, Mapping) else {"name": label}
        name = _string(values, "name").strip()
        is_default = values.get("default")
        yield name, is_default if isinstance(is_default, bool) else name in _DEFAULT_LABELS


def _comments(issue: Mapping[str, object]) -> Iterator[str]:
    for name in ("comments_list", "comments"):
        comments = issue.get(name)
        for comment in comments if isinstance(comments, list) else ():
            yield _string(comment if isinstance(comment, Mapping) else {"body": comment}, "body")


READER = GithubIssueReader()
