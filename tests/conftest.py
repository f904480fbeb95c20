"""What all tests share: a clean environment, the folder of shared data where there is one, Hypothesis profiles."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests.project.place import place
from tests.servers.corpus import some_of_corpus
from tests.servers.world import mirror, world

__all__ = ["mirror", "place", "world"]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Or what tests start would ignore Ctrl-C, as all does that a shell runs in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["LANGUAGE"] = "en"  # tests expect the messages as they stand in the code
settings.register_profile("dev", max_examples=60, deadline=None)
# Derandomised, so that a red run can be had again; benchmarks/histories.py and runs at home search further.
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
if os.environ.get("CI"):
    # Hypothesis also draws constants out of those modules of ours that happen to be loaded: without this, a test would get
    # other examples whenever another test ran before it in the same process, and derandomised would not mean the same.
    providers.HypothesisProvider._local_constants = providers.Constants()  # type: ignore[assignment]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the person's own settings, keys, caches or terminal width."""
    for name in list(os.environ):
        if name.startswith("BIBLIO_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))  # where a catalogue of all projects is
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared measuring data; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the shared data folder {SHARED.name!r} beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def mirror_url(shared: Path) -> Iterator[str]:
    """The address of a mirror of our own over a part of the shared corpus; its index is kept for the next run."""
    serve = shared / "mirror" / "serve.py"
    if not serve.is_file() or not (shared / "corpus").is_dir():
        pytest.skip("needs the mirror and its corpus beside the checkout")
    state = Path(tempfile.gettempdir()) / "biblio-mirror"
    state.mkdir(exist_ok=True)
    data = some_of_corpus(shared, state)
    command = [sys.executable, str(serve), "--data", str(data), "--state", str(state), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("mirror ready: "):
                pytest.skip("the mirror did not start")
            yield line.split()[2].rstrip("/")
        finally:
            process.terminate()
