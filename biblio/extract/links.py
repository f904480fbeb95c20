"""Find the links in a note's free text, each with its role, and the other notes and works it mentions.

A role comes from the words before the link ("openreview:", "元ポスト:", "関連:"), then from the block that the link is
in (the list under 先行研究), then from its host. A link in the running text is a *mention*: it never decides what a
note is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from biblio import patterns as re
from biblio.extract.identifiers_in_text import URL, trim_url
from biblio.model.note import Link, LinkRole, NoteReference
from biblio.text import without_signs_around

__all__ = ["find_links", "find_references", "host_role", "label_role"]

_MARKDOWN_LINK = re.compile(r"!?\[(?P<label>[^\[\]\n]{0,200})\]\(\s*$")
# Labels are matched whole, in lower case, after an optional venue and year ("ICLR 2023 OpenReview").
_WORDS = {
    LinkRole.OWN: (
        r"open\s?review|arxiv|ar5iv|alphaxiv|paper|pdf|doi|(?:acl )?anthology|proceedings|preprint|abs|url|publication"
        r"|(?:technical|tech)\s?(?:report|paper)|論文|原論文|元論文|本論文|原著|テクニカル(?:レポート|ペーパー)(?:が公開)?"
        r"|open[\s-]access(?:\s(?:here|hier|unter|verfügbar(?:\shier)?|version|pdf))?|(?:free\s)?full[\s-]?text|volltext"
        r"|texte intégral|texto completo|논문|论文|原文|文献"
        r"|(?:link zum|link (?:do|para o)|lien vers|enlace (?:al|del)|link all['’]|ссылка на)\s?(?:l['’])?"
        r"(?:paper|papier|artikel|aufsatz|article|art[ií]culo|artigo|articolo|статью|публикацию)"
    ),
    LinkRole.RELATED: (
        r"related(?:\s(?:work|paper|note)s?)?|関連(?:研究|論文|記事)?|先行研究|後続(?:研究)?|前提|参考(?:文献)?|参照|引用"
        r"|cf|see also|based on|prior work|baseline|관련|相关"
    ),
    LinkRole.POST: r"(?:元)?ポスト|元?ツイート|所見|post|tweet|thread|x|twitter|discussion|reddit",
    LinkRole.EXPLAINER: (
        r"(?:日本語|ポイント)?解説(?:ポスト|記事|動画)?|blog|explainer|explanation|tutorial|記事|review"
    ),
    LinkRole.SLIDES: r"(?:解説)?スライド|slides?(?:hare)?|presentation|発表資料|輪講資料|資料",
    LinkRole.VIDEO: r"video|動画|talk|youtube|recording|영상",
    LinkRole.CODE: r"code|github|git|repo(?:sitory)?|実装|コード|implementation|colab|코드|代码|código|codice|код",
    LinkRole.DATA: r"data(?:set)?|データ(?:セット)?|hf dataset|데이터",
    LinkRole.MODEL: r"hf|hugging\s?face|model|weights|checkpoint|モデル|모델",
    LinkRole.PROJECT: (r"(?:pj|project|home)\s?page|project|website|web|demo|デモ|プロジェクト(?:ページ)?|公式|site"),
}
# What lists write for a word; the icons of pages and chains lead to papers as to anything.
_ICONS = {
    "💾": LinkRole.DATA, "🗄": LinkRole.DATA, "💽": LinkRole.DATA, "💻": LinkRole.CODE, "🖥": LinkRole.CODE,
    "🎥": LinkRole.VIDEO, "🎬": LinkRole.VIDEO, "📹": LinkRole.VIDEO, "📺": LinkRole.VIDEO, "🏠": LinkRole.PROJECT,
    "🌐": LinkRole.PROJECT,
}  # fmt: skip
_LABELS = tuple(
    (
        role,
        re.compile(
            rf"(?:link to (?:the )?)?(?:[\w-]+ \d{{4}} )?(?:{words})"
            r"(?:\s*(?:link|url|リンク|링크|は?こちら|page|version|(?:보러\s?가|바로\s?가|보)기|주소|원문|链接|地址))?s?"
        ),
    )
    for role, words in _WORDS.items()
)
_HOSTS: tuple[tuple[LinkRole, tuple[str, ...]], ...] = (
    (LinkRole.POST, ("x.com", "twitter.com", "reddit.com", "news.ycombinator.com", "bsky.app", "linkedin.com")),
    (
        LinkRole.CODE,
        ("github.com", "gitlab.com", "bitbucket.org", "colab.research.google.com", "codeberg.org", "pypi.org"),
    ),
    (LinkRole.SLIDES, ("slideshare.net", "speakerdeck.com", "docs.google.com")),
    (LinkRole.VIDEO, ("youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "slideslive.com")),
    (LinkRole.MODEL, ("huggingface.co", "hf.co", "modelscope.cn")),
    (LinkRole.DATA, ("kaggle.com", "zenodo.org", "figshare.com")),
    (
        LinkRole.EXPLAINER,
        ("qiita.com", "zenn.dev", "note.com", "medium.com", "hatenablog.com", "towardsdatascience.com"),
    ),
    (LinkRole.PROJECT, ("github.io", "gitlab.io")),
)
# A list under such a line is about other works, up to the first line that is not a list item.
_BLOCK = re.compile(
    r"^\W*(?:関連(?:研究|論文)?|先行研究|後続研究|参考(?:文献)?|前提|related(?:\s(?:work|paper|note)s?)?|references?"
    r"|see also|prior work|관련\s?연구)\s*(?:\([^)]*\)|（[^）]*）)?\s*[:：]?\s*$",
    re.IGNORECASE,
)
_BLOCK_WORDS = ("related", "reference", "see also", "prior work", "関連", "先行研究", "後続", "参考", "前提", "관련")
_DASH_AT_END = re.compile(r"\s[-–—]{1,2}\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+・•]|\d+[.)])\s*")
_FENCE = re.compile(r"^\s*(```+|~~~+)")
# A short number counts only at the end of its line ("・2D Rotary …" is a list item); a URL may come before it.
_NOTE_NUMBER = re.compile(r"(?:^|(?<=[\s・])|https?://[!-~]{1,2000})・\s?(\d{3,5}(?!\d)|\d{1,2}(?=\s*$))", re.MULTILINE)


@lru_cache(maxsize=4096)  # the lines of a list repeat a few labels
def label_role(label: str) -> LinkRole | None:
    """Return the role that the words before a link give it ("解説スライド:" → slides), or None."""
    if not label.isascii() and (role := _ICONS.get(label.strip(" []\ufe0f"))):
        return role
    label = without_signs_around(label.casefold())
    if not label:
        return None
    return next((role for role, pattern in _LABELS if pattern.fullmatch(label)), None)


@lru_cache(maxsize=4096)  # the same link is examined several times on its way into a note
def host_role(url: str) -> LinkRole | None:
    """Return the role that the host of a URL suggests (code, a post, slides …), or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if host in ("huggingface.co", "hf.co"):
        if parts.path.startswith("/papers/"):
            return None
        if parts.path.startswith("/datasets/"):
            return LinkRole.DATA
        if parts.path.startswith(("/spaces/", "/blog/")):
            return LinkRole.PROJECT if parts.path.startswith("/spaces/") else LinkRole.EXPLAINER
    return _role_of_name(host)


@lru_cache(maxsize=4096)
def _role_of_name(host: str) -> LinkRole | None:
    for role, hosts in _HOSTS:
        if any(host == suffix or host.endswith("." + suffix) for suffix in hosts):
            return role
    return None


def find_links(text: str, *, line: int = 1) -> Iterator[Link]:
    """Yield every link in a note's free text with its role; `line` is the number of the text's first line in the file.

    Fenced code blocks are skipped. A link counts as the note's own only if its label at the start of a line says so (or
    is the whole text of the Markdown link there); under a heading such as 関連 it never does.
    """
    if "://" not in text:
        return
    is_related = is_fenced = False
    has_fences = "```" in text or "~~~" in text
    lowered = text.lower()
    has_blocks = any(map(lowered.__contains__, _BLOCK_WORDS))
    for number, row in enumerate(text.split("\n"), line):
        if not (has_fences or has_blocks or "://" in row):
            continue
        if has_fences and _FENCE.match(row):
            is_fenced = not is_fenced
        if is_fenced:
            continue
        if has_blocks and _BLOCK.match(row):
            is_related = True
            continue
        if is_related and row.strip() and not _ITEM.match(row):
            is_related = False
        if "://" not in row:
            continue
        end = 0
        for match in URL.finditer(row):
            url = trim_url(match[0])
            lead = row[end : match.start()]
            end = match.start() + len(url)
            label, is_at_head = _label(lead, is_first=match.start() == len(lead))
            yield Link(url, _role(url, label, is_at_head=is_at_head, is_related=is_related), label, number)


def _label(lead: str, *, is_first: bool) -> tuple[str, bool]:
    """Return the words that label the next link, and whether nothing else comes before them on the line."""
    if match := _MARKDOWN_LINK.search(lead):
        rest = _ITEM.sub("", lead[: match.start()]).strip(" [](")
        outer = re.search(r"([\w ./-]{1,40})[:：]\s*$", rest)
        if outer:  # "論文: [Title](https://…)": the words outside say what it is
            return outer[1].strip(), is_first and not rest[: outer.start()].strip()
        return match["label"].strip(), is_first and not rest
    lead = _DASH_AT_END.sub("", lead)  # "Paper link - https://…"
    words = re.split(r"[。．!?！？、]|\.\s|\)\s*|\s[-–—]\s", lead)[-1]
    label = _ITEM.sub("", words).strip(" \t:：[(（<「-").strip()
    is_at_head = is_first and _ITEM.sub("", lead).strip(" \t:：[(（<「-").strip() == label
    return label[-60:], is_at_head


def _role(url: str, label: str, *, is_at_head: bool, is_related: bool) -> LinkRole:
    role = label_role(label)
    if is_related or role is LinkRole.RELATED:
        return host_role(url) or LinkRole.RELATED
    if role is LinkRole.OWN:
        if host_role(url) is LinkRole.POST:
            return LinkRole.POST
        return LinkRole.OWN if is_at_head else LinkRole.MENTION
    return role or host_role(url) or LinkRole.MENTION


def find_references(text: str, *, line: int = 1) -> Iterator[NoteReference]:
    """Yield the mentions of other notes ("・2456") and works ("[Paper Note] Title, Author+, ICLR'25") in free text."""
    is_fenced = False
    for number, row in enumerate(text.split("\n"), line):
        if _FENCE.match(row):
            is_fenced = not is_fenced
        if is_fenced:
            continue
        for match in _NOTE_NUMBER.finditer(row):
            yield NoteReference("note", match[1], number)
        item = _ITEM.sub("", row).strip()
        if item.startswith("[Paper Note]"):
            yield NoteReference("work", item, number)
