from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection

import pytest

from briefing.processes import settle, spawn


def tell_mask(pipe: Connection) -> None:
    pipe.send(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))


def read_input(pipe: Connection) -> None:
    settle(0)
    pipe.send(os.read(0, 3))


def never_end(_: Connection, to_test: Connection) -> None:
    settle(0)
    to_test.send("at work")
    threading.Event().wait()


def start_one_that_never_ends(to_test: Connection) -> None:
    spawn(never_end, to_test, name="briefing-test")
    threading.Event().wait()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")
def test_a_process_does_not_see_ctrl_c_even_while_it_starts_and_its_parent_does_again() -> None:
    for _ in range(2):  # the first start of all starts another process beside it
        process, pipe = spawn(tell_mask, name="briefing-test")
        assert pipe.recv() is True
        process.join()
        pipe.close()

    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.slow
def test_a_process_takes_no_keys_from_the_terminal_nor_does_what_it_starts() -> None:
    keys, keyboard = os.pipe()
    os.write(keyboard, b"jkq")
    before = os.dup(0)
    os.dup2(keys, 0)
    try:
        process, pipe = spawn(read_input, name="briefing-test")
        assert pipe.recv() == b""
        process.join()
    finally:
        os.dup2(before, 0)
        for descriptor in (before, keys, keyboard):
            os.close(descriptor)


@pytest.mark.slow
def test_a_process_that_never_comes_to_an_end_ends_with_a_parent_that_is_killed() -> None:
    context = multiprocessing.get_context("spawn")
    from_process, to_test = context.Pipe()
    parent = context.Process(target=start_one_that_never_ends, args=(to_test,))
    parent.start()
    to_test.close()
    assert from_process.recv() == "at work"
    parent.kill()
    parent.join()
    assert from_process.poll(30)
    with pytest.raises(EOFError):  # nobody is left who holds the other end
        from_process.recv()
