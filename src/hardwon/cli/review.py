"""`hardwon review`."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from hardwon.assembly import Workspace, open_workspace
from hardwon.cli.lessons.checklist import item_documents
from hardwon.cli.options import emit_json, repo_option

if TYPE_CHECKING:
    from hardwon.assembly.reviewing import Recorded
    from hardwon.integrations import Review

_NOTHING = "no lesson bears on this change, and nothing was found on its lines"
_SAID = {
    "created": "posted on pull request {pr}",
    "updated": "renewed on pull request {pr}; what was ticked stays so",
    "unchanged": "pull request {pr} says so already",
    "none": f"pull request {{pr}} has no comment: {_NOTHING}",
}


@click.command(short_help="Write the review comment for a change, and record its end.")
@repo_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    help="How to print: the comment, or one JSON document.",
)
@click.option("--diff", "since", metavar="REF", help="What is new since REF, by default the last commit.")
@click.option(
    "--github", type=click.IntRange(1), metavar="PR", help="Post or renew it on this pull request, by `gh`."
)
@click.option(
    "--record",
    is_flag=False,
    flag_value="",
    metavar="[FILE|-]",
    help="Record how a review ended: from its comment in FILE, or with --github from there.",
)
@click.option("--pr", type=click.IntRange(1), help="With --record FILE: the pull request's number.")
@click.option("--opened", default="", metavar="TIME", help="With --record FILE: when it was opened.")
@click.option(
    "--closed", default="", metavar="TIME", help="With --record FILE: when it was merged or closed."
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    repo: str,
    output_format: str,
    since: str | None,
    github: int | None,
    record: str | None,
    **told: Any,
) -> None:
    """Write the comment for a review: the lessons that bear on the change as boxes to tick, the findings on
    changed lines with their lessons, what the baseline accepts there. Nothing to say, no comment.

    With --github it is posted through GitHub's `gh`, or the one that is there is renewed with its ticks.
    --record notes which boxes were ticked and how long the review took, once for each pull request and not
    who it was; `hardwon lessons stats` shows what it comes to. It fails no build: `hardwon check` does that.

    \b
    Examples:
      hardwon review --diff origin/main
      hardwon review --diff origin/main --github 12
      hardwon review --github 12 --record
      hardwon review --record comment.md --pr 12 --opened 2026-03-01T09:30Z --closed 2026-03-01T14:00Z
    """
    _require_sense(since, github, record, told)
    workspace = open_workspace(repo)
    if record is not None:
        _record(workspace, output_format, github, record, told)
        return
    from hardwon.assembly.reviewing import publish_review, review_changes

    review = review_changes(workspace, since or "HEAD", known=ctx.obj)
    published = publish_review(workspace, review, github) if github else None
    if output_format == "json":
        emit_json(_document(review, github, published))
    elif published:
        click.echo(_SAID[published].format(pr=github))
    elif review.says_something:
        from hardwon.integrations import write_comment

        click.echo(write_comment(review), nl=False)
    else:
        click.echo(_NOTHING, err=True)


def _require_sense(since: str | None, github: int | None, record: str | None, told: dict[str, Any]) -> None:
    if since == "":
        raise click.UsageError("--diff needs a REF -> hardwon review --diff origin/main")
    if record is not None and since:
        raise click.UsageError("--record is about a review that has ended -> leave --diff out")
    if record == "" and github is None:
        raise click.UsageError("--record needs a FILE, `-`, or --github PR -> hardwon review --record FILE")
    if record and github is not None:
        raise click.UsageError("--record FILE and --github are two sources -> write one of them")
    if not record and any(told.values()):
        raise click.UsageError("--pr, --opened and --closed are for --record FILE -> leave them out")


def _record(
    workspace: Workspace, output_format: str, github: int | None, record: str, told: dict[str, Any]
) -> None:
    from hardwon.assembly.reviewing import record_from_github, record_review

    if github is not None:
        found = record_from_github(workspace, github)
    else:
        found = record_review(workspace, _text(record), **told)
    if output_format == "json":
        emit_json(_record_document(found, github))
    elif found is None:
        click.echo(f"pull request {github} has no review comment: nothing to record")
    else:
        click.echo(_record_text(found))


def _text(name: str) -> str:
    try:
        with click.open_file(name, encoding="utf-8", errors="replace") as stream:
            return str(stream.read())
    except OSError as error:
        raise click.UsageError(f"{name}: {error.strerror} -> name the file with the comment") from None


def _record_text(found: "Recorded") -> str:
    told: Any = found.event.payload
    if found.is_new is False:
        return f"the review of pull request {told['pr']} was recorded before; nothing changed"
    from hardwon.lessons import describe_cost

    took = f", in {describe_cost(told['minutes'])}" if told["minutes"] is not None else ""
    return f"recorded: {told['ticked']} of {told['boxes']} boxes ticked{took}"


def _record_document(found: "Recorded | None", pr: int | None) -> dict[str, object]:
    if found is None:
        return {"version": 1, "pr": pr, "recorded": None, "new": False}
    told = dict(found.event.payload)
    return {"version": 1, "pr": told.pop("pr"), "recorded": told, "new": found.is_new}


def _document(review: "Review", pr: int | None, published: str | None) -> dict[str, object]:
    from hardwon.integrations import write_comment

    return {
        "version": 1,
        "since": review.since,
        "items": item_documents(review.checklist),
        "left": review.checklist.left,
        "findings": [
            {
                "rule": finding.rule,
                "path": finding.path,
                "line": finding.line,
                "end_line": finding.end_line,
                "severity": finding.severity,
                "message": finding.message,
                "do": finding.do,
                "lesson": finding.lesson,
                "cost": lesson.cost if (lesson := review.lessons.get(finding.lesson or "")) else 0,
                "fingerprint": finding.fingerprint,
            }
            for finding in review.findings
        ],
        "accepted": dict(sorted(Counter(one.rule for one in review.accepted).items())),
        "errors": [{"path": one.path, "line": one.line, "message": one.message} for one in review.errors],
        "markdown": write_comment(review, pr=pr) if review.says_something else None,
        "comment": {"pr": pr, "change": published} if published else None,
    }
