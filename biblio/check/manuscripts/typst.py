"""Typst: ``@key``, ``#cite(<key>)``, ``#ref(<key>)``, ``#bibliography("works.bib")``.

https://typst.app/docs/reference/model/cite/ and …/ref/: the same "@" refers to labels (``<fig-one>``), so a label of
the document itself is not a citation. A label as ``attribution`` of a quote is one, and so is a label that is passed to
a function of the file's own that cites it, and each string of an array that a loop makes a label of and cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from biblio.check.manuscripts.citations import AliasSupport, Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.manuscripts.typst_syntax import TypstKind, TypstPart, typst_parts
from biblio.check.source_text import SourceText

__all__ = ["read_typst"]

_NAME = r"[^\W\d][\w-]*"
_OWN_FUNCTION = re.compile(rf"\blet\s+({_NAME})\s*(?:\([^()]*\)\s*)?=(?=[^\n]*\n?)")
_CITES = re.compile(r"\b(?:cite|ref)\b")
_MAKES_LABEL = re.compile(rf"\blabel\(\s*({_NAME})\s*\)")
# "for key in keys {", "for key in ("a", "b") [", and "keys.map(key =>", "("a", "b").map((key) =>".
_LOOP = re.compile(rf"\bfor\s+(?P<name>{_NAME})\s+in\s+(?P<array>{_NAME}(?=\s*[{{\[])|(?=\())")
_MAP = re.compile(rf"(?:(?<![\w-])(?P<array>{_NAME})|\))\.map\((?=\s*\(?(?P<name>{_NAME})\)?\s*=>)")
_ARRAY = re.compile(rf"\blet\s+({_NAME})\s*=\s*(?=\()")
_KEY = re.compile(r"[\w.:-]+")
_FULL = re.compile(r"\bbibliography\([^()]*(?:\([^()]*\)[^()]*)*\bfull\s*:\s*true\b")
_BIBLIOGRAPHY = re.compile(r"\.(?:bib|ya?ml)$")
_BRACKET_OR_LINE = re.compile(r"[(\[{]|[)\]}]|\n")
_LONGEST_BODY = 4000  # characters, so that brackets that are never closed cost little
_NAMES_OF_LABELS = frozenset("key label labels id lbl tag name".split())
# Functions of Typst's own library, https://typst.app/docs/reference/, that make nothing which could have a label.
_BUILT_IN = frozenset(
    """
    assert array arguments bibliography block box bytes cbor cite cmyk color columns content counter csv curve datetime
    decimal dictionary document duration ellipse emph enum eval field figure float footnote font grid heading here
    highlight image import include int json layout length line linebreak link list locate lorem lower luma measure
    metadata module move numbering outline overline pad page pagebreak panic par path pattern place plugin polygon pos
    query quote range raw read rect ref regex repeat repr rgb rotate scale selector set skew smallcaps square stack
    state str strike stroke strong style sub super symbol table target terms text tiling toml type underline upper
    version xml yaml
    """.split()
)
_METHODS = frozenset(
    "at contains display ends-with filter final find get insert join match matches position push remove replace split"
    " starts-with step trim update".split()
)
_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)


def read_typst(source: SourceText) -> Manuscript:
    """Return what a Typst file cites and names."""
    parts = list(typst_parts(source.text))
    code = mask_matches(source.text, _COMMENT)
    own = dict(_own_functions(code))
    looped = list(_looped_arrays(code))
    labels = frozenset(part.text for part in parts if part.kind is TypstKind.LABEL)
    possible_labels = frozenset(part.text for part in parts if _may_become_label(part, own))
    no_keys = labels | possible_labels
    citations = [
        Citation(part.text, source.span(part.start, part.start + len(part.text)))
        for part in parts
        if (_cites(part, own) or _is_looped(part, looped)) and part.text not in no_keys and _is_whole(part, source.text)
    ]
    return Manuscript(
        source.path,
        tuple(citations),
        tuple(_bibliographies(source, parts)),
        tuple(_included_files(source, parts)),
        defined_keys=labels,
        possible_labels=possible_labels,
        aliases=AliasSupport.NONE,
        cites_all=bool(_FULL.search(code)),
        unfollowed=tuple(
            source.span(part.start, part.start + len(part.text))
            for part in parts
            if _cites(part, own) and not _is_whole(part, source.text)
        ),
    )


def _own_functions(code: str) -> Iterator[tuple[str, bool]]:
    """Yield the functions of the file that cite, and whether they make the label themselves of a string."""
    for match in _OWN_FUNCTION.finditer(code):
        body = _body(code, match.end())
        if _CITES.search(body):
            yield match[1], bool(_MAKES_LABEL.search(body))


def _body(code: str, start: int) -> str:
    """Return the right side of a definition: to the end of its line, or to the bracket that closes it."""
    depth = 0
    for match in _BRACKET_OR_LINE.finditer(code, start, start + _LONGEST_BODY):
        if match[0] == "\n" and depth <= 0:
            return code[start : match.start()]
        depth += (match[0] in "([{") - (match[0] in ")]}")
    return code[start : start + _LONGEST_BODY]


def _looped_arrays(code: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of arrays whose strings a loop, or ``map``, makes labels of and cites."""
    arrays = {array[1]: array.end() for array in _ARRAY.finditer(code)}
    for loop in _LOOP.finditer(code):
        start = arrays.get(loop["array"], -1) if loop["array"] else loop.end()
        array = _group(code, start) if start >= 0 else ""
        body = loop.end() + (0 if loop["array"] else len(array))
        if array and _cites_label(_group(code, body), loop["name"]):
            yield start, start + len(array)
    for call in _MAP.finditer(code):
        start = arrays.get(call["array"], -1) if call["array"] else _opening(code, call.start())
        if start >= 0 and _cites_label(_group(code, call.end() - 1), call["name"]):
            yield start, start + len(_group(code, start))


def _cites_label(body: str, name: str) -> bool:
    return bool(_CITES.search(body)) and any(label[1] == name for label in _MAKES_LABEL.finditer(body))


def _group(code: str, start: int) -> str:
    """Return what the next bracket and its closing one enclose, with all in front of it."""
    depth = 0
    for match in _BRACKET_OR_LINE.finditer(code, start, start + _LONGEST_BODY):
        depth += (match[0] in "([{") - (match[0] in ")]}")
        if depth <= 0 and match[0] != "\n":
            return code[start : match.end()]
    return ""


def _opening(code: str, end: int) -> int:
    """Return where the bracket opens that closes at `end`, or -1."""
    depth = 0
    for offset in range(end, max(-1, end - _LONGEST_BODY), -1):
        depth += (code[offset] in ")]}") - (code[offset] in "([{")
        if depth == 0:
            return offset
    return -1


def _is_looped(part: TypstPart, looped: Sequence[tuple[int, int]]) -> bool:
    return part.kind is TypstKind.STRING and any(start < part.start < end for start, end in looped)


def _may_become_label(part: TypstPart, own: dict[str, bool]) -> bool:
    """Whether something may get a part as its label.

    A function that is given ``<key>`` or "key" may label what it makes (subpar's ``grid``, a function of the author's
    own), and glossaries have keys that are referred to in the same way (glossarium). Typst's own functions label
    nothing by their arguments, and a string that no function is given, or as an argument with another name, is none.
    """
    if part.kind not in (TypstKind.PASSED_LABEL, TypstKind.STRING) or not _KEY.fullmatch(part.text):
        return False
    if _cites(part, own):
        return False
    call = part.calls[-1] if part.calls else ""
    if call == "label" or part.argument in _NAMES_OF_LABELS:
        return True
    if call in _BUILT_IN or call.rpartition(".")[2] in _METHODS:
        return False
    return part.kind is TypstKind.PASSED_LABEL or (bool(call) and not part.argument)


def _is_whole(part: TypstPart, text: str) -> bool:
    """Whether a string is an argument by itself, and not a part of one: ``label("fig:" + name)``."""
    if part.kind is not TypstKind.STRING:
        return True
    before = text[max(0, part.start - 40) : part.start - 1].rstrip()
    after = text[part.start + len(part.text) + 1 : part.start + len(part.text) + 40].lstrip()
    return before[-1:] in ("(", ",", ":") and after[:1] in (")", ",")


def _cites(part: TypstPart, own: dict[str, bool]) -> bool:
    if part.kind is TypstKind.REFERENCE:
        return True
    if part.kind is TypstKind.PASSED_LABEL and part.calls:
        call = part.calls[-1]
        return call in ("cite", "ref") or call in own or (call == "quote" and part.argument == "attribution")
    if part.kind is TypstKind.STRING and part.calls and not part.argument:
        call = part.calls[-1]
        if call == "label":
            return len(part.calls) > 1 and (part.calls[-2] in ("cite", "ref") or part.calls[-2] in own)
        return own.get(call, False)
    return False


def _bibliographies(source: SourceText, parts: Sequence[TypstPart]) -> Iterator[NamedFile]:
    """Yield the files that `bibliography` reads, also by a variable or by an argument of a template."""
    for part in parts:
        if part.kind is TypstKind.STRING and _BIBLIOGRAPHY.search(part.text):
            is_named = "bibliography" in part.calls or "bib" in part.argument
            if is_named or (part.text.endswith(".bib") and not {"import", "include"} & set(part.calls)):
                yield NamedFile(part.text, source.span(part.start, part.start + len(part.text)))


def _included_files(source: SourceText, parts: Sequence[TypstPart]) -> Iterator[NamedFile]:
    for part in parts:
        is_module = bool(part.calls) and part.calls[-1] in ("import", "include")
        if part.kind is TypstKind.STRING and is_module and part.text.endswith(".typ") and not part.text.startswith("@"):
            yield NamedFile(part.text, source.span(part.start, part.start + len(part.text)))
