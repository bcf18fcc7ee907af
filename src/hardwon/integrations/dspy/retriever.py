"""The retriever: passages of what was learnt, for `dspy.configure(rm=...)` and for programs."""

from pathlib import Path
from typing import Any

from hardwon.integrations.dspy.source import Source, missing, open_source

try:
    import dspy
    from dspy.dsp.utils import dotdict
except ImportError as absent:
    raise missing() from absent


class HardwonRM(dspy.Retrieve):
    """Retrieves lessons, remarks of sessions, commits and documents of the repository at `repo`, best first.

    A passage has `long_text`, `source` (`lesson:SLUG`, `SESSION#TURN`, `commit:SHA`), `kind` and `score`
    (comparable within one answer). At most `k` come; with `budget`, what fits into as many tokens, nothing
    twice. Each call sees the lessons as they are then. It waits for its answer: in a coroutine await
    `dspy.asyncify(rm)(query)`, or use `recall_tool`. Raises `HardwonError` where the repository cannot be
    read.
    """

    def __init__(self, repo: str | Path = ".", k: int = 5, budget: int | None = None, **more: Any) -> None:
        super().__init__(k=k, **more)
        self.repo = str(Path(repo).absolute())
        self.budget = budget
        self._source: Source | None = None

    def forward(self, query: str, k: int | None = None, **_: object) -> list[Any]:
        """The passages that bear on `query`; none where nothing does."""
        if self._source is None:
            self._source = open_source(self.repo)
        units = self._source.units(query, k=k if k is not None else self.k, budget=self.budget)
        return [
            dotdict(long_text=unit.text, source=unit.source, kind=unit.kind, score=unit.score)
            for unit in units
        ]

    def dump_state(self, json_mode: bool = True) -> dict[str, Any]:
        """What a saved program keeps of it: how much it gives, not where that comes from.

        That of `dspy.Retrieve` does not take `json_mode`, with which DSPy 3.4 asks for it.
        """
        return {"k": self.k, "budget": self.budget}

    def __getstate__(self) -> dict[str, Any]:
        # Optimizers copy programs, and programs are saved: what is open stays here.
        return {**self.__dict__, "_source": None}
