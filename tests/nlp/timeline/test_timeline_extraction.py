"""Extraction of dated events, each once, in chronological order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from briefing.domain import Article
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.parsing.document import parse
from briefing.nlp.timeline.timeline_extraction import extract_timeline
from briefing.sources.text.normalize_text import clean_text
from tests.nlp.conftest import parses_each

WEDNESDAY = "2026-03-04"


def dated(engine: SpacyEngine, text: str, published: str | None = WEDNESDAY) -> list[tuple[str, str]]:
    analysis = analyse(engine, Article("id", "A headline", text, published=published, language="en"))
    assert all(event.passage.holds_in(text) for event in analysis.timeline)
    return [(event.date, event.passage.text) for event in analysis.timeline]


@pytest.mark.parametrize(
    ("sentence", "iso"),
    [
        pytest.param("The minister resigned from his post on Monday.", "2026-03-02", id="past"),
        pytest.param("The minister has resigned from his post on Monday.", "2026-03-02", id="perfect"),
        pytest.param("The minister was dismissed from his post on Friday.", "2026-02-27", id="passive"),
        pytest.param("The minister will resign from his post on Monday.", "2026-03-09", id="future"),
        pytest.param("The minister is resigning from his post on Monday.", "2026-03-09", id="progressive"),
        pytest.param("The minister plans to leave his post on Monday.", "2026-03-09", id="plan"),
        pytest.param("The court hears the minister's case on Monday.", "2026-03-09", id="present"),
        pytest.param("A hearing of the case is scheduled for Monday.", "2026-03-09", id="scheduled"),
        pytest.param("The vote in the house was postponed to Friday.", "2026-03-06", id="put off"),
        pytest.param("The minister told of it at the upcoming summit in May.", "2026-05", id="upcoming"),
        pytest.param("The first vote is to be held on Monday.", "2026-03-09", id="is to be"),
        pytest.param("The talks are set to take place in Rome on Monday.", "2026-03-09", id="set to"),
        pytest.param("The ministry today is to begin the review.", "2026-03-04", id="today is to"),
        pytest.param("Dahl is free again, having left the prison on Monday.", "2026-03-02", id="having left"),
        pytest.param(
            "The minister could not be reached by reporters on Monday.", "2026-03-02", id="could not"
        ),
        pytest.param("The smoke could be seen in the town on Monday.", "2026-03-02", id="could be seen"),
        pytest.param("The trial of the two ministers starts Wednesday.", "2026-03-04", id="the day itself"),
        pytest.param(
            "The council will vote on the plan on Wednesday.", "2026-03-04", id="will, the day itself"
        ),
        pytest.param(
            "Dahl was driving his car at about 1 am Sunday on the highway.", "2026-03-01", id="1 am"
        ),
        pytest.param(
            "Dahl was held without bail for his next hearing on March 19.", "2026-03-19", id="next hearing"
        ),
        pytest.param("Dahl was ordered to appear in court on March 19.", "2026-03-19", id="ordered to"),
        pytest.param(
            "The firm shelved its plans for a public offering on January 30 after its backers left.",
            "2026-01-30",
            id="plans for a thing",
        ),
        pytest.param("Dahl tried to enter the country on August 16.", "2025-08-16", id="tried to"),
        pytest.param(
            "The mayor, in his second term, on Monday absolved a baker of same-sex bias.",
            "2026-03-02",
            id="same-sex refers to nothing",
        ),
        pytest.param(
            "On Monday the firm told the press that co-owner Ann Lee left.", "2026-03-02", id="that, a mark"
        ),
        pytest.param(
            "The court on Monday scheduled a case of a florist.", "2026-03-02", id="the day of scheduling"
        ),
        pytest.param(
            "The mayor said classes will begin on Monday, April, 13 2026.",
            "2026-04-13",
            id="one comma too many",
        ),
    ],
)
def test_the_tense_of_the_verb_says_which_monday_is_meant(
    engine: SpacyEngine, sentence: str, iso: str
) -> None:
    assert [found for found, _ in dated(engine, sentence)] == [iso]


@pytest.mark.parametrize(
    ("sentence", "iso"),
    [
        ("The demands of the town include an inquiry into the violence on February 12.", "2026-02-12"),
        ("Police said on Monday they believe the theft involved a group of thieves.", "2026-03-02"),
    ],
    ids=["of a noun", "said on"],
)
def test_a_present_tense_does_not_put_off_what_lies_behind(
    engine: SpacyEngine, sentence: str, iso: str
) -> None:
    assert [found for found, _ in dated(engine, sentence)] == [iso]


def test_the_passage_is_the_clause_that_tells_the_event(engine: SpacyEngine) -> None:
    text = (
        "Officials said that the toll in the valley rose to forty on Monday. "
        "The bridge was opened in 1999, and a storm swept it away last month. "
        "Sen, who was arrested by the police in 2019, declined to comment."
    )
    assert dated(engine, text) == [
        ("1999", "The bridge was opened in 1999"),
        ("2019", "Sen, who was arrested by the police in 2019, declined to comment."),
        ("2026-02", "a storm swept it away last month."),
        ("2026-03-02", "Officials said that the toll in the valley rose to forty on Monday."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "In findings published on Tuesday in a journal, scientists reported a new fish.",
            [
                (
                    "2026-03-03",
                    "In findings published on Tuesday in a journal, scientists reported a new fish.",
                )
            ],
            id="published",
        ),
        pytest.param(
            "Although the town was poor, Dahl moved there in 2019 and opened a shop.",
            [("2019", "Although the town was poor, Dahl moved there in 2019 and opened a shop.")],
            id="a clause before it",
        ),
        pytest.param(
            "The council said it would open the new bridge in the valley in May.",
            [("2026-05", "The council said it would open the new bridge in the valley in May.")],
            id="who it is",
        ),
        pytest.param(
            "The convoy drove past Sarin, where rebels burned the old mill down last year.",
            [("2025", "The convoy drove past Sarin, where rebels burned the old mill down last year.")],
            id="a clause about a place",
        ),
        pytest.param(
            "The town is planning events, with the first meeting set to take place on May 16.",
            [
                (
                    "2026-05-16",
                    "The town is planning events, with the first meeting set to take place on May 16.",
                )
            ],
            id="a plan in passing",
        ),
        pytest.param(
            "A law signed by the king in 2010 was struck down by the court.",
            [("2010", "A law signed by the king in 2010 was struck down by the court.")],
            id="who did a thing in passing",
        ),
        pytest.param(
            "The ship sank two hours after the start of the race on May 3, 2019.",
            [("2019-05-03", "The ship sank two hours after the start of the race on May 3, 2019.")],
            id="hours after",
        ),
        pytest.param(
            "The song was heard a million times by Monday night.",
            [("2026-03-02", "The song was heard a million times by Monday night.")],
            id="come true by then",
        ),
        pytest.param(
            "Two officers were found guilty on Tuesday of robbing a tourist in 2014.",
            [("2026-03-03", "Two officers were found guilty on Tuesday of robbing a tourist in 2014.")],
            id="a phrase within an event",
        ),
        pytest.param(
            "If the party wins the vote in the town on Tuesday, the mayor will go.",
            [("2026-03-10", "If the party wins the vote in the town on Tuesday, the mayor will go.")],
            id="a condition",
        ),
        pytest.param(
            "The group said “three rebels” were killed on Tuesday in the town.",
            [("2026-03-03", "The group said “three rebels” were killed on Tuesday in the town.")],
            id="whole quotations",
        ),
    ],
)
def test_the_passage_can_stand_alone(engine: SpacyEngine, text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(engine, text) == expected


@pytest.mark.parametrize(
    ("text", "iso", "words"),
    [
        pytest.param(
            "Sen said he will present the case of the town against the new tax to officials next week.",
            "2026-W11",
            "Sen said he will present the case of the town against the new tax to officials next week.",
            id="low in the sentence",
        ),
        pytest.param(
            "The town said on Tuesday that it aims to close all of its coal plants by 2030.",
            "2030",
            "The town said on Tuesday that it aims to close all of its coal plants by 2030.",
            id="besides the day on which it was said",
        ),
    ],
)
def test_what_is_to_come_is_told_whole(engine: SpacyEngine, text: str, iso: str, words: str) -> None:
    assert (iso, words) in dated(engine, text)


@pytest.mark.parametrize(
    ("text", "is_next"),
    [
        pytest.param("The fair will open its doors in the old harbour on Friday.", True, id="will"),
        pytest.param("Job cuts at the firm will be announced later this week.", True, id="later this week"),
        pytest.param("The council will vote on the old harbour on Wednesday.", True, id="today"),
        pytest.param(
            "The pitch to build a casino in the harbour earlier this year is also drawing protest.",
            False,
            id="earlier",
        ),
        pytest.param("The fair opened its doors in the old harbour on Monday.", False, id="has been"),
        pytest.param("The fair opened its doors in the old harbour this week.", False, id="this week"),
    ],
)
def test_what_is_to_come_is_next(engine: SpacyEngine, text: str, is_next: bool) -> None:
    article = Article("id", "A headline", text, published=WEDNESDAY, language="en")
    assert [event.is_next for event in analyse(engine, article).timeline] == [is_next]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The notes rose by a third, down from 1.8% late on Monday.", id="another figure's day"),
        pytest.param("The town burns half as much coal as it did in 2009.", id="as it did"),
        pytest.param("The raid on Monday could raise the tension in the town.", id="which raid"),
        pytest.param(
            "Voters back the plan and his vow on Monday that there would be no road.", id="which vow"
        ),
        pytest.param("Feb. 23, 2026 -- Allergies have been on the rise in the past decade.", id="date line"),
        pytest.param(
            "The next year, the group released two videos of the hostages.", id="counted from another"
        ),
        pytest.param(
            "The next year, the group released a video of the men and another in January 2017.",
            id="told after another year",
        ),
        pytest.param("The ministry predicted high demand Monday in the northern towns.", id="forecast"),
        pytest.param("The council in February was to discuss the new port.", id="was to discuss"),
        pytest.param("The airman was due to be released in February.", id="was due to be released"),
        pytest.param(
            "Members of his party left the parliament on Monday before the vote.", id="of his party"
        ),
        pytest.param("The man sat before me today was relaxed and confident.", id="before me"),
    ],
)
def test_a_day_of_something_else_dates_nothing(engine: SpacyEngine, text: str) -> None:
    assert dated(engine, text) == []


def test_in_january_this_year_is_one_or_the_other(engine: SpacyEngine) -> None:
    text = "Earlier this year a whale was stranded on the beach of Sarin."
    assert dated(engine, text, "2019-01-03") == []
    assert dated(engine, text, "2019-06-03") == [("2019", text)]


def shown(engine: SpacyEngine, title: str, text: str) -> list[str]:
    analysis = analyse(engine, Article("id", title, text, published=WEDNESDAY, language="en"))
    return [event.passage.text for event in analysis.timeline if event.shown]


def test_statistics_and_what_the_headline_does_not_concern_are_folded(engine: SpacyEngine) -> None:
    news = "Rebels attacked the northern town of Sarin on Monday, killing nine soldiers of its garrison."
    text = (
        f"{news}\n\nThe firm had 12.5 ships in 2019.\n\nThe mayor will visit the rebels in Sarin on Friday."
    )
    assert shown(engine, "Rebels attack the town of Sarin", text) == [
        news,
        "The mayor will visit the rebels in Sarin on Friday.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("On Tuesday the group joined a dozen others against the town.", id="the group"),
        pytest.param("The Herald reported on Tuesday that she might lose the vote of the town.", id="she"),
        pytest.param("Sen would have to go if the party of the town wins on Sunday.", id="a condition"),
        pytest.param("A handout image shows rebels in the town of Sarin on Tuesday.", id="a caption"),
        pytest.param("Sarin is safe, the council of the town said on Wednesday.", id="said when it appeared"),
        pytest.param("The town of Sarin names the threats facing people today.", id="nowadays"),
    ],
)
def test_a_line_that_is_no_statement_for_itself_is_folded(engine: SpacyEngine, text: str) -> None:
    assert shown(engine, "Town of Sarin votes", text) == []


def test_what_is_told_late_without_a_word_of_the_headline_is_folded(engine: SpacyEngine) -> None:
    news = "Spurs appointed Mourinho as their new coach on Tuesday."
    career = "Mourinho won three titles with Chelsea and returned to England to manage the Reds in 2016."
    assert shown(engine, "Spurs appoint Mourinho", f"{news}\n\n{career}") == [news]
    assert shown(engine, "Mourinho returns to England to coach Spurs", f"{career}\n\n{news}") == [
        career,
        news,
    ]


def test_a_sentence_of_two_days_is_shown_once_with_the_one_to_come(engine: SpacyEngine) -> None:
    text = "The court on Monday scheduled the vote of the council for Friday."
    analysis = analyse(
        engine, Article("id", "Court schedules vote", text, published=WEDNESDAY, language="en")
    )
    assert [(event.date, event.shown) for event in analysis.timeline] == [
        ("2026-03-02", False),
        ("2026-03-06", True),
    ]


def test_at_most_eight_events_are_shown_and_those_to_come_first(engine: SpacyEngine) -> None:
    gates = ("north", "south", "east", "west", "old", "new", "iron", "sea")
    past = [
        f"Rebels attacked the {gate} gate of the town of Sarin with many men on May {day}, 2025."
        for day, gate in enumerate(gates, 1)
    ]
    to_come = "The rebels of the town will leave Sarin on Friday."
    found = shown(engine, "Rebels attack the town of Sarin", "\n\n".join([*past, to_come]))
    assert len(found) == 8
    assert to_come in found


def test_events_stand_by_date_and_then_in_reading_order(engine: SpacyEngine) -> None:
    text = (
        "The council will vote on the plan in April. The mayor presented the plan on Tuesday. "
        "The plan was first discussed by the council in 2024. Two shops in the street closed on Tuesday. "
        "The mayor was travelling abroad last week."
    )
    assert [iso for iso, _ in dated(engine, text)] == [
        "2024",
        "2026-W09",
        "2026-03-03",
        "2026-03-03",
        "2026-04",
    ]
    assert [words for iso, words in dated(engine, text) if iso == "2026-03-03"] == [
        "The mayor presented the plan on Tuesday.",
        "Two shops in the street closed on Tuesday.",
    ]


def test_the_same_event_stands_once_where_it_is_told_first(engine: SpacyEngine) -> None:
    text = (
        "Rebels attacked the northern town of Sarin on Monday, killing nine soldiers.\n\n"
        "The rebels attacked the town of Sarin on Monday before dawn."
    )
    assert dated(engine, text) == [
        ("2026-03-02", "Rebels attacked the northern town of Sarin on Monday, killing nine soldiers.")
    ]


def test_a_sentence_stands_once_unless_its_clauses_have_dates_of_their_own(engine: SpacyEngine) -> None:
    text = "Deals were reached with Sen in October and Dahl in November."
    assert [words for _, words in dated(engine, text)] == [text]
    text = "The mayor left in October, and the council chose another mayor in November."
    assert dated(engine, text) == [
        ("2025-10", "The mayor left in October"),
        ("2025-11", "the council chose another mayor in November."),
    ]


def test_of_two_dates_of_one_event_the_exact_one_stays(engine: SpacyEngine) -> None:
    text = "In 2019, on July 3, 2019, the last ship left the harbour of the town."
    assert [iso for iso, _ in dated(engine, text)] == ["2019-07-03"]


def test_a_year_in_the_sentence_holds_for_the_days_that_follow(engine: SpacyEngine) -> None:
    text = "In 2019, the first cases in the islands were reported on February 6."
    assert "2019-02-06" in [iso for iso, _ in dated(engine, text)]


def test_a_month_of_a_full_date_has_its_year_in_what_is_told_after_it(engine: SpacyEngine) -> None:
    text = "The army moved in on November 15, 2017. The president resigned from his post on November 21."
    assert [iso for iso, _ in dated(engine, text)] == ["2017-11-15", "2017-11-21"]
    apart = text.replace("2017. ", "2017.\n\n")
    assert [iso for iso, _ in dated(engine, apart)] == ["2017-11-15", "2017-11-21"]
    named = "Dahl was known before the November 2017 riots.\n\nOn November 21, Dahl posted a call to arms."
    assert [iso for iso, _ in dated(engine, named)] == ["2017-11-21"]
    recent = "The riots began in January 2020.\n\nThe court freed the last of them on January 12."
    assert [iso for iso, _ in dated(engine, recent)] == ["2020-01", "2026-01-12"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The island is still today a barren place without trees.", id="still today"),
        pytest.param("Their words continue to haunt the families of the town today.", id="haunt today"),
        pytest.param("The launch planned for Monday was called off.", id="planned for it, and called off"),
        pytest.param("The party today holds most of the seats in the house.", id="nowadays"),
        pytest.param(
            "The old results do not apply to the situation of the party today.", id="nowadays denied"
        ),
        pytest.param("The shops stay closed until Friday because of the storm.", id="an end"),
        pytest.param("The minister defended the budget of the 2016 government again.", id="which one"),
        pytest.param("This was the strongest storm in the valley since 2009.", id="a comparison"),
        pytest.param("The council works for a better tomorrow of the town.", id="the future"),
        pytest.param("The shops of the town close early on a Monday.", id="any Monday"),
        pytest.param("Shops were crowded again as Black Friday drew near.", id="a name"),
        pytest.param("Protesters in the capital on Monday.", id="no verb"),
        pytest.param(
            "“The polls will be closed tomorrow for everyone,” the governor said.", id="tomorrow said"
        ),
        pytest.param("She declared victory in the town on Tuesday.", id="who is told elsewhere"),
        pytest.param("The harbour was open. She left the town on Tuesday.", id="who is told before that"),
        pytest.param("Both movements were started by students in 2017.", id="which is told elsewhere"),
        pytest.param("A resident of the town shared that sentiment on Tuesday.", id="what is told elsewhere"),
        pytest.param("Dahl showed everybody the clock that he had brought in 2019.", id="about an object"),
        pytest.param("Police will watch the street after an arrest made last week.", id="an aside"),
        pytest.param("Dahl is wanted for his role in the release of the files in 2010.", id="a noun's date"),
        pytest.param("Dahl has led the party since leaving the army in 2010.", id="since doing so"),
        pytest.param("Sales fell by a tenth, compared to a rise of a fifth last year.", id="compared"),
        pytest.param("A goal of no emissions by 2050 was announced by the town.", id="a deadline"),
        pytest.param("“We won the vote in 2019 and will win again,” the governor said.", id="in a quotation"),
        pytest.param("Are you in the town for the vote on Friday?", id="a question"),
        pytest.param("Nothing at all has a date in here.", id="no date"),
        pytest.param("", id="no text"),
    ],
)
def test_what_cannot_be_dated_honestly_is_left_out(engine: SpacyEngine, text: str) -> None:
    assert dated(engine, text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A crowd of between 1984 and 1990 marchers filled the square.", id="of between"),
        pytest.param("The brewery hired from 1600 to 1900 seasonal workers.", id="workers of a kind"),
        pytest.param("The brewery cut 1,984 jobs, and 2000 protesters met at its gate.", id="jobs"),
        pytest.param("Drivers on route 1990 were stopped by the police.", id="a road"),
        pytest.param("The bridge was closed from 1900 GMT and opened by 2100 local time.", id="times of day"),
        pytest.param("The plane had fallen by 2000 feet when the pilots woke up.", id="a measure"),
    ],
)
def test_a_count_that_looks_like_a_year_is_none(engine: SpacyEngine, text: str) -> None:
    assert dated(engine, text) == []


@pytest.mark.parametrize(
    ("text", "year"),
    [
        pytest.param("In 2000 people began to leave the island.", "2000", id="people behind it"),
        pytest.param("Between 1999 and 2003 voters chose four mayors.", "1999", id="voters behind it"),
        pytest.param("Prices of bread and milk rose from 1990 to 1995.", "1990", id="rose"),
        pytest.param("The house was built between 1900 and 1950 by monks.", "1900", id="round"),
    ],
)
def test_a_year_that_looks_like_a_count_is_told(engine: SpacyEngine, text: str, year: str) -> None:
    assert [iso for iso, _ in dated(engine, text)] == [year]


def test_without_a_day_of_publication_only_whole_dates_are_told(engine: SpacyEngine) -> None:
    text = (
        "The minister resigned on Monday. Dahl had taken the office on May 3, 2019. He will speak next week."
    )
    assert dated(engine, text, None) == [("2019-05-03", "Dahl had taken the office on May 3, 2019.")]


def test_the_day_of_publication_may_have_a_time_with_it(engine: SpacyEngine) -> None:
    text = "The minister resigned from his post yesterday."
    assert dated(engine, text, "2026-03-04T23:30:00+01:00") == [("2026-03-03", text)]


WORDS = (
    "The minister Biden said that will met resigned was scheduled and , . “ ” who in on by until from "
    "to last next this week month year today yesterday tomorrow "
    "Monday Friday March May 4 28 30 2019 2026 ’s – \n\n"
).split(" ")


@parses_each
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=80),
    published=st.none() | st.dates().map(lambda day: day.isoformat()),
)
def test_events_and_quotes_of_generated_news_quote_their_text_in_order(
    engine: SpacyEngine, words: list[str], published: str | None
) -> None:
    text = clean_text(" ".join(words))
    analysis = analyse(engine, Article("id", "Any", text, published=published, language="en"))
    passages = [event.passage for event in analysis.timeline] + [quote.passage for quote in analysis.quotes]
    assert all(passage.text and passage.holds_in(text) for passage in passages)
    assert len(set(analysis.timeline)) == len(analysis.timeline)
    years = [int(event.date[:4]) for event in analysis.timeline]
    # The Monday of a first week may lie in the year before.
    assert all(later >= earlier - 1 for earlier, later in pairwise(years))


def test_of_clauses_that_cross_in_the_tree_the_sentence_is_told_once(nlp: Language) -> None:
    document = parse(
        nlp, Article("id", "", "Yesterday the bank closed on 3 May 2020, and the shop opened on 5 June 2020.")
    )
    (parsed,) = document.docs
    heads = [token.head.i for token in parsed]
    heads[0] = next(token.i for token in parsed if token.text == "opened")  # a clause begun before the other
    crossed = Doc(
        nlp.vocab,
        words=[token.text for token in parsed],
        spaces=[bool(token.whitespace_) for token in parsed],
        tags=[token.tag_ for token in parsed],
        pos=[token.pos_ for token in parsed],
        lemmas=[token.lemma_ for token in parsed],
        deps=[token.dep_ for token in parsed],
        heads=heads,
    )
    events = extract_timeline(replace(document, docs=(crossed,)))
    assert [event.date for event in events] == ["2020-05-03"]


LAST_TIME = [
    "The council said in {} it would close the school.",
    "The firm announced in {} it will build a plant.",
    "Officials warned in {} they could run out of money.",
    "Dahl told the board in early {} he would leave the firm.",
    "The ministry promised in {} the road would be open soon.",
    "The council said in {} that it would close the school.",
    "The mayor resigned in {} after a row.",
    "The court had ruled in {} that the law was void.",
    "The king promised in {} to pay the debt.",
    "The firm could not pay its staff in {}.",
    "The minister should have resigned in {}.",
    "The road would be closed, the mayor said in {}.",
    "The town will vote on the plan that the mayor presented in {}.",
]
NEXT_TIME = [
    "The court will rule on the case in {}.",
    "The mayor plans to resign in {}.",
    "The vote on the plan is due in {}.",
    "The trial of the mayor begins in {}.",
    "The council expects to finish the bridge by {}.",
    "Officials said that the trial will begin in {}.",
    "The talks are to start in {}.",
]
DAYS = ("2026-01-05", "2026-04-20", "2026-05-10", "2026-12-30")


@pytest.mark.parametrize(
    ("sentence", "is_past"), [*((each, True) for each in LAST_TIME), *((each, False) for each in NEXT_TIME)]
)
def test_a_month_is_the_last_or_the_next_as_the_verb_tells(
    nlp: Language, sentence: str, is_past: bool
) -> None:
    for number, month in ((2, "February"), (3, "March"), (6, "June"), (9, "September"), (11, "November")):
        document = parse(nlp, Article("id", "A headline", sentence.format(month), language="en"))
        for day in DAYS:
            year = int(day[:4])
            if is_past:
                year -= number > int(day[5:7])
            else:
                year += number < int(day[5:7])
            dated_document = replace(document, article=replace(document.article, published=day))
            found = [event.date for event in extract_timeline(dated_document)]
            is_historical = not is_past and sentence.startswith("The trial") and found < [day[:7]]
            assert found == [f"{year}-{number:02}"] or is_historical, (day, month)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Kim Sen, the surgeon of the staff, told reporters on Monday.", id="told reporters"),
        pytest.param("The paper reported on Monday.", id="reported"),
        pytest.param("The party of the mayor suggested on Monday.", id="suggested"),
        pytest.param("The ministry did not comment on Monday.", id="did not comment"),
        pytest.param("The mayor did not meet any of the bakers on Monday.", id="did not meet"),
        pytest.param("The panel proposes that Dahl go back to clean power by 2035.", id="only proposed"),
        pytest.param("The trial will go on six days a week, Monday through Saturday, in Rome.", id="a week"),
        pytest.param("The ministry declined to comment on Monday.", id="declined to comment"),
        pytest.param("The ministry did not immediately respond on Monday to a request.", id="no response"),
        pytest.param("The firm did not provide a comment on Monday.", id="no comment"),
        pytest.param("Today, most people in the town are feeling rather well.", id="nowadays are feeling"),
        pytest.param("Sen, who was appointed a year ago Monday, opened the school.", id="a year ago Monday"),
        pytest.param("Sen lost the vote two weeks ago on Monday.", id="two weeks ago on Monday"),
    ],
)
def test_what_tells_of_no_event_has_no_day(nlp: Language, sentence: str) -> None:
    article = Article("id", "A headline", sentence, published=WEDNESDAY, language="en")
    assert [event.date for event in extract_timeline(parse(nlp, article)) if len(event.date) == 10] == []


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        pytest.param(
            "Officials said that the toll in the valley rose to forty on Monday.", None, id="who says so"
        ),
        pytest.param(
            "After the second charge was brought on Monday, the leaders of the party asked him to go.",
            "the second charge was brought on Monday",
            id="not where it would be the day of something else",
        ),
        pytest.param(
            "Papers said the council responded to the fire on Monday by closing the road.",
            None,
            id="responded",
        ),
        pytest.param(
            "Dahl, the mayor, said the bridge will be closed for repairs on Monday.", None, id="to come"
        ),
        pytest.param(
            "The road was built in 1999, but the bridge was swept away on Monday.",
            "the bridge was swept away on Monday.",
            id="beside another date",
        ),
        pytest.param(
            f"The report said that {'the long and costly ' * 16}repair of the bridge was halted on Monday.",
            f"{'the long and costly ' * 16}repair of the bridge was halted on Monday.",
            id="of a long sentence",
        ),
    ],
)
def test_a_clause_is_shown_with_its_sentence_if_that_is_short(
    nlp: Language, sentence: str, passage: str | None
) -> None:
    article = Article("id", "A headline", sentence, published=WEDNESDAY, language="en")
    found = [event.passage.text for event in extract_timeline(parse(nlp, article))]
    assert found[-1].rstrip(".") == (passage or sentence).rstrip(".")
