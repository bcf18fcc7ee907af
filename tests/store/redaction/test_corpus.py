import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.store import redact, redact_value
from hardwon.store.redaction import spot
from tests.store.redaction.kinds import KINDS, SEEDS, is_left, planted, plantings
from tests.store.redaction.surroundings import ABOUT, AROUND


def test_the_corpus_has_the_size_it_claims() -> None:
    secrets = {planted(kind, seed).secret for kind in KINDS for seed in SEEDS}
    assert len(KINDS) >= 303
    assert len(secrets) >= 900
    assert len(AROUND) >= 10
    assert len(ABOUT) >= 16


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_secret_is_caught_in_all_surroundings(kind: str) -> None:
    cases = list(plantings(kind))
    assert len(cases) >= 30
    assert all(is_left(secret, text.replace("\\n", "\n")) for _, text, secret in cases if "\n" not in secret)
    assert [name for name, text, secret in cases if is_left(secret, redact(text).text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_secret_is_caught_within_an_event(kind: str) -> None:
    events = [
        ({"role": "user", "message": {"content": [{"type": "text", "text": text}]}, "at": name}, secret)
        for name, text, secret in plantings(kind)
    ]
    clean = [(json.dumps(redact_value(event).value, ensure_ascii=False), secret) for event, secret in events]
    assert len(clean) >= 30
    assert [text for text, secret in clean if is_left(secret, text)] == []


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=30), st.text(max_size=30), st.integers(0, 10**6))
def test_words_around_a_secret_do_not_hide_it(kind: str, before: str, after: str, seed: int) -> None:
    secret = planted(kind, seed)
    assert not is_left(secret.secret, redact(f"{before}\n{secret.text}\n{after}").text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_through_json_flags_what_one_through_its_texts_flags(kind: str) -> None:
    texts = [form for _, text, _ in plantings(kind) for form in (text, text.replace(" ", "\t"), f"{text}é")]
    assert len(texts) >= 90
    assert [
        text for text in texts if not set(spot(text.encode())) <= set(spot(json.dumps({"t": text}).encode()))
    ] == []


_TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="\0\n \"'=:", max_size=8),
    st.builds(lambda kind, seed: planted(kind, seed).text, st.sampled_from(sorted(KINDS)), st.integers(0, 9)),
    st.sampled_from(
        ["password=", "token:", "Bearer", "-----BEGIN RSA PRIVATE KEY-----", "\n\0\n", "x=1; y="]
    ),
)


@given(st.lists(_TEXTS, max_size=6))
def test_texts_of_one_event_are_redacted_as_if_each_were_alone(texts: list[str]) -> None:
    assert redact_value(texts).value == [redact(text).text for text in texts]
