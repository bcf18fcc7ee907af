"""Pairs of made-up lessons: worded otherwise and the same, or nearly word for word and yet not the same."""

SAME = (
    (
        "Never run migrations by hand, use `make migrate`.",
        "Don't run migrations manually; use `make migrate`.",
    ),
    (
        "Always close the HTTP client in a finally block.",
        "Close the HTTP client in a `finally` block, always.",
    ),
    (
        "Load the records inside the background task, because they are detached once the request ends.",
        "Records must be loaded inside the background task: once the request has ended, they are detached.",
    ),
    (
        "Don't mock the store, use a temporary directory.",
        "Use a temporary directory instead of mocking the store.",
    ),
    ("The worker hangs when the pool is exhausted.", "When the pool gets exhausted, the worker hangs."),
    (
        "Set `PYTHONHASHSEED` before running the snapshot tests, otherwise they are flaky.",
        "Snapshot tests are flaky unless `PYTHONHASHSEED` is set before they run.",
    ),
    ("We use UTC in the database.", "In the database we always use UTC."),
    (
        "Pin the base image by digest so that builds are reproducible.",
        "For reproducible builds, pin the base image by its digest.",
    ),
    (
        "Do not import `settings` at module level in the workers.",
        "In the workers, never import `settings` at module level.",
    ),
    (
        "The root cause was a missing index on `orders.created_at`: the query scanned the whole table.",
        "Root cause: an index on `orders.created_at` was missing, so the query scanned the whole table.",
    ),
    ("Retry the upload 3 times with backoff.", "The upload has to be retried three times, with backoff."),
    ("Feature flags are read once at start-up.", "Feature flags get read only once, at startup."),
    ("Use `asyncio.timeout` rather than `wait_for`.", "Prefer `asyncio.timeout` over `wait_for`."),
    ("Invoices are immutable after they were sent.", "After an invoice was sent, it is immutable."),
    (
        "Run the linter before you push, because CI rejects unformatted files.",
        "CI rejects unformatted files, so please run the linter before pushing.",
    ),
    ("Avoid naive datetimes in the billing module.", "Don't use naive datetimes in the billing module."),
    ("Clear the cache after a schema change.", "After changing the schema, clear the cache."),
    (
        "The S3 client is not thread safe, create one per thread.",
        "Create one S3 client per thread: it is not thread-safe.",
    ),
    (
        "Every handler must be idempotent, since messages are delivered twice.",
        "Messages are delivered twice, hence every handler has to be idempotent.",
    ),
    ("Tests that need Docker are marked `slow`.", "Mark tests which need Docker as `slow`."),
    (
        "Decided to keep SQLite for the cache because it needs no server.",
        "We decided on keeping SQLite for the cache, as it needs no server.",
    ),
    (
        "Never log the request body in the payment service.",
        "The request body must never be logged in the payment service.",
    ),
    ("Write prices as integers of cents.", "Prices are written as integers, in cents."),
    (
        "Use a lock when the token is refreshed, or two requests refresh it at once.",
        "Refresh the token under a lock, otherwise two requests refresh it at once.",
    ),
    (
        "The export fails if a column name contains a space.",
        "Export fails when the name of a column contains spaces.",
    ),
    ("Check `response.ok` before reading the JSON.", "Before reading the JSON, check `response.ok`."),
    ("Do not catch `Exception` around the retry loop.", "Never catch `Exception` around the retry loop."),
    (
        "The scheduler drops jobs whose start time lies in the past.",
        "Jobs whose start time is in the past are dropped by the scheduler.",
    ),
    (
        "Put the health check before the authentication middleware.",
        "The health check must be put before the authentication middleware.",
    ),
    (
        "Redis evicts keys without a TTL first under this policy.",
        "Under this policy Redis first evicts keys that have no TTL.",
    ),
    (
        "Make sure that the fixture closes the database connection.",
        "The fixture has to close the database connection.",
    ),
    (
        "Dates in the report are local time, dates in the API are UTC.",
        "The API's dates are UTC, the report's dates are in local time.",
    ),
    ("Rebuild the index after restoring a backup.", "After a backup is restored, the index must be rebuilt."),
    ("`git push --force` is forbidden on shared branches.", "Never `git push --force` on shared branches."),
    (
        "A refund needs the original charge id, not the invoice id.",
        "A refund needs the id of the original charge, not that of the invoice.",
    ),
    (
        "Start the broker before the workers, else they exit at once.",
        "Workers exit at once unless the broker is started before them.",
    ),
    (
        "Cursor pagination only: offsets skip rows while others insert.",
        "Use only cursor pagination, since offsets skip rows while others insert.",
    ),
    (
        "Mobile clients send the locale with an underscore.",
        "The locale that mobile clients send has an underscore.",
    ),
    (
        "The webhook signature is computed over the raw body.",
        "Compute the webhook signature over the raw body.",
    ),
    ("Never commit generated files under `dist/`.", "Generated files under `dist/` must not be committed."),
    ("The nightly job needs 8 GB of memory.", "8 GB of memory are needed by the nightly job."),
    ("Use a savepoint for each row of the import.", "Each row of the import should use a savepoint."),
    (
        "Deleting a tenant must also delete its files in the bucket.",
        "When a tenant gets deleted, also delete its files in the bucket.",
    ),
    (
        "Keep the migration and the model change in the same commit.",
        "Model change and migration have to be kept in the same commit.",
    ),
    (
        "Turn off the proxy when running the integration tests locally.",
        "To run the integration tests locally, turn the proxy off.",
    ),
    ('Always pass `encoding="utf-8"` to `open`.', 'Pass `encoding="utf-8"` to `open` every time.'),
    (
        "The parser loses comments, so do not rewrite files with it.",
        "Don't rewrite files with the parser: it loses comments.",
    ),
    (
        "Compare money with Decimal, never with float.",
        "Never compare money with float; compare it with Decimal.",
    ),
    ("Sessions of the admin panel expire after 15 minutes.", "Admin panel sessions expire after 15 minutes."),
    ("Use ids, not objects, as arguments of a job.", "A job's arguments should be ids, not objects."),
)

OTHER = (
    ("Always close the session inside the task.", "Never close the session inside the task."),
    ("Retry the upload 3 times with backoff.", "Retry the upload 5 times with backoff."),
    ("The orders table needs an index on the date.", "The users table needs an index on the date."),
    ("Use Redis for the rate limiter.", "Use Postgres for the rate limiter."),
    ("Use tabs instead of spaces in the Makefile.", "Use spaces instead of tabs in the Makefile."),
    ("The S3 client is thread safe.", "The S3 client is not thread safe."),
    ("Set `DEBUG` to false before a release.", "Set `TESTING` to false before a release."),
    ("Python 3.11 is needed for the worker.", "Python 3.12 is needed for the worker."),
    ("Run the linter before the tests.", "Run the migrations before the tests."),
    ("Invoices are immutable after they were sent.", "Quotes are immutable after they were sent."),
    ("Do not mock the store in integration tests.", "Do mock the store in integration tests."),
    ("Sessions expire after 15 minutes.", "Sessions expire after 60 minutes."),
    ("Call `session.flush` before reading the id.", "Call `session.commit` before reading the id."),
    ("Never import `settings` in the workers.", "Never import `models` in the workers."),
    ("The nightly job needs 8 GB of memory.", "The nightly job needs 16 GB of memory."),
    ("Deploy on Mondays only.", "Deploy on Fridays only."),
    ("Compare money with Decimal, never with float.", "Compare money with float, never with Decimal."),
    (
        "The webhook signature is computed over the raw body.",
        "The webhook signature is computed over the parsed body.",
    ),
    ("Pin the base image by digest.", "Pin the base image by tag."),
    ("Run the worker with one thread.", "Run the worker with two threads."),
    ("Use `asyncio.timeout` for the client.", "Use `asyncio.shield` for the client."),
    ("The API returns dates in UTC.", "The API returns dates in local time."),
    ("Cache the response for 30 seconds.", "Cache the response for 300 seconds."),
    (
        "The export fails if a column name contains a space.",
        "The import fails if a column name contains a space.",
    ),
    ("Keep the lock while the token is refreshed.", "Do not keep the lock while the token is refreshed."),
    (
        "Put the health check before the authentication middleware.",
        "Put the rate limiter before the authentication middleware.",
    ),
    ("Clear the cache after a schema change.", "Clear the queue after a schema change."),
    ("Feature flags are read once at start-up.", "Feature flags are read at every request."),
    ("Tests that need Docker are marked `slow`.", "Tests that need Redis are marked `slow`."),
    ("Messages may be delivered twice.", "Messages are never delivered twice."),
    ("Use the staging bucket for backups.", "Use the archive bucket for backups."),
    ("The proxy must be on for integration tests.", "The proxy must not be on for integration tests."),
    ("`make migrate` needs the admin role.", "`make seed` needs the admin role."),
    ("Write prices as integers of cents.", "Write weights as integers of grams."),
    ("Version 2 of the protocol sends a checksum.", "Version 3 of the protocol sends a checksum."),
    (
        "Android clients send the locale with an underscore.",
        "iOS clients send the locale with an underscore.",
    ),
    (
        "A refund needs the charge id, not the invoice id.",
        "A refund needs the invoice id, not the charge id.",
    ),
    ("Log the request id in the payment service.", "Log the request id in the shipping service."),
    ("The scheduler drops jobs that lie in the past.", "The scheduler keeps jobs that lie in the past."),
    ("Start the broker before the workers.", "Start the workers before the broker."),
    ("Rebuild the index after restoring a backup.", "Rebuild the index before restoring a backup."),
    ("Use `--no-cache` for release builds.", "Use `--pull` for release builds."),
    ("The parser in `reader.py` loses comments.", "The parser in `writer.py` loses comments."),
    ("Limit the pool to 10 connections per worker.", "Limit the pool to 20 connections per worker."),
    ("German invoices need the tax number.", "French invoices need the tax number."),
    ("Use optimistic locking for carts.", "Use pessimistic locking for carts."),
    ("Do not delete tenants without a backup.", "Do not delete users without a backup."),
    ("Exit code 2 means that the licence expired.", "Exit code 3 means that the licence expired."),
    ("Increase the timeout of the upload in CI.", "Decrease the timeout of the upload in CI."),
    ("Enable the feature flag for new tenants.", "Disable the feature flag for new tenants."),
)
