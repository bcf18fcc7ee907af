"""The server around a desk that fails: in this process, with the library's own client."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from hardwon.assembly.mcp_desk import Counter
from hardwon.integrations.mcp.server import Server
from tests.integrations.mcp.served import make_repository, text_of


class _Broken(Counter):
    """A desk with a fault in it, and a full disk."""

    def context(self) -> Mapping[str, Any]:
        raise RuntimeError("a detail of ours")

    def lessons(self) -> Any:
        raise OSError(28, "No space left on device", "/var/somewhere")


def test_a_fault_of_ours_is_owned_up_to_without_its_details_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))

    async def talk() -> None:
        async with Client(Server(_Broken(make_repository(tmp_path)))) as client:
            failed = await client.call_tool("context", {})
            assert failed.is_error
            assert "hardwon itself failed at context -> " in text_of(failed)
            assert "a detail of ours" not in str(failed)
            with pytest.raises(Exception, match="No space left"):
                await client.list_resources()
            assert not (await client.call_tool("sessions", {})).is_error

    asyncio.run(talk())
    assert "a detail of ours" in caplog.text


def test_what_a_call_needs_is_loaded_by_the_first_that_needs_it(tmp_path: Path) -> None:
    code = (
        "import sys; from hardwon.assembly.mcp_desk import Counter; Counter(sys.argv[1]);"
        "import hardwon.integrations.mcp.server;"
        "later = {'hardwon.check', 'hardwon.lessons', 'hardwon.scribe', 'sqlalchemy', 'tantivy'};"
        "print(sorted(later & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
