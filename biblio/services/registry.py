"""The services that can be asked for works, by name; each is loaded when a run first asks it."""

from __future__ import annotations

from typing import Protocol

from biblio.http.client import Http
from biblio.http.policy import ServicePolicy
from biblio.ports import Service
from biblio.registry import Registry

__all__ = ["SERVICES", "ServiceFactory"]


class ServiceFactory(Protocol):
    """Makes a service that is asked through `http` as `policy` says."""

    def __call__(self, policy: ServicePolicy, http: Http) -> Service:
        """Return the service."""
        ...


SERVICES: Registry[ServiceFactory] = Registry(
    "service",
    {
        "arxiv": "biblio.services.arxiv:ArXiv",
        "crossref": "biblio.services.crossref:Crossref",
        "datacite": "biblio.services.datacite:DataCite",
        "doi": "biblio.services.doi_org:DoiOrg",
        "dblp": "biblio.services.dblp:Dblp",
        "openreview": "biblio.services.openreview:OpenReview",
        "anthology": "biblio.services.anthology:Anthology",
        "semanticscholar": "biblio.services.semanticscholar:SemanticScholar",
        "openalex": "biblio.services.openalex:OpenAlex",
    },
)
