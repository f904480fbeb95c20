"""Words that note tools, Zotero, CSL and BibTeX use for kinds of works.

Zotero's item types: https://api.zotero.org/itemTypes; CSL's: https://docs.citationstyles.org/en/stable/
specification.html (appendix III); BibTeX's and biblatex's entry types: https://ctan.org/pkg/biblatex (2.1).
"""

from __future__ import annotations

import re
from functools import lru_cache

from biblio.model.record import Kind

__all__ = [
    "NAMED_BY_FOLDER",
    "is_book_word",
    "is_literature_word",
    "is_other_word",
    "is_word_for_own_text",
    "kind_of_word",
]

# A file in a folder of its own may have a name for all works alike: "Attention Is All You Need/paper.md".
NAMED_BY_FOLDER = frozenset(
    "paper article note notes review summary main text content notes-en notes-zh notes-ja 論文 メモ 論文メモ"
    " まとめ 要約 论文"
    " 笔记 论文笔记 阅读笔记 논문 리뷰 노트 정리 요약".split()
)

_WORDS = {
    Kind.PAPER: (
        "paper article journalarticle articlejournal conferencepaper paperconference inproceedings conference preprint"
        " researchpaper workingpaper manuscript proceedings inbook incollection booksection chapter bookchapter"
        " survey academicjournal academicpaper academicarticle scientificpaper scientificarticle researcharticle"
        " journalpaper suppperiodical periodical"
        " magazinearticle articlemagazine unpublished reference encyclopediaarticle"
        " entryencyclopedia inreference 論文 会議論文 学術論文 论文 논문"
    ),
    Kind.BOOK: "book mvbook collection mvcollection booklet monograph textbook ebook 書籍 本 图书 책",
    Kind.THESIS: "thesis phdthesis mastersthesis masterthesis bachelorthesis dissertation 学位論文 博士論文 修士論文",
    Kind.REPORT: "report techreport technicalreport whitepaper manual standard patent 報告書 技術報告",
    Kind.BLOGPOST: "blogpost blog postweblog weblog newsletter ブログ 博客 블로그",
    Kind.WEBPAGE: (
        "webpage website www online electronic newspaperarticle articlenewspaper newsarticle webarticle onlinearticle"
        " forumpost forumthread tweet instantmessage documentation"
        " entrydictionary dictionaryentry ウェブページ 記事 clipping clippings webclip"
    ),
    Kind.PRESENTATION: "presentation slides slide slidedeck talk speech lecture スライド 発表",
    Kind.SOFTWARE: "software computerprogram program code repo repository library tool ソフトウェア",
    Kind.DATASET: "dataset data datasets corpus データセット",
    Kind.MODEL: "modelcard checkpoint",
    Kind.VIDEO: (
        "video videorecording film movie motionpicture documentary youtube podcast podcastepisode audiorecording"
        " broadcast tvbroadcast radiobroadcast 動画 视频 영상"
    ),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
# Words which say that a note is about a publication, without saying of which kind.
_LITERATURE = frozenset(
    "literature literaturenote litnote lit reading readingnote reference referencenote sourcenote paper papers"
    " papernote papernotes papersummary articlenote booknote books bibliography scientificpaper zotero zoteronote"
    " article 文献 文献ノート 文献メモ 論文 論文メモ 論文ノート 論文紹介 論文要約 読書メモ 読書ノート 论文笔记 文献笔记"
    " источник статья литература"
    " 論文読み 論文解説 論文レビュー 論文まとめ 论文阅读 论文解读 论文精读 文献阅读 논문리뷰 논문정리 논문요약 논문읽기"
    " 논문스터디 読書 reviewpaper paperreview paperreviews paperreading paperdigest citation clipping clippings webclip"
    " webclips".split()
)
# Tags of notes on books; a folder called so may be the book that somebody writes.
_BOOK = frozenset(
    "book books ebook textbook buch bücher livre livres libro libros livro livros libri boek boeken"
    " bok bøger böcker kirja kirjat kniha knihy książka książki könyv carte cărți kitap книга книги"
    " βιβλίο 本 書籍 图书 圖書 书 書 书籍 책 도서 كتاب sách buku".split()
)

# Words which say that a note is about a concept, a person, a topic … or leads to other notes.
_OTHER = frozenset(
    "concept concepts topic topics entity entities person people author authors researcher researchers"
    " moc mocs map maps hub hubs index dashboard glossary term terms definition definitions idea ideas"
    " argument arguments claim claims question questions project projects area areas meeting daily weekly"
    " diary log overview synthesis structure comparison organization organisation institution company event place"
    " location tag category template permanent evergreen fleeting zettel symbol metaphor tension theme"
    " themes 概念 人物 索引 目次 术语 主题 개념 인물 begriff begriffe konzept konzepte thema notion notions personne"
    " concepto".split()
)
# Words for texts of the writer's own, and for things of other kinds that people keep notes on.
_OWN_TEXT = frozenset(
    "essay essays recipe recipes poem poems story stories howto howtos cheatsheet"
    " エッセイ 随筆 レシピ 随笔 食谱 菜谱 诗 에세이 레시피"
    " rezept rezepte gedicht gedichte recette recettes poème poèmes receta recetas ensayo ensayos poema poemas ricetta"
    " ricette эссе рецепт рецепты стих стихи стихотворение рассказ гайд инструкция инструкции понятие понятия термин"
    " термины идея идеи проект проекты человек люди мысль мысли".split()
)
# Words beside them that do not say what the note is about.
_BESIDE = frozenset("note notes page pages of content contents card file type".split())


def is_other_word(word: str) -> bool:
    """Return whether a type says that a note is about something else than a work ("concept", "MOC", "person-note")."""
    words = [part for part in re.split(r"[\W_]+", word.casefold()) if part and part not in _BESIDE]
    is_other = bool(_OTHER.intersection(words)) or is_word_for_own_text(word)
    return is_other and kind_of_word(word) is None and not is_literature_word(word)


@lru_cache(maxsize=4096)
def is_word_for_own_text(word: str) -> bool:
    """Return whether a type or tag says that the text is the writer's own ("essay"), or of a recipe or a project."""
    return any(_collapse(part) in _OWN_TEXT for part in word.split("/"))


@lru_cache(maxsize=4096)  # types, tags and folders recur
def _collapse(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())


def kind_of_word(word: str) -> Kind | None:
    """Return the kind that a value of ``type`` names ("journalArticle", "[[Book]]", "blog-post"), or None."""
    word = _collapse(word)
    return _KINDS.get(word) or _KINDS.get(word.removesuffix("s"))


@lru_cache(maxsize=4096)
def is_book_word(word: str) -> bool:
    """Return whether a tag, or the first word of a name, says that a note is about a book ("book", "type/livre")."""
    return any(_collapse(part) in _BOOK for part in [word, *word.split("/")])


@lru_cache(maxsize=4096)
def is_literature_word(word: str) -> bool:
    """Return whether a type or tag marks a note about a work ("literature-note", "papers", "type/paper")."""
    return any(_collapse(part) in _LITERATURE for part in [word, *word.split("/")])
