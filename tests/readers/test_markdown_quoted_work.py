"""Notes under the user's own words whose work is in a BibTeX entry, in a reference, or beside the title."""

from __future__ import annotations

import pytest

from biblio.readers.base import Document
from biblio.readers.bib_file_reader import READER as BIB_READER
from biblio.readers.layouts import reader_for
from biblio.readers.markdown.title_credits import read_key, read_title_credits
from biblio.readers.plain_reference import parse_reference
from tests.readers.markdown_samples import ATTENTION, notes, only, own

ENTRY = """\
@article{roe2017wick,
  title = {The Wick and the Flame},
  author = {Roe, Ada and Poe, Tom},
  journal = {Journal of Lights},
  year = {2017},
  doi = {10.1000/xyz7},
}"""


@pytest.mark.parametrize("fence", ["```bibtex\n{}\n```", "```\n{}\n```", "~~~bib\n{}\n~~~", "{}"])
@pytest.mark.parametrize("heading", ["# Roe 2017", "# Lamps are all we need", "# The Wick and the Flame", ""])
def test_a_note_with_the_entry_of_its_work(fence: str, heading: str) -> None:
    text = f"---\ntags: [lamps]\n---\n{heading}\n\n{fence.format(ENTRY)}\n\nSee chapter 4. #oil\n"
    document = Document("vault/wick.md", text, "wick.md")
    assert not BIB_READER.recognises(document)
    note = only(text, "wick.md")
    assert (note.title, note.authors, note.year, note.venue) == (
        "The Wick and the Flame",
        ("Ada Roe", "Tom Poe"),
        2017,
        "Journal of Lights",
    )
    assert (note.citekey, note.kind_hint) == ("roe2017wick", "paper")
    assert note.tags == ("lamps", "oil")
    assert own(note) == ["https://doi.org/10.1000/xyz7"]
    assert note.comment == f"{heading}\n\nSee chapter 4. #oil".strip()
    assert (note.line, note.end_line) == (1, text.rstrip().count("\n") + 1)


def test_a_file_that_is_one_entry_is_a_note() -> None:
    reader = reader_for(Document("vault/wick.md", ENTRY, "wick.md"))
    assert reader is not None
    assert only(ENTRY, "wick.md").title == "The Wick and the Flame"


def test_of_several_entries_the_one_with_the_notes_key_counts() -> None:
    other = ENTRY.replace("roe2017wick", "poe2019oil").replace("The Wick and the Flame", "Oil").replace("xyz7", "xyz8")
    text = f"# On oil\n\n```bibtex\n{ENTRY}\n{other}\n```\n"
    assert only(text, "@poe2019oil.md").title == "Oil"
    assert only("---\ndoi: 10.1000/xyz9\n---\n" + text, "x.md").title == "On oil"


def test_an_entry_of_another_work_is_not_the_notes() -> None:
    note = only(
        f"---\ntitle: Attention Is All You Need\narxiv: 1706.03762\n---\nCites\n\n```bibtex\n{ENTRY.replace('doi', 'eprint').replace('10.1000/xyz7', '1512.03385')}\n```\n"
    )
    assert (note.title, own(note)) == ("Attention Is All You Need", [ATTENTION])


@pytest.mark.parametrize(
    "reference",
    [
        "Roe, A., & Poe, T. (2017). The wick and the flame. Journal of Lights, 3(2), 1-20. https://doi.org/10.1000/xyz7",
        "> Roe, A., & Poe, T. (2017). The wick and the flame. Journal of Lights, 3(2), 1-20. https://doi.org/10.1000/xyz7",
        "**Reference:** Roe, A., & Poe, T. (2017). The wick and the flame. Journal of Lights, 3(2), 1-20. doi:10.1000/xyz7",
        'A. Roe and T. Poe, "The wick and the flame," Journal of Lights, 2017, doi: 10.1000/xyz7.',
    ],
)
def test_a_reference_below_a_heading_is_the_work(reference: str) -> None:
    note = only(f"# Lamps are enough\n\n{reference}\n\n#lamps\n\nMine.\n", "papers/Roe2017wick.md")
    assert note.title == "The wick and the flame"
    assert (len(note.authors), note.year, note.tags, note.citekey) == (2, 2017, ("lamps",), "Roe2017wick")
    assert own(note) == ["https://doi.org/10.1000/xyz7"]


@pytest.mark.parametrize(
    "quotation",
    [
        "> “Whoever keeps the lamp sees the ships come in, and now and then a whale.” — Jane Roe",
        '*"Whoever keeps the lamp sees the ships come in, and now and then a whale."* -- Jane Roe',
    ],
)
def test_what_somebody_said_is_no_reference(quotation: str) -> None:
    page = f"# Lamplight v4\n\n{quotation}\n\nA set of tools that puts your notes on the web.\n"
    assert notes(page, "README.md") == []


def test_prose_with_a_citation_is_no_reference() -> None:
    note = only(
        "---\ntype: paper\n---\n# Lamps are enough\n\nThis essay by Roe et al. (2017) shows that a lamp is enough. It is.\n"
    )
    assert (note.title, note.authors, note.year) == ("Lamps are enough", (), None)


@pytest.mark.parametrize(
    ("line", "key", "title", "authors", "year"),
    [
        ("How to Light Lanterns (Jane Roe 2012)", "", "How to Light Lanterns", ("Jane Roe",), 2012),
        ("How to Light Lanterns (Roe, 2012)", "", "How to Light Lanterns", ("Roe",), 2012),
        ("How to Light Lanterns (Roe & Poe 2012)", "", "How to Light Lanterns", ("Roe", "Poe"), 2012),
        ("How to Light Lanterns (Roe et al., 2012)", "", "How to Light Lanterns", ("Roe",), 2012),
        ("Jane Roe - How to Light Lanterns - 2017", "", "How to Light Lanterns", ("Jane Roe",), 2017),
        ("Jane Roe – 2017 – How to Light Lanterns", "", "How to Light Lanterns", ("Jane Roe",), 2017),
        ("Roe et al. (2017) How to Light Lanterns", "", "How to Light Lanterns", ("Roe",), 2017),
        ("Montage des lanternes (Jane Roe)", "roe2008montage", "Montage des lanternes", ("Jane Roe",), None),
        ("Roe 2008 - Montage of Lanterns", "roe2008montage", "Montage of Lanterns", ("Roe",), 2008),
    ],
)
def test_credits_beside_a_title(line: str, key: str, title: str, authors: tuple[str, ...], year: int | None) -> None:
    credited = read_title_credits(line, key)
    assert credited is not None
    assert (credited.title, credited.byline.authors, credited.byline.year) == (title, authors, year)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Attention Is All You Need (NeurIPS 2017)", ""),
        ("A Corpus of Lamps (Machine Translation)", ""),
        ("BERT - Pre-training of Deep Bidirectional Transformers", ""),
        ("Light - A History of Lamps - 2017", ""),
        ("A Survey of Lamps (Revised 2012)", ""),
        ("ImageNet (ILSVRC 2012)", ""),
        ("Montage of Lanterns (Jane Roe)", "poe2008montage"),
        ("Lanterns (Jane Roe 2012)", "roe2017lanterns"),
    ],
)
def test_what_belongs_to_a_title_stays(line: str, key: str) -> None:
    assert read_title_credits(line, key) is None


@pytest.mark.parametrize(
    ("key", "family", "year"),
    [
        ("Vaswani2017attention", "Vaswani", 2017),
        ("roeHowLightLanterns2017a", "roe", 2017),
        ("devlin-etal-2019-bert", "devlin", 2019),
        ("roe_2017", "roe", 2017),
        ("roe", "", None),
    ],
)
def test_what_a_key_says(key: str, family: str, year: int | None) -> None:
    assert read_key(key)[:2] == (family, year)


def test_a_key_gives_the_year_where_nothing_else_does() -> None:
    note = only("# How to Light Lanterns\n\nMine.\n", "@roeHowLightLanterns2017.md")
    assert (note.title, note.year, note.citekey) == ("How to Light Lanterns", 2017, "roeHowLightLanterns2017")


def test_keywords_with_a_key_tie_a_note_to_its_entry() -> None:
    note = only(
        '---\ntitle: Montage des lanternes (Jane Roe)\nkeywords: ["@roe2008montage", cinema]\n---\nMine.\n', "x.md"
    )
    assert (note.citekey, note.tags, note.title) == ("roe2008montage", ("cinema",), "Montage des lanternes")


def test_the_title_of_a_page_of_arxiv() -> None:
    note = only(f"---\ntitle: '[1706.03762] Attention Is All You Need'\nsource: {ATTENTION}\ntags: clippings\n---\n")
    assert note.title == "Attention Is All You Need"


def test_a_post_that_begins_with_who_reviews_which_reference() -> None:
    text = (
        '---\nlayout: post\ntitle: "Oil and Wicks in Large Lamps. J Lamps. 2018"\nauthor: Dr A Voe\n---\n\n'
        "__Max Poe__ reviewing Roe T, Moe L, and Zoe W, et al. Oil and Wicks in Large Lamps. _J Lamps_ **2018**;46;236-243. "
        "https://doi.org/10.1000/xyz7\n\n### Commentary\n\nGood.\n"
    )
    note = only(text, "_posts/2018-05-30-lamps.md")
    assert (note.title, note.authors, note.et_al) == ("Oil and Wicks in Large Lamps", ("Roe T", "Moe L", "Zoe W"), True)
    assert (note.venue, note.year, own(note)) == ("J Lamps", 2018, ["https://doi.org/10.1000/xyz7"])


def test_a_journal_with_its_author_is_no_title() -> None:
    text = (
        "### [Oil in Large Lamps: An Overview](lamps.pdf)\n\n> IEEE Transactions on Lamps and Oil, H. Roe, 1992\n>\n"
        "> https://doi.org/10.1000/xyz7\n\nOf 1992.\n"
    )
    note = only(text, "lamps.md")
    assert note.title == "Oil in Large Lamps: An Overview"
    assert "https://doi.org/10.1000/xyz7" in own(note)


def test_the_reference_in_a_section_called_citation_is_the_work() -> None:
    note = only(
        """
        # Source 01: The Lamp Index

        ## 📋 Citation

        > Institute for Lamps & Light (ILL). (2023). *Lamp Index 2023: Measuring Light at Sea* (17th ed.). Sydney: ILL.

        ## Key data

        Many lamps.
        """,
        "sources/01_index.md",
    )
    assert (note.title, note.year) == ("Lamp Index 2023: Measuring Light at Sea", 2023)
    assert note.authors == ("Institute for Lamps & Light",)


def test_how_to_cite_the_page_is_not_its_work() -> None:
    text = "# Lamps\n\nMany lamps.\n\n## Use\n\nRun it.\n\n## Citation\n\nRoe, J. (2023). *Lamp tools*. Oslo: Quay.\n"
    assert [note.title for note in notes(text, "lamps.md")] == []


@pytest.mark.parametrize(
    ("line", "authors", "venue", "year"),
    [
        ("by Ada Roe, Max B. Poe, Ann C. Moe (NIPS 2014)", ("Ada Roe", "Max B. Poe", "Ann C. Moe"), "NIPS", 2014),
        ("Ada Roe, Max Poe, Ann Moe. Quay Press, 2016.", ("Ada Roe", "Max Poe", "Ann Moe"), "", 2016),
        ("Roe & Poe, ICML 2015", ("Roe", "Poe"), "ICML", 2015),
        ("Roe, de Poe, Moe 외. NeurIPS 2020.", ("Roe", "de Poe", "Moe"), "NeurIPS", 2020),
        ("Roe, Poe, and Moe (ACL 2019)", ("Roe", "Poe", "Moe"), "ACL", 2019),
        ("Roe, A. B. (1954). Journal of Lamps, 47(6), 381–391.", ("Roe, A. B.",), "Journal of Lamps", 1954),
        ("CVPR 2015 / Lamp Lab", (), "CVPR", 2015),
        ("ICML 2020 | oral", (), "ICML", 2020),
    ],
)
def test_what_credits_the_title_above_it_is_no_title(
    line: str, authors: tuple[str, ...], venue: str, year: int
) -> None:
    note = only(f"# Lanterns in Deep Fog\n{line}\n\nRead it again.\n", "Papers/x.md")
    assert (note.title, note.authors, note.venue, note.year) == ("Lanterns in Deep Fog", authors, venue, year)


@pytest.mark.parametrize(
    "line", ["Vision, Language, ICML 2015", "Attention & Graphs, ACL 2019", "ACM, IEEE, ICML 2015"]
)
def test_topics_before_a_venue_are_no_authors(line: str) -> None:
    assert only(f"# Lanterns in Deep Fog\n{line}\n\nRead it again.\n", "Papers/x.md").authors == ()


def test_a_quote_that_goes_on_where_the_heading_ends_has_the_title_in_full() -> None:
    text = "# Deep Lamps\n\n> Deep Lamps: How They Burn in Fog. Roe, Poe, Moe. ICML 2018\n\nRead it again.\n"
    note = only(text, "Papers/x.md")
    assert (note.title, note.authors) == ("Deep Lamps: How They Burn in Fog", ("Roe", "Poe", "Moe"))
    assert (note.venue, note.year) == ("ICML", 2018)


@pytest.mark.parametrize(
    "place",
    [
        "Proceedings of the Ninth Workshop on Lamps (LAMPS'17)",
        "36th Annual Meeting of the Lamp Society and 17th Conference on Wicks, Volume 2",
        "Conference on Lamps, CL 2017, Paris, May 4-6, 2017",
    ],
)
@pytest.mark.parametrize("names", ["Jane Roe", "Jane Roe, Max B. Poe, Ann Moe"])
def test_the_meeting_below_a_title_is_no_title(names: str, place: str) -> None:
    note = only(f"# How lamps burn at night\n\n{names}. *{place}*, 2017.\n\n#paper\n", "roe.md")
    assert (note.title, note.authors, note.year) == ("How lamps burn at night", tuple(names.split(", ")), 2017)
    assert note.venue == place.removeprefix("Proceedings of the ")


@pytest.mark.parametrize(
    ("reference", "venue"),
    [
        (
            "Jane Roe, Max Poe, and Ann Doe. 2011. Fields of lamps. In Proceedings of 2011 International Conference for "
            "Lamps, Oil and Wicks (LAMP '11). Association for Computing Machinery, New York, NY, USA, Article 3, 1–11. "
            "DOI:https://doi.org/10.1145/2063384.2063388",
            "Proceedings of 2011 International Conference for Lamps, Oil and Wicks (LAMP '11)",
        ),
        (
            "Roe, J., Poe, M., & Doe, A. (2011). Fields of lamps. In Proceedings of the Conference on Lamps (pp. 1-11). "
            "IEEE. https://doi.org/10.1145/2063384.2063388",
            "Proceedings of the Conference on Lamps",
        ),
        (
            "Roe, J., Poe, M., & Doe, A. (2011). Fields of lamps. In European Conference on Lamps (pp. 1-11). "
            "Springer, Cham. doi: 10.1145/2063384.2063388",
            "European Conference on Lamps",
        ),
        (
            "Roe, J., Poe, M., & Doe, A. (2011, May). Fields of lamps. In 2011 IEEE/ACM 41st International Conference on Lamps: "
            "Lamps in Practice (pp. 1-11). IEEE.",
            "IEEE/ACM 41st International Conference on Lamps: Lamps in Practice",
        ),
    ],
)
def test_the_reference_of_the_title_above_it_is_that_of_the_note(reference: str, venue: str) -> None:
    note = only(f"# Fields of lamps\n\n{reference}\n\n## What\n\nLamps in fog.\n")
    assert (note.title, len(note.authors), note.year, note.venue) == ("Fields of lamps", 3, 2011, venue)
    assert note.comment.rstrip().endswith("Lamps in fog.")


@pytest.mark.parametrize("remark", ["Great paper.", "International readers may skip it.", "Read it at the university."])
def test_a_remark_behind_the_pages_is_no_publisher(remark: str) -> None:
    text = f"Roe, J., & Poe, M. (2011). Fields of lamps. In Proceedings of the Conference on Lamps (pp. 1-11). {remark}"
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.publisher, text[reference.end :].strip(" .")) == ("", remark.rstrip("."))


def test_an_entry_in_a_bullet_far_down_a_page_on_something_else_is_an_example() -> None:
    words = "\n\n".join(f"Part {number} of how the site was moved to its new home." for number in range(20))
    entry = "\n".join(f"    {line}" for line in ENTRY.split("\n"))
    page = f"{words}\n\n- How to cite:\n\n{entry}\n- Tiles\n"
    assert not any(note.line == 1 for note in notes(f"# We have moved\n\n## Why\n\n{page}", "moved.md"))
    # Its title shares a word with the entry's: it is a page on that work.
    assert only(f"# On the wick\n\n## Why\n\n{page}", "wick.md").title == "The Wick and the Flame"
