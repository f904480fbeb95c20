"""Whether a page or section is named as a list of what somebody reads: "Books", "To read", "Papers 2023", "読んだ本".

Below such a name a bare title is a work. So the name must say nothing else: "Reading group rules" is a text, and "Books
and tools" a list of other things too.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.property_values import plain_value

__all__ = ["ShelfKind", "is_column_of_books", "shelf_kind"]


class ShelfKind(IntEnum):
    """What a name says that a list is of."""

    NONE = 0
    READINGS = 1  # "Reading", "To read": books, but also posts and pages
    PAPERS = 2
    BOOKS = 3


_BOOKS = frozenset(
    "ספרים ספר ספרי βιβλία βιβλίο libroj knjige knjiga cărți cărţi carte grāmatas knygos raamatud หนังสือ sách पुस्तकें "
    "book books booklist booklists bookshelf bookshelves ebook ebooks audiobook audiobooks novel novels fiction"
    " nonfiction textbook textbooks tsundoku bücher buch romane roman bücherliste bücherregal livre livres romans"
    " bibliothèque libro libros novelas libri romanzi livros boeken böcker bøger bøker książki knihy könyvek"
    " kitaplar kitap kitaplarım kitapları książka książek książkach knih knihách boek boekenlijst läslista kirjat"
    " bücherstapel boklista bokliste bogliste kirjalista کتاب"
    " könyvek buku bukuku sách книги книг книгах книжки كتب الكتب كتاب".split()
)
_PAPERS = frozenset("paper papers preprint preprints".split())
_READINGS = frozenset(
    "שקראתי קראתי קריאה διάβασα διαβασμένα citite legitaj legitoj legis legota прочетени прочитані "
    "read reading readings reads readinglist toread gelesen gelesene leseliste lektüre lektüren lus lues"
    " lire lecturas lectura leídos leídas leer letti lette letture leituras leitura lidos ler gelezen läst læst lest"
    " letto lezen leeslijst luettu luetut olvasott olvasmányok olvasmánylista li leí læst"
    " przeczytane przeczytałem przeczytałam czytam lektury přečtené přečetl přečetla čtu"
    " okuma okumalar okumalarım okuduğum okuduklarım okunan okunacak okunacaklar"
    " bacaan baca dibaca membaca đọc прочитано прочитанное прочитанные прочитал прочитала читаю чтение"
    " leselista læseliste lesliste lukulista lukupäiväkirja čtenářský četba lektur lektura чтения почитать прочитать"
    " خوانده خواندم خواندنی"
    " قرأت قرأتها القراءة قراءات".split()
)
# Words beside them that say whose, when, how far, or that it is a list.
_BESIDE = frozenset(
    "my our the a an all some of in on for to and i ve have has been want wanted will am m currently current now next"
    " list lists log logs logbook record records diary journal shelf queue pile stack backlog wishlist wish notes note"
    " index archive"
    " finished completed done started unread read reading todo favourite favorite favourites favorites best good great"
    " top recommended recommendations personal professional technical tech this last year years month that which"
    " summary summaries review reviews highlights excerpts özet özetleri özetler alıntılar zusammenfassungen notizen"
    " notities samenvattingen riassunti appunti recensioni recenzje notatki ringkasan résumés notas resúmenes reseñas"
    " nos notre fiches carnet"
    " meine mein liste der die das zu noch lese ich habe und ma mes mon liste de des les le la à ai que j lista mis mi"
    " los las por el che ho da lido para de o os as non things stuff what material"
    " gelesenen nel nell miei mie i tra del della que em no na meus minha he en ik heb mijn nog te het een"
    " które jakie w roku moje moja lista do które jsem v roce seznam jag jeg som har mine mina"
    " notlarım notları listesi listem yılında yılı bu yıl benim en iyi için ve"
    " yang saya telah sudah akan ingin daftar tahun ini catatan đã đang muốn sẽ tôi danh tóm tắt hay điểm z"
    " những cuốn các của trong năm"
    " את ש της τα που şi și de la mia miaj mi la kiujn miuj"
    " ungelesener ungelesene stapel deník kolejka های ها شده که من لیست فهرست"
    " которые что я мои мой список за в году год التي في قائمة عام سنة".split()
)
_EAST_ASIAN = re.compile(
    r"(?:(?:私の|今年|\d{4}年?(?:に|度)?|紙の|電子|最近|これから|今)?(?:読んだ|読みたい|読む|読んでいる|読み終えた|積読|積ん|買った|欲しい|おすすめの?)?"
    r"(?:本|書籍|図書|漫画|小説)(?:リスト|一覧|棚|メモ|の記録|のリスト)?"
    r"|読書(?:メモ|記録|リスト|ログ|ノート|録)?|積読(?:本|リスト)?|本棚"
    r"|(?:我的|\d{4}年?)?(?:读过的?|在读|想读|已读|待读|要读|讀過的?|在讀|想讀|已讀|待讀|要讀)?(?:的)?(?:书|書|书籍|書籍|图书|圖書|小说|小說)"
    r"(?:单|單|目|架|籍|列表|清单|清單)?|(?:读过的?|在读|想读|已读|待读|要读|讀過的?|在讀|想讀|已讀|待讀|要讀)(?:清单|清單|列表)"
    r"|(?:读书|讀書|阅读|閱讀)(?:笔记|清单|列表|记录|清單|筆記|記錄|紀錄)?"
    r"|読了(?:した本|した書籍|本|リスト)?|読み終わった本?|読み終えた本?|読み中|読書中|読みかけ|積ん読(?:本)?"
    r"|(?:내가\s?)?(?:읽은|읽을|읽고\s?있는|읽고\s?싶은|추천)?\s?(?:책|도서|소설)(?:\s?(?:목록|리스트|장|기록))?|(?:\d{4}년?\s?)?독서\s?(?:록|목록|기록|노트)?)"
)
_EAST_ASIAN_PAPERS = re.compile(
    r"(?:我的|经典|推荐|\d{4}年?)?(?:[\u4e00-\u9fff]{2,6})?(?:论文|論文)(?:阅读|閱讀)?(?:列表|清单|清單|目录|目錄|汇总|彙總|介绍|推荐|集)"
    r"|(?:読んだ|読みたい|読む|\d{4}年?の?)?論文(?:リスト|一覧)|(?:読んだ|読みたい|読む)論文|(?:想读|已读|待读|要读|读过)的?论文"
    r"|(?:읽은|읽을|읽고\s?싶은|추천|주요)?\s?논문\s?(?:목록|리스트)|(?:읽은|읽을|읽고\s?싶은)\s?논문"
)
_EAST_ASIAN_READINGS = re.compile(
    r"読みたい(?:もの)?|読む予定|読んでいる|読んだ(?:もの)?|既読|未読|(?:读过|在读|想读|已读|待读|要读|讀過|在讀|想讀|已讀|待讀)的?"
    r"|읽은\s?것|읽을\s?것|읽는\s?중|읽고\s?(?:있는|싶은)\s?것"
)
_AROUND_EAST_ASIAN = re.compile(r"^\d{4}年(?:度|に|の)?\s*|(?:(?<!\s)\s+)?[（(【\[][^（）()【】\[\]]{1,20}[）)】\]]$")
_BETWEEN_EAST_ASIAN = re.compile(r"[・、／/＆&+]")
_DAY_OF_POST = re.compile(r"^(?:19|20)\d\d[-.]\d\d[-.]\d\d[-\s]+(?=\D)")
_RUN_TOGETHER = re.compile(r"my(?=[a-z]{4})")  # "mybookshelf", "mybooks"
_FRENCH = frozenset("mes ma mon nos notre pile de des à".split())  # beside "lectures", which is English too
_NUMBER = re.compile(r"\d{1,4}(?:q[1-4])?|q[1-4]")
_AROUND = re.compile(r"^[^\w(（]+|(?<![^\w)）])[^\w)）]+$")
_BETWEEN = re.compile(r"[\W_]+")
_MOST_WORDS = 7
# What a column of a table is called whose cells are titles of books.
_COLUMN = re.compile(
    r"(?:books?|novels?|e-?books?)(?:[\s_-]?(?:titles?|names?))?|(?:buch|roman)(?:titel)?|bücher|livres?|titre du livre"
    r"|libros?|título del libro|libri|livros?|書籍名?|書名|図書名?|本(?:の(?:タイトル|名前))?"
    r"|书籍(?:名称)?|书名|图书(?:名称)?"
    r"|책\s?(?:제목|이름)?|도서명?",
    re.IGNORECASE,
)


def is_column_of_books(header: str) -> bool:
    """Return whether the header of a column says that its cells are titles of books."""
    return _COLUMN.fullmatch(plain_value(header).strip(" *_:#")) is not None


_KNOWN = _BOOKS | _PAPERS | _READINGS | _BESIDE


def _east_asian_kind(text: str) -> ShelfKind:
    if _EAST_ASIAN.fullmatch(text):
        return ShelfKind.BOOKS
    if _EAST_ASIAN_PAPERS.fullmatch(text):
        return ShelfKind.PAPERS
    return ShelfKind.READINGS if _EAST_ASIAN_READINGS.fullmatch(text) else ShelfKind.NONE


@lru_cache(maxsize=4096)  # headings recur
def shelf_kind(name: str) -> ShelfKind:
    """Return what the name of a page or section (a heading, a file's stem) says that it lists."""
    text = plain_value(name).replace("_", " ").strip(" \t#:：.·-–—")
    text = _DAY_OF_POST.sub("", _AROUND.sub("", text))
    if not text.isascii():
        # "2023年 読みたい・読んだ本リスト（随時更新）"
        bare = _AROUND_EAST_ASIAN.sub("", text)
        kinds = [_east_asian_kind(part.strip()) for part in _BETWEEN_EAST_ASIAN.split(bare)]
        if all(kinds):
            return max(kinds)
    words = [_RUN_TOGETHER.sub("", word) if "my" in word else word for word in _BETWEEN.split(text.casefold()) if word]
    if _FRENCH.intersection(words):
        words = ["lire" if word in ("lecture", "lectures") else word for word in words]
    if not 0 < len(words) <= _MOST_WORDS or (words[0] == "non" and "fiction" not in words):  # "Non-reading list"
        return ShelfKind.NONE
    if not all(word in _KNOWN or _NUMBER.fullmatch(word) for word in words):
        return ShelfKind.NONE
    if _PAPERS.intersection(words):
        return ShelfKind.READINGS if _BOOKS.intersection(words) else ShelfKind.PAPERS
    if _BOOKS.intersection(words):
        return ShelfKind.BOOKS
    return ShelfKind.READINGS if _READINGS.intersection(words) else ShelfKind.NONE
