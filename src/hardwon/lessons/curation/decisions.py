"""From candidate to lesson, and out again: every change is a page's line and an event."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Clock, HardwonError, iso, new_id
from hardwon.lessons.curation.candidates import list_candidates
from hardwon.lessons.extraction.candidate import Candidate, candidate_events, merge_candidates, relative_paths
from hardwon.lessons.pages.draft import PLACEHOLDER, draft_page
from hardwon.lessons.pages.lesson import BadLesson, Lesson, Status
from hardwon.lessons.pages.page import as_slug, read_page
from hardwon.lessons.pages.revision import write_status, write_whole
from hardwon.lessons.pages.shelf import Shelf
from hardwon.store import NewEvent, Sink, redact

if TYPE_CHECKING:
    from hardwon.store import JournalReader

_REVIEW_AFTER = timedelta(days=91)  # a quarter


class NotCurated(HardwonError):
    """What was asked for a lesson makes no sense as it stands: it is there already, or so already."""


def new_lesson(shelf: Shelf, title: str, *, clock: Clock, kind: str = "gotcha", cost: int = 0) -> Lesson:
    """Writes a page to be filled in, a candidate, and returns it. `cost` is in minutes.

    Raises `NotCurated` where the title makes no file name, or a page of that name is there, and `BadLesson`
    where `kind` is none.
    """
    slug = as_slug(title)
    if not slug:
        raise NotCurated(
            f"{title!r} makes no file name", next_step="write the title with a few letters of a to z"
        )
    file = shelf.folder / f"{slug}.md"
    if file.exists():
        raise NotCurated(f"{shelf.name(file)} is there already", next_step="edit it, or write another title")
    text = draft_page(title, review=(clock.now() + _REVIEW_AFTER).date(), kind=kind, cost=cost)
    return _write(shelf, file, text)


def adopt(shelf: Shelf, name: str, *, candidate: Candidate | None, sink: Sink, clock: Clock) -> Lesson:
    """Makes `candidate` a page, or the page that `name` begins an adopted one, and says so in the journal.

    Raises `NoSuchLesson`, `BadLesson`, or `NotCurated` where it is adopted already or not
    written yet.
    """
    if candidate is not None:
        lesson = _write_candidate(shelf, candidate, clock)
    else:
        found = shelf.find(name)
        if found.status == "adopted":
            raise NotCurated(f"{found.slug} is adopted already", next_step="nothing is left to do")
        if PLACEHOLDER in found.body:
            raise NotCurated(
                f"{found.path} says nothing yet", next_step="write over what stands in for the text"
            )
        lesson = _change(shelf, found, "adopted")
    payload: dict[str, object] = {"slug": lesson.slug}
    if candidate is not None:
        payload["id"] = candidate.id
    _tell(sink, "lesson.adopted", payload, clock)
    return lesson


def retire(shelf: Shelf, name: str, *, because: str, sink: Sink, clock: Clock) -> Lesson:
    """Retires the lesson that `name` begins; the reason stands on its page and in the journal.

    Raises `NoSuchLesson`, `BadLesson`, or `NotCurated` where it is retired already or no reason is given.
    """
    found = shelf.find(name)
    if found.status == "retired":
        raise NotCurated(
            f"{found.slug} is retired already", next_step="`hardwon lessons adopt` brings it back"
        )
    if not because.strip():
        raise NotCurated("a lesson is retired for a reason", next_step='add --because "the reason"')
    lesson = _change(shelf, found, "retired", because=redact(because).text)
    _tell(sink, "lesson.retired", {"slug": lesson.slug, "because": because}, clock)
    return lesson


def take_candidates(
    found: Iterable[Candidate], reader: "JournalReader", sink: Sink, *, clock: Clock
) -> int | None:
    """Takes into the journal what is new among `found`; how many events that was, None if nobody knows yet.

    What nearly repeats a candidate of the journal, decided or not, adds its evidence to that one.
    """
    new = merge_candidates(found, list_candidates(reader, all_states=True))
    return sink.append(candidate_events(new, time=iso(clock.now()))) if new else 0


def _write_candidate(shelf: Shelf, candidate: Candidate, clock: Clock) -> Lesson:
    title, body = (redact(relative_paths(text, ())).text for text in (candidate.title, candidate.body))
    slug = as_slug(title) or candidate.id
    taken = {file.stem.casefold() for file in shelf.folder.glob("*.md")}
    name = next(name for name in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if name not in taken)
    page = _page(title.rstrip("…"), body, candidate, clock)
    try:
        read_page(page, path=f"{name}.md")
    except BadLesson:
        # The candidate's own fences or marks are broken: as a quotation they cannot break the page.
        page = _page(title.rstrip("…"), "\n".join(f"> {line}" for line in body.split("\n")), candidate, clock)
    return _write(shelf, shelf.folder / f"{name}.md", page)


def _page(title: str, body: str, candidate: Candidate, clock: Clock) -> str:
    return draft_page(
        title,
        review=(clock.now() + _REVIEW_AFTER).date(),
        kind=candidate.kind,
        status="adopted",
        evidence=candidate.evidence,
        body=body,
    )


def _write(shelf: Shelf, file: Path, text: str) -> Lesson:
    lesson = read_page(text, path=shelf.name(file))
    write_whole(file, text.encode())
    shelf.forget()
    return lesson


def _change(shelf: Shelf, lesson: Lesson, status: Status, *, because: str = "") -> Lesson:
    write_status(shelf.folder / f"{lesson.slug}.md", lesson, status=status, because=because)
    shelf.forget()
    return shelf.get(lesson.slug)


def _tell(sink: Sink, kind: str, payload: dict[str, object], clock: Clock) -> None:
    # The id makes each decision an event of its own: a lesson may be retired and adopted again.
    sink.append([NewEvent(f"{kind}:{new_id(clock)}", kind, iso(clock.now()), payload)])
