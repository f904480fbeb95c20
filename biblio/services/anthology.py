"""The ACL Anthology: papers by its ids, each from the entry that the Anthology itself writes.

https://aclanthology.org/faq/linking/: ``https://aclanthology.org/P19-1285.bib``. It is a site of files, without a
search; Crossref has the DOIs of most of what it holds, fifty a request, so it is asked for what Crossref lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from biblio.bibtex.codec import parse_entry
from biblio.bibtex.mapping import from_entry
from biblio.errors import BadReply, BibtexError
from biblio.http.client import Http
from biblio.http.policy import ServicePolicy
from biblio.http.reply import Reply
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Record
from biblio.ports import Answer, Question
from biblio.services.asking import ask_each, only_identifiers, refused
from biblio.services.fields import unique

__all__ = ["Anthology", "parse_bib"]

_ACCEPT = "application/x-bibtex, text/plain;q=0.5, */*;q=0.1"
# What only the Anthology's own page for what it does not have says, https://github.com/acl-org/acl-anthology.
_MISSING = b"acl-anthology"


class Anthology:
    """The ACL Anthology as a service; see `biblio.ports.Service`."""

    name = "anthology"
    schemes = frozenset({"acl"})
    searches = False

    def __init__(self, policy: ServicePolicy, http: Http) -> None:
        self._policy = policy
        self._http = http

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated."""
        return len(only_identifiers(self.name, questions))

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask for one paper after the other; see `biblio.ports.Service.ask`."""
        by_identifier = only_identifiers(self.name, questions)
        yield from ask_each(partial(self._ask_paper, question) for question in by_identifier)

    def _ask_paper(self, question: Question) -> Iterator[Answer]:
        asked = question.identifier
        assert asked is not None
        reply = self._http.get(self._policy, f"/{asked.value}.bib", accept=_ACCEPT, check=_problem)
        if reply.status == 404 and _MISSING in reply.body:
            yield Answer(question, ())
        elif reply.status == 200:
            yield Answer(question, (parse_bib(reply.body, asked),))
        else:
            raise refused(self.name, reply)


def _problem(reply: Reply) -> str | None:
    try:
        parse_entry(_text(reply.body))
    except BibtexError:
        return "answered with something that is no entry"
    return None


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").strip()


def parse_bib(body: bytes, asked: Identifier) -> Record:
    """Return the record of the entry that the Anthology has for `asked`. Raises `BadReply` where it is none."""
    try:
        record = from_entry(parse_entry(_text(body)))
    except BibtexError as error:
        raise BadReply("anthology", "answered with something that is no entry") from error
    if not record.title:
        raise BadReply("anthology", "answered with an entry without a title")
    medium = Medium.PROCEEDINGS if record.medium in (Medium.UNKNOWN, Medium.PREPRINT) else record.medium
    return replace(record, source="anthology", medium=medium, identifiers=unique([asked, *record.identifiers]), key="")
