"""A varied set of works, over real ones where facts matter, and strategies for values that hurt."""

from __future__ import annotations

from hypothesis import strategies as st

from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record, Work


def identifiers(*texts: str) -> tuple[Identifier, ...]:
    parsed = [make(*text.split(":", 1)) for text in texts]
    assert all(parsed), texts
    return tuple(identifier for identifier in parsed if identifier)


def record(title: str, authors: str = "", date: str = "", ids: str = "", **fields: object) -> Record:
    year, month, day = (*map(int, filter(None, date.split("-"))), 0, 0, 0)[:3]
    return Record(
        source="test",
        title=title,
        authors=tuple(parse_person(name) for name in authors.split("; ") if name),
        date=PartialDate(year, month, day) if year else None,
        identifiers=identifiers(*ids.split()),
        **fields,  # type: ignore[arg-type]
    )


def work(title: str, authors: str = "", date: str = "", ids: str = "", **fields: object) -> Work:
    best = record(title, authors, date, ids, **fields)
    name = str(best.identifiers[0]) if best.identifiers else f"title:{title}"
    return Work(name, best, (best,))


# key → (work, tags). Every type, both ways where something may be missing, and what TeX stumbles over.
VARIED: dict[str, tuple[Work, tuple[str, ...]]] = {
    "vaswani2017attention": (
        work(
            "Attention is All you Need",
            "Ashish Vaswani; Noam Shazeer; Niki Parmar; Łukasz Kaiser",
            "2017-12",
            "arxiv:1706.03762",
            medium=Medium.PROCEEDINGS,
            venue="Advances in Neural Information Processing Systems",
            volume="30",
            number="1",
            pages="5998–6008",
            publisher="Curran Associates, Inc.",
            url="https://proceedings.neurips.cc/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html",
            primary_class="cs.CL",
            abstract="The dominant models use ~100% of $O(n^2)$ & more_or_less #1 {attention}.",
        ),
        ("NLP", "Vision, Language", "Q&A", "C#", "3D (Scene)"),
    ),
    "devlin2019bert": (
        work(
            "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
            "Jacob Devlin; Ming-Wei Chang",
            "2019-06",
            "doi:10.18653/v1/N19-1423 acl:N19-1423 arxiv:1810.04805",
            medium=Medium.PROCEEDINGS,
            venue="Proceedings of the 2019 Conference of the North American Chapter of the ACL",
            pages="4171-4186",
            editors=(parse_person("Jill Burstein"),),
            url="https://doi.org/10.18653/v1/N19-1423",
        ),
        (),
    ),
    "rumelhart1986learning": (
        work(
            "Learning representations by back-propagating errors",
            "David E. Rumelhart; Geoffrey E. Hinton; Ronald J. Williams",
            "1986-10",
            "doi:10.1038/323533a0 pmid:1234567",
            medium=Medium.JOURNAL,
            venue="Nature",
            volume="323",
            number="6088",
            pages="533--536",
            publisher="Springer",
            series="Letters",
        ),
        ("Admin'sPick",),
    ),
    "radford2018gpt": (
        work(
            "Sigmoid-Weighted $\\lambda_1$ & GPT-2: 50% of α–β, naïve “quotes”",
            "OpenAI; Aäron van den Oord; 山田 太郎; Martin Luther King Jr.; Hegedűs, Ákos",
            "2018",
            "arxiv:1807.00001",
            medium=Medium.PREPRINT,
            truncated=True,
            primary_class="cs.LG",
        ),
        ("日本語のタグ",),
    ),
    "biorxiv2020": (
        work(
            "A preprint without arXiv",
            "Ada Lovelace",
            "2020-01",
            "doi:10.1101/2020.01.01.000001",
            medium=Medium.PREPRINT,
            venue="bioRxiv",
        ),
        (),
    ),
    "nobody2021": (work("Only a title and a year", "", "2021", medium=Medium.UNKNOWN), ()),
    "smith2005chapter": (
        work(
            "A chapter",
            "Jane Smith",
            "2005",
            medium=Medium.COLLECTION,
            venue="Handbook of Things",
            editors=(parse_person("Ed Itor"),),
            publisher="MIT Press",
            volume="1",
            number="2",
            series="Handbooks",
            pages="1-10",
        ),
        (),
    ),
    "smith2006part": (
        work("A part", "Jane Smith", "2006", medium=Medium.COLLECTION, venue="A Book of Theirs", publisher="Springer"),
        (),
    ),
    "goodfellow2016deep": (
        work(
            "Deep Learning",
            "Ian Goodfellow; Yoshua Bengio; Aaron Courville",
            "2016",
            "isbn:9780262035613",
            kind=Kind.BOOK,
            publisher="MIT Press",
            editors=(parse_person("Ed Itor"),),
            number="3",
        ),
        (),
    ),
    "unknown1999book": (work("A book that nobody published", "Jane Smith", "1999", kind=Kind.BOOK), ()),
    "editor2001collected": (
        work(
            "Collected Papers",
            "",
            "2001",
            kind=Kind.BOOK,
            editors=(parse_person("Ed Itor"),),
            publisher="Elsevier & Sons",
        ),
        (),
    ),
    "doe2010phd": (
        work("On theses", "Jane Doe", "2010-03", kind=Kind.THESIS, publisher="MIT", note="PhD thesis"),
        (),
    ),
    "doe2011master": (
        work("On shorter theses", "Jane Doe", "2011", kind=Kind.THESIS, publisher="MIT", note="Master's thesis"),
        (),
    ),
    "doe2012thesis": (work("On theses of some sort", "Jane Doe", "2012", kind=Kind.THESIS, publisher="MIT"), ()),
    "doe2013thesis": (work("On theses from nowhere", "Jane Doe", "2013", kind=Kind.THESIS), ()),
    "lab2014report": (
        work("A report", "Jane Doe", "2014", kind=Kind.REPORT, publisher="R&D Lab", number="TR-14_1"),
        (),
    ),
    "lab2015report": (work("A report from nowhere", "Jane Doe", "2015", kind=Kind.REPORT), ()),
    "karpathy2015unreasonable": (
        work(
            "The Unreasonable Effectiveness of Recurrent Neural Networks",
            "Andrej Karpathy",
            "2015-05",
            kind=Kind.BLOGPOST,
            url="https://karpathy.github.io/2015/05/21/rnn-effectiveness/?a=b_c%20d#e&f~g",
        ),
        ("Blog",),
    ),
    "web2020page": (
        work(
            "日本語のページ",
            "",
            "2020",
            kind=Kind.WEBPAGE,
            url="https://ja.wikipedia.org/wiki/日本 語{x}",
            language="ja",
            publisher="Wikipedia",
        ),
        (),
    ),
    "speaker2022slides": (
        work("Slides on x<y", "Some Speaker", "2022", kind=Kind.PRESENTATION, url="https://speakerdeck.com/x/y"),
        (),
    ),
    "speaker2023video": (
        work("A video", "Some Speaker", "2023", kind=Kind.VIDEO, url="https://www.youtube.com/watch?v=abc_DEF-1"),
        (),
    ),
    "dev2019software": (
        work("PyTorch/XLA", "{PyTorch Team}", "2019", kind=Kind.SOFTWARE, url="https://github.com/pytorch/xla"),
        (),
    ),
    "meta2024model": (
        work(
            "Llama-3.1-8B", "{Meta}", "2024-07", kind=Kind.MODEL, url="https://huggingface.co/meta-llama/Llama-3.1-8B"
        ),
        (),
    ),
    "data2018set": (
        work("A data set", "Jane Doe", "2018", "doi:10.5281/zenodo.1234", kind=Kind.DATASET, publisher="Zenodo"),
        (),
    ),
}

# Characters that BibTeX, TeX or bibtexparser give a meaning to, in every script and then some.
nasty_text = st.text(
    alphabet=st.one_of(
        st.sampled_from("{}\\\"$%&#_^~@,=()'`- abAB12.:;<>|\n\r\t\u2028\x0b\x85"),
        st.sampled_from("éüßŁőíθ∞日本語データ한글Привет😀ﬁ’“”–—…\u0301\u00a0\u200b"),
        st.characters(codec="utf-8", exclude_categories=["Cs"]),
    ),
    max_size=40,
)
names = st.builds(
    Person,
    family=st.text(alphabet=st.sampled_from("abcXYZéß山& "), max_size=8),
    given=st.text(alphabet=st.sampled_from("abcXYZéß太,- "), max_size=8),
    particle=st.sampled_from(["", "von", "de la", "van den"]),
    suffix=st.sampled_from(["", "", "Jr.", "III"]),
    literal=st.one_of(st.just(""), st.just(""), nasty_text),
)
