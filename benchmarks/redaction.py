"""How fast secrets are taken out, how many are caught, and how often there is an alarm.

    python benchmarks/redaction.py [--list] [FILE...]

FILEs are transcripts (`.jsonl`: each line an event) and texts (anything else: each file a text); without
any, made-up ones. Measured in one run on the same bytes, in CPU seconds of one core, the best round:
`redact` on the text, `redact_value` on the parsed event, and what the journal does (a search through the
JSON, then `redact_value` where that finds anything); beside it one RE2 union of all literals, `in` for two
dozen literals, and rules in the manner of gitleaks by plain `re` (on the first megabyte). Aim: 50 MB/s, every
secret of the corpus of the tests, at most one false alarm in 1,000 lines. `--list` prints each alarm, for
somebody to judge; home directories are only counted.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import re2

from hardwon.store.redaction import redact, redact_value, spot
from hardwon.store.redaction.rule import Span, options, words
from hardwon.store.redaction.text import RULES

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.store.redaction.chance import draw
from tests.store.redaction.kinds import KINDS, is_left, plantings

_BY_RE = [
    re.compile(pattern)
    for pattern in (
        r"\bA(?:KI|SI)A[A-Z2-7]{16}\b",
        r"\bgh[pousr]_\w{36}",
        r"\bgithub_pat_\w{80,}",
        r"\bglpat-[\w-]{20}",
        r"\bxox[a-z]-[\w-]{10,}",
        r"\bAIza[\w-]{35}",
        r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
        r"(?s)-----BEGIN[ A-Z]{0,40}PRIVATE KEY.{40,}?PRIVATE KEY",
        r"(?i)[\w.-]{0,40}(?:key|secret|token|passw(?:or)?d)[\w.-]{0,20}['\"\s]{0,3}[:=]{1,2}['\"\s]{0,3}[\w.=-]{10,150}",
    )
]
_LITERALS = sorted(
    words(
        """akia asia ghp_ gho_ glpat- xoxb- xoxp- aiza eyj sk-ant- sk-proj npm_ pypi- hf_ sg. password secret
        passwd token api_key :// /users/ /home/ @ -----begin bearer authorization cookie"""
    )
)
_WORDS = sorted(words("the session loads its record then awaits status before token password path"))


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--list", action="store_true")
    reading.add_argument("files", nargs="*", type=Path)
    asked = reading.parse_args()
    caught()
    texts, events = read(asked.files) if asked.files else made_up()
    print()
    for name, group in texts.items():
        measure(name, group, events.get(name, []))
        alarms(name, group, shown=asked.list)


def read(files: Sequence[Path]) -> tuple[dict[str, list[str]], dict[str, list[Any]]]:
    texts: dict[str, list[str]] = {}
    events: dict[str, list[Any]] = {}
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace")
        name = f"*{file.suffix}"
        if file.suffix == ".jsonl":
            lines = [line for line in text.split("\n") if line]
            texts.setdefault(name, []).extend(lines)
            events.setdefault(name, []).extend(map(json.loads, lines))
        else:
            texts.setdefault(name, []).append(text)
    return texts, events


def made_up() -> tuple[dict[str, list[str]], dict[str, list[Any]]]:
    """Events in the shape of Claude Code's: ids, a directory of somebody's home, numbers of tokens, code."""
    by = draw("events")
    events = []
    for number in range(1500):
        text = "\n".join(
            b" ".join(by.chance.choice(_WORDS) for _ in range(12)).decode()
            for _ in range(by.chance.randrange(80))
        )
        events.append(
            {
                "uuid": by.uuid(),
                "sessionId": by.uuid(),
                "cwd": "/Users/anna/work/shop",
                "type": "assistant",
                "message": {"content": [{"type": "text", "text": text}], "usage": {"input_tokens": number}},
            }
        )
    return {"made up": [json.dumps(event) for event in events]}, {"made up": events}


def caught() -> None:
    cases = [case for kind in KINDS for case in plantings(kind)]
    missed = [name for name, text, secret in cases if is_left(secret, redact(text).text)]
    by_re = sum(not is_left(secret, without(text)) for _, text, secret in cases)
    kinds = len(KINDS)
    print(
        f"{len(cases) - len(missed)} of {len(cases)} plantings of {kinds} kinds caught; by plain re {by_re}"
    )


def without(text: str) -> str:
    for rule in _BY_RE:
        text = rule.sub("", text)
    return text


def measure(name: str, texts: Sequence[str], events: Sequence[Any]) -> None:
    raw = [text.encode("utf-8", "surrogatepass") for text in texts]
    megabytes = sum(map(len, raw)) / 1e6
    needles = b"|".join(needle for rule in RULES for needle in rule.needles)
    union = re2.compile(needles, options(case_sensitive=False))
    spot(b"")
    rows: list[tuple[str, float]] = [("redact, as text", best(redact, texts, megabytes))]
    if events:
        rows.append(("redact_value, as event", best(redact_value, events, megabytes)))
        rows.append(("as the journal does", best(as_journal, list(zip(raw, events, strict=True)), megabytes)))
    rows.append(("search for the literals (RE2 set)", best(spot, raw, megabytes)))
    rows.append(("floor: one RE2 union, first match", best(union.search, raw, megabytes)))
    rows.append((f"floor: `in` for {len(_LITERALS)} literals", best(contains, raw, megabytes)))
    some = first_megabyte(texts)
    rows.append(("plain re, nine rules", best(without, some, sum(len(one) for one in some) / 1e6, rounds=1)))
    print(f"{name}: {megabytes:.1f} MB in {len(texts)} texts")
    for what, rate in rows:
        print(f"  {what:36} {rate:8.1f} MB/s")


def as_journal(pair: tuple[bytes, Any]) -> None:
    if flagged := spot(pair[0]):
        redact_value(pair[1], flagged=flagged)


def contains(data: bytes) -> int:
    lower = data.lower()
    return sum(literal in lower for literal in _LITERALS)


def first_megabyte(texts: Iterable[str]) -> list[str]:
    some: list[str] = []
    room = 1_000_000
    for text in texts:
        some.append(text[:room])
        room -= len(some[-1])
        if room <= 0:
            break
    return some


def best(work: Callable[[Any], object], items: Sequence[Any], megabytes: float, *, rounds: int = 30) -> float:
    """MB a second of the fastest round; others use the machine, too, and few bytes are soon read."""
    times: list[float] = []
    while len(times) < rounds and (len(times) < 3 or sum(times) < 2.0):
        start = time.process_time()
        for item in items:
            work(item)
        times.append(time.process_time() - start)
    return megabytes / min(times)


def alarms(name: str, texts: Sequence[str], *, shown: bool) -> None:
    kinds: Counter[str] = Counter()
    lines = 0
    for text in texts:
        lines += text.count("\n") + 1
        data = text.encode("utf-8", "surrogatepass")
        for span in (span for rule in spot(data) for span in rule.find(data)):
            kinds[span.kind] += 1
            if shown and span.kind != "home":
                print(f"    {span.kind}: {context(data, span)}")
    rate = sum(count for kind, count in kinds.items() if kind != "home") * 1000 / lines
    print(f"  {dict(kinds)} in {lines} lines: {rate:.2f} in 1,000 without home directories")


def context(data: bytes, span: Span) -> str:
    start = max(data.rfind(b"\n", 0, span.start) + 1, span.start - 50)
    return (data[start : span.start] + b" >>" + data[span.start : span.end][:60] + b"<<").decode(
        "utf-8", "replace"
    )


if __name__ == "__main__":
    main()
