"""Words what settings would do with the reader's secrets, articles and machine, before they are used."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from briefing.domain.feeds.feed import FeedOptions
from briefing.domain.text.sanitize import safe_line
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.settings.table import Settings
from briefing.sources.http.credentials import strip_login
from briefing.sources.http.secrets import has_secret_reference

_DEFAULT = Settings()


def consequences(settings: Settings, present: Settings) -> list[str]:
    """Return what these settings would do that the present ones do not, a predicate each."""
    return [
        *_of_engine(settings, present),
        *_of_model(settings, present),
        *_of_sync(settings, present),
        *_of_feeds(settings, present),
    ]


def _of_engine(settings: Settings, present: Settings) -> Iterator[str]:
    if settings.engine not in (present.engine, _DEFAULT.engine):
        yield f"let the engine “{safe_line(settings.engine)}” of another package make the briefings"
    for language, pipeline in settings.pipelines.items():
        if pipeline not in (present.pipelines.get(language), DEFAULT_PIPELINES.get(language)):
            yield f"load “{safe_line(pipeline)}” as the pipeline of {safe_line(language)}"


def _of_model(settings: Settings, present: Settings) -> Iterator[str]:
    model = settings.model
    if model is not None and model != present.model:
        key = " with your key" if model.key else ""
        yield f"ask the language model at {safe_line(model.address)} about articles{key}"


def _of_sync(settings: Settings, present: Settings) -> Iterator[str]:
    sync = settings.sync
    if sync.address and (sync.address, sync.user) != (present.sync.address, present.sync.user):
        yield f"sync with {safe_line(strip_login(sync.address))} as {safe_line(sync.user or 'its user')}"


def _of_feeds(settings: Settings, present: Settings) -> Iterator[str]:
    if settings.feeds.private_addresses and not present.feeds.private_addresses:
        yield "let links and redirects lead into your own network"
    for address, options in settings.feeds.of.items():
        known = present.feeds.of.get(address, FeedOptions())
        host = safe_line(urlsplit(address).hostname or address)
        for name, value in options.headers.items():
            if has_secret_reference(value) and known.headers.get(name) != value:
                yield f"send {safe_line(value)} to {host}"
        if options.user not in (None, known.user):
            yield f"log in at {host} as {safe_line(options.user or '')}"
        if options.proxy and options.proxy != known.proxy:
            yield f"reach {host} through {safe_line(options.proxy)}"
