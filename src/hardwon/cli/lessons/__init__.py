"""`hardwon lessons`."""

import click

from hardwon.cli.lazy import LazyGroup

# name -> (section of the help, module below hardwon.cli.lessons, what it does).
_TABLE: dict[str, tuple[str, str, str]] = {
    "list": ("Commands", "listing:list_", "The lessons, one to a line."),
    "show": ("Commands", "listing:show", "One lesson, or one candidate."),
    "new": ("Commands", "writing:new", "A page for a new lesson."),
    "inbox": ("Commands", "inbox:inbox", "The candidates that wait for a decision."),
    "adopt": ("Commands", "writing:adopt", "Make a candidate, or a page, an adopted lesson."),
    "merge": ("Commands", "deciding:merge", "Add a candidate's evidence to a lesson or candidate."),
    "reject": ("Commands", "deciding:reject", "Send a candidate away for good, with the reason."),
    "retire": ("Commands", "writing:retire", "Take a lesson out of use, with the reason."),
    "undo": ("Commands", "deciding:undo", "Take back the last decisions."),
    "checklist": ("Commands", "checklist:checklist", "What the work at hand calls for."),
    "audit": ("Commands", "audit:audit", "What no longer holds: evidence, files, each other."),
    "due": ("Commands", "reviewing:due", "The lessons whose review has come."),
    "review": ("Commands", "reviewing:review", "Keep, change or retire those that are due."),
    "helpful": ("Commands", "judging:helpful", "Say that a lesson has helped."),
    "harmful": ("Commands", "judging:harmful", "Say that a lesson has misled."),
    "stats": ("Commands", "stats:stats", "What lessons came to: prevented, breached, hours saved."),
    "verify": ("Commands", "verifying:verify", "Run each lesson's rule on its own cases."),
    "packs": ("Commands", "packs:packs", "The packs that were imported here, and their pins."),
}


@click.group(cls=LazyGroup, table=_TABLE, package=__name__)
def command() -> None:
    """The lessons of this repository: pages in .hardwon/lessons, each with its cost and its check.

    \b
    Examples:
      hardwon lessons list
      hardwon lessons show job-status-first
      hardwon lessons new "Close the client in a finally" --kind gotcha --cost 45m --edit
      hardwon lessons verify
    """
