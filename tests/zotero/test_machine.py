"""Histories of both sides, in small numbers; `benchmarks/histories.py` runs thousands."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.zotero.histories import AppHistories, Histories, many
from tests.zotero.project_histories import ProjectHistories
from tests.zotero.shared_histories import NamesOfTwoPeople, TwoPeople, TwoProjects

TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestAppHistories = AppHistories.TestCase
TestAppHistories.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)

TestProjectHistories = ProjectHistories.TestCase
TestProjectHistories.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestTwoProjects = TwoProjects.TestCase
TestTwoProjects.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)

TestTwoPeople = TwoPeople.TestCase
TestTwoPeople.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)

TestNamesOfTwoPeople = NamesOfTwoPeople.TestCase
TestNamesOfTwoPeople.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)


@pytest.mark.slow
class TestManyHistories(Histories.TestCase):
    settings = many(125, steps=40)


@pytest.mark.slow
class TestManyAppHistories(AppHistories.TestCase):
    settings = many(60, steps=40)


@pytest.mark.slow
class TestManyProjectHistories(ProjectHistories.TestCase):
    settings = many(60, steps=40)


@pytest.mark.slow
class TestManyTwoProjects(TwoProjects.TestCase):
    settings = many(50, steps=30)


@pytest.mark.slow
class TestManyTwoPeople(TwoPeople.TestCase):
    settings = many(50, steps=30)
