"""A real OpenSearch cluster on loopback, from the jars that `.ci/opensearch` gets; its nodes can be killed.

python -m tests.servers.opensearch_cluster FOLDER NODES    # until it is interrupted
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

_START = 180.0  # seconds that a cluster has to start on a busy machine
_LOG = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""
_OPTIONS = (
    "-XX:+UseSerialGC -Djava.security.manager=allow -Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true"
    " -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dopensearch.distribution.type=tar"
).split()


class OpenSearchCluster:
    """Nodes of a cluster, each a process of its own with `heap` megabytes; ready when it is returned.

    With `is_brief` Java compiles less, so that a cluster that lives for some minutes starts sooner.
    """

    def __init__(self, folder: Path, nodes: int, *, heap: int = 256, is_brief: bool = False) -> None:
        self._home = folder.absolute() / "home"
        self._options = [*_OPTIONS, f"-Xms{heap}m", f"-Xmx{heap}m"]
        if is_brief:
            self._options.append("-XX:TieredStopAtLevel=1")
        self._base = Path(tempfile.mkdtemp(prefix="opensearch-"))
        self._base.chmod(0o755)
        ports = _free_ports(2 * nodes)
        self._ports = list(zip(ports[::2], ports[1::2], strict=True))
        self.processes: list[subprocess.Popen[bytes]] = []
        for node in range(nodes):
            self._configure(node)
            self.processes.append(self._run(node))
        self.wait()

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all nodes."""
        return tuple(f"http://127.0.0.1:{http}" for http, _ in self._ports)

    @property
    def url(self) -> str:
        """The addresses of all nodes, as a configuration has them."""
        return " ".join(self.urls)

    def kill(self, node: int) -> None:
        """End a node as a power cut does."""
        self.processes[node].kill()
        self.processes[node].wait()

    def restart(self, node: int) -> None:
        """Start a node again that was killed, with the disk that it had."""
        self.processes[node] = self._run(node)

    def stop(self) -> None:
        """End all nodes and remove their disks."""
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self._base, ignore_errors=True)

    def wait(self, status: str = "yellow") -> None:
        """Wait until all nodes are there and the cluster has a status."""
        end = time.monotonic() + _START
        wanted = f"wait_for_nodes={len(self._ports)}&wait_for_status={status}&timeout=20s"
        while True:
            try:
                with urllib.request.urlopen(f"{self.urls[0]}/_cluster/health?{wanted}", timeout=30) as reply:
                    if not json.load(reply)["timed_out"]:
                        return
            except OSError:
                pass  # it is starting
            failed = [node for node, process in enumerate(self.processes) if process.poll() is not None]
            if failed or time.monotonic() > end:
                log = (self._base / f"node{(failed or [0])[0]}" / "log.txt").read_text(errors="replace")[-3000:]
                self.stop()
                raise RuntimeError(f"OpenSearch did not start:\n{log}")
            time.sleep(0.3)

    def _configure(self, node: int) -> None:
        folder = self._base / f"node{node}"
        (folder / "config").mkdir(parents=True)
        (folder / "config" / "log4j2.properties").write_text(_LOG)
        names = json.dumps([f"node{other}" for other in range(len(self._ports))])
        http, transport = self._ports[node]
        settings = {
            "cluster.name": self._base.name,
            "node.name": f"node{node}",
            "network.host": "127.0.0.1",
            "http.port": http,
            "transport.port": transport,
            "path.data": folder / "data",
            "path.logs": folder / "logs",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        if len(self._ports) == 1:
            settings["discovery.type"] = "single-node"
        else:
            settings["discovery.seed_hosts"] = json.dumps([f"127.0.0.1:{port}" for _, port in self._ports])
            settings["cluster.initial_cluster_manager_nodes"] = names
        lines = [f"{key}: {value}\n" for key, value in settings.items()]
        (folder / "config" / "opensearch.yml").write_text("".join(lines))
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")

    def _run(self, node: int) -> subprocess.Popen[bytes]:
        folder = self._base / f"node{node}"
        command = [
            "java", *self._options, f"-Djava.io.tmpdir={folder}",
            f"-Dopensearch.path.home={self._home}", f"-Dopensearch.path.conf={folder / 'config'}",
            "-cp", f"{self._home}/lib/*", "org.opensearch.bootstrap.OpenSearch",
        ]  # fmt: skip
        owner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        with (folder / "log.txt").open("ab") as log:
            return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **owner)  # type: ignore[call-overload,no-any-return]


def _free_ports(count: int) -> Sequence[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def opensearch_folder() -> Path:
    """Return where `.ci/opensearch` put OpenSearch; the test is skipped where it is not there."""
    folder = Path(os.environ.get("OPENSEARCH", ""))
    if not os.environ.get("OPENSEARCH") or not (folder / "home" / "complete").exists():
        pytest.skip("needs OpenSearch, which CI has no time for: `.ci/opensearch FOLDER`, then OPENSEARCH=FOLDER")
    return folder


@functools.cache
def shared_cluster(nodes: int) -> OpenSearchCluster:
    """Return a cluster that all tests of this process use; it ends with the process."""
    cluster = OpenSearchCluster(opensearch_folder(), nodes, is_brief=True)
    atexit.register(cluster.stop)
    return cluster


if __name__ == "__main__":
    running = OpenSearchCluster(Path(sys.argv[1]), int(sys.argv[2]))
    try:
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        for each in running.processes:
            each.wait()
    except KeyboardInterrupt:
        pass
    finally:
        running.stop()
