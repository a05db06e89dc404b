"""Parses small XML documents leniently into a tree, and serializes the tree.

Nothing is fetched, and no custom entity is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html.entities import html5

COMMENT = "!--"
"""The name of a comment element; its text is the comment."""

DEEPEST = 100
"""The most levels of a tree; deeper ones are lifted to the last, so that recursion over it is safe."""

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?"
"""A name that every XML parser accepts."""
_SAFE_NAME = re.compile(_NAME)
_NAME_SPACE = re.compile(r"(?!http://www\.w3\.org/(?:XML/1998/namespace|2000/xmlns/)$)[^\s{}<>\"]+")
_TAG = re.compile(rf"<(?P<slash>/?)(?P<name>{_NAME})")
_ATTRIBUTE = re.compile(
    # A value may contain a bare `<`, but not an OPML tag: that means a missing closing quote.
    r"""
    \s*+ (?P<name>[^\s<>/="'!?&][^\s<>/="']*)
    (?: \s*=\s* (?:
        "(?P<double>[^"<]*+(?:<(?!/?(?:outline|body|head|opml)\b)[^"<]*+)*+)"
      | '(?P<single>[^'<]*+(?:<(?!/?(?:outline|body|head|opml)\b)[^'<]*+)*+)'
      | (?P<bare>["']?[^\s<>]*+)
    ))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNREAD = re.compile(r"""[\s"'=!?&]+|/(?!>)""")
"""Meaningless characters between two attributes."""
_BLANK = re.compile(r"[\t\r\n]")
_REFERENCE = re.compile(r"&(?:#(?P<decimal>\d{1,7})|#x(?P<hex>[\da-f]{1,6})|(?P<name>\w{1,31}));", re.I)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element, with names in their original case."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()
    text: str = ""
    """The element's own characters, without those of its children."""

    def is_named(self, name: str) -> bool:
        """Whether the element has a name, given in lower case; case is ignored."""
        return self.name.lower() == name

    def get(self, name: str) -> str | None:
        """Return the value of an attribute, whose name is given in lower case; case is ignored."""
        for own, value in self.attributes:
            if own.lower() == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Tree:
    elements: tuple[Element, ...]
    is_cut_off: bool = False
    """Whether the document ends within an element, a comment or a tag."""


@dataclass(slots=True)
class _Open:
    """An element whose end tag has not been read."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: list[Element]
    text: list[str]

    def closed(self) -> Element:
        text = "".join(self.text).strip()
        return Element(self.name, self.attributes, tuple(self.children), text)


def parse_loosely(text: str) -> Tree:
    """Parse in time linear in the length of the text, whatever it contains."""
    text = _ILLEGAL.sub("\ufffd", text)
    stack = [_Open("", (), [], [])]
    at, is_cut_off = 0, False
    while (start := text.find("<", at)) >= 0:
        stack[-1].text.append(_unescaped(text[at:start]))
        if text.startswith(("<!--", "<![CDATA["), start):
            opening, closing = ("<!--", "-->") if text.startswith("<!--", start) else ("<![CDATA[", "]]>")
            end = text.find(closing, start)
            inside = text[start + len(opening) : end if end >= 0 else None]
            if opening == "<!--":
                stack[-1].children.append(Element(COMMENT, text=inside.strip()))
            else:
                stack[-1].text.append(inside)
            at, is_cut_off = (len(text), True) if end < 0 else (end + len(closing), is_cut_off)
        elif (tag := _TAG.match(text, start)) is not None:
            attributes, at, ending = _attributes(text, tag.end())
            is_cut_off = is_cut_off or (ending is None and at == len(text))
            if tag["slash"]:
                _close(stack, tag["name"].lower())
            else:
                stack.append(_Open(tag["name"], attributes, [], []))
                if ending == "/>" or len(stack) > DEEPEST + 1:
                    _close(stack, tag["name"].lower())
        elif text.startswith(("<!", "<?"), start):  # a declaration of the document, its type or an entity
            end = text.find(">", start)
            at, is_cut_off = (len(text), True) if end < 0 else (end + 1, is_cut_off)
        else:
            stack[-1].text.append("<")
            at = start + 1
    is_cut_off = is_cut_off or len(stack) > 1
    while len(stack) > 1:
        _close(stack, stack[-1].name.lower())
    return Tree(tuple(stack[0].children), is_cut_off)


def serialize(root: Element) -> str:
    """Write a document, one element a line, well-formed for any XML parser."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_lines(root, "", frozenset({"xml", "xmlns"})))


def _attributes(text: str, at: int) -> tuple[tuple[tuple[str, str], ...], int, str | None]:
    """Return the attributes from `at` on, the offset after the tag, and its end or None if it has none."""
    found: dict[str, str] = {}
    while at < len(text):
        if (attribute := _ATTRIBUTE.match(text, at)) is not None:
            at = attribute.end()
            name, double, single, bare = attribute.groups()
            value = double or single or ""
            if bare:
                if bare.endswith("/") and text.startswith(">", at):  # `<a b=c/>`
                    bare, at = bare[:-1], at - 1
                value = bare.strip("\"'")
            value = _unescaped(_BLANK.sub(" ", value))
            if _SAFE_NAME.fullmatch(name) and _is_sound(name, value):
                found.setdefault(name, value)
        elif text.startswith((">", "/>"), at):
            ending = ">" if text[at] == ">" else "/>"
            return tuple(found.items()), at + len(ending), ending
        elif text[at] == "<":
            break  # another tag starts: this one has no end
        elif (unread := _UNREAD.match(text, at)) is not None:
            at = unread.end()
        else:
            at += 1
    return tuple(found.items()), at, None


def _is_sound(name: str, value: str) -> bool:
    """Whether an attribute is no namespace declaration that XML parsers reject."""
    if name != "xmlns" and not name.startswith("xmlns:"):
        return True
    return name not in ("xmlns:xml", "xmlns:xmlns") and _NAME_SPACE.fullmatch(value) is not None


def _close(stack: list[_Open], name: str) -> None:
    """Close the innermost element of this name and all elements within it, if there is one."""
    if all(each.name.lower() != name for each in stack[1:]):
        return
    while True:
        ended = stack.pop()
        stack[-1].children.append(ended.closed())
        if ended.name.lower() == name:
            return


def _unescaped(text: str) -> str:
    """Resolve references; bare ampersands and unknown references stay as they are.

    `html.unescape` would decode the `&sect` of `?a=1&section=2`.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    if (name := reference["name"]) is not None:
        return html5.get(f"{name};", reference[0])
    code = int(reference["decimal"]) if reference["decimal"] else int(reference["hex"], 16)
    return _ILLEGAL.sub("\ufffd", chr(code)) if code <= 0x10FFFF else "\ufffd"


def _lines(element: Element, indent: str, prefixes: frozenset[str]) -> Iterator[str]:
    if element.name == COMMENT:
        text = _ILLEGAL.sub("\ufffd", element.text).replace("--", "- -").removesuffix("-")
        yield f"{indent}<!-- {text} -->\n"
        return
    prefixes |= {
        name[6:] for name, value in element.attributes if name[:6] == "xmlns:" and _is_sound(name, value)
    }
    element = replace(element, attributes=tuple(_writable(element.attributes, prefixes)))
    if (name := _written_name(element.name, prefixes)) is None:
        return
    opening = name + "".join(f' {key}="{_escaped(value)}"' for key, value in element.attributes)
    text = _escaped(element.text)
    if element.children:
        yield f"{indent}<{opening}>{text}\n"
        for child in element.children:
            yield from _lines(child, indent + "  ", prefixes)
        yield f"{indent}</{name}>\n"
    elif text:
        yield f"{indent}<{opening}>{text}</{name}>\n"
    else:
        yield f"{indent}<{opening}/>\n"


def _writable(attributes: Iterable[tuple[str, str]], prefixes: frozenset[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for name, value in attributes:
        written = _written_name(name, prefixes)
        if written is not None and written not in taken and _is_sound(written, value):
            taken.add(written)
            yield written, value


def _written_name(name: str, prefixes: frozenset[str]) -> str | None:
    """Return a name as XML allows it, replacing undeclared prefixes, or None if it is invalid."""
    if _SAFE_NAME.fullmatch(name) is None:
        return None
    return name if name.partition(":")[0] in prefixes or ":" not in name else name.replace(":", "_")


def _escaped(text: str) -> str:
    text = _ILLEGAL.sub("\ufffd", text)
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, written)
    # Use references, as XML parsers normalize line breaks in attributes to spaces.
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
