"""Pages that are notes because the notes beside them begin in the same way."""

from __future__ import annotations

from pathlib import Path

from biblio.readers.skipped import SkipReason
from tests.readers.markdown_samples import ATTENTION, BERT, VIT
from tests.readers.test_titled_files import read, titles

NOTE = "Lamps burn longer in dry air.\n\n* the wick is short\n"
CITING = (
    "The keepers of the north say that lamps burn longer in dry air [1], and others doubt it [2], as we do ourselves"
    " when the fog comes in.\n\n## References\n\n1. Roe, J. (2001). Lamps in dry air. Journal of Lamps, 3, 1-9.\n"
    "2. Poe, M. (2004). Lamps and doubt. Journal of Lamps, 5, 2-8.\n"
)


def test_a_linked_title_alone_above_the_text_is_the_form_of_a_folder(tmp_path: Path) -> None:
    linked = {
        "LampsAtSea": f"[Lamps at sea and on land]({ATTENTION})",
        "Wicks": f"[Wicks and their\nlength in large harbours]({BERT})",
        "Oil": f"[The price of oil in small towns]({VIT})",
        "Fog": "[Fog and its causes in the north](https://papers.example/fog.pdf)",
        "Rain": "[Rain](https://rain.example/read)",
    }
    files = {f"{name}.md": f"{line}\n\n{NOTE}" for name, line in linked.items()}
    files["Boats.md"] = f"Boats\n\nSee [Rain](https://rain.example/read), and {NOTE}"
    reading = read(tmp_path, files)
    assert "Rain" in titles(reading)
    assert "Boats" not in titles(reading)


def test_a_label_before_the_title_makes_a_text_that_cites_others_a_note(tmp_path: Path) -> None:
    files = {
        f"week {n}.md": f"# Response: Lamps and the {word} sea\n\n[paper]({ATTENTION}{n})\n\n{NOTE}"
        for n, word in enumerate(("calm", "rough", "cold", "warm"))
    }
    files["week 5.md"] = f"# Response: Lamps and the frozen sea\n\n{CITING}"
    files["essay.md"] = f"# Of lamps and the frozen sea\n\n{CITING}"
    reading = read(tmp_path, files)
    assert len(reading.notes) == 5
    assert [item.reason for item in reading.skipped] == [SkipReason.OWN_TEXT]


def test_a_spanish_label_says_that_a_page_is_about_a_work(tmp_path: Path) -> None:
    reading = read(tmp_path, {"lectura.md": f"# Crítica: Lamps and the frozen sea\n\n{CITING}"})
    assert titles(reading) == {"Lamps and the frozen sea"}
