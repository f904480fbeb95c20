"""The review's questions: a line of text, what sort of thing it is, the help. Escape leaves each of them."""

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
# The likeliest first: what stands under 1 is one key away.
_KINDS = (
    Kind.BLOGPOST, Kind.PRESENTATION, Kind.SOFTWARE, Kind.WEBPAGE, Kind.MODEL, Kind.DATASET, Kind.VIDEO, Kind.BOOK,
    Kind.THESIS, Kind.REPORT,
)  # fmt: skip


def as_text(lines: Iterable[Line]) -> Text:
    """Return lines as the terminal shows them; nothing in them is taken for markup."""
    text = Text()
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
        for part in line:
            text.append(_CONTROL.sub("", part.text), _STYLES[part.tone])
    return text


class AskText(ModalScreen[str | None]):
    """Asks for a line of text; gives None where it was left empty or escaped."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave")]

    def __init__(self, question: str, text: str = "", hint: str = "") -> None:
        super().__init__()
        self._question, self._text, self._hint = question, text, hint

    def compose(self) -> ComposeResult:
        """Show the question, the line to write on, and what can be written."""
        with Vertical(classes="dialog"):
            yield Static(as_text([(StyledText(self._question, Tone.STRONG),)]))
            yield Input(self._text)
            yield Static(as_text([(StyledText(f"{self._hint}  enter: go  escape: leave".strip(), Tone.DIM),)]))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the text."""
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        """Give nothing."""
        self.dismiss(None)


class ChooseKind(ModalScreen[Kind | None]):
    """Asks what a note is about that is about no paper; one key each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Leave"),
        *((str((number + 1) % 10), f"choose({number})", kind.value) for number, kind in enumerate(_KINDS)),
    ]

    def compose(self) -> ComposeResult:
        """Show the kinds with their keys."""
        lines: list[Line] = [(StyledText("It is no paper, but a", Tone.STRONG),)]
        lines += [
            (StyledText(f"  {(number + 1) % 10}  ", Tone.KEY), StyledText(kind)) for number, kind in enumerate(_KINDS)
        ]
        lines.append((StyledText("escape: leave", Tone.DIM),))
        with Vertical(classes="dialog"):
            yield Static(as_text(lines))

    def action_choose(self, number: int) -> None:
        """Give the kind with that number."""
        self.dismiss(_KINDS[number])

    def action_leave(self) -> None:
        """Give nothing."""
        self.dismiss(None)


class Help(ModalScreen[None]):
    """Shows all keys; any of the usual ones leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,question_mark,q,enter,space", "leave", "Leave")]

    def compose(self) -> ComposeResult:
        """Show every key with what it does."""
        with VerticalScroll(classes="dialog") as pane:
            pane.can_focus = False
            yield Static(
                as_text(
                    [
                        (StyledText("Keys", Tone.STRONG),),
                        *help_lines(self.app.size.width),
                        (StyledText("escape: leave", Tone.DIM),),
                    ]
                )
            )

    def action_leave(self) -> None:
        """Go back to the note."""
        self.dismiss(None)
