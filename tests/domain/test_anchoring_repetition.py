"""Passages of texts that repeat themselves, after edits: in the right place, or an honest orphan."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import AnchorState, new_annotation
from briefing.domain.span import Span
from tests.domain.test_anchoring_edits import both, cut, nth, swap

NOW = datetime(2026, 11, 1, tzinfo=UTC)
EXACT, MOVED, FUZZY, ORPHAN = AnchorState

SHARES = "\n\n".join(
    [
        "Shares of Acme rose 7.6 percent to $15 in Rome on Friday.",
        "Shares of Borealis rose 8.6 percent to $47 in Paris on Friday.",
        "Shares of Nimbus rose 6.8 percent to $36 in Rome on Thursday.",
        "Shares of Orion rose 2.9 percent to $59 in Vienna on Friday.",
        "Shares of Pallas rose 4.4 percent to $33 in Oslo on Monday.",
        "Shares of Quartz rose 1.9 percent to $94 in Rome on Thursday.",
    ]
)
PEOPLE = "\n\n".join(
    f"{name} was born in {town} in {born} and studied law at the university there. {name} joined the party "
    f"in {joined} and has been a member of parliament since {since}."
    for name, town, born, joined, since in [
        ("Falcon", "Madrid", 1951, 1984, 2012),
        ("Kestrel", "Paris", 1968, 1998, 1998),
        ("Rigel", "Oslo", 1949, 1974, 1998),
        ("Titan", "Berlin", 1970, 2004, 1996),
        ("Lumen", "Dublin", 1958, 1989, 2007),
    ]
)
HOURS = "\n\n".join(
    f"{hour} — Police said {hurt} people were injured near the {place}. Officials did not say who was "
    "responsible. The area remains closed, and residents were told to stay at home."
    for hour, hurt, place in [
        ("9:12", 4, "port"),
        ("10:35", 27, "market"),
        ("12:42", 6, "market"),
        ("13:18", 26, "station"),
        ("14:49", 27, "bridge"),
    ]
)
HEARING = "\n\n".join(
    f"“{answer}” {name} {verb}."
    for answer, name, verb in [
        ("Why?", "Cobalt", "asked"),
        ("Yes, of course,", "Dynamo", "replied"),
        ("I do not recall,", "Everest", "said"),
        ("Why?", "Dynamo", "asked"),
        ("No,", "Everest", "said"),
        ("Yes, of course,", "Cobalt", "replied"),
        ("I do not recall,", "Dynamo", "said"),
        ("Why?", "Everest", "said"),
    ]
)
REPORT = " ".join(
    f"On day {day} the convoy left camp {day + 3} at dawn, met {day * 7 % 11} others and camped by noon."
    for day in range(1, 60)
)
HINDI = (
    "प्रधानमंत्री ने कहा कि बातचीत जारी रहेगी।\n\nविदेश मंत्री ने कहा कि कोई फ़ैसला नहीं हुआ है।\n\n"
    "सेना प्रमुख ने कहा कि सीमा खुली है।"
)
YORUBA = "Ọ̀ṣun met Ṣàngó at the river. Ọ̀ṣun spoke of the flood. Osun met Sango at the river."
"""With marks that no composed letter has."""


@dataclass(frozen=True)
class Case:
    text: str
    passage: str
    edit: Callable[[str], str]
    found: str | None
    state: AnchorState
    which: int = 1
    there: int = 1


def line(text: str, word: str) -> str:
    return next(each for each in text.split("\n\n") if word in each)


def without(word: str) -> Callable[[str], str]:
    """The text without the line, or paragraph, that has the word."""
    return lambda text: "\n\n".join(each for each in text.split("\n\n") if word not in each)


def last(word: str) -> Callable[[str], str]:
    """The line that has the word, after all others."""
    return lambda text: f"{without(word)(text)}\n\n{line(text, word)}"


NIMBUS, TITAN = line(SHARES, "Nimbus"), line(PEOPLE, "Titan")
LONG = REPORT[REPORT.index("On day 12") : REPORT.index("On day 33")].strip()

CASES = {
    # one line of a list gone
    "a line gone, the next like it": Case(SHARES, NIMBUS, without("Nimbus"), None, ORPHAN),
    "a line gone, and a line above": Case(
        SHARES, NIMBUS, both(without("Nimbus"), lambda text: "Updated just now.\n\n" + text), None, ORPHAN
    ),
    "the first line gone": Case(SHARES, line(SHARES, "Acme"), without("Acme"), None, ORPHAN),
    "the last line gone": Case(SHARES, line(SHARES, "Quartz"), without("Quartz"), None, ORPHAN),
    "a line gone, two words marked that each line has": Case(
        SHARES, "Shares of", without("Nimbus"), None, ORPHAN, 3
    ),
    "a line gone, two words marked that end another": Case(
        SHARES, "Rome on Thursday.", without("Nimbus"), None, ORPHAN
    ),
    "one hour's news gone": Case(HOURS, line(HOURS, "13:18"), without("13:18"), None, ORPHAN),
    "a number marked, its hour gone, and again in another": Case(
        HOURS, "27 people", without("10:35"), None, ORPHAN
    ),
    "a short answer gone that was given twice": Case(
        HEARING, "Why?” Dynamo", swap("“Why?” Dynamo asked.\n\n", ""), None, ORPHAN
    ),
    "a name gone that stands in like answers": Case(
        HEARING, "Dynamo", swap("“Yes, of course,” Dynamo replied.\n\n", ""), None, ORPHAN
    ),
    # the line is there yet
    "a number of a line updated": Case(
        SHARES, NIMBUS, swap("6.8 percent", "7.1 percent"), NIMBUS.replace("6.8", "7.1"), FUZZY
    ),
    "the line before it gone": Case(SHARES, NIMBUS, without("Borealis"), NIMBUS, MOVED),
    "the line after it gone": Case(SHARES, NIMBUS, without("Orion"), NIMBUS, EXACT),
    "the line moved to the end": Case(SHARES, NIMBUS, last("Nimbus"), NIMBUS, MOVED),
    "a person's paragraph moved to the end": Case(PEOPLE, TITAN, last("Titan"), TITAN, MOVED),
    "another line edited": Case(SHARES, NIMBUS, swap("Orion rose 2.9", "Orion fell 2.9"), NIMBUS, EXACT),
    "a name marked, its line moved by one": Case(SHARES, "Nimbus", without("Acme"), "Nimbus", MOVED),
    # ends of the text
    "the first word, and a line above": Case(
        SHARES, "Shares", lambda text: f"New.\n\n{text}", "Shares", MOVED
    ),
    "the last word, and a line below": Case(
        SHARES, "Thursday.", lambda text: text + "\n\nNew.", "Thursday.", EXACT, 2, 2
    ),
    "all of the text": Case(SHARES, SHARES, swap("Acme", "Acne"), SHARES.replace("Acme", "Acne"), FUZZY),
    # two thousand characters
    "a long passage, and a sentence before": Case(
        REPORT, LONG, lambda text: f"It rained. {text}", LONG, MOVED
    ),
    "a long passage, and a word of it replaced": Case(
        REPORT, LONG, swap("convoy left camp 20", "column left camp 20"),
        LONG.replace("convoy left camp 20", "column left camp 20"), FUZZY,
    ),
    # letters of several code points
    "combining marks, and a sentence before": Case(
        YORUBA, "Ọ̀ṣun", lambda text: f"Long ago it rained. {text}", "Ọ̀ṣun", MOVED
    ),
    "combining marks, the marked sentence gone": Case(
        YORUBA, "Ọ̀ṣun met Ṣàngó at the river.", swap("Ọ̀ṣun met Ṣàngó at the river. ", ""), None, ORPHAN
    ),
    "Devanagari, a paragraph gone before": Case(
        HINDI, "कोई फ़ैसला नहीं हुआ है।", without("प्रधानमंत्री"), "कोई फ़ैसला नहीं हुआ है।", MOVED
    ),
    "Devanagari, its paragraph gone": Case(HINDI, "ने कहा कि कोई फ़ैसला", without("विदेश"), None, ORPHAN),
}  # fmt: skip


TOLD_BY_THE_OLD_TEXT = {
    "a sentence about one of many people gone": Case(
        PEOPLE, TITAN[TITAN.index("Titan joined") :], without("Titan"), None, ORPHAN
    ),
    "a turn of phrase marked, its paragraph gone": Case(
        PEOPLE, "member of parliament since 1998.", without("Kestrel"), None, ORPHAN
    ),
    "an hour's news moved to the end": Case(
        HOURS, line(HOURS, "12:42"), last("12:42"), line(HOURS, "12:42"), MOVED
    ),
    "a long passage cut from a text that goes on alike": Case(
        REPORT, LONG, cut("On day 12", "On day 33"), None, ORPHAN
    ),
}
"""Quote and context agree with another line as with an edit of this one."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_passage_is_found_in_a_text_that_repeats_itself(case: Case) -> None:
    check(case, None)


@pytest.mark.parametrize(
    "case", [*CASES.values(), *TOLD_BY_THE_OLD_TEXT.values()], ids=[*CASES, *TOLD_BY_THE_OLD_TEXT]
)
def test_a_passage_is_found_where_the_old_text_tells_it_from_its_likes(case: Case) -> None:
    check(case, case.text)


def check(case: Case, old: str | None) -> None:
    annotation = new_annotation(case.text, nth(case.text, case.passage, case.which), NOW)
    edited = case.edit(case.text)
    assert edited != case.text
    (found,) = reanchor([annotation], edited, old)
    span = found.anchor.span
    assert (span.of(edited) if span else None) == case.found
    assert found.state is case.state
    if case.found is not None:
        assert span == nth(edited, case.found, case.there)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SHARES, id="shares"),
        pytest.param(PEOPLE, id="people"),
        pytest.param(HOURS, id="hours"),
        pytest.param(HEARING, id="hearing"),
    ],
)
def test_a_line_that_is_gone_is_never_found_in_another(text: str) -> None:
    lines = text.split("\n\n")
    for gone in dict.fromkeys(lines):
        at = text.index(gone)
        left = "\n\n".join(each for each in lines if each != gone)
        (found,) = reanchor([new_annotation(text, Span(at, at + len(gone)), NOW)], left, text)
        assert found.state is ORPHAN, (gone, found.anchor.span and found.anchor.span.of(left))


@pytest.mark.parametrize("text", [SHARES, PEOPLE], ids=["shares", "people"])
def test_a_name_whose_line_is_gone_is_never_found_elsewhere(text: str) -> None:
    lines = text.split("\n\n")
    for gone in lines:
        name = re.search(r"[A-Z]\w+", gone.removeprefix("Shares of "))
        assert name is not None
        at = nth(text, name.group(), 1)
        left = "\n\n".join(each for each in lines if each != gone)
        (found,) = reanchor([new_annotation(text, at, NOW)], left, text)
        assert found.state is ORPHAN, (name.group(), found.anchor.span and found.anchor.span.of(left))


@pytest.mark.parametrize("text", [SHARES, PEOPLE, HOURS], ids=["shares", "people", "hours"])
def test_an_orphan_is_not_found_in_what_has_not_changed_and_comes_back_with_its_line(text: str) -> None:
    lines = text.split("\n\n")
    for gone in lines:
        annotation = new_annotation(text, nth(text, gone, 1), NOW)
        left = "\n\n".join(each for each in lines if each != gone)
        (orphan,) = reanchor([annotation], left, text)
        assert orphan.is_orphan
        (still,) = reanchor([orphan], left, left)
        assert still is orphan
        (later,) = reanchor([orphan], f"{left}\n\nUpdated just now.", left)
        assert later is orphan
        assert reanchor([orphan], text, left) == (annotation,)


SAME = "Officials did not say who was responsible."
SAME_LENGTH = "\n\n".join(
    f"{hour} — {many} {things} were seen near the old town hall of the city, which is shut. {SAME} "
    "The area remains closed to all traffic."
    for hour, many, things in [
        ("9:12", "Two", "fires"),
        ("9:35", "Six", "boats"),
        ("9:42", "Ten", "rifts"),
        ("9:58", "Few", "crews"),
    ]
)
"""The sentence of one hour comes to stand where that of another stood, with all that stood around it."""


def test_a_passage_is_followed_though_another_just_like_it_takes_its_old_place() -> None:
    annotation = new_annotation(SAME_LENGTH, nth(SAME_LENGTH, SAME, 3), NOW)
    edited = without("9:12")(SAME_LENGTH)
    assert edited[nth(SAME_LENGTH, SAME, 3).start :][: len(SAME)] == SAME
    (standing,) = reanchor([annotation], edited, SAME_LENGTH)
    assert standing.anchor.span == nth(edited, SAME, 2)
    (later,) = reanchor([standing], f"{edited}\n\nUpdated just now.", edited)
    assert later.anchor.span == nth(edited, SAME, 2)
    assert reanchor([later], SAME_LENGTH, f"{edited}\n\nUpdated just now.") == (annotation,)


def test_an_orphan_is_not_found_on_the_same_text_though_another_passage_takes_its_old_place() -> None:
    annotation = new_annotation(SAME_LENGTH, nth(SAME_LENGTH, SAME, 3), NOW)
    edited = without("9:42")(SAME_LENGTH)
    (orphan,) = reanchor([annotation], edited, SAME_LENGTH)
    assert orphan.is_orphan
    assert reanchor([orphan], edited, edited)[0] is orphan
