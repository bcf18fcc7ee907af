"""Runs of `hardwon check` as the formats get them: one with something of everything, and an empty one."""

from hardwon.check import Edit, FileError, Finding, Fix, Report
from hardwon.cli.formats.run import Run
from hardwon.lessons import Lesson

LESSON = Lesson(
    slug="job-methods",
    title="Ask the job manager for what it has",
    status="adopted",
    kind="gotcha",
    body="",
    path=".hardwon/lessons/job-methods.md",
    cost=120,
)
ERROR = Finding(
    rule="unknown-job-method",
    path="app/orders: new, 100%/naïve.py",
    line=5,
    column=17,
    end_line=5,
    end_column=34,
    message="`JobManager` has no method `update`.",
    do="write  jobs.set(status={0: 1}, now=table[0](1))",
    scope="work",
    fingerprint="0123456789abcdef0123",
    fix=Fix("Call `set`", (Edit(5, 5, 5, 40, "jobs.set(1)"),), safe=False),
    lesson="job-methods",
)
WARNING = Finding(
    rule="unused-suppression",
    path="app/orders: new, 100%/naïve.py",
    line=9,
    column=3,
    end_line=11,
    end_column=2,
    message="nothing here breaks it",
    severity="warning",
)
ADVICE = Finding(
    rule="detached-record",
    path="z.py",
    line=1,
    column=1,
    end_line=1,
    end_column=1,
    message="look\nat this",
    severity="advice",
)
BROKEN = FileError("broken\udcff.py", "syntax error", line=3)
GONE = FileError("gone.py", "permission denied")

FULL = Run(Report((ERROR, WARNING, ADVICE), 211, (BROKEN, GONE)), {"job-methods": LESSON}, "/src/shop", 1.5)
EMPTY = Run(Report((), 0), {}, "/src/shop", 0.25)


def of(*findings: Finding) -> Run:
    return Run(Report(findings, 1), {}, "/src/shop", 0.1)
