"""Reads, writes and updates the front matter of a note, as Obsidian understands its properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

import yaml

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.markdown.markdown_text import obsidian_tag

Value = str | date | list[str]

_MAX_CHARACTERS = 64_000
"""The most characters of properties that are parsed, which takes half a second."""
_DEEPEST = 50
_BRACKET = re.compile(r"[\[\]{}]")
_NULL = "tag:yaml.org,2002:null"


def properties(article: AnnotatedArticle, briefing: Analysis | None) -> dict[str, Value]:
    """Return a new note's properties that have a value, in order; `article` identifies the note later."""
    head = article.head
    made = sorted(day(annotation.created) for annotation in article.annotations if annotation.created)
    found: dict[str, Value | None] = {
        "title": _line(head.title),
        "source": _line(head.url or head.path or ""),
        "author": _line(head.author or ""),
        "published": _date(head.published or ""),
        "created": _date(made[0]) if made else None,
        "description": _line(
            briefing.summary[0].text if briefing and briefing.summary else head.source or ""
        ),
        "tags": tags_of(article.annotations),
        "article": head.id,
    }
    return {name: value for name, value in found.items() if value}


def tags_of(annotations: tuple[Annotation, ...]) -> list[str]:
    """Return all tags in Obsidian's form, each once regardless of case."""
    kept: dict[str, str] = {}
    for annotation in annotations:
        for tag in map(obsidian_tag, annotation.tags):
            if tag:
                kept.setdefault(tag.casefold(), tag)
    return list(kept.values())


def day(moment: str) -> str:
    """Return the date of an ISO 8601 moment as written, which is the same on every machine."""
    return moment[:10]


def front_matter(values: Mapping[str, Value]) -> str:
    """Return front matter between its two rules, for the top of a file."""
    return f"---\n{''.join(_entry(name, value) for name, value in values.items())}---\n"


def merge_properties(existing: str, values: Mapping[str, Value], newline: str) -> str:
    """Update our properties between the rules; the reader's keys, order and comments stay.

    Tags are added to the existing ones. Invalid YAML is left alone.
    """
    try:
        root = _compose(existing)
    except ValueError:
        return existing
    if root is not None and root.flow_style:
        return existing
    entries = _entries(root)
    edits: list[_Edit] = []
    added = ""
    for name, value in values.items():
        if name not in entries:
            added += _entry(name, value).replace("\n", newline)
        elif _has_alias(*entries[name]):
            continue  # its value is defined elsewhere, and others may share it
        elif isinstance(value, list):
            edits += _with_tags(existing, *entries[name], value, newline)
        elif not _is_now(entries[name][1], value):
            edits.append(_replaced(existing, *entries[name], value, newline))
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        existing = existing[: edit.start] + edit.text + existing[edit.end :]
    if added and existing and not existing.endswith("\n"):
        existing += newline
    return existing + added


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def _replaced(text: str, key: yaml.Node, node: yaml.Node, value: str | date, newline: str) -> _Edit:
    """Replace a value, and leave what follows it on its line, such as a comment."""
    written = _scalar(value)
    if isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">") and node.value:
        return _Edit(node.start_mark.index, node.end_mark.index, written)
    colon = text.index(":", key.end_mark.index) + 1
    end = _end(text, node)
    return _Edit(colon, end, f" {written}{newline if text[colon:end].endswith(chr(10)) else ''}")


def _with_tags(text: str, key: yaml.Node, node: yaml.Node, tags: list[str], newline: str) -> list[_Edit]:
    theirs = _tag_words(node)
    known = {tag.lstrip("#").casefold() for tag in theirs}
    new = [tag for tag in tags if tag.casefold() not in known]
    if not new:
        return []
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        close = node.end_mark.index - 1
        # A list may end in a comma of its own.
        open_ended = not node.value or text[node.value[-1].end_mark.index : close].strip().startswith(",")
        words = ", ".join(map(_scalar, new))
        return [_Edit(close, close, words if open_ended else f", {words}")]
    if isinstance(node, yaml.SequenceNode) and node.value:
        last = node.value[-1]
        end = _end(text, last)
        if text[end - 1] != "\n":
            end = text.find("\n", end) + 1
        lines = [f"{' ' * node.start_mark.column}- {_scalar(tag)}" for tag in new]
        if not end:
            return [_Edit(len(text), len(text), newline + newline.join(lines))]
        return [_Edit(end, end, "".join(line + newline for line in lines))]
    colon = text.index(":", key.end_mark.index) + 1
    end = _end(text, node)
    lines = [newline, *(f"  - {_scalar(tag)}{newline}" for tag in [*theirs, *new])]
    whole = "".join(lines)
    return [_Edit(colon, end, whole if text[colon:end].endswith("\n") else whole.removesuffix(newline))]


def _has_alias(key: yaml.Node, node: yaml.Node) -> bool:
    """Whether a value, or an item of its list, is an alias of one that is defined before it."""
    within = node.value if isinstance(node, yaml.SequenceNode) else ()
    return any(each.start_mark.index < key.end_mark.index for each in (node, *within))


def _tag_words(node: yaml.Node) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [str(item.value) for item in node.value if isinstance(item, yaml.ScalarNode)]
    if isinstance(node, yaml.ScalarNode) and node.tag != _NULL:
        return re.findall(r"[^\s,]+", str(node.value))  # Obsidian once separated tags so
    return []


def _end(text: str, node: yaml.Node) -> int:
    """Return the end of a value, without the blank lines and comments that the parser includes."""
    end: int = node.end_mark.index
    kept = text[node.start_mark.index : end]
    while kept:
        line_start = kept.rfind("\n", 0, len(kept) - 1) + 1
        last = kept[line_start:].strip()
        if line_start == 0 or (last and not last.startswith("#")):
            break
        kept = kept[:line_start]
    return int(node.start_mark.index) + len(kept)


def _is_now(node: yaml.Node, value: str | date) -> bool:
    """Whether a property has this value already, in whatever notation."""
    if not isinstance(node, yaml.ScalarNode):
        return False
    written = value if isinstance(value, str) else value.isoformat()
    # A bare word that YAML takes for a number or a truth value is not the text that we mean.
    as_text = node.tag == "tag:yaml.org,2002:str" or isinstance(value, date)
    return as_text and node.value == written


def _entry(name: str, value: Value) -> str:
    if isinstance(value, list):
        return f"{name}:\n{''.join(f'  - {_scalar(item)}{chr(10)}' for item in value)}"
    return f"{name}: {_scalar(value)}\n"


def _scalar(value: str | date) -> str:
    # A word that begins with a digit or a sign is a number to some YAML parser: 12e4 is one to Obsidian's.
    quoted = isinstance(value, str) and not value[:1].isalpha()
    style: dict[str, Any] = {"default_style": "'"} if quoted else {}  # PyYAML's stubs know no such name
    if isinstance(value, str) and "<%" in value:
        style = {"default_style": '"'}
    dumped: str = yaml.safe_dump([value], allow_unicode=True, width=float("inf"), **style)
    # Obsidian's Templater would run what follows, in the properties too.
    return dumped.removeprefix("- ").rstrip("\n").replace("<%", r"\x3C%")


def _line(text: str) -> str:
    return " ".join(safe_line(text).split())


def _date(moment: str) -> Value:
    """Return the date for Obsidian's date property, which has no offset; what is no date stays text."""
    try:
        return date.fromisoformat(day(moment))
    except ValueError:
        return _line(moment)


def read_properties(inner: str) -> dict[str, str]:
    """Return the properties that are plain values, as written; none if they are no valid YAML."""
    try:
        entries = _entries(_compose(inner))
    except ValueError:
        return {}
    return {
        name: node.value
        for name, (_, node) in entries.items()
        if isinstance(node, yaml.ScalarNode) and node.tag != _NULL
    }


def _compose(text: str) -> yaml.MappingNode | None:
    """Parse a mapping into its tree; None if there is none. Raises ValueError for anything else.

    No values are made from it: a few nested aliases would become millions.
    """
    if len(text) > _MAX_CHARACTERS:
        raise ValueError("too long")
    depths = accumulate(1 if bracket in "[{" else -1 for bracket in _BRACKET.findall(text))
    if max(depths, default=0) > _DEEPEST:  # the scanner compares each bracket with those around it
        raise ValueError("nested too deeply")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("no valid YAML") from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise ValueError("no mapping")
    return root


def _entries(root: yaml.MappingNode | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    pairs = root.value if root is not None else []
    return {key.value: (key, value) for key, value in pairs if isinstance(key, yaml.ScalarNode)}
