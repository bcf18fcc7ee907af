"""From candidate to lesson, and out again: every change is a page's line and an event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.core import Clock, HardwonError, hold_interrupts, iso, new_id
from hardwon.lessons.curation.candidates import list_decided
from hardwon.lessons.extraction.candidate import Candidate, candidate_events, merge_candidates
from hardwon.lessons.extraction.policy import Refused, clean, judge
from hardwon.lessons.pages.change import PageChange, compare_pages
from hardwon.lessons.pages.draft import PLACEHOLDER, draft_page, quote
from hardwon.lessons.pages.lesson import BadLesson, Enforce, Kind, Lesson, describe_cost
from hardwon.lessons.pages.page import as_slug, read_page
from hardwon.lessons.pages.revision import add_evidence_to_page, change_keys, change_status, write_whole
from hardwon.lessons.pages.shelf import Shelf
from hardwon.store import NewEvent, Sink, redact

if TYPE_CHECKING:
    from hardwon.store import JournalReader

QUARTER = timedelta(days=91)  # until a lesson's next review


class NotCurated(HardwonError):
    """What was asked for a lesson makes no sense as it stands: it is there already, or so already."""


class NotKept(HardwonError):
    """What may not be kept as a lesson: a report of routine, debugging output, nothing but secrets."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a lesson while adopting it; None (cost: 0) leaves it as it is."""

    title: str | None = None
    cost: int = 0
    kind: Kind | None = None
    enforce: Enforce | None = None

    def keys(self) -> Mapping[str, str]:
        """The page's keys that this changes, as YAML."""
        return {
            **({"title": quote(redact(" ".join(self.title.split())).text)} if self.title else {}),
            **({"cost": describe_cost(self.cost)} if self.cost else {}),
            **({"kind": self.kind} if self.kind else {}),
            **({"enforce": self.enforce} if self.enforce else {}),
        }


def new_lesson(shelf: Shelf, title: str, *, clock: Clock, kind: str = "gotcha", cost: int = 0) -> Lesson:
    """Writes a page to be filled in, a candidate, and returns it. `cost` is in minutes.

    Raises `NotCurated` where the title makes no file name, or a page of that name is there, and `BadLesson`
    where `kind` is none.
    """
    title = redact(title).text
    slug = as_slug(title)
    if not slug:
        raise NotCurated(
            f"{title!r} makes no file name", next_step="write the title with a few letters of a to z"
        )
    file = shelf.folder / f"{slug}.md"
    if file.exists():
        raise NotCurated(f"{shelf.name(file)} is there already", next_step="edit it, or write another title")
    text = draft_page(title, review=(clock.now() + QUARTER).date(), kind=kind, cost=cost)
    return _write(shelf, file, text)


def adopt(
    shelf: Shelf,
    name: str,
    *,
    candidate: Candidate | None,
    sink: Sink,
    clock: Clock,
    said: Said | None = None,
    roots: Iterable[str] = (),
) -> Lesson:
    """Makes `candidate` a page, or the page that `name` begins an adopted one, and says so in the journal.

    `said` goes over what the candidate or page says. Raises `NoSuchLesson`, `BadLesson`, `NotCurated` where
    it is adopted already or not written yet, or `NotKept`.
    """
    said = said or Said()
    decide = PageDecision("lesson.adopted", sink, clock)
    if candidate is not None:
        file, page = _draft(shelf, candidate, said, clock, tuple(roots))
        return decide(shelf, file, page, {"slug": file.stem, "id": candidate.id})
    found = shelf.find(name)
    if found.status == "adopted":
        raise NotCurated(f"{found.slug} is adopted already", next_step="nothing is left to do")
    if PLACEHOLDER in found.body:
        raise NotCurated(f"{found.path} says nothing yet", next_step="write over what stands in for the text")
    file = _file(shelf, found)
    data = change_status(file.read_bytes(), path=found.path, status="adopted")
    data = change_keys(data, path=found.path, keys=said.keys())
    return decide(shelf, file, data, {"slug": found.slug})


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
    why = _kept_reason(because)
    file = _file(shelf, found)
    data = change_status(file.read_bytes(), path=found.path, status="retired", because=why)
    payload: dict[str, object] = {"slug": found.slug, "because": why}
    return PageDecision("lesson.retired", sink, clock)(shelf, file, data, payload)


def reject(candidate: Candidate, *, because: str, sink: Sink, clock: Clock) -> None:
    """Rejects `candidate`; neither it nor what nearly repeats it waits again. Raises `NotCurated`."""
    if not because.strip():
        raise NotCurated("a candidate is rejected for a reason", next_step='add --because "the reason"')
    why = _kept_reason(because)
    tell(sink, "lesson.rejected", {"id": candidate.id, "because": why}, clock)


def merge(
    shelf: Shelf, candidate: Candidate, into: Candidate | Lesson, *, sink: Sink, clock: Clock
) -> tuple[str, ...]:
    """Merges `candidate` into a lesson or another candidate, and gives the evidence that this is new there.

    A lesson's page gains it in its front matter; of a candidate both evidences are shown from now on. Raises
    `NotCurated` where it is to be merged into itself, `BadLesson`, `PageNotWritten`.
    """
    new = tuple(one for one in candidate.evidence if one not in into.evidence)
    evidence = list(candidate.evidence)
    if isinstance(into, Candidate):
        if into.id == candidate.id:
            raise NotCurated(
                f"{candidate.id} cannot be merged into itself",
                next_step="name another candidate, or a lesson",
            )
        tell(sink, "lesson.merged", {"id": candidate.id, "into": into.id, "evidence": evidence}, clock)
        return new
    file = _file(shelf, into)
    data = add_evidence_to_page(file.read_bytes(), path=into.path, evidence=evidence)
    payload: dict[str, object] = {"id": candidate.id, "into": into.slug, "evidence": evidence}
    PageDecision("lesson.merged", sink, clock)(shelf, file, data, payload)
    return new


def take_candidates(
    found: Iterable[Candidate],
    reader: "JournalReader",
    sink: Sink,
    *,
    clock: Clock,
    roots: Iterable[str] = (),
) -> int | None:
    """Takes into the journal what is new among `found`; how many events that was, None if nobody knows yet.

    What may not be kept (`policy`) is left out. What nearly repeats a candidate of the journal, decided or
    not, adds its evidence to that one, which stays as it was decided. `roots` as `policy.judge`.
    """
    folders = tuple(roots)
    kept = [one for candidate in found if (one := _kept(candidate, folders))]
    new = merge_candidates(kept, [one.candidate for one in list_decided(reader)])
    return sink.append(candidate_events(new, time=iso(clock.now()))) if new else 0


def tell(
    sink: Sink, kind: str, payload: Mapping[str, object], clock: Clock, *changes: PageChange | None
) -> str:
    """Appends a decision with what it made of pages, so that `undo` can take it back; gives its source."""
    # The id makes each decision an event of its own: a lesson may be retired and adopted again.
    source = f"{kind}:{new_id(clock)}"
    pages = [change.document() for change in changes if change is not None]
    whole = {**payload, "pages": pages} if pages else dict(payload)
    sink.append([NewEvent(source, kind, iso(clock.now()), whole)])
    return source


def _kept_reason(because: str) -> str:
    """The reason as it may be kept; where all of it is routine it stays, without secrets."""
    return clean(because).text or redact(because.strip()).text


def _kept(candidate: Candidate, roots: tuple[str, ...]) -> Candidate | None:
    judged = judge(candidate.title, candidate.body, roots=roots)
    if isinstance(judged, Refused):
        return None
    title, body = judged
    said = (title | body).sentence
    reasons = (*candidate.reasons, said) if said else candidate.reasons
    return replace(candidate, title=title.text, body=body.text, reasons=reasons)


@dataclass(frozen=True, slots=True)
class PageDecision:
    """A decision that changes a page: the page and the event, or neither. `undo` can take it back."""

    kind: str
    sink: Sink
    clock: Clock

    def __call__(self, shelf: Shelf, file: Path, page: bytes, payload: Mapping[str, object]) -> Lesson:
        """Writes `page` where `file` is, and tells of it. Raises `BadLesson`, `PageNotWritten`."""
        path = shelf.name(file)
        lesson = read_page(page, path=path)
        before = file.read_bytes() if file.exists() else None
        with hold_interrupts():
            if page != before:
                write_whole(file, page)
                shelf.forget()
            try:
                tell(self.sink, self.kind, payload, self.clock, _compared(path, before, page))
            except BaseException:
                write_whole(file, before) if before is not None else file.unlink(missing_ok=True)
                shelf.forget()
                raise
        return lesson


def _compared(path: str, before: bytes | None, after: bytes) -> PageChange | None:
    return compare_pages(path, before, after) if before != after else None


def _draft(
    shelf: Shelf, candidate: Candidate, said: Said, clock: Clock, roots: tuple[str, ...]
) -> tuple[Path, bytes]:
    """The page that `candidate` becomes, and its text."""
    judged = judge(said.title or candidate.title, candidate.body, roots=roots)
    if isinstance(judged, Refused):
        raise NotKept(f"{candidate.id} may not become a lesson: {judged.reason}", next_step=judged.next_step)
    title, body = judged[0].text, judged[1].text
    slug = as_slug(title) or candidate.id
    taken = {file.stem.casefold() for file in shelf.folder.glob("*.md")}
    name = next(name for name in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if name not in taken)
    page = _page(title.rstrip("…"), body, candidate, said, clock)
    try:
        read_page(page, path=f"{name}.md")
    except BadLesson:
        # The candidate's own fences or marks are broken: as a quotation they cannot break the page.
        quoted = "\n".join(f"> {line}" for line in body.split("\n"))
        page = _page(title.rstrip("…"), quoted, candidate, said, clock)
    return shelf.folder / f"{name}.md", page.encode()


def _page(title: str, body: str, candidate: Candidate, said: Said, clock: Clock) -> str:
    return draft_page(
        title,
        review=(clock.now() + QUARTER).date(),
        kind=said.kind or candidate.kind,
        status="adopted",
        cost=said.cost or candidate.cost,
        enforce=said.enforce or "advise",
        applies_to=candidate.files,
        evidence=candidate.evidence,
        body=body or title,
    )


def _write(shelf: Shelf, file: Path, text: str) -> Lesson:
    lesson = read_page(text, path=shelf.name(file))
    write_whole(file, text.encode())
    shelf.forget()
    return lesson


def _file(shelf: Shelf, lesson: Lesson) -> Path:
    return shelf.folder / f"{lesson.slug}.md"
