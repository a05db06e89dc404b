"""Writes the sections of a briefing as headings with nested lists, for Markdown and Org."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefing.domain import Analysis
from briefing.domain.briefing import CitedLine, document_sections, made_by


def section_lines(
    briefing: Analysis,
    escape: Callable[[str], str],
    *,
    heading: str,
    bold: str = "",
    complete: bool = False,
) -> list[str]:
    """Return the lines of all sections, with a blank line around each heading.

    `escape` makes a text of the article literal; `heading` and `bold` are the format's marks. Only `complete`
    lists have the statements of actors and the importance of issues.
    """
    lines: list[str] = ["", escape(made_by(briefing))]
    for title, items, empty in document_sections(briefing):
        lines += ["", f"{heading} {title}", ""]
        lines += [listed for line in items for listed in _item(line, escape, bold, complete)] or [empty]
    return lines[1:]


def _item(line: CitedLine, escape: Callable[[str], str], bold: str, complete: bool) -> Iterator[str]:
    def strong(text: str) -> str:
        return f"{bold}{escape(text)}{bold}"

    if line.kind:
        importance = f", importance {line.importance}" if complete and line.importance is not None else ""
        about = f", {escape(line.about)}" if line.about else ""
        model = f", in words of {escape(line.words.model)}" if line.words is not None else ""
        also = f"; also {', '.join(map(escape, line.aliases))}" if line.aliases else ""
        who = f"; {', '.join(map(escape, line.actors))}" if line.actors else ""
        corrected = ", corrected" if line.is_corrected else ""
        yield f"- {strong(line.name)} ({line.kind}{importance}{about}{model}{corrected}){also}{who}"
        if complete or not line.verb:
            yield from (f"  - {escape(each.passage.text)}" for each in line.below)
    else:
        date = f"{bold}{line.date}{bold} " if line.date else ""
        speaker = f"{strong(line.name)}: " if line.name else ""
        corrected = " (corrected)" if line.is_corrected else ""
        yield f"- {date}{speaker}{line.text(escape)}{corrected}"
