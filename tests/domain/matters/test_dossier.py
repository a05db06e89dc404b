"""The positions of a dossier: the latest of each actor that says where it stands."""

from __future__ import annotations

from briefing.domain.analysis import Actor, ActorKind, Analysis, EngineInfo
from briefing.domain.matters.dossier import _positions
from briefing.domain.span import Passage
from briefing.domain.stories.story import StoryArticle
from briefing.domain.stories.story_briefing import StoryText


def article(number: int, said: str) -> tuple[StoryText, StoryArticle]:
    """An article in which Steven Mnuchin says these words."""
    text = f"Steven Mnuchin spoke. {said}"
    actor = Actor(
        "Steven Mnuchin", ActorKind.PERSON, "Treasury secretary", (), 0.9, (Passage.at(text, 0, 14),), (),
        Passage.at(text, 22, len(text)),
    )  # fmt: skip
    analysis = Analysis(EngineInfo("e", "1", "m"), actors=(actor,))
    day = f"2020-03-0{number}T00:00:00+00:00"
    return (
        StoryText(f"a{number}", "T", text, f"paper {number}", float(number), analysis),
        StoryArticle(f"a{number}", "T", None, None, None, day, day),
    )


def positions(*said: str) -> list[str]:
    texts, articles = zip(*(article(number, each) for number, each in enumerate(said, 1)), strict=True)
    found = _positions(texts, {each.id: each for each in articles})
    return [each.citation.passage.text for each in found]


def test_the_latest_stands() -> None:
    assert positions("the economy is resilient", "the cut will come") == ["the cut will come"]


def test_what_is_asked_is_nobodys_position() -> None:
    asked = "whether the shock will send the economy into recession"
    assert positions("the economy is resilient", asked) == ["the economy is resilient"]
    assert positions(asked) == []
