"""Conversations between two people over dated sessions, with questions whose evidence is known.

The sessions that matter are written by hand, in `conversations/*.txt`; around them lies small talk of the
same two people, made from templates, so that a question has hundreds of turns by the right person to get
lost in. Nothing was looked at twice: `HELD_OUT` is measured, never tuned on.

A file is sessions (`== DATE TIME`, then lines of `NAME: text` or `NAME@mark: text`) and, after
`== questions`, lines of `kind | question | mark mark`. Kinds: `one` turn answers it, `multi` turns do,
`time` asks when, `open` needs thought, `wrong` asks one person for what the other one said.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hardwon.lessons.recall.units import Entry

FOLDER = Path(__file__).parent / "conversations"
TUNED_ON = ("nora_felix", "ruth_ben", "gwen_paolo", "keiko_sean")
HELD_OUT = ("tess_omar", "ivy_marcus", "hannah_joel", "lena_arthur")
_LINE = re.compile(r"(\w+)(?:@(\w+))?: (.+)")
_SLOT = re.compile(r"\{(\w+)\}")

SLOTS = {
    "food": (
        "pumpkin soup|a curry|pancakes|a lentil stew|banana bread|dumplings|a big salad|tacos|"
        "an apple pie|risotto|a roast|mushroom toast|stuffed peppers|fried rice|chili|a cheesecake"
    ),
    "place": (
        "the lake|the old town|the flea market|the zoo|the seaside|the city library|the national park|"
        "a vineyard|the science museum|the island|the waterfall|my cousin's cabin|the botanical garden|"
        "the fair"
    ),
    "hobby": (
        "yoga|chess|knitting|bird watching|bouldering|watercolours|baking|crosswords|fishing|"
        "table tennis|archery|badminton|calligraphy|surfing|meditation|gardening|woodworking|karate"
    ),
    "person": (
        "my sister|my brother|my mom|my dad|my neighbor|my colleague|an old school friend|my cousin|"
        "my aunt|my uncle|my boss|my best friend|my roommate from college|the kids next door|my grandpa"
    ),
    "thing": (
        "a bicycle|a lamp|a winter coat|a guitar|headphones|a tent|a camera|a rug|a coffee machine|"
        "a bookshelf|running shoes|a telescope|a phone|a record player|a kayak|an armchair"
    ),
    "work": (
        "the quarterly report|the new software|the budget meeting|a difficult customer|the inventory|"
        "the annual review|the training for new people|a big presentation|the night shift plan|the audit"
    ),
    "media": (
        "a documentary about whales|a crime series|a novel about a bookseller|a podcast on old maps|"
        "a film about two chess players|a fantasy trilogy|a biography of a painter|a comedy show|"
        "a jazz record"
    ),
    "when": (
        "yesterday|last week|last weekend|two days ago|on Monday|last Tuesday|this morning|last month|"
        "a couple of weeks ago|on Saturday|last night|the other day|three weeks ago|last summer|"
        "on Sunday"
    ),
    "soon": (
        "tomorrow|next week|next month|this weekend|on Friday|in two weeks|over the holidays|in the spring"
    ),
    "feel": ("exhausted|really happy|a bit nervous|proud|relaxed|grateful|overwhelmed|inspired|calm|excited"),
    "ill": ("a cold|a headache|back pain|a sore throat|a toothache|hay fever|a stiff neck|a stomach bug"),
    "wish": (
        "learn Italian|see the northern lights|run a small farm|write a blog|get a dog|play the piano|"
        "volunteer at a shelter|travel by train through Asia|paint the hallway|eat less sugar|"
        "save some money"
    ),
    "good": ("awesome|great|so cool|lovely|wonderful|amazing|fantastic|really nice"),
    "event": (
        "a birthday party|a wedding|a charity run|a street festival|a concert|a school play|a book club|"
        "a barbecue|a pub quiz|a family reunion|a craft fair|an open day"
    ),
    "number": ("three|four|five|six|eight|ten|twelve|twenty"),
}
OPENING = (
    "Hey {other}! How have you been? It feels like forever since we talked.",
    "Hi {other}, what's new with you?",
    "{other}! I was just thinking of you. How was your week?",
    "Good to hear from you, {other}! Anything exciting going on?",
    "Hello {other}, hope you're doing well. I've had quite a week.",
)
TELLING = (
    "I made {food} {when} and invited {person}. It turned out better than I expected.",
    "We went to {place} {when}, it was {good}. I took so many pictures.",
    "I started {hobby} {when}. I'm not good at it yet, but it makes me feel {feel}.",
    "{person} and I are going to {place} {soon}, I can't wait.",
    "I finally bought {thing} {when}, after thinking about it for {number} months.",
    "Work has been crazy. I had to deal with {work} {when} and I'm {feel} now.",
    "I've been watching {media}, it gave me a lot to think about.",
    "I had {ill} {when}, but I'm much better now.",
    "My dream is to {wish} one day, I've been reading about it a lot.",
    "{person} took me to {event} {when}. There were about {number} people I knew.",
    "I've signed up for {event} {soon}, wish me luck!",
    "I've been doing {hobby} with {person} every week, it helps me to unwind.",
    "I gave {thing} to {person} for a birthday, and it was a big hit.",
    "I spent {number} hours on {work}, and then it was cancelled. I was {feel}.",
    "When I was a child {person} used to make {food} for me, that taste brings it all back.",
    "I'm trying to {wish}, it's one of my goals for this year.",
    "I lost my keys at {place} {when}, luckily {person} had a spare set.",
    "The weather was {good}, so we did {hobby} outside for {number} hours.",
    "I helped {person} to move {when}, my arms still hurt from carrying {thing}.",
    "I read {media} until late {when}, I couldn't put it down.",
)
ASKING = (
    "That's {good}! How did you get into that?",
    "Wow, sounds {good}. Who did you go with?",
    "Oh no, are you okay? What happened next?",
    "What was the best part of it?",
    "I'd love to try that. Is it hard to learn?",
    "How does {person} feel about it?",
    "Have you tried {hobby}? It really helps me to relax.",
    "What are your plans for the weekend?",
)
REACTING = (
    "It's been {good}! It makes me feel {feel} every single time.",
    "Thanks, {other}! Your support means a lot to me.",
    "It was {good}. {person} said we should do it again {soon}.",
    "Totally! I think it's important to take some time for yourself.",
    "Yeah, I felt {feel} afterwards. I'd do it again in a heartbeat.",
    "For sure. I learned it from {person}, and I practise {number} times a week.",
    "Not hard at all, {other}. We could go together {soon}.",
    "Here's a picture of it. I was {feel}, as you can see!",
)
CLOSING = (
    "It was great catching up, {other}. Talk soon!",
    "Take care, {other}! Let me know how it goes.",
    "I've got to run, {other}, but this was lovely. Bye!",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the sources that answer it, and its kind."""

    text: str
    evidence: tuple[str, ...]
    kind: str = ""


def read_dialogue(name: str) -> tuple[list[Entry], list[Asked]]:
    """The turns of one conversation, small talk included, session by session, and its questions."""
    text, _, asked = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("== questions\n")
    dice = random.Random(name)
    sessions: list[tuple[datetime, list[tuple[str, str, str]]]] = []
    for line in text.splitlines():
        if line.startswith("== "):
            sessions.append((datetime.fromisoformat(line[3:]), []))
        elif match := _LINE.fullmatch(line):
            sessions[-1][1].append((match[1], match[2] or "", match[3]))
    speakers = sorted({speaker for _, turns in sessions for speaker, _, _ in turns})
    first = min(moment for moment, _ in sessions)
    for _ in range(22):
        moment = first + timedelta(days=dice.randrange(330), minutes=dice.randrange(1440))
        sessions.append((moment, [(who, "", said) for who, said in small_talk(speakers, dice)]))
    sessions.sort(key=lambda session: session[0])
    places: dict[str, str] = {}
    entries = []
    for number, (moment, turns) in enumerate(sessions, start=1):
        thread = f"{name}-{number}"
        for turn, (speaker, mark, said) in enumerate(turns, start=1):
            source = f"{thread}#{turn}"
            if mark:
                places[mark] = source
            shown = f"{speaker}: {said}"
            entries.append(Entry(source, "turn", thread, said, shown, speaker, f"{moment.isoformat()}+00:00"))
    questions = []
    for line in asked.splitlines():
        kind, question, marks = line.split(" | ")
        questions.append(Asked(question, tuple(places[mark] for mark in marks.split()), kind))
    return entries, questions


def small_talk(speakers: list[str], dice: random.Random) -> Iterator[tuple[str, str]]:
    """A session of 14 to 24 turns in which two people tell each other nothing that anybody asks for."""
    a, b = dice.sample(speakers, 2)
    yield a, _fill(dice.choice(OPENING), b, dice)
    for _ in range(dice.randrange(4, 7)):
        yield b, _fill(" ".join(dice.sample(TELLING, dice.choice((1, 1, 2)))), a, dice)
        yield a, _fill(dice.choice(ASKING), b, dice)
        yield b, _fill(dice.choice(REACTING), a, dice)
        if dice.random() < 0.4:
            yield a, _fill(f"{dice.choice(REACTING)} {dice.choice(TELLING)}", b, dice)
        a, b = b, a
    yield a, _fill(dice.choice(CLOSING), b, dice)


def _fill(template: str, other: str, dice: random.Random) -> str:
    said = _SLOT.sub(
        lambda slot: other if slot[1] == "other" else dice.choice(SLOTS[slot[1]].split("|")), template
    )
    return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda first: first[0].upper(), said)
