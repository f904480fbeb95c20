"""The names that people use for keys of front matter, metadata lines and table columns, in several languages.

Keys are compared without case, spaces and punctuation.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "IDENTIFIER_KEYS",
    "canonical_key",
    "is_name_of_original_title",
    "is_name_of_presenters",
    "is_name_of_remarks",
]

IDENTIFIER_KEYS = ("doi", "arxiv", "pmid", "pmcid", "isbn", "acl", "openreview", "s2", "url")
"""The canonical keys of what identifies a work in a table or below a reference: identifiers, and its address."""


# The title of a work in its own language, beside the name that somebody gave the page.
_ORIGINAL_TITLES = (
    "originaltitle englishtitle titleen 原題 原标题 原題名 原文标题 原标题名 英文标题 英文题目 英文題名 外文标题"
    " 原文題名 원제 원제목 영문제목 titreoriginal titreanglais títulooriginal titulooriginal titolooriginale"
    " originaltitel oryginalnytytuł оригинальноеназвание"
)
_KEYS = {
    "title": (
        "title papertitle fulltitle itemtitle bibtitle titleofpaper titleofthepaper nameofpaper nameofthepaper"
        " nameofthethesis thesistitle articletitle"
        " タイトル 題名 題目 题目 論文タイトル 論文名 標題 标题 论文标题 论文题目 论文名 题名"
        " 제목 논문제목 논문명 titre titel título"
        " judul judulbuku judulartikel başlık kitapadı kitabınadı makalebaşlığı tytuł tytułksiążki tiêuđề tênsách"
        " tênbàibáo название заголовок назва العنوان عنوان tittel boektitel buchtitel název cím otsikko"
        " titulo titolo 文献名 文献タイトル 書名 书名 篇名 文章标题 文献标题"
    ),
    "paper": "paper article work 論文 论文 논문",
    "name": "name nome nombre nom 名字 名称 名前 名稱 이름",
    "authors": (
        "author authors authers authorlist paperauthors paperauthor articleauthors originalauthors creator creators"
        " presenters firstauthor by authoredby writtenby 著者 著者名 作者 저자"
        " 論文著者 论文作者 auteur auteurs autor autoren autores verfasser"
        " penulis pengarang yazar yazarı yazarlar yazarları tácgiả autorzy autorka автор авторы автори المؤلف المؤلفون"
        " الكاتب författare forfatter forfattere schrijver schrijvers szerző szerzők kirjailija tekijä"
        " autorin autorinnen verfasserin auteure auteurrice auteurrices autrice autrices autore"
        " autori autora autoras 作者名 저자명"
    ),
    "year": (
        "year pubyear publicationyear publishedyear yearpublished 年 発表年 出版年 年份 연도"
        " jahr erscheinungsjahr publikationsjahr veröffentlichungsjahr année annéedepublication año"
        " añodepublicación anodepublicação anno annodipubblicazione ano tahun tahunterbit yıl yılı yayınyılı"
        " basımyılı rok rokwydania"
        " năm nămxuấtbản год годиздания рік السنة سنةالنشر jaar verschijningsjaar jaarvanuitgave utgivningsår vuosi"
        " 出版年份 発行年 刊行年 公開年 発表年度 发表年份 发表年 发布年份 출판연도 발행연도 발표연도"
    ),
    "published": (
        "published publicationdate publishdate publisheddate datepublished pubdate issued releasedate released"
        " originaldate submitted submissiondate datesubmitted"
        " 発表日 出版日 公開日 投稿日 投稿日付 論文投稿日 発行日 发表日期 发表时间"
        " 发布时间 发布日期 출판일"
    ),
    "date": (
        "date 日付 日期 날짜"
        " datum fecha tanggal tarih дата"
    ),
    "created": (
        "created createdat datecreated creationdate createddate added dateadded addeddate noted read readdate dateread"
        " readon importdate importeddate captured 作成日 読了日 登録日 创建日期"
        " gelesenam leído leidoel lule 阅读日期 阅读时间 読んだ日 添加时间 添加日期 읽은날"
    ),
    "venue": (
        "venue journal journaltitle journalname journalabbreviation conference conferencename booktitle publication"
        " publicationtitle containertitle proceedings proceedingstitle publishedin conferenceorjournal venueyear 会議"
        " 学会 会議名 学会名 掲載 掲載誌 雑誌 ジャーナル 期刊 会议 저널 학회"
        " zeitschrift konferenz tagung veröffentlichtin erschienenin revue conférence revista congreso"
        " conferencia conferência конференция конф rivista"
        " jurnal dergi tijdschrift czasopismo tạpchí журнал tidskrift časopis المجلة"
        " 期刊名 期刊会议 会议期刊 会议名称 掲載誌名 掲載先 発表先 発表会議 ジャーナル名 학술지 학술대회 게재지"
    ),
    "doi": "doi doiurl",
    "arxiv": "arxiv arxivid arxivnumber arxivurl arxivlink eprint",
    "pmid": "pmid pubmed pubmedid",
    "pmcid": "pmcid pmc",
    "acl": "acl aclid aclanthology anthology anthologyid",
    "openreview": "openreview openreviewid",
    "s2": "s2 s2id semanticscholar semanticscholarid corpusid",
    "dblp": "dblp dblpkey",
    "isbn": "isbn isbn10 isbn13",
    "url": (
        "url urls uri link links linktopaper linktothepaper linktoarticle paperpdf originalpaper originalarticle"
        " fulltext annotationtarget paperurl paperlink pdf pdfurl pdflink articleurl weburl originalurl externalurl"
        " href リンク 論文リンク 論文url 論文へのリンク 論文のリンク 原論文 元論文 arxivリンク"
        " 原文 链接 论文链接 论文地址 原文链接 原文地址 文章链接 论文下载"
        " 링크 논문링크 원문 원문링크 논문주소 lien enlace"
        " linkzumartikel linkzumpaper liendelarticle lienversl'article lienversl’article enlacealartículo"
        " enlacedelartículo linkdoartigo linkparaoartigo linkall'articolo ссылканастатью"
        " tautan bağlantı collegamento liênkết ссылка الرابط"
        " liens enlaces adresse 地址 주소 網址 网址 連結 アドレス 下载链接"
    ),
    "extra": "extra",
    "source": (
        "source sourceurl 出典 来源 출처"
        " quelle fuente fonte источник джерело bron kaynak nguồn źródło zdroj källa kilde forrás"
    ),
    "code": "code codeurl github githuburl repo repository implementation コード 代码 코드 código codice код",
    "project": "project projectpage projecturl homepage website demo プロジェクト",
    "video": "video youtube talk 動画",
    "slides": "slides slide presentation スライド",
    "data": "dataset datasets データセット",
    "post": "post tweet thread twitter discussion",
    "related": "related relatedwork relatedworks relatednotes relatedpapers seealso 関連 関連論文 関連研究",
    "tags": (
        "tag tags keyword keywords authorkeywords category categories topic topics subject subjects"
        " hashtags zoterotags タグ 分类标签"
        " キーワード カテゴリ カテゴリー 标签 关键词 태그 키워드"
        " schlagwort schlagwörter schlagworte stichwort stichwörter stichworte thema themen kategorie"
        " kategorien motclé motsclés étiquettes thème thèmes catégorie catégories palabrasclave etiquetas"
        " katakunci kategori etiket etiketler anahtarkelimeler parolechiave categorie categoria categorias"
        " palavraschave trefwoord trefwoorden onderwerp tagi słowakluczowe kategoria từkhóa теги метки ключевыеслова"
        " الكلماتالمفتاحية"
        " temas categoría categorías documenttags 分類 テーマ 分野 领域 主题 分类 분류 주제 분야"
    ),
    "citekey": "citekey citationkey citationkeys bibtexkey bibkey bibtexcitekey zoterocitekey",
    "id": "id uid zettelid",
    "aliases": f"alias aliases shorttitle alttitle japanesetitle titleja 別名 {_ORIGINAL_TITLES}",
    "kind": (
        "type kind itemtype documenttype entrytype publicationtype notetype bibtextype 種類 種別 类型"
        " publikationstyp dokumenttyp tipo 文献类型"
    ),
    "summary": (
        "abstract abstractnote summary tldr 要旨 概要 要約 アブストラクト 摘要 초록"
        " zusammenfassung résumé resumen resumo riassunto ringkasan abstrak özet samenvatting streszczenie tómtắt"
        " аннотация الملخص"
    ),
}  # fmt: skip
_CANONICAL = {alias: name for name, aliases in _KEYS.items() for alias in aliases.split()}
# What the user's remarks on a work are called.
_COMMENTS = frozenset(
    "note notes comment comments mynotes mycomments remark remarks thoughts takeaways keytakeaways review myreview"
    " privatenotes annotation annotations notizen notiz bemerkung bemerkungen kommentar kommentare anmerkung"
    " anmerkungen remarque remarques commentaire commentaires notas comentario comentarios observaciones メモ 感想"
    " コメント 備考 所感 备注 備註 笔记 评论 读后感 메모 비고 코멘트 感想メモ".split()
)
_KEY_NOISE = re.compile(r"[\s_\-()\[\]/.:;*|]+")


@lru_cache(maxsize=4096)
def canonical_key(key: str) -> str:
    """Return the canonical name of a key as written; empty if the key is unknown."""
    return _CANONICAL.get(_KEY_NOISE.sub("", key.casefold()), "")


def field_of_line(line: str) -> tuple[str, str]:
    """Return the canonical name of the field that a line begins with, and its value ("**Authors**: Jane Roe").

    The name is empty if the line does not begin with a known key.
    """
    key, colon, value = line.replace("*", "").partition(":")
    key = key.strip(" _-")
    return (canonical_key(key) if colon and key[:1].isalpha() else "", value.strip())


def is_name_of_presenters(name: str) -> bool:
    """Return whether a column or key of this name has those who present: the authors of a presentation, but where a
    group reads, people who present what others wrote.
    """
    return re.sub(r"[\W_]+", "", name.casefold()) == "presenters"


def is_name_of_original_title(name: str) -> bool:
    """Return whether a key of this name has the title of a work in its own language ("Original title", "原标题")."""
    return _KEY_NOISE.sub("", name.casefold()) in _ORIGINAL_TITLES.split()


def is_name_of_remarks(name: str) -> bool:
    """Return whether a column or key of this name has the user's remarks ("Notes", "My comments", "メモ")."""
    return re.sub(r"[\W_]+", "", name.casefold()) in _COMMENTS
