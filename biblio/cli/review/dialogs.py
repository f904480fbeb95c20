"""The dialogs of the review: enter a line of text, choose a kind, show the help. Escape closes each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from biblio.cli.review.presenter import Line, StyledText, Tone, help_lines
from biblio.model.record import Kind

__all__ = ["AskText", "ChooseKind", "Help", "as_text"]

_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.DIM: "dim",
    Tone.GOOD: "green",
    Tone.BAD: "red",
    Tone.KEY: "bold cyan",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # a title must not be able to move the cursor
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
            text.append(_CONTROL.sub("", part.text), _STYLES[part.tone])
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
            yield Input(self._text)
            yield Static(as_text([(StyledText(f"{self._hint}  enter: go  escape: cancel".strip(), Tone.DIM),)]))

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
        lines: list[Line] = [(StyledText("The note is not about a paper, but about a", Tone.STRONG),)]
        lines += [
            (StyledText(f"  {(number + 1) % 10}  ", Tone.KEY), StyledText(kind)) for number, kind in enumerate(_KINDS)
        ]
        lines.append((StyledText("escape: cancel", Tone.DIM),))
        with Vertical(classes="dialog"):
            yield Static(as_text(lines))

    def action_choose(self, number: int) -> None:
        """Return the kind with that number."""
        self.dismiss(_KINDS[number])

    def action_leave(self) -> None:
        """Return nothing."""
        self.dismiss(None)


class Help(ModalScreen[None]):
    """Shows all keys; escape and the other usual keys close it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,question_mark,q,enter,space", "leave", "Close")]

    def compose(self) -> ComposeResult:
        """Show every key and what it does."""
        with VerticalScroll(classes="dialog") as pane:
            pane.can_focus = False
            yield Static(
                as_text(
                    [
                        (StyledText("Keys", Tone.STRONG),),
                        *help_lines(self.app.size.width),
                        (StyledText("escape: close", Tone.DIM),),
                    ]
                )
            )

    def action_leave(self) -> None:
        """Go back to the note."""
        self.dismiss(None)
