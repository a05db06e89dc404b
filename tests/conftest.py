"""Fixtures for tests of several folders: the interpreter as it was, no proxy, feeds on the loopback."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import getproxies_environment

# Before anything imports NumPy: its threads wait by spinning, which takes the processors from other workers.
# The program's own processes have one thread each, too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from _pytest.assertion import rewrite
from hypothesis import settings

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from tests.feeding import HandSite, hand_server
from tests.kept_processes import KeptProcesses

# A busy machine makes single examples slow at random, which says nothing about the code.
settings.register_profile("full", deadline=None, max_examples=30)  # fuzz/ looks further
settings.register_profile("quick", deadline=None, max_examples=20)


MEMORY_DISK = Path("/dev/shm")
ENOUGH_BYTES = 2 * 2**30
"""What must be free there; a container may have next to nothing."""


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.getoption("markexpr") == "not slow" else "full")
    if _holds_files(MEMORY_DISK):
        # Tests make thousands of libraries, and each waits for the disk several times before it is open.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_DISK))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Have the second worker rewrite the test files from the last one backwards; else each rewrites all."""
    if os.environ.get("PYTEST_XDIST_WORKER") != "gw1" or sys.dont_write_bytecode:
        return
    for file in sorted(Path(__file__).parent.rglob("test_*.py"), reverse=True):
        cached = rewrite.get_cache_dir(file) / f"{file.stem}{rewrite.PYC_TAIL}"
        if cached.exists() or not rewrite.try_makedirs(cached.parent):
            return
        source, code = rewrite._rewrite_test(file, session.config)
        rewrite._write_pyc(session.config.stash[rewrite.assertstate_key], code, source, cached)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the thorough tests as slow, too, so that the quick run is without them."""
    for item in items:
        if item.get_closest_marker("thorough"):
            item.add_marker("slow")


def _holds_files(disk: Path) -> bool:
    """Whether temporary folders can be made there, and programs started from them."""
    if not (sys.platform == "linux" and disk.is_dir() and os.access(disk, os.W_OK)):
        return False
    return shutil.disk_usage(disk).free > ENOUGH_BYTES and not os.statvfs(disk).f_flag & os.ST_NOEXEC


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_reaches_processes() -> Iterator[None]:
    """Processes that tests start would else ignore it where a shell runs pytest in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def what_was_imported_is_no_garbage() -> None:
    """Thousands of collected tests would else be walked through by each search for garbage.

    Full searches would be most of them, since what is frozen counts as nothing: they are made rare.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(autouse=True)
def interpreter_is_left_as_it_was() -> Iterator[None]:
    """The reader changes when garbage is collected and how often threads take turns, for its own process."""
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.enable()
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)


@pytest.fixture(autouse=True, scope="session")
def kept_processes() -> Iterator[KeptProcesses]:
    with pytest.MonkeyPatch.context() as patch:
        kept = KeptProcesses()
        kept.stand_in(patch)
        yield kept
    kept.end()


@pytest.fixture
def own_processes(kept_processes: KeptProcesses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each worker starts a process of its own, and ends it, for tests of just that."""
    kept_processes.stand_back(monkeypatch)


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy the machine has is not asked."""
    for scheme in getproxies_environment():
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme}_proxy".upper(), raising=False)


@pytest.fixture
def served(no_proxy: None) -> Iterator[tuple[FeedServer, HandSite]]:
    server, site = hand_server(Plan(feeds=2, items=2))
    with server:
        yield server, site


@pytest.fixture
def site(served: tuple[FeedServer, HandSite]) -> HandSite:
    return served[1]
