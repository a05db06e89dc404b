"""The listed articles by id, with the others of a story folded under the first.

A listing is made once and stays as it is while marks change, so that nothing moves under the cursor. There is
no Textual here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property


@dataclass(frozen=True)
class ArticleListing:
    """Articles in order; the first of each story represents the others."""

    heads: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The other articles of a story, by the id of the article that represents it."""
    expanded: frozenset[str] = frozenset()
    """The ids of representing articles whose stories are expanded."""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        if not self.expanded:
            return self.heads
        return tuple(
            id_
            for head in self.heads
            for id_ in ((head, *self.others[head]) if head in self.expanded else (head,))
        )

    @cached_property
    def unfolded(self) -> ArticleListing:
        """The same articles with every story expanded."""
        return replace(self, expanded=frozenset(self.others))

    @property
    def every(self) -> list[str]:
        """All articles, also folded ones."""
        return [*self.heads, *(id_ for others in self.others.values() for id_ in others)]

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {id_: line for line, id_ in enumerate(self.ids)}

    @cached_property
    def _heads(self) -> Mapping[str, str]:
        return {id_: head for head, others in self.others.items() for id_ in others}

    def head_of(self, id_: str) -> str:
        """Return the article that represents the story of this one, or itself if it is the only one."""
        return self._heads.get(id_, id_)

    def line_of(self, id_: str) -> int | None:
        """Return the line of an article, or of the one it is folded under, or None if it is not listed."""
        line = self.places.get(id_)
        return line if line is not None else self.places.get(self.head_of(id_))

    def toggled(self, head: str) -> ArticleListing:
        """Expand a story, or fold it."""
        return replace(self, expanded=self.expanded ^ {head})

    def line_after(self, before: ArticleListing, line: int) -> int:
        """Return the line of a cursor that was on `line` of another listing: the same article, else the next.

        If no later article is listed any more, it is the previous one.
        """
        order = before.ids
        for id_ in (*order[line:], *reversed(order[:line])):
            found = self.line_of(id_)
            if found is not None:
                return found
        return 0


def folded(
    ids: Sequence[str], stories: Mapping[str, str], expanded: Collection[str] = frozenset()
) -> ArticleListing:
    """List these articles; `stories` maps articles that share a story with others to it."""
    heads: list[str] = []
    others: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for id_ in ids:
        story = stories.get(id_)
        head = first.setdefault(story, id_) if story is not None else id_
        if head == id_:
            heads.append(id_)
        else:
            others.setdefault(head, []).append(id_)
    folded_ids = {head: tuple(more) for head, more in others.items()}
    return ArticleListing(tuple(heads), folded_ids, frozenset(expanded) & folded_ids.keys())


def kept_in_place(before: Sequence[str], now: Sequence[str], kept: Collection[str]) -> list[str]:
    """Return the new result with those of `kept` that were listed before, each after its predecessor.

    An article that was read meanwhile thus stays in a list of unread ones.
    """
    found = set(now)
    following: dict[str | None, list[str]] = {}
    anchor: str | None = None
    for id_ in before:
        if id_ in found:
            anchor = id_
        elif id_ in kept:
            following.setdefault(anchor, []).append(id_)
    listed = list(following.get(None, ()))
    for id_ in now:
        listed.append(id_)
        listed += following.get(id_, ())
    return listed
