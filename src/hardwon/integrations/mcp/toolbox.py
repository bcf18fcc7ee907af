"""The tools: what an agent can ask of hardwon, and tell it."""

from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from hardwon.integrations.mcp import wording
from hardwon.integrations.mcp.desk import Draft, McpDesk
from hardwon.integrations.mcp.documents import (
    CheckDocument,
    ContextDocument,
    JudgedDocument,
    LearnDocument,
    RecallDocument,
    SessionsDocument,
    check_document,
    context_document,
    learn_document,
    recall_document,
    sessions_document,
    worklog_document,
)
from hardwon.integrations.mcp.plain import plain, plainly
from hardwon.integrations.mcp.work import Work

Path = Annotated[str, Field(min_length=1, max_length=1000)]
Name = Annotated[str, Field(min_length=1, max_length=400)]
Paths = Annotated[list[Path], Field(max_length=100)]
Names = Annotated[list[Name], Field(max_length=100)]

_LOOKS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_TELLS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False
)


def add_tools(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    """Gives `server` all tools."""
    for make in (_recall, _learn, _check, _context, _sessions, _judge):
        make(server, desk, work)


def _recall(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    @server.tool(title="Recall what was learnt", annotations=_LOOKS)
    async def recall(
        words: Annotated[
            str, Field(max_length=20_000, description="A question, a task, or an error's whole text.")
        ] = "",
        files: Annotated[Paths, Field(description="Files being edited, relative to the repository.")] = [],  # noqa: B006
        symbols: Annotated[Names, Field(description="Functions and classes at hand.")] = [],  # noqa: B006
        tests: Annotated[Names, Field(description="Tests that fail, as their runner names them.")] = [],  # noqa: B006
        budget: Annotated[
            int | None, Field(ge=50, le=20_000, description="How many tokens to give back at most.")
        ] = None,
    ) -> Annotated[CallToolResult, RecallDocument]:
        """What was learnt and said in this repository that bears on some words, files, symbols or failing
        tests: lessons, past sessions and commits, best first, each with its source. Ask before you begin
        something, and when something fails."""
        from hardwon.lessons import AtHand

        if not (words.strip() or files or symbols or tests):
            raise ToolError('nothing to recall by -> give words, files, symbols or tests: {"words": "retry"}')
        at_hand = AtHand(tuple(files), tuple(symbols), tuple(tests))
        document = recall_document(await work.answer(desk.recall, plain(words), at_hand, budget))
        return _result(wording.recall_text(document), document)


def _learn(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    @server.tool(title="Keep what was learnt", annotations=_TELLS)
    async def learn(
        text: Annotated[
            str,
            Field(
                min_length=1,
                max_length=20_000,
                description="What was learnt, for whoever comes next; the first sentence is the title.",
            ),
        ],
        kind: Annotated[
            Literal["decision", "fix", "gotcha", "pattern", "domain"] | None,
            Field(description="What it is; read from the words if not given."),
        ] = None,
        cost: Annotated[
            str, Field(max_length=20, description="What it cost to find out: 2h, 30m, 1h30m.")
        ] = "",
        because: Annotated[str, Field(max_length=4_000, description="Why it is so.")] = "",
        files: Annotated[Paths, Field(description="Globs of the files it is about: app/**/*.py.")] = [],  # noqa: B006
        evidence: Annotated[
            Names, Field(description="Where it can be seen: commit:SHA, session:ID#TURN, a link.")
        ] = [],  # noqa: B006
        merge: Annotated[
            bool, Field(description="If it is known already, give the evidence to what says it.")
        ] = False,
    ) -> Annotated[CallToolResult, LearnDocument]:
        """Keeps something that cost time to find out, as a candidate for a lesson that people then adopt.
        Secrets and personal data are taken out; what is known already is told, and not doubled; what is no
        lesson is refused with the reason."""
        from hardwon.lessons import Statement, read_cost

        minutes = read_cost(cost) if cost else 0
        if minutes is None:
            raise ToolError(f"{plain(cost)!r} is no cost -> write hours and minutes: 2h, 30m or 1h30m")
        statement = Statement(
            plain(text), kind, minutes, tuple(files), plain(because), tuple(map(plain, evidence))
        )
        document = learn_document(await work.answer(desk.learn, statement, into_known=merge))
        return _result(wording.learn_text(document), document)


def _check(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    @server.tool(title="Check code against the lessons", annotations=_LOOKS)
    async def check(
        paths: Annotated[
            Paths, Field(description="Files or folders, relative to the repository; none: all of it.")
        ] = [],  # noqa: B006
        path: Annotated[
            str, Field(max_length=1000, description="The name that `text` is to be checked under.")
        ] = "",
        text: Annotated[
            str | None,
            Field(
                max_length=2_000_000,
                description="A file's whole text, checked as if it were saved as `path`.",
            ),
        ] = None,
        since: Annotated[
            str, Field(max_length=400, description="Only findings on lines that are new since this commit.")
        ] = "",
        advice: Annotated[bool, Field(description="Give advice, too, not only errors and warnings.")] = False,
        limit: Annotated[int, Field(ge=1, le=500, description="How many findings to give back.")] = 50,
    ) -> Annotated[CallToolResult, CheckDocument]:
        """Breaches of this repository's lessons in code that is saved, or in a text that is not saved yet:
        each with its place, the reason and the way out. Check what you are about to write."""
        if (text is None) != (path == ""):
            raise ToolError("`path` and `text` belong together -> give both, or `paths` for what is saved")
        if text is not None and (paths or since):
            raise ToolError("a text is checked alone -> leave `paths` and `since` out")
        draft = Draft(path, text) if text is not None else None
        report = await work.answer(desk.check, paths, draft, since)
        document = check_document(report, limit, advice=advice)
        return _result(wording.check_text(document), document)


def _context(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    @server.tool(title="The state of the work", annotations=_LOOKS)
    async def context(
        budget: Annotated[
            int,
            Field(
                ge=50,
                le=20_000,
                description="How many tokens of text at most; parts are left out from the end.",
            ),
        ] = 2_000,
    ) -> Annotated[CallToolResult, ContextDocument]:
        """Branch and changes, latest commits, open sessions, how the last one ended, findings, CI, and the
        lessons for the changed files, in one call: read it when you begin."""
        document = wording.cut(context_document(await work.answer(desk.context)), budget)
        return _result(wording.context_text(document), document)


def _sessions(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    @server.tool(title="Past sessions and their worklogs", annotations=_LOOKS)
    async def sessions(
        session: Annotated[
            str,
            Field(max_length=400, description="The beginning of a session's id: its worklog is given, too."),
        ] = "",
        limit: Annotated[int, Field(ge=1, le=100, description="How many sessions to list.")] = 10,
    ) -> Annotated[CallToolResult, SessionsDocument]:
        """The latest sessions of people and agents in this repository; or one of them with its worklog: what
        was asked, done, fixed, tried in vain and left open, each line with its evidence."""
        if session:
            worklog = await work.answer(desk.worklog, session)
            document = worklog_document(worklog, await work.answer(worklog_page_of, worklog))
        else:
            found, total = await work.answer(desk.sessions, limit)
            document = sessions_document(found, total)
        return _result(wording.sessions_text(document), document)


def _judge(server: MCPServer[Any], desk: McpDesk, work: Work) -> None:
    @server.tool(title="Say whether a lesson helped", annotations=_TELLS)
    async def judge(
        slug: Annotated[
            str,
            Field(min_length=1, max_length=200, description="The lesson, as recall names it: lesson:SLUG."),
        ],
        verdict: Annotated[Literal["helpful", "harmful"], Field(description="Whether it helped or misled.")],
        because: Annotated[str, Field(max_length=1_000, description="What it did for you, or to you.")] = "",
    ) -> Annotated[CallToolResult, JudgedDocument]:
        """Says that a lesson helped, or misled: it ranks higher or lower from now on. Judge a lesson that
        changed what you did."""
        name = slug.removeprefix("lesson:").removeprefix("//")
        lesson = await work.answer(desk.judge, name, verdict, plain(because))
        document: JudgedDocument = plainly(
            {"version": 1, "slug": lesson.slug, "title": lesson.title, "verdict": verdict}
        )
        return _result(f"noted: {document['slug']} was {verdict}", document)


def worklog_page_of(worklog: Any) -> str:
    """The worklog as Markdown; half a second of reading and importing, so call it in a thread."""
    from hardwon.scribe import worklog_page

    return plain(worklog_page(worklog))


def _result(text: str, document: Any) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=document)
