"""Exports that an earlier version spelt otherwise: nothing of the user's is lost, and the new spelling is no edit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.field_names import one_name
from biblio.bibtex.record_to_entry import to_entry
from biblio.export.earlier_spelling import in_earlier_spelling, with_date_field
from biblio.export.merge_entry import add_missing_fields, merge_entry
from biblio.export.merge_file import WrittenEntry
from biblio.export.same_meaning import say_the_same
from biblio.model.entry import Entry
from biblio.project.project import open_project
from biblio.project.summary import Summary
from biblio.project.sync import sync
from tests.bibtex.works import VARIED


def entry(text: str) -> str:
    return dedent(text).strip()


OLD_POST = entry("""
    @online{k,
      author = {Poe, Al},
      title = {A Post},
      year = {2022},
      month = feb,
      url = {https://example.org/p},
      entrysubtype = {blogpost},
    }
    """)
NEW_POST = entry("""
    @online{k,
      author = {Poe, Al},
      title = {A Post},
      date = {2022-02-03},
      url = {https://example.org/p},
      entrysubtype = {Blog post},
    }
    """)
OLD_THESIS = entry("""
    @thesis{k,
      author = {Toe, Tim},
      title = {A Thesis},
      institution = {MIT},
      type = {phdthesis},
      year = {2010},
    }
    """)
NEW_THESIS = entry("""
    @phdthesis{k,
      author = {Toe, Tim},
      title = {A Thesis},
      school = {MIT},
      year = {2010},
    }
    """)
OLD_PREPRINT = entry("""
    @misc{k,
      author = {Aoe, Ann},
      title = {A Preprint},
      year = {2022},
      month = jan,
      eprint = {2201.00001},
      archivePrefix = {arXiv},
      primaryClass = {cs.CL},
      url = {https://arxiv.org/abs/2201.00001},
    }
    """)
NEW_PREPRINT = entry("""
    @misc{k,
      author = {Aoe, Ann},
      title = {A Preprint},
      year = {2022},
      month = jan,
      day = {3},
      doi = {10.48550/arXiv.2201.00001},
      eprint = {2201.00001},
      eprinttype = {arxiv},
      eprintclass = {cs.CL},
      url = {https://arxiv.org/abs/2201.00001},
    }
    """)


@pytest.mark.parametrize(
    ("base", "edit", "ours", "expected"),
    [
        # What the user left alone is spelt anew, what the user changed stays as it is, and says each thing once.
        (OLD_POST, ("A Post", "My Post"), NEW_POST, NEW_POST.replace("A Post", "My Post")),
        (
            OLD_POST,
            ("year = {2022}", "year = {2021}"),
            NEW_POST,
            OLD_POST.replace("{2022}", "{2021}").replace("blogpost", "Blog post"),
        ),
        (
            OLD_POST,
            ("year = {2022},\n  month = feb", "date = {2022-02-07}"),
            NEW_POST,
            NEW_POST.replace("2022-02-03", "2022-02-07"),
        ),
        (OLD_POST, ("  month = feb,\n", ""), NEW_POST, OLD_POST.replace("  month = feb,\n", "").replace("blogpost", "Blog post")),
        (OLD_POST, ("{blogpost}", "{Column}"), NEW_POST, NEW_POST.replace("{Blog post}", "{Column}")),
        (OLD_THESIS, ("A Thesis", "My Thesis"), NEW_THESIS, NEW_THESIS.replace("A Thesis", "My Thesis")),
        (OLD_THESIS, ("= {MIT}", "= {M.I.T.}"), NEW_THESIS, NEW_THESIS.replace("school = {MIT}", "institution = {M.I.T.}")),
        (OLD_THESIS, ("{phdthesis}", "{Doctoral thesis}"), NEW_THESIS, OLD_THESIS.replace("{phdthesis}", "{Doctoral thesis}")),
        (OLD_THESIS, ("@thesis", "@mastersthesis"), NEW_THESIS, OLD_THESIS.replace("@thesis", "@mastersthesis")),
        (OLD_THESIS, ("@thesis", "@phdthesis"), NEW_THESIS, OLD_THESIS.replace("@thesis", "@phdthesis")),
        (
            OLD_PREPRINT,
            ("archivePrefix = {arXiv}", "eprinttype = {arXiv}"),
            NEW_PREPRINT,
            NEW_PREPRINT.replace("= {arxiv}", "= {arXiv}"),
        ),
        (
            OLD_PREPRINT,
            ("primaryClass = {cs.CL}", "primaryClass = {cs.LG}"),
            NEW_PREPRINT,
            NEW_PREPRINT.replace("eprintclass = {cs.CL}", "primaryClass = {cs.LG}"),
        ),
        (
            OLD_PREPRINT,
            ("month = jan", "month = mar"),
            NEW_PREPRINT,
            NEW_PREPRINT.replace("month = jan,\n  day = {3}", "month = mar"),
        ),
        (OLD_PREPRINT, ("  year = {2022},\n  month = jan,\n", ""), NEW_PREPRINT,
         NEW_PREPRINT.replace("  year = {2022},\n  month = jan,\n  day = {3},\n", "")),
        (
            OLD_PREPRINT,
            ("  archivePrefix = {arXiv},\n", ""),
            NEW_PREPRINT,
            NEW_PREPRINT.replace("  eprinttype = {arxiv},\n", ""),
        ),
    ],
)  # fmt: skip
def test_an_edited_entry_takes_the_new_spelling_where_it_is_not_edited(
    base: str, edit: tuple[str, str], ours: str, expected: str
) -> None:
    theirs = base.replace(*edit)
    assert theirs != base
    merged, conflicts = merge_entry(theirs, base, ours, key="k")
    assert conflicts == ()
    assert parse_entry(merged).type == parse_entry(expected).type
    assert dict(parse_entry(merged).fields) == dict(parse_entry(expected).fields)
    assert merge_entry(merged, ours, ours, key="k") == (merged, ())


def test_what_our_data_changes_with_the_spelling_is_a_conflict_with_the_users_edit() -> None:
    theirs = OLD_POST.replace("{2022}", "{2021}")
    merged, conflicts = merge_entry(theirs, OLD_POST, NEW_POST.replace("2022-02-03", "2019-05-06"), key="k")
    assert "year = {2021}" in merged
    assert "date" not in merged
    assert [(conflict.field, conflict.ours) for conflict in conflicts] == [("date", "{2019-05-06}")]


def test_without_the_base_no_second_name_of_a_field_is_added() -> None:
    merged = add_missing_fields(OLD_PREPRINT.replace("A Preprint", "Mine"), NEW_PREPRINT)
    names = [name for name, _ in parse_entry(merged).fields]
    assert "doi" in names
    assert {"eprinttype", "eprintclass", "date", "day"}.isdisjoint(names)


@pytest.mark.parametrize(
    ("fields", "others", "is_same"),
    [
        ({"year": "2022", "month": "feb"}, {"date": "2022-02"}, True),
        ({"year": "2022"}, {"date": "2022-02-03"}, True),
        ({"year": "2022", "month": "feb"}, {"date": "2022-03"}, False),
        ({"year": "202"}, {"date": "2022"}, False),
        ({"archiveprefix": "arXiv"}, {"eprinttype": "arxiv"}, True),
        ({"archiveprefix": "arXiv"}, {"eprinttype": "hal"}, False),
        ({"school": "{MIT}"}, {"institution": "MIT"}, True),
        ({"howpublished": "Slides"}, {"howpublished": "Presentation slides"}, True),
        ({"entrysubtype": "video"}, {"entrysubtype": "Online video"}, True),
        ({"entrysubtype": "video"}, {"entrysubtype": "Blog post"}, False),
        ({"howpublished": "Mine"}, {"howpublished": "Yours"}, False),
        ({"year": "2022"}, {}, False),
        (
            {"booktitle": "Proceedings of the 38th International Conference on Machine Learning"},
            {"booktitle": "Proceedings of the International Conference on {Machine} Learning"},
            True,
        ),
        ({"booktitle": "3rd Conference on Things"}, {"booktitle": "3rd Workshop on Things"}, False),
    ],
)
def test_what_counts_as_the_same(fields: dict[str, str], others: dict[str, str], is_same: bool) -> None:
    assert say_the_same(fields, others) is is_same
    assert say_the_same(others, fields) is is_same


@pytest.mark.parametrize("key", sorted(VARIED))
def test_the_earlier_spelling_says_the_same_and_is_what_was_written(key: str) -> None:
    new = to_entry(VARIED[key][0], key=key, tags=VARIED[key][1])
    old = in_earlier_spelling(new)
    assert {"date", "day", "eprintclass", "school"}.isdisjoint(dict(old.fields))
    assert old.type not in ("phdthesis", "mastersthesis", "techreport")
    text, ours = format_entry(old).strip(), format_entry(new).strip()
    mine = text.replace("title = {", "title = {My own ")
    merged, conflicts = merge_entry(mine, text, ours, key=key)
    assert conflicts == ()
    assert dict(parse_entry(merged).fields) == dict(parse_entry(ours.replace("title = {", "title = {My own ")).fields)


@pytest.mark.parametrize("earlier", [in_earlier_spelling, with_date_field])
@pytest.mark.parametrize("key", sorted(VARIED))
def test_every_edit_of_every_field_survives_and_nothing_is_said_twice(
    key: str, earlier: Callable[[Entry], Entry]
) -> None:
    new = to_entry(VARIED[key][0], key=key, tags=VARIED[key][1])
    base, ours = (format_entry(entry).strip() for entry in (earlier(new), new))
    for line in base.splitlines()[1:-1]:
        name = line.split(" = ")[0].strip()
        for edited in (base.replace(line, f"  {name} = {{My own}},"), base.replace(f"{line}\n", "")):
            merged, _ = merge_entry(edited, base, ours, key=key)
            result = parse_entry(merged)
            assert result.get(name.lower()) == parse_entry(edited).get(name.lower())
            names = [one_name(field) for field, _ in result.fields]
            assert len(names) == len(set(names))
            assert not ("date" in names and {"year", "month", "day"} & set(names))
            assert merge_entry(merged, ours, ours, key=key) == (merged, ())


def test_the_date_of_a_page_was_one_field() -> None:
    post = parse_entry(NEW_POST.replace("date = {2022-02-03}", "year = {2022},\n  month = feb,\n  day = {3}"))
    assert with_date_field(post) == parse_entry(NEW_POST)
    paper = parse_entry("@misc{k, title={A}, year={2022}, month=feb, day={3}}")
    assert with_date_field(paper) == paper


def written(text: str) -> str:
    return format_entry(in_earlier_spelling(parse_entry(text))).strip()


def test_the_earlier_spelling_of_a_thesis_and_a_preprint() -> None:
    assert written(NEW_THESIS) == OLD_THESIS
    assert written(NEW_PREPRINT) == OLD_PREPRINT
    assert written(NEW_POST) == OLD_POST
    title = "@misc{{k,\n  title = {{{}}},\n}}"
    assert written(title.format("{BPR}: {Bayesian} {B} of {LaTeX}")) == title.format("{BPR}: Bayesian {B} of {LaTeX}")


NOTE = "# A Preprint\n\n- arXiv: https://arxiv.org/abs/2201.00001\n- authors: Ann Aoe\n- year: 2022\n"


def run(folder: Path) -> Summary:
    with open_project(folder) as project:
        return sync(project).summary


@pytest.mark.parametrize("has_state", [True, False])
def test_a_run_after_the_update_keeps_every_edit_and_no_field_comes_back(tmp_path: Path, has_state: bool) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text(NOTE, encoding="utf-8")
    row = {
        "id": "2201.00001",
        "title": "A Preprint",
        "authors": ["Ann Aoe"],
        "categories": ["cs.CL"],
        "published": "2022-01-03",
    }
    (tmp_path / "works.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text(
        '[notes]\nsources = ["notes"]\n[services]\noffline = true\n[catalogue]\npath = "works.jsonl"\n',
        encoding="utf-8",
    )
    run(tmp_path)
    bib, index = tmp_path / "exports" / "all.bib", tmp_path / "exports" / "index.json"
    new = bib.read_text(encoding="utf-8")
    (key,) = json.loads(index.read_text(encoding="utf-8"))["keys"]
    start = new.index("@misc")
    earlier = format_entry(in_earlier_spelling(parse_entry(new[start:])))
    # as the earlier version left the folder, with the texts in its state, or without a state
    data = json.loads(index.read_text(encoding="utf-8"))
    digest = WrittenEntry.of(earlier).digest
    old_digest, data["keys"][key]["digest"] = data["keys"][key]["digest"], digest
    index.write_text(json.dumps(data), encoding="utf-8")
    if has_state:
        with open_project(tmp_path) as project:
            texts = project.export_store.texts()
            assert old_digest in texts
            project.export_store.finish({digest: earlier.strip()}, project.export_store.origins())
    else:
        shutil.rmtree(tmp_path / ".biblio")
    untouched = new[:start] + earlier
    edited = untouched.replace("  month = jan,\n", "").replace("{A Preprint}", "{Mine}")
    for text, expected in ((untouched, new), (edited, new.replace("{A Preprint}", "{Mine}"))):
        bib.write_text(text, encoding="utf-8")
        index.write_text(json.dumps(data), encoding="utf-8")
        summary = run(tmp_path)
        result = parse_entry(bib.read_text(encoding="utf-8")[start:])
        wanted = dict(parse_entry(expected[start:]).fields)
        if text == edited:
            for name in ("month", "day"):
                del wanted[name]
        assert dict(result.fields) == wanted
        assert not any(change.conflicts for change in summary.exports)
        after = bib.read_text(encoding="utf-8")
        run(tmp_path)
        assert bib.read_text(encoding="utf-8") == after
