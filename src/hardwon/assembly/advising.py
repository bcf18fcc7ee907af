"""What agents' hooks are answered from: the pages as they are now, the checker, the state of the work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.assembly.proposing import propose
from hardwon.assembly.user_rules import page_stamps
from hardwon.assembly.workspace import Workspace
from hardwon.integrations import Adviser
from hardwon.scribe import worktrees

if TYPE_CHECKING:
    from hardwon.check import Finding
    from hardwon.daemon import Answer
    from hardwon.lessons import Shelf

Proposed = Callable[[str, bytes | None, bytes], Awaitable[Sequence["Finding"]]]


class LivingShelf:
    """The shelf of a repository, read again when one of its pages was written."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: object = None
        self._shelf = workspace.shelf()

    def now(self) -> "Shelf":
        """The shelf as its pages are at this moment."""
        seen = page_stamps(self._workspace)
        if seen != self._seen:
            self._shelf.forget()
            self._seen = seen
        return self._shelf


def open_adviser(workspace: Workspace, proposed: Proposed | None, context: "Answer | None") -> Adviser:
    """The adviser of the repository's daemon.

    `proposed` asks the process that keeps the project in mind, None where there is none; `context` answers
    the op of that name, None where that feature is off.
    """

    async def look(path: str, before: bytes | None, after: bytes) -> "Sequence[Finding]":
        return await asyncio.to_thread(propose, workspace, path, before, after)

    async def state(root: Path) -> Mapping[str, Any]:
        if context is None:
            return {"parts": {}}
        document = (await context({"root": str(root)}))["context"]
        assert isinstance(document, Mapping)
        return document

    settings = workspace.settings
    return Adviser(
        shelf=LivingShelf(workspace).now,
        propose=proposed or look,
        state=state,
        roots=lambda: worktrees(workspace.places),
        clock=workspace.clock,
        gates=settings.delegation,
        budget=settings.hook_budget,
    )
