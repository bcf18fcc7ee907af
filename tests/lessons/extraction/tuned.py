# ruff: noqa: E501 -- what somebody says is one line
"""What made-up sessions teach that the extraction was tuned on."""

from tests.lessons.extraction.made_up import Edited, Made, Ran, agent, learning, person

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
