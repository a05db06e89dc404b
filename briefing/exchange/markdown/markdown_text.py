"""Escapes text for Markdown and Obsidian, and splits and closes what a note contains."""

from __future__ import annotations

import re

_COMMONMARK = r"""
      [\\`*<~]
    | (?<!\w)_ | _(?!\w)          # an underscore within a word is one to Markdown too
    | (?<=\])\(                   # [the deal](sic) is no link
    | &(?=\#?\w{1,31};)           # &lt; stays what it is
"""
_OBSIDIAN = r"""
    | \[(?=[\[^]) | (?<=\[)\[     # [[a link]], [^a footnote]
    | %(?=%) | (?<=[%<])%         # %%a comment%%, <% a command of the Templater %>
    | =(?==) | (?<==)=            # ==a highlight==
    | (?<!\w)\#(?=[^\s\#])        # #a-tag
    | \$(?=\$) | (?<=\S)\$(?!\d)  # a formula must end in one of these; prices never do
    | (?<!\S)\^(?=[A-Za-z0-9-]+$) # a block's id
"""
_INLINE = {
    False: re.compile(_COMMONMARK, re.VERBOSE),
    True: re.compile(_COMMONMARK + _OBSIDIAN, re.VERBOSE),
}
"""The characters to escape within a line, by whether Obsidian is to read it."""
_BLOCK = re.compile(r"[#+=>|:-]|\d{1,9}(?=[.)])|\[")
"""The beginning of a line that would make it a heading, list, quote, table, task or callout."""


def escape_markdown(text: str, *, obsidian: bool = True) -> str:
    """Put a text on one line, with a backslash before all that Markdown, or Obsidian, reads as markup."""
    line = _INLINE[obsidian].sub(r"\\\g<0>", " ".join(text.split()))
    if start := _BLOCK.match(line):
        # The backslash goes before the mark, or between a number and its full stop.
        cut = start.end() if start[0].isdigit() else 0
        line = f"{line[:cut]}\\{line[cut:]}"
    return re.sub(r"(?<= )#+$", r"\\\g<0>", line)  # a heading may close with as many # as it likes


def block_quote(text: str) -> list[str]:
    """Return the lines of one block quote, which continues across blank lines."""
    lines = (escape_markdown(line) for line in text.split("\n"))
    return [f"> {line}" if line else ">" for line in lines]


_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<rest>.*)")
_COMMENT = re.compile(r"%%|<!--|-->")


def fence_after(line: str, fence: str) -> str:
    """Return the fence of the code block that is open after a line, or ""; `fence` is the one open before."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    mark, rest = match["mark"], match["rest"]
    if fence:
        return "" if mark.startswith(fence) and not rest.strip() else fence
    return "" if mark[0] == "`" and "`" in rest else mark


def close_blocks(markdown: str) -> str:
    """Close code blocks and comments that a note leaves open, so that they do not swallow what follows."""
    fence, comment = "", ""
    for line in markdown.split("\n"):
        before, fence = fence, fence_after(line, fence) if not comment else fence
        if before or fence:
            continue
        for mark in _COMMENT.findall(line):
            if comment:
                comment = "" if mark == comment else comment
            elif mark != "-->":
                comment = "-->" if mark == "<!--" else mark
    end = fence or comment
    return f"{markdown}\n{end}" if end else markdown


_NOT_IN_TAGS = re.compile(r"[\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s]+")


def obsidian_tag(tag: str) -> str:
    """Return a tag in Obsidian's form: no spaces, not only digits, `/` for nesting; may be empty."""
    word = re.sub(r"-{2,}", "-", _NOT_IN_TAGS.sub("-", tag)).strip("-/")
    return f"_{word}" if word and not word.strip("0123456789/") else word


def split_front_matter(text: str) -> tuple[str, str, str]:
    """Return the opening rule, the properties, and the rest from the closing rule on; or `"", "", text`."""
    lines = text.split("\n")
    if lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() == "---":
                inner = "".join(each + "\n" for each in lines[1:number])
                return lines[0] + "\n", inner, "\n".join(lines[number:])
    return "", "", text
