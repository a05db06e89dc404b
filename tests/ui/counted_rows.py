"""Rows that count how often they are read: how much work a list does, without a clock."""

from __future__ import annotations

from typing import Any, ClassVar

from briefing.presentation.rows import Row

__all__ = ["CountedRow", "counted_rows"]


class CountedRow(Row):
    reads: ClassVar[int] = 0
    """How often something was read of any such row since `counted_rows` made the last ones."""

    def __getattribute__(self, name: str) -> Any:  # whatever a field holds
        CountedRow.reads += 1
        return super().__getattribute__(name)


def counted_rows(number: int, text: str) -> list[CountedRow]:
    rows = [CountedRow(str(each), text, label="N", count="3d") for each in range(number)]
    CountedRow.reads = 0
    return rows
