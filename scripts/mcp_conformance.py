"""Runs the public conformance suite of the Model Context Protocol against `hardwon mcp --http`.

    python scripts/mcp_conformance.py [COMMAND ...]

COMMAND starts the suite, by default `npx --yes @modelcontextprotocol/conformance@0.1.16` (Node 22 or later;
not part of `make test`, which needs no Node). Most of its scenarios ask for tools, resources and prompts of
certain names: they run against the same server with those beside its own, the others against
`hardwon mcp --http` as it is, too. Exit code 1 where a scenario fails.
"""

import base64
import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
import uvicorn
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.prompts.base import UserMessage

from hardwon.assembly.mcp_desk import Counter
from hardwon.integrations.mcp.server import Server

SUITE = ("npx", "--yes", "@modelcontextprotocol/conformance@0.1.16")
# These ask for nothing but what every server has; they run against the command as it is.
ANY_SERVER = (
    "server-initialize", "ping", "completion-complete", "tools-list", "server-sse-multiple-streams",
    "resources-list", "resources-subscribe", "resources-unsubscribe", "prompts-list",
    "dns-rebinding-protection",
)  # fmt: skip

_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
_WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
_IMAGE = types.ImageContent(type="image", data=_PNG, mime_type="image/png")
_STRING = {"type": "string"}
_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {"address": {"type": "object", "properties": {"street": _STRING, "city": _STRING}}},
    "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
    "additionalProperties": False,
}  # fmt: skip
_PEOPLE = {
    "type": "object",
    "properties": {
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"},
    },
    "required": ["username", "email"],
}
_DEFAULTS = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "default": True},
    },
}
_TITLED = [{"const": f"value{number}", "title": f"Option {number}"} for number in (1, 2, 3)]
_PLAIN = ["option1", "option2", "option3"]
_NAMED = {"enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"]}
_ENUMS = {
    "type": "object",
    "properties": {
        "untitledSingle": {"type": "string", "enum": _PLAIN},
        "titledSingle": {"type": "string", "oneOf": _TITLED},
        "legacyEnum": {"type": "string", **_NAMED},
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": _PLAIN}},
        "titledMulti": {"type": "array", "items": {"anyOf": _TITLED}},
    },
}


class Furnished(Server):
    """hardwon's server with what the suite asks for by name beside its own."""

    async def list_tools(self) -> list[types.Tool]:
        schema = types.Tool(name="json_schema_2020_12_tool", description="Any address.", input_schema=_SCHEMA)
        return [*await super().list_tools(), schema]


def furnish(server: Server) -> None:
    _add_contents(server)
    _add_conversations(server)
    _add_resources(server)
    _add_prompts(server)
    server.middleware.append(_take_log_levels)


async def _take_log_levels(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    return {} if ctx.method == "logging/setLevel" else await call_next(ctx)


def _resource(uri: str, text: str, kind: str = "text/plain") -> types.EmbeddedResource:
    return types.EmbeddedResource(
        type="resource", resource=types.TextResourceContents(uri=uri, text=text, mime_type=kind)
    )


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _add_contents(server: Server) -> None:
    mixed = _resource("test://mixed-content-resource", '{"test":"data","value":123}', "application/json")
    contents: dict[str, list[types.ContentBlock]] = {
        "test_simple_text": [_text("This is a simple text response for testing.")],
        "test_image_content": [_IMAGE],
        "test_audio_content": [types.AudioContent(type="audio", data=_WAV, mime_type="audio/wav")],
        "test_embedded_resource": [
            _resource("test://embedded-resource", "This is an embedded resource content.")
        ],
        "test_multiple_content_types": [_text("Multiple content types test:"), _IMAGE, mixed],
    }
    for name, blocks in contents.items():
        server.add_tool(_giving(blocks), name=name, description="Content of some kind.")

    @server.tool(description="What the suite asks for.")
    async def test_error_handling() -> str:
        raise ToolError("This tool intentionally returns an error for testing")


def _giving(blocks: list[types.ContentBlock]) -> Any:
    async def give() -> types.CallToolResult:
        return types.CallToolResult(content=blocks)

    return give


def _add_conversations(server: Server) -> None:
    @server.tool(description="What the suite asks for.")
    async def test_tool_with_logging(ctx: Context) -> str:  # type: ignore[type-arg]
        for words in ("Tool execution started", "Tool processing data", "Tool execution completed"):
            await ctx.log("info", words)
            await anyio.sleep(0.05)
        return "done"

    @server.tool(description="What the suite asks for.")
    async def test_tool_with_progress(ctx: Context) -> str:  # type: ignore[type-arg]
        for done in (0, 50, 100):
            await ctx.report_progress(done, 100)
            await anyio.sleep(0.05)
        return "done"

    @server.tool(description="What the suite asks for.")
    async def test_reconnection(ctx: Context) -> str:  # type: ignore[type-arg]
        await ctx.close_sse_stream()  # does nothing: hardwon keeps no answers for who comes back for them
        return "done"

    @server.tool(description="What the suite asks for.")
    async def test_sampling(prompt: str, ctx: Context) -> str:  # type: ignore[type-arg]
        asked = types.SamplingMessage(role="user", content=_text(prompt))
        said = await ctx.session.create_message(
            messages=[asked], max_tokens=100, related_request_id=ctx.request_id
        )
        return f"LLM response: {said.content}"

    async def elicit(ctx: Context, message: str, schema: dict[str, Any]) -> str:  # type: ignore[type-arg]
        said = await ctx.session.elicit_form(message, schema, related_request_id=ctx.request_id)
        return f"action={said.action}, content={json.dumps(said.content)}"

    @server.tool(description="What the suite asks for.")
    async def test_elicitation(message: str, ctx: Context) -> str:  # type: ignore[type-arg]
        return await elicit(ctx, message, _PEOPLE)

    @server.tool(description="What the suite asks for.")
    async def test_elicitation_sep1034_defaults(ctx: Context) -> str:  # type: ignore[type-arg]
        return await elicit(ctx, "Accept the defaults", _DEFAULTS)

    @server.tool(description="What the suite asks for.")
    async def test_elicitation_sep1330_enums(ctx: Context) -> str:  # type: ignore[type-arg]
        return await elicit(ctx, "Choose", _ENUMS)


def _add_resources(server: Server) -> None:
    @server.resource("test://static-text", mime_type="text/plain")
    async def static_text() -> str:
        return "This is the content of the static text resource."

    @server.resource("test://static-binary", mime_type="image/png")
    async def static_binary() -> bytes:
        return base64.b64decode(_PNG)

    @server.resource("test://template/{id}/data", mime_type="application/json")
    async def template(id: str) -> str:
        return json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})


def _add_prompts(server: Server) -> None:
    @server.prompt(description="What the suite asks for.")
    async def test_simple_prompt() -> str:
        return "This is a simple prompt for testing."

    @server.prompt(description="What the suite asks for.")
    async def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
        return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"

    @server.prompt(description="What the suite asks for.")
    async def test_prompt_with_embedded_resource(resourceUri: str) -> list[UserMessage]:  # noqa: N803  the suite's
        embedded = _resource(resourceUri, "Embedded resource content for testing.")
        return [UserMessage(embedded), UserMessage("Please process the embedded resource above.")]

    @server.prompt(description="What the suite asks for.")
    async def test_prompt_with_image() -> list[UserMessage]:
        return [UserMessage(_IMAGE), UserMessage("Please analyze the image above.")]


def serve_furnished(repo: str) -> None:
    """Serves until it is ended; prints the address as `hardwon mcp --http` does."""
    server = Furnished(Counter(repo))
    furnish(server)
    running = uvicorn.Server(uvicorn.Config(server.streamable_http_app(), port=0, log_config=None))

    def tell() -> None:
        while not running.started:
            anyio.run(anyio.sleep, 0.05)
        port = running.servers[0].sockets[0].getsockname()[1]
        print(f"ready http://127.0.0.1:{port}/mcp", flush=True)

    threading.Thread(target=tell, daemon=True).start()
    running.run()


def run_suite(suite: Sequence[str], server: Sequence[str], repo: str, scenario: str = "") -> dict[str, bool]:
    """Which scenarios passed against the server that the command `server` starts."""
    process = subprocess.Popen(server, cwd=repo, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split()[1]
        what = ["--scenario", scenario] if scenario else ["--suite", "all"]
        done = subprocess.run(
            [*suite, "server", "--url", url, *what], capture_output=True, text=True, check=False, cwd=repo
        )
    finally:
        process.terminate()
        process.wait()
    said = done.stdout + done.stderr
    if scenario:
        passed = re.search(r"(\d+)/(\d+)", said)
        return {scenario: done.returncode == 0 and bool(passed) and passed[1] == passed[2]}
    return {
        name: sign == "✓" for sign, name in re.findall(r"^([✓✗]) ([\w-]+): \d+ passed", said, re.MULTILINE)
    }


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--serve"]:
        serve_furnished(arguments[1])
        return 0
    suite = arguments or list(SUITE)
    with tempfile.TemporaryDirectory() as repo:
        lessons = Path(repo) / ".hardwon/lessons"
        lessons.mkdir(parents=True)
        page = "---\ntitle: Drain the queue first\nstatus: adopted\nkind: fix\n---\nOr jobs stay behind.\n"
        (lessons / "drain-the-queue.md").write_text(page, encoding="utf-8")
        plain = [sys.executable, "-m", "hardwon", "mcp", "--http", "--port", "0"]
        own = {
            name: passed
            for scenario in ANY_SERVER
            for name, passed in run_suite(suite, plain, repo, scenario).items()
        }
        every = run_suite(suite, [sys.executable, __file__, "--serve", repo], repo)
    wrong = [f"{name} (as it is)" for name, passed in own.items() if not passed]
    wrong += [name for name, passed in every.items() if not passed]
    print(f"hardwon mcp --http, as it is: {sum(own.values())} of {len(own)} scenarios passed")
    print(f"with what the suite asks for by name: {sum(every.values())} of {len(every)} scenarios passed")
    for name, passed in every.items():
        print(f"  {'passed' if passed else 'failed'}  {name}")
    for name in wrong:
        print(f"wrong: {name}")
    return 1 if wrong or not every else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
