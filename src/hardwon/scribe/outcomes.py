"""What a command's output says: the symptom of a failure, the verdict of a test run."""

import re
import shlex

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_NOISE = re.compile(r"(Exit code \d+|\$ .*|\[\w[\w:.-]*\] \$ .*|\+ .*|> .*|=+ .* =+|-+|=+)?")
_PYTHON_ERROR = re.compile(
    r"[A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Timeout|NotFound)\b(?::.*|$)"
)
_PYTEST_ERROR = re.compile(r"E\s{2,}\S")
_LOCATED = re.compile(r"\S+:\d+(?::\d+)?:? .*\w")
_COMPLAINT = re.compile(
    r"(?i)\b(error|failed|failure|fatal|panic|exception|cannot|can't|could not|not found|no such|undefined|"
    r"denied|refused|conflict|invalid|unexpected|unknown|missing|timed out|killed)\b|^FAIL"
)
_TALLY = re.compile(
    r"(?i)(?:\b\d+ (?:passed|failed|errors?|failing|passing|issues?|problems?|warnings?)\b|"
    r"^(?:ok|PASS|FAIL|FAILED)\b|^Tests?:|^test result:|^All checks passed|^Success: no issues|"
    r"^BUILD (?:SUCCESS|FAILED))"
)
_BAD_TALLY = re.compile(
    r"(?i)(?:\b[1-9]\d* (?:failed|errors?|failing|issues?|problems?)\b|"
    r"^FAIL(?:ED)?\b|test result: FAILED|BUILD FAILED)"
)
_CHECK = re.compile(
    r"(?x)\b(?:pytest|unittest|tox|nox|jest|vitest|mypy|pyright|ruff|flake8|pylint|eslint|tsc|clippy|golangci-lint|"
    r"rspec|phpunit|ctest|playwright\ test|pre-commit|hardwon\ check|"
    r"(?:npm|yarn|pnpm|bun)\ (?:run\ )?(?:test|lint|check|typecheck|build)|go\ (?:test|vet|build)|"
    r"cargo\ (?:test|check|build)|(?:make|just|mise\ run|rake|task)\ (?:test|lint|check|ci|build)|"
    r"(?:mvn|gradle|gradlew|dotnet|swift)\ (?:test|verify|check|build))(?![\w-])"
)
_PREFIXES = re.compile(
    r"^(?:\w+=\S*\s+|(?:uv|poetry|pdm|hatch|pipenv|rye) run\s+|bundle exec\s+|npx\s+|sudo\s+|time\s+|"
    r"timeout\s+\S+\s+|python[\d.]* -m\s+|(?:\S*/)?(?:\.?venv|env)/bin/(?:python[\d.]* -m\s+)?)+"
)
_REDIRECTION = re.compile(r"\s*\d*(?:>>?|<)(?:&\d|\s*\S+)")
_WITHOUT_SUBCOMMANDS = {
    "pytest",
    "unittest",
    "mypy",
    "pyright",
    "flake8",
    "pylint",
    "eslint",
    "tsc",
    "jest",
    "vitest",
}
_LONGEST = 200
_LOOKED_AT = 400  # lines from either end of an output


def symptom(output: str) -> str:
    """The line of a failed call's `output` that says most about why; empty where it says nothing."""
    lines = _lines(output)
    if any(line.startswith("Traceback (most recent call last)") for line in lines):
        raised = [line for line in lines if _PYTHON_ERROR.match(line)]
        if raised:
            return _short(raised[-1])
    for pattern in (_PYTEST_ERROR, _PYTHON_ERROR, _LOCATED, _COMPLAINT):
        for line in lines:
            if (pattern.search(line) if pattern is _COMPLAINT else pattern.match(line)) and not _TALLY.match(
                line
            ):
                return _short(line.removeprefix("E ").strip())
    return _short(next(iter(lines), ""))


def verdict(output: str) -> str:
    """The line of a test run's or linter's `output` that sums it up; empty where none does."""
    return _short(
        next((line.strip("= ") for line in reversed(_lines(output)) if _TALLY.search(line.strip("= "))), "")
    )


def says_failed(output: str) -> bool:
    """Whether a check's own words say that it failed, whatever the exit code of the pipe it stood in."""
    return bool(_BAD_TALLY.search(verdict(output))) or any(
        line.startswith(("FAIL\t", "FAIL ", "FAILED ", "--- FAIL")) for line in _lines(output)
    )


def is_check(command: str) -> bool:
    """Whether a command is a test run, a linter, a type checker or a build."""
    return any(_CHECK.search(part) for part in parts(command))


def parts(command: str) -> list[str]:
    """The commands of a command line joined by `&&`, `||`, `;` or line breaks, without pipes' tails,
    redirections, `cd` and wrappers such as `uv run`: what compares equal when tried again."""
    found = []
    for piece in _split(command):
        bare = _PREFIXES.sub("", _REDIRECTION.sub("", piece).strip())
        if bare and not re.match(r"(?:cd|export|set|source|echo|sleep|true|pwd)\b", bare):
            found.append(" ".join(bare.split()))
    return found


def covers(again: str, before: str) -> bool:
    """Whether running `again` (one part of a command line) tries at least what `before` tried."""
    program, wanted = _arguments(before)
    other, given = _arguments(again)
    return program == other and (not given or given == wanted or all(_within(one, given) for one in wanted))


def _within(wanted: str, given: set[str]) -> bool:
    return any(wanted == one or wanted.startswith((one.rstrip("/") + "/", one + "::")) for one in given)


def _arguments(part: str) -> tuple[str, set[str]]:
    """The program with its subcommands, and the files or names it is to work on, without options."""
    try:
        words = shlex.split(part)
    except ValueError:
        words = part.split()
    program = words[:1]
    for one in words[1:] if program and program[0] not in _WITHOUT_SUBCOMMANDS else []:
        if one.startswith("-") or re.search(r"[/.=*\s]|::", one):
            break
        program.append(one)
    rest = words[len(program) :]
    return " ".join(program), {one for one in rest if not one.startswith("-") and one not in (".", "./...")}


def _split(command: str) -> list[str]:
    """`command` at its unquoted `&&`, `||`, `;` and line breaks; what follows an unquoted `|` is left out."""
    pieces: list[str] = [""]
    quote, piped, position = "", False, 0
    while position < len(command):
        sign = command[position]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif command.startswith(("&&", "||"), position) or sign in ";\n":
            pieces.append("")
            piped = False
            position += 2 if sign in "&|" else 1
            continue
        elif sign == "|":
            piped = True
        if not piped:
            pieces[-1] += sign
        position += 1
    return pieces


def _lines(output: str) -> list[str]:
    lines = (
        _ANSI.sub("", output).replace("<tool_use_error>", "").replace("</tool_use_error>", "").splitlines()
    )
    if len(lines) > 2 * _LOOKED_AT:
        lines = lines[:_LOOKED_AT] + lines[-_LOOKED_AT:]
    said = (line.strip() for line in lines)
    return [line for line in said if not _NOISE.fullmatch(line) or _TALLY.search(line.strip("= "))]


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
