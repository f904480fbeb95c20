"""Entries looked up over real HTTP: what is told, what an outage says, what a second run asks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from biblio.check.check_files import CheckResult, check_files
from biblio.check.finding import FindingKind, Severity
from biblio.lookup.cache import DecisionCache, digest_of
from biblio.lookup.cost import RequestPlan
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.progress import Progress, SilentProgress
from biblio.model.decision import DecidedBy, Decision, Query, Status
from biblio.model.identifiers import make
from biblio.project.checks import reference_lookup
from biblio.project.project import open_project, project_config
from biblio.settings import DEFAULT_SERVICES, CheckConfig
from tests.servers.base import HTML_PAGE, status
from tests.servers.faketime import FakeTime
from tests.servers.farm import ServerFarm
from tests.servers.registries import LANDING, NO_FORMAT
from tests.servers.works import ATTENTION, BERT, MAMBA, RESNET

TODAY = date(2026, 11, 21)
BIB = """\
@inproceedings{bert,
  author = {Jacob Devlin and Ming-Wei Chang and Kenton Lee and Kristina Toutanova},
  title = {BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding},
  booktitle = {NAACL}, year = {2019}, doi = {10.18653/v1/N19-1423},
}
@article{lecun,
  author = {LeCun, Yann and Bengio, Yoshua and Hinton, Geoffrey},
  title = {Deep learning}, journal = {Nature}, volume = {521}, number = {7553}, pages = {436--444}, year = {2015},
  doi = {10.1038/nature14539},
}
@inproceedings{resnet,
  author = {Kaiming He and Xiangyu Zhang and Shaoqing Ren and Jian Sun},
  title = {Deep Residual Learning for Image Recognition}, booktitle = {CVPR}, year = {2016},
}
"""


@dataclass
class Place:
    folder: Path
    farm: ServerFarm

    def check(
        self,
        text: str,
        *,
        offline: bool | None = None,
        days: float = 0.0,
        more: str = "",
        progress: Progress | None = None,
    ) -> CheckResult:
        (self.folder / "refs.bib").write_text(text, encoding="utf-8")
        tables = "".join(f"[services.{name}]\ninterval = 0\ntries = 1\n" for name in DEFAULT_SERVICES)
        config_text = f'[services]\nbase_url = "{self.farm.url}"\n{tables}{more}'
        (self.folder / "config.toml").write_text(config_text, encoding="utf-8")
        config = project_config(self.folder, offline=offline, environment={})
        now = FakeTime()
        pacer = RateLimiter(clock=now.clock, sleep=now.sleep)
        with open_project(config, progress=progress or SilentProgress(), rate_limiter=pacer) as project:
            lookup = reference_lookup(project, today=TODAY, clock=lambda: time.time() + days * 86400)
            return check_files(["refs.bib"], base=self.folder, config=CheckConfig(), today=TODAY, lookup=lookup)

    def requests(self) -> int:
        return len(self.farm.log)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ServerFarm() as farm:
        yield Place(tmp_path, farm)


def reported(checked: CheckResult) -> list[tuple[str, str]]:
    """Return what is wrong by key and rule, without infos."""
    return [(finding.key, finding.rule) for finding in checked.report.findings if finding.severity is not Severity.INFO]


def test_good_entries_are_confirmed_and_a_second_run_asks_nothing(place: Place) -> None:
    checked = place.check(BIB)
    assert reported(checked) == []
    assert (checked.report.looked_up, checked.report.confirmed) == (3, 3)
    assert checked.report.exit_code == 0
    before = place.requests()
    again = place.check(BIB)
    assert place.requests() == before
    assert reported(again) == []
    later = place.check(BIB, days=40)
    assert place.requests() > before, "what became of a work is asked again after a month"
    assert reported(later) == []


def test_the_age_of_an_answer_is_reported(place: Place) -> None:
    text = BIB.replace("and Kristina Toutanova", "")
    (finding,) = (finding for finding in place.check(text).report.findings if finding.rule == "authors-differ")
    assert finding.sources[0].age_days == 0
    (again,) = (finding for finding in place.check(text, days=9).report.findings if finding.rule == "authors-differ")
    assert again.sources[0].age_days == pytest.approx(9, abs=0.2)
    assert again.sources[0].url.startswith("https://")


def test_what_is_wrong_is_reported(place: Place) -> None:
    text = (
        BIB.replace("10.1038/nature14539", "10.18653/v1/n19-1423")
        .replace("Kaiming He and Xiangyu Zhang and Shaoqing Ren and Jian Sun", "Anna Berg and Ola Dahl")
        .replace("for Language Understanding", "for Language Generation")
    )
    rules = reported(place.check(text))
    assert ("bert", "title-differs") in rules
    assert ("lecun", "identifier-differs") in rules
    assert ("resnet", "authors-of-another") in rules


def test_made_up_references_and_identifiers(place: Place) -> None:
    text = (
        "@inproceedings{none, author={Anna Berg and Ola Dahl}, title={A Study of Nothing That Was Ever Written},"
        " booktitle={ICML}, year={2021}}\n"
        + BIB.replace("10.18653/v1/N19-1423", "10.47281/bed.57189").replace(
            "10.1038/nature14539", "10.1038/nature00000"
        )
    )
    checked = place.check(text)
    assert ("none", "work-not-found") in reported(checked)
    rules = ("identifier-unknown", "identifier-differs")
    unknown = {finding.key: finding for finding in checked.report.findings if finding.rule in rules}
    assert "the DOI prefix 10.47281 is not registered" in unknown["bert"].message
    assert "doi:10.1038/nature00000 is not registered" in unknown["lecun"].message
    assert unknown["bert"].kind is FindingKind.NOT_FOUND
    assert unknown["lecun"].rule == "identifier-differs", "all else is this work, of the same registrant"


def test_a_doi_of_an_agency_that_tells_nothing_is_not_called_unknown(place: Place) -> None:
    for doi in (NO_FORMAT, LANDING):
        text = f"@article{{a, author={{A. Berg}}, title={{A Study of Nothing at All}}, journal={{X}}, year=2020, doi={{{doi}}}}}"
        assert "identifier-unknown" not in {finding.rule for finding in place.check(text).report.findings}
    text = text.replace(LANDING, "10.5572/ajae.0000")
    assert "identifier-unknown" in {finding.rule for finding in place.check(text).report.findings}


def test_what_was_decided_before_is_asked_again(place: Place) -> None:
    found = make("doi", "10.1038/nature14539")
    assert found is not None
    place.check("")
    with open_project(project_config(place.folder, environment={}), progress=SilentProgress()) as project:
        old = Decision("", Status.UNRESOLVED, DecidedBy.NONE, "nobody knew it then")
        query = Query("", identifiers=(found,))
        DecisionCache(project.state).put({digest_of(query): old}, context=project.context, now=time.time())
    assert reported(place.check(BIB)) == []


@pytest.mark.parametrize("fault", [status(503), status(429, retry_after="99999"), HTML_PAGE])
def test_an_outage_is_no_verdict(place: Place, fault: object) -> None:
    for name in DEFAULT_SERVICES:
        place.farm.always(name, fault)  # type: ignore[arg-type]
    checked = place.check(BIB)
    assert {finding.kind for finding in checked.report.findings} == {FindingKind.COULD_NOT_CHECK}
    assert {finding.key for finding in checked.report.findings} == {"bert", "lecun", "resnet"}
    assert checked.report.could_not_ask
    assert checked.report.exit_code == 4
    for name in DEFAULT_SERVICES:
        place.farm.recover(name)
    assert place.check(BIB).report.exit_code == 0, "an outage is not remembered"


def test_half_an_outage_accuses_nobody(place: Place) -> None:
    place.farm.always("crossref", status(503))
    text = (
        BIB
        + "@inproceedings{none, author={A. Berg}, title={A Study of Nothing That Was Ever Written}, booktitle={ICML}, year={2021}}\n"
    )
    checked = place.check(text)
    assert not [rule for _, rule in reported(checked) if rule in ("work-not-found", "identifier-unknown")]
    assert ("none", "could-not-check") in reported(checked)
    assert checked.report.exit_code == 4


def test_offline_asks_nothing_and_says_what_it_left(place: Place) -> None:
    (place.folder / "works.jsonl").write_text(
        json.dumps(
            {"title": BERT.title, "authors": list(BERT.authors), "year": 2019, "venue": "NAACL", "doi": BERT.doi}
        )
        + "\n"
    )
    text = BIB.replace("and Kristina Toutanova", "")
    checked = place.check(text, offline=True, more='[catalogue]\npath = "works.jsonl"\n')
    assert place.requests() == 0
    assert reported(checked) == [("bert", "authors-differ")]
    assert checked.report.not_looked_up == {"offline, and not in the catalogue": 2}
    assert place.check(text, offline=True).report.not_looked_up == {"offline": 3}
    later = place.check(text, offline=True, more='[catalogue]\npath = "works.jsonl"\n', days=7)
    ages = [report.findings[0].sources[0].age_days for report in (checked.report, later.report)]
    assert ages == [pytest.approx(0, abs=0.2), pytest.approx(7, abs=0.2)], "how old the catalogue is"
    assert checked.report.exit_code == 3


def test_retracted_and_withdrawn_works(place: Place) -> None:
    place.farm.crossref.works["10.1038/nature14539"]["updated-by"] = [
        {"DOI": "10.1038/retraction1", "type": "retraction", "source": "retraction-watch", "label": "Retraction",
         "updated": {"date-parts": [[2020, 5, 1]]}}
    ]  # fmt: skip
    place.farm.arxiv.facts[MAMBA.arxiv] = replace(
        MAMBA, comment="This paper has been withdrawn by the authors due to an error"
    )
    text = (
        BIB
        + f"@misc{{mamba, author={{Albert Gu and Tri Dao}}, title={{{MAMBA.title}}}, year={{2023}}, eprint={{{MAMBA.arxiv}}}, archiveprefix={{arXiv}}}}\n"
    )
    checked = place.check(text)
    found = {finding.key: finding for finding in checked.report.findings if finding.kind is FindingKind.STATUS}
    assert found["lecun"].rule == "retracted"
    assert "2020-05-01" in found["lecun"].message
    assert found["lecun"].sources[0].url == "https://doi.org/10.1038/retraction1"
    assert found["mamba"].rule == "withdrawn"
    assert "withdrawn by the authors" in found["mamba"].message


def test_a_preprint_that_was_published_since(place: Place) -> None:
    text = f"@misc{{a, author={{Kaiming He and others}}, title={{{RESNET.title}}}, year={{2015}}, eprint={{{RESNET.arxiv}}}, archiveprefix={{arXiv}}}}\n"
    (finding,) = (finding for finding in place.check(text).report.findings if finding.rule == "published-since")
    assert RESNET.doi.lower() in finding.entry
    assert RESNET.arxiv in finding.entry


def test_many_entries_share_requests(place: Place) -> None:
    many = "".join(
        BIB.replace("{bert,", f"{{bert{n},").replace("{lecun,", f"{{lecun{n},").replace("{resnet,", f"{{resnet{n},")
        for n in range(50)
    )
    place.check(BIB)
    once = place.requests()
    place.check(many, days=40)
    assert place.requests() <= 3 * once


def test_a_service_that_looks_titles_up_by_their_words_is_asked_once_for_a_title(place: Place) -> None:
    place.check(
        "@inproceedings{none, author={Anna Berg}, title={A Study of Nothing That Was Ever Written}, booktitle={ICML},"
        " year={2021}}"
    )
    assert len(place.farm.requests("semanticscholar")) == 1
    assert len(place.farm.requests("crossref")) > 1, "with and without the authors"


def test_titles_are_looked_up_while_identifiers_are(place: Place) -> None:
    class Plans(SilentProgress):
        services: list[tuple[str, ...]]

        def request_plan(self, plan: RequestPlan) -> None:
            self.services.append(plan.services)

    progress = Plans()
    progress.services = []
    place.check(BIB, progress=progress)
    assert {"crossref", "dblp"} <= set(progress.services[0]), (
        "resnet's title does not wait for the other references' DOIs"
    )


def test_a_title_without_anything_else(place: Place) -> None:
    text = f"@inproceedings{{a, title={{{ATTENTION.title}}}, year={{2017}}}}\n@misc{{b}}\n@misc{{c, title={{}}}}\n"
    assert reported(place.check(text)) == []


def test_what_another_record_of_the_work_says_is_right_too(place: Place) -> None:
    """The DOI leads to a record with a misspelt name; the preprint's is found by the title."""
    preprint = {"id": "1704.03165", "title": "Lamps and Wicks at Sea", "authors": ["Ann Roe", "Ben Savarese", "Cy Moe"],
                "published": "2017-04-11", "categories": ["cs.CL"]}  # fmt: skip
    published = {"doi": "10.1000/lamps", "title": "Lamps and Wicks at Sea", "authors": ["Ann Roe", "Ben Saverese", "Cy Moe"],
                 "year": 2017, "venue": "KDD", "type": "proceedings-article", "arxiv": "1704.03165"}  # fmt: skip
    rows = "".join(f"{json.dumps(row)}\n" for row in (preprint, published))
    (place.folder / "works.jsonl").write_text(rows, encoding="utf-8")
    text = (
        "@inproceedings{a, author={Ann Roe and Ben Savarese and Cy Moe}, title={Lamps and Wicks at Sea},"
        " booktitle={KDD}, year={2017}, doi={10.1000/lamps}}\n"
    )
    more = '[catalogue]\npath = "works.jsonl"\n'
    assert reported(place.check(text, offline=True, more=more)) == []
    wrong = text.replace("Ben Savarese", "Ada Lovelace")
    assert reported(place.check(wrong, offline=True, more=more)) == [("a", "authors-differ")]


def test_a_preprint_by_its_identifier_and_its_publication_by_the_title_become_one_work(place: Place) -> None:
    text = (
        f"@inproceedings{{a, author={{{' and '.join(BERT.authors)}}}, title={{{BERT.title}}}, booktitle={{NAACL}},"
        f" year={{2019}}, eprint={{{BERT.arxiv}}}, archiveprefix={{arXiv}}}}\n"
    )
    place.farm.arxiv.facts[BERT.arxiv] = replace(BERT, doi="")  # arXiv names no publication
    checked = place.check(text)
    assert reported(checked) == []
    assert checked.report.confirmed == 1
