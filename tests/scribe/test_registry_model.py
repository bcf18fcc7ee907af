"""The registry against a plain model, whatever happens in whichever order, over owners that come and go."""

import atexit
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from hardwon.core import iso
from hardwon.scribe import OWNER, Audience, Registry, Sessions
from hardwon.scribe.registry import CALL
from hardwon.scribe.registry import SESSION as TABLE
from hardwon.store import NewEvent, spool_append, take_in_spool
from tests.scribe.transcripts import START, make_places, open_journal

_NAMES = st.sampled_from(["a", "b", "c", "d"])


@dataclass
class _Model:
    """What one session should be."""

    parent: str = ""
    private: bool = False
    state: str = "idle"
    turns: int = 0
    replies: int = 0
    errors: int = 0
    resumed: int = 0
    pending: bool = False  # resumed, and nothing done since
    calls: dict[str, bool | None] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def work(self, state: str, *, takes_up: bool = True) -> None:
        if self.state == "ended":
            if not takes_up:
                return
            self.resume()
        self.state, self.pending = state, False

    def resume(self) -> None:
        self.resumed += not self.pending
        self.state, self.pending = "idle", True


@cache
def _migrated() -> Path:
    """A repository with an empty journal: to migrate one takes longer than all that is done with it."""
    folder = Path(tempfile.mkdtemp(prefix="hardwon-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with open_journal(make_places(folder)):
        pass
    return folder


class RegistryMachine(RuleBasedStateMachine):
    """Sessions start, talk, call, end, resume and have children; owners close, reopen and rebuild."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hardwon-test-"))
        shutil.copytree(_migrated(), self.folder, dirs_exist_ok=True)
        self.places = make_places(self.folder)
        self.open_now = ExitStack()
        self.journal = self.open_now.enter_context(open_journal(self.places))
        self.models: dict[str, _Model] = {}
        self.sent: list[NewEvent] = []
        self.spooled = 0

    def teardown(self) -> None:
        self.open_now.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=len(self.sent))

    def _send(self, session: str, kind: str, **payload: object) -> _Model:
        source = f"{session}:{len(self.sent)}"
        event = NewEvent(source, f"session.{kind}", iso(self.now), payload, session)
        self.sent.append(event)
        if self.spooled:  # whoever spools does so until an owner comes: the order is that of the spool
            spool_append(self.places, [event])
            self.spooled += 1
        else:
            self.journal.append([event])
        return self.models.setdefault(session, _Model())

    @rule(session=_NAMES, parent=st.sampled_from(["", "a", "z"]), private=st.booleans())
    def start(self, session: str, parent: str, private: bool) -> None:
        more: dict[str, object] = {"private": True} if private else {}
        model = self._send(session, "started", agent="test", parent=parent, **more)
        model.parent = parent or model.parent
        model.private = model.private or private
        if model.state == "ended":
            model.resume()

    @rule(session=_NAMES, private=st.booleans())
    def ask(self, session: str, private: bool) -> None:
        text = f"ask {len(self.sent)}"
        model = self._send(session, "turn", speaker="user", text=text, turn=text, private=private)
        model.turns += 1
        if not private:
            model.said.append(text)
        model.work("working")

    @rule(session=_NAMES)
    def answer(self, session: str) -> None:
        text = f"answer {len(self.sent)}"
        model = self._send(session, "turn", speaker="assistant", text=text, turn=text)
        model.replies += 1
        model.said.append(text)
        model.work("idle")

    @rule(session=_NAMES, call=st.sampled_from(["1", "2", "3"]))
    def call_a_tool(self, session: str, call: str) -> None:
        model = self._send(session, "tool", call=call, tool="Bash", input={"command": "make"})
        model.calls.setdefault(call, None)
        model.work("working")

    @rule(session=_NAMES, call=st.sampled_from(["1", "2", "3"]), error=st.booleans())
    def get_a_result(self, session: str, call: str, error: bool) -> None:
        model = self._send(session, "result", call=call, error=error, text="out")
        model.calls[call] = error
        model.errors += error
        model.work("working", takes_up=False)

    @rule(session=_NAMES)
    def end(self, session: str) -> None:
        model = self._send(session, "ended")
        model.state, model.pending = "ended", False

    @rule(session=_NAMES)
    def resume(self, session: str) -> None:
        self._send(session, "resumed").resume()

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.sent))
        if not self.spooled:
            assert self.journal.append([event]).added == 0

    @precondition(lambda self: not self.spooled)
    @rule()
    def spool_from_now_on(self) -> None:
        self.spooled = 1

    @rule()
    def take_the_spool_in(self) -> None:
        assert take_in_spool(self.places, self.journal) == max(0, self.spooled - 1)
        self.spooled = 0

    @rule()
    def change_owners(self) -> None:
        self.open_now.close()
        self.journal = self.open_now.enter_context(open_journal(self.places))

    @rule()
    def rebuild(self) -> None:
        tables = [select(table).order_by(*table.primary_key) for table in (TABLE, CALL)]
        before = [self.journal.query(table) for table in tables]
        self.journal.rebuild(Registry())
        assert [self.journal.query(table) for table in tables] == before

    @invariant()
    def the_registry_is_what_the_model_says(self) -> None:
        if self.spooled > 1:
            return
        found = Sessions(self.journal, audience=OWNER).latest(self.now, limit=0, empty=True)
        shown = {
            one.id: (one.parent, one.private, one.state, one.turns, one.replies, one.errors, one.resumed)
            for one in found
        }
        assert shown == {
            name: (m.parent, m.private, m.state, m.turns, m.replies, m.errors, m.resumed)
            for name, m in self.models.items()
        }
        calls = {
            (row[0], row[1]): row[2]
            for row in self.journal.query(select(CALL.c.session, CALL.c.call, CALL.c.failed))
        }
        assert calls == {
            (name, call): None if failed is None else int(failed)
            for name, m in self.models.items()
            for call, failed in m.calls.items()
        }

    @invariant()
    def others_see_what_is_not_private_and_nothing_else(self) -> None:
        if self.spooled > 1:
            return
        sessions = Sessions(self.journal, audience=Audience(session="stranger"))
        said = {
            name: [str(event.payload["text"]) for event in sessions.events(name, kinds=["session.turn"])]
            for name in self.models
        }
        assert said == {name: [] if m.private else m.said for name, m in self.models.items()}
        assert sessions.count(empty=True) == sum(not m.private for m in self.models.values())


TestRegistry = RegistryMachine.TestCase
TestRegistry.settings = settings(deadline=None, max_examples=10, stateful_step_count=25)


class _ManyRounds(RegistryMachine):
    """The same, for longer."""


TestRegistryForLong = pytest.mark.long(_ManyRounds.TestCase)
TestRegistryForLong.settings = settings(deadline=None, max_examples=300, stateful_step_count=50)
