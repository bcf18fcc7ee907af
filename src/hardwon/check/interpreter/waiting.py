"""What ends when somebody waits for it."""

from __future__ import annotations

from msgspec.structs import replace

from hardwon.check.interpreter.frames import Frames
from hardwon.check.linking.values import Background, Many, Several, Table, Value


def finish(frames: Frames, value: Value) -> None:
    """The background work in `value` ended while its caller waited."""
    if isinstance(value, Background):
        for number in value.ids:
            work = frames.state.handed.get(number)
            if work is None or work.kind in ("process", "response", "later"):
                continue  # only the handing over is waited for
            del frames.state.handed[number]
            if work.kind == "thread":
                # Over in time, but a thread is no place for an async session to load anything.
                open_now = frozenset(key for key, session in frames.state.sessions.items() if session.is_open)
                frames.state.handed[number] = replace(work, awaited=True, open_then=open_now)
    elif isinstance(value, Many):
        finish(frames, value.each)
    elif isinstance(value, Several):
        for item in value.items:
            finish(frames, item)
    elif isinstance(value, Table):
        for _, item in value.items:
            finish(frames, item)
