"""Judge the link that a title is: whether it leads to the work, to a PDF of it, or to somebody's page about it.

"[Attention Is All You Need](https://github.com/ann/notes/blob/master/attention.md), NeurIPS 2017" is a paper, and the
link leads to the page of the note. The same address as the link of a title without a venue may as well be all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from urllib.parse import urlsplit

from biblio import patterns as re
from biblio.addresses import split_address
from biblio.extract.kinds import kind_from_url, leads_to_newspaper
from biblio.extract.publisher_addresses import is_in_open_journal
from biblio.model.note import Link, LinkRole
from biblio.model.record import Kind
from biblio.readers.markdown.inline import identifier_of, is_local_file, role_of_host

__all__ = [
    "Listing",
    "leads_to_book",
    "leads_to_encyclopedia",
    "leads_to_handout",
    "leads_to_item",
    "leads_to_known_work",
    "leads_to_pdf",
    "leads_to_reference",
    "leads_to_site",
    "leads_to_text",
    "leads_to_text_in_repository",
    "may_lead_to_work",
    "what_is_listed",
    "with_pages",
]

_PDF = re.compile(r"\.(?:pdf|ps|ps\.gz|djvu|epub)(?:$|[?#])|/pdf/[^/]+/?$", re.IGNORECASE)
# A local text; not those about the folder itself: "LICENSE.txt", "docs/readme.txt".
_TEXT_FILE = re.compile(
    r"(?!(?:.*/)?(?:licen[cs]e|copying|copyright|notice|readme|change[_-]?log|contribut(?:ing|ors)|requirements|robots|todo"
    r"|install(?:ation)?|credits)\b[^/]*$)[^:]+\.txt$",
    re.IGNORECASE,
)
# What a teacher or speaker puts beside the works: slides, exercises, a curriculum vitae.
_HANDOUT = re.compile(
    r"(?:^|[/_.\s-])(?:slides?|lec(?:ture)?s?\d*|homeworks?|hw\d*|assign(?:ment)?s?\d*|exams?|midterm|final[_-]?exam|syllabus"
    r"|handouts?|quiz\w*|labs?\d*|cv|resume|posters?|talks?|cheat[_-]?sheets?|problem[_-]?sets?|ps\d+|materials?)(?=$|[/_.\s-])",
    re.IGNORECASE,
)
_TEXT_IN_REPOSITORY = re.compile(
    r"/(?:-/)?(?:blob|raw|src)/.{0,2000}\.(?:md|markdown|mdx|rst|org|txt|html?|ipynb|qmd|rmd)$", re.IGNORECASE
)
_REPOSITORY_PART = re.compile(r"/(?:-/)?(?:blob|raw|src|tree|issues|discussions|wiki|pull)(?:/|$)")
_PAPERS = re.compile(
    r"\b(?:papers?|literature|bibliograph\w+|preprints?|publications|journal club|surveys)\b|論文|文献|论文|논문",
    re.IGNORECASE,
)
_READINGS = re.compile(
    r"\b(?:read(?:ings?)?|blogs?|blogposts?|posts?|articles?|books?|tutorials?|essays?|talks?|videos?|courses?|slides"
    r"|to[\s-]?read|lektüre|bücher|lectures?|livres|libros)\b|読んだ|読みたい|読書|書籍|記事|ブログ|博客|블로그|文章",
    re.IGNORECASE,
)
_OF_SITES = re.compile(r"\b(?:courses?|lectures?|posts?|blogs?|talks?|tutorials?|videos?|slides)(?=/)", re.IGNORECASE)
# "Models discussed in the article", "Code for the paper": the text is not what is listed.
_OF_A_TEXT = re.compile(
    r"\b(?:in|of|for|from|with|to) (?:the|this|our|that) (?:papers?|articles?|books?|posts?|readings?|surveys?)\b",
    re.IGNORECASE,
)
_OTHER_THINGS = re.compile(
    r"\b(?:tools?|software|code|librar(?:y|ies)|packages?|repos(?:itor\w+)?|data ?(?:sets?|bases?)?|corpora|resources"
    r"|links|websites?|sites|podcasts?|documentar(?:y|ies)|projects?|frameworks?|benchmarks?|implementations?"
    r"|people|researchers|authors|groups?|labs|companies|journals|conferences|organi[sz]ations|chapters|meetups?|events|community|communities|jobs"
    r"|newsletters?|apps?|platforms?|demos?|models|contributing|licen[cs]e|sponsors?"
    r"|hands on|assignments?|homework|lab work|activit(?:y|ies)|exercises?|polic(?:y|ies)|grading|requirements"
    r"|accommodations?|logistics|contacts?|instructors?)\b|ツール|データセット|工具|代码|数据集",
    re.IGNORECASE,
)
# Where to find works, and lists that others made, are not works.
_PLACES_TO_LOOK = re.compile(
    r"\b(?:places|where to|sources?"
    r"|(?:other|more|similar|related|external) (?:\w+ )?(?:lists?|collections?|repos\w*|projects)"
    r"|venues|search engines|archives)\b",
    re.IGNORECASE,
)
_PROFILES = frozenset(
    "twitter.com x.com linkedin.com facebook.com instagram.com meetup.com discord.gg slack.com wikipedia.org"
    " youtube.com scholar.google.com orcid.org mastodon.social bsky.app".split()
)


# Pages of one work at a publisher whose address has only the publisher's own number.
_ITEM_OF_PUBLISHER = re.compile(
    r"https?://(?:[\w-]+\.)*(?:ieeexplore\.ieee\.org/(?:abstract/)?(?:document/\d+|(?:xpl/)?\S*arnumber=\d+)"
    r"|(?:sciencedirect|cell)\.com/\S*(?:/pii/\w+|/\d{4,})|(?:dl|portal)\.acm\.org/(?:citation\.cfm\?\S*id=\d+|ft_gateway\S+)"
    r"|jstor\.org/stable/\d+|muse\.jhu\.edu/(?:article|book)/\d+|academic\.oup\.com/\S+/\d+|cambridge\.org/core/\S+/\w{20,}"
    r"|computer\.org/csdl/\S+/\w+|elibrary\.ru/item\.asp\?id=\d+|cnki\.net/\S+|cinii\.jp/crid/\d+|ci\.nii\.ac\.jp/naid/\d+"
    r"|jstage\.jst\.go\.jp/article/\S+/_(?:article|pdf)\S*|dbpia\.co\.kr/\S+=NODE\d+|kci\.go\.kr/\S+=ART\d+|cairn\.info/\S+\.htm"
    r"|persee\.fr/doc/\S+|scielo\.\w+(?:\.\w+)?/\S+|proquest\.com/\S+/\d+|spiedigitallibrary\.org/\S+/\d\S*|hal\.science/\w+-\d+"
    r"|citeseerx\.ist\.psu\.edu/(?:viewdoc/\S*doi=[\d.]+|document\?\S*doi=\w+)"
    r"|emerald\.com/insight/content/\S+|adsabs\.harvard\.edu/#?abs/\S+|ingentaconnect\.com/content/\S+|worldscientific\.com/\S+/\d\S*|researchgate\.net/publication/\d+)",
    re.IGNORECASE,
)
# Pages of one book in catalogues of readers and libraries, and at booksellers that sell nothing else.
_BOOK = re.compile(
    r"https?://(?:(?:[\w-]+\.)*(?:goodreads\.com/(?:[a-z]{2}/)?(?:book/show|work)/\d+\S*|app\.thestorygraph\.com/books/\S+"
    r"|librarything\.\w+/work/\d+\S*|openlibrary\.org/(?:books|works|isbn)/\S+|worldcat\.org/\S*(?:oclc|title|isbn)/\S+"
    r"|books\.google(?:\.\w+){1,2}/books\S*[?&/](?:id=|edition/)\S+|google\.\w+/books/edition/\S+|(?:uk\.)?bookshop\.org/(?:p/)?books/\S+"
    r"|book\.douban\.com/subject/\d+\S*|weread\.qq\.com/\S+|bookmeter\.com/books/\d+\S*|booklog\.jp/item/\S+|books\.or\.jp/book\S+"
    r"|iss\.ndl\.go\.jp/books/\S+|ci\.nii\.ac\.jp/ncid/\S+|hanmoto\.com/bd/\S+|books\.rakuten\.co\.jp/rb/\d+\S*"
    r"|books\.com\.tw/products/\S+|eslite\.com/product/\S+|readmoo\.com/book/\S+"
    r"|(?:product\.kyobobook\.co\.kr/detail|yes24\.com/product/goods|aladin\.co\.kr/shop/wproduct\.aspx)\S+"
    r"|databazeknih\.cz/knihy/\S+|cbdb\.cz/kniha-\S+|lubimyczytac\.pl/ksiazka/\d+\S*|livelib\.ru/book/\S+|fantlab\.ru/work\d+\S*"
    r"|litres\.ru/\S*book\S+|babelio\.com/livres/\S+|placedeslibraires\.fr/livre/\S+|anobii\.com/\S*books?/\S+"
    r"|1000kitap\.com/kitap/\S+|kitapyurdu\.com/kitap/\S+|dr\.com\.tr/kitap/\S+|bokus\.com/bok/\S+|adlibris\.com/\S*bok\S+"
    r"|lovelybooks\.de/autor/\S+|perlentaucher\.de/buch/\S+|hebban\.nl/boek\S*/\S+|skoob\.com\.br/\S*livro\S+)"
    r"|\S+/(?:books?|livres?|libros?|buch|livros?|libri)/[\w-]*\d{5}\S*"  # a publisher's page
    r"|\S+(?:isbn[=/:-]?|/)97[89]-?\d(?:-?\d){8}-?\d(?!\d)\S*)",
    re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"/(?:dp|gp/product)/\d{9}[\dX]\b")
# Pages that list other pages.
_INDEX = re.compile(
    r"/(?:categor(?:y|ies)|tags?|archives?|topics?|projects|labels?|authors?|search|people|publications|papers|about)"
    r"(?:/[\w-]+)?/?$",
    re.IGNORECASE,
)

# Manuals, encyclopedias, and sites where people ask, sell or advertise.
_ENCYCLOPEDIAS = re.compile(r"(?:^|\.)(?:wikipedia\.org|britannica\.com)$")
_REFERENCE_HOSTS = re.compile(
    r"(?:^|\.)(?:(?:docs?|developers?|learn|help|support|manual|api|wiki|apps|play|jobs|careers?)\.(?!google\.com$).+"
    r"|wikipedia\.org|wiktionary\.org|wikibooks\.org|fandom\.com|britannica\.com|investopedia\.com|readthedocs\.io"
    r"|stackoverflow\.com|stackexchange\.com|superuser\.com|serverfault\.com|quora\.com|leetcode\.com|hackerrank\.com"
    r"|imdb\.com|rottentomatoes\.com|geeksforgeeks\.org|w3schools\.com|merriam-webster\.com|healthline\.com"
    r"|webmd\.com|mayoclinic\.org|javatpoint\.com|tutorialspoint\.com)$"
)
_REFERENCE_PATH = re.compile(
    r"/(?:docs?|documentation|wiki|manual|manpages?|reference|api|glossary|dictionary|careers?|jobs?)(?:/|$)",
    re.IGNORECASE,
)


class Listing(Enum):
    """What a list is of, as far as its headings say."""

    PAPERS = "papers"
    READINGS = "readings"
    OTHER_THINGS = "other things"
    UNKNOWN = "unknown"


def leads_to_pdf(url: str) -> bool:
    """Return whether `url` is that of a PDF or the like, and not of slides or exercises."""
    return _is_document(url) and not _HANDOUT.search(url)


def leads_to_handout(url: str) -> bool:
    """Return whether `url` is that of slides, exercises or what else a teacher hands out as a document."""
    return _is_document(url) and _HANDOUT.search(url) is not None


def _is_document(url: str) -> bool:
    return _PDF.search(url) is not None or (is_local_file(url) and _TEXT_FILE.fullmatch(url) is not None)


def leads_to_item(url: str) -> bool:
    """Return whether `url` is a publisher's page of one work, known only by the publisher's own number."""
    return _ITEM_OF_PUBLISHER.match(url) is not None or is_in_open_journal(url)


def leads_to_book(url: str) -> bool:
    """Return whether `url` is the page of one book at a catalogue or a bookseller, or has its ISBN."""
    if _BOOK.match(url):
        return True
    return _ITEM_NUMBER.search(url) is not None and kind_from_url(url) is Kind.BOOK


def leads_to_text_in_repository(url: str) -> bool:
    """Return whether `url` is that of a text that somebody keeps in a repository ("…/blob/main/attention.md")."""
    return _TEXT_IN_REPOSITORY.search(url.partition("#")[0].partition("?")[0]) is not None


def leads_to_site(url: str) -> bool:
    """Return whether `url` is that of a whole site, a repository or a person's profile, and not of a text on it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host, names = (parts.hostname or "").removeprefix("www."), [name for name in parts.path.split("/") if name]
    if host in ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org"):
        return len(names) <= 2
    if _INDEX.search(parts.path):
        return True
    is_profile = any(host == profile or host.endswith(f".{profile}") for profile in _PROFILES)
    return is_profile or (not parts.query and (not names or names[-1] in ("index.html", "index.htm", "index.php")))


def leads_to_encyclopedia(url: str) -> bool:
    """Return whether `url` is an article of a general encyclopedia."""
    return _ENCYCLOPEDIAS.search(split_address(url).hostname or "") is not None


def leads_to_reference(url: str) -> bool:
    """Return whether `url` is a page to look things up: of a manual, an encyclopedia, a forum, a shop of programs."""
    if identifier_of(url) is not None:
        return False
    parts = split_address(url)
    host = (parts.hostname or "").removeprefix("www.")
    return _REFERENCE_HOSTS.search(host) is not None or _REFERENCE_PATH.search(parts.path) is not None


def leads_to_text(url: str) -> bool:
    """Return whether `url` has the identifier of a work, its PDF, or the page that its publisher has on it alone."""
    return identifier_of(url) is not None or leads_to_pdf(url) or leads_to_item(url)


def leads_to_known_work(url: str) -> bool:
    """Return whether `url` leads to a text (`leads_to_text`) or to a book."""
    return leads_to_text(url) or leads_to_book(url)


def may_lead_to_work(url: str) -> bool:
    """Return whether `url` may be that of a work, and not of a whole site, a repository or an encyclopedia."""
    return identifier_of(url) is not None or leads_to_pdf(url) or not leads_to_site(url)


def what_is_listed(places: Iterable[str]) -> Listing:
    """Return what `places` (a path, then the headings around a list, outermost first) say that the list is of.

    The innermost place that says it decides.
    """
    for number, place in reversed(tuple(enumerate(places))):
        words = place.replace("_", " ").replace("-", " ")
        words = _OF_A_TEXT.sub(" ", words)
        if number == 0:  # the folders of a site ("courses/2021/guide.md") say little about a page in them
            words = _OF_SITES.sub(" ", words)
        if _PLACES_TO_LOOK.search(words):
            return Listing.OTHER_THINGS
        if _PAPERS.search(words):
            return Listing.PAPERS
        if _READINGS.search(words):
            return Listing.READINGS
        if _OTHER_THINGS.search(words):
            return Listing.OTHER_THINGS
    return Listing.UNKNOWN


def with_pages(links: Sequence[Link], title_url: str, *, is_paper: bool) -> tuple[Link, ...]:
    """Return `links` with the role of a title's link corrected: a page about the work is not the work.

    `title_url` is the target of the link that is the title, or empty. `is_paper` says that something else tells that
    the work is a paper; then even the address of a repository or a blog is not the work.
    """
    return tuple(
        replace(link, role=_role(link, is_paper=is_paper)) if link.url == title_url else link for link in links
    )


def _role(link: Link, *, is_paper: bool) -> LinkRole:
    url = link.url
    if link.role is not LinkRole.OWN or identifier_of(url):
        return link.role
    if is_local_file(url) or leads_to_text_in_repository(url):
        return LinkRole.PAGE
    if not is_paper or kind_from_url(url) in (None, Kind.BOOK) or leads_to_newspaper(url):
        return link.role  # at a bookseller, the page of a book is as good as the book
    role = role_of_host(url)
    is_part = _REPOSITORY_PART.search(url) or (split_address(url).hostname or "").startswith("gist.")
    if role in (None, LinkRole.EXPLAINER, LinkRole.PROJECT) or is_part:
        return LinkRole.PAGE
    return role
