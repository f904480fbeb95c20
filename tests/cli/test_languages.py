"""Messages in other languages: every message of the translated parts has a translation that fits it; JSON has none."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest

from biblio.cli.cells import cell_len
from biblio.cli.languages import DOMAIN, LOCALE_FOLDER
from tests.messages import shown_messages
from tests.program import ROOT

LANGUAGES = ("de", "ja")
PLACEHOLDER = re.compile(r"\{+\w*\}+")
NOTE = "---\ntitle: A Paper on Things\nauthor: Ann Roe\nyear: 2020\ntype: paper\ntags: [{tag}]\n---\nFine.\n"


def catalogue(language: str) -> GNUTranslations:
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as stream:
        return GNUTranslations(stream)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_a_translation_with_the_same_placeholders(language: str) -> None:
    translations = catalogue(language)
    messages = shown_messages()
    assert len(messages) > 200
    for message in messages:
        counts = (1, 2, 5) if len(message) > 1 else (1,)
        for count in counts:
            if len(message) > 1:
                text = translations.ngettext(message[0], message[1], count)
            else:
                text = translations.gettext(message[0])
            assert text, message
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(message[0])), message
            same = language == "de" and message[0] in ("Problem", "Name", "{notes} in {files}", "{works} in {folder}")
            assert text not in message or same, message


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    babel = pytest.importorskip("babel.messages", reason="needs Babel")
    del babel
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as stream:
        source = read_po(stream, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, source)
    compiled.seek(0)
    fresh, shipped = GNUTranslations(compiled), catalogue(language)
    for message in shown_messages():
        if len(message) > 1:
            assert fresh.ngettext(message[0], message[1], 2) == shipped.ngettext(message[0], message[1], 2)
        else:
            assert fresh.gettext(message[0]) == shipped.gettext(message[0])


def speak(folder: Path, *arguments: str, **environment: str) -> str:
    """Return what a command prints with other variables that choose a language."""
    kept = {
        name: value for name, value in os.environ.items() if name != "LANG" and not name.startswith(("LC_", "LANGUA"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "biblio", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoken")
    (folder / "config.toml").write_text('[notes]\nsources = ["notes"]\n[services]\noffline = true\nuse = []\n')
    (folder / "notes").mkdir()
    (folder / "notes" / "a.md").write_text(NOTE.format(tag="nlp"))
    speak(folder, "sync")
    return folder


def test_the_environment_chooses_the_language(project: Path) -> None:
    assert "1 note in 1 file" in speak(project, "status")
    assert "1 Notiz in 1 Datei" in speak(project, "status", LANGUAGE="de")
    assert "ノート 1 件" in speak(project, "status", LC_ALL="ja_JP.UTF-8")
    assert "1 Notiz in 1 Datei" in speak(project, "status", LANGUAGE="xx:de", LC_ALL="ja_JP.UTF-8")
    assert "1 note in 1 file" in speak(project, "status", LANGUAGE="xx")
    assert "Notizen lesen, ihre Werke finden" in speak(project, "--help", LANGUAGE="de")
    text = " ".join(speak(project, "sync", "--help", LANGUAGE="de").split())
    assert "Dateien, die sich seit dem letzten Lauf nicht geändert haben" in text
    assert "Nur Fehler zeigen." in text


def test_what_programs_read_is_never_translated(project: Path) -> None:
    for arguments in (("status", "--json"), ("notes", "--json"), ("check", "--quick", "--json"), ("schema", "note")):
        english, *others = (speak(project, *arguments, LANGUAGE=language) for language in ("en", *LANGUAGES))
        assert others == [english, english]
        for line in english.splitlines() if arguments[0] == "notes" else ():
            json.loads(line)


@pytest.mark.parametrize(
    ("language", "usage", "example"), [("de", "Aufruf: ", "alles auf einmal"), ("ja", "使い方: ", "すべてを行う")]
)
def test_the_help_is_in_one_language_and_fits_the_terminal(
    tmp_path: Path, language: str, usage: str, example: str
) -> None:
    overview = speak(tmp_path, "--help", LANGUAGE=language, COLUMNS="80")
    assert overview.startswith(usage)
    assert example in overview
    for text in (overview, speak(tmp_path, "check", "--help", LANGUAGE=language, COLUMNS="80")):
        assert not re.search(r"Options:|Commands:|Examples:|Exit codes|this message", text)
        assert max(cell_len(line) for line in text.splitlines()) <= 80
        assert not any(line.lstrip().startswith(("。", "、")) for line in text.splitlines())
