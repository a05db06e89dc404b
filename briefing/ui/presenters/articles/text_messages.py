"""Messages about an article's texts: the feed's, the page's, and what stood behind it on the page."""

from __future__ import annotations

from briefing.domain import Article
from briefing.domain.text.text_choice import Prefer, choose_text
from briefing.ui.presenters.articles.reader_messages import pluralize

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
