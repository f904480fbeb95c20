"""Run `biblio` many times with one fault each, without starting Python each time.

``python -m tests.faults.forked`` loads the program once and forks for every line of JSON that it reads; `Runner` is the
other end. The interpreter tells its audit hooks of every file that is opened, renamed, removed (PEP 578); what it does
not tell of, writing to an open file and `fsync`, is told by functions put in the place of those of `os`. So a fault can
be set at each step that a run takes towards the disk, whatever the code that takes it is called. What it sends to services
and reads from them are steps, too.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

__all__ = ["Fault", "Outcome", "Runner"]

ROOT = Path(__file__).parents[2]
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_PATHS = {"os.rename": 2, "os.link": 2, "os.symlink": 2, "os.remove": 1, "os.mkdir": 1, "os.rmdir": 1, "os.chmod": 1,
          "os.truncate": 1, "sqlite3.connect": 1}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What goes wrong in one run.

    `kind`: "" for nothing; "error": step `at` fails with `number`; "from": so do all later steps; "kill": the process is
    killed before step `at`; "late": it is killed after `at` milliseconds; "size": no file may grow above `at` bytes;
    "no-sync", "no-lock", "no-link": folders cannot be synced, files not locked, not linked, in all of the run.
    """

    kind: str = ""
    at: float = 0
    number: int = errno.ENOSPC  # of steps towards the disk; a connection is broken off


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its exit code (minus the signal if it was killed), what it printed, its steps, and what it took.

    `seconds` are the processor's, `megabytes` the most memory it had, with what the process it was forked from had.

    A step is one towards the disk (what is done and the name of the file), or towards the network ("socket.send").
    """

    code: int
    text: str
    steps: tuple[str, ...] = field(repr=False)
    elapsed: float = field(default=0.0, compare=False)  # seconds, by the clock
    seconds: float = field(default=0.0, compare=False)
    megabytes: float = field(default=0.0, compare=False)


class Runner:
    """Runs the program below the folder `base`, in which also its caches and temporary files are.

    `tracer` is the command line of a program that starts another and watches it.
    """

    def __init__(self, base: Path, environment: Mapping[str, str], tracer: Sequence[str] = ()) -> None:
        self.base = base
        homes = {f"XDG_{kind}_HOME": str(base / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
        (base / "tmp").mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [*tracer, sys.executable, "-m", "tests.faults.forked", str(base)],
            cwd=ROOT,
            env={**os.environ, **homes, "TMPDIR": str(base / "tmp"), "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(
        self,
        folder: Path,
        *arguments: str,
        fault: Fault | None = None,
        stdin: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run ``biblio ARGUMENTS`` in `folder`; `environment` is what is other for this run."""
        order = {
            "folder": str(folder), "arguments": arguments, "fault": asdict(fault or Fault()), "stdin": stdin,
            "environment": dict(environment or {}),
        }  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Outcome(**{**answer, "steps": tuple(answer["steps"])})


class _Disk:
    """The steps that this process takes to files below `base`, and the fault that is to come."""

    def __init__(self, base: str, fault: Fault, reported_to: int) -> None:
        self.base = base
        self.fault = fault
        self.reported_to = reported_to
        self.count = 0
        self.is_busy = False

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            if not isinstance(arguments[0], (str, bytes)) or not (arguments[2] or 0) & (
                os.O_WRONLY | os.O_RDWR | os.O_CREAT
            ):
                return
            self.step("open", arguments[0])
        elif event in _PATHS:
            for path in arguments[: _PATHS[event]]:
                if isinstance(path, (str, bytes, os.PathLike)):
                    self.step(event, path)
                    return
        elif event in _NETWORK:
            self.take(event, "")

    def step(self, event: str, path: str | bytes | os.PathLike[Any]) -> None:
        text = os.fsdecode(path)
        if text == ":memory:":
            return
        name = Path.cwd() / (unquote(urlsplit(text).path) if text.startswith("file:") else text)
        if str(name).startswith(self.base):
            self.take(event, str(name))

    def take(self, event: str, path: str) -> None:
        """Count a step, and let it fail if it is its turn; `path` is empty for those towards the network."""
        if self.is_busy:
            return
        self.is_busy = True
        try:
            self.count += 1
            os.write(self.reported_to, f"{event} {Path(path).name}\n".encode())
            self.fail(event, Path(path))
        finally:
            self.is_busy = False

    def fail(self, event: str, name: Path) -> None:
        kind, is_now = self.fault.kind, self.count == self.fault.at
        if kind == "kill" and is_now:
            os.kill(os.getpid(), signal.SIGKILL)
        elif (kind == "error" and is_now) or (kind == "from" and self.count >= self.fault.at):
            if event == "sqlite3.connect":
                raise sqlite3.OperationalError("unable to open database file")
            if event.startswith("socket."):
                raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
            is_there = event == "os.mkdir" and name.is_dir()  # which is what the system says first
            if event not in ("os.remove", "os.rmdir") and not is_there:  # a full disk removes
                raise OSError(self.fault.number, os.strerror(self.fault.number), str(name))
        elif kind == "no-link" and event == "os.link":
            raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(name))


def _telling(act: Callable[..., Any], event: str, disk: _Disk) -> Callable[..., Any]:
    def tell(connection: socket.socket, *arguments: Any) -> Any:
        try:
            disk.take(event, "")
        except ConnectionError:  # urllib3 still reads what the other end may have said before it broke off
            connection.shutdown(socket.SHUT_RDWR)
            raise
        return act(connection, *arguments)

    return tell


def _path_of(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


def _install(disk: _Disk) -> None:
    fault, fsync, fdopen, flock = disk.fault, os.fsync, os.fdopen, fcntl.flock

    def sync(handle: Any) -> None:
        number = handle if isinstance(handle, int) else handle.fileno()
        if fault.kind == "no-sync" and Path(_path_of(number)).is_dir():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        disk.step("fsync", _path_of(number))
        fsync(handle)

    class Stream(io.FileIO):
        def write(self, data: Any) -> int:
            disk.step("write", _path_of(self.fileno()))
            return super().write(data)

    def open_handle(handle: int, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if mode != "wb":
            return fdopen(handle, mode, *arguments, **options)
        return io.BufferedWriter(Stream(handle, mode))

    def lock(handle: Any, how: int) -> None:
        if fault.kind == "no-lock":
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        flock(handle, how)

    os.fsync, os.fdopen, fcntl.flock = sync, open_handle, lock  # type: ignore[assignment]
    for name, event in (("sendall", "socket.send"), ("recv_into", "socket.receive")):
        setattr(socket.socket, name, _telling(getattr(socket.socket, name), event, disk))
    if fault.kind == "size":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(fault.at), resource.RLIM_INFINITY))
    sys.addaudithook(disk.hear)


def _run(order: dict[str, Any], base: str, pipes: tuple[int, int]) -> int:
    """Run the command in this process, which is a fork, and return its exit code.

    What it prints goes to the first pipe, its steps to the second: a limit on the size of files is none on pipes.
    """
    import traceback

    from biblio.cli.main import main

    os.chdir(order["folder"])
    os.environ.update(order["environment"])
    given, gives = os.pipe()
    os.write(gives, order["stdin"].encode())
    os.close(gives)
    for number, handle in enumerate((given, pipes[0], pipes[0])):
        os.dup2(handle, number)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
        for number in range(3)
    )
    sys.argv = ["biblio", *order["arguments"]]
    _install(_Disk(base, Fault(**order["fault"]), pipes[1]))
    try:
        main()
    except SystemExit as end:
        sys.stdout.flush()
        return int(end.code or 0)
    except BaseException:  # noqa: BLE001 - the interpreter would print it
        traceback.print_exc()
    return 99


def _run_in_fork(order: dict[str, Any], base: str) -> dict[str, Any]:
    fault = Fault(**order["fault"])
    printed, steps, loaded = os.pipe(), os.pipe(), os.pipe()
    begun = time.monotonic()
    process = os.fork()
    if not process:
        code = 98
        try:
            code = _run(order, base, (printed[1], steps[1]))
            os.write(loaded[1], "\n".join(sys.modules).encode())
        finally:
            os._exit(code)
    with ThreadPoolExecutor(3) as readers:
        futures = []
        for pipe in (printed, steps, loaded):
            os.close(pipe[1])
            futures.append(readers.submit(_read_all, pipe[0]))
        status, used = _wait(process, fault)
        elapsed = time.monotonic() - begun
        texts = [future.result() for future in futures]
    _load(texts[2].splitlines())
    return {
        "code": os.waitstatus_to_exitcode(status), "text": texts[0], "steps": texts[1].splitlines(), "elapsed": elapsed,
        "seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024,
    }  # fmt: skip


def _read_all(handle: int) -> str:
    with open(handle, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def _load(names: list[str]) -> None:
    """Load what a run loaded, so that the runs after it have it already: most of a run's time goes into that."""
    for name in names:
        if name not in sys.modules:
            with contextlib.suppress(ImportError):  # a module of one that makes its modules itself
                import_module(name)


def _wait(process: int, fault: Fault) -> tuple[int, resource.struct_rusage]:
    """Return the status with which the process ended, and what it used."""
    if fault.kind == "late":
        end = time.monotonic() + fault.at / 1000
        while time.monotonic() < end:
            done, status, used = os.wait4(process, os.WNOHANG)
            if done:
                return status, used
            time.sleep(0.0005)
        os.kill(process, signal.SIGKILL)
    return os.wait4(process, 0)[1:]


def _serve(base: str) -> None:
    from biblio.cli.main import COMMANDS

    for module, _ in COMMANDS.values():
        import_module(module)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run_in_fork(json.loads(line), base)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
