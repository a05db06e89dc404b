"""Command palette: the commands that work where the focus is, with their keys, and all themes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from briefing.ui.commands.registry import display_key

if TYPE_CHECKING:
    from briefing.ui.app import BriefingApp


class BriefingCommands(Provider):
    @property
    def _app(self) -> BriefingApp:
        return cast("BriefingApp", self.app)

    def _records(self) -> Iterable[tuple[str, str, Callable[[], object]]]:
        """(title, help, callback) of each command that works here, and of each theme."""
        for command in self._app.commands_here(self.screen.focused or self.screen):
            keys = ", ".join(display_key(key) for key in command.keys)
            title = f"{command.title}  ({keys})" if keys else command.title
            yield title, command.help, partial(self._app.run_command, command.id, self.screen)
        for name in self._app.theme_names:
            yield f"Theme: {name}", "Switch to this theme.", partial(self._app.set_theme_by_name, name)

    async def discover(self) -> Hits:
        for title, help_, callback in self._records():
            yield DiscoveryHit(Content(title), callback, text=title, help=help_)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, help_, callback in self._records():
            score, offsets = matcher.fuzzy_search.match(matcher.query, title)
            if score <= 0:
                continue
            shown = Content(title)
            for offset in offsets:
                shown = shown.stylize(matcher.match_style, offset, offset + 1)
            yield Hit(score, shown, callback, text=title, help=help_)
