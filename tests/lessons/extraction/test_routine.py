"""Reports of routine that read like news are refused; lessons that look like them are not touched."""

import pytest

from hardwon.lessons.extraction.policy import Refused, clean, judge


@pytest.mark.parametrize(
    "text",
    [
        "Bumped version to 1.2.3",
        "Bumped the version from 1.2.2 to 1.2.3.",
        "Bump version to 2.0.0rc1",
        "Bump requests from 2.31.0 to 2.32.3",
        "I've bumped httpx to 0.28.1",
        "Bumped the package version to v4.1 and updated CHANGELOG.md",
        "Released v1.4.0",
        "Tagged v1.4.0 and pushed to origin/main.",
        "Published 1.4.0 to PyPI",
        "Updated README.md and CHANGELOG.md",
        "Updated README.md and the docs.",
        "Updated README.md and added tests.",
        "Updated `README.md`, `docs/index.md` and the changelog",
        "I have updated the documentation accordingly.",
        "Updated the docs to reflect the changes",
        "Added tests and docstrings.",
        "Added unit tests for the new endpoint",
        "Created src/app/export.py and tests/test_export.py",
        "Removed unused imports.",
        "Cleaned up unused imports and dead code",
        "Formatted the code with ruff",
        "Regenerated uv.lock",
        "Renamed app/util.py to app/text.py",
        "Task complete: implemented the export endpoint",
        "Task completed: added login and logout, updated README.md",
        "✅ Task complete - refactored the settings page",
        "Done: implemented dark mode.",
        "Implementation complete.",
        "All done: wired the new button into the toolbar",
        "Task completed successfully.",
        "Work finished: ported the last three views",
    ],
)
def test_a_report_of_routine_is_refused(text: str) -> None:
    judged = judge(text, text)
    assert isinstance(judged, Refused), judged
    assert judged.reason == "it reports that something is done, which no later session needs"


@pytest.mark.parametrize(
    "text",
    [
        "Bump the version before the tag, the release reads it from the file.",
        "Bumped version to 1.2.3 broke the upgrade path of clients that pin 1.2.",
        "Bump requests to 2.32 only together with urllib3 2.",
        "Bumped httpx to 0.28.1 because 0.27 leaks a socket for each redirect",
        "Released v1.4.0 without its migration, every worker died at start",
        "A released version is never tagged again.",
        "Tagged v1.4.0 from a branch, so the notes name the wrong commits",
        "Published 1.4.0 to PyPI from a dirty tree: the wheel had local files",
        "Updated README.md and docs/index.md drift apart unless both are generated.",
        "README.md and CHANGELOG.md are generated, change their templates.",
        "Updated docs need `make docs`, else the check fails",
        "Updated CHANGELOG.md by hand is lost: the release job writes it anew.",
        "Added tests must not use the network.",
        "Added tests for the clock because it jumps back in October",
        "Added unit tests pass alone and fail together: they share a port",
        "Created files in src/app need an entry in the manifest",
        "Removed unused imports broke the plugin registry, which imports for the effect.",
        "Remove unused imports only with a look at `__init__.py`",
        "Formatted the code with black 24 and CI uses 23, so every file differs",
        "Regenerated uv.lock on macOS drops the Linux wheels",
        "Renamed app/util.py to app/text.py and pickles of the old path cannot be read",
        "Task complete: fixed the deadlock by closing the session first",
        "Task complete: the export must stream, a list of all rows fills the memory",
        "Done: moved the lock out of the loop because it starved the writers",
        "A task is complete only when its row says so.",
        "Task completed events arrive twice after a reconnect",
        "All done callbacks run in the loop's thread, never block there.",
        "Implementation complete does not mean deployed: the flag is off by default",
        "Work finished in a worker is lost when the pool is terminated",
        "Finished: implemented retries only for idempotent calls, POST must never be repeated",
    ],
)
def test_a_lesson_that_looks_like_a_report_is_kept_whole(text: str) -> None:
    assert clean(text).text == text
    assert not isinstance(judge(text, text), Refused)
