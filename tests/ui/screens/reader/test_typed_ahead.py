"""Keys that follow each other without a pause reach what they are meant for, and go round nowhere."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from briefing.services.library import Library
from tests.ui.conftest import reader_app
from tests.ui.reading import press_at_once, settle


@pytest.mark.quick
@pytest.mark.parametrize("opening", ["slash", "|"])
async def test_what_is_typed_behind_the_key_that_opens_a_prompt_is_its_text(
    library: Library, talks: str, opening: str
) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        press_at_once(pilot, "0", opening, "a", "b", "c")
        screen = await settle(pilot)
        field = screen.focused
        assert isinstance(field, Input)
        assert field.value == "abc"
