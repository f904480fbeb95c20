"""The blocks of a Markdown page: lines and texts as they are written."""

from __future__ import annotations

from textwrap import dedent

from biblio.readers.markdown.block_events import read_blocks
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, Paragraph, Table, TableRow

PAGE = dedent("""\
    Title é
    =======

    # Two *words* ##

    - tight item with a [link](https://example.org)
      that goes on

      a second paragraph
      - nested **bold**
      - \\(x\\) escaped
    - > quoted
    -

    > a quote

    | a | b |
    |---|---|
    | 1 \\| 2 | `x` |

    ```py
    code
    ```

    <!-- a
    comment -->

    text
      with an indented line

    [one]: https://example.org/1
    [two]: https://example.org/2
    """)


def test_blocks_have_their_lines_and_words() -> None:
    blocks, hidden = read_blocks(PAGE)
    assert blocks == (
        Heading(0, 2, 1, "Title é"),
        Heading(3, 4, 1, "Two *words*"),
        ListBlock(
            5,
            13,
            [
                ListItem(
                    5,
                    11,
                    [
                        Paragraph(5, 7, "tight item with a [link](https://example.org)\nthat goes on"),
                        Paragraph(8, 9, "a second paragraph"),
                    ],
                    [
                        ListItem(9, 10, [Paragraph(9, 10, "nested **bold**")]),
                        ListItem(10, 11, [Paragraph(10, 11, "\\(x\\) escaped")]),
                    ],
                ),
                ListItem(11, 12),
                ListItem(12, 13),
            ],
        ),
        Table(16, 19, ("a", "b"), (TableRow(18, ("1 | 2", "`x`")),)),
        Paragraph(27, 29, "text\n  with an indented line"),
        Paragraph(30, 32, "[one]: https://example.org/1\n[two]: https://example.org/2"),
    )
    assert hidden == ((20, 23), (24, 26))


def test_an_empty_text_has_no_blocks() -> None:
    assert read_blocks("") == ((), ())
