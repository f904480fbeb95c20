"""Which services may know an identifier: those that may have registered it, the likeliest first.

Who registered a DOI cannot be seen from the DOI: Crossref has most of them, then DataCite, then the small agencies
that https://doi.org resolves for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from biblio.lookup.questions import AllowedServices, Answers, identifier_question
from biblio.lookup.service import Question
from biblio.model.identifiers import Identifier, make

__all__ = ["authority_questions", "is_known", "next_authority_question"]

_SERVICES: Mapping[str, tuple[str, ...]] = {
    "arxiv": ("arxiv",),
    "openreview": ("openreview",),
    "s2": ("semanticscholar",),
    "pmid": ("semanticscholar",),
    "pmcid": ("semanticscholar",),
}
_DOI_SERVICES = ("crossref", "datacite", "doi")
_DATACITE_DOI_SERVICES = ("datacite", "crossref", "doi")
_DATACITE_PREFIXES = ("10.5281/", "10.6084/", "10.17632/", "10.5061/", "10.7910/", "10.13140/", "10.57967/")
# It knows works about which their agency says nothing, but sometimes under the title of another work.
_LAST_RESORT = "openalex"
_LAST_RESORT_SCHEMES = ("doi", "pmid", "pmcid")


def authority_questions(identifier: Identifier, *, has_title: bool = False) -> Iterator[Question]:
    """Yield the questions to the services that may have registered `identifier`, the likeliest first.

    `has_title` says that there is a title to compare answers with; only then the last resort is asked too.
    """
    services = _SERVICES.get(identifier.scheme, ())
    if identifier.scheme == "doi":
        services = _DATACITE_DOI_SERVICES if identifier.value.startswith(_DATACITE_PREFIXES) else _DOI_SERVICES
    elif identifier.scheme == "acl":
        # The Anthology registers its DOIs with Crossref, where many go into one request: https://aclanthology.org/faq/doi/
        if doi := make("doi", f"10.18653/v1/{identifier.value}"):
            yield identifier_question("crossref", doi)
        services = ("anthology",)
    for service in services:
        yield identifier_question(service, identifier)
    if has_title and identifier.scheme in _LAST_RESORT_SCHEMES:
        yield identifier_question(_LAST_RESORT, identifier)


def next_authority_question(
    identifier: Identifier, answers: Answers, allowed: AllowedServices, *, has_title: bool = False
) -> Question | None:
    """Return the question to the first of the `allowed` services that may know `identifier` and was not asked yet.

    Services of plugins come after those that register the identifier. None if no service is left, or if one that was
    asked knows it.
    """
    further = (
        identifier_question(service, identifier)
        for service, schemes in sorted(allowed.plugins.items())
        if identifier.scheme in schemes
    )
    for question in chain(authority_questions(identifier, has_title=has_title), further):
        if question.service not in allowed.services:
            continue
        if question.key not in answers:
            return question
        if answers[question.key]:
            return None
    return None


def is_known(identifier: Identifier, answers: Answers) -> bool:
    """Return whether a record of `answers` has `identifier`."""
    return any(identifier in record.identifiers for records in answers.values() for record in records)
