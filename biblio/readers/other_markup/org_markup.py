"""Translate the markup within a line of Emacs org to Markdown: links, citations, emphasis, dates.

https://orgmode.org/manual/Hyperlinks.html, https://orgmode.org/manual/Citation-handling.html,
https://github.com/jkitchin/org-ref, https://orgmode.org/manual/Emphasis-and-Monospace.html
"""

from __future__ import annotations

import re

__all__ = ["citation_keys", "org_to_markdown", "without_citations"]

_LINK = re.compile(r"\[\[(?P<target>(?:[^\[\]\\]|\\.)+)\](?:\[(?P<words>(?:[^\]]|\](?!\])){1,1000})\])?\]")
# [cite/style:see @key p. 3; @other], of org itself; a second bracket before it is that of org-ref's link
_CITE = re.compile(r"(?<!\[)\[cite(?:/[\w/-]*)?:(?P<keys>[^\[\]\n]*)\]")
_KEY = re.compile(r"[@&](?P<key>[^\s@;,&\[\]{}]*[^\s@;,&\[\]{}.:])")
# cite:key1,key2 and citep:key, of org-ref 2; cite:&key1;&key2 of org-ref 3
_ORG_REF = re.compile(
    r"(?<![\w:/@])(?P<open>\[\[)?(?:no)?[Cc]ite(?:p|t|author|year|yearpar|alp|num|title|url)?\*?:"
    r"(?P<keys>(?(open)[^\[\]\n]+|[&@]?[\w][\w:./+-]*[\w](?:[,;]\s?[&@]?[\w][\w:./+-]*[\w])*))(?(open)\](?:\[[^\[\]\n]*\])?\])"
)
_EMPHASIS = re.compile(
    r"(?:(?<=[\s\-({'\"])|^)(?P<mark>[*/~=+])(?P<words>\S|\S[^\n]{0,500}?\S)(?P=mark)(?=[\s\-.,;:!?'\")}\[]|$)"
)
_MARKDOWN_MARKS = {"*": ("**", "**"), "/": ("*", "*"), "~": ("`", "`"), "=": ("`", "`"), "+": ("~~", "~~")}
_DATE = re.compile(r"[<\[](\d{4}-\d{2}-\d{2})[^<>\[\]\n]{0,40}[>\]]")
_COOKIE = re.compile(r"(?<!\s)\s*\[(?:\d*%|\d*/\d*)\]")
_FOOTNOTE = re.compile(r"\[fn:([\w-]*)(?::[^\[\]\n]*)?\]")
# https://orgmode.org/manual/Paragraphs.html: two backslashes at its end break a line
_BREAK = re.compile(r"(?<![\\ \t])[ \t]*\\\\[ \t]*$", re.MULTILINE)
# Kinds of links that stand for addresses.
_PREFIXES = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "wikipedia": "https://en.wikipedia.org/wiki/",
}


def org_to_markdown(text: str) -> str:
    """Return a line of org as Markdown; a link to a file or node of the same collection becomes a link to that note."""
    links: list[str] = []

    def keep(match: re.Match[str]) -> str:
        links.append(_markdown_link(match["target"], match["words"]))
        return f"\x00{len(links) - 1}\x01"

    if "\\" in text:
        text = _BREAK.sub("  ", text)
    text = _CITE.sub(lambda match: _cited(_KEY.findall(match["keys"])), text)
    text = _ORG_REF.sub(lambda match: _cited(_keys_of_org_ref(match["keys"])), text)
    text = _LINK.sub(keep, text)
    text = _DATE.sub(r"\1", text)
    text = _COOKIE.sub("", text)
    text = _FOOTNOTE.sub(r"[^\1]", text)
    text = _EMPHASIS.sub(_markdown_emphasis, text)
    return re.sub("\x00(\\d+)\x01", lambda match: links[int(match[1])], text)


def citation_keys(text: str) -> tuple[str, ...]:
    """Return the keys that a text cites: ``[cite:@key]``, ``cite:key``, ``cite:&key``, ``@key`` at its beginning."""
    keys = [key for match in _CITE.finditer(text) for key in _KEY.findall(match["keys"])]
    keys += [key for match in _ORG_REF.finditer(_CITE.sub("", text)) for key in _keys_of_org_ref(match["keys"])]
    if not keys and (match := re.match(r"\s*@([^\s@,;]+)", text)):
        keys = [match[1]]
    return tuple(dict.fromkeys(keys))


def without_citations(text: str) -> str:
    """Return a text without its citations."""
    return re.sub(r"\s+", " ", _ORG_REF.sub("", _CITE.sub("", text))).strip()


def _keys_of_org_ref(keys: str) -> list[str]:
    if "&" in keys:
        return _KEY.findall(keys)
    return [key.strip().lstrip("@") for key in re.split("[,;]", keys) if key.strip()]


def _cited(keys: list[str]) -> str:
    return f"[{'; '.join(f'@{key}' for key in keys)}]" if keys else ""


def _markdown_link(target: str, words: str | None) -> str:
    target = re.sub(r"\\([\[\]\\])", r"\1", target).strip()
    kind, _, rest = target.partition(":")
    if prefix := _PREFIXES.get(kind.casefold()):
        target = rest if rest.startswith("http") else prefix + rest.lstrip("/")
    if re.match(r"https?://", target, re.IGNORECASE):
        address = target.replace(" ", "%20")
        if address.count("(") != address.count(")"):
            address = address.replace("(", "%28").replace(")", "%29")
        return f"[{_label(words)}]({address})" if words and not words.startswith("http") else target
    if kind in ("id", "roam", "denote", "file") or "/" in target or target.endswith(".org"):
        path = rest if kind in ("id", "roam", "denote", "file") else target
        path = path.partition("::")[0].strip()
        if kind == "file" or "/" in path or "." in path:
            if path.endswith(".org"):
                name = path.rpartition("/")[2].removesuffix(".org")
                return f"[[{_bare(words or name)}]]"
            return f"[{_label(words or path.rpartition('/')[2])}]({path.replace(' ', '%20')})"
        return f"[[{_bare(words or path)}]]"
    return _label(words or target)


def _label(words: str | None) -> str:
    """Return the words of a link; brackets that do not match would end it too early."""
    words = words or ""
    return words if words.count("[") == words.count("]") else words.replace("[", "(").replace("]", ")")


def _bare(words: str) -> str:
    return re.sub(r"[\[\]|#^]", " ", words).strip()


def _markdown_emphasis(match: re.Match[str]) -> str:
    before, after = _MARKDOWN_MARKS[match["mark"]]
    return f"{before}{match['words']}{after}"
