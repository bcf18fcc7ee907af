"""What a shell command does, apart from what it only says: messages of commits, words of echo, heredocs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hardwon.lessons.pages.lesson import CommandRule

_HEREDOC = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_]\w*)\1")
_ENDS = frozenset("\n;|&()")
_PREFIXES = frozenset({"sudo", "env", "command", "time", "nohup", "exec", "builtin"})
_SAYING = frozenset({"echo", "printf"})
# What runs what it is given as text, so that the text is not only said.
_RUNNING = re.compile(
    r"(?:.*/)?(?:ba|z|da|k|fi)?sh|(?:.*/)?(?:python[\d.]*|node|ruby|perl|psql|mysql|mariadb|sqlite3|ssh|xargs|eval)"
)
_MESSAGES = {
    "git": frozenset({"-m", "--message", "-am", "-sm", "-F", "--file"}),
    "gh": frozenset({"-b", "--body", "-t", "--title", "-n", "--notes"}),
    "glab": frozenset({"-d", "--description", "-t", "--title", "-m", "--message"}),
    "hardwon": frozenset({"--because"}),
}


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a simple command: where it stands, and what it is without its quotes."""

    start: int
    end: int
    text: str


def command_breaches(rule: CommandRule, command: str) -> bool:
    """Whether `command`, as it is about to be run, is one that the rule means; what it only says is none."""
    return re.search(rule.regex, done_by(command), re.MULTILINE) is not None


def done_by(command: str) -> str:
    """`command` with spaces for what it only says; as long as before, line for line.

    Left are the words of `echo` that go into a shell, and heredocs that a program is to run.
    """
    masked = list(command)
    bare = _without_heredocs(command, masked)
    for words, into in _simple_commands(bare):
        for start, end in _said(words, into):
            for place in range(start, end):
                if masked[place] != "\n":
                    masked[place] = " "
    return "".join(masked)


def _without_heredocs(command: str, masked: list[str]) -> str:
    """`command` with the bodies of all heredocs blank; in `masked` only of those that are not run."""
    bare = list(command)
    position = 0
    while (found := _HEREDOC.search(command, position)) is not None:
        line_end = command.find("\n", found.end())
        if line_end < 0:
            break
        close = re.compile(rf"^[ \t]*{found[2]}[ \t]*$", re.MULTILINE).search(command, line_end + 1)
        body_end = close.start() if close else len(command)
        line = command[command.rfind("\n", 0, found.start()) + 1 : line_end]
        is_run = any(_RUNNING.fullmatch(word) for word in re.split(r"[\s|;&()<>\"'$`]+", line))
        for place in range(line_end + 1, body_end):
            if command[place] != "\n":
                bare[place] = " "
                if not is_run:
                    masked[place] = " "
        position = body_end
    return "".join(bare)


def _said(words: list[_Word], into: str) -> Iterator[tuple[int, int]]:
    """The places of words that are only said, in a command whose output goes into the program `into`."""
    rest = [word for word in words if not re.match(r"[A-Za-z_]\w*=", word.text)]
    while rest and rest[0].text in _PREFIXES:
        rest = rest[1:]
    if not rest:
        return
    program = rest[0].text.rpartition("/")[2]
    if program in _SAYING:
        if not _RUNNING.fullmatch(into):
            yield from ((word.start, word.end) for word in rest[1:] if _is_only_text(word.text))
        return
    options = _MESSAGES.get(program, frozenset())
    for number, word in enumerate(rest):
        name, equals, _ = word.text.partition("=")
        if equals and name in options and name.startswith("--") and _is_only_text(word.text):
            yield word.start + len(name) + 1, word.end
        elif number and rest[number - 1].text in options and _is_only_text(word.text):
            yield word.start, word.end


def _is_only_text(text: str) -> bool:
    """Whether nothing in `text` is run by the shell but a `cat` of a text."""
    return "`" not in text and "$(" not in text.replace("$(cat <<", "")


def _simple_commands(command: str) -> Iterator[tuple[list[_Word], str]]:
    """The words of each simple command, and the first word of the one that its output goes into."""
    commands: list[tuple[list[_Word], str]] = []
    words: list[_Word] = []
    start, text, quote = -1, "", ""
    depth = position = 0
    length = len(command)

    def close(end: int) -> None:
        nonlocal start, text
        if start >= 0:
            words.append(_Word(start, end, text))
        start, text = -1, ""

    while position < length:
        sign = command[position]
        if quote:
            if sign == "\\" and quote == '"':
                text += command[position : position + 2]
                position += 2
                continue
            depth += (command[position - 1 : position + 1] == "$(") - (sign == ")" and depth > 0)
            if sign == quote and not depth:
                quote = ""
            else:
                text += sign
        elif sign in "'\"":
            quote, start = sign, start if start >= 0 else position
        elif sign == "\\":
            start = start if start >= 0 else position
            text += command[position + 1 : position + 2]
            position += 1
        elif sign in _ENDS:
            close(position)
            if words:
                commands.append((words, sign))
            words = []
        elif sign.isspace():
            close(position)
        else:
            start = start if start >= 0 else position
            text += sign
        position += 1
    close(length)
    if words:
        commands.append((words, ""))
    for number, (found, end) in enumerate(commands):
        following = commands[number + 1][0][0].text if number + 1 < len(commands) else ""
        yield found, following if end == "|" else ""
