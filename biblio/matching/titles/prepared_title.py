"""Prepare a title for comparison: its words, subtitle and halves in two languages, and the work that it is a notice of.

Publishers and people write the same title in many ways: with markup, followed by "(extended abstract)", preceded by
"RETRACTED ARTICLE:", cut short with "…". None of that changes the work. A title such as "Erratum: X" or "Reply to X"
does: it is a work of its own, about another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from biblio import patterns as re
from biblio.matching.titles.title_words import normalise_words, skeleton
from biblio.matching.word_rarity import TELLING_TITLE, information
from biblio.text import is_han_or_kana, strip_markup, tokens

__all__ = ["PreparedTitle", "prepare_title", "title_keys"]

# Where a subtitle begins; a hyphen counts only with spaces around it. The pattern matches a character first and then
# looks back, which is twice as fast as the other way round.
_MOST_BREAKS = 20  # no title has more; the words before each are counted anew
_MOST_NATIVE = 12  # parts that may each be a half: what has more is a text, and each is compared with all of it
_BREAK = re.compile(
    r"[:：?？!！—–―;.～〜\s](?:(?<=[:：?？!！—–―;])\s*(?=\s|[^\x00-\x7f]|[\"“'(])|(?<=\s)[-–—―|/]{1,3}\s"
    r"|(?<=\.)\s|(?<=[：～〜―])|(?<=\s)[(（])"
)
# What may follow a title without making it another work. Demos, posters and appendices are works of their own.
_EXTENDED = re.compile(
    r"(?:(?<!\s)\s+)?(?:[(\[（【]\s*(?:extended abstract|student abstract|abstract|extended version"
    r"|full (?:version|paper)|long (?:version|paper)|short (?:version|paper)|invited (?:talk|paper)"
    r"|technical report|preprint|oral|spotlight|best paper(?: award)?|survey paper|research note|v\d"
    r"|in (?:chinese|french|german|japanese|korean|russian|spanish))"
    r"\s*[)\]）】]|[-–—:,]\s+(?:an? )?extended (?:abstract|version))\s*+[.]?\s*+$",
    re.IGNORECASE,
)
_RETRACTED = re.compile(r"^\s*[\[(]?(?:retracted|withdrawn)(?: article| paper)?[\])]?\s*[:：]\s*", re.IGNORECASE)
_NOTICE_WORDS = (
    "erratum|errata|corrigend(?:um|a)|addend(?:um|a)|(?:author|publisher)?'?s? ?corrections?|retraction(?: note)?"
    "|expression of concern|reply|(?:authors?'? )?response|(?:a )?comments?|(?:a )?commentary|discussion|rejoinder"
    "|(?:book )?review|(?:online )?(?:supplement(?:ary|al)? ?(?:materials?|information|data)?|appendix)"
    "|(?:replication |research |raw )?data(?:set)?|(?:source )?code|software|slides|poster(?: abstract)?|video|tutorial"
    "|(?:a )?demo(?:nstration)?|(?:reproducibility )?companion(?: paper)?|reproducibility(?: study| report| paper)?"
    "|replication(?: study)?|artifact|proceedings|preface|editorial|introduction|interview"
)
_NOTICE_BEFORE = re.compile(
    rf"^[\[(]?(?P<mark>{_NOTICE_WORDS})[\])]?(?:\s*[.:：]\s*"
    r"|\s+(?:to|on|of|for|from|regarding)\b\s*(?:the\s+)?[:\"“‘']*\s*)",
    re.IGNORECASE,
)
_NOTICE_AFTER = re.compile(
    rf"(?:(?<!\s)\s+)?(?:[:：.—–]\s*(?P<mark>{_NOTICE_WORDS})|(?<=\s)[-–—]+\s(?P<dashed>{_NOTICE_WORDS})"
    rf"|[(\[（]\s*(?P<bracketed>{_NOTICE_WORDS})\s*[)\]）])\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:(?<!\s)\s+)?(?:…|\.\.\.|\[\s*+(?:…|\.\.\.)\s*+\])\s*$")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_SIGNS = ((re.compile(r"(?<=\w)\+\+"), "plusplus"), (re.compile(r"\b([CFcf])#"), r"\1sharp"))
_SEGMENT = re.compile(r"(?:(?<!\s)\s*)?[/／|｜()（）\[\]［］【】「」『』=～〜\n]\s*|(?<!\s)\s+[-–—―:：]+\s+|[:：]\s+")
_LATIN = re.compile("[A-Za-z]")
_SCRIPTS = (("cyrillic", re.compile("[\u0400-\u04ff]")), ("arabic", re.compile("[\u0600-\u06ff]")))


@dataclass(frozen=True)
class PreparedTitle:
    """A title prepared for comparison; properties that few comparisons need are computed on demand.

    `text` is the title without markup and without parts that change nothing; `words` are folded and normalised (see
    `title_words.normalise_words`); `key` is the words joined; `is_cut` says that the title ends in "…".
    """

    text: str
    words: tuple[str, ...]
    key: str
    is_cut: bool = False
    script: str = ""
    halves: tuple[str, ...] = ()
    """The parts of a title in two languages, each in one script."""

    @cached_property
    def bits(self) -> float:
        """How telling the whole title is, in bits."""
        return information(self.words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The distinct words of the title."""
        return frozenset(self.words)

    @cached_property
    def around_halves(self) -> frozenset[str]:
        """The words of a title in two languages that are in neither half: "Erratum to", "II"."""
        text = self.text
        for half in sorted(self.halves, key=len, reverse=True):
            text = text.replace(half, "\n")
        return frozenset(_words(text)) if self.halves else frozenset()

    @cached_property
    def skeleton(self) -> str:
        """The key with letters that look alike made equal (see `title_words.skeleton`)."""
        return skeleton(self.key)

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """The numbers of words after which a subtitle may begin."""
        breaks = islice(_BREAK.finditer(self.text), _MOST_BREAKS)
        counts = {len(_words(self.text[: match.start()], is_whole=False)) for match in breaks}
        return tuple(sorted(count for count in counts if 0 < count < len(self.words)))

    @cached_property
    def notice(self) -> tuple[str, str]:
        """The kind of notice ("erratum") and the title that it is about; empty strings for any other title."""
        match = _NOTICE_BEFORE.match(self.text)
        if match:
            return _notice_kind(match["mark"]), self.text[match.end() :]
        match = _NOTICE_AFTER.search(self.text, max(0, len(self.text) - 60))
        if match:
            return _notice_kind(match["mark"] or match["dashed"] or match["bracketed"]), self.text[: match.start()]
        return "", ""


@lru_cache(maxsize=16384)
def prepare_title(title: str) -> PreparedTitle:
    """Return `title` prepared for comparison; a title without any word has no `words` and compares as unknown."""
    text = _plain(title)
    cut = _CUT.search(text) if text.endswith(("…", ".", "]")) else None
    text = text[: cut.start()] if cut else text
    words = _words(text, is_whole=cut is None)
    return PreparedTitle(
        text, words, "".join(words), is_cut=cut is not None, script=_script(text), halves=_halves(text)
    )


def title_keys(title: str) -> tuple[str, ...]:
    """Return the keys under which a title is indexed: the whole title and, if it has a subtitle, the main title."""
    text = _plain(title)
    whole = "".join(tokens(text))
    match = _BREAK.search(text)
    main = "".join(tokens(text[: match.start()])) if match and text[match.end() :].strip() else ""
    return tuple(dict.fromkeys(key for key in (whole, main) if key))


def _plain(title: str) -> str:
    text = strip_markup(title)
    if text.endswith((")", "]", "）", "】", ".", "bstract", "ersion")):
        text = _EXTENDED.sub("", text)
    return _RETRACTED.sub("", text) if text[:10].lower().strip("[( ").startswith(("retr", "with")) else text


def _words(text: str, *, is_whole: bool = True) -> tuple[str, ...]:
    if not text.isascii() or "'" in text or "`" in text:
        text = _APOSTROPHE.sub("", text)
    if "++" in text or "#" in text:
        for pattern, to in _SIGNS:
            text = pattern.sub(to, text)
    return normalise_words(tokens(text), is_whole=is_whole)


def _script(text: str) -> str:
    if text.isascii():
        return "latin" if _LATIN.search(text) else ""
    if is_han_or_kana(text):
        return "cjk"
    letters = sum(map(str.isalpha, text))
    for name, pattern in _SCRIPTS:
        if letters and 2 * len(pattern.findall(text)) > letters:
            return name
    return "latin" if letters else ""


def _halves(text: str) -> tuple[str, ...]:
    """Return the parts of a title in two languages ("深層学習 / Deep Learning for Cats"), or nothing.

    A term in Latin letters within a Japanese title ("BERTによる要約", "(BERT)") is not half of it.
    """
    if text.isascii() or not is_han_or_kana(text):
        return ()
    parts = [part for part in _SEGMENT.split(text) if part.strip()]
    native = [part for part in parts if is_han_or_kana(part)]
    latin = [part for part in parts if not is_han_or_kana(part) and information(_words(part)) >= TELLING_TITLE]
    latin = [part for part in latin if len(_words(part)) > 1]
    if not native or not latin:
        return ()
    # A subtitle in the same language stays with its title: a half is the text from its first part to its last.
    whole = text[text.index(latin[0]) : text.rindex(latin[-1]) + len(latin[-1])]
    if is_han_or_kana(whole):
        whole = latin[0]
    return (whole, *native[:_MOST_NATIVE])


def _notice_kind(mark: str) -> str:
    return " ".join(mark.lower().split())
