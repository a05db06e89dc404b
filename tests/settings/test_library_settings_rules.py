from __future__ import annotations

from pathlib import Path

import pytest

from briefing.domain.rule import Action, Rule
from briefing.settings import Settings, load_settings

_QUERY = "config.toml line 2: the query “a” is left out: "
_NO_LIST = "config.toml line 1: “rules” must be a list of tables, each written [[rules]]."
_RULE = "config.toml line 1: the rule is left out: "


def _load(folder: Path, content: str) -> tuple[Settings, tuple[str, ...]]:
    file = folder / "config.toml"
    file.write_text(content)
    return load_settings(file)


def test_saved_queries_are_had_by_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = (
        "[queries]\n'New on climate' = 'is:unread climate'\nweek = ' after:7d OR is:starred '\na.b = 'c'"
    )
    settings, problems = _load(tmp_path, content)

    assert list(settings.queries.items()) == [
        ("New on climate", "is:unread climate"),
        ("week", "after:7d OR is:starred"),
        ("a.b", "c"),
    ]
    assert problems == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("queries = 1", "config.toml line 1: “queries” must be a table, written [queries]."),
        ("[queries]\na = 1", "config.toml line 2: the query of “a” must be text in quotes."),
        ("[queries]\na = ' '", "config.toml line 2: the query of “a” must be text in quotes."),
        (
            "[queries]\na = 'is:unred'",
            _QUERY + "there is no “is:unred”; did you mean is:unread?",
        ),
        ("[queries]\na = 'titel:x'", _QUERY + "there is no field “titel:”; did you mean title:?"),
        ("[queries]\na = '(b'", _QUERY + "unclosed parenthesis, at character 1."),
        (
            "[queries]\n'' = 'b'",
            "config.toml line 2: a saved query needs a name, as in unread-climate = 'is:unread climate'.",
        ),
    ],
)
def test_a_query_that_makes_no_sense_is_said_and_left_out(tmp_path: Path, content: str, problem: str) -> None:
    assert _load(tmp_path, content) == (Settings(), (problem,))


def test_rules_are_had_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = """
[[rules]]
when = "title:horoscope"
then = "mute"
[[rules]]
then = "tag:Climate  change"
when = ' feed:wire (climate OR "sea level") '
[[rules]]
when = "is:unread"
then = "NOTIFY"
"""
    settings, problems = _load(tmp_path, content)

    assert settings.rules == (
        Rule("title:horoscope", Action.MUTE),
        Rule('feed:wire (climate OR "sea level")', Action.TAG, "Climate change"),
        Rule("is:unread", Action.NOTIFY),
    )
    assert problems == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("rules = 1", _NO_LIST),
        ("[rules]\nwhen = 'a'", _NO_LIST),
        ("[[rules]]\nthen = 'mute'", _RULE + "“when” must be a query in quotes."),
        (
            "[[rules]]\nwhen = 'a'\nthen = 1",
            "config.toml line 3: the rule is left out: “then” must be mute, star, read, notify or tag:NAME "
            "in quotes.",
        ),
        ("[[rules]]\nwhen = 'a'\nthen = 'stra'", _RULE + "there is no “stra”; did you mean star?"),
        (
            "[[rules]]\nwhen = 'a'\nthen = 'burn'",
            _RULE + "there is no “burn”; it takes mute, star, read, notify, tag:NAME.",
        ),
        ("[[rules]]\nwhen = 'a'\nthen = 'mute:b'", _RULE + "there is no “mute:b”; did you mean mute?"),
        ("[[rules]]\nwhen = 'a'\nthen = 'tag'", _RULE + "“tag” needs a name, as in tag:climate."),
        ("[[rules]]\nwhen = 'a'\nthen = 'tag:#'", _RULE + "“tag” needs a name, as in tag:climate."),
        (
            "[[rules]]\nwhen = ' () '\nthen = 'mute'",
            _RULE + "the query asks for nothing; for every article write is:unread.",
        ),
        ("[[rules]]\nwhen = 'is:x a'\nthen = 'mute'", _RULE + "there is no “is:x”; is: takes unread, "
         "read, starred, muted."),
        (
            "[[rules]]\nwhen = 'actor:Sen'\nthen = 'star'",
            _RULE + "actor: is known only once there is a briefing of the article, which is later than "
            "rules; name its words instead.",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_followed_is_said_and_left_out(
    tmp_path: Path, content: str, problem: str
) -> None:
    assert _load(tmp_path, content) == (Settings(), (problem,))


def test_a_bad_rule_does_not_cost_the_good_ones_and_the_line_is_its_own(tmp_path: Path) -> None:
    content = "[[rules]]\nwhen = 'a'\nthen = 'star'\n\n[[rules]]\nwhen = 'after:never'\nthen = 'star'"
    settings, (problem,) = _load(tmp_path, content)

    assert settings.rules == (Rule("a", Action.STAR),)
    assert problem.startswith("config.toml line 5: the rule is left out: “never” is no day;")


def test_a_misspelt_part_of_a_rule_is_said(tmp_path: Path) -> None:
    settings, problems = _load(tmp_path, "[[rules]]\nwhen = 'a'\nthen = 'star'\nthan = 'read'")

    assert settings.rules == (Rule("a", Action.STAR),)
    assert problems == ("config.toml line 4: unknown setting “than” in [[rules]]; did you mean “then”?",)
