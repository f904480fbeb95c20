"""Decide which files that show nothing but a title are notes about works: what the other files around them are decides.

Notes may be just a title and some thoughts. In a folder of such notes, and among notes that show their works, they are
notes; among ideas, people and projects they are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from biblio.model.note import Note
from biblio.readers.folders_of_files import FEW, folders_of, is_folder_of_a_course
from biblio.readers.markdown.kind_words import NAMED_BY_FOLDER
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import fold

__all__ = ["files_called_alike", "titled_notes"]

# Folders in which people keep other things than notes on works.
_OF_OTHER_THINGS = re.compile(
    r"(?:\d+[\s._-]+)?(?:people|persons?|contacts?|authors|concepts?|ideas?|thoughts?|projects?|areas?|topics?|mocs?|maps?"
    r"|permanent(?: notes)?|evergreen(?: notes)?|fleeting(?: notes)?|zettel|zettels|inbox|archive|meetings?"
    r"|recipes?"
    r"|tasks?"
    r"|todos?|goals?|habits?|courses?|course notes|lectures?|classes|snippets?|code|docs?|documentation|wiki"
    r"|about|pages?"
    r"|_pages|assets|vendor|cases|case (?:law|briefs?)|statutes?|legislation|regulations?|judgments?|urteile|gesetze"
    r"|jurisprudence|personnes|concepts|idées|projets|personen|begriffe|ideen|projekte|люди|идеи|мысли|проекты|рецепты|эссе|понятия|термины|дневник|задачи|人物|概念|アイデア|想法|사람|개념|아이디어"
    r"|movies?|films?|cooking|filme|rezepte|vorlesungen|besprechungen|recettes|cours|réunions|recetas|clases|reuniones"
    r"|レシピ|料理|授業|講義|会議|日記|映画|プロジェクト|菜谱|食谱|课程|课堂|会议|日记|电影|项目"
    r"|레시피|요리|수업|강의|회의록?|미팅|일기|영화|프로젝트|할\s?일|인물)",
    re.IGNORECASE,
)
_NUMBERED_FILE = re.compile(r"\d{1,3}(?:-\d{1,3})?[\s_.-]+\S|(?:chapter|ch|part)[\s_.-]*\d", re.IGNORECASE)
_PAGE_OF_FOLDER = re.compile(r"(?:readme|index)\.", re.IGNORECASE)
_FEWEST_CHAPTERS, _MOSTLY = 3, 0.8
_FEWEST_ALIKE = 3
_OF_LISTS = re.compile(r"(?<![^\W_])(?:template|şablon|vorlage|index|moc|notes|lists?)(?![^\W_])", re.IGNORECASE)
# Folders of the posts of a blog, which are about anything.
_OF_POSTS = re.compile(r"_?(?:posts?|drafts)|blogs?|contents?", re.IGNORECASE)
# "2023-04-08-decoding.md", as Jekyll and Hexo name posts
_POST_NAME = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}-[^\W_]+(?:-[^\W_]+)*\.")
# Shares of the files of a folder that are notes on works, or look like it, which let a title of a shape pass.
_SHARES = {TitleShape.WORK: 0.5, TitleShape.SYSTEM: 0.6, TitleShape.CONCEPT: 0.85}
# Where nearly all files show their works, the rest are notes whatever they are called.
_NEARLY_ALL, _MANY = 0.9, 10
# "Reading3-2.md"; dates are no numbers of a row.
_NUMBERED = re.compile(r"(?!(?:19|20)\d\d)[^\W\d_]*[\s_-]?\d{1,3}(?:[-_.]\d{1,3})?\.\w+")
_DIGITS = re.compile(r"\d+")
_MOST_OF_SERIES = 0.75
# The size of a vault, and the share of notes on works in it, from which it is one of other things.
_LARGE, _RARELY, _SOME = 20, 0.35, 0.25


@dataclass(slots=True)
class _Folder:
    """What the files in and below a folder are: notes that show their work, and titles by their shape."""

    works: int
    titles: Counter[TitleShape]

    @property
    def size(self) -> int:
        return self.works + self.titles.total()

    @property
    def says_anything(self) -> bool:
        """Whether there is more than names, which notes on works and notes on tools have alike."""
        return self.size > self.titles[TitleShape.SYSTEM]

    def accepts(self, shape: TitleShape, *, is_post: bool = False) -> bool:
        """Return whether a title of a shape is a work's; among posts, other titles say nothing for it."""
        if is_post:
            return shape in _SHARES and self.works >= _SHARES[shape] * self.size
        likely = self.works + self.titles[TitleShape.WORK]
        against = sum(self.titles[other] for other in (TitleShape.CONCEPT, TitleShape.OTHER, TitleShape.NONE))
        if shape is TitleShape.NONE:
            return False
        if not likely + against:
            return shape is TitleShape.SYSTEM
        if self.works >= max(_MANY, _NEARLY_ALL * self.size):
            return True
        return shape in _SHARES and likely >= _SHARES[shape] * (likely + against)


def titled_notes(works: Collection[str], titled: Mapping[str, Note], others: Collection[str] = ()) -> set[str]:
    """Return the files among `titled` that are notes about works.

    `works` are the files that show their work, `titled` those that have only a title, `others` those that say that they
    are about something else; all are paths with slashes.
    """
    folders_of_works = {path.rpartition("/")[0] for path in works}
    shapes = {path: title_shape(note.title or "") for path, note in titled.items() if not _is_elsewhere(path)}
    folders: dict[str, _Folder] = {}
    for path in works:
        for folder in folders_of(path):
            folders.setdefault(folder, _Folder(0, Counter())).works += 1
    for path, shape in shapes.items():
        for folder in folders_of(path):
            folders.setdefault(folder, _Folder(0, Counter())).titles[shape] += 1
    for path in others:
        for folder in () if _is_elsewhere(path) else folders_of(path):
            folders.setdefault(folder, _Folder(0, Counter())).titles[TitleShape.OTHER] += 1
    accepted = set()
    chapters = _chapters(works, shapes)
    alike = files_called_alike(titled)
    # In a vault of other things, a folder needs notes that show their works: "gRPC: A Remote Call" is no sign there.
    whole = folders.get("", _Folder(0, Counter()))
    is_mixed = whole.size >= _LARGE and whole.works + whole.titles[TitleShape.WORK] < _RARELY * whole.size
    for path, shape in shapes.items():
        if path in chapters or path in alike or _is_of_folder(path, folders_of_works):
            continue
        around = [folders[folder] for folder in folders_of(path)]
        if _is_book(path, shape) or (shape is TitleShape.WORK and _has_chapters(path, chapters)):
            accepted.add(path)
            continue
        nearest = next((folder for folder in around if folder.size >= FEW), around[-1])
        if not nearest.says_anything:
            # Only names of systems: what is around the folder decides, if it is larger.
            nearest = next((folder for folder in around if folder.size >= FEW and folder.says_anything), nearest)
        if is_mixed and nearest.works < _SOME * nearest.size:
            continue
        if nearest.accepts(shape, is_post=_is_post(path)):
            accepted.add(path)
    return accepted | _of_series({*works, *accepted}, shapes)


def files_called_alike(titled: Mapping[str, Note]) -> set[str]:
    """Return the files that have their name and their title in common with others ("tables.md": "All tables").

    Where nothing else says what they are about, they are parts of the notes in their folders.
    """
    names = {
        path: (path.rpartition("/")[2], fold(note.title or "")) for path, note in titled.items() if note.says_nothing
    }
    counts = Counter(names.values())
    return {path for path, name in names.items() if counts[name] >= _FEWEST_ALIKE}


def _of_series(accepted: Collection[str], shapes: Mapping[str, TitleShape]) -> set[str]:
    """Return the files numbered in one row with others that nearly all are notes on works: "reading3-2.md"."""
    series: dict[str, list[str]] = {}
    for path in {*accepted, *shapes}:
        folder, _, name = path.rpartition("/")
        if _NUMBERED.fullmatch(name):
            series.setdefault(f"{folder}/{_DIGITS.sub('#', name)}", []).append(path)
    return {
        path
        for paths in series.values()
        if sum(path in accepted for path in paths) >= max(FEW, _MOST_OF_SERIES * len(paths))
        for path in paths
        if path in shapes and shapes[path] is not TitleShape.NONE
    }


def _chapters(works: Collection[str], shapes: Mapping[str, TitleShape]) -> set[str]:
    """Return the files that are parts of the book which their folder is about: "books/Lamps at sea/03_Wicks.md".

    The folder stands among others in one for books, or has a page of its own on the work; its files have numbers.
    """
    in_folders: dict[str, list[str]] = {}
    of_works = {path.rpartition("/")[0] for path in works if _PAGE_OF_FOLDER.match(path.rpartition("/")[2])}
    for path, shape in shapes.items():
        folder, _, name = path.rpartition("/")
        if not _PAGE_OF_FOLDER.match(name):
            in_folders.setdefault(folder, []).append(path)
        elif shape is TitleShape.WORK:
            of_works.add(folder)
    chapters: set[str] = set()
    for folder, paths in in_folders.items():
        numbered = [path for path in paths if _NUMBERED_FILE.match(path.rpartition("/")[2])]
        *_, above, _ = ("", "", *folder.split("/"))
        is_of_book = bool(folder) and (folder in of_works or shelf_kind(above) is ShelfKind.BOOKS)
        if is_of_book and len(numbered) >= max(_FEWEST_CHAPTERS, _MOSTLY * len(paths)):
            chapters |= set(numbered)
    return chapters


def _has_chapters(path: str, chapters: Collection[str]) -> bool:
    folder, _, name = path.rpartition("/")
    is_page = _PAGE_OF_FOLDER.match(name) is not None
    return is_page and any(chapter.rpartition("/")[0] == folder for chapter in chapters)


def _is_book(path: str, shape: TitleShape) -> bool:
    """Return whether a file is in a folder of notes on books ("Book notes/The Fall.md"), and is no list of books."""
    *_, folder, name = ("", *path.split("/"))
    is_of_books = bool(folder) and shelf_kind(folder) is ShelfKind.BOOKS and not _OF_LISTS.search(name)
    return is_of_books and shape is not TitleShape.NONE and not shelf_kind(name.rpartition(".")[0])


def _is_post(path: str) -> bool:
    *folders, name = path.split("/")
    return _POST_NAME.match(name) is not None or any(map(_OF_POSTS.fullmatch, folders))


def _is_elsewhere(path: str) -> bool:
    folders = path.split("/")[:-1]
    return any(_OF_OTHER_THINGS.fullmatch(folder) or is_folder_of_a_course(folder) for folder in folders)


def _is_of_folder(path: str, folders_of_works: Collection[str]) -> bool:
    """Return whether a file introduces the notes beside it: "streams/summary.md" next to "streams/roe2008.md"."""
    folder, _, name = path.rpartition("/")
    return bool(folder) and folder in folders_of_works and name.rpartition(".")[0].casefold() in NAMED_BY_FOLDER
