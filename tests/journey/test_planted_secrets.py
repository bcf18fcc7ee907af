"""A secret on every way in, with real commands and a daemon: afterwards no file of hardwon's holds it."""

import base64
import json
import os
import signal
import sqlite3
import subprocess
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
import tantivy

from tests.journey.terminal import Terminal
from tests.scribe.transcripts import Claude
from tests.store.redaction.chance import draw
from tests.store.redaction.kinds import KINDS

SESSION = "5f0e8a52-1111-4222-8333-944455556666"
HOOKED = "6a1f9b63-1111-4222-8333-944455556666"
# One secret for each way in: its place, and the kind of the corpus it is of.
WAYS = {
    "claude-prompt": "anthropic",
    "claude-answer": "postgres",
    "claude-command": "mysql-flag",
    "claude-thinking": "phrase-python",
    "claude-edit": "python-keyword",
    "claude-environment": "environment-dump",
    "claude-diff": "terraform-variable",
    "claude-log": "bearer",
    "claude-key": "pem-rsa",
    "claude-title": "github",
    "claude-branch": "gitlab",
    "claude-path": "stripe",
    "claude-torn": "npm",
    "codex-prompt": "openai",
    "codex-command": "curl-user",
    "codex-output": "netrc",
    "aider-prompt": "aws-secret-env",
    "aider-answer": "slack-bot",
    "turns-text": "jwt",
    "turns-speaker": "huggingface",
    "guide": "python",
    "commit": "git-remote",
    "branch": "linear",
    "file-name": "figma",
    "file": "django",
    "waiting-prompt": "sendgrid",
    "waiting-tool": "basic-curl",
    "waiting-no-json": "digitalocean",
    "prompt": "google-client-secret",
    "tool": "bearer-curl",
    "result": "aws",
    "message": "slack-webhook",
    "no-json": "notion",
    "because": "vault",
}
# What is kept of these holds the words around the secret, so the secret had a chance to be there.
KEPT = {
    *("claude-prompt", "claude-answer", "claude-command", "claude-environment", "claude-log", "claude-title"),
    *("codex-prompt", "codex-command", "aider-prompt", "aider-answer", "turns-text", "guide", "commit"),
    *("waiting-prompt", "prompt", "tool", "message", "because"),
}


@dataclass(frozen=True, slots=True)
class Plant:
    """A text with a secret in it, and a word that is no secret beside it."""

    text: str
    secret: str
    beside: str


def plant(way: str) -> Plant:
    made = KINDS[WAYS[way]][0](draw(f"planted {way}"))
    beside = "beside" + way.replace("-", "")
    return Plant(f"{beside} here:\n{made.text}\n", made.secret, beside)


PLANTS = {way: plant(way) for way in WAYS}


def text(way: str) -> str:
    return PLANTS[way].text


def secret(way: str) -> str:
    return PLANTS[way].secret


def write_claude(folder: Path) -> None:
    told = Claude(SESSION, gitBranch=f"try-{secret('claude-branch')}")
    told.user(text("claude-prompt")).says(text("claude-answer"))
    told.says({"type": "thinking", "thinking": text("claude-thinking"), "signature": "x"})
    told.runs(text("claude-command"), text("claude-environment"))
    told.calls("Edit", "e1", file_path="/srv/shop/a.py", old_string="a", new_string=text("claude-edit"))
    told.gets("e1", text("claude-diff")).runs("cat log", text("claude-log"), error=True)
    told.runs("cat key", text("claude-key")).edits(f"/srv/shop/{secret('claude-path')}.py")
    told.add("summary", summary=text("claude-title"), leafUuid="x")
    told.raw('{"type": "user", "message": {"content": ' + json.dumps(text("claude-torn"))[:-1])
    told.write(folder / f"{SESSION}.jsonl")


def write_others(folder: Path) -> None:
    def line(kind: str, **payload: object) -> str:
        return json.dumps({"timestamp": "2026-03-01T10:00:00.000Z", "type": kind, "payload": payload}) + "\n"

    said = [{"type": "input_text", "text": text("codex-prompt")}]
    call = json.dumps({"command": ["bash", "-lc", text("codex-command")]})
    (folder / "rollout.jsonl").write_text(
        line(
            "session_meta", id="019a2d7a-41c4-78b1-b7cc-a45d62a89cd5", cwd="/srv/shop", git={"branch": "main"}
        )
        + line("response_item", type="message", role="user", content=said)
        + line("response_item", type="function_call", name="shell", call_id="c1", arguments=call)
        + line("response_item", type="function_call_output", call_id="c1", output=text("codex-output"))
    )
    prompt = "\n".join(f"#### {one}" for one in text("aider-prompt").splitlines())
    (folder / ".aider.chat.history.md").write_text(
        f"\n# aider chat started at 2026-03-01 10:00:00\n\n{prompt}\n\n{text('aider-answer')}\n"
    )
    turn = {"session": "s1", "turn": 1, "time": "2026-03-01T10:00:00Z", "text": text("turns-text")}
    speaker = {**turn, "turn": 2, "speaker": secret("turns-speaker"), "text": "Good day to you all."}
    (folder / "chat.jsonl").write_text(f"{json.dumps({**turn, 'speaker': 'Ann'})}\n{json.dumps(speaker)}\n")


def hook(shop: Terminal, body: str) -> None:
    done = subprocess.run(
        ["hardwon", "hook", "claude-code"],
        input=body,
        cwd=shop.root,
        env=shop.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def event(name: str, **fields: object) -> str:
    return json.dumps({"session_id": HOOKED, "hook_event_name": name, "cwd": "/srv/shop", **fields})


@pytest.fixture
def shop(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path / "shop", tmp_path / "home")
    terminal.root.mkdir()
    terminal.run("git", "init", "-q", "-b", "main")
    (terminal.root / "CLAUDE.md").write_text(f"# Rules\n\n- Never start a loop twice; {text('guide')}")
    (terminal.root / "app.py").write_text("x = 1\n")
    terminal.run("git", "add", "-A")
    terminal.run("git", "commit", "-q", "-m", "Begin")
    return terminal


def search_documents(folder: Path) -> Iterator[str]:
    """All that an index keeps of its documents: in its files they are compressed."""
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    for _, address in searcher.search(tantivy.Query.all_query(), 10_000).hits:
        yield repr(searcher.doc(address).to_dict())


def rows(path: Path) -> Iterator[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield repr(row)
                yield from (unpacked(value) for value in row if isinstance(value, bytes))


def unpacked(value: bytes) -> str:
    for wbits in (15, 31, -15):
        try:
            return zlib.decompress(value, wbits).decode("utf-8", "replace")
        except zlib.error:
            continue
    return value.decode("utf-8", "replace")


def kept(*folders: Path) -> dict[str, str]:
    """Every file below `folders` as text, and what is inside databases and indexes."""
    found: dict[str, str] = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found[str(path)] = data.decode("utf-8", "replace")
        if data.startswith(b"SQLite format 3"):
            found[f"{path} rows"] = "\n".join(rows(path))
        if path.name == "meta.json" and b"segments" in data:
            found[f"{path.parent} documents"] = "\n".join(search_documents(path.parent))
    found["names"] = "\n".join(found)
    return found


def forms(secret: str) -> set[str]:
    """The secret as it may lie there: as it is, in a web address, in JSON once and twice, in base64."""
    once = json.dumps(secret)[1:-1]
    encoded = {
        base64.b64encode(b"x" * shift + secret.encode()).decode()[4 if shift else 0 : -4]
        for shift in range(3)
    }
    return {secret, quote(secret, safe=""), once, json.dumps(once)[1:-1], secret[-16:], *encoded}


def leaks(found: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (way, place)
        for way, planted in PLANTS.items()
        for place, content in found.items()
        if any(form in content for form in forms(planted.secret))
    ]


def let_it_watch(shop: Terminal) -> None:
    """With the daemon there: hooks, files and a commit."""
    hook(shop, event("SessionStart", source="startup", transcript_path=f"/srv/{secret('claude-path')}.jsonl"))
    hook(shop, event("UserPromptSubmit", prompt=text("prompt")))
    used = {"tool_name": "Bash", "tool_use_id": "t1", "tool_input": {"command": text("tool")}}
    hook(shop, event("PreToolUse", **used))
    hook(shop, event("PostToolUse", **used, tool_response={"stdout": text("result"), "stderr": ""}))
    hook(shop, event("Notification", message=text("message")))
    hook(shop, text("no-json"))
    hook(shop, event("NoSuchEvent", anything=text("no-json")))
    shop.run("git", "checkout", "-q", "-b", f"try-{secret('branch')}")
    (shop.root / f"{secret('file-name')}.py").write_text("y = 1\n")
    (shop.root / "settings.py").write_text(text("file").replace("beside", "# beside", 1))
    shop.run("git", "add", "-A")
    shop.run("git", "commit", "-q", "-m", f"Fix {text('commit').replace(chr(10), ' ')}\n\n{text('commit')}")


def wait_for(words: str, journal: Path) -> None:
    deadline = time.monotonic() + 30
    while not any(words in row for row in rows(journal)):
        assert time.monotonic() < deadline, f"{words!r} never came"
        time.sleep(0.3)


def test_a_planted_secret_is_nowhere_on_disk_afterwards(shop: Terminal, tmp_path: Path) -> None:
    state = shop.root / ".git/hardwon"
    elsewhere = tmp_path / "transcripts"
    elsewhere.mkdir()
    write_claude(elsewhere)
    write_others(elsewhere)

    # Nobody is there: what hooks are told waits in the spool.
    hook(shop, event("UserPromptSubmit", prompt=text("waiting-prompt")))
    used = {"tool_name": "Bash", "tool_use_id": "t0", "tool_input": {"command": text("waiting-tool")}}
    hook(shop, event("PreToolUse", **used))
    hook(shop, text("waiting-no-json"))
    assert list((state / "spool").glob("*.jsonl"))
    waiting = kept(state)
    assert leaks(waiting) == []

    for name in (f"{SESSION}.jsonl", "rollout.jsonl", ".aider.chat.history.md"):
        shop.run("hardwon", "import", str(elsewhere / name))
    shop.run("hardwon", "import", "--format", "turns", str(elsewhere / "chat.jsonl"))
    shop.run("hardwon", "import")
    written = shop.run("hardwon", "lessons", "new", "Close the client in a finally", "--kind", "gotcha")
    slug = Path(written.split(" -> ")[0]).stem

    with shop.up() as up:
        let_it_watch(shop)
        wait_for(PLANTS["commit"].beside, state / "journal.db")
        wait_for(PLANTS["message"].beside, state / "journal.db")
        os.kill(up.process.pid, signal.SIGKILL)
        up.process.wait(timeout=30)
        said = up.said
    raw = {
        str(path): path.read_bytes().decode("utf-8", "replace") for path in state.rglob("*") if path.is_file()
    }
    assert len(raw) > 5
    assert leaks({**raw, "said": said}) == []

    shop.call("hardwon", "lessons", "retire", slug, "--because", text("because"))
    printed = [
        shop.run("hardwon", *words)
        for words in (
            ("recall", "beside here claude prompt"),
            ("worklog", SESSION),
            ("worklog", HOOKED),
            ("context",),
            ("sessions", "list"),
            ("lessons", "list"),
        )
    ]
    # The home holds gitconfig and whatever hardwon keeps of its own; git's objects are git's.
    found = kept(state, shop.root / ".hardwon", tmp_path / "home")
    assert leaks(found) == []
    # What is asked of git at that moment is shown as git has it.
    shown = leaks({"printed": "\n".join(printed)})
    assert {way for way, _ in shown} <= {"commit", "branch", "file-name"}
    assert {way for way in WAYS if any(PLANTS[way].beside in content for content in found.values())} >= KEPT


def test_the_search_for_leaks_finds_what_is_there(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    one, two, three, four = list(PLANTS.values())[:4]
    (tmp_path / "plain.log").write_text(f"x {one.secret} y")
    (tmp_path / "coded.log").write_text(base64.b64encode(f"ab{two.secret}cd".encode()).decode())
    with sqlite3.connect(tmp_path / "some.db") as database:
        database.execute("CREATE TABLE t (packed BLOB)")
        database.execute("INSERT INTO t VALUES (?)", (zlib.compress(three.secret.encode()),))
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=True)
    (tmp_path / "index").mkdir()
    index = tantivy.Index(schema.build(), path=str(tmp_path / "index"))
    writer = index.writer()
    writer.add_document(tantivy.Document(text=f"{four.secret} " * 50))
    writer.commit()
    writer.wait_merging_threads()
    assert {way for way, _ in leaks(kept(tmp_path))} == set(list(PLANTS)[:4])
