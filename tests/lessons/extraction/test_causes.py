# ruff: noqa: E501 -- what somebody says is one line
"""Causes are stated, not supposed, and not about the agent's own slips."""

import pytest

from hardwon.lessons.extraction.causes import cause, explanation


@pytest.mark.parametrize(
    "said",
    [
        "The issue was that `flush()` is never awaited in the exporter.",
        "The error occurs because the `response` variable is not set when the page times out.",
        "This fails because `app.db` imports `app.models` at the top.",
        "The test failures are due to the absence of a `read` method in `Commands`.",
        "What happened: the handler passes `r.Context()` on, and it is cancelled with the response.",
        "The real reason is that `entrypoint.sh` has Windows line ends.",
        "The error occurs because `mime` is not set before the `try`, so it might be read unset.",
    ],
)
def test_a_cause_is_known_by_its_words(said: str) -> None:
    found = cause(f"Let me see. {said} Done.")
    assert found is not None
    assert found.sentence == said


@pytest.mark.parametrize(
    "said",
    [
        "The issue might be that `flush()` is never awaited in the exporter.",
        "The issue was that my previous edit of `flush()` had the wrong indent.",
        "The error is due to an unused import in `app/api.py` at line 3.",
        "The problem is that you need to pass the `key` to the client first.",
        "Is the cause that `flush()` is never awaited in the exporter?",
        "The bug was fixed.",
        "The root cause was:",
    ],
)
def test_guesses_slips_and_advice_are_no_causes(said: str) -> None:
    assert cause(said) is None


def test_why_points_back_to_the_sentence_before() -> None:
    found = cause(
        "`StrictMode` mounts each component twice in development. That is why the `socket` was opened two times."
    )
    assert found is not None
    assert found.sentence == "`StrictMode` mounts each component twice in development."
    assert cause("That is why the `socket` was opened two times here.") is None


def test_an_explanation_that_shares_the_errors_names_is_surer() -> None:
    near = explanation(
        "The `exhaustive` linter wants all cases handled.", "x.go:1: missing cases (exhaustive)"
    )
    far = explanation("The task runs in `atomic()`, so the worker can't see the row.", "DoesNotExist")
    assert near is not None
    assert far is not None
    assert near.score > far.score
    assert explanation("Let me fix that now, because it is easy.", "x") is None
