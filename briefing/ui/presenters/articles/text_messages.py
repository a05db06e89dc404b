"""Messages about an article's two texts, the feed's and the page's."""

from __future__ import annotations

from briefing.domain.text.text_choice import Prefer, choose_text


def fetched_text_message(feed: str, page: str, shown: str) -> str:
    """After fetching the page; `shown` is the text that the library chose."""
    judged = choose_text(feed, page)
    if shown == page:
        return f"The page's text: {judged.why}. x goes back to the feed's."
    if judged.preferred is Prefer.PAGE:
        return "Your notes do not all stand in the page's text, so the feed's stays. x shows the page's."
    return f"The feed's text stays: {judged.why}. x shows the page's all the same."


def chosen_text_message(feed: str, page: str, *, to_page: bool) -> str:
    """After switching from one text to the other."""
    judged = choose_text(feed, page)
    shown, other = ("page", "feed") if to_page else ("feed", "page")
    if (judged.preferred is Prefer.PAGE) == to_page:
        return f"The {shown}'s text, the better one: {judged.why}. x shows the {other}'s."
    return f"The {shown}'s text; the {other}'s is the better one: {judged.why}. x shows that."
