from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

import pytest

from briefing.spawning import spawn


def tell_mask(pipe: Connection) -> None:
    pipe.send(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")
def test_a_process_does_not_see_ctrl_c_even_while_it_starts_and_its_parent_does_again() -> None:
    for _ in range(2):  # the first start of all starts another process beside it
        process, pipe = spawn(tell_mask, name="briefing-test")
        assert pipe.recv() is True
        process.join()
        pipe.close()

    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
