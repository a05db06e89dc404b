"""Matters of a library: followed, joined by stories, told as a dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.followups.tracked_issue import IssueState, SettlingPassage
from briefing.domain.span import Passage
from briefing.domain.stories.story_briefing import LineState
from briefing.errors import NotFoundError
from briefing.presentation.dossier_rows import dossier_rows
from briefing.services.library import Library
from tests.domain.followups.following import DAY, EVIDENCE, OneIssue
from tests.libraries import library_at, ticking

VOTE = "The harbour board will vote on the licence for a night ferry of Wightlink on March 20."
ASKED = f"Wightlink asked the harbour board for a licence for a night ferry. {EVIDENCE} {VOTE}"
HELD = "At least 20 people were hurt in a crush on two ships of Wightlink that were held in Fishbourne."
FREED = "At least 34 people were hurt in a crush on two ships of Wightlink, a doctor said. Both sail again."
LUND = (
    "A storm blew the roof off a school in Lund. Pupils were sent home for a week by the head of the school."
)


def article(name: str, title: str, text: str, day: float, source: str = "") -> Article:
    published = (DAY + timedelta(days=day)).isoformat()
    return Article(name * 16, title, text, published=published, source=source or f"Paper {name}")


ASKS = article("a", "Wightlink wants a night ferry", ASKED, 0)
AGAIN = article(
    "b", "Wightlink gets no night ferry", "Residents of Fishbourne cheered at dawn on the pier.", 5
)
STORM = article("c", "Storm in Lund", LUND, 5)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, OneIssue(label=EVIDENCE), now=ticking(DAY + timedelta(days=6.5))) as library:
        bring(library, ASKS)
        yield library


def bring(library: Library, *articles: Article) -> None:
    for each in articles:
        library.ingest.ingest(each)
    library.stories.assign()


def follow(library: Library, article: Article) -> None:
    library.matters.put(library.matters.toggled(article.id))


def stories(library: Library) -> list[tuple[str, ...]]:
    return [each.stories for each in library.matters.all()]


def test_a_story_that_was_followed_before_is_a_matter_of_one(library: Library) -> None:
    library.stories.edits.set_flag(ASKS.id, "followed", True)
    assert stories(library) == [(ASKS.id,)]
    before = library.matters.put(library.matters.toggled(ASKS.id))
    assert library.matters.all()[0].ended and not library.stories.story(ASKS.id).followed
    library.matters.restore(before)
    assert not library.matters.all()[0].ended and library.stories.story(ASKS.id).followed


def test_following_is_undone_without_a_trace(library: Library) -> None:
    before = library.matters.put(library.matters.toggled(ASKS.id))
    assert library.stories.story(ASKS.id).followed and stories(library) == [(ASKS.id,)]
    library.matters.restore(before)
    assert not library.stories.story(ASKS.id).followed and not library.matters.all()


def test_new_stories_come_to_the_matter_that_they_belong_to_until_it_has_ended(library: Library) -> None:
    follow(library, ASKS)
    bring(library, AGAIN, STORM)
    library.matters.join()
    assert stories(library) == [(ASKS.id, AGAIN.id)]
    assert library.stories.story(AGAIN.id).followed and not library.stories.story(STORM.id).followed
    assert library.matters.of_story(AGAIN.id) == library.matters.of_story(ASKS.id)
    assert library.matters.of_story(STORM.id) is None
    follow(library, AGAIN)
    bring(library, replace(AGAIN, id="d" * 16, text=LUND, published=(DAY + timedelta(days=8)).isoformat()))
    library.matters.join()
    assert stories(library) == [(ASKS.id, AGAIN.id)]
    assert not any(library.stories.story(each.id).followed for each in (ASKS, AGAIN))


def test_stories_know_the_earlier_and_the_later_ones_of_their_matter(library: Library) -> None:
    follow(library, ASKS)
    bring(library, STORM, AGAIN)
    library.matters.join()
    of_matter = [library.stories.story(each.id) for each in (STORM, AGAIN, ASKS)]
    linked = [(each.earlier, each.later) for each in map(library.matters.in_order(), of_matter)]
    assert linked == [((), ()), ((ASKS.id,), ()), ((), (AGAIN.id,))]


def test_a_story_comes_by_what_it_says_whatever_its_title_is_and_without_a_briefing(library: Library) -> None:
    refused = article("e", "A cheer on the pier", f"The harbour board refused the licence. {ASKED}", 5)
    chosen = article("f", "Wightlink chooses a chair", "Shareholders chose Ann Lee, who has led a bank.", 5)
    follow(library, ASKS)
    bring(library, refused, chosen)
    library.matters.join()
    assert stories(library) == [(ASKS.id, refused.id)]


def test_a_town_and_its_mayor_alone_do_not_make_a_story_belong_to_a_matter(library: Library) -> None:
    mayor = "Mayor Anna Brandt"
    bridge = article(
        "e", "Rhine bridge at Leverdorf closed", "The Rhine bridge at Leverdorf was closed to all traffic "
        f"on Tuesday after inspectors found cracks in its cables. {mayor} said repairs could last.", 5,
    )  # fmt: skip
    strike = article(
        "f", "Bus strike in Leverdorf", "Bus drivers in Leverdorf walked out on Thursday in a dispute over "
        f"pay. {mayor} called on both sides to talk.", 5.5,
    )  # fmt: skip
    ferries = article(
        "d", "Ferries in place of the Rhine bridge", "Two ferries carry cars across the Rhine at Leverdorf, "
        f"as the bridge is closed because of the cracks in its cables. {mayor} thanked their crews.", 6,
    )  # fmt: skip
    bring(library, bridge)
    follow(library, bridge)
    bring(library, strike, ferries)
    library.matters.join()
    joined = {id_ for each in stories(library) for id_ in each}
    ours = {library.stories.story(each.id).id for each in (bridge, ferries)}
    assert joined == ours and library.stories.story(strike.id).id not in ours


def test_what_was_taken_out_by_hand_stays_out(library: Library) -> None:
    follow(library, ASKS)
    bring(library, AGAIN)
    library.matters.join()
    before = library.matters.take_out(library.matters.all()[0], AGAIN.id)
    bring(library, STORM)
    library.matters.join()
    assert stories(library) == [(ASKS.id,)] and not library.stories.story(AGAIN.id).followed
    library.matters.restore(before)
    assert stories(library) == [(ASKS.id, AGAIN.id)] and library.stories.story(AGAIN.id).followed


def test_the_last_story_of_a_matter_is_not_taken_out_and_nothing_is_written(library: Library) -> None:
    follow(library, ASKS)
    (matter,) = library.matters.all()
    assert not library.matters.take_out(matter, ASKS.id)
    assert library.matters.all() == [matter], "it has the time of its last change"


def test_a_matter_is_split_story_by_story_for_good_and_put_back_together(library: Library) -> None:
    bring(library, AGAIN, STORM)
    follow(library, ASKS)
    (matter,) = library.matters.all()
    library.matters.put(replace(matter, stories=(ASKS.id, AGAIN.id, STORM.id)))
    (matter,) = library.matters.all()
    first = library.matters.split_off(matter, ASKS.id)
    assert sorted(stories(library)) == [(ASKS.id,), (AGAIN.id, STORM.id)], "the story it began with, too"
    assert len({each.id for each in library.matters.all()}) == 2
    second = library.matters.split_off(matter, STORM.id, ASKS.id)
    assert sorted(stories(library)) == [(ASKS.id, STORM.id), (AGAIN.id,)]
    assert not library.matters.split_off(matter, AGAIN.id, ASKS.id), "the last story stays"
    assert all(library.stories.story(each.id).followed for each in (ASKS, AGAIN, STORM))
    library.matters.join()
    assert sorted(stories(library)) == [(ASKS.id, STORM.id), (AGAIN.id,)]
    library.matters.restore(second)
    library.matters.restore(first)
    assert stories(library) == [(ASKS.id, AGAIN.id, STORM.id)]


def test_matters_are_put_together_and_found_by_name(library: Library) -> None:
    bring(library, STORM)
    for each in (ASKS, STORM):
        follow(library, each)
    ferry, storm = library.matters.find("night ferry"), library.matters.find(STORM.id)
    before = library.matters.merge(storm, ferry)
    assert stories(library) == [(ASKS.id, STORM.id)]
    library.matters.restore(before)
    assert len(library.matters.all()) == 2
    library.matters.put(replace(ferry, name="Storm of protest"))
    assert library.matters.find("storm of PROTEST").id == ferry.id
    for name, words in (("Storm", "Several matters"), ("budget", "You follow no matter")):
        with pytest.raises(NotFoundError, match=words):
            library.matters.find(name)


def test_a_dossier_has_a_line_a_day_and_what_has_changed(library: Library) -> None:
    held = article("d", "Ships held in Fishbourne", HELD, 1)
    also = article("e", "Ships held at Fishbourne", f"{HELD} Nobody knew why.", 1.1)
    freed = article("f", "Ships freed, 34 people were hurt", FREED, 4)
    bring(library, held, also, freed)
    follow(library, ASKS)
    ids = [library.stories.story(each.id).id for each in (ASKS, held, also, freed)]
    library.matters.put(replace(library.matters.all()[0], stories=tuple(dict.fromkeys(ids))))
    *_, dossier = library.matters.filled(library.matters.all()[0])
    assert (dossier.first, dossier.last, len(dossier.articles)) == ("2026-03-04", "2026-03-08", 4)
    assert [(each.day, each.line.voices, each.sources) for each in dossier.days] == [
        ("2026-03-04", 1, 1), ("2026-03-05", 2, 2), ("2026-03-08", 1, 1),
    ]  # fmt: skip
    texts = {each.id: each.text for each in (ASKS, held, also, freed)}
    for day in dossier.days:
        for cited in day.line.citations:
            assert cited.passage.holds_in(texts[cited.article])
    last = dossier.days[-1].line
    assert (last.state, last.numbers) == (LineState.CHANGED, ("34 people were hurt", "20 people were hurt"))
    assert last.versus is not None and last.versus.article == held.id
    assert dossier.is_whole


def test_what_is_undated_tells_no_day(library: Library) -> None:
    undated = replace(article("d", "Ships of Wightlink held", f"{HELD} {VOTE}", 1), published=None)
    bring(library, undated)
    follow(library, undated)
    (matter,) = library.matters.all()
    *_, dossier = library.matters.filled(matter)
    assert (dossier.first, dossier.last, dossier.days) == ("", "", ())
    rows = dossier_rows([dossier], dossier, library.issues.today)
    assert [(row.label, row.count) for row in rows[1:]] == [("open", "undated"), ("article", "undated")]
    assert rows[0].about.startswith("undated · 1 article") and "pending · undated" in rows[1].about
    library.matters.put(replace(matter, stories=(ASKS.id, undated.id)))
    *_, dossier = library.matters.filled(library.matters.all()[0])
    assert (dossier.first, dossier.last) == ("2026-03-04", "2026-03-04")
    assert [each.day for each in dossier.days] == ["2026-03-04"]


COLUMN = (
    "I have sailed with Wightlink to Fishbourne for years, and love the ships. They are never late by night."
)
TEASER = "Kim Sen has all the details on this page. A licence for the night ferry was refused by the board."
NEWS = "Islanders cheered at the pier on Wednesday when Wightlink lost its long bid for a ferry by night."


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ((("Why a night ferry?", f"Who needs a night ferry of Wightlink to Fishbourne? {COLUMN}"),), ()),
        ((("My years with the night ferry", COLUMN),), ()),
        ((("Licence for the night ferry refused", TEASER),), ()),
        ((("Islanders cheer as Wightlink loses its ferry by night", NEWS),), (NEWS,)),
        (
            (
                ("My years with the night ferry", COLUMN),
                ("Islanders cheer as Wightlink loses its ferry by night", NEWS),
            ),
            (NEWS,),
        ),
        (
            (
                (
                    "A ferry by night is what islands need",
                    "A ferry by night is what islands like ours need most.",
                ),
                ("Islanders cheer as Wightlink loses its ferry by night", NEWS),
            ),
            (NEWS,),
        ),
    ],
    ids=["question", "oneself", "teaser", "news", "news beside a column", "news before opinion"],
)
def test_a_day_is_told_by_news(
    library: Library, told: tuple[tuple[str, str], ...], days: tuple[str, ...]
) -> None:
    follow(library, ASKS)
    brought = [article(name, *each, 6) for name, each in zip("def", told, strict=False)]
    bring(library, *brought)
    ids = dict.fromkeys(library.stories.story(each.id).id for each in (ASKS, *brought))
    library.matters.put(replace(library.matters.all()[0], stories=tuple(ids)))
    *_, dossier = library.matters.filled(library.matters.all()[0])
    first, *others = (each.line.citations[0].passage.text for each in dossier.days)
    assert first == ASKED.partition(" The")[0] and tuple(others) == days


def test_a_column_tells_no_day(library: Library) -> None:
    column = article("d", "My years with the night ferry", COLUMN, 6)
    bring(library, column)
    follow(library, column)
    assert not library.matters.dossier(library.matters.all()[0]).days


def test_an_issue_comes_with_what_answered_it(library: Library) -> None:
    follow(library, ASKS)
    first, *_, last = library.matters.filled(library.matters.all()[0])
    assert (first.is_whole, first.issues) == (False, ())
    (issue,) = last.issues
    assert issue.answered is None and issue.raised[0].article.id == ASKS.id
    assert issue.issue.label == VOTE.rstrip("."), "its sentence, though no article has been analysed"
    answer = SettlingPassage(AGAIN.id, Passage.at(AGAIN.text, 0, 9))
    library.issues.decide(issue, IssueState.SETTLED, answer)
    (only,) = library.matters.filled(library.matters.all()[0])
    assert only.issues[0].evidence == answer, "once its issues were gathered it is whole at once"
    bring(library, STORM)
    first, last = library.matters.filled(library.matters.all()[0])
    assert (first.is_whole, bool(first.days), last.is_whole) == (False, True, True), "its days do not wait"
    library.issues.decide(issue, IssueState.SETTLED)
    dossier = library.matters.dossier(library.matters.all()[0])
    labels = {row.label for row in dossier_rows([dossier], dossier, DAY.date())}
    assert "settled" in labels and "open" not in labels
    library.issues.decide(issue, IssueState.ASIDE)
    assert not library.matters.dossier(library.matters.all()[0]).issues


def test_today_leads_with_matters_that_have_news(library: Library) -> None:
    follow(library, ASKS)
    bring(library, STORM, replace(STORM, id="d" * 16, source="Another", text=f"{LUND} So it was."), AGAIN)
    library.matters.join()
    today = library.stories.today(DAY + timedelta(days=4), matters=library.matters.names())
    assert [(each.story.id, each.matter) for each in today.entries] == [
        (AGAIN.id, ASKS.title), (STORM.id, ""),
    ]  # fmt: skip


def test_a_matter_whose_articles_are_gone_is_told_as_such(library: Library) -> None:
    follow(library, ASKS)
    library.articles.remove(ASKS.id)
    (matter,) = library.matters.all()
    assert not library.matters.overview()
    with pytest.raises(NotFoundError, match="removed"):
        library.matters.dossier(matter)


def test_what_the_reader_does_while_stories_join_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(library, ASKS)
    library.matters.join()
    matter = library.matters.all()[0]
    bring(library, STORM)
    library.stories.assign()
    came = [[STORM.id], []]

    def joining(*_: object) -> list[str]:
        if len(came) == 2:
            library.matters.put(replace(library.matters.all()[0], name="Harbour", apart=(STORM.id,)))
        return came.pop(0) if came else []

    monkeypatch.setattr(library.issues, "joining", joining)
    monkeypatch.setattr("briefing.services.stories.matters._JOINED", "another fact")
    library.matters.join()
    (after,) = library.matters.all()
    assert (after.name, STORM.id in after.stories, after.stories) == ("Harbour", False, matter.stories)
