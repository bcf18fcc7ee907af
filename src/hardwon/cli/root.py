"""The `hardwon` command and the table of its subcommands, each imported only when it is called."""

import errno
import os
import sys
from codecs import lookup
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from hardwon import __version__
from hardwon.cli.lazy import LazyGroup
from hardwon.core import HardwonError, lose_no_interrupt

if TYPE_CHECKING:
    from hardwon.assembly.knowing import Known

# name -> (section of the help, module below hardwon.cli, what it does). The only list of commands.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "up": ("Start", "up", "Set up, import, check, then watch and serve the page."),
    "init": ("Start", "init", "Bring hardwon into a repository; shows a diff with --dry-run."),
    "uninstall": ("Start", "uninstall", "Take back exactly what init wrote."),
    "service": ("Start", "service", "Keep the daemon up: install, uninstall, status."),
    "doctor": ("Start", "doctor", "Say what is missing and how to get it."),
    "check": ("Every day", "check", "Find breaches of lessons in the code."),
    "recall": ("Every day", "recall", "Give back what bears on some words or files."),
    "lessons": ("Every day", "lessons", "List, show, write, adopt, retire and verify lessons."),
    "learn": ("Every day", "learn", "Keep what was learnt, in a sentence or two."),
    "context": ("Every day", "context", "The state of the work, for a new session."),
    "brief": ("Every day", "brief", "Write the brief for a sub-agent that sees nothing else."),
    "watch": ("Every day", "watch", "Watch sessions, findings and alerts as they come."),
    "sessions": ("Every day", "sessions", "List, show, follow, end and resume sessions."),
    "worklog": ("Every day", "worklog", "The digest of a session: done, fixed, left open."),
    "import": ("Every day", "import_", "Take in transcripts, git history, guides and packs."),
    "export": ("Every day", "export", "Write lessons as a pack for other repositories."),
    "review": ("Every day", "review", "Write the review comment for a change, and record its end."),
    "docs": ("Every day", "docs", "Keep an index of lessons among the project's documents."),
    "sync": ("Every day", "sync", "Keep the lessons in CLAUDE.md and AGENTS.md current."),
    "hook": ("Every day", "hook", "Take one hook event of an agent, for the agent to call."),
    "mcp": ("Every day", "mcp", "Serve lessons, checks and sessions to agents over MCP."),
    "rules": ("Look up", "rules", "List the rules and explain one."),
    "schema": ("Look up", "schema", "Print the JSON Schema of a document."),
    "template": ("Look up", "template", "Write the right pattern for a job, task or module."),
    "completion": ("Look up", "completion", "Print the completion script for a shell."),
}


# What to do about a refusal of the system that no part of hardwon has explained better.
_STEPS = {
    errno.ENOSPC: "free some space, then do it again",
    errno.EDQUOT: "free some space, then do it again",
    errno.EROFS: "mount it for writing, or work in a copy you own",
    errno.EACCES: "take care that you may read and write there",
    errno.EPERM: "take care that you may read and write there",
    errno.ENOTDIR: "look at what is there, move it away, then do it again",
    errno.EEXIST: "look at what is there, move it away, then do it again",
    errno.EISDIR: "look at what is there, move it away, then do it again",
    errno.EMFILE: "raise the limit of open files: ulimit -n 4096",
    errno.EIO: "look after the disk: it does not answer as it should",
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    package="hardwon.cli",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with `hardwon up` in any repository.",
)
@click.version_option(__version__, prog_name="hardwon", message="%(prog)s %(version)s")
@click.option(
    "--traceback", is_flag=True, expose_value=False, help="On a failure of hardwon itself, show where."
)
@click.pass_context
def root(ctx: click.Context) -> None:
    """Lessons your team paid for once: kept in git, recalled when they matter, enforced as checks."""
    ctx.color = _colour()


def run(arguments: Sequence[str], *, known: "Known | None" = None) -> int:
    """Runs one command line; its exit code: 0 as wished, 1 the answer is no, 2 misuse or our failure.

    An interrupt (Ctrl-C) gives 130, as shells expect. `known` is for a process that checks again and again.
    """
    _print_whatever_the_terminal_can()
    try:
        with lose_no_interrupt():
            result = root.main(list(arguments), prog_name="hardwon", standalone_mode=False, obj=known)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        _complain(_usage(error))
        return 2
    except HardwonError as error:
        _complain(str(error))
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; nothing lost", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # click itself leaves with SystemExit there, and nowhere else. The reader went away
        # (`hardwon ... | head`); keep the interpreter from complaining at exit.
        _give_up_output()
        return 0
    except Exception as error:  # noqa: BLE001  the edge: our own failure must be exit code 2, not 1
        _give_up_output()
        if isinstance(error, ExceptionGroup) and error.subgroup(BrokenPipeError):
            return 0
        if "--traceback" in arguments:
            import traceback  # here: 6 ms that only failures pay

            traceback.print_exc()
        sentence = _known(error)
        if sentence:
            _complain(sentence)
            return 2
        _complain(
            f"hardwon itself failed: {type(error).__name__}: {error} -> run it again as "
            "`hardwon --traceback ...` and report what it shows"
        )
        return 2
    return result if isinstance(result, int) else 0


def _give_up_output() -> None:
    # What is still buffered cannot be written; at exit the interpreter would try again, and complain.
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_whatever_the_terminal_can() -> None:
    # A terminal that cannot show a letter shows `?`: no reason to fail halfway through a list. ASCII is the
    # encoding of nobody's terminal but of a locale that was never set: Python and click take UTF-8 there too.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            is_ascii = lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")


def _usage(error: click.ClickException) -> str:
    sentence = error.format_message()
    if " -> " in sentence or not isinstance(error, click.UsageError):
        return sentence
    path = error.ctx.command_path if error.ctx else "hardwon"
    return f"{sentence.rstrip('.')} -> `{path} --help` shows what it takes"


def _known(error: BaseException) -> str:
    """The sentence for what the disk or a task of the daemon refused; empty for a fault of hardwon's own."""
    if isinstance(error, BaseExceptionGroup):
        return next((known for one in error.exceptions if (known := _known(one))), "")
    if isinstance(error, HardwonError):
        return str(error)
    if not isinstance(error, OSError) or error.errno not in _STEPS:
        return ""
    where = error.filename or "standard output"
    return f"{where}: {error.strerror} -> {_STEPS[error.errno]}"


def _complain(sentence: str) -> None:
    click.echo(f"{click.style('hardwon:', fg='red', bold=True)} {sentence}", err=True, color=_colour())


def _colour() -> bool | None:
    """False where nobody wants colour; None leaves it to click, which colours terminals only."""
    if not (sys.stdout.isatty() or sys.stderr.isatty()):
        return None  # hooks and pipes do not pay for the import
    from hardwon.assembly.configuration import wants_no_colour

    return False if wants_no_colour() else None
