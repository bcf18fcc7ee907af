"""The skeleton of a module that can be written anew from its contract: README, names, tests, example."""

import re
from pathlib import PurePosixPath

from hardwon.core import HardwonError
from hardwon.integrations.templates.names import ProjectNames

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_README = """\
# {name}: say in one sentence what it does
## Ask it for
- `summarize`: the lines that hold something, in one; put your own in its place
## It promises
- Empty lines are left out. `tests/test_{name}_contract.py::test_empty_lines_are_left_out`
## It leaves to others
Say what it does not do, and who does.
## Example
```python
>>> from {module} import summarize
>>> summarize(["one", "", "two"])
'one, two'
```
"""
_FACE = '''\
"""Say in one sentence what {name} does: the README is its contract."""

from {module}.summary import summarize

__all__ = ["summarize"]
'''
_INSIDE = '''\
"""Summaries of lines."""

from collections.abc import Iterable


def summarize(lines: Iterable[str]) -> str:
    """The lines that hold more than spaces, with a comma between; empty for none."""
    return ", ".join(line.strip() for line in lines if line.strip())
'''
_TESTS = '''\
"""The contract of {name}: its README names what it offers, its example runs, its promises have tests."""

import doctest
import re
from pathlib import Path

import {module}
from {module} import summarize

README = Path({module}.__file__).parent / "README.md"


def test_the_readme_names_what_the_module_offers() -> None:
    part = README.read_text(encoding="utf-8").partition("## Ask it for")[2].partition("\\n## ")[0]
    assert set(re.findall(r"^- `(\\w+)`", part, flags=re.MULTILINE)) == set({module}.__all__)


def test_the_example_of_the_readme_runs() -> None:
    blocks = re.findall(r"```python\\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    test = doctest.DocTestParser().get_doctest("".join(blocks), {}, "README", str(README), 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_promise_of_the_readme_has_its_test() -> None:
    part = README.read_text(encoding="utf-8").partition("## It promises")[2].partition("\\n## ")[0]
    named = re.findall(r"::(\\w+)`", part)
    assert named
    assert [name for name in named if name not in globals()] == []


def test_empty_lines_are_left_out() -> None:
    assert summarize(["one", " ", "", "two"]) == "one, two"
    assert summarize([]) == ""
'''


class BadModuleName(HardwonError):
    """What a module cannot be called."""


def module_files(name: str, folder: str, names: ProjectNames) -> dict[str, str]:
    """The files of a new module, text by path relative to the repository.

    `folder` is where it is to be, else below the package with most of the code. Its tests pass as it is.
    Raises `BadModuleName`.
    """
    name = name or PurePosixPath(folder).name
    if not _NAME.fullmatch(name):
        raise BadModuleName(
            f"a module cannot be called {name or 'nothing'}",
            next_step="write lower case letters, digits and `_`: hardwon template module invoicing",
        )
    folder = folder or (f"{names.package}/{name}" if names.package else name)
    parts = PurePosixPath(folder).parts
    tops = [number for number, part in enumerate(parts) if part in names.roots]
    module = ".".join(parts[tops[0] if tops else int(parts[0] == "src" and len(parts) > 1) :])
    texts = {
        f"{folder}/README.md": _README,
        f"{folder}/__init__.py": _FACE,
        f"{folder}/summary.py": _INSIDE,
        f"tests/test_{name}_contract.py": _TESTS,
    }
    return {path: text.replace("{module}", module).replace("{name}", name) for path, text in texts.items()}
