"""What a shell command does, apart from what it only says: messages of commits, words of echo, heredocs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hardwon.lessons.pages.lesson import CommandRule

_HEREDOC = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_]\w*)\1")
_ENDS = frozenset("\n;|&()")
_PREFIXES = frozenset({"sudo", "env", "command", "time", "nohup", "exec", "builtin"})
# What stands before a program that is run: keywords, and programs that take another.
_BEFORE = _PREFIXES | {
    "doas",
    "timeout",
    "nice",
    "{",
    "!",
    "if",
    "then",
    "elif",
    "else",
    "while",
    "until",
    "do",
}
_OF_BEFORE = re.compile(r"-\S+|\d+\w?|[A-Za-z_]\w*=.*", re.DOTALL)
_SHELL = re.compile(r"(?:.*/)?(?:ba|z|da|k)?sh")
_DEEPEST = 5  # shells in shells
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
    """Whether `command`, as it is about to be run, is one that the rule means; what it only says is none.

    What a shell or a prefix runs in it (`bash -c "…"`, `sudo …`) counts as if it stood there by itself.
    """
    return any(
        re.search(rule.regex, done_by(text), re.MULTILINE) for text in {command, without_wrapping(command)}
    )


def without_wrapping(command: str, *, depth: int = _DEEPEST) -> str:
    """`command` with the text that a `bash -c` runs in its place, without prefixes, paths of programs and
    options of `git` itself."""
    parts: list[str] = []
    position = 0
    for words, _ in _simple_commands(_without_heredocs(command, list(command))):
        rest = _run_words(words)
        if not rest:
            continue
        program = rest[0].text.rpartition("/")[2]
        script = _script(rest) if depth and _SHELL.fullmatch(program) else None
        if script is not None:
            raw = script.text
            if command[script.start] == '"':
                raw = re.sub(r'\\(["\\$`])', r"\1", raw)
            kept = without_wrapping(raw, depth=depth - 1)
        elif rest[0].text != program or program == "git":
            following = _after_options(rest) if program == "git" else rest[1:]
            after = following[0].start if following else rest[-1].end
            kept = f"{program}{' ' if following else ''}{command[after : rest[-1].end]}"
        else:
            kept = command[rest[0].start : rest[-1].end]
        parts += [command[position : words[0].start], kept]
        position = words[-1].end
    return "".join([*parts, command[position:]])


def _run_words(words: list[_Word]) -> list[_Word]:
    """The words from the program on that is run in the end."""
    rest = words
    while rest and (rest[0].text in _BEFORE or re.match(r"[A-Za-z_]\w*=", rest[0].text)):
        takes_options = rest[0].text in _BEFORE
        rest = rest[1:]
        while takes_options and rest and _OF_BEFORE.fullmatch(rest[0].text):
            rest = rest[1:]
    return rest


def _script(words: list[_Word]) -> _Word | None:
    """What the shell that `words` call is to run, if it is given as text."""
    for option, word in pairwise(words[1:]):
        if re.fullmatch(r"-[a-z]*c", option.text):
            return word
        if not option.text.startswith("-"):
            return None
    return None


def _after_options(words: list[_Word]) -> list[_Word]:
    """The words of a call of git from its subcommand on."""
    rest = words[1:]
    while rest and rest[0].text.startswith("-"):
        rest = rest[2:] if rest[0].text in ("-C", "-c") else rest[1:]
    return rest


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
