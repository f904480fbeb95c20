"""What an agent may write: what a plan showed and nothing else, through the same guards as the commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from jsonschema import Draft202012Validator

from biblio.project.configuration import project_config
from biblio.schemas import read_schema
from tests.mcp_server.agents import Agent, talk
from tests.program import run_program
from tests.project.place import NOTES, Place

PLANNING = ["plan_note", "plan_decision", "plan_sync"]
RESNET = "1512.03385"

Conversation = Callable[[Agent], Awaitable[None]]


def online(place: Place, conversation: Conversation) -> None:
    talk(place.folder, conversation, allow_writes=True, offline=None)


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a project but for those that belong to this machine only."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if ".biblio" not in path.relative_to(folder).parts
    }


def lines_of(decisions: Path) -> list[str]:
    """Return the decisions of a file, without the remarks and with single blanks."""
    lines = decisions.read_text(encoding="utf-8").splitlines()
    return [" ".join(line.partition("#")[0].split()) for line in lines if line.partition("#")[0].strip()]


async def planned(agent: Agent, tool: str, **arguments: object) -> dict[str, Any]:
    proposal = await agent.ok(tool, **arguments)
    assert proposal["plan"], proposal
    return {"plan": proposal["plan"], "does": proposal["does"]}


def test_the_option_adds_plans_that_write_nothing_and_one_tool_that_writes(place: Place) -> None:
    async def conversation(agent: Agent) -> None:
        tools = {tool.name: tool.annotations for tool in (await agent.client.list_tools()).tools}
        assert list(tools)[-4:] == [*PLANNING, "apply_plan"]
        writing = [name for name, hints in tools.items() if hints is None or not hints.read_only_hint]
        assert writing == ["apply_plan"]
        assert tools["apply_plan"] is not None
        assert tools["apply_plan"].destructive_hint is True
        assert tools["apply_plan"].idempotent_hint is False
        assert "apply_plan" in (agent.client.instructions or "")

    online(place, conversation)


# -- notes -------------------------------------------------------------------------------------------------------------
def test_a_note_is_shown_then_written_then_known(place: Place) -> None:
    place.sync()

    async def conversation(agent: Agent) -> None:
        before = tree(place.folder)
        proposal = await agent.ok("plan_note", works=[f"arXiv:{RESNET}"], tags=["vision"], comment="Skips help.")
        assert tree(place.folder) == before
        (shown,) = proposal["details"]["notes"]
        Draft202012Validator(read_schema("new-note")).validate(shown)
        assert shown["outcome"] == "planned"
        assert proposal["does"] == f"write notes/{shown['citekey']}.md: Deep Residual Learning for Image Recognition"
        applied = await agent.ok("apply_plan", plan=proposal["plan"], does=proposal["does"])
        assert applied["done"] == proposal["does"]
        assert applied["details"]["notes"][0]["outcome"] == "written"
        after = tree(place.folder)
        (new,) = set(after) - set(before)
        assert after[new].decode() == shown["text"]
        assert {name: after[name] for name in before} == before
        assert "no plan" in await agent.refused("apply_plan", plan=proposal["plan"], does=proposal["does"])
        again = await agent.ok("plan_note", works=[RESNET])
        assert again["plan"] is None
        assert again["details"]["notes"][0]["outcome"] == "known"

    online(place, conversation)


def test_for_a_work_that_is_not_certain_there_is_no_plan(place: Place) -> None:
    async def conversation(agent: Agent) -> None:
        proposal = await agent.ok("plan_note", works=["Deep Residual Learning for Image Recognition"])
        assert proposal["plan"] is None
        assert proposal["details"]["notes"][0]["outcome"] == "undecided"
        assert proposal["details"]["notes"][0]["candidates"]

    online(place, conversation)


def test_a_note_goes_nowhere_but_into_the_project(place: Place, tmp_path: Path) -> None:
    (place.folder / "away").symlink_to(tmp_path, target_is_directory=True)
    (place.folder / "notes" / "refs.bib").write_text("@misc{a, title = {B}}\n", encoding="utf-8")

    async def conversation(agent: Agent) -> None:
        for to in ("..", str(tmp_path), "notes/../../x.md", "away", "away/list.md"):
            assert "outside" in await agent.refused("plan_note", works=[RESNET], to=to)
        for to in (".git", ".git/hooks", "notes/.hidden.md"):
            assert "hidden" in await agent.refused("plan_note", works=[RESNET], to=to)
        for to in ("config.toml", "decisions.txt", "exports", "exports/tags", "notes/refs.bib"):
            answer = await agent.refused("plan_note", works=[RESNET], to=to)
            assert "is no list" in answer or "biblio keeps" in answer
        assert "template" in await agent.refused("plan_note", works=[RESNET], template="/etc/passwd")

    online(place, conversation)


def test_a_plan_is_void_once_the_place_has_changed(place: Place) -> None:
    reading = place.folder / "reading.md"
    reading.write_text("# To read\n\n- one\n", encoding="utf-8")

    async def conversation(agent: Agent) -> None:
        in_list = await planned(agent, "plan_note", works=[RESNET], to="reading.md")
        reading.write_text("# To read\n\n- one\n- two, by hand\n", encoding="utf-8")
        before = tree(place.folder)
        assert "changed since" in await agent.refused("apply_plan", **in_list)
        assert tree(place.folder) == before
        in_list = await planned(agent, "plan_note", works=[RESNET], to="reading.md")
        await agent.ok("apply_plan", **in_list)
        assert "- two, by hand\n" in reading.read_text(encoding="utf-8")
        as_file = await agent.ok("plan_note", works=["1810.04805"], to="other")
        path = Path(as_file["details"]["notes"][0]["path"])
        path.parent.mkdir()
        path.write_text("mine\n", encoding="utf-8")
        assert "is there already" in await agent.refused("apply_plan", plan=as_file["plan"], does=as_file["does"])
        assert path.read_text(encoding="utf-8") == "mine\n"

    online(place, conversation)


# -- decisions ---------------------------------------------------------------------------------------------------------
def test_a_decision_is_shown_then_written_and_can_be_undone(place: Place) -> None:
    place.sync()
    decisions = place.folder / "decisions.txt"

    async def conversation(agent: Agent) -> None:
        proposal = await agent.ok("plan_decision", note="segment", decision="reject")
        assert not decisions.exists()
        (line,) = proposal["details"]["lines"]
        assert proposal["does"] == f"write to decisions.txt: {line}"
        assert "not the line" in await agent.refused("apply_plan", plan=proposal["plan"], does="list the notes")
        assert not decisions.exists()
        applied = await agent.ok("apply_plan", plan=proposal["plan"], does=proposal["does"])
        assert applied["details"]["note"]["status"] != "accepted"
        assert line in lines_of(decisions)
        assert (await agent.ok("plan_decision", note="segment", decision="reject", work="2304.02643"))["plan"] is None

    online(place, conversation)
    assert run_program(place.folder, "undo").returncode == 0
    assert not decisions.exists(), "as before"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"decision": "accept", "work": "1"}, "accept segment"),
        ({"decision": "accept", "work": "arxiv:1706.03762"}, "accept segment"),
        ({"decision": "reject-all"}, "reject segment"),
        ({"decision": "not-a-paper", "kind": "software"}, "kind segment"),
    ],
)
def test_every_decision_is_one_that_a_command_takes(place: Place, arguments: dict[str, str], line: str) -> None:
    place.sync()

    async def conversation(agent: Agent) -> None:
        proposal = await agent.ok("plan_decision", note="segment", **arguments)
        assert proposal["details"]["lines"][0].startswith(line)
        await agent.ok("apply_plan", plan=proposal["plan"], does=proposal["does"])

    online(place, conversation)
    assert any(written.startswith(line) for written in lines_of(place.folder / "decisions.txt"))


def test_what_is_no_decision_is_refused(place: Place) -> None:
    place.sync()

    async def conversation(agent: Agent) -> None:
        assert "which work" in await agent.refused("plan_decision", note="segment", decision="accept")
        assert "no candidate" in await agent.refused("plan_decision", note="segment", decision="accept", work="77")
        assert "no kind" in await agent.refused("plan_decision", note="segment", decision="not-a-paper", kind="paper")
        assert "no note" in await agent.refused("plan_decision", note="nowhere", decision="reject")

    online(place, conversation)


def test_a_decision_made_meanwhile_voids_the_plan(place: Place) -> None:
    place.sync()

    async def conversation(agent: Agent) -> None:
        plan = await planned(agent, "plan_decision", note="segment", decision="reject-all")
        assert run_program(place.folder, "reject", "segment", "--kind", "software").returncode == 0
        before = tree(place.folder)
        assert "changed since" in await agent.refused("apply_plan", **plan)
        assert "no plan" in await agent.refused("apply_plan", **plan)
        assert tree(place.folder) == before

    online(place, conversation)


# -- sync --------------------------------------------------------------------------------------------------------------
def test_a_sync_is_shown_then_written_as_the_command_writes_it(place: Place) -> None:
    async def conversation(agent: Agent) -> None:
        before = tree(place.folder)
        proposal = await agent.ok("plan_sync")
        assert tree(place.folder) == before
        assert place.requests(), "works were looked up"
        details = proposal["details"]
        every = next(file for file in details["files"] if file["file"] == "all.bib")
        assert every["outcome"] == "written"
        assert every["added"]["count"] == len(every["added"]["keys"]) == details["works"]
        applied = await agent.ok("apply_plan", plan=proposal["plan"], does=proposal["does"])
        assert {file["file"] for file in applied["details"]["files"]} == {file["file"] for file in details["files"]}
        assert (await agent.ok("plan_sync"))["plan"] is None

    online(place, conversation)
    written = place.files()
    assert place.sync().up_to_date is False
    assert place.files() == written


def test_a_note_changed_meanwhile_voids_the_plan_of_a_sync(place: Place) -> None:
    async def conversation(agent: Agent) -> None:
        plan = await planned(agent, "plan_sync")
        place.note("page.txt", NOTES.replace("#CV Issue", "#Vision Issue"))
        assert "changed since" in await agent.refused("apply_plan", **plan)
        assert not (place.folder / "exports").exists()
        await agent.ok("apply_plan", **await planned(agent, "plan_sync"))
        assert "Vision" in place.read("all.bib")

    online(place, conversation)


def test_nothing_is_written_while_another_run_writes(place: Place) -> None:
    place.sync()
    state = project_config(place.folder).state.path

    async def conversation(agent: Agent) -> None:
        plan = await planned(agent, "plan_decision", note="segment", decision="reject-all")
        with FileLock(state.with_name(f"{state.name}.lock")):
            answer = await agent.refused("apply_plan", **plan)
            assert "another biblio process" in answer
            assert not (place.folder / "decisions.txt").exists()
        await agent.ok("apply_plan", **plan)

    online(place, conversation)
