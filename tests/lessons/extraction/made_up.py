# ruff: noqa: E501 -- what somebody says is one line
"""Ten made-up work sessions: in each a few things worth keeping, in much that is not.

The first five are for writing rules by, the last five are held back: look at their figures alone.
A learning is found where a candidate holds all of its `signs`; every other candidate is noise.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from hardwon.store import Event


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Ran:
    command: str
    output: str = "ok"
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    path: str
    new: str = ""


Step = Said | Ran | Edited


def person(text: str) -> Said:
    return Said("user", text)


def agent(text: str) -> Said:
    return Said("assistant", text)


@dataclass(frozen=True, slots=True)
class Learning:
    """Steps in a row that hold something worth keeping, and the words by which it is known again."""

    signs: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """One session: its learnings in order, and the seed that strews noise between them."""

    name: str
    seed: int
    turns: int
    learnings: tuple[Learning, ...]

    def events(self) -> list[Event]:
        """The session's events, as an import would put them into a journal."""
        noise = random.Random(self.seed)
        gaps = _gaps(noise, self.turns, len(self.learnings) + 1)
        steps: list[Step] = [
            person("hi, please have a look at the open tickets"),
            agent("Sure, reading them."),
        ]
        for gap, learning in zip(gaps, (*self.learnings, None), strict=True):
            for _ in range(gap):
                steps.extend(_noise(noise))
            steps.extend(learning.steps if learning else ())
        return list(_as_events(self.name, steps))


def learning(signs: str, *steps: Step) -> Learning:
    return Learning(tuple(signs.split("|")), steps)


def _gaps(noise: random.Random, turns: int, count: int) -> list[int]:
    return [max(1, round(turns / count / 2 * noise.uniform(0.6, 1.4))) for _ in range(count)]


def _noise(noise: random.Random) -> list[Step]:
    things = {"thing": noise.choice(_THINGS), "file": noise.choice(_FILES), "number": noise.randrange(2, 90)}
    steps: list[Step] = []
    for kind, text in noise.choice(_NOISE):
        filled = text.format(**things)
        if kind == "run":
            steps.append(Ran(filled, f"{things['number']} passed in 1.4s"))
        elif kind == "fail":
            steps.append(Ran(filled, "FAILED tests/x.py::test_one - AssertionError: 3 != 4", failed=True))
        elif kind == "edit":
            steps.append(Edited(things["file"], filled))
        else:
            steps.append(Said({"u": "user", "a": "assistant"}[kind], filled))
    return steps


def _as_events(session: str, steps: list[Step]) -> Iterator[Event]:
    time = "2026-01-01T00:00:00.000Z"

    def event(kind: str, **payload: object) -> Event:
        nonlocal number
        number += 1
        payload.setdefault("turn", str(number))
        return Event(number, f"made:{session}:{number}", kind, time, payload, session)

    number = 0
    yield event("session.started", cwd="/home/ann/shop")
    for step in steps:
        call = f"c{number}"
        match step:
            case Said(who, text):
                yield event("session.turn", speaker=who, text=text)
            case Ran(command, output, failed):
                yield event("session.tool", call=call, tool="Bash", input={"command": command})
                yield event("session.result", call=call, error=failed, text=output)
            case Edited(path, new):
                given = {
                    "file_path": f"/home/ann/shop/{path}",
                    "old_string": "x = 1",
                    "new_string": new or "x = 2",
                }
                yield event("session.tool", call=call, tool="Edit", input=given)
                yield event("session.result", call=call, error=False, text="The file has been updated.")


_THINGS = (
    "the invoice page",
    "OrderService",
    "`parse_rows`",
    "the export",
    "the login form",
    "the worker",
    "`Cart.total`",
)
_FILES = (
    "app/api.py",
    "app/models.py",
    "web/src/cart.ts",
    "app/jobs/export.py",
    "README.md",
    "tests/test_api.py",
)
_NOISE: tuple[tuple[tuple[str, str], ...], ...] = (
    (("a", "Now let me look at {thing} to see how it is called."), ("run", "grep -rn total app")),
    (("a", "Let me run the tests to make sure everything still works."), ("run", "pytest -q")),
    (
        (
            "a",
            "All {number} tests pass. Here's a summary of the changes:\n\n1. **Added** `{file}`\n2. **Updated** {thing}\n3. Removed dead code",
        ),
    ),
    (
        ("u", "add a test for {thing}"),
        (
            "a",
            "I'll add a test for {thing}. This test ensures that it works as expected, because the current tests do not cover it.",
        ),
        ("edit", "def test_it(): ..."),
    ),
    (
        ("u", "can we make {thing} faster?"),
        (
            "a",
            "There are several options: caching, batching, or an index. It is generally a good idea to measure first, since premature optimisation is rarely worth it.",
        ),
    ),
    (("u", "thanks, looks great"), ("a", "You're welcome! Let me know if you need anything else.")),
    (
        ("a", "Good, that compiles. Next I'll update {file} so that it uses the new name."),
        ("edit", "import new_name"),
    ),
    (
        (
            "a",
            "I apologize for the confusion. You're right, the block didn't match exactly. Let me correct that.",
        ),
        ("edit", "y = 3"),
    ),
    (
        ("u", "use a bigger font for the title and don't show the icon"),
        ("a", "Done. The title is bigger now, and the icon is hidden instead of shown."),
        ("edit", "<h1>"),
    ),
    (
        ("a", "The problem might be in {thing}, because it is called twice. Let me check."),
        ("run", "git diff --stat"),
    ),
    (
        (
            "a",
            "According to the documentation:\n\n> Always close the client, because otherwise connections leak.\n\nSo we're fine here.",
        ),
    ),
    (
        ("u", "Traceback (most recent call last):\n  File \"{file}\", line {number}\nKeyError: 'total'\n"),
        ("a", "Let me look at that error. It seems that the key might be missing."),
    ),
    (
        (
            "a",
            "Plan:\n- [ ] move {thing}\n- [ ] never call it twice\n- [ ] use the new client instead of the old one",
        ),
    ),
    (
        ("fail", "pytest -q tests/test_api.py"),
        ("a", "One test fails. Let me see why."),
        ("edit", "z = 4"),
        ("run", "pytest -q tests/test_api.py"),
    ),
    (
        ("u", "rename {thing} and move it to {file}"),
        ("a", "I've renamed it and moved it to `{file}`. I chose this name since it is shorter."),
        ("edit", "class B: ..."),
    ),
    (
        ("u", "now commit it"),
        ("run", "git commit -qam wip"),
        ("a", "Committed. This commit makes sure that {thing} handles empty input."),
    ),
    (
        ("u", "make the button blue instead of green"),
        ("edit", "color: blue"),
        ("a", "Done, the button is blue now rather than green."),
    ),
    (
        (
            "a",
            "```python\n# HACK: never do this, because it is slow\nx = 1\n```\n\nThat is the code as it stands.",
        ),
    ),
    (
        ("u", "what does {thing} do?"),
        (
            "a",
            "It reads the rows, then groups them by customer, and returns the sums. Each row must have a date, otherwise it is skipped.",
        ),
    ),
    (
        ("u", "ok next: show the date as well, not just the time"),
        ("edit", "fmt"),
        ("a", "The date is shown now."),
    ),
    (
        (
            "a",
            "I need to be careful here, since {thing} is used in {number} places. I'll go through them one by one.",
        ),
    ),
    (("a", "Perfect! Everything works. The root cause analysis is in {file}."),),
    (("u", "no, go back to the previous page"), ("a", "Here is the previous page.")),
    (("u", "don't do that yet, first show me the plan"), ("a", "Here is the plan.")),
    (("u", "stop. wait for me."), ("a", "Waiting.")),
)

TUNED = (
    Made(
        "alembic",
        1,
        70,
        (
            learning(
                "metadata|drop all tables",
                Ran(
                    "alembic revision --autogenerate -m orders",
                    "INFO Detected removed table 'users'",
                    failed=False,
                ),
                agent("That migration would drop every table."),
                Edited("migrations/env.py", "target_metadata = Base.metadata"),
                Ran("alembic upgrade head", "ok"),
                agent(
                    "The problem was that `env.py` never imports the models, so alembic autogenerate sees empty metadata and wants to drop all tables. Importing `app.models` in `migrations/env.py` fixes that."
                ),
            ),
            learning(
                "UTC|counts orders twice",
                person(
                    "no, always store timestamps in UTC, never local time, otherwise the nightly report counts orders twice"
                ),
            ),
            learning(
                "sku|means|variant",
                person(
                    "careful: in our data SKU means the variant, not the product. The product id is called style_code."
                ),
            ),
            learning(
                "polling|drops idle",
                agent(
                    "We decided to keep polling for the stock page instead of a websocket because the proxy in front of it drops idle connections after 30 seconds."
                ),
            ),
        ),
    ),
    Made(
        "imports",
        2,
        90,
        (
            learning(
                "app/db.py|Session",
                Ran(
                    "pytest tests/test_orders.py",
                    "ImportError: cannot import name 'Session' from partially initialized module 'app.db' (most likely due to a circular import)",
                    failed=True,
                ),
                agent(
                    "This fails because `app/db.py` imports `app.models` at the top while `app.models` imports `Session` from `app.db`: a circular import."
                ),
                Edited("app/db.py", "from typing import TYPE_CHECKING"),
                Ran("pytest tests/test_orders.py", "5 passed"),
            ),
            learning(
                "freeze_time|datetime",
                agent("I patched `datetime` in the test."),
                Edited("tests/test_api.py", "mock.patch('app.api.datetime')"),
                person(
                    "don't patch datetime, use the `freeze_time` fixture from conftest, it also moves the scheduler's clock"
                ),
            ),
            learning(
                "Decimal|cent",
                agent(
                    "**Problem:** Totals were off by a cent for some carts, since prices came out of the JSON as floats.\n\n**Solution:** Parse with `json.loads(text, parse_float=Decimal)` in `app/api.py`, and never convert to float before the sum."
                ),
            ),
        ),
    ),
    Made(
        "postmortem",
        3,
        120,
        (
            learning(
                "pool|pgbouncer",
                agent(
                    "## Post-mortem\n\n### Root cause\nEach worker kept its own pool of 20 connections, and pgbouncer allows 50 in all, so the fourth worker hung at start.\n\n### Fix\n`pool_size=5` for workers in `app/db.py`.\n\n### What we learned\nCount connections per process before adding workers."
                ),
            ),
            learning(
                "shadows|queue",
                Edited("app/jobs/queue.py", "x"),
                Ran(
                    "python -m app.worker",
                    "AttributeError: module 'queue' has no attribute 'Empty'",
                    failed=True,
                ),
                agent(
                    "Turns out our own `app/jobs/queue.py` shadows the standard library's `queue` module when the worker is started from that directory."
                ),
                Edited("app/jobs/job_queue.py", "x"),
                Ran("python -m app.worker", "started"),
                Ran("pytest -q", "20 passed"),
            ),
            learning(
                "make client|openapi",
                person(
                    "you edited web/src/api/client.ts by hand again. that file is generated from openapi.json, run `make client` instead"
                ),
            ),
            learning(
                "retry|idempotent",
                Edited(
                    "app/jobs/export.py",
                    "# NOTE: no retry here, because the bank's API is not idempotent: a second POST books twice.\npost(payload)",
                ),
            ),
        ),
    ),
    Made(
        "types",
        4,
        60,
        (
            learning(
                "Customer.first|guests",
                Ran(
                    "mypy app",
                    'app/api.py:14: error: Item "None" of "Customer | None" has no attribute "name"  [union-attr]',
                    failed=True,
                ),
                agent(
                    "`Customer.first` returns None for guests, so mypy in strict mode rejects `.name` on it; guests must be handled before."
                ),
                Edited("app/api.py", "if customer is None: return guest()"),
                Ran("mypy app", "Success: no issues found"),
            ),
            learning(
                "factories|fixtures",
                person(
                    "we never put JSON fixtures in tests/, we build rows with the factories in tests/factories.py because fixtures rot when a column is added"
                ),
            ),
            learning(
                "useMemo|mutated",
                Edited("web/src/cart.ts", "useMemo"),
                agent(
                    "I'm reverting the `useMemo` in `cart.ts`: it broke the totals, because the items array is mutated in place and its identity never changes."
                ),
                Ran("git checkout -- web/src/cart.ts"),
            ),
        ),
    ),
    Made(
        "deploy",
        5,
        150,
        (
            learning(
                "CRLF|entrypoint",
                Ran("docker run shop", "exec /entrypoint.sh: no such file or directory", failed=True),
                agent(
                    "The real reason is that `entrypoint.sh` was checked out with CRLF line ends on Windows, and the kernel looks for an interpreter called `/bin/sh\\r`."
                ),
                Edited(".gitattributes", "*.sh text eol=lf"),
                Ran("docker run shop", "listening"),
                Ran("pytest -q", "20 passed"),
            ),
            learning(
                "npm ci|lock",
                agent("I ran npm install."),
                Ran("npm install"),
                person(
                    "that's wrong because npm install rewrites the lock file; in CI and here we use `npm ci`"
                ),
            ),
            learning(
                "readyz|healthz",
                agent(
                    "We went with a separate `/readyz` endpoint rather than extending `/healthz`, because the load balancer restarts a pod whose healthz fails, also while migrations run."
                ),
            ),
            learning(
                "--no-sandbox|playwright.config",
                Ran(
                    "pnpm test:e2e",
                    "Error: browserType.launch: Running as root without --no-sandbox is not supported",
                    failed=True,
                ),
                Edited(
                    "playwright.config.ts",
                    "args: ['--no-sandbox'] // chromium does not start as root in the CI image without it",
                ),
                Ran("pnpm test:e2e", "12 passed"),
            ),
        ),
    ),
)

HELD_BACK = (
    Made(
        "celery",
        11,
        80,
        (
            learning(
                "send_mail|atomic",
                Ran(
                    "pytest tests/test_mail.py",
                    "app.models.Order.DoesNotExist: Order matching query does not exist.",
                    failed=True,
                ),
                agent(
                    "The task runs before the transaction is committed: `send_mail.delay(order.id)` is called inside `atomic()`, so the celery worker can't see the row yet."
                ),
                Edited("app/mail.py", "transaction.on_commit(lambda: send_mail.delay(order.id))"),
                Ran("pytest tests/test_mail.py", "3 passed"),
            ),
            learning(
                "Order.live|archived",
                person(
                    "nope. orders are never deleted, only archived. use Order.live, not Order.objects, or archived ones show up in the shop"
                ),
            ),
            learning(
                "cursor|offsets",
                agent(
                    "I'll keep cursor pagination and not offsets for `/orders`, since rows are inserted while the export reads and offsets would skip some."
                ),
            ),
        ),
    ),
    Made(
        "rust",
        12,
        100,
        (
            learning(
                "MutexGuard|.await",
                Ran("cargo test", "error: future cannot be sent between threads safely", failed=True),
                agent(
                    "The issue was that a `std::sync::MutexGuard` is held across the `.await` in `flush()`; the guard is not Send."
                ),
                Edited("src/flush.rs", "let rows = { buffer.lock().unwrap().clone() };"),
                Ran("cargo test", "test result: ok"),
            ),
            learning(
                "Cargo.toml|cargo publish",
                person(
                    "wrong, don't add features to the root Cargo.toml. every crate declares its own, otherwise `cargo publish` of a single crate fails"
                ),
            ),
            learning(
                "milliseconds|whereas",
                agent(
                    "Note that `created` in the event feed is in milliseconds, whereas `updated` is in seconds; the vendor confirmed that is on purpose."
                ),
            ),
            learning(
                "untagged|stricter",
                agent(
                    "### Symptom\nOld clients got a 422 after the release.\n\n### Cause\n`#[serde(untagged)]` tries variants in order, and the new variant matched the old payload.\n\n### Resolution\nPut the stricter variant first in `src/event.rs`."
                ),
            ),
        ),
    ),
    Made(
        "react",
        13,
        140,
        (
            learning(
                "StrictMode|twice",
                agent(
                    "Effects run twice in development because `StrictMode` mounts each component twice; that is why the socket in `useFeed` was opened two times."
                ),
                Edited("web/src/useFeed.ts", "return () => socket.close()"),
                Ran("pnpm test", "41 passed"),
            ),
            learning(
                "date-fns|70 kB",
                agent("I added moment."),
                Edited("web/src/date.ts", "import moment from 'moment'"),
                person("please use date-fns instead of moment, moment adds 70 kB to the bundle"),
            ),
            learning(
                "mock fetch|msw",
                Edited("web/src/api.test.ts", "global.fetch = jest.fn()"),
                agent("I mocked fetch."),
                person(
                    "you shouldn't mock fetch here. the handlers in web/mocks (msw) are what the tests use"
                ),
            ),
            learning(
                "Hydration|loader",
                agent(
                    "**Issue**: Hydration failed on the invoice page because `new Date()` was rendered on the server and again in the browser.\n**Root cause**: The two clocks and time zones differ.\n**Fix**: Pass `now` down from the loader in `web/src/invoice.tsx`."
                ),
            ),
        ),
    ),
    Made(
        "go",
        14,
        60,
        (
            learning(
                "WithoutCancel|cancels",
                Ran(
                    "go test ./...",
                    "--- FAIL: TestExport (0.02s)\n    export_test.go:31: context canceled",
                    failed=True,
                ),
                agent(
                    "What happened: the handler passes `r.Context()` to the export goroutine, and net/http cancels it as soon as the response is written. The export needs `context.WithoutCancel`."
                ),
                Edited("export/run.go", "ctx := context.WithoutCancel(r.Context())"),
                Ran("go test ./...", "ok"),
            ),
            learning(
                "vendor/|fork",
                person(
                    "Never edit anything in vendor/ directly; patch the fork and bump it with `go get`, `go mod vendor` wipes local edits."
                ),
            ),
            learning(
                "-mod=mod|go build",
                Ran(
                    "go build ./cmd/shop",
                    "go: updates to go.mod needed, disabled by -mod=vendor",
                    failed=True,
                ),
                Ran("go build -mod=mod ./cmd/shop", "ok"),
            ),
        ),
    ),
    Made(
        "data",
        15,
        110,
        (
            learning(
                "customers.csv|validate=",
                Ran("pytest tests/test_report.py", "AssertionError: 1204 != 1180", failed=True),
                agent(
                    "The rows multiplied because `customers.csv` has several lines per customer, and `merge` without `validate=` joins all of them silently."
                ),
                Edited("report/join.py", "orders.merge(customers, validate='m:1')"),
                Ran("pytest tests/test_report.py", "8 passed"),
            ),
            learning(
                "net, not gross|VAT",
                person(
                    "amount in the ledger is net, not gross. don't add VAT anywhere before the invoice step"
                ),
            ),
            learning(
                "Parquet|dtypes",
                agent(
                    "I settled on Parquet over CSV for the intermediate files because CSV loses the dtypes, and the ids with leading zeros came back as integers."
                ),
            ),
            learning(
                "spark|UTC",
                Edited(
                    "report/config.py",
                    "# WORKAROUND: spark reads naive timestamps in the JVM's zone, so it is pinned to UTC here.\nTZ = 'UTC'",
                ),
            ),
        ),
    ),
)
