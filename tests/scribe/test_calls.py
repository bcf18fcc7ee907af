import pytest

from hardwon.scribe.calls import Call, understand

_PATCH = "*** Begin Patch\n*** Update File: a.py\n@@\n*** Add File: b.py\n+x\n*** End Patch"


@pytest.mark.parametrize(
    ("tool", "given", "expected"),
    [
        ("Bash", {"command": " make test "}, Call("run", ("make test",))),
        ("shell", {"command": ["bash", "-lc", "ls -l"]}, Call("run", ("ls -l",))),
        ("shell", {"command": ["git", "commit", "-m", "a b"]}, Call("run", ("git commit -m 'a b'",))),
        ("exec_command", {"cmd": "ls"}, Call("run", ("ls",))),
        ("shell", {"command": ["apply_patch", _PATCH]}, Call("edit", ("a.py", "b.py"))),
        ("apply_patch", {"input": _PATCH}, Call("edit", ("a.py", "b.py"))),
        ("Edit", {"file_path": "a.py"}, Call("edit", ("a.py",))),
        ("NotebookEdit", {"notebook_path": "a.ipynb"}, Call("edit", ("a.ipynb",))),
        ("mcp__files__write_file", {"path": "a.py"}, Call("edit", ("a.py",))),
        ("str_replace_based_edit_tool", {"command": "view", "path": "a.py"}, Call("read", ("a.py",))),
        ("Read", {"file_path": "a.py"}, Call("read", ("a.py",))),
        ("Grep", {"pattern": "x"}, Call("read")),
        ("commit", {"sha": "1", "message": "Fix"}, Call("commit", ("Fix",))),
        ("Task", {"description": "search"}, Call("delegate", ("search",))),
        ("TodoWrite", {"todos": []}, Call("plan")),
        ("WebFetch", {"url": "x"}, Call("other")),
        ("Bash", {"command": 7}, Call("run")),
        ("Edit", {"file_path": ["a"]}, Call("edit")),
        (None, None, Call("other")),
        ({}, [1], Call("other")),
    ],
)
def test_a_call_is_understood_whichever_agent_makes_it(tool: object, given: object, expected: Call) -> None:
    assert understand(tool, given) == expected
