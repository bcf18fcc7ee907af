"""What the daemon answers to an agent's hooks: lessons that bear on the work, and no to what breaks one."""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardwon.check import Finding
from hardwon.core import Clock
from hardwon.integrations.hooks.answers import context, denial
from hardwon.integrations.hooks.events import session_of, word
from hardwon.integrations.hooks.gate import (
    Advised,
    Breach,
    Denied,
    breaches_of_command,
    breaches_of_findings,
    by_delegation,
    judge,
)
from hardwon.integrations.hooks.outcomes import denied_events, shown_event, told_events
from hardwon.integrations.hooks.prompting import lines_for
from hardwon.integrations.hooks.proposals import (
    ProposedCommand,
    ProposedText,
    read_file,
    read_proposal,
    written_file,
)
from hardwon.integrations.hooks.surroundings import state_lines
from hardwon.lessons import Shelf, Work, checklist
from hardwon.store import NewEvent

Told = Mapping[str, Any]
Propose = Callable[[str, bytes | None, bytes], Awaitable[Sequence[Finding]]]

_MOST_SESSIONS = 300
_MOST_OPEN = 50  # edits of a session that were proposed and not yet made


@dataclass(frozen=True, slots=True)
class Advice:
    """What to answer, as the agent's contract has it (empty: nothing), and what it means for the lessons."""

    answer: str = ""
    events: tuple[NewEvent, ...] = ()


@dataclass(slots=True)
class _Known:
    """What one session was told already, and the files as they were before its edits."""

    told: set[str] = field(default_factory=set)
    before: OrderedDict[str, bytes | None] = field(default_factory=OrderedDict)


class Adviser:
    """Answers the events of Claude Code's hooks, one after the other or side by side.

    `shelf` gives the lessons as their pages are now; `propose` what a text would newly break, as if it were
    saved; `state` the document of `hardwon context` about a worktree; `roots` the tops of the worktrees.
    `gates` as `by_delegation` has them. `budget` is what the beginning of a session, or a prompt, may bring,
    in tokens. Raises what these raise: whoever asks lets the agent go on then.
    """

    def __init__(
        self,
        *,
        shelf: Callable[[], Shelf],
        propose: Propose,
        state: Callable[[Path], Awaitable[Mapping[str, Any]]],
        roots: Callable[[], Sequence[Path]],
        clock: Clock,
        gates: Mapping[str, str],
        budget: int,
    ) -> None:
        self._shelf = shelf
        self._propose = propose
        self._state = state
        self._roots = roots
        self._clock = clock
        self._gates = gates
        self._budget = budget
        self._sessions: OrderedDict[str, _Known] = OrderedDict()

    async def advise(self, told: Told) -> Advice:
        """What to answer to the event that a hook has told."""
        match told.get("hook_event_name"):
            case "SessionStart":
                return await self._begin(told)
            case "UserPromptSubmit":
                return self._prompted(told)
            case "PreToolUse":
                return await self._proposed(told)
            case "PostToolUse":
                return await self._written(told)
        return Advice()

    async def _begin(self, told: Told) -> Advice:
        self._sessions.pop(session_of(told), None)  # after /clear and compaction nothing of it is in mind
        root = self._root_of(word(told.get("cwd")))
        if root is None:
            return Advice()
        text = state_lines(await self._state(root), budget=self._budget)
        how = 'hardwon recall "WORDS" gives back what was learnt here; hardwon check says what breaks it.'
        return Advice(context("SessionStart", f"{text}\n{how}" if text else ""))

    def _prompted(self, told: Told) -> Advice:
        prompt = word(told.get("prompt")) or word(told.get("user_prompt"))
        known = self._known(told)
        found = checklist(Work(prompt=prompt), self._shelf().adopted()).items if prompt else ()
        fresh = [item.lesson for item in found if item.lesson.slug not in known.told]
        text, given = lines_for(fresh, self._budget)
        if not given:
            return Advice()
        known.told |= {one.slug for one in given}
        event = shown_event(given, "prompt", told, self._tree(told), self._clock)
        return Advice(context("UserPromptSubmit", text), (event,))

    async def _proposed(self, told: Told) -> Advice:
        tool = word(told.get("tool_name"))
        if who := by_delegation(tool, is_subagent=bool(told.get("agent_id")), gates=self._gates):
            return Advice(denial(f"hardwon: this is delegated here: ask {who} to do it, do not use {tool}."))
        match read_proposal(told):
            case ProposedCommand(text):
                breaches = breaches_of_command(self._shelf().adopted(), text)
            case ProposedText() as proposed:
                breaches = await self._broken_by(proposed, told)
            case None:
                return Advice()
        return self._judged(breaches, told)

    async def _written(self, told: Told) -> Advice:
        """What was written and is broken now, as far as nobody has told the session of it."""
        path = written_file(told)
        name = self._name_of(path) if path else ""
        if not name:
            return Advice()
        known = self._known(told)
        call = word(told.get("tool_use_id"))
        now = await asyncio.to_thread(read_file, path)
        if now is None:
            return Advice()
        found = await self._propose(name, known.before.pop(call, None), now)
        breaches = breaches_of_findings(found, self._shelf().adopted())
        fresh = tuple(one for one in breaches if one.fingerprint not in known.told)
        known.told |= {one.fingerprint for one in fresh}
        text = judge(fresh)
        words = text.reason if isinstance(text, Denied) else text.text
        words = words.replace("hardwon: this would break", "hardwon: this breaks")
        return Advice(context("PostToolUse", words), told_events(fresh, told, self._tree(told), self._clock))

    async def _broken_by(self, proposed: ProposedText, told: Told) -> tuple[Breach, ...]:
        name = self._name_of(proposed.path)
        if not name:
            return ()
        before = self._known(told).before
        before[word(told.get("tool_use_id"))] = proposed.before
        while len(before) > _MOST_OPEN:
            before.popitem(last=False)
        found = await self._propose(name, proposed.before, proposed.after)
        return breaches_of_findings(found, self._shelf().adopted())

    def _judged(self, breaches: tuple[Breach, ...], told: Told) -> Advice:
        match judge(breaches):
            case Denied(reason, denying):
                return Advice(denial(reason), denied_events(denying, told, self._tree(told), self._clock))
            case Advised():
                known = self._known(told)
                fresh = tuple(one for one in breaches if one.fingerprint not in known.told)
                known.told |= {one.fingerprint for one in fresh}
                verdict = judge(fresh)
                text = verdict.text if isinstance(verdict, Advised) else ""
                return Advice(
                    context("PreToolUse", text), told_events(fresh, told, self._tree(told), self._clock)
                )

    def _known(self, told: Told) -> _Known:
        session = session_of(told)
        known = self._sessions.setdefault(session, _Known())
        self._sessions.move_to_end(session)
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return known

    def _root_of(self, path: str) -> Path | None:
        """The worktree in which `path` lies; None where it lies in none."""
        real = Path(os.path.realpath(path))
        inside = [root for root in self._roots() if real.is_relative_to(os.path.realpath(root))]
        return max(inside, key=lambda root: len(root.parts), default=None)

    def _name_of(self, path: str) -> str:
        """What a file is called in its worktree; empty where it lies in none."""
        root = self._root_of(path)
        return os.path.relpath(os.path.realpath(path), os.path.realpath(root)) if root is not None else ""

    def _tree(self, told: Told) -> str:
        root = self._root_of(word(told.get("cwd")))
        return str(root) if root is not None else ""
