"""Clients and policies from a configuration: whom to ask where, at which pace, with which key."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.errors import UsageError
from biblio.lookup.progress import Progress
from biblio.project.secrets import secret
from biblio.settings import Config, ServiceConfig

if TYPE_CHECKING:
    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy
    from biblio.lookup.http.rate_limit import RateLimiter
    from biblio.lookup.services.arxiv_listing import ArXivListing
__all__ = ["client_for", "open_listing", "policy_of"]


def client_for(
    config: Config, progress: Progress, pacer: RateLimiter | None = None, *, sent: Counter[str] | None = None
) -> HttpClient:
    """Return a client, to be closed by the caller; `pacer` stands in for the one that all runs of a person share.

    In `sent` the requests are counted, by service.
    """
    from biblio.lookup.http.client import Event, HttpClient
    from biblio.lookup.http.rate_limit import RateLimiter

    def observe(event: Event) -> None:
        if event.waiting:
            progress.waiting(event.service, event.waiting)
        else:
            if sent is not None:
                sent[event.service] += 1
            progress.request_done(event.service, event.url, event.status, event.seconds)

    pacer = pacer or RateLimiter(_pace_folder())
    return HttpClient(pacer, email=config.services.email, observer=observe, clock=pacer.clock)


def policy_of(config: Config, name: str) -> ServicePolicy:
    """Return how the service `name` is asked: its defaults under the configuration."""
    from biblio.lookup.services.service_registry import service_defaults, service_policy

    services = config.services
    settings = services.each.get(name) or ServiceConfig()
    key = secret(name, keyring=settings.searches is True) if service_defaults(name).header else ""
    return service_policy(
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


@contextlib.contextmanager
def open_listing(config: Config, *, progress: Progress) -> Iterator[ArXivListing]:
    """Open what lists arXiv's new papers. Raises `UsageError` where nothing may be asked."""
    from biblio.lookup.services.arxiv_listing import ArXivListing

    if config.services.offline:
        raise UsageError("arXiv cannot be asked: offline", hint="leave --offline out, or services.offline = false")
    with client_for(config, progress) as http:
        yield ArXivListing(policy_of(config, "arxiv"), http)


def _pace_folder() -> Path:
    """Return where all projects of this person keep the services' pace: politeness is per person, not per project."""
    from platformdirs import user_cache_path

    return user_cache_path("biblio") / "pace"
