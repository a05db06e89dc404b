"""Writes the sections of a briefing as headings with nested lists, for Markdown and Org."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefing.domain import Actor, Analysis, Event, Issue, Quote
from briefing.domain.briefing_sections import SectionItem, briefing_sections


def section_lines(
    briefing: Analysis,
    escape: Callable[[str], str],
    *,
    heading: str,
    bold: str = "",
    complete: bool = False,
) -> list[str]:
    """The lines of all sections, with a blank line around each heading.

    `escape` makes a text of the article literal; `heading` and `bold` are the format's marks. Only
    `complete` lists have the statements of actors and the importance of issues.
    """
    lines: list[str] = []
    for section in briefing_sections(briefing):
        lines += ["", f"{heading} {section.title}", ""]
        items = [line for item in section.items for line in _item(item, escape, bold, complete)]
        lines += items or [section.empty]
    return lines[1:]


def _item(item: SectionItem, escape: Callable[[str], str], bold: str, complete: bool) -> Iterator[str]:
    def strong(text: str) -> str:
        return f"{bold}{escape(text)}{bold}"

    if isinstance(item, Actor):
        role = f", {escape(item.role)}" if item.role else ""
        also = f"; also {', '.join(map(escape, item.aliases))}" if item.aliases else ""
        yield f"- {strong(item.name)} ({item.kind}{role}){also}"
        yield from (f"  - {escape(each.text)}" for each in item.statements if complete)
    elif isinstance(item, Issue):
        model = f", in words of {escape(item.model)}" if item.model else ""
        importance = f", importance {item.importance}" if complete else ""
        when = f", {escape(item.when)}" if item.when else ""
        who = f"; {', '.join(map(escape, item.actors))}" if item.actors else ""
        yield f"- {strong(item.label)} ({item.kind}{importance}{when}{model}){who}"
        yield from (f"  - {escape(each.text)}" for each in item.evidence)
    elif isinstance(item, Event):
        yield f"- {bold}{item.date}{bold} {escape(item.passage.text)}"
    elif isinstance(item, Quote):
        speaker = f"{strong(item.speaker)}: " if item.speaker else ""
        yield f"- {speaker}“{escape(item.passage.text)}”"
    else:
        yield f"- {escape(item.text)}"
