"""The rules about what a manuscript cites and what its bibliographies contain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from biblio.check.bibliography_keys import BibliographyKeys
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.manuscripts.citations import AliasSupport, Citation, ManuscriptDocument
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.entry_keys import KEY_TWICE

__all__ = [
    "BIBLIOGRAPHY_MISSING",
    "CITE_CASE",
    "CITE_EXAMPLE",
    "CITE_MISSING",
    "CITE_UNFOLLOWED",
    "ENTRY_UNCITED",
    "PART_MISSING",
    "WORK_CITED_TWICE",
    "SameWorks",
    "check_documents",
    "check_uncited",
]

SameWorks = Mapping[tuple[str, str], frozenset[str]]
"""(bibliography's path, key) → the keys of other entries of the run that are the same work."""
CITE_MISSING = Rule(
    "cite-missing",
    FindingKind.MANUSCRIPT,
    Severity.ERROR,
    "A citation of a key that no bibliography has.",
    """The text prints "[?]" or the bare key. The key is looked for in every bibliography that the manuscript, the files
it includes, or the command line name. If one of these is missing, nothing is reported, because the key may be in it.
The further keys of an entry (`ids`) count only with biblatex. In a section of references that names bibliographies of
its own (biblatex's `refsection`, the lists of multibib), only these count, and those of \\addglobalbib.
Keys in comments, code and verbatim text are not citations, and neither are "@fig-one" of Quarto and labels of Typst. A
bare "@name" in a Markdown page is not reported if neither the page nor its Quarto or bookdown project names a
bibliography.

What to do: correct the key, or add the entry.""",
)
CITE_CASE = Rule(
    "cite-case",
    FindingKind.MANUSCRIPT,
    Severity.ERROR,
    "A key that is cited in a different case from its definition.",
    """To biber, Pandoc and Typst, "Smith2020" and "smith2020" are two keys, so the citation is undefined. BibTeX finds
the entry, but stops if a document cites it both ways. `--fix` writes the key as it is defined.""",
)
CITE_EXAMPLE = Rule(
    "cite-example",
    FindingKind.MANUSCRIPT,
    Severity.WARNING,
    "A citation that Pandoc takes for the label of a numbered example.",
    """A paragraph, list item or footnote that begins with a key and a full stop ("@moss." or "[^1]: @moss.") is an
example list to Pandoc: the key vanishes from the text, and wherever the document has "@moss" without brackets, the
number of the example is printed. Reported where a bibliography has an entry with that key.

What to do: write "[@moss]", or put a word before it, or something else than a full stop behind it.""",
)
CITE_UNFOLLOWED = Rule(
    "cite-unfollowed",
    FindingKind.MANUSCRIPT,
    Severity.INFO,
    "A citation that cannot be followed without running TeX or Typst.",
    """A command whose name is made of others (`\\csname cite#1\\endcsname`), or a key that a command computes, in Typst
`label("fig" + name)`. What it cites is not checked, and no entry of the document's bibliographies is called uncited.
Names that stand there in full (`\\csname parencite\\endcsname`, `\\csdef{see}#1{…}`, `\\letcs`), keys in commands
(`\\newcommand{\\keys}{a,b}`) and loops over a list that is written out are followed.

What to do: nothing, or cite by a command with a name of its own.""",
)
ENTRY_UNCITED = Rule(
    "entry-uncited",
    FindingKind.MANUSCRIPT,
    Severity.INFO,
    "An entry that is never cited.",
    """The bibliography belongs to manuscripts of this run, and none of them cites the entry. Nothing is reported if the
document has \\nocite{*}, or includes or cites something that cannot be followed. Entries that others inherit from,
@xdata and @set, and bibliographies that no manuscript names are not reported.""",
)
WORK_CITED_TWICE = Rule(
    "work-cited-twice",
    FindingKind.MANUSCRIPT,
    Severity.WARNING,
    "One work that a manuscript cites by two keys.",
    """Two entries are the same work (see `work-twice`), and the manuscript cites both: the work is listed twice in the
references, and numbered styles give it two numbers.

What to do: cite one of the keys everywhere.""",
)
BIBLIOGRAPHY_MISSING = Rule(
    "bibliography-missing",
    FindingKind.MANUSCRIPT,
    Severity.ERROR,
    "A bibliography that a manuscript names and that does not exist.",
    """It is looked for next to the manuscript, next to the file that names it, in the folder where the command was
started, and where TeX searches (BIBINPUTS, TEXINPUTS, its own distribution). A file that the manuscript writes itself
(`filecontents`) is not missing. What the manuscript cites from it cannot be checked.

What to do: correct the name, or add the file.""",
)
PART_MISSING = Rule(
    "part-missing",
    FindingKind.MANUSCRIPT,
    Severity.INFO,
    "A file that a manuscript includes and that does not exist.",
    """Its citations cannot be seen, so entries that only this file cites look uncited. This is only an info, because
\\input also finds files of TeX's own distribution, which are not looked for.""",
)
# A line of what has the label (codly), a form of a term (glossarium: plural, capital, definition …).
_PART_OF_LABELLED = re.compile(
    r":(?:\d{1,3}|(?:cap|def|desc|long|short|both|first|pl|a|an|no|noref|custom|artlong|artshort)+)\Z", re.IGNORECASE
)
_MOST_KEYS_TO_COMPARE = 20_000


def check_documents(documents: Iterable[ManuscriptDocument], same_works: SameWorks) -> Iterator[Finding]:
    """Yield mismatches between manuscripts and their bibliographies."""
    for document in documents:
        for file in document.missing_bibliographies:
            yield BIBLIOGRAPHY_MISSING.finding(file.span, f"there is no bibliography {file.path}", written=file.path)
        for file in document.missing_files:
            yield PART_MISSING.finding(file.span, f"there is no file {file.path}", written=file.path)
        for manuscript in document.manuscripts:
            for span in manuscript.unfollowed:
                program = "Typst" if manuscript.path.endswith(".typ") else "TeX"
                yield CITE_UNFOLLOWED.finding(span, f"only {program} can tell what is cited here")
        yield from _missing_keys(document)
        yield from _keys_of_examples(document)
        yield from _keys_in_two_files(document)
        if not document.has_separate_lists:
            yield from _works_cited_twice(document, same_works)


def _missing_keys(document: ManuscriptDocument) -> Iterator[Finding]:
    if document.missing_bibliographies or document.is_partly_unread:
        return
    if not (document.bibliographies or _writes_its_references(document)):
        return
    everything = _known_keys(document, document.bibliographies)
    by_paths: dict[frozenset[str] | None, _KnownKeys] = {None: everything, frozenset(everything.paths): everything}
    for citation in document.citations():
        paths = document.section_paths.get(citation.section)
        if paths is not None and paths not in by_paths:
            named = [bibliography for bibliography in document.bibliographies if bibliography.path in paths]
            by_paths[paths] = _known_keys(document, named) if named else everything
        known = by_paths[paths]
        if citation.key not in known.keys and (finding := _missing_key(citation, known, everything)):
            yield finding


def _writes_its_references(document: ManuscriptDocument) -> bool:
    r"""Whether a document of LaTeX has its whole list of references in itself (``\bibitem``), none made by macros."""
    keys = {key for manuscript in document.manuscripts for key in manuscript.defined_keys}
    return (
        bool(keys)
        and not document.missing_files
        and document.aliases is not AliasSupport.FULL
        and not any("#" in key or "\\" in key for key in keys)
        and all(one.path.lower().endswith(".tex") and not one.has_unread_parts for one in document.manuscripts)
    )


def _keys_of_examples(document: ManuscriptDocument) -> Iterator[Finding]:
    keys = {key for bibliography in document.bibliographies for key in bibliography.keys}
    for manuscript in document.manuscripts:
        for label in manuscript.example_labels:
            if label.key in keys:
                message = f"Pandoc takes this for the label of an example and prints its number for every @{label.key}"
                yield CITE_EXAMPLE.finding(label.span, message, key=label.key, written=label.key)


@dataclass(frozen=True, slots=True)
class _KnownKeys:
    """What can be cited from some bibliographies: keys, the same folded, and aliases that the tool does not know.

    `labels` are what references lead to besides: what the manuscripts define or may define themselves.
    """

    keys: frozenset[str]
    by_folded_key: Mapping[str, str]
    unknown_aliases: Mapping[str, str]
    paths: tuple[str, ...]
    labels: frozenset[str]
    commented: frozenset[str] = frozenset()


def _known_keys(document: ManuscriptDocument, bibliographies: Sequence[BibliographyKeys]) -> _KnownKeys:
    known: set[str] = set()
    aliases: dict[str, str] = {}
    for bibliography in bibliographies:
        known |= bibliography.keys.keys()
        aliases.update(bibliography.aliases)
    unknown_aliases = _unknown_aliases(document, aliases)
    known |= aliases.keys() - unknown_aliases.keys()
    labels: set[str] = set()
    for manuscript in document.manuscripts:
        known |= manuscript.defined_keys
        labels |= manuscript.defined_keys | manuscript.possible_labels
    paths = tuple(bibliography.path for bibliography in bibliographies)
    folded = {key.casefold(): key for key in known}
    is_tex = document.manuscripts[0].path.lower().endswith((".tex", ".aux", ".ltx", ".rnw"))
    commented: set[str] = set()
    if is_tex and document.aliases is not AliasSupport.FULL:  # BibTeX knows no comments
        commented.update(*(bibliography.commented_keys for bibliography in bibliographies))
    return _KnownKeys(frozenset(known), folded, unknown_aliases, paths, frozenset(labels), frozenset(commented))


def _missing_key(citation: Citation, known: _KnownKeys, everything: _KnownKeys) -> Finding | None:
    """Return what is wrong with a citation of a key that its section of references does not have."""
    key, span = citation.key, citation.span
    if key in known.labels or (_PART_OF_LABELLED.search(key) and key.rpartition(":")[0] in known.labels):
        return None
    if key in known.unknown_aliases:
        return _alias_finding(citation, known.unknown_aliases[key])
    defined = known.by_folded_key.get(key.casefold())
    if defined is not None:
        fix = _replacement(citation, defined)
        message = f"{key} is cited, but {defined} is defined: only BibTeX treats them as the same key"
        return CITE_CASE.finding(span, message, key=key, written=key, record=defined, fix=fix)
    if citation.is_doubtful or key in known.commented:
        return None
    if key in everything.keys:
        places = ", ".join(known.paths)
        message = f"{key} is cited where the references are taken from {places}, but only another bibliography has it"
        return CITE_MISSING.finding(span, message, key=key, written=key)
    keys = known.keys
    similar = get_close_matches(key, keys, n=1, cutoff=0.85) if len(keys) < _MOST_KEYS_TO_COMPARE else []
    hint = f": did you mean {similar[0]}?" if similar else ""
    message = f"{key} is cited, but no bibliography has it{hint}"
    return CITE_MISSING.finding(span, message, key=key, written=key, record=similar[0] if similar else "")


def _replacement(citation: Citation, key: str) -> Fix | None:
    if not citation.is_written:
        return None  # a macro makes the key of what stands there
    return Fix(f"replace with {key}", (Edit(citation.span.start, citation.span.end, key),), is_safe=True)


def _unknown_aliases(document: ManuscriptDocument, aliases: Mapping[str, str]) -> dict[str, str]:
    """Return the aliases that the document's tool does not know, with the keys of their entries."""
    if not aliases or document.aliases in (AliasSupport.FULL, AliasSupport.UNKNOWN):
        return {}
    known: set[str] = set()
    if document.aliases is AliasSupport.BESIDE_KEY:
        numbers = Counter(aliases.values())
        known = {citation.key for citation in document.citations() if numbers[citation.key] == 1}
    return {alias: key for alias, key in aliases.items() if key not in known}


def _alias_finding(citation: Citation, key: str) -> Finding:
    alias, span = citation.key, citation.span
    fix = _replacement(citation, key)
    message = f"{alias} is cited, but only biblatex knows it: it is among the `ids` of {key}"
    return CITE_MISSING.finding(span, message, key=alias, written=alias, record=key, fix=fix)


def _keys_in_two_files(document: ManuscriptDocument) -> Iterator[Finding]:
    """Yield cited keys that two bibliographies of one list of references define."""
    if document.has_separate_lists or len(document.named_paths) < 2:
        return
    named = [bibliography for bibliography in document.bibliographies if bibliography.path in document.named_paths]
    cited = {citation.key for citation in document.citations()}
    first_places: dict[str, str] = {}
    for bibliography in named:
        for key, span in bibliography.keys.items():
            first = first_places.setdefault(key, bibliography.path)
            if first != bibliography.path and (key in cited or document.cites_all):
                taken = _taken_entry(document, first)
                message = f"this key is also in {first}, and the manuscript names both files: {taken}"
                yield KEY_TWICE.finding(span, message, key=key, written=key)


def _taken_entry(document: ManuscriptDocument, first: str) -> str:
    """Return in words which of two entries the document's tool takes."""
    suffix = document.manuscripts[0].path.rpartition(".")[2].lower()
    if suffix == "typ":
        return "Typst stops"
    if suffix in ("md", "qmd", "rmd", "markdown"):
        return "Pandoc takes the later entry"
    if suffix in ("ipynb", "rst", "adoc", "asciidoc"):
        return "which one is taken depends on the program"
    if suffix == "org":
        # oc-basic.el puts each file in front of those before it; the others leave the choice to biber and BibTeX.
        processors = {manuscript.processor for manuscript in document.manuscripts} - {""} or {"basic"}
        if processors == {"basic"}:
            return "Org takes the later entry"
        if processors == {"biblatex"}:
            return f"biber takes the one in {first}"
        if processors <= {"natbib", "bibtex"}:
            return "BibTeX stops"
        return "which one is taken depends on the exporter"
    if document.aliases is AliasSupport.FULL:
        return f"biber takes the one in {first}"
    return f"BibTeX stops, biber takes the one in {first}"


def _works_cited_twice(document: ManuscriptDocument, same_works: SameWorks) -> Iterator[Finding]:
    first_citations: dict[str, Citation] = {}
    for citation in document.citations():
        first_citations.setdefault(citation.key, citation)
    reported: set[frozenset[str]] = set()
    for bibliography in document.bibliographies:
        for key in bibliography.keys:
            for twin in same_works.get((bibliography.path, key), frozenset()):
                pair = frozenset((key, twin))
                if twin not in first_citations or key not in first_citations or pair in reported or len(pair) < 2:
                    continue
                reported.add(pair)
                citations = (first_citations[key], first_citations[twin])
                first, second = sorted(citations, key=lambda citation: citation.span)
                message = f"{second.key} is the same work as {first.key}, which is cited too"
                yield WORK_CITED_TWICE.finding(
                    second.span, message, key=second.key, written=second.key, record=first.key
                )


def check_uncited(documents: Sequence[ManuscriptDocument]) -> Iterator[Finding]:
    """Yield the entries of the documents' bibliographies that no document cites."""
    bibliographies: dict[str, BibliographyKeys] = {}
    cited_keys: dict[str, set[str]] = {}
    cited_as_a_whole: set[str] = set()
    for document in documents:
        keys = {citation.key for citation in document.citations()}
        for manuscript in document.manuscripts:
            keys |= manuscript.possible_labels | manuscript.cited_by_project
        has_unread_parts = any(
            manuscript.has_unread_parts or manuscript.unfollowed for manuscript in document.manuscripts
        )
        for bibliography in document.bibliographies:
            bibliographies[bibliography.path] = bibliography
            cited_keys.setdefault(bibliography.path, set()).update(keys)
            if document.cites_all or document.missing_files or has_unread_parts:
                cited_as_a_whole.add(bibliography.path)
    for path, bibliography in bibliographies.items():
        if path in cited_as_a_whole:
            continue
        cited = {key.casefold() for key in cited_keys[path]}
        cited |= {key.casefold() for alias, key in bibliography.aliases.items() if alias.casefold() in cited}
        for key, span in bibliography.keys.items():
            if key.casefold() not in cited and key not in bibliography.never_cited:
                yield ENTRY_UNCITED.finding(span, f"{key} is never cited", key=key, written=key)
