from __future__ import annotations

import pytest

from briefing.domain.text.text_choice import Prefer, choose_text

LEAD = (
    "The harbour of Port Vale was closed on Monday after a storm tore the roof off its main hall, said "
    "Ada Roe, who runs it for the city."
)
BODY = " ".join(
    f"Paragraph {n} tells of ship {n}, its crew and what the storm did to pier {n}." for n in range(30)
)
ARTICLE = f"{LEAD}\n\n{BODY}"
OWN_WORDS = "Storm closes harbour: what Ada Roe and the city of Port Vale plan now"
OTHER = " ".join(f"Recipe {n} takes {n} eggs and a spoon of sugar." for n in range(60))
COOKIES = "We and our partners use cookies. Accept all cookies to go on, or manage your choices."
ROBOT = "Please verify you are human. Enable JavaScript and reload."
STUB = f"{LEAD} Subscribe to continue reading. Already a subscriber? Log in."
WALLED = f"{LEAD}\n\n{' '.join(BODY.split()[:120])}\n\nThis article is for subscribers."
CHINESE = "港口周一因风暴关闭。" * 3


@pytest.mark.parametrize(
    ("feed", "page", "better", "why"),
    [
        pytest.param(LEAD, ARTICLE, Prefer.PAGE, "18 times as long", id="a teaser of its own words"),
        pytest.param(f"{LEAD} […]", ARTICLE, Prefer.PAGE, "as long", id="cut off"),
        pytest.param(
            f"{LEAD} Continue reading on our site", ARTICLE, Prefer.PAGE, "as long", id="leading on"
        ),
        pytest.param(
            f"{LEAD} The post Harbour closed appeared first on Port Vale News.",
            ARTICLE, Prefer.PAGE, "as long", id="signed by its blog",
        ),
        pytest.param(OWN_WORDS, ARTICLE, Prefer.PAGE, "as long", id="a teaser in an editor's words"),
        pytest.param("", ARTICLE, Prefer.PAGE, "the feed has no text", id="nothing in the feed"),
        pytest.param("…", ARTICLE, Prefer.PAGE, "the feed has no text", id="dots in the feed"),
        pytest.param(LEAD, WALLED, Prefer.PAGE, "as long", id="a wall behind much more than the feed has"),
        pytest.param(
            LEAD, f"{ARTICLE} We use cookies.", Prefer.PAGE, "as long", id="cookies beside the article"
        ),
        pytest.param(
            "The law lets you enable JavaScript.", f"The law lets you enable JavaScript. {BODY}",
            Prefer.PAGE, "as long", id="an article about what notices say",
        ),
        pytest.param(CHINESE[:10], CHINESE * 5, Prefer.PAGE, "as long", id="without blanks"),
        pytest.param(LEAD, "", Prefer.FEED, "the page has no text", id="nothing on the page"),
        pytest.param(LEAD, LEAD, Prefer.FEED, "no more text", id="the same"),
        pytest.param(ARTICLE, f"{ARTICLE} Ends.", Prefer.FEED, "no more text", id="a byline more"),
        pytest.param(ARTICLE, LEAD, Prefer.FEED, "the page is shorter", id="a page that says less"),
        pytest.param(LEAD, STUB, Prefer.FEED, "ends at a login", id="a stub"),
        pytest.param(LEAD, f"{LEAD} Nur für Abonnenten", Prefer.FEED, "at a login", id="a German stub"),
        pytest.param(LEAD, COOKIES, Prefer.FEED, "a notice in place of the article", id="cookies"),
        pytest.param(OWN_WORDS, ROBOT, Prefer.FEED, "a notice in place of the article", id="for robots"),
        pytest.param(LEAD, OTHER, Prefer.FEED, "the page is about something else", id="another page"),
        pytest.param(OWN_WORDS, OTHER, Prefer.FEED, "something else", id="another page than a teaser's"),
    ],
)  # fmt: skip
def test_the_better_text_is_told_with_its_reason(feed: str, page: str, better: Prefer, why: str) -> None:
    judgement = choose_text(feed, page)

    assert (judgement.preferred, why in judgement.why) == (better, True), judgement
