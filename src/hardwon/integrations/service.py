"""The daemon as a service of the user's own, systemd's or launchd's, as a plan that changes nothing."""

import plistlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from hardwon.core import HardwonError, Places

_MARK = "Written by `hardwon service install`; `hardwon service uninstall` takes it back."
_PATIENCE = 120  # seconds without a sign of life; the daemon ends itself sooner


class NoService(HardwonError):
    """This system has nothing that runs a user's services, or we do not know it."""


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """One service: what stands in which file, and the commands that start, stop and ask for it.

    `probe` succeeds where there is somebody to run services; `absent` says what to do where there is not.
    """

    name: str
    file: Path
    text: bytes
    probe: tuple[str, ...]
    start: tuple[tuple[str, ...], ...]
    stop: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    ask: tuple[str, ...]
    log: str
    absent: str

    @staticmethod
    def is_ours(text: bytes) -> bool:
        """Whether a file with that content was written for such a plan."""
        return _MARK.encode() in text


def plan_service(
    places: Places,
    *,
    platform: str,
    python: str,
    home: Path,
    configuration: Path,
    user: int,
    programs: Sequence[str],
) -> ServicePlan:
    """The service for the daemon of `places`; `programs` are the directories where it finds git and ruff.

    `configuration` is where the user's settings are (`~/.config`). Raises `NoService`.
    """
    readable = re.sub(r"[^a-z0-9]+", "-", places.root.name.lower()).strip("-")[:40] or "repository"
    digest = blake2b(str(places.state).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    name = f"hardwon-{readable}-{digest}"
    command = [python, "-m", "hardwon", "up", "--no-browser", "--repo", str(places.root)]
    for word in (*command, *programs):
        if "\n" in word or not word.isprintable():
            raise NoService(f"{word!r} cannot stand in a service's file", next_step="rename the directory")
    path = ":".join(dict.fromkeys(programs))
    if platform.startswith("linux"):
        return _systemd(name, places, command, path, configuration)
    if platform == "darwin":
        return _launchd(name, places, command, path, home, user)
    raise NoService(
        f"services are not known on {platform}", next_step="start `hardwon up --no-browser` with your session"
    )


def _systemd(
    name: str, places: Places, command: Sequence[str], path: str, configuration: Path
) -> ServicePlan:
    unit = f"{name}.service"
    text = f"""\
# {_MARK}
[Unit]
Description=hardwon for {_percent(places.root.name)}
ConditionPathIsDirectory={_percent(str(places.root))}
# It is started again for ever, ever more rarely.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={" ".join(_quoted(word).replace("$", "$$") for word in command)}
WorkingDirectory={_percent(str(places.root))}
Environment={_quoted(f"PATH={path}")}
Restart=on-failure
RestartSec=5
RestartSteps=6
RestartMaxDelaySec=300
WatchdogSec={_PATIENCE}
# The first start reads all sessions.
TimeoutStartSec=infinity
TimeoutStopSec=20
# What people do comes first.
Nice=5

[Install]
WantedBy=default.target
"""
    systemctl = ("systemctl", "--user")
    return ServicePlan(
        name=name,
        file=configuration / "systemd/user" / unit,
        text=text.encode("utf-8", "surrogateescape"),
        probe=(*systemctl, "show", "--property=Version"),
        # `restart`: where it runs already, it is to run as it is written now.
        start=(
            (*systemctl, "daemon-reload"),
            (*systemctl, "enable", unit),
            (*systemctl, "restart", "--no-block", unit),
        ),
        stop=((*systemctl, "disable", "--now", unit),),
        after=((*systemctl, "daemon-reload"),),
        ask=(*systemctl, "is-active", unit),
        log=f"journalctl --user --unit {unit}",
        absent="log in as yourself, not by su or sudo (`loginctl enable-linger` on a server); in a "
        "container, have its supervisor run `hardwon up --no-browser`",
    )


def _launchd(
    name: str, places: Places, command: Sequence[str], path: str, home: Path, user: int
) -> ServicePlan:
    log = str(places.state / "daemon.log")
    agent = {
        "Label": name,
        "ProgramArguments": list(command),
        "WorkingDirectory": str(places.root),
        "EnvironmentVariables": {"PATH": path},
        "RunAtLoad": True,
        # launchd itself waits longer and longer with one that keeps failing.
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "ProcessType": "Background",
        "StandardOutPath": log,
        "StandardErrorPath": log,
    }
    head, _, rest = plistlib.dumps(agent).partition(b"<plist")
    file = home / "Library/LaunchAgents" / f"{name}.plist"
    return ServicePlan(
        name=name,
        file=file,
        text=head + f"<!-- {_MARK} -->\n<plist".encode() + rest,
        probe=("launchctl", "print", f"gui/{user}"),
        start=(("launchctl", "bootstrap", f"gui/{user}", str(file)),),
        stop=(("launchctl", "bootout", f"gui/{user}/{name}"),),
        after=(),
        ask=("launchctl", "print", f"gui/{user}/{name}"),
        log=f"tail {log}",
        absent="log in at the screen: launchd runs a user's agents in that session",
    )


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """One word of a command line, or an assignment, as systemd reads it."""
    escaped = _percent(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
