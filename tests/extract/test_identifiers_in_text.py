"""Identifiers in every form in which people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url, leads_to_work, trim_url


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://arxiv.org/abs/2401.01234v2", "arxiv:2401.01234"),
        ("http://arxiv.org/pdf/2401.01234.pdf", "arxiv:2401.01234"),
        ("https://arxiv.org/html/2401.01234v1#S3", "arxiv:2401.01234"),
        ("https://export.arxiv.org/abs/cs/0112017", "arxiv:cs/0112017"),
        ("https://ar5iv.labs.arxiv.org/html/2401.01234", "arxiv:2401.01234"),
        ("https://www.alphaxiv.org/overview/2401.01234", "arxiv:2401.01234"),
        ("https://arxiv.org/ftp/arxiv/papers/1809/1809.07858.pdf", "arxiv:1809.07858"),
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
        ("https://www.google.co.kr/url?sa=t&source=web&url=https%3A%2F%2Farxiv.org%2Fabs%2F2401.01234&usg=AFQ", "arxiv:2401.01234"),
        ("https://link.zhihu.com/?target=https%3A//arxiv.org/abs/2401.01234", "arxiv:2401.01234"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fdoi.org%2F10.1145%2F3292500.3330701&amp;h=AT0", "doi:10.1145/3292500.3330701"),
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
        ("doi: 10.1101/316554v2 is a preprint", ["doi:10.1101/316554"]),
        (
            "https://doi.org/10.1002/(SICI)1097-4571(199505)46:4<299::AID-ASI6>3.0.CO;2-0, and more",
            ["doi:10.1002/(sici)1097-4571(199505)46:4<299::aid-asi6>3.0.co;2-0"],
        ),
        (
            "(10.1002/(SICI)1097-0258(19980815)17:15&lt;1623::AID-SIM871&gt;3.0.CO;2-N)",
            ["doi:10.1002/(sici)1097-0258(19980815)17:15<1623::aid-sim871>3.0.co;2-n"],
        ),
        ("10.1890/0012-9658(1999)080[1150:TGMAOR]2.0.CO;2", ["doi:10.1890/0012-9658(1999)080[1150:tgmaor]2.0.co;2"]),
        ("<b>https://doi.org/10.1145/2939672</b><i>3.5</i>", ["doi:10.1145/2939672"]),
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


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("http://science.sciencemag.org/content/early/2017/12/15/science.aao1733", "10.1126/science.aao1733"),
        ("https://robotics.sciencemag.org/content/4/26/eaau5872", "10.1126/scirobotics.aau5872"),
        ("https://www.pnas.org/content/early/2018/05/07/1719367115", "10.1073/pnas.1719367115"),
        ("https://www.pnas.org/doi/full/10.1073/pnas.1611835114", "10.1073/pnas.1611835114"),
        ("https://www.biorxiv.org/content/early/2018/05/07/316554", "10.1101/316554"),
        ("https://www.biorxiv.org/content/biorxiv/early/2018/05/07/316554.full.pdf", "10.1101/316554"),
        ("https://www.biorxiv.org/content/10.1101/316554v2", "10.1101/316554"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full-text", "10.1101/2020.01.01.123456"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.supplementary-material", "10.1101/2020.01.01.123456"),
        ("https://www.medrxiv.org/content/10.1101/2020.03.24.20042937v1.full.pdf+html", "10.1101/2020.03.24.20042937"),
        ("https://www.biorxiv.org/content/10.64898/2025.12.01.691234v1", "10.64898/2025.12.01.691234"),
        ("https://doi.org/10.1101/2020.01.01.123456v2", "10.1101/2020.01.01.123456"),
        ("https://elifesciences.org/articles/47314v2", "10.7554/elife.47314"),
        ("https://elifesciences.org/content/5/e13410", "10.7554/elife.13410"),
        ("https://elifesciences.org/reviewed-preprints/88888", "10.7554/elife.88888"),
        ("https://www.researchsquare.com/article/rs-1234567/v2", "10.21203/rs.3.rs-1234567/v2"),
        ("https://www.researchsquare.com/article/rs-1234567/latest.pdf", "10.21203/rs.3.rs-1234567/v1"),
        ("https://assets.researchsquare.com/files/rs-1234567/v1_covered.pdf", "10.21203/rs.3.rs-1234567/v1"),
        ("https://www.mdpi.com/2072-4292/12/5/834/htm", "10.3390/rs12050834"),
        ("https://www.mdpi.com/1424-8220/20/3/593/pdf?version=1", "10.3390/s20030593"),
        ("https://www.mdpi.com/2313-433X/5/1/3", "10.3390/jimaging5010003"),
        ("https://www.nature.com/nature/journal/v521/n7553/full/nature14539.html", "10.1038/nature14539"),
        ("https://www.nature.com/articles/s41467-019-08987-4.pdf", "10.1038/s41467-019-08987-4"),
        ("https://www.nature.com/articles/s41586-019-1138-y_reference.pdf", "10.1038/s41586-019-1138-y"),
        ("https://link.springer.com/article/10.1007%2Fs11263-015-0816-y", "10.1007/s11263-015-0816-y"),
        ("https://link.springer.com/chapter/10.1007/978-3-319-24574-4_28", "10.1007/978-3-319-24574-4_28"),
        ("https://dl.acm.org/citation.cfm?doid=2939672.2939785", "10.1145/2939672.2939785"),
        ("https://www.jstor.org/stable/2346178", "10.2307/2346178"),
        ("https://www.jstor.org/stable/pdf/2346178.pdf", "10.2307/2346178"),
        ("https://www.jstor.org/stable/10.1086/260062", "10.1086/260062"),
        ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=3457500", "10.2139/ssrn.3457500"),
        ("https://ssrn.com/abstract=3457500", "10.2139/ssrn.3457500"),
        ("https://psyarxiv.com/abcd3/download", "10.31234/osf.io/abcd3"),
        ("https://osf.io/preprints/psyarxiv/abcd3_v2", "10.31234/osf.io/abcd3"),
        ("https://osf.io/preprints/socarxiv/zamy5/", "10.31235/osf.io/zamy5"),
        ("https://www.nber.org/system/files/working_papers/w24001/w24001.pdf", "10.3386/w24001"),
        ("https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(20)30183-5/fulltext", "10.1016/s0140-6736(20)30183-5"),
        ("https://www.bmj.com/content/368/bmj.m408", "10.1136/bmj.m408"),
        ("https://academic.oup.com/nar/article/doi/10.1093/nar/gkz1031/5613696", "10.1093/nar/gkz1031"),
        ("https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00313/96421/Some-Title", "10.1162/tacl_a_00313"),
        ("https://pubs.rsc.org/en/content/articlelanding/2018/sc/c7sc02664a", "10.1039/c7sc02664a"),
        ("https://projecteuclid.org/euclid.aos/1176344552", "10.1214/aos/1176344552"),
        ("https://peerj.com/articles/453/", "10.7717/peerj.453"),
        ("https://peerj.com/articles/cs-103.pdf", "10.7717/peerj-cs.103"),
        ("https://academic.oup.com/bib/advance-article/doi/10.1093/bib/bbz144/5669856#186956080", "10.1093/bib/bbz144"),
        ("https://gmd.copernicus.org/articles/12/1234/2019/", "10.5194/gmd-12-1234-2019"),
        ("https://hess.copernicus.org/preprints/hess-2020-655/hess-2020-655.pdf", "10.5194/hess-2020-655"),
        ("https://www.hindawi.com/journals/cin/2018/7068349/", "10.1155/2018/7068349"),
        ("https://www.ijcai.org/proceedings/2018/0123.pdf", "10.24963/ijcai.2018/123"),
        ("https://www.preprints.org/manuscript/202003.0001/v1", "10.20944/preprints202003.0001.v1"),
        ("https://www.aeaweb.org/articles?id=10.1257%2Faer.20150001&x=1", "10.1257/aer.20150001"),
    ],
)  # fmt: skip
def test_publishers_addresses(url: str, value: str) -> None:
    assert str(identifier_in_url(url)) == f"doi:{value}"
    assert leads_to_work(url)


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://europepmc.org/article/PMC/7029158", "pmcid:PMC7029158"),
        ("https://europepmc.org/abstract/MED/31452104", "pmid:31452104"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/7029158", "pmcid:PMC7029158"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=31452104", "pmid:31452104"),
        ("https://ui.adsabs.harvard.edu/abs/2017arXiv170603762V/abstract", "arxiv:1706.03762"),
        ("https://ui.adsabs.harvard.edu/#abs/2017arXiv170603762V/abstract", "arxiv:1706.03762"),
        ("https://arxiv-sanity-lite.com/?rank=pid&pid=1706.03762", "arxiv:1706.03762"),
        ("https://api.semanticscholar.org/arXiv:1706.03762", "arxiv:1706.03762"),
        ("https://www.cv-foundation.org/openaccess/content_cvpr_2016/papers/He_Deep_Residual_Learning_CVPR_2016_paper.pdf",
         "cvf:He_Deep_Residual_Learning_CVPR_2016_paper"),
        ("https://raw.githubusercontent.com/mlresearch/v119/main/assets/katharopoulos20a/katharopoulos20a.pdf",
         "pmlr:v119/katharopoulos20a"),
        ("https://jmlr.org/beta/papers/v21/20-074.html", "jmlr:v21/20-074"),
    ],
)  # fmt: skip
def test_archives_addresses(url: str, identifier: str) -> None:
    assert str(identifier_in_url(url)) == identifier


@pytest.mark.parametrize(
    "url",
    [
        "https://science.sciencemag.org/content/362/6419/1140",
        "https://www.mdpi.com/1099-4300/10/1/33",  # Entropy's early volumes have other DOIs
        "https://www.mdpi.com/1234-5678/12/5/834",
        "https://www.researchsquare.com/article/rs-9914/v1",
        "https://ieeexplore.ieee.org/abstract/document/7780459/",
        "https://dl.acm.org/citation.cfm?id=1390156.1390177",
        "https://www.sciencedirect.com/science/article/pii/S0893608014002135",
        "https://www.cell.com/neuron/fulltext/S0896-6273(17)30509-3",
        "https://ojs.aaai.org/index.php/AAAI/article/view/11694",
        "https://www.usenix.org/conference/osdi20/presentation/ren",
        "https://hal.science/hal-01234567v2/document",
        "https://eprint.iacr.org/2019/953.pdf",
        "https://academic.oup.com/bioinformatics/article/36/4/1234/5566506",
        "https://www.jstage.jst.go.jp/article/tjsai/36/1/36_36-1_A-K36/_article/-char/ja/",
        "https://www.dbpia.co.kr/journal/articleDetail?nodeId=NODE01234567",
        "https://journals.openedition.org/developpementdurable/12345",
    ],
)
def test_an_article_without_an_identifier_in_its_address(url: str) -> None:
    assert identifier_in_url(url) is None
    assert leads_to_work(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.science.org/news/2019/05/some-news",
        "https://osf.io/abcd3/",
        "https://elifesciences.org/about",
        "https://www.mdpi.com/journal/sensors",
        "https://www.nber.org/people/someone",
        "https://example.org/2019/05/20/some-post",
        "https://github.com/someone/stable/1234567",
        "http://[broken",
        "",
    ],
)
def test_addresses_that_lead_to_no_work(url: str) -> None:
    assert not leads_to_work(url)


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    for item in find_identifiers(text):
        assert 0 <= item.start < item.end <= len(text)
    identifier_in_url(text)
    identifier_in_url("https://doi.org/" + text)


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("J. Roe, Phys. Rev. D 76 (2007) 12, 0712.1234 [hep-th]", ["arxiv:0712.1234"]),
        ("JHEP 05 (2014) 123, [1402.1234].", ["arxiv:1402.1234"]),
        ("arXiv e-prints 1402.1234; arxiv.org/abs/0712.1234", ["arxiv:1402.1234", "arxiv:0712.1234"]),
        ("It cost 1402.1234 in 0712.1234 units [of money]", []),
        ("It cost [1499.1234](notes.md)", []),
    ],
)
def test_numbers_of_arxiv_with_four_digits(text: str, identifiers: list[str]) -> None:
    assert [str(item.identifier) for item in find_identifiers(text)] == identifiers


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("doi: 10.1016/j.tics. 2019.01.001, see", ["doi:10.1016/j.tics.2019.01.001"]),
        ("doi: 10.1016/ j.tics.2019.01.001.", ["doi:10.1016/j.tics.2019.01.001"]),
        ("10.1371/journal.pone 0123456", ["doi:10.1371/journal.pone0123456"]),
        ("10.1016/j.tics and 2 more", []),
        ("https://doi.org/10.1016/j.tics. 2019.01.001", []),
        ("doi:10.1093/nar/gkv1189. 2015 was good", ["doi:10.1093/nar/gkv1189"]),
        ("10.1000/xyz. See 2 pages", ["doi:10.1000/xyz"]),
    ],
)
def test_a_doi_with_a_blank_in_it_is_joined_or_dropped(text: str, identifiers: list[str]) -> None:
    assert [str(item.identifier) for item in find_identifiers(text)] == identifiers


def test_an_arxiv_number_with_a_digit_too_many_is_none() -> None:
    assert identifier_in_url("https://arxiv.org/pdf/2505.136030") is None
    assert list(find_identifiers("https://arxiv.org/pdf/2505.136030")) == []


def test_a_blank_written_as_an_entity_ends_an_address() -> None:
    (found,) = find_identifiers("https://doi.org/10.1007/s11229-022-03935-0.&#x20;")
    assert found.identifier.value == "10.1007/s11229-022-03935-0"
