from __future__ import annotations

import _thread
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable
from biblio.lookup.http.client import Event, HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.model.decision import NO_NETWORK
from biblio.version import __version__
from tests.servers.base import CUT, HALF, HTML_PAGE, LATE, LOST, Farm, Fault, Request, Response, json_response, status
from tests.servers.faketime import FakeTime

SECRET = "s3cret-key"


class Echo:
    """Answers with what it was asked, in JSON; some paths redirect."""

    def __init__(self, name: str = "echo") -> None:
        self.name = name
        self.redirects: dict[str, str] = {}

    def answer(self, request: Request) -> Response:
        if request.path in self.redirects:
            return Response(302, b"over there", "text/plain", {"Location": self.redirects[request.path]})
        if request.path == "/missing":
            return json_response({"error": "no such thing"}, 404)
        return json_response({"path": request.path, "query": dict(request.query), "body": request.body.decode()})


class Setup:
    def __init__(self, farm: Farm, echo: Echo, tmp_path: Path) -> None:
        self.farm, self.echo = farm, echo
        self.time = FakeTime()
        self.events: list[Event] = []
        self.policy = ServicePolicy("echo", f"{farm.url}/echo", interval=1.0, max_tries=3, timeout=5.0)
        rate_limiter = RateLimiter(tmp_path, clock=self.time.clock, sleep=self.time.sleep)
        self.http = HttpClient(
            rate_limiter,
            email="ada@example.org",
            observer=self.events.append,
            clock=self.time.clock,
            random=lambda: 0.5,
        )

    def request_count(self) -> int:
        return len(self.farm.requests("echo"))


@pytest.fixture
def setup(tmp_path: Path) -> Iterator[Setup]:
    echo = Echo()
    with Farm([echo]) as farm:
        opened = Setup(farm, echo, tmp_path)
        with opened.http:
            yield opened


def policy(setup: Setup, **changes: object) -> ServicePolicy:
    base = {"name": "echo", "base_url": setup.policy.base_url, "interval": 0.0, "max_tries": 3, "timeout": 5.0}
    return ServicePolicy(**(base | changes))  # type: ignore[arg-type]


def test_an_answer_comes_back_whole(setup: Setup) -> None:
    reply = setup.http.get(setup.policy, "/works", params={"q": "a b"})
    assert reply.status == 200
    assert json.loads(reply.body)["query"] == {"q": "a b"}
    assert reply.headers["content-type"] == "application/json"
    assert reply.url == f"{setup.policy.base_url}/works?q=a+b"


def test_the_interval_is_kept_where_requests_arrive(setup: Setup) -> None:
    answer = setup.echo.answer
    arrived: list[float] = []

    def answer_slowly(request: Request) -> Response:
        setup.time.now += 0.8  # it has much to do before it takes the request in
        arrived.append(setup.time.now)
        setup.time.now += 0.2
        return answer(request)

    setup.echo.answer = answer_slowly  # type: ignore[method-assign]
    for _ in range(3):
        setup.http.get(setup.policy, "/works")
        setup.time.now += 0.5  # which are a part of the interval
    assert [later - earlier for earlier, later in pairwise(arrived)] == [pytest.approx(0.2 + 1.02 + 0.8)] * 2


def test_a_post_sends_its_body(setup: Setup) -> None:
    assert json.loads(setup.http.post(setup.policy, "/batch", b'{"ids": []}').body)["body"] == '{"ids": []}'


def test_we_say_who_we_are(setup: Setup) -> None:
    setup.http.get(setup.policy, "/")
    assert setup.farm.log[0].headers["user-agent"] == f"biblio/{__version__} (mailto:ada@example.org)"


def test_without_an_address_there_is_none_to_tell() -> None:
    assert HttpClient(RateLimiter()).agent == f"biblio/{__version__}"
    assert HttpClient(RateLimiter(), email="ä@example.org").agent.isascii()


def test_not_found_is_an_answer(setup: Setup) -> None:
    assert setup.http.get(setup.policy, "/missing").status == 404
    assert setup.request_count() == 1


def test_requests_keep_the_interval(setup: Setup) -> None:
    for _ in range(3):
        setup.http.get(setup.policy, "/")
    assert setup.time.sleeps == [pytest.approx(1.02)] * 2


def test_retry_after_is_waited_for_and_the_answer_taken(setup: Setup) -> None:
    setup.farm.script("echo", status(429, Retry_After="7"), status(503, Retry_After="2"))
    assert setup.http.get(setup.policy, "/").status == 200
    assert setup.time.sleeps == [pytest.approx(7.0), pytest.approx(2.0)]


@pytest.mark.parametrize("fault", [CUT, LOST, HALF, HTML_PAGE, status(502)], ids=["cut", "lost", "half", "html", "502"])
def test_a_passing_trouble_is_overcome(setup: Setup, fault: object) -> None:
    setup.farm.script("echo", fault, fault)  # type: ignore[arg-type]
    assert setup.http.get(setup.policy, "/").status == 200
    assert setup.request_count() == 3


def test_an_answer_that_comes_too_late_is_asked_for_again(setup: Setup) -> None:
    setup.farm.script("echo", LATE)
    assert setup.http.get(policy(setup, timeout=0.05), "/").status == 200
    assert setup.request_count() == 2


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (status(503), Unavailable, "503 Service Unavailable 3 times"),
        (status(500), Unavailable, "500 Internal Server Error 3 times"),
        (CUT, Unavailable, "broke off the connection"),
        (LOST, Unavailable, "broke off the connection"),
        (HTML_PAGE, BadReply, "a web page instead of JSON"),
        (HALF, BadReply, "broken JSON"),
        (status(401), Unauthorised, "401 Unauthorized"),
        (status(403), Unauthorised, "403 Forbidden"),
    ],
)
def test_a_lasting_trouble_is_raised(setup: Setup, fault: object, error: type[ServiceError], words: str) -> None:
    setup.farm.always("echo", fault)  # type: ignore[arg-type]
    with pytest.raises(error, match=words) as raised:
        setup.http.get(setup.policy, "/x")
    assert raised.value.service == "echo"
    assert raised.value.url == f"{setup.policy.base_url}/x"
    assert setup.request_count() == (1 if error is Unauthorised else 3)


def test_no_server_at_all(tmp_path: Path) -> None:
    with Farm([]) as farm:
        url = farm.url
    fake = FakeTime()
    http = HttpClient(RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep), clock=fake.clock)
    with http, pytest.raises(Unavailable, match="refused the connection") as raised:
        http.get(ServicePolicy("echo", url), "/")
    assert raised.value.__cause__ is not None
    assert raised.value.status == 0
    assert fake.clock() - FakeTime().clock() < 5, "a machine where nothing listens is not waited for"


def unknown_host(name: str) -> ServicePolicy:
    # No name below "invalid" exists: RFC 2606.
    return ServicePolicy(name, f"https://{name}.invalid", interval=3.0, max_tries=5)


def test_without_a_network_nothing_is_waited_for(tmp_path: Path) -> None:
    fake = FakeTime()
    events: list[Event] = []
    limiter = RateLimiter(tmp_path, clock=fake.clock, sleep=fake.sleep)
    with HttpClient(limiter, clock=fake.clock, random=lambda: 0.9, observer=events.append) as http:
        reasons = []
        for name in ("arxiv", "dblp", "crossref"):
            with pytest.raises(Unavailable) as raised:
                http.get(unknown_host(name), "/")
            reasons.append(raised.value.reason)
    assert reasons[0].startswith("cannot be reached from here (")
    assert reasons[1:] == [NO_NETWORK, NO_NETWORK]
    assert [event.service for event in events if not event.waiting] == ["arxiv", "arxiv", "dblp"]
    assert sum(fake.sleeps) == pytest.approx(0.9)


def test_one_unknown_address_is_no_lost_network(setup: Setup) -> None:
    assert setup.http.get(setup.policy, "/").status == 200
    for name in ("arxiv", "dblp", "crossref"):
        with pytest.raises(Unavailable, match="cannot be reached from here"):
            setup.http.get(unknown_host(name), "/")
    assert setup.http.get(setup.policy, "/again").status == 200


@pytest.mark.parametrize("base", ["ftp://example.org", "http://", "http://[", "http://h\x00st"])
def test_an_address_that_cannot_be_asked(base: str) -> None:
    fake = FakeTime()
    with HttpClient(RateLimiter(clock=fake.clock, sleep=fake.sleep)) as http, pytest.raises(Unavailable):
        http.get(ServicePolicy("echo", base, interval=0.0, max_tries=1), "/")


def test_a_reply_may_be_called_no_answer(setup: Setup) -> None:
    replies = iter(["left its entries out", None])
    assert setup.http.get(setup.policy, "/", check=lambda reply: next(replies)).status == 200
    with pytest.raises(BadReply, match="left its entries out"):
        setup.http.get(setup.policy, "/", check=lambda reply: "left its entries out")


def test_the_caller_may_look_at_the_form_itself(setup: Setup) -> None:
    setup.farm.always("echo", HTML_PAGE)
    assert b"Back soon" in setup.http.get(setup.policy, "/", any_content=True).body


def test_what_may_change_something_is_sent_once(setup: Setup) -> None:
    setup.farm.always("echo", status(503, Retry_After="1"))
    with pytest.raises(Unavailable):
        setup.http.post(setup.policy, "/", b"")
    assert setup.request_count() == 1


def test_a_search_by_post_is_sent_again(setup: Setup) -> None:
    setup.farm.script("echo", status(503, Retry_After="1"))
    assert setup.http.post(setup.policy, "/", b"", repeatable=True).status == 200


def test_a_service_that_is_down_is_left_alone(setup: Setup) -> None:
    setup.farm.always("echo", status(503))
    with pytest.raises(Unavailable) as first:
        setup.http.get(setup.policy, "/a")
    requests = setup.request_count()
    with pytest.raises(Unavailable) as second:
        setup.http.get(setup.policy, "/b")
    assert second.value.reason == first.value.reason
    assert setup.request_count() == requests


def test_one_bad_question_does_not_silence_a_service(setup: Setup) -> None:
    for _ in range(3):
        setup.farm.script("echo", HALF, HALF, HALF)
        with pytest.raises(BadReply):
            setup.http.get(setup.policy, "/bad")
        assert setup.http.get(setup.policy, "/good").status == 200


def test_two_bad_answers_in_a_row_do(setup: Setup) -> None:
    setup.farm.always("echo", HTML_PAGE)
    for _ in range(5):
        with pytest.raises(BadReply):
            setup.http.get(setup.policy, "/")
    assert setup.request_count() == 2 * setup.policy.max_tries


def test_other_services_go_on(setup: Setup) -> None:
    setup.farm.services["other"] = Echo("other")
    setup.farm.always("echo", status(503))
    with pytest.raises(Unavailable):
        setup.http.get(setup.policy, "/")
    other = ServicePolicy("other", f"{setup.farm.url}/other", interval=0.0)
    assert setup.http.get(other, "/").status == 200


def test_redirects_are_followed(setup: Setup) -> None:
    setup.echo.redirects["/old"] = f"{setup.policy.base_url}/new"
    reply = setup.http.get(setup.policy, "/old")
    assert json.loads(reply.body)["path"] == "/new"
    assert reply.url.endswith("/new")


def test_a_redirect_is_a_request_like_any_other(setup: Setup) -> None:
    setup.echo.redirects["/old"] = f"{setup.policy.base_url}/newer"
    setup.echo.redirects["/newer"] = f"{setup.policy.base_url}/newest"
    setup.http.get(setup.policy, "/old")
    assert setup.request_count() == 3
    assert setup.time.sleeps == [pytest.approx(1.02)] * 2


def test_a_redirect_to_another_service_keeps_the_limits_of_that(setup: Setup) -> None:
    other = ServicePolicy("other", f"{setup.farm.url}/echo/other", interval=30.0)
    asking = replace(setup.policy, neighbours=(other,))
    setup.echo.redirects["/old"] = f"{other.base_url}/new"
    setup.http.get(asking, "/old")
    assert setup.time.sleeps == []
    setup.http.get(other, "/works")
    assert setup.time.sleeps == [pytest.approx(30.02)]
    setup.http.get(asking, "/old")
    assert setup.time.sleeps == [pytest.approx(30.02)] * 2


def test_a_pause_that_another_service_asks_for_is_kept_with_that(setup: Setup) -> None:
    other = ServicePolicy("other", f"{setup.farm.url}/echo/other", interval=1.0)
    asking = replace(setup.policy, neighbours=(other,))
    setup.echo.redirects["/old"] = f"{other.base_url}/new"
    setup.farm.script("echo", None, status(429, **{"Retry-After": "50"}))
    setup.http.get(asking, "/old")
    assert setup.time.sleeps == [pytest.approx(1.02), pytest.approx(50 - 1.02)]
    setup.http.get(setup.policy, "/works")
    assert setup.time.sleeps[2:] == []


def test_redirects_in_circles_are_no_answer(setup: Setup) -> None:
    setup.echo.redirects["/old"] = "/echo/old"
    with pytest.raises(BadReply, match="circles"):
        setup.http.get(setup.policy, "/old")


@pytest.mark.parametrize("target", ["http://[", "gopher://example.org/x"])
def test_redirects_to_nowhere_are_no_answer(setup: Setup, target: str) -> None:
    setup.echo.redirects["/old"] = target
    with pytest.raises(ServiceError):
        setup.http.get(setup.policy, "/old")


def test_keys_go_to_the_services_own_host_only(setup: Setup) -> None:
    with Farm([Echo()]) as other:
        setup.echo.redirects["/away"] = f"{other.url}/echo/landing"
        keyed = policy(setup, headers=(("X-Api-Key", SECRET),), domains=("127.0.0.1",))
        assert setup.http.get(keyed, "/away", headers={"Authorization": f"Bearer {SECRET}"}).status == 200
        own_headers, other_headers = setup.farm.log[0].headers, other.log[0].headers
    assert own_headers["x-api-key"] == SECRET
    assert own_headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in str(other_headers)


def test_a_dead_landing_page_does_not_silence_the_service(setup: Setup) -> None:
    with Farm([]) as closed:
        setup.echo.redirects["/away"] = f"{closed.url}/page"
    with pytest.raises(Unavailable, match="refused the connection"):
        setup.http.get(policy(setup, domains=("127.0.0.1",)), "/away")
    assert setup.http.get(setup.policy, "/").status == 200


@pytest.mark.parametrize("key", ["s3cret\nkey", "s3crét", "s3cret\x00"])
def test_a_key_that_no_header_can_hold_is_not_shown(setup: Setup, key: str) -> None:
    with pytest.raises(Unauthorised) as raised:
        setup.http.get(setup.policy, "/", headers={"Authorization": key})
    assert "s3cr" not in str(raised.value)
    assert setup.request_count() == 0


def test_nothing_that_is_told_holds_a_key(setup: Setup) -> None:
    setup.farm.always("echo", status(500))
    keyed = policy(setup, headers=(("X-Api-Key", SECRET),))
    with pytest.raises(Unavailable) as raised:
        setup.http.get(keyed, "/", params={"mailto": "ada@example.org", "api_key": SECRET})
    messages = f"{raised.value} {raised.value.url} {raised.value.hint} {setup.events!r} {keyed!r}"
    assert SECRET not in messages
    assert "ada@" not in messages


def test_a_body_beyond_the_limit_is_no_answer(setup: Setup) -> None:
    with pytest.raises(BadReply, match="sent more than"):
        setup.http.get(policy(setup, max_bytes=10), "/")
    assert setup.request_count() == 1


def test_a_body_that_drips_is_given_up(setup: Setup) -> None:
    ticks = iter(range(0, 10**6, 1000))
    http = HttpClient(RateLimiter(), clock=lambda: float(next(ticks)))
    with http, pytest.raises(Unavailable, match="too slowly"):
        http.get(policy(setup, max_tries=1), "/")


def test_the_observer_sees_tries_and_waits(setup: Setup) -> None:
    setup.farm.script("echo", status(429, Retry_After="7"))
    setup.http.get(setup.policy, "/works", params={"mailto": "ada@example.org"})
    events = [(event.service, event.attempt, event.status, round(event.waiting)) for event in setup.events]
    assert events == [("echo", 1, 429, 0), ("echo", 2, 0, 7), ("echo", 2, 200, 0)]
    assert setup.events[0].url == f"{setup.policy.base_url}/works?mailto=…"
    assert [event.why for event in setup.events] == ["", "at the service's request", ""]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (status(502), "because it answered 502 Bad Gateway"),
        (status(429), "because it answered 429 Too Many Requests"),
        (CUT, "because it broke off the connection before the answer was complete"),
    ],
)
def test_a_wait_that_nobody_asked_for_is_not_called_a_request(setup: Setup, fault: Fault, why: str) -> None:
    setup.farm.script("echo", fault)
    setup.http.get(setup.policy, "/works")
    assert [event.why for event in setup.events if event.waiting] == [why]


def test_many_threads_have_one_connection_at_a_time(setup: Setup) -> None:
    unpaced = policy(setup)

    def work() -> None:
        for _ in range(5):
            setup.http.get(unpaced, "/")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert setup.request_count() == 20


def test_a_client_that_never_asked_closes_quietly() -> None:
    with HttpClient(RateLimiter()):
        pass


def test_connections_that_cannot_be_set_up_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere.pem")
    with HttpClient(RateLimiter()) as http, pytest.raises(Unavailable, match="set up") as raised:
        http.get(ServicePolicy("echo", "http://127.0.0.1:1"), "/")
    assert "SSL_CERT_FILE" in raised.value.hint


def test_an_interrupt_that_wakes_no_socket_ends_a_request(setup: Setup) -> None:
    """On Windows, Ctrl-C sets a flag, which the main thread sees only once it runs again: so does `interrupt_main`."""
    setup.farm.script("echo", LATE)
    timer = threading.Timer(0.3, _thread.interrupt_main)
    began = time.monotonic()
    timer.start()
    with (
        HttpClient(RateLimiter(), waits_in_thread=True) as http,
        pytest.raises(KeyboardInterrupt),
    ):
        http.get(policy(setup, timeout=4.0, max_tries=1), "/")
    assert time.monotonic() - began < 2.5


def test_a_request_in_a_thread_of_its_own_answers_and_fails_as_any_other(setup: Setup) -> None:
    with HttpClient(RateLimiter(), waits_in_thread=True) as http:
        assert http.get(policy(setup), "/works").json["path"] == "/works"
        setup.farm.script("echo", LOST, LOST, LOST)
        with pytest.raises(Unavailable, match="broke off"):
            http.get(policy(setup, max_tries=1), "/")
