#!/bin/sh
# pandoc 3.9 (pypandoc_binary 1.17): a footnote that is a bare citation and a full stop, `[^1]: @key.`, or a paragraph or list
# item that begins so, is an example list with that label. Its key vanishes from the text, and every `@key` of the whole
# document, earlier ones too, becomes the number of the example; only `[@key]` is still a citation. --fail-if-warnings is silent.
# One would have guessed that an example's label needs the parentheses `(@label)` that the manual's examples have, and that
# `@key` stays a citation elsewhere, above all where the bibliography has that key. (`[^1]: See @key.` does.)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "pypandoc_binary==1.17"
cd "$folder"
cat > refs.bib <<'BIB'
@book{moss, author = {Moss, Ann}, title = {On Moss}, date = {2001}, publisher = {Fern}}
BIB
cat > see.md <<'MARKDOWN'
As @moss says, it grows.

It grows fast [@moss].[^1]

[^1]: See @moss.
MARKDOWN
sed 's/See //' see.md > bare.md
./env/bin/python - <<'PYTHON'
import pypandoc

def plain(name):
    return pypandoc.convert_file(
        name, "plain", extra_args=["--citeproc", "--bibliography=refs.bib", "--fail-if-warnings", "--wrap=none"]
    )

print("pandoc", pypandoc.get_pandoc_version())
assert pypandoc.get_pandoc_version() == "3.9"
see, bare = plain("see.md"), plain("bare.md")
print("-- [^1]: See @moss.", see, "-- [^1]: @moss.", bare, sep="\n")
assert "As Moss (2001) says" in see and "[1] See Moss (2001)." in see
assert "As 1 says, it grows." in bare and "It grows fast (Moss 2001)." in bare
assert bare.rstrip().endswith("[1]\n1.")
PYTHON
