"""Sentences about an article's texts (the feed's, the page's, what stood behind it), and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefing.domain import Article
from briefing.domain.text.text_choice import Prefer, choose_text
from briefing.presentation.sentences import pluralize

_TO_PAGE = "{reader.full-text} shows the full page."
_TO_FEED = "{reader.full-text} shows the feed's text."
_TO_ARTICLE = "{reader.full-text} shows the text without it."
_TO_OTHER = "{reader.full-text} shows it."


def rest_message(article: Article) -> str:
    """Say what is shown after what stood behind the article on its page was shown or hidden."""
    words = pluralize(len(article.structure.rest.split()), "word")
    if article.shows_rest:
        return f"Showing what stood behind the article on its page, too: {words}. {_TO_ARTICLE}"
    return f"Showing the article without what stood behind it on its page: {words}. {_TO_OTHER}"


def fetched_text_message(feed: str, page: str, shown: str) -> str:
    """Say which text is shown after the page was fetched; the library chose `shown`."""
    judged = choose_text(feed, page)
    if shown == page:
        return f"Showing the full page, {judged.why}. {_TO_FEED}"
    if judged.preferred is Prefer.PAGE:
        return f"The page lacks passages of your notes, so the feed's text stays. {_TO_PAGE}"
    return f"The feed's text stays: {judged.why}. {_TO_PAGE}"


def chosen_text_message(feed: str, page: str, *, to_page: bool) -> str:
    """Say which text is shown after a switch from one to the other."""
    judged = choose_text(feed, page)
    match judged.preferred is Prefer.PAGE, to_page:
        case True, True:
            return f"Showing the full page, {judged.why}. {_TO_FEED}"
        case True, False:
            return f"Showing the feed's text. The full page is better, {judged.why}: {_TO_OTHER}"
        case False, True:
            return f"Showing the full page. The feed's text is better: {judged.why}. {_TO_OTHER}"
        case _:
            return f"Showing the feed's text: {judged.why}. {_TO_PAGE}"


_ADDRESS = re.compile(r"https?://[^\s<>\"”’]{3,2000}(?<![.,;:!?)\]])")
"""An address in the text itself, without the punctuation after it."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    text: str
    url: str
    is_image: bool = False

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


def link_rows(article: Article) -> tuple[LinkRow, ...]:
    """List links in the order of the text, then addresses that stand in it, then images; each once."""
    text, structure = article.text, article.structure
    rows = [LinkRow(" ".join(link.span.of(text).split()), link.url) for link in structure.links]
    rows += [LinkRow(url, url) for url in _ADDRESS.findall(text)]
    rows += [LinkRow(f"Image: {image.caption}", image.url, is_image=True) for image in structure.images]
    first: dict[str, LinkRow] = {}
    for row in rows:
        first.setdefault(row.url, row)
    return tuple(first.values())
