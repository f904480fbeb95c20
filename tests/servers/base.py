"""A real HTTP server on loopback that misbehaves on demand: requests, responses, faults, the log.

Each service's module knows one protocol; this one knows HTTP and how it fails.
"""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, unquote, urlsplit

HTML = b"<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body>Back soon.</body></html>\n"


@dataclass(frozen=True)
class Request:
    """One request as a service sees it; `path` is below the service's prefix, decoded; `at` is the farm's clock."""

    service: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    target: str
    base: str
    at: float


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(value: Any, status: int = 200, content_type: str = "application/json", **headers: str) -> Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), content_type, named)


class ServiceServer(Protocol):
    """What a service's module provides: its name, which is its prefix unless it has a `prefix`, and answers to requests."""

    name: str

    def answer(self, request: Request) -> Response: ...


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request. `instead` is sent in place of the answer; `change` changes the answer."""

    instead: Response | None = None
    change: Callable[[Response], Response] | None = None
    transport: str = ""  # "cut": breaks off in the body; "lost": no answer at all; "late": no answer in time


def status(code: int, body: bytes = b"", **headers: str) -> Fault:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Fault(instead=Response(code, body or b"sorry\n", "text/plain", named))


HTML_PAGE = Fault(instead=Response(200, HTML, "text/html; charset=utf-8"))
HALF = Fault(change=lambda reply: Response(reply.status, reply.body[: len(reply.body) // 2], reply.content_type))
CUT = Fault(transport="cut")
LOST = Fault(transport="lost")
LATE = Fault(transport="late")


class Farm(ThreadingHTTPServer):
    """Several services under one host, each below its own prefix.

    `script(service, …)` sets what goes wrong with the next requests to a service, in order (None: nothing);
    `always(service, fault)` what goes wrong with every request from then on.
    """

    daemon_threads = True

    def __init__(self, services: list[ServiceServer], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.services = {service.name: service for service in services}
        self.clock = clock
        self.log: list[Request] = []
        self.closing = threading.Event()
        self._arrived = threading.Event()
        self._lock = threading.Lock()
        self._scripts: dict[str, list[Fault | None]] = {}
        self._standing: dict[str, Fault] = {}
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def script(self, service: str, *faults: Fault | None) -> None:
        self._scripts[service] = list(faults)

    def always(self, service: str, fault: Fault) -> None:
        self._standing[service] = fault

    def recover(self, service: str) -> None:
        """Let everything work again."""
        self._standing.pop(service, None)

    def service_at(self, prefix: str) -> ServiceServer | None:
        """Return the service below `prefix`, or None."""
        return next(
            (service for service in self.services.values() if getattr(service, "prefix", service.name) == prefix), None
        )

    def wait_for(self, condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        """Wait until `condition` is true, which is checked after every request, or until the process ends."""
        while not condition() and process.poll() is None:
            self._arrived.wait(0.02)
            self._arrived.clear()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that was killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def requests(self, service: str) -> list[Request]:
        return [request for request in self.log if request.service == service]

    def log_request(self, request: Request) -> Fault | None:
        """Log a request and return what goes wrong with it."""
        with self._lock:
            self.log.append(request)
            self._arrived.set()
            script = self._scripts.get(request.service)
            return script.pop(0) if script else self._standing.get(request.service)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Farm

    def log_message(self, *_: object) -> None:
        pass

    def _dispatch(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # who asked was killed
            self._hang_up()
            return
        parts = urlsplit(self.path)
        prefix, _, rest = parts.path.lstrip("/").partition("/")
        service = self.server.service_at(prefix)
        if service is None:
            self._send(Response(404, b"No such service here\n", "text/plain"))
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        base = f"{self.server.url}/{prefix}"
        request = Request(
            service.name, self.command, "/" + unquote(rest), query, headers, body, self.path, base, self.server.clock()
        )
        fault = self.server.log_request(request) or Fault()
        response = fault.instead or service.answer(request)
        if fault.change:
            response = fault.change(response)
        if fault.transport == "late":
            self.server.closing.wait(10)
        if fault.transport in ("late", "lost"):
            self._hang_up()
            return
        self._send(response, cut=fault.transport == "cut")

    def do_GET(self) -> None:
        self._dispatch()

    def do_POST(self) -> None:
        self._dispatch()

    def do_PUT(self) -> None:
        self._dispatch()

    def do_PATCH(self) -> None:
        self._dispatch()

    def do_DELETE(self) -> None:
        self._dispatch()

    def _send(self, response: Response, *, cut: bool = False) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status not in (204, 304):
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body[: len(response.body) // 2] if cut else response.body)
        self.wfile.flush()
        if cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
