"""The form of a rule: one file that explains itself, proves itself, and finds its breaches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from hardwon.check.findings import Finding
    from hardwon.check.project import Project


@dataclass(frozen=True, slots=True)
class Breach:
    """A small project that breaks the rule, each line to be reported ending in `# here`, and the same one cured.

    A project is text; a line `# file: app/models.py` starts the next file, and `app.py` holds what comes before.
    """

    text: str
    cured: str


class Rule(ABC):
    """What detects a breach of a lesson. The docstring is the explanation that people read.

    `slug` equals the file's name with `-` for `_`; `title` is one short sentence; `source` an address to read more;
    `needs` are the literals without which the rule cannot fire in a file, so that the others are never visited for it.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    needs: ClassVar[tuple[bytes, ...]]
    breaches: ClassVar[tuple[Breach, ...]]
    quiet: ClassVar[tuple[str, ...]]

    @abstractmethod
    def check(self, project: Project, path: str) -> Iterator[Finding]:
        """The breaches in the file at `path`, in any order, without fingerprint and excerpt."""
