from __future__ import annotations

import pytest

from briefing.domain.structure import Stub, stub_notice
from briefing.sources.text.stub_detection import stub_in

LEAD = "The ministers met in Geneva on Monday and agreed to meet again, officials said. "
LONG = LEAD * 40


@pytest.mark.parametrize(
    ("title", "text", "stub"),
    [
        pytest.param("Talks", LEAD * 5 + "Subscribe to continue reading.", Stub.PAYWALL, id="paywall"),
        pytest.param("Gespräche", LEAD * 5 + "Nur für Abonnenten", Stub.PAYWALL, id="German paywall"),
        pytest.param("Talks", LEAD * 20 + "Log in or register to read on.", Stub.PAYWALL, id="at the end"),
        pytest.param("Page Not Found", "We looked everywhere. Try the search.", Stub.ERROR, id="title"),
        pytest.param("News", "Please enable JavaScript to use this site.", Stub.ERROR, id="no scripts"),
        pytest.param("Just a moment...", "Verifying. Please wait a little.", Stub.ERROR, id="robot check"),
        pytest.param(
            "Before you continue",
            "We use cookies and data to deliver our services. If you choose Accept all, we will also use "
            "them for personalized ads. More in our privacy policy.",
            Stub.CONSENT,
            id="consent",
        ),
        pytest.param(
            "Storm – live updates",
            "\n\n".join(f"1{hour}:05 The wind reaches force {hour}. {LEAD}" for hour in range(6)),
            Stub.LIVE,
            id="live",
        ),
        pytest.param(
            "Storm as it happened",
            "\n\n".join(f"1{hour}:05 The wind reaches force {hour}. {LEAD * 12}" for hour in range(6)),
            Stub.LIVE,
            id="live, when it is over",
        ),
    ],
)
def test_what_is_no_article_is_recognized(title: str, text: str, stub: Stub) -> None:
    assert stub_in(title, text) is stub


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("Talks", LEAD * 3, id="short news"),
        pytest.param("Netflix raises prices", LEAD + "Prices rise for subscribers in May.", id="subscribers"),
        pytest.param("Sweden", LEAD + "Sweden is already a member of the EU.", id="member"),
        pytest.param("Firm fined", LEAD + "It set cookies without consent, the court held.", id="cookies"),
        pytest.param("Roads", LEAD + "Police reported unusual traffic on the bridge.", id="traffic"),
        pytest.param("Talks", LONG + "Subscribe to continue reading." + LONG, id="a long text's middle"),
        pytest.param("How to live longer", "10:30 is a good hour.\n\n11:30 too.", id="live as a verb"),
    ],
)
def test_news_is_no_stub(title: str, text: str) -> None:
    assert stub_in(title, text) is None


def test_the_sentence_says_what_it_looks_like_and_how_long_it_is() -> None:
    assert stub_notice(Stub.PAYWALL, 84) == (
        "This looks like the beginning of an article behind a paywall: 84 words."
    )


def test_of_a_front_page_it_says_how_to_follow_the_site() -> None:
    assert stub_notice(Stub.SITE, 1084, "https://news.example/") == (
        "This looks like a front page, not an article: 1,084 words. "
        "Its site has a feed: `briefing feeds add https://news.example/` follows it."
    )
