"""Numbers that differ between sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from briefing.domain.stories import tolls as stories_tolls
from briefing.domain.stories.quantities import agrees, differing, quantities
from briefing.domain.stories.tolls import Toll


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("At least 20 people died.", [(20, "people")]),
        ("Seven bridges and 1,300 houses collapsed.", [(7, "bridge"), (1300, "house")]),
        ("Forty bridges and twenty-one houses collapsed.", [(40, "bridge"), (21, "house")]),
        ("A loan of $5.4 billion, or 110 million euros", [(5.4e9, "$"), (1.1e8, "euro")]),
        ("Unemployment rose by 4.5% in Spain.", [(4.5, "%")]),
        ("On 4 March 2026, at 10:41 a.m., on May 5", []),
        ("The 34-year-old was 3rd at 7 p.m. in 2019.", []),
        ("One of the first two reports", []),
        ("Jerry Shelton, 35; Tina Shelton, 37, and Brittany Powell, 27, died.", []),
        (
            "With 4 minutes left, in the 14600 block of East Street, at 1249 Bells Road, image 2 of 9 Police",
            [],
        ),
        ("It killed 10 Americans and hurt 3 Britons.", [(10, "american"), (3, "briton")]),
        ("He completed 28 of 41 passes.", []),
        ("A crew of 320 sailed her.", [(320, "crew")]),
        ("A hundred and fifty polls, and one hundred and five houses", []),
        ("", []),
    ],
)
def test_counts_and_measures(sentence: str, found: list[tuple[float, str]]) -> None:
    assert [(each.value, each.unit) for each in quantities(sentence)] == found
    for each in quantities(sentence):
        assert each.span.of(sentence)


QUAKE = "A powerful earthquake hit Iran, killing at least {} people, injuring dozens and damaging villages."


@pytest.mark.parametrize(
    ("earlier", "later", "numbers"),
    [
        pytest.param(QUAKE.format("three"), QUAKE.format("10"), ("three people", "10 people"), id="a toll"),
        pytest.param(
            "The ship has 320 crew members on board, the company said.",
            "There are 340 crew members on board the ship, officials said.",
            ("320 crew", "340 crew"),
            id="other words between",
        ),
        pytest.param(
            "The ferry with a crew of 320 sank off Norway on Monday.",
            "The ferry, which had a crew of 340, sank off Norway on Monday.",
            ("320", "340"),
            id="a crew of so many",
        ),
        pytest.param(QUAKE.format("10"), QUAKE.format("three"), None, id="at least so many are no fewer"),
        pytest.param(QUAKE.format("10"), QUAKE.format("ten"), None, id="the same in words"),
        pytest.param(
            QUAKE.format("21"), QUAKE.format("twenty-one"), None, id="the same in words with a hyphen"
        ),
        pytest.param(
            "Police fired 12 shots at the car near the northern gate.",
            "Police found 30 shots of whisky in the car.",
            None,
            id="something else is counted",
        ),
        pytest.param(
            "The navy seized six rifles from pirate boats off Aden.",
            "The navy has so far seized 14 rifles from pirate boats off Aden.",
            None,
            id="one counts all",
        ),
        pytest.param(
            "He scored 12 points late and 20 points in all against Evansville.",
            "He scored 20 points against Evansville.",
            None,
            id="two counts of one unit",
        ),
        pytest.param(
            "Seth VanDeest led Drake with 13 points, while Richard Carter added 12.",
            "Richard Carter scored 14 points and Seth VanDeest scored 13.",
            None,
            id="of another",
        ),
        pytest.param(
            "Police say that four people were wounded on Friday in North Lawndale.",
            "Police say that two people were wounded on Friday in Brighton Park.",
            None,
            id="in another place",
        ),
        pytest.param(
            "Police look into a shooting that left four injured on Saturday morning.",
            "An argument became a shooting and left one person dead and three others injured.",
            ("four injured", "three others injured"),
            id="a toll in other words",
        ),
        pytest.param(
            "Police near Athens shot three strikers.",
            "Police near Athens shot two strikers dead.",
            None,
            id="shot and killed",
        ),
        pytest.param(
            "The judge gave Nichols four consecutive life sentences without parole on Saturday.",
            "The judge gave Nichols seven consecutive life sentences and four sentences of 50 years.",
            None,
            id="one of several counts",
        ),
        pytest.param(
            "The health ministry says that so far 43 Palestinians were killed in Gaza.",
            "Updated numbers show that 52 people have been killed in Gaza.",
            ("43 Palestinians were killed", "52 people have been killed"),
            id="a total so far",
        ),
        pytest.param(
            "Twelve people were hurt in the attack, Escambia County Sheriff David Morgan said.",
            "Eight people were hurt at Pensacola.",
            ("Twelve people were hurt", "Eight people were hurt"),
            id="who says it is not where it was",
        ),
        pytest.param(
            "The shooting left five people dead.",
            "A 2011 shooting left six people dead.",
            None,
            id="of another year",
        ),
        pytest.param(
            "He held back $391 million of military aid for Ukraine.",
            "He held back nearly $400 million of military aid for Ukraine.",
            None,
            id="rounded",
        ),
        pytest.param(
            "The bank would pump $1.5 trillion into short-term bond markets.",
            "The bank would pump up to $2 trillion into short-term bond markets.",
            ("$1.5 trillion", "$2 trillion"),
            id="not by rounding alone",
        ),
        pytest.param(
            "Described as a tall man of 160 pounds with brown eyes",
            "Described as a tall man of 175 pounds with brown eyes",
            None,
            id="no whole sentence says of whom",
        ),
    ],
)
def test_what_two_sentences_number_differently(
    earlier: str, later: str, numbers: tuple[str, str] | None
) -> None:
    found = differing(earlier, later)
    if numbers is None:
        assert found is None
    else:
        assert found is not None
        assert (found[0].of(earlier), found[1].of(later)) == numbers


def test_the_numbers_of_a_sentence_are_read_once_however_many_it_is_compared_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: Counter[str] = Counter()
    find = stories_tolls._find_tolls

    def counted(sentence: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[Toll]:
        read[sentence] += 1
        return find(sentence, patterns)

    monkeypatch.setattr(stories_tolls, "_find_tolls", counted)
    sentences = [f"Gunmen killed {number} people in Lund, officer {number} said." for number in range(41, 49)]
    for earlier, later in combinations(sentences, 2):
        differing(earlier, later)
    assert sorted(read) == sentences and set(read.values()) == {4}, "once for each harm"


FIRED = "A man opened fire on the newsroom, killing five people and wounding two others."


@pytest.mark.parametrize(
    ("line", "other", "is_so"),
    [
        pytest.param(FIRED, "A man opened fire there and killed five people, police said.", True, id="half"),
        pytest.param(FIRED, "A man opened fire there and killed people, police said.", False, id="no number"),
        pytest.param(
            "He came to the building looking for specific people.",
            "“We have no knowledge that he was targeting anyone specific,” he said of the building.",
            False,
            id="one denies it",
        ),
        pytest.param(
            "The deal will not be signed.", "The deal can't be signed.", True, id="both deny something"
        ),
        pytest.param(
            "Sen. Cory Booker called officials in Iowa who had backed Harris.",
            "Sen. Elizabeth Warren called officials in Iowa who had backed Harris.",
            False,
            id="another person",
        ),
        pytest.param(
            "The judge sentenced Michael Cohen on Friday.",
            "Cohen, a lawyer, was sentenced by the judge on Friday.",
            True,
            id="the same person",
        ),
        pytest.param("The bill passed on Friday.", "The bill passed on Monday.", False, id="another day"),
        pytest.param(
            "Police called it an attack on the newsroom, saying the gunman had sent threats to the newspaper "
            "on social media and entered the building.",
            "There were threats on social media.",
            False,
            id="a small part",
        ),
        pytest.param(
            "A loan of $1.5 billion was agreed.", "They agreed on a loan of 1.5 billion dollars.", True,
            id="a number in other words",
        ),
        pytest.param(
            "The court handed the mayor a victory on Tuesday, upholding her ban on ferries of five islands.",
            "The court will rule this week, a victory for the mayor or not, on her ban on ferries of five.",
            False,
            id="still to come",
        ),
        pytest.param(
            "Rep. Ann Lee announced she is suspending her campaign after an arrest on insider dealing.",
            "Rep. Ann Lee, a Republican, faces an arrest on insider charges after a campaign.",
            False,
            id="nothing of what the line reports",
        ),
        pytest.param(
            "Rep. Ann Lee is suspending her campaign after an arrest on insider charges.",
            "Lee has suspended the campaign after her arrest on insider charges.",
            True,
            id="its verb in another form",
        ),
        pytest.param(
            "The harbour board freed three ferries held at the pier on Monday.",
            "On Monday three ferries were released from the pier by the harbour board.",
            True,
            id="in other words, of one weekday",
        ),
    ],
)  # fmt: skip
def test_a_sentence_that_is_like_a_line_need_not_bear_it_out(line: str, other: str, *, is_so: bool) -> None:
    assert agrees(line, other) is is_so


def test_numbers_of_other_years_do_not_differ() -> None:
    told = "In {}, floods in Bihar killed {} people in the villages along the river."
    assert differing(told.format(2003, 300), told.format(2008, 430)) is None
    assert differing(told.format(2008, 300), told.format(2008, 430)) is not None
