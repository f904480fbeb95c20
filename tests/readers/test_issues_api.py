from __future__ import annotations

import pytest

from biblio.errors import BadReply, SourceError, Unauthorised, Unavailable
from biblio.readers.github.issues_api import IssuePage, fetch_issues
from tests.servers.base import HALF, HTML_PAGE, Response, status
from tests.servers.github import rate_limited
from tests.servers.world import World

TOKEN = "ghp_s3cret"


def pages(world: World, repo: str = "reader/notes", **options: str) -> list[IssuePage]:
    return list(fetch_issues(world.http, world.policy("github"), repo, **options))


def numbers(issue_pages: list[IssuePage]) -> list[int]:
    return [issue["number"] for page in issue_pages for issue in page.issues]


def test_all_pages_are_read(world: World) -> None:
    world.farm.github.page = 2
    issue_pages = pages(world)
    assert numbers(issue_pages) == [1, 2, 3, 4, 5]
    assert [len(page.issues) for page in issue_pages] == [2, 2, 1]
    query = world.farm.log[0].query
    assert query == {"state": "all", "per_page": "100", "sort": "updated", "direction": "asc"}


def test_since_leaves_out_what_did_not_change(world: World) -> None:
    assert numbers(pages(world, since="2025-01-04T00:00:00Z")) == [4, 5]


def test_an_etag_spares_what_did_not_change(world: World) -> None:
    (page,) = pages(world)
    assert pages(world, etag=page.etag) == []
    world.farm.github.issues["reader/notes"].pop()
    assert numbers(pages(world, etag=page.etag)) == [1, 2, 3, 4]


def test_the_token_travels_in_a_header_only(world: World) -> None:
    pages(world, token=TOKEN)
    request = world.farm.log[0]
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in request.target
    assert TOKEN not in str(world.events)


def test_without_a_token_none_is_sent(world: World) -> None:
    pages(world)
    assert "authorization" not in world.farm.log[0].headers


def test_a_next_page_on_another_host_is_not_followed(world: World) -> None:
    world.farm.github.page = 2
    world.farm.github.next_host = "http://127.0.0.1:9"
    with pytest.raises(BadReply, match="another host"):
        pages(world, token=TOKEN)


def test_a_next_page_that_is_the_same_is_an_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    link = f'<{world.url}/github/repos/reader/notes/issues?page=2>; rel="next"'
    reply = Response(200, b"[]", headers={"Link": link})
    monkeypatch.setattr(world.farm.github, "answer", lambda request: reply)
    with pytest.raises(BadReply, match="circle"):
        pages(world)


@pytest.mark.parametrize(
    "link",
    [
        '<{}/github/x?page=2>; rel="last"',
        "<>; rel=prev",
        "nonsense",
        '<{}/github/x>; title="next"',
    ],
)
def test_other_links_are_not_a_next_page(world: World, monkeypatch: pytest.MonkeyPatch, link: str) -> None:
    reply = Response(200, b"[]", headers={"Link": link.format(world.url)})
    monkeypatch.setattr(world.farm.github, "answer", lambda request: reply)
    assert len(pages(world)) == 1


def test_a_short_limit_is_waited_for(world: World) -> None:
    world.farm.script("github", rate_limited(int(world.time.now) + 60))
    assert numbers(pages(world)) == [1, 2, 3, 4, 5]
    assert world.time.sleeps == [pytest.approx(60, abs=1)]


def test_a_long_limit_says_when_it_ends(world: World) -> None:
    world.farm.always("github", rate_limited(1_700_003_600))
    with pytest.raises(Unavailable, match="until 2023-11-14 23:13:20 UTC"):
        pages(world)


def test_a_missing_repository_is_an_error(world: World) -> None:
    with pytest.raises(SourceError, match="github:reader/none: there is no such repository") as raised:
        pages(world, "reader/none")
    assert "token" in raised.value.hint


def test_disabled_issues_are_an_error(world: World) -> None:
    world.farm.always("github", status(410))
    with pytest.raises(SourceError, match="its issues are disabled"):
        pages(world)


@pytest.mark.parametrize("name", ["notes", "a/b/c", "../x/y", "a b/c", ""])
def test_an_invalid_repository_name_is_not_sent(world: World, name: str) -> None:
    with pytest.raises(SourceError, match="is not a repository name"):
        pages(world, name)
    assert world.farm.log == []


def test_a_refused_token(world: World) -> None:
    world.farm.always("github", status(401))
    with pytest.raises(Unauthorised) as raised:
        pages(world, token=TOKEN)
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize("fault", [HTML_PAGE, HALF, status(422)])
def test_a_reply_that_is_not_a_list_is_an_error(world: World, fault: object) -> None:
    world.farm.always("github", fault)  # type: ignore[arg-type]
    with pytest.raises(BadReply):
        pages(world)


def test_issues_are_objects(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.farm.github, "answer", lambda request: Response(200, b"[1]"))
    with pytest.raises(BadReply, match="not a list of issues"):
        pages(world)
