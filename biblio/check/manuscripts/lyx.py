r"""LyX: its citations, bibliographies and included files are insets; raw LaTeX (ERT) has commands of its own.

The format is described in LyX's development/FORMAT, https://git.lyx.org. Notes and comments are not printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import AliasSupport, Citation, Manuscript, NamedFile
from biblio.check.source_text import SourceText

__all__ = ["read_lyx"]

_BEGIN_OR_END = re.compile(r"^\\(?:begin_inset (?P<begun>[^\n]*)|end_inset\b)", re.MULTILINE)
_PARAMETER = re.compile(r"^(?P<name>key|bibfiles|filename|btprint)[ \t]+\"(?P<value>[^\"\n]*)\"", re.MULTILINE)
_PART = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
_RAW = re.compile(r"^\\backslash\n(?P<name>[A-Za-z]*[cC]ite[A-Za-z]*)\*?(?:\[[^\]\n]*\])*\{(?P<keys>[^{}\n]*)\}", re.M)
_UNPRINTED = ("Note Note", "Note Comment")
_BIBLATEX = re.compile(r"^\\cite_engine biblatex", re.MULTILINE)


def read_lyx(source: SourceText) -> Manuscript:
    """Return what a document of LyX cites and names."""
    text = source.text
    citations: list[Citation] = []
    named: dict[str, list[NamedFile]] = {"bibfiles": [], "filename": []}
    defined: set[str] = set()
    cites_all = False
    for kind, start, end in _commands(text):
        parameters = {match["name"]: match.span("value") for match in _PARAMETER.finditer(text, start, end)}
        values = {name: list(_parts(text, *span)) for name, span in parameters.items()}
        keys = values.get("key", [])
        if kind == "citation":
            cites_all |= any(key == "*" for key, _ in keys)
            citations += [Citation(key, source.span(at, at + len(key))) for key, at in keys if key != "*"]
        elif kind == "bibitem":
            defined.update(key for key, _ in keys)
        else:
            cites_all |= "btPrintAll" in text[slice(*parameters.get("btprint", (0, 0)))]
            for name, files in named.items():
                files += [NamedFile(path, source.span(at, at + len(path))) for path, at in values.get(name, [])]
    for raw in _RAW.finditer(text):
        citations += [
            Citation(key, source.span(at, at + len(key)), is_doubtful=True)
            for key, at in _parts(text, *raw.span("keys"))
        ]
    return Manuscript(
        source.path,
        tuple(sorted(citations, key=lambda citation: citation.span.start)),
        tuple(named["bibfiles"]),
        tuple(named["filename"]),
        defined_keys=frozenset(defined),
        cites_all=cites_all,
        aliases=AliasSupport.FULL if _BIBLATEX.search(text) else AliasSupport.UNKNOWN,
    )


def _commands(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the kind of each printed command inset that matters, and where it begins and ends."""
    opened: list[tuple[str, int]] = []
    hidden = 0
    for match in _BEGIN_OR_END.finditer(text):
        if (begun := match["begun"]) is not None:
            opened.append((begun, match.end()))
            hidden += begun.startswith(_UNPRINTED)
        elif opened:
            begun, start = opened.pop()
            hidden -= begun.startswith(_UNPRINTED)
            kind = begun.removeprefix("CommandInset ").strip()
            if not hidden and kind in ("citation", "bibtex", "bibitem", "include"):
                yield kind, start, match.start()


def _parts(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    for part in _PART.finditer(text[start:end]):
        yield part[0], start + part.start()
