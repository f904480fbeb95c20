"""Tell the label of a page from the title of its work: "[Paper Review] A primer", "논문리뷰 - A primer".

A label may say what the page is, how far it is, or whose it is.
"""

from __future__ import annotations

from biblio import patterns as re
from biblio.text import fold, normalised

__all__ = ["is_review_title", "may_review", "reviews", "speaks_of_unnamed_work", "without_review_label"]

_KIND_OF_TEXT = (
    r"(?:an?\s|my\s|some\s|the\s)?(?:(?:short|brief|quick|critical|personal|book|paper|article)\s)?"
    r"(?:reviews?|summar(?:y|ies)|critiques?|discussions?|notes?|thoughts|comments?|remarks|reflections?|response)"
    r"\s(?:of|on|to|about)\s"
)
# 'A review of "Lamps at sea"', "Notes on “Lamps at sea” by Jane Roe"
_OF_QUOTED = re.compile(
    rf"^\W*{_KIND_OF_TEXT}[\"“«](?P<title>[^\"“”«»\n]{{4,300}})[\"”»](?:,?\sby\s[^\d\n]{{3,80}})?[\s.]*$", re.IGNORECASE
)
# "A review of a paper about lamps": whose title it does not say
_OF_UNNAMED = re.compile(
    rf"^\W*{_KIND_OF_TEXT}(?:an?|the|this|another|some|two|three|our|my)\s(?:[\w-]+\s){{0,2}}"
    r"(?:papers?|books?|articles?|chapters?|stud(?:y|ies)|reports?|essays?|preprints?|literature)\b",
    re.IGNORECASE,
)

_BRACKETED = re.compile(
    r"^\s*[\[【(（](?:(?:paper|論文|논문|论文)[^\[\]【】()（）]{0,20}|review|리뷰|정리|요약)[\]】)）]\s*[:：-]?\s*(?=\S)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^\s*(?:(?:paper|article|book)[\s_-]?(?:reviews?|reading|notes?|summary|digest)\s*(?:[:：|]|\s[-–—]\s)"
    r"|(?:source|paper|article|reading)[\s_-]?#?\d{1,3}\s*(?:[:：|]|\s[-–—]\s)"
    r"|논문\s?(?:리뷰|정리|요약|읽기|분석|해석|스터디|공부|소개|번역)(?:\s?(?:및|과|와|&|/)\s?(?:리뷰|정리|요약|분석|해석|해설|구현))?"
    r"\s*(?:[:：|\-–—,]|\s)"
    r"|論文(?:読み|紹介|要約|まとめ|メモ|解説|レビュー)\s*[:：|\-–—]?"
    r"|论文(?:笔记|阅读|解读|精读|总结|分享|学习)\s*[:：|\-–—]?)\s*(?=\S)",
    re.IGNORECASE,
)
# The same in European languages, where a label ends in a mark: "Reseña: Linternas", "Fiche de lecture : …".
_IN_EUROPE = re.compile(
    r"^[^\w\"'“«]*(?:(?:book|paper|article)\s(?:review|summary|notes?)|cr[ií]tica|rese[ñn]a|resenha|resumo|fichamento"
    r"|ficha\s(?:de\s)?(?:lectura|leitura)|(?:fiche|notes?)\sde\slecture|compte[\s-]rendu|recensione|(?:buch)?rezension"
    r"|lektürenotizen?|конспект|рецензия|обзор\sстатьи)"
    r"(?:\s(?:de\s(?:la\s|l[’'])?|del\s|do\s|da\s|zu\s)?(?:paper|artículo|articulo|artigo|libro|livro|livre|article|lectura|leitura|"
    r"texto?e?|buch|artikel|статьи|книги))?\s*(?:[:：|]|\s[-–—]\s)\s*(?=\S)",
    re.IGNORECASE,
)
# "《A title》閱讀筆記：what I think", "【書評】『題名』", "『題名』を読んで": the marks say what the title is.
_OF_READING = (
    r"(?:读书|讀書|阅读|閱讀|読書)?(?:筆記|笔记|メモ|ノート|感想文?|心得)|读后感?|讀後(?:感|心得)?|書評|书评|レビュー|まとめ"
    r"|摘要|摘录|摘錄|書摘|书摘|总结|總結|导读|導讀|を読(?:んで|んだ|む)|(?:독서\s?)?(?:감상문|독후감|서평|리뷰|정리|요약|노트)|[을를]?\s?읽고"
)
_IN_MARKS = re.compile(
    rf"^(?P<before>[^《》『』「」]{{0,20}}?)[《『](?P<title>[^《》『』\n]{{1,120}})[》』]\s*"
    rf"(?P<behind>(?:[の的]|[(（\[【]|[-–—:：|｜·])?\s*(?:{_OF_READING})[^《》『』]*)?$"
)
_BEFORE_MARKS = re.compile(rf"[^\w]*(?:{_OF_READING})[^\w]*\d{{0,3}}[^\w]*")
_BEHIND = re.compile(
    r"(?:논문\s?(?:리뷰|정리|요약|읽기|분석|해설|소개|번역)|論文(?:紹介|要約|まとめ|メモ|読み|解説)|论文(?:笔记|阅读|解读|精读|总结)"
    r"|\bpaper\s(?:review|reading|summary|notes?))\s*[\])）】]?$",
    re.IGNORECASE,
)
# The kind of the page behind the title. "… : a review" and "A systematic review" are titles.
_KIND_BEHIND = re.compile(
    r"(?<!\s대한)(?<!\s관한)(?<!\s대한\s)(?<!\s관한\s)(?:(?<!\s)\s+)?(?:[-–—|:]\s*+)?(?:[\[(（【]\s*+)?(?:(?:논문|책|도서)\s?)?(?:리뷰|정리|요약)(?:\s*[\])）】])?$"
    r"|(?<!\s)\s+(?:(?:책|도서)\s?)?(?:서평|독후감|독서\s?감상문)$"
    r"|(?:(?<!\s)\s+|の|を読んだ)(?:書評|読書感想文?|感想文?)$"
    r"|(?:(?<!\s)\s+)?(?:读后感|讀後感|读书笔记|讀書筆記)$"
    r"|(?<!\s)\s+(?:书评|書評)$"
    r"|(?:(?<!\s)\s+)?(?:を読(?:んだ|む|んで)|の(?:論文)?(?:紹介|要約|まとめ|解説|メモ))$"
    r"|(?:(?<![\s-])[\s-]+)?論文(?:紹介|要約|まとめ|メモ)$"
    r"|(?:(?<!\s)\s+)?(?:[\[(（【]\s*+)?论文(?:笔记|阅读|解读|精读|总结)(?:\s*[\])）】])?$"
)
# The same where the rest is in another script, or behind a blank.
_KIND_OF_PAGE = re.compile(
    r"\s+(?:[-–—|:]\s*)?(?:논문\s?)?(?:읽기|읽어\s?보기|살펴\s?보기|분석|해설|소개|스터디|번역|톺아보기|파헤치기|뜯어보기|(?:리뷰|정리|요약)\s?및\s?\w{2,4})$"
    r"|(?:\s+|(?<=[\x20-\x7e]))(?:[-–—|:]\s*)?(?:読書メモ|論文読み|論文読んだ|読んでみた|輪読(?:会|資料)?|論文解説|文献紹介)$"
    r"|(?:\s+|(?<=[\x20-\x7e]))(?:[-–—|:]\s*)?(?:阅读|学习|读书|文献|精读|论文)?(?:笔记|解读|精读|阅读|导读|翻译)$"
)
# How far the page is, or whose it is: "(진행중)", "[WIP]", "나름대로 정리", "読み途中:".
_STATE = (
    r"in progress|work in progress|wip|draft|unfinished|todo|in my own way"
    r"|(?:작성|진행|읽는|정리|공부|수정|공사)\s?중|미완성?"
    r"|(?:내\s)?(?:나름대로|맘대로|마음대로|멋대로)(?:의)?(?:\s?(?:정리|해석|리뷰|이해))?"
    r"|執筆中|読み途中|読書中|途中|未完成?|下書き|更新中|作成中|自分なりの?(?:まとめ|解釈)?"
    r"|在读|待续|未完待续|持续更新"
)
_STATE_BEFORE = re.compile(
    rf"^\s*(?:[\[(（【<]\s*(?:{_STATE})[^\[\]()（）【】]{{0,10}}[\])）】>]\s*[:：\-–—]?|(?:{_STATE})\s*(?:[:：]|\s[\-–—]\s)"
    r"|(?:내\s?)?(?:나름대로|맘대로|마음대로|멋대로)\s?(?:하는|읽는|보는|쓰는|정리하는|해석하는|이해하는)\s)\s*(?=\S)",
    re.IGNORECASE,
)
# The field a page is filed under, before the title of a review: "[DL] … 논문 리뷰". A venue is none.
_FIELD_BEFORE = re.compile(
    r"^\s*[\[【](?:ai|ml|dl|rl|cv|nlp|llm|ir|(?:deep|machine|reinforcement)[\s_-]learning|computer[\s_-]vision|book"
    r"|딥\s?러닝|머신\s?러닝|강화\s?학습|인공\s?지능|컴퓨터\s?비전|자연어\s?처리|책|도서"
    r"|深層学習|機械学習|強化学習|自然言語処理|画像認識|深度学习|机器学习|强化学习|计算机视觉|自然语言处理)[\]】]\s*(?=\S)",
    re.IGNORECASE,
)
_STATE_BEHIND = re.compile(
    rf"\s*[-–—|:]?\s*[\[(（【<]\s*(?:{_STATE})[^\[\]()（）【】]{{0,10}}[\])）】>]\s*$", re.IGNORECASE
)
_REVIEW_BEHIND = re.compile(
    r"(?<!\ba)(?<!the)(?<!literature)(?<!systematic)(?<!scoping)(?<!critical)(?<!short)(?<!brief)(?<!narrative)(?<!comprehensive)"
    r"(?<!peer)(?<!code)(?<!mini)(?<!rapid)(?<!umbrella)(?<!integrative)(?<!and)(?<!of)(?<!book)(?<!law)"
    r"(?<![:,\s])\s+(?:[-–—|]\s*)?(?:[\[(（【]\s*)?(?:paper\s)?review(?:\s?(?:note|post|summary))?(?:\s*[\])）】])?$",
    re.IGNORECASE,
)
# What says that a page is a review where the title of its work is known: "ICML 2019 Review [2] Best Paper: …".
_OF_A_REVIEW = (
    r"(?:paper|article|book|reviews?|summary|notes?|reading|논문|리뷰|정리|요약|분석|해석|읽기|스터디|論文|レビュー|紹介|要約|まとめ"
    r"|メモ|论文|论文笔记|笔记|解读|精读|总结|reseña|resenha|résumé)"
)
_SAYS_REVIEW = re.compile(_OF_A_REVIEW, re.IGNORECASE)
_ENDS_LABEL = re.compile(r"(?:[:|\])】–—]|\s-|\bpaper|논문|論文|论文)[\s\"'“‘「『《]*$", re.IGNORECASE)
_ONLY_REVIEW = re.compile(rf"\W*(?:{_OF_A_REVIEW}\W*)*", re.IGNORECASE)
_WORD_OF_TITLE = re.compile(r"[^\W_]+")
_FEWEST_WORDS = 4  # of a title within another
_SHORTEST_TITLE = 5
# A word of the English labels; the others have letters beyond ASCII.
_ENGLISH = ("paper", "review", "article", "book")
_BRACKET_BEFORE = ("[", "【", "(", "（")
_BRACKET_BEHIND = ("]", ")", "】", "）", ">")
# One of these is in every label of ASCII letters.
_SIGNS = (":", "-", "|", "[", "(", "<")
_BEHIND_LABEL = (":", "：", "|", " - ", " – ", " — ")  # in European languages
_WORD = re.compile(r"[^\W\d_]{2}")


def is_review_title(title: str) -> bool:
    """Return whether a title says that its page is about a paper ("[Paper Review] BERT", "BERT 논문 정리")."""
    patterns = [_IN_EUROPE] if any(map(title.__contains__, _BEHIND_LABEL)) else []
    if not title.isascii() or any(map(title.lower().__contains__, _ENGLISH)):
        patterns += [_BRACKETED, _BEFORE, _BEHIND]
    if not patterns:
        return False
    if _title_in_marks(title):
        return True
    rests = (pattern.sub("", title) for pattern in patterns if pattern.search(title))
    return any(_WORD.search(rest) for rest in rests)


def _title_in_marks(title: str) -> str:
    """Return the title that marks enclose if the words around it say that somebody read it, or ""."""
    match = _IN_MARKS.match(title) if "《" in title or "『" in title else None
    if match is None or not (match["behind"] or _BEFORE_MARKS.fullmatch(match["before"])):
        return ""
    is_label = not match["before"].strip() or _BEFORE_MARKS.fullmatch(match["before"])
    return match["title"].strip() if is_label else ""


def speaks_of_unnamed_work(title: str) -> bool:
    """Return whether a title says that its page is about a work without naming it: "A review of a book about lamps"."""
    return _OF_UNNAMED.match(title) is not None


def may_review(title: str) -> bool:
    """Return whether a title has a word that says "review"; looking is quicker than reading the links of a page."""
    return _SAYS_REVIEW.search(title) is not None


def reviews(title: str, work: str) -> bool:
    """Return whether the title of a page has that of a work in it, and words around it that say "review".

    "A primer on old lamps Review", "ICML 2019 Review [2] Best Paper A primer on old lamps 리뷰". `work` is the label of
    a link on the page, so that no word of the title is taken for the page's.
    """
    words = fold(work).split()
    if len(words) < _FEWEST_WORDS or not may_review(title):
        return False
    title = normalised(title, "NFKC")
    found = list(_WORD_OF_TITLE.finditer(title))
    folded = [fold(match[0]) for match in found]
    for first in range(len(found) - len(words) + 1):
        if folded[first : first + len(words)] != words:
            continue
        before, behind = title[: found[first].start()], title[found[first + len(words) - 1].end() :]
        is_labelled = not before.strip(" \"'“‘「『《") or _ENDS_LABEL.search(before)
        says_so = any(map(_SAYS_REVIEW.search, (before, behind)))
        return bool(is_labelled and says_so and _ONLY_REVIEW.fullmatch(behind))
    return False


def without_review_label(title: str, *, is_review: bool) -> str:
    """Return a title without what says that the page is a review of it, or how far: "[WIP] …", "… 논문 정리".

    `is_review` says that the page is known to be about a work: only then is a "review" at the end a label.
    """
    if marked := _title_in_marks(title):
        return marked
    if title.lstrip().startswith(_BRACKET_BEFORE):
        title = _BRACKETED.sub("", title) or title
    may_have_label = not title.isascii() or any(map(title.__contains__, _SIGNS))
    if quoted := _OF_QUOTED.match(title):
        return quoted["title"].rstrip(" ,.")
    if may_have_label:
        title = _BEFORE.sub("", title) or title
        title = _IN_EUROPE.sub("", title) or title
    bare, before = title, ""
    while bare != before:
        before = bare
        if may_have_label:
            bare = _STATE_BEFORE.sub("", bare).strip() or bare
        if bare.endswith(_BRACKET_BEHIND):
            bare = _STATE_BEHIND.sub("", bare).strip() or bare
        for pattern in () if bare.isascii() else (_KIND_BEHIND, _KIND_OF_PAGE):
            bare = pattern.sub("", bare).strip() or bare
    if bare != title and bare.startswith(("[", "【")):
        bare = _FIELD_BEFORE.sub("", bare) or bare
    if is_review:
        bare = _REVIEW_BEHIND.sub("", bare).strip()
    # "WGAN 리뷰": a short name in another script than the label is whole.
    is_name = bare.isascii() and not title.isascii() and _WORD.search(bare) is not None
    return bare if len(bare) > _SHORTEST_TITLE or is_name else title
