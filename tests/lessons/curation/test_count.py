"""How many candidates wait is told at once, and never as it was."""

from pathlib import Path

from hardwon.core import Places
from hardwon.lessons import Candidates, Shelf, count_waiting, reject
from hardwon.store import Journal
from tests.lessons.curation.desk import Desk, Noon


def test_the_count_is_that_of_this_moment_while_the_journal_is_open(tmp_path: Path) -> None:
    places = Places(tmp_path, None, tmp_path / "state", tmp_path / "run")
    assert count_waiting(places.journal) is None
    with Journal.open(places, projections=(Candidates(),)) as journal:
        desk = Desk(journal, Shelf(tmp_path / ".hardwon/lessons"), tmp_path)
        assert count_waiting(places.journal) == 0
        one = desk.wait("Never run migrations by hand, use `make migrate`.")
        desk.wait("The pool of the workers starves at midnight.")
        assert [count_waiting(places.journal, kind) for kind in ("", "fix", "gotcha")] == [2, 2, 0]
        reject(one, because="one release only", sink=desk, clock=Noon())
        assert count_waiting(places.journal) == 1
    assert count_waiting(places.journal) == 1


def test_what_is_no_journal_is_left_to_the_reader(tmp_path: Path) -> None:
    file = tmp_path / "odd #1?.sqlite"
    file.write_bytes(b"no database at all" * 100)
    before = file.read_bytes()
    assert count_waiting(file) is None
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
