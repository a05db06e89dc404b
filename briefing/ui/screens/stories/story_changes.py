"""Changes of stories and their issues that can be undone: taken apart, put together, followed, settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from briefing.domain.followups.tracked_issue import IssueState, SettlingPassage, TrackedIssue
from briefing.domain.stories.story import Story
from briefing.errors import NotFoundError
from briefing.presentation.sentences import pluralize, quoted
from briefing.presentation.story_messages import NOT_YET
from briefing.services.issues import Decided
from briefing.services.library import Library
from briefing.services.stories.matters import Before
from briefing.store.stories.story_edits import StoriesBefore
from briefing.store.stories.watch_store import WatchKind
from briefing.ui.commands.undo import Change, Changes, marking_read

_SETTLED = {
    IssueState.SETTLED: "Settled {}",
    IssueState.ASIDE: "Set {} aside",
    IssueState.OPEN: "Opened {} again",
}


@dataclass(eq=False)
class StoryChanges:
    """A change counts as the reader's word, which no assignment undoes.

    Stories are given by their id or by that of one of their articles.
    """

    library: Library
    changes: Changes

    def split(self, ids: Sequence[str], what: str) -> None:
        """Make these articles a story of their own; `what` names them."""
        self._rearrange(
            f"Split {what} off into a story of {'its' if len(ids) == 1 else 'their'} own",
            partial(self.library.stories.edits.split, ids),
            "This is a story of its own already.",
        )

    def merge(self, ids: Sequence[str]) -> None:
        """Make the stories of these articles one."""
        self._rearrange(
            f"Put the stories of {pluralize(len(ids), 'article')} together",
            partial(self.library.stories.merge, ids),
            "These are of one story already.",
        )

    def _rearrange(self, done: str, change: Callable[[], StoriesBefore | None], refused: str) -> None:
        edits = self.library.stories.edits
        before: list[StoriesBefore] = []

        def do() -> None:
            if not before:
                before.extend(filter(None, [change()]))

        def undo() -> None:
            while before:
                edits.restore(before.pop())

        def made() -> Change | str:
            do()
            return Change(done, do, undo) if before else refused

        self.changes.make(made)

    def follow(self, id_: str) -> None:
        """Follow the matter of a story, or no longer if it is followed."""

        def toggled(story: Story) -> Change:
            matter = self.library.matters.toggled(story.id)
            done = ("No longer following {}" if matter.ended else "Following {}").format(quoted(story.title))
            return self._matter(done, partial(self.library.matters.put, matter))

        self._of_story(id_, toggled)

    def change_matter(self, done: str, put: Callable[[], Before]) -> None:
        """Change matters; `done` says what was done, and `put` does it."""
        self.changes.make(self._matter(done, put))

    def _matter(self, done: str, put: Callable[[], Before]) -> Change:
        return Change.keeping(done, put, self.library.matters.restore)

    def mute(self, id_: str) -> None:
        """Leave a story out of Today, or no longer if it is muted."""

        def flipped(story: Story) -> Change:
            set_muted = partial(self.library.stories.edits.set_flag, story.id, "muted")
            done = "No longer muted: {}" if story.muted else "Muted {}: Today leaves it out"
            shown = done.format(quoted(story.title))
            return Change(shown, partial(set_muted, not story.muted), partial(set_muted, story.muted))

        self._of_story(id_, flipped)

    def _of_story(self, id_: str, change: Callable[[Story], Change | str]) -> None:
        def made() -> Change | str:
            try:
                story = self.library.stories.story(id_)
            except NotFoundError:
                return NOT_YET
            return change(story)

        self.changes.make(made)

    def watch_story(self, id_: str) -> None:
        """Watch a story, or no longer if it is watched."""
        self._of_story(id_, lambda story: self._watch(WatchKind.STORY, story.id))

    def watch_actor(self, name: str) -> None:
        """Watch an actor, or no longer if they are watched."""
        self.changes.make(partial(self._watch, WatchKind.ACTOR, name))

    def _watch(self, kind: WatchKind, what: str) -> Change:
        watches = self.library.watches
        watch = watches.watch(kind, what)
        add, remove = partial(watches.add, watch), partial(watches.remove, watch)
        name = quoted(watches.name(watch))
        if watch.number:
            return Change(f"No longer watching {name}", remove, add)
        return Change(f"Watching {name}: Today tells what comes", add, remove)

    def settle(self, find: Callable[[], Sequence[TrackedIssue]], evidence: SettlingPassage | None) -> None:
        """Give an issue its next state; several, where articles raise it in different words."""
        issues = self.library.issues

        def made() -> Change | str:
            found = find()
            if not found:
                return "This issue is not among those of the newest articles."
            state = found[0].state.following

            def decide() -> list[Decided]:
                return [issues.decide(each, state, evidence) for each in found]

            def take_back(decided: list[Decided]) -> None:
                for each in reversed(decided):
                    issues.take_back(each)

            return Change.keeping(_SETTLED[state].format(quoted(found[0].issue.label)), decide, take_back)

        self.changes.make(made)

    def mark_read(self, id_: str) -> None:
        """Mark the articles of a story read."""

        def marked(story: Story) -> Change | str:
            ids = (article.id for article in story.articles)
            return marking_read(self.library.articles, ids) or "Every article of this story is already read."

        self._of_story(id_, marked)
