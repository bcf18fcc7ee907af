"""Everything that is already there, in one go: transcripts, git history, guides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Clock, Places
from hardwon.scribe.formats import recognise
from hardwon.scribe.git_history import History, import_git_history, known_heads
from hardwon.scribe.importing import Imported, Progress, import_transcripts
from hardwon.scribe.intake import Readings
from hardwon.scribe.lines import head_of
from hardwon.scribe.places import kept_transcripts
from hardwon.store import Sink

if TYPE_CHECKING:
    from hardwon.store import JournalReader

GUIDE = "guide"
_PAGES = {".md", ".mdc", ".markdown"}


@dataclass(frozen=True, slots=True)
class GuidesTaken:
    """Guides that were read, and how many events that gave which are new (None as in `Imported`)."""

    guides: int = 0
    new: int | None = 0


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was taken in; `history` and `guides` are None where they were not asked for."""

    transcripts: Imported
    history: History | None = None
    guides: GuidesTaken | None = None


TakeGuides = Callable[[Sequence[Path], Sink], GuidesTaken]


def harvest(
    paths: Sequence[Path],
    sink: Sink,
    *,
    reader: "JournalReader",
    places: Places,
    home: Path,
    environment: Mapping[str, str],
    clock: Clock,
    claimed: str = "auto",
    progress: Callable[[Progress], None] = lambda _: None,
    take_guides: TakeGuides,
) -> Harvest:
    """Takes `paths` in; without any, all that agents keep about this repository below the user's `home`,
    the repository's git history, and its guides.

    `claimed` is a format's name, `guide` or `auto`. `take_guides` reads guides: those named, or for an empty
    list the repository's own. A named page that is no transcript counts as a guide. Raises what
    `import_transcripts` raises.
    """
    is_all = not paths and claimed == "auto"
    if claimed == GUIDE:
        return Harvest(Imported(), guides=take_guides(paths, sink))
    pages = [path for path in paths if claimed == "auto" and _is_page(path)]
    chosen = [path for path in paths if path not in pages] if paths else list(kept_transcripts(home, places))
    imported = import_transcripts(
        chosen, sink, known=Readings(reader), clock=clock, claimed=claimed, progress=progress
    )
    history = None
    if is_all and places.git_dir is not None:
        history = import_git_history(
            places.root, sink, environment=environment, clock=clock, known=known_heads(reader)
        )
    return Harvest(imported, history, take_guides(pages, sink) if is_all or pages else None)


def _is_page(path: Path) -> bool:
    if path.suffix.lower() not in _PAGES or not path.is_file():
        return False
    return recognise(head_of(path)) is None
