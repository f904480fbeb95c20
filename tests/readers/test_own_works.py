"""Pages on what their writer has published."""

from __future__ import annotations

import pytest

from biblio.readers.skipped import SkipReason
from tests.readers.markdown_samples import notes, skipped

_OWN = """
- **Roe, J.**, Poe, M. (2019). Lanterns at the edge of the sea. *Journal of Light*, 3, 1-10.
- Poe, M., **Roe, J.** (2020). Buoys in heavy weather. *Light Sensors*, 12, 4154.
- Foe, A., **Roe, J.** (2021). Bells in fog. *Light Sensors*, 13, 4155.
"""
_OTHERS = _OWN.replace("**Roe, J.**, Poe, M.", "Doe, K.").replace("Poe, M., **Roe, J.**", "Woe, L., Poe, M.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cv.md", f"# CV\n\n## Education\n\nA school.\n\n## Publications\n{_OWN}"),
        ("vita.md", f"# Jane Roe - Curriculum Vitae\n\n## Papers\n{_OTHERS}"),
        ("publications.md", f"---\ntitle: Publications\n---\n{_OWN}"),
        ("README.md", f"# Jane Roe\n\n## Selected publications\n{_OWN}"),
        ("index.md", f"# 田中\n\n## 業績\n{_OWN}"),
        ("me.md", f"# Jane Roe\n\n## Education\n\n## Teaching\n\n## Journal articles\n{_OWN}"),
    ],
)
def test_own_publications_are_no_notes(name: str, text: str) -> None:
    assert not notes(text, name)
    assert skipped(text, name) == [SkipReason.OWN_WORKS]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CV.md", f"# CV\n\n## Detection\n{_OTHERS}"),
        ("publications.md", f"# Publications\n{_OTHERS}"),
        ("reading.md", f"# Reading list\n{_OWN}"),
        ("work.md", f"# Readings\n\n## Education\n\n## Employment\n{_OTHERS}"),
        ("roe.md", f"# Works by Jane Roe\n{_OWN}"),
    ],
)
def test_lists_of_what_somebody_reads_are(name: str, text: str) -> None:
    assert len(notes(text, name)) == 3
