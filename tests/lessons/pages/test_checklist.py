"""Which lessons everyday work calls for: by changed lines, by path, by prompt; and which it does not."""

import cProfile
import pstats
from pathlib import Path

import pytest

from hardwon.lessons import Lesson, Shelf, pack, pack_names
from hardwon.lessons.pages.checklist import MOST, Checklist, PackQuestions, Work, checklist
from hardwon.lessons.pages.lesson import Status, Triggers
from hardwon.lessons.pages.patches import read_diff, whole_file

_OWN = Path(__file__).parents[3] / ".hardwon/lessons"


def lesson(
    slug: str,
    title: str,
    *,
    paths: tuple[str, ...] = (),
    content: tuple[str, ...] = (),
    prompt: tuple[str, ...] = (),
    cost: int = 0,
    status: Status = "adopted",
) -> Lesson:
    return Lesson(
        slug, title, status, "gotcha", "", f"{slug}.md", cost=cost, applies_to=paths,
        triggers=Triggers(content, prompt),
    )  # fmt: skip


_JOBS = pack("async-jobs")
LESSONS = (
    *(one for name in pack_names() for one in pack(name).lessons),
    *Shelf(_OWN).adopted(),
    lesson("add-columns-empty", "Add a column in a migration as nullable first", cost=240),
    lesson("one-engine", "Make one session factory in the whole process", cost=90),
    lesson("estimate-first", "Estimate each phase of a plan before work begins", cost=30),
    lesson("no-loop-in-loop", "Never start an event loop inside another", cost=60),
    lesson(
        "tokens-by-name",
        "Colours come from the tokens file",
        paths=("web/styles/**/*.css",),
        prompt=("theme",),
    ),
    lesson("names-are-public", "Names in the API are promises", paths=("**/*.py",)),
)
PACKS = (PackQuestions(tuple(one.slug for one in _JOBS.lessons), _JOBS.checklist, _JOBS.questions),)
JOBS = {"job-status-first", "load-records-in-the-task", "log-background-work", "job-methods-that-exist"}


def diff(path: str, *lines: str, inside: str = "") -> str:
    """A diff of one file with one hunk."""
    return "\n".join(
        [
            f"diff --git a/{path} b/{path}",
            f"--- a/{path}",
            f"+++ b/{path}",
            f"@@ -10,3 +10,4 @@ {inside}",
            *lines,
        ]
    )


def called(work: Work) -> set[str]:
    return {item.lesson.slug for item in checklist(work, LESSONS, PACKS).items}


# What the work is, and one or more lessons of which at least one must come first.
_RELATED_DIFFS = [
    (diff("app/api.py", "+    tasks.add_task(send_digest, job_id, user.id)"), JOBS),
    (diff("app/worker.py", "+    asyncio.create_task(export_orders(job_id))"), JOBS),
    (
        diff("app/jobs.py", "-    await job_manager.done(x)", "+    await job_manager.update_job_status(x)"),
        JOBS,
    ),
    (diff("app/phases.py", '+    phase_id = f"{project}-phase-{n}"'), {"query-stored-ids"}),
    (diff("app/models.py", "+    updated_at: Mapped[datetime] = mapped_column()"), {"set-updated-at"}),
    (diff("app/imports.py", "+    rows = clean(rows)", inside="async def run_import(job_id: str):"), JOBS),
    (diff("migrations/versions/0007.py", '+    op.add_column("orders", column)'), {"add-columns-empty"}),
    (diff("app/schema.sql", "+ALTER TABLE orders ADD COLUMN paid_at timestamptz;"), {"add-columns-empty"}),
    (diff("app/db.py", "+    engine = create_async_engine(url)"), {"one-engine"}),
    (diff("app/cli.py", "+    asyncio.run(main())"), {"no-loop-in-loop"}),
    (diff("plans/q3.md", "+- [ ] move the invoices"), {"estimate-first"}),
    (diff("src/hardwon/store/__init__.py", "+from sqlalchemy import select"), {"keep-faces-light"}),
    (diff("web/styles/forms.css", "+.field { color: red; }"), {"tokens-by-name"}),
]
_RELATED_PROMPTS = [
    ("Add a background job that exports the orders every night", JOBS),
    ("The import is stuck in pending since this morning, find out why", JOBS),
    ("please run the tests and tell me what fails", {"leave-the-long-tests-out"}),
    ("write an alembic migration which adds paid_at to orders", {"add-columns-empty"}),
    ("why do we get a 'record not found' after closing a phase?", {"query-stored-ids"}),
    ("move the db session into a session factory", {"one-engine"}),
    ("it says the event loop is already running", {"no-loop-in-loop"}),
    ("make a plan for the rewrite of the importer", {"estimate-first"}),
    ("Add dark mode to the theme", {"tokens-by-name"}),
    ("Fix the migration for orders and add a line to the changelog", {"add-columns-empty"}),
]
_UNRELATED_DIFFS = [
    diff("web/site.css", "+.job_id { color: red; }", "+.background { background: none; }"),
    diff("README.md", "+Background jobs: `create_task` starts one, `job_id` names it."),
    diff("docs/jobs.md", "+The status goes from pending to running: `JobStatus`."),
    diff("app/worker.py", "-    task = create_task(run(x))", "+    worker = create_task(run(x))"),
    diff("app/views.py", "-    return render(total)", "+    return render(total, currency)"),
    diff("app/views.py", "+    # create_task would lose the job_id here"),
    diff("app/prices.py", "+def net(gross: Decimal) -> Decimal:", "+    return gross / Decimal('1.19')"),
    diff("app/search.py", "+    job_idle = idle_for(5)", "+    recreate_tasks_view()"),
    diff("package-lock.json", '+    "celery-client": "1.2.0",'),
    diff("pyproject.toml", '-version = "1.1"', '+version = "1.2"'),
    diff(".github/workflows/ci.yml", "+  job: lint"),
    diff("app/geo.py", "-    x = lat", "-    y = lng", "+    x = latitude", "+    y = longitude"),
    diff("tests/test_prices.py", "+    assert net(Decimal('119')) == 100"),
    "diff --git a/app/jobs.py b/app/work/jobs.py\nsimilarity index 100%\n"
    "rename from app/jobs.py\nrename to app/work/jobs.py",
]
_UNRELATED_PROMPTS = [
    "Good job! That was exactly what I wanted.",
    "Make the background color of the header a little darker",
    "Fix the typo in the docs about background jobs",
    "Rename job_manager to jobs everywhere in the background job code",
    "Explain what the Levenshtein distance is",
    "Users cannot log in with a plus in their address",
    "Return status code 404 when the order is unknown",
    "Add a button that downloads the invoice as PDF",
    "Round the prices to two digits, but don't touch the migrations",
    "Which job titles do our contacts have? Add a filter for them",
    "Update the README: background jobs need Redis now",
    "great work, thank you. what is next?",
    "Please shorten this text:\n```\nThe background job is stuck in pending, the migration failed.\n```",
]


@pytest.mark.parametrize(("text", "wanted"), _RELATED_DIFFS)
def test_changed_lines_call_for_the_lessons_of_their_subject(text: str, wanted: set[str]) -> None:
    found = checklist(Work(changes=read_diff(text)), LESSONS, PACKS).items
    assert wanted & {item.lesson.slug for item in found[:3]}
    assert "names-are-public" not in {item.lesson.slug for item in found}


@pytest.mark.parametrize(("prompt", "wanted"), _RELATED_PROMPTS)
def test_a_prompt_calls_for_the_lessons_of_its_subject(prompt: str, wanted: set[str]) -> None:
    assert checklist(Work(prompt=prompt), LESSONS, PACKS).items[0].lesson.slug in wanted


@pytest.mark.parametrize("text", _UNRELATED_DIFFS)
def test_other_changes_call_for_nothing(text: str) -> None:
    changes = read_diff(text)
    assert len(changes) == 1
    assert called(Work(changes=changes)) == set()


@pytest.mark.parametrize("prompt", _UNRELATED_PROMPTS)
def test_other_prompts_call_for_nothing(prompt: str) -> None:
    assert called(Work(prompt=prompt)) == set()


def test_a_trigger_that_stands_in_any_code_needs_another_beside_it_or_a_place() -> None:
    anywhere = lesson("count", "Count in SQL", paths=("**/*.py",), content=("len(", ".all())"))
    placed = lesson("pin", "Pin actions", paths=(".github/*.yml",), content=("id:",))
    alone = (whole_file("app/a.py", "total = len(rows)"),)
    both = (whole_file("app/a.py", "total = len(query.all())"),)
    assert checklist(Work(changes=alone), [anywhere]) == Checklist()
    assert [item.why for item in checklist(Work(changes=both), [anywhere]).items] == ["`.all())` in app/a.py"]
    assert checklist(Work(changes=(whole_file(".github/ci.yml", "id: x"),)), [placed]).items


def test_a_plain_word_in_a_prompt_needs_another_word_of_the_lesson() -> None:
    one = lesson("hooks", "Commit with the hooks on", prompt=("commit", "pre-commit"))
    assert checklist(Work(prompt="show the last commit on the page"), [one]) == Checklist()
    assert checklist(Work(prompt="commit it, the hooks fail"), [one]).items
    assert checklist(Work(prompt="pre-commit takes a minute"), [one]).items


def test_a_lesson_about_a_place_is_not_called_by_its_subject_alone() -> None:
    ci = lesson("ci-jobs", "End jobs that hang", paths=(".github/workflows/*.yml",), prompt=("CI hangs",))
    assert checklist(Work(prompt="add a background job for exports"), [ci]) == Checklist()
    assert checklist(Work(prompt="the CI hangs again"), [ci]).items


def test_each_item_is_the_packs_question_about_its_lesson_and_says_what_calls_for_it() -> None:
    work = Work(changes=read_diff(_RELATED_DIFFS[3][0]))
    [item] = checklist(work, LESSONS, PACKS).items
    assert item.text == "Is every stored id queried, none built from its parts?"
    assert item.why == "`phase_id` in app/phases.py"
    before = checklist(Work(prompt="the job is stuck in pending"), LESSONS, PACKS).items[0]
    assert before.text == "Mark the job running as the first act."
    assert before.why == "“stuck in pending”"


def test_a_lesson_whose_pack_is_not_here_speaks_for_itself() -> None:
    work = Work(changes=read_diff(_RELATED_DIFFS[3][0]))
    assert [item.text for item in checklist(work, LESSONS).items] == ["Query a stored id, never build it"]


def test_candidates_and_retired_lessons_are_on_no_checklist() -> None:
    states: tuple[Status, ...] = ("candidate", "retired", "adopted")
    lessons = [lesson(status, "Keep it", content=("call_me",), status=status) for status in states]
    found = checklist(Work(changes=(whole_file("a.py", "call_me()"),)), lessons)
    assert [item.lesson.slug for item in found.items] == ["adopted"]


def test_those_called_by_name_come_first_then_the_dearest_and_never_more_than_seven() -> None:
    named = [lesson(f"named-{n}", "Keep it", content=("call_me",), cost=n) for n in range(9)]
    dear = lesson("dear", "Never mark a job done twice", cost=600)
    found = checklist(Work(changes=(whole_file("a.py", "call_me(job_id)"),)), [dear, *named])
    assert [item.lesson.slug for item in found.items] == [f"named-{n}" for n in range(8, 1, -1)]
    assert (len(found.items), found.left) == (MOST, 3)


def test_a_file_that_is_named_calls_by_the_place_that_a_lesson_names() -> None:
    lessons = [lesson("place", "Keep it", paths=("app/db/*.py",)), lesson("all", "Keep", paths=("**/*.py",))]
    by_path = checklist(Work(paths=("app/db/pool.py",)), lessons)
    by_prompt = checklist(Work(prompt="speed up app/db/pool.py"), lessons)
    assert [item.lesson.slug for item in by_path.items] == ["place"]
    assert [item.why for item in by_prompt.items] == ["app/db/pool.py"]
    assert checklist(Work(prompt="speed up web/pool.py"), lessons) == Checklist()


def test_patterns_that_take_files_out_are_heeded() -> None:
    one = lesson("place", "Keep it", paths=("app/db/*.py", "!app/db/old.py"))
    assert checklist(Work(changes=(whole_file("app/db/old.py", "x = 1"),)), [one]) == Checklist()
    assert len(checklist(Work(changes=(whole_file("app/db/new.py", "x = 1"),)), [one]).items) == 1


def test_a_long_prompt_is_read_once_however_many_lessons_there_are() -> None:
    prompt = f"the background job is stuck in pending: {'one two three ' * 1000}"

    def stemmed(lessons: list[Lesson]) -> int:
        with cProfile.Profile() as profile:
            checklist(Work(prompt=prompt), lessons)
        called = pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]
        return sum(counts[1] for (_, _, name), counts in called if name == "stem")

    lessons = [lesson for name in pack_names() for lesson in pack(name).lessons]
    stemmed(lessons)  # the phrases of the lessons are made ready

    assert stemmed(lessons) < 2 * stemmed(lessons[:1])


def test_of_a_prompt_that_nobody_has_typed_the_beginning_and_the_end_are_read() -> None:
    lessons = [lesson for name in pack_names() for lesson in pack(name).lessons]
    said, pasted = "The background job is stuck in pending.", "x = 1\n" * 5_000

    assert checklist(Work(prompt=f"{said}\n{pasted}"), lessons).items
    assert checklist(Work(prompt=f"{pasted}{said}"), lessons).items
    assert not checklist(Work(prompt=f"{pasted}{said}\n{pasted}"), lessons).items


def test_no_work_calls_for_nothing() -> None:
    assert checklist(Work(), LESSONS, PACKS) == Checklist()
