"""How lessons, candidates and what came of verifying them are shown."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from hardwon.cli.columns import room, wrap

if TYPE_CHECKING:
    from hardwon.lessons import Candidate, Lesson, Problem, Verified

_LONGEST_RULE = 32  # characters of a table's cell
_TITLE = 30  # columns that a title has beside the others
_COLOURS = {"adopted": "green", "candidate": "yellow", "retired": "bright_black"}


def list_document(
    lessons: "Iterable[Lesson]", candidates: "Iterable[Candidate]", problems: "Iterable[Problem]"
) -> dict[str, object]:
    return {
        "version": 1,
        "lessons": [lesson_document(lesson) for lesson in lessons],
        "candidates": [candidate_document(candidate) for candidate in candidates],
        "problems": [_problem_document(problem) for problem in problems],
    }


def lesson_document(lesson: "Lesson", *, whole: bool = False) -> dict[str, object]:
    from hardwon.lessons import describe_rule

    document: dict[str, object] = {
        "slug": lesson.slug,
        "title": lesson.title,
        "status": lesson.status,
        "kind": lesson.kind,
        "cost": lesson.cost,
        "rule": describe_rule(lesson.rule) or None,
        "enforce": lesson.enforce,
        "applies_to": list(lesson.applies_to),
        "review": lesson.review.isoformat() if lesson.review else None,
        "evidence": list(lesson.evidence),
        "because": lesson.because or None,
        "path": lesson.path,
    }
    return {**document, "body": lesson.body} if whole else document


def decision_document(decision: str, lesson: "Lesson", **more: object) -> dict[str, object]:
    """What was decided about a page, for those who script it."""
    return {"version": 1, "decision": decision, "slug": lesson.slug, "path": lesson.path, **more}


def candidate_document(candidate: "Candidate") -> dict[str, object]:
    return {
        "id": candidate.id,
        "title": candidate.title,
        "status": "candidate",
        "kind": candidate.kind,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
        "evidence": list(candidate.evidence),
        "from": candidate.origin,
        "cost": candidate.cost,
        "files": list(candidate.files),
        "body": candidate.body,
    }


def verified_document(verified: "Iterable[Verified]", problems: "Iterable[Problem]") -> dict[str, object]:
    return {
        "version": 1,
        "lessons": [_outcomes_document(one) for one in verified],
        "problems": [_problem_document(problem) for problem in problems],
    }


def show_list(
    lessons: "Sequence[Lesson]",
    candidates: "Sequence[Candidate]",
    problems: "Iterable[Problem]",
    *,
    waiting: int = 0,
) -> None:
    """The table of `lessons`, then the `candidates`, or a hint where so many are `waiting`."""
    from hardwon.lessons import describe_cost

    rows = [
        (
            lesson.slug,
            describe_cost(lesson.cost) if lesson.cost else "-",
            lesson.status,
            lesson.kind,
            _rule_word(lesson) or "-",
            lesson.enforce,
            lesson.title,
        )
        for lesson in lessons
    ]
    _table(("slug", "cost", "status", "kind", "rule", "enforce", "title"), rows, spare="kind")
    if candidates:
        told = [(c.id, f"{c.score:.2f}", c.kind, next(iter(c.evidence), "-"), c.title) for c in candidates]
        _table(("candidate", "score", "kind", "evidence", "title"), told)
    if waiting:
        wait = "candidate waits" if waiting == 1 else "candidates wait"
        _hint(f"{waiting} {wait} -> hardwon lessons inbox")
    if not (rows or candidates or waiting):
        _hint('no lessons here -> hardwon init brings a pack, hardwon lessons new "TITLE" a page')
    _complain(problems)


def lesson_text(lesson: "Lesson") -> str:
    from hardwon.lessons import describe_cost, describe_rule

    facts = [
        ("status", f"{lesson.status} ({lesson.because})" if lesson.because else lesson.status),
        ("kind", lesson.kind),
        ("cost", describe_cost(lesson.cost) if lesson.cost else ""),
        ("rule", f"{describe_rule(lesson.rule)} ({lesson.enforce})" if lesson.rule else ""),
        ("files", ", ".join(lesson.applies_to)),
        ("review", lesson.review.isoformat() if lesson.review else ""),
        ("evidence", "\n            ".join(lesson.evidence)),
        ("page", lesson.path),
    ]
    return _card(lesson.title, facts, lesson.body)


def candidate_text(candidate: "Candidate") -> str:
    from hardwon.lessons import describe_cost

    facts = [
        ("status", f"candidate {candidate.id} -> hardwon lessons adopt {candidate.id}"),
        ("kind", candidate.kind),
        ("cost", describe_cost(candidate.cost) if candidate.cost else ""),
        ("files", ", ".join(candidate.files)),
        ("score", f"{candidate.score:.2f}: {'; '.join(candidate.reasons)}"),
        ("evidence", "\n            ".join(candidate.evidence)),
    ]
    return _card(candidate.title, facts, candidate.body)


def show_verified(verified: "Sequence[Verified]", problems: "Iterable[Problem]") -> None:
    width = max((len(one.lesson.slug) for one in verified), default=0)
    for one in verified:
        click.echo(f"{one.lesson.slug:<{width}}  {_verdict(one)}")
        for failure in one.failures:
            line = failure.case.line if failure.case else 1
            where = f"case {failure.case.name} ({_side(failure.case.bad)}): " if failure.case else ""
            click.echo(f"  {one.lesson.path}:{line}  {where}{failure.what} -> {failure.next_step}")
        for unknown in one.unverified[:1]:
            click.echo(f"  {unknown.what} -> --allow-unverified lets it pass")
    if not verified:
        _hint("no lessons to verify")
    _complain(problems)


def _verdict(one: "Verified") -> str:
    from hardwon.lessons import Holds

    if one.lesson.rule is None:
        return click.style("no rule", fg="bright_black")
    if one.failures:
        return click.style("fails", fg="red", bold=True)
    if one.unverified:
        return click.style("not verified", fg="yellow")
    held = [outcome.case.bad for outcome in one.outcomes if isinstance(outcome, Holds)]
    rule, bad = _rule_word(one.lesson), sum(held)
    return f"{click.style('holds', fg='green')}  {bad} bad, {len(held) - bad} good: {rule}"


def _rule_word(lesson: "Lesson") -> str:
    """The rule as a table has room for it; `hardwon lessons show` prints a regular expression."""
    from hardwon.lessons import CommandRule, describe_rule

    if isinstance(lesson.rule, CommandRule):
        return "command"
    return _short(describe_rule(lesson.rule))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_RULE else f"{text[: _LONGEST_RULE - 1]}…"


def _outcomes_document(one: "Verified") -> dict[str, object]:
    from hardwon.lessons import Fails, Unverified, describe_rule

    names = {Fails: "fails", Unverified: "unverified"}
    cases = [
        {
            "case": outcome.case.name if outcome.case else None,
            "side": _side(outcome.case.bad) if outcome.case else None,
            "line": outcome.case.line if outcome.case else 1,
            "outcome": names.get(type(outcome), "holds"),
            "what": getattr(outcome, "what", ""),
            "fired": [
                {"path": fired.path, "line": fired.line, "message": fired.message}
                for fired in getattr(outcome, "fired", ())
            ],
        }
        for outcome in one.outcomes
    ]
    rule = describe_rule(one.lesson.rule) or None
    return {"slug": one.lesson.slug, "path": one.lesson.path, "rule": rule, "cases": cases}


def _problem_document(problem: "Problem") -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "message": problem.what,
        "next_step": problem.next_step,
    }


def _side(bad: bool) -> str:
    return "bad" if bad else "good"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, spare: str = "") -> None:
    """Aligned columns; nothing at all without rows. The last column may be as long as it is.

    On a terminal that has no room for it, the last has a line of its own, and the column `spare` is left out.
    """
    if not rows:
        return
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads) - 1)]
    narrow = sum(widths) + 2 * len(widths) + _TITLE > room()
    shown = [i for i in range(len(widths)) if not (narrow and heads[i] == spare)]
    for number, row in enumerate((heads, *rows)):
        line = "  ".join(f"{row[i]:<{widths[i]}}" for i in shown)
        if not narrow:
            line = f"{line}  {row[-1]}"
        line = line.rstrip()
        click.echo(click.style(line, bold=True) if number == 0 else _coloured(line, row))
        if narrow and number:
            click.echo(
                "\n".join(f"  {text}" if at == 0 else text for at, text in enumerate(wrap(row[-1], 2)))
            )


def _coloured(line: str, row: Sequence[str]) -> str:
    for status, colour in _COLOURS.items():
        if status in row:
            return line.replace(f" {status} ", f" {click.style(status, fg=colour)} ", 1)
    return line


def _card(title: str, facts: Iterable[tuple[str, str]], body: str) -> str:
    lines = [
        click.style(title, bold=True),
        *(f"  {name:<9} {value}" for name, value in facts if value),
        "",
        body,
    ]
    return "\n".join(lines)


def _complain(problems: "Iterable[Problem]") -> None:
    for problem in problems:
        click.echo(f"{click.style('broken page', fg='red')} {problem}", err=True)


def _hint(text: str) -> None:
    click.echo(text, err=True)
