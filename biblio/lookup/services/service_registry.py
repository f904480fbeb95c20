"""The services, one row each: the code, the address, and the limits of each.

Each limit is followed by the page that states it. A new service is a module next to this one and a row here; it is
asked by default if its name is in `biblio.settings.DEFAULT_SERVICES`. Its module is imported when a run first asks it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from biblio.errors import BadReply, ServiceError
from biblio.lookup.http.policy import ServicePolicy
from biblio.registry import Registry, failure_text

if TYPE_CHECKING:
    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.service import Answer, Question, Service

logger = logging.getLogger(__name__)
__all__ = [
    "SERVICES",
    "SERVICE_DEFAULTS",
    "ServiceDefaults",
    "ServiceFactory",
    "ServicePlugin",
    "service_defaults",
    "service_policy",
]


class ServiceFactory(Protocol):
    """Makes a service that is asked through `http` according to `policy`."""

    def __call__(self, policy: ServicePolicy, http: HttpClient) -> Service:
        """Return the service."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceDefaults:
    """One service.

    `base_url` is its address, `interval` the minimum number of seconds between two requests, `timeout` how many seconds
    an answer may take. `implementation` is its class ("module:Class" in this folder), empty if it is not asked for
    works. `polite` is the interval for users who give an e-mail address, if that makes a difference; `keyed` is the
    interval with a key, which is sent in `header`. `older_url` is the address of its previous API, if that still has
    works that the present one lacks. `searches` says whether it is searched by default. `prefix` is its name under a
    shared host (a mirror, an institution's proxy: ``…/arxiv/api/query``), if that is not its own name; None if no
    shared host has it. `domains` are those of further hosts to which it may redirect, `neighbours` the services among
    these.
    """

    base_url: str
    interval: float
    implementation: str = ""
    polite: float | None = None
    older_url: str = ""
    timeout: float = 30.0
    keyed: float | None = None
    header: str = ""
    searches: bool = True
    prefix: str | None = ""
    domains: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()


# The registration agencies that answer for their DOIs, to which doi.org redirects: https://citation.doi.org/docs.html
_AGENCIES = (
    "crossref.org", "datacite.org", "crosscite.org", "medra.org", "japanlinkcenter.org", "doi.or.kr", "kisti.re.kr",
    "chinadoi.cn", "istic.ac.cn", "op.europa.eu",
)  # fmt: skip
SERVICE_DEFAULTS: Mapping[str, ServiceDefaults] = {
    # "no more than one request every three seconds", one connection: https://info.arxiv.org/help/api/tou.html
    "arxiv": ServiceDefaults("https://export.arxiv.org", 3.0, "arxiv:ArXiv", timeout=60.0, domains=("arxiv.org",)),
    # Lists: 1/s public, 3/s with "mailto" (single works more), since 2025-12-01:
    # https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    "crossref": ServiceDefaults("https://api.crossref.org", 1.0, "crossref:Crossref", polite=0.34),
    # 500 in five minutes without an address, 1,000 with one: https://support.datacite.org/docs/rate-limit
    "datacite": ServiceDefaults("https://api.datacite.org", 0.6, "datacite:DataCite", polite=0.5, searches=False),
    "doi": ServiceDefaults(
        "https://doi.org", 0.5, "doi_org:DoiOrg", searches=False, domains=_AGENCIES, neighbours=("crossref", "datacite")
    ),
    # "one or two seconds between two consecutive requests": https://dblp.org/faq/1474706.html
    "dblp": ServiceDefaults("https://dblp.org", 1.0, "dblp:Dblp", domains=("dblp.uni-trier.de", "dblp.dagstuhl.de")),
    # The two APIs hold different years: https://docs.openreview.net/getting-started/using-the-api
    "openreview": ServiceDefaults(
        "https://api2.openreview.net", 1.0, "openreview:OpenReview", older_url="https://api.openreview.net",
        domains=("openreview.net",),
    ),
    # A site of files without a stated limit; whole volumes are offered for download: https://aclanthology.org/faq/
    "anthology": ServiceDefaults(
        "https://aclanthology.org", 1.0, "anthology:Anthology", searches=False, prefix=None
    ),
    # 1/s with a key; a pool shared by everyone without one: https://www.semanticscholar.org/product/api
    "semanticscholar": ServiceDefaults(
        "https://api.semanticscholar.org", 3.0, "semanticscholar:SemanticScholar", keyed=1.0, header="x-api-key",
        prefix="s2",
    ),
    # One work is free; a filter costs 1, a search 10 of 1,000 credits a day; 100/s at most:
    # https://developers.openalex.org/api-reference/authentication
    "openalex": ServiceDefaults("https://api.openalex.org", 0.3, "openalex:OpenAlex", searches=False),
    # 60 an hour without a token, 5,000 with one: https://docs.github.com/en/rest/using-the-rest-api
    "github": ServiceDefaults("https://api.github.com", 0.5),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServicePlugin:
    """What an entry point in the group ``biblio.services`` refers to: how to make the service, and how to ask it.

    A plugin's service is asked only if ``services.use`` names it, because questions tell strangers what the user reads.
    It is asked for the identifiers in its `schemes` after the services that register them, and, if it `searches`, for
    titles after all others.
    """

    factory: ServiceFactory
    defaults: ServiceDefaults

    def __call__(self, policy: ServicePolicy, http: HttpClient) -> Service:
        """Return the service; its exceptions become `BadReply`."""
        return _ShieldedService(policy.name, self.factory(policy, http))


class _ShieldedService:
    """A plugin's service. Any exception means that the service could not be asked."""

    def __init__(self, name: str, service: Service) -> None:
        self.name = name
        self.schemes = frozenset(service.schemes)
        self.searches = bool(service.searches)
        self._service = service

    def cost(self, questions: Sequence[Question]) -> int:
        try:
            return int(self._service.cost(questions))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's service raises must not end the run
            logger.warning("the service %r cannot tell what it costs: %s", self.name, failure_text(error))
            return len(questions)

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        try:
            yield from self._service.ask(questions)
        except ServiceError:
            raise
        except Exception as error:
            raise BadReply(self.name, f"the plugin failed ({failure_text(error)})") from error


def _problem_with(candidate: object) -> str:
    return "" if isinstance(candidate, ServicePlugin) else "it is not a ServicePlugin"


SERVICES: Registry[ServiceFactory] = Registry(
    "service",
    {
        name: f"biblio.lookup.services.{defaults.implementation}"
        for name, defaults in SERVICE_DEFAULTS.items()
        if defaults.implementation
    },
    group="biblio.services",
    check=_problem_with,
)
"""The services that can be asked for works, by name."""


def service_defaults(name: str) -> ServiceDefaults:
    """Return the row of a service, built in or from a plugin.

    Raises `UsageError` for an unknown name, and `PluginError` for a plugin that cannot be used.
    """
    if name in SERVICE_DEFAULTS:
        return SERVICE_DEFAULTS[name]
    plugin = SERVICES.load(name)
    assert isinstance(plugin, ServicePlugin)
    return plugin.defaults


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
    """Return how to ask the service `name`.

    `own_url` is an address for this service only; `shared_url` is a host that has all services. If neither is given,
    the service's own host is used. Arguments that are None keep the default. `key` is sent in the service's header for
    keys. Raises what `service_defaults` raises.
    """
    defaults = service_defaults(name)
    moved_url = own_url or (f"{shared_url.rstrip('/')}/{defaults.prefix or name}" if shared_url else "")
    usual_interval = defaults.interval
    if email and defaults.polite is not None:
        usual_interval = defaults.polite
    if key and defaults.keyed is not None:
        usual_interval = defaults.keyed
    policy = ServicePolicy(
        name=name,
        base_url=moved_url or defaults.base_url,
        older_url="" if moved_url else defaults.older_url,
        interval=usual_interval if interval is None else interval,
        timeout=defaults.timeout if timeout is None else timeout,
        domains=defaults.domains,
        headers=((defaults.header, key),) if key and defaults.header else (),
        searches=defaults.searches if searches is None else searches,
    )
    return policy if tries is None else replace(policy, max_tries=tries)
