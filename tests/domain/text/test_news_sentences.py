"""Sentences that report an event, and articles that are columns."""

from __future__ import annotations

import pytest

from briefing.domain import Article
from briefing.domain.text.news_sentences import explains, is_column, is_no_news, names_event, telling

NEWS = "The harbour board refused the ferry's licence on Monday, its chairman said. The line may appeal. "
ARGUED = "Why not let the ferry sail? The board is not wrong, but fear is never right, and only so much. "
OWN = "I have crossed this bay for years, and you should see my harbour. We must keep our ferry. "


@pytest.mark.parametrize(
    ("title", "text", "url", "names", "column"),
    [
        ("Board refuses licence", NEWS * 20, "https://x.example/news/1", "Courier News", False),
        ("Board refuses licence", NEWS * 20, "https://x.example/opinion/1", "Courier", True),
        ("Board refuses licence", NEWS * 20, "https://x.example/2018/columnists/lee/", "Courier", True),
        ("Board refuses licence", NEWS * 20, "https://x.example/news?from=opinion", "Courier", False),
        ("Board refuses licence", NEWS * 20, None, "Courier - Opinion", True),
        ("OPINION: Board refuses licence", NEWS * 20, None, "Courier", True),
        ("Opinion polls favour the board", NEWS * 20, None, "Courier", False),
        ("Keep the ferry", OWN * 10, None, "Courier", True),
        ("“Keep the ferry”", f"“{OWN}” " * 5 + NEWS * 5, None, "Courier", False),
        ("Ferry fans speak up", NEWS * 4 + f"\n\n{OWN}" * 5, None, "Courier", False),
        ("Keep it", "We like it.", None, "Courier", False),
        ("Board refuses licence", NEWS * 20, None, "Public Opinion", False),
        ("Public opinion: board refuses", NEWS * 20, None, "Courier", False),
        ("Let it sail", ARGUED * 5, None, "Courier", True),
        ("Let it sail", ARGUED * 5 + NEWS * 15, None, "Courier", False),
        ("Facepalm: board refuses licence", NEWS * 20, None, "Courier", True),
        ("The ferry is still essential", NEWS * 20, None, "Courier", True),
        ("The board is wrong about ferries", NEWS * 20, None, "Courier", True),
        ("Lee: the board is wrong", NEWS * 20, None, "Courier", False),
        ("The board is wrong, Lee says", NEWS * 20, None, "Courier", False),
        ("Four in ten want the ferry", "But only 40 percent, not 45%, say so. " * 9, None, "Courier", False),
    ],
)
def test_a_column_is_known_by_title_address_names_or_by_words_of_its_own(
    title: str, text: str, url: str | None, names: str, *, column: bool
) -> None:
    assert is_column(Article("a" * 16, title, text, url=url, source=names)) is column


@pytest.mark.parametrize(
    "sentence",
    [
        "But the harbour board refused the licence of the ferry on Monday.",
        "The announcement came as a relief for the people of the island on Monday.",
        "Weeks later the harbour board refused the licence of the ferry.",
        "Did the harbour board refuse the licence of the ferry on Monday?",
        "Our harbour lost its ferry on Monday, and with it its people.",
        "This article was first published by the Courier on Monday.",
        "Courier Dispatch: July 8 The harbour board refused the licence of the ferry.",
        "Here is the Courier's brief on the ferry and the board for Monday.",
        "“A licence for the ferry is a licence to sink it,” said Ann Lee.",
        "Chairman Omar Ruiz with the crew of the ferry in the harbour.",
        "This licence was refused by the harbour board on Monday.",
        "The ferry is late.",
        "At the same time the harbour board refused the licence on Monday.",
        "When they refused the licence on Monday, the chairman left the harbour.",
        "The board had refused the licence of the ferry before, on Monday.",
        "The chairman also refused the licence of the ferry on Monday.",
        "“The licence of this ferry is refused,” the chairman of the board told the crew on Monday.",
        "| Ann Lee The harbour board refused the licence of the ferry on Monday.",
        "Now, with the refusal of the board on Monday, the crew worried that the ferry was lost.",
        "Well, the harbour board refused the licence of the ferry on Monday.",
        "If approved on Monday, the licence of the ferry will be sold to Wightlink.",
        'The board refused the licence on Monday for reasons of its own: "The ferry is unsafe.',
        "The board refused licences on Monday, Lee tweeted about what was to come of the ferry...",
        "board refused the licence of the ferry on Monday, its chairman said.",
        "A judge blocked that law on Monday, the Courier reported.",
        "When news broke on Monday that the ferry was lost, the board rang alarm bells.",
        "In May 2018, the harbour board refused the licence of the ferry.",
        "The two men said on Monday that the licence of the ferry was refused.",
    ],
)
def test_what_needs_another_sentence_or_tells_of_its_author_reports_nothing(sentence: str) -> None:
    assert telling(sentence) is None


def test_a_sentence_with_a_day_a_name_and_a_verb_in_the_past_reports_most_plainly() -> None:
    sentences = (
        "The harbour board refused the licence of Wightlink on Monday.",
        "The harbour board refused the licence of Wightlink.",
        "The board of the harbour could always refuse a licence once in decades.",
    )
    values = [telling(each) or 0.0 for each in sentences]
    assert values == sorted(values, reverse=True) and values[0] > 1 > 0 > values[2]


@pytest.mark.parametrize(
    ("plain", "presuming"),
    [
        ("The board refused a licence on Monday.", "The board also refused a licence on Monday."),
        ("A fight over his licence began on Monday.", "The fight over his licence began on Monday."),
        ("A shout came from the tense hearing.", "A shout came amid the tense hearing, too."),
    ],
)
def test_a_sentence_that_presumes_the_event_reports_less_plainly(plain: str, presuming: str) -> None:
    assert (telling(plain) or 0.0) > (telling(presuming) or 0.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Rep. Omar Ruiz tore into the harbour board on Monday over the licence.",
        "This week the harbour board refused the licence of the ferry.",
        "The first ferry of the harbour was refused a licence on Monday.",
        "First-time applications for licences fell in the harbour on Monday.",
        "The former chairman Omar Ruiz died on Monday in the harbour.",
        "A licence first published by the harbour board was refused on Monday.",
        "Omar Ruiz had “a heap of licences” in the harbour, a ferryman said on Monday.",
        "The chairman asked “Who pays?” and refused the licence of the ferry on Monday.",
    ],
)
def test_what_looks_like_another_kind_of_sentence_reports(sentence: str) -> None:
    assert (telling(sentence) or 0.0) >= 1.4


def test_another_language_is_not_judged_by_english_words() -> None:
    assert telling("Der Hafenmeister verweigert am Montag die Lizenz.") is not None


@pytest.mark.parametrize(
    "title",
    [
        "Why the ferry stays",
        "Who pays?",
        "5 things to know on ferries",
        "The ferry, explained",
        "Here’s the plan",
        "The new ferry: What it means for the bay",
        "Night ferries are safe, right? Wrong — and here’s why",
    ],
)
def test_a_title_that_asks_or_explains_is_no_news(title: str) -> None:
    assert explains(title) and is_no_news(title, NEWS)
    assert not any(map(explains, ("WHO says ferries are safe: 5 ferries sail", "Will Smith slaps a host")))
    assert not explains("The board of J.P. Line resigned. Now what?") and explains(
        "Who pays? The board does."
    )


@pytest.mark.parametrize(
    ("title", "url", "source", "names"),
    [
        ("Board refuses licence", "https://x.example/news/1", "Courier", True),
        ("Board refuses licence", "https://x.example/opinion/1", "Courier", False),
        ("Board refuses licence", None, "Courier - Opinion", False),
        ("OPINION: Board refuses licence", None, None, False),
        ("Did the board refuse the licence?", None, "Courier", False),
    ],
)
def test_neither_a_column_nor_a_question_names_an_event(
    title: str, url: str | None, source: str | None, *, names: bool
) -> None:
    assert names_event(title, url, source) is names


def test_what_somebody_says_of_themselves_is_quoted_and_no_sign_of_a_column() -> None:
    assert not is_no_news("Ruiz: ‘I refuse’ the licence", "“I refuse,” Ruiz said on Monday.")
    assert is_no_news("My ferry", NEWS) and is_no_news("The ferry", "I saw the ferry on Monday.")
