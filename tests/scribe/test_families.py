from hypothesis import given
from hypothesis import strategies as st

from hardwon.scribe.families import families


def _shown(parents: dict[str, str]) -> list[str]:
    return [f"{'  ' * kin.depth}{kin.id}" for family in families(parents) for kin in family]


def test_children_stand_below_their_parent_and_a_family_where_its_first_member_stood() -> None:
    order = {"b1": "b", "a": "", "b": "", "b2": "b", "c": "gone", "b11": "b1", "a1": "a"}
    assert _shown(order) == ["b", "  b1", "    b11", "  b2", "a", "  a1", "c"]


def test_a_circle_of_parents_is_cut_open_and_told_once() -> None:
    assert _shown({"b": "a", "a": "b", "self": "self", "c": "b"}) == ["a", "  b", "    c", "self"]


_ids = st.sampled_from("abcdef")


@given(parents=st.dictionaries(_ids, st.one_of(st.just(""), _ids)))
def test_whoever_started_whom_each_is_told_once(parents: dict[str, str]) -> None:
    told = [kin for family in families(parents) for kin in family]
    assert sorted(kin.id for kin in told) == sorted(parents)
    assert all(kin.parent == "" or parents[kin.id] == kin.parent for kin in told)
