#!/bin/sh
# pandoc 3.9 (pypandoc_binary 1.17): where a CSL style makes initials (`initialize-with=". "`: APA, IEEE and most others), a
# given name in Japanese or Chinese is printed whole, rightly, but with the initials' full stop behind it: 山田太郎. A group
# (`literal`) has none, so a bibliography has both forms.
# One would have guessed that the sign for initials goes only where an initial is made.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "pypandoc_binary==1.17"
cd "$folder"
cat > initials.csl <<'CSL'
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>initials</title><id>initials</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout>
    <names variable="author"><name initialize-with=". " name-as-sort-order="all"/></names>
    <text variable="title" prefix=" | "/>
  </layout></bibliography>
</style>
CSL
cat > refs.json <<'JSON'
[{"id": "a", "type": "book", "title": "Moss", "author": [{"family": "山田", "given": "太郎"}]},
 {"id": "b", "type": "book", "title": "Fern", "author": [{"family": "Roe", "given": "Ann Mary"}]},
 {"id": "c", "type": "book", "title": "Reed", "author": [{"literal": "苔の会"}]}]
JSON
printf -- '---\nnocite: "@*"\n---\n' > paper.md
./env/bin/python - <<'PYTHON'
import pypandoc

printed = pypandoc.convert_file(
    "paper.md", "plain", extra_args=["--citeproc", "--bibliography=refs.json", "--csl=initials.csl", "--wrap=none"]
)
print("pandoc", pypandoc.get_pandoc_version(), printed, sep="\n")
assert pypandoc.get_pandoc_version() == "3.9"
for line in ("山田太郎. | Moss", "Roe, A. M. | Fern", "苔の会 | Reed"):
    assert line in printed.splitlines(), line
PYTHON
