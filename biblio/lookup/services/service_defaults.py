"""Where the services are and what each allows: one row a service, with the page that says so.

Under one host (a mirror, an institution's proxy) every service keeps its name as a prefix: ``…/arxiv/api/query``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from biblio.lookup.http.policy import ServicePolicy

__all__ = ["SERVICE_DEFAULTS", "ServiceDefaults", "service_policy"]


@dataclass(frozen=True, slots=True)
class ServiceDefaults:
    """The base address of a service, the least seconds between two requests, and the seconds an answer may take.

    `polite` is the interval for those who give an e-mail address, where that makes a difference, `keyed` the one with
    a key, which goes into `header`; `older_url` is the base of the previous API, where it still has works that the
    present one lacks. `searches` tells whether it is searched without being told to. `prefix` is its name under a
    shared host, where that is another; None: no shared host has it.
    """

    base_url: str
    interval: float
    polite: float | None = None
    older_url: str = ""
    timeout: float = 30.0
    keyed: float | None = None
    header: str = ""
    searches: bool = True
    prefix: str | None = ""


SERVICE_DEFAULTS: Mapping[str, ServiceDefaults] = {
    # "no more than one request every three seconds", one connection: https://info.arxiv.org/help/api/tou.html
    "arxiv": ServiceDefaults("https://export.arxiv.org", 3.0, timeout=60.0),
    # Lists: 1/s public, 3/s with "mailto" (single works more), since 2025-12-01:
    # https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    "crossref": ServiceDefaults("https://api.crossref.org", 1.0, polite=0.34),
    # 500 in five minutes without an address, 1,000 with: https://support.datacite.org/docs/rate-limit
    "datacite": ServiceDefaults("https://api.datacite.org", 0.6, polite=0.5),
    "doi": ServiceDefaults("https://doi.org", 0.5),
    # "one or two seconds between two consecutive requests": https://dblp.org/faq/1474706.html
    "dblp": ServiceDefaults("https://dblp.org", 1.0),
    # The two APIs hold different years: https://docs.openreview.net/getting-started/using-the-api
    "openreview": ServiceDefaults("https://api2.openreview.net", 1.0, older_url="https://api.openreview.net"),
    # A site of files that names no limit; whole volumes are offered for download: https://aclanthology.org/faq/
    "anthology": ServiceDefaults("https://aclanthology.org", 1.0, searches=False, prefix=None),
    # 1/s with a key; without one a pool that all the world shares: https://www.semanticscholar.org/product/api
    "semanticscholar": ServiceDefaults(
        "https://api.semanticscholar.org", 3.0, keyed=1.0, header="x-api-key", prefix="s2"
    ),
    # One work: free; a filter 1, a search 10 of 1,000 credits a day; 100/s at most:
    # https://developers.openalex.org/api-reference/authentication
    "openalex": ServiceDefaults("https://api.openalex.org", 0.3, searches=False),
    # 60 an hour without a token, 5,000 with: https://docs.github.com/en/rest/using-the-rest-api
    "github": ServiceDefaults("https://api.github.com", 0.5),
}


def service_policy(
    name: str,
    *,
    shared_url: str = "",
    own_url: str = "",
    email: str = "",
    interval: float | None = None,
    timeout: float | None = None,
    tries: int | None = None,
    searches: bool | None = None,
    key: str = "",
) -> ServicePolicy:
    """Return how the service `name` is asked.

    `own_url` is this service's own base address; `shared_url` is the host under which all of them stand. Neither
    given: the service's own host. What is None keeps its default. `key` is sent in the service's header for keys.
    Raises `KeyError` for a name not in `DEFAULTS`.
    """
    default = SERVICE_DEFAULTS[name]
    moved = own_url or (f"{shared_url.rstrip('/')}/{default.prefix or name}" if shared_url else "")
    usual = default.interval
    if email and default.polite is not None:
        usual = default.polite
    if key and default.keyed is not None:
        usual = default.keyed
    policy = ServicePolicy(
        name=name,
        base_url=moved or default.base_url,
        older_url="" if moved else default.older_url,
        interval=usual if interval is None else interval,
        timeout=default.timeout if timeout is None else timeout,
        headers=((default.header, key),) if key and default.header else (),
        searches=default.searches if searches is None else searches,
    )
    return policy if tries is None else replace(policy, max_tries=tries)
