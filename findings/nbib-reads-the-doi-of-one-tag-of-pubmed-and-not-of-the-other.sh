#!/bin/sh
# nbib 0.3.2 takes the DOI of a record from the tag AID and passes over LID, the tag in which PubMed's own citation puts it
# and which some exports have alone; what a record has in LID is not returned under any other name either.
# One would have guessed that "LID - 10.1000/moss [doi]", which names its own kind, is read like "AID - 10.1000/moss [doi]".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q "nbib==0.3.2"
"$folder/env/bin/python" - <<'PYTHON'
import nbib

RECORD = "PMID- 12345678\nDP  - 2020\nTI  - Moss in winter.\n{} - 10.1000/moss [doi]\nFAU - Roe, Jane\nAU  - Roe J\n"
for tag, expected in (("AID", "10.1000/moss"), ("LID", None)):
    reference = nbib.read(RECORD.format(tag))[0]
    print(tag, sorted(reference), reference.get("doi"))
    assert reference.get("doi") == expected
    assert reference["title"] == "Moss in winter."
    assert ("10.1000/moss" in str(reference)) == (expected is not None)
PYTHON
