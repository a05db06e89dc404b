"""Summaries, with a pipeline and without."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from briefing.domain import Article
from briefing.domain.analysis import Point
from briefing.nlp.parsing.document import parse
from briefing.nlp.parsing.quotation_marks import has_balanced_marks
from briefing.nlp.summary.consequence import consequence
from briefing.nlp.summary.summary_extraction import extract_summary, lead_summary
from tests.nlp.conftest import models, parses_each

CALENDAR = {"week", "month", "year", "sunday", "morning", "time", "summer", "thursday"}
"""What "this" may stand before, since it then points at the calendar."""
DANGLING = {"he", "she", "it", "they", "this", "these", "and"}
"""Without "that", which points nowhere as a conjunction: "That the bank failed …"."""
CONTRASTING = {"but", "however", "yet", "still"}
"""What may open a point that others stand before."""


def summary_of(nlp: Language, text: str, title: str = "", points: int = 3) -> tuple[Point, ...]:
    return extract_summary(parse(nlp, Article("id", title, text)), models(), points)


def assert_sound(points: tuple[Point, ...], text: str) -> None:
    assert sorted(point.rank for point in points) == [1, 2, 3][: len(points)]
    assert all(point.holds_in(text) and point.text == point.text.strip() != "" for point in points)
    starts = [point.span.start for point in points]
    assert starts == sorted(set(starts))
    for number, point in enumerate(points):
        assert has_balanced_marks(point.text), point.text
        opening = point.text.casefold().replace(",", "").strip('"“').split()
        assert opening[0] not in DANGLING or opening[1] in CALENDAR, point.text
        assert opening[0] not in CONTRASTING or (number == len(points) - 1 > 0), point.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Peace", id="one word"),
        pytest.param("THE COURT WILL DECIDE ON MONDAY WHETHER THE MINISTER MUST RESIGN.", id="all capitals"),
        pytest.param("- Bread\n- Milk\n- A hearing on Friday\n\n1. Vote\n2. Count", id="list"),
        pytest.param("def f(x):\n    return x", id="code"),
        pytest.param("“He said. " * 30, id="quotations never closed"),
    ],
)
def test_any_text_gets_a_sound_summary(nlp: Language, text: str) -> None:
    assert_sound(summary_of(nlp, text), text)


WORDS = st.sampled_from(
    'police court minister will said that He But the The a of and , . ? “ ” " they ended Monday'.split()
)


@parses_each
@given(words=st.lists(WORDS, max_size=80))
def test_generated_text_gets_a_sound_summary(nlp: Language, words: list[str]) -> None:
    text = " ".join(words)
    assert_sound(summary_of(nlp, text), text)


def test_a_sentence_said_twice_is_given_once(nlp: Language) -> None:
    told = "The council of Leeds approved a plan for a new tram line through the city centre."
    text = f"{told}\n\nWork on the line starts in May. {told}\n\nResidents of Hunslet oppose the route."
    texts = [point.text for point in summary_of(nlp, text)]
    assert texts.count(told) == 1


LEAD = (
    "The council of Leeds approved a plan for a new tram line through the city on Tuesday. The tram line of "
    "Leeds is the largest plan that the council of the city has approved in years."
)
MIDDLE = "The mayor of Leeds, Ann Dahl, said that the council had worked on the tram line for many months."


@pytest.mark.parametrize(
    ("last", "is_last"),
    [
        pytest.param(
            "Work on the first bridge in Leeds is expected to start by the end of May 2026.",
            True,
            id="what next",
        ),
        pytest.param(
            "The tram line could raise the costs of the city by a third, and threatens old trees.",
            True,
            id="so what",
        ),
        pytest.param(
            "But the tram line of Leeds will need the approval of a court before it can be built.",
            True,
            id="but",
        ),
        pytest.param("A bakery will open a new shop in Hamburg in May 2026.", False, id="another matter"),
        pytest.param(
            "Ann Dahl, who also criticised this, will leave in May 2026.", False, id="what came before"
        ),
        pytest.param(
            "Work on the tram line in Leeds will start in May 2026, she said.", False, id="who says it?"
        ),
        pytest.param(
            "I will start to work on the tram line in Leeds at the end of May 2026.", False, id="who am I?"
        ),
        pytest.param(
            "Council leader Huber will start to build the tram line of Leeds in May 2026.",
            False,
            id="a surname alone",
        ),
        pytest.param("The old mill by the river had been a school in 1970.", False, id="neither"),
    ],
)
def test_the_last_point_says_what_follows_or_what_is_next(nlp: Language, last: str, is_last: bool) -> None:
    text = f"{LEAD}\n\n{MIDDLE}\n\nThe weather was fine.\n\nBirds sang.\n\n{last}"
    article = Article("id", "Leeds approves a tram line", text, published="2026-03-04")
    points = extract_summary(parse(nlp, article), models(), 3)
    assert (points[-1].text == last) is is_last


def test_an_opening_without_the_news_of_the_headline_is_no_point(nlp: Language) -> None:
    scene = "After a series of lower-paying jobs, Nicole Slemp finally landed one she loved."
    text = f"{scene}\n\n{LEAD}\n\n{MIDDLE}\n\nThe tram line could raise the costs of the city by a third."
    assert scene not in [point.text for point in summary_of(nlp, text, "Leeds approves a new tram line")]
    assert [point.text for point in summary_of(nlp, scene, "Leeds approves a new tram line")] == [scene]


def test_what_an_author_says_of_himself_is_no_point_but_in_a_speech(nlp: Language) -> None:
    own = "I do not like the way in which the new tram line in Leeds is paid for."
    text = f"{own}\n\n{LEAD}\n\n{' '.join([MIDDLE] * 3)} The trams of the city are old. The line is long."
    assert own not in [point.text for point in summary_of(nlp, text, "Leeds approves a new tram line")]
    assert [point.text for point in summary_of(nlp, own, "Leeds approves a new tram line")] == [own]


def test_an_opening_that_surely_tells_news_is_a_point_in_other_words_than_the_headline(nlp: Language) -> None:
    news = "The government said on Monday that it will raise taxes for all of the ministries."
    text = f"{news}\n\n{MIDDLE}\n\nThe tram line could raise the costs of the city by a third."
    assert news in [point.text for point in summary_of(nlp, text, "Leeds approves a new tram line")]


@pytest.mark.parametrize(
    ("text", "is_coming"),
    [
        ("Work on the tram line will start next week.", True),
        ("Work on the tram line will change what was built last week.", False),
        ("Work on the tram line will change what was built this week.", False),
        ("Work on the tram line will start in May.", True),
        ("Work on the tram line will change what was built in 2025.", False),
    ],
)
def test_a_sentence_names_a_coming_day(nlp: Language, text: str, is_coming: bool) -> None:
    sentence = parse(nlp, Article("id", "", text)).sentences[0]
    worth = [
        consequence(sentence, sentence.passage, set(), set(), published)
        for published in (date(2026, 3, 4), None)
    ]
    assert (worth[0] > worth[1]) is is_coming


def test_a_third_point_that_is_not_worth_a_line_is_left_out(nlp: Language) -> None:
    text = (
        "The council of Leeds approved a new tram line to Hunslet on Monday.\n\n"
        "The line costs two billion pounds, the council said on Monday.\n\n"
        + "Trams were green in the town of Leeds when Ann Lee was a child.\n\n"
        * 12
    )
    assert len(summary_of(nlp, text)) == 2


@pytest.mark.parametrize("points", [1, 2, 4])
def test_a_summary_has_as_many_points_as_are_asked_for(nlp: Language, points: int) -> None:
    text = (
        "The council of Leeds approved a plan for a new tram line on Monday.\n\n"
        "Residents of Hunslet oppose the route.\n\nWork on the bridges will start in May.\n\n"
        "The mayor expects costs of two billion pounds.\n\nA court rejected an earlier plan in 2016."
    )
    found = summary_of(nlp, text, points=points)
    assert sorted(point.rank for point in found) == list(range(1, points + 1))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "Dr. Weber kam am 3. Mai nach Bonn. Er blieb z.B. bis Juni. „Ich gehe. Bald“, sagte er. Ja.",
            ["Dr. Weber kam am 3. Mai nach Bonn.", "Er blieb z.B. bis Juni.", "„Ich gehe. Bald“, sagte er."],
            id="German abbreviations, ordinals and quotes",
        ),
        pytest.param(
            "VW zahlt rd. 1,2 Mrd. Euro. Vor 210 Mio. Jahren (Az. 2 B 1/20) war die Univ. Ulm fern.",
            ["VW zahlt rd. 1,2 Mrd. Euro.", "Vor 210 Mio. Jahren (Az. 2 B 1/20) war die Univ. Ulm fern."],
            id="German abbreviations of numbers and offices",
        ),
        pytest.param(
            "会谈于周一开始。双方没有达成协议！下一轮何时举行？没有人知道。",
            ["会谈于周一开始。", "双方没有达成协议！", "下一轮何时举行？"],
            id="Chinese without spaces",
        ),
        pytest.param(
            "彼は「行かない。絶対に。」と言った。会議は終わった。",
            ["彼は「行かない。絶対に。」と言った。", "会議は終わった。"],
            id="Japanese quotation",
        ),
        pytest.param(
            "PARIS — M. Dupont a démissionné. Qui le remplacera ? Personne ne le sait.\n\nFin.",
            ["M. Dupont a démissionné.", "Qui le remplacera ?", "Personne ne le sait."],
            id="French with a dateline",
        ),
        pytest.param("Ein Wort ohne Ende", ["Ein Wort ohne Ende"], id="no mark at all"),
        pytest.param("", [], id="empty"),
    ],
)
def test_lead_summary_is_the_opening(text: str, wanted: list[str]) -> None:
    assert [point.text for point in lead_summary(Article("id", "", text), 3)] == wanted


@given(text=st.text(alphabet=st.sampled_from("aB .!?。“”«»\n3"), max_size=300))
def test_lead_summary_quotes_exactly(text: str) -> None:
    points = lead_summary(Article("id", "", text), 3)
    assert len(points) <= 3
    assert all(point.holds_in(text) and point.text.strip() == point.text != "" for point in points)


def test_lead_summary_of_a_megabyte_of_one_letter_is_short() -> None:
    points = lead_summary(Article("id", "", "a" * 1_000_000), 3)
    assert points
    assert all(len(point.text) <= 600 for point in points)
