"""Whether what an agent is about to do breaks a lesson, and what it is told then."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hardwon.integrations.hooks.prompting import beginning
from hardwon.lessons import BuiltInRule, CommandRule, Lesson, command_breaches, describe_cost

TYPE_CHECKING = False  # the analyzer's own modules are loaded where something is checked
if TYPE_CHECKING:
    from hardwon.check import Finding

_LONGEST_COMMAND = 20_000  # characters that are searched; a longer one holds a file
_MOST = 3  # findings of one lesson, and lessons in one answer, that are told
_WHY = 360  # characters of a lesson's reason


@dataclass(frozen=True, slots=True)
class Breach:
    """Something newly broken: by a finding in a proposed text, or by `command`.

    `lesson` is None for a built-in rule that no adopted lesson names.
    """

    lesson: Lesson | None
    finding: "Finding | None" = None
    command: str = ""

    @property
    def denies(self) -> bool:
        """Whether the tool must not run: not where the rule itself is in doubt and only gives advice."""
        doubtful = self.finding is not None and self.finding.severity == "advice"
        return self.lesson is not None and self.lesson.enforce == "deny" and not doubtful

    @property
    def fingerprint(self) -> str:
        """The finding's, or one that the same command has again."""
        if self.finding is not None:
            return self.finding.fingerprint
        import hashlib  # late: few hooks find anything

        return hashlib.blake2b(self.command.encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Denied:
    """The tool must not run: `breaches` are those that say so, never none."""

    reason: str
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class Advised:
    """The tool may run, and the agent is told of `breaches`; of none where there is nothing to say."""

    text: str
    breaches: tuple[Breach, ...]


def breaches_of_command(lessons: Iterable[Lesson], command: str) -> tuple[Breach, ...]:
    """The adopted lessons whose pattern on commands `command` matches, the dearest first."""
    told = command[:_LONGEST_COMMAND]
    found = [
        Breach(lesson, command=command)
        for lesson in lessons
        if lesson.status == "adopted"
        and isinstance(lesson.rule, CommandRule)
        and command_breaches(lesson.rule, told)
    ]
    return _sorted(found)


def breaches_of_findings(findings: "Iterable[Finding]", lessons: Iterable[Lesson]) -> tuple[Breach, ...]:
    """`findings` with their lessons, those that deny first; advice without a lesson is left out.

    A finding's lesson is the one that it names, that brings its rule, or (of several the dearest) that names
    its built-in rule.
    """
    known: dict[str, Lesson] = {}
    for lesson in sorted(lessons, key=lambda one: (one.cost, one.slug)):
        if lesson.status == "adopted":
            known[lesson.slug] = lesson
            if isinstance(lesson.rule, BuiltInRule):
                known[lesson.rule.slug] = lesson
    found = [Breach(known.get(finding.lesson or finding.rule), finding) for finding in findings]
    return _sorted(
        one
        for one in found
        if one.lesson is not None or (one.finding is not None and one.finding.severity != "advice")
    )


def newly_found(before: "Sequence[Finding]", after: "Sequence[Finding]") -> "tuple[Finding, ...]":
    """The findings of `after` that were not there `before`; one that moved with its code was."""
    left = Counter((one.rule, one.fingerprint) for one in before)
    new = []
    for one in after:
        if left[one.rule, one.fingerprint]:
            left[one.rule, one.fingerprint] -= 1
        else:
            new.append(one)
    return tuple(new)


def judge(breaches: Sequence[Breach]) -> Denied | Advised:
    """Denies where a lesson among `breaches` does, and advises otherwise."""
    denying = tuple(one for one in breaches if one.denies)
    if denying:
        return Denied(_told(denying, "hardwon: this would break"), denying)
    return Advised(_told(breaches, "hardwon: mind") if breaches else "", tuple(breaches))


def by_delegation(tool: str, is_subagent: bool, gates: Mapping[str, str]) -> str:
    """Whom an orchestrating agent that reaches for `tool` is to ask instead; empty where it may go on.

    `gates` map a tool, or several with `|` between them, to who does that work.
    """
    if is_subagent:
        return ""
    return next((who for tools, who in gates.items() if tool in tools.split("|")), "")


def _sorted(found: Iterable[Breach]) -> tuple[Breach, ...]:
    def order(one: Breach) -> tuple[object, ...]:
        place = (one.finding.path, one.finding.line) if one.finding else ("", 0)
        if one.lesson is None:
            return (not one.denies, 1, 0, "", *place)
        return (not one.denies, 0, -one.lesson.cost, one.lesson.slug, *place)

    return tuple(sorted(found, key=order))


def _told(breaches: Sequence[Breach], head: str) -> str:
    """What the agent reads: each lesson once, what breaks it, and the way out."""
    by_lesson: dict[str, list[Breach]] = {}
    for one in breaches:
        name = one.lesson.slug if one.lesson else f"rule {one.finding.rule}" if one.finding else ""
        by_lesson.setdefault(name, []).append(one)
    parts = [_part(several, head) for several in list(by_lesson.values())[:_MOST]]
    if len(by_lesson) > _MOST:
        parts.append(f"and {len(by_lesson) - _MOST} more -> hardwon check")
    return "\n\n".join(parts)


def _part(breaches: Sequence[Breach], head: str) -> str:
    lesson = breaches[0].lesson
    lines = []
    if lesson is not None:
        cost = f" (it cost {describe_cost(lesson.cost)} to learn)" if lesson.cost else ""
        lines.append(f'{head} "{lesson.title}"{cost}.')
    elif breaches[0].finding is not None:
        lines.append(f"{head} the rule {breaches[0].finding.rule}.")
    for finding in [one.finding for one in breaches if one.finding is not None][:_MOST]:
        lines.append(f"{finding.path}:{finding.line}  {finding.message}")
        if finding.do:
            lines.append(f"  do: {finding.do}")
    if lesson is not None:
        if reason := beginning(lesson, _WHY):
            lines.append(f"why: {reason}")
        if breaches[0].command and (instead := _instead(lesson)):
            lines.append(f"instead: {instead}")
        lines.append(f"page: {lesson.path}")
    return "\n".join(lines)


def _instead(lesson: Lesson) -> str:
    """The first command of the first good case."""
    texts = (file.text for case in lesson.cases if not case.bad for file in case.files)
    lines = (line.strip() for text in texts for line in text.splitlines())
    return next((line.removeprefix("$ ") for line in lines if line and not line.startswith("#")), "")
