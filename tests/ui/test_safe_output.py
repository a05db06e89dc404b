"""What leaves the reader: rows of the screen and the clipboard; tests/test_sinks.py looks at all of them."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from briefing.ui.safe_output import SafeRows, copy_safely


def test_a_row_loses_what_steers_the_terminal_and_keeps_its_styles() -> None:
    bold = Style(bold=True)
    row = [Segment("a\x1b]0;x\x07\u202e", bold), Segment("b\nc\ud800"), Segment("👩‍🚀")]
    shown = SafeRows().apply(row, Color(0, 0, 0))
    assert shown == [Segment("a]0;x", bold), Segment("bc\ufffd"), Segment("👩‍🚀")]


def test_what_is_copied_can_steer_nothing_where_it_is_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    copied: list[str] = []
    copy_safely("ls\x1b[201~\nrm\u202e\ud800", copied.append)
    assert copied == ["ls\ufffd[201~\nrm\ufffd\ufffd"]
