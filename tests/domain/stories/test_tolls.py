"""How many people a sentence says were killed or hurt."""

from __future__ import annotations

import pytest

from briefing.domain.stories.tolls import tolls


@pytest.mark.parametrize(
    ("sentence", "dead", "hurt"),
    [
        ("One person was killed and six others hurt.", "One person was killed", "six others hurt"),
        ("A shooting left two dead and injured at least 1,300 people.", "two dead", "1,300 people"),
        ("The quake, killing up to 20 people, has injured some.", "20 people", None),
        ("Three men have been shot and killed.", "Three men have been shot and killed", None),
        ("Nobody was hurt.", None, None),
        ("It killed thirty people, and twenty-one were hurt.", "thirty people", "twenty-one were hurt"),
        ("Over 60 Gazans were killed and 20 troops wounded.", "60 Gazans were killed", "20 troops wounded"),
        ("The death toll has risen to 26, the ministry said.", "26", None),
        ("There were 546 cases and 22 deaths.", "22 deaths", None),
        ("Seven were hurt, including two deputies.", None, "Seven were hurt"),
        pytest.param("Two more people were killed on Tuesday.", None, None, id="others before them"),
        pytest.param("Four were killed at the scene; a fifth person died later.", None, None, id="not all"),
        pytest.param("Two of the victims died.", None, None, id="a part"),
        pytest.param("Joshua Williams, 20, died later.", None, None, id="an age"),
        pytest.param("A 19-year-old died, the 38 injured.", None, "38 injured", id="an age in one word"),
        pytest.param("One man died at the scene.", None, None, id="somebody"),
        pytest.param("Two women and three children died.", None, None, id="two groups"),
        pytest.param("It killed two women and a man.", None, None, id="two groups after it"),
        pytest.param("Seven people are dead, including the gunman.", None, None, id="who is counted"),
        pytest.param("Two died on Monday, three died on Tuesday.", None, None, id="two numbers"),
        pytest.param("A hundred and five people died.", None, None, id="the end of a number"),
        pytest.param("It killed 20 cows.", None, None, id="no people"),
    ],
)  # fmt: skip
def test_the_dead_and_the_hurt_are_counted(sentence: str, dead: str | None, hurt: str | None) -> None:
    found = {harm: toll.span.of(sentence) for harm, toll in tolls(sentence).items()}
    assert (found.get("dead"), found.get("hurt")) == (dead, hurt)


@pytest.mark.parametrize(
    ("sentence", "harm", "number"),
    [
        ("Fourteen miners are still missing.", "missing", "Fourteen miners are still missing"),
        ("Police arrested at least 30 protesters.", "arrested", "30 protesters"),
        ("Some 200 people have been detained.", "arrested", "200 people have been detained"),
    ],
)
def test_the_missing_and_the_arrested_are_counted(sentence: str, harm: str, number: str) -> None:
    assert {each: toll.span.of(sentence) for each, toll in tolls(sentence).items()} == {harm: number}
