"""Work beside a program: bounded, and never waited for longer than somebody wants."""

import subprocess
import sys
import threading
from concurrent.futures import CancelledError

import pytest

from hardwon.integrations.dspy.errands import Errands


def test_what_hangs_holds_as_many_threads_as_there_are_and_no_more() -> None:
    errands, gate, begun = Errands(2), threading.Event(), threading.Semaphore(0)
    before = set(threading.enumerate())

    def hang() -> bool:
        begun.release()
        return gate.wait(60)

    waiting = [errands.begin(hang) for _ in range(10)]
    assert begun.acquire(timeout=20)
    assert begun.acquire(timeout=20)
    assert not begun.acquire(timeout=0.2)
    assert len(set(threading.enumerate()) - before) == 2
    gate.set()
    assert [one.result(20) for one in waiting] == [True] * 10


def test_what_nobody_waits_for_any_more_is_not_begun() -> None:
    errands, gate, done = Errands(1), threading.Event(), []
    first = errands.begin(lambda: gate.wait(60))
    second = errands.begin(lambda: done.append("second"))
    third = errands.begin(lambda: done.append("third"))
    assert second.cancel()
    gate.set()
    third.result(20)
    assert first.result(20)
    assert done == ["third"]
    with pytest.raises(CancelledError):
        second.result(20)


def test_errors_go_to_who_waits_and_the_thread_goes_on() -> None:
    class Panic(BaseException):
        """As libraries written in Rust raise."""

    def fail(error: BaseException) -> None:
        raise error

    errands = Errands(1)
    with pytest.raises(ValueError, match="no"):
        errands.begin(lambda: fail(ValueError("no"))).result(20)
    with pytest.raises(RuntimeError, match="Panic: lost"):
        errands.begin(lambda: fail(Panic("lost"))).result(20)
    assert errands.begin(lambda: 7).result(20) == 7


def test_a_program_ends_without_waiting_for_what_hangs() -> None:
    program = """
import time
from hardwon.integrations.dspy.errands import Errands
begun = []
Errands().begin(lambda: (begun.append(1), time.sleep(600)))
while not begun:
    time.sleep(0.01)
print("ended")
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout == "ended\n"
