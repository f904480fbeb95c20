"""The review as a Textual application: it shows the lines of `presenter` and maps keys to a `ReviewSession`.

It works in a terminal of 80 columns over SSH: it uses the terminal's own colours, no mouse, and no symbols that a
screen reader would read aloud. Services are asked in another thread, with its own open project, so that the screen
stays responsive.
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

from biblio.cli.languages import translate as _
from biblio.cli.review import presenter
from biblio.cli.review.dialogs import AcceptAlike, AskText, ChooseKind, Help, as_text
from biblio.cli.review.presenter import Line, StyledText, Tone
from biblio.decisions.alike_notes import AlikeNotes, group_alike
from biblio.decisions.review_search import SearchResult, look_up_identifier, search_works
from biblio.decisions.review_session import ReviewItem, ReviewSession
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import BiblioError
from biblio.lookup.progress import SilentProgress
from biblio.lookup.resolver import Resolver
from biblio.model.note import LinkRole
from biblio.model.record import Kind

__all__ = ["ReviewApp", "open_page"]

_WIDE = 110  # columns from which on the note is shown next to the candidates
_LEAST_ABSTRACT = 3  # lines of the marked candidate's abstract, whatever else is on the screen
Search = Callable[[Resolver], SearchResult]


def open_page(address: str) -> bool:
    """Open a page in the browser; return False if there is no browser, or only one that would run in this terminal."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if isinstance(browser, webbrowser.GenericBrowser) and not isinstance(browser, webbrowser.BackgroundBrowser):
        return False
    return browser.open(address)


class ReviewApp(App[None]):
    """Walks through a review; every decision is written as soon as its key is pressed."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *((str(number), f"accept({number})", "Accept") for number in range(1, 10)),
        ("enter", "accept_marked", "Accept"),
        ("up", "mark(-1)", "Up"),
        ("down", "mark(1)", "Down"),
        ("n", "none", "None of these"),
        ("k", "kind", "Not a paper"),
        ("a", "alike", "Accept all of a kind"),
        ("b", "toggle_abstract", "Whole abstract"),
        ("s", "search", "Search"),
        ("i", "identifier", "Identifier"),
        ("o", "open_work", "Open"),
        ("O", "open_note", "Open the note's link"),
        ("space,right", "skip", "Skip"),
        ("left", "previous", "Back"),
        ("u", "undo", "Undo"),
        ("d", "toggle_details", "Evidence in numbers"),
        ("pageup", "scroll_note(-1)", "Scroll up"),
        ("pagedown", "scroll_note(1)", "Scroll down"),
        ("escape", "reset", "Back to the candidates"),
        ("question_mark", "help", "Help"),
        ("q,ctrl+c", "quit", "Quit"),
    ]

    def __init__(
        self,
        review: ReviewSession,
        *,
        connect: Callable[[], AbstractContextManager[Resolver]],
        browse: Callable[[str], bool] = open_page,
        detailed: bool = False,
    ) -> None:
        super().__init__(ansi_color=True)
        self.review = review
        self.search_description = ""
        """The running search in words; empty if there is none."""
        self._connect = connect
        self._browse = browse
        self._detailed = detailed
        self._whole_abstract = False
        self._marked = 0
        self._message: Line = ()

    # -- display ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the screen: header, note, candidates, message, keys."""
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
        """Fit the content to the size of the terminal."""
        self.screen.set_class(self.size.width >= _WIDE, "wide")
        self._show()

    @property
    def _widths(self) -> tuple[int, int]:
        """Return the columns for the note and for the candidates, without their scroll bars."""
        width = self.size.width
        return (width * 2 // 5 - 3, width * 3 // 5 - 2) if width >= _WIDE else (width - 1, width - 1)

    def _show(self) -> None:
        review, item = self.review, self.review.item
        self.query_one("#note").display = item is not None
        if item is None:
            self._put("header", [(StyledText(_("end of the review"), Tone.STRONG),)])
            self._show_works([list(presenter.closing_lines(review.items, self.size.width - 1))])
        else:
            self._put("header", [presenter.header_line(review.position, len(review.items), item, self.size.width)])
            self._put("note-text", presenter.note_lines(item, self._widths[0]))
            self._show_works(self._works(item))
        searching = (StyledText(f"{self.search_description} …"),)
        self._put("message", [searching if self.search_description else self._message])
        self._put("footer", presenter.footer_lines(self.size.width))

    def _works(self, item: ReviewItem) -> list[list[Line]]:
        """Return the heading and the candidates; the abstract of the marked one takes the room that is left."""
        width, is_wide = self._widths[1], self.size.width >= _WIDE
        self._marked = min(self._marked, max(len(item.candidates) - 1, 0))

        def candidate(index: int, abstract_lines: int | None) -> list[Line]:
            return list(
                presenter.candidate_lines(
                    item, index + 1, marked=index == self._marked, width=width, detailed=self._detailed,
                    is_wide=is_wide, abstract_lines=abstract_lines,
                )
            )  # fmt: skip

        blocks = [list(presenter.heading_lines(item, width)), *(candidate(at, 0) for at in range(len(item.candidates)))]
        if item.candidates:
            keys = len(presenter.footer_lines(self.size.width))
            room = self.size.height - keys - 2 - sum(map(len, blocks)) if is_wide else 0
            lines = None if self._whole_abstract else max(_LEAST_ABSTRACT, room)
            blocks[self._marked + 1] = candidate(self._marked, lines)
        return blocks

    def _show_works(self, blocks: list[list[Line]]) -> None:
        pane = self.query_one("#works", VerticalScroll)
        widgets = list(pane.query(Static))
        for widget in widgets[len(blocks) :]:
            widget.remove()
        for index, block in enumerate(blocks):
            if index < len(widgets):
                widgets[index].update(as_text(block))
            else:
                pane.mount(Static(as_text(block)))
        self.call_after_refresh(self._scroll_to_marked)

    def _scroll_to_marked(self) -> None:
        pane = self.query_one("#works", VerticalScroll)
        widgets = list(pane.query(Static))  # the heading, then the candidates
        if self._marked == 0:
            pane.scroll_home(animate=False)
        elif self._marked + 1 < len(widgets):
            widgets[self._marked + 1].scroll_visible(animate=False)

    def _put(self, name: str, lines: object) -> None:
        self.query_one(f"#{name}", Static).update(as_text(lines))  # type: ignore[arg-type]

    def _show_message(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._message = (StyledText(text, tone),)
        self._show()

    def _show_from_top(self, text: str) -> None:
        """Show the current note from its beginning, with a message."""
        self._marked = 0
        self.query_one("#note", VerticalScroll).scroll_home(animate=False)
        self._show_message(text)

    def _run_action(self, action: Callable[[], str]) -> None:
        """Run an action on the review and show its result or its error."""
        try:
            text = action()
        except BiblioError as error:
            self._show_message(f"{error}{f' ({error.hint})' if error.hint else ''}", Tone.BAD)
        else:
            self._show_from_top(text)

    # -- keys ------------------------------------------------------------------------------------------------

    def action_accept(self, number: int) -> None:
        """Accept a candidate by its number."""
        self._run_action(lambda: self.review.accept(number))

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
        """Decide that none of the candidates is right."""
        self._run_action(self.review.reject_all)

    def action_kind(self) -> None:
        """Ask what the note is about, if not a paper."""

        def chosen(kind: Kind | None) -> None:
            if kind is not None:
                self._run_action(lambda: self.review.set_kind(kind))

        if self.review.item is not None:
            self.push_screen(ChooseKind(), chosen)

    def action_alike(self) -> None:
        """Show the notes for whose first candidates the same speaks, and accept them together."""

        def chosen(group: AlikeNotes | None) -> None:
            if group is not None:
                self._run_action(lambda: self.review.accept_first(group.positions))

        if groups := group_alike(self.review.items):
            self.push_screen(AcceptAlike(self.review.items, groups), chosen)
        else:
            self._show_message(_("no notes are clear enough to accept them together"))

    def action_toggle_abstract(self) -> None:
        """Show the whole abstract of the marked candidate, or its beginning."""
        self._whole_abstract = not self._whole_abstract
        self._show()

    def action_skip(self) -> None:
        """Go to the next note."""
        self.review.skip()
        self._show_from_top("")

    def action_previous(self) -> None:
        """Go to the previous note."""
        self.review.previous()
        self._show_from_top("")

    def action_undo(self) -> None:
        """Undo the last decision."""
        self._run_action(self.review.undo)

    def action_reset(self) -> None:
        """Show the original candidates again after a search."""
        if self.review.item is not None:
            self.review.show_candidates(self.review.item)
            self._show_from_top("")

    def action_toggle_details(self) -> None:
        """Show the evidence in numbers, or in words again."""
        self._detailed = not self._detailed
        self._show()

    def action_scroll_note(self, step: int) -> None:
        """Scroll the note by a page, or the list of decisions at the end."""
        pane = self.query_one("#note" if self.review.item is not None else "#works", VerticalScroll)
        (pane.scroll_page_down if step > 0 else pane.scroll_page_up)(animate=False)

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(Help())

    def action_open_work(self) -> None:
        """Open the page of the marked candidate."""
        item = self.review.item
        if item is not None and item.candidates:
            work = item.candidates[self._marked].work
            addresses = (identifier.address for identifier in work.identifiers if identifier.address)
            self._open(next(addresses, work.best.url))

    def action_open_note(self) -> None:
        """Open the note's own link, or else the page of the note."""
        item = self.review.item
        if item is not None:
            links = [link for link in item.decided.note.links if link.url.startswith(("http://", "https://"))]
            preferred = (link.url for role in (LinkRole.OWN, LinkRole.PAGE) for link in links if link.role is role)
            self._open(next(preferred, links[0].url if links else ""))

    def _open(self, address: str) -> None:
        if not address:
            self._show_message(_("there is no page to open"))
        elif self._browse(address):
            self._show_message(_("opened {address}").format(address=address))
        else:
            self.copy_to_clipboard(address)  # done by the terminal, so it works over SSH
            self._show_message(
                _("no browser found; the address was copied if the terminal allows it: {address}").format(
                    address=address
                )
            )

    # -- searching -------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Ask for words and search for works whose titles have them."""
        item = self.review.item
        if item is None or self.search_description:
            return

        def search(words: str | None) -> None:
            if words is not None:
                query = self.review.search_query(item)
                self._search(
                    f"searching for {words!r}",
                    item,
                    lambda resolver: search_works(resolver, query, words, SilentProgress()),
                )

        note = item.decided.note
        self.push_screen(
            AskText(_("Search for a title with these words"), note.title or "", _("Words of a title.")), search
        )

    def action_identifier(self) -> None:
        """Ask for an identifier and look it up."""
        item = self.review.item
        if item is None or self.search_description:
            return

        def look_up(text: str | None) -> None:
            if text is None:
                return
            try:
                identifier = identifier_from_input(text, item.candidates)
            except BiblioError as error:
                self._show_message(f"{error}", Tone.BAD)
                return
            query = self.review.search_query(item)
            self._search(
                f"looking up {identifier}",
                item,
                lambda resolver: look_up_identifier(resolver, query, identifier, SilentProgress()),
            )

        hint = _("arXiv number, DOI, OpenReview or ACL id, or an address.")
        self.push_screen(AskText(_("Which work is it?"), hint=hint), look_up)

    def _search(self, description: str, item: ReviewItem, search: Search) -> None:
        """Run a search in a thread of its own, then show its results."""

        def work() -> None:
            try:
                with self._connect() as resolver:
                    result = search(resolver)
            except BiblioError as error:
                self.call_from_thread(self._show_results, description, item, None, str(error))
            else:
                self.call_from_thread(self._show_results, description, item, result, "")

        self.search_description = description
        self._show()
        self.run_worker(work, thread=True)

    def _show_results(self, description: str, item: ReviewItem, result: SearchResult | None, error: str) -> None:
        """Show the result of a search, or the `error` if there is no result."""
        self.search_description = ""
        if result is None:
            self._show_message(f"{description}: {error}", Tone.BAD)
            return
        unasked = f"could not ask {', '.join(map(str, result.unasked))}" if result.unasked else ""
        if not result.candidates:
            self._show_message(f"{description}: nothing found{f'; {unasked}' if unasked else ''}")
            return
        count = len(result.candidates)
        works = "1 work" if count == 1 else f"{count} works"
        self.review.show_results(item, result.candidates, f"{description}: {works} (escape: back to the candidates)")
        if item is self.review.item:
            self._show_from_top(unasked)
        else:
            self._show_message(f"{description}: {works} for an earlier note{f'; {unasked}' if unasked else ''}")
