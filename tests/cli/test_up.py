"""`hardwon up` as a process, from the first line to Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import hardwon.assembly

pytestmark = pytest.mark.skipif(
    not hasattr(hardwon.assembly, "up"), reason="assembly does not offer `up` yet"
)


class Up:
    """A running `hardwon up`; its lines on standard output up to `ready`."""

    def __init__(self, repo: Path, environment: dict[str, str], *words: str) -> None:
        command = [sys.executable, "-m", "hardwon", "up", "--repo", str(repo), *(words or ("--port", "0"))]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        self.lines: list[str] = []

    def until_ready(self) -> str:
        """The page's address."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("ready "):
                return line.split()[1]
        raise AssertionError(self.process.communicate()[1])

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Its exit code, and what it said after `ready` on standard output and on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=30)
        return self.process.returncode, out, errors


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The user's places, all in a temporary directory."""
    (tmp_path / "home").mkdir()
    return {
        **os.environ,
        "HOME": str(tmp_path / "home"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "COLUMNS": "100",
    }


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return make_repo(tmp_path / "shop-api")


def make_repo(root: Path) -> Path:
    root.mkdir()
    (root / "app.py").write_text("x = 1\n")
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    return root


@pytest.fixture
def ups(environment: dict[str, str]) -> Iterator[list[Up]]:
    """Those that a test began; none of them outlives it."""
    begun: list[Up] = []
    yield begun
    for one in begun:
        one.process.kill()
        one.process.communicate()


def test_it_says_what_it_found_and_then_where_it_is(
    repo: Path, environment: dict[str, str], ups: list[Up]
) -> None:
    ups.append(Up(repo, environment))
    url = ups[0].until_ready()

    assert ups[0].lines[0].startswith("shop-api · ")
    assert "1 file" in ups[0].lines[0]
    assert [line.split()[0] for line in ups[0].lines[1:]][-2:] == ["watching", "ready"]
    assert ups[0].lines[-1] == f"ready {url}"
    answer = httpx.get(url)
    assert answer.status_code == 200
    assert "shop-api" in answer.text


def test_an_interrupt_ends_it_cleanly_and_leaves_nothing_running(
    repo: Path, environment: dict[str, str], ups: list[Up], tmp_path: Path
) -> None:
    ups.append(Up(repo, environment))
    url = ups[0].until_ready()

    code, out, errors = ups[0].end()

    assert (code, out, errors) == (0, "", "")
    assert list((tmp_path / "run" / "hardwon").iterdir()) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_second_one_here_says_where_the_first_is_and_exits_0(
    repo: Path, environment: dict[str, str], ups: list[Up]
) -> None:
    ups.append(Up(repo, environment))
    url = ups[0].until_ready()
    ups.append(Up(repo, environment, "--port", "1"))

    assert ups[1].until_ready() == url
    assert ups[1].process.wait(timeout=30) == 0
    assert httpx.get(url).status_code == 200


def test_another_repository_takes_the_next_free_port(
    repo: Path, environment: dict[str, str], ups: list[Up], tmp_path: Path
) -> None:
    ups.append(Up(repo, environment))
    first = int(ups[0].until_ready().rpartition(":")[2])
    ups.append(Up(make_repo(tmp_path / "other"), environment, "--port", str(first)))

    second = int(ups[1].until_ready().rpartition(":")[2])

    assert first < second < first + 100


def test_a_saved_file_is_on_the_page_soon_after(
    repo: Path, environment: dict[str, str], ups: list[Up]
) -> None:
    ups.append(Up(repo, environment))
    url = ups[0].until_ready()

    (repo / "saved.py").write_text("y = 2\n")

    deadline = time.monotonic() + 20
    while "created saved.py" not in (text := httpx.get(f"{url}/api/events?limit=1000").text):
        assert time.monotonic() < deadline, text
        time.sleep(0.02)


def test_a_port_that_is_none_is_refused_as_misuse(
    repo: Path, environment: dict[str, str], ups: list[Up]
) -> None:
    ups.append(Up(repo, environment, "--port", "70000"))
    code, out, errors = ups[0].end(0)
    assert (code, out) == (2, "")
    assert "70000" in errors


def test_without_the_pages_libraries_it_names_the_command_that_installs_them(
    repo: Path, environment: dict[str, str]
) -> None:
    program = (
        "import sys\n"
        "sys.modules['uvicorn'] = None\n"
        "from hardwon.cli import run\n"
        f"sys.exit(run(['up', '--repo', {str(repo)!r}]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert result.returncode == 2
    assert 'pip install "hardwon[server]"' in result.stderr
    assert not (repo / ".hardwon").exists()
