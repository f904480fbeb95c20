"""Identifiers in every form in which people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url, trim_url


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://arxiv.org/abs/2401.01234v2", "arxiv:2401.01234"),
        ("http://arxiv.org/pdf/2401.01234.pdf", "arxiv:2401.01234"),
        ("https://arxiv.org/html/2401.01234v1#S3", "arxiv:2401.01234"),
        ("https://export.arxiv.org/abs/cs/0112017", "arxiv:cs/0112017"),
        ("https://ar5iv.labs.arxiv.org/html/2401.01234", "arxiv:2401.01234"),
        ("https://www.alphaxiv.org/overview/2401.01234", "arxiv:2401.01234"),
        ("https://huggingface.co/papers/2401.01234", "arxiv:2401.01234"),
        ("https://doi.org/10.48550/arXiv.2401.01234", "arxiv:2401.01234"),
        ("https://doi.org/10.1145/3292500.3330701.", "doi:10.1145/3292500.3330701"),
        ("http://dx.doi.org/10.1002/(SICI)1097-4571(1998)49:8%3C693::AID-ASI4%3E3.0.CO;2-O",
         "doi:10.1002/(sici)1097-4571(1998)49:8<693::aid-asi4>3.0.co;2-o"),
        ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701?download=true", "doi:10.1145/3292500.3330701"),
        ("https://link.springer.com/content/pdf/10.1007/978-3-031-56027-9_27.pdf", "doi:10.1007/978-3-031-56027-9_27"),
        ("https://onlinelibrary.wiley.com/doi/full/10.1111/j.1467-9868.2005.00503.x", "doi:10.1111/j.1467-9868.2005.00503.x"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf", "doi:10.1101/2020.01.01.123456"),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456", "doi:10.1371/journal.pone.0123456"),
        ("https://www.nature.com/articles/s41586-020-2649-2", "doi:10.1038/s41586-020-2649-2"),
        ("https://zenodo.org/records/1234567", "doi:10.5281/zenodo.1234567"),
        ("https://aclanthology.org/2023.emnlp-main.298/", "acl:2023.emnlp-main.298"),
        ("https://aclanthology.org/P19-1285v2.pdf", "acl:P19-1285"),
        ("https://www.aclweb.org/anthology/P/P19/P19-1285.pdf", "acl:P19-1285"),
        ("https://openreview.net/forum?id=OvoCm1gGhN&noteId=abc", "openreview:OvoCm1gGhN"),
        ("https://openreview.net/pdf?id=Fp7__phQszn", "openreview:Fp7__phQszn"),
        ("https://openreview.net/forum?id=33X9fd2-9FyZd", "openreview:33X9fd2-9FyZd"),
        ("https://openreview.net/forum?id=OvoCm1gGhNGroupNormalization", "openreview:OvoCm1gGhN"),
        ("https://proceedings.mlr.press/v119/katharopoulos20a/katharopoulos20a.pdf", "pmlr:v119/katharopoulos20a"),
        ("http://jmlr.org/proceedings/papers/v37/ioffe15.html", "pmlr:v37/ioffe15"),
        ("https://papers.nips.cc/paper_files/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html",
         "neurips:2017/3f5ee243547dee91fbd053c1c4a845aa"),
        ("https://papers.nips.cc/paper/7181-attention-is-all-you-need", "neurips:7181"),
        ("https://openaccess.thecvf.com/content/ICCV2023/papers/Peebles_Scalable_Diffusion_Models_with_Transformers_ICCV_2023_paper.pdf",
         "cvf:Peebles_Scalable_Diffusion_Models_with_Transformers_ICCV_2023_paper"),
        ("https://jmlr.org/papers/volume21/20-074/20-074.pdf", "jmlr:v21/20-074"),
        ("https://api.semanticscholar.org/CorpusID:13756489", "s2:CorpusID13756489"),
        ("https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17.html", "dblp:conf/nips/VaswaniSPUJGKP17"),
        ("https://pubmed.ncbi.nlm.nih.gov/31452104/", "pmid:31452104"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7029158/", "pmcid:PMC7029158"),
    ],
)  # fmt: skip
def test_addresses(url: str, identifier: str) -> None:
    assert str(identifier_in_url(url)) == identifier


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/vllm-project/vllm",
        "https://x.com/someone/status/1767251740443746435",
        "https://arxiv.org/list/cs.CL/recent",
        "https://openreview.net/group?id=ICLR.cc/2024",
        "https://openreview.net/references/pdf?id=abcdefghij",
        "https://huggingface.co/meta-llama/Llama-2-7b",
        "http://[broken",
        "",
    ],
)
def test_other_addresses(url: str) -> None:
    assert identifier_in_url(url) is None


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("see arXiv:2401.01234v2 [cs.CL] for it", ["arxiv:2401.01234"]),
        ("arXiv preprint arXiv:1706.03762", ["arxiv:1706.03762"]),
        ("old style: arXiv:cs/0112017.", ["arxiv:cs/0112017"]),
        ("doi:10.1145/3292500.3330701.", ["doi:10.1145/3292500.3330701"]),
        ("(10.1000/xyz(1)23)", ["doi:10.1000/xyz(1)23"]),
        ("DOI 10.1162/tacl_a_00313、を読む", ["doi:10.1162/tacl_a_00313"]),
        ("ISBN 978-0-306-40615-7; PMID: 12345", ["isbn:9780306406157", "pmid:12345"]),
        ("https://arxiv.org/abs/2401.01234。また arXiv:2401.99999", ["arxiv:2401.01234", "arxiv:2401.99999"]),
        ("it costs 2401.01234 yen", []),
        ("version 10.2/3 is out", []),
    ],
)
def test_running_text(text: str, identifiers: list[str]) -> None:
    assert [str(item.identifier) for item in find_identifiers(text)] == identifiers


@pytest.mark.parametrize(
    ("url", "trimmed"),
    [
        ("https://en.wikipedia.org/wiki/Foo_(bar)", "https://en.wikipedia.org/wiki/Foo_(bar)"),
        ("https://example.org/a),", "https://example.org/a"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://arxiv.org/abs/1609.03499)-like", "https://arxiv.org/abs/1609.03499"),
        ("https://example.org/a)[b](", "https://example.org/a"),
        ("https://example.org/a(", "https://example.org/a"),
    ],
)
def test_trim_url(url: str, trimmed: str) -> None:
    assert trim_url(url) == trimmed


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    for item in find_identifiers(text):
        assert 0 <= item.start < item.end <= len(text)
    identifier_in_url(text)
    identifier_in_url("https://doi.org/" + text)
