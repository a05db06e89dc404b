"""Renders annotations as CSV, a row each, for spreadsheets and data frames; writes CSV by RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from briefing.domain.annotation import Annotation, ArticleHead
from briefing.exchange.export_bundle import ExportBundle

HEADER = (
    "id,article,title,source,author,url,path,published,quote,note,tags,color,state,start,end,created,modified"
).split(",")


def to_csv(bundle: ExportBundle) -> str:
    """Render a bundle without its briefings. Commas separate tags, as no tag contains one."""
    rows = (_row(each.head, annotation) for each in bundle.articles for annotation in each.annotations)
    return csv_text(HEADER, rows, guard=bundle.guard_cells)


def _row(head: ArticleHead, annotation: Annotation) -> list[str]:
    span = annotation.anchor.span
    return [
        annotation.id,
        head.id,
        head.title,
        head.source or "",
        head.author or "",
        head.url or "",
        head.path or "",
        head.published or "",
        annotation.anchor.quote,
        annotation.note,
        ", ".join(annotation.tags),
        str(annotation.color),
        str(annotation.state),
        str(span.start) if span else "",
        str(span.end) if span else "",
        annotation.created,
        annotation.modified,
    ]


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
