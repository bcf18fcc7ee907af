"""The daemon as a service: what systemd and launchd read is what was meant."""

import plistlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hardwon.core import HardwonError, Places, find_places
from hardwon.integrations import ServicePlan, plan_service


def places_at(root: Path) -> Places:
    (root / ".git").mkdir(parents=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return find_places(root, runtime=root.parent / "run")


def plan(root: Path, platform: str = "linux", **more: Any) -> ServicePlan:
    settings: dict[str, Any] = {
        "python": "/opt/my python/bin/python",
        "home": Path("/home/mia"),
        "configuration": Path("/home/mia/.config"),
        "user": 501,
        "programs": ("/opt/bin", "/usr/bin", "/opt/bin"),
    }
    return plan_service(places_at(root), platform=platform, **(settings | more))


def settings(unit: ServicePlan) -> dict[str, str]:
    """The unit's settings as systemd has them, specifiers resolved."""
    lines = [line for line in unit.text.decode().splitlines() if "=" in line and not line.startswith("#")]
    return {name: value.replace("%%", "%") for name, _, value in (line.partition("=") for line in lines)}


@pytest.mark.parametrize("name", ["shop-api", "shop api", "100%", 'the "best" $HOME', "naïve", "back\\slash"])
def test_systemd_reads_back_the_words_that_were_meant(tmp_path: Path, name: str) -> None:
    unit = plan(tmp_path / name)
    read = settings(unit)
    words = [word.replace("$$", "$") for word in shlex.split(read["ExecStart"])]
    root = str(tmp_path / name)
    assert words == ["/opt/my python/bin/python", "-m", "hardwon", "up", "--no-browser", "--repo", root]
    assert read["WorkingDirectory"] == root
    assert shlex.split(read["Environment"]) == ["PATH=/opt/bin:/usr/bin"]
    assert re.fullmatch(r"hardwon-[a-z0-9-]+-[0-9a-f]{8}", unit.name)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = plan(tmp_path / "shop 100%", python="/bin/true")
    file = tmp_path / unit.file.name
    file.write_bytes(unit.text)
    run = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(file)],
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in run.stderr.splitlines() if "RestartSteps" not in line and "MaxDelay" not in line]
    assert (run.returncode, said) == (0, []), "settings that are younger than this systemd are passed over"


def test_it_is_started_again_and_watched() -> None:
    read = settings(plan_service(
        find_places(Path("/"), runtime=Path("/run")), platform="linux", python="/p", home=Path("/h"),
        configuration=Path("/h/.config"), user=1, programs=("/usr/bin",),
    ))  # fmt: skip
    assert (read["Type"], read["Restart"], read["StartLimitIntervalSec"]) == ("notify", "on-failure", "0")
    assert int(read["WatchdogSec"]) > 60
    assert read["TimeoutStartSec"] == "infinity"


def test_launchd_reads_back_the_words_that_were_meant(tmp_path: Path) -> None:
    agent = plan(tmp_path / "shop & <sons>", "darwin")
    read = plistlib.loads(agent.text)
    assert read["ProgramArguments"][-2:] == ["--repo", str(tmp_path / "shop & <sons>")]
    assert read["KeepAlive"] == {"SuccessfulExit": False}
    assert read["Label"] == agent.name
    assert agent.file == Path("/home/mia/Library/LaunchAgents") / f"{agent.name}.plist"
    assert agent.is_ours(agent.text)


def test_each_repository_has_a_service_of_its_own_and_always_the_same(tmp_path: Path) -> None:
    one, other = plan(tmp_path / "a/shop"), plan(tmp_path / "b/shop")
    assert one.name != other.name
    again = plan_service(
        find_places(tmp_path / "a/shop", runtime=tmp_path), platform="linux", python="/p", home=Path("/h"),
        configuration=Path("/h"), user=1, programs=(),
    )  # fmt: skip
    assert again.name == one.name


def test_a_path_that_no_file_of_services_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HardwonError, match="rename the directory"):
        plan(tmp_path / "line\nbreak")


def test_a_system_without_services_is_named(tmp_path: Path) -> None:
    with pytest.raises(HardwonError, match="not known on win32"):
        plan(tmp_path / "shop", "win32")
