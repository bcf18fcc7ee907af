"""What is counted of lessons, and what is not: on both databases, whole or replayed."""

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardwon.lessons.figures.counters import Counters
from hardwon.lessons.figures.tables import METADATA
from hardwon.store import NewEvent
from tests.lessons.figures.telling import (
    TREE,
    all_rows,
    commit,
    counted,
    edit,
    event,
    figures,
    fixed,
    new,
    shown,
)
from tests.store.stores import Store

PATH = "app/run.py"


def test_what_was_recalled_shown_and_judged_is_counted_by_lesson(store: Store) -> None:
    told = [
        event("lesson.recalled", 0, slugs=["load-inside", "other"], by="recall", words={"load-inside": 40}),
        event("lesson.recalled", 9, slugs=["load-inside"], by="recall"),
        event("lesson.shown", 10, slugs=["load-inside"], where="context"),
        event("lesson.judged", 20, slug="load-inside", verdict="helpful", by="person", because=""),
        event("lesson.judged", 21, slug="load-inside", verdict="harmful", by="agent", because=""),
        event("lesson.judged", 22, slug="load-inside", verdict="so-so", by="agent", because=""),
    ]
    assert counted(store, told) == {"recalled": 2, "shown": 1, "helpful": 1, "harmful": 1, "words": 40}


def test_a_breach_that_is_gone_before_its_file_is_committed_is_prevented(store: Store) -> None:
    assert counted(store, [new(0), fixed(30), commit(60, PATH)]) == {"breached": 1, "prevented": 1}


def test_a_breach_that_was_committed_and_then_mended_is_not_prevented(store: Store) -> None:
    assert counted(store, [new(0), commit(20, PATH), fixed(30)]) == {"breached": 1}


def test_a_commit_that_is_read_late_takes_the_prevention_back(store: Store) -> None:
    assert counted(store, [new(0), fixed(30), commit(20, PATH)]) == {"breached": 1}


def test_a_commit_of_other_files_settles_nothing(store: Store) -> None:
    told = [new(0), commit(20, "web.py"), fixed(30)]
    assert counted(store, told) == {"breached": 1, "prevented": 1}


def test_a_commit_from_before_the_breach_settles_nothing(store: Store) -> None:
    told = [new(0), commit(-3600, PATH), fixed(30)]
    assert counted(store, told) == {"breached": 1, "prevented": 1}


def test_a_commit_of_more_files_than_it_names_may_have_touched_any(store: Store) -> None:
    told = [new(0), event("git.commit", 20, files=["a.py"], files_in_all=900), fixed(30)]
    assert counted(store, told) == {"breached": 1}


def test_a_finding_that_flickers_counts_once(store: Store) -> None:
    told = [new(0), fixed(30), new(40), fixed(50), new(60), fixed(70), commit(80, PATH)]
    assert counted(store, told) == {"breached": 1, "prevented": 1}


def test_one_that_came_back_and_was_committed_was_not_prevented(store: Store) -> None:
    assert counted(store, [new(0), fixed(30), new(40), commit(80, PATH)]) == {"breached": 1}


def test_the_same_again_after_a_commit_is_another_breach(store: Store) -> None:
    told = [new(0), fixed(30), commit(60, PATH), new(100), fixed(130)]
    assert counted(store, told) == {"breached": 2, "prevented": 2}


def test_half_typed_code_is_neither_breach_nor_prevention(store: Store) -> None:
    assert counted(store, [new(0), fixed(2)]) == {}


def test_a_breach_whose_code_changes_as_it_is_typed_is_one_breach(store: Store) -> None:
    told = [new(0, "aa"), new(3, "bb"), fixed(3, "aa"), new(6, "cc"), fixed(6, "bb"), fixed(40, "cc")]
    assert counted(store, told) == {"breached": 1, "prevented": 1}


def test_the_daemon_and_a_command_that_see_the_same_count_once(store: Store) -> None:
    told = {"rule": "detached-record", "path": PATH, "line": 3, "fingerprint": "aa", "tree": TREE}
    by_command = event("lesson.breached", 1, slug="load-inside", where="check", **told)
    assert counted(store, [new(0), by_command, fixed(30), fixed(31)]) == {"breached": 1, "prevented": 1}


def test_what_went_with_its_file_with_its_rule_or_by_a_comment_is_not_prevented(store: Store) -> None:
    told = [new(0), fixed(30, how="unchecked"), new(40, "bb"), fixed(60, "bb", how="suppressed")]
    assert counted(store, told) == {"breached": 2}


def test_what_git_takes_away_is_not_prevented_whoever_is_told_first(store: Store) -> None:
    move = {"worktree": TREE, "branch": "main"}
    told = [
        new(0), event("git.switch", 29, **move), fixed(30),
        new(100, "bb"), fixed(130, "bb"), event("git.switch", 131, **move),
    ]  # fmt: skip
    assert counted(store, told) == {"breached": 2}


def test_what_git_brings_is_no_breach_and_mending_it_is_no_prevention(store: Store) -> None:
    move = {"worktree": TREE, "branch": "main", "what": "cherry-pick"}
    told = [event("git.head", 0, **move), new(1), new(100, "bb"), event("git.head", 101, **move)]
    assert counted(store, [*told, fixed(300), fixed(300, "bb")]) == {}


def test_what_goes_during_a_rebase_is_not_prevented(store: Store) -> None:
    told = [
        new(0),
        event("git.rebase", 20, worktree=TREE, state="begun"),
        fixed(300),
        event("git.rebase", 600, worktree=TREE, state="finished"),
    ]
    assert counted(store, told) == {"breached": 1}


def test_a_commit_of_ones_own_moves_no_tree(store: Store) -> None:
    told = [new(0), event("git.head", 29, worktree=TREE, what="commit"), fixed(30)]
    assert counted(store, told) == {"breached": 1, "prevented": 1}


def test_a_move_in_another_worktree_is_no_matter_here(store: Store) -> None:
    told = [new(0), event("git.switch", 29, worktree="/srv/other"), fixed(30)]
    assert counted(store, told) == {"breached": 1, "prevented": 1}


def test_what_was_denied_is_prevented_once_however_often_it_is_tried(store: Store) -> None:
    told = {
        "slug": "load-inside",
        "rule": "detached-record",
        "path": PATH,
        "fingerprint": "aa",
        "how": "denied",
    }
    tries = [event("lesson.prevented", at, "s1", **told) for at in (0, 1, 2)]
    elsewhere = event("lesson.prevented", 3, "s2", **told)
    assert counted(store, [*tries, elsewhere]) == {"prevented": 2}


def test_a_command_that_breaks_a_lesson_does_so_each_time_it_is_run(store: Store) -> None:
    told = {"slug": "load-inside", "rule": "command", "path": "", "fingerprint": "aa", "where": "command"}
    assert counted(store, [event("lesson.breached", at, "s1", **told) for at in (0, 60)]) == {"breached": 2}


def test_a_mass_of_findings_is_counted_as_nothing(store: Store) -> None:
    told = [new(0), event("findings.changed", 20, new=0, fixed=60), fixed(30)]
    assert counted(store, told) == {"breached": 1}


LOOK = 20
DONE = event("session.ended", 90, "s1")


def look(at: float = LOOK) -> NewEvent:
    return event("check.ran", at, whole=True)


def test_a_lesson_is_followed_where_the_work_it_applies_to_ended_without_a_breach(store: Store) -> None:
    assert counted(store, [shown(0), edit(10), look(), DONE]) == {"shown": 1, "followed": 1}


def test_a_session_that_has_not_ended_has_not_followed(store: Store) -> None:
    assert counted(store, [shown(0), edit(10), look()]) == {"shown": 1}


def test_work_that_the_lesson_does_not_apply_to_follows_nothing(store: Store) -> None:
    path, words, before = edit(10, f"{TREE}/docs/run.md"), edit(11, text="x = 1"), edit(-10)
    away = edit(12, "/srv/other/app/run.py")
    assert counted(store, [shown(0), path, words, before, away, look(), DONE]) == {"shown": 1}


def test_an_edit_that_was_refused_is_no_work(store: Store) -> None:
    refused = event("session.result", 11, "s1", call="c1", rejected=True)
    assert counted(store, [shown(0), edit(10), refused, look(), DONE]) == {"shown": 1}


def test_work_that_nobody_looked_at_may_hold_any_breach(store: Store) -> None:
    assert counted(store, [shown(0), look(5), edit(10), DONE]) == {"shown": 1}


def test_a_check_after_the_end_tells_it_as_well(store: Store) -> None:
    assert counted(store, [shown(0), edit(10), DONE, look(200)]) == {"shown": 1, "followed": 1}


def test_a_breach_that_stands_at_the_end_means_that_it_was_not_followed(store: Store) -> None:
    told = [shown(0), edit(10), new(11), look(), DONE]
    assert counted(store, told) == {"shown": 1, "breached": 1, "ignored": 1}


def test_a_breach_that_was_mended_before_the_end_does_not(store: Store) -> None:
    told = [shown(0), edit(10), new(11), fixed(40), look(), DONE]
    assert counted(store, told) == {"shown": 1, "breached": 1, "prevented": 1, "followed": 1}


def test_a_session_that_goes_on_and_breaks_it_has_not_followed_after_all(store: Store) -> None:
    again = [edit(100, call="c2"), new(101), look(110), event("session.ended", 200, "s1")]
    told = [shown(0), edit(10), look(), DONE, *again]
    assert counted(store, told) == {"shown": 1, "breached": 1, "ignored": 1}


def test_an_edit_that_is_read_after_the_end_counts(store: Store) -> None:
    assert counted(store, [shown(0), look(), DONE, edit(10)]) == {"shown": 1, "followed": 1}


def test_events_that_say_too_little_do_not_stop_the_journal(store: Store) -> None:
    kinds = (
        "finding.new", "finding.fixed", "lesson.breached", "lesson.prevented", "lesson.recalled",
        "lesson.shown", "lesson.judged", "lesson.adopted", "git.commit", "git.rebase", "git.head",
        "session.tool", "session.result", "session.ended", "check.ran", "file.changed", "findings.changed",
    )  # fmt: skip
    bare = [event(kind, 0, "s1") for kind in kinds]
    odd = [event(kind, 0, "s1", slugs=3, slug=[], applies=[1], files=7, words="x", how=2) for kind in kinds]
    undated = [NewEvent(f"undated:{kind}", kind, "yesterday", {}, None) for kind in kinds]
    with store.open(Counters()) as journal:
        journal.append([*bare, *odd, *undated])
        assert journal.behind == {}
        assert figures(journal) == {}
        assert figures(journal, "a") == {}


TOLD = st.lists(
    st.one_of(
        st.builds(new, st.integers(0, 200), st.sampled_from(["aa", "bb"])),
        st.builds(fixed, st.integers(0, 200), st.sampled_from(["aa", "bb"])),
        st.builds(commit, st.integers(0, 200), st.sampled_from([PATH, "web.py"])),
        st.builds(shown, st.integers(0, 200)),
        st.builds(edit, st.integers(0, 200), call=st.sampled_from(["c1", "c2"])),
        st.builds(look, st.integers(0, 200)),
        st.integers(0, 200).map(lambda at: event("session.ended", at, "s1")),
        st.integers(0, 200).map(lambda at: event("git.switch", at, worktree=TREE)),
        st.integers(0, 200).map(lambda at: event("lesson.judged", at, slug="load-inside", verdict="helpful")),
    ),
    max_size=30,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TOLD)
def test_a_replay_gives_the_same_as_counting_one_by_one(store: Store, told: list[NewEvent]) -> None:
    with store.open(Counters()) as journal:
        for one in told:
            journal.append([one])
        assert journal.behind == {}
        before = all_rows(journal)
        journal.rebuild(Counters())
        assert all_rows(journal) == before
        assert all(count >= 0 for count in figures(journal).values())


def test_the_migration_makes_the_tables_that_are_written_to(store: Store) -> None:
    url = store.address.replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{store.places.journal}"
    with store.open():
        pass
    engine = sa.create_engine(url)
    inspected = sa.inspect(engine)
    there = {
        table.name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in inspected.get_columns(table.name)],
            inspected.get_pk_constraint(table.name)["constrained_columns"],
        )
        for table in METADATA.sorted_tables
    }
    engine.dispose()
    assert there == {
        table.name: (
            [(one.name, str(one.type), one.nullable) for one in table.columns],
            [one.name for one in table.primary_key.columns],
        )
        for table in METADATA.sorted_tables
    }
