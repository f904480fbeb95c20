"""The main job end to end: notes in files, services on loopback, BibTeX files out."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.errors import ExitCode, StoreError
from biblio.lookup.progress import SilentProgress
from biblio.model.decision import Decision, Status
from biblio.project.last_run import forget_last_run
from biblio.project.project import open_project, project_config
from biblio.project.sync import sync
from tests.project.place import NOTES, Place
from tests.servers.base import HALF, HTML_PAGE, LOST, status


def tag_again(place: Place) -> None:
    """Change a note in a way that the exports have."""
    place.note("page.txt", NOTES.replace("#CV", "#CV #Masks"))
    settle(place)


def settle(place: Place) -> None:
    """Make the notes older than the clock's grain, as they are a moment later."""
    for path in (place.folder / "notes").rglob("*.*"):
        os.utime(path, (time.time() - 60, time.time() - 60))


def test_notes_become_bibtex_by_tag(place: Place) -> None:
    summary = place.sync()
    assert place.statuses() == {
        "Attention Is All You Need": Status.ACCEPTED,
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding": Status.ACCEPTED,
        "Segment Anything": Status.ACCEPTED,
        "Some Thoughts on Attention": Status.NOT_A_PAPER,
        "A Work That Nobody Has Written Yet": Status.UNRESOLVED,
    }
    assert summary.exit_code is ExitCode.DONE
    assert {path for path in place.files() if path.startswith("tags")} == {
        "tags/nlp.bib", "tags/attention.bib", "tags/pretraining.bib", "tags/cv.bib", "tags/article.bib", "tags/blog.bib",
    }  # fmt: skip
    bert = place.read("tags/pretraining.bib")
    for line in (
        "@inproceedings{devlin2019bert,",
        "  doi = {10.18653/v1/n19-1423},",
        "  eprint = {1810.04805},",
        "  pages = {4171--4186},",
        "  keywords = {NLP, Pretraining},",
    ):
        assert line in bert
    assert "nobody" not in place.read("all.bib").lower()


def without_reasons(decision: Decision) -> Decision:
    assert decision.work is not None
    return replace(decision, work=replace(decision.work, claims=()), candidates=())


def test_candidates_of_accepted_works_may_be_left_out(place: Place) -> None:
    with open_project(project_config(place.folder, environment={})) as project:
        short = sync(project, with_candidates=False).library
        forget_last_run(project.state)
        whole = sync(project).library
    assert short is not None
    assert whole is not None
    accepted = [one.decision.status is Status.ACCEPTED for one in whole.decided]
    assert [bool(one.decision.candidates) for one in whole.decided if one.decision.status is Status.ACCEPTED] == [
        True
    ] * 3
    assert [one.decision for one in short.decided] == [
        without_reasons(one.decision) if is_accepted else one.decision
        for one, is_accepted in zip(whole.decided, accepted, strict=True)
    ]


def test_a_second_run_asks_nothing_and_changes_nothing(place: Place) -> None:
    place.sync()
    settle(place)
    place.sync()
    files, asked = place.files(), place.requests()
    times = {path: path.stat().st_mtime_ns for path in (place.folder / "exports").rglob("*.*")}
    summary = place.sync()
    assert summary.up_to_date
    assert place.requests() == asked
    assert place.files() == files
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_the_quick_way_and_the_long_way_agree(place: Place) -> None:
    place.sync()
    tag_again(place)
    long = place.sync()
    quick = place.sync()
    assert quick.up_to_date
    assert not long.up_to_date
    assert (quick.statuses, quick.works, quick.notes) == (long.statuses, long.works, long.notes)
    assert [(one.file, one.count) for one in quick.exports] == [(one.file, one.count) for one in long.exports]


def test_a_note_saved_while_a_run_is_at_work_is_read_by_the_next(place: Place) -> None:
    place.sync()
    tag_again(place)

    class Saving(SilentProgress):
        def stage(self, name: str, total: int) -> None:
            if name == "exporting":
                place.note("late.txt", NOTES.split("\n")[0].replace("Attention Is All You Need", "A Late Title"))
                settle(place)

    first = place.sync(progress=Saving())
    second = place.sync()
    assert not second.up_to_date
    assert (first.notes, second.notes) == (5, 6)


def test_one_changed_note_costs_its_own_lookups_only(place: Place) -> None:
    place.sync()
    asked = place.requests()
    new = "#NLP Issue Date: 2024-03-01 LoRA: Low-Rank Adaptation of Large Language Models, Edward J. Hu+, arXiv'21 Comment軽い。\n"
    place.note("page.txt", NOTES + new)
    place.sync()
    assert place.requests() - asked == 1
    assert "hu2021lora" in place.read("tags/nlp.bib")


def test_a_changed_comment_costs_nothing(place: Place) -> None:
    place.sync()
    asked = place.requests()
    place.note("page.txt", NOTES.replace("双方向に読む。", "もう一度読んだ。"))
    place.sync()
    assert place.requests() == asked


def test_deleting_the_state_loses_time_not_keys(place: Place) -> None:
    place.sync()
    place.edit("all.bib", "vaswani2017attention,\n", "vaswani2017attention,\n  note = {read twice},\n")
    place.sync()
    files = place.files()
    for path in (place.folder / ".biblio").iterdir():
        path.unlink()
    place.sync()
    assert place.files() == files


@pytest.mark.parametrize(
    "fault",
    [status(503), status(429, Retry_After="7200"), status(500), HTML_PAGE, HALF, LOST],
    ids=["503", "429", "500", "html", "half", "nothing"],
)
def test_could_not_ask_is_never_not_found(place: Place, fault: object) -> None:
    for service in ("arxiv", "crossref", "dblp"):
        place.farm.always(service, fault)  # type: ignore[arg-type]
    summary = place.sync()
    assert summary.exit_code is ExitCode.COULD_NOT_ASK
    assert summary.count(Status.UNRESOLVED) == 0
    assert summary.count(Status.PENDING) == 4
    assert set(summary.unasked) == {"arxiv", "crossref", "dblp"}
    for service in ("arxiv", "crossref", "dblp"):
        place.farm.recover(service)
    summary = place.sync()
    assert summary.exit_code is ExitCode.DONE
    assert summary.count(Status.ACCEPTED) == 3


def test_one_service_down_leaves_the_others_at_work(place: Place) -> None:
    place.farm.always("dblp", status(503))
    summary = place.sync()
    assert summary.exit_code is ExitCode.COULD_NOT_ASK
    assert place.statuses()["Segment Anything"] is Status.ACCEPTED
    assert place.statuses()["A Work That Nobody Has Written Yet"] is Status.PENDING


def test_an_index_does_not_speak_for_who_could_not_be_asked(place: Place) -> None:
    for service in ("arxiv", "dblp", "crossref"):
        place.farm.always(service, status(503))
    place.sync()
    assert place.farm.requests("semanticscholar") == []
    for service in ("arxiv", "dblp", "crossref"):
        place.farm.recover(service)
    place.sync()
    asked = {request.query["query"] for request in place.farm.requests("semanticscholar")}
    assert asked == {"A Work That Nobody Has Written Yet"}


def test_who_is_down_and_not_needed_is_not_missed(place: Place) -> None:
    """DBLP would be the next to ask for BERT's publication; Crossref, asked in its place, has it."""
    place.note("page.txt", NOTES.splitlines(keepends=True)[1])
    place.farm.always("dblp", status(403))
    summary = place.sync()
    assert (summary.exit_code, summary.unasked) == (ExitCode.DONE, {})
    assert "10.18653/v1/n19-1423" in place.read("all.bib")
    assert len(place.farm.requests("dblp")) == 1


def test_offline_asks_nothing_and_says_what_waits(place: Place) -> None:
    summary = place.sync(offline=True)
    assert place.requests() == 0
    assert summary.count(Status.PENDING) == 4
    assert summary.exit_code is ExitCode.COULD_NOT_ASK
    assert set(summary.unasked.values()) == {"offline"}


def test_offline_keeps_what_was_decided_with_more(place: Place) -> None:
    place.sync()
    before = place.statuses()
    place.note("page.txt", NOTES + "\n")
    place.sync(offline=True)
    assert place.statuses() == before


def test_another_service_is_asked_about_what_was_not_found(place: Place) -> None:
    place.configure(services='use = ["arxiv"]')
    place.sync()
    assert place.statuses()["A Work That Nobody Has Written Yet"] is Status.UNRESOLVED
    asked = place.requests()
    place.configure(services='use = ["arxiv", "crossref"]')
    place.sync()
    assert place.requests() > asked


def test_names_in_other_scripts_are_read_as_the_person_says(place: Place) -> None:
    place.note("page.txt", "#Blog Issue Date: 2024-02-13 注意機構の話, 山田 太郎, 2021 Comment読みやすい。\n")
    place.configure('[exports]\nreadings = { "山田" = "Yamada" }')
    place.sync()
    assert "@online{yamada2021" in place.read("all.bib") or "@misc{yamada2021" in place.read("all.bib")


def test_a_persons_decisions_are_followed(place: Place) -> None:
    ids = {one.note.title: one.note.id for one in place.library().decided}
    (place.folder / "decisions.txt").write_text(
        f"accept {ids['A Work That Nobody Has Written Yet']} arxiv:2106.09685\n"
        f"reject {ids['Segment Anything']} arxiv:2304.02643\n"
        f"kind {ids['Attention Is All You Need']} video\n"
        "key doi:10.18653/v1/n19-1423 bert\n",
        encoding="utf-8",
    )
    place.sync()
    assert place.statuses() == {
        "Attention Is All You Need": Status.NOT_A_PAPER,
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding": Status.ACCEPTED,
        "Segment Anything": Status.UNRESOLVED,
        "Some Thoughts on Attention": Status.NOT_A_PAPER,
        "A Work That Nobody Has Written Yet": Status.ACCEPTED,
    }
    text = place.read("all.bib")
    assert "@inproceedings{bert," in text
    assert "{LoRA}" in text


def test_a_note_that_goes_takes_its_entry_along_and_a_tag_its_file(place: Place) -> None:
    place.sync()
    assert "tags/cv.bib" in place.files()
    place.note("page.txt", "".join(line for line in NOTES.splitlines(keepends=True) if "Segment" not in line))
    summary = place.sync()
    assert "tags/cv.bib" not in place.files()
    assert "kirillov" not in place.read("all.bib")
    assert any(one.outcome == "removed" for one in summary.exports)


def test_its_key_is_never_given_to_another_work(place: Place) -> None:
    place.sync()
    place.note("page.txt", NOTES.splitlines(keepends=True)[1])
    place.sync()
    assert "vaswani2017attention" not in place.read("all.bib")
    post = "#NLP Issue Date: 2024-03-01 Attention and Its Discontents, Ashish Vaswani, 2017.01 Comment冗談。\n#Blog"
    place.note(
        "page.txt", NOTES.splitlines(keepends=True)[1] + post.replace("#NLP", "#Blog").removesuffix("\n#Blog") + "\n"
    )
    place.sync()
    assert "vaswani2017attention," not in place.read("all.bib")
    assert "vaswani2017attentiondiscontents," in place.read("all.bib")
    place.note("page.txt", NOTES)
    place.sync()
    assert "@inproceedings{vaswani2017attention," in place.read("all.bib")


def test_notes_that_cannot_be_seen_keep_their_entries(place: Place) -> None:
    """A disk that is not mounted, a folder that was renamed: nothing is taken out until the notes are seen to be gone."""
    place.configure(sources='"notes", "more"')
    place.note(
        "../more/two.txt", "#Vision Issue Date: 2024-02-13 Deep learning, Yann LeCun+, Nature'15 Comment総説。\n"
    )
    place.sync()
    before = place.files()
    assert "tags/vision.bib" in before
    (place.folder / "more").rename(place.folder / "away")
    summary = place.sync()
    assert summary.exit_code is ExitCode.FAILED
    assert place.files() == before
    (place.folder / "more").mkdir()
    place.sync()
    assert place.files() == before
    (place.folder / "more" / "other.txt").write_text("nothing of interest\n", encoding="utf-8")
    place.sync()
    assert "tags/vision.bib" not in place.files()


def test_other_paths_leave_the_entries_of_the_rest(place: Place) -> None:
    place.sync()
    before = place.files()
    one = place.note("../one.txt", "#New Issue Date: 2024-02-13 Deep learning, Yann LeCun+, Nature'15 Comment総説。\n")
    place.sync(str(one))
    after = place.files()
    assert "tags/new.bib" in after
    assert {name: text for name, text in after.items() if name in before and name not in ("all.bib", "index.json")} == {
        name: text for name, text in before.items() if name not in ("all.bib", "index.json")
    }
    assert "devlin2019bert" in place.read("all.bib")
    place.sync()
    assert "tags/new.bib" in place.files()
    one.unlink()
    place.sync()
    assert "tags/new.bib" in place.files()


def test_tags_are_renamed_merged_and_ignored(place: Place) -> None:
    place.configure('[tags]\nignore = ["article"]\nrename = { nlp = "Language", CV = "Vision", Blog = "Vision" }')
    place.sync()
    assert {name for name in place.files() if name.startswith("tags/")} == {
        "tags/language.bib", "tags/attention.bib", "tags/pretraining.bib", "tags/vision.bib",
    }  # fmt: skip
    assert place.read("tags/vision.bib").count("\n@") == 2


def test_options_of_the_exports(place: Place) -> None:
    place.configure(
        '[exports]\npath = "bib"\ndialect = "bibtex"\nabstracts = true\nunresolved = true\nminimum = 2\nkeys = "{author}:{year}"'
    )
    place.sync()
    text = (place.folder / "bib" / "all.bib").read_text(encoding="utf-8")
    assert "nobody:2022" in text
    assert "@misc{doe:2021" in text
    assert [path.name for path in (place.folder / "bib" / "tags").iterdir()] == ["nlp.bib"]


def test_another_run_at_work_is_one_clear_error(place: Place) -> None:
    from filelock import FileLock

    (place.folder / ".biblio").mkdir()
    with (
        FileLock(place.folder / ".biblio" / "state.sqlite.lock"),
        pytest.raises(StoreError, match="using this project"),
    ):
        place.sync()


def test_issues_of_a_repository(place: Place) -> None:
    place.configure(sources='"github:example/notes"')
    place.farm.github.issues["example/notes"] = [
        {
            "number": 7,
            "title": "[Paper Note] Segment Anything, Alexander Kirillov+, arXiv'23",
            "html_url": "https://github.com/example/notes/issues/7",
            "repository_url": "https://api.github.com/repos/example/notes",
            "updated_at": "2024-01-01T00:00:00Z",
            "created_at": "2024-01-01T00:00:00Z",
            "labels": [{"name": "CV"}],
            "body": "Cuts out anything.",
        }
    ]
    place.sync()
    assert place.statuses() == {"Segment Anything": Status.ACCEPTED}
    first = len(place.farm.requests("github"))
    place.sync()
    place.sync()
    assert len(place.farm.requests("github")) - first <= 2
    place.farm.always("github", status(503))
    summary = place.sync()
    assert summary.exit_code is ExitCode.COULD_NOT_ASK
    assert "github:example/notes" in summary.unasked
    assert summary.count(Status.ACCEPTED) == 1


def test_bad_input_is_reported_and_the_rest_goes_on(place: Place) -> None:
    place.configure(sources='"notes", "nowhere", "data.bin", "odd.txt"')
    (place.folder / "data.bin").write_bytes(b"\x00\x01\x02" * 50)
    (place.folder / "odd.txt").write_text("just a line\n", encoding="utf-8")
    place.note("broken.json", '[{"number": 1, "title": "Segment Anything"')
    place.note("page.txt", NOTES.replace("2024-02-13", "2024-02-31"))
    summary = place.sync()
    assert summary.exit_code is ExitCode.FAILED
    text = "\n".join(map(str, summary.problems))
    for words in (
        "nowhere: does not exist",
        "data.bin",
        "odd.txt: no note in this file: no sign of a work",
        "page.txt:3",
    ):
        assert words in text
    assert summary.count(Status.ACCEPTED) >= 3
    again = place.sync()
    assert again.problems == summary.problems


def test_a_read_only_folder_is_one_clear_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.sync()
    before = place.files()
    place.note("page.txt", NOTES.replace("#CV", "#Vision"))
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(StoreError, match="permission denied"):
        place.sync()
    assert place.files() == before


def test_the_exports_index(place: Place) -> None:
    import json

    place.sync()
    index = json.loads(place.read("index.json"))
    files = {one["tag"]: one for one in index["files"]}
    assert files["NLP"] == {
        "tag": "NLP",
        "file": "tags/nlp.bib",
        "count": 2,
        "keys": ["devlin2019bert", "vaswani2017attention"],
        "other": {},
    }
    assert "arxiv:1706.03762" in index["keys"]["vaswani2017attention"]["identifiers"]


def test_a_broken_index_stops_before_anything_is_written(place: Place) -> None:
    place.sync()
    (place.folder / "exports" / "index.json").write_text("{", encoding="utf-8")
    place.note("page.txt", NOTES.replace("#CV", "#Vision"))
    before = place.files()
    with pytest.raises(StoreError, match=r"index\.json: not a valid index"):
        place.sync()
    assert place.files() == before


def test_paths_are_as_given(place: Place) -> None:
    (place.folder / "notes" / "deep").mkdir()
    Path(place.folder / "notes" / "page.txt").rename(place.folder / "notes" / "deep" / "page.txt")
    assert {one.note.source for one in place.library().decided} == {"notes/deep/page.txt"}


def test_what_was_written_is_checked_as_a_file(place: Place) -> None:
    assert place.sync().flaws == ()
    place.edit("all.bib", "title = {Segment Anything}", "title = {Segment & Anything}")
    place.note(
        "more.txt",
        "#CV Issue Date: 2024-02-20 Deep Residual Learning for Image Recognition, Kaiming He+, CVPR'16 Comment深い。\n",
    )
    flaws = place.sync().flaws
    assert [(one.hint, "unescaped &" in one.what) for one in flaws] == [("tex-character", True)]


def test_a_note_from_the_far_future_is_read(place: Place) -> None:
    path = place.note("future.md", "# Attention Is All You Need\n\nhttps://arxiv.org/abs/1706.03762\n")
    os.utime(path, (1.6e10, 1.6e10))  # in nanoseconds more than SQLite can hold
    place.sync()
    place.sync()
    assert Status.ACCEPTED in place.statuses().values()
