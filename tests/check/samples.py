"""The projects on which all rules have something to say: the labelled ones, and the rules' own examples."""

import random
import re
from collections.abc import Mapping

from hardwon.check import builtin_rules
from tests.check.projects import split
from tests.check.test_corpus import PROJECTS, name_of, read_project

Files = Mapping[str, str]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"[A-Za-z_]\w\w+")
_BRACKETS = "()[]{}"
_STRANGE = (
    *_BRACKETS,
    ":",
    "await ",
    "*",
    "**",
    "yield ",
    "lambda ",
    "\0",
    "\t",
    "='",
    '"""',
    "\\",
    "\n",
    "é",
    "@",
    "=",
)


def samples() -> dict[str, dict[str, str]]:
    """Every labelled project and every example of a rule, by name."""
    found = {name_of(project): read_project(project) for project in PROJECTS}
    for slug, rule in builtin_rules().items():
        texts = [text for breach in rule.breaches for text in (breach.text, breach.cured)]
        found.update((f"{slug}/{number}", split(text)) for number, text in enumerate((*texts, *rule.quiet)))
    return found


SAMPLES = samples()


def share(number: int, of: int) -> list[str]:
    """The names of every `of`th sample, beginning with that number: each rule has some in each share."""
    return sorted(SAMPLES)[number::of]


def broken(files: Files, chance: random.Random) -> dict[str, str]:
    """The project with one to four wounds in its Python, none of which asks whether it still parses."""
    path = chance.choice(_sources(files))
    text = files[path]
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_WOUNDS)(text, chance)
    return {**files, path: text}


def edited(files: Files, original: Files, chance: random.Random) -> dict[str, str]:
    """The project after one more step of work: a line, a name, a file comes, goes or comes back."""
    path = chance.choice(sorted(original))
    if path not in files or not files[path].strip() or chance.random() < 0.15:
        return {**files, path: original[path]}
    if chance.random() < 0.1:
        return {other: text for other, text in files.items() if other != path}
    return {**files, path: chance.choice(_EDITS)(files[path], chance)}


def _sources(files: Files) -> list[str]:
    return [path for path in sorted(files) if path.endswith(".py") and files[path]] or sorted(files)


def _pick_line(text: str, chance: random.Random) -> tuple[list[str], int]:
    lines = text.splitlines(keepends=True) or [""]
    full = [place for place, line in enumerate(lines) if line.strip()] or [0]
    return lines, chance.choice(full)


def _without_line(text: str, chance: random.Random) -> str:
    lines, place = _pick_line(text, chance)
    del lines[place]
    return "".join(lines)


def _with_line_twice(text: str, chance: random.Random) -> str:
    lines, place = _pick_line(text, chance)
    lines.insert(place, lines[place])
    return "".join(lines)


def _with_lines_swapped(text: str, chance: random.Random) -> str:
    lines, one = _pick_line(text, chance)
    other = chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _with_line_moved_in_or_out(text: str, chance: random.Random) -> str:
    lines, place = _pick_line(text, chance)
    lines[place] = lines[place].lstrip(" ") if chance.random() < 0.5 else f"   {lines[place]}"
    return "".join(lines)


def _with_empty_line(text: str, chance: random.Random) -> str:
    lines, place = _pick_line(text, chance)
    lines.insert(place, "\n")
    return "".join(lines)


def _cut_off(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _cut_out(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(1, 40) :]


def _with_token_changed(text: str, chance: random.Random) -> str:
    tokens = _TOKEN.findall(text) or [""]
    place, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    kind = chance.randrange(4)
    if kind == 0:
        del tokens[place]
    elif kind == 1:
        tokens.insert(place, tokens[other])
    elif kind == 2:
        tokens[place], tokens[other] = tokens[other], tokens[place]
    else:
        tokens.insert(place, chance.choice(_STRANGE))
    return "".join(tokens)


def _nested(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    opening = chance.choice("([{")
    return f"{text[:place]}{opening * chance.choice((1, 40, 300))}{text[place:]}"


def _with_name_renamed(text: str, chance: random.Random) -> str:
    word = chance.choice(sorted(set(_WORD.findall(text))) or ["x"])
    return re.sub(rf"\b{word}\b", f"{word}_2", text)


def _with_name_for_another(text: str, chance: random.Random) -> str:
    words = sorted(set(_WORD.findall(text))) or ["x"]
    return re.sub(rf"\b{chance.choice(words)}\b", chance.choice(words), text)


_WOUNDS = (
    _without_line,
    _with_line_twice,
    _with_lines_swapped,
    _with_line_moved_in_or_out,
    _cut_off,
    _cut_out,
    _with_token_changed,
    _with_token_changed,
    _with_token_changed,
    _nested,
    _with_name_for_another,
)
_EDITS = (
    _without_line,
    _without_line,
    _without_line,
    _with_line_twice,
    _with_lines_swapped,
    _with_empty_line,
    _with_name_renamed,
    _with_name_renamed,
    _with_name_for_another,
)
