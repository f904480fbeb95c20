"""The review in the terminal: shows what `presenter` says, turns keys into what `Review` does.

Written for a terminal of 80 columns over SSH: the terminal's own colours, no mouse, no symbols that are read aloud.
Services are asked on a thread with a project of its own, so that the screen goes on meanwhile.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from biblio.cli.review import presenter
from biblio.cli.review.dialogs import AskText, ChooseKind, Help, as_text
from biblio.cli.review.presenter import Line, StyledText, Tone
from biblio.decisions.review import ReviewItem, ReviewSession
from biblio.decisions.search import SearchResult, look_up_identifier, search_works
from biblio.decisions.selection import given_identifier
from biblio.errors import BiblioError
from biblio.model.note import LinkRole
from biblio.model.record import Kind
from biblio.project.project import Project

__all__ = ["ReviewApp", "open_page"]

_WIDE = 110  # columns from which note and candidates stand side by side
Ask = Callable[[Project], SearchResult]


def open_page(address: str) -> bool:
    """Open a page in the browser; return False where there is none but one that would take this terminal."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if isinstance(browser, webbrowser.GenericBrowser) and not isinstance(browser, webbrowser.BackgroundBrowser):
        return False
    return browser.open(address)


class ReviewApp(App[None]):
    """Goes through a review; everything decided is written when the key is pressed."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *((str(number), f"accept({number})", "Accept") for number in range(1, 10)),
        ("enter", "accept_marked", "Accept"),
        ("up", "mark(-1)", "Up"),
        ("down", "mark(1)", "Down"),
        ("n", "none", "None of these"),
        ("k", "kind", "No paper"),
        ("s", "search", "Search"),
        ("i", "identifier", "Identifier"),
        ("o", "open_work", "Open"),
        ("O", "open_note", "Open the note's link"),
        ("space,right", "skip", "Skip"),
        ("left", "previous", "Back"),
        ("u", "undo", "Undo"),
        ("pageup", "scroll_note(-1)", "Scroll up"),
        ("pagedown", "scroll_note(1)", "Scroll down"),
        ("escape", "reset", "Back to the first candidates"),
        ("question_mark", "help", "Help"),
        ("q,ctrl+c", "quit", "Quit"),
    ]

    def __init__(
        self,
        review: ReviewSession,
        *,
        connect: Callable[[], AbstractContextManager[Project]],
        browse: Callable[[str], bool] = open_page,
    ) -> None:
        super().__init__(ansi_color=True)
        self.review = review
        self.asking = ""
        """What is being asked just now, in words."""
        self._connect = connect
        self._browse = browse
        self._marked = 0
        self._message: Line = ()

    # -- showing ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the screen: where we are, the note, the candidates, what was done, the keys."""
        yield Static(id="header")
        with Container(id="body"):
            with VerticalScroll(id="note") as note:
                note.can_focus = False
                yield Static(id="note-text")
            with VerticalScroll(id="works") as works:
                works.can_focus = False
        yield Static(id="message")
        yield Static(id="footer")

    def on_mount(self) -> None:
        """Show the first note."""
        self._show()

    def on_resize(self) -> None:
        """Fit what is shown to the terminal."""
        self.screen.set_class(self.size.width >= _WIDE, "wide")
        self._show()

    @property
    def _widths(self) -> tuple[int, int]:
        """The columns there are for the note and for the candidates, beside their scroll bars."""
        width = self.size.width
        return (width * 2 // 5 - 3, width * 3 // 5 - 2) if width >= _WIDE else (width - 1, width - 1)

    def _show(self) -> None:
        review, item = self.review, self.review.item
        self.query_one("#note").display = item is not None
        if item is None:
            self._put("header", [(StyledText("end of the review", Tone.STRONG),)])
            self._show_works([list(presenter.closing(review.items, self.size.width - 1))])
        else:
            self._put("header", [presenter.header(review.position, len(review.items), item, self.size.width)])
            self._put("note-text", presenter.note_lines(item, self._widths[0]))
            self._show_works(self._works(item))
        asking = [(StyledText(f"{self.asking} …"),)] if self.asking else [self._message]
        self._put("message", asking)
        self._put("footer", presenter.footer(self.size.width))

    def _works(self, item: ReviewItem) -> list[list[Line]]:
        width = self._widths[1]
        self._marked = min(self._marked, max(len(item.candidates) - 1, 0))
        return [
            list(presenter.heading(item, width)),
            *(
                list(presenter.candidate_lines(place + 1, one, marked=place == self._marked, width=width))
                for place, one in enumerate(item.candidates)
            ),
        ]

    def _show_works(self, blocks: list[list[Line]]) -> None:
        pane = self.query_one("#works", VerticalScroll)
        shown = list(pane.query(Static))
        for widget in shown[len(blocks) :]:
            widget.remove()
        for place, block in enumerate(blocks):
            if place < len(shown):
                shown[place].update(as_text(block))
            else:
                pane.mount(Static(as_text(block)))
        self.call_after_refresh(self._scroll_to_marked)

    def _scroll_to_marked(self) -> None:
        pane = self.query_one("#works", VerticalScroll)
        shown = list(pane.query(Static))
        if self._marked == 0:
            pane.scroll_home(animate=False)
        elif self._marked + 1 < len(shown):
            shown[self._marked + 1].scroll_visible(animate=False)

    def _put(self, name: str, lines: object) -> None:
        self.query_one(f"#{name}", Static).update(as_text(lines))  # type: ignore[arg-type]

    def _say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._message = (StyledText(text, tone),)
        self._show()

    def _fresh(self, text: str) -> None:
        """Say what was done and show the note that comes now from its beginning."""
        self._marked = 0
        self.query_one("#note", VerticalScroll).scroll_home(animate=False)
        self._say(text)

    def _do(self, action: Callable[[], str]) -> None:
        try:
            text = action()
        except BiblioError as error:
            self._say(f"{error}{f' ({error.hint})' if error.hint else ''}", Tone.BAD)
        else:
            self._fresh(text)

    # -- keys ------------------------------------------------------------------------------------------------

    def action_accept(self, number: int) -> None:
        """Accept a candidate by its number."""
        self._do(lambda: self.review.accept(number))

    def action_accept_marked(self) -> None:
        """Accept the marked candidate."""
        if self.review.item is not None:
            self.action_accept(self._marked + 1)

    def action_mark(self, step: int) -> None:
        """Mark the candidate above or below."""
        if self.review.item is not None:
            self._marked = max(0, min(self._marked + step, len(self.review.item.candidates) - 1))
            self._show()

    def action_none(self) -> None:
        """None of these."""
        self._do(self.review.refuse)

    def action_kind(self) -> None:
        """Ask what it is."""

        def chosen(kind: Kind | None) -> None:
            if kind is not None:
                self._do(lambda: self.review.call(kind))

        if self.review.item is not None:
            self.push_screen(ChooseKind(), chosen)

    def action_skip(self) -> None:
        """Go on."""
        self.review.skip()
        self._fresh("")

    def action_previous(self) -> None:
        """Go back."""
        self.review.back()
        self._fresh("")

    def action_undo(self) -> None:
        """Take the last decision back."""
        self._do(self.review.undo)

    def action_reset(self) -> None:
        """Show the candidates of the decision again, after a search."""
        if self.review.item is not None:
            self.review.reset(self.review.item)
            self._fresh("")

    def action_scroll_note(self, step: int) -> None:
        """Scroll the note by a page, or what is shown at the end."""
        pane = self.query_one("#note" if self.review.item is not None else "#works", VerticalScroll)
        (pane.scroll_page_down if step > 0 else pane.scroll_page_up)(animate=False)

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(Help())

    def action_open_work(self) -> None:
        """Open the marked candidate's page."""
        item = self.review.item
        if item is not None and item.candidates:
            work = item.candidates[self._marked].work
            addresses = (one.address for one in work.identifiers if one.address)
            self._open(next(addresses, work.best.url))

    def action_open_note(self) -> None:
        """Open the note's own link, or else its page."""
        item = self.review.item
        if item is not None:
            links = item.decided.note.links
            known = (link.url for role in (LinkRole.OWN, LinkRole.PAGE) for link in links if link.role is role)
            self._open(next(known, links[0].url if links else ""))

    def _open(self, address: str) -> None:
        if not address:
            self._say("there is no page to open")
        elif self._browse(address):
            self._say(f"opened {address}")
        else:
            self.copy_to_clipboard(address)  # by the terminal itself, so it reaches the far end of SSH
            self._say(f"no browser here; copied, if the terminal allows: {address}")

    # -- asking ----------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Ask for words and search for works that have them."""
        item = self.review.item
        if item is None or self.asking:
            return

        def given(words: str | None) -> None:
            if words is not None:
                query = self.review.question(item)
                self._ask(f"searching for {words!r}", item, lambda project: search_works(project, query, words))

        note = item.decided.note
        self.push_screen(AskText("Search for a title with these words", note.title or "", "Words of a title."), given)

    def action_identifier(self) -> None:
        """Ask for an identifier and look it up."""
        item = self.review.item
        if item is None or self.asking:
            return

        def given(text: str | None) -> None:
            if text is None:
                return
            try:
                identifier = given_identifier(text, item.candidates)
            except BiblioError as error:
                self._say(f"{error}", Tone.BAD)
                return
            query = self.review.question(item)
            self._ask(f"looking up {identifier}", item, lambda project: look_up_identifier(project, query, identifier))

        hint = "arXiv number, DOI, OpenReview or ACL id, or an address."
        self.push_screen(AskText("Which work is it?", hint=hint), given)

    def _ask(self, what: str, item: ReviewItem, ask: Ask) -> None:
        """Ask on a thread of its own and show what was found."""

        def work() -> None:
            try:
                with self._connect() as project:
                    found = ask(project)
            except BiblioError as error:
                self.call_from_thread(self._answer, what, item, None, str(error))
            else:
                self.call_from_thread(self._answer, what, item, found, "")

        self.asking = what
        self._show()
        self.run_worker(work, thread=True)

    def _answer(self, what: str, item: ReviewItem, found: SearchResult | None, error: str) -> None:
        self.asking = ""
        if found is None:
            self._say(f"{what}: {error}", Tone.BAD)
            return
        missed = f"; could not ask {', '.join(map(str, found.unasked))}" if found.unasked else ""
        if not found.candidates:
            self._say(f"{what}: nothing found{missed}")
            return
        count = len(found.candidates)
        shown = "1 work" if count == 1 else f"{count} works"
        self.review.show(item, found.candidates, f"{what}: {shown} (escape: the others)")
        if item is self.review.item:
            self._fresh(missed.removeprefix("; "))
        else:
            self._say(f"{what}: {shown} for an earlier note{missed}")
