"""Digests by e-mail: arXiv's listings, messages with links, mailboxes."""

from __future__ import annotations

import quopri
from base64 import b64encode

import pytest

from biblio.model.note import Note
from biblio.readers.skipped import Skipped
from tests.readers.read_text import notes, own_urls, read

HEADER = "From: no-reply@arxiv.example\nDate: Tue, 14 May 2024 00:44:51 GMT\nSubject: daily\n"
LISTING = r"""
------------------------------------------------------------------------------
 Submissions to:
------------------------------------------------------------------------------
\\
arXiv:2405.06640
Date: Fri, 10 May 2024 17:59:08 GMT   (245kb,D)

Title: How moss holds water:
  a study of wet woods
Authors: Rita Vega, Paul Onyango (University of Moss (Main Campus)) and Ada Silva
Categories: cs.CL cs.LG
Comments: 12 pages
DOI: 10.5555/moss.16
\\
  Moss is a sponge. It holds
the rain of a night.
\\ ( https://arxiv.org/abs/2405.06640 ,  245kb)
%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%-%
------------------------------------------------------------------------------
\\
arXiv:2311.09999
replaced with revised version Mon, 13 May 2024 09:12:01 GMT   (900kb,D)

Title: Ferns at night
Authors: Ada Silva
Categories: cs.CL
\\ ( https://arxiv.org/abs/2311.09999 ,  900kb)
------------------------------------------------------------------------------
"""
LIST = "Papers:\n\n* How moss holds water\n  https://arxiv.org/abs/2405.06640\n* Ferns at night — Silva\n  https://doi.org/10.5555/fern.19\n"
HTML = (
    "<html><head><style>a {}</style></head><body><h3><a href='https://scholar.google.com/scholar_url?url="
    "https://arxiv.org/abs/2405.06640&amp;hl=en'>How moss holds water</a></h3><div>R Vega, P Onyango - J Moss, 2016</div>"
    "<h3><a href='https://doi.org/10.5555/fern.19'>Ferns at night</a></h3></body></html>"
)


@pytest.mark.parametrize("name", ["a.eml", "a.mbox", "a.txt"])
def test_a_listing_of_arxiv(name: str) -> None:
    above = {"a.eml": f"{HEADER}\n", "a.mbox": f"From arxiv Tue May 14 00:44:51 2024\n{HEADER}\n", "a.txt": ""}[name]
    moss, ferns = notes(above + LISTING, name)
    assert (moss.title, moss.authors) == (
        "How moss holds water: a study of wet woods",
        ("Rita Vega", "Paul Onyango", "Ada Silva"),
    )
    assert own_urls(moss) == ["https://arxiv.org/abs/2405.06640", "https://doi.org/10.5555/moss.16"]
    assert (moss.summary, moss.year, moss.month) == ("Moss is a sponge. It holds the rain of a night.", 2024, 5)
    assert dict(moss.fields)["categories"] == "cs.CL cs.LG"
    assert str(moss.date or "") == ("" if name == "a.txt" else "2024-05-14")
    assert (above + LISTING).split("\n")[moss.line - 1] == "arXiv:2405.06640"
    assert (ferns.title, own_urls(ferns)) == ("Ferns at night", ["https://arxiv.org/abs/2311.09999"])


def test_accents_in_tex_and_remarks_behind_the_number_of_a_listing() -> None:
    text = (
        "\\\\\narXiv:2405.06641 (*cross-listing*)\nDate (v1): Fri, 10 May 2024 17:59:08 GMT   (9kb)\n\nTitle: Moss in\n"
        "\u00a0winter\nAuthors: Rita V\\'ega and Paul Ony\\~ango, Jr\n\\\\\n  Short.\n\\\\ ( https://arxiv.org/abs/2405.06641 ,  9kb)\n"
    )
    (note,) = notes(text, "a.txt")
    assert (note.title, note.authors, note.year) == ("Moss in winter", ("Rita Véga", "Paul Onyãngo Jr"), 2024)


def alert(articles: str) -> str:
    return f"{HEADER}Content-Type: text/html; charset=utf-8\n\n<html><body><div>{articles}</div></body></html>"


def test_an_alert_of_google_scholar() -> None:
    text = alert(
        "<h3><span>[PDF]</span> <a class='gse_alrt_title' href='http://scholar.google.com/scholar_url?url="
        "https://arxiv.org/pdf/2405.06640&amp;hl=en'>How <b>moss</b> holds water</a></h3>"
        "<div>R Vega, P Onyango, R Vega… - arXiv preprint arXiv:2405.06640, 2024</div>"
        "<div class='gse_alrt_sni'>Moss is <br>a sponge …</div><div><a href='https://x.example'>Share</a></div>"
        "<h3><a class='gse_alrt_title' href='https://ferns.example/9'>Ferns at night</a></h3>"
        "<div>A Silva - Journal of Ferns, 2023</div>"
        "<h3><a class='gse_alrt_title' href='https://ferns.example/10'>Ferns by day</a></h3>"
        "<div>A Silva - … Conference on Ferns</div><p>This message was sent by Google Scholar because you follow it."
    )
    moss, ferns, day = notes(text, "alert.eml")
    assert (moss.title, moss.authors, moss.et_al) == ("How moss holds water", ("R Vega", "P Onyango", "R Vega"), True)
    assert (moss.year, moss.venue, moss.summary, moss.comment) == (2024, "", "Moss is a sponge …", "")
    assert own_urls(moss)[0] == "https://arxiv.org/abs/2405.06640"
    assert (ferns.authors, ferns.venue, ferns.year, str(ferns.date)) == (
        ("A Silva",),
        "Journal of Ferns",
        2023,
        "2024-05-14",
    )
    assert (day.venue, dict(day.fields)["venue-as-shown"], day.comment) == ("", "… Conference on Ferns", "")


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64", "html"])
def test_a_digest_with_links(encoding: str) -> None:
    kind = "html" if encoding == "html" else "plain"
    text = HTML if encoding == "html" else LIST
    if encoding == "quoted-printable":
        text = quopri.encodestring(text.encode()).decode()
    elif encoding == "base64":
        text = b64encode(text.encode()).decode()
    head = f'{HEADER}Content-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: {encoding.replace("html", "8bit")}\n\n'
    moss, ferns = notes(head + text, "digest.eml")
    assert (moss.title, own_urls(moss)) == ("How moss holds water", ["https://arxiv.org/abs/2405.06640"])
    assert (own_urls(ferns), str(ferns.date)) == (["https://doi.org/10.5555/fern.19"], "2024-05-14")
    assert moss.line == (9 if encoding == "8bit" else 1)


def test_messages_without_works_are_said() -> None:
    mailbox = f"From a Tue May 14 00:44:51 2024\n{HEADER}\nLunch?\n\nFrom b Tue May 14 01:44:51 2024\n{HEADER}\n{LIST}"
    lunch, moss, ferns = read(mailbox, "a.mbox")
    assert isinstance(lunch, Skipped)
    assert (lunch.line, isinstance(moss, Note), isinstance(ferns, Note)) == (1, True, True)
