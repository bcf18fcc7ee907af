from __future__ import annotations

import json
import os
import shlex
import subprocess as sp
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Clip:
    path: Path
    start: float = 0.0

    def duration(self) -> float:
        done = sp.run(
            ["ffprobe", "-v", "error", "-print_format", "json", "-show_format", str(self.path)],
            capture_output=True,
            check=True,
        )
        return float(json.loads(done.stdout)["format"]["duration"])

    def middle(self) -> float:
        return self.start + self.duration() / 2

    def poster(self) -> Path:
        return self.path.with_suffix(".jpg")


def cut_poster(clip: Clip, at: float) -> Path:
    command = ["ffmpeg", "-y", "-ss", str(at), "-i", str(clip.path), "-frames:v", "1", str(clip.poster())]
    if os.system(shlex.join(command)) != 0:
        raise RuntimeError(f"no poster for {clip.path}")
    return clip.poster()
