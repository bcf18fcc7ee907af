"""Recall beside plain FTS5: what is found, how fast, at 10,000 and 100,000 units (1,000,000 with --million).

    python benchmarks/recall.py [TRANSCRIPTS...] [--questions FILE] [--million]

First the conversations of dialogues.py, all in one haystack: the questions that recall was tuned on, and
those that are held out. Then TRANSCRIPTS, files or folders: `turns` (lines of {"session", "turn", "time",
"speaker", "text"}), Claude Code's transcripts, or any text (a paragraph is a turn). Their turns (without any,
those of the conversations) are the real part of a haystack; the rest is generated from their words, as often
as they occur there, in sessions of 40.
Questions: lines of {"text", "evidence": ["SESSION#TURN", ...]} from --questions, else made from the turns:
three telling words of a turn and two of the turn before it, as somebody asks who remembers the occasion.
FTS5 (in memory, porter, the same stop words, any word, bm25) is the floor of the same run. The user's budget:
p99 of 5 ms at 100,000 units, 20 ms at 1,000,000, within the process; for a whole answer, packed to its
tokens, with lessons and documents beside the units, too. Times are of the thread's CPU, so that
what else the machine does is left out; each question is asked once before.
"""

import argparse
import gc
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from dialogues import HELD_OUT, TUNED_ON, Asked, read_dialogue

from hardwon.core import find_places
from hardwon.lessons import Shelf, open_memory
from hardwon.lessons.recall.index import UnitIndex
from hardwon.lessons.recall.ranking import rank, read_question
from hardwon.lessons.recall.units import Entry
from hardwon.lessons.recall.words import STOP_WORDS

SIZES = (10_000, 100_000)
MILLION = 1_000_000
QUESTIONS = 400
Measured = tuple[list[float], list[float], float]  # shares found, times in ms, seconds to build
WORD = re.compile(r"[^\W_]+")


def read_turns(path: Path) -> Iterator[Entry]:
    """The turns of a file or of all files below a folder."""
    files = [file for file in sorted(path.rglob("*")) if file.is_file()] if path.is_dir() else [path]
    for file in files:
        if file.name.endswith(".meta.json"):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        for session, turn, speaker, moment, said in _said(file, text):
            if said.strip():
                source = f"{session}#{turn}"
                yield Entry(source, "turn", session, said[:20_000], said[:20_000], speaker, moment)


def _said(file: Path, text: str) -> Iterator[tuple[str, str, str, str, str]]:
    if file.suffix != ".jsonl":
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            yield file.stem, str(number), "", "", paragraph
        return
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if "text" in record and "session" in record:
            speaker, moment = str(record.get("speaker", "")), str(record.get("time", ""))
            yield str(record["session"]), str(record["turn"]), speaker, moment, record["text"]
            continue
        content = (record.get("message") or {}).get("content", "")
        parts = [content] if isinstance(content, str) else [part.get("text", "") for part in content]
        yield file.stem, str(number), "", "", "\n".join(part for part in parts if isinstance(part, str))


def generate(turns: list[Entry], count: int, dice: random.Random) -> Iterator[Entry]:
    """`count` turns of the same words and lengths, in sessions of 40, by two people a session on one day."""
    words = [word for turn in turns for word in WORD.findall(turn.text)]
    lengths = [min(len(WORD.findall(turn.text)), 200) for turn in turns]
    for number in range(count):
        text = " ".join(dice.choices(words, k=max(3, dice.choice(lengths))))
        session, speaker = f"generated-{number // 40}", f"person{number // 400 * 2 + number % 2}"
        day = f"20{20 + number // 4000 % 6}-{number // 400 % 12 + 1:02}-{number // 40 % 28 + 1:02}T09:00:00Z"
        yield Entry(f"{session}#{number % 40}", "turn", session, text, text, speaker, day)


def make_questions(turns: list[Entry], dice: random.Random) -> list[Asked]:
    """Questions whose evidence is one turn, in words of that turn and of the one before."""
    frequency = Counter(word for turn in turns for word in set(_telling(turn.text)))
    asked = []
    for before, turn in pairwise(turns):
        own, context = _telling(turn.text), _telling(before.text)
        if turn.thread != before.thread or len(own) < 6 or len(context) < 4:
            continue
        # Not the rarest words: one remembers what it was about, not its digest.
        own = [word for word in own if frequency[word] > 1] or own
        words = dice.sample(own, min(3, len(own))) + dice.sample(context, 2)
        asked.append(Asked(" ".join(words), (turn.source,)))
    dice.shuffle(asked)
    return asked[:QUESTIONS]


def _telling(text: str) -> list[str]:
    words = dict.fromkeys(word.lower() for word in WORD.findall(text))
    return sorted(word for word in words if len(word) > 3 and word not in STOP_WORDS and not word.isdigit())


class Fts5:
    """The floor: a table of SQLite with the porter stemmer."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "create virtual table unit using fts5(source unindexed, text, tokenize='porter')"
        )
        rows = ((entry.source, entry.text) for entry in entries)
        self._database.executemany("insert into unit values (?, ?)", rows)

    def ask(self, text: str) -> list[str]:
        words = [word for word in WORD.findall(text.lower()) if word not in STOP_WORDS]
        match = " OR ".join(f'"{word}"' for word in words)
        if not match:
            return []
        query = "select source from unit where unit match ? order by bm25(unit), rowid limit 20"
        return [source for (source,) in self._database.execute(query, (match,))]


def measure(ask: Callable[[str], list[str]], questions: list[Asked]) -> tuple[list[float], list[float]]:
    """Recall at 5, 10, 20 and MRR; then median and p99 of the answer's time in milliseconds."""
    found = [0.0, 0.0, 0.0, 0.0]
    times = []
    for question in questions:
        began = time.thread_time()
        sources = ask(question.text)
        times.append(1000 * (time.thread_time() - began))
        for place, k in enumerate((5, 10, 20)):
            found[place] += len(set(question.evidence) & set(sources[:k])) / len(question.evidence)
        first = [rank for rank, source in enumerate(sources[:20], 1) if source in question.evidence]
        found[3] += 1 / first[0] if first else 0
    times.sort()
    return [total / len(questions) for total in found], [
        statistics.median(times),
        times[int(0.99 * len(times))],
    ]


def compare(turns: list[Entry], questions: Mapping[str, list[Asked]], size: int) -> None:
    """A table for each set of questions: hardwon, FTS5 and the ratios."""
    entries = turns[:size] + list(generate(turns, max(0, size - len(turns)), random.Random(size)))
    known = {entry.source for entry in entries}
    print(f"\n{size:,} units, {min(len(turns), size):,} of them real")
    with tempfile.TemporaryDirectory() as folder:
        index = UnitIndex(Path(folder) / "index")
        began = time.thread_time()
        index.start_over("benchmark")
        index.add(enumerate(entries, start=1))
        index.commit(len(entries))
        built = time.thread_time() - began
        began = time.thread_time()
        floor = Fts5(iter(entries))
        floor_built = time.thread_time() - began
        del entries
        gc.freeze()  # a daemon holds no haystack in memory that Python would look through again and again

        def ask(text: str) -> list[str]:
            return [one.unit.source for one in rank(index, read_question(text), 20)]

        for name, some in questions.items():
            asked = [question for question in some if known.issuperset(question.evidence)]
            measure(ask, asked)
            ours, theirs = (*measure(ask, asked), built), (*measure(floor.ask, asked), floor_built)
            show(f"{len(asked)} questions, {name}", ours, theirs)
        index.close()


def show(title: str, ours: Measured, theirs: Measured) -> None:
    """One table."""
    print(f"{title}\n           found in 5     10     20    MRR   median ms   p99 ms   built s")
    for name, (found, spent, seconds) in (("hardwon", ours), ("FTS5", theirs)):
        shares = "  ".join(f"{share:.3f}" for share in found)
        print(f"  {name:9}    {shares}   {spent[0]:9.2f} {spent[1]:8.2f} {seconds:9.1f}")
    gains = "  ".join(f"{a / b:4.2f}x" if b else "    -" for a, b in zip(ours[0], theirs[0], strict=True))
    times = "  ".join(f"{b / a:.1f}x faster" for a, b in zip(ours[1], theirs[1], strict=True))
    print(f"  ratio        {gains}    {times}", flush=True)


def packed(turns: list[Entry], questions: list[Asked], size: int) -> None:
    """How long a whole answer takes: beside the units 300 lessons and 1,000 sections of documents, packed."""
    dice = random.Random(size)
    words = [word for turn in turns[:3000] for word in WORD.findall(turn.text)]
    with tempfile.TemporaryDirectory() as folder:
        places = find_places(Path(folder), runtime=Path(folder))
        write_pages(places.root, words, dice)
        index = UnitIndex(places.index)
        index.start_over("benchmark")
        entries = turns[:size] + list(generate(turns, max(0, size - len(turns)), random.Random(size)))
        index.add(enumerate(entries, start=1))
        index.commit(size)
        index.close()
        del entries
        with open_memory(places, lambda: Shelf(places.lessons)) as memory:
            memory.take_writings(places.root)
            times = []
            for question in questions * 2:
                began = time.thread_time()
                memory.recall(question.text, budget=1500)
                times.append(1000 * (time.thread_time() - began))
        times = sorted(times[len(questions) :])
        p99 = times[int(0.99 * len(times))]
        print(f"whole answers of 1,500 tokens: median {statistics.median(times):.2f} ms, p99 {p99:.2f} ms")


def write_pages(root: Path, words: list[str], dice: random.Random) -> None:
    """300 adopted lessons and 200 documents of five sections, in the words of the turns."""
    (root / ".hardwon/lessons").mkdir(parents=True)
    (root / "docs").mkdir()
    for number in range(300):
        said = [" ".join(dice.choice(words) for _ in range(count)) for count in (5, 80)]
        (root / f".hardwon/lessons/lesson-{number}.md").write_text(
            f"---\ntitle: Mind {said[0]}\nstatus: adopted\nkind: gotcha\ncost: 1h\n"
            f'applies-to: ["src/part{number}/**"]\n---\n{said[1]}\n'
        )
    for number in range(200):
        parts = [f"## Part {part}\n\n{' '.join(dice.choice(words) for _ in range(100))}" for part in range(5)]
        (root / f"docs/page-{number}.md").write_text("\n\n".join(parts))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("transcripts", type=Path, nargs="*")
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--million", action="store_true")
    given = parser.parse_args()
    read = {name: read_dialogue(name) for name in (*TUNED_ON, *HELD_OUT)}
    talk = [turn for turns, _ in read.values() for turn in turns]
    asked = {
        "tuned on": [question for name in TUNED_ON for question in read[name][1]],
        "held out": [question for name in HELD_OUT for question in read[name][1]],
    }
    compare(talk, asked, len(talk))
    turns = [turn for path in given.transcripts for turn in read_turns(path)]
    if given.questions:
        lines = map(json.loads, given.questions.read_text(encoding="utf-8").splitlines())
        asked = {"given": [Asked(line["text"], tuple(line["evidence"])) for line in lines]}
    elif turns:
        asked = {"made of the turns": make_questions(turns, random.Random(7))}
    real = turns or talk
    if not any(asked.values()):
        parser.error("the transcripts hold no question")
    for size in (*([len(turns)] if turns else []), *SIZES, *([MILLION] if given.million else [])):
        compare(real, asked, size)
        packed(real, [question for some in asked.values() for question in some], size)


if __name__ == "__main__":
    main()
