"""Takes over articles that another reading program kept: with their text, read, starred and tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from briefing.domain import Article
from briefing.domain.article import article_id, text_hash
from briefing.domain.feeds.sync import ItemState, ServerEntry, ServerItem
from briefing.exchange.importers.import_record import SavedArticle
from briefing.services.article_ingest import ArticleIngest
from briefing.services.articles import ArticleService
from briefing.services.sync.item_reading import ItemReader, guid_of
from briefing.sources.article_identity import normalize_url
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags

ARTICLES_PER_READING = 100
_GIVEN = "imported marks"
"""Metadata key: hashes of the stars and tags that imports gave; what was taken away since stays away."""
_STAR = ""
"""Stands for the star among tags, none of which is empty."""


@dataclass(frozen=True, slots=True)
class TakenArticles:
    """Counts of articles by what became of them."""

    new: int = 0
    known: int = 0
    unread: int = 0
    """The number of those that have no address of the web, or could not be read."""


class SavedArticles:
    """Stores what another program kept. An article that the library has keeps its text and stays unread."""

    def __init__(
        self,
        store: ArticleStore,
        ingest: ArticleIngest,
        articles: ArticleService,
        tags: ArticleTags,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._ingest = ingest
        self._articles = articles
        self._tags = tags
        self._now = now

    def take(self, saved: Sequence[SavedArticle]) -> TakenArticles:
        """Store articles, and fetch none: one without text has its title instead. Raises StoreError."""
        by_url: dict[str, SavedArticle] = {}
        for each in saved:
            if (url := normalize_url(each.url)) is not None:
                by_url[url] = _merged(by_url[url], each) if url in by_url else each
        known = {url: id_ for url in by_url if (id_ := self._known(url)) is not None}
        new = dict(self._stored([(url, each) for url, each in by_url.items() if url not in known]))
        ids = known | new
        self._mark({ids[url]: each for url, each in by_url.items() if url in ids}, frozenset(new.values()))
        addresses = {normalize_url(each.url) or each.url for each in saved}
        return TakenArticles(len(new), len(known), len(addresses) - len(ids))

    def _mark(self, saved: Mapping[str, SavedArticle], new: Collection[str]) -> None:
        """Give articles, by id, their stars and tags, but none that an earlier import gave them already."""
        earlier = frozenset((self._store.get_meta(_GIVEN) or "").split())
        given, wanted = set[str](), defaultdict[str, list[str]](list)
        for id_, each in saved.items():
            for mark in (*each.tags, *([_STAR] if each.starred else [])):
                given.add(key := text_hash(f"{id_} {mark}")[:12])
                if key not in earlier or id_ in new:
                    wanted[mark].append(id_)
        self._articles.mark(wanted.pop(_STAR, ()), starred=True)
        for tag, ids in wanted.items():
            self._tags.add(ids, tag)
        if not given <= earlier:
            self._store.set_meta(_GIVEN, " ".join(sorted(earlier | given)))

    def _known(self, url: str) -> str | None:
        entries = self._store.find_by_url(url)
        id_ = entries[0].id if entries else self._store.resolve_id(article_id(url))
        return id_ if self._store.entry(id_) is not None else None

    def _stored(self, missing: Sequence[tuple[str, SavedArticle]]) -> Iterator[tuple[str, str]]:
        """Read and store articles, some at once with their read marks, which no second import would set.

        Yield the address and the id of each that could be read.
        """
        reader = ItemReader()
        try:
            for at in range(0, len(missing), ARTICLES_PER_READING):
                some = dict(missing[at : at + ARTICLES_PER_READING])
                stored: dict[str, str] = {}
                for url, article in _read(reader, some):
                    when = some[url].saved
                    moment = datetime.fromisoformat(when) if when else self._now()
                    stored[url] = self._ingest.put_saved(article, moment).id
                self._articles.mark((id_ for url, id_ in stored.items() if some[url].read), read=True)
                yield from stored.items()
        finally:
            reader.close()


def _read(reader: ItemReader, some: Mapping[str, SavedArticle]) -> Iterator[tuple[str, Article]]:
    """Read articles in the process that reads feeds, those of one site together, as one feed's."""
    by_site: dict[str, tuple[str, list[ServerItem]]] = {}
    for url, each in some.items():
        entry = ServerEntry("", each.title or "", url, each.author, each.published, each.markup)
        site = urlunsplit((*urlsplit(url)[:2], "/", "", ""))
        by_site.setdefault(site, ("", []))[1].append(ServerItem(url, ItemState(), entry))
    urls = {guid_of(url): url for url in some}
    for entries in reader.read(by_site)[0].values():
        for guid, article in entries:
            if guid in urls:
                url = urls[guid]
                yield url, replace(article, id=article_id(url), url=url)


def _merged(one: SavedArticle, other: SavedArticle) -> SavedArticle:
    """Return an article that an archive has twice, such as in Pocket's list and among its highlights."""
    return SavedArticle(
        one.url,
        one.title or other.title,
        one.author or other.author,
        one.published or other.published,
        one.saved or other.saved,
        one.markup or other.markup,
        tuple(dict.fromkeys((*one.tags, *other.tags))),
        one.read or other.read,
        one.starred or other.starred,
    )
