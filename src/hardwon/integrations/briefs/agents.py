"""The agents that work can be given to, as their pages describe them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from hardwon.core import HardwonError
from hardwon.lessons import Problem

FOLDERS = (".hardwon/agents", ".claude/agents")  # of two pages with one name the first counts
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 200_000  # bytes of a page
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)(.*)", re.DOTALL)
_LIMITS = re.compile(
    r"^#+ *(?:limits?|boundaries|constraints|rules|never|do not|don'ts?)\b.*$", re.IGNORECASE
)
_POINT = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.+)")
_WRITING = frozenset({"edit", "write", "multiedit", "notebookedit", "bash"})


class NoSuchAgent(HardwonError):
    """No page describes an agent of that name."""


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as its page has it; `tools` empty: all there are, `model` empty: whichever is set.

    `limits` are the points below a heading such as *Limits*, and those of the key of that name.
    """

    name: str
    description: str
    path: str
    tools: tuple[str, ...] = ()
    model: str = ""
    limits: tuple[str, ...] = ()
    body: str = ""

    @property
    def can_write(self) -> bool:
        """Whether it has a tool that changes files, or is not restricted at all."""
        return not self.tools or any(tool.partition("(")[0].casefold() in _WRITING for tool in self.tools)


@dataclass(frozen=True, slots=True)
class Agents:
    """All agents by name, and what is wrong with pages that are none."""

    agents: tuple[Agent, ...] = ()
    problems: tuple[Problem, ...] = ()

    def get(self, name: str) -> Agent:
        """The agent called `name`. Raises `NoSuchAgent`, which names the page if it is a broken one."""
        for agent in self.agents:
            if agent.name == name:
                return agent
        for problem in self.problems:
            if Path(problem.path).stem == name:
                raise NoSuchAgent(
                    f"{problem.path}:{problem.line}: {problem.what}", next_step=problem.next_step
                )
        names = [agent.name for agent in self.agents]
        near = get_close_matches(name, names, n=1)
        known = f"there are {', '.join(names)}" if names else f"write {FOLDERS[0]}/{name}.md"
        raise NoSuchAgent(
            f"no agent is called {name}", next_step=f"did you mean {near[0]}?" if near else known
        )


def read_agents(root: Path) -> Agents:
    """The agents that pages below `root` describe, by name; a broken page hides no other."""
    found: dict[str, Agent] = {}
    problems: list[Problem] = []
    for folder in FOLDERS:
        for file in sorted((root / folder).glob("*.md")):
            path = file.relative_to(root).as_posix()
            if file.name.startswith(".") or file.name.casefold() == "readme.md":
                continue
            read = _read(file, path)
            if isinstance(read, Problem):
                problems.append(read)
            else:
                found.setdefault(read.name, read)
    return Agents(tuple(found[name] for name in sorted(found)), tuple(problems))


def _read(file: Path, path: str) -> Agent | Problem:
    try:
        if not file.is_file():  # reading a pipe would wait for ever
            return Problem(path, 1, "it is no file", "make it a readable file")
        if file.stat().st_size > _LONGEST:
            return Problem(path, 1, f"it has more than {_LONGEST:,} bytes", "shorten it")
        text = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        return Problem(path, 1, f"cannot be read: {error.strerror}", "make it a readable file")
    except UnicodeDecodeError:
        return Problem(path, 1, "it is no UTF-8", "save it as UTF-8")
    match = _FRONT.match(text)
    if match is None:
        return Problem(path, 1, "it has no front matter", "begin it with `---`, `name: …`, `---`")
    try:
        keys = yaml.load(match[1] or "", Loader=_FAST)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        return Problem(path, line, "its front matter is no YAML", "put quotes around text that holds `: `")
    if not isinstance(keys, dict):
        return Problem(path, 2, "its front matter holds no keys", "write `name: …` and `description: …`")
    return _agent(keys, match[2], file.stem, path)


def _agent(keys: Mapping[object, object], body: str, stem: str, path: str) -> Agent | Problem:
    for key in ("name", "description", "model"):
        if not isinstance(keys.get(key, ""), str | None):
            return Problem(path, 2, f"`{key}` is no text", f"write `{key}: a few words`")
    name, description = keys.get("name") or stem, keys.get("description") or ""
    tools, limits = _words(keys.get("tools")), _words(keys.get("limits"), separated=False)
    if tools is None or limits is None:
        key = "tools" if tools is None else "limits"
        return Problem(path, 2, f"`{key}` is no list of words", f"write `{key}: [one, another]`")
    return Agent(
        name=str(name).strip(),
        description=" ".join(str(description).split()),
        path=path,
        tools=tools,
        model=str(keys.get("model") or "").strip(),
        limits=(*limits, *_limits(body)),
        body=body.strip(),
    )


def _words(value: object, *, separated: bool = True) -> tuple[str, ...] | None:
    """A list of texts, or one text with commas; None for anything else."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",") if separated else [value]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    return tuple(one.strip() for one in value if one.strip())


def _limits(body: str) -> tuple[str, ...]:
    """The points below the headings that say what it may not do."""
    found: list[str] = []
    inside = False
    for line in body.splitlines():
        if line.startswith("#"):
            inside = _LIMITS.match(line) is not None
        elif inside and (point := _POINT.match(line)):
            found.append(point[1].strip())
    return tuple(found)
