"""Follows matters: joins stories to them, makes their dossiers, and keeps what the reader did to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, count

from briefing.domain.matters.dossier import Dossier, dossier_title, make_dossier, with_issues
from briefing.domain.matters.matter import Matter, merged, split, with_stories, without_story
from briefing.domain.matters.matter_match import MAX_DAYS
from briefing.domain.matters.open_sentences import open_sentences
from briefing.domain.query.search_words import has_words, search_words
from briefing.domain.stories.story import Story
from briefing.domain.stories.story_briefing import StoryText
from briefing.domain.text.news_sentences import is_column
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError, StoreError
from briefing.nlp.timeline.due_day import due_time, last_day_but_of_a_year
from briefing.services.issues import IssueService
from briefing.services.stories.story_service import StoryService, story_of
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.articles.article_store import ArticleStore
from briefing.store.notices import Notices
from briefing.store.stories.story_store import CHANGES, StoredStory, StoryStore

MAX_ARTICLES = 200
"""The number of a matter's newest articles of which the dossier tells."""
_JOINED = "matters joined"
"""Metadata key for the state of stories and matters at which stories last came to matters."""

Before = Mapping[str, Matter | None]
"""Matters by id as they were before a change, for `restore`; None for one that there was not."""


class MatterService:
    """The matters of a library. Every method may raise StoreError."""

    def __init__(
        self,
        matters: ItemFile[Matter],
        store: StoryStore,
        stories: StoryService,
        articles: ArticleStore,
        issues: IssueService,
        notices: Notices,
        now: Callable[[], datetime],
    ) -> None:
        self._matters = matters
        self._store = store
        self._stories = stories
        self._articles = articles
        self._issues = issues
        self._notices = notices
        self._now = now

    # Which there are

    def all(self) -> list[Matter]:
        """Return the matters, those that are followed first.

        A story that was followed before there were matters is one.
        """
        try:
            stored = self._matters.read()
        except StoreError as error:
            self._notices.add([str(error)])
            stored = ()
        known = {story for each in stored for story in each.stories}
        alone = (Matter(each.id, "", (each.id,)) for each in self._store.followed() if each.id not in known)
        return sorted((each for each in (*stored, *alone) if not each.into), key=lambda each: each.ended)

    def of_story(self, id_: str) -> Matter | None:
        """Return the matter of a story, followed ones first."""
        id_ = self._stories.story(id_).id
        return next((each for each in self.all() if id_ in self._ids(each)), None)

    def names(self) -> dict[str, str]:
        """Return the titles of the followed matters by the ids of their stories."""
        found: dict[str, str] = {}
        for matter in self.all():
            if matter.is_open and (stories := self._stories_of(matter)):
                found |= dict.fromkeys((each.id for each in stories), dossier_title(matter, stories))
        return found

    def in_order(self) -> Callable[[Story], Story]:
        """Return a function that gives a story the ids of the earlier and the later ones of its matter."""
        orders = [tuple(each.id for each in self._stored(matter)) for matter in self.all()]

        def ordered(story: Story) -> Story:
            order = next((each for each in orders if story.id in each), (story.id,))
            at = order.index(story.id)
            return replace(story, earlier=order[:at], later=order[at + 1 :])

        return ordered

    def find(self, name: str) -> Matter:
        """Return the matter of this name or id, or the only one with these words in its name or titles.

        Raises NotFoundError with a sentence that says what to do.
        """
        titles = [(each, self._titles(each)) for each in self.all()]
        found = [each for each, _ in titles if each.id == name]
        wanted = search_words(name)
        found = found or [each for each, words in titles if wanted == search_words(words[0])]
        found = found or [each for each, words in titles if has_words(name, words)]
        if len(found) == 1:
            return found[0]
        shown = safe_line(name)
        if not found:
            raise NotFoundError(f"You follow no matter “{shown}”: `briefing dossier` lists them.")
        several = ", ".join(f"{safe_line(self._titles(each)[0])} ({each.id})" for each in found)
        raise NotFoundError(f"Several matters have the words “{shown}”: {several}.")

    def _titles(self, matter: Matter) -> tuple[str, ...]:
        """Return the title that is shown, then those of its stories, the newest first."""
        stories = self._stories_of(matter)
        shown = dossier_title(matter, stories) if stories else matter.name or matter.id
        return tuple(dict.fromkeys((shown, *(each.title for each in reversed(stories)))))

    def _stored(self, matter: Matter) -> list[StoredStory]:
        """Return the stories of a matter that are in the library, the oldest first."""
        found = {each.id: each for id_ in matter.stories if (each := self._store.story(id_)) is not None}
        return sorted(found.values(), key=lambda each: (each.last, each.id))

    def _stories_of(self, matter: Matter) -> list[Story]:
        return list(map(story_of, self._stored(matter)))

    def _ids(self, matter: Matter) -> set[str]:
        return {each.id for each in self._stored(matter)}

    # What comes

    @property
    def needs_join(self) -> bool:
        """Whether stories may have come that belong to followed matters; `join` takes a while then."""
        matters = self.all()
        if not matters or self._stories.is_read_only:
            return False
        return self._articles.get_meta(_JOINED) != _state(self._articles.get_meta(CHANGES), matters)

    def join(self) -> None:
        """Let stories come to the followed matters that they belong to, unless nothing has changed since."""
        if not self.needs_join:
            return
        matters, changes = self.all(), self._articles.get_meta(CHANGES)
        since = self._now() - timedelta(days=MAX_DAYS)
        stories = {each.id for each in self._store.since(since.timestamp())}
        free = stories - {id_ for each in matters for id_ in self._ids(each)}
        for matter in (each for each in matters if each.is_open):
            ours = list(dict.fromkeys(each.id for id_ in matter.stories if (each := self._store.story(id_))))
            joined: list[str] = []
            # What has joined may bring others.
            while found := self._issues.joining([*ours, *joined], sorted(free.difference(matter.apart))):
                joined += found
                free = free.difference(found)
            if joined:
                self._join(matter, joined)
        # What changed meanwhile is looked at the next time.
        self._articles.set_meta(_JOINED, _state(changes, self.all()))

    def _join(self, matter: Matter, stories: Sequence[str]) -> None:
        """Add stories to a matter as it is stored by now: the reader may have changed it meanwhile."""

        def joined(stored: Mapping[str, Matter]) -> Iterable[Matter]:
            now = stored.get(matter.id, matter)
            return [with_stories(now, stories)] if now.is_open else stored.values()

        self._edit({matter.id}, joined)

    # Dossiers

    def overview(self) -> list[Dossier]:
        """Return the dossiers of all matters without lines: followed ones first, then the latest."""
        found = [
            make_dossier(each, stories, {}) for each in self.all() if (stories := self._stories_of(each))
        ]
        found.sort(key=lambda each: each.articles[0].time, reverse=True)
        return sorted(found, key=lambda each: each.matter.ended)

    def dossier(self, matter: Matter) -> Dossier:
        """Return a matter's dossier. Raises NotFoundError if all articles of the matter have been removed."""
        *_, last = self.filled(matter)
        return last

    def filled(self, matter: Matter) -> Iterator[Dossier]:
        """Yield a dossier with its days, then with what is open, which may take a while the first time.

        Raises NotFoundError if all articles of the matter have been removed.
        """
        stories = self._stories_of(matter)
        if not stories:
            raise NotFoundError("All articles of this matter have been removed.")
        texts, today = self._read(matter), self._issues.today
        dossier = make_dossier(matter, stories, texts)
        if not self._issues.is_gathered(texts):
            yield dossier
        news = [each for id_, each in texts.items() if id_ not in dossier.columns]
        opened = self._issues.opened(open_sentences(news, due_day, today, self._issues.decided()))
        yield with_issues(dossier, opened, self._issues.tracked(texts), today)

    def _read(self, matter: Matter) -> dict[str, StoryText]:
        """Return the newest articles of a matter by id, without copies, the oldest first."""
        members = {each.same_text: each for story in self._stored(matter) for each in story.members}
        newest = sorted(members.values(), key=lambda each: (each.newest, each.entry.id))[-MAX_ARTICLES:]
        return {
            each.entry.id: StoryText(
                each.entry.id,
                each.entry.title,
                article.text,
                each.entry.publisher,
                each.newest,
                is_column=is_column(article),
            )
            for each in newest
            if (article := self._articles.get(each.entry.id)) is not None
        }

    # What the reader does

    def toggled(self, id_: str) -> Matter:
        """Return the matter of a story as it is after it has been followed, or no longer.

        A story of no matter becomes one. Raises NotFoundError.
        """
        matter = self.of_story(id_)
        if matter is not None:
            return replace(matter, ended=not matter.ended)
        story = self._stories.story(id_).id
        return Matter(story, "", (story,))

    def put(self, *matters: Matter) -> Before:
        """Store matters as the reader changed them, and return what was there before, for `restore`."""
        ids = {each.id for each in matters}
        before: dict[str, Matter | None] = dict.fromkeys(ids)
        before |= {each.id: each for each in (*self.all(), *self._matters.read()) if each.id in ids}
        self._replace(matters)
        return before

    def restore(self, before: Before) -> None:
        """Put back what was there before a change."""
        self._replace(filter(None, before.values()), {id_ for id_, each in before.items() if each is None})

    def merge(self, matter: Matter, other: Matter) -> Before:
        """Make a matter a part of another one."""
        whole, part = merged(matter, other)
        return self.put(whole, part)

    def take_out(self, matter: Matter, story: str) -> Before:
        """Take a story out of a matter, to which it never comes again by itself; the last one stays."""
        taken = self._named(matter, story)
        if not taken or len(self._ids(matter)) < 2:
            return self.put()
        for id_ in taken:
            matter = without_story(matter, id_)
        return self.put(matter)

    def _named(self, matter: Matter, story: str) -> list[str]:
        """Return the ids by which a matter has a story: it may have taken in others."""
        return [id_ for id_ in matter.stories if (each := self._store.story(id_)) and each.id == story]

    def split_off(self, matter: Matter, story: str, first: str = "") -> Before:
        """Make a story of a matter one of its own, or put it into the one of `first`, split off before.

        The last story stays.
        """
        known = self.all()
        matter = next((each for each in known if each.id == matter.id), matter)
        moved = self._named(matter, story)
        if not moved or len(self._ids(matter)) < 2:
            return self.put()
        others = (each for each in known if each.is_open and each.id != matter.id)
        part = next((each for each in others if first in each.stories), None)
        taken = {each.id for each in (*known, *self._matters.read())}
        ids = chain((story,), (f"{story}-{number}" for number in count(2)))
        own = Matter(next(each for each in ids if each not in taken), "", tuple(moved))
        return self.put(*split(matter, moved, part or own))

    def _replace(self, matters: Iterable[Matter], gone: Collection[str] = ()) -> None:
        """Store matters in place of those of their ids, without those that are gone."""
        given = {each.id: each for each in matters}
        self._edit({*given, *gone}, lambda _: given.values())

    def _edit(self, ids: Collection[str], change: Callable[[Mapping[str, Matter]], Iterable[Matter]]) -> None:
        """Store what `change` makes of the stored matters of these ids, and mark their stories.

        What a story is marked by, its being followed, is read where matters are not.
        """
        made = self._now().astimezone(UTC).isoformat(timespec="microseconds")
        touched: list[Matter] = []

        def apply(stored: tuple[Matter, ...]) -> tuple[Matter, ...]:
            known = {each.id: each for each in stored if each.id in ids}
            changed = [replace(each, made=made) for each in change(known)]
            touched[:] = [*known.values(), *changed]
            return (*(each for each in stored if each.id not in ids), *changed)

        self._matters.edit(apply)
        followed = {id_ for each in self._matters.read() if each.is_open for id_ in each.stories}
        for id_ in {id_ for each in touched for id_ in each.stories}:
            self._stories.edits.set_flag(id_, "followed", id_ in followed)


def _state(changes: str | None, matters: Iterable[Matter]) -> str:
    """Return what stories may join by: it is the same as long as none need be looked for."""
    return repr((changes, sorted((each.id, each.made) for each in matters)))


def due_day(words: str, published: date) -> date | None:
    """Return the last day of the day, week or month to come that words name."""
    return last_day_but_of_a_year(due_time(words, published))
