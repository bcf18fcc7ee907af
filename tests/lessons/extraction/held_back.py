# ruff: noqa: E501 -- what somebody says is one line
"""What made-up sessions teach that nobody tuned the extraction on."""

from tests.lessons.extraction.made_up import Edited, Made, Ran, agent, learning, person

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
