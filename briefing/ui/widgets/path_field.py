"""Where the path of a file or folder is typed: the folders that are there complete it."""

from __future__ import annotations

import os
from asyncio import wrap_future
from pathlib import Path

from textual.suggester import Suggester
from textual.widgets import Input

from briefing.ui.start import in_the_background

__all__ = ["PathField", "completed"]


def completed(typed: str) -> str | None:
    """What was typed, and the rest of the first folder that begins so; None where none does."""
    head, _, begun = typed.rpartition("/")
    if not begun:
        return None
    try:
        within = Path(os.path.expanduser(f"{head}/"))  # noqa: PTH111  Path.expanduser raises
        names = sorted(each.name for each in within.iterdir() if each.is_dir())
    except (OSError, ValueError):
        return None
    fitting = (name for name in names if name.startswith(begun) and name != begun and name.isprintable())
    name = next(fitting, None)
    return None if name is None else f"{typed}{name[len(begun) :]}/"


class _Folders(Suggester):
    """Asks the disk in a thread that nothing waits for: a folder may be on a network that is gone."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await wrap_future(in_the_background(lambda: completed(value)))


class PathField(Input):
    """→ at the end takes what is suggested."""

    DEFAULT_CSS = """
    PathField, PathField:focus { border: none; height: 1; width: 1fr; padding: 0; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__(
            placeholder="a folder or a file", compact=True, select_on_focus=False, suggester=_Folders()
        )
