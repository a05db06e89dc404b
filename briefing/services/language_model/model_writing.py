"""What a language model writes for a library: lines of articles, stories and Today, as the settings say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from briefing.domain import Analysis, Article
from briefing.domain.feeds.feed import FeedOptions
from briefing.nlp.engine.protocol import Engine
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.services.language_model.model_engine import LanguageModelEngine
from briefing.services.language_model.model_process import LanguageModel
from briefing.sources.http.credentials import login_of_url, strip_login


class ModelWriting:
    """Asks one model for everything. Close `model` at the end."""

    def __init__(
        self,
        config: ModelConfig,
        folder: Path,
        feeds_of: Callable[[Sequence[str]], Mapping[str, Sequence[str]]],
        options: Mapping[str, FeedOptions],
    ) -> None:
        """`feeds_of` returns the addresses of feeds by the ids of their articles."""
        self.model = LanguageModel(config, folder)
        self._feeds_of = feeds_of
        self._options = options

    @property
    def writes_articles(self) -> bool:
        return "article" in self.model.config.uses

    def engine(self, base: Engine, keep: Callable[[Article, Analysis], object]) -> Engine:
        """The engine for articles that are opened or asked for. `keep` gets the briefing of `base`."""
        return LanguageModelEngine(base, self.model, self.why_not, keep)

    def why_not(self, article: Article) -> str | None:
        """Why an article is not sent, in a sentence: all its feeds have a login, and none was named."""
        feeds = self._feeds_of([article.id]).get(article.id, ())
        named = set(map(strip_login, self.model.config.feeds))
        if not feeds or any(strip_login(each) in named or not self._has_login(each) for each in feeds):
            return None
        return (
            f"This article is of a feed with a login, and was not sent: to allow it, write "
            f'feeds = ["{strip_login(feeds[0])}"] under [model].'
        )

    def _has_login(self, feed: str) -> bool:
        options = self._options.get(feed)
        return login_of_url(feed)[0] is not None or (
            options is not None and bool(options.user or options.headers)
        )
