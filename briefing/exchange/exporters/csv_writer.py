"""Writes CSV by RFC 4180: UTF-8 without a byte order mark, `\\r\\n` after each row, quotes doubled."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of cells that spreadsheets take for formulas (OWASP, CSV injection); some fold wide signs."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]], *, guard: bool) -> str:
    """Write rows as CSV; with `guard`, an apostrophe goes before cells that a spreadsheet would compute."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if guard and cell.startswith(_FORMULA) else cell for cell in row])
    return written.getvalue()
