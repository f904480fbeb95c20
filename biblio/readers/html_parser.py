"""Python's parser of HTML for pages of others, which may be broken anywhere."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["PageParser"]


class PageParser(HTMLParser):
    """Handles tags and text as `HTMLParser` does, with entities resolved, and takes any text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def read(self, text: str) -> None:
        """Parse a whole page. The "<" of tags that do not end are text: Python would begin anew at every one."""
        end = text.rfind(">") + 1
        self.feed(text[:end] + text[end:].replace("<", "&lt;"))
        self.close()

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Take "<![" that begins no section as browsers do, for a comment; Python up to 3.13 raises."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i, report)
