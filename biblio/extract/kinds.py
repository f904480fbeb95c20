"""Detect what kind of thing a note is about, as far as the note itself says so.

Four kinds of grounds count, in this order: what the layout says (``type`` in front matter), the host of the note's own
link (a code host, a slide host, a blog), tags such as #Blog or #Slide, and the form of the title ("【輪講資料】…",
"modernbert-ja-130m"). A ground is *sure* only if nothing in the note suggests a paper: no venue, no "Author+, ICLR'25",
no summary of an abstract, no identifier. A sure ground rules papers out; an unsure one counts if every service was
asked and no paper was found. As long as no work is known for a note, it is about what it says or what is likely.

What the note says of its kind goes before all else, with one exception: a page or post ("webpage", "blogpost") with the
identifier of a paper was saved from the paper's page, and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from biblio.addresses import split_address
from biblio.model.identifiers import Identifier, isbn
from biblio.model.note import LinkRole, Note
from biblio.model.record import Kind
from biblio.patterns import compiled
from biblio.text import fold, strip_markup

__all__ = [
    "DEFAULT_KIND_TAGS",
    "PAGES",
    "Ground",
    "detect_kind",
    "has_paper_id",
    "is_book_on_shelf",
    "kind_from_url",
    "leads_to_newspaper",
    "leads_to_paper_file",
    "site_name",
]

PAGES = frozenset({Kind.WEBPAGE, Kind.BLOGPOST})
"""What an item is in a program that saved it from a page, also that of a paper."""
_OF_PAPERS = frozenset({"doi", "arxiv", "pmid", "pmcid", "acl", "openreview", "s2", "dblp"})
# DOIs of archives for all that people make, and of blogs.
_OF_ANYTHING = ("10.5281/", "10.6084/", "10.17605/", "10.5061/", "10.7910/", "10.17632/", "10.59350/", "10.57967/")

# Tags that people give to things that are not papers; keys are folded. The user's own table takes precedence. Words
# that are as often a topic ("software", "tools", "dataset", "video") are not here: papers are about these things.
DEFAULT_KIND_TAGS: Mapping[str, Kind] = {
    "blog": Kind.BLOGPOST,
    "blogpost": Kind.BLOGPOST,
    "blog post": Kind.BLOGPOST,
    "ブログ": Kind.BLOGPOST,
    "slide": Kind.PRESENTATION,
    "slides": Kind.PRESENTATION,
    "スライド": Kind.PRESENTATION,
    "presentation": Kind.PRESENTATION,
    "repository": Kind.SOFTWARE,
    "library": Kind.SOFTWARE,
    "podcast": Kind.VIDEO,
    "book": Kind.BOOK,
    "書籍": Kind.BOOK,
    "thesis": Kind.THESIS,
}
# They can also be topics, so they count only if no paper is found.
_UNSURE_TAGS = frozenset({"library", "repository"})
# Some people use it for "not a journal or conference paper", but papers have it too, so it never outweighs anything.
_WEAK_TAGS = frozenset({"article", "web", "webpage", "website", "news", "記事"})
# Newspapers, magazines and broadcasters: host and name.
_NEWSPAPERS = (
    ("aeon.co", "Aeon"), ("aljazeera.com", "Al Jazeera"), ("apnews.com", "AP News"),
    ("arstechnica.com", "Ars Technica"), ("asahi.com", "The Asahi Shimbun"), ("axios.com", "Axios"),
    ("bbc.co.uk", "BBC"), ("bbc.com", "BBC"), ("bloomberg.com", "Bloomberg"), ("bostonreview.net", "Boston Review"),
    ("businessinsider.com", "Business Insider"), ("cbsnews.com", "CBS News"), ("cnbc.com", "CNBC"),
    ("cnet.com", "CNET"), ("cnn.com", "CNN"), ("eater.com", "Eater"), ("economist.com", "The Economist"),
    ("elpais.com", "El País"), ("engadget.com", "Engadget"), ("faz.net", "Frankfurter Allgemeine"),
    ("fivethirtyeight.com", "FiveThirtyEight"), ("forbes.com", "Forbes"), ("foxnews.com", "Fox News"),
    ("ft.com", "Financial Times"), ("harpers.org", "Harper's Magazine"), ("huffpost.com", "HuffPost"),
    ("independent.co.uk", "The Independent"), ("jacobin.com", "Jacobin"), ("jacobinmag.com", "Jacobin"),
    ("lareviewofbooks.org", "Los Angeles Review of Books"), ("latimes.com", "Los Angeles Times"),
    ("lefigaro.fr", "Le Figaro"), ("lemonde.fr", "Le Monde"), ("lrb.co.uk", "London Review of Books"),
    ("motherjones.com", "Mother Jones"), ("nationalgeographic.com", "National Geographic"), ("nautil.us", "Nautilus"),
    ("nbcnews.com", "NBC News"), ("newrepublic.com", "The New Republic"), ("newyorker.com", "The New Yorker"),
    ("nikkei.com", "Nikkei"), ("nplusonemag.com", "n+1"), ("npr.org", "NPR"),
    ("nybooks.com", "The New York Review of Books"), ("nytimes.com", "The New York Times"),
    ("opendemocracy.net", "openDemocracy"), ("politico.com", "Politico"), ("polygon.com", "Polygon"),
    ("propublica.org", "ProPublica"), ("quantamagazine.org", "Quanta Magazine"), ("reuters.com", "Reuters"),
    ("rollingstone.com", "Rolling Stone"), ("salon.com", "Salon"), ("seattletimes.com", "The Seattle Times"),
    ("slate.com", "Slate"), ("smithsonianmag.com", "Smithsonian Magazine"), ("spiegel.de", "Der Spiegel"),
    ("sueddeutsche.de", "Süddeutsche Zeitung"), ("techcrunch.com", "TechCrunch"),
    ("technologyreview.com", "MIT Technology Review"), ("telegraph.co.uk", "The Telegraph"),
    ("the-tls.co.uk", "The Times Literary Supplement"), ("theatlantic.com", "The Atlantic"),
    ("theconversation.com", "The Conversation"), ("theguardian.com", "The Guardian"), ("thehill.com", "The Hill"),
    ("theintercept.com", "The Intercept"), ("thenation.com", "The Nation"), ("thenewinquiry.com", "The New Inquiry"),
    ("theparisreview.org", "The Paris Review"), ("theregister.com", "The Register"), ("theverge.com", "The Verge"),
    ("thewalrus.ca", "The Walrus"), ("time.com", "Time"), ("usatoday.com", "USA Today"),
    ("vanityfair.com", "Vanity Fair"), ("venturebeat.com", "VentureBeat"), ("vice.com", "Vice"), ("vox.com", "Vox"),
    ("washingtonpost.com", "The Washington Post"), ("wired.com", "Wired"), ("wsj.com", "The Wall Street Journal"),
    ("zdnet.com", "ZDNet"), ("zeit.de", "Die Zeit"),
)  # fmt: skip
_NEWS_HOSTS = frozenset(host for host, _ in _NEWSPAPERS)
# Host (with its subdomains) | name of the site | pattern of the path → kind; the first match counts, "" matches all.
_SITES: tuple[tuple[str, str, tuple[tuple[str, Kind | None], ...]], ...] = (
    ("huggingface.co", "Hugging Face", (
        (r"/datasets/", Kind.DATASET), (r"/spaces/", Kind.SOFTWARE), (r"/blog/", Kind.BLOGPOST), (r"/papers/", None),
        (r"/(?:docs|learn|collections|posts|tasks)\b", Kind.WEBPAGE), (r"/[\w.-]+/[\w.-]+", Kind.MODEL),
        ("", Kind.WEBPAGE),
    )),
    ("modelscope.cn", "ModelScope", ((r"/datasets/", Kind.DATASET), (r"/models/", Kind.MODEL), ("", Kind.WEBPAGE))),
    ("github.com", "GitHub", (
        (r"/[\w.-]+/[\w.-]+/(?:discussions|issues|wiki)\b", Kind.WEBPAGE), (r"/[\w.-]+/[\w.-]+", Kind.SOFTWARE),
        ("", Kind.WEBPAGE),
    )),
    ("gist.github.com", "GitHub", (("", Kind.SOFTWARE),)),
    ("gitlab.com", "GitLab", (("", Kind.SOFTWARE),)),
    ("bitbucket.org", "Bitbucket", (("", Kind.SOFTWARE),)),
    ("codeberg.org", "Codeberg", (("", Kind.SOFTWARE),)),
    ("colab.research.google.com", "Google Colab", (("", Kind.SOFTWARE),)),
    ("pypi.org", "PyPI", (("", Kind.SOFTWARE),)),
    ("npmjs.com", "npm", (("", Kind.SOFTWARE),)),
    ("crates.io", "crates.io", (("", Kind.SOFTWARE),)),
    ("readthedocs.io", "Read the Docs", (("", Kind.SOFTWARE),)),
    ("slideshare.net", "SlideShare", (("", Kind.PRESENTATION),)),
    ("speakerdeck.com", "Speaker Deck", (("", Kind.PRESENTATION),)),
    ("docswell.com", "Docswell", (("", Kind.PRESENTATION),)),
    ("docs.google.com", "Google Docs", ((r"/presentation/", Kind.PRESENTATION), (r"/spreadsheets/", Kind.DATASET),
                                        ("", Kind.WEBPAGE))),
    ("youtube.com", "YouTube", (("", Kind.VIDEO),)),
    ("youtu.be", "YouTube", (("", Kind.VIDEO),)),
    ("vimeo.com", "Vimeo", (("", Kind.VIDEO),)),
    ("bilibili.com", "bilibili", ((r"/read/", Kind.BLOGPOST), ("", Kind.VIDEO))),
    ("nicovideo.jp", "niconico", (("", Kind.VIDEO),)),
    ("slideslive.com", "SlidesLive", (("", Kind.VIDEO),)),
    ("ted.com", "TED", (("", Kind.VIDEO),)),
    ("kaggle.com", "Kaggle", (
        (r"/datasets/", Kind.DATASET), (r"/models/", Kind.MODEL), (r"/code/", Kind.SOFTWARE), ("", Kind.WEBPAGE),
    )),
    ("figshare.com", "figshare", (("", Kind.DATASET),)),
    ("zenodo.org", "Zenodo", (("", Kind.DATASET),)),
    ("archive.ics.uci.edu", "UCI Machine Learning Repository", (("", Kind.DATASET),)),
    ("qiita.com", "Qiita", (("", Kind.BLOGPOST),)),
    ("zenn.dev", "Zenn", ((r"/.*/books/", Kind.BOOK), ("", Kind.BLOGPOST))),
    ("note.com", "note", (("", Kind.BLOGPOST),)),
    ("medium.com", "Medium", (("", Kind.BLOGPOST),)),
    ("towardsdatascience.com", "Towards Data Science", (("", Kind.BLOGPOST),)),
    ("substack.com", "Substack", (("", Kind.BLOGPOST),)),
    ("dev.to", "DEV", (("", Kind.BLOGPOST),)),
    ("hatenablog.com", "Hatena Blog", (("", Kind.BLOGPOST),)),
    ("hatenablog.jp", "Hatena Blog", (("", Kind.BLOGPOST),)),
    ("wordpress.com", "WordPress", (("", Kind.BLOGPOST),)),
    ("blogspot.com", "Blogger", (("", Kind.BLOGPOST),)),
    ("lesswrong.com", "LessWrong", (("", Kind.BLOGPOST),)),
    ("velog.io", "velog", (("", Kind.BLOGPOST),)),
    ("tistory.com", "Tistory", (("", Kind.BLOGPOST),)),
    ("zhihu.com", "Zhihu", (("", Kind.BLOGPOST),)),
    ("wandb.ai", "Weights & Biases", ((r"/.*/reports/", Kind.BLOGPOST), ("", Kind.WEBPAGE))),
    ("x.com", "X", (("", Kind.WEBPAGE),)),
    ("twitter.com", "X", (("", Kind.WEBPAGE),)),
    ("bsky.app", "Bluesky", (("", Kind.WEBPAGE),)),
    ("facebook.com", "Facebook", (("", Kind.WEBPAGE),)),
    ("linkedin.com", "LinkedIn", (("", Kind.WEBPAGE),)),
    ("reddit.com", "Reddit", (("", Kind.WEBPAGE),)),
    ("news.ycombinator.com", "Hacker News", (("", Kind.WEBPAGE),)),
    ("wikipedia.org", "Wikipedia", (("", Kind.WEBPAGE),)),
    ("stackoverflow.com", "Stack Overflow", (("", Kind.WEBPAGE),)),
    ("oreilly.com", "O'Reilly", ((r"/library/view/", Kind.BOOK),)),
    ("openai.com", "OpenAI", ((r"/(?:[\w-]+/)?(?:index|blog|research)/", Kind.BLOGPOST),)),
    ("anthropic.com", "Anthropic", ((r"/(?:news|research|engineering)/", Kind.BLOGPOST),)),
    ("transformer-circuits.pub", "Transformer Circuits Thread", (("", Kind.BLOGPOST),)),
    ("distill.pub", "", (("", None),)),  # a journal
    ("ndpr.nd.edu", "", (("", None),)),  # a journal of reviews
    ("podcasts.apple.com", "Apple Podcasts", (("", Kind.VIDEO),)),
    ("open.spotify.com", "Spotify", ((r"/(?:episode|show)/", Kind.VIDEO), ("", Kind.WEBPAGE))),
    ("soundcloud.com", "SoundCloud", (("", Kind.VIDEO),)),
    *((host, name, (("", Kind.WEBPAGE),)) for host, name in _NEWSPAPERS),
)  # fmt: skip
_SITES_BY_HOST = {site[0]: site for site in _SITES}
# Bookshops use the ISBN, if there is one, as the article number.
_BOOKSHOP = r"amazon\.[a-z.]+/(?:.*/)?(?:dp|gp/product)/(\d{9}[\dX])\b"
# Publishers have the ISBN in the addresses of books, and of their chapters.
_ISBN_IN_PATH = r"(?<!\d)97[89]\d{10}(?!\d)"
_OF_CHAPTER = r"(?i)/(?:chapters?|articles?|abstract|pdf|doi)\b|/10\.\d{4}"
_PATH_WORDS = {
    **dict.fromkeys(("blog", "blogs", "posts"), Kind.BLOGPOST),
    **dict.fromkeys(("book", "books"), Kind.BOOK),
    "news": Kind.WEBPAGE,
}
# A journal's articles have dates in their addresses too, but also one of these words.
_ARTICLE_PATH = (
    r"(?i)\bjournals?\b|/(?:content|doi|articles?|abs(?:tract)?|full(?:text)?|papers?|proceedings|pub(?:lication)?s?"
    r"|volumes?|issues?|preprints?)/"
)
# Folders of papers: "/publications/traversals.pdf".
_PAPER_FOLDERS = frozenset(
    "paper papers pub pubs publication publications article articles proceedings preprint preprints reprint"
    " reprints".split()
)
_IN_REPOSITORY = frozenset({"tree", "blob", "raw", "src"})
_DATED_PATH = r"/(?:19|20)\d\d/(?:0[1-9]|1[0-2])/(?:\d\d/)?[\w.-]+/?$"
_TITLE_FORMS: tuple[tuple[Kind, str], ...] = tuple(
    (kind, rf"(?i)^\s*[【\[(](?:{words})[】\])]|{more}")
    for kind, words, more in (
        (
            Kind.PRESENTATION,
            "輪講(?:資料)?|スライド|発表資料|講演(?:資料)?|slides?|talk|lecture|tutorial|keynote",
            r"(?:チュートリアル|招待|基調|特別)講演|(?:講義|講演|発表|輪講|輪読)資料|\blecture (?:notes|slides)\b",
        ),
        (Kind.VIDEO, "動画|video|youtube|podcast", r"(?!)"),
        (Kind.BLOGPOST, "ブログ|blog(?: ?post)?|記事", r"(?!)"),
        (Kind.DATASET, "データセット|dataset", r"(?!)"),
        (Kind.SOFTWARE, "ツール|ライブラリ|code|tool|library|repo(?:sitory)?|software", r"^[\w.-]+\.(?:js|py|rs|cpp)$"),
        (Kind.BOOK, "書籍|本|book", r"(?!)"),
    )
)
# What each of the forms has; hardly any title has it.
_MAY_HAVE_FORM = r"(?i)^\s*[【\[(]|講演|資料|lecture |\.(?:js|py|rs|cpp)$"
# A name with a number of parameters, as released models have it: "gpt-oss-120b", "Mixtral-8x7B-Instruct".
_MODEL_NAME = r"(?=.*[a-z])[\w./+-]+(?:[ _-])(?:\d+x)?\d+(?:\.\d+)?[bBmM](?:[ _-][\w.+-]+){0,3}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a note is about (`kind`, None if it does not say), why (`reason`), and how much that is worth.

    It is `sure` if it rules papers out, and `likely` if it tells what the note is about as long as no work is known.
    """

    kind: Kind | None = None
    sure: bool = False
    likely: bool = False
    reason: str = ""


def detect_kind(
    note: Note, tags: Mapping[str, Kind], *, identifiers: Iterable[Identifier], papers: bool, cited: bool, placed: bool
) -> Ground:
    """Return what a note is about, and why.

    `tags` maps folded tags to kinds. `papers` is true if something in the note suggests a paper, `cited` if that is an
    identifier, a venue or "Author+": a weak ground does not count against those. `placed` is true if it appeared where
    papers appear.
    """
    is_paper = has_paper_id(identifiers)
    if note.kind_hint:
        kind = Kind(note.kind_hint)
        if is_paper and kind in PAGES:
            return Ground()
        return Ground(kind, kind is not Kind.PAPER, likely=True, reason=f"the note says it is a {kind}")
    is_likely = not (is_paper or placed or note.et_al)
    for link in note.links:
        if link.role is LinkRole.OWN and (kind_of_link := kind_from_url(link.url)):
            reason = f"its own link leads to a {kind_of_link}"
            # Of a part of a book, the link may lead to the whole.
            is_part = kind_of_link is Kind.BOOK and bool(note.venue)
            is_likely &= not (is_part or _leads_into_repository(link.url))
            return Ground(kind_of_link, not papers, is_likely, reason)
    if any(name == "isbn" and isbn(value) for name, value in note.fields):
        return Ground(Kind.BOOK, likely=is_likely, reason="it has an ISBN")
    # A list that is called "Slides" has some papers in it too.
    is_likely &= not any(link.role is LinkRole.OWN and leads_to_paper_file(link.url) for link in note.links)
    folded = {fold(tag): tag for tag in note.tags}
    for tag, kind in tags.items():
        if tag in folded and not (kind in PAGES and _leads_to_article(note)):
            is_unsure = tag in _UNSURE_TAGS
            return Ground(kind, not papers and not is_unsure, is_likely and not is_unsure, f"tagged #{folded[tag]}")
    title = strip_markup(note.title or "")
    for kind, pattern in _TITLE_FORMS if compiled(_MAY_HAVE_FORM).search(title) else ():
        if compiled(pattern).search(title):
            return Ground(kind, not papers, is_likely, f"its title has the form of a {kind}'s")
    if not cited and title and compiled(_MODEL_NAME).fullmatch(title):
        return Ground(Kind.MODEL, likely=True, reason="its title is a model's name")
    for tag in _WEAK_TAGS & folded.keys():
        if not cited:
            return Ground(Kind.WEBPAGE, reason=f"tagged #{folded[tag]}")
    return Ground()


def has_paper_id(identifiers: Iterable[Identifier]) -> bool:
    """Return whether there is an identifier among `identifiers` that papers have, and hardly anything else."""
    return any(one.scheme in _OF_PAPERS and not one.value.lower().startswith(_OF_ANYTHING) for one in identifiers)


def leads_to_paper_file(url: str) -> bool:
    """Return whether an address leads to a PDF in a folder of papers; then what stands around it may say less."""
    return url.endswith(".pdf") and not _PAPER_FOLDERS.isdisjoint(url.casefold().split("/")[3:-1])


def _leads_to_article(note: Note) -> bool:
    """Return whether a note leads to an article in a journal; then it is the page of the notes that is a post."""
    own = (split_address(link.url) for link in note.links if link.role is LinkRole.OWN)
    return any(_is_of_article(parts.hostname or "", parts.path) for parts in own)


def _is_of_article(host: str, path: str) -> bool:
    """Return whether an address has a word that those of articles in journals have."""
    return compiled(_ARTICLE_PATH).search(f"{host}/{path}") is not None


def _leads_into_repository(url: str) -> bool:
    """Return whether an address leads to a folder or file of a repository: often notes on a paper, by whoever."""
    parts = [part for part in url.split("/", 9)[5:] if part not in ("", "-")]  # behind the host, owner and name
    return len(parts) > 2 and parts[0] in _IN_REPOSITORY


def kind_from_url(url: str) -> Kind | None:
    """Return what kind of thing a URL leads to; None if it is a paper or the URL does not say."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host, path = (parts.hostname or "").removeprefix("www."), parts.path
    if path.lower().endswith(".pdf"):
        return None
    if site := _site(host):
        for pattern, kind in site[2]:
            if re.match(pattern, path):
                return kind
    from biblio.extract.identifiers_in_text import leads_to_work

    if leads_to_work(url):
        return None
    if (match := compiled(_BOOKSHOP).search(f"{host}{path}")) and isbn(match[1]):
        return Kind.BOOK
    if (match := compiled(_ISBN_IN_PATH).search(path)) and isbn(match[0]) and not compiled(_OF_CHAPTER).search(path):
        return Kind.BOOK
    words = [*host.split("."), *path.split("/")]
    if kind_by_path := next((_PATH_WORDS[word] for word in words if word in _PATH_WORDS), None):
        return kind_by_path
    is_dated = compiled(_DATED_PATH).search(path) is not None
    return Kind.BLOGPOST if is_dated and not _is_of_article(host, path) else None


def is_book_on_shelf(urls: Iterable[str], *, is_of_books: bool) -> bool:
    """Return whether a work in a list of what somebody reads is a book, as far as its own addresses tell.

    A list of books (`is_of_books`) also leads to their sites and repositories. Other reading lists hold posts as well.
    """
    kinds = [(url, kind_from_url(url)) for url in urls]
    if any(kind is Kind.BOOK for _, kind in kinds):
        return True
    return not any(
        leads_to_paper_file(url) or (kind is Kind.VIDEO or leads_to_newspaper(url) if is_of_books else kind is not None)
        for url, kind in kinds
    )


def leads_to_newspaper(url: str) -> bool:
    """Return whether an address leads to an article in a newspaper or magazine: it is the work, whoever cites it."""
    site = _site(split_address(url).hostname or "")
    return site is not None and site[0] in _NEWS_HOSTS


def site_name(url: str) -> str:
    """Return the name of the site that a URL belongs to, or an empty string if it is not in the table."""
    site = _site(split_address(url).hostname or "")
    return site[1] if site else ""


def _site(host: str) -> tuple[str, str, tuple[tuple[str, Kind | None], ...]] | None:
    """Return the row of the table for a host, or for a domain that it belongs to."""
    while host:
        if site := _SITES_BY_HOST.get(host):
            return site
        host = host.partition(".")[2]
    return None
