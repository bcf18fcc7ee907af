"""A review of what has changed: what to say about it, where it is said, and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hardwon.assembly.at_hand import read_work
from hardwon.assembly.checking import CheckOrder, check_repository
from hardwon.assembly.configuration import environment
from hardwon.assembly.difference import difference_since
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.integrations import Boxes, GitHub, Review, read_boxes, write_comment
from hardwon.lessons import checklist_for, review_ended

if TYPE_CHECKING:
    from hardwon.assembly.knowing import Known
    from hardwon.store import NewEvent

Published = Literal["created", "updated", "unchanged", "none"]


class NoReview(HardwonError):
    """There is no review to record: no comment of ours, no pull request that it is about, or it goes on."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A review that has ended. `is_new` is None where only the journal's owner will know."""

    event: "NewEvent"
    is_new: bool | None


def review_changes(
    workspace: Workspace,
    since: str = "HEAD",
    *,
    progress: Callable[[int, int], None] | None = None,
    known: "Known | None" = None,
) -> Review:
    """What there is to say about what the work tree has beyond the commit where it left `since`.

    Raises as `check_repository` and `read_work` do.
    """
    # From where the branches parted, as the check has it: what others did meanwhile is no part of this.
    base = difference_since(workspace.places, since).base
    shelf = workspace.shelf()
    order = CheckOrder(since=since, frozen=True)
    report = check_repository(workspace, order, progress=progress, known=known).report
    return Review(
        since=since,
        checklist=checklist_for(read_work(workspace.places, since=base), shelf),
        findings=report.findings,
        accepted=report.accepted,
        errors=report.errors,
        lessons={lesson.slug: lesson for lesson in shelf.adopted()},
    )


def publish_review(workspace: Workspace, review: Review, pr: int) -> Published:
    """Puts the comment onto the pull request, or renews the one that is there, with what was ticked in it.

    Where there is nothing to say, none is begun. Raises `NoGitHub`, `GitHubRefused`.
    """
    github = GitHub(workspace.places.root, environment())
    request = github.pull_request(pr)
    comment = request.comment if request.is_own else None
    if comment is None:
        if not review.says_something:
            return "none"
        github.add(pr, write_comment(review, pr=pr))
        return "created"
    before = read_boxes(comment.body)
    text = write_comment(review, pr=pr, ticked=before.ticked if before else ())
    # GitHub gives texts that were changed in a browser other line ends, and takes the last one away.
    if "\n".join(comment.body.split("\r\n")).strip() == text.strip():
        return "unchanged"
    github.change(comment, text)
    return "updated"


def record_from_github(workspace: Workspace, pr: int) -> Recorded | None:
    """Records how the review of a pull request ended; None where it has no comment of ours.

    Raises `NoReview` while it is open, `NoGitHub`, `GitHubRefused`.
    """
    request = GitHub(workspace.places.root, environment()).pull_request(pr)
    if not request.closed:
        raise NoReview(
            f"pull request {pr} is still open", next_step="record its review when it is merged or closed"
        )
    boxes = read_boxes(request.comment.body) if request.comment else None
    if boxes is None:
        return None
    return _record(workspace, boxes, pr, request.opened, request.closed)


def record_review(
    workspace: Workspace, text: str, *, pr: int | None = None, opened: str = "", closed: str = ""
) -> Recorded:
    """Records a review from its comment in Markdown, as it was at the end. Raises `NoReview`, `BadTimes`."""
    boxes = read_boxes(text)
    if boxes is None:
        raise NoReview(
            "no review comment of hardwon is in it",
            next_step="give its Markdown as it is, with the line `<!-- hardwon:review -->`",
        )
    number = pr or boxes.pr
    if number is None:
        raise NoReview("it does not say which pull request it is about", next_step="name it with --pr")
    return _record(workspace, boxes, number, opened, closed)


def _record(workspace: Workspace, boxes: Boxes, pr: int, opened: str, closed: str) -> Recorded:
    event = review_ended(pr, boxes.lessons, clock=workspace.clock, opened=opened, closed=closed)
    with workspace.sink("review") as sink:
        added = sink.append([event])
    return Recorded(event, None if added is None else bool(added))
