"""Jobs in a thread that is there only while there are jobs."""

from __future__ import annotations

from functools import partial
from threading import Event, current_thread

from briefing.ui.tasks import SerialExecutor


def test_jobs_run_in_their_order_whatever_each_takes_and_however_it_ends() -> None:
    executor, may_go_on = SerialExecutor(), Event()
    ran: list[int] = []
    executor.submit(may_go_on.wait)
    failing = executor.submit(lambda: 1 / 0)
    jobs = [executor.submit(partial(ran.append, number)) for number in range(50)]
    assert ran == []
    may_go_on.set()
    assert isinstance(failing.exception(10), ZeroDivisionError)
    jobs[-1].result(60)
    assert ran == [*range(50)]


def test_the_thread_ends_with_the_last_job_and_another_begins_with_the_next() -> None:
    executor = SerialExecutor()
    thread = executor.submit(current_thread).result(60)
    thread.join(10)
    assert not thread.is_alive()
    assert executor.submit(current_thread).result(60) is not thread


def test_after_its_end_no_more_jobs_are_run() -> None:
    executor, may_go_on = SerialExecutor(), Event()
    before = executor.submit(lambda: may_go_on.wait(60))
    ended = executor.end()
    after = executor.submit(lambda: None)
    may_go_on.set()
    ended.result(60)
    assert before.done() and not after.done()
