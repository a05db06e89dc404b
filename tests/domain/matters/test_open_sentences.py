"""Sentences that say what is open in a matter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from briefing.domain.matters.open_sentences import open_sentences
from briefing.domain.stories.story_briefing import StoryText
from briefing.services.stories.matters import due_day

TITLE = "Wightlink asks the harbour board for a night ferry licence"
LEAD = "Wightlink asked the harbour board on Monday for a licence to run a night ferry to Fishbourne."
VOTE = "The harbour board will vote on the night ferry licence of Wightlink on Thursday, its chair said."
NEXT_WEEK = "The harbour board is expected to vote on the night ferry licence of Wightlink next week."
ON_ITS_DAY = "The harbour board will vote on the night ferry licence of Wightlink on March 5."
UNDECIDED = (
    "The harbour board has not decided on the night ferry licence of Wightlink, its chair said on Monday."
)
DEADLINE = "The harbour board will vote on the night ferry licence of Wightlink before March 9."
BY_APRIL = "The harbour board will vote on the night ferry licence of Wightlink by April."
SOUGHT_BY = "The harbour board will vote on the night ferry licence sought by Wightlink on March 9."
MONDAY = 2
"""The day of March 2026 on which the articles are published, unless another is said."""


def article(text: str, day: int = MONDAY, name: str = "a", title: str = TITLE) -> StoryText:
    time = datetime(2026, 3, day, 12, tzinfo=UTC).timestamp()
    return StoryText(name, title, text, f"Paper {name}", time)


def found(*texts: StoryText, today: int = MONDAY) -> list[str]:
    return [each.issue.label + "." for each in open_sentences(texts, due_day, date(2026, 3, today))]


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        (VOTE, "2026-03-05"),
        (UNDECIDED, ""),
        ("The harbour board is expected to vote on the night ferry licence next week.", "2026-03-15"),
        ("Wightlink has until April 9 to answer the harbour board on its night ferry licence.", "2026-04-09"),
        ("It is unclear whether the harbour board grants a night ferry licence, the mayor said.", ""),
        ("The harbour board would vote on the night ferry licence if Wightlink came on Thursday.", ""),
        ("The harbour board was set to vote on the night ferry licence on Thursday.", ""),
        ("The harbour board will not vote on the night ferry licence of Wightlink on Thursday.", ""),
        ("He will vote on the night ferry licence of Wightlink at the harbour board on Thursday.", ""),
        ("The harbour board will vote on the night ferry licence of Wightlink.", ""),
        ("The harbour board argued on Monday that Wightlink has not reached all for its night ferry.", ""),
        ("A school in Lund will open on Thursday after a storm, the police said.", ""),
        ("The harbour board will vote on the night ferry licence of Wightlink in November.", ""),
        ("The harbour board will vote on the night ferry licence of Wightlink on Monday.", ""),
        ("The harbour board will vote on the night ferry licence of Wightlink on Sunday.", ""),
        ("The harbour board will vote on the night ferry licence on Monday, March 9.", "2026-03-09"),
        ("The harbour board is set to use the night ferry this fall after Thursday's vote.", ""),
        ("Wightlink will offer child care on its night ferry on Thursdays.", ""),
        ("The harbour board will meet on the night ferry in Augusta on March 20.", "2026-03-20"),
        ("The harbour board will vote on the night ferry this year at a meeting on March 20.", "2026-03-20"),
        ("The harbour board would have voted on the night ferry licence on Thursday.", ""),
        ("The harbour board would vote on the night ferry every Thursday in the spring.", ""),
    ],
    ids=[
        "a day", "not decided", "a week", "a deadline", "it begins with a word for another", "a condition",
        "once planned", "denied", "a pronoun", "no day", "an opinion", "another matter", "far ahead",
        "the weekday of publication", "the weekday before", "that weekday with its date", "whose a vote is",
        "a day of each week", "a place like a month", "a day after a year", "it did not come",
        "again and again",
    ],
)  # fmt: skip
def test_which_sentences_say_what_is_open(sentence: str, due: str) -> None:
    (*issues,) = open_sentences([article(f"{LEAD} {sentence}")], due_day, date(2026, 3, MONDAY))
    assert [(each.issue.evidence[0].text, each.issue.due) for each in issues] == (
        [] if due == "" else [(sentence, due)]
    )


@pytest.mark.parametrize(
    ("texts", "today", "open_"),
    [
        ([article(f"{LEAD} {VOTE}")], 5, [VOTE]),
        ([article(f"{LEAD} {VOTE}")], 6, []),
        ([article(f"{LEAD} {VOTE}"), article(LEAD, 4, "b")], 4, [VOTE]),
        ([article(f"{LEAD} {VOTE}"), article(LEAD, 5, "b")], 5, []),
        ([article(f"{LEAD} {DEADLINE}"), article(LEAD, 3, "b")], 4, [DEADLINE]),
        ([article(f"{LEAD} {DEADLINE}"), article(LEAD, 4, "b")], 4, []),
        ([article(f"{LEAD} {BY_APRIL}", 2), article(LEAD, 4, "b")], 4, []),
        ([article(f"{LEAD} {SOUGHT_BY}"), article(LEAD, 4, "b")], 4, [SOUGHT_BY]),
        ([article(f"{LEAD} {VOTE}"), article(f"{LEAD} {VOTE} It was late.", 2, "b")], 2, [VOTE]),
        ([article(f"{LEAD} {ON_ITS_DAY}", 5)], 5, []),
        ([article(f"{LEAD} {NEXT_WEEK}"), article(LEAD, 3, "b")], 4, [NEXT_WEEK]),
        ([article(f"{LEAD} {NEXT_WEEK}"), article(LEAD, 4, "b")], 4, []),
    ],
    ids=[
        "on its day", "its day has passed", "before its day", "an article of its day",
        "a deadline, the next day", "a deadline, and the matter has gone on", "by a month",
        "by somebody on a day", "said twice", "the newest day",
        "a week, the next day", "a week, and the matter has gone on",
    ],
)  # fmt: skip
def test_what_is_still_open(texts: list[StoryText], today: int, open_: list[str]) -> None:
    assert found(*texts, today=today) == open_


@pytest.mark.parametrize(("sentence", "due"), [(VOTE, "2026-03-05"), (UNDECIDED, None)])
def test_what_the_reader_has_decided_on_stays(sentence: str, due: str | None) -> None:
    text = article(f"{LEAD} {sentence}")
    (kept,) = open_sentences([text], due_day, date(2026, 4, 9), {("a", sentence.rstrip("."))})
    assert (kept.issue.evidence[0].text, kept.issue.due) == (sentence, due)


def test_four_are_shown_at_most() -> None:
    parts = ("ticket price", "winter fare", "lorry ramp", "crew housing", "noise limit")
    days = ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    told = (
        f"The harbour board will vote on the {part} on {day}." for part, day in zip(parts, days, strict=True)
    )
    assert len(found(article(" ".join((LEAD, *told))))) == 4
