"""Fits the weights of recall: one at a time, on the questions that are there to tune on.

    python benchmarks/fit_recall.py [ROUNDS]

Each weight in turn is tried at a few multiples of its value; the best mean of recall@5, @10 and @20 and half
the MRR is kept. All conversations are the haystack, only the questions of `TUNED_ON` are asked. It prints the
weights to be written into `ranking.Weights`; what it gains on `HELD_OUT` is for benchmarks/recall.py to say.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dialogues import HELD_OUT, TUNED_ON, Asked, read_dialogue
from recall import measure

from hardwon.lessons.recall.index import UnitIndex
from hardwon.lessons.recall.ranking import Weights, rank, read_question

FACTORS = (0.0, 0.6, 0.8, 1.25, 1.6)
LEAST_GAIN = 0.001  # below it a weight stays as it is


def judge(index: UnitIndex, questions: list[Asked], weights: Weights) -> float:
    """How good the answers are; higher is better."""
    shares, _ = measure(
        lambda text: [one.unit.source for one in rank(index, read_question(text), 20, weights)], questions
    )
    return sum(shares[:3]) / 3 + shares[3] / 2


def neighbours(weights: Weights, name: str) -> Iterator[Weights]:
    """`weights` with the one called `name` a little greater or smaller."""
    value = getattr(weights, name)
    for factor in FACTORS:
        if isinstance(value, float):
            yield replace(weights, **{name: round(value * factor, 3)})
        else:
            for place in range(len(value)):
                changed = round(value[place] * factor, 3)
                yield replace(weights, **{name: (*value[:place], changed, *value[place + 1 :])})


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    read = {name: read_dialogue(name) for name in (*TUNED_ON, *HELD_OUT)}
    entries = [entry for turns, _ in read.values() for entry in turns]
    questions = [question for name in TUNED_ON for question in read[name][1]]
    names = ("after", "before", "answer", "other", "speaker", "present", "tells", "length", "asking")
    with tempfile.TemporaryDirectory() as folder:
        index = UnitIndex(Path(folder) / "index")
        index.start_over("fit")
        index.add(enumerate(entries, start=1))
        index.commit(len(entries))
        best = Weights()
        reached = judge(index, questions, best)
        print(f"{reached:.4f} as it is", flush=True)
        for _ in range(rounds):
            before = reached
            for name in names:
                for tried in neighbours(best, name):
                    result = judge(index, questions, tried)
                    if result > reached + LEAST_GAIN:
                        best, reached = tried, result
                        print(f"{reached:.4f} {name} {getattr(best, name)}", flush=True)
            if reached == before:
                break
        index.close()


if __name__ == "__main__":
    main()
