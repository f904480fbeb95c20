"""Keys that are easily recognised, in the environment or the keyring: no command writes one anywhere."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from biblio.cli.terminal import show_exception
from biblio.extras import Extra, is_installed
from biblio.redaction import hide, without_secrets
from tests.program import command_names, run_program
from tests.project.place import NOTES, Place
from tests.servers.base import Request, Response, ServiceServer
from tests.servers.farm import ServerFarm
from tests.servers.zotero import FULL, KEYS, ZoteroServer

MARK = "m4rked"
SECRETS = {
    "github": f"ghp_{MARK}OfTheReader",
    "semanticscholar": f"s2-{MARK}-of-the-reader",
    "zotero": f"{MARK}FullAccessKey24",
}
VARIABLES = {"github": "GITHUB_TOKEN", "semanticscholar": "SEMANTIC_SCHOLAR_API_KEY", "zotero": "ZOTERO_API_KEY"}
NO_VARIABLES = dict.fromkeys(VARIABLES.values(), "")
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
LOUDLY = ("-vv", "--log", "run.log")
QUIET = ("plugins", "schema", "completion")  # without the options above


class Indiscreet:
    """A service that repeats the key of a request: in a header always, in redirects, and in each refusal's text."""

    def __init__(self, service: ServiceServer) -> None:
        self.service = service
        self.name = service.name
        self.prefix = getattr(service, "prefix", service.name)
        self.answers_with = 0  # as the service itself does
        self.keys: set[str] = set()

    def answer(self, request: Request) -> Response:
        names = ("authorization", "x-api-key", "zotero-api-key")
        key = " ".join(request.headers.get(name, "") for name in names).strip()
        self.keys.add(key)
        reply = self.service.answer(request)
        status = self.answers_with or reply.status
        headers = {**reply.headers, "X-Key": key}
        if status == 302:
            return Response(status, headers={**headers, "Location": f"{request.base}/elsewhere?key={quote(key)}"})
        if status < 400:
            return Response(status, reply.body, reply.content_type, headers)
        body = f'{{"message": "the key {key} has no right to this", "error": "{key}"}}'
        return Response(status, body.encode(), "application/json", headers)


class IndiscreetFarm(ServerFarm):
    """All services and a Zotero server, each of them indiscreet."""

    def __init__(self) -> None:
        super().__init__()
        services = (*self.services.values(), ZoteroServer())
        self.indiscreet = {service.name: Indiscreet(service) for service in services}
        self.services = dict(self.indiscreet)

    def answer_with(self, status: int) -> None:
        for service in self.indiscreet.values():
            service.answers_with = status


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setitem(KEYS, SECRETS["zotero"], KEYS[FULL])
    with IndiscreetFarm() as farm:
        place = Place(tmp_path / "project", farm)
        place.folder.mkdir()
        place.note("page.txt", NOTES)
        zotero = f'[services.zotero]\nbase_url = "{farm.url}/zotero"\ninterval = 0\ntries = 1\n'
        place.configure(zotero, sources='"notes", "github:reader/papers"')
        config = place.folder / "config.toml"
        text = config.read_text(encoding="utf-8").replace("tries = 2", "tries = 1")
        text = text.replace("[services.semanticscholar]\n", "[services.semanticscholar]\nsearches = true\n")
        config.write_text(text, encoding="utf-8")
        yield place


def run_commands(place: Place, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Run every command as loudly as it can; give each command with all that it wrote to the terminal."""
    for arguments in (
        ["sync"], ["sync", "--json"], ["resolve"], ["notes"], ["status"], ["status", "--json"], ["show", "attention"],
        ["update", "--older", "0", "--yes"], ["check", "exports/all.bib"], ["export"],
        ["check", "exports/all.bib", "--format", "sarif"], ["add", "arXiv:1706.03762", "--to", "new.md"],
        ["find", "attention"], ["cite", "attention"], ["accept", "deep", "arXiv:1706.03762"], ["reject", "deep", "all"],
        ["pin", "attention"], ["undo", "--list"], ["review", "--export", "review.txt"], ["catalogue", "info"], ["init"],
        ["sync", "--zotero", "--yes"], ["zotero", "plan"], ["zotero", "apply", "--yes"], ["zotero", "status"],
        ["zotero", "verify"], ["zotero", "log"], ["zotero", "login"], ["zotero", "login", "--no-keep"], ["zotero", "undo"],
        ["zotero", "adopt"], ["catalogue", "build", "exports/all.bib", "--into", "index"], ["catalogue", "publish"],
        ["catalogue", "search", "attention"], ["catalogue", "update"],
        ["page"], ["plugins"], ["schema"], ["completion", "bash"],
    ):  # fmt: skip
        stdin = f"{SECRETS['zotero']}\n" if "login" in arguments else ""
        loudly = () if arguments[0] in QUIET else LOUDLY
        done = run_program(place.folder, *arguments, *loudly, stdin=stdin, environment=environment)
        yield " ".join(arguments), done.stdout + done.stderr


def seen_keys(data: bytes) -> list[bytes]:
    """Return where a key stands in `data`, as it is or in base 64, with some of what is around it."""
    encoded = [base64.b64encode(b"x" * shift + MARK.encode())[shift + 1 : -4] for shift in range(3)]
    return [data[max(0, at - 80) : at + 60] for form in (MARK.encode(), *encoded) if (at := data.find(form)) >= 0]


@pytest.mark.parametrize(
    ("source", "status"),
    [*(("environment", status) for status in (0, 302, 401, 404, 500)), ("keyring", 0), ("keyring", 401)],
)
def test_no_command_writes_a_key(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, status: int
) -> None:
    environment = {VARIABLES[name]: value for name, value in SECRETS.items()} | NO_KEYRING
    if source == "keyring":
        if not is_installed(Extra.KEYRING):
            pytest.skip("needs the extra 'keyring'")
        stored = dict(SECRETS)
        monkeypatch.setattr("keyring.get_password", lambda _, name: stored.get(name))
        monkeypatch.setattr("keyring.set_password", lambda _, name, value: stored.update({name: value}))
        environment = NO_VARIABLES
    homes = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    assert isinstance(place.farm, IndiscreetFarm)
    if status:
        run_program(place.folder, "sync", "-q", environment={**NO_VARIABLES, **NO_KEYRING, **homes})
    place.farm.answer_with(status)
    for command, text in run_commands(place, {**environment, **homes}):
        assert not seen_keys(text.encode()), command
    for name, key in SECRETS.items():
        used = " ".join(place.farm.indiscreet[name].keys)
        assert key in used, f"{name} was asked with its key, or nothing is shown here"
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 10
    for path in written:
        assert not seen_keys(path.read_bytes()), path.name
        assert MARK not in path.name


def test_every_command_is_tried() -> None:
    until_stopped = {"lsp", "mcp", "zotero watch"}  # the servers are tried in test_server_secrets.py
    text = Path(__file__).read_text(encoding="utf-8")
    typed = {name: ", ".join(f'"{word}"' for word in name.split()) for name in command_names()}
    assert {name for name, words in typed.items() if f"[{words}" not in text} == until_stopped


def test_no_traceback_shows_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    hide(SECRETS["github"])
    try:
        raise ValueError(f"not a header: Bearer {SECRETS['github']}")
    except ValueError as error:
        show_exception(type(error), error, error.__traceback__)
    text = capsys.readouterr().err
    assert "not a header: Bearer ***" in text
    assert MARK not in text


def test_a_short_word_is_no_key() -> None:
    hide("on")
    assert without_secrets("once") == "once"


@pytest.mark.parametrize("scheme", ["http://", "https://", "socks5://", "socks5h://", ""])
@pytest.mark.parametrize("server", ["127.0.0.1:9", "127.0.0.1:99999", "[bad"])
def test_no_login_of_a_proxy_is_written(tmp_path: Path, scheme: str, server: str) -> None:
    place = Place(tmp_path / "project", ServerFarm())
    place.folder.mkdir()
    place.note("page.txt", NOTES)
    place.configure()
    config = place.folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace(place.farm.url, "http://services.example:81")
    config.write_text(text.replace("tries = 2", "tries = 1"), encoding="utf-8")
    place.farm.server_close()
    proxy = f"{scheme}{MARK}Reader:{MARK}Word@{server}"
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    environment = {name: proxy for upper in names for name in (upper, upper.lower())} | {"NO_PROXY": "", "no_proxy": ""}
    homes = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    done = run_program(
        place.folder, "sync", *LOUDLY, environment={**NO_VARIABLES, **NO_KEYRING, **environment, **homes}
    )
    assert "could not ask" in done.stderr
    for data in (
        f"{done.stdout}{done.stderr}".encode(),
        *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()),
    ):
        assert not seen_keys(data)
