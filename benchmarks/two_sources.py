"""How often `biblio check` accuses references that are right but say what only one source of the work says.

    python -m benchmarks.two_sources CORPUS --catalogue FOLDER [--show]

CORPUS has `arxiv.jsonl.xz` and `published.jsonl.xz`. Every paper on arXiv whose authors name the DOI of its publication there
becomes an entry: title and authors as arXiv has them, the rest as the publisher has it. The catalogue knows both.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.hallmark import FLAGS
from biblio.check.check_files import check_files
from biblio.check.finding import Severity
from biblio.lookup.progress import SilentProgress
from biblio.project.checks import reference_lookup
from biblio.project.project import open_project, project_config


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def entries(corpus: Path) -> Iterator[str]:
    published = {row["doi"].lower(): row for row in rows(corpus / "published.jsonl.xz") if row.get("doi")}
    for paper in rows(corpus / "arxiv.jsonl.xz"):
        named = (paper.get("doi") or "").lower().split()
        if not named or named[0] not in published:
            continue
        row = published[named[0]]
        kind, venue = ("article", "journal") if row.get("type") == "journal-article" else ("inproceedings", "booktitle")
        fields = {
            "title": paper["title"], "author": " and ".join(paper["authors"]), "year": str(row["year"]),
            venue: row.get("venue_short") or row["venue"],
        }  # fmt: skip
        lines = "".join(f"  {name} = {{{escaped(value)}}},\n" for name, value in fields.items())
        yield f"@{kind}{{{paper['id'].replace('/', '-')},\n{lines}  doi = {{{row['doi']}}},\n}}\n"


def escaped(text: str) -> str:
    return re.sub(r"(?<!\\)([&%#_])", r"\\\1", text.replace("{", "").replace("}", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--catalogue", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="list what is accused")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = f'[services]\noffline = true\n[catalogue]\nfolder = "{options.catalogue.resolve()}"\n'
        (folder / "config.toml").write_text(settings, encoding="utf-8")
        texts = list(entries(options.corpus))
        (folder / "refs.bib").write_text("".join(texts), encoding="utf-8")
        config = project_config(folder, environment={})
        today = date.today()
        with open_project(config, progress=SilentProgress()) as project:
            lookup = reference_lookup(project, today=today)
            checked = check_files(["refs.bib"], base=folder, config=config.check, today=today, lookup=lookup)
    accused = [one for one in checked.report.findings if one.kind in FLAGS and one.severity is not Severity.INFO]
    print(
        f"{len(texts)} entries, {len({one.key for one in accused})} accused", dict(Counter(one.rule for one in accused))
    )
    for one in accused if options.show else ():
        print(f"{one.key} {one.rule}: {one.message} | {one.written[:100]} | {one.record[:100]}")


if __name__ == "__main__":
    main()
