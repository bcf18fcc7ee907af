"""The fenced blocks of a page that show a breach (`bad`) and its cure (`good`), as small projects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from hardwon.lessons.pages.frontmatter import Wrong
from hardwon.lessons.pages.lesson import Case, CaseFile

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*(.*?)[ \t]*")
_ENDINGS = {"console": "sh"}
_UNNAMED = re.compile(r"example(?:_\d+)?\.\w+")
_WORDS = ("bad", "good", "case", "file")


@dataclass(frozen=True, slots=True)
class _Block:
    """A fenced block with its info string; `line` is that of the opening fence."""

    line: int
    language: str
    words: tuple[str, ...]
    text: str


@dataclass(slots=True)
class _Gathering:
    """The blocks of one case while the page is read; the side "" belongs to both."""

    name: str
    language: str
    line: int
    sides: dict[str, list[CaseFile]] = field(default_factory=lambda: {"bad": [], "good": [], "": []})


def read_cases(body: str, *, first_line: int, wrongs: list[Wrong]) -> tuple[Case, ...]:
    """The cases in `body`, whose first line is the page's `first_line`; what is wrong goes to `wrongs`.

    Blocks that name the same `case` make one project. A block with a case but neither `bad` nor `good`
    belongs to both. Where each `good` block of a case replaces a file of its `bad` side, the other bad
    files stay: the cure is shown by what changes.
    """
    gatherings: dict[str, _Gathering] = {}
    for block in _blocks(body, first_line, wrongs):
        try:
            _gather(block, gatherings)
        except Wrong as wrong:
            wrongs.append(wrong)
    cases: list[Case] = []
    for gathering in gatherings.values():
        cases.extend(_cases(gathering, wrongs))
    return tuple(cases)


def _blocks(body: str, first_line: int, wrongs: list[Wrong]) -> Iterator[_Block]:
    opened: re.Match[str] | None = None
    begun = 0
    inside: list[str] = []
    for number, line in enumerate(body.split("\n"), start=first_line):
        match = _FENCE.fullmatch(line)
        if opened is None:
            if match and not ("`" in match[3] and match[2][0] == "`"):
                opened, begun, inside = match, number, []
        elif match and not match[3] and match[2][0] == opened[2][0] and len(match[2]) >= len(opened[2]):
            language, *words = opened[3].split() or [""]
            yield _Block(begun, language.casefold(), tuple(words), "".join(text + "\n" for text in inside))
            opened = None
        elif match and _begins_case(match[3]) and len(match[2]) == len(opened[2]):
            wrongs.append(Wrong(begun, "the fence is not closed", f"write {opened[2]} above line {number}"))
            opened, begun, inside = match, number, []
        else:
            inside.append(re.sub(f"^ {{0,{len(opened[1])}}}", "", line))
    if opened is not None:
        wrongs.append(Wrong(begun, "the fence is not closed", f"write {opened[2]} below the block"))


def _begins_case(info: str) -> bool:
    return bool(re.match(r"\w+ +(?:bad|good)\b", info, re.IGNORECASE))


def _gather(block: _Block, gatherings: dict[str, _Gathering]) -> None:
    info = _info(block)
    if info is None:
        return
    side, name, path = info
    # A case without a name is a project of one block; no name in an info string can hold a space.
    name = name or f"line {block.line}"
    gathering = gatherings.setdefault(name, _Gathering(name, block.language, block.line))
    files = gathering.sides[side]
    if not path:
        if not side:
            raise Wrong(block.line, f"a block of both sides of case `{name}` has no file", "add file=PATH")
        ending = _ending(block.language)
        path = f"example.{ending}" if not files else f"example_{len(files) + 1}.{ending}"
    if any(file.path == path for file in files):
        raise Wrong(block.line, f"case `{name}` has `{path}` twice", "name another file, or another case")
    files.append(CaseFile(path, block.text, block.line + 1))


def is_unnamed(path: str) -> bool:
    """Whether `path` is one that a block gets which names no file: it stands for any."""
    return _UNNAMED.fullmatch(path) is not None


def _ending(language: str) -> str:
    from hardwon.check import (
        UnknownLanguage,
        find_language,
    )  # here: a page whose blocks name files needs it not

    try:
        return find_language(language).endings[0].removeprefix(".")
    except UnknownLanguage:
        return _ENDINGS.get(language, language or "txt")


def _info(block: _Block) -> tuple[str, str, str] | None:
    """Side, case and file as the info string names them; None where the block is no case. Raises `Wrong`."""
    sides = [word.casefold() for word in block.words if word.casefold() in ("bad", "good")]
    pairs = dict(word.split("=", 1) for word in block.words if "=" in word)
    if not sides and "case" not in pairs:
        return None
    if len(sides) > 1:
        raise Wrong(block.line, "the block is both bad and good", "keep one of the two words")
    for word in block.words:
        name, equals, value = word.partition("=")
        if (not equals and name.casefold() in ("bad", "good")) or (value and name in ("case", "file")):
            continue
        near = get_close_matches(name, _WORDS, n=1)
        meant = f"did you mean `{near[0]}`? " if near and near[0] != name else ""
        raise Wrong(
            block.line,
            f"`{word}` is not read in a case's first line",
            f"{meant}write bad|good case=NAME file=PATH",
        )
    path = pairs.get("file", "")
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        raise Wrong(
            block.line, f"`file={path}` leaves the case's project", "write a relative path such as app/api.py"
        )
    return (sides[0] if sides else ""), pairs.get("case", ""), path


def _cases(gathering: _Gathering, wrongs: list[Wrong]) -> Iterator[Case]:
    shared, bad, good = (gathering.sides[side] for side in ("", "bad", "good"))
    if not bad and not good:
        wrongs.append(
            Wrong(gathering.line, f"case `{gathering.name}` is neither bad nor good", "write `bad` or `good`")
        )
    if bad:
        yield _case(gathering, True, [*shared, *bad])
    if good:
        cured = {file.path for file in good}
        kept = (
            [file for file in bad if file.path not in cured] if cured <= {file.path for file in bad} else []
        )
        yield _case(gathering, False, [*shared, *kept, *good])


def _case(gathering: _Gathering, bad: bool, files: list[CaseFile]) -> Case:
    own = {file.path: file for file in files}  # a side's own file goes before the shared one of that path
    line = min(file.line for file in gathering.sides["bad" if bad else "good"]) - 1
    return Case(gathering.name, bad, gathering.language, tuple(own.values()), line)
