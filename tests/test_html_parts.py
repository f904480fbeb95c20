"""Comments and elements are left out, and what never ends is text and costs little."""

from __future__ import annotations

import re

from biblio.html_parts import without_comments, without_elements
from tests.growth.measuring import grows


def test_comments_and_elements_without_an_end_are_text() -> None:
    assert without_comments("a <!-- b --> c <!-- d") == "a  c <!-- d"
    assert without_comments("a <!-- b --> c", lambda match: "\n" * len(match[0])) == "a \n\n\n\n\n\n\n\n\n\n c"
    opening = re.compile("<(?P<tag>pre|style)>", re.IGNORECASE)
    assert without_elements("a<pre>b</PRE >c<style>d<pre>e</pre>f", opening) == "ac<style>df"
    assert without_elements("<pre>b</pre>", opening, str.upper) == "<PRE>B</PRE>"


def test_what_has_no_end_is_looked_for_once() -> None:
    opening = re.compile("<(?P<tag>pre|style)>")
    assert grows(lambda text: without_elements(text, opening), "<pre><style>", size=80_000) is None
    assert grows(without_comments, "<!--", size=80_000) is None
