"""What an isolated reader cannot resolve, and what only looks like it."""

import pytest

from hardwon.integrations.briefs.references import unresolved


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Change the retry as discussed above.", "as discussed above"),
        ("Add a test to the file we talked about", "the file we talked about"),
        ("Fix it", "Fix it"),
        ("please fix this.", "please fix this"),
        ("Do the same for the other ones", "Do the same"),
        ("Make it work", "Make it"),
        ("Continue", "Continue"),
        ("Go on where we left off", "where we left off"),
        ("Rename the class I mentioned to Job", "the class I mentioned"),
        ("Use the approach we agreed on", "the approach we agreed on"),
        ("Look at the attached log and find the cause", "the attached log"),
        ("The cause is in the previous message", "in the previous message"),
        ("Handle the error above", "the error above"),
        ("Do what we did yesterday for invoices", "what we did"),
        ("Use Redis, as you know", "as you know"),
        ("Write it down as in our last discussion", "in our last discussion"),
        ("Name the files like last time", "like last time"),
    ],
)
def test_what_points_outside_the_brief_is_found(text: str, words: str) -> None:
    assert [one.words for one in unresolved(text)][:1] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Fix the retry in app/jobs.py: it gives up after one try. Make sure that it logs.",
        "Make it possible to cancel a job",
        "Say in your last message what you left alone",
        "Add the file to the chat unless it is in the chat already; check the post call",
        "Show the last message and the previous chat in the sidebar",
        "A check without a daemon works as before",
        "During handling of the above exception, another exception occurred: KeyError",
        "Fix this bug: `export()` returns None for an empty table",
        "Follow the format as described in docs/jobs.md",
        "Reject values above 100 and log those above the limit",
        "Keep the order as before the migration of 2024",
        "Load the previous session's rows, then the last session",
        "Add a job for each order that was made last time the import ran",
        "Write a function that returns what the user agreed to",
        "The model we use is Order; its table is orders",
        "Rename `the_other` to `second`",
        "Update the meeting room service and the thread pool",
        "Move this function to app/text.py",
        "Continue processing after a failed item",
        "Test that the same id twice is refused",
        "app/a.py reads the file.\napp/b.py writes it.\nKeep the two files above in step.",
        "Run the tests in this thread of execution one by one",
    ],
)
def test_what_can_be_resolved_is_left_alone(text: str) -> None:
    assert unresolved(text) == ()


def test_one_place_is_told_once() -> None:
    found = unresolved("As we discussed, fix the function we talked about in our meeting.")
    assert [one.words for one in found] == [
        "As we discussed",
        "the function we talked about",
        "in our meeting",
    ]
