"""What the addresses of papers say about them."""

from __future__ import annotations

import pytest

from biblio.extract.address_facts import NO_FACTS, AddressFacts, facts_in_address
from biblio.extract.query import extract_query
from biblio.model.note import Link, LinkRole, Note


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        ("https://papers.nips.cc/paper/7181-attention-is-all-you-need.pdf",
         AddressFacts("attention is all you need", venue="NeurIPS")),
        ("https://proceedings.neurips.cc/paper/2020/file/1457c0d6bfcb4967418bfb8ac142f64a-Paper.pdf",
         AddressFacts(venue="NeurIPS", year=2020)),
        ("https://openaccess.thecvf.com/content_ICCV_2017/papers/He_Mask_R-CNN_ICCV_2017_paper.pdf",
         AddressFacts("Mask R-CNN", "He", "ICCV", 2017)),
        ("https://openaccess.thecvf.com/content_CVPRW_2020/html/w1/Doe_Lanterns_in_the_Dark_CVPRW_2020_paper.html",
         AddressFacts("Lanterns in the Dark", "Doe", "CVPR Workshop", 2020)),
        ("https://proceedings.mlr.press/v119/katharopoulos20a.html", AddressFacts(author="katharopoulos", year=2020)),
        ("http://proceedings.mlr.press/v9/glorot10a/glorot10a.pdf", AddressFacts(author="glorot", year=2010)),
        ("http://jmlr.org/papers/v3/bengio03a.html", AddressFacts(author="bengio", venue="JMLR", year=2002)),
        ("https://jmlr.org/papers/volume21/20-074/20-074.pdf", AddressFacts(venue="JMLR", year=2020)),
        ("https://aclanthology.org/2023.emnlp-main.298/", AddressFacts(venue="EMNLP", year=2023)),
        ("https://aclanthology.org/2023.bionlp-1.2/", AddressFacts(year=2023)),
        ("https://www.aclweb.org/anthology/P19-1285", AddressFacts(venue="ACL", year=2019)),
        ("https://www.ijcai.org/proceedings/2018/0123.pdf", AddressFacts(venue="IJCAI", year=2018)),
        ("https://www.usenix.org/conference/osdi20/presentation/ren", AddressFacts("", "ren", "OSDI", 2020)),
        ("https://www.semanticscholar.org/paper/Attention-is-All-you-Need-Vaswani-Shazeer/204e3073870fae3d05bcbc2f6a8e263d9b72e776",
         AddressFacts("Attention is All you Need", "Vaswani")),
        ("https://paperswithcode.com/paper/attention-is-all-you-need", AddressFacts("attention is all you need")),
        ("https://www.researchgate.net/publication/123456789_Lanterns_in_the_Dark", AddressFacts("Lanterns in the Dark")),
        ("https://paperswithcode.com/paper/lanterns", NO_FACTS),
        ("https://example.org/paper/attention-is-all-you-need", NO_FACTS),
        ("https://[broken", NO_FACTS),
    ],
)  # fmt: skip
def test_facts(url: str, facts: AddressFacts) -> None:
    assert facts_in_address(url) == facts


def note(url: str, role: LinkRole = LinkRole.OWN, **fields: object) -> Note:
    links = (Link("https://example.org/about", role), Link(url, role))
    return Note(id="n", source="a.md", line=1, end_line=2, layout="markdown", links=links).replace(**fields)


CVF = "https://openaccess.thecvf.com/content_ICCV_2017/papers/Doe_Lanterns_in_the_Dark_ICCV_2017_paper.pdf"


def test_the_address_of_the_notes_own_link_is_evidence() -> None:
    query = extract_query(note(CVF, title="Lanterns"))
    assert (query.titles, query.trailing, query.venue, query.year) == (
        ("Lanterns", "Lanterns in the Dark"), "Doe", "ICCV", 2017,
    )  # fmt: skip


def test_what_the_note_says_goes_before_its_address() -> None:
    query = extract_query(note(CVF, title="Lanterns", authors=("Ann Roe",), venue="CVPR", year=2018))
    assert ([str(author) for author in query.authors], query.trailing) == (["Ann Roe"], "")
    assert (query.venue, query.year) == ("CVPR", 2018)


def test_the_address_of_a_mention_is_no_evidence() -> None:
    query = extract_query(note(CVF, LinkRole.MENTION, title="Lanterns"))
    assert (query.titles, query.trailing, query.venue, query.year) == (("Lanterns",), "", "", None)
