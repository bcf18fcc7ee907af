"""Installs the daemon as a service of the user's own, takes it back, and says how it is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hardwon.assembly.configuration import environment, home_directory
from hardwon.assembly.watching import Daemon, NoDaemon, find_daemon
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.integrations import Change, ServicePlan, make_changes, plan_service

_SECONDS = 30
_ALWAYS = ("/usr/local/bin", "/usr/bin", "/bin")


class ServiceFailed(HardwonError):
    """The system's manager of services did not do what it was asked."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How a service is: `is_current` if its file is what would be written now, `daemon` who answers."""

    plan: ServicePlan
    is_installed: bool
    is_current: bool
    is_active: bool
    daemon: Daemon | None


def service_plan(workspace: Workspace) -> ServicePlan:
    """The service as it would be installed now. Raises `NoService`."""
    found = [shutil.which(name, path=environment().get("PATH")) for name in ("git", "ruff")]
    folders = [os.path.dirname(path) for path in (sys.executable, *found) if path]
    home = home_directory()
    given = environment().get("XDG_CONFIG_HOME", "")
    return plan_service(
        workspace.places,
        platform=sys.platform,
        python=sys.executable,
        home=home,
        configuration=Path(given) if os.path.isabs(given) else home / ".config",
        user=os.getuid(),
        programs=(*folders, *_ALWAYS),
    )


def install_service(workspace: Workspace) -> ServicePlan:
    """Writes the service's file, and starts it. Raises `NoService`, `ServiceFailed`, `NotWritten`."""
    plan = service_plan(workspace)
    _need_manager(plan)
    _write(plan, plan.text)
    if plan.start[0][0] == "launchctl":
        _run(plan.stop[0])  # launchd does not take the same name twice
    for command in plan.start:
        _demand(command)
    return plan


def uninstall_service(workspace: Workspace) -> ServicePlan | None:
    """Stops the service and takes its file away; None where there is none. Raises as `install_service`."""
    plan = service_plan(workspace)
    if _read(plan) is None:
        return None
    for command in plan.stop:
        _run(command)  # one that does not run is as good as stopped
    _write(plan, None)
    for command in plan.after:
        _run(command)
    return plan


def service_state(workspace: Workspace) -> ServiceState:
    """How the service is now. Raises `NoService`."""
    plan = service_plan(workspace)
    text = _read(plan)
    try:
        daemon = find_daemon(workspace.places)
    except NoDaemon:
        daemon = None
    is_active = text is not None and not _run(plan.ask)
    return ServiceState(plan, text is not None, text == plan.text, is_active, daemon)


def has_manager(plan: ServicePlan) -> bool:
    """Whether somebody runs services here."""
    return not _run(plan.probe)


def _need_manager(plan: ServicePlan) -> None:
    if not has_manager(plan):
        name = "systemd of this user" if plan.probe[0] == "systemctl" else "launchd session"
        raise ServiceFailed(f"no {name} answers; nothing was written", next_step=plan.absent)


def _read(plan: ServicePlan) -> bytes | None:
    try:
        return plan.file.read_bytes()
    except OSError:
        return None


def _write(plan: ServicePlan, text: bytes | None) -> None:
    before = _read(plan)
    if before is not None and not plan.is_ours(before):
        step = "look at it, and move it away"
        raise ServiceFailed(f"{plan.file} was not written by hardwon", next_step=step)
    if before != text:
        make_changes(plan.file.parent, [Change(plan.file.name, before, text)])


def _demand(command: Sequence[str]) -> None:
    said = _run(command)
    if said:
        raise ServiceFailed(f"`{' '.join(command)}` failed: {said}", next_step="run it by hand to see more")


def _run(command: Sequence[str]) -> str:
    """Runs `command`; what it said if it failed, else nothing."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL, env=dict(environment()),
        )  # fmt: skip
    except FileNotFoundError:
        return f"{command[0]} is not installed"
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    return " ".join((done.stderr or done.stdout).split())[:300] or f"exit code {done.returncode}"
