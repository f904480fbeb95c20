#!/bin/sh
# pylatexenc 2.11, latex2text: \texttt and \textsf swallow their words, while \textbf, \textit, \textsc and even commands that
# it cannot know (\mkbibquote) leave theirs: the parser knows that \texttt takes an argument, the writer has no rule for it and
# writes nothing. \href, which it has a rule for, raises IndexError, since there the parser knows of no arguments. So a title
# loses the name of its program, and an entry with \href in a note is missing from what bibtexparser 2.1.0 decodes.
# One would have guessed that text commands without a rule keep their text, and that known commands can be read.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "pylatexenc==2.11" "bibtexparser==2.1.0"
"$folder/env/bin/python" - <<'PYTHON'
import bibtexparser
import pylatexenc
from bibtexparser.middlewares import LatexDecodingMiddleware
from pylatexenc.latex2text import LatexNodes2Text

print("pylatexenc", pylatexenc.__version__)
SEEN = {
    r"\texttt{word2vec} and \textbf{GloVe}": " and GloVe",
    r"The \textsf{moss} package": "The  package",
    r"The \textsc{moss} package": "The moss package",
    r"The \mkbibquote{moss} package": "The moss package",
}
for source, expected in SEEN.items():
    text = LatexNodes2Text().latex_to_text(source)
    print(f"{source:45}{text!r}")
    assert text == expected, text
try:
    LatexNodes2Text().latex_to_text(r"\href{https://example.org}{a page}")
except IndexError as error:
    print("\\href raises IndexError:", error)
else:
    raise SystemExit("\\href is read now")
library = bibtexparser.parse_string(
    r"@misc{moss, title = {Moss}, note = {See \href{https://example.org}{a page}}}",
    append_middleware=[LatexDecodingMiddleware()],
)
print("bibtexparser", bibtexparser.__version__, "entries:", len(library.entries), "failed:", len(library.failed_blocks))
assert (len(library.entries), len(library.failed_blocks)) == (0, 1)
PYTHON
