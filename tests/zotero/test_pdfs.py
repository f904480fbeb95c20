"""PDFs as files below the items: fetched politely, attached once, whatever happens in between; never put back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import SilentProgress
from biblio.lookup.services.service_registry import service_policy
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Kind, Record, Work
from biblio.zotero.file_attacher import FileAttacher
from biblio.zotero.file_upload import UploadOutcome, UploadReply
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import Base
from biblio.zotero.object_content import Content
from biblio.zotero.pdf_addresses import pdf_addresses, pdf_file_name
from biblio.zotero.pdf_source import NoPdfError, PdfSource
from biblio.zotero.sync_plan import FileToAttach, Operation
from biblio.zotero.sync_record import SyncRecord
from tests.servers.base import HTML_PAGE, LOST, Farm, status
from tests.servers.zotero import ZoteroServer
from tests.servers.zotero_files import PdfHost, StorageHost
from tests.zotero.place import Place

PDF = b"%%PDF-1.7\nmade up %d\n"


class PdfPlace(Place):
    """A vault with notes on works whose PDFs a host has."""

    def __init__(self, folder: Path, farm: Farm, server: ZoteroServer, host: PdfHost, storage: StorageHost) -> None:
        self.host, self.storage = host, storage
        super().__init__(folder, farm, server)

    def services(self) -> str:
        return super().services() + f'[services.arxiv]\nbase_url = "{self.farm.url}/arxiv"\ninterval = 0\n'

    def configure(self, more: str = "") -> None:
        super().configure(more or 'pdf = "attach"')

    def work(self, number: int) -> None:
        """Write a note about a work, and let the host have its PDF."""
        self.note(number, "NLP")
        self.host.files[f"2401.{number:05}"] = PDF % number

    def files(self, number: int) -> list[dict[str, Any]]:
        """Return the live attachments of a work's item."""
        key = self.item(number)["key"]
        items = self.server.library.items.values()
        return [data for data in items if data.get("parentItem") == key and not data.get("deleted")]

    def fetched(self) -> int:
        return len(self.farm.requests("arxiv"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[PdfPlace]:
    host, storage = PdfHost(), StorageHost()
    server = ZoteroServer(storage)
    with Farm([server, host, storage]) as farm:
        storage.url = f"{farm.url}/storage"
        yield PdfPlace(tmp_path / "project", farm, server, host, storage)


def test_pdfs_are_attached_once(place: PdfPlace) -> None:
    for number in range(3):
        place.work(number)
    place.ok("sync", "-q")
    plan = place.ok("zotero", "plan").stdout
    assert "3 PDFs to attach (from arxiv.org 3; some 8 MB, about 20 s)" in plan
    assert "PDF of 'A Study of Subject Number 2'" in plan
    assert place.fetched() == 0
    done = place.ok("zotero", "apply")
    assert "3 PDFs attached (0.0 MB)" in done.stdout
    for number in range(3):
        (file,) = place.files(number)
        assert (file["linkMode"], file["contentType"]) == ("imported_url", "application/pdf")
        assert file["url"] == f"https://arxiv.org/pdf/2401.{number:05}"
        assert file["filename"] == f"Doe and Roe - 2024 - A Study of Subject Number {number}.pdf"
        assert place.storage.files[file["md5"]] == PDF % number
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"  # reads what the files changed
    place.requests()
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert place.requests() == ["GET /items"]
    fetched = place.fetched()
    place.ok("zotero", "undo", "1")
    assert not [data for data in place.server.library.items.values() if not data.get("deleted")]
    place.ok("zotero", "apply", "--yes")  # out of the trash, with their files
    assert [len(place.files(number)) for number in range(3)] == [1, 1, 1]
    for path in place.folder.glob("zotero-memory*"):
        path.unlink()
    place.run("zotero", "apply", "--yes")  # with everything forgotten
    assert [len(place.files(number)) for number in range(3)] == [1, 1, 1]
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert place.fetched() == fetched


def test_a_file_that_zotero_has_is_not_sent_again(place: PdfPlace) -> None:
    place.work(1)
    place.work(2)
    place.host.files["2401.00002"] = place.host.files["2401.00001"]
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    assert place.files(1)[0]["md5"] == place.files(2)[0]["md5"]
    assert len(place.farm.requests("storage")) == 1


def test_off_is_the_default_and_link_adds_a_link(place: PdfPlace) -> None:
    place.work(1)
    place.configure("pages = true")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    assert place.files(1) == []
    place.configure('pdf = "link"')
    place.ok("zotero", "apply", "-q")
    assert [file["linkMode"] for file in place.files(1)] == ["linked_url"]
    place.configure('pdf = "attach"')
    place.ok("zotero", "apply", "-q")
    assert sorted(file["linkMode"] for file in place.files(1)) == ["imported_url", "linked_url"]
    place.ok("zotero", "apply", "--trash", "-q")
    assert [file["linkMode"] for file in place.files(1)] == ["imported_url"]
    place.configure('pdf = "always"')
    assert 'must be "off", "link" or "attach"' in place.run("zotero", "plan").stderr


def test_a_pdf_that_a_person_deleted_is_not_put_back(place: PdfPlace) -> None:
    place.work(1)
    place.work(2)
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    library = place.server.library
    library.write("item", {"key": place.files(1)[0]["key"], "version": 999, "deleted": 1})
    library.erase("item", place.files(2)[0]["key"])
    fetched = place.fetched()
    plan = place.ok("zotero", "plan").stdout
    assert "to attach" not in plan
    assert "PDF of 'A Study of Subject Number 1' was removed in Zotero and is not added again" in plan
    place.ok("zotero", "apply", "-q")
    assert place.files(1) == place.files(2) == []
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert place.fetched() == fetched
    lines = place.folder / "zotero.txt"
    lines.write_text("", encoding="utf-8")  # the lines are taken out: what they stand for is undone
    place.ok("zotero", "apply", "-q")
    assert len(place.files(1)) == len(place.files(2)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"linkMode": "imported_file", "title": "My scan", "contentType": "application/pdf", "filename": "scan.pdf"},
        {"linkMode": "linked_file", "title": "scan.PDF", "path": "/home/me/scan.pdf"},
        {"linkMode": "linked_url", "title": "arXiv", "url": "https://arxiv.org/pdf/2401.00001"},
    ],
)
def test_an_item_with_a_pdf_gets_no_second_one(place: PdfPlace, more: dict[str, Any]) -> None:
    library = place.server.library
    library.write("item", {
        "itemType": "preprint", "key": "AAAA2222", "version": 0, "title": "A Study of Subject Number 1",
        "archiveID": "arXiv:2401.00001",
    })  # fmt: skip
    library.write("item", {"itemType": "attachment", "key": "BBBB2222", "version": 0, "parentItem": "AAAA2222", **more})
    place.work(1)
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    assert [file["key"] for file in place.files(1)] == ["BBBB2222"]
    assert place.fetched() == 0


def test_what_is_no_pdf_is_left_out_and_said(place: PdfPlace) -> None:
    place.work(1)
    place.work(2)
    del place.host.files["2401.00001"]
    place.host.files["2401.00002"] = b"<html>Sorry</html>"
    place.work(3)
    place.ok("sync", "-q")
    done = place.ok("zotero", "apply")
    assert "PDF of 'A Study of Subject Number 1': arxiv.org answered 404; it is left out" in done.stderr
    assert "what arxiv.org sent is no PDF" in done.stderr
    for line in (place.folder / "zotero.txt").read_text(encoding="utf-8").splitlines()[1:]:
        assert line.removesuffix(" users/1") in done.stderr
    assert "1 PDF attached" in done.stdout
    assert [len(place.files(number)) for number in (1, 2, 3)] == [0, 0, 1]
    fetched = place.fetched()
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert place.fetched() == fetched
    place.host.files["2401.00001"] = PDF % 1
    (place.folder / "zotero.txt").unlink()
    place.ok("zotero", "apply", "-q")
    assert len(place.files(1)) == 1


def test_without_the_right_to_add_files_nothing_is_left_behind(place: PdfPlace) -> None:
    place.work(1)
    place.work(2)
    place.storage.is_open = False
    place.ok("sync", "-q")
    done = place.run("zotero", "apply", "--yes")
    assert done.returncode == 3
    assert "2 PDFs left for the next run: the key may not add files" in done.stderr
    assert place.files(1) == place.files(2) == []
    place.storage.is_open = True
    place.ok("zotero", "apply", "--yes")
    assert len(place.files(1)) == len(place.files(2)) == 1


def test_a_full_storage_leaves_no_attachment_without_a_file(place: PdfPlace) -> None:
    for number in range(3):
        place.work(number)
    place.storage.quota = len(PDF) + 1
    place.ok("sync", "-q")
    done = place.run("zotero", "apply", "--yes")
    assert done.returncode == 3
    assert "2 PDFs left for the next run: Zotero's storage is full (299.9 of 300 MB are used)" in done.stderr
    assert "1 PDF attached" in done.stdout
    assert sum(bool(file.get("md5")) for number in range(3) for file in place.files(number)) == 1
    assert sum(len(place.files(number)) for number in range(3)) == 1
    place.run("zotero", "apply", "--yes")
    assert sum(len(place.files(number)) for number in range(3)) == 1
    place.storage.quota = 10**9
    place.ok("zotero", "apply", "--yes")
    assert [[bool(file.get("md5")) for file in place.files(number)] for number in range(3)] == [[True]] * 3
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"


@pytest.mark.parametrize("service", ["arxiv", "zotero", "storage"])
def test_a_host_that_fails_is_asked_again_by_the_next_run(place: PdfPlace, service: str) -> None:
    place.work(1)
    place.ok("sync", "-q")
    place.configure('pdf = "off"')
    place.ok("zotero", "apply", "-q")
    place.configure('pdf = "attach"')
    faults = {"arxiv": [status(403), HTML_PAGE], "zotero": [None, None, None, LOST], "storage": [LOST]}
    if service == "arxiv":
        place.farm.always("arxiv", status(503))
    else:
        place.farm.script(service, *faults[service])
    place.run("zotero", "apply", "--yes")
    place.farm.recover("arxiv")
    place.ok("zotero", "apply", "--yes")
    (file,) = place.files(1)
    assert place.storage.files[file["md5"]] == PDF % 1
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert not (place.folder / "zotero.txt").exists()


def test_a_run_killed_at_any_request_goes_on(place: PdfPlace) -> None:
    place.work(1)
    place.ok("sync", "-q")
    for number in range(1, 20):
        before = len(place.farm.log)
        process = place.start("zotero", "apply", "--yes")
        place.farm.wait_for(lambda: len(place.farm.log) >= before + number, process)  # noqa: B023
        process.send_signal(signal.SIGKILL)
        ended = process.wait()
        process.communicate()
        library = place.server.library
        files = [data for data in library.items.values() if data["itemType"] == "attachment"]
        assert len(files) <= 1
        if ended == 0:
            break
    place.ok("zotero", "apply", "--yes")
    (file,) = place.files(1)
    assert file["md5"] in place.storage.files
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"


def test_files_in_a_folder_of_this_machine(place: PdfPlace) -> None:
    place.work(1)
    place.configure('pdf = "attach"\npdf_folder = "papers"')
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    (file,) = place.files(1)
    path = place.folder / "papers" / "Doe and Roe - 2024 - A Study of Subject Number 1.pdf"
    assert (file["linkMode"], Path(file["path"])) == ("linked_file", path.absolute())
    assert path.read_bytes() == PDF % 1
    assert not place.storage.files
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    place.work(2)
    other = path.with_name("Doe and Roe - 2024 - A Study of Subject Number 2.pdf")
    other.write_bytes(b"mine")
    place.ok("sync", "-q")
    assert "exists and is another file" in place.ok("zotero", "apply").stderr
    assert other.read_bytes() == b"mine"


def test_a_group_gets_no_linked_files(place: PdfPlace) -> None:
    """Zotero refuses them, so none is fetched for it."""
    place.work(1)
    place.configure('library = "groups/7"\npdf = "attach"\npdf_folder = "papers"')
    place.ok("sync", "-q")
    assert "PDFs are left out: a group's library has no linked files" in place.ok("zotero", "plan").stderr
    place.ok("zotero", "apply", "-q")
    assert not place.fetched()
    assert "in step" in place.ok("zotero", "apply").stdout


def work(*, url: str = "", kind: Kind = Kind.PAPER, **identifiers: str) -> Work:
    given = tuple(Identifier(scheme, value) for scheme, value in identifiers.items())
    people = (Person("Doe", "Ada"), Person("Roe", "Bo"), Person("Poe", "Cy"))
    record = Record("x", 'What? A "Title": 1/2', kind=kind, identifiers=given, authors=people, url=url,
                    date=PartialDate(2024))  # fmt: skip
    return merge_into_work((record,))


@pytest.mark.parametrize(
    ("known", "addresses"),
    [
        (work(arxiv="2401.00001"), "https://arxiv.org/pdf/2401.00001"),
        (
            work(arxiv="2401.00001", acl="2024.acl-long.1", url="https://aclanthology.org/2024.acl-long.1/"),
            "https://aclanthology.org/2024.acl-long.1.pdf https://arxiv.org/pdf/2401.00001",
        ),
        (work(openreview="abc"), "https://openreview.net/pdf?id=abc"),
        (
            work(url="http://proceedings.mlr.press/v97/doe19a.html"),
            "https://proceedings.mlr.press/v97/doe19a/doe19a.pdf",
        ),
        (
            work(url="https://openaccess.thecvf.com/content/CVPR2024/html/Doe_A_paper.html"),
            "https://openaccess.thecvf.com/content/CVPR2024/papers/Doe_A_paper.pdf",
        ),
        (work(url="https://example.org/a/b.pdf"), "https://example.org/a/b.pdf"),
        (work(url="https://doi.org/10.1000/1"), ""),
        (work(url="https://example.org/talk.pdf", kind=Kind.PRESENTATION), ""),
    ],
)
def test_where_a_pdf_is(known: Work, addresses: str) -> None:
    assert pdf_addresses(known) == tuple(addresses.split())


class TwoHosts:
    """A host that has no PDF, one that has, and a library that writes down what it gets."""

    def __init__(self) -> None:
        self.written: list[Operation] = []
        self.left_out: list[str] = []

    def fetch(self, address: str) -> bytes:
        if "one" in address:
            raise NoPdfError(f"{address} answered 404")
        return PDF % 1

    def upload(self, key: str, name: str, content: bytes, mtime: int) -> UploadReply:
        return UploadReply(UploadOutcome.DONE)

    def write_one(self, operation: Operation, run: int) -> str:
        self.written.append(operation)
        return ""

    def leave_out(self, uid: str, run: int) -> None:
        self.left_out.append(uid)


@pytest.mark.parametrize("has_second", [True, False])
def test_a_pdf_that_is_not_at_the_first_address_is_fetched_from_the_second(has_second: bool) -> None:
    addresses = ("https://one.org/a.pdf", "https://two.org/a.pdf" if has_second else "https://one.org/b.pdf")
    says = Content("attachment", {"url": addresses[0]})
    record = SyncRecord("link:K:pdf", ObjectType.ITEM, "K", Base(says, says))
    file = FileToAttach(addresses, "a.pdf")
    operation = Operation("create", ObjectType.ITEM, "K", 0, {"url": addresses[0]}, "a", says, record, file=file)
    hosts = TwoHosts()
    result = FileAttacher(hosts, hosts, SilentProgress()).attach([operation], hosts, 1)
    if has_second:
        (written,) = hosts.written
        assert (written.body["url"], written.target.get("url")) == (addresses[1], addresses[1])
        assert (result.attached, hosts.left_out) == (1, [])
    else:
        assert result.missing[0][1] == "https://one.org/a.pdf answered 404; https://one.org/b.pdf answered 404"
        assert (hosts.written, hosts.left_out) == ([], ["link:K:pdf"])


def test_behind_one_host_only_services_are_asked() -> None:
    assert pdf_addresses(work(url="https://example.org/a/b.pdf"), {"arxiv"}) == ()
    known = work(arxiv="2401.00001", acl="2024.acl-long.1")
    assert pdf_addresses(known, {"arxiv"}) == ("https://arxiv.org/pdf/2401.00001",)


def test_the_name_of_a_file() -> None:
    assert pdf_file_name(work(arxiv="2401.00001")) == "Doe et al. - 2024 - What A Title 1 2.pdf"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/a.pdf", "http://localhost:8000/a.pdf", "http://[::1]/a.pdf", "http://10.0.0.1/a.pdf", "http://printer/a.pdf",
     "http://169.254.169.254/a.pdf", "file:///a.pdf", "http://nas.local/a.pdf"],
)  # fmt: skip
def test_a_record_cannot_lead_into_our_own_network(address: str) -> None:
    with HttpClient(RateLimiter()) as http, pytest.raises(NoPdfError, match="public"):
        PdfSource(http, service_policy).fetch(address)
