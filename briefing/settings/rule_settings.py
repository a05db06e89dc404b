"""What config.toml says about queries that are kept, and about articles as they come in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from briefing.domain.query.query_errors import query_problems
from briefing.domain.rule import Rule, parse_rule
from briefing.domain.text.sanitize import safe_line
from briefing.settings.checks import leaves, table
from briefing.settings.settings_errors import Problems

__all__ = ["read_queries", "read_rules"]


def read_queries(value: object, problems: Problems) -> dict[str, str]:
    """The queries that make sense, by name."""
    found: dict[str, str] = {}
    for name, query in leaves(table(value, ("queries",), problems)):
        place, shown = ("queries", name), safe_line(name).strip()
        if not shown:
            problems.add(place, "a saved query needs a name, as in unread-climate = 'is:unread climate'.")
        elif not isinstance(query, str) or not query.strip():
            problems.add(place, f"the query of “{shown}” must be text in quotes.")
        elif faults := query_problems(query, _now()):
            problems.add(place, f"the query “{shown}” is left out: {_continued(faults[0].sentence)}")
        else:
            found[shown] = query.strip()
    return found


def read_rules(value: object, problems: Problems) -> tuple[Rule, ...]:
    """The rules that can be followed, in the order of the file."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        problems.add(("rules",), "“rules” must be a list of tables, each written [[rules]].")
        return ()
    rules = [_read_rule(each, ("rules", str(number)), problems) for number, each in enumerate(value, 1)]
    return tuple(rule for rule in rules if rule is not None)


def _read_rule(values: dict[str, Any], place: tuple[str, str], problems: Problems) -> Rule | None:
    for name in values:
        if name not in ("when", "then"):
            problems.add_unknown((*place, name), ("when", "then"), within="[[rules]]")
    for name in ("when", "then"):
        if not isinstance(values.get(name), str):
            what = "a query" if name == "when" else "mute, star, read, notify or tag:NAME"
            problems.add((*place, name), f"the rule is left out: “{name}” must be {what} in quotes.")
            return None
    try:
        return parse_rule(values["when"], values["then"], _now())
    except ValueError as error:
        problems.add(place, f"the rule is left out: {_continued(str(error))}")
        return None


def _continued(sentence: str) -> str:
    """A sentence as it goes on after a colon."""
    words = safe_line(sentence)
    return words[:1].lower() + words[1:]


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
