"""Interpret the properties of a note (front matter and metadata lines) as metadata about its work.

Keys are recognised by the many names that people give them (`property_names`). The first value of a key counts. A full
``date`` is the note's own, unless the other keys show that it is the date of publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from biblio import patterns as re
from biblio.errors import Problem
from biblio.extract.identifiers_in_text import (
    URL,
    find_identifiers,
    identifier_in_url,
    joined_doi,
    leads_to_work,
    trim_url,
)
from biblio.extract.kinds import kind_from_url
from biblio.extract.links import label_role
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.note import Link, LinkRole, NoteReference
from biblio.model.record import Kind
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import read_byline, read_venue
from biblio.readers.markdown.front_matter import Property, Value
from biblio.readers.markdown.inline import find_inline_links, role_of_label
from biblio.readers.markdown.kind_words import (
    is_book_word,
    is_literature_word,
    is_other_word,
    is_word_for_own_text,
    kind_of_word,
)
from biblio.readers.markdown.property_names import canonical_key, is_name_of_original_title, is_name_of_presenters
from biblio.readers.markdown.property_values import (
    ambiguous_dates,
    parse_property_date,
    plain_value,
    split_tags,
    text_values,
)
from biblio.text import unique_words

__all__ = ["CITEKEY", "NoteMetadata", "interpret_properties"]

_SCHEMES = ("doi", "arxiv", "acl", "openreview", "pmid", "pmcid", "s2", "dblp", "isbn")
_ROLES = {
    "code": LinkRole.CODE, "project": LinkRole.PROJECT, "video": LinkRole.VIDEO, "slides": LinkRole.SLIDES,
    "data": LinkRole.DATA, "post": LinkRole.POST, "related": LinkRole.RELATED,
}  # fmt: skip
_WITH_LINKS = (*_SCHEMES, "extra", "url", "source", "paper", "title", "venue", "published", *_ROLES)
_DATES = ("year", "published", "created", "date")
# Keys whose value may be a mapping, like CSL's names and dates. Under any other key ("work:", "zotero:") a mapping
# contains further keys.
_WORK = re.compile(r"(?:the )?(?:paper|article|book|work|publication|reference|論文|论文|논문)", re.IGNORECASE)
_MAPPINGS = frozenset({"authors", "published", "date", "year", "created"})
# A citation key that is recognised only by its form: "vaswani2017attention", "devlin-etal-2019-bert".
CITEKEY = re.compile(r"@?(?=[^\W\d_])(?:[^\W\d_]|[\w:.+'-]{0,100}[^\W\d])[_:.-]?(?:19|20)\d\d(?!\d)[\w-]*")
_TIME = re.compile(r"\d[T ]\d{1,2}:\d{2}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ARXIV_NUMBER = re.compile(r"\d{4}\.\d{4,5}")
# Types which mark a note as being about something that can be cited.
_CITED = frozenset({Kind.PAPER, Kind.BOOK, Kind.THESIS, Kind.REPORT, Kind.BLOGPOST, Kind.VIDEO})
# A type that also marks any page to look things up in; what else a note on a work has.
_REFERENCE = re.compile(r"\W*(?:references?(?:[\s_-]?notes?)?|reports?)\W*", re.IGNORECASE)
_OF_A_PAPER = re.compile(r"(?:paper|article|original)[\s_-]?authors?$", re.IGNORECASE)
_PEN_NAME = re.compile(r"@[\w.-]+|[A-Za-z][a-z]*[\d_][a-z\d_]*|admin(?:istrator)?", re.IGNORECASE)
_SWITCH = re.compile(r"(?:true|false|yes|no|on|off)", re.IGNORECASE)
# Keys whose value is never the name of such a key.
_NAMED_BY_VALUE = frozenset({*_SCHEMES, "authors", "year", "published", "venue", "url", "citekey"})
_FULL_TITLE = re.compile(r"full[\s_-]?title", re.IGNORECASE)
_OF_A_WORK = frozenset({*_SCHEMES, "title", "authors", "year", "published", "venue", "url", "citekey", "source"})
_IN_EXTRA = re.compile(r"\b(doi|arxiv|pmid|pmcid)[ \t]*:[ \t]*(?:https?://\S+?/(?=10\.))?([^\s,;]+)", re.IGNORECASE)
_KEYWORDS = (
    "keyword",
    "author keyword",
    "key word",
    "キーワード",
    "关键词",
    "關鍵詞",
    "키워드",
    "schlagw",
    "mots-cl",
    "palabras",
)
# More keywords than this are the work's, beside tags and without them.
_SOME_KEYWORDS, _MANY_KEYWORDS = 2, 12
_DAY_BEFORE = re.compile(r"^(?:19|20)\d{2}([-_. /])\d{2}\1\d{2}[\s_-]+(?=[^\W\d])")
_LABELS_BEFORE = re.compile(r"^\s*(?:\[[^\[\]\n]{1,60}\]){2,}(?=\s*[^\s\[(])")
_LINK_NAMES = ("name", "title", "label", "text", "type", "rel")
_LINK_ADDRESSES = ("url", "link", "href", "src", "target")
_LINK_WORDS = re.compile(r"(?:links?|(?:click\s)?here|this|site|page|リンク|こちら|链接|这里|링크|여기)", re.IGNORECASE)
_IN_QUOTES = re.compile(r"[\"“„](?P<title>[^\"“”„]{4,})[\"”“]")
# "*A full title* (1985; cited from another book)"
_AFTER_TITLE = re.compile(r"^(?P<mark>\*{1,3}|_{1,3})(?P<title>[^*_].*?)(?P=mark)\s*[(（].*[)）]\W*$")
_READ_ANYWAY = frozenset({"title", "paper", "venue", "published", "related", "extra"})
_BESIDE_LINKS = " \t,;:|/()[]<>–—-"
_SAYS_WHOSE = frozenset({"authors", "url", "source", "paper", "venue"})
_PART = re.compile(r"article|essay|chapter(?:[\s_-]?title)?", re.IGNORECASE)
_PLACE_IN_WHOLE = re.compile(r"volume|issue|number|pages?|publisher|editors?", re.IGNORECASE)
_PHRASE = re.compile(r"(?!https?:|\[|!|\S+\.\w{2,4}$)\W*[^\W_]\S*[\s:-]+\S")
_PLACEHOLDER = re.compile(r"\{\{|<%|\$\{")


@dataclass(frozen=True, slots=True)
class NoteMetadata:
    """What the properties of a note say about its work and about the note; empty where they say nothing.

    `date` is the note's own. `identifiers` are those of its work; each has its link among `links`. `keys` are the
    canonical names of all keys that have a value. `is_literature` is true if a type or tag marks a note about a work,
    `is_of_other_things` if the type says that it is about a concept, a person … or leads to other notes.
    """

    title: str = ""
    other_titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    et_al: bool = False
    venue: str = ""
    year: int | None = None
    month: int | None = None
    date: PartialDate | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    links: tuple[Link, ...] = ()
    references: tuple[NoteReference, ...] = ()
    citekey: str = ""
    natural_key: str = ""
    kind_hint: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    keys: frozenset[str] = frozenset()
    is_literature: bool = False
    is_of_other_things: bool = False
    problems: tuple[Problem, ...] = ()


_NOTHING = NoteMetadata()
_CATEGORIES = {"book": Kind.BOOK, "podcast": Kind.VIDEO, "video": Kind.VIDEO}  # of Readwise
_ELSEWHERE = re.compile(r"(?:external|redirect)[\s_-]?(?:url|link|to)", re.IGNORECASE)
_OF_A_PAPER_ELSEWHERE = frozenset({*_SCHEMES, "authors", "venue", "citekey", "paper"})
_ARTICLES = ("article", "articles")


def interpret_properties(
    properties: Sequence[Property], path: str, *, identifiers_beside: Sequence[Identifier] = (), of_page: bool = False
) -> NoteMetadata:
    """Return what `properties` say; earlier ones take precedence. Problems name the file by `path`.

    `identifiers_beside` are those of the work that something else gives: they help to understand dates. If they are
    `of_page`, an "author" with a pen name is the writer of the page.
    """
    if not properties:
        return _NOTHING
    by_key: dict[str, list[Property]] = {}
    fields: list[tuple[str, str]] = []
    presenters: list[Property] = []
    for prop in _of_part(_flat(properties)):
        name = canonical_key(prop.key)
        values = [text for text in text_values(prop.value) if not _PLACEHOLDER.search(text)]
        if not values:
            continue
        if name and name in ("published", "date") and _SWITCH.fullmatch(values[0].strip()):
            fields.append((prop.key, values[0]))  # "published: true" says whether a site shows the page
        elif name in _NAMED_BY_VALUE and all(_is_name(text, name) for text in values):
            fields.append((prop.key, ", ".join(values)))  # "doi: doi" is a form that was not filled in
        elif name == "authors" and is_name_of_presenters(prop.key):
            presenters.append(prop)
        elif name:
            by_key.setdefault(name, []).append(prop)
        else:
            fields.append((prop.key, ", ".join(values)))
    # Readwise's "title:: A primer (highlights)" beside "full-title:: "A primer"" is the name of the page.
    by_key.get("title", []).sort(key=lambda prop: _FULL_TITLE.fullmatch(prop.key.strip()) is None)
    links, identifiers, without_links = _links(by_key)
    published, date, problems = _dates(by_key, (*identifiers, *identifiers_beside), path)
    own_names, of_authors = _names_of_writers(by_key.get("authors", ()), of_page=of_page)
    fields += own_names
    authors, et_al = _authors(of_authors)
    aliases = [plain_value(text) for prop in by_key.get("aliases", ()) for text in text_values(prop.value)]
    citekey = _citekey(by_key, aliases)
    kinds = [text for prop in by_key.get("kind", ()) for text in text_values(prop.value)]
    if not by_key.keys() & _OF_A_WORK:
        kinds = [text for text in kinds if not _REFERENCE.fullmatch(text.strip())]
    kind = next(filter(None, map(kind_of_word, kinds)), None) or _readwise_kind(by_key)
    if presenters and not authors and any("presentation" in text.casefold() for text in kinds):
        authors, et_al = _authors(presenters)
    else:
        fields += ((prop.key, ", ".join(text_values(prop.value))) for prop in presenters)
    tag_properties, of_the_work = _apart(by_key.get("tags", ()))
    fields += ((prop.key, ", ".join(text_values(prop.value))) for prop in of_the_work)
    tags = unique_words(tag for prop in tag_properties for tag in _tags(prop))
    # In Zettlr, "keywords: @roe2008" ties a note to an entry.
    citekey = citekey or next((tag[1:] for tag in tags if _is_marked_key(tag)), "")
    tags = tuple(tag for tag in tags if not _is_marked_key(tag))
    # "layout: post" with "tags: article": what the writer of a site has written.
    own_tags = _ARTICLES if any(prop.key.casefold() == "layout" for prop in properties) else ()
    is_literature = (
        kind in _CITED
        or _is_annotation(by_key)
        or any(map(is_literature_word, [*kinds, *(tag for tag in tags if tag.casefold() not in own_tags)]))
        or any(map(is_book_word, tags))
    )
    # "tags: essay" is on essays of the writer's own, and on notes on those of others, which say who wrote them.
    is_own_text = any(map(is_word_for_own_text, tags)) and not (is_literature or by_key.keys() & _SAYS_WHOSE)
    hint = kind or _kind_elsewhere(by_key)
    return NoteMetadata(
        title=_title(by_key),
        other_titles=unique_words(name for name in aliases if name.lstrip("@") != citekey),
        authors=authors,
        et_al=et_al,
        venue=_first(by_key, "venue").strip(" ,，、;；") or _venue_in_date(by_key),
        year=published.year if published else None,
        month=(published.month or None) if published else None,
        date=date,
        tags=tags,
        summary="\n".join(text_values(by_key["summary"][0].value)) if "summary" in by_key else "",
        links=links,
        references=tuple(_references(by_key)),
        citekey=citekey,
        natural_key=citekey or _first(by_key, "id"),
        kind_hint=hint.value if hint else "",
        fields=(*fields, *without_links),
        identifiers=identifiers,
        keys=frozenset(by_key),
        is_literature=is_literature,
        is_of_other_things=kind is None and (is_own_text or any(map(is_other_word, kinds))),
        problems=problems,
    )


def _is_name(text: str, name: str) -> bool:
    """Return whether a value is nothing but a name of its key, and no link called so: "PDF: [pdf](https://…)"."""
    return canonical_key(plain_value(text)) == name and URL.search(text) is None


def _flat(properties: Sequence[Property]) -> Sequence[Property]:
    """Return the properties as `_flattened` does; most are texts and lists of texts."""
    return properties if all(map(_is_of_texts, properties)) else list(_flattened(properties))


def _is_of_texts(prop: Property) -> bool:
    value = prop.value
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _flattened(properties: Sequence[Property]) -> Iterable[Property]:
    """Yield the properties; those in the mapping of an unknown key (``params:``, ``zotero:``) come after all others.

    Those of the work (``paper:``) with its title come first: the other title is that of the page.
    """
    first: list[Property] = []
    others: list[Property] = []
    later: list[Property] = []
    for prop in (*chain.from_iterable(map(_labelled_values, properties)), *map(_as_named_links, properties)):
        if isinstance(prop.value, dict) and canonical_key(prop.key) not in _MAPPINGS:
            inner = prop.value.items()
            has_known_key = any(canonical_key(key) for key, _ in inner)
            names_work = _WORK.fullmatch(prop.key.strip()) and any(canonical_key(key) == "title" for key, _ in inner)
            (first if names_work else later).extend(
                Property(key if has_known_key else f"{prop.key}.{key}", value, prop.line) for key, value in inner
            )
        else:
            others.append(prop)
    return [*first, *others, *later]


def _of_part(properties: Sequence[Property]) -> Sequence[Property]:
    """Return the properties; beside the title of an article or chapter, "title" names what it appeared in.

    "article: A primer on lamps", "title: Journal of Lamps", "authors: …". A number, a link or a switch is no title.
    Without a volume, pages or a publisher, the "title" may be that of the note.
    """
    part = next((prop for prop in properties if _PART.fullmatch(prop.key.strip()) and _is_phrase(prop.value)), None)
    if part is None:
        return properties
    whole = next((prop for prop in properties if canonical_key(prop.key) == "title"), None)
    is_cited = any(canonical_key(prop.key) in _SAYS_WHOSE for prop in properties if prop is not part)
    if whole is None or not is_cited or part.value == whole.value:
        return properties
    is_placed = any(
        _PLACE_IN_WHOLE.fullmatch(prop.key.strip()) or canonical_key(prop.key) == "doi" for prop in properties
    )
    keys = {id(part): "title", id(whole): "booktitle" if is_placed else "in"}
    return [Property(keys.get(id(prop), prop.key), prop.value, prop.line) for prop in properties]


def _is_phrase(value: Value) -> bool:
    return isinstance(value, str) and _PHRASE.match(value) is not None


def _as_named_links(prop: Property) -> Property:
    """Return a list of ``{name: pdf, url: …}`` as a mapping from names to addresses; other properties as they are."""
    if not isinstance(prop.value, list) or canonical_key(prop.key) in ("authors", "tags", "aliases", "related"):
        return prop
    addresses: dict[str, Value] = {}
    for item in prop.value:
        if not isinstance(item, dict):
            return prop
        by_word = {key.casefold(): value for key, value in item.items()}
        name = next((by_word[word] for word in _LINK_NAMES if isinstance(by_word.get(word), str)), "")
        url = next((by_word[word] for word in _LINK_ADDRESSES if isinstance(by_word.get(word), str)), "")
        if not (isinstance(name, str) and name.strip() and url):
            return prop
        addresses[name] = url
    return Property(prop.key, addresses, prop.line) if any(map(canonical_key, addresses)) else prop


def _labelled_values(prop: Property) -> Iterable[Property]:
    """Yield what a list of labels and values says of a work, before what the keys of the page say of the page.

    "sidebar: [{title: Lamps at Sea, image: …}, {title: Author, text: Jane Roe}]": the one that is no label is the
    title; one must name the author.
    """
    if not isinstance(prop.value, list) or len(prop.value) < 2:
        return
    pairs: list[tuple[str, Value]] = []
    for item in prop.value:
        label = item.get("title") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(label, str) or "text" not in item:
            return
        pairs.append((label, item["text"]))
    names = [canonical_key(label) for label, _ in pairs]
    if names[0] or "authors" not in names:
        return
    yield Property("title", pairs[0][0], prop.line)
    for (label, value), name in zip(pairs, names, strict=True):
        if name and name != "title":
            yield Property(label, value, prop.line)


def _is_annotation(by_key: dict[str, list[Property]]) -> bool:
    """Return whether the note annotates a document with Obsidian's Annotator (``annotation-target: roe.pdf``)."""
    return any(prop.key.casefold() == "annotation-target" for prop in by_key.get("url", ()))


def _readwise_kind(by_key: dict[str, list[Property]]) -> Kind | None:
    """Return the kind that Readwise's ``Category: #books`` states; its articles and PDFs may be of any kind."""
    categories = [prop for prop in by_key.get("tags", ()) if prop.key.casefold() == "category"]
    words = {text.strip("#[] ").casefold() for prop in categories for text in text_values(prop.value)}
    return next((kind for word, kind in _CATEGORIES.items() if word in words or f"{word}s" in words), None)


def _kind_elsewhere(by_key: dict[str, list[Property]]) -> Kind | None:
    """Return the kind of a post that only leads to where it was published, if its address says nothing.

    Hugo's themes and Jekyll's plugins have "externalURL" for it. Authors, a venue or an identifier tell a paper.
    """
    if by_key.keys() & _OF_A_PAPER_ELSEWHERE:
        return None
    urls = [
        text
        for prop in by_key.get("url", ())
        if _ELSEWHERE.fullmatch(prop.key.strip())
        for text in text_values(prop.value)
    ]
    says_nothing = [
        URL.match(url) and kind_from_url(url) is None and not (leads_to_work(url) or url.endswith(".pdf"))
        for url in urls
    ]
    return Kind.BLOGPOST if urls and all(says_nothing) else None


def _first(by_key: dict[str, list[Property]], name: str) -> str:
    if name not in by_key:
        return ""
    text = _without_resources(text_values(by_key[name][0].value)[0])
    # "[Vision][GAN] A title" has two labels, and is no link to a target called "GAN".
    return plain_value(_LABELS_BEFORE.sub(lambda match: match[0].replace("][", "] ["), text))


def _without_resources(text: str) -> str:
    """Return a value without the links behind its words that lead to the work or what belongs to it.

    "CVPR 2018 [pdf](https://…) | [code](https://…)", "Jane Roe, Max Poe ([arXiv](https://…))"
    """
    end = len(text)
    for link in reversed(list(find_inline_links(text, {}))):
        label = text[link.label]
        if text[link.end : end].strip(_BESIDE_LINKS) or (label and role_of_label(label) is None):
            break
        end = link.start
    return text[:end].rstrip(_BESIDE_LINKS) or text if end < len(text) else text


def _names_of_writers(properties: Sequence[Property], *, of_page: bool) -> tuple[list[tuple[str, str]], list[Property]]:
    """Return what names the writer of a page, as fields, and the properties with the authors of its work.

    "author: lamp_fan42" is the pen name of whoever writes the blog; so is any "author" beside "paper_authors".
    """
    of_papers = [prop for prop in properties if _OF_A_PAPER.match(prop.key)]
    others = []
    for prop in properties:
        is_own = bool(of_papers) and prop not in of_papers
        is_pen_name = of_page and isinstance(prop.value, str) and _PEN_NAME.fullmatch(prop.value.strip()) is not None
        if is_own or is_pen_name:
            others.append(prop)
    fields = [(prop.key, ", ".join(text_values(prop.value))) for prop in others]
    return fields, [prop for prop in properties if prop not in others]


def _venue_in_date(by_key: dict[str, list[Property]]) -> str:
    """Return the venue under a key such as "Published": "ECCV 2020 (arXiv:2005.12872), 28 May 2020"."""
    text = _first(by_key, "published")
    return read_byline(text).venue if text[:1].isalpha() else ""


def _authors(properties: Sequence[Property]) -> tuple[tuple[str, ...], bool]:
    """Return the names under the first key for authors, and under such keys on the lines directly below it."""
    names: list[str] = []
    et_al = False
    for before, prop in zip([None, *properties], properties, strict=False):
        if before and prop.line - before.line != 1:
            break
        names_of_value = _without_resources(prop.value) if isinstance(prop.value, str) else prop.value
        prop_names, prop_et_al = split_authors(names_of_value)
        names += prop_names
        et_al = et_al or prop_et_al
    return unique_words(names), et_al


def _title(by_key: dict[str, list[Property]]) -> str:
    for name in ("full title", "title", "paper", "name"):
        # Readwise shortens its "title"; the "full title" is the work's, as is the "paper title" of a post.
        text = _full_title(by_key) if name == "full title" else _first(by_key, name)
        if " " in text:
            text = text.removeprefix("@")  # a page of Zotero's that is called by its title
            text = match["title"] if (match := _IN_QUOTES.fullmatch(text)) else text
        text = _DAY_BEFORE.sub("", text)  # made from the name of a post
        if name == "paper" and (_LINK_WORDS.fullmatch(text) or role_of_label(text)):
            continue  # "Paper: [link](https://…)"
        if text and not URL.match(text) and (name.endswith("title") or not text.lower().endswith(".pdf")):
            return text
    return _original_title(by_key)


def _original_title(by_key: dict[str, list[Property]]) -> str:
    """Return the title of a work in its own language, of which the page has another name and no title."""
    named = (prop for prop in by_key.get("aliases", ()) if is_name_of_original_title(prop.key))
    return next((plain_value(text) for prop in named for text in text_values(prop.value)), "")


def _full_title(by_key: dict[str, list[Property]]) -> str:
    named = by_key.get("title", ())
    titles = (prop for prop in named if re.fullmatch(r"(?:full|paper|article)[\s_-]?title", prop.key, re.IGNORECASE))
    texts = (_AFTER_TITLE.sub(r"\g<title>", text) for prop in titles for text in text_values(prop.value))
    return next((plain_value(_without_resources(text)).strip('"“”') for text in texts), "")


def _tags(prop: Property) -> Iterable[str]:
    return split_tags(prop.value, spaced=prop.key.casefold() in ("tag", "tags"))


def _apart(properties: Sequence[Property]) -> tuple[list[Property], list[Property]]:
    """Return the properties that have the person's tags, and those that have the keywords of the work.

    Whoever has both writes their own words under ``tags`` and copies the work's, of which there are some, under
    ``keywords``; and nobody tags a note with a dozen words. Hardly two works have the same keywords, so that as tags
    they would give a file each.
    """
    names = [prop.key.casefold() for prop in properties]
    most = _SOME_KEYWORDS if any(not name.startswith(_KEYWORDS) for name in names) else _MANY_KEYWORDS
    of_the_work = []
    for prop, name in zip(properties, names, strict=True):
        words = list(_tags(prop)) if name.startswith(_KEYWORDS) else []
        if len(words) > most and not any(map(_is_marked_key, words)):
            of_the_work.append(prop)
    return [prop for prop in properties if prop not in of_the_work], of_the_work


def _is_marked_key(tag: str) -> bool:
    return tag.startswith("@") and CITEKEY.fullmatch(tag) is not None


def _citekey(by_key: dict[str, list[Property]], aliases: list[str]) -> str:
    """Return the citation key: the value of its own key, or an ``id`` or alias that looks like a citation key."""
    if key := _first(by_key, "citekey"):
        return key.lstrip("@").strip("{}[] ")
    identifier = _first(by_key, "id")
    marked_aliases = (name for name in aliases if name.startswith("@") and " " not in name)
    return identifier.lstrip("@") if CITEKEY.fullmatch(identifier) else next(marked_aliases, "").lstrip("@")


def _links(
    by_key: dict[str, list[Property]],
) -> tuple[tuple[Link, ...], tuple[Identifier, ...], list[tuple[str, str]]]:
    """Return the links under the keys, own ones first, the own identifiers, and the values that gave no link."""
    links: dict[str, Link] = {}
    identifiers: dict[Identifier, None] = {}
    without_links: list[tuple[str, str]] = []
    for name in filter(by_key.__contains__, _WITH_LINKS):
        for prop in by_key[name]:
            for text in text_values(prop.value):
                role = _ROLES.get(name, LinkRole.OWN)
                if name in ("url", "paper", "source"):
                    role = _labelled_role(text) or role
                others = _labelled_otherwise(text) if role is LinkRole.OWN else {}
                own_identifiers = _identifiers(name, text) if role is LinkRole.OWN else ()
                if others:
                    of_others = {identifier_in_url(url) for url in others}
                    own_identifiers = tuple(item for item in own_identifiers if item not in of_others)
                # An address is kept as written; a bare identifier becomes a link to its page.
                has_addresses = name not in ("title", "published")
                urls = [trim_url(match[0]) for match in URL.finditer(text)] if has_addresses else []
                urls = urls or [identifier.address for identifier in own_identifiers if identifier.address]
                for url in urls:
                    links.setdefault(url, Link(url, others.get(url, role), prop.key, prop.line))
                identifiers.update(dict.fromkeys(own_identifiers))
                if name == "isbn" or not (urls or name in _READ_ANYWAY):
                    value = own_identifiers[0].value if own_identifiers else plain_value(text)
                    # Under one name, however the key is spelt ("ISBN", "ISBN-13"), because it identifies the work.
                    without_links.append(("isbn" if name == "isbn" and own_identifiers else prop.key, value))
    return tuple(links.values()), tuple(identifiers), without_links


def _labelled_otherwise(text: str) -> dict[str, LinkRole]:
    """Return the addresses in a value whose labels give them another role than that of the work, with it."""
    if "](" not in text:
        return {}
    roles = ((link.url, role_of_label(text[link.label])) for link in find_inline_links(text, {}))
    return {url: role for url, role in roles if role not in (None, LinkRole.OWN)}


def _labelled_role(text: str) -> LinkRole | None:
    """Return the role that the words of a link give it ("[code](https://…)"), unless it is that of the work."""
    match = re.match(r"\W*\[([^\[\]]+)\]\(", text)
    role = label_role(match[1]) if match else None
    return role if role is not LinkRole.OWN else None


def _identifiers(name: str, text: str) -> tuple[Identifier, ...]:
    """Return the identifiers in the value of a key; bare ones count only if the key is the name of their scheme."""
    if name == "title":
        # A title that is a link identifies the work; digits in a title do not.
        urls = [match[0] for match in URL.finditer(text)]
        return tuple(filter(None, map(identifier_in_url, urls)))
    if name == "extra":
        # Zotero keeps identifiers for which a type of item has no field in "Extra": "DOI: 10.1000/x", "arXiv: …".
        named = (make(scheme.lower(), value) for scheme, value in _IN_EXTRA.findall(text))
        return tuple(dict.fromkeys(filter(None, named)))
    if name in _SCHEMES:
        bare = re.sub(
            rf"(?i)^(?:{name}|corpusid|doi)\s*[:=]?\s*(?=\S)|\s*\[[\w.-]+\]$", "", plain_value(text).strip("<>\"' ")
        )
        # Forum ids are random, so a plain word under the key ("accepted") is not one.
        if name == "doi" and (prefix := re.match(r"10\.\d{4,9}/\S*", bare)):
            bare = joined_doi(bare, 0, prefix.end())[0]
        if (identifier := make(name, bare)) and (name != "openreview" or not identifier.value.islower()):
            return (identifier,)
    return tuple(dict.fromkeys(found_identifier.identifier for found_identifier in find_identifiers(text)))


def _references(by_key: dict[str, list[Property]]) -> Iterable[NoteReference]:
    for prop in by_key.get("related", ()):
        for text in text_values(prop.value):
            for match in re.finditer(r"\[\[([^\[\]|#\n]+)", text):
                yield NoteReference("note", match[1].strip(), prop.line)


def _dates(
    by_key: dict[str, list[Property]], identifiers: Iterable[Identifier], path: str
) -> tuple[PartialDate | None, PartialDate | None, tuple[Problem, ...]]:
    """Return the date of publication and the date of the note, as far as the keys distinguish them, and problems."""
    if by_key.keys().isdisjoint(_DATES):
        year_of_venue = _year_of_venue(by_key)
        return PartialDate(year_of_venue) if year_of_venue else None, None, ()
    dates: dict[str, PartialDate | None] = {}
    problems: list[Problem] = []
    arxiv_ids = [identifier.value for identifier in identifiers if identifier.scheme == "arxiv"]
    for name in _DATES:
        dates[name], date_problems = _date(by_key.get(name, ()), path, arxiv_ids)
        problems += date_problems
    published, created, plain_date = dates["published"], dates["created"], dates["date"]
    if not (published or dates["year"]) and (year_of_venue := _year_of_venue(by_key)):
        # "venue: LAMPS '18" in a post or a schedule of 2024
        same = plain_date if plain_date and plain_date.year == year_of_venue else None
        published = PartialDate(year_of_venue) if not same or same.day else same
    if year := dates["year"]:
        published = published if published and published.year == year.year else PartialDate(year.year, year.month)
    # A time of day is when a post was written.
    is_moment = any(_TIME.search(text) for prop in by_key.get("date", ())[:1] for text in text_values(prop.value))
    if plain_date and not published and not is_moment and _is_publication(plain_date, by_key, created, identifiers):
        return plain_date, created, tuple(problems)
    return published, created or plain_date, tuple(problems)


def _year_of_venue(by_key: dict[str, list[Property]]) -> int | None:
    """Return the only year in the venue: "LAMPS 2018", "LAMPS '18"."""
    venue = _first(by_key, "venue")
    years = set(_YEAR.findall(venue))
    if not years:
        place = read_venue(venue)
        return place.year if place else None
    return int(years.pop()) if len(years) == 1 else None


def _is_publication(
    date: PartialDate, by_key: dict[str, list[Property]], created: PartialDate | None, identifiers: Iterable[Identifier]
) -> bool:
    if not date.day or created:
        return True
    if (years := set(_YEAR.findall(_first(by_key, "venue")))) and str(date.year) not in years:
        return False  # "venue: ICLR 2018" in a post of 2024
    for identifier in identifiers:
        if identifier.scheme == "arxiv" and identifier.value[:4].isdigit():
            return _is_month_of(date, identifier.value)
    return bool(by_key.keys() & {"venue", "citekey"})


def _is_month_of(date: PartialDate, arxiv_id: str) -> bool:
    # arXiv identifiers since 2007 begin with the year and month of submission.
    return arxiv_id[:4] == f"{date.year % 100:02}{date.month:02}"


def _date(
    properties: Sequence[Property], path: str, arxiv_ids: Sequence[str]
) -> tuple[PartialDate | None, list[Problem]]:
    """Return the first date in `properties`, and the problems with those before it.

    "06/12/2017" is a day in June or in December. One of them may be in the month of an arXiv id; else the year counts.
    """
    problems: list[Problem] = []
    for prop in properties:
        for text in text_values(prop.value):
            try:
                readings = ambiguous_dates(text)
                likely = (date for date in readings for arxiv_id in arxiv_ids if _is_month_of(date, arxiv_id))
                if date := next(likely, None) or parse_property_date(text):
                    return date, problems
            except ValueError as error:
                problems.append(Problem(path, prop.line, f"{prop.key}: {error}", "correct the date"))
                continue
            years = set(_YEAR.findall(_ARXIV_NUMBER.sub("", plain_value(text))))
            if len(years) == 1 and canonical_key(prop.key) in ("year", "published"):
                return PartialDate(int(years.pop())), problems
    return None, problems
