"""Faults that never end are told from those that something pressed has caused."""

from __future__ import annotations

from briefing.ui.endings.fault_limit import MOST_IN_A_ROW, QUIET_SECONDS, FaultLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def allowed(limit: FaultLimit, clock: Clock, *, apart: float, times: int) -> list[bool]:
    found = []
    for _ in range(times):
        clock.now += apart
        found.append(limit.allows_another())
    return found


def test_many_at_once_are_too_many() -> None:
    clock = Clock()
    limit = FaultLimit(clock)
    assert allowed(limit, clock, apart=0.01, times=MOST_IN_A_ROW) == [True] * MOST_IN_A_ROW
    assert not limit.allows_another()


def test_a_fault_now_and_then_may_come_for_ever() -> None:
    clock = Clock()
    assert all(allowed(FaultLimit(clock), clock, apart=QUIET_SECONDS + 0.01, times=10 * MOST_IN_A_ROW))
