"""A brief as a value: all that an agent with an isolated context is told of its task."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardwon.integrations.briefs.agents import Agent
from hardwon.integrations.briefs.portable import Tree
from hardwon.lessons import Checklist, Lesson, Unit


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of an agent, in the words of whoever delegates.

    `files` are relative to the repository; `outside` are those that lie elsewhere, `moved` those that were
    named in another of its worktrees, both as they were named. Texts may name `{worktree}`.
    """

    task: str
    files: tuple[str, ...] = ()
    expect: str = ""
    returns: str = ""
    decisions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    done_when: tuple[str, ...] = ()
    agent: Agent | None = None
    outside: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where the work stands: branch, last commit, what is changed and not committed."""

    branch: str = ""
    commit: str = ""
    subject: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known where the brief is made.

    `texts` has each of the order's files, None for one that is not there. `earlier` are units that `recall`
    gave, best first.
    """

    tree: Tree
    texts: Mapping[str, str | None]
    state: State = State()
    checklist: Checklist = field(default_factory=Checklist)
    lessons: tuple[Lesson, ...] = ()
    earlier: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefFile:
    """A file and why it matters; one that is not there is to be made (`is_new`), or missing."""

    path: str
    why: str
    there: bool = True
    is_new: bool = False
    lines: int = 0
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefLesson:
    """A lesson that applies: what to do, what not knowing it cost (minutes), what calls for it."""

    slug: str
    title: str
    do: str
    why: str
    path: str
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was decided or found out before, and where it stands."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that an isolated reader will miss; `required` where the work cannot be handed over so."""

    kind: str
    what: str
    fix: str
    required: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """All paths are relative to the repository, in texts as `{worktree}/…`."""

    task: str
    expect: str
    returns: str
    decisions: tuple[str, ...]
    assumptions: tuple[str, ...]
    done_when: tuple[str, ...]
    agent: Agent | None
    files: tuple[BriefFile, ...]
    lessons: tuple[BriefLesson, ...]
    earlier: tuple[Earlier, ...]
    state: State
    missing: tuple[Gap, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing that is required is missing."""
        return not any(gap.required for gap in self.missing)
