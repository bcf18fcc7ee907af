"""Configuration: precise errors, defaults with reasons."""

from dataclasses import fields

import pytest

from hardwon.core import BadSetting, CheckSettings, FeatureSettings, Settings, read_settings


def test_an_empty_table_gives_the_defaults() -> None:
    assert read_settings({}, source="pyproject.toml") == Settings()


def test_nested_tables_lists_and_maps_are_read() -> None:
    settings = read_settings(
        {"port": 8000, "check": {"select": ["a"], "per-path": {"tests/*": ["b"]}}}, source="pyproject.toml"
    )
    assert settings.port == 8000
    assert settings.check == CheckSettings(select=("a",), per_path={"tests/*": ("b",)})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"prot": 1}, "pyproject.toml: [tool.hardwon] has no setting `prot` -> did you mean `port`?"),
        ({"port": "x"}, 'tool.hardwon.port is "x", not a whole number -> write a whole number'),
        ({"port": True}, "tool.hardwon.port is true, not a whole number -> write a whole number"),
        ({"port": 99999}, "tool.hardwon.port is 99999 -> write a number from 0 to 65535"),
        ({"recall-budget": 0}, "tool.hardwon.recall-budget is 0 -> write 1 or more"),
        (
            {"check": 3},
            "pyproject.toml: tool.hardwon.check is not a table -> write it as [tool.hardwon.check]",
        ),
        ({"check": {"select": "a"}}, "tool.hardwon.check.select is not a list of strings"),
        ({"check": {"per-path": ["a"]}}, "tool.hardwon.check.per-path is not a table"),
        ({"check": {"per-path": {"a": "b"}}}, "tool.hardwon.check.per-path.a is not a list of strings"),
        ({"zzz": 1}, "it knows check, daemon, database, delegation, docs, features, guide-budget"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(table: dict[str, object], message: str) -> None:
    with pytest.raises(BadSetting) as raised:
        read_settings(table, source="pyproject.toml")
    assert message in str(raised.value)


def test_features_are_all_on_and_go_off_one_by_one() -> None:
    settings = read_settings({"features": {"recheck": False}}, source="pyproject.toml")
    assert {f.name for f in fields(FeatureSettings) if not getattr(settings.features, f.name)} == {"recheck"}


def test_every_setting_gives_its_reason() -> None:
    for kind in (Settings, CheckSettings, FeatureSettings):
        for setting in fields(kind):
            assert setting.metadata["why"].endswith("."), setting.name
