#!/bin/sh
# rispy 0.10.0 ends a reference only at "ER  - ". Where that line is missing, the next "TY  - " does not begin a new one:
# the second reference is dropped, without an error, and so is the last one of a file that is cut off.
# One would have guessed that a type line begins a reference, as the RIS specification has it as each one's first tag.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "rispy==0.10.0"
"$folder/env/bin/python" - <<'PYTHON'
import rispy

first = "TY  - JOUR\nTI  - Moss in winter\nPY  - 2019\n"
second = "TY  - BOOK\nTI  - Ferns of the coast\nPY  - 2021\n"
end = "ER  - \n"

complete = [(entry["type_of_reference"], entry["title"]) for entry in rispy.loads(first + end + second + end)]
assert complete == [("JOUR", "Moss in winter"), ("BOOK", "Ferns of the coast")], complete

without_end = rispy.loads(first + second + end)
print("two references, no end line between them:", without_end)
assert [entry["title"] for entry in without_end] == ["Moss in winter"], without_end
assert "Ferns" not in str(without_end)

cut_off = rispy.loads(first + end + second)
print("two references, no end line at the end:  ", cut_off)
assert [entry["title"] for entry in cut_off] == ["Moss in winter"], cut_off
PYTHON
