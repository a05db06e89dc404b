"""Sentences that report an event, and articles that are columns."""

from __future__ import annotations

import pytest

from briefing.domain import Article
from briefing.domain.text.news_sentences import is_column, telling

NEWS = "The harbour board refused the ferry's licence on Monday, its chairman said. The line may appeal. "
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
    ],
)
def test_what_needs_another_sentence_or_tells_of_its_author_reports_nothing(sentence: str) -> None:
    assert telling(sentence) is None


def test_a_sentence_that_the_next_one_takes_back_reports_nothing() -> None:
    sentence = "The ferry was meant to be the pride of the harbour board."
    assert telling(sentence) is not None
    assert telling(sentence, "Not quite.") is None


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
    ],
)
def test_past_tenses_and_the_week_begin_no_other_kind_of_sentence(sentence: str) -> None:
    assert (telling(sentence) or 0.0) >= 1.4


def test_another_language_is_not_judged_by_english_words() -> None:
    assert telling("Der Hafenmeister verweigert am Montag die Lizenz.") is not None
