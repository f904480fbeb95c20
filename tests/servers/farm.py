"""All services under one host with the prefixes that ``services.base_url`` expects."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.servers.anthology import AnthologyServer
from tests.servers.arxiv import ArXivServer
from tests.servers.base import Farm
from tests.servers.crossref import CrossrefServer
from tests.servers.dblp import DblpServer
from tests.servers.github import GitHubServer
from tests.servers.openalex import OpenAlexServer
from tests.servers.openreview import OpenReviewServer
from tests.servers.registries import DataCiteServer, DoiServer
from tests.servers.semanticscholar import SemanticScholarServer


class ServerFarm(Farm):
    """A context in which every service answers at ``{url}/{service}``; tests change the servers, which are attributes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.arxiv = ArXivServer()
        self.crossref = CrossrefServer()
        self.datacite = DataCiteServer()
        self.doi = DoiServer()
        self.dblp = DblpServer()
        self.openreview = OpenReviewServer()
        self.older_openreview = OpenReviewServer("openreview1", older=True)
        self.anthology = AnthologyServer()
        self.semanticscholar = SemanticScholarServer()
        self.openalex = OpenAlexServer()
        self.github = GitHubServer()
        super().__init__(
            [
                self.arxiv,
                self.crossref,
                self.datacite,
                self.doi,
                self.dblp,
                self.openreview,
                self.older_openreview,
                self.anthology,
                self.semanticscholar,
                self.openalex,
                self.github,
            ],
            clock,
        )
