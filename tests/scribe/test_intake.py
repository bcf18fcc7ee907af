import io
import json

from sqlalchemy import create_engine, select

from hardwon.core import iso
from hardwon.scribe import Intake
from hardwon.scribe.intake import INTAKE, Read, hash_up_to
from hardwon.store import NewEvent
from tests.scribe.transcripts import START, as_events

_READ = Read("/srv/one.jsonl", "claude-code", "abc", 10, 2, "d1", 12, 1, {"session": "s"})


def test_the_same_reading_from_elsewhere_is_the_same_event() -> None:
    elsewhere = Read("/backup/two.jsonl", "claude-code", "abc", 10, 2, "d1", 99, 5)
    assert _READ.event(iso(START)).source == elsewhere.event(iso(START)).source


def test_a_reading_written_by_another_version_is_passed_over() -> None:
    odd = [NewEvent(f"o:{number}", "import.read", iso(START), {"path": number}) for number in range(3)]
    engine = create_engine("sqlite://")
    Intake.metadata.create_all(engine)
    with engine.begin() as connection:
        Intake().apply(connection, as_events([*odd, _READ.event(iso(START))]))
        assert [row.path for row in connection.execute(select(INTAKE))] == ["/srv/one.jsonl"]
        Intake().clear(connection)
        assert list(connection.execute(select(INTAKE))) == []


def test_a_path_that_is_no_text_stops_nothing() -> None:
    read = Read("/srv/chat \udc80.jsonl", "claude-code", "head", 1, 1, "digest", 1, 1)
    intake, engine = Intake(), create_engine("sqlite://")
    intake.metadata.create_all(engine)
    with engine.begin() as connection:
        intake.apply(connection, as_events([read.event(iso(START))]))
        row = connection.execute(select(INTAKE.c.path, INTAKE.c.read)).one()
    assert row.path == "/srv/chat \ufffd.jsonl"
    assert json.loads(row.read)["path"] == read.path


def test_a_digest_ends_with_the_file() -> None:
    assert hash_up_to(io.BytesIO(b"abc"), 99).digest() == hash_up_to(io.BytesIO(b"abcdef"), 3).digest()
