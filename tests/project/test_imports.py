"""What is loaded for what: a run that reads no file loads none of the readers."""

from __future__ import annotations

import subprocess
import sys


def test_the_main_job_loads_the_readers_only_when_it_reads() -> None:
    code = "import sys, biblio.project.sync, biblio.project.zotero_sync; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = (
        "biblio.readers.markdown.citation",
        "biblio.readers.plain_reference",
        "biblio.readers.github.issue_reader",
        "docutils",
    )
    assert [name for name in done.stdout.split() if name.startswith(heavy)] == []
