"""Reads the lists of Pocket (CSV, HTML, highlights in JSON) and of Instapaper (CSV).

The forms are those that wallabag/wallabag imports (src/Import/PocketCsvImport.php, PocketHtmlImport.php,
InstapaperImport.php, and tests/fixtures/Import of each); Pocket's highlights as azeemba's
add-pocket-highlights-to-raindrop has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import html

from briefing.domain.annotation import clean_tags
from briefing.exchange.importers.import_record import (
    ParsedImport,
    SavedArticle,
    clean_address,
    gathered,
    highlight,
    moment,
    passed_over,
)
from briefing.exchange.importers.untrusted_values import csv_rows
from briefing.exchange.importers.w3c import Json, as_list, text_or_empty

_FOLDERS = frozenset(("", "unread", "archive", "starred"))
"""The folders of Instapaper that are no reader's own."""


def is_saved_csv(text: str) -> bool:
    """Whether the header is that of Pocket's list or of Instapaper's."""
    header = {each.strip(' "').lower() for each in text.partition("\n")[0][:1000].strip().split(",")}
    return {"url", "title"} <= header and ("time_added" in header or {"selection", "folder"} <= header)


def read_saved_csv(text: str, name: str, now: str) -> ParsedImport:
    """Read the rows. Raises ExchangeError for a row that is no CSV."""
    rows = csv_rows(text, name)
    header = [cell.strip().lower() for cell in next(rows, [])]
    return _read((dict(zip(header, cells, strict=False)) for cells in rows if cells), name, now)


def is_pocket_page(text: str) -> bool:
    return re.search(r"<title>\s*Pocket Export\s*</title>", text[:1000], re.IGNORECASE) is not None


def read_pocket_page(text: str, name: str, now: str) -> ParsedImport:
    rows, is_read = list[dict[str, str]](), False
    parser = html.HTMLParser(encoding="utf-8")
    for each in html.document_fromstring(text.encode("utf-8", "replace"), parser).iter("h1", "a"):
        words = each.text_content()
        if each.tag == "h1":  # the links below the second are archived
            is_read = words.strip().lower().startswith("read")
        else:
            status = "archive" if is_read else ""
            rows.append({**each.attrib, "url": each.get("href", ""), "title": words, "status": status})
    return _read(rows, name, now)


def is_pocket_highlights(value: object) -> bool:
    return isinstance(value, list) and any(
        isinstance(each, Mapping) and "url" in each and isinstance(each.get("highlights"), list)
        for each in value
    )


def read_pocket_highlights(values: list[Any], name: str, now: str) -> ParsedImport:
    articles, records = list[SavedArticle](), []
    for each in (item for value in values for item in value if isinstance(item, Mapping)):
        url, title = clean_address(each.get("url")), text_or_empty(each.get("title"))
        marks = [mark for mark in as_list(each.get("highlights")) if isinstance(mark, Mapping)]
        articles.append(SavedArticle(url, title))
        records += [_highlight(url, title, mark, now) for mark in marks]
    return gathered(records, "highlight", name, articles)


def _highlight(url: str, title: str, mark: Json, now: str) -> Any:
    quote = text_or_empty(mark.get("quote"))
    return highlight(quote, "", now, source=url, title=title, created=mark.get("created_at"))


def _read(rows: Iterable[Mapping[str, str]], name: str, now: str) -> ParsedImport:
    articles, records, without = list[SavedArticle](), [], 0
    for row in rows:
        url, title = clean_address(row.get("url", "")), row.get("title", "")
        if not url.lower().startswith(("http://", "https://")):
            without += 1
            continue
        saved = moment(row.get("time_added") or row.get("timestamp"))
        folder = row.get("folder", "").strip()
        is_read = "archive" in (folder.lower(), row.get("status", "").strip().lower())
        article = SavedArticle(
            url,
            title if title != row.get("url") else None,
            saved=saved,
            tags=clean_tags(_tags(row.get("tags", ""), folder)),
            read=is_read,
            starred=folder.lower() == "starred",
        )
        articles.append(article)
        selection = row.get("selection", "")
        records.append(highlight(selection, "", now, source=url, title=title, created=saved))
    sentences = passed_over(without, "row", name, "without an address of the web")
    return ParsedImport(tuple(filter(None, records)), sentences, tuple(articles))


def _tags(written: str, folder: str) -> list[str]:
    """Return tags: of Pocket with bars or, in HTML, commas between, of Instapaper as JSON and the folder."""
    own = [] if folder.lower() in _FOLDERS else [folder]
    if written.startswith("["):
        try:
            return [*own, *(each for each in json.loads(written) if isinstance(each, str))]
        except (ValueError, RecursionError):
            pass
    return own + re.split(r"[|,]", written)
