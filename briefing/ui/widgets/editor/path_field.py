"""An input for paths, completed from the file system."""

from __future__ import annotations

import os
from asyncio import wrap_future
from functools import partial
from pathlib import Path

from textual.suggester import Suggester
from textual.widgets import Input

from briefing.threads import run_in_thread


def completed(typed: str, endings: tuple[str, ...] = ()) -> str | None:
    """Complete what was typed to the first matching folder, or file with one of the endings; else None."""
    head, _, start = typed.rpartition("/")
    if not start:
        return None
    try:
        within = Path(os.path.expanduser(f"{head}/"))  # noqa: PTH111  Path.expanduser raises
        names = sorted(
            f"{each.name}/" if each.is_dir() else each.name
            for each in within.iterdir()
            if each.is_dir() or (endings and each.name.lower().endswith(endings))
        )
    except (OSError, ValueError):
        return None
    fitting = (
        name for name in names if name.startswith(start) and name.rstrip("/") != start and name.isprintable()
    )
    name = next(fitting, None)
    return None if name is None else f"{typed}{name[len(start) :]}"


class PathSuggester(Suggester):
    """Reads the disk in a thread that nothing waits for: a folder may be on an unreachable network drive."""

    def __init__(self, endings: tuple[str, ...] = ()) -> None:
        """Suggests folders, and files with these endings, in lower case."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._endings = endings

    async def get_suggestion(self, value: str) -> str | None:
        return await wrap_future(run_in_thread(partial(completed, value, self._endings)))


class PathField(Input):
    """→ at the end accepts the suggestion."""

    DEFAULT_CSS = """
    PathField, PathField:focus { border: none; height: 1; width: 1fr; padding: 0; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__(
            placeholder="a folder or a file", compact=True, select_on_focus=False, suggester=PathSuggester()
        )
