"""Captures what happens in sessions: transcripts, git history, the session registry, worklogs."""

# ruff: noqa: I001 (a line a module; sorted, each name would take one)
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.scribe.audience import OWNER as OWNER, Audience as Audience
    from hardwon.scribe.following import Following as Following
    from hardwon.scribe.calls import understand as understand
    from hardwon.scribe.families import Kin as Kin
    from hardwon.scribe.formats import known_formats as known_formats, resume_command as resume_command
    from hardwon.scribe.git_following import GitFollowing as GitFollowing
    from hardwon.scribe.git_history import Git as Git, GitFailed as GitFailed, History as History
    from hardwon.scribe.harvesting import GuidesTaken as GuidesTaken, Harvest as Harvest, harvest as harvest
    from hardwon.scribe.importing import Imported as Imported, Interrupted as Interrupted
    from hardwon.scribe.importing import NoTranscript as NoTranscript, Progress as Progress, Spot as Spot
    from hardwon.scribe.importing import import_transcripts as import_transcripts
    from hardwon.scribe.intake import Intake as Intake, NothingKnown as NothingKnown, Readings as Readings
    from hardwon.scribe.limits import Limits as Limits
    from hardwon.scribe.page import worklog_brief as worklog_brief, worklog_page as worklog_page
    from hardwon.scribe.page import worklog_rows as worklog_rows
    from hardwon.scribe.places import keepings as keepings, worktrees as worktrees
    from hardwon.scribe.processes import is_gone as is_gone, started_at as started_at
    from hardwon.scribe.registry import Registry as Registry
    from hardwon.scribe.scheduling import Priority as Priority, Scheduler as Scheduler
    from hardwon.scribe.sessions import Account as Account, NoSession as NoSession, Session as Session
    from hardwon.scribe.sessions import Sessions as Sessions
    from hardwon.scribe.wording import put_into_words as put_into_words
    from hardwon.scribe.wording import words_of as words_of
    from hardwon.scribe.worklog import Worklog as Worklog
    from hardwon.scribe.worklogs import Worklogs as Worklogs, open_worklogs as open_worklogs

# Lazy (PEP 562): SQLAlchemy comes with the registry, and hooks pass here without it.
_PLACES = {
    "audience": "Audience OWNER",
    "following": "Following",
    "calls": "understand",
    "families": "Kin",
    "formats": "known_formats resume_command",
    "git_following": "GitFollowing",
    "git_history": "Git GitFailed History",
    "harvesting": "GuidesTaken Harvest harvest",
    "importing": "Imported Interrupted NoTranscript Progress Spot import_transcripts",
    "intake": "Intake NothingKnown Readings",
    "limits": "Limits",
    "places": "keepings worktrees",
    "processes": "is_gone started_at",
    "registry": "Registry",
    "scheduling": "Priority Scheduler",
    "sessions": "Account NoSession Session Sessions",
    "wording": "put_into_words words_of",
    "worklog": "Worklog",
    "worklogs": "Worklogs open_worklogs",
    "page": "worklog_brief worklog_page worklog_rows",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
