"""arXiv's API as https://info.arxiv.org/help/api/user-manual.html describes it.

Rules: an Atom feed with opensearch totals (3.3.1); `id_list` and `search_query` with ti:, au:, all:, submittedDate:,
phrases, AND, OR and parentheses (5.1), where all forms of a word are one; 400 with an error feed for a malformed id (3.4);
unknown ids are left out. Switches turn on what the real API did at times: `counts_unknown` (autobib/autobib#183),
`repeats` (lukasschwab/arxiv.py#82).
"""

from __future__ import annotations

import re
from html import escape

from tests.servers.base import Fault, Request, Response
from tests.servers.works import FACTS, Fact, words_of

_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_TOKEN = re.compile(r'\(|\)|AND\b|OR\b|submittedDate:\[[^\]]*\]|(?:ti|au|all|cat):(?:"[^"]*"|[^\s()"]+)')
_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">\n<id>https://arxiv.org/api/x</id><title>arXiv Query</title>'
    "<updated>2026-01-01T00:00:00Z</updated>\n"
)
_ENTRIES = re.compile(rb"<entry>.*</entry>", re.DOTALL)

EMPTY_PAGE = Fault(change=lambda reply: Response(reply.status, _ENTRIES.sub(b"", reply.body), reply.content_type))


class ArXivServer:
    name = "arxiv"

    def __init__(self) -> None:
        self.facts = {fact.arxiv: fact for fact in FACTS if fact.arxiv}
        self.counts_unknown = False
        self.repeats = False
        self.names_culprit = True
        self.max_entries = 2000  # entries a page

    def answer(self, request: Request) -> Response:
        if request.path != "/api/query":
            return Response(404, b"Not Found\n", "text/plain")
        size = min(int(request.query.get("max_results", 10)), self.max_entries)
        start = int(request.query.get("start", 0))
        ids = [identifier for identifier in request.query.get("id_list", "").split(",") if identifier]
        for identifier in ids:
            if not _ID.fullmatch(identifier):
                return _error(f"incorrect id format for {identifier}" if self.names_culprit else "bad request")
        if ids:
            facts = [self.facts[identifier] for identifier in ids if identifier in self.facts][::-1]
            total = len(ids) if self.counts_unknown else len(facts)
        else:
            try:
                keep = _Search(request.query.get("search_query", "")).keep
            except (IndexError, ValueError):
                return _error("Invalid query string")
            facts = [fact for fact in self.facts.values() if keep(fact)]
            total = len(facts)
        page = facts[start : start + size]
        return _feed(page + (page[:1] if self.repeats else []), total)


def _feed(facts: list[Fact], total: int) -> Response:
    head = f"<opensearch:totalResults>{total}</opensearch:totalResults>\n"
    body = _FEED + head + "\n".join(map(_entry, facts)) + "\n</feed>\n"
    return Response(200, body.encode(), "application/atom+xml; charset=utf-8")


def _error(words: str) -> Response:
    link = "http://arxiv.org/api/errors#" + words.replace(" ", "_")
    body = (
        f"{_FEED}<opensearch:totalResults>1</opensearch:totalResults><entry><id>{escape(link)}</id><title>Error</title>"
        f"<summary>{escape(words)}</summary><updated>2026-01-01T00:00:00Z</updated></entry></feed>"
    )
    return Response(400, body.encode(), "application/atom+xml; charset=utf-8")


def _entry(fact: Fact) -> str:
    versioned_id = f"{fact.arxiv}v{fact.version}"
    wrapped = fact.title.replace(" ", "\n  ", 1)  # the feed breaks long titles
    parts = [
        f"<entry><id>http://arxiv.org/abs/{versioned_id}</id><title>{escape(wrapped)}</title>",
        f"<updated>{fact.submitted}T17:00:00Z</updated><published>{fact.submitted}T17:00:00Z</published>",
        f'<link href="https://arxiv.org/pdf/{versioned_id}" rel="related" type="application/pdf" title="pdf"/>',
        f"<summary>  {escape(fact.abstract)}\n</summary>",
        f'<category term="{fact.primary}" scheme="http://arxiv.org/schemas/atom"/>',
        f'<arxiv:primary_category term="{fact.primary}"/>',
        *(f"<author><name>{escape(name)}</name></author>" for name in fact.authors),
    ]
    if fact.comment:
        parts.append(f"<arxiv:comment>{escape(fact.comment)}</arxiv:comment>")
    if fact.journal_ref:
        parts.append(f"<arxiv:journal_ref>{escape(fact.journal_ref)}</arxiv:journal_ref>")
        parts.append(f"<arxiv:doi>{escape(fact.doi)}</arxiv:doi>")
    return "\n".join(parts) + "</entry>"


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|s|ment)$", "", word)


class _Search:
    """A query as in section 5.1.1 of the manual: terms, AND, OR, parentheses; from left to right."""

    def __init__(self, query: str) -> None:
        self._tokens = _TOKEN.findall(query)
        self._rest = list(self._tokens)
        if not self._rest:
            raise ValueError("an empty query")
        self._tree = self._expression()

    def keep(self, fact: Fact) -> bool:
        return _holds(self._tree, fact)

    def _expression(self) -> tuple[object, ...]:
        tree = self._factor()
        while self._rest and self._rest[0] in ("AND", "OR"):
            tree = (self._rest.pop(0), tree, self._factor())
        return tree

    def _factor(self) -> tuple[object, ...]:
        token = self._rest.pop(0)
        if token == "(":
            inner = self._expression()
            if self._rest.pop(0) != ")":
                raise ValueError("an open parenthesis")
            return inner
        field, _, words = token.partition(":")
        if field == "submittedDate":
            return ("TERM", field, words.strip("[]").split(" TO "))
        return ("TERM", field, [words] if field == "cat" else words_of(words))


def _holds(tree: tuple[object, ...], fact: Fact) -> bool:
    kind, operand, value = tree
    if kind == "TERM":
        assert isinstance(value, list)
        if operand == "ti":
            return fact.has_words(value)
        if operand == "submittedDate":
            return value[0] <= fact.submitted.replace("-", "") + "1700" <= value[1]
        if operand == "cat":
            return value == [fact.primary]
        if operand == "all":
            text = f" {' '.join(map(_stem, words_of(f'{fact.title} {fact.comment} {fact.abstract}')))} "
            return f" {' '.join(map(_stem, value))} " in text
        return any(set(value) <= set(words_of(author)) for author in fact.authors)
    assert isinstance(operand, tuple)
    assert isinstance(value, tuple)
    if kind == "AND":
        return _holds(operand, fact) and _holds(value, fact)
    return _holds(operand, fact) or _holds(value, fact)
