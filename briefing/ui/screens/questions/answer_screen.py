"""Asks a question of articles, and lists the passages that answer it, or what a language model answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event

from textual import on
from textual.app import ComposeResult

from briefing.domain.questions.answer import Answer, AnswerLine
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.printouts import answer_printout
from briefing.presentation.answer_rows import NEAREST, answer_about, answer_rows, passage_status
from briefing.services.library import Library
from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.briefing.passages import CitedRows, PassageChoice
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.tasks import TaskRunner, Wanted
from briefing.ui.widgets.lists.row_list import RowList

TYPE = "Type a question: the passages that match best are listed here."

SEARCHING = "Searching …"


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """The articles that a question is asked of."""

    title: str
    """Such as "the article"; after "Ask"."""
    story: str = ""
    """The id of their story, or of one of them."""
    ids: tuple[str, ...] = ()
    """Those of the articles, where they are not a story."""


class AnswerScreen(FilteredListScreen[None, Answer]):
    """Lists passages while the question is typed; Enter asks the language model, where there is one."""

    PLACES = ("page", "list", "go")
    DOUBLE_CLICK = "answer_open"
    FIELD_LABEL = "Question"

    def __init__(
        self,
        library: Library,
        tasks: TaskRunner,
        passages: PassageController,
        notes: PassageNotes,
        scopes: Sequence[QuestionScope],
    ) -> None:
        """`scopes` are the articles that can be asked, those that are asked first before the others."""
        super().__init__("who, what, when, why, in words of the articles", "answer", tasks=tasks)
        self._library = library
        self._scopes, self._scope, self._asked = scopes, 0, ""
        self._notes = notes
        self._lines = CitedRows(self, passages.open_passage, notes.commands)
        self._unfolded = False
        """Whether passages that do not surely answer are listed."""
        self._cancelled: Event | None = None
        """Set to call off what the language model is being asked; None while it is not."""

    def compose_list(self) -> ComposeResult:
        yield RowList("answer", gap=1)

    @property
    def scope(self) -> QuestionScope:
        return self._scopes[self._scope]

    @property
    def _invitation(self) -> str:
        model = self._library.questions.model
        return f"{TYPE} Enter asks {safe_line(model)}." if model is not None else TYPE

    @property
    def _line(self) -> AnswerLine | None:
        """The line under the cursor."""
        return self.listed.item(AnswerLine)

    def on_mount(self) -> None:
        self.listed.show((), empty=self._invitation)
        self.action_list_filter()
        self.retitle()

    def on_unmount(self) -> None:
        if self._cancelled is not None:
            self._cancelled.set()
            self._cancelled = None

    def call_off(self) -> None:
        """Want nothing of what was requested but the answer of a language model, which took its time."""
        if self._cancelled is None:
            super().call_off()

    # Asking

    def filter_changed(self) -> None:
        question = " ".join(self.field.value.split())
        if question != self._asked:
            self._asked = question
            self._find(asks_model=False)

    def reload(self) -> None:
        """Search again and stay on the row, unless a language model has answered or is being asked."""
        if self._asked and self._cancelled is None and not (self.found and self.found.model):
            self._find(asks_model=False, stays=True)

    def _find(self, *, asks_model: bool, stays: bool = False) -> None:
        """List the best passages, or ask the language model; an earlier request is called off."""
        self._stop()
        self.call_off()
        if not stays:
            self._unfolded, self._lines.choice = False, PassageChoice()
        question, scope, questions = self._asked, self.scope, self._library.questions
        asks_model = asks_model and questions.model is not None
        cancelled = Event()
        if not question:
            self.found = None
            self.listed.show((), empty=self._invitation)
            self.retitle()
            return

        if not self.listed.rows:
            self.listed.show((), empty=SEARCHING)

        def find(_: Wanted) -> Answer:
            ids = scope.ids
            if scope.story:
                ids = tuple(each.id for each in self._library.stories.story(scope.story).articles)
            if asks_model:
                return questions.ask(question, ids, is_cancelled=cancelled.is_set)
            return questions.passages(question, ids)

        self._cancelled = cancelled if asks_model else None
        self.show_progress(f"asking {safe_line(questions.model or '')}" if asks_model else "")
        self.request(find, partial(self._show_answer, stays=stays))

    def _stop(self) -> bool:
        """Call off what the language model is asked; return whether it was asked anything."""
        cancelled, self._cancelled = self._cancelled, None
        self.show_progress("")
        if cancelled is not None:
            cancelled.set()
        return cancelled is not None

    def _show_answer(self, answer: Answer, *, stays: bool) -> None:
        self._cancelled, self.found = None, answer
        self.show_progress("")
        self.listed.show(answer_rows(answer, unfolded=self._unfolded), empty=answer.notice)
        if not stays:
            self.listed.move_to(0)
        if answer.lines and answer.notice and answer.lines[0].shown:
            self.say(answer.notice, error=True)
        self.retitle()

    def fail(self, sentence: str) -> None:
        self._cancelled = None
        self.show_progress("")
        super().fail(sentence)

    # Header, status, hints

    def show_state(self) -> None:
        answer = self.found
        self.show_title(f"Ask {self.scope.title}", answer_about(answer) if answer and answer.lines else "")
        line = self._line
        self.about(passage_status(answer, line, self._lines.at) if answer and line else "", "")
        unused = {"answer.scope": len(self._scopes) < 2, "answer.open": line is None}
        unused |= {
            "answer.copy": line is None,
            "answer.next-passage": line is None or len(line.citations) < 2,
        }
        hints = {id_: "" for id_, is_unused in unused.items() if is_unused} | {"list.filter": "ask"}
        if self.listed.row is not None and self.listed.row.key == NEAREST:
            hints["answer.open"] = "unfold"
        self.show_hints(hints, listed="answer")

    @on(RowList.Highlighted)
    def follow_cursor(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._lines.follow(event.row_list)

    # Commands

    async def action_leave_filter(self) -> None:
        await super().action_leave_filter()
        has_answer = self.found is not None and self.found.model is not None
        is_done = has_answer or self._cancelled is not None
        if self._asked and not is_done and self._library.questions.model is not None:
            self._find(asks_model=True)

    def action_list_close(self) -> None:
        """Stop the language model, or close the screen."""
        if not self._stop():
            self.action_list_back()

    def action_answer_scope(self) -> None:
        """Ask of the next articles: the article, its story, what is listed."""
        if len(self._scopes) == 1:
            self.say("There are no other articles to ask.")
            return
        self._scope = (self._scope + 1) % len(self._scopes)
        self._find(asks_model=bool(self.found and self.found.model))
        self.retitle()

    def action_passage(self, verb: str) -> None:
        self._lines.run(verb)

    def action_page_export(self) -> None:
        if (answer := self.found) is None or not answer.lines:
            self.say("There is no answer to export: {list.filter} asks.")
        else:
            self._notes.export(self, answer.question, partial(answer_printout, answer), answer.heads)

    def action_answer_open(self) -> None:
        if self.found and self.listed.row and self.listed.row.key == NEAREST:
            self._unfolded = not self._unfolded
            self.listed.show(answer_rows(self.found, unfolded=self._unfolded), empty="")
        elif not self._lines.open():
            self.say("Nothing here to go to: {list.filter} asks.")
