"""Whether the text of a page speaks of one paper: by its title, its sections and its words."""

from __future__ import annotations

from biblio import patterns as re
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["names_a_paper", "speaks_of_a_paper", "speaks_of_its_authors"]

# Sections that papers have, and those that notes on papers have, one topic a group.
_SECTIONS = tuple(
    re.compile(rf"(?:{words})", re.IGNORECASE)
    for words in (
        r"abstract|tl;?dr|one[- ]line(?: summary)?|in one sentence|résumé|一言でいうと|どんなもの(?:か)?|要旨|概要|摘要"
        r"|초록|한 ?줄 ?요약",
        r"introduction|intro|motivation|problem(?: statement)?|background|背景|はじめに|序論|目的|引言|动机|研究背景"
        r"|서론|배경|들어가며",
        r"related works?|prior works?|先行研究(?:と比べて.*)?|関連研究|相关工作|관련 ?연구|이전 연구.*",
        r"(?:proposed |our )?(?:methods?|methodology|approach|model|architecture|framework|algorithm)"
        r"|materials and methods|提案手法|手法|技術や手法の.*|方法|模型|方法论|算法|제안 ?방법|방법론?|모델|본론",
        r"experiments?(?: and results?)?|experimental (?:results?|setup)|evaluation|実験(?:結果)?"
        r"|どうやって有効だと検証した.*|评估|实验(?:结果)?|실험(?: ?결과)?|평가",
        r"results?(?: and discussion)?|findings|key (?:results|findings)|ablation(?: stud(?:y|ies))?|結果|结果|결과",
        r"discussions?|limitations?|future works?|議論(?:は.*)?|課題|讨论|局限性?|不足|논의|한계(?:점)?",
        r"conclusions?|concluding remarks|conclusión(?:es)?|結論|おわりに|结论|总结|결론|맺음말",
        r"(?:main |key )?(?:contributions?|claims?)|novelty|新規性(?:・差分)?|贡献|创新点?|기여(?:점)?|핵심",
        r"strengths?|weaknesses?|pros|cons|critique|key (?:points?|ideas?|takeaways?)|take[- ]?aways?|significance"
        r"|優点|优点|缺点|장점|단점",
        r"datasets?|loss(?: functions?)?|training(?: details)?|次に読むべき論文.*|論文情報.*|データセット|損失関数"
        r"|数据集|损失函数|데이터셋",
    )
)
_ANY_SECTION = re.compile("|".join(pattern.pattern for pattern in _SECTIONS), re.IGNORECASE)
# The first letters of all of them are literal, and the text is in lower case, because such phrases are found quickest.
_PHRASE = re.compile(
    "|".join(
        rf"{word} (?:paper|article|study|author|preprint)s?\b" for word in ("this", "the", "that", "in the", "our")
    )
    # "the work" and "that works" are words of any text
    + r"|this work\b|their (?:paper|authors?)\b|et al\b|we propose\b|they propose\b"
    r"|papers? (?:proposes|presents|introduces|shows|describes)\b"
    r"|本論文|この論文|当論文|著者(?:ら|は)|提案手法|本研究|本文(?:提出|的|中)|该论文|这篇(?:论文|文章)|作者(?:提出|们|认为)|论文"
    r"|이\s?논문|본\s?(?:논문|연구)|해당\s?논문|논문(?:에서|은|의|을)|저자(?:들)?"
)
_OF_ANY_TEXT = frozenset({"article", "author", "study"})
_YEAR_FIRST = re.compile(r"^\W*(?:19|20)\d{2}[\s_:.,-]+(?=[^\W\d])(?!\d)")
_NUMBERING = re.compile(r"^[\W\d_]+|(?<![\W_])[\W_]+$")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_FENCE = re.compile(
    r"^[ \t]*(?:```|~~~)\s*"
    r"(?:py|python|js|ts|javascript|typescript|java|bash|sh|shell|c|cpp|go|rust|html|css|sql|yaml|json)\b",
    re.MULTILINE,
)
# Who wrote a text says "we"; who wrote about it, "the authors".
_AUTHORS_DO = re.compile(
    r"\b(?:the|its|these) authors (?:also |further |first |then |are |were )?[a-z]{3,}"
    r"|\bthe paper (?:targets|proposes|introduces|presents|shows|argues|claims|tackles|addresses|studies|finds|uses)\b"
    r"|著者(?:ら)?は|作者(?:们)?(?:提出|认为|使用|通过)|저자(?:들)?(?:은|는|이)"
)
_WE_DO = re.compile(r"\b(?:we|i) (?:propose|present|introduce|show|argue|find|study|describe|demonstrate)\b")
_FAR = 20_000  # characters
_SHAPES = {
    TitleShape.WORK: 2.0,
    TitleShape.SYSTEM: 1.0,
    TitleShape.CONCEPT: 0.0,
    TitleShape.OTHER: -1.0,
    TitleShape.NONE: -2.0,
}
_ENOUGH = 3.5


def _count_phrases(text: str) -> int:
    """Return how many different phrases a text has, at most two: more say no more.

    "the article", "in the article" and "that article" are one: any essay speaks of articles, authors and studies.
    """
    phrases: set[str] = set()
    lowered = text.lower()
    place = 0
    while len(phrases) < 2 and (match := _PHRASE.search(lowered, place)):
        start = match.start()
        is_within_word = (
            start and lowered[start].isascii() and (lowered[start - 1].isalnum() or lowered[start - 1] == "_")
        )
        if not is_within_word:
            noun = match[0].rpartition(" ")[2].removesuffix("s")
            phrases.add(noun if noun in _OF_ANY_TEXT else match[0])
        place = start + 1 if is_within_word else match.end()
    return len(phrases)


def names_a_paper(text: str) -> bool:
    """Return whether a text has several phrases of those who write about a paper ("this paper", "the authors")."""
    return _count_phrases(text[:_FAR]) > 1


def speaks_of_its_authors(page: MarkdownPage) -> bool:
    """Return whether a page says what the authors of a text do, who are then others than its writer."""
    text = page.masked[:_FAR].lower()
    return _AUTHORS_DO.search(text) is not None and _WE_DO.search(text) is None


def speaks_of_a_paper(page: MarkdownPage, title: str) -> bool:
    """Return whether a page called `title` is about a paper, judged by what it says.

    The title, sections such as "Abstract" or "実験", words such as "the authors", a year before the title and a title
    in another script than the text each count; code in a programming language counts against it.
    """
    name = page.relative_path.rpartition("/")[2]
    headings = [_NUMBERING.sub("", plain_value(heading.text)) for heading in page.headings]
    headings = list(filter(_ANY_SECTION.fullmatch, headings))
    sections = sum(any(map(pattern.fullmatch, headings)) for pattern in _SECTIONS) if headings else 0
    text = page.masked[:_FAR]
    phrases = _count_phrases(text)
    score = _SHAPES[title_shape(title)] + min(sections, 5) * 0.75 + phrases * 0.75
    score += 2.5 * (_YEAR_FIRST.match(title) is not None or _YEAR_FIRST.match(name) is not None)
    if not text.isascii():
        score += 1.0 * (_CJK.search(title) is None and len(_CJK.findall(text)) * 5 > len(text))
    if "```" in page.body or "~~~" in page.body:
        score -= 0.5 * min(len(_FENCE.findall(page.body, 0, _FAR)), 4)
    return score >= _ENOUGH
