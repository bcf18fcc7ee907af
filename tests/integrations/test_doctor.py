"""The doctor looks at a real repository with a real journal, and changes nothing."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hardwon.core import HardwonError, Settings, SystemClock, find_places, iso
from hardwon.integrations import Level, Patient, Reading, examine, is_precommit_active, is_well, make_changes
from hardwon.integrations.starters import plan_init_here
from hardwon.lessons import Shelf
from hardwon.store import Journal, JournalReader, NewEvent, OwnerLock, spool_append
from tests.integrations.trees import snapshot, write

CLOCK = SystemClock()


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    root = tmp_path / "repository"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    places = find_places(root, runtime=tmp_path / "run")
    shelf = Shelf(places.lessons)
    return Patient(places, Settings(), CLOCK, shelf, lambda: JournalReader.open(places), tmp_path / "home")


def look(patient: Patient) -> dict[str, Reading]:
    shelf = Shelf(patient.places.lessons, root=patient.places.root)
    return {reading.name: reading for reading in examine(replace(patient, shelf=shelf))}


def init(patient: Patient) -> None:
    plan = plan_init_here(patient.places, patient.settings, patient.shelf)
    make_changes(patient.places.root, plan.changes)


def test_a_repository_that_knows_nothing_of_hardwon_works_and_is_told_to_init(patient: Patient) -> None:
    found = look(patient)
    assert is_well(tuple(found.values()))
    assert found["installed"].next_step == "hardwon init"
    assert found["lessons"].level is Level.WARN
    assert found["journal"].text.startswith("none yet")
    assert snapshot(patient.places.root) == {}
    assert not patient.places.state.exists()


def test_after_init_all_is_there_but_the_hook(patient: Patient) -> None:
    init(patient)
    found = look(patient)
    assert found["installed"].level is Level.OK
    assert found["lessons"].text == "6 adopted"
    assert found["shared"].level is Level.OK
    assert found["pre-commit"].next_step == "pre-commit install"
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=patient.places.root, check=True)
    assert look(patient)["pre-commit"].level is Level.OK


def test_the_doctor_says_whether_claude_codes_hooks_are_there_and_find_hardwon(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert look(patient)["hooks"].text == "Claude Code tells hardwon of no event"
    init(patient)
    assert "find no `hardwon`" in look(patient)["hooks"].text
    write(patient.places.root, {".venv/bin/hardwon": b"#!/bin/sh\n"})
    (patient.places.root / ".venv/bin/hardwon").chmod(0o755)
    found = look(patient)["hooks"]
    assert found.level is Level.OK
    assert found.text.endswith(".venv/bin/hardwon")
    settings = patient.places.root / ".claude/settings.json"
    settings.write_text(settings.read_text().replace('"PreToolUse"', '"Off"'))
    assert look(patient)["hooks"].text == "Claude Code tells hardwon of no PreToolUse"
    settings.write_text('{"disableAllHooks": true, ' + settings.read_text()[1:])
    assert look(patient)["hooks"].next_step == "take `disableAllHooks` out of .claude/settings.json"


def test_the_plugin_is_as_good_as_the_settings(patient: Patient) -> None:
    write(patient.places.root, {".venv/bin/hardwon": b"#!/bin/sh\n"})
    (patient.places.root / ".venv/bin/hardwon").chmod(0o755)
    write(patient.home, {".claude/settings.json": b'{"enabledPlugins": {"hardwon@hardwon": false}}'})
    assert look(patient)["hooks"].next_step == "hardwon init"
    write(patient.home, {".claude/settings.json": b'{"enabledPlugins": {"hardwon@hardwon": true}}'})
    assert look(patient)["hooks"].level is Level.OK
    write(patient.home, {".claude/settings.json": b'{"enabledPlugins": ["hardwon@hardwon"]}'})
    assert look(patient)["hooks"].next_step == "hardwon init"


def test_a_pack_lesson_that_a_team_took_away_is_not_missed(patient: Patient) -> None:
    init(patient)
    next(patient.places.lessons.glob("*.md")).unlink()
    renewed = replace(patient, shelf=Shelf(patient.places.lessons))
    plan = plan_init_here(renewed.places, renewed.settings, renewed.shelf, bring_pack=False)
    assert plan.changes
    make_changes(patient.places.root, plan.changes)
    assert look(patient)["installed"].level is Level.OK
    assert look(patient)["lessons"].text == "5 adopted"


def test_hooks_that_git_keeps_elsewhere_are_found(patient: Patient) -> None:
    root = patient.places.root
    write(root, {"tools/hooks/pre-commit": b"#!/bin/sh\nexec pre-commit run\n"})
    assert not is_precommit_active(patient.places)
    subprocess.run(["git", "-C", str(root), "config", "core.hooksPath", "tools/hooks"], check=True)
    assert is_precommit_active(patient.places)


def test_the_journal_its_spool_and_the_index_are_counted(patient: Patient) -> None:
    places = patient.places
    events = [NewEvent("test:1", "session.started", iso(CLOCK.now()), {"agent": "test"}, "s")]
    with OwnerLock.acquire(places), Journal.open(places, clock=CLOCK) as journal:
        journal.append(events)
        epoch = journal.epoch
    spool_append(places, [NewEvent("test:2", "session.started", iso(CLOCK.now()), {"agent": "test"}, "s")])
    found = look(patient)
    assert found["journal"].text == f"1 events up to 1, epoch {epoch}"
    assert found["spool"].text == "1 wait for the journal's next owner"
    assert "brings it up to date" in found["index"].text
    write(places.spool, {"broken/1.jsonl": b"{"})
    assert found["state"].level is Level.OK
    assert "broken/1.jsonl" in look(patient)["spool"].next_step


def test_who_owns_the_journal_is_named(patient: Patient) -> None:
    with OwnerLock.acquire(patient.places, role="import"):
        assert look(patient)["owner"].text == f"`hardwon import` at work (process {os.getpid()})"
    assert "no daemon" in look(patient)["owner"].text


def test_a_damaged_journal_and_a_broken_lesson_fail_with_their_next_step(patient: Patient) -> None:
    write(patient.places.state, {"journal.db": b"this is no database, whatever its name says" * 100})
    write(patient.places.root, {".hardwon/lessons/bad.md": b"---\ntitle: x\nstatus: wished\n---\n"})
    found = look(patient)
    assert not is_well(tuple(found.values()))
    assert found["journal"].level is Level.FAIL
    assert found["journal"].next_step
    assert found["lessons"].level is Level.FAIL
    assert ".hardwon/lessons/bad.md:3" in found["lessons"].next_step


def test_a_look_that_fails_is_a_failure_that_names_the_error_and_hides_no_other(patient: Patient) -> None:
    def unreadable() -> JournalReader:
        raise PermissionError(13, "Permission denied", "journal.db")

    def refused() -> JournalReader:
        raise HardwonError("it is closed", next_step="open it")

    found = look(replace(patient, open_reader=unreadable))
    assert found["journal"].level is Level.FAIL
    assert "Permission denied: 'journal.db'" in found["journal"].text
    assert found["disk"].level is Level.OK
    found = look(replace(patient, open_reader=refused))
    assert (found["journal"].text, found["journal"].next_step) == ("it is closed", "open it")


def test_lessons_that_git_ignores_are_noticed(patient: Patient) -> None:
    write(patient.places.root, {".gitignore": b".*\n"})
    assert look(patient)["shared"].level is Level.WARN


def test_without_git_the_doctor_says_so(tmp_path: Path) -> None:
    places = find_places(tmp_path, runtime=tmp_path / "run")
    shelf = Shelf(places.lessons)
    found = look(Patient(places, Settings(), CLOCK, shelf, lambda: JournalReader.open(places), tmp_path))
    assert found["git"].next_step == "git init"
    assert found["shared"].level is Level.OK
    assert not is_precommit_active(places)


def test_a_database_address_needs_its_driver(patient: Patient) -> None:
    assert look(replace(patient, settings=Settings(database="postgresql:///x")))["postgres"].level is Level.OK


def test_a_page_that_cannot_be_read_is_noted_by_init(patient: Patient) -> None:
    write(patient.places.root, {".hardwon/lessons/bad.md": b"---\ntitle: x\nstatus: wished\n---\n"})
    shelf = Shelf(patient.places.lessons, root=patient.places.root)
    [note] = plan_init_here(patient.places, patient.settings, shelf).notes
    assert note.path == ".hardwon/lessons/bad.md:3"
