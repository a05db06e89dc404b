"""Remembers which styles a node gets, from one app to the next: a third of what a test takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")


@dataclass
class Style:
    """What a node in one state is given."""

    rules: Any
    """None where nothing is said of it."""
    flags: Sequence[bool]
    outcome: dict[str, Any] = field(default_factory=dict)
    """What the rules come to in a node that has no others."""


class Parts(dict[str, Any]):
    """The styles of the parts of a widget, each found when it is first asked for: most never are."""

    def __init__(self, names: Collection[str], state: object, style: Callable[[str], object]) -> None:
        self.names, self.state, self._style = names, state, style

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __missing__(self, name: str) -> object:
        self[name] = styles = self._style(name)
        return styles


class RememberedStyles:
    """Stands in for the styling of Textual's stylesheets, with the same outcome (`test_styling.py`)."""

    def __init__(self) -> None:
        self._parse, self._apply = Stylesheet._parse_rules, Stylesheet.apply
        self._process = Stylesheet._process_component_classes
        self._parsed: dict[object, list[RuleSet]] = {}
        self._variables: tuple[object, int] = (None, 0)
        self._values: dict[object, int] = {}
        self._sheets: dict[tuple[int, ...], dict[object, Style]] = {}
        """By the rules of a stylesheet, which live as long as this does."""
        self._around: tuple[DOMNode | None, object] = (None, None)
        """The widget of which a part is being styled, and its state."""

    def stand_in(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("_parse_rules", "apply", "_process_component_classes"):
            method = getattr(self, name.removeprefix("_"))
            patch.setattr(Stylesheet, name, lambda *given, method=method, **more: method(*given, **more))

    def stand_back(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Stylesheet, "_parse_rules", self._parse)
        patch.setattr(Stylesheet, "apply", self._apply)
        patch.setattr(Stylesheet, "_process_component_classes", self._process)

    def parse_rules(self, sheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
        """Parse styles once for each set of variables, most of which come many times in a row."""
        if self._variables[0] is not sheet._variables:
            values = tuple(sheet._variables.items())
            self._variables = sheet._variables, self._values.setdefault(values, len(self._values))
        key = (source, *more.items(), self._variables[1])
        if key not in self._parsed:
            self._parsed[key] = self._parse(sheet, *source, **more)
        return self._parsed[key]

    def apply(self, sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: Any = None) -> None:
        kept, state = self._kept(sheet), self._state(node)
        found = kept.get(state)
        if found is None:
            found = self._styled(sheet, node, animate)
            if not (node._has_order_style or node._has_odd_or_even):
                kept[state] = found
            node.__dict__["_styled"] = found
            return
        if node.__dict__.get("_styled") is found and not node.app.animator._animations:
            if not animate:
                node.notify_style_update()
        else:
            for flag, value in zip(FLAGS, found.flags, strict=True):
                setattr(node, flag, value)
            if found.rules is not None:
                self._give(sheet, node, found, animate)
            node.__dict__["_styled"] = found
        self._style_parts(sheet, node, (id(kept), state))

    def _give(self, sheet: Stylesheet, node: DOMNode, found: Style, animate: bool) -> None:
        """Give a node its rules; where it is new, what they come to."""
        if not found.outcome:
            sample = DOMNode()
            sheet.replace_rules(sample, found.rules)
            found.outcome.update(sample.styles.base._rules)
        base = node.styles.base
        has_them = base._rules == found.outcome
        if not (has_them or animate or base._rules or node._is_mounted):
            base.merge_rules(found.outcome)  # type: ignore[arg-type]  # the rules of a node of this kind
            has_them = True
        if not has_them:
            sheet.replace_rules(node, found.rules, animate=animate)
        elif not animate:
            node.notify_style_update()

    def _styled(self, sheet: Stylesheet, node: DOMNode, animate: bool) -> Style:
        """Style a node as Textual does; the rules that it got, if any, and its flags."""
        rules: list[Any] = []

        def replace_rules(styled: DOMNode, new: Any, animate: bool = False) -> None:
            if styled is node:
                rules.append(new)
            Stylesheet.replace_rules(styled, new, animate=animate)

        sheet.__dict__["replace_rules"] = replace_rules
        try:
            self._apply(sheet, node, animate=animate)
        finally:
            sheet.__dict__.pop("replace_rules", None)  # of a part of the node, which may have taken it away
        return Style(rules[0] if rules else None, [getattr(node, flag) for flag in FLAGS])

    def process_component_classes(self, sheet: Stylesheet, node: DOMNode) -> None:
        if node._get_component_classes():
            self._style_parts(sheet, node, (id(self._kept(sheet)), self._state(node)))

    def _style_parts(self, sheet: Stylesheet, node: DOMNode, state: object) -> None:
        """Leave the styles of the parts of a widget where nothing changed that they depend on."""
        before: Any = node._component_styles
        if isinstance(before, Parts) and before.state == state:
            return
        parts = Parts(node._get_component_classes(), state, partial(self._style_part, sheet, node))
        node._component_styles = parts
        if not isinstance(before, Parts) or any(parts[name] != before[name] for name in list(before)):
            node.refresh()

    def _style_part(self, sheet: Stylesheet, node: DOMNode, name: str) -> object:
        part = DOMNode(classes=name)
        part._attach(node)
        before, self._around = self._around, (node, (id(self._kept(sheet)), self._state(node)))
        self.apply(sheet, part)
        self._around = before
        return part.styles

    def _kept(self, sheet: Stylesheet) -> dict[object, Style]:
        rules = sheet.rules
        last = sheet.__dict__.get("_kept_for")
        if last is None or last[0] is not rules:
            last = (rules, self._sheets.setdefault(tuple(map(id, rules)), {}))
            sheet.__dict__["_kept_for"] = last
        return last[1]

    def _state(self, node: DOMNode) -> object:
        """All that a selector can ask of a node and those around it, but for its place among its siblings."""
        if self._around[0] is not None and node._parent is self._around[0]:
            return self._around[1], *node._classes
        path = node.css_path_nodes
        focus: Any = next((each.focused for each in path if isinstance(each, Screen)), None)
        around_focus = set()
        while focus is not None:
            around_focus.add(focus)
            focus = focus._parent
        return tuple(
            (type(each), each._id, frozenset(each._classes), _asked_of(each), each in around_focus)
            for each in path
        )


def _asked_of(node: DOMNode) -> object:
    """What its pseudo-classes say; reactive values are read where they are kept, which takes a tenth."""
    if isinstance(node, Widget):
        values = node.__dict__.get
        hover, focus = values("_reactive_mouse_hover"), values("_reactive_has_focus")
        return hover, focus, values("_reactive_disabled"), node.can_focus
    if isinstance(node, App):
        return node.app_focus, node.current_theme.dark, node.native_ansi_color, node.is_inline, node.no_color
    return None
