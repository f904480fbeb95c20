"""Convert a note's comment to the HTML of a Zotero note, with a last line that says where it comes from.

Comments are Markdown or plain text; HTML in them is escaped. Links are kept, and bare addresses become links.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from biblio.patterns import compiled

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
__all__ = ["comparable_note", "note_body", "note_html", "note_id_in", "note_source_in", "plain_note", "with_origin_of"]

_ADDRESS = re.compile(r"(?<![\"'(<\[\w/=])(https?://[^\s<>\"'()\[\]{}「」、。]+[^\s<>\"'()\[\]{}「」、。.,;:!?])")
# Lines that are words, headings or blank: what blank lines and headings part there is on its own in Markdown.
_BLOCKS = r"(?: {0,3}+(?:[^\W\d_]|#{1,6} +[^\s#])[^\n\r\0]*+(?:\n|\Z)| *\n)+"
# Signs within a line that mean something, and white space that is no blank.
_SIGN = r"://|[\\`*_\[<&~\t\x0b-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_ADDRESS_ALONE = r"(?a) *(https?://[a-z0-9]+(?:[.-][a-z0-9]+)+(?:/(?:[\w./-]*[\w/])?)?) *"
_HEADING = r" *(?P<marks>#+) +(?P<words>[^#]+)"
_LINE_END, _BREAK = re.compile(r"(?<! ) *+\n *"), "<br />\n"
_FRAME = re.compile(r"<div\b[^>]*>(.*)</div>", re.DOTALL)
_ORIGIN = re.compile(
    r"(?:<p>)?<em>From my notes: (?P<source>[^<>]*)\((?:<a [^<>]*+>)?(?P<id>[^<>()]++)(?:</a>)?\)</em></p>"
    r"\s*+(?:</div>)?\s*+\Z"
)


def note_html(comment: str, *, note: str, source: str, address: str = "") -> str:
    """Return a comment as HTML; `note` is the note's id, `source` its file, `address` its page on the web."""
    body = _by_blocks(comment) or _rendered(comment)
    name = html.escape(note)
    origin = f'<a href="{html.escape(address)}">{name}</a>' if address.startswith(("http://", "https://")) else name
    return f"{body}\n<p><em>From my notes: {html.escape(source)} ({origin})</em></p>"


def note_id_in(text: str) -> str:
    """Return the id of the note whose comment became this Zotero note; empty if biblio did not make it."""
    match = _ORIGIN.search(text)
    return html.unescape(match["id"]) if match else ""


def note_source_in(text: str) -> str:
    """Return the file whose comment became this Zotero note; empty if biblio did not make it."""
    match = _ORIGIN.search(text)
    return html.unescape(match["source"].rstrip()) if match else ""


def note_body(text: str) -> str:
    """Return the text of a Zotero note without the line that says where it comes from, and without the app's frame."""
    text = _without_frame(text)
    match = _ORIGIN.search(text)
    return (text[: match.start()] if match else text).strip()


def with_origin_of(body: str, text: str) -> str:
    """Return `body` with the line that says where the note `text` comes from."""
    match = _ORIGIN.search(text)
    return f"{body}\n{match[0].strip()}" if match else body


def plain_note(text: str) -> str:
    """Return the words of a Zotero note, a line for every paragraph, for comparing and for people to read."""
    text = re.sub(r"\s+", " ", _without_frame(text))
    text = re.sub(r"(?i)(?:(?<!\s)\s+)?(?:<br\s*/?>|</(?:p|li|h[1-6]|tr|blockquote|pre|div)>)\s*", "\n", text)
    lines = (html.unescape(re.sub(r"<[^<>]*>", "", line)).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def comparable_note(text: str) -> str:
    """Return a Zotero note so that what the app's editor does to it when it is opened makes no difference.

    The editor puts a frame around it, and writes tags, attributes and entities in its own way; what stands between the
    tags, which tags there are, and where links lead stays.
    """
    text = re.sub(r"(?i)<br\s*/?>", "<br>", _without_frame(text))
    text = re.sub(r"<(\w+)((?:\s[^<>]*)?)>", lambda tag: f"<{tag[1].lower()}{_target(tag[2])}>", text)
    return re.sub(r"(?:(?<!\s)\s++)?(</?\w[^<>]*>)\s*", r"\1", html.unescape(re.sub(r"\s+", " ", text))).strip()


def _target(attributes: str) -> str:
    match = re.search(r"""(?i)\b(?:href|src)\s*=\s*("[^"]*"|'[^']*')""", attributes)
    return f" {match[1][1:-1]}" if match else ""


def _without_frame(text: str) -> str:
    match = _FRAME.fullmatch(text.strip())
    return match[1].strip() if match else text


def _rendered(text: str) -> str:
    """Return the HTML of a text in Markdown."""
    return str(_markdown().render(_link_addresses(text))).strip()


def _by_blocks(comment: str) -> str:
    """Return the HTML of a comment of nothing but paragraphs and headings; empty if it has more, or may have.

    It is what the renderer gives, which takes many times as long; it is asked for the paragraphs with more than words.
    """
    if "```" in comment or not compiled(_BLOCKS).fullmatch(comment):
        return ""
    blocks: list[list[str]] = []
    is_open = False
    for line in comment.split("\n"):
        is_words = bool(line.strip(" ")) and not line.lstrip(" ").startswith("#")
        if is_words and is_open:
            blocks[-1].append(line)
        elif line.strip(" "):
            blocks.append([line])
        is_open = is_words
    return "\n".join(map(_block, map("\n".join, blocks)))


def _block(text: str) -> str:
    """Return the HTML of a paragraph or heading."""
    if address := compiled(_ADDRESS_ALONE).fullmatch(text):
        return f'<p><a href="{address[1]}">{address[1]}</a></p>'
    heading = compiled(_HEADING).fullmatch(text)
    if compiled(_SIGN).search(text) or (heading is None and text.lstrip().startswith("#")):
        return _rendered(text)
    words = (heading["words"] if heading else text).strip().replace(">", "&gt;").replace('"', "&quot;")
    tag = f"h{len(heading['marks'])}" if heading else "p"
    return f"<{tag}>{_LINE_END.sub(_BREAK, words)}</{tag}>"


def _link_addresses(text: str) -> str:
    """Put bare addresses in angle brackets, which Markdown turns into links; code is left alone."""
    parts = re.split(r"(```.*?```|`[^`\n]*`)", text, flags=re.DOTALL)
    return "".join(part if part.startswith("`") else _ADDRESS.sub(r"<\1>", part) for part in parts)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Users write notes in the form in which they want to see them, so line ends are kept.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").enable("strikethrough")
