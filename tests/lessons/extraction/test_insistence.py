"""What people ask for again and again."""

from hardwon.lessons.extraction.candidate import make_candidate
from hardwon.lessons.extraction.insistence import Wish, insisted, wishes


def _wishes(*told: tuple[str, str]) -> list[Wish]:
    return [wish for session, text in told for wish in wishes(text, session=session, turn="1")]


_THRICE = (
    ("s1", "use `freeze_time` in test_api.py"),
    ("s2", "please use freeze_time there, too: test_jobs.py"),
    ("s3", "in test_mail.py use `freeze_time`"),
)


def test_a_name_asked_for_three_times_in_sessions_is_a_candidate() -> None:
    [found] = insisted(_wishes(*_THRICE), [])
    assert found.title == "Use `freeze_time`: it was asked for 3 times"
    assert found.evidence == ("session:s1#1", "session:s2#1", "session:s3#1")


def test_twice_or_in_one_session_or_in_the_same_words_is_none() -> None:
    assert insisted(_wishes(*_THRICE[:2]), []) == []
    assert insisted(_wishes(*(("s1", text) for _, text in _THRICE)), []) == []
    assert insisted(_wishes(*((str(number), _THRICE[0][1]) for number in range(5))), []) == []


def test_plain_words_are_no_names() -> None:
    assert (
        insisted(
            _wishes(("a", "use plain words in a.py"), ("b", "use plain b.py"), ("c", "use plain c.py")), []
        )
        == []
    )


def test_a_candidate_that_says_so_already_takes_the_evidence() -> None:
    said = make_candidate(
        "Don't patch datetime; use `freeze_time`",
        "A person said so",
        kind="pattern",
        evidence=["session:s0#9"],
        score=0.8,
        reasons=["it names what to do instead"],
        origin="session",
    )
    [found] = insisted(_wishes(*_THRICE), [said])
    assert (found.id, found.title, found.score) == (said.id, said.title, 0.85)
    assert found.evidence == ("session:s0#9", "session:s1#1", "session:s2#1", "session:s3#1")
