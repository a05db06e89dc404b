"""What the reader does with an article's text: another of its texts, or a command of one's own."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual import on, work

from briefing.diagnostics import report_error
from briefing.domain import Article
from briefing.services.articles import Library
from briefing.ui.messages import TextChosen
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.presenters.articles.text_messages import chosen_text_message, fetched_text_message
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.tasks import run_in_thread

if TYPE_CHECKING:
    from briefing.ui.pipe_command import Pipe
    from briefing.ui.screens.output import OutputScreen

__all__ = ["TextCommands"]


class TextCommands(ListCommands):
    """Nothing here holds up a key: pages and commands are waited for in threads that no quit waits for."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._piped: tuple[str, ...] = ()
        """What the prompt asks a command for."""
        self._words_on_text: dict[str, str] = {}
        """By article: what is to be said of its text once it is shown."""

    # Full text

    def action_reader_full_text(self) -> None:
        ids = self.meant()
        if len(ids) > 1:
            self.say("x fetches the page of one article: Esc lets go of the selected ones.")
        elif ids:
            library, id_ = self.library, ids[0]
            self.say("Fetching the article's page…")
            self._tell_text(id_, lambda: _other_text(library, id_))

    @work(group="full text")
    async def _tell_text(self, article_id: str, job: Callable[[], str]) -> None:
        try:
            sentence = await wrap_future(run_in_thread(job))
        except Exception as error:  # also what the network has in store
            self.say(report_error(error), error=True)
            return
        self.post_message(TextChosen(article_id, sentence))

    @on(TextChosen)
    def show_chosen_text(self, message: TextChosen) -> None:
        if self.article is not None and self.article.id == message.article_id:
            self._words_on_text[message.article_id] = message.sentence
            self.fetch_article(message.article_id)
        else:
            self.say(message.sentence)

    def tell_text(self, article: Article) -> None:
        """Say of the article that is shown now why it has this text, where the reader has asked for it."""
        words = self._words_on_text.pop(article.id, "")
        if words:
            self.say(words)

    # Pipes

    async def action_reader_pipe(self) -> None:
        ids = self.meant()
        if ids:
            self._piped = ids
            self._asked_from = self.part
            label = "|" if len(ids) == 1 else f"{pluralize(len(ids), 'article')} |"
            await self.prompt.ask("pipe", label, "a command that gets the text, such as: wc -w")

    def answered(self, purpose: str, answer: str) -> bool:
        if purpose != "pipe":
            return super().answered(purpose, answer)
        from briefing.ui.pipe_command import Pipe
        from briefing.ui.screens.output import OutputScreen

        pipe = Pipe(answer)
        screen = OutputScreen(pipe, pluralize(len(self._piped), "article"))
        self.app.push_screen(screen)
        self._run_pipe(pipe, screen, self._piped)
        return True

    @work(group="pipe")
    async def _run_pipe(self, pipe: Pipe, screen: OutputScreen, ids: tuple[str, ...]) -> None:
        from briefing.ui.pipe_command import piped_text

        library = self.library

        def texts() -> Iterator[str]:
            for id_ in ids:
                if library.article_list.existing_ids([id_]):
                    yield piped_text(library.article(id_))

        try:
            answer = await wrap_future(run_in_thread(lambda: pipe.run(texts())))
        except Exception as error:  # no shell, or a library that cannot be read
            if screen.is_mounted:
                screen.fail(report_error(error))
            return
        if screen.is_mounted:
            screen.show(answer)


def _other_text(library: Library, article_id: str) -> str:
    """Let the article show the other of its two texts, fetching its page where that is not here yet.

    Which is shown now, and which of the two is better. Raises SourceError and StoreError.
    """
    texts = library.article_list.text_versions(article_id)
    if "page" not in texts:
        shown = library.page_texts.fetch(article_id)
        texts = library.article_list.text_versions(article_id)
        return fetched_text_message(texts["feed"], texts["page"], shown.text)
    article = library.article(article_id)
    to_page = article.text != texts["page"]
    library.ingest.show_text(article, texts["page" if to_page else "feed"])
    return chosen_text_message(texts["feed"], texts["page"], to_page=to_page)
