"""Without the page's libraries."""

import subprocess
import sys

import pytest

from hardwon.server import ServerMissing
from hardwon.server.extra import naming_the_extra


def test_a_missing_library_is_named_with_the_command_that_installs_it() -> None:
    program = (
        "import sys\n"
        "sys.modules['fastapi'] = None\n"  # what Python itself does for a module that must not be found
        "import hardwon.server\n"
        "try:\n"
        "    hardwon.server.build_app\n"
        "except hardwon.server.ServerMissing as error:\n"
        "    print(error)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == (
        'the page needs fastapi, which is not installed -> pip install "hardwon[server]"\n'
    )


def test_another_missing_module_is_not_blamed_on_the_extra() -> None:
    with pytest.raises(ModuleNotFoundError, match="nothing_like_it"), naming_the_extra():
        import nothing_like_it  # type: ignore[import-not-found]  # noqa: F401


def test_a_part_of_a_library_counts_as_the_library() -> None:
    with pytest.raises(ServerMissing), naming_the_extra():
        import uvicorn.nothing_like_it  # type: ignore[import-not-found]  # noqa: F401


def test_looking_at_the_room_imports_no_library_of_its_own() -> None:
    program = (
        "import hardwon.server, hardwon.daemon, sys\n"
        "print({'fastapi', 'watchdog', 'uvicorn', 'sqlalchemy'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"


def test_an_unknown_name_is_told_as_python_does() -> None:
    import hardwon.server

    with pytest.raises(AttributeError, match="nothing"):
        _ = hardwon.server.nothing  # type: ignore[attr-defined]
