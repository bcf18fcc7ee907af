"""The checklist for the work at hand: the adopted lessons that bear on it, and nothing where none does."""

import builtins
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pathspec

from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.patches import Change
from hardwon.lessons.pages.stems import Speech, says, speech, stems
from hardwon.lessons.pages.subjects import asked_about, asked_in, told_about, touched_by

MOST = 7  # items: a longer list is not read

_EVERYWHERE = re.compile(r"/?(?:\*\*/)*(?:\*\*|\*)?(?:\.[\w{},*]+)?")  # `**/*.py`: the language, no place
_BROAD = re.compile(r"/?(?:\*\*/)*[\w.-]+/\*\*(?:/\*)?(?:\.[\w{},*]+)?")  # `app/**/*.py`: most of a project
_PATH = re.compile(r"(?<![\w/:.-])(?:[\w.-]+/)*[\w-]+\.[A-Za-z]\w{0,5}\b|(?<![\w/:.-])(?:[\w.-]+/)+[\w.-]*")
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
# Words that say something else than they seem to: taken out of a prompt before anything is looked for.
_IDIOMS = re.compile(
    r"\b(?:good|great|nice|excellent|amazing|awesome|wonderful|fine|solid|hell of an?|bang-up) jobs?\b"
    r"|\bjobs? well done\b|\bon the job\b"
    r"|\bjob (?:titles?|offers?|adverts?|postings?|descriptions?|boards?)\b"
    r"|\bbackground[ -](?:colou?rs?|images?|gradients?)\b|\bstatus (?:codes?|bars?|quo|lines?)\b"
    r"|\b(?:log|sign)(?:s|ged|ging)? (?:in|out|on|off)\b|\bstate of the art\b|\bplan [ab]\b"
    r"|\b(?:query|execution|pricing|billing|subscription) plans?\b|\bgit (?:status|migrate)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]")
_POLITE = r"(?:(?:please|now|then|also|next|ok|just|let's|can you|could you|would you|i want you to)[, ]+)*"
# A sentence that begins so is about words and names, whatever else it mentions.
_ABOUT_WORDS = re.compile(
    rf"\s*{_POLITE}(?:rename\b|reformat\b|translate\b|spell|proofread\b|document\b|reword\b"
    r"|(?:fix|correct)\s+(?:\w+\s+){0,3}(?:typos?|spelling|grammar|wording|links?)\b"
    r"|(?:write|update|improve|add|polish|edit|extend|fix|restructure)\s+(?:\w+\s+){0,3}"
    r"(?:docs|documentation|readme|guides?|tutorials?|comments?|docstrings?|changelog|blog)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:typos?|spelling|wording|readme|changelog|release notes|docstrings?|css|stylesheets?|fonts?"
    r"|favicon|logo|tooltip|licen[cs]e)\b"
    r"|\b(?:do not|don't|dont|without|never|no need to) (?:touch|chang|alter|edit|modify)\w*\b"
    r"|\b(?:ignore|skip|forget about|unrelated to|nothing to do with|not about)\b"
    r"|\bleave\b.+\b(?:alone|as (?:it|they) (?:is|are))\b|\b(?:is|are) (?:fine|done)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(stems("is it does do every in by from at on with and or none never own has have be no"))
# One word of these is not enough to know what a prompt is about.
_PLAIN = frozenset((
    "assert", "cache", "commit", "count", "discard", "exists", "hangs", "index", "job", "jobs", "kill", "log",
    "logging", "memory", "plan", "placeholder", "query", "rebase", "seed", "session", "skeleton", "state",
    "status", "stub", "task", "tasks", "test", "tests", "timestamp", "undo", "workflow",
))  # fmt: skip
_BY_TRIGGER, _BY_PATH, _BY_SUBJECT = 3, 2, 1
_BEGINNING, _END = 12_000, 4_000  # characters of a prompt that are read; between them something was pasted


@dataclass(frozen=True, slots=True)
class Work:
    """What is being done: what changed, the files whose text nobody has looked at, what was asked for."""

    changes: tuple[Change, ...] = ()
    paths: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class PackQuestions:
    """A pack's questions, `before` the work and `after` it, with the slugs of its lessons."""

    slugs: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to see to: a pack's question, or the lesson's own title; `why` is what calls for it."""

    text: str
    lesson: Lesson
    why: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """At most `MOST` items, those that are called by name first, the dearest first among those; often none.

    `left` is how many more bear on the work.
    """

    items: tuple[Item, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Bearing:
    tier: int
    why: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a prompt asks for, read once for all lessons: what it says, its stems, its subjects."""

    spoken: Speech
    stems: frozenset[str]
    subjects: frozenset[str]


def checklist(
    work: Work, lessons: Iterable[Lesson], packs: Sequence[PackQuestions] = (), *, most: int = MOST
) -> Checklist:
    """The adopted lessons among `lessons` that bear on `work`, as questions where their pack asks one.

    A lesson bears on changed lines where one of its content triggers stands in them, as a whole word or its
    plural (`job_id` in `old_job_id`, not in `job_idle`), in a file that `applies-to` covers; in prose and
    styles only where `applies-to` names a place. One that stands in any code (`len(`, `= []`) must have
    another beside it, or the place. One without content triggers bears where `applies-to`
    names a place (`**/*.py` is none), or where the lines touch a subject of `subjects` that its title is
    about. Comments, and lines in which only names changed, call for nothing.

    A prompt calls for a lesson where it says one of its prompt triggers (`stems.says`; a plain word such as
    `count` needs another trigger or a word of the title beside it), asks for its subject, or names a file of
    `applies-to`. What says something else than it seems (`good job`, `background colour`),
    sentences about names and wording (`rename …`, `fix the typo …`), fenced blocks, and what is to be left
    alone call for nothing.
    """
    adopted = [lesson for lesson in lessons if lesson.status == "adopted"]
    prompt = _work_asked_for(_readable(work.prompt))
    wish = _wish(prompt)
    touched = [(change, touched_by(change)) for change in work.changes]
    named = tuple(dict.fromkeys((*work.paths, *_PATH.findall(prompt))))
    found: list[tuple[_Bearing, Lesson]] = []
    for lesson in adopted:
        bearings = [*_by_changes(lesson, touched), *_by_paths(lesson, named), *_by_prompt(lesson, wish)]
        if bearings:
            found.append((max(bearings, key=lambda one: one.tier), lesson))
    found.sort(key=lambda one: (-one[0].tier, -one[1].cost, one[1].slug))
    asked = questions_about(adopted, packs, after=bool(work.changes))
    items = [Item(asked.get(lesson.slug, lesson.title), lesson, bearing.why) for bearing, lesson in found]
    return Checklist(tuple(items[:most]), max(len(items) - most, 0))


def _by_changes(lesson: Lesson, touched: Sequence[tuple[Change, dict[str, str]]]) -> Iterable[_Bearing]:
    """How the changed lines call for the lesson."""
    covered = _covered(lesson, [change.path for change, _ in touched])
    about: frozenset[str] | None = None
    for change, subjects in touched:
        if not change.text or (lesson.applies_to and change.path not in covered):
            continue
        placed = _placed(lesson, change.path)
        if change.is_prose and not placed and change.path not in subjects.values():
            continue
        if lesson.triggers.content:
            said = [word for word in lesson.triggers.content if _stands_in(word, change)]
            # Signs alone say nothing, however many.
            said = [word for word in said if placed or _NAME.search(word)]
            strong = next((word for word in said if placed or not _is_weak(word)), None)
            if strong is not None or len(said) > 1:
                yield _Bearing(_BY_TRIGGER, f"`{strong or said[0]}` in {change.path}")
            continue
        about = told_about(lesson) if about is None else about
        shared = sorted(about & subjects.keys()) if about <= subjects.keys() else []
        if placed == _BY_PATH or (placed and not about):
            yield _Bearing(placed, change.path)
        elif shared:
            where = f"`{subjects[shared[0]]}` in {change.path}"
            yield _Bearing(_BY_SUBJECT, change.path if subjects[shared[0]] == change.path else where)


def _by_paths(lesson: Lesson, paths: Sequence[str]) -> Iterable[_Bearing]:
    """How files of unknown text call for it: by a place that `applies-to` names."""
    for path in paths:
        if lesson.applies_to and _placed(lesson, path) == _BY_PATH:
            yield _Bearing(_BY_PATH, path)


def _by_prompt(lesson: Lesson, wish: _Wish) -> Iterable[_Bearing]:
    if not wish.spoken.words:
        return
    said = [phrase for phrase in lesson.triggers.prompt if says(wish.spoken, phrase)]
    strong = next((phrase for phrase in said if not _is_plain(phrase) or _shares(lesson, phrase, wish)), None)
    if strong is not None or len(said) > 1:
        yield _Bearing(_BY_TRIGGER, f"“{strong or said[0]}”")
        return
    if any(not _EVERYWHERE.fullmatch(glob) for glob in lesson.applies_to if not glob.startswith("!")):
        return  # it is about a place, of which the prompt says nothing
    about, own = told_about(lesson), lesson.triggers.prompt
    meant = not own or any(asked_about(phrase) & wish.subjects for phrase in own)
    if about and about <= wish.subjects and meant:
        yield _Bearing(_BY_SUBJECT, f"it is about {' and '.join(sorted(about))}")


def _stands_in(trigger: str, change: Change) -> bool:
    """Whether the trigger is in the changed lines, or names the function around them, or its plural does."""
    pattern = _pattern(trigger)
    return bool(pattern.search(change.text) or pattern.search(change.inside))


def _is_weak(trigger: str) -> bool:
    """Whether a content trigger stands in any code: `len(`, `= []`. Alone it calls for nothing."""
    names = re.findall(r"(\.?)([^\W\d_]\w*)", trigger)
    return not names or all(not dot and hasattr(builtins, name) for dot, name in names)


def _is_plain(phrase: str) -> bool:
    """Whether a prompt trigger is one word that people say about anything."""
    return phrase.strip().casefold() in _PLAIN


def _shares(lesson: Lesson, phrase: str, wish: _Wish) -> bool:
    """Whether the prompt has a word of the title besides the trigger itself."""
    return bool((wish.stems & set(stems(lesson.title))) - _SMALL - set(stems(phrase)))


@cache
def _pattern(trigger: str) -> re.Pattern[str]:
    before = r"(?<![^\W_])" if trigger[:1].isalnum() else ""
    after = r"(?:e?s)?(?![^\W_])" if trigger[-1:].isalnum() else ""
    return re.compile(f"{before}{re.escape(trigger)}{after}", re.IGNORECASE)


def _covered(lesson: Lesson, paths: Sequence[str]) -> set[str]:
    return set(_spec(lesson.applies_to).match_files(paths)) if lesson.applies_to else set()


def _placed(lesson: Lesson, path: str) -> int:
    """How closely `applies-to` names the place of `path`: closely, broadly, or (0) not at all."""
    near = [glob for glob in lesson.applies_to if not _EVERYWHERE.fullmatch(glob)]
    excluded = [glob for glob in lesson.applies_to if glob.startswith("!")]
    for tier, globs in (
        (_BY_PATH, [glob for glob in near if not _BROAD.fullmatch(glob)]),
        (_BY_SUBJECT, near),
    ):
        if globs and _spec((*globs, *excluded)).match_file(path):
            return tier
    return 0


@cache
def _spec(globs: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines(globs)


def _wish(prompt: str) -> _Wish:
    spoken = speech(prompt)
    return _Wish(spoken, frozenset(spoken.stems.split()), asked_in(spoken))


def _readable(prompt: str) -> str:
    """The prompt without the middle of one that is too long to be typed."""
    if len(prompt) <= _BEGINNING + _END:
        return prompt
    return f"{prompt[:_BEGINNING]}\n{prompt[-_END:]}"


def _work_asked_for(prompt: str) -> str:
    """What of `prompt` asks for work on code: no idioms, fenced blocks, wording, nothing to leave alone."""
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.!?;])\s+|\n+", _IDIOMS.sub(" ", _FENCED.sub("", prompt))):
        if _ABOUT_WORDS.match(sentence):
            continue
        clauses = re.split(r",\s+|(?<!\s)\s+(?:and|but)\s+", sentence)
        if any(_ASIDE.search(clause) for clause in clauses):
            kept.extend(clause for clause in clauses if not _ASIDE.search(clause))
        else:
            kept.append(sentence)
    return "\n".join(kept)


def questions_about(
    lessons: Sequence[Lesson], packs: Sequence[PackQuestions], *, after: bool
) -> dict[str, str]:
    """The question of its pack that is about each lesson, by slug; a question is about one lesson at most."""
    found: dict[str, str] = {}
    for one in packs:
        own = [lesson for lesson in lessons if lesson.slug in one.slugs]
        pairs = sorted(
            (
                (-_likeness(question, lesson.title), number, lesson.slug, question)
                for number, question in enumerate(one.after if after else one.before)
                for lesson in own
            ),
        )
        taken: set[str] = set()
        for likeness, _, slug, question in pairs:
            if likeness < -0.3 and slug not in found and question not in taken:
                found[slug] = question
                taken.add(question)
    return found


def _likeness(one: str, other: str) -> float:
    """How many words two texts share, against how many they have: 0 to 1."""
    mine, yours = (set(stems(text)) - _SMALL for text in (one, other))
    return len(mine & yours) / max((len(mine) * len(yours)) ** 0.5, 1) if len(mine & yours) > 1 else 0.0
