"""Ctrl-C, held back."""

import signal
import subprocess
import sys
import textwrap
import threading
import time
import weakref

import pytest

from hardwon.core import hold_interrupts, lose_no_interrupt


def _press() -> None:
    signal.raise_signal(signal.SIGINT)


def test_ctrl_c_waits_for_the_end_of_the_outermost_block() -> None:
    steps = []

    def work() -> None:
        with hold_interrupts():
            with hold_interrupts():
                _press()
                steps.append("inner")
            steps.append("outer")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["inner", "outer"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_good_moment_lets_it_through_once() -> None:
    with hold_interrupts() as interrupts:
        interrupts.let_through()
        _press()
        with pytest.raises(KeyboardInterrupt):
            interrupts.let_through()
        interrupts.let_through()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_failure_inside_gives_the_old_handler_back() -> None:
    with pytest.raises(ValueError, match="abc"), hold_interrupts():
        int("abc")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_programs_own_is_left_alone() -> None:
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with hold_interrupts():
            _press()
            assert heard == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_holds_nothing_back() -> None:
    seen = []

    def work() -> None:
        with hold_interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]


def test_the_second_ends_the_process_at_once() -> None:
    program = """
        import time
        from hardwon.core import hold_interrupts
        with hold_interrupts():
            print("held", flush=True)
            for _ in range(600):
                time.sleep(0.1)
                print("on", flush=True)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.send_signal(signal.SIGINT)
        assert [process.stdout.readline() for _ in range(3)] == ["on\n"] * 3
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == -signal.SIGINT


class _Gone:
    """Something that may be forgotten."""


def test_an_interrupt_that_python_drops_comes_again() -> None:
    def forget() -> None:
        gone = _Gone()
        # Kept until `gone` goes: the callback is called in between, where nobody can catch what it raises.
        kept = weakref.ref(gone, lambda _: _press())
        del gone
        assert kept() is None
        time.sleep(30)

    before = sys.unraisablehook
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), lose_no_interrupt():
        forget()
    assert time.monotonic() - started < 20
    assert sys.unraisablehook is before


def test_whatever_else_python_drops_is_told_as_before() -> None:
    told = []
    before, sys.unraisablehook = sys.unraisablehook, lambda dropped: told.append(dropped.exc_type)
    try:
        with lose_no_interrupt():
            gone = _Gone()
            kept = weakref.ref(gone, lambda _: int("abc"))
            del gone
            assert kept() is None
    finally:
        sys.unraisablehook = before
    assert told == [ValueError]
