"""All rules at once over many projects in one repository: how a run is carried out changes nothing."""

import random
from pathlib import Path

import pytest

from hardwon.check import Finding, builtin_rules, check_texts
from tests.check.samples import SAMPLES, Files, share
from tests.check.test_incremental import Repository, outcome

RULES = sorted(builtin_rules())
# So many parts of the samples make repositories that are large enough for several processes.
PARTS = 8


def together(names: list[str]) -> dict[str, str]:
    """Samples side by side in one repository."""
    return {
        f"part{place}/{path}": text
        for place, name in enumerate(names)
        for path, text in SAMPLES[name].items()
    }


def shuffled(files: Files, chance: random.Random) -> dict[str, str]:
    items = list(files.items())
    chance.shuffle(items)
    return dict(items)


def carried_out_differently(root: Path, part: int) -> int:
    """Checks one part of the samples in one process, in three, and in another order; how many rules spoke."""
    files = together(share(part, PARTS))
    alone = Repository(root / "alone", files).check(processes=1)
    crowd = Repository(root / "crowd", files).check(processes=3)
    assert outcome(crowd) == outcome(alone)
    assert outcome(check_texts(shuffled(files, random.Random(part)))) == outcome(alone)
    return len({finding.rule for finding in alone.findings})


def test_neither_processes_nor_order_change_a_finding(tmp_path: Path) -> None:
    # Side by side, what keeps a column of one project's `Order` keeps those of all: a rule may be silent.
    assert carried_out_differently(tmp_path, 0) >= len(RULES) - 2


@pytest.mark.long
@pytest.mark.parametrize("part", range(1, PARTS))
def test_neither_processes_nor_order_change_a_finding_in_any_part(tmp_path: Path, part: int) -> None:
    assert carried_out_differently(tmp_path, part) >= len(RULES) - 2


def test_a_line_added_everywhere_and_taken_back_leaves_no_trace(tmp_path: Path) -> None:
    files = together(share(1, PARTS * 2))
    repository = Repository(tmp_path, files)
    before = repository.check()
    assert before.findings
    repository.become({path: f"import decimal\n{text}" for path, text in files.items()})
    assert outcome(repository.check(processes=3)) == outcome(check_texts(repository.files))
    repository.become(files)
    assert outcome(repository.check(processes=3)) == outcome(before)


def with_a_cache_that_forgets(root: Path, part: int, rounds: int) -> None:
    files = together(share(part, PARTS * 2))
    repository = Repository(root, files)
    before = repository.check()
    assert before.findings
    chance = random.Random(part)
    for _ in range(rounds):
        for key in sorted(repository.cache.items):
            if chance.random() < 0.5:
                del repository.cache.items[key]
        repository.become({p: f"\n{text}" if chance.random() < 0.1 else text for p, text in files.items()})
        assert outcome(repository.check()) == outcome(check_texts(repository.files))
    repository.become(files)
    assert outcome(repository.check()) == outcome(before)


def test_a_cache_that_forgot_half_changes_no_finding(tmp_path: Path) -> None:
    with_a_cache_that_forgets(tmp_path, 2, rounds=1)


@pytest.mark.long
@pytest.mark.parametrize("part", range(3, PARTS * 2))
def test_a_cache_that_forgets_again_and_again_changes_no_finding(tmp_path: Path, part: int) -> None:
    with_a_cache_that_forgets(tmp_path, part, rounds=6)


def of_rule(findings: tuple[Finding, ...], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def alone_and_among_others(rule: str, names: list[str]) -> int:
    """Runs a rule by itself over samples; how many findings it has there, and has among all rules, too."""
    found = 0
    for name in names:
        alone = check_texts(SAMPLES[name], rules=[rule]).findings
        assert list(alone) == of_rule(check_texts(SAMPLES[name]).findings, rule)
        found += len(alone)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_the_same_alone_as_among_the_others(rule: str) -> None:
    own = [name for name in sorted(SAMPLES) if name.startswith(f"{rule}/")]
    assert alone_and_among_others(rule, own[::3]) > 0


@pytest.mark.long
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_the_same_alone_in_all_projects(rule: str) -> None:
    assert alone_and_among_others(rule, sorted(SAMPLES)) > 0
