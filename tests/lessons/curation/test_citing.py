"""Evidence is a kind and a place to look at; what is neither is refused, and names of commits do not move."""

import pytest

from hardwon.lessons.curation.citing import cite
from hardwon.lessons.curation.decisions import NotKept


@pytest.mark.parametrize(
    "evidence",
    [
        "commit:4be1c2d",
        "session:abc#12",
        "guide:AGENTS.md#L12",
        "file:app/jobs.py#run",
        "url:https://shop.example/1",
        "https://shop.example/issues/7",
        "pack:org commit 4be1",
        "person:2026-01-01",
        "agent:2026-01-01",
        "notes.md",
        "app/jobs.py:12",
    ],
)
def test_evidence_of_a_known_kind_stays_as_it_is(evidence: str) -> None:
    assert cite(evidence) == evidence


@pytest.mark.parametrize(
    ("evidence", "what"),
    [
        ("nonsense", "`nonsense` is no evidence"),
        ("I saw it happen", "is no evidence"),
        ("ticket:12", "no evidence of the kind `ticket`"),
        ("commit:", "is no evidence"),
        ("url:shop", "`shop` is no address"),
        ("commit:HEAD", "no commit `HEAD` here"),
    ],
)
def test_what_nobody_could_look_up_is_refused(evidence: str, what: str) -> None:
    with pytest.raises(NotKept, match=what) as refused:
        cite(evidence)
    assert refused.value.next_step


def test_a_commit_is_kept_by_its_id() -> None:
    known = {"HEAD": "4be1c2d" * 5}
    assert cite("commit:HEAD", find_commit=lambda name: known.get(name, "")) == f"commit:{'4be1c2d' * 5}"
    assert cite("commit:77", find_commit=lambda name: "") == "commit:77"
    with pytest.raises(NotKept, match="no commit `main`"):
        cite("commit:main", find_commit=lambda name: "")
