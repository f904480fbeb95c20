"""How many made-up references `biblio check` finds in HALLMARK, and how many good ones it flags.

    python benchmarks/hallmark.py ../shared/hallmark/dev.jsonl --services http://127.0.0.1:8900
    python benchmarks/hallmark.py ../shared/hallmark/dev.jsonl --catalogue ../shared/corpus

A finding counts as a flag if it says that the reference does not describe a real work as given: wrong identity, wrong
field or not found, as a warning or an error. "Could not check", infos and findings about the file do not count. That a
reference is right but for its identifier says which real work it describes: it is counted in a table of its own.
https://github.com/rpatrik96/hallmark
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from biblio.check.check_files import check_files
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.lookup.progress import SilentProgress
from biblio.project.checks import reference_lookup
from biblio.project.project import open_project, project_config

FLAGS = {FindingKind.WRONG_IDENTITY, FindingKind.WRONG_FIELD, FindingKind.NOT_FOUND}
# "All else is exactly this work's, whose DOI is …" changes nothing of what is cited.
RIGHT_BUT_FOR_THE_IDENTIFIER = "identifier-differs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--services", default="", help="the address of a mirror; without it nothing is asked")
    parser.add_argument("--catalogue", type=Path)
    parser.add_argument("--folder", type=Path, help="keeps the state between runs")
    parser.add_argument("--show", default="", help="list wrong verdicts: a kind, VALID or all")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.data.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        found = run(folder, rows, options.services, options.catalogue)
        took = time.perf_counter() - began
    with_truth = [row for row in rows if row["truth_in_data"]]
    strictly = {
        key: [one for one in findings if one.rule != RIGHT_BUT_FOR_THE_IDENTIFIER] for key, findings in found.items()
    }
    for name, some in (("truth in the data", with_truth), ("all entries", rows)):
        table(name, some, defaultdict(list, strictly))
        table(f"{name}, a wrong identifier of the right work counted too", some, found)
    print(f"\n{len(rows)} entries in {took:.1f} s")
    if options.show:
        show(rows, found, options.show)


def run(folder: Path, rows: list[dict], services: str, catalogue: Path | None) -> dict[str, list[Finding]]:
    names = ("arxiv", "crossref", "datacite", "doi", "dblp", "openreview", "semanticscholar", "openalex")
    text = f'[services]\nbase_url = "{services}"\n' if services else "[services]\noffline = true\n"
    text += "".join(f"[services.{name}]\ninterval = 0\n" for name in names)
    if catalogue:
        text += f'[catalogue]\npath = "{catalogue.resolve()}"\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    (folder / "refs.bib").write_text("".join(map(entry, rows)), encoding="utf-8")
    config = project_config(folder, environment={})
    today = date.today()
    with open_project(config, progress=SilentProgress()) as project:
        lookup = reference_lookup(project, today=today)
        checked = check_files(["refs.bib"], base=folder.absolute(), config=config.check, today=today, lookup=lookup)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in checked.report.findings:
        found[finding.key].append(finding)
    print(
        f"not looked up: {dict(checked.report.not_looked_up)}; could not ask: {dict(checked.report.could_not_ask)}",
        file=sys.stderr,
    )
    return found


def entry(row: dict) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in row["fields"].items())
    return f"@{row['bibtex_type']}{{{row['bibtex_key']},\n{fields}}}\n\n"


def is_flagged(findings: list[Finding]) -> bool:
    return any(finding.kind in FLAGS and finding.severity is not Severity.INFO for finding in findings)


def table(name: str, rows: list[dict], found: dict[str, list[Finding]]) -> None:
    total, hit = Counter(), Counter()
    for row in rows:
        kind = row["hallucination_type"] or "VALID"
        total[kind] += 1
        hit[kind] += is_flagged(found[row["bibtex_key"]])
    bad = sum(count for kind, count in total.items() if kind != "VALID")
    true = sum(count for kind, count in hit.items() if kind != "VALID")
    false, good = hit["VALID"], total["VALID"]
    unknown = sum(
        is_flagged(found[row["bibtex_key"]])
        and all(finding.kind is FindingKind.NOT_FOUND for finding in found[row["bibtex_key"]] if finding.kind in FLAGS)
        for row in rows
        if not row["hallucination_type"] and not row["truth_in_data"]
    )
    print(f"\n{name}: {good} valid, {bad} bad")
    for kind in sorted(total):
        print(f"  {kind:24} {hit[kind]:4} of {total[kind]:4}  {hit[kind] / total[kind]:.3f}")
    precision = true / (true + false) if true + false else 0.0
    recall = true / bad
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"  DR {recall:.3f}  FPR {false / good:.3f}  F1 {f1:.3f}", end="")
    print(f"  (FPR without what nobody here can know: {(false - unknown) / good:.3f})" if unknown else "")


def show(rows: list[dict], found: dict[str, list[Finding]], kind: str) -> None:
    for row in rows:
        own = row["hallucination_type"] or "VALID"
        if (kind in ("all", own)) and is_flagged(found[row["bibtex_key"]]) == (own == "VALID"):
            fields = row["fields"]
            print(
                f"\n{own} {'' if row['truth_in_data'] else '(not in the data) '}{json.dumps(fields, ensure_ascii=False)}"
            )
            if own != "VALID":
                print(f"    said: {row['explanation'][:200]}")
            for one in found[row["bibtex_key"]]:
                print(
                    f"    {one.severity} {one.rule}: {one.message} | {one.written[:80]} | {one.record[:110]} | {one.sources[:1]}"
                )


if __name__ == "__main__":
    main()
