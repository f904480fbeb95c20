"""Whether a DOI exists, whether somebody registers DOIs under a prefix, and whether a venue's name is registered.

doi.org's proxy answers for every agency, also for those that tell nothing about their works
(https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation, "REST API": response code 1 is
success, 100 is handle not found, sent with 404).
Crossref's filter ``prefix`` and query ``query.container-title``
(https://api.crossref.org/swagger-ui/index.html), and DataCite's ``/prefixes/{prefix}``
(https://support.datacite.org/reference/get_prefixes-id). Both answer about names, not about works: they tell a mistyped
DOI from one of a registrant that does not exist, and an abbreviated journal from one that was made up.
"""

from __future__ import annotations

from urllib.parse import quote

from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.services.record_fields import clean_texts, load_json, mapping, one_or_many
from biblio.lookup.services.service_base import refusal_error

__all__ = ["is_crossref_prefix", "is_datacite_prefix", "is_registered_doi", "similar_venue_names"]

_ROWS = 40


def is_crossref_prefix(http: HttpClient, policy: ServicePolicy, prefix: str) -> bool:
    """Tell whether any DOI of Crossref begins with `prefix` ("10.1609"). Raises `ServiceError`."""
    message = _message(http, policy, {"filter": f"prefix:{prefix}", "rows": "0"})
    total = message.get("total-results")
    if not isinstance(total, int):
        raise BadReply("crossref", "answered without a total")
    return total > 0


def is_datacite_prefix(http: HttpClient, policy: ServicePolicy, prefix: str) -> bool:
    """Tell whether `prefix` is one of DataCite's. Raises `ServiceError`."""
    reply = http.get(policy, f"/prefixes/{prefix}")
    if reply.status in (200, 404):
        return reply.status == 200
    raise refusal_error("datacite", reply)


def is_registered_doi(http: HttpClient, policy: ServicePolicy, doi: str) -> bool:
    """Tell whether a DOI is registered with any agency. Raises `ServiceError`."""
    reply = http.get(policy, f"/api/handles/{quote(doi, safe='/')}")
    if reply.status == 404 and (b"doi" in reply.body.lower() or b"responsecode" in reply.body.lower()):
        return False
    if reply.status == 200:
        return mapping(load_json("doi", reply.body)).get("responseCode") in (1, 2)  # 2: there, without values
    raise refusal_error("doi", reply)


def similar_venue_names(http: HttpClient, policy: ServicePolicy, name: str) -> tuple[str, ...]:
    """Return the names of journals and proceedings at Crossref that are most like `name`. Raises `ServiceError`."""
    params = {"query.container-title": name, "rows": str(_ROWS), "select": "container-title,short-container-title"}
    items = one_or_many(_message(http, policy, params).get("items"))
    names = [
        one
        for item in items
        for key in ("container-title", "short-container-title")
        for one in clean_texts(item.get(key))
    ]
    return tuple(dict.fromkeys(names))


def _message(http: HttpClient, policy: ServicePolicy, params: dict[str, str]) -> dict[str, object]:
    every = params | ({"mailto": http.email} if http.email else {})
    reply = http.get(policy, "/works", params=every)
    if reply.status != 200:
        raise refusal_error("crossref", reply)
    return dict(mapping(mapping(load_json("crossref", reply.body)).get("message")))
