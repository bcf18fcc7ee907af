"""What may be kept as a lesson and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.extraction.candidate import make_candidate
from hardwon.lessons.extraction.policy import Refused, clean, judge

_TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def kept(text: str, *, roots: tuple[str, ...] = ()) -> tuple[str, str]:
    cleaned = clean(text, roots=roots)
    return cleaned.text, cleaned.sentence


@pytest.mark.parametrize(
    "text",
    [
        "All tests pass.",
        "✅ All 214 tests pass now!",
        "Done, committed and pushed.",
        "Done, all 12 tests pass and the build is green.",
        "Done. Committed. All tests are green.",
        "I've committed the changes.",
        "Everything works now.",
        "12 passed, 3 skipped in 4.21s",
        "Great, the implementation is complete.",
        "Tests and lint pass.",
        "No errors found.",
        "Let me know if you need anything else.",
        "Ran pytest, 312 passed in 4.2s",
        "I ran the full test suite and they all pass.",
        "Re-ran all tests, all green",
        "Build succeeded in 3m",
        "Pushed to origin/main.",
        "Committed as 4be1c2f and merged PR #412",
        "Opened a PR for the changes",
        "Fixed all lint errors. Ready for review.",
    ],
)
def test_routine_is_refused(text: str) -> None:
    judged = judge(text, text)
    assert isinstance(judged, Refused)
    assert judged.reason == "it reports that something is done, which no later session needs"


@pytest.mark.parametrize(
    "text",
    [
        "All tests pass only when `REDIS_URL` is unset.",
        "Tests pass locally and fail in CI because the clock differs.",
        "Jobs are done once their row is gone.",
        "Run the tests in one process, they share a port.",
        "Pushed to origin/main before the tag, the release takes the old tree.",
        "Fixed lint errors come back where `E501` is off.",
        "Merged PR #412 broke the export: it closes the session twice.",
        "They all pass the session down.",
        "The build succeeded in 3m only with a warm cache.",
        "A task is complete when its last child has ended.",
        "Never commit the changes of the lock file alone.",
        "Set DEBUG = False before a release.",
        "GET /api/v1/orders needs the header X-Tenant.",
        "Files lie in /etc/app/conf.d and /usr/share/app.",
        "Write to noreply@example.com in tests.",
        "See https://example.com/home/index.html and `src/app.py:12`.",
        "Look into ~/.ssh/config and ~/.cache/app.",
        "Use a/b/src/x.py, not src/x.py.",
        "The page is read again before it is\ncommitted. All tests pass\nonly when the clock is set.",
        "now " * 4000 + "and then",  # in no time, too
    ],
)
def test_what_was_learnt_is_kept_as_it_is(text: str) -> None:
    assert kept(text) == (text, "")


def test_routine_and_debugging_go_and_what_was_learnt_stays() -> None:
    text = (
        "All tests pass. The pool must be closed, because the driver keeps threads. Done!\n"
        "DEBUG:root:here 1\n2026-01-02 10:00:00,123 DEBUG x=3\n>>> here 2\nprint('HERE', x)\nERROR: no pool\n"
    )
    assert kept(text) == (
        "The pool must be closed, because the driver keeps threads.\nERROR: no pool",
        "cleaned: 4 lines of debugging output left out, 2 reports of routine left out",
    )
    assert isinstance(judge("DEBUG: x=1", ">>> here"), Refused)


def test_code_in_fences_is_left_alone() -> None:
    text = "Never commit this:\n```python\nbreakpoint()\nprint('here')\n```"
    assert kept(text) == (text, "")


@pytest.mark.parametrize(
    ("text", "clean_text"),
    [
        ("see /home/ann/shop/api/x.py", "see api/x.py"),
        ("see /builds/team/shop/src/x.py:3", "see src/x.py:3"),
        ("see /Users/bob.k/w/shop/tests/test_x.py", "see tests/test_x.py"),
        ("see C:\\Users\\eve\\shop\\src\\x.py", "see src\\x.py"),
        ("see /tmp/run-17/out.log", "see …/out.log"),
        ("see .claude/worktrees/brave-fox/src/x.py", "see src/x.py"),
        ("see /home/ann/notes/2026/x.md", "see …/x.md"),
        ("see ~/.claude/projects/-home-ann-shop/4be1.jsonl", "see a transcript"),
    ],
)
def test_paths_of_one_machine_or_session_become_relative(text: str, clean_text: str) -> None:
    told, sentence = kept(text, roots=("/home/ann/shop",))
    assert told == clean_text
    assert sentence.startswith("cleaned: ")


def test_a_candidate_says_what_it_was_cleaned_of() -> None:
    candidate = make_candidate(
        f"The token {_TOKEN} expires, ask ann.lee@shop.org",
        "All tests pass.\nIt expires each night.",
        kind="gotcha",
        evidence=(),
        score=0.7,
        reasons=("r",),
        origin="session",
    )
    assert _TOKEN not in candidate.title
    assert candidate.body == "It expires each night."
    assert candidate.reasons == (
        "r",
        "cleaned: 1 e-mail address taken out, 1 report of routine left out, 1 secret taken out",
    )


def test_nothing_but_a_secret_is_refused_for_that() -> None:
    judged = judge(_TOKEN, "")
    assert isinstance(judged, Refused)
    assert "secrets and personal data" in judged.reason


def test_a_title_of_routine_gives_its_place_to_the_first_sentence() -> None:
    judged = judge("All tests pass", "Done. The pool must be closed by hand.")
    assert not isinstance(judged, Refused)
    assert judged[0].text == "The pool must be closed by hand"


_NAME = st.text("bcdfgklmnprstvz", min_size=4, max_size=9)
_PLANTED = st.one_of(
    st.text("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=36, max_size=36).map(
        lambda text: f"ghp_{text}"
    ),
    st.tuples(_NAME, _NAME).map(lambda pair: f"{pair[0]}@{pair[1]}.org"),
    _NAME.map(lambda name: f"/home/{name}/"),
    _NAME.map(lambda name: f"/Users/{name}/"),
)
_WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "Close the pool.",
                "All tests pass.",
                "Done.",
                "because",
                "DEBUG: x=1",
                "src/app.py",
                "\n",
                "- ",
            ),
            *(
                "/tmp/a/b.log",
                "~/w/src/x.py",
                "`code`",
                "```",
                "12 passed in 3s",
                "…",
                "[redacted:email]",
                "日本",
            ),
            *("worktrees/a/", "/builds/", "C:\\w\\", ">>> here", "token=", "://", "@", "~", "/", " "),
        ]
    ),
    max_size=14,
)


@given(_WORDS, _PLANTED, _WORDS)
def test_no_planted_secret_address_or_home_survives(
    before: list[str], planted: str, after: list[str]
) -> None:
    text = " ".join([*before, planted, *after])
    candidate = make_candidate(text, text, kind="gotcha", evidence=(), score=0.7, reasons=(), origin="person")
    name = planted.strip("/").rpartition("/")[2]
    assert name not in candidate.title
    assert name not in candidate.body
    assert name not in clean(text).text


@given(st.one_of(st.text(), _WORDS.map(" ".join), _WORDS.map("".join)), st.sampled_from([(), ("/builds",)]))
def test_cleaning_and_judging_again_change_nothing(text: str, roots: tuple[str, ...]) -> None:
    once = clean(text, roots=roots)
    again = clean(once.text, roots=roots)
    assert (again.text, again.took) == (once.text, ())
    judged = judge(text, text, roots=roots)
    if not isinstance(judged, Refused):
        title, body = judged
        assert judge(title.text, body.text, roots=roots) == (
            type(title)(title.text),
            type(body)(body.text),
        )
