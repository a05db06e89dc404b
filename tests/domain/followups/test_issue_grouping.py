"""One matter that several articles raise is one tracked issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from briefing.domain.followups.issue_grouping import track_issues
from briefing.domain.followups.tracked_issue import IssueState, TrackedIssue, in_order_of_news
from tests.domain.followups.following import FOLLOWS, OTHER, RAISED, about, finder_of, raised_in

AGAIN = (
    "Islanders asked for a night ferry for years. "
    "The harbour board has not decided on the licence for the night ferry. "
    "Wightlink expects lorries on it."
)
EVIDENCE = "The harbour board has not decided on the licence for the night ferry."


def tracked() -> TrackedIssue:
    texts = {"a": RAISED, "b": AGAIN, "c": FOLLOWS, "d": OTHER, "e": FOLLOWS}
    places = [about("a", 1), about("b", 2, publisher="herald"), about("c", 4), about("d", 5), about("e", 6)]
    raised = [
        raised_in(places[1], AGAIN, EVIDENCE, "Licence for the night ferry", confidence=0.9),
        raised_in(places[0], RAISED),
    ]
    (found,) = track_issues(raised, finder_of(texts, places))
    return found


def test_articles_of_one_thread_that_raise_a_matter_are_one() -> None:
    found = tracked()
    assert [each.article.id for each in found.raised] == ["a", "b"]
    assert (found.issue.label, found.sources) == ("Licence for the night ferry", 2)
    assert found.last.id == "c"


def test_a_matter_in_other_words_is_one_and_another_matter_of_its_thread_is_not() -> None:
    told = (
        (
            "Decision on the night ferry licence",
            "The harbour board will decide on the night ferry licence in the spring, it said on Monday in a "
            "letter to islanders.",
        ),
        (
            "Wightlink to hear of its licence at Easter",
            "Before the holidays at Easter Wightlink will hear whether it has won a licence for its ferry at "
            "night, which hotels want badly.",
        ),
        (
            "Board to weigh lorries",
            "Members must weigh lorries on lanes against hotels before giving a ferry at night its licence.",
        ),
        (
            "Lorries to be counted",
            "Lorries on the narrow lanes of Fishbourne will be counted by residents until the summer.",
        ),
    )
    texts = {str(at): f"{evidence} Wightlink asked for it." for at, (_, evidence) in enumerate(told)}
    places = [about(id_, int(id_), publisher=f"paper {id_}") for id_ in texts]
    raised = [
        raised_in(place, texts[place.id], evidence, label)
        for place, (label, evidence) in zip(places, told, strict=True)
    ]
    found = track_issues(raised, finder_of(texts, places))
    assert [[each.article.id for each in one.raised] for one in found] == [["0", "1", "2"], ["3"]]


def test_what_wire_copy_repeats_comes_once() -> None:
    assert [each.article.id for each in tracked().later] == ["c"]


def test_matters_of_one_article_and_of_other_threads_are_apart() -> None:
    first, second = about("a", 1), about("b", 90)
    raised = [
        raised_in(first, RAISED),
        raised_in(
            first, RAISED, "Residents of Fishbourne fear lorries on narrow lanes.", "Licence for lorries"
        ),
        raised_in(second, AGAIN, EVIDENCE, "Decision on the night ferry licence"),
    ]
    found = track_issues(raised, finder_of({"a": RAISED, "b": AGAIN}, [first, second]))
    assert [len(each.raised) for each in found] == [1, 1, 1]
    assert not any(each.later for each in found), (
        "an article that raises it itself is no follow-up of months ago"
    )


def test_articles_of_one_story_need_not_be_alike() -> None:
    texts = {
        "a": RAISED,
        "b": f"{EVIDENCE} A hurricane passed Bermuda at dawn. Palms fell on cars in Hamilton.",
    }
    for story, groups in (("s", 1), (None, 2)):
        first, second = about("a", 1, story=story), about("b", 90, story=story)
        raised = [raised_in(first, RAISED), raised_in(second, texts["b"], EVIDENCE)]
        assert len(track_issues(raised, finder_of(texts, [first, second]))) == groups


def test_it_can_be_cancelled() -> None:
    first = about("a", 1)
    assert not track_issues([raised_in(first, RAISED)], finder_of({"a": RAISED}, [first]), lambda: True)


def test_an_issue_is_due_once_its_day_has_passed_without_a_word() -> None:
    day = date(1970, 1, 11)
    (raised,) = (replace(each, due=day) for each in tracked().raised[:1])
    for issue, today, due in (
        (TrackedIssue((raised,)), day, False),
        (TrackedIssue((raised,)), day + timedelta(days=1), True),
        (TrackedIssue((raised,), tracked().later), day + timedelta(days=1), True),
        (TrackedIssue((raised,), state=IssueState.SETTLED), day + timedelta(days=1), False),
        (TrackedIssue((raised, *tracked().raised[1:])), day + timedelta(days=1), True),
        (TrackedIssue((replace(raised, due=date(1970, 1, 2)),), tracked().later), day, False),
        (TrackedIssue((replace(raised, due=None),)), day, False),
    ):
        assert issue.is_due(today) is due


def test_what_is_answered_or_due_comes_first_and_what_is_decided_last() -> None:
    answered = tracked()
    followed = replace(answered, answer=None)
    plain, due, settled = (
        TrackedIssue((replace(followed.raised[0], due=each),), state=state)
        for each, state in (
            (None, IssueState.OPEN),
            (date(1970, 1, 5), IssueState.OPEN),
            (None, IssueState.SETTLED),
        )
    )
    for today, order in (
        (date(1970, 1, 20), [answered, due, followed, plain, settled]),
        (date(1970, 3, 20), [answered, followed, plain, due, settled]),
    ):
        assert in_order_of_news([settled, plain, due, followed, answered], today) == order
