"""Parses Markdown: its front matter to metadata, and its body to plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from briefing.domain.structure import BlockKind
from briefing.domain.text.clean_characters import clean_characters
from briefing.sources import lazy
from briefing.sources.article_identity import is_web_address
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.formats.plain_text import ends_sentence, join_lines, paragraphs, split_head
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.normalize_text import clean_line
from briefing.sources.text.source_blocks import SourceBlock, SourceBlocks

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_FRONT_MATTER = 64_000
"""Characters; a longer block between two rules is part of the text."""
MAX_MARKUP = 2_000_000
"""Characters; a longer document is read as plain text, since the parser would take minutes."""
MAX_CELLS = 20_000
"""Cells of all tables; more are kept as text, since empty ones cost many times their length."""
MAX_PARAGRAPH = 5_000
"""Characters; inline markup of a longer paragraph is kept as text, since parsing it takes quadratic time."""

_FRONT_MATTER = re.compile(
    r"\A\s*---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_KEY_VALUE = re.compile(r"^(?P<key>[A-Za-z][\w -]*?)[ \t]*:(?:[ \t]+(?P<value>.*))?$", re.MULTILINE)
_NOT_PROSE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_NOTE_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
"""A link of Obsidian."""
_SOURCES = ("source", "publisher", "site", "sitename")
_LEADING_TABS = re.compile(r"^(?:[ \t>]|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))*\t", re.MULTILINE)
"""Tabs at the start of a line, also behind the marks of lists and quotations."""
_HTML_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


@dataclass(frozen=True, slots=True)
class _Prose:
    """Inline Markdown as text."""

    text: str
    raw: str
    """The words before their lines are joined, into which links point."""
    links: tuple[tuple[int, int, str], ...] = ()
    images: tuple[tuple[str, str], ...] = ()
    """Addresses and descriptions of images."""


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    source: SourceBlock
    images: tuple[tuple[str, str], ...] = ()

    @property
    def is_title(self) -> bool:
        return self.source.kind is BlockKind.HEADING and self.source.level == 1


def parse_markdown(text: str) -> ParsedDocument:
    """Parse Markdown; the title is the front matter's, else the first `#` heading, else as in plain text."""
    if "\t" in text:  # a tab would become a single blank, and code a paragraph
        text = _LEADING_TABS.sub(lambda indent: indent[0].expandtabs(4), text)
    fields, body = _front_matter(clean_characters(text))
    blocks = _blocks(body) if len(body) <= MAX_MARKUP else list(map(_plain, paragraphs(body)))
    title = _field(fields, "title", "headline")
    if title is None:
        heading = next((block for block in blocks if block.is_title), None)
        if heading is not None and (others := [block for block in blocks if block is not heading]):
            title, blocks = heading.text, others
    elif len(blocks) > 1 and clean_line(blocks[0].text) == clean_line(title):
        blocks = blocks[1:]
    parts = [block.text for block in blocks]
    sources = [each for name in _SOURCES if (each := _field(fields, name))]
    address = next(filter(is_web_address, sources), None)  # as the clipper of Obsidian writes it
    document = ParsedDocument("\n\n".join(parts), title=title) if title is not None else split_head(parts)
    return replace(
        document,
        author=_field(fields, "author", "authors", "by", "byline") or document.author,
        published=to_iso(_first(fields, "published", "date", "date_published", "pubdate"))
        or document.published,
        source=next((each for each in sources if not is_web_address(each)), address) or document.source,
        section=_field(fields, "section", "category") or document.section,
        url=_field(fields, "url", "canonical_url", "canonical", "link") or address,
        language=_field(fields, "language", "lang"),
        blocks=SourceBlocks(
            tuple(block.source for block in blocks),
            images=tuple((at, *image) for at, block in enumerate(blocks, 1) for image in block.images),
        ),
    )


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
    match = _FRONT_MATTER.match(text[: MAX_FRONT_MATTER + 100])
    if match is None:
        return {}, text
    fields = _yaml_fields(match["yaml"])
    # Prose between two rules is no front matter, and must not be lost.
    return (fields, text[match.end() :]) if fields is not None else ({}, text)


def _yaml_fields(block: str) -> Mapping[str, object] | None:
    """Return the top level of the block, with keys in lower case, or None if it is no mapping.

    Invalid YAML, most often for a colon in a title without quotes, is parsed line by line.
    """
    yaml = lazy.yaml
    try:
        loaded: object = yaml.load(block, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError):
        pairs = {
            match["key"].lower(): _unquoted(match["value"] or "") for match in _KEY_VALUE.finditer(block)
        }
        return pairs or None
    if loaded is None and not block.strip():
        return {}
    if not isinstance(loaded, Mapping):
        return None
    return {str(key).strip().lower(): value for key, value in loaded.items() if isinstance(key, str)}


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _first(fields: Mapping[str, object], *names: str) -> object:
    return next((fields[name] for name in names if fields.get(name)), None)


def _field(fields: Mapping[str, object], *names: str) -> str | None:
    """Return the first of these fields with a string, a number, or a list of them."""
    value = _first(fields, *names)
    items = value if isinstance(value, list) else [value]
    # Only plain values: the aliases of a nested one may expand without end.
    plain = [str(item) for item in items[:20] if isinstance(item, str | int | float)]
    words = [clean_line(_NOTE_LINK.sub(r"\1", item)) for item in plain]
    return ", ".join(filter(None, words)) or None


def _blocks(body: str) -> list[_Block]:
    parser = lazy.markdown_it.MarkdownIt("commonmark").enable("strikethrough")
    if _cells(body) <= MAX_CELLS:
        parser.enable("table")
    # Inline markup is parsed below, paragraph by paragraph.
    parser.core.ruler.disable(["inline", "text_join"])
    # Accept any link target: only the text of a link is used, and rejected ones would keep their brackets.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    known: dict[str, Any] = {}  # the parser's definitions of links and footnotes
    if "[^" in body or "^[" in body:
        from mdit_py_plugins.footnote import footnote_plugin  # few documents need it

        parser.use(footnote_plugin, move_to_end=False)
    tokens, notes = _split_notes(parser.parse(body, known))
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        # There is no blank line anywhere: each line is a paragraph, unless the lines were wrapped.
        lines = paragraphs(tokens[1].content)
        if len(lines) > 2 and sum(map(ends_sentence, lines)) >= len(lines) / 2:
            tokens = [token for line in lines for token in parser.parse(line, known)]

    def prose(source: str) -> _Prose:
        if len(source) > MAX_PARAGRAPH:
            return _Prose(join_lines(source.split("\n")), source)
        children: list[Token] = []
        parser.inline.parse(source, parser, known, children)
        return _prose(children)

    blocks: list[_Block] = []
    images: tuple[tuple[str, str], ...] = ()
    for block in chain(_rendered(tokens, prose), _rendered_notes(notes, known, prose)):
        if block.text.strip():
            blocks.append(replace(block, images=images + block.images))
            images = ()
        elif blocks:
            blocks[-1] = replace(blocks[-1], images=blocks[-1].images + block.images)
        else:
            images += block.images
    return blocks


def _split_notes(tokens: Iterable[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """Return the text, and its footnotes by their labels."""
    text: list[Token] = []
    notes: dict[str, list[Token]] = {}
    opened = [text]
    for token in tokens:
        match token.type:
            case "footnote_reference_open":
                opened.append(notes.setdefault(token.meta["label"], []))
            case "footnote_reference_close":
                opened.pop()
            case _:
                opened[-1].append(token)
    return text, notes


def _rendered_notes(
    notes: dict[str, list[Token]], known: Mapping[str, Any], prose: Callable[[str], _Prose]
) -> Iterator[_Block]:
    """Yield the footnotes, numbered as the text refers to them; notes without a reference come last."""
    listed: Mapping[int, Any] = known.get("footnotes", {}).get("list", {})
    number = 0
    while number < len(listed) or notes:  # a note may refer to others, which are listed then
        note = listed.get(number, {})
        number += 1
        lead = f"{number}. "
        if "tokens" in note:  # written within the line
            yield _paragraph(lead, _prose(note["tokens"]))
            continue
        label = note.get("label") or next(iter(notes))
        yield from _rendered(notes.pop(label, []), prose, lead)


def _cells(body: str) -> int:
    """Count the cells that tables may have: a row has as many as the dashes below its table's head."""
    cells = columns = 0
    for line in body.split("\n"):
        line = line.strip("> \t")
        if not line:
            columns = 0
        elif "|" in line and not line.strip("-:| \t"):
            columns = line.count("|") + 1
        cells += columns
    return cells


def _rendered(tokens: Sequence[Token], prose: Callable[[str], _Prose], lead: str = "") -> Iterator[_Block]:
    """Yield each block of the document; `prose` converts inline Markdown to text.

    `lead` is the number of a list item or a note, which its first paragraph begins with.
    """
    kinds: list[tuple[BlockKind, int]] = []
    lists = 0
    row: list[_Prose] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                kinds.append((BlockKind.HEADING, int(token.tag[1:])))
            case "blockquote_open":
                kinds.append((BlockKind.QUOTE, 1))
            case "bullet_list_open" | "ordered_list_open":
                lists += 1
            case "bullet_list_close" | "ordered_list_close":
                lists -= 1
            case "list_item_open":
                kinds.append((BlockKind.ITEM, lists))
                lead = f"{token.info}{token.markup} " if token.info else lead
            case "heading_close" | "blockquote_close" | "list_item_close":
                kinds.pop()
            case "tr_open":
                row = []
            case "tr_close" if row is not None:
                yield _row([cell for cell in row if cell.text])
                row = None
            case "inline" if row is not None:
                row.append(prose(token.content))
            case "inline":
                yield _paragraph(lead, prose(token.content), *(kinds[-1] if kinds else ()))
                lead = ""
            case "fence" | "code_block":
                yield _plain(token.content.rstrip("\n"))
            case "html_block":
                yield _plain(_without_tags(token.content))


def _paragraph(lead: str, found: _Prose, kind: BlockKind | None = None, level: int = 1) -> _Block:
    links = tuple((start + len(lead), end + len(lead), url) for start, end, url in found.links)
    return _Block(lead + found.text, SourceBlock(lead + found.raw, kind, level, links), found.images)


def _plain(text: str) -> _Block:
    return _Block(text, SourceBlock(text))


def _row(cells: Sequence[_Prose]) -> _Block:
    between, raw = " | ", ""
    links: list[tuple[int, int, str]] = []
    spans: list[tuple[int, int]] = []
    for cell in cells:
        raw += between if raw else ""
        links += [(start + len(raw), end + len(raw), url) for start, end, url in cell.links]
        spans.append((len(raw), len(raw) + len(cell.raw)))
        raw += cell.raw
    source = SourceBlock(raw, BlockKind.ROW, links=tuple(links), cells=tuple(spans))
    return _Block(between.join(cell.text for cell in cells), source)


def _prose(tokens: Sequence[Token]) -> _Prose:
    lines = [""]
    pieces: list[str] = []
    raw = ""
    links: list[tuple[int, int, str]] = []
    images: list[tuple[str, str]] = []
    opened: tuple[int, str] | None = None
    for token in tokens:
        match token.type:
            case "text" | "code_inline" | "text_special":
                lines[-1] += token.content
                raw += token.content
            case "footnote_ref":
                mark = f"[{token.meta['id'] + 1}]"
                lines[-1] += mark
                raw += mark
            case "image":
                lines[-1] = lines[-1].rstrip()
                images.append((str(token.attrs.get("src") or ""), token.content))
            case "link_open":
                opened = (len(raw), str(token.attrs.get("href") or ""))
            case "link_close" if opened is not None:
                links.append((opened[0], len(raw), opened[1]))
                opened = None
            case "softbreak":
                lines.append("")
                raw += "\n"
            case "hardbreak":
                pieces.append(join_lines(lines))
                lines = [""]
                raw += "\n"
            case "html_inline" if re.match(r"<br\b", token.content, re.IGNORECASE):
                pieces.append(join_lines(lines))
                lines = [""]
                raw += "\n"
    text = "\n".join(line.strip() for line in [*pieces, join_lines(lines)])
    return _Prose(text, raw, tuple(links), tuple(images))


def _without_tags(markup: str) -> str:
    return html.unescape(_HTML_TAG.sub("", _NOT_PROSE.sub("", markup))).strip()
