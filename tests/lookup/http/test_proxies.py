"""Connections go through the proxy that the environment names, with its login, and past it where it says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from biblio.errors import Unavailable
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from tests.servers.base import Farm, Request, Response, json_response

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Proxy-Authorization", "")))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def do_CONNECT(self) -> None:
        self.seen.append((self.path, self.headers.get("Proxy-Authorization", "")))
        self.send_error(403)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        pass


class Direct:
    name = "direct"

    def answer(self, request: Request) -> Response:
        return json_response({"path": request.path})


class Proxy:
    def __init__(self, address: str, seen: list[tuple[str, str]]) -> None:
        self.address, self.seen = address, seen


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    seen: list[tuple[str, str]] = []
    handler = type("OwnHandler", (Handler,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Proxy(f"127.0.0.1:{server.server_address[1]}", seen)
        server.shutdown()


def get(base_url: str) -> None:
    with HttpClient(RateLimiter()) as http:
        http.get(ServicePolicy("echo", base_url, max_tries=1, timeout=5.0), "/works")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_request_goes_through_the_proxy_with_its_login(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "HTTP_PROXY":
        monkeypatch.delenv("REQUEST_METHOD", raising=False)  # in a CGI script, a client could set HTTP_PROXY
    monkeypatch.setenv(name, f"http://ada:pass@{proxy.address}")
    get("http://works.example")
    assert proxy.seen == [("http://works.example/works", "Basic YWRhOnBhc3M=")]


def test_a_proxy_may_be_named_without_its_scheme(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy.address)
    get("http://works.example")
    assert proxy.seen == [("http://works.example/works", "")]


def test_a_host_that_the_environment_exempts_is_asked_directly(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
    monkeypatch.setenv("no_proxy", "127.0.0.1, example.org")
    with Farm([Direct()]) as farm:
        get(f"{farm.url}/direct")
        assert len(farm.requests("direct")) == 1
    assert proxy.seen == []


def test_what_is_secure_goes_through_a_tunnel_which_the_proxy_may_refuse(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://ada:pass@{proxy.address}")
    with pytest.raises(Unavailable) as raised:
        get("https://works.example")
    assert proxy.seen == [("works.example:443", "Basic YWRhOnBhc3M=")]
    assert "proxy" in raised.value.reason
    assert "pass" not in str(raised.value)


def test_a_proxy_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, proxy: Proxy) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="refused"):
        get("http://works.example")


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks4", "htp"])
def test_a_proxy_that_does_not_speak_http_is_said(monkeypatch: pytest.MonkeyPatch, proxy: Proxy, scheme: str) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://ada:pass@{proxy.address}")
    with pytest.raises(Unavailable) as raised:
        get("https://works.example")
    assert raised.value.reason == f"a proxy of the kind {scheme} is not supported"
    assert "HTTPS_PROXY" in str(raised.value.hint)
    assert "pass" not in f"{raised.value} {raised.value.hint}"
    assert proxy.seen == []
