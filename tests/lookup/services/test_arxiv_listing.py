"""What arXiv published in a span of days comes page by page, whole or with an error."""

from __future__ import annotations

from datetime import date

import pytest

from biblio.errors import ServiceError
from biblio.lookup.services.arxiv_listing import ArXivListing
from tests.servers.base import status
from tests.servers.world import World

SINCE, UNTIL = date(2017, 1, 1), date(2024, 12, 31)


def titles(world: World, *categories: str, page_size: int = 500) -> list[str]:
    listing = ArXivListing(world.policy("arxiv"), world.http, page_size=page_size)
    return [record.title for page in listing.pages(SINCE, UNTIL, categories) for record in page]


def test_by_day_and_category(world: World) -> None:
    listed = titles(world, "cs.CL", "cs.CV")
    assert "Attention Is All You Need" in listed
    assert "The Large N Limit of Superconformal Field Theories and Supergravity" not in listed
    assert titles(world, "q-bio.XX") == []


def test_page_by_page(world: World) -> None:
    whole = titles(world, "cs.CL", "cs.CV", "cs.LG")
    assert len(whole) > 2
    requests = len(world.farm.log)
    assert titles(world, "cs.CL", "cs.CV", "cs.LG", page_size=1) == whole
    assert len(world.farm.log) == requests + len(whole)


def test_an_outage_is_an_error_not_an_empty_list(world: World) -> None:
    world.farm.always("arxiv", status(503))
    with pytest.raises(ServiceError):
        titles(world, "cs.CL")
