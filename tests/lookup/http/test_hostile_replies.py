"""Nothing of a reply decides where else we ask, how long we wait, or how much memory it takes."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from biblio.errors import BadReply, ServiceError, Unavailable
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.exchange import is_own_address
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.http.reply import Reply, content_problem
from biblio.lookup.http.reply_body import BodyReader, CompressionError, TooLargeError
from biblio.lookup.services.service_registry import service_policy

Speak = Callable[[socket.socket], None]


@contextmanager
def raw_server(speak: Speak) -> Iterator[str]:
    """A server that says to every connection, after its request, what `speak` says; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        speak(connection)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def asked(speak: Speak, **changes: object) -> Reply:
    with raw_server(speak) as url, HttpClient(RateLimiter()) as http:
        options = {
            "interval": 0.0,
            "max_tries": 1,
            "timeout": 0.5,
            "connect_timeout": 0.5,
            "max_bytes": 2**20,
        } | changes
        return http.get(ServicePolicy("hostile", url, **options), "/")  # type: ignore[arg-type]


def said(head: str, body: bytes = b"", *, status: str = "200 OK") -> Speak:
    text = f"HTTP/1.1 {status}\r\nConnection: close\r\n{head}\r\n".encode()
    return lambda connection: connection.sendall(text + body)


# -- where else we ask


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/hostname", "http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/", "ftp://example.org/",
        "https://example.org/", "//example.org/x", "http://127.0.0.1.example.org/", "http://user@example.org/", "data:,x", "javascript:x",
    ],
)  # fmt: skip
def test_redirects_stay_with_the_service(target: str) -> None:
    with pytest.raises(BadReply, match="redirects to"):
        asked(said(f"Location: {target}\r\n", status="302 Found"))


def test_each_service_has_its_hosts() -> None:
    arxiv, doi, openreview = map(service_policy, ("arxiv", "doi", "openreview"))
    assert is_own_address("https://arxiv.org/api/query", arxiv)
    assert is_own_address("http://export.arxiv.org/api/query", arxiv)
    assert is_own_address("https://api.crossref.org/v1/works/10.1/a/transform", doi)
    assert is_own_address("https://api.openreview.net/notes", openreview)
    for policy in (arxiv, doi, openreview):
        for url in (
            "https://notarxiv.org/",
            "https://arxiv.org.example/",
            "https://evilcrossref.org/",
            "http://127.0.0.1/",
            "http://[",
        ):
            assert not is_own_address(url, policy)
    assert not is_own_address("https://arxiv.org:8080/", service_policy("datacite"))


# -- how long we wait


def dripping(start: bytes) -> Speak:
    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.05)

    return speak


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n",
        # data of which nothing is decompressed: ten bytes of gzip, then a comment without end
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000000\r\n\r\n\x1f\x8b\x08\x10\0\0\0\0\0\3",
    ],
)
def test_a_service_that_drips_is_left_after_its_timeout(start: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="in time"):
        asked(dripping(start))
    assert time.monotonic() - begun < 4  # the drip alone takes ten seconds


# -- how much it takes


def test_what_is_decompressed_is_bounded() -> None:
    bomb = gzip.compress(bytes(200 * 2**20))
    assert len(bomb) < 2**18
    tracemalloc.start()
    with pytest.raises(BadReply, match="more than 1 MB"):
        asked(said(f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n", bomb), timeout=20.0)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x" * 500])
def test_only_what_was_asked_for_is_decompressed(encoding: str) -> None:
    with pytest.raises(BadReply, match="not asked for"):
        asked(said(f"Content-Encoding: {encoding}\r\nContent-Length: 2\r\n", b"{}"))


def test_headers_without_end_are_no_answer() -> None:
    with pytest.raises(ServiceError):
        asked(said("".join(f"X-{number}: {'x' * 1000}\r\n" for number in range(2000))))


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("application/json", b"[" * 2**20),
        ("application/json", b'{"a":' * 2**18),
        ("application/xml", b"<a>" * 2**18 + b"</a>" * 2**18),
        ("application/xml", b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'),
    ],
)
def test_what_is_nested_too_deeply_is_no_answer(accept: str, body: bytes) -> None:
    assert content_problem(Reply(200, {}, body, ""), accept)


def test_bodies_are_read_however_they_are_packed() -> None:
    text = b'{"title": "x"}' * 500
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "": text,
        "identity": text,
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "Deflate": bare.compress(text) + bare.flush(),
    }
    for encoding, data in packed.items():
        reader = BodyReader(encoding, len(text))
        for place in range(0, len(data), 7):
            reader.add(data[place : place + 7])
        assert reader.finish() == text
        with pytest.raises(TooLargeError):
            BodyReader(encoding, len(text) - 1).add(data)
    half = BodyReader("gzip", 10**6)
    half.add(gzip.compress(text)[:20])
    with pytest.raises(CompressionError):
        half.finish()
    with pytest.raises(CompressionError):
        BodyReader("gzip", 10).add(b"no gzip at all")
    assert BodyReader("gzip", 10).finish() == b""
