"""A real Chromium that opens the page from the file system, as people do."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from biblio.page.page_entry import PageEntry
from tests.page.cards import files_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or ""
HAS_BROWSER = bool(CHROMIUM) and importlib.util.find_spec("playwright") is not None
needs_browser = pytest.mark.skipif(not HAS_BROWSER, reason="needs Debian's chromium, and playwright from PyPI")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
SIZES = {"wide": (1280, 900), "tablet": (800, 1000), "phone": (390, 800)}


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Start Chromium; nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def write_files(folder: Path, entries: list[PageEntry], **texts: Any) -> Path:
    """Write the page with these cards; return its file to open."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files_of(entries, **texts).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "index.html"


class Visit:
    """A page that is open, and all that it asked for, said or complained about."""

    def __init__(self, browser: Browser, path: Path, *, fragment: str = "", size: str = "wide", **options: Any) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.address = path.as_uri() + fragment
        self.page.goto(self.address)
        self.page.wait_for_selector("[data-ready=true]")

    def wait_for_notes(self) -> None:
        """Wait until the search also covers the notes."""
        self.page.wait_for_selector("[data-searches-notes=true]")

    def wait_until(self, condition: str) -> None:
        """Wait until an expression of JavaScript is true. (Playwright's own way is code of a text: the policy forbids it.)"""
        for _ in range(1000):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(10)
        raise AssertionError(f"never: {condition}")

    def titles(self) -> list[str]:
        """Return the titles in the list."""
        return self.page.locator(".biblio-title").all_text_contents()

    def search(self, words: str) -> list[str]:
        """Type words into the search; return the titles then."""
        self.page.fill("#biblio-words", words)
        return self.titles()

    def card(self, title: str) -> Any:
        """Return the card with this title."""
        return self.page.locator(".biblio-work", has=self.page.get_by_role("heading", name=title, exact=True))

    def fragment(self) -> str:
        """Return what the address has behind "#"."""
        return str(self.page.evaluate("location.hash"))

    def close(self) -> None:
        """Close it."""
        self.context.close()
