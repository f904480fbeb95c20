"""Help: headings, texts and examples in the user's language, in lines that fit the terminal in any script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import click

from biblio.cli.cells import cell_len
from biblio.cli.lines import in_lines

__all__ = ["WORDS_OF_CLICK", "HelpText", "comments_of_examples", "translated_epilog"]

WORDS_OF_CLICK = (
    "Usage: ",
    "Options",
    "Commands",
    "Show this message and exit.",
    "Show the version and exit.",
)
"""What Click itself says in a help text."""
_EXAMPLE = re.compile(r"(  \S.*?)(\s{2,})(\S.*)")
_LEAST_ROOM, _LEAST_INDENT = 24, 6  # columns: beside an example, and before what is said below one
_AS_IT_IS = "\b\n"  # begins a paragraph that Click does not wrap


def comments_of_examples(epilog: str) -> list[str]:
    """Return what is to be translated of an epilog: the heading and comments of examples, and whole paragraphs."""
    texts: list[str] = []

    def listed(text: str) -> str:
        texts.append(text)
        return text

    translated_epilog(epilog, listed)
    return texts


def translated_epilog(epilog: str, translate: Callable[[str], str]) -> str:
    """Return an epilog with its paragraphs translated; of examples only the heading and what is said of each."""
    paragraphs = []
    for paragraph in epilog.split("\n\n") if epilog else ():
        if not paragraph.startswith(_AS_IT_IS):
            paragraphs.append(translate(" ".join(paragraph.split())))
            continue
        heading, *lines = paragraph.removeprefix(_AS_IT_IS).split("\n")
        examples = [
            f"{match[1]}{match[2]}{translate(match[3])}" if (match := _EXAMPLE.fullmatch(line)) else line
            for line in lines
        ]
        paragraphs.append("\n".join((f"{_AS_IT_IS}{translate(heading)}", *examples)))
    return "\n\n".join(paragraphs)


class HelpText(click.HelpFormatter):
    """Click's formatter, with lines broken by the columns that they take, also in scripts without blanks.

    `translate` gives Click's own words in the user's language. Examples are wrapped too, each beside its command.
    """

    def __init__(self, translate: Callable[[str], str], *, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self._translate = translate

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that begins with "Usage:"."""
        super().write_usage(prog, args, self._translate("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(self._translate(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        margin = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            room = self.width - self.current_indent
            if paragraph.startswith(_AS_IT_IS):
                written = paragraph.removeprefix(_AS_IT_IS).split("\n")
                lines = [part for line in written for part in _example_lines(line, room)]
            else:
                lines = in_lines(" ".join(paragraph.split()), room, whole_words=True)
            self.write("".join(f"{margin}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms with what they mean beside them, or below a term that is too long."""
        rows = [(term, self._translate(meaning)) for term, meaning in rows]
        margin = " " * self.current_indent
        column = min(max((cell_len(term) for term, _ in rows), default=0), col_max) + col_spacing
        room = max(self.width - column - self.current_indent, 10)
        for term, meaning in rows:
            lines = in_lines(meaning, room, whole_words=True) if meaning else []
            is_long = cell_len(term) > column - col_spacing
            first = (
                f"{margin}{term}"
                if is_long or not lines
                else f"{margin}{term}{' ' * (column - cell_len(term))}{lines.pop(0)}"
            )
            self.write(f"{first}\n")
            self.write("".join(f"{margin}{' ' * column}{line}\n" for line in lines))


def _example_lines(line: str, room: int) -> list[str]:
    """Return an example in lines of at most `room` columns: what is said of it goes on below its beginning."""
    match = _EXAMPLE.fullmatch(line)
    if cell_len(line) <= room or match is None:
        return [line]
    head, comment = f"{match[1]}{match[2]}", match[3]
    if cell_len(head) + _LEAST_ROOM > room:
        head = " " * _LEAST_INDENT
        return [match[1], *(f"{head}{part}" for part in in_lines(comment, room - _LEAST_INDENT, whole_words=True))]
    first, *others = in_lines(comment, room - cell_len(head), whole_words=True)
    return [f"{head}{first}", *(f"{' ' * cell_len(head)}{part}" for part in others)]
