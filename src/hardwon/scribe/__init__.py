"""Captures what happens in sessions: transcripts, git history, the session registry, worklogs."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.scribe.formats import known_formats as known_formats
    from hardwon.scribe.git_history import Git as Git
    from hardwon.scribe.git_history import GitFailed as GitFailed
    from hardwon.scribe.git_history import History as History
    from hardwon.scribe.harvesting import GuidesTaken as GuidesTaken
    from hardwon.scribe.harvesting import Harvest as Harvest
    from hardwon.scribe.harvesting import harvest as harvest
    from hardwon.scribe.importing import Imported as Imported
    from hardwon.scribe.importing import Interrupted as Interrupted
    from hardwon.scribe.importing import NoTranscript as NoTranscript
    from hardwon.scribe.importing import Progress as Progress
    from hardwon.scribe.importing import Spot as Spot
    from hardwon.scribe.importing import import_transcripts as import_transcripts
    from hardwon.scribe.intake import Intake as Intake
    from hardwon.scribe.intake import NothingKnown as NothingKnown
    from hardwon.scribe.intake import Readings as Readings
    from hardwon.scribe.limits import Limits as Limits
    from hardwon.scribe.page import worklog_brief as worklog_brief
    from hardwon.scribe.page import worklog_page as worklog_page
    from hardwon.scribe.page import worklog_rows as worklog_rows
    from hardwon.scribe.places import worktrees as worktrees
    from hardwon.scribe.registry import Registry as Registry
    from hardwon.scribe.scheduling import Priority as Priority
    from hardwon.scribe.scheduling import Scheduler as Scheduler
    from hardwon.scribe.sessions import Account as Account
    from hardwon.scribe.sessions import NoSession as NoSession
    from hardwon.scribe.sessions import Session as Session
    from hardwon.scribe.sessions import Sessions as Sessions
    from hardwon.scribe.worklog import Worklog as Worklog
    from hardwon.scribe.worklogs import Worklogs as Worklogs
    from hardwon.scribe.worklogs import open_worklogs as open_worklogs

# Lazy (PEP 562): SQLAlchemy comes with the registry, and hooks pass here without it.
_PLACES = {
    "formats": "known_formats",
    "git_history": "Git GitFailed History",
    "harvesting": "GuidesTaken Harvest harvest",
    "importing": "Imported Interrupted NoTranscript Progress Spot import_transcripts",
    "intake": "Intake NothingKnown Readings",
    "limits": "Limits",
    "places": "worktrees",
    "registry": "Registry",
    "scheduling": "Priority Scheduler",
    "sessions": "Account NoSession Session Sessions",
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
