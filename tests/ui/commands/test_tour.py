"""The tour: a step follows when the user has done what the one before asks for."""

from __future__ import annotations

from briefing.presentation.keys.registry import COMMANDS
from briefing.ui.commands.tour import Tour

STEPS = ("issues", "pane.go", "note", "reader.annotations", "reader.feeds")


class Screen:
    """Keeps what it is to show and say."""

    def __init__(self, **keys: str) -> None:
        self.shown = ""
        self.said: list[str] = []
        self._keys = {name.replace("_", "."): (key,) if key else () for name, key in keys.items()}

    def tour(self) -> Tour:
        commands = [each._replace(keys=self._keys.get(each.id, each.keys)) for each in COMMANDS]
        return Tour(lambda words: setattr(self, "shown", words), self.said.append, lambda: commands)


def test_each_step_waits_for_what_it_asks_and_names_its_keys() -> None:
    screen = Screen()
    tour = screen.tour()
    tour.begin()
    seen = []
    for number, step in enumerate(STEPS, 1):
        tour.done("reader.star")
        assert screen.shown.startswith(f"Tour {number}/5: ") and screen.shown.endswith(
            " Esc leaves the tour."
        )
        assert "{" not in screen.shown
        seen.append(screen.shown.split()[2])
        tour.done(step)
    assert seen == ["3", "j", "V", "A", "F"]
    assert not tour.is_on and not screen.shown
    assert screen.said == [
        "That was the tour. ? lists the keys of any place and has the tour again, "
        ": finds every command by name: model finds a language model of your own."
    ]


def test_it_is_left_at_any_step_and_begins_anew() -> None:
    screen = Screen()
    tour = screen.tour()
    tour.begin()
    tour.done("issues")
    assert tour.leave() and not screen.shown and not screen.said
    assert not tour.leave()
    tour.done("pane.go")
    assert not screen.shown
    tour.begin()
    assert screen.shown.startswith("Tour 1/5")


def test_a_step_can_be_skipped() -> None:
    screen = Screen()
    tour = screen.tour()
    tour.next()
    assert not screen.shown
    tour.begin()
    tour.next()
    assert screen.shown.startswith("Tour 2/5")


def test_the_offer_fits_80_columns_and_goes_once_something_else_is_done() -> None:
    screen = Screen()
    tour = screen.tour()
    tour.offer()
    assert len(screen.shown) <= 78
    assert tour.withdraw() and not screen.shown
    assert not tour.withdraw()
    tour.offer()
    tour.begin()
    assert not tour.withdraw()
    tour.offer()
    assert screen.shown.startswith("Tour 1/5")


def test_keys_are_those_of_the_user() -> None:
    screen = Screen(reader_annotations="f9", reader_feeds="")
    tour = screen.tour()
    tour.begin()
    for step in STEPS[:3]:
        tour.done(step)
    assert "F9 lists your notes" in screen.shown
    tour.done("reader.annotations")
    assert "“Feeds” lists your feeds" in screen.shown
