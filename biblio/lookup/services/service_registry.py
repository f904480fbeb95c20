"""The services that can be asked for works, by name; each is loaded when a run first asks it."""

from __future__ import annotations

from typing import Protocol

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.service import Service
from biblio.registry import Registry

__all__ = ["SERVICES", "ServiceFactory"]


class ServiceFactory(Protocol):
    """Makes a service that is asked through `http` as `policy` says."""

    def __call__(self, policy: ServicePolicy, http: HttpClient) -> Service:
        """Return the service."""
        ...


SERVICES: Registry[ServiceFactory] = Registry(
    "service",
    {
        "arxiv": "biblio.lookup.services.arxiv:ArXiv",
        "crossref": "biblio.lookup.services.crossref:Crossref",
        "datacite": "biblio.lookup.services.datacite:DataCite",
        "doi": "biblio.lookup.services.doi_org:DoiOrg",
        "dblp": "biblio.lookup.services.dblp:Dblp",
        "openreview": "biblio.lookup.services.openreview:OpenReview",
        "anthology": "biblio.lookup.services.anthology:Anthology",
        "semanticscholar": "biblio.lookup.services.semanticscholar:SemanticScholar",
        "openalex": "biblio.lookup.services.openalex:OpenAlex",
    },
)
