"""Reads configuration and environment, and joins the floors below into what the command line calls."""

# Without `typing`: a check that a daemon answers has 100 ms in all.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from hardwon.assembly.at_hand import find_commit as find_commit
    from hardwon.assembly.at_hand import open_ground as open_ground
    from hardwon.assembly.at_hand import read_work as read_work
    from hardwon.assembly.checking import Checked as Checked
    from hardwon.assembly.checking import CheckOrder as CheckOrder
    from hardwon.assembly.checking import Outcome as Outcome
    from hardwon.assembly.checking import check_repository as check_repository
    from hardwon.assembly.configuration import BadConfiguration as BadConfiguration
    from hardwon.assembly.context import read_context as read_context
    from hardwon.assembly.ending import background_work as background_work
    from hardwon.assembly.ending import end_session as end_session
    from hardwon.assembly.ending import resume_session as resume_session
    from hardwon.assembly.intake import Taken as Taken
    from hardwon.assembly.intake import import_everything as import_everything
    from hardwon.assembly.launch import AlreadyUp as AlreadyUp
    from hardwon.assembly.launch import Found as Found
    from hardwon.assembly.launch import UpListener as UpListener
    from hardwon.assembly.launch import up as up
    from hardwon.assembly.linters import open_linter as open_linter
    from hardwon.assembly.lookup import Lookup as Lookup
    from hardwon.assembly.noting import note_recalled as note_recalled
    from hardwon.assembly.noting import note_shown as note_shown
    from hardwon.assembly.noting import open_figures as open_figures
    from hardwon.assembly.recording import AsyncScribe as AsyncScribe
    from hardwon.assembly.remembering import open_recall as open_recall
    from hardwon.assembly.remembering import read_changes as read_changes
    from hardwon.assembly.scribe import Scribe as Scribe
    from hardwon.assembly.tailing import follow_session as follow_session
    from hardwon.assembly.workspace import Workspace as Workspace
    from hardwon.assembly.workspace import open_workspace as open_workspace

_PLACES = {
    "at_hand": "find_commit open_ground read_work",
    "checking": "CheckOrder Checked Outcome check_repository",
    "configuration": "BadConfiguration",
    "context": "read_context",
    "ending": "background_work end_session resume_session",
    "intake": "Taken import_everything",
    "launch": "AlreadyUp Found UpListener up",
    "linters": "open_linter",
    "lookup": "Lookup",
    "noting": "note_recalled note_shown open_figures",
    "recording": "AsyncScribe",
    "remembering": "open_recall read_changes",
    "scribe": "Scribe",
    "tailing": "follow_session",
    "workspace": "Workspace open_workspace",
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
