"""The ACL Anthology: papers by its ids, each from the Anthology's own BibTeX entry.

https://aclanthology.org/faq/linking/: ``https://aclanthology.org/P19-1285.bib``. It is a site of files without a
search. Crossref has the DOIs of most of its papers, fifty per request, so the Anthology is asked only for the rest. The
catalogue reads the same entries in bulk; both read them with `biblio.bibtex.entry_to_record.from_entry`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.errors import BadReply, BibtexError
from biblio.lookup.http.reply import Reply
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import unique_identifiers
from biblio.lookup.services.service_base import SingleLookupService, refusal_error
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Record

__all__ = ["Anthology", "parse_anthology_entry"]

_ACCEPT = "application/x-bibtex, text/plain;q=0.5, */*;q=0.1"
# Only the Anthology's own page for missing papers has this, https://github.com/acl-org/acl-anthology.
_MISSING = b"acl-anthology"


class Anthology(SingleLookupService):
    """The ACL Anthology as a service; see `biblio.lookup.service.Service`."""

    name = "anthology"
    schemes = frozenset({"acl"})

    def _ask_one(self, question: Question) -> Iterator[Answer]:
        identifier = question.identifier
        assert identifier is not None
        reply = self._http.get(self._policy, f"/{identifier.value}.bib", accept=_ACCEPT, check=_content_problem)
        if reply.status == 404 and _MISSING in reply.body:
            yield Answer(question, ())
        elif reply.status == 200:
            yield Answer(question, (parse_anthology_entry(reply.body, identifier),))
        else:
            raise refusal_error(self.name, reply)


def _content_problem(reply: Reply) -> str | None:
    try:
        parse_entry(_text(reply.body))
    except BibtexError:
        return "answered with something that is not an entry"
    return None


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").strip()


def parse_anthology_entry(body: bytes, requested: Identifier) -> Record:
    """Return the record of the Anthology's entry for `requested`. Raises `BadReply` if it is not an entry."""
    try:
        record = from_entry(parse_entry(_text(body)))
    except BibtexError as error:
        raise BadReply("anthology", "answered with something that is not an entry") from error
    if not record.title:
        raise BadReply("anthology", "answered with an entry without a title")
    medium = Medium.PROCEEDINGS if record.medium in (Medium.UNKNOWN, Medium.PREPRINT) else record.medium
    identifiers = unique_identifiers([requested, *record.identifiers])
    return replace(record, source="anthology", medium=medium, identifiers=identifiers, key="")
