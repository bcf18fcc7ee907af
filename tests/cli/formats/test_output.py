"""Every format on standard output: alone there, UTF-8 in any locale, and quiet when nobody reads."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.cli.formats import FORMATS, rendered
from tests.cli.formats.runs import ADVICE, of

JOBS = "class JobManager:\n    def finish_job(self, job_id): ...\n\njobs = JobManager()\n"
BREACH = 'from jobs import jobs\n\nx = "é→😀"; jobs.beenden(x)\n'
READERS: dict[str, Callable[[bytes], object]] = {
    "sarif": json.loads,
    "junit": ElementTree.fromstring,
    "github": bytes.decode,
    "json": json.loads,
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "jobs.py").write_text(JOBS)
    (tmp_path / "bestellung ü.py").write_text(BREACH, encoding="utf-8")
    return tmp_path


def check(repository: Path, name: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "hardwon", "check", "--format", name],
        cwd=repository,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_every_format_is_read_here() -> None:
    assert set(READERS) == {*FORMATS, "json"}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii:strict"}, {"PYTHONIOENCODING": "cp1252"}]
)
def test_a_document_is_utf_8_in_every_locale(repository: Path, name: str, locale: dict[str, str]) -> None:
    run = check(repository, name, **locale)
    assert (run.returncode, run.stderr) == (1, b"")
    READERS[name](run.stdout)
    assert "beenden" in run.stdout.decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_repository_gives_a_document_too(repository: Path, name: str) -> None:
    (repository / "bestellung ü.py").unlink()
    run = check(repository, name)
    assert (run.returncode, run.stderr) == (0, b"")
    assert READERS[name](run.stdout) is not None


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_reading_is_no_trouble(repository: Path, name: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [sys.executable, "-m", "hardwon", "check", "--format", name],
        cwd=repository,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert run.stderr == b""
    assert run.returncode != 2


ANYTHING = st.text(st.characters())  # lone surrogates, too: names of files may be no UTF-8


@given(st.sampled_from(sorted(FORMATS)), ANYTHING, ANYTHING, ANYTHING)
def test_any_text_gives_a_document(name: str, message: str, do: str, path: str) -> None:
    document = rendered(name, of(replace(ADVICE, message=message, do=do, path=path)))
    assert READERS[name](document) is not None
