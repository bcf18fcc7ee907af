"""The library's own client drives every tool, resource and prompt of a real `hardwon mcp`."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import mcp_types as types
import pytest
from mcp.client.subscriptions import ResourcesListChanged, ResourceUpdated

from hardwon.assembly import Scribe, open_workspace
from tests.integrations.mcp.served import BROKEN, LOOPS, WAYS, make_repository, talking, text_of

_EVERY = pytest.mark.parametrize("way", WAYS, ids="-".join)
_TOOLS = {"recall", "learn", "check", "context", "sessions", "judge"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return make_repository(tmp_path)


def recorded(root: Path, kind: str) -> list[dict[str, Any]]:
    workspace = open_workspace(root)
    with workspace.owner("a test"), workspace.reader() as reader:
        return [dict(event.payload) for event in reader.scan(kinds=(kind,))]


@_EVERY
def test_every_tool_answers_with_text_and_with_data_that_fits_its_schema(
    shop: Path, way: tuple[str, str]
) -> None:
    async def talk() -> None:
        async with talking(shop, way) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert tools.keys() == _TOOLS
            assert all(tool.description and tool.output_schema for tool in tools.values())
            undescribed = [
                (tool.name, name)
                for tool in tools.values()
                for name, schema in tool.input_schema["properties"].items()
                if "description" not in schema
            ]
            assert undescribed == []
            assert all(tool.input_schema["additionalProperties"] is False for tool in tools.values())
            looking = {name for name, tool in tools.items() if tool.annotations.read_only_hint}
            assert looking == _TOOLS - {"learn", "judge"}

            # The client holds structured content against the tool's schema, and raises where it does not fit.
            found = await client.call_tool("recall", {"words": "why does the nightly export hang"})
            assert "lesson:no-second-loop" in {unit["source"] for unit in found.structured_content["units"]}
            assert "[lesson:no-second-loop]" in text_of(found)

            found = await client.call_tool("check", {"paths": ["app"]})
            [breach] = found.structured_content["findings"]
            assert (breach["rule"], breach["line"]) == ("nested-event-loop", 5)
            assert breach["lesson"] == "no-second-loop"
            assert "app/export.py:5" in text_of(found)
            found = await client.call_tool("check", {"path": "app/new.py", "text": BROKEN})
            assert [one["path"] for one in found.structured_content["findings"]] == ["app/new.py"]
            found = await client.call_tool("check", {"paths": ["app/orders.py"]})
            assert found.structured_content["findings"] == []

            found = await client.call_tool("context", {})
            assert found.structured_content["parts"]["branch"]["value"]["name"] == "main"
            small = await client.call_tool("context", {"budget": 60})
            assert small.structured_content["dropped"]

            found = await client.call_tool("sessions", {})
            assert [one["id"] for one in found.structured_content["sessions"]] == ["open-session"]
            found = await client.call_tool("sessions", {"session": "open"})
            assert found.structured_content["worklog"].startswith("# Mend the nightly export")

            judged = {"slug": "drain", "verdict": "helpful", "because": "it named the cause"}
            found = await client.call_tool("judge", judged)
            assert found.structured_content["slug"] == "drain-the-queue"

            said = "Load records inside the job. The request's session is closed by then."
            found = await client.call_tool("learn", {"text": said, "cost": "2h", "files": ["app/**"]})
            name = found.structured_content["candidate"]
            assert name.startswith("c-")
            assert recorded(shop, "lesson.candidate")[0]["evidence"][0].startswith("agent:")
            again = await client.call_tool("learn", {"text": said})
            assert again.structured_content["known"]["name"] == name

    asyncio.run(talk())
    assert recorded(shop, "lesson.judged")[0]["by"] == "agent"


def test_a_recalled_lesson_is_noted_and_looking_writes_nothing_else(shop: Path) -> None:
    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            await client.call_tool("recall", {"words": "why does the nightly export hang"})
            await client.call_tool("check", {})
            await client.call_tool("context", {})
            await client.call_tool("sessions", {})
            await client.read_resource("lesson://no-second-loop")
            await client.get_prompt("review", {})

    def events() -> list[str]:
        workspace = open_workspace(shop)
        with workspace.owner("a test"), workspace.reader() as reader:
            return [event.kind for event in reader.scan()]

    before = events()
    asyncio.run(talk())
    assert events()[len(before) :] == ["lesson.recalled"]
    [note] = recorded(shop, "lesson.recalled")
    assert note["by"] == "mcp"
    assert "no-second-loop" in note["slugs"]


def test_a_check_tells_what_is_saved_now(shop: Path) -> None:
    subprocess.run(["git", "-C", str(shop), "add", "."], check=True)
    who = ["-c", "user.name=A", "-c", "user.email=a@shop.example"]
    subprocess.run(["git", "-C", str(shop), *who, "commit", "-qm", "Begin"], check=True)

    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:

            async def found(**arguments: Any) -> list[str]:
                answer = await client.call_tool("check", arguments)
                return [one["path"] for one in answer.structured_content["findings"]]

            assert await found() == ["app/export.py"]
            assert await found(since="main") == []
            (shop / "app/nightly.py").write_text(BROKEN, encoding="utf-8")
            assert await found() == ["app/export.py", "app/nightly.py"]
            assert await found(since="main") == ["app/nightly.py"]
            assert await found(limit=1) == ["app/export.py"]
            (shop / "app/export.py").write_text("", encoding="utf-8")
            (shop / "app/nightly.py").unlink()
            assert await found() == []

    asyncio.run(talk())


def test_secrets_are_taken_out_of_what_is_learnt_and_no_lesson_is_refused(shop: Path) -> None:
    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            key = "AKIA" + "Q7WELD3KX5MZ2PTB"  # made here, so that no scanner takes it for a real one
            said = f"The billing client needs a fresh key after each deploy: {key} is refused."
            found = await client.call_tool("learn", {"text": said})
            assert key not in str(found)
            assert found.structured_content["cleaned"]
            refused = await client.call_tool("learn", {"text": " \n "})
            assert refused.is_error
            assert " -> " in text_of(refused)

    asyncio.run(talk())


def test_evidence_of_what_is_learnt_is_a_commit_by_its_id_or_refused(shop: Path) -> None:
    said = {"text": "The nightly job drops rows, because its clock is local."}
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "-q"), (*who, "commit", "-q", "--allow-empty", "-m", "First")):
        subprocess.run(["git", *words], cwd=shop, check=True)

    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            refused = await client.call_tool("learn", {**said, "evidence": ["nonsense"]})
            assert refused.is_error
            assert "`nonsense` is no evidence" in text_of(refused)
            await client.call_tool("learn", {**said, "evidence": ["commit:HEAD"]})

    asyncio.run(talk())
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=shop, text=True).strip()
    assert [one["evidence"] for one in recorded(shop, "lesson.candidate")] == [[f"commit:{head}"]]


@_EVERY
def test_lessons_and_worklogs_are_resources(shop: Path, way: tuple[str, str]) -> None:
    async def talk() -> None:
        async with talking(shop, way) as client:
            listed = await client.list_resources()
            assert [one.uri for one in listed.resources] == [
                "lesson://drain-the-queue",
                "lesson://no-second-loop",
                "worklog://open-session",
            ]
            assert listed.next_cursor is None
            templates = (await client.list_resource_templates()).resource_templates
            assert {one.uri_template for one in templates} == {"lesson://{slug}", "worklog://{session}"}
            [page] = (await client.read_resource("lesson://no-second-loop")).contents
            assert (page.text, page.mime_type) == (LOOPS, "text/markdown")
            [page] = (await client.read_resource("worklog://open-session")).contents
            assert page.text.startswith("# Mend the nightly export")

    asyncio.run(talk())


def test_a_session_of_any_name_has_an_address_that_works(shop: Path) -> None:
    names = ["helper@open-session", "50% of/it?", "größer & besser"]
    with Scribe(shop) as scribe:
        for name in names:
            scribe.start(title=f"Named {name}", session=name)
            scribe.turn(name, "Begin")

    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            listed = {one.name: one.uri for one in (await client.list_resources()).resources}
            for name in names:
                [page] = (await client.read_resource(listed[name])).contents
                assert page.text.startswith(f"# Named {name}")
            async with client.listen(resource_subscriptions=[listed[name] for name in names]) as news:
                with Scribe(shop) as scribe:
                    scribe.turn(names[1], "Go on")
                async with asyncio.timeout(20):
                    assert await anext(aiter(news)) == ResourceUpdated(listed[names[1]])

    asyncio.run(talk())


def test_what_a_session_keeps_to_itself_is_told_nowhere(shop: Path) -> None:
    async def talk() -> str:
        async with talking(shop, ("stdio", "auto")) as client:
            said = [
                await client.call_tool("recall", {"words": "what does everybody earn, salaries"}),
                await client.call_tool("sessions", {"limit": 100}),
                await client.call_tool("sessions", {"session": "kept-session"}),
                await client.call_tool("context", {}),
                await client.list_resources(),
                await client.complete(
                    types.ResourceTemplateReference(uri="worklog://{session}"),
                    {"name": "session", "value": "kept"},
                ),
            ]
            with pytest.raises(Exception, match="no session begins with"):
                await client.read_resource("worklog://kept-session")
            return " ".join(str(one) for one in said)

    said = asyncio.run(talk())
    assert "everybody earn" not in said
    assert "Salaries" not in said


def test_many_resources_come_in_pages(shop: Path) -> None:
    for number in range(230):
        page = f"---\ntitle: Lesson {number}\nstatus: adopted\nkind: fix\n---\nText {number}.\n"
        (shop / f".hardwon/lessons/many-{number:03}.md").write_text(page, encoding="utf-8")

    async def talk() -> None:
        async with talking(shop, ("stdio", "auto")) as client:
            uris: list[str] = []
            sizes: list[int] = []
            cursor = None
            while cursor is not None or not sizes:
                page = await client.list_resources(cursor=cursor)
                uris += [one.uri for one in page.resources]
                sizes.append(len(page.resources))
                cursor = page.next_cursor
            assert sizes == [100, 100, 33]
            assert len(set(uris)) == 233
            with pytest.raises(Exception, match="no such cursor"):
                await client.list_resources(cursor="elsewhere")

    asyncio.run(talk())


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_who_listens_hears_of_changed_pages_new_lessons_and_sessions_that_go_on(
    shop: Path, transport: str
) -> None:
    lesson, worklog = "lesson://no-second-loop", "worklog://open-session"

    async def talk() -> None:
        async with talking(shop, (transport, "auto")) as client:
            wanted = [lesson, worklog]
            async with client.listen(resource_subscriptions=wanted, resources_list_changed=True) as news:
                _change(shop)
                heard: set[Any] = set()
                async with asyncio.timeout(20):
                    async for event in news:
                        heard.add(event)
                        if len(heard) == 3:
                            break
                assert heard == {ResourceUpdated(lesson), ResourceUpdated(worklog), ResourcesListChanged()}
            [page] = (await client.read_resource(lesson)).contents
            assert "changed" in page.text

    asyncio.run(talk())


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_client_of_the_earlier_protocol_hears_the_same_until_it_unsubscribes(
    shop: Path, transport: str
) -> None:
    heard: list[str] = []
    all_heard = asyncio.Event()

    async def hear(message: Any) -> None:
        method = getattr(message, "method", "")
        if method.startswith("notifications/resources/"):
            heard.append(getattr(message.params, "uri", method))
            if len(set(heard)) == 3:
                all_heard.set()

    async def talk() -> None:
        async with talking(shop, (transport, "legacy"), message_handler=hear) as client:
            for uri in ("lesson://no-second-loop", "lesson://drain-the-queue", "worklog://open-session"):
                await client.subscribe_resource(uri)
            await client.unsubscribe_resource("lesson://drain-the-queue")
            (shop / ".hardwon/lessons/drain-the-queue.md").write_text("---\n---\n", encoding="utf-8")
            _change(shop)
            async with asyncio.timeout(20):
                await all_heard.wait()
            with pytest.raises(Exception, match="too long"):
                await client.subscribe_resource("lesson://" + "x" * 1_000)

    asyncio.run(talk())
    changed = "notifications/resources/list_changed"
    assert set(heard) == {"lesson://no-second-loop", "worklog://open-session", changed}


def _change(shop: Path) -> None:
    lessons = shop / ".hardwon/lessons"
    (lessons / "no-second-loop.md").write_text(LOOPS + "\nThis page has changed.\n", encoding="utf-8")
    (lessons / "brand-new.md").write_text(LOOPS.replace("Await", "Do await"), encoding="utf-8")
    with Scribe(shop) as scribe:
        scribe.resume("open-session")
        scribe.turn("open-session", "And now the weekly export, too")


@_EVERY
def test_prompts_bring_the_checklist_and_the_worklog(shop: Path, way: tuple[str, str]) -> None:
    async def talk() -> None:
        async with talking(shop, way) as client:
            prompts = {one.name: one for one in (await client.list_prompts()).prompts}
            assert prompts.keys() == {"review", "retrospective"}
            [message] = (await client.get_prompt("review", {"files": "app/export.py"})).messages
            assert "- [ ] Await inside async code" in message.content.text
            assert "lesson://no-second-loop" in message.content.text
            [message] = (await client.get_prompt("retrospective", {"session": "open"})).messages
            assert "# Mend the nightly export" in message.content.text
            assert "`learn`" in message.content.text
            with pytest.raises(Exception, match="git knows no commit"):
                await client.get_prompt("review", {"since": "nowhere"})

            prompt = types.PromptReference(name="retrospective")
            found = await client.complete(prompt, {"name": "session", "value": "op"})
            assert found.completion.values == ["open-session"]
            template = types.ResourceTemplateReference(uri="lesson://{slug}")
            found = await client.complete(template, {"name": "slug", "value": "no-"})
            assert found.completion.values == ["no-second-loop"]

    asyncio.run(talk())


def test_the_documented_snippet_is_what_clients_read(shop: Path) -> None:
    page = Path(__file__).parents[3] / "docs/howto/use-it-over-mcp.md"
    text = page.read_text(encoding="utf-8")
    snippet = json.loads(text.split("```json\n")[1].split("```")[0])
    assert snippet == {"mcpServers": {"hardwon": {"command": "hardwon", "args": ["mcp"]}}}
    assert all(f"`{tool}`" in text for tool in _TOOLS)
