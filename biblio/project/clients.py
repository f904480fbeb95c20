"""The HTTP client and the policies of services, made from a configuration."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from biblio.errors import UsageError
from biblio.project.secrets import secret
from biblio.redaction import hide
from biblio.settings import Config, ServiceConfig

if TYPE_CHECKING:
    from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer
    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy
    from biblio.lookup.http.rate_limit import RateLimiter
    from biblio.lookup.progress import Progress
    from biblio.lookup.services.arxiv_listing import ArXivListing
__all__ = ["catalogue_server", "client_for", "open_listing", "policy_of", "server_at", "user_rate_limiter"]


def client_for(
    config: Config, progress: Progress, rate_limiter: RateLimiter | None = None, *, sent: Counter[str] | None = None
) -> HttpClient:
    """Return a client, which the caller closes. `rate_limiter` replaces the one that all runs of the user share.

    `sent` counts the requests by service.
    """
    from biblio.lookup.http.client import Event, HttpClient

    def observe(event: Event) -> None:
        if event.waiting:
            progress.waiting(event.service, event.waiting, event.why)
        else:
            if sent is not None:
                sent[event.service] += 1
            progress.request_done(event.service, event.url, event.status, event.seconds)

    rate_limiter = rate_limiter or user_rate_limiter()
    return HttpClient(rate_limiter, email=config.services.email, observer=observe, clock=rate_limiter.clock)


def policy_of(config: Config, name: str) -> ServicePolicy:
    """Return the policy for the service `name`: its defaults, overridden by the configuration."""
    from biblio.lookup.services.service_registry import service_defaults, service_policy

    services = config.services
    settings = services.each.get(name) or ServiceConfig()
    defaults = service_defaults(name)
    key = secret(name, keyring=settings.searches is True) if defaults.header else ""
    policy = service_policy(
        name,
        shared_url=services.base_url,
        own_url=settings.base_url,
        email=services.email,
        interval=settings.interval,
        timeout=settings.timeout,
        tries=settings.tries,
        searches=settings.searches,
        key=key,
    )
    return replace(policy, neighbours=tuple(policy_of(config, neighbour) for neighbour in defaults.neighbours))


def catalogue_server(config: Config, *, with_login: bool = True) -> CatalogueServer | None:
    """Return the server that has the project's catalogue; None if it is in a folder.

    The login is read from the environment or the keyring; without `with_login` it is left out, for what asks nothing.
    """
    catalogue = config.catalogue
    if not catalogue.url or catalogue.path is not None:
        return None
    return server_at(catalogue.url, catalogue.index, with_login=with_login)


def server_at(url: str, index: str, *, with_login: bool = True) -> CatalogueServer:
    """Return the server of the catalogue called `index` at `url`, with the user's login."""
    from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer

    login = secret("opensearch") if with_login else ""
    hide(login.partition(":")[2])
    return CatalogueServer(url, index, login)


@contextlib.contextmanager
def open_listing(config: Config, *, progress: Progress) -> Iterator[ArXivListing]:
    """Open the listing of arXiv's new papers. Raises `UsageError` if the configuration forbids using the network."""
    from biblio.lookup.services.arxiv_listing import ArXivListing

    if config.services.offline:
        raise UsageError(
            "updating from arXiv needs the network", hint="run without --offline, and set services.offline = false"
        )
    with client_for(config, progress) as http:
        yield ArXivListing(policy_of(config, "arxiv"), http)


def user_rate_limiter() -> RateLimiter:
    """Return a new rate limiter; all of them, in all processes of the user, keep the intervals together."""
    from platformdirs import user_cache_path

    from biblio.lookup.http.rate_limit import RateLimiter

    return RateLimiter(user_cache_path("biblio") / "pace")
