"""A candidate is known by its words; near duplicates are one; paths of people are not kept."""

from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.extraction.candidate import (
    Candidate,
    candidate_events,
    make_candidate,
    merge_candidates,
    relative_paths,
    shorten,
)


def one(title: str, evidence: str = "session:a#1", *, body: str = "", score: float = 0.7) -> Candidate:
    return make_candidate(
        title, body or title, kind="fix", evidence=(evidence,), score=score, reasons=("r",), origin="session"
    )


def test_the_same_words_are_the_same_candidate_whatever_their_marks() -> None:
    assert one("Never run `migrations` by hand.").id == one("never run migrations  by hand").id
    assert one("Never run migrations by hand").id != one("Run migrations by hand").id


def test_other_words_are_another_candidate_in_any_script() -> None:
    told = (
        "Никогда не делите сессию",
        "Всегда закрывайте клиент",
        "本番を直接変更しない",
        "セッションを共有しない",
    )
    assert len({one(title).id for title in told}) == len(told)


def test_near_duplicates_are_one_with_both_evidences() -> None:
    long = "Load every record inside the background task because the session of the request is closed by then"
    [found] = merge_candidates(
        [one(long, "session:a#1"), one(long.replace("every", "each") + " already", "session:b#2", score=0.9)]
    )
    assert found.evidence == ("session:a#1", "session:b#2")
    assert found.score == 0.9
    assert found.id == one(long).id


def test_what_differs_in_a_negation_is_no_duplicate() -> None:
    text = "use the request's session inside of the background task of the order"
    assert len(merge_candidates([one(text), one(f"never {text}", "session:b#1")])) == 2


def test_what_is_known_comes_back_only_with_new_evidence() -> None:
    known = one("Never run migrations by hand", "session:a#1")
    assert merge_candidates([known], [known]) == []
    [more] = merge_candidates([one("never run migrations by hand!", "session:b#1", score=0.9)], [known])
    assert (more.id, more.title, more.evidence) == (known.id, known.title, ("session:a#1", "session:b#1"))


def test_a_line_of_a_guide_takes_the_place_of_the_old_one() -> None:
    known = one("Never run migrations by hand", "guide:CLAUDE.md#L12")
    [moved] = merge_candidates([one("Never run migrations by hand", "guide:CLAUDE.md#L14")], [known])
    assert moved.evidence == ("guide:CLAUDE.md#L14",)


def test_the_same_candidate_is_the_same_event_and_new_evidence_another() -> None:
    first, again = (candidate_events([one("a b c")], time=time) for time in ("t1", "t2"))
    assert first[0].source == again[0].source
    [other] = candidate_events([one("a b c", "session:b#1")], time="t1")
    assert other.source != first[0].source
    assert other.payload["id"] == first[0].payload["id"]


def test_absolute_paths_become_relative_and_homes_are_taken_out() -> None:
    roots = ("/home/ann/shop", "/home/ann/shop/api", "/")
    assert relative_paths("/home/ann/shop/api/a.py and /home/ann/shop/b.py", roots) == "a.py and b.py"
    assert relative_paths("cd /home/ann/shop && ls", roots) == "cd . && ls"
    assert relative_paths("/home/ann/shopping/x", roots) == "~/shopping/x"
    assert relative_paths("/Users/bob.k/w/x.go C:\\Users\\eve\\x", ()) == "~/w/x.go ~\\x"
    assert relative_paths("/tmp/run-17/out.log and /private/tmp/a.txt, /usr/bin/env", ()) == (
        "…/out.log and …/a.txt, /usr/bin/env"
    )


@given(st.text(), st.integers(10, 200))
def test_a_title_is_one_line_of_at_most_its_length(text: str, longest: int) -> None:
    title = shorten(text, longest)
    assert len(title) <= longest
    assert len(title.splitlines()) <= 1


@given(
    st.lists(
        st.tuples(st.sampled_from(["use a b c d", "use a b c e", "never use a", "x"]), st.integers(0, 3))
    )
)
def test_merging_keeps_all_evidence_and_is_the_same_twice(told: list[tuple[str, int]]) -> None:
    candidates = [one(text, f"session:{number}#1") for text, number in told]
    merged = merge_candidates(candidates)
    assert {e for c in merged for e in c.evidence} == {e for c in candidates for e in c.evidence}
    assert merge_candidates(merged) == merged
    assert merge_candidates(candidates, merged) == []
