"""`hardwon service` against a manager of services that writes down what it is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_up import Up, make_repo

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks for systemd")

MANAGER = """#!/bin/sh
echo "$@" >> "$ASKED"
case "$*" in
  *is-active*) test -e "$ASKED.active" ;;
  *restart*) touch "$ASKED.active" ;;
  *disable*) rm -f "$ASKED.active" ;;
esac
"""


class Machine:
    """A user's machine, with systemd or without."""

    def __init__(self, folder: Path, *, manager: str = MANAGER) -> None:
        self.repo = make_repo(folder / "shop-api")
        (folder / "bin").mkdir()
        self.asked = folder / "asked"
        if manager:
            (folder / "bin/systemctl").write_text(manager)
            (folder / "bin/systemctl").chmod(0o755)
        self.units = folder / "config/systemd/user"
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "PATH": f"{folder / 'bin'}:/bin" if manager else str(folder / "bin"),
            "ASKED": str(self.asked),
        }

    def service(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "hardwon", "service", *words, "--repo", str(self.repo)],
            capture_output=True,
            text=True,
            env=self.environment,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def commands(self) -> list[str]:
        said = self.asked.read_text().splitlines() if self.asked.exists() else []
        return [line.split()[1] for line in said if "show" not in line and "is-active" not in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_installed_it_is_written_and_started_and_taken_back_without_a_trace(machine: Machine) -> None:
    code, said, errors = machine.service("install")
    assert (code, errors) == (0, "")
    [unit] = machine.units.iterdir()
    assert str(unit) in said
    assert f'"{machine.repo}"' in unit.read_text()
    assert machine.commands() == ["daemon-reload", "enable", "restart"]

    code, said, _ = machine.service("status")
    assert (code, "runs       yes" in said, "daemon     not up" in said) == (1, True, True)

    code, said, errors = machine.service("uninstall")
    assert (code, errors) == (0, "")
    assert list(machine.units.iterdir()) == []
    assert machine.commands()[3:] == ["disable", "daemon-reload"]


def test_a_dry_run_shows_all_and_does_nothing(machine: Machine) -> None:
    code, said, _ = machine.service("install", "--dry-run")
    assert code == 0
    assert "ExecStart=" in said
    assert "systemctl --user enable" in said
    assert not machine.units.exists()
    assert machine.commands() == []


def test_installed_by_another_python_it_is_named_and_renewed(machine: Machine) -> None:
    machine.service("install")
    [unit] = machine.units.iterdir()
    unit.write_text(unit.read_text().replace(sys.executable, "/gone/python"))
    assert "hardwon service install renews it" in machine.service("status")[1]
    machine.service("install")
    assert "/gone/python" not in unit.read_text()


def test_a_file_that_somebody_else_wrote_is_left_alone(machine: Machine) -> None:
    machine.service("install")
    [unit] = machine.units.iterdir()
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    code, _, errors = machine.service("install")
    assert (code, "was not written by hardwon" in errors) == (2, True)
    assert unit.read_text() == "[Service]\nExecStart=/bin/true\n"


def test_where_no_systemd_answers_it_writes_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    machine = Machine(tmp_path, manager="")
    code, _, errors = machine.service("install")
    assert code == 2
    assert "nothing was written -> log in as yourself" in errors
    assert not machine.units.exists()
    code, said, _ = machine.service("install", "--dry-run")
    assert (code, "nobody runs services here" in said) == (0, True)


def test_a_manager_that_refuses_is_quoted(tmp_path: Path) -> None:
    refusing = '#!/bin/sh\ncase "$*" in *enable*) echo "Unit is masked." >&2; exit 1 ;; esac\n'
    code, _, errors = Machine(tmp_path, manager=refusing).service("install")
    assert (code, "Unit is masked." in errors) == (2, True)


def test_without_a_service_it_says_how_to_get_one(machine: Machine) -> None:
    code, said, _ = machine.service("status")
    assert (code, "not installed  -> hardwon service install" in said) == (1, True)
    assert "nothing to take back" in machine.service("uninstall")[1]


def test_the_command_of_the_service_keeps_the_daemon_up(machine: Machine) -> None:
    up = Up(machine.repo, machine.environment, "--no-browser", "--port", "0")
    try:
        url = up.until_ready()
        code, said, _ = machine.service("status")
        assert (code, f"up, process {up.process.pid}, {url}" in said) == (0, True)
    finally:
        up.end()
