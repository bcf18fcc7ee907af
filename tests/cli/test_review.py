"""`hardwon review` from outside, with a `gh` that is a program of its own and keeps what it is sent."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from hardwon.assembly import open_workspace
from hardwon.cli.root import root
from hardwon.cli.schema import schema_of

LESSON = """\
---
title: Ask the job manager for what it has
status: adopted
kind: gotcha
cost: 2h
applies-to: ["**/*.py"]
triggers: {content: ["job_manager"]}
rule: unknown-job-method
enforce: deny
---
The method is called `update_job_progress`.
"""
JOBS = """\
class JobManager:
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)


job_manager = JobManager()
"""
OLD = "from jobs import job_manager\n\n\ndef old(job_id):\n    job_manager.stop(job_id)\n"
NEW = "from jobs import job_manager\n\n\ndef new(job_id):\n    job_manager.pause(job_id)\n"
BOX = "<!-- hardwon:box ask-first -->"

# Answers `gh api` as gh does: pages of GraphQL one after the other, `{owner}` filled in by itself.
GH = r"""#!@python@
import json, os, sys
from pathlib import Path

here = Path(__file__).parent
state = json.loads((here / "state.json").read_text())
words, given = sys.argv[1:], sys.stdin.read()
with (here / "calls.jsonl").open("a") as calls:
    print(json.dumps({"words": words, "given": given}), file=calls)
if state.get("refuse"):
    print(state["refuse"], file=sys.stderr)
    sys.exit(1)
if words[:2] == ["api", "graphql"]:
    nodes = state["comments"]
    for page in [nodes[:1], nodes[1:]]:
        more = {"hasNextPage": False, "endCursor": None}
        request = {**state["times"], "comments": {"nodes": page, "pageInfo": more}}
        print(json.dumps({"data": {"repository": {"pullRequest": request}}}), end="")
elif words[:3] == ["api", "--method", "POST"]:
    body = json.loads(given)["body"]
    author = {"__typename": "User"}
    state["comments"].append({"databaseId": 901, "body": body, "viewerDidAuthor": True, "author": author})
elif words[:3] == ["api", "--method", "PATCH"]:
    [found] = [one for one in state["comments"] if words[3].endswith(f"/comments/{one['databaseId']}")]
    found["body"] = json.loads(given)["body"]
(here / "state.json").write_text(json.dumps(state))
"""


def git(place: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(place), *words], check=True, capture_output=True)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    shop = tmp_path / "shop"
    (shop / ".hardwon/lessons").mkdir(parents=True)
    (shop / ".hardwon/lessons/ask-first.md").write_text(LESSON)
    (shop / ".gitignore").write_text(".hardwon/state/\n")
    (shop / "jobs.py").write_text(JOBS)
    (shop / "old.py").write_text(OLD)
    git(shop, "init", "-q", "-b", "main")
    git(shop, "config", "user.name", "Anna Example")
    git(shop, "config", "user.email", "anna@example.org")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "Begin")
    git(shop, "checkout", "-qb", "change")
    monkeypatch.chdir(shop)
    return shop


class Hub:
    """GitHub, as far as the program `gh` that is put first on PATH knows it."""

    def __init__(self, place: Path) -> None:
        self._place = place
        place.mkdir()
        gh = place / "gh"
        gh.write_text(GH.replace("@python@", sys.executable))
        gh.chmod(0o755)
        self.put(comments=[], times={"createdAt": "2026-03-01T09:00:00Z", "closedAt": None})

    def put(self, **state: object) -> None:
        file = self._place / "state.json"
        before = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps({**before, **state}))

    @property
    def comments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self._place / "state.json").read_text())["comments"]
        return found

    @property
    def calls(self) -> list[dict[str, Any]]:
        log = self._place / "calls.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def tick(self) -> None:
        """A person ticks every box in the browser, which gives the text other line ends."""
        for one in (comments := self.comments):
            one["body"] = one["body"].replace("- [ ]", "- [x]").replace("\n", "\r\n")
        self.put(comments=comments)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    hub = Hub(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return hub


def review(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(root, ["review", *words], input=given)


def document(*words: str, schema: str = "review", given: str | None = None) -> Any:
    result = review("--format", "json", *words, given=given)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    jsonschema.validate(printed, schema_of(schema))
    return printed


def comment_by(kind: str, body: str) -> dict[str, object]:
    """A comment that somebody else, a User or a Bot, has written."""
    return {"databaseId": 5, "body": body, "viewerDidAuthor": False, "author": {"__typename": kind}}


def change(shop: Path) -> None:
    (shop / "new.py").write_text(NEW)
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "Pause jobs")


def test_it_asks_what_bears_on_the_change_and_tells_what_stands_on_its_lines(shop: Path) -> None:
    change(shop)
    text = review("--diff", "main").stdout
    assert text.splitlines()[0] == "<!-- hardwon:review -->"
    assert f"cost 2h; `job_manager` in new.py) {BOX}" in text
    assert "- `new.py:5` error, `unknown-job-method`: " in text
    assert "(`.hardwon/lessons/ask-first.md`, cost 2h)" in text
    assert "old.py" not in text
    found = document("--diff", "main")
    assert [(one["path"], one["lesson"], one["cost"]) for one in found["findings"]] == [
        ("new.py", "ask-first", 120)
    ]
    assert (found["markdown"], found["comment"]) == (text, None)


def test_what_others_did_meanwhile_is_no_part_of_the_review(shop: Path) -> None:
    git(shop, "checkout", "-q", "main")
    (shop / "old.py").write_text("")
    git(shop, "commit", "-qam", "Clean up")
    git(shop, "checkout", "-q", "change")
    (shop / "notes.txt").write_text("Nothing.\n")
    result = review("--diff", "main")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("no lesson bears on this change")


def test_what_the_baseline_holds_on_changed_lines_is_counted(shop: Path) -> None:
    change(shop)
    subprocess.run(
        [sys.executable, "-m", "hardwon", "check", "--update-baseline"], check=True, capture_output=True
    )
    found = document("--diff", "main")
    assert (found["findings"], found["accepted"]) == ([], {"unknown-job-method": 1})
    assert "Accepted in the baseline, on changed lines: 1 `unknown-job-method`." in found["markdown"]


def test_a_review_begins_with_one_comment_through_gh(shop: Path, hub: Hub) -> None:
    change(shop)
    result = review("--diff", "main", "--github", "12")
    assert (result.exit_code, result.stdout) == (0, "posted on pull request 12\n")
    [comment] = hub.comments
    assert comment["body"].startswith("<!-- hardwon:review pr=12 -->\n")
    look, post = hub.calls
    assert look["words"][:3] == ["api", "graphql", "--paginate"]
    assert {"owner={owner}", "name={repo}", "number=12"} <= set(look["words"])
    assert post["words"] == [
        "api", "--method", "POST", "repos/{owner}/{repo}/issues/12/comments", "--input", "-", "--silent",
    ]  # fmt: skip


def test_a_renewed_comment_keeps_its_ticks_and_stays_the_only_one(shop: Path, hub: Hub) -> None:
    hub.put(comments=[comment_by("User", "Nice!")])
    change(shop)
    review("--diff", "main", "--github", "12")
    hub.tick()
    assert document("--diff", "main", "--github", "12")["comment"] == {"pr": 12, "change": "unchanged"}
    (shop / "more.py").write_text(NEW.replace("pause", "resume"))
    result = review("--diff", "main", "--github", "12")
    assert result.stdout.startswith("renewed on pull request 12")
    [other, comment] = hub.comments
    assert other["body"] == "Nice!"
    assert "more.py:5" in comment["body"]
    assert [line[:5] for line in comment["body"].splitlines() if BOX in line] == ["- [x]"]
    assert hub.calls[-1]["words"][2:4] == ["PATCH", "repos/{owner}/{repo}/issues/comments/901"]


def test_where_there_is_nothing_to_say_no_comment_is_begun_and_an_old_one_says_so(
    shop: Path, hub: Hub
) -> None:
    assert document("--github", "12")["comment"] == {"pr": 12, "change": "none"}
    assert hub.comments == []
    (shop / "new.py").write_text(NEW)
    review("--github", "12")
    (shop / "new.py").unlink()
    review("--github", "12")
    [comment] = hub.comments
    assert comment["body"].splitlines()[1:] == [
        "No lesson bears on this change, and nothing was found on its lines."
    ]


def test_a_comment_that_somebody_else_marked_is_left_alone(shop: Path, hub: Hub) -> None:
    forged = comment_by("User", "<!-- hardwon:review pr=12 -->\nall fine")
    hub.put(comments=[forged])
    change(shop)
    assert document("--diff", "main", "--github", "12")["comment"]["change"] == "created"
    assert hub.comments[0] == forged
    assert len(hub.comments) == 2


def test_the_comment_that_the_action_began_is_renewed_by_a_person(shop: Path, hub: Hub) -> None:
    hub.put(comments=[comment_by("Bot", "<!-- hardwon:review pr=12 -->\nearlier")])
    change(shop)
    assert document("--diff", "main", "--github", "12")["comment"]["change"] == "updated"
    [comment] = hub.comments
    assert "new.py:5" in comment["body"]


def test_an_answer_that_is_none_is_a_refusal_and_no_crash(shop: Path, hub: Hub) -> None:
    hub.put(times={})
    assert "no answer that can be read" in str(review("--github", "12").exception)


def test_without_gh_and_without_rights_it_says_what_to_do(
    shop: Path, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.put(refuse="gh: Resource not accessible by integration (HTTP 403)")
    refused = review("--github", "12").exception
    assert "Resource not accessible by integration (HTTP 403)" in str(refused)
    assert "pull-requests: write" in str(refused)
    (tmp_path / "bin/gh").unlink()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin/git").symlink_to(real)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    absent = review("--github", "12").exception
    assert "gh, GitHub's command, is not installed" in str(absent)


def test_the_end_of_a_review_is_recorded_once_from_github_and_names_nobody(shop: Path, hub: Hub) -> None:
    change(shop)
    review("--diff", "main", "--github", "12")
    hub.tick()
    still_open = review("--github", "12", "--record").exception
    assert "still open" in str(still_open)
    hub.put(times={"createdAt": "2026-03-01T09:00:00Z", "closedAt": "2026-03-01T11:30:00Z"})
    recorded = document("--github", "12", "--record", schema="review-record")
    assert recorded["recorded"] == {
        "boxes": 1,
        "ticked": 1,
        "lessons": {"ask-first": True},
        "opened": "2026-03-01T09:00:00.000Z",
        "closed": "2026-03-01T11:30:00.000Z",
        "minutes": 150,
    }
    assert (recorded["pr"], recorded["new"]) == (12, True)
    assert review("--github", "12", "--record").stdout == (
        "the review of pull request 12 was recorded before; nothing changed\n"
    )
    with open_workspace(shop).owner("test") as journal:
        [event] = journal.read(kinds=("review.ended",))
    assert event.payload == {"pr": 12, **recorded["recorded"]}


def test_a_pull_request_without_a_comment_leaves_nothing_to_record(shop: Path, hub: Hub) -> None:
    hub.put(times={"createdAt": "2026-03-01T09:00:00Z", "closedAt": "2026-03-01T11:30:00Z"})
    result = review("--github", "12", "--record")
    assert (result.exit_code, result.stdout) == (
        0,
        "pull request 12 has no review comment: nothing to record\n",
    )
    assert document("--github", "12", "--record", schema="review-record")["recorded"] is None


def test_a_comment_from_elsewhere_is_recorded_from_a_file_or_standard_input(shop: Path) -> None:
    change(shop)
    text = review("--diff", "main").stdout
    unnamed = review("--record", "-", given=text).exception
    assert "--pr" in str(unnamed)
    times = ("--opened", "2026-03-01T09:30Z", "--closed", "2026-03-01T10:00Z")
    first = document("--record", "-", "--pr", "3", *times, schema="review-record", given=text)
    assert (first["recorded"]["ticked"], first["recorded"]["minutes"]) == (0, 30)
    file = shop / "comment.md"
    file.write_bytes(text.replace("- [ ]", "- [x]").replace("\n", "\r\n").encode())
    result = review("--record", str(file), "--pr", "4")
    assert result.stdout == "recorded: 1 of 1 boxes ticked\n"
    stats = CliRunner().invoke(root, ["lessons", "stats"]).stdout
    assert "2 reviews: 1 of 2 boxes ticked (50%), 30m at the median" in stats.splitlines()
    printed = json.loads(CliRunner().invoke(root, ["lessons", "stats", "--format", "json"]).stdout)
    jsonschema.validate(printed, schema_of("stats"))
    assert printed["reviews"] == {
        "count": 2, "boxes": 2, "ticked": 1, "share": 0.5, "timed": 1, "median_minutes": 30.0,
        "lessons": [{"slug": "ask-first", "boxes": 2, "ticked": 1}],
    }  # fmt: skip


def test_while_a_daemon_has_the_journal_the_record_waits_for_it(shop: Path) -> None:
    text = "<!-- hardwon:review pr=9 -->\n- [x] Asked? <!-- hardwon:box ask-first -->\n"
    with open_workspace(shop).lock("daemon"):
        assert document("--record", "-", schema="review-record", given=text)["new"] is None
    stats = json.loads(CliRunner().invoke(root, ["lessons", "stats", "--format", "json"]).stdout)
    assert (stats["reviews"]["count"], stats["reviews"]["ticked"]) == (1, 1)


def test_without_hardwon_s_files_the_findings_are_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    assert "no git repository" in str(review().exception)
    (place / "jobs.py").write_text(JOBS)
    git(place, "init", "-q")
    git(place, "add", "-A")
    git(place, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "Begin")
    (place / "new.py").write_text(NEW)
    found = document()
    assert [(one["rule"], one["lesson"]) for one in found["findings"]] == [("unknown-job-method", None)]
    assert found["items"] == []
    assert not (place / ".hardwon").exists()


def test_what_is_no_comment_of_ours_is_not_recorded(shop: Path) -> None:
    result = review("--record", "-", "--pr", "3", given="- [x] done\n")
    assert "no review comment of hardwon is in it" in str(result.exception)
    assert review("--record", "nowhere.md", "--pr", "3").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--diff", ""],
        ["--record"],
        ["--record", "x.md", "--github", "3"],
        ["--record", "x.md", "--diff", "main"],
        ["--github", "3", "--pr", "3"],
        ["--closed", "2026-03-01"],
    ],
)
def test_what_does_not_go_together_is_refused(shop: Path, words: list[str]) -> None:
    result = review(*words)
    assert result.exit_code == 2
    assert "->" in result.stderr
