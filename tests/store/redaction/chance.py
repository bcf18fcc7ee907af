"""Letters drawn from a seed: what looks like a secret is made when a test runs and never lies on disk."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass

LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
WORD = string.ascii_letters + string.digits
SAFE = WORD + "-_"
HEX = "0123456789abcdef"
BASE64 = WORD + "+/"


@dataclass(frozen=True, slots=True)
class Draw:
    """A source of made-up letters; the same seed draws the same."""

    chance: random.Random

    def some(self, count: int, of: str = WORD) -> str:
        return "".join(self.chance.choice(of) for _ in range(count))

    def one(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def digits(self, count: int) -> str:
        return self.some(1, "123456789") + self.some(count - 1, string.digits)

    def uuid(self) -> str:
        return "-".join(self.some(count, HEX) for count in (8, 4, 4, 4, 12))

    def password(self) -> str:
        """As a generator of passwords makes them: mixed letters, a digit, a sign."""
        return (
            f"{self.some(7)}{self.one('!', '#', '+', '-', '%', '^')}{self.some(5)}{self.some(1, '23456789')}k"
        )

    def phrase(self) -> str:
        """As people make them up."""
        return (
            self.one("Sunflower", "Marmalade", "Thunderbird", "Harbour") + self.digits(4) + self.one("!", "?")
        )


@dataclass(frozen=True, slots=True)
class Planted:
    """A piece of text and the part of it that must be gone."""

    text: str
    secret: str


Make = Callable[[Draw], Planted]


def draw(seed: str) -> Draw:
    return Draw(random.Random(seed))
