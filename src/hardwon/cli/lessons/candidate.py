"""A candidate by the beginning of its id, for commands that take one or a page."""

from typing import TYPE_CHECKING

from hardwon.assembly import Workspace, open_figures
from hardwon.core import HardwonError

if TYPE_CHECKING:
    from hardwon.lessons import Candidate


def find_waiting(workspace: Workspace, name: str) -> "Candidate | None":
    """The waiting candidate whose id begins with `name`; None for a page. Raises `NoSuchLesson`."""
    from hardwon.lessons import find_candidate

    if not name.startswith("c-"):
        return None
    with open_figures(workspace) as reader:
        return find_candidate(reader, name)


def waiting_candidate(workspace: Workspace, name: str) -> "Candidate":
    """The waiting candidate whose id begins with `name`. Raises `HardwonError` where none does."""
    found = find_waiting(workspace, name)
    if found is None:
        raise HardwonError(f"no candidate is called {name}", next_step="`hardwon lessons inbox` shows them")
    return found
