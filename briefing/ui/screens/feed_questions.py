"""What the Feeds screen asks in its prompt: an address, a name, a folder, the path of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.suggester import SuggestFromList

from briefing.ui.presenters.articles.reader_messages import PROMPT_HINTS
from briefing.ui.presenters.feed_rows import FeedLine, folders_in
from briefing.ui.presenters.hints import Hint
from briefing.ui.screens.feed_list import FeedListScreen
from briefing.ui.screens.prompting_list import PromptingListScreen
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.editor.path_field import PathSuggester

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedSummary

__all__ = ["FeedQuestions"]

DEFAULT_EXPORT = "~/feeds.opml"
OPML_ENDINGS = (".opml", ".xml")

_COMPLETED = frozenset({"move", "import", "export"})
"""What is typed in answer to these, → completes."""


class FeedQuestions(PromptingListScreen[None], FeedListScreen):
    """Asks, and gives the port what was answered."""

    _asked_about: FeedLine | None = None
    """The line that the prompt is about."""
    _into: tuple[str, ...] = ()
    """The folder that a followed feed goes into."""
    _replaced: str | None = None
    """The path of the file that the reader has been asked about: whether it may be replaced."""

    def question_hints(self) -> tuple[Hint, ...] | None:
        """The hints while something is asked; None while nothing is."""
        if not self.prompt.is_asking:
            return None
        if self.prompt.purpose in _COMPLETED:
            return (PROMPT_HINTS[0], Hint("→", "complete", ""), *PROMPT_HINTS[1:])
        return PROMPT_HINTS

    # What is asked

    async def ask_to_follow(self, folder: tuple[str, ...]) -> None:
        self._into = folder
        await self.prompt.ask("follow", "Follow", "the address of a feed or of a site")
        self.retitle()

    async def ask_to_rename(self, line: FeedLine) -> None:
        self._asked_about = line
        await self.prompt.ask(
            "rename", "Rename to", "its own name, where this is empty", value=line.scope.title
        )
        self.retitle()

    async def ask_to_move(self, line: FeedLine) -> None:
        self._asked_about = line
        folders = folders_in(self.overview.feeds if self.overview else ())
        await self.prompt.ask(
            "move",
            "Move to folder",
            "World / Europe, or / for none",
            value=" / ".join(line.parent),
            suggester=SuggestFromList(folders, case_sensitive=False),
        )
        self.retitle()

    async def ask_to_import(self) -> None:
        suggester = PathSuggester(OPML_ENDINGS)
        await self.prompt.ask("import", "Import", "the path of an OPML file", suggester=suggester)
        self.retitle()

    async def ask_to_export(self) -> None:
        suggester = PathSuggester(OPML_ENDINGS)
        await self.prompt.ask("export", "Export to", value=DEFAULT_EXPORT, suggester=suggester)
        self.retitle()

    # What is answered

    @on(InputLine.Answered)
    def take_answer(self, event: InputLine.Answered) -> None:
        event.stop()
        answer = event.answer
        if event.purpose == "follow":
            self.say(f"Asking {answer} …")
            self.port.follow(answer, self._into)
        elif event.purpose == "import":
            self.port.import_opml(answer)
        elif event.purpose == "export":
            self.port.export_opml(answer, replace=False)
        elif self._asked_about is not None and event.purpose == "rename":
            self._rename(self._asked_about, answer)
        elif self._asked_about is not None:
            self._move(self._asked_about, _folder(answer))

    def _rename(self, line: FeedLine, name: str) -> None:
        if name == line.scope.title:
            return
        if line.feed is not None:
            self.port.rename(line.feed, name)
        elif line.folder is not None:
            to = (*line.folder[:-1], name.replace("/", "-").strip())
            self.port.move(_moved(line, to), f"Renamed the folder “{line.scope.title}” to “{to[-1]}”")

    def _move(self, line: FeedLine, folder: tuple[str, ...]) -> None:
        where = f"into “{' / '.join(folder)}”" if folder else "out of all folders"
        if folder == line.parent:
            self.say(f"“{line.scope.title}” lies there already.")
        elif line.folder is None:
            self.port.move(_moved(line, folder), f"Moved “{line.scope.title}” {where}")
        elif folder[: len(line.folder)] == line.folder:
            self.say("A folder cannot lie within itself: choose another.", error=True)
        else:
            to = (*folder, line.folder[-1])
            self.port.move(_moved(line, to), f"Moved the folder “{line.scope.title}” {where}")

    # Whether a file may be replaced

    def ask_to_replace(self, path: str) -> None:
        """There is a file at the path that was given for an export."""
        self._replaced = path
        self.say(f"{path} is there already. y replaces it, Esc leaves it.")

    async def on_key(self, event: events.Key) -> None:
        if self._replaced is None:
            return
        path, self._replaced = self._replaced, None
        if event.key in ("y", "enter", "n", "escape"):
            event.stop()
            event.prevent_default()
            self.status.clear()
        if event.key in ("y", "enter"):
            self.port.export_opml(path, replace=True)


def _folder(typed: str) -> tuple[str, ...]:
    """A folder as it was typed: "World / Europe"."""
    return tuple(name for part in typed.split("/") if (name := part.strip()))


def _moved(line: FeedLine, to: tuple[str, ...]) -> list[tuple[FeedSummary, tuple[str, ...]]]:
    """Where each feed of the line goes when the line itself becomes, or goes into, the folder `to`."""
    depth = len(line.folder or ())
    return [(feed, (*to, *feed.folder[depth:]) if line.folder is not None else to) for feed in line.feeds]
