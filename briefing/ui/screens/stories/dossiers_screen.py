"""The dossiers: the matters that the reader follows, and below one what happened day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from briefing.domain.matters.dossier import Dossier
from briefing.domain.matters.matter import Matter
from briefing.exchange.printouts import dossier_printout
from briefing.presentation.dossier_rows import NOTHING, dossier_rows
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize, quoted
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.stories.story_commands import STORY_NEWS, StoryCommands
from briefing.ui.tasks import Wanted

_NONE = "No matter is listed here."


class DossiersScreen(FilteredListScreen[None, list[Dossier]]):
    """What is stored is shown at once; articles that have no briefing yet are briefed meanwhile."""

    PLACES = ("page", "list", "go")
    DOUBLE_CLICK = "dossiers_open"
    LOADING = "Looking for dossiers…"
    NONE, nothing = "No matter", NOTHING

    NEWS = STORY_NEWS

    def __init__(self, commands: StoryCommands, matter: str = "") -> None:
        """`matter` is the id of the matter whose dossier is shown, or that of a story of it."""
        example = "words of a matter, a line or a source"
        super().__init__(example, "dossiers", commands.changes, tasks=commands.tasks)
        self._commands = commands
        self._matters = commands.library.matters
        self._shown: Dossier | None = None
        """The dossier whose lines are shown."""
        self._unfolded = matter
        """The matter, or a story of the matter, whose dossier is to be shown."""
        self._row = matter
        """The key of the row that the cursor still has to go to."""
        self._merged = ""
        """The matter that is to become a part of another one."""
        self._split = ("", "")
        """The matter that is being split in two, and the first story that was split off it."""

    # Finding

    def reload(self) -> None:
        """List the matters, then show the lines of the one that is unfolded."""
        self.request(self._find, self._show)

    def _find(self, wanted: Wanted) -> tuple[list[Dossier], Dossier | None]:
        self._matters.join()
        listed, shown = self._matters.overview(), None
        for shown in self._filled(listed, wanted):
            self.call_later(self._show_more, (listed, shown), wanted)
        return listed, shown

    def _filled(self, listed: list[Dossier], wanted: Wanted) -> Iterator[Dossier]:
        """Yield the dossier that is unfolded, from what is stored and then whole."""
        for each in listed:
            if self._unfolded in (each.matter.id, *(story.id for story in each.stories)):
                if self._row == self._unfolded:
                    self._row = each.matter.id
                self._unfolded = each.matter.id
                for dossier in self._matters.filled(each.matter):
                    if not wanted():
                        return
                    yield dossier
                return

    def _show_more(self, found: tuple[list[Dossier], Dossier | None], wanted: Wanted) -> None:
        _, new = found
        was = self._shown
        if wanted() and not (
            new and was and was.is_whole and not new.is_whole and new.matter.id == was.matter.id
        ):
            self._show(found)
            is_whole = self._shown is None or self._shown.is_whole
            self.show_progress("" if is_whole else "looking for what is open")

    def _show(self, found: tuple[list[Dossier], Dossier | None]) -> None:
        listed, self._shown = found
        self.show_progress("")
        self.show(listed)
        if self.listed.move_to_key(self._row):
            self._row = ""

    def fail(self, sentence: str) -> None:
        self._shown = None
        super().fail(sentence)

    def rows_of(self, found: list[Dossier], typed: str) -> Sequence[Row]:
        return dossier_rows(found, self._shown, self._commands.library.issues.today, typed)

    # Header, status, hints

    def show_state(self) -> None:
        self.show_title("Dossiers", pluralize(len(self.found or ()), "matter"))
        row = self.listed.row
        verbs = "story split" if row is None or not row.parent else "unfold"
        verbs += " open unfold rename" if row is None else ""
        self.show_hints(dict.fromkeys((f"dossiers.{verb}" for verb in verbs.split()), ""), listed="dossiers")

    # Commands

    def _matter(self) -> Matter | None:
        """Return the matter under the cursor; say so where there is none."""
        row = self.listed.row
        key = (row.parent or row.key) if row is not None else ""
        found = next((each.matter for each in self.found or () if each.matter.id == key), None)
        if found is None:
            self.say_none(_NONE)
        return found

    def _story(self) -> str:
        """Return the story of the line under the cursor; say so where it has none."""
        if story := self.listed.item(str):
            return story
        self.say("Put the cursor on a line of a dossier: {dossiers.unfold} shows them.")
        return ""

    def action_dossiers_open(self) -> None:
        row = self.listed.row
        if row is None:
            self.say_none(_NONE)
        elif not row.parent:
            self.action_dossiers_unfold()
        elif row.citations:
            (cited, *_) = row.citations
            self._commands.passages.open_passage(cited.article, cited.passage)
        else:
            self._commands.passages.open_passage(row.key.rpartition(":")[2], None)

    def action_dossiers_unfold(self) -> None:
        if (matter := self._matter()) is not None:
            self._unfolded = self._row = matter.id
            self.reload()

    def action_dossiers_fold(self) -> None:
        if (matter := self._matter()) is not None:
            self._unfolded, self._shown = "", None
            self.call_off()
            self.show_progress("")
            self.filter_changed()
            self.listed.move_to_key(matter.id)

    def action_dossiers_story(self) -> None:
        if story := self._story():
            self._commands.context.open("story", story)

    def action_dossiers_follow(self) -> None:
        if (matter := self._matter()) is not None:
            changed = replace(matter, ended=not matter.ended)
            done = "No longer following {}" if changed.ended else "Following {}"
            self._put(done.format(self._said(matter)), changed)

    def action_dossiers_rename(self) -> None:
        if (matter := self._matter()) is not None:
            hint, use = "empty for a title of its news", partial(self._rename, matter)
            self.prompt.ask("rename", "Rename to", use, hint, value=matter.name, takes_empty=True)

    def _rename(self, matter: Matter, answer: str) -> None:
        name = answer.strip()
        done = f"Named {self._said(matter)} {quoted(name)}" if name else "Took the name of a matter away"
        self._put(done, replace(matter, name=name))

    def action_dossiers_merge(self) -> None:
        """Remember the matter, or put the remembered one into this one."""
        matter = self._matter()
        part = next((each.matter for each in self.found or () if each.matter.id == self._merged), None)
        if matter is None:
            return
        if part is None or part == matter:
            self._merged = matter.id
            self.say("Now go to the matter that this one is a part of: {dossiers.merge} there puts it in.")
            return
        self._merged = ""
        done = f"Put {self._said(part)} into {self._said(matter)}"
        self._commands.edit.change_matter(done, partial(self._matters.merge, part, matter))

    def action_dossiers_split(self) -> None:
        matter, story = self._matter(), self._story()
        if matter is not None and story:
            done = f"Took a story out of {self._said(matter)}"
            self._commands.edit.change_matter(done, partial(self._matters.take_out, matter, story))

    def action_dossiers_split_off(self) -> None:
        """Split the story of the line off the matter, into the new matter of those before it."""
        matter, story = self._matter(), self._story()
        if matter is None or not story:
            return
        if len(matter.stories) < 2:
            self.say("This matter has one story, which cannot be split.")
            return
        first = self._split[1] if self._split[0] == matter.id else ""
        self._split = (matter.id, first or story)
        done = f"Split a story off {self._said(matter)}"
        self._commands.edit.change_matter(done, partial(self._matters.split_off, matter, story, first))

    def action_dossiers_copy(self) -> None:
        row = self.listed.row
        if row is not None and row.citations:
            self._commands.notes.copy(row.citations[0], self.say)
        else:
            self.say(
                "Put the cursor on a line of a dossier that has a passage: {dossiers.unfold} shows them."
            )

    def action_page_export(self) -> None:
        if (matter := self._matter()) is not None:
            listed = next(each for each in self.found or () if each.matter.id == matter.id)
            today = self._commands.library.issues.today
            self._commands.notes.export(
                self,
                listed.title,
                lambda: dossier_printout(self._matters.dossier(matter), today),
                [each.id for each in listed.articles],
            )

    def _put(self, done: str, matter: Matter) -> None:
        self._commands.edit.change_matter(done, partial(self._matters.put, matter))

    def _said(self, matter: Matter) -> str:
        return quoted(next(each.title for each in self.found or () if each.matter.id == matter.id))
