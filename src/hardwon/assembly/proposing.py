"""What a text that is about to be written would newly break, as if it were saved."""

from hardwon.assembly.checking import inspect
from hardwon.assembly.knowing import Known
from hardwon.assembly.workspace import Workspace
from hardwon.check import Finding, is_left_out, may_matter
from hardwon.integrations import newly_found


def propose(
    workspace: Workspace, path: str, before: bytes | None, after: bytes, *, known: Known | None = None
) -> tuple[Finding, ...]:
    """The findings in the file at `path` (relative to the repository) that `after` has and `before` has not.

    Without their lessons. Linked against the rest of the repository as it is on disk.
    `before` is None where there is no file yet. Raises as a check does.
    """
    settings = workspace.settings.check
    if not may_matter(path, settings) or is_left_out(workspace.places.root, path, settings):
        return ()
    absolute = str(workspace.places.root / path)

    def found(text: bytes) -> tuple[Finding, ...]:
        report = inspect(workspace, [absolute], texts={path: text}, known=known)
        return tuple(one for one in report.findings if one.path == path)

    then = found(after)
    if not then or before is None:
        return newly_found((), then)  # nearly always nothing: one look is enough
    held = known.still(workspace) if known is not None and _is_saved(absolute, before) else None
    if held is not None:
        return newly_found([one for one in held.findings if one.path == path], then)
    return newly_found(found(before), then)


def _is_saved(file: str, text: bytes) -> bool:
    try:
        with open(file, "rb") as saved:
            return saved.read() == text
    except OSError:
        return False
