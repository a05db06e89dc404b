"""The tags that are offered: the nearest known ones first, what was typed as a new one last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import clean_tag
from briefing.presentation.annotations.tag_choices import TagChoice, TagMatch, tag_choices

KNOWN = {
    "military": 4,
    "military-dialogue": 3,
    "civil-military relations": 9,
    "economy": 12,
    "Iran": 5,
    "Iraq": 5,
    "Gdańsk": 2,
    "climate change": 7,
    "milk": 30,
}


def texts(choices: tuple[TagChoice, ...]) -> list[str]:
    return [choice.text for choice in choices]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param(
            "mil",
            ["#milk", "#military", "#military-dialogue", "#civil-military relations", "new tag #mil"],
            id="those that begin with it by use, then those with a word that does",
        ),
        pytest.param(
            "military",
            ["#military", "#military-dialogue", "#civil-military relations"],
            id="the same one first, and no new one",
        ),
        pytest.param(
            "#Military ",
            ["#military", "#military-dialogue", "#civil-military relations"],
            id="case, blanks and the hash do not count",
        ),
        pytest.param(
            "militry",
            ["#military", "#military-dialogue", "new tag #militry"],
            id="a misspelt one",
        ),
        pytest.param("eocnomy", ["#economy", "new tag #eocnomy"], id="letters swapped"),
        pytest.param("iran", ["#Iran"], id="one letter apart is another country"),
        pytest.param("gdansk", ["#Gdańsk", "new tag #gdansk"], id="without accents: the known one first"),
        pytest.param(
            "military dialogue",
            ["#military-dialogue", "new tag #military dialogue"],
            id="a blank for a dash: the known one first",
        ),
        pytest.param("change", ["#climate change", "new tag #change"], id="a tag with a blank"),
        pytest.param("zebra", ["new tag #zebra"], id="nothing like it"),
        pytest.param(
            ",#",
            ["#milk", "#economy", "#civil-military relations", "#climate change", "#Iran"],
            id="nothing: the most used",
        ),
    ],
)
def test_what_is_offered(typed: str, offered: list[str]) -> None:
    assert texts(tag_choices(typed, KNOWN, limit=5)) == offered


@pytest.mark.parametrize(
    ("typed", "chosen", "offered"),
    [
        pytest.param("ira", ["iran"], ["#Iraq", "new tag #ira"], id="one that is chosen is not offered"),
        pytest.param("Iran", ["iran"], [], id="nor offered as a new one"),
        pytest.param("zebra", ["Zebra"], [], id="nor when it is new itself"),
    ],
)
def test_chosen_tags_are_not_offered(typed: str, chosen: list[str], offered: list[str]) -> None:
    assert texts(tag_choices(typed, KNOWN, chosen)) == offered


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        pytest.param("mil", "#milk", id="what it begins"),
        pytest.param("dialo", "#military-dialogue", id="a word of it"),
        pytest.param("militry", "#military", id="what it was meant to be"),
        pytest.param("zebra", "new tag #zebra", id="what was typed, when there is no other"),
    ],
)
def test_the_row_that_enter_would_take(typed: str, choice: str) -> None:
    choices = tag_choices(typed, KNOWN)
    assert choices[0].text == choice


@pytest.mark.parametrize(("uses", "about"), [(0, "0 notes"), (1, "1 note"), (3, "3 notes")])
def test_a_row_says_how_often_its_tag_is_used(uses: int, about: str) -> None:
    assert TagChoice("x", uses, TagMatch.SAME).about == about
    assert TagChoice("x").about == ""


tags = st.text(st.characters(codec="utf-8"), max_size=12).map(clean_tag).filter(bool)


@given(
    typed=st.text(max_size=12),
    known=st.dictionaries(tags, st.integers(0, 99), max_size=30),
    chosen=st.lists(tags, max_size=4),
    limit=st.integers(1, 8),
)
def test_whatever_is_typed(typed: str, known: dict[str, int], chosen: list[str], limit: int) -> None:
    """Never more rows than asked for, none twice, none that is chosen; new is last, and only what is new."""
    choices = tag_choices(typed, known, chosen, limit=limit)
    assert len(choices) <= limit
    offered = [choice.tag for choice in choices]
    assert len(set(offered)) == len(offered)
    assert not {tag.casefold() for tag in offered} & {tag.casefold() for tag in chosen}
    assert all(choice.tag in known for choice in choices if not choice.is_new)
    assert not any(choice.is_new for choice in choices[:-1])
    wanted = clean_tag(typed)
    everywhere = {tag.casefold() for tag in (*known, *chosen)}
    is_new = bool(wanted) and wanted.casefold() not in everywhere
    assert bool(choices and choices[-1].is_new) == is_new
