"""Reading the version of a library from the files that say it."""

import pytest

from hardwon.check.analyses.records.background import policy_of
from hardwon.check.linking.pins import Pins


def version(texts: dict[str, str], path: str = "app/api.py") -> tuple[str, str]:
    found = Pins(texts).range_of("fastapi", path)
    return (policy_of(found), found.source if found else "")


@pytest.mark.parametrize(
    ("line", "policy"),
    [
        ("fastapi==0.105.0", "open"),
        ("fastapi==0.106", "closed"),
        ("fastapi==0.115.2  # keep", "closed"),
        ("fastapi[standard]==0.117.1", "closed"),
        ("fastapi == 0.118.0", "open"),
        ("fastapi~=0.115.0", "closed"),
        ("fastapi~=0.115", "unknown"),
        ("fastapi>=0.110,<0.116", "closed"),
        ("fastapi>=0.110", "unknown"),
        ("fastapi>=0.118", "open"),
        ("fastapi>0.120,<1", "open"),
        ("fastapi<0.100", "open"),
        ("fastapi==0.115.*", "closed"),
        ("fastapi", "unknown"),
        ("fastapi-users==0.115.0", "unknown"),
        ("fastapi==0.115.0 \\\n    --hash=sha256:abc", "closed"),
    ],
)
def test_requirements_are_understood(line: str, policy: str) -> None:
    assert version({"requirements.txt": f"httpx==1\n{line}\n"})[0] == policy


@pytest.mark.parametrize(
    ("path", "text", "policy"),
    [
        ("pyproject.toml", '[project]\ndependencies = ["fastapi[all]>=0.111,<0.112"]\n', "closed"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nfastapi = "^0.115.0"\n', "closed"),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\nfastapi = {version = "~0.119", extras = ["all"]}\n',
            "open",
        ),
        ("setup.py", "install_requires=['fastapi>=0.109.2, <0.110']", "closed"),
        ("setup.cfg", "install_requires =\n    fastapi==0.104.1\n", "open"),
        ("uv.lock", '[[package]]\nname = "fastapi"\nversion = "0.116.0"\n', "closed"),
        ("poetry.lock", '[[package]]\nname = "fastapi"\nversion = "0.120.1"\ndescription = ""\n', "open"),
        ("Pipfile.lock", '{"default": {"fastapi": {"hashes": [], "version": "==0.115.8"}}}', "closed"),
        ("requirements/base.txt", "fastapi==0.115.0", "closed"),
    ],
)
def test_each_kind_of_file_is_understood(path: str, text: str, policy: str) -> None:
    assert version({path: text}) == (policy, path)


def test_an_exact_version_is_believed_before_a_range() -> None:
    texts = {"pyproject.toml": '["fastapi>=0.100"]', "uv.lock": 'name = "fastapi"\nversion = "0.115.0"\n'}
    assert version(texts) == ("closed", "uv.lock")
    texts = {"pyproject.toml": '["fastapi>=0.100"]', "requirements.txt": "fastapi==0.119.0\n"}
    assert version(texts) == ("open", "requirements.txt")


def test_the_nearest_directory_decides() -> None:
    texts = {"requirements.txt": "fastapi==0.115.0", "web/requirements.txt": "fastapi==0.120.0"}
    assert version(texts, "web/api/orders.py")[0] == "open"
    assert version(texts, "worker/orders.py")[0] == "closed"
    assert version({}, "worker/orders.py") == ("unknown", "")
