"""Stories of weeks that follow from one another."""

from __future__ import annotations

import pytest

from briefing.domain.stories.event_index import SECONDS_A_DAY, EventArticle, EventIndex
from briefing.domain.stories.terms import article_terms
from briefing.domain.stories.threads import MAX_LINKS, ThreadArticle, ThreadIndex

RULING = "The Supreme Court in London ruled that Boris Johnson suspended Parliament unlawfully this autumn."
SUSPENDED = (
    "Boris Johnson suspended Parliament for five weeks, and the Supreme Court in London will hear of it."
)
STORMS = (
    "Hurricane Humberto strengthened near Bermuda, and islanders boarded up their windows and doors.",
    "Hurricane Dorian weakened off Florida, and families there returned to houses without power.",
)


def threads(*articles: tuple[str, float, str]) -> ThreadIndex:
    """Each article with its story and its day."""
    return ThreadIndex(
        EventIndex(
            EventArticle(number, article_terms("", text), "en", int(day), int(day))
            for number, (_, day, text) in enumerate(articles)
        ),
        {
            number: ThreadArticle(story, day * SECONDS_A_DAY)
            for number, (story, day, _) in enumerate(articles)
        },
    )


@pytest.mark.parametrize(
    ("day", "text", "linked"),
    [
        (10, SUSPENDED, True),
        (59, SUSPENDED, True),
        (61, SUSPENDED, False),
        (0.2, SUSPENDED, False),
        (10, STORMS[0], False),
    ],
    ids=["days later", "weeks later", "too long after", "the same day", "another matter"],
)
def test_a_story_leads_to_what_follows_within_weeks(day: float, text: str, linked: bool) -> None:
    index = threads(
        ("a", 0, RULING), ("b", day, text), ("c", 5, "Ferries to the island cost more in spring.")
    )
    assert index.linked("a") == ((), ("b",) if linked else ())
    assert index.linked("b") == (("a",) if linked else (), ())
    assert index.linked("gone") == ((), ())


def test_an_article_that_waits_for_its_story_links_none() -> None:
    all_three = threads(("a", 0, RULING), ("b", 10, SUSPENDED), ("waits", 20, SUSPENDED))
    index = ThreadIndex(all_three.index, {at: all_three.articles[at] for at in (0, 1)})
    assert index.linked("a") == ((), ("b",))


def test_two_events_of_one_kind_are_no_thread() -> None:
    assert threads(("a", 0, STORMS[0]), ("b", 20, STORMS[1])).linked("a") == ((), ())


def test_the_likest_are_linked_in_the_order_of_time() -> None:
    many = [(f"s{day:02}", day, SUSPENDED if day != 3 else f"{RULING} {SUSPENDED}") for day in range(1, 8)]
    earlier, later = threads(("a", 0, RULING), *many).linked("a")
    assert not earlier and len(later) == MAX_LINKS and list(later) == sorted(later) and "s03" in later


def test_of_a_long_story_all_articles_count_not_the_likest_alone() -> None:
    """One article that mentions the other matter makes no thread."""
    lump = [("b", 10, STORMS[0])] * 4
    assert threads(("a", 0, RULING), ("b", 10, SUSPENDED), *lump).linked("a") == ((), ())


@pytest.mark.parametrize("alike", [24, 30, 60])
def test_what_a_story_is_compared_with_does_not_grow_with_the_library(
    alike: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stories of one setting, such as a war, share words that are rare in the library with all the others."""
    compared: list[tuple[int, int]] = []

    def likeness(_: EventIndex, one: int, other: int) -> float:
        compared.append((one, other))
        return 0.0

    monkeypatch.setattr(EventIndex, "likeness", likeness)
    setting = [(f"s{at}", at % 50, SUSPENDED) for at in range(alike)]
    others = [(f"o{at}", 0, f"Apples{at} pears{at} plums{at}.") for at in range(12 * alike)]
    threads(*setting, *others).linked("s0")
    assert len(compared) <= 20
