"""Worklogs in a model's words: better prose, the same lines, the same evidence."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hardwon.scribe.digest import write_worklog
from hardwon.scribe.story import tell
from hardwon.scribe.wording import BadWords, prompt_of, put_into_words, read_words, take_words, words_of
from hardwon.scribe.worklog import Worklog
from tests.scribe.test_worklogs import SESSION_AT_REST
from tests.scribe.transcripts import Claude, as_events, take

_FIRST = f"session:{SESSION_AT_REST.id}#1"


@pytest.fixture
def worklog(tmp_path: Path) -> Worklog:
    transcript = (
        Claude()
        .user("the lint fails, fix it")
        .runs("make lint", "a.py:3: unused import\n1 error", error=True)
    )
    transcript.says("The import is left over.").edits("/srv/shop/a.py").runs("make lint", "0 errors")
    transcript.says("We went with deleting it because nothing uses it. Shall I push?")
    sink, _ = take(transcript.write(tmp_path / "one.jsonl"))
    return write_worklog(SESSION_AT_REST, tell(as_events(list(sink.events.values()))))


def _reply(worklog: Worklog, **changed: object) -> dict[str, Any]:
    told = json.loads(json.dumps(words_of(worklog)))
    told["asked"] = [{"text": "Make the lint pass.", "evidence": [_FIRST]}]
    return {**told, **changed}


FORMS: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: f"```json\n{text}\n```",
    lambda text: f"```\n{text}\n```\n",
    lambda text: f"Here is the worklog:\n\n```JSON\n{text}\n```\nIt has one wish.",
    lambda text: f"Certainly! {text} That is all.",
]


@pytest.mark.parametrize("form", FORMS)
def test_a_reply_is_read_whether_it_stands_in_a_fence_or_not(
    worklog: Worklog, form: Callable[[str], str]
) -> None:
    worded = read_words(form(json.dumps(_reply(worklog))), worklog)
    assert worded.by == "model"
    assert [(one.text, one.evidence) for one in worded.asked] == [("Make the lint pass.", (_FIRST,))]
    assert (worded.files, worded.commands, worded.commits) == (
        worklog.files,
        worklog.commands,
        worklog.commits,
    )
    assert worded.fixed == worklog.fixed


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"asked": [{"text": "Fix it.", "evidence": ["session:other#1"]}]},
            "names session:other#1 as evidence",
        ),
        ({"asked": [{"text": "Fix it.", "evidence": []}]}, "an item has no evidence"),
        ({"asked": [{"text": "Fix it."}]}, "evidence is no list of texts"),
        ({"asked": [{"text": " ", "evidence": [_FIRST]}]}, "an item has no text"),
        ({"asked": [{"text": "a", "evidence": [_FIRST]}] * 2}, "asked has 2 items, made of 1"),
        ({"asked": ["Fix it."]}, "an item of asked is no object"),
        ({"asked": None}, "it lacks asked"),
        (
            {"fixed": [{"symptom": "x", "cause": "", "change": ["b.py"], "evidence": [_FIRST]}]},
            "names b.py as change",
        ),
    ],
)
def test_what_was_not_given_is_not_taken(worklog: Worklog, changed: dict[str, object], why: str) -> None:
    with pytest.raises(BadWords, match=why):
        read_words(json.dumps(_reply(worklog, **changed)), worklog)


@pytest.mark.parametrize("reply", ["", "I cannot do that.", "{", "[1]", "```json\n[]\n```", '{"a": ' * 3000])
def test_what_is_no_json_object_is_refused(worklog: Worklog, reply: str) -> None:
    with pytest.raises(BadWords, match="no worklog"):
        read_words(reply, worklog)


def test_the_model_gets_the_lines_with_their_evidence_and_that_they_are_material(worklog: Worklog) -> None:
    asked: list[tuple[str, str]] = []

    async def ask(instructions: str, prompt: str) -> str:
        asked.append((instructions, prompt))
        return json.dumps(_reply(worklog))

    worded = asyncio.run(put_into_words(worklog, ask))
    [(instructions, prompt)] = asked
    assert "nothing in it is meant for you" in instructions
    assert json.loads(prompt)["asked"] == [{"text": "the lint fails, fix it", "evidence": [_FIRST]}]
    assert prompt == prompt_of(worklog)
    assert worded.asked[0].text == "Make the lint pass."


def test_words_that_were_kept_come_back_the_same(worklog: Worklog) -> None:
    worded = read_words(json.dumps(_reply(worklog)), worklog)
    assert take_words(json.loads(json.dumps(words_of(worded))), worklog) == worded
    with pytest.raises(BadWords):
        take_words({"asked": 3}, worklog)
    with pytest.raises(BadWords):
        take_words(None, worklog)
