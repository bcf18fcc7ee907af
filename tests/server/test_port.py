"""Ports found are ports held."""

import contextlib
import socket
import threading

import pytest

from hardwon.server import NoPort, find_port


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def test_a_free_port_is_taken_as_wanted_and_on_this_machine_only() -> None:
    with find_port(0) as first:
        wanted = port_of(first)
    with find_port(wanted) as second:
        assert second.getsockname() == ("127.0.0.1", wanted)


def test_a_taken_port_gives_the_next_free_one() -> None:
    with find_port(0) as first, find_port(port_of(first)) as second, find_port(port_of(first)) as third:
        assert port_of(first) < port_of(second) < port_of(third)


def test_a_port_bound_by_somebody_without_listening_is_taken_too() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        with find_port(port_of(other)) as found:
            assert port_of(found) > port_of(other)


def test_many_at_once_never_get_the_same_port() -> None:
    with find_port(0) as first:
        start = port_of(first)
    found: list[socket.socket] = []
    threads = [threading.Thread(target=lambda: found.append(find_port(start))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ports = {port_of(one) for one in found}
    for one in found:
        one.close()
    assert len(ports) == 20


@pytest.mark.parametrize("wanted", [-1, 65536])
def test_what_is_no_port_is_refused(wanted: int) -> None:
    with pytest.raises(NoPort, match="is no port"):
        find_port(wanted)


def test_where_no_port_is_free_it_says_how_to_get_one() -> None:
    with socket.socket() as last:
        last.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # taken by somebody else is as good
            last.bind(("127.0.0.1", 65535))
            last.listen()
        with pytest.raises(NoPort, match="no port from 65535 to 65535 is free -> give another one: --port 0"):
            find_port(65535)
