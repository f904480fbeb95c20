"""Whether a DOI, the prefix of a DOI, or the name of a venue is registered.

These lookups are about names, not works, and so distinguish a mistyped DOI from one with an invented registrant, and an
abbreviated journal from an invented one.

- doi.org's proxy answers for every agency, even those that provide no metadata
  (https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation, "REST API": response code 1 is
  success; 100 is handle not found, sent with 404).
- Crossref: filter ``prefix`` and query ``query.container-title`` (https://api.crossref.org/swagger-ui/index.html).
- DataCite: ``/prefixes/{prefix}`` (https://support.datacite.org/reference/get_prefixes-id).
"""

from __future__ import annotations

from urllib.parse import quote

from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.json_values import clean_text, mapping, one_or_many, texts
from biblio.lookup.services.service_base import read_json, refusal_error

__all__ = ["is_crossref_prefix", "is_datacite_prefix", "is_registered_doi", "similar_venue_names"]

_ROWS = 40


def is_crossref_prefix(http: HttpClient, policy: ServicePolicy, prefix: str) -> bool:
    """Whether Crossref has a DOI that begins with `prefix` ("10.1609"). Raises `ServiceError`."""
    message = _crossref_message(http, policy, {"filter": f"prefix:{prefix}", "rows": "0"})
    total = message.get("total-results")
    if not isinstance(total, int):
        raise BadReply("crossref", "answered without a total")
    return total > 0


def is_datacite_prefix(http: HttpClient, policy: ServicePolicy, prefix: str) -> bool:
    """Whether `prefix` is one of DataCite's. Raises `ServiceError`."""
    reply = http.get(policy, f"/prefixes/{prefix}")
    if reply.status in (200, 404):
        return reply.status == 200
    raise refusal_error("datacite", reply)


def is_registered_doi(http: HttpClient, policy: ServicePolicy, doi: str) -> bool:
    """Whether a DOI is registered with any agency. Raises `ServiceError`."""
    reply = http.get(policy, f"/api/handles/{quote(doi, safe='/')}")
    if reply.status == 404 and (b"doi" in reply.body.lower() or b"responsecode" in reply.body.lower()):
        return False
    if reply.status == 200:
        # 2: the handle exists, but has no values.
        return mapping(read_json("doi", reply)).get("responseCode") in (1, 2)
    raise refusal_error("doi", reply)


def similar_venue_names(http: HttpClient, policy: ServicePolicy, name: str) -> tuple[str, ...]:
    """Return the most similar names to `name` of journals and proceedings at Crossref. Raises `ServiceError`."""
    params = {"query.container-title": name, "rows": str(_ROWS), "select": "container-title,short-container-title"}
    names: list[str] = []
    for item in one_or_many(_crossref_message(http, policy, params).get("items")):
        names += texts(item.get("container-title"), clean_text) + texts(item.get("short-container-title"), clean_text)
    return tuple(dict.fromkeys(names))


def _crossref_message(http: HttpClient, policy: ServicePolicy, params: dict[str, str]) -> dict[str, object]:
    all_params = params | ({"mailto": http.email} if http.email else {})
    reply = http.get(policy, "/works", params=all_params)
    if reply.status != 200:
        raise refusal_error("crossref", reply)
    return dict(mapping(mapping(read_json("crossref", reply)).get("message")))
