"""Inputs made to harm: each is a function that puts files into the notes of a project, or beside them.

What they try: orders to the terminal, to TeX, to a spreadsheet, to a browser; texts that grow or nest without end; names
that no file system has; files that are no files. None may hang a command, nor get through to where it is obeyed.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["INPUTS", "Input"]

Input = Callable[[Path], None]
"""Writes into the folder of a project, which has ``notes``."""

ESCAPES = "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07\x1bP1;1|x\x1b\\\x1b[?1049h\x9b31m\x08\r\x0b"
BIDI = "\u202eetad\u202c\u2066x\u2069\u061c\u200f"
UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad\ufe0f\U000e0041\U000e007f\u3164\u115f"
TEX = r"\input{/etc/passwd}\write18{id}\immediate\openout3=x \catcode`\@=11 \csname end\endcsname \def\x{\x}\x"
FORMULAS = ("=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://e.example")')
SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</title><script>x</script>",
    "javascript:alert(1)", "data:text/html,<script>x</script>", "&#106;avascript:x", "<!--", "]]>", "{{constructor}}",
)  # fmt: skip
# What `urllib.parse` raises for: brackets, ports, and signs that become "/" or "#" once normalised.
ADDRESSES = (
    "http://[bad", "https://a.org]/x.pdf", "https://a\u2100b.org/x.pdf", "http://a.b:99999999/x", "https://a.b:port/x.pdf", "https://[v1.x]/", "//[",
    "https://\uff03.org/", "https://[::1]:x/y", "https://doi.org]/10.1000/x", "https://github.com]/a/b/issues/1", "https://arxiv.org:x/abs/2101.00001",
)  # fmt: skip
NAMES = (
    "../../up",
    "/etc/passwd",
    "CON",
    "nul.txt",
    "a/b/c",
    "..",
    ".",
    "-rf",
    "x\ny",
    "a" * 300,
    "語" * 300,
    "~",
    "$(id)",
    "x:y*?",
)


def _note(folder: Path, name: str, title: str, more: str = "", body: str = "Words.", *, tags: str = "[x]") -> None:
    text = f"---\ntitle: {json.dumps(title)}\nauthor: Ann Roe\ntags: {tags}\n{more}---\n{body}\n"
    (folder / "notes" / name).write_text(text, encoding="utf-8", errors="surrogatepass")


def _bib(folder: Path, *fields: str, name: str = "refs.bib", key: str = "k") -> None:
    entries = (f"@article{{{key}{number},\n {field}\n}}\n" for number, field in enumerate(fields))
    (folder / "notes" / name).write_text("".join(entries), encoding="utf-8")


def _everywhere(*texts: str, in_bib: bool = True) -> Input:
    """Put texts into each part of a note, a row, an item, and with `in_bib` of an entry, which is copied as it is written."""

    def write(folder: Path) -> None:
        for number, text in enumerate(texts):
            _note(folder, f"n{number}.md", f"{text} A Title {number}", f"venue: {json.dumps(text)}\nurl: {json.dumps(text)}\n", text, tags=json.dumps([text]))  # fmt: skip
        plain = [text.replace("{", "").replace("}", "") for text in texts]
        for one in plain if in_bib else ():
            _bib(folder, f"title = {{{one} T}}, author = {{{one} and B}}, journal = {{{one}}}, note = {{{one}}}, keywords = {{{one}}}, url = {{{one}}}")  # fmt: skip
        rows = [[text] * 4 for text in texts]
        lines = (",".join(json.dumps(cell).replace('\\"', '""') for cell in row) for row in rows)
        (folder / "notes" / "t.csv").write_text("Title,Authors,Tags,URL\n" + "\n".join(lines) + "\n", encoding="utf-8")
        items = [{"id": text, "type": "book", "title": text, "author": [{"literal": text}], "keyword": text, "note": text, "URL": text} for text in texts]  # fmt: skip
        (folder / "notes" / "items.json").write_text(json.dumps(items), encoding="utf-8")

    return write


def _file(name: str, make: Callable[[], str | bytes]) -> Input:
    def write(folder: Path) -> None:
        path, text = folder / "notes" / name, make()
        path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)

    return write


def _names(folder: Path) -> None:
    for number, name in enumerate(NAMES):
        _note(folder, f"n{number}.md", f"A Work on {name}", f"citekey: {json.dumps(name)}\n", tags=json.dumps([name]))
    for name in (
        "x\ny.md",
        "\x1b[2J.md",
        "a" * 250 + ".md",
        "-v.md",
        "語" * 80 + ".md",
        "\u202egnp.md",
        " .md",
        "~.md",
    ):
        _note(folder, name, f"Another Work {len(name)}")


def _no_files(folder: Path) -> None:
    notes = folder / "notes"
    os.mkfifo(notes / "pipe.md")
    (notes / "loop.md").symlink_to("loop.md")
    (notes / "zero.md").symlink_to("/dev/zero")
    (notes / "self").symlink_to(".")
    (notes / "secret.md").symlink_to("/etc/shadow")
    (notes / "folder.md").mkdir()
    _note(folder, "real.md", "A Real Note of Lamps")


def _deep_folders(folder: Path) -> None:
    path = folder / "notes"
    for number in range(300):
        path /= f"f{number}"
    path.mkdir(parents=True)
    (path / "deep.md").write_text("# A Deep Note\n\nhttps://arxiv.org/abs/2101.00001\n")


def _manuscripts(folder: Path) -> None:
    (folder / "a.tex").write_text("\\documentclass{x}\\begin{document}\\input{b}\\include{/dev/zero}\\input{a}\\cite{k0}\\bibliography{notes/refs,/dev/zero}")  # fmt: skip
    (folder / "b.tex").write_text("\\input{a}\\newcommand{\\x}{\\x\\x}\\x\\input{../../../etc/passwd}\\cite{\\x}")
    (folder / "c.md").write_text("---\nbibliography: [/dev/zero, c.md, notes/refs.bib]\n---\n@k0 @{x} [@k1; @k0]\n")
    _bib(folder, "title = {A}, crossref = {k1}", "title = {B}, crossref = {k0}", "title = {C}, xdata = {k2}")


def _numbers(folder: Path) -> None:
    digits = "9" * 5000
    _bib(
        folder,
        f"title = {{A}}, year = {digits}, volume = {{{digits}}}, pages = {{{digits}-1}}",
        "title = {B}, year = {-1}, month = 13",
    )
    (folder / "notes" / "n.json").write_text(f'[{{"id": {digits}, "title": "C", "issued": {{"date-parts": [[{digits}, 99]]}}, "volume": 1e999}}]')  # fmt: skip
    for number, date in enumerate((digits, "0000-00-00", "99999-12-31", "2024-02-30", ".inf", "1e400")):
        _note(folder, f"d{number}.md", f"A Dated Work {number}", f"date: {date}\nyear: {date}\narxiv: {date}\n")


def _laughs(folder: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))
    (folder / "notes" / "laughs.md").write_text(f"---\na0: &a0 lol\n{levels}\ntitle: *a9\ntags: *a9\n---\nWords.\n")
    (folder / "notes" / "laughs.yaml").write_text(f"a0: &a0 lol\n{levels}\nreferences: *a9\n")
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    outside = '<!ENTITY f SYSTEM "file:///etc/passwd">'
    (folder / "notes" / "laughs.xml").write_text(f'<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY l0 "lol">{entities}{outside}]><xml><records><record><titles><title>&l9;&f;</title></titles></record></records></xml>')  # fmt: skip
    macros = "".join(f"@string{{s{n} = s{n - 1}{f' # s{n - 1}' * 9}}}\n" for n in range(1, 12))
    (folder / "notes" / "laughs.bib").write_text(f'@string{{s0 = "lol"}}\n{macros}@misc{{k, title = s11}}\n')


INPUTS: Mapping[str, Input] = {
    "escapes": _everywhere(ESCAPES, f"A{ESCAPES}b"),
    "bidi": _everywhere(BIDI, f"Lamps {BIDI} of", in_bib=False),
    "unseen": _everywhere(UNSEEN, f"La{UNSEEN}mps", in_bib=False),
    "zalgo": _everywhere("Z" + "\u0301\u0316" * 5_000),
    "joined emoji": _everywhere("\U0001f468\u200d" * 3_000),
    "tex": _everywhere(TEX, "}} @evil{x, title = {", "%\n\\end{document}", "^^5cinput{x}", in_bib=False),
    "formulas": _everywhere(*FORMULAS),
    "scripts": _everywhere(*SCRIPTS),
    "addresses": _everywhere(*ADDRESSES),
    "names": _names,
    "no files": _no_files,
    "deep folders": _deep_folders,
    "manuscripts": _manuscripts,
    "numbers": _numbers,
    "laughs": _laughs,
    "surrogates": _file("s.json", lambda: '[{"id": "a", "type": "book", "title": "x\\ud800y", "author": [{"literal": "\\udfff"}], "keyword": "\\ud83d"}]'),
    "bad bytes": _file("b.md", lambda: b"---\ntitle: \xff\xfe\x00A\xc3\x28\n---\n" + bytes(range(256)) * 50),
    "utf-16": _file("u.md", lambda: "---\ntitle: A Title in Sixteen Bits\nauthor: Ann Roe\n---\nWords.\n".encode("utf-16")),
    "python tags": _file("p.md", lambda: "---\ntitle: !!python/object/apply:os.system ['id']\nauthor: !x {a: !!binary //8=}\n---\nWords.\n"),
    "deep json": _file("j.json", lambda: "[" * 100_000 + "]" * 100_000),
    "deep items": _file("i.json", lambda: '[{"id": "a", "type": "book", "title": "T", "custom": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}]"),
    "deep yaml": _file("y.md", lambda: "---\ntitle: " + "[" * 20_000 + "\n---\nx\n"),
    "deep indents": _file("k.md", lambda: "---\n" + "".join(f"{' ' * n}a:\n" for n in range(1_500)) + "---\nx\n"),
    "deep lists": _file("l.md", lambda: "# Papers\n\n" + "".join(f"{' ' * n}- a [b](https://arxiv.org/abs/2101.{n:05})\n" for n in range(2_000))),
    "deep quotes": _file("q.md", lambda: "# A Title\n\n" + "> " * 30_000 + "x\n\nhttps://arxiv.org/abs/2101.00001\n"),
    "deep stars": _file("o.org", lambda: "".join(f"{'*' * n} a\n" for n in range(1, 2_000))),
    "deep bookmarks": _file("d.html", lambda: "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n" + "<DL><p><DT><H3>a</H3>" * 20_000),
    "deep braces": _file("g.bib", lambda: "@misc{k, title = {" + "{" * 50_000 + "x" + "}" * 50_000 + "}}\n"),
    "many authors": _file("m.bib", lambda: "@misc{k, title = {A Large Group at Work}, author = {" + " and ".join(f"Roe{n}, A." for n in range(20_000)) + "}}\n"),
    "ten thousand tags": _file("t.md", lambda: f"---\ntitle: A Work with Tags\nauthor: Ann Roe\ntags: {json.dumps([f'tag{n}' for n in range(10_000)])}\n---\nWords.\n"),
    "long names": _file("n.md", lambda: f"---\ntitle: {'Long ' * 60}\nauthor: {'Ann' * 100} {'Roe' * 100}\ntags: [{'t' * 300}, {'標' * 300}]\n---\nWords.\n"),
    "one long line": _file("z.md", lambda: "# A Title\n\n" + "word " * 1_000_000),
    "a picture": _file("f.md", lambda: "# A Title\n\nhttps://arxiv.org/abs/2101.00001\n\n![x](data:image/png;base64," + "iVBORw0K" * 650_000 + ")\n"),
    "fifty megabytes": _file("h.md", lambda: "# A Title\n\nhttps://arxiv.org/abs/2101.00001\n\n" + "Some words of a long note, again and again.\n" * 1_200_000),
    "wide table": _file("w.csv", lambda: "Title," + ",".join(f"c{n}" for n in range(10_000)) + "\n" + "A Wide Work," * 10_000 + "\n" + "x" * 2_000_000 + "\n"),
    "packed": _file("v.jsonl.gz", lambda: gzip.compress(b'{"title": "' + b"a" * 300_000_000 + b'"}\n', 1)),
    "a notebook": _file("nb.ipynb", lambda: json.dumps({"cells": [{"cell_type": "markdown", "source": ["# A Title\n"] * 100_000}, {"cell_type": "code", "source": [], "outputs": [{"data": {"image/png": "i" * 5_000_000}}]}]})),
}  # fmt: skip
