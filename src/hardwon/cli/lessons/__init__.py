"""`hardwon lessons`."""

import click

from hardwon.cli.lazy import LazyGroup

# name -> (section of the help, module below hardwon.cli.lessons, what it does).
_TABLE: dict[str, tuple[str, str, str]] = {
    "list": ("Read", "listing:list_", "The lessons, one to a line."),
    "show": ("Read", "listing:show", "One lesson, or one candidate."),
    "checklist": ("Read", "checklist:checklist", "What the work at hand calls for."),
    "stats": ("Read", "stats:stats", "What lessons came to: prevented, breached, hours saved."),
    "inbox": ("Curate", "inbox:inbox", "The candidates that wait for a decision."),
    "new": ("Curate", "writing:new", "A page for a new lesson."),
    "adopt": ("Curate", "writing:adopt", "Make a candidate, or a page, an adopted lesson."),
    "merge": ("Curate", "deciding:merge", "Add a candidate's evidence to a lesson or candidate."),
    "reject": ("Curate", "deciding:reject", "Send a candidate away for good, with the reason."),
    "retire": ("Curate", "writing:retire", "Take a lesson out of use, with the reason."),
    "undo": ("Curate", "deciding:undo", "Take back the last decisions."),
    "helpful": ("Curate", "judging:helpful", "Say that a lesson has helped."),
    "harmful": ("Curate", "judging:harmful", "Say that a lesson has misled."),
    "audit": ("Keep true", "audit:audit", "What no longer holds: evidence, files, each other."),
    "due": ("Keep true", "reviewing:due", "The lessons whose review has come."),
    "review": ("Keep true", "reviewing:review", "Keep, change or retire those that are due."),
    "verify": ("Keep true", "verifying:verify", "Run each lesson's rule on its own cases."),
    "packs": ("Share", "packs:packs", "The packs that were imported here, and their pins."),
}


@click.group(cls=LazyGroup, table=_TABLE, package=__name__)
def command() -> None:
    """The lessons of this repository: pages in .hardwon/lessons, each with its cost and its check.

    \b
    Examples:
      hardwon lessons list
      hardwon lessons inbox
      hardwon lessons adopt c-4k2jq
      hardwon lessons stats
    """
