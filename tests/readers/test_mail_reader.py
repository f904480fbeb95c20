"""Digests by e-mail: arXiv's listings, messages with links, mailboxes."""

from __future__ import annotations

import quopri
from base64 import b64encode

import pytest

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for
from biblio.readers.skipped import Skipped

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


def read(text: str, name: str) -> list[ReadItem]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is not None
    return list(reader.read(document))


def notes(text: str, name: str) -> list[Note]:
    return [item for item in read(text, name) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


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
