"""The dialogs of the review: enter a line of text, choose a kind, show the help. Escape closes each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from biblio.cli.languages import translate as _
from biblio.cli.review.presenter import Line, StyledText, Tone, group_line, group_lines, help_lines
from biblio.decisions.alike_notes import AlikeNotes
from biblio.decisions.review_session import ReviewItem
from biblio.model.record import Kind
from biblio.unseen import shown, without_unseen

__all__ = ["AcceptAlike", "AskText", "ChooseKind", "Help", "as_text"]

_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.DIM: "dim",
    Tone.GOOD: "green",
    Tone.BAD: "red",
    Tone.KEY: "bold cyan",
    Tone.DIFFERS: "bold underline yellow",
}
# The most common ones first; their keys are 1 to 9, then 0.
_KINDS = (
    Kind.BLOGPOST, Kind.PRESENTATION, Kind.SOFTWARE, Kind.WEBPAGE, Kind.MODEL, Kind.DATASET, Kind.VIDEO, Kind.BOOK,
    Kind.THESIS, Kind.REPORT,
)  # fmt: skip


def as_text(lines: Iterable[Line]) -> Text:
    """Return lines as Rich text; nothing in them is interpreted as markup."""
    text = Text()
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
        for part in line:
            text.append(shown(part.text), _STYLES[part.tone])
    return text


class AskText(ModalScreen[str | None]):
    """Asks for a line of text; returns None if the dialog was closed or left empty."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Close")]

    def __init__(self, question: str, text: str = "", hint: str = "") -> None:
        super().__init__()
        self._question, self._text, self._hint = question, text, hint

    def compose(self) -> ComposeResult:
        """Show the question, the input line and the hint."""
        with Vertical(classes="dialog"):
            yield Static(as_text([(StyledText(self._question, Tone.STRONG),)]))
            yield Input(without_unseen(self._text))
            yield Static(as_text([(StyledText(f"{self._hint}  {_('enter: go  escape: cancel')}".strip(), Tone.DIM),)]))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the text."""
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        """Return nothing."""
        self.dismiss(None)


class ChooseKind(ModalScreen[Kind | None]):
    """Asks what a note is about if it is not about a paper; each kind has a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Close"),
        *((str((number + 1) % 10), f"choose({number})", kind.value) for number, kind in enumerate(_KINDS)),
    ]

    def compose(self) -> ComposeResult:
        """Show the kinds and their keys."""
        lines: list[Line] = [(StyledText(_("The note is not about a paper, but about a"), Tone.STRONG),)]
        lines += [
            (StyledText(f"  {(number + 1) % 10}  ", Tone.KEY), StyledText(kind)) for number, kind in enumerate(_KINDS)
        ]
        lines.append((StyledText(_("escape: cancel"), Tone.DIM),))
        with Vertical(classes="dialog"):
            yield Static(as_text(lines))

    def action_choose(self, number: int) -> None:
        """Return the kind with that number."""
        self.dismiss(_KINDS[number])

    def action_leave(self) -> None:
        """Return nothing."""
        self.dismiss(None)


class AcceptAlike(ModalScreen[AlikeNotes | None]):
    """Shows which notes have the same said for their first candidates, then the notes of one such group to accept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Back"),
        ("enter", "accept", "Accept all"),
        *((str(number), f"choose({number})", "Choose") for number in range(1, 10)),
        ("pageup,up", "scroll(-1)", "Scroll up"),
        ("pagedown,down,space", "scroll(1)", "Scroll down"),
    ]

    def __init__(self, items: Sequence[ReviewItem], groups: Sequence[AlikeNotes]) -> None:
        super().__init__()
        self._items, self._groups = items, groups[:9]
        self._chosen: AlikeNotes | None = None

    def compose(self) -> ComposeResult:
        """Lay out a heading, what is chosen from, and the keys."""
        with Vertical(classes="dialog tall"):
            yield Static(id="alike-heading")
            with VerticalScroll(id="alike-pane") as pane:
                pane.can_focus = False
                yield Static(id="alike-text")
            yield Static(id="alike-keys")

    def on_resize(self) -> None:
        """Show the groups, or the notes of the chosen one, in the present width."""
        width = self.app.size.width - 1
        if self._chosen is None:
            heading = _("Accept the first candidate of all notes of a kind; you see them first.")
            lines: Iterable[Line] = (
                (StyledText(f"  {number}  ", Tone.KEY), StyledText(group_line(group)))
                for number, group in enumerate(self._groups, 1)
            )
            keys = _("1-9: show the notes  escape: cancel")
        else:
            heading = group_line(self._chosen)
            lines = group_lines(self._items, self._chosen, width)
            keys = _("enter: accept all of them  page up, down: scroll  escape: back")
        self._put("heading", [(StyledText(heading, Tone.STRONG),), ()])
        self._put("text", lines)
        self._put("keys", [(StyledText(keys, Tone.DIM),)])

    def _put(self, name: str, lines: Iterable[Line]) -> None:
        self.query_one(f"#alike-{name}", Static).update(as_text(lines))

    def action_choose(self, number: int) -> None:
        """Show the notes of a group."""
        if self._chosen is None and number <= len(self._groups):
            self._chosen = self._groups[number - 1]
            self.on_resize()

    def action_accept(self) -> None:
        """Return the group whose notes were shown."""
        if self._chosen is not None:
            self.dismiss(self._chosen)

    def action_scroll(self, step: int) -> None:
        """Scroll the notes by a page."""
        pane = self.query_one("#alike-pane", VerticalScroll)
        (pane.scroll_page_down if step > 0 else pane.scroll_page_up)(animate=False)

    def action_leave(self) -> None:
        """Go back to the groups, or return nothing."""
        if self._chosen is None:
            self.dismiss(None)
        else:
            self._chosen = None
            self.on_resize()


class Help(ModalScreen[None]):
    """Shows all keys; escape and the other usual keys close it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,question_mark,q,enter,space", "leave", "Close")]

    def compose(self) -> ComposeResult:
        """Lay out the help."""
        with VerticalScroll(classes="dialog") as pane:
            pane.can_focus = False
            yield Static(id="help-text")

    def on_resize(self) -> None:
        """Show every key and what it does in the present width."""
        lines: list[Line] = [(StyledText(_("Keys"), Tone.STRONG),), *help_lines(self.app.size.width)]
        self.query_one("#help-text", Static).update(as_text([*lines, (StyledText(_("escape: close"), Tone.DIM),)]))

    def action_leave(self) -> None:
        """Go back to the note."""
        self.dismiss(None)
