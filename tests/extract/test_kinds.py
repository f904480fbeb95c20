"""What sort of thing an address, a tag or a title belongs to."""

from __future__ import annotations

import pytest

from biblio.bibtex.record_to_entry import to_entry
from biblio.export.exported_works import work_from_note
from biblio.extract.kinds import kind_from_url, site_name
from biblio.extract.query import extract_query
from biblio.model.decision import Query
from biblio.model.note import Link, LinkRole, Note
from biblio.model.record import Kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://huggingface.co/sbintuitions/modernbert-ja-130m", Kind.MODEL),
        ("https://huggingface.co/datasets/openai/frontierscience", Kind.DATASET),
        ("https://huggingface.co/spaces/a/b", Kind.SOFTWARE),
        ("https://huggingface.co/blog/modernbert", Kind.BLOGPOST),
        ("https://huggingface.co/papers/2401.01234", None),
        ("https://huggingface.co/collections/allenai/molmo2", Kind.WEBPAGE),
        ("https://github.com/a/b", Kind.SOFTWARE),
        ("https://github.com/a/b/blob/main/tech_report.pdf", None),
        ("https://github.com/a/b/discussions/3", Kind.WEBPAGE),
        ("https://www.slideshare.net/a/b", Kind.PRESENTATION),
        ("https://docs.google.com/presentation/d/1", Kind.PRESENTATION),
        ("https://docs.google.com/document/d/1", Kind.WEBPAGE),
        ("https://youtu.be/abc", Kind.VIDEO),
        ("https://zenn.dev/a/articles/b", Kind.BLOGPOST),
        ("https://zenn.dev/a/books/b", Kind.BOOK),
        ("https://www.oreilly.co.jp/books/9784873117584/", Kind.BOOK),
        ("https://www.amazon.co.jp/dp/4873117585", Kind.BOOK),
        ("https://www.amazon.co.jp/Some-Name/dp/0262035618/ref=sr_1_1", Kind.BOOK),
        ("https://www.amazon.co.jp/dp/B08N5WRWNW", None),
        ("https://press.example.edu/9780262035613/lanterns/", Kind.BOOK),
        ("https://press.example.edu/lanterns-p-9780262035613", Kind.BOOK),
        ("https://press.example.edu/9780262035610/lanterns/", None),
        ("https://press.example.edu/chapter/9780262035613/lanterns", None),
        ("https://press-example-edu.proxy.example.org/view/10.1093/lamps/9780262035613.001/lamps-e-17", None),
        ("https://aeon.co/essays/why-lanterns-flicker", Kind.WEBPAGE),
        ("https://someone.substack.com/p/x", Kind.BLOGPOST),
        ("https://openai.com/index/introducing-gpt-oss/", Kind.BLOGPOST),
        ("https://example.org/blog/x", Kind.BLOGPOST),
        ("https://example.org/2018/04/03/attention.html", Kind.BLOGPOST),
        ("https://arxiv.org/abs/2401.01234", None),
        ("https://www.nature.com/articles/s41586-020-2649-2", None),
        ("https://distill.pub/2020/circuits/", None),
        ("https://example.org/x", None),
        ("http://science.sciencemag.org/content/early/2017/12/15/science.aao1733", None),
        ("https://www.pnas.org/content/early/2018/05/07/1719367115", None),
        ("https://www.biorxiv.org/content/early/2018/05/07/316554", None),
        ("https://journals.example.org/volume/2019/05/some-article", None),
        ("https://example.org/news/2019/05/some-news", Kind.WEBPAGE),
        ("https://[broken", None),
    ],
)
def test_addresses(url: str, kind: Kind | None) -> None:
    assert kind_from_url(url) is kind


def note(**fields: object) -> Note:
    return Note(id="n", source="a.md", line=1, end_line=2, layout="markdown").replace(**fields)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("【輪講資料】Moshi: a speech-text foundation model", Kind.PRESENTATION),
        ("[Slides] Scaling Laws", Kind.PRESENTATION),
        ("【書籍】ゼロから作るDeep Learning", Kind.BOOK),
        ("gpt-oss-120b", Kind.MODEL),
        ("Mixtral-8x7B-Instruct-v0.1", Kind.MODEL),
        ("Transformers.js", Kind.SOFTWARE),
        ("A Survey of 7B Models", None),
        ("[Paper Note] Scaling Laws", None),
        ("Video Generation with Slides of Data", None),
    ],
)
def test_titles(title: str, kind: Kind | None) -> None:
    assert extract_query(note(title=title)).kind is kind


def test_an_isbn_tells_a_book() -> None:
    assert extract_query(note(title="T", fields=(("isbn", "978-0-262-03561-3"),))).kind is Kind.BOOK
    assert extract_query(note(title="T", fields=(("isbn", "978-0-262-03561-0"),))).kind is None


@pytest.mark.parametrize("tag", ["tools", "software", "dataset", "video", "動画", "Tools"])
def test_a_topic_is_no_kind(tag: str) -> None:
    assert extract_query(note(title="Scaling Laws for Lanterns", tags=(tag,))).kind is None


def test_a_library_may_be_a_topic_too() -> None:
    query = extract_query(note(title="Scaling Laws for Lanterns", tags=("Library",)))
    assert (query.kind, query.sure_kind) == (Kind.SOFTWARE, False)


def test_a_venue_outweighs_a_weak_ground() -> None:
    assert extract_query(note(title="Gpt-oss-120b", venue="ICLR", year=2026)).kind is None
    assert extract_query(note(title="T", tags=("Article", "COLING"))).kind is None
    assert extract_query(note(title="T", tags=("Article",), summary="words")).kind is Kind.WEBPAGE


@pytest.mark.parametrize(
    ("url", "entry_type", "site"),
    [
        ("https://www.slideshare.net/a/b", "online", "SlideShare"),
        ("https://huggingface.co/a/model-7b", "software", "Hugging Face"),
        ("https://huggingface.co/datasets/a/b", "dataset", "Hugging Face"),
        ("https://github.com/a/b", "software", "GitHub"),
        ("https://zenn.dev/a/articles/b", "online", "Zenn"),
        ("https://www.youtube.com/watch?v=1", "online", "YouTube"),
    ],
)
def test_a_note_of_its_own_kind_is_exported_as_what_it_is(url: str, entry_type: str, site: str) -> None:
    online = note(title="Some Thing", year=2024, month=5, links=(Link(url, LinkRole.OWN),))
    query = extract_query(online)
    assert query.kind is not None
    work = work_from_note(online, query, query.kind)
    assert work is not None
    entry = to_entry(work, key="k")
    fields = dict(entry.fields)
    assert (entry.type, fields["url"], fields["year"], fields["month"]) == (entry_type, url, "2024", "may")
    assert site in (fields.get("organization"), fields.get("publisher"))
    assert site_name(url) == site


@pytest.mark.parametrize(
    "url",
    ["https://www.nytimes.com/2021/03/04/science/fog.html", "https://www.newyorker.com/magazine/2014/11/03/grain"],
)
def test_a_newspaper_is_no_blog(url: str) -> None:
    assert kind_from_url(url) is Kind.WEBPAGE
    assert (
        extract_query(note(title="The Keepers of the Fog", links=(Link(url, LinkRole.OWN),))).kind_so_far
        is Kind.WEBPAGE
    )


def of_link(url: str, **fields: object) -> Query:
    return extract_query(note(title="Lanterns in the Fog", **fields).replace(links=(Link(url, LinkRole.OWN),)))


def test_until_a_work_is_known_a_note_is_about_what_it_says_or_what_is_likely() -> None:
    assert of_link("https://youtu.be/abc").kind_so_far is Kind.VIDEO
    assert of_link("https://youtu.be/abc", summary="words").kind_so_far is Kind.VIDEO
    assert of_link("https://youtu.be/abc", venue="Lamp Evenings").kind_so_far is Kind.VIDEO
    assert of_link("https://example.org/lanterns").kind_so_far is Kind.PAPER
    assert extract_query(note(title="Lanterns in the Fog", kind_hint="webpage")).kind_so_far is Kind.WEBPAGE


@pytest.mark.parametrize("venue", ["EMNLP 2020", "EMNLP2020", "Proceedings of the Lamp Days", "Journal of Fog"])
def test_what_appeared_where_papers_appear_is_a_paper_until_more_is_known(venue: str) -> None:
    query = of_link("https://github.com/roe/lanterns", venue=venue)
    assert (query.kind, query.kind_so_far) == (Kind.SOFTWARE, Kind.PAPER)


def test_weak_grounds_make_no_other_kind_until_more_is_known() -> None:
    assert extract_query(note(title="Lanterns in the Fog", tags=("Article",))).kind_so_far is Kind.PAPER
    assert of_link("https://github.com/roe/notes/tree/main/fog/lanterns").kind_so_far is Kind.PAPER
    assert of_link("https://github.com/roe/lanterns").kind_so_far is Kind.SOFTWARE


def test_the_identifier_of_a_paper_outweighs_the_page_that_it_was_saved_from() -> None:
    paper = (Link("https://arxiv.org/abs/2401.01234", LinkRole.OWN),)
    for hint in ("webpage", "blogpost"):
        query = extract_query(note(title="Lanterns in the Fog", kind_hint=hint, links=paper))
        assert (query.kind, query.kind_so_far) == (None, Kind.PAPER)
    query = extract_query(note(title="Lanterns in the Fog", kind_hint="video", links=paper))
    assert (query.kind, query.kind_so_far) == (Kind.VIDEO, Kind.VIDEO)
    code = Link("https://github.com/roe/lanterns", LinkRole.OWN)
    assert extract_query(note(title="Lanterns in the Fog", links=(code, *paper))).kind_so_far is Kind.PAPER


def test_the_doi_of_an_archive_or_of_a_blog_is_not_that_of_a_paper() -> None:
    for doi in ("10.5281/zenodo.1234567", "10.59350/abcde-12345"):
        link = Link(f"https://doi.org/{doi}", LinkRole.OWN)
        query = extract_query(note(title="Lanterns in the Fog", kind_hint="webpage", links=(link,)))
        assert query.kind_so_far is Kind.WEBPAGE


def test_a_tag_says_less_of_a_file_in_a_folder_of_papers() -> None:
    assert of_link("https://roe.example.edu/talks/fog.pdf", tags=("slides",)).kind_so_far is Kind.PRESENTATION
    assert of_link("https://roe.example.edu/publications/fog.pdf", tags=("slides",)).kind_so_far is Kind.PAPER


def test_a_part_of_a_book_is_no_book_though_its_link_leads_to_one() -> None:
    shop = "https://www.example.org/books/lanterns"
    assert of_link(shop).kind_so_far is Kind.BOOK
    assert of_link(shop, venue="Collected Lights").kind_so_far is Kind.PAPER
