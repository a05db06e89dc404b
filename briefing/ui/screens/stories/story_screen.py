"""The screen of a story: its articles, and the five panes of what they say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.getters import query_one

from briefing.domain.analysis import MODEL_PARTS, PARTS, Actor
from briefing.domain.briefing import SECTIONS, SUMMARY
from briefing.domain.followups.tracked_issue import SettlingPassage
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryBriefing, StoryIssue
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError
from briefing.exchange.printouts import story_printout
from briefing.presentation.keys.hints import command_hints
from briefing.presentation.sentences import NO_PASSAGE, pluralize, quoted
from briefing.presentation.story_messages import NOT_YET, story_heading, why_one_story
from briefing.presentation.story_rows import (
    StoryPanes,
    article_rows,
    citation_status,
    story_panes,
    with_signs,
)
from briefing.ui.briefing.panes import PaneRows, Panes, briefing_panes
from briefing.ui.briefing.passages import CitedRows, PassageChoice
from briefing.ui.commands.bindings import CommandScreen, places_of
from briefing.ui.commands.undo import Change
from briefing.ui.first_frame import HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS
from briefing.ui.screens.stories.story_commands import STORY_NEWS, StoryCommands
from briefing.ui.screens.stories.today_screen import TodayScreen
from briefing.ui.tasks import SerialExecutor
from briefing.ui.widgets.chrome.footer import HintFooter
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.chrome.input_line import InputLine
from briefing.ui.widgets.chrome.status_row import StatusRow
from briefing.ui.widgets.lists.row_list import RowList

LOADING = "Reading the articles of the story…"
ARTICLES = "articles"
"""The name of the list of articles, beside those of the panes."""
ZOOMS = ("-zoom-articles", "-zoom-panes")


class StoryScreen(CommandScreen[None]):
    """Shows what is briefed already at once; other articles are briefed meanwhile, and the panes fill."""

    CSS_PATH: ClassVar = "story_screen.tcss"
    PLACES: ClassVar[tuple[str, ...]] = ("page", "go")
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = VERTICAL_BREAKPOINTS

    rule = query_one("#story-rule", PaneHeader)
    articles = query_one("#story-rows", PaneRows)
    panes = query_one(Panes)
    status = query_one(StatusRow)
    prompt = query_one(InputLine)
    hints = query_one(HintFooter)

    NEWS = STORY_NEWS

    def __init__(
        self,
        commands: StoryCommands,
        story: str,
        part: str = SUMMARY,
        row: str = "",
        *,
        is_article: bool = False,
    ) -> None:
        """`story` is the id of the story, or of an article in it; `row` is the line to begin on."""
        super().__init__()
        self._commands, self._tasks, self._changes = commands, commands.tasks, commands.changes
        self._stories = commands.library.stories
        self._wanted, self._first_part, self._is_article = story, part, is_article
        self._lines = CitedRows(
            self,
            commands.passages.open_passage,
            commands.notes.commands,
            nothing_to_choose="Choose a line of a pane: {story.next-passage} goes through its passages.",
            nothing_chosen="Choose a line of a pane that has a passage: {story.pane-1} to {story.pane-5}.",
            choice=PassageChoice(row),
        )
        self._executor = SerialExecutor()
        self._request = f"story {id(self)}"
        """Of this screen alone: others, above or below it, find theirs at the same time."""
        self._story: Story | None = None
        self._briefing: StoryBriefing | None = None
        self._panes = StoryPanes()
        self._has_keys = False
        """Whether a key was pressed: then the cursor stays on its line."""
        self._not_briefed = 0

    def compose(self) -> ComposeResult:
        with Container(id="story"):
            with Vertical(id="story-articles"):
                yield PaneHeader(id="story-rule")
                yield PaneRows("story", id="story-rows")
            yield Panes(briefing_panes("story"), id="story-panes")
        yield StatusRow()
        yield InputLine()
        yield HintFooter()

    def on_mount(self) -> None:
        self.panes.wait(LOADING)
        self._show_part(self._first_part)
        self.reload()

    def on_unmount(self) -> None:
        self.call_off()
        self._executor.end()

    def call_off(self) -> None:
        self._tasks.newest(self._request)

    # Finding

    def reload(self) -> None:
        """Show what is stored, then again after each article that is briefed for the story."""
        wanted = self.while_open(self._tasks.newest(self._request))
        self.panes.await_model(MODEL_PARTS if self._stories.asks_model else ())
        id_ = self._story.id if self._story is not None else self._wanted

        def found() -> None:
            of_article = self._stories.stories([id_]) if self._is_article and self._story is None else ()
            story_id = of_article[0].id if of_article else id_  # where it was split off, another has its id
            filled = self._stories.filled(story_id, is_cancelled=lambda: not wanted())
            try:
                first = next(filled)
            except NotFoundError:
                raise NotFoundError(NOT_YET) from None
            for story, briefing in chain([first], filled):
                if not wanted():
                    return
                panes = self._with_signs(story_panes(story, briefing))
                self.call_later(partial(self._show, story, briefing, panes, wanted))

        self._tasks.after_writes(self._executor, found, self._end_filling, wanted=wanted, failed=self.fail)

    def _with_signs(self, panes: StoryPanes) -> StoryPanes:
        rows = chain.from_iterable(panes.rows.values())
        articles = {each.article for row in rows for each in row.citations}
        return with_signs(panes, self._commands.notes.of_articles(articles))

    def _show(
        self, story: Story, briefing: StoryBriefing, panes: StoryPanes, wanted: Callable[[], bool]
    ) -> None:
        if not wanted():
            return
        self._story, self._briefing, self._panes = story, briefing, panes
        self.articles.show(article_rows(story))
        waiting = len(briefing.missing)
        for section in SECTIONS:
            rows, pane = panes.rows[section.name], self.panes.pane(section.name)
            listed = pane.rows
            is_read = listed.cursor or (listed.has_focus and self._has_keys)
            if rows or not waiting:
                pane.show(rows, empty=section.nothing_in_story)
            if not is_read:  # the best line comes first, also when it came later
                listed.move_to(0)
        if briefing.model is not None:
            self.panes.await_model(())
        self._not_briefed = waiting
        self.status.progress = "briefing articles…" if waiting else ""
        if briefing.notice is not None:
            self.say(briefing.notice, error=True)
        self._lines.choice.return_to(self.listed)
        self.retitle()

    def _end_filling(self, _: None) -> None:
        self.panes.await_model(())
        left = self._not_briefed
        self.status.progress = f"{pluralize(left, 'article')} not briefed" if left else ""
        for section in SECTIONS:
            if (pane := self.panes.pane(section.name)).state == "…":
                pane.show((), empty=section.nothing_in_story)
        self._lines.choice.returns = False
        self.retitle()

    def fail(self, sentence: str) -> None:
        self.status.progress = ""
        self.panes.await_model(())
        self.panes.fail(sentence)
        self.say(sentence, error=True)

    # What is shown

    def say(self, sentence: str, *, error: bool = False) -> None:
        if self.is_closing:
            return
        if error:
            self.prompt.keep_answer()
        self.status.say(sentence, error=error)

    def show_progress(self, words: str) -> None:
        """Show that of a refresh, unless articles are being briefed."""
        if not self._not_briefed:
            self.status.progress = words

    def show_titles(self) -> None:
        story = self._story
        self.rule.headings = (Heading(safe_line(story.title) if story else "Story", self.part == ARTICLES),)
        self.rule.focused = self.part == ARTICLES
        self.rule.right = story_heading(story) if story else ""
        self.panes.retitle()
        row, cited = self._lines.row, self._lines.cited
        about = row.about if row is not None else ""
        passage = citation_status(row, self._lines.at, self._panes) if row is not None and cited else ""
        self.status.about, self.status.tally = (passage, about) if passage else (about, "")
        self.hints.hints = (
            self.prompt.hints
            if self.prompt.is_asking
            else command_hints(self.commands, places_of(self.focused or self), {}, ("story.back",))
        )

    # Events

    @on(RowList.Highlighted)
    def follow_cursor(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._lines.follow(event.row_list)

    @on(RowList.Chosen)
    def choose_row(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_story_open()

    @on(PaneHeader.Chosen)
    def choose_pane(self, event: PaneHeader.Chosen) -> None:
        if event.heading.id in PARTS:
            self.focus_part(event.heading.id)

    def on_key(self, event: events.Key) -> None:
        self._has_keys = True
        self.status.clear()

    # Commands

    # Focus and zoom

    @property
    def listed(self) -> RowList:
        return self.focused if isinstance(self.focused, RowList) else self.articles

    @property
    def part(self) -> str:
        return ARTICLES if self.focused is self.articles else self.panes.shown

    def focus_part(self, part: str) -> None:
        self._lines.choice.returns = False
        self._show_part(part)

    def _show_part(self, part: str) -> None:
        if self.is_zoomed:
            self.zoom(part)
        if part == ARTICLES:
            self.set_focus(self.articles)
        else:
            self.panes.show(part)
            self.set_focus(self.panes.rows)

    @property
    def is_zoomed(self) -> bool:
        return any(map(self.has_class, ZOOMS))

    def zoom(self, part: str) -> None:
        """Give a part the whole screen; none for ""."""
        for name, is_wanted in zip(ZOOMS, (part == ARTICLES, part in PARTS), strict=True):
            self.set_class(is_wanted, name)

    def action_story_zoom(self) -> None:
        self.zoom("" if self.is_zoomed else self.part)

    def action_pane(self, number: int) -> None:
        self.focus_part(PARTS[number - 1])

    def action_story_articles(self) -> None:
        self.focus_part(ARTICLES)

    def action_story_next_pane(self) -> None:
        self.focus_part(self.panes.adjacent(self.part, 1, ARTICLES))

    def action_story_previous_pane(self) -> None:
        self.focus_part(self.panes.adjacent(self.part, -1, ARTICLES))

    # Passages

    def action_passage(self, verb: str) -> None:
        self._lines.run(verb)

    def action_story_open(self) -> None:
        row = self.listed.row
        if row is None or self._story is None:
            self.say("Nothing here to go to.")
            return
        if self.part == ARTICLES:
            self._lines.open_passage(row.key, None)
        elif not self._lines.open():
            self.say(NO_PASSAGE)

    def action_story_why(self) -> None:
        self.say(why_one_story(self._story) if self._story is not None else NOT_YET)

    def action_story_actor(self) -> None:
        actor = self.listed.item(Actor)
        self._commands.open_actor(actor.name if actor else None)

    def action_story_ask(self) -> None:
        self._commands.ask_story(self._wanted)

    def action_story_dossiers(self) -> None:
        self._commands.context.open("dossiers", self._story.id if self._story is not None else "")

    def action_story_next(self) -> None:
        self._go_to_adjacent(1)

    def action_story_previous(self) -> None:
        self._go_to_adjacent(-1)

    def _go_to_adjacent(self, by: int) -> None:
        """To the next or previous story of where one came from."""
        (ids, move_to), story = self._neighbours, self._story
        own = {
            self._wanted,
            *((story.id, *(each.id for each in story.articles)) if story else ()),
        }
        here = next((at for at, id_ in enumerate(ids) if id_ in own), None)
        if here is None:
            gone = "This story is no longer where you came from."
            self.say(gone if ids else "The stories where you came from are still being looked for.")
            return
        others = ids[here + 1 :] if by > 0 else reversed(ids[:here])
        id_ = next((id_ for id_ in others if id_ not in own), None)
        if id_ is None:
            self.say("This is the last story." if by > 0 else "This is the first story.")
            return
        self._note_seen()
        move_to(id_)
        self._show_story(id_)

    @property
    def _neighbours(self) -> tuple[Sequence[str], Callable[[str], object]]:
        """The stories or articles of the screen below, in their order there, and what goes to one there."""
        below = self.app.screen_stack[-2]
        if isinstance(below, TodayScreen):
            return below.story_ids, below.listed.move_to_key
        if below is self._commands.screen:
            return self._commands.articles.listing.ids, self._commands.articles.go_to
        return (self._wanted,), str

    def _show_story(self, id_: str) -> None:
        """Show another story in place of this one."""
        self._executor.end()  # it may still brief an article of this one
        self._executor = SerialExecutor()
        self._story, self._briefing, self._panes = None, None, StoryPanes()
        self._wanted, self._has_keys = id_, False
        self._lines.choice = PassageChoice()
        self._not_briefed = 0
        self.articles.show(())
        self.panes.wait(LOADING)
        self.reload()
        self.retitle()

    # Changes

    def _for_story(self, change: Callable[[str], object]) -> None:
        if self._story is None:
            self.say(NOT_YET)
        else:
            change(self._story.id)

    def action_story_follow(self) -> None:
        self._for_story(self._commands.edit.follow)

    def action_story_mute(self) -> None:
        self._for_story(self._commands.edit.mute)

    def action_story_watch(self) -> None:
        self._for_story(self._commands.edit.watch_story)

    def action_story_read_all(self) -> None:
        self._for_story(self._commands.edit.mark_read)

    def _for_article(self, use: Callable[[StoryArticle], object]) -> None:
        """Use the article under the cursor, or that of the passage shown."""
        row, cited = self._lines.row, self._lines.cited
        id_ = cited.article if cited is not None else row.key if row is not None else ""
        articles = self._story.articles if self._story is not None else ()
        if (article := next((each for each in articles if each.id == id_), None)) is not None:
            use(article)
        else:
            self.say("Choose an article, or a line of a pane that has a passage.")

    def action_story_split(self) -> None:
        self._for_article(lambda article: self._commands.edit.split([article.id], quoted(article.title)))

    def action_story_star(self) -> None:
        self._for_article(lambda article: self._commands.article_commands.star([article.id]))

    def action_story_read(self) -> None:
        self._for_article(lambda article: self._commands.article_commands.read([article.id]))

    def action_page_export(self) -> None:
        if (story := self._story) is None or (briefing := self._briefing) is None:
            self.say(NOT_YET)
        else:
            told = partial(story_printout, story, briefing, only_new=False)
            self._commands.notes.export(self, story.title, told, [each.id for each in story.articles])

    def action_story_undo(self) -> None:
        self._changes.undo()

    def action_story_redo(self) -> None:
        self._changes.redo()

    def action_story_close(self) -> None:
        """End the zoom, or leave."""
        if self.is_zoomed:
            self.zoom("")
        else:
            self.action_story_back()

    def action_story_settle(self) -> None:
        """Settle the issue; the passage chosen, if it came later, is what it is settled by."""
        issue, story, cited = self.listed.item(StoryIssue), self._story, self._lines.cited
        if story is None or issue is None:
            self.say("Choose an open issue: {story.pane-3} goes to them.")
            return
        by = None
        if cited is not None and cited not in issue.evidence:
            by = SettlingPassage(cited.article, cited.passage, *self._panes.articles[cited.article])
        self._commands.edit.settle(partial(self._stories.tracked, story, issue), by)

    def action_story_back(self) -> None:
        """Leave, and note that the reader has seen what came until now."""
        self._note_seen()
        self.dismiss()

    def _note_seen(self) -> None:
        story = self._story
        if story is not None and story.new and not self._stories.is_read_only:
            self._changes.make(partial(self._seen, story))

    def _seen(self, story: Story) -> Change:
        edits = self._stories.edits
        last = max(datetime.fromisoformat(each.arrived).timestamp() for each in story.articles) + 1
        set_seen = partial(edits.set_seen, story.id)
        return Change.keeping(
            f"Noted that you have seen {quoted(story.title)}", partial(set_seen, last), set_seen
        )
