"""The example's page for the documentation, as ``biblio page`` writes it, and its pictures: ``python -m tools.example_page``.

The pictures need Chromium and the extra `dev`, which has Playwright.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tools.docs_examples import DOCS, ROOT

__all__ = ["NOTES", "example_page"]

NOTES = ROOT / "biblio/example/notes"
"""The notes that the page leads to, in the folder beside it."""
_FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync".split()
# Name, size, colours, what is open.
_PICTURES = (
    ("wide-light", (1120, 700), "light", ""),
    ("tablet-dark", (640, 560), "dark", "#?tag=NLP&work=vaswani2017attention"),
    ("phone-light", (360, 640), "light", "#?q=attention"),
)


@cache
def example_page() -> dict[str, str]:
    """Return the files of the page of a new example, by name."""
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_text(encoding="utf-8") for path in _written(Path(folder)).iterdir()}


def _written(folder: Path) -> Path:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": "/nowhere"}
    for arguments in ("init --example --yes", "sync --offline -q", "page -q"):
        command = [sys.executable, "-m", "biblio", *arguments.split()]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder / "page"


def main() -> None:
    """Make the pictures."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = _written(Path(folder)) / "index.html"
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        for name, (width, height), colours, fragment in _PICTURES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)
            page = context.new_page()
            page.goto(path.as_uri() + fragment)
            page.wait_for_selector("[data-searches-notes=true]")
            page.wait_for_timeout(1500)
            page.screenshot(path=DOCS / "pictures" / f"page-{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
