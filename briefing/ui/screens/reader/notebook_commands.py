"""All annotations, tags, export, the earlier text of an article; and what is not on disk yet."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work

from briefing.diagnostics import report_error
from briefing.domain import Article
from briefing.domain.annotation import AnnotationEntry
from briefing.errors import NotFoundError
from briefing.ui.commands.undo import Change
from briefing.ui.messages import AnnotationsListed, ChangeMade, TextFetched
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.screens.reader.note_writing import NoteWriting
from briefing.ui.screens.reader.notebook_port import NotebookPort

if TYPE_CHECKING:
    from briefing.ui.screens.export import Exporting

__all__ = ["NotebookCommands"]

RETRY_SECONDS = 15.0
"""From one try to write what could not be written to the next."""


class NotebookCommands(NoteWriting):
    """Opens the lists over the article, and does what they ask for."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.templates: Path | None = None
        """The folder of the reader's own export formats."""
        self.port = NotebookPort(self)
        self._was_told_unsaved = False

    def watch_unsaved(self) -> None:
        self.set_interval(RETRY_SECONDS, self._retry)

    def _retry(self) -> None:
        if self.library.annotations.pending_error:
            self.retry_unsaved()

    def may_leave(self) -> bool:
        """Whether all is on disk; asked a second time, whoever asks leaves nonetheless."""
        if not self.is_open:
            return True
        self.save_open_note()
        notebook = self.library.annotations
        if not notebook.pending_error or self._was_told_unsaved:
            return True
        self._was_told_unsaved = True
        self.retry_unsaved()
        self.say(
            f"{pluralize(notebook.unsaved_count, 'change')} to your annotations could not be written: "
            f"{notebook.pending_error} E exports them elsewhere; Q again leaves, and puts them into a "
            f"file that `briefing import` reads.",
            error=True,
        )
        return False

    def action_reader_annotations(self) -> None:
        self.port.list_annotations()

    def action_reader_tags(self) -> None:
        self.port.show_tags()

    @on(AnnotationsListed)
    def pass_entries(self, message: AnnotationsListed) -> None:
        self.port.take_entries(message)

    @on(TextFetched)
    def pass_text(self, message: TextFetched) -> None:
        self.port.take_text(message)

    @on(ChangeMade)
    def follow_change(self, message: ChangeMade) -> None:
        """Whatever was changed, show the annotations as they are now."""
        sentence = message.sentence
        if message.trouble:
            sentence = f"Not on disk yet: {message.trouble} It is kept in memory, and tried again."
            self.say(sentence, error=True)
            message.prevent_default()  # what was done is not to be told as if all were well
        elif self._saved:
            self.keep(self.drop_saved)
        self._was_told_unsaved = self._was_told_unsaved and bool(message.trouble)
        self.port.take_change(sentence)
        if self.article is not None:
            self.fetch_annotations(self.article)

    def action_reader_export(self) -> None:
        if self.article is None:
            self.say("No article is open: A lists all annotations, and E exports them there.")
        elif not self.annotations:
            self.say("This article has no annotations to export: v selects, a notes. A lists all others.")
        else:
            head = self.shown_head()
            entries = [AnnotationEntry(head, each) for each in self.annotations]
            self.export(entries, of_article=True)

    def export(self, entries: Sequence[AnnotationEntry], *, of_article: bool = False) -> None:
        """Let the reader say where and how; `of_article` where all of the open article are meant."""
        from briefing.ui.presenters.export_preview import Exporter
        from briefing.ui.screens.export import ExportScreen

        articles = {each.head.id for each in entries}
        article_id = self.article.id if self.article is not None else None
        if len(articles) == 1:
            article_id = entries[0].head.id
        exporter = Exporter(self.library, self.templates, self._settle)
        screen = ExportScreen(exporter, entries, article_id, of_article=of_article)
        self.app.push_screen(screen, self._await_export)

    def _settle(self) -> None:
        """From another thread: wait until all that was asked for is written, or in memory."""
        self._turns.submit(lambda: None).result()

    def _await_export(self, exporting: Exporting | None) -> None:
        if exporting is not None:
            self.tell_exported(exporting)

    @work(group="tell")
    async def tell_exported(self, exporting: Exporting) -> None:
        """Say what came of it: at once, unless the screen was left while it was written."""
        from briefing.ui.presenters.export_preview import Outlook

        try:
            outcome = await wrap_future(exporting)
        except Exception as error:  # the screen that would have shown it is gone
            self.tell(report_error(error), error=True)
            return
        if isinstance(outcome, Outlook):
            self.tell(f"Nothing was exported. {outcome.question or outcome.sentence}", error=True)
        else:
            self.tell(" ".join((outcome.sentence, *outcome.troubles)), error=bool(outcome.troubles))

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say it on whatever is shown: here, and on the list that is open above."""
        self.say(sentence, error=error)
        self.port.tell(sentence)

    def action_reader_earlier_text(self) -> None:
        """Show the text that notes which are lost here were made on; u brings the present one back."""
        article = self.article
        if article is None:
            self.say("No article is open.")
            return
        library = self.library

        def made() -> str:
            earlier = library.annotations.earlier_text(article.id)
            if earlier is None:
                raise NotFoundError("Every note stands in this text: there is no earlier one to show.")
            change = Change(
                "Took the earlier text",
                lambda: self._show_text(article, earlier),
                lambda: self._show_text(article, article.text),
            )
            return self._make(change)

        self.change(made)

    def _show_text(self, article: Article, text: str) -> None:
        shown = self.library.article(article.id)
        if shown.text != text:
            self.library.ingest.show_text(shown, text)
        self.call_from_turn(article.id)

    def call_from_turn(self, article_id: str) -> None:
        """From the thread of the turns: show the article as it is now."""
        self.app.call_from_thread(self.fetch_article, article_id)
