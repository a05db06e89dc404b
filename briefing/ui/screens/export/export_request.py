"""The choices of the export screen: annotations, format, target path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.domain.annotation import AnnotationEntry
from briefing.errors import ExchangeError
from briefing.exchange.filenames import note_name
from briefing.exchange.formats import FORMATS, ExportFormat, format_for_suffix
from briefing.presentation.sentences import pluralize

SEVERAL = "annotations"
"""Default name of a single file for several articles."""


@dataclass(frozen=True, slots=True)
class ExportScope:
    name: str
    entries: tuple[AnnotationEntry, ...]
    whole: bool
    """Whether these are all annotations of their articles, so that notes may drop others."""

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(each.annotation.id for each in self.entries)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    scope: ExportScope
    form: ExportFormat
    typed: str
    """The file or folder, as typed."""
    briefings: bool
    guard_cells: bool
    day: date = field(default_factory=date.today)


def scopes_of(
    chosen: Sequence[AnnotationEntry], every: Sequence[AnnotationEntry], article_id: str | None
) -> tuple[ExportScope, ...]:
    """Return the scopes to offer: the chosen annotations, those of the open article, all.

    The first is the one that was asked for.
    """
    all_of_them = ExportScope(f"all {len(every)}", tuple(every), whole=True)
    article = tuple(each for each in every if each.head.id == article_id)
    of_article = ExportScope(f"this article {len(article)}", article, whole=True)
    offered = [of_article, all_of_them] if article and len(article) < len(every) else [all_of_them]
    ids = frozenset(each.annotation.id for each in chosen)
    asked = next((each for each in offered if each.ids == ids), None)
    if asked is None:
        return (ExportScope(f"these {len(chosen)}", tuple(chosen), whole=False), *offered)
    return (asked, *(each for each in offered if each is not asked))


def title_of(scope: ExportScope) -> str:
    articles = len({each.head.id for each in scope.entries})
    of_articles = f" of {articles} articles" if articles > 1 else ""
    return f"Export {pluralize(len(scope.entries), 'annotation')}{of_articles}"


def target_of(request: ExportRequest, outbox: Path | None = None) -> Path:
    """The target file or folder. A file named without an ending gets the format's; in a folder, a
    format of one file gets a name that says what and when. With an outbox, what is no whole path is in it.

    Raises ExchangeError.
    """
    typed = request.typed.strip()
    if not typed and outbox is None:
        raise ExchangeError("Name a folder or a file to export to, such as ~/notes.")
    expanded = os.path.expanduser(typed)  # noqa: PTH111  Path.expanduser raises
    if expanded.startswith("~"):
        raise ExchangeError(f"There is nobody's home at {typed}: write the whole path.")
    path = (outbox or Path()).joinpath(expanded).absolute()
    form = request.form
    if form.one_file_per_article:
        return path
    if path.is_dir() or expanded.endswith(("/", os.sep)):
        return path / f"{_stem(request.scope)} {request.day}{form.suffix}"
    return path if path.suffix else path.with_name(path.name + form.suffix)


def _stem(scope: ExportScope) -> str:
    articles = {each.head.id for each in scope.entries}
    return note_name(scope.entries[0].head).removesuffix(".md") if len(articles) == 1 else SEVERAL


def format_typed(typed: str) -> ExportFormat | None:
    """Return the format for the ending of a typed file name; None for a folder and for other endings."""
    name = typed.strip()
    return None if name.endswith(("/", os.sep)) else format_for_suffix(Path(name))


def with_suffix_of(typed: str, form: ExportFormat) -> str:
    """Return the typed file name with the format's ending; a folder stays as it is."""
    before = format_typed(typed)
    if before is None or before == form or before not in FORMATS:
        return typed
    name = typed.strip()
    known = (before.suffix, *before.other_suffixes)
    ending = next(each for each in known if name.lower().endswith(each))
    return name[: len(name) - len(ending)] + form.suffix
