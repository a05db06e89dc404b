"""Renders annotations as an Org file: a heading for each article, and below it one for each passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.briefing_lists import section_lines
from briefing.exchange.export_bundle import ExportBundle

_HEADING_WORDS = 8


def to_org(bundle: ExportBundle) -> str:
    lines = ["#+title: Annotations", "#+startup: overview"]
    for article in bundle.articles:
        lines += ["", *_article(article, bundle.briefings.get(article.head.id))]
    return _ACTIVE.sub("\\g<0>\u200b", "\n".join(lines)) + "\n"


_ACTIVE = re.compile(
    r"""(?xi)
      \[ (?=\[)                                               # any link
    | (?<![^\W_])                                             # links without brackets, code within a line:
      (?: (?: elisp | shell | file(?:\+[a-z]{1,20})? | attachment | docview ) (?=:\S)
      |   (?: src | call )_ (?=[^\s\[{(]{1,100}[\[{(] | [^\s\[{(]{100}) )
    | \{ (?=\{\{) | @ (?=@)                                   # macros, raw text for another format
    | %(?=%\()                                              # a diary's expression, which the agenda runs
    | Local\ (?=Variables:)                                  # what Emacs obeys as it opens the file
    """
)
"""The beginning of text that Emacs would open, run or obey; a zero-width space after it makes it plain."""


def _article(article: AnnotatedArticle, briefing: Analysis | None) -> Iterator[str]:
    head = article.head
    yield f"* {_inline(head.title) or 'Untitled'}"
    yield from _drawer(
        ID=head.id,
        URL=head.url,
        PATH=head.path,
        SOURCE=head.source,
        AUTHOR=head.author,
        PUBLISHED=_timestamp(head.published or ""),
    )
    if briefing is not None:
        yield from ("", *_briefing(briefing))
    gone = [annotation for annotation in article.annotations if article.is_gone(annotation)]
    for annotation in article.annotations:
        if not article.is_gone(annotation):
            yield from ("", *_annotation(annotation, "**"))
    if gone:
        yield from ("", "** No longer in the article")
        for annotation in gone:
            yield from ("", *_annotation(annotation, "***"))


def _briefing(briefing: Analysis) -> Iterator[str]:
    yield "** Briefing"
    if briefing.notice:
        yield from ("", _text(briefing.notice))
    yield from ("", *section_lines(briefing, _inline, heading="***"))


def _annotation(annotation: Annotation, stars: str) -> Iterator[str]:
    tags = ":".join(dict.fromkeys(tag for tag in map(_tag, annotation.tags) if tag))
    yield f"{stars} {_first_words(annotation)}{f' :{tags}:' if tags else ''}"
    yield from _drawer(
        ID=annotation.id.removeprefix("urn:uuid:"),
        CREATED=_timestamp(annotation.created),
        MODIFIED=_timestamp(annotation.modified) if annotation.modified != annotation.created else None,
        COLOR=str(annotation.color),
    )
    yield from ("#+begin_quote", *(_text(annotation.anchor.quote).split("\n")), "#+end_quote")
    if annotation.note:
        yield from ("", *_text(annotation.note).split("\n"))


def _first_words(annotation: Annotation) -> str:
    words = _inline(annotation.note.strip().partition("\n")[0] or annotation.anchor.quote).split(" ")
    short = " ".join(words[:_HEADING_WORDS])
    return f"{short}…" if len(words) > _HEADING_WORDS else short


def _drawer(**properties: str | None) -> list[str]:
    lines = [f":{name}: {' '.join(safe_line(value).split())}" for name, value in properties.items() if value]
    return [":PROPERTIES:", *lines, ":END:"]


_ORG_LINE = re.compile(r"(?m)^(?=[^\S\n]*,*(?:\*|#\+))")


def _text(text: str) -> str:
    """Put a comma before each line that Org would read as a heading, a keyword or a block's end."""
    return _ORG_LINE.sub(",", text)


def _inline(text: str) -> str:
    """Put a text on one line, escaped for the beginning and the end of a heading."""
    line = " ".join(text.split())
    # At a heading's end this would be tags, and at its beginning a keyword such as a comment's.
    line = re.sub(r"(?<=\s)(:[\w@#%:]+:)$", "\\1\u200b", line)
    return re.sub(r"^(?=(?:\*+|TODO|DONE|COMMENT|\[#[A-Z]\])(?:\s|$))|^(?=:[\w@#%:]+:$)", "\u200b", line)


_NOT_IN_TAGS = re.compile(r"[^\w@#%]+")


def _tag(tag: str) -> str:
    return _NOT_IN_TAGS.sub("_", tag).strip("_")


def _timestamp(moment: str) -> str | None:
    """Return an inactive timestamp in its original time zone; text that is no moment stays as it is."""
    try:
        known = datetime.fromisoformat(moment)
    except ValueError:
        return safe_line(moment) or None
    # strftime would give the weekday in the language of the machine.
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[known.weekday()]
    clock = f" {known:%H:%M}" if len(moment) > len("2026-11-25") else ""
    return f"[{known:%Y-%m-%d} {weekday}{clock}]"
