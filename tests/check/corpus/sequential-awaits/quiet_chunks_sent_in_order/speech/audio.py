import wave
from collections.abc import Iterator
from pathlib import Path

FRAMES = 4096


def chunks(path: Path) -> Iterator[bytes]:
    with wave.open(str(path)) as source:
        while data := source.readframes(FRAMES):
            yield data
