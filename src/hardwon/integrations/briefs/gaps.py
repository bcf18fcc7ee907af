"""The delegation checklist: what a brief lacks for somebody who sees nothing but it."""

import re
from collections.abc import Iterator

from hardwon.integrations.briefs.brief import Brief, Gap, Order, State, Surroundings
from hardwon.integrations.briefs.portable import homes, other_worktrees
from hardwon.integrations.briefs.references import unresolved

_VAGUE = re.compile(
    r"(?:it|this|that|everything|all)?\s*(?:is|are)?\s*(?:works?|working|done|fixed|ok|okay|good|green)\W*",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\A\W*(?:please\s+)?(?:fix|add|write|implement|refactor|rename|move|delete|remove|replace|change|update|create|make)\b",
    re.IGNORECASE,
)


def find_gaps(brief: Brief, order: Order, around: Surroundings) -> tuple[Gap, ...]:
    """What is missing, first what is required; empty for a brief that can be handed over."""
    found = [
        *_unsaid(brief),
        *_files(brief, order),
        *_references(order, around),
        *_paths(order, around),
        *_agent(brief),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda gap: not gap.required))


def missing_files(brief: Brief, state: State) -> tuple[Gap, ...]:
    """The gaps of a brief that was kept, for the worktree whose `state` it has now, files looked at anew."""
    kept = [gap for gap in brief.missing if gap.kind != "missing-file"]
    told = [one for one in brief.files if not one.there and not one.is_new]
    return (*(_missing(one.path, state.branch) for one in told), *kept)


def _unsaid(brief: Brief) -> Iterator[Gap]:
    if not brief.task:
        yield Gap("no-task", "no task is named", 'say what to do: hardwon brief "…"', required=True)
    if not brief.expect:
        fix = 'say what is there when it is done: --expect "GET /orders answers in pages of 50; tests for it"'
        yield Gap("no-outcome", "no expected outcome", fix, required=True)
    elif _VAGUE.fullmatch(brief.expect.strip()):
        fix = "name what can be looked at: a file, a command and what it prints, a test"
        yield Gap("vague-outcome", f"“{brief.expect}” can be said of anything", fix, required=False)
    if not brief.returns:
        fix = 'say what comes back, and where: --return "in your last message: commit, what was left alone"'
        yield Gap("no-return", "no return path", fix, required=True)
    if not (brief.decisions or brief.assumptions or brief.earlier):
        fix = 'say what was decided, and why: --decision "one session per job: requests close theirs"'
        yield Gap("no-context", "no decision context", fix, required=True)
    if not brief.files:
        fix = "name where to begin: --files app/orders/api.py"
        yield Gap("no-files", "no files are named", fix, required=False)


def _files(brief: Brief, order: Order) -> Iterator[Gap]:
    for path in order.outside:
        fix = "copy what matters into the repository, or into --decision: whoever is asked may not see it"
        yield Gap("outside-file", f"{path} lies outside the repository", fix, required=True)
    for path in order.moved:
        fix = "it was taken as the same file here; name its branch in the task if that one is meant"
        yield Gap("other-worktree", f"{path} lies in another worktree", fix, required=False)
    for file in brief.files:
        if not file.there and not file.is_new:
            yield _missing(file.path, brief.state.branch)


def _missing(path: str, branch: str) -> Gap:
    where = f" on {branch}" if branch else ""
    fix = f"correct the path, or say in the task that it is to be made: “write {path}”"
    return Gap("missing-file", f"{path} is not there{where}", fix, required=True)


def _texts(order: Order) -> Iterator[tuple[str, str]]:
    yield "the task", order.task
    yield "--expect", order.expect
    yield "--return", order.returns
    yield from (("--decision", text) for text in order.decisions)
    yield from (("--assume", text) for text in order.assumptions)
    yield from (("--done-when", text) for text in order.done_when)


def _references(order: Order, around: Surroundings) -> Iterator[Gap]:
    for where, text in _texts(order):
        for reference in unresolved(text):
            fix = "write out what is meant: nobody else has seen it"
            yield Gap("reference", f"{where}: “{reference.words}”", fix, required=True)


def _paths(order: Order, around: Surroundings) -> Iterator[Gap]:
    for where, text in _texts(order):
        for path in other_worktrees(text, around.tree):
            fix = "it was taken as the same path here; name its branch if that one is meant"
            yield Gap("other-worktree", f"{where}: {path} lies in another worktree", fix, required=False)
        for path in homes(text, around.tree):
            fix = "bring what matters into the repository, or write it into the brief"
            yield Gap("outside-path", f"{where}: {path} is on this machine alone", fix, required=False)


def _agent(brief: Brief) -> Iterator[Gap]:
    agent = brief.agent
    if agent is not None and not agent.can_write and _CHANGES.search(brief.task):
        fix = f"ask for a report instead of a change, or name another agent ({agent.path} lists its tools)"
        what = f"{agent.name} has no tool that changes files ({', '.join(agent.tools)})"
        yield Gap("agent-cannot-write", what, fix, required=True)
