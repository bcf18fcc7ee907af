"""Configuration is read in one place, and errors name the file."""

from pathlib import Path

import pytest

from hardwon.assembly import BadConfiguration, open_workspace
from hardwon.core import BadSetting, Settings


def test_pyproject_comes_before_hardwon_toml(tmp_path: Path) -> None:
    (tmp_path / "hardwon.toml").write_text("[tool.hardwon]\nport = 1\n")
    assert open_workspace(tmp_path).settings.port == 1
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert open_workspace(tmp_path).settings.port == 1
    (tmp_path / "pyproject.toml").write_text("[tool.hardwon]\nport = 2\n")
    assert open_workspace(tmp_path).settings.port == 2


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert open_workspace(tmp_path).settings == Settings()


def test_a_byte_order_mark_does_not_hurt(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xef\xbb\xbf[tool.hardwon]\nport = 3\n")
    assert open_workspace(tmp_path).settings.port == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[tool.hardwon\n", "pyproject.toml is not valid TOML"),
        (b"\xff\xfe", "pyproject.toml is not valid TOML"),
        (b"[tool]\nhardwon = 3\n", "pyproject.toml: `hardwon` is not a table -> write [tool.hardwon]"),
        (b"tool = 3\n", "pyproject.toml: `tool` is not a table"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(BadConfiguration) as raised:
        open_workspace(tmp_path)
    assert said in str(raised.value)


def test_a_directory_where_the_file_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(BadConfiguration, match="cannot be read: Is a directory"):
        open_workspace(tmp_path)


def test_a_wrong_setting_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "hardwon.toml").write_text("[tool.hardwon]\nprot = 1\n")
    with pytest.raises(BadSetting, match=r"hardwon.toml: .* did you mean `port`"):
        open_workspace(tmp_path)


def test_the_socket_lies_in_the_users_runtime_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    assert open_workspace(tmp_path).places.socket.parent == Path("/run/user/1000/hardwon")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert open_workspace(tmp_path).places.socket.parent.name.startswith("hardwon-")
