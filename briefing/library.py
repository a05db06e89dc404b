"""The library as the reader and the command line both speak to it: articles in, marks and analyses kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from briefing.domain import Analysis, Article
from briefing.domain.annotation import AnnotatedArticle, stamp
from briefing.domain.article import article_id, is_article_id
from briefing.domain.safe_text import safe_line
from briefing.errors import EngineError, NotFoundError, SourceError, StoreError
from briefing.nlp.engine import Engine, analyse
from briefing.notebook import Notebook
from briefing.paths import bundled_seeds
from briefing.sources import loading
from briefing.sources.identity import normalised_url
from briefing.sources.language import detect_language
from briefing.sources.loading import Failure
from briefing.store.annotation_index import AnnotationIndex
from briefing.store.annotations import AnnotationStore, Forgotten
from briefing.store.articles import ArticleStore, Entry
from briefing.store.full_text import FullText
from briefing.store.moves import is_another, moved_here
from briefing.taking_in import TakenIn, take_in

__all__ = [
    "Added",
    "Entry",
    "Failure",
    "Library",
    "Loader",
    "Removed",
    "TakenIn",
    "open_library",
    "require_grounded",
]

_SAMPLE = "sample"
"""The name of the fact that the sample has been put into this library."""
_RECOVERED = "recovered"
"""The name of the fact that the articles which have annotations have been looked for."""
_EXPORTED_TO = "exported to"
"""The name of the fact which folder an export went to last."""
_REFUSED = "refused:"
"""With an article's id, the fact which text of it the reader put away for an earlier one."""


class Loader(Protocol):
    """What turns references into articles; `briefing.sources.loading` is one."""

    def expand(self, references: Iterable[str]) -> Iterator[str]:
        """The references with each folder replaced by the files in it. Raises SourceError."""

    def load(self, reference: str, *, stdin: Callable[[], bytes] | None = None) -> Article:
        """The article there. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came into the library, and what could not be had."""

    articles: tuple[Article, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out, whole, so that it can be put back."""

    article: Article
    entry: Entry
    annotations: Forgotten | None = None


class Library:
    """Articles with the reader's marks and the engine's analyses. Safe to use from several threads.

    Everything may raise StoreError.
    """

    def __init__(
        self,
        store: ArticleStore,
        engine: Engine,
        *,
        loader: Loader = loading,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seeds: Path | None = None,
        annotations: Path | None = None,
    ) -> None:
        """`annotations` is the folder of the reader's annotations; without it, one beside the database."""
        self.engine = engine
        self._store = store
        self._loader = loader
        self._now = now
        self._seeds = seeds or bundled_seeds()
        database = store.database
        self._annotations = AnnotationStore(annotations or database.file.parent / "annotations", now=now)
        self.notebook = Notebook(self._annotations, AnnotationIndex(database), article_of=store.get, now=now)
        self._notices = store.notices + self._recovered()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader should know about how the library was found; one sentence each."""
        return self._notices

    def add(self, references: Iterable[str], *, stdin: Callable[[], bytes] | None = None) -> Added:
        """Read them all into the library."""
        outcomes = list(self.add_each(references, stdin=stdin))
        return Added(
            tuple(each for each in outcomes if isinstance(each, Article)),
            tuple(each for each in outcomes if isinstance(each, Failure)),
        )

    def add_each(
        self, references: Iterable[str], *, stdin: Callable[[], bytes] | None = None
    ) -> Iterator[Article | Failure]:
        """Read each into the library, and yield it at once, as it is kept.

        A reference is a file, a folder, an address, `-`, or the id of an article that the library has.
        One that was there before gets its new text, and keeps its marks.
        """
        for reference in references:
            known = self._by_id(reference)
            if known is not None:
                yield known
                continue
            pieces = iter(self._loader.expand([reference]))
            while True:
                piece = reference
                try:
                    piece = next(pieces)
                    article = self._loader.load(piece, stdin=stdin)
                except StopIteration:
                    break
                except SourceError as error:
                    yield Failure(piece, error)
                    continue
                yield self._keep(article)

    def entries(self, *, words: Iterable[str] = (), limit: int | None = None) -> list[Entry]:
        """Newest first; with `words`, those that hold each of them in title, source, author or text."""
        return self._store.entries(words=words, limit=limit)

    def entry(self, id_: str) -> Entry:
        """Raises NotFoundError."""
        entry = self._store.entry(id_)
        if entry is None:
            raise _absent(id_)
        return entry

    def article(self, id_: str) -> Article:
        """Raises NotFoundError."""
        article = self._store.get(id_)
        if article is None:
            raise _absent(id_)
        return article

    def find(self, reference: str) -> Entry:
        """The article that is meant by an id, a file or an address; nothing is read or fetched.

        Raises NotFoundError.
        """
        entry = self._store.entry(reference) if is_article_id(reference) else None
        found = [entry] if entry else self._store.find_by_url(safe_line(reference))
        url = normalised_url(reference)
        found = found or (self._store.find_by_url(url) if url else [])
        found = found or self._store.find_by_path(str(Path(reference).resolve()))
        if not found:
            raise _absent(reference)
        return found[0]

    def analysis(self, article: Article) -> Analysis:
        """As it was kept, else made now and kept. Raises EngineError."""
        kept = self.cached_analysis(article)
        if kept is not None:
            return kept
        made = analyse(self.engine, article)
        require_grounded(made, article)
        with suppress(StoreError):  # it is here; what cannot be kept is made again the next time
            self.keep_analysis(article, made)
        return made

    def cached_analysis(self, article: Article) -> Analysis | None:
        """What this engine, in this version, made of exactly this article before."""
        return self._store.analysis(article, self.engine.info)

    def keep_analysis(self, article: Article, analysis: Analysis) -> None:
        """Raises EngineError for one that quotes what does not stand in the article."""
        require_grounded(analysis, article)
        if not self._store.read_only:
            self._store.put_analysis(article, analysis)

    def ensure_sample(self, *, again: bool = False) -> Article | None:
        """Put the sample article in, once in the life of a library, or `again` because it was asked for.

        None where it has been done before, so that a sample that was removed stays away. Raises SourceError.
        """
        if not again and (self._store.read_only or self._store.fact(_SAMPLE)):
            return None
        added = self.add([str(self._seeds)])
        if not added.articles:
            raise added.failures[0].error
        self._store.set_fact(_SAMPLE, added.articles[0].id)
        return added.articles[0]

    def remove(self, id_: str) -> Removed:
        """Take it out with its annotations; what comes back is what `restore` needs. Raises NotFoundError."""
        article, entry = self.article(id_), self.entry(id_)
        # First, so that one killed in between has an article without notes, not notes without their article.
        forgotten = self.notebook.forget(id_)
        self._store.remove(id_)
        return Removed(article, entry, forgotten)

    def restore(self, removed: Removed) -> None:
        """Put it back with its marks and annotations."""
        self._store.restore(removed.article, removed.entry)
        if removed.annotations is not None:
            self.notebook.bring_back(removed.annotations)

    def set_read(self, id_: str, read: bool) -> None:
        self._store.set_read(id_, read)

    def set_starred(self, id_: str, starred: bool) -> None:
        self._store.set_starred(id_, starred)

    def place(self, id_: str) -> int:
        """The offset in the text where the reader left off; 0 for an article that is not there."""
        entry = self._store.entry(id_)
        return entry.place if entry else 0

    def set_place(self, id_: str, offset: int) -> None:
        self._store.set_place(id_, offset)

    def export_folder(self) -> Path | None:
        """Where the last export went; None before the first."""
        folder = self._store.fact(_EXPORTED_TO)
        return Path(folder) if folder else None

    def set_export_folder(self, folder: Path) -> None:
        self._store.set_fact(_EXPORTED_TO, str(folder))

    def take_in(self, data: bytes, name: str) -> TakenIn:
        """Annotations from a file of another program, or of ours. Raises ExchangeError."""
        return take_in(data, name, self.notebook, self._store, self._now())

    def integrity(self) -> tuple[str, ...]:
        """What is wrong inside the library's file; empty when nothing is."""
        return self._store.integrity()

    def mend_search(self) -> bool:
        """Make the full-text index anew where it does not say what the articles say; whether that was so."""
        return bool(FullText(self._store.database).mend())

    def close(self) -> None:
        self._store.close()

    def leave(self) -> None:
        """Close it at the end of the program.

        Raises StoreError that tells where changes are which could not be written, and ExchangeError when they
        could not be put anywhere.
        """
        try:
            if unsaved := self.notebook.unsaved:
                from briefing.exchange.rescuing import rescue_sentence  # which hardly any run needs

                raise StoreError(rescue_sentence(unsaved, self.notebook.rescue()))
        finally:
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _by_id(self, reference: str) -> Article | None:
        if not is_article_id(reference) or Path(reference).exists():
            return None
        return self._store.get(reference)

    def show_text(self, article: Article, text: str) -> Article:
        """Let the article have another of its texts, such as one that its annotations were made on.

        The one it has now is not taken again by itself when the article is read anew, unless this takes back
        such a choice.
        """
        shown = replace(article, text=text)
        takes_back = self._store.fact(_REFUSED + article.id) == shown.sha256
        self._store.set_fact(_REFUSED + article.id, "" if takes_back else article.sha256)
        return self._put(shown)

    def _put(self, article: Article, *, is_new: bool = False) -> Article:
        kept = self._store.put(article, fetched=self._now())
        if is_new:
            self.notebook.recall(kept.id)
        self.notebook.text_changed(kept)
        return kept

    def _recovered(self) -> tuple[str, ...]:
        """Put back the articles that have annotations, into a database that was begun just now.

        Or that was begun by one who was killed before this was done.
        """
        if self._store.read_only or self._store.fact(_RECOVERED):
            return ()
        back = 0
        odd: list[str] = []
        with suppress(StoreError):
            for id_ in self._annotations.ids():
                back += self._recover(id_, odd)
        self._store.set_fact(_RECOVERED, stamp(self._now()))
        if not back:
            return tuple(odd)
        return (
            *odd,
            f"The library was begun anew: {back} annotated article{'s' if back != 1 else ''} came back with "
            f"all notes; read and starred marks, and texts without annotations, did not.",
        )

    def _recover(self, id_: str, odd: list[str]) -> bool:
        """Put back the article of this file of annotations, as far as that knows it; whether it did.

        What is odd about the file is added to `odd`.
        """
        try:
            notes = self._annotations.read(id_)
            odd += notes.notices if notes else ()
            if notes is None or notes.article.text is None or self._store.entry(id_) is not None:
                return False
            self._store.put(_article_of(notes.article), fetched=self._now())
        except StoreError:  # the others come back all the same
            return False
        return True

    def _keep(self, article: Article) -> Article:
        if self._store.read_only:
            return article
        true_id = self._store.true_id(article.id)
        if self._store.fact(_REFUSED + true_id) == article.sha256:
            kept = self._store.get(true_id)
            if kept is not None:
                return kept
        known = self._store.entry(true_id)
        if known is None:
            known = moved_here(self._store, article)
            if known is None:
                # After a move, what was removed with it lies under the name that it had at first.
                return self._put(replace(article, id=true_id), is_new=True)
        elif is_another(self._store, article, known):
            # Its own id would lead to the article that moved away from this place.
            other = replace(article, id=article_id(f"{article.id} {article.sha256}"))
            kept = self._put(other, is_new=self._store.entry(other.id) is None)
            self._store.note_move(article.id, kept.id)
            return kept
        if known is not None and known.id != article.id:
            self._store.note_move(article.id, known.id)
            article = replace(article, id=known.id)
        return self._put(article)


def open_library(file: Path, engine: Engine, annotations: Path | None = None) -> Library:
    """The library in the database at `file`, begun when there is none; to be closed. Raises StoreError.

    `annotations` is the folder of the annotations; without it, one beside the database.
    """
    return Library(ArticleStore(file), engine, annotations=annotations)


def _article_of(annotated: AnnotatedArticle) -> Article:
    """The article as far as its annotations know it."""
    head = annotated.head
    return Article(
        id=head.id,
        title=head.title,
        text=annotated.text or "",
        author=head.author,
        published=head.published,
        source=head.source,
        url=head.url,
        path=head.path,
        language=detect_language(annotated.text or ""),
    )


def _absent(reference: str) -> NotFoundError:
    return NotFoundError(
        f"“{safe_line(reference)}” is not in the library: `briefing list` shows what is, "
        f"and `briefing add` takes files and addresses in."
    )


def require_grounded(analysis: Analysis, article: Article) -> None:
    """Nothing is shown or kept that the article does not say. Raises EngineError."""
    for passage in analysis.passages():
        if not passage.holds_in(article.text):
            raise EngineError(
                f"The engine {analysis.engine.name} quoted words that do not stand in the article: "
                f"this is a fault of the engine, and nothing of it was kept."
            )
