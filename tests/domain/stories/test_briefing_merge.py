"""One briefing from those of a story's articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.analysis import Actor, ActorKind, Analysis, EngineInfo, Event, Issue, IssueKind, Quote
from briefing.domain.briefing import Citation
from briefing.domain.span import Passage, Span
from briefing.domain.stories.briefing_merge import merge_briefings
from briefing.domain.stories.story_briefing import LineState, StoryBriefing, StoryText

DAY = 86_400.0
ENGINE = EngineInfo("test", "1", "none")

TOLL = "A firebomb attack on a bank in Athens killed at least {} people during a general strike against cuts."
CONDEMNED = "Prime minister George Papandreou condemned the killings as a raw murderous act in parliament."
CONDEMNED_TOO = "In parliament, Papandreou condemned a raw murderous act."
MARKETS = "Shares on the Athens exchange fell by four per cent, and banks lost most of their value."
PASSED = (
    "The House passed the Democrats’ showcase anti-corruption and voting rights legislation on Friday, "
    "an expansive measure that aims to dismantle barriers to the ballot box."
)
PASSED_TOO = (
    "Democrats’ landmark campaign finance, voting rights and ethics reform bill passed the House of "
    "Representatives on Friday."
)


def passage(text: str, words: str) -> Passage:
    start = text.index(words)
    return Passage(Span(start, start + len(words)), words)


def story_text(
    number: int,
    *sentences: str,
    points: Sequence[str] | None = None,
    day: int = 0,
    publisher: str = "",
    new: bool = False,
) -> StoryText:
    text = "\n\n".join(sentences)
    summary = tuple(passage(text, point) for point in (sentences if points is None else points))
    analysis = Analysis(ENGINE, summary=summary)
    return StoryText(f"a{number}", "", text, publisher or f"paper {number}", day * DAY, analysis, new)


def test_what_several_publishers_say_is_one_line_with_its_voices() -> None:
    briefing = merge_briefings(
        [story_text(0, TOLL.format("three"), CONDEMNED), story_text(1, CONDEMNED_TOO, MARKETS)]
    )
    first = briefing.summary[0]
    assert (first.citations[0].passage.text, first.voices, first.state) == (
        CONDEMNED_TOO,
        2,
        LineState.AGREED,
    )
    assert [each.passage.text for each in first.citations[1:]] == [CONDEMNED]
    others = {line.citations[0].passage.text: line for line in briefing.summary[1:]}
    assert others.keys() == {TOLL.format("three"), MARKETS}
    assert {line.state for line in others.values()} == {LineState.SINGLE}


def test_a_sentence_that_is_no_point_of_its_article_supports_a_line() -> None:
    other = story_text(1, MARKETS, CONDEMNED_TOO, points=[MARKETS])
    line = merge_briefings([story_text(0, CONDEMNED), other]).summary[0]
    assert (line.voices, [each.article for each in line.citations[1:]]) == (2, ["a1"])


def test_two_articles_of_one_publisher_are_one_voice() -> None:
    articles = [story_text(number, CONDEMNED, publisher="paper") for number in range(2)]
    line = merge_briefings(articles).summary[0]
    assert (line.voices, line.state, len(line.citations[1:])) == (1, LineState.SINGLE, 1)


def test_numbers_that_differ_on_a_day_differ_and_later_ones_have_changed() -> None:
    three, five = TOLL.format("three"), TOLL.format("five")
    (line,) = merge_briefings([story_text(0, three), story_text(1, five)]).summary
    assert (line.state, line.numbers) == (LineState.DIFFER, ("five people", "three people"))
    assert line.versus is not None and line.versus.passage.text == three
    (line,) = merge_briefings([story_text(0, three), story_text(1, five, day=1)]).summary
    assert (line.state, line.numbers) == (LineState.CHANGED, ("five people", "three people"))
    assert line.citations[0].article == "a1" and line.versus is not None and line.versus.article == "a0"
    same_paper = [story_text(0, three, publisher="p"), story_text(1, five, publisher="p")]
    assert merge_briefings(same_paper).summary[0].state is LineState.SINGLE


@pytest.mark.parametrize(
    ("day", "state"), [(0, LineState.DIFFER), (1, LineState.CHANGED)], ids=["one day", "a later day"]
)
def test_numbers_of_dead_that_differ_are_a_line_though_no_summary_has_them(
    day: int, state: LineState
) -> None:
    """The sentences share no words besides: the story says that they are of one event."""
    dead = "Ten people had died by nightfall."
    articles = [
        story_text(0, MARKETS, CONDEMNED, dead, points=[MARKETS]),
        story_text(1, PASSED, "Officials spoke of 14 deaths.", points=[PASSED], day=day),
    ]
    line = merge_briefings(articles).summary[-1]
    assert (line.state, line.numbers, line.voices) == (state, ("14 deaths", "Ten people had died"), 1)
    assert line.versus == Citation("a0", passage(articles[0].text, dead))


def test_voices_are_those_of_the_later_number() -> None:
    dead, later = "Ten people had died by nightfall.", "Officials spoke of 14 deaths in Athens on Friday."
    articles = [
        story_text(0, MARKETS, CONDEMNED, dead, points=[MARKETS]),
        story_text(1, PASSED, later, points=[PASSED]),
        story_text(2, PASSED_TOO, later.replace("Friday", "Friday night"), points=[PASSED_TOO]),
    ]
    line = merge_briefings(articles).summary[-1]
    assert line.versus == Citation("a0", passage(articles[0].text, dead)) and line.voices == 2


def test_the_dead_of_an_earlier_event_are_no_other_number() -> None:
    """That SARS was another outbreak is told by the other article."""
    articles = [
        story_text(0, MARKETS, "The virus has left 17 people dead.", "It is unlike the 2003 SARS epidemic."),
        story_text(1, PASSED, "Of those with SARS, 774 people died.", points=[PASSED]),
    ]
    assert all(line.versus is None for line in merge_briefings(articles).summary)


def lines_of(briefing: StoryBriefing) -> list[str]:
    return [line.citations[0].passage.text for line in briefing.summary]


def test_a_line_is_new_if_all_that_say_it_are_and_comes_before_what_more_publishers_say() -> None:
    briefing = merge_briefings(
        [story_text(0, CONDEMNED), story_text(1, CONDEMNED_TOO, new=True), story_text(2, MARKETS, new=True)]
    )
    assert [(line.is_new, line.voices) for line in briefing.summary] == [(True, 1), (False, 2)]


def test_a_line_is_news_though_earlier_articles_have_all_its_words_in_other_sentences() -> None:
    threat = "The president threatened to cut what the country pays to the World Health Organization."
    other = "Hospitals will quit the programme, says a report that the minister will withdraw."
    leaves = "The president says the country will quit the World Health Organization."
    first, second = story_text(0, other, MARKETS), story_text(1, threat)
    third = story_text(2, leaves, day=1, new=True)
    assert merge_briefings([first, third]).summary[0].is_new
    assert lines_of(merge_briefings([first, second, third], title="Country to quit health body"))[0] == leaves


@pytest.mark.parametrize(
    "title, points, told",
    [
        ("Athens: three killed in bank firebombing", [CONDEMNED], TOLL.format("three")),
        ("Papandreou condemns murderous act in parliament", [MARKETS], CONDEMNED_TOO),
    ],
)
def test_the_first_line_is_the_sentence_that_reports_what_the_title_names(
    title: str, points: Sequence[str], told: str
) -> None:
    first = story_text(0, TOLL.format("three"), CONDEMNED, MARKETS, points=points)
    second = story_text(1, CONDEMNED_TOO, MARKETS, points=[MARKETS])
    assert lines_of(merge_briefings([first, second], title=title))[0] == told
    bare = [replace(each, analysis=None) for each in (first, second)]
    assert lines_of(merge_briefings(bare, title=title)) == [told]


@pytest.mark.parametrize(
    "scene",
    [
        "Smoke hung over the square of the bank when morning came.",
        "For years the general strike was a harmless holiday of the people of Athens.",
        "Nikos Arvanitis, a 34-year-old clerk, was late for work at a bank in Athens.",
        "Sign up for our newsletter on the attack on the bank in Athens.",
        "The opinions expressed by columnists of the Athens Courier are their own.",
        "Who attacked the bank in Athens, where three were killed on Wednesday?",
        "I was at the bank in Athens when three people were killed on Wednesday.",
        "President Karolos Papandreou and the bank at last year's parade in Athens.",
        "Protesters in front of a bank look for cover in Athens, May 5, 2010.",
    ],
)
def test_no_scene_caption_or_note_of_the_publisher_is_the_event(scene: str) -> None:
    later = "A firebomb attack on a bank killed three people in Athens on Wednesday, the police said."
    title = "Attack on bank in Athens: three killed, Papandreou speaks of killings"
    told = merge_briefings([story_text(0, scene, later, MARKETS)], title=title)
    assert lines_of(told)[0] == later and told.is_told
    assert not merge_briefings([story_text(0, scene, "Nobody was there.")], title=title).is_told


def test_a_column_tells_no_event_and_news_does() -> None:
    column = replace(story_text(0, TOLL.format("three"), MARKETS), is_column=True)
    assert not merge_briefings([column], title="Three killed in Athens attack").is_told
    news = story_text(1, CONDEMNED_TOO, day=1)
    told = merge_briefings([column, news], title="Papandreou condemns murderous act in parliament")
    assert lines_of(told)[0] == CONDEMNED_TOO


def test_an_opening_with_the_words_of_the_title_is_the_event_though_it_presumes_others() -> None:
    opening = (
        "In its latest report the parliament of Greece says that priests stole from the banks of Athens."
    )
    briefing = merge_briefings([story_text(0, opening)], title="Priests stole from banks, report says")
    assert briefing.is_told and lines_of(briefing) == [opening]


@pytest.mark.parametrize(
    ("title", "opening"),
    [
        (
            "Three killed in Athens attack",
            "Three killed in Athens attack The bank was set on fire on Friday.",
        ),
        (
            "Three were killed by an attack in Athens. It could be worse",
            "Three were killed by an attack in Athens.",
        ),
        ("What to know about the Athens attack", TOLL.format("three")),
        ("In Athens the banks are all in for Papandreou", "The banks of Athens are back for Papandreou."),
    ],
    ids=[
        "the headline is glued to it", "it is the headline", "the title explains, and no day is named",
        "it hardly reports, and no day is named",
    ],
)  # fmt: skip
def test_an_opening_that_only_repeats_the_headline_or_explains_is_not_the_event(
    title: str, opening: str
) -> None:
    article = replace(story_text(0, opening), title=title)
    assert not merge_briefings([article], title=title).is_told


def test_a_surname_that_stands_in_full_only_before_needs_its_sentence() -> None:
    full = "Maria Vardas came late to a hearing that could take years."
    short = "Vardas refused on Friday to open the Athens bank that was attacked."
    title = "Bank in Athens attacked, opening refused"
    assert not merge_briefings([story_text(0, full, short)], title=title).is_told
    assert merge_briefings([story_text(0, full, short)], title=f"{title}: Vardas").is_told


@pytest.mark.parametrize("before", ["The US", "The East", "The Greater", "The nation's", "From S.C."])
def test_what_is_no_surname_may_begin_the_event(before: str) -> None:
    opening = f"{before} Vardas came late to a hearing that could take years."
    event = "Vardas refused on Friday to open the Athens bank that was attacked."
    assert merge_briefings(
        [story_text(0, opening, event)], title="Bank in Athens attacked, opening refused"
    ).is_told


def test_without_a_day_what_one_publisher_says_tells_the_event_only_with_half_of_the_title() -> None:
    trend = "Bank strikes that have been a hallmark of Athens are spreading to its parliament."
    title = "Strikes in parliament spotlight infighting of Greek ministers"
    one, other = story_text(0, trend), story_text(1, trend)
    assert not merge_briefings([one], title=title).is_told
    assert merge_briefings([one, other], title=title).is_told
    assert merge_briefings([one], title="Bank strikes spreading to parliament").is_told


def test_an_article_alone_tells_by_a_plain_first_sentence_or_later_with_a_day() -> None:
    first = "A court has handed Wightlink a victory in the second ferry lawsuit that went to trial here."
    later = "The island council welcomed on Friday what the court in Cowes decided on the lawsuit."
    title = "Wightlink Wins Cowes Ferry Lawsuit Over Night Fares"
    trend = first.replace("has handed", "has always handed")
    briefings = [merge_briefings([story_text(0, *each)], title=title) for each in ([first], [trend, later])]
    assert [(each.is_told, lines_of(each)[0]) for each in briefings] == [(True, first), (True, later)]
    background = later.replace("the lawsuit", "cows").replace("Cowes", "town")
    for others in ([trend], [trend, background], [first.replace("has handed", "is handing")]):
        assert not merge_briefings([story_text(0, *others)], title=title).is_told


@pytest.mark.parametrize(("day", "voices"), [(3, 1), (4, 2)])  # 1970 began on a Thursday
def test_an_article_from_before_the_day_of_a_line_does_not_say_it(day: int, voices: int) -> None:
    line = "George Papandreou condemned the killings as a murderous act in parliament on Monday."
    earlier = story_text(0, "In parliament, Papandreou condemned the killings as a murderous act.", day=day)
    briefing = merge_briefings([earlier, story_text(1, line, day=5, new=True)], title="Act condemned")
    assert [each.voices for each in briefing.summary if each.citations[0].passage.text == line] == [voices]


def test_first_sentences_in_like_words_agree_though_another_sentence_is_liker() -> None:
    one = "House Democrats unveiled two articles on the mayor on Tuesday, charging her with abuse of power."
    two = "House Democrats on Tuesday unveiled two articles on the mayor, all but guaranteeing a trial."
    liker = "Ann Lee, who unveiled no articles on the mayor, says charging her with abuse of power is wrong."
    texts = [replace(story_text(at, *each), analysis=None) for at, each in enumerate(([one], [two, liker]))]
    assert [each.voices for each in merge_briefings(texts, title="Articles on mayor unveiled").summary] == [2]


def test_a_speaker_whose_name_stands_before_tells_the_event_only_if_the_title_names_her() -> None:
    said = "The strike in Athens is the largest since the war, Ms. Lane explained on Friday."
    assert not merge_briefings([story_text(0, said)], title="Largest strike in Athens").is_told
    assert merge_briefings([story_text(0, said)], title="Lane on the largest strike in Athens").is_told


def test_below_the_event_a_publisher_alone_must_report_something_of_a_day() -> None:
    friday = "On Friday shares on the Athens exchange fell, and banks lost most of their value."
    background = "Such strikes have been a thing of the Greek spring for decades."
    leaning = "The move left the ministers with fewer votes than ever before in Athens."
    again = "Three people in a bank in Athens were killed on Friday, as clerks told the attack."
    others = background, leaning, MARKETS, again, friday
    text = story_text(0, TOLL.format("three"), *others)
    assert lines_of(merge_briefings([text], title="Three killed in Athens attack")) == [
        TOLL.format("three"), friday,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "before",
    [
        "ATHENS (Reuters) - ",
        "Athens (CNN) ",
        "(CNN) ",
        "Greece in uproar over strike\n\nATHENS — ",
        "(Athens, GR) – ",
        "Greece in uproar over strike\n\nTERRE HAUTE, Ind. (AP) — ",
        "Ann Lee and Kim Poe\n\nGAZETTE\n\nALEXANDRIA, Va. – ",
        "George Papandreou greets members on Friday. (Tom Roe/Agency)\n\nATHENS (AP) — ",
        "George Papandreou, flanked by members and ministers. Tom Roe/Getty Images\n\nATHENS (AP) — ",
    ],
)
def test_an_event_is_told_without_the_dateline_and_what_is_before_it(before: str) -> None:
    articles = [replace(story_text(0, f"{before}{CONDEMNED}"), analysis=None)]
    assert lines_of(merge_briefings(articles, title="Papandreou condemns killings")) == [CONDEMNED]


def test_below_the_event_a_column_has_no_line() -> None:
    column = replace(story_text(1, MARKETS), is_column=True)
    briefing = merge_briefings([story_text(0, TOLL.format("three")), column], title="Attack in Athens")
    assert lines_of(briefing) == [TOLL.format("three")]


def test_where_some_articles_are_new_the_event_is_theirs() -> None:
    first = story_text(0, TOLL.format("three"))
    second = story_text(1, MARKETS, CONDEMNED, day=1, new=True)
    briefing = merge_briefings([first, second], title="Three killed: Papandreou condemns a murderous act")
    assert lines_of(briefing)[0] == CONDEMNED


def test_a_line_is_no_news_if_an_earlier_article_says_nearly_that() -> None:
    known = (
        "Police say that the shootings happened minutes after Hiller was suspended from her job at the plant."
    )
    again = "Suspended from her job at the plant, a woman came back with a pistol and opened fire on others."
    first = story_text(0, MARKETS, known, points=[MARKETS])
    second = story_text(1, CONDEMNED, again, day=1, new=True)
    lines = {line.citations[0].passage.text: line.is_new for line in merge_briefings([first, second]).summary}
    assert lines == {MARKETS: False, CONDEMNED: True, again: False}


def test_an_event_is_news_unless_an_earlier_article_says_the_same() -> None:
    first = story_text(0, "Police say the ferry sank in the harbour of Piraeus after its crew had left it.")
    again = "The ferry sank in the harbour of Piraeus after its crew left it, the police said on Monday."
    later = "The owners of the ferry accused the police on Monday of a lie, and asked a court for damages."
    for sentence, is_new in ((again, False), (later, True)):
        second = story_text(1, sentence, MARKETS, day=1, new=True)
        (event, *_) = merge_briefings(
            [first, second], title="Owners of ferry that sank accuse police"
        ).summary
        assert (event.citations[0].passage.text, event.is_new) == (sentence, is_new)


def test_a_caption_is_no_line() -> None:
    caption = "A missile is launched in this undated photo released by the agency."
    (line,) = merge_briefings([story_text(0, caption, MARKETS)]).summary
    assert line.citations[0].passage.text == MARKETS


def test_a_change_is_new_if_the_later_article_is() -> None:
    articles = [story_text(at, TOLL.format(count), day=at) for at, count in enumerate(("three", "five"))]
    assert not merge_briefings(articles).summary[0].is_new
    (line,) = merge_briefings([articles[0], replace(articles[1], is_new=True)]).summary
    assert line.is_new and line.numbers == ("five people", "three people")


def test_first_sentences_say_the_same_earlier_than_others() -> None:
    (line,) = merge_briefings([story_text(0, PASSED), story_text(1, PASSED_TOO)]).summary
    assert line.voices == 2
    articles = [story_text(0, MARKETS, PASSED), story_text(1, CONDEMNED, PASSED_TOO)]
    assert {line.voices for line in merge_briefings(articles).summary} == {1}


def test_below_the_event_nothing_tells_it_again_in_other_words() -> None:
    event = TOLL.format("three").replace("during", "on Wednesday during")
    again = (
        "Maria Vardas spoke on Wednesday to relatives of two clerks of Piraeus whom the attack on the bank"
        " killed, and walked with ministers, priests, monks, nurses and pupils to a church of northern Athens"
        " that is closed to visitors."
    )
    articles = [story_text(0, event), story_text(1, MARKETS, again)]
    lines = lines_of(merge_briefings(articles, title="Three killed in Athens attack"))
    assert lines[0] == event and again not in lines


def test_what_one_publisher_says_is_left_out_where_another_line_says_nearly_that() -> None:
    lines = merge_briefings([story_text(0, PASSED), story_text(1, CONDEMNED, PASSED_TOO)]).summary
    assert {line.citations[0].passage.text for line in lines} == {PASSED, CONDEMNED}


def test_headings_are_no_lines() -> None:
    heading = "24 July 2013 Last updated at 13:42 GMT"
    briefing = merge_briefings([story_text(0, heading, MARKETS), story_text(1, heading, CONDEMNED)])
    assert {line.citations[0].passage.text for line in briefing.summary} == {MARKETS, CONDEMNED}


def test_an_article_without_marks_at_the_end_of_sentences_has_its_lines() -> None:
    unmarked = MARKETS.rstrip(".")
    (line,) = merge_briefings([story_text(0, unmarked)]).summary
    assert line.citations[0].passage.text == unmarked


def test_articles_without_an_analysis_are_named() -> None:
    bare = StoryText("b", "", CONDEMNED_TOO, "paper b", 0.0)
    briefing = merge_briefings([story_text(0, CONDEMNED), bare])
    assert briefing.missing == ("b",)
    assert briefing.summary[0].voices == 2
    assert merge_briefings([]).summary == ()


def actor(text: str, name: str, kind: ActorKind = ActorKind.PERSON, *aliases: str) -> Actor:
    return Actor(name, kind, None, aliases, 0.5, (passage(text, name),), ())


_PERSON, _COUNTRY, _ORG = ActorKind.PERSON, ActorKind.COUNTRY, ActorKind.ORGANIZATION


@pytest.mark.parametrize(
    ("kind", "named", "merged"),
    [
        (_PERSON, ["George Papandreou", "Mr George Papandreou|George Papandreou"], "George Papandreou 2"),
        (_PERSON, ["Papandreou", "George Papandreou", "Papandreou"], "George Papandreou 3"),
        (_PERSON, ["George A. Papandreou", "George Papandreou"], "George A. Papandreou 2"),
        (_PERSON, ["George Papandreou", "Andreas Papandreou", "Papandreou"],
         "George Papandreou 1, Andreas Papandreou 1, Papandreou 1"),
        (_COUNTRY, ["United States", "U.S.", "America", "Georgia"], "United States 3, Georgia 1"),
        (_ORG, ["WHO", "World Health Organization|the WHO", "W.H.O."], "World Health Organization 3"),
        (_ORG, ["Department of Health", "Department of Defense|Department"],
         "Department of Health 1, Department of Defense 1"),
    ],
)  # fmt: skip
def test_actors_are_one_by_a_full_name_initials_or_the_surname_of_one_person(
    kind: ActorKind, named: Sequence[str], merged: str
) -> None:
    articles = []
    for at, each in enumerate(named):
        text = each.replace("|", ", ")
        name, *aliases = each.split("|")
        analysis = Analysis(ENGINE, actors=(actor(text, name, kind, *aliases),))
        articles.append(StoryText(f"a{at}", "", text, f"paper {at}", 0.0, analysis))
    lines = merge_briefings(articles).lines["actors"]
    assert ", ".join(f"{each.name} {each.articles}" for each in lines) == merged
    for line in lines:
        assert [each.article for each in line.citations] == sorted(each.article for each in line.citations)


def test_a_country_is_no_organization_of_its_name_and_ten_actors_are_enough() -> None:
    names = ["Nordline", *(f"Person Number{chr(97 + at)}" for at in range(12))]
    text = " ".join(names)
    kinds = [ActorKind.ORGANIZATION, *[ActorKind.PERSON] * 12]
    both = (actor(text, "Nordline", ActorKind.COUNTRY), *map(actor, [text] * 13, names, kinds))
    articles = [StoryText("a", "", text, "paper", 0.0, Analysis(ENGINE, actors=both))]
    lines = merge_briefings(articles).lines["actors"]
    assert len(lines) == 10 and [each.name for each in lines[:2]] == ["Nordline", "Nordline"]


def test_issues_events_and_quotes_are_told_once_with_all_their_passages() -> None:
    texts = [
        "The vote on the withdrawal agreement is due. On Tuesday a bomb hit a bank branch in Athens. "
        "“It was murder, plain murder.”",
        "A vote on the withdrawal agreement follows. A bomb hit a bank branch in Athens on Tuesday. "
        "“plain murder”",
    ]
    labels = ["Vote on the withdrawal agreement", "Vote on a withdrawal agreement"]
    spoken = ["It was murder, plain murder", "plain murder"]
    articles = []
    for at, text in enumerate(texts):
        first, second, _ = text.split(". ")
        analysis = Analysis(
            ENGINE,
            issues=(
                Issue(labels[at], IssueKind.PENDING, 3, (passage(text, first),), (), None, 0.5 + at / 4),
            ),
            timeline=(Event("2026-03-03", passage(text, second)),),
            quotes=(Quote(None if at else "Papandreou", passage(text, spoken[at])),),
        )
        articles.append(StoryText(f"a{at}", "", text, f"paper {at}", 0.0, analysis))
    briefing = merge_briefings(articles)
    (issue,) = briefing.issues
    (event,), (quote,) = briefing.lines["timeline"], briefing.lines["quotes"]
    assert (issue.issue.label, issue.articles) == (labels[1], 2)
    assert [each.article for each in issue.evidence] == ["a0", "a1"]
    assert (event.date, len(event.citations)) == ("2026-03-03", 2)
    assert (quote.name, len(quote.citations)) == ("Papandreou", 2)


@pytest.mark.parametrize(
    ("spoken", "cited"),
    [
        (["It was murder.", "It was an accident."], [["a0"], ["a1"]]),
        (["It was murder.", "“It was murder.”"], [["a0", "a1"]]),
        (["It was murder, plain murder.", "plain murder"], [["a0", "a1"]]),
        (["plain murder", "It was murder, plain murder."], [["a0", "a1"]]),
        (["It was murder.", "", "It was murder."], [["a0", "a2"]]),
    ],
    ids=["other words", "same words", "fewer words", "more words", "an article between"],
)
def test_a_quote_is_told_once_only_where_its_words_are_the_same(
    spoken: list[str], cited: list[list[str]]
) -> None:
    quotes = [(Quote(None, passage(words, words)),) if words else () for words in spoken]
    articles = [
        StoryText(f"a{at}", "", words, f"paper {at}", 0.0, Analysis(ENGINE, quotes=quoted))
        for at, (words, quoted) in enumerate(zip(spoken, quotes, strict=True))
    ]
    lines = merge_briefings(articles).lines["quotes"]
    assert [[each.article for each in line.citations] for line in lines] == cited


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (["it was murder", "it was an accident"], ["a0", "a1"]),
        (["it was murder", "it was murder"], ["a0"]),
        (["it was murder, plain murder", "plain murder"], ["a0"]),
        (["plain murder", "it was murder, plain murder"], ["a0"]),
    ],
    ids=["other words", "same words", "fewer words", "more words"],
)
def test_a_statement_is_told_once_only_where_its_words_are_the_same(
    stated: list[str], kept: list[str]
) -> None:
    articles = []
    for at, words in enumerate(stated):
        text = f"George Papandreou said {words}."
        said = replace(actor(text, "George Papandreou"), statements=(passage(text, words),))
        articles.append(StoryText(f"a{at}", "", text, f"paper {at}", 0.0, Analysis(ENGINE, actors=(said,))))
    (line,) = merge_briefings(articles).lines["actors"]
    assert [each.article for each in line.below] == kept


def test_an_article_that_says_a_thing_twice_has_two_quotes() -> None:
    text = "plain murder, he said. It was plain murder."
    quotes = (Quote(None, passage(text, "plain murder")), Quote(None, passage(text, "It was plain murder")))
    article = StoryText("a0", "", text, "paper", 0.0, Analysis(ENGINE, quotes=quotes))
    assert len(merge_briefings([article]).lines["quotes"]) == 2


sentences = st.sampled_from([TOLL.format("three"), TOLL.format("40"), CONDEMNED, CONDEMNED_TOO, MARKETS])
stories = st.lists(
    st.tuples(st.lists(sentences, min_size=1, max_size=4, unique=True), st.integers(0, 2), st.booleans()),
    max_size=5,
)


@given(stories)
def test_every_line_stands_in_the_article_that_it_cites(made: list[tuple[list[str], int, bool]]) -> None:
    articles = [
        story_text(at, *texts, day=day, new=new, publisher=f"paper {day}")
        for at, (texts, day, new) in enumerate(made)
    ]
    texts = {article.id: article.text for article in articles}
    briefing = merge_briefings(articles)

    def holds(citation: Citation) -> bool:
        return citation.passage.holds_in(texts[citation.article])

    assert all(map(holds, briefing.citations()))
    for line in briefing.summary:
        assert line.voices <= len({article.publisher for article in articles})
        assert line.citations[0].article not in {each.article for each in line.citations[1:]}
        assert line.versus not in line.citations
