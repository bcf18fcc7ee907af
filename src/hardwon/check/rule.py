"""The form of a rule: one file that explains itself, proves itself, and finds its breaches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec import Struct

from hardwon.check.findings import Severity
from hardwon.check.linking.project import Project


class Breach(Struct, frozen=True):
    """A small project that breaks the rule, each line to be reported ending in `# here`, and the same cured.

    A project is text; a line `# file: app/models.py` starts the next file, and `app.py` holds what comes
    before. `# here: warning` expects that severity, `# here` alone an error.
    """

    text: str
    cured: str


class Found(Struct, frozen=True):
    """A breach as a rule finds it; places are bytes of the file's text, ends exclusive.

    The span is what to look at; `whole` is the expression or statement it belongs to, which the fingerprint
    is made of. `rewrite` replaces a span by text, and `more` are edits that belong to it, such as an import;
    it is `safe` where it cannot change what worked before.
    """

    path: str
    start: int
    end: int
    whole: tuple[int, int]
    message: str
    do: str
    severity: Severity = "error"
    rewrite: tuple[int, int, str] | None = None
    rewrite_is_safe: bool = False
    more: tuple[tuple[int, int, str], ...] = ()


class Rule(ABC):
    """What detects a breach of a lesson. The docstring is the explanation that people read.

    `slug` equals the file's name with `-` for `_`; `title` is one short sentence; `source` an address to
    read more; `needs` are the literals without one of which the rule cannot fire in a file, so that the
    others are never visited for it. `world` are literals one of which the project must hold somewhere.
    `rounds` says how often names may be relayed from file to file.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    needs: ClassVar[tuple[bytes, ...]]
    world: ClassVar[tuple[bytes, ...]] = ()
    rounds: ClassVar[int] = 1
    breaches: ClassVar[tuple[Breach, ...]]
    quiet: ClassVar[tuple[str, ...]]

    def wants(self, text: bytes) -> bool:
        """Whether a function with that text may matter, so that its body is worth converting at once."""
        return any(need in text for need in self.needs)

    def offers(self, project: Project, path: str) -> Iterable[str]:
        """Names defined in the file at `path` whose use elsewhere may be a breach.

        Files that contain one of them are visited too, although they may hold none of `needs`. What follows a
        colon in a name is for the rule itself.
        """
        return ()

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterable[str]:
        """Further names by which the file at `path`, which holds one of `names`, passes on what they stand
        for.
        """
        return ()

    @abstractmethod
    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        """The breaches in the file at `path`, in any order; `names` are what all files offer.

        A file is asked again when a name that it holds comes or goes. A rule that looks for others in
        `names` says so, by `project.note(("offered", word))`, or `":kind"` for all with that after the
        first colon, or `""` for any.
        """
