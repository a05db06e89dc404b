"""What stands in for Textual's styling gives every widget the styles that Textual does."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.widgets import Button, Checkbox, Input

from tests.ui.styling import FLAGS, RememberedStyles


class Form(App[None]):
    CSS = """
    Vertical:focus-within { background: $primary; }
    Vertical:hover Input { color: $error; }
    Button:first-of-type { margin: 1; }
    """

    def compose(self) -> ComposeResult:
        yield Vertical(Input("words"), Button("One"), Button("Two"), Checkbox("Three"))
        yield Vertical(Button("Four"))


def styles_of(node: DOMNode) -> object:
    parts = {name: dict(node._component_styles[name].base._rules) for name in node._get_component_classes()}
    return node, dict(node.styles.base._rules), parts, [getattr(node, flag) for flag in FLAGS]


STEPS = "start tab tab hover away disabled textual-light enabled textual-dark".split()
"""What is done to the form, one after the other."""


async def test_styles_are_those_of_textual(remembered_styles: RememberedStyles) -> None:
    for _ in range(2):  # the second app gets what is remembered of the first
        app = Form()
        async with app.run_test() as pilot:
            for step in STEPS:
                if step == "tab":
                    await pilot.press("tab")
                elif step in ("hover", "away"):
                    await pilot.hover(Button if step == "hover" else Checkbox)
                elif step in ("disabled", "enabled"):
                    app.query(Vertical).first().disabled = step == "disabled"
                elif step != "start":
                    app.theme = step
                await pilot.pause()
                nodes = list(app.screen.walk_children(with_self=True))
                given = [styles_of(node) for node in nodes]
                with pytest.MonkeyPatch.context() as patch:
                    remembered_styles.stand_back(patch)
                    sheet = app.stylesheet.copy()
                    sheet.parse()
                    for node, ours in zip(nodes, given, strict=True):
                        sheet.apply(node)
                        assert ours == styles_of(node), f"{step}: {node}"
