r"""What the readers of manuscripts see as cited, beside what the tools themselves call cited.

    python benchmarks/cited.py FOLDER [--show]

Every manuscript below FOLDER is given to its own tool, if that is installed: Pandoc (`pandoc -t json`), LaTeX
(`pdflatex`, the `.aux`), Typst (the package `typst`: the keys that it asks a bibliography for) and Emacs (`org-element`,
with org-ref's link types registered). Citations that are doubtful to us are left out, as they are never reported.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS, MANUSCRIPT_SUFFIXES
from biblio.check.source_text import SourceText

SECONDS = 60
ORG_REF_TYPES = (
    "cite nocite citet citep citealt citealp citenum citetext citeauthor citeyear citeyearpar Citet Citep Citealt Citealp"
    " Citeauthor Cite parencite Parencite footcite footcitetext textcite Textcite smartcite Smartcite supercite autocite"
    " Autocite citetitle citedate citeurl fullcite footfullcite notecite Notecite pnotecite Pnotecite fnotecite cites Cites"
    " parencites Parencites footcites footcitetexts smartcites Smartcites textcites Textcites supercites autocites"
    " Autocites bibentry"
).split()
ORG_REF_TYPES += [f"{name}*" for name in "citet citep citealt citealp citeauthor Citet Citep Citealt Citealp Citeauthor"
                  " cite parencite autocite Autocite citetitle citeyear citedate".split()]  # fmt: skip
CELL = re.compile(r"^([ \t]*`{3,})[ \t]*\{[a-zA-Z][^}\n]*\}[ \t]*$", re.MULTILINE)
CROSS_REFERENCES = tuple(
    f"{name}-"
    for name in "fig tbl lst eq sec tip nte wrn imp cau thm lem cor prp cnj def exm exr sol rem alg vid".split()
)
EMACS = r"""
(require 'org) (require 'cl-lib)
(dolist (type (split-string (getenv "TYPES"))) (org-link-set-parameters type :follow #'ignore))
(org-element-update-syntax)
(defun hidden (el)
  (cl-loop for p = el then (org-element-property :parent p) while p
    thereis (and (eq (org-element-type p) 'headline)
                 (or (org-element-property :commentedp p) (member "noexport" (org-element-property :tags p))))))
(with-temp-buffer
  (insert-file-contents (getenv "FILE")) (org-mode)
  (org-element-map (org-element-parse-buffer) '(citation-reference link)
    (lambda (el)
      (unless (hidden el)
        (if (eq (org-element-type el) 'citation-reference) (princ (format "%s\n" (org-element-property :key el)))
          (when (member (org-element-property :type el) (split-string (getenv "TYPES")))
            (let ((path (org-element-property :path el)))
              (if (string-match "&" path)
                  (dolist (part (split-string path ";"))
                    (when (string-match "&\\([-.:?!`'/*@+|(){}<>&_^$#%~[:word:]]+\\)" part)
                      (princ (format "%s\n" (match-string 1 part)))))
                (dolist (part (split-string path ",")) (princ (format "%s\n" (string-trim part))))))))))
    nil nil nil t))
"""


def run(*command: str, **more: object) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", timeout=SECONDS, stdin=subprocess.DEVNULL, check=False,
        **more,  # type: ignore[call-overload]
    )  # fmt: skip
    return str(done.stdout)


def by_pandoc(path: Path) -> set[str]:
    keys: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("t") == "Cite":
                keys.update(citation["citationId"] for citation in value["c"][0])
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    executed = path.suffix.lower() in (".qmd", ".rmd")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "page.md"
        # knitr and Quarto run the cells first; Pandoc knows no "{r name, echo = FALSE}" behind a fence.
        text = path.read_text(encoding="utf-8", errors="replace")
        copy.write_text(CELL.sub(r"\1", text) if executed else text, encoding="utf-8")
        variant = "markdown+autolink_bare_uris" if executed else "markdown"
        walk(json.loads(run("pandoc", "-f", variant, "-t", "json", str(copy))))
    # To Pandoc the cross-references of Quarto are citations; Quarto takes them out before.
    prefixes = CROSS_REFERENCES if path.suffix.lower() == ".qmd" else ()
    return {key for key in keys if not key.startswith(prefixes)} - {"*"} if prefixes else keys - {"*"}


def by_latex(path: Path) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        run("pdflatex", "-interaction=nonstopmode", f"-output-directory={folder}", path.name, cwd=path.parent)
        texts = [aux.read_text(errors="replace") for aux in Path(folder).glob("*.aux")]
    found = re.findall(r"\\(?:citation|abx@aux@cite(?:\{\d+\})?)\{([^{}]*)\}", "".join(texts))
    return {key.strip() for keys in found for key in keys.split(",")} - {"*", ""}


def by_typst(path: Path) -> set[str]:
    import typst

    keys: list[str] = []
    text = re.sub(r"#(?:show:[^\n]*)?bibliography\([^)]*\)", "", path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "m.typ").write_text(text + '\n#bibliography("all.bib", style: "ieee")\n', encoding="utf-8")
        while True:
            entries = "".join(f"@misc{{{key}, title={{x}}}}\n" for key in ["none-of-them", *keys])
            (Path(folder) / "all.bib").write_text(entries, encoding="utf-8")
            try:
                typst.compile(str(Path(folder) / "m.typ"))
            except Exception as error:  # the package has no exceptions of its own
                message = f"{error} {getattr(error, 'diagnostic', '')}"
                key = re.search(r"label `<(.+?)>` does not exist|key `(.+?)` is not present", message)
                if key is None or (key[1] or key[2]) in keys:
                    raise ValueError(message.splitlines()[0]) from error
                keys.append(key[1] or key[2])
            else:
                return set(keys)


def by_emacs(path: Path) -> set[str]:
    import os

    environment = {**os.environ, "TYPES": " ".join(ORG_REF_TYPES), "FILE": str(path.resolve())}
    return set(run("emacs", "-Q", "--batch", "--eval", f"(progn {EMACS})", env=environment).splitlines()) - {"*", ""}


TOOLS: dict[str, tuple[str, Callable[[Path], set[str]]]] = {
    "markdown": ("pandoc", by_pandoc), "tex": ("pdflatex", by_latex), "typst": ("typst", by_typst), "org": ("emacs", by_emacs),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="list what differs")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for path in sorted(options.folder.rglob("*")):
        kind = MANUSCRIPT_SUFFIXES.get(path.suffix.lower(), "")
        if kind not in TOOLS or (kind != "typst" and not shutil.which(TOOLS[kind][0])):
            continue
        manuscript = MANUSCRIPT_READERS.load(kind)(
            SourceText(str(path), path.read_text(encoding="utf-8", errors="replace"))
        )
        count = counts.setdefault(kind, Counter())
        try:
            theirs = TOOLS[kind][1](path)
        except (ValueError, subprocess.TimeoutExpired) as error:
            count["not read by the tool"] += 1
            if options.show:
                print(f"{path}: {error}"[:200])
            continue
        ours = {citation.key for citation in manuscript.citations}
        sure = {
            citation.key for citation in manuscript.citations if not citation.is_doubtful or citation.needs_bibliography
        }
        count.update(
            files=1, theirs=len(theirs), both=len(theirs & ours), unseen=len(theirs - ours), false=len(sure - theirs)
        )
        if options.show and (theirs - ours or sure - theirs):
            print(f"{path}: unseen {sorted(theirs - ours)}; not cited {sorted(sure - theirs)}")
    for kind, count in counts.items():
        print(f"{kind:10}" + "".join(f"{name}: {number}  " for name, number in count.items()))


if __name__ == "__main__":
    main()
