"""Messages about an article's two texts, the feed's and the page's."""

from __future__ import annotations

from briefing.domain.text.text_choice import Prefer, choose_text

_TO_PAGE = "{reader.full-text} shows the full page."
_TO_FEED = "{reader.full-text} shows the feed's text."
_TO_OTHER = "{reader.full-text} shows it."


def fetched_text_message(feed: str, page: str, shown: str) -> str:
    """After fetching the page; `shown` is the text that the library chose."""
    judged = choose_text(feed, page)
    if shown == page:
        return f"Showing the full page, {judged.why}. {_TO_FEED}"
    if judged.preferred is Prefer.PAGE:
        return f"The page lacks passages of your notes, so the feed's text stays. {_TO_PAGE}"
    return f"The feed's text stays: {judged.why}. {_TO_PAGE}"


def chosen_text_message(feed: str, page: str, *, to_page: bool) -> str:
    """After switching from one text to the other."""
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
