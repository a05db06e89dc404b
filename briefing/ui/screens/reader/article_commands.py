"""Commands for articles: star, read, remove, browser, address, text versions, pipes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from briefing.domain import Article
from briefing.domain.article import ArticleEntry
from briefing.domain.text.tracking import without_tracking
from briefing.errors import FetchError, NotFoundError
from briefing.presentation.article_texts import (
    LinkRow,
    chosen_text_message,
    fetched_text_message,
    link_rows,
    rest_message,
)
from briefing.presentation.library.library_rows import OFFERS
from briefing.presentation.sentences import NO_ARTICLE, pluralize, quoted
from briefing.services.articles import RemovedArticle
from briefing.services.library import Library
from briefing.sources.article_identity import normalize_url
from briefing.sources.http.private_addresses import leads_to_private
from briefing.ui.browser import open_in_window
from briefing.ui.commands.undo import Change
from briefing.ui.pipe_command import CommandOutput, Pipe, piped_text
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen
from briefing.ui.screens.output_screen import OutputScreen
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.context import Commands, Controller

MAX_WINDOWS = 10
"""Addresses that one command opens in the browser at most."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A flag of articles, and the messages about setting and clearing it."""

    name: str
    set_message: str
    clear_message: str

    def sentence(self, value: bool, articles: str) -> str:
        return (self.set_message if value else self.clear_message).format(articles)


_READ = _Mark("read", "Marked read: {}", "Marked unread: {}")
_STARRED = _Mark("starred", "Starred {}", "Unstarred {}")


@dataclass(eq=False)
class ArticleCommands(Controller):
    """Commands act on the selected articles, else on the one under the cursor, else on the open one."""

    articles: ArticleListController
    article: ArticleController
    _removed: set[str] = field(default_factory=set)
    """The articles that undo can restore."""
    _text_messages: dict[str, str] = field(default_factory=dict)
    """By article id: the message about its new text, to show together with it."""

    @property
    def commands(self) -> Commands:
        return {
            "library.remove": self.remove,
            "reader.star": lambda: self.star(self.articles.target_ids()),
            "reader.read": lambda: self.read(self.articles.target_ids()),
            "reader.undo": self.changes.undo,
            "reader.redo": self.changes.redo,
            "reader.browser": self.open_in_browser,
            "reader.address": self.copy_address,
            "reader.links": self.list_links,
            "reader.full-text": self.switch_text,
            "reader.earlier-text": self.show_earlier_text,
            "reader.pipe": self.ask_for_pipe,
        }

    # Removing and marking

    def remove(self) -> None:
        row = self.articles.row
        if row is None or row.key in OFFERS:
            self.screen.say("There is no article to remove.")
            return
        ids = self.articles.target_ids()

        def remove() -> list[RemovedArticle]:
            existing = [entry.id for entry in self._existing(ids)]
            self._removed.update(existing)
            return [self.library.articles.remove(id_) for id_ in existing]

        def put_back(removed: list[RemovedArticle]) -> None:
            for each in removed:
                self.library.articles.restore(each)
                self._removed.discard(each.article.id)

        def removing() -> Change:
            done = f"Removed {_title_or_count(self._existing(ids))}"
            return Change.keeping(done, remove, put_back)

        self.changes.make(removing)

    def star(self, ids: Sequence[str]) -> None:
        self._toggle_mark(_STARRED, ids)

    def read(self, ids: Sequence[str]) -> None:
        self._toggle_mark(_READ, ids)

    def _toggle_mark(self, mark: _Mark, ids: Sequence[str]) -> None:
        """Set the mark on all, or clear it if all have it.

        The marks are read when the change is made: the list may not show the result of the last key yet.
        """

        def flipped() -> Change:
            entries = self._existing(ids)
            value = not all(getattr(entry, mark.name) for entry in entries)
            different = [entry.id for entry in entries if getattr(entry, mark.name) != value]
            named = _title_or_count([entry for entry in entries if entry.id in different])
            return Change(
                mark.sentence(value, named),
                partial(self._mark, mark, different, value),
                partial(self._mark, mark, different, not value),
            )

        if ids:
            self.changes.make(flipped)

    def _mark(self, mark: _Mark, ids: list[str], value: bool) -> None:
        self._existing(ids)
        self.library.articles.mark(ids, **{mark.name: value})

    def _existing(self, ids: Sequence[str]) -> list[ArticleEntry]:
        """Return those that are in the library. If none is, raise NotFoundError saying how to restore it."""
        entries = self.library.article_list.entries(ids)
        if ids and not entries:
            back = "{reader.undo} restores it" if self._removed & set(ids) else "{reader.add} adds it again"
            raise NotFoundError(f"This article was removed from the library: {back}.")
        return entries

    # Addresses

    def open_in_browser(self) -> None:
        """Open the articles' addresses in the browser, at most `MAX_WINDOWS`."""
        ids = self.articles.target_ids()
        known = {entry.id: entry.url for entry in self.articles.entries}
        if self.screen.article is not None:
            known[self.screen.article.id] = self.screen.article.url
        found = {id_: url for id_ in ids[:MAX_WINDOWS] if (url := known.get(id_))}
        for id_, url in found.items():
            self.open_address(self._address(url), id_)
        addresses = list(map(self._address, found.values()))
        if addresses:
            left = f", the first {MAX_WINDOWS} of {len(ids)}" if len(ids) > MAX_WINDOWS else ""
            named = addresses[0] if len(addresses) == 1 else f"{len(addresses)} addresses{left}"
            self.screen.say(f"Opening {named} in the browser.")
        elif ids:
            self.screen.say("This article has no web address.")

    def open_address(self, url: str, article_id: str, *, is_link: bool = False) -> None:
        """The article's own address, or that of one of its links."""
        app = self.screen.app

        def open_window() -> bool:
            trusted = self.library.page_texts.trusted_hosts(article_id)
            # Without a feed, the user has given the article's own address.
            if (is_link or trusted) and leads_to_private(url, trusted):
                raise FetchError(
                    f"{url} is on this machine or in a private network: "
                    "{reader.address} copies it if you trust it."
                )
            return app.is_web or open_in_window(url)

        def opened(is_open: bool) -> None:
            if app.is_web:
                app.open_url(url)  # in the browser that shows the reader
            elif not is_open:
                sentence = f"No browser with a window was found; {{reader.address}} copies the address: {url}"
                self.screen.say(sentence, error=True)

        self.tasks.in_thread(open_window, opened)

    def copy_address(self) -> None:
        article = self.screen.article
        address = (self._address(article.url) if article.url else article.path) if article else None
        if address:
            self.screen.app.copy_to_clipboard(address)
            self.screen.say(f"Copied {address}")
        else:
            self.screen.say("This article has no address.")

    def _address(self, url: str) -> str:
        """The address as it leaves the reader."""
        return url if self.library.keeps_tracking else without_tracking(url)

    def list_links(self) -> None:
        """List the article's links and images, to open one as an article or in the browser."""
        article = self.screen.article
        if article is None:
            self.screen.say(NO_ARTICLE)
            return
        found = link_rows(article)
        links = [replace(row, url=self._address(row.url)) for row in found if normalize_url(row.url)]
        if not links:
            self.screen.say("This article has no links.")
            return

        def show(link: LinkRow) -> None:
            self.open_address(link.url, article.id, is_link=True)
            self.screen.say(f"Opening {link.url} in the browser.")

        def read(link: LinkRow) -> None:
            if link.is_image:
                show(link)
            else:
                self.article.add(link.url, article.id)

        def copy(link: LinkRow) -> None:
            self.screen.app.copy_to_clipboard(link.url)
            self.screen.say(f"Copied {link.url}")

        rows = [ChoiceOption(link, link.text, link.host) for link in links]
        also = {"o": ("in the browser", show), "Y": ("copies it", copy)}
        title = pluralize(len(links), "link")
        self.screen.app.push_screen(ChoiceScreen(title, rows, read, enter="opens it here", also=also))

    # Texts

    def switch_text(self) -> None:
        """Switch an article between the text of its feed and that of its page."""
        ids = self.articles.target_ids()
        if len(ids) > 1:
            self.screen.say(
                "{reader.full-text} fetches the page of one article: {reader.close} clears the selection."
            )
        elif ids:
            id_ = ids[0]
            self.screen.say("Fetching the article's page…")
            self.tasks.in_thread(partial(_switch_text, self.library, id_), partial(self._text_switched, id_))

    def _text_switched(self, article_id: str, sentence: str) -> None:
        article = self.screen.article
        if article is not None and article.id == article_id:
            self._text_messages[article_id] = sentence
            self.article.fetch(article_id)
        else:
            self.screen.say(sentence)

    def report_text_switch(self, article: Article) -> None:
        """Report which text the article shows now, if the user switched it."""
        if message := self._text_messages.pop(article.id, ""):
            self.screen.say(message)

    def show_earlier_text(self) -> None:
        """Show the earlier text that orphaned notes were made on; undo restores the current one."""
        article = self.screen.article
        if article is None:
            self.screen.say(NO_ARTICLE)
            return

        def earlier() -> Change:
            text = self.library.annotations.earlier_text(article.id)
            if text is None:
                raise NotFoundError("All notes have their passages in this text: no earlier one is needed.")
            return Change(
                "Switched to the earlier text",
                partial(self._show_text, article, text),
                partial(self._show_text, article, article.text),
            )

        self.changes.make(earlier)

    def _show_text(self, article: Article, text: str) -> None:
        """Store another text of the article and open it. Runs in the thread that writes."""
        shown = self.library.articles.article(article.id)
        if shown.text != text:
            self.library.ingest.show_text(shown, text)
        self.screen.app.call_from_thread(self.article.fetch, article.id)

    # Pipes

    def ask_for_pipe(self) -> None:
        if ids := self.articles.target_ids():
            label = "|" if len(ids) == 1 else f"{pluralize(len(ids), 'article')} |"
            use = partial(self._pipe, ids)
            self.screen.prompt.ask("pipe", label, use, "a command that gets the text, such as: wc -w")

    async def _pipe(self, ids: Sequence[str], command: str) -> None:
        """Pipe the texts of articles to a command, and show its output."""
        pipe, library = Pipe(command), self.library
        screen = OutputScreen(pipe, pluralize(len(ids), "article"))
        await self.screen.app.push_screen(screen)  # mounted before a quick command ends

        def texts() -> Iterator[str]:
            for id_ in ids:
                if library.article_list.existing_ids([id_]):
                    yield piped_text(library.articles.article(id_))

        def show(answer: CommandOutput) -> None:
            if screen.is_mounted:
                screen.show(answer)

        def fail(sentence: str) -> None:
            if screen.is_mounted:
                screen.fail(sentence)

        self.tasks.in_thread(partial(pipe.run, texts()), show, failed=fail)


def _title_or_count(entries: list[ArticleEntry]) -> str:
    return quoted(entries[0].title) if len(entries) == 1 else pluralize(len(entries), "article")


def _switch_text(library: Library, article_id: str) -> str:
    """Switch the article to the next of its texts, fetching its page if necessary.

    The feed's is followed by the page's, and that by the same with what stood behind the article on the page.

    The returned message says which is shown, and which is better. Raises SourceError and StoreError.
    """
    texts = library.article_list.text_versions(article_id)
    article = library.articles.article(article_id)
    if article.structure.rest and not (article.shows_rest and "feed" in texts):
        return rest_message(library.ingest.toggle_rest(article))
    if "page" not in texts:
        shown = library.page_texts.fetch(article_id)
        texts = library.article_list.text_versions(article_id)
        return fetched_text_message(texts["feed"], texts["page"], shown.text)
    to_page = not article.structure.rest and article.text != texts["page"]
    library.ingest.show_text(article, texts["page" if to_page else "feed"])
    return chosen_text_message(texts["feed"], texts["page"], to_page=to_page)
