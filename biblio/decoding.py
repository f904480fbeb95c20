"""Decode the bytes of a file as text, in the encodings that notes come in, without ever producing mojibake.

A byte order mark or strict UTF-8 decides for nearly every file. The other files are in one of a few old encodings, and
the same bytes are often valid in several: ``CF C0 CA B8`` is 論文 in EUC-JP, ﾏﾀﾊｸ in CP932 and ÏÀÊ¸ in CP1252. Each is
decoded strictly, and its text must be plausible: Japanese has kana, and Western languages have their accents inside
words of plain letters. If not exactly one encoding passes, that is an error, because a wrong guess would put wrong
characters into titles unnoticed. A few bytes of another encoding in a file of UTF-8 or ASCII are U+FFFD in its text,
and a problem names their lines.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, replace

from biblio.errors import Problem, SourceError

__all__ = ["Decoded", "decode_bytes"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"\x28\xb5\x2f\xfd", "zstandard-compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "a rich text document"),
    (b"%!PS-", "a PostScript document"),
)
_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B(]|\([IJ])")
_ISO_2022_CODECS = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_3")
# EUC-JP itself lacks ① and ㈱ (JIS row 13), but editors write them; JIS X 0213 has them at the same codes.
_JAPANESE = (("cp932", "cp932"), ("euc-jp", "euc_jp"), ("euc-jp", "euc_jis_2004"))
# Python's way to keep an invalid byte: as a character of its own, which no text has.
_MARK_BYTES, _MARKED_BYTE = "surrogateescape", re.compile("[\udc80-\udcff]")
_FEW_IN = 1_000  # bytes, of which one may be invalid
_MOST_LINES = 10
_CONVERT = "convert the file to UTF-8, e.g. with `iconv -f ENCODING -t UTF-8`"
# The letters beyond ASCII of the languages that CP1252 was made for.
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "äöüßéàè", "àâæçéèêëîïôœùûüÿ", "áéíóúüñç", "ãõáâàéêíóôúçü", "àèéìíîòóù", "åäöæøéèüòôóâ", "áéëïíóöüèç",
        "áéíóúýþæöð", "àèéíïòóúüç",
    )
)  # fmt: skip
_ODD_CATEGORIES = frozenset({"Cc", "Cn", "Co", "Cs"})
_BETWEEN_LETTERS = frozenset("’‘´·–—\u00ad")
_BEFORE_LETTERS = frozenset("“‘„‚«‹¿¡’–—•§©°±µ·…\u00a0")
_SIGNS = frozenset("”»›°™®€£¥×÷²³¹½¼¾ªº¶†‡¨¬´\u00ad") | _BEFORE_LETTERS


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, with line feeds as line ends, without a byte order mark, and not normalised.

    `encoding` is its usual name. `problem` is set if the file ends in the middle of a character (the text then ends
    before it), or if some bytes are of another encoding (they are U+FFFD in the text).
    """

    text: str
    encoding: str
    problem: Problem | None = None


def decode_bytes(data: bytes, path: str) -> Decoded:
    """Return the text of a file; messages name it by `path`.

    Reads UTF-8, UTF-16 and UTF-32 (by their marks; UTF-16 also without a mark if it is obvious), ISO-2022-JP, CP932,
    EUC-JP and CP1252, which includes Latin-1. Raises `SourceError` for binary data, and if the encoding cannot be
    determined with confidence.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _unicode(data[len(mark) :], encoding, path)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise SourceError(path, f"is {kind}, not a text file", hint="leave it out of the sources")
    if b"\0" in data:
        return _without_mark(data, path)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > 2 and controls * 100 > len(data):
        raise _binary(path)
    if b"\x1b" in data and _ISO_2022.search(data):
        for codec in _ISO_2022_CODECS:
            if read := _strict(data, codec):
                return _finish(*read, "iso-2022-jp", path)
    try:
        return _finish(data.decode("utf-8"), False, "utf-8", path)
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, path)


def _strict(data: bytes, codec: str) -> tuple[str, bool] | None:
    """Return the strictly decoded text and whether its last character was cut off; None if `codec` does not fit."""
    try:
        return data.decode(codec), False
    except UnicodeDecodeError as error:
        if len(data) - error.start > 3 or not re.search("incomplete|unexpected end|truncated", error.reason):
            return None
        try:
            return data[: error.start].decode(codec), True
        except UnicodeDecodeError:
            return None


def _unicode(data: bytes, encoding: str, path: str) -> Decoded:
    read = _strict(data, encoding)
    if read is None:
        raise SourceError(
            path,
            f"has the byte order mark of {encoding.upper()} but cannot be decoded as that",
            hint="the file is damaged; restore or re-export it",
        )
    if "\0" in read[0]:
        raise _binary(path)
    return _finish(*read, encoding, path)


def _without_mark(data: bytes, path: str) -> Decoded:
    """Decode UTF-16 without a mark if it is obvious: zero bytes on one side only, and plausible text."""
    for encoding, side in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = data[side::2].count(0)
        if not data[1 - side :: 2].count(0) and zeros * 20 >= len(data) and (read := _strict(data, encoding)):
            text = read[0]
            odd = any(unicodedata.category(char) in _ODD_CATEGORIES and char not in "\t\n\r\f" for char in text)
            # A handful of bytes with a zero among them can be anything.
            plain = sum(map(str.isascii, text)) * 2 > len(text) or any("\u3041" <= char <= "\u30ff" for char in text)
            if not odd and (plain or len(text) > 20):
                return _finish(*read, encoding, path)
    raise _binary(path)


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Decoded:
    cut = _strict(data, "utf-8")
    if cut and (not cut[0].isascii() or len(data) - error.start > 1):
        return _finish(cut[0], True, "utf-8", path)
    if not cut and _is_damaged_utf8(data):
        return _repaired(data, path)
    fits: dict[str, tuple[str, bool, str]] = {}
    for name, codec in _JAPANESE:
        if name not in fits and (read := _strict(data, codec)) and _is_japanese(read[0], data):
            fits[name] = (*read, name)
    if (read := _strict(data, "cp1252")) and _is_western(read[0]):
        fits["cp1252"] = (*read, "cp1252" if re.search(rb"[\x80-\x9f]", data) else "latin-1")
    if len(fits) == 1:
        (fit,) = fits.values()
        return _finish(*fit, path)
    guess = _guess(data)
    if guess in fits:
        return _finish(*fits[guess], path)
    if _is_nearly_ascii(data):
        return _repaired(data, path)
    seems = f"; it may be {guess}" if guess else ""
    raise SourceError(path, f"is not UTF-8, and its encoding cannot be determined{seems}", hint=_CONVERT)


def _is_damaged_utf8(data: bytes) -> bool:
    """Return whether nearly all bytes beyond ASCII form UTF-8: then the file is UTF-8 with a few broken bytes."""
    valid = data.decode("utf-8", "ignore").encode()
    high = sum(byte > 0x7F for byte in data)
    return high >= 20 and sum(byte > 0x7F for byte in valid) >= 0.9 * high


def _is_nearly_ascii(data: bytes) -> bool:
    """Return whether a file is so much ASCII that one of its few other bytes spoils a word, not the text."""
    high = sum(byte > 0x7F for byte in data)
    return high * _FEW_IN <= len(data)


def _repaired(data: bytes, path: str) -> Decoded:
    """Return UTF-8 with U+FFFD in place of each invalid byte, and a problem that names the lines of these."""
    text = data.decode("utf-8", _MARK_BYTES)
    marked = [number for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if _MARKED_BYTE.search(line)]
    first = _MARKED_BYTE.search(text)
    byte = f"0x{ord(first[0]) & 0xFF:02x}" if first else ""
    others = ", ".join(map(str, marked[1:_MOST_LINES])) + (" …" if len(marked) > _MOST_LINES else "")
    also = f", also in line{'s' if len(marked) > 2 else ''} {others}" if others else ""
    what = f"the file is UTF-8 except for an invalid byte ({byte}){also}"
    problem = Problem(path, marked[0], what, "the file mixes encodings; repair what is shown as �", is_warning=True)
    return replace(_finish(_MARKED_BYTE.sub("\ufffd", text), False, "utf-8", path), problem=problem)


def _is_japanese(text: str, data: bytes) -> bool:
    """Return whether a text can be Japanese: it has kana, or words of everyday kanji.

    Without kana only CP932 can be trusted, by its lead bytes. Kanji alone in EUC-JP could just as well be Chinese (GB
    2312) or Korean (EUC-KR), which use the same bytes.
    """
    foreign = [char for char in text if not char.isascii()]
    kana = sum("\u3041" <= char <= "\u30ff" and char not in "・ー" for char in foreign)
    usual = sum(_is_usual_japanese(char) for char in foreign)
    if usual < 0.85 * len(foreign):
        return False
    if kana:
        return kana >= 0.08 * len(foreign)
    # An accent decoded as CP932 swallows the letter after it: the result is a lone kanji, or one followed by letters.
    runs = re.findall(r"[\u4e00-\u9fff々]+", text)
    if not runs or min(map(len, runs)) < 2 or re.search(r"[\u4e00-\u9fff々][a-z]", text):
        return False
    return re.search(rb"[\x81-\x8d\x90-\x9f][\x40-\xfc]", data) is not None


def _is_usual_japanese(char: str) -> bool:
    if "\u4e00" <= char <= "\u9fff":
        # JIS X 0208 orders its kanji: the everyday ones (level 1) in rows 16-47.
        return b"\xb0" <= char.encode("euc_jp", "replace")[:1] <= b"\xcf"
    return (
        "\u3000" <= char <= "\u30ff"
        or "\uff01" <= char <= "\uff5e"
        or "\u2460" <= char <= "\u2473"
        or char in "…―—×→“”‘’"
    )


def _is_western(text: str) -> bool:
    """Return whether a text can be in a Western European language: accents within words, signs between words.

    Each word must use the letters of one language. If accents are frequent, so must the whole text: Czech or Turkish
    decoded as CP1252 has "ø" with "á" or "ð" with "ç", which occur together in no Western language.
    """
    for match in re.finditer(r"[^\x00-\x7f]", text):
        if match[0].isalpha() and match[0] not in "ªºµ":
            continue
        before, after = text[match.start() - 1 : match.start()].isalpha(), text[match.end() : match.end() + 1].isalpha()
        signs = _BETWEEN_LETTERS if before and after else _BEFORE_LETTERS if after else _SIGNS
        if match[0] not in signs:
            return False
    words = [word for word in re.findall(r"[^\W\d_]+", re.sub("[ªºµ¹²³¼½¾]", " ", text)) if not word.isascii()]
    if not all(map(_is_western_word, words)):
        return False
    accents = [char for word in words for char in word.lower() if not char.isascii()]
    frequent = len(accents) * 12 > sum(map(str.isalpha, text))
    return not frequent or len(words) < 2 or any(alphabet.issuperset(accents) for alphabet in _ALPHABETS)


def _is_western_word(word: str) -> bool:
    """Return whether a word has plain letters, accents of one language only, and a capital only at its beginning."""
    accents = [char for char in word if not char.isascii()]
    if len(accents) == len(word) > 1 or (
        not word.isupper() and any(char.isupper() for char in word[1:] if char in accents)
    ):
        return False
    return any(alphabet.issuperset("".join(accents).lower()) for alphabet in _ALPHABETS)


def _guess(data: bytes) -> str:
    """Return the usual name of the encoding that statistics suggest; empty if they suggest none."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    name = best.encoding if best else ""
    return {"latin_1": "cp1252", "euc_jp": "euc-jp", "shift_jis": "cp932"}.get(name, name)


def _binary(path: str) -> SourceError:
    return SourceError(path, "is binary data, not a text file", hint="leave it out of the sources")


def _finish(text: str, cut: bool, encoding: str, path: str) -> Decoded:
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not cut:
        return Decoded(text, encoding)
    line = text.count("\n") + 1
    hint = "the file may be cut short: fetch or export it again"
    return Decoded(text, encoding, Problem(path, line, "the file ends in the middle of a character", hint))
