"""`hardwon up`."""

import sys
import webbrowser
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from hardwon.assembly import AlreadyUp, Found, open_workspace, up
from hardwon.cli.options import console, repo_option
from hardwon.core import HardwonError

if TYPE_CHECKING:
    from rich.progress import TaskID

_AGENTS = {"claude-code": "Claude Code", "codex": "Codex", "aider": "aider", "turns": "turns"}

_BETWEEN_DRAWINGS = 0.05  # seconds


@click.command(short_help="Set up, import, check, then watch and serve the page.")
@repo_option
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Where the page is; the next free one if taken, 0 for any."
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
def command(repo: str, port: int | None, no_browser: bool) -> None:
    """Set up, import, check, then watch and serve the page.

    Does what is still to do: `hardwon init`, `hardwon import`, `hardwon check`. Then it stays: it notes which
    files change and checks them again, follows agents and git, and shows it all on a page of this machine
    alone, until Ctrl-C. `hardwon service install` keeps it there.

    \b
    Examples:
      hardwon up                       the page on http://127.0.0.1:7433
      hardwon up --port 0              on any free port
      hardwon up --repo ../shop-api    another repository
    """
    workspace = open_workspace(repo)
    browse = sys.stdout.isatty() and not no_browser
    checker = [sys.executable, "-m", "hardwon.cli.answering", str(workspace.places.root)]
    with _Screen(browse=browse) as screen:
        outcome = up(
            workspace,
            port=workspace.settings.port if port is None else port,
            listener=screen,
            checker=checker,
        )
    if isinstance(outcome, AlreadyUp):
        click.echo(f"already up, process {outcome.pid}")
        click.echo(_ready(outcome.url))


class _Screen:
    """Prints what `up` tells: what it found on standard output, progress and hints on standard error."""

    def __init__(self, *, browse: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._browse = browse
        self._errors = console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        # Drawn at each step, not by a thread: one would keep the check from spreading over processes.
        self._bar = Progress(*columns, console=self._errors, transient=True, auto_refresh=False)
        self._drawn = 0.0
        self._task: TaskID | None = None
        self._moving = self._errors.is_terminal

    def __enter__(self) -> Self:
        if self._moving:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_progress()

    def progress(self, what: str, done: int, total: int) -> None:
        """`what` is done up to `done` of `total`."""
        if self._task is None:
            self._task = self._bar.add_task(what)
        self._bar.update(self._task, description=what, completed=done, total=total)
        now = monotonic()
        if now - self._drawn > _BETWEEN_DRAWINGS:
            self._drawn = now
            self._bar.refresh()

    def found(self, found: Found) -> None:
        self._end_progress()
        click.echo(_headline(found))
        rows = [(name, text, step) for name, text, step in _rows(found) if text]
        width = max((len(text) for _, text, step in rows if step), default=0)
        for name, text, step in rows:
            click.echo(f"  {name:<10} {text:<{width}} → {step}" if step else f"  {name:<10} {text}")

    def _end_progress(self) -> None:
        if self._moving:
            self._moving = False
            self._bar.stop()

    def watching(self, text: str) -> None:
        click.echo(f"  {'watching':<10} {text}")

    def ready(self, url: str) -> None:
        click.echo(_ready(url))
        if self._errors.is_terminal:
            click.echo("Ctrl-C to stop", err=True)
        if self._browse and url:
            with suppress(webbrowser.Error):
                webbrowser.open(url)

    def trouble(self, error: HardwonError) -> None:
        click.echo(f"{click.style('hardwon:', fg='yellow', bold=True)} {error}", err=True)


def _ready(url: str) -> str:
    return f"ready {url}" if url else "ready without a page: `page` is off in [tool.hardwon.features]"


def _headline(found: Found) -> str:
    """`shop-api · 1,204 files, 38 sessions (Claude Code 31, aider 7), 212 commits, 2 guides`."""
    agents = ", ".join(f"{_AGENTS.get(agent, agent)} {count:,}" for agent, count in found.sessions.items())
    sessions = _count(sum(found.sessions.values()), "session") + (f" ({agents})" if agents else "")
    parts = [_count(found.files, "file"), sessions]
    parts += [_count(found.commits, "commit")] if found.commits else []
    parts += [_count(found.guides, "guide")] if found.guides else []
    return f"{found.name} · {', '.join(parts)}"


def _rows(found: Found) -> list[tuple[str, str, str]]:
    """What was found, how it is called and what to do about it."""
    lessons = _count(found.lessons, "lesson") + (f", {found.adopted:,} adopted" if found.adopted else "")
    waiting = f"{_count(found.candidates, 'candidate')} waiting" if found.candidates else ""
    total = found.errors + found.warnings
    errors = "an error" if total == 1 else f"{found.errors:,} of them errors"
    findings = _count(total, "finding") + (f", {errors}" if found.errors else "")
    unread = f" · {_count(found.unreadable, 'file')} not readable" if found.unreadable else ""
    return [
        ("set up", f"{_count(found.written, 'file')} written" if found.written else "", "git status"),
        ("lessons", lessons if found.lessons else "", "hardwon lessons list"),
        ("candidates", waiting, "hardwon lessons inbox"),
        ("check", findings + unread, "hardwon check" if total or unread else ""),
    ]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
