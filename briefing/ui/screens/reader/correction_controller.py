"""Corrects actors and open issues of the briefing: hides, keeps, renames, merges them, rights their kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from briefing.domain import Actor, Article, Issue
from briefing.domain.briefing import ACTORS, ISSUES
from briefing.domain.correction import Correction, CorrectionKind
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.correction_messages import (
    NOT_CORRECTABLE,
    NOTHING_TO_CORRECT,
    correction_choices,
    done_message,
    made_here,
    name_of,
    take_back_message,
)
from briefing.presentation.sentences import quoted
from briefing.ui.commands.undo import Change
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.context import Commands, Controller


@dataclass(frozen=True, slots=True)
class _Target:
    """What the line under the cursor of a pane is about."""

    article: Article
    all: Sequence[Actor | Issue]
    """The actors or issues of the pane."""
    subject: Actor | Issue | None
    """None in a pane without lines."""

    @property
    def others(self) -> list[Actor | Issue]:
        return [each for each in self.all if each is not self.subject]


@dataclass(eq=False)
class CorrectionController(Controller):
    """Each correction is stored with its article, and can be undone, or taken back later."""

    article: ArticleController
    _renamed: _Target | None = None
    """The target of the name that is typed in the prompt."""

    @property
    def commands(self) -> Commands:
        return {"pane.correct": self.correct, "pane.dismiss": self.dismiss}

    def dismiss(self) -> None:
        target = self._target()
        if target is not None and target.subject is None:
            self.screen.say(NOTHING_TO_CORRECT)
        elif target is not None:
            self._make(target, CorrectionKind.HIDE)

    def correct(self) -> None:
        """Offer what can be corrected, and what can be taken back."""
        target = self._target()
        if target is not None:
            article_id = target.article.id
            self.tasks.in_order(
                lambda: self.library.analyses.corrections.for_article(article_id),
                partial(self._offer, target),
            )

    def _target(self) -> _Target | None:
        """Return what to correct; None with a message where nothing can be corrected."""
        article, pane = self.screen.article, self.panes.shown
        if article is None or pane not in (ACTORS, ISSUES) or not self.parts.in_pane:
            self.screen.say(NOT_CORRECTABLE)
            return None
        row = self.parts.pane_row
        subject = row.item if row is not None and isinstance(row.item, Actor | Issue) else None
        return _Target(article, self.panes.briefing.parts.get(pane, ()), subject)

    def _offer(self, target: _Target, made: Sequence[Correction]) -> None:
        subject = target.subject
        choices = correction_choices(subject, has_others=bool(target.others))
        earlier = made_here(made, actors=self.panes.shown == ACTORS)
        options = [ChoiceOption(kind, words) for kind, words in choices]
        options += [ChoiceOption(f"back {at}", take_back_message(each)) for at, each in enumerate(earlier)]
        if not options:
            self.screen.say(NOTHING_TO_CORRECT)
            return

        async def chosen(key: str | None) -> None:
            if key is not None and key.startswith("back "):
                self._take_back(target.article, earlier[int(key.removeprefix("back "))])
            elif key is not None:
                await self._choose(target, CorrectionKind(key))

        title = quoted(name_of(subject)) if subject is not None else "Corrections"
        self.screen.app.push_screen(ChoiceScreen(title, options), chosen)

    async def _choose(self, target: _Target, kind: CorrectionKind) -> None:
        if target.subject is None:
            return
        name = name_of(target.subject)
        if kind is CorrectionKind.RENAME:
            self._renamed = target
            label = "Name" if self.panes.shown == ACTORS else "Label"
            await self.parts.ask("rename", label, name, self.rename, value=name)
        elif kind is CorrectionKind.KIND:
            kinds = [each for each in type(target.subject.kind) if each is not target.subject.kind]
            self._ask(f"{quoted(name)} is", kinds, lambda at: self._make(target, kind, value=kinds[at]))
        elif kind is CorrectionKind.MERGE:
            others = target.others
            names = [name_of(each) for each in others]
            self._ask(
                f"{quoted(name)} is the same as", names, lambda at: self._make(target, kind, into=others[at])
            )
        else:
            self._make(target, kind)

    def _ask(self, title: str, words: Sequence[str], chosen: Callable[[int], None]) -> None:
        """Let one of these be chosen, by its index."""

        def choose(key: str | None) -> None:
            if key is not None:
                chosen(int(key))

        options = [ChoiceOption(str(at), each) for at, each in enumerate(words)]
        self.screen.app.push_screen(ChoiceScreen(title, options), choose)

    def rename(self, answer: str) -> None:
        """Use the name typed in the prompt."""
        target, self._renamed, name = self._renamed, None, safe_line(answer)
        if target is not None and target.subject is not None and name != name_of(target.subject):
            self._make(target, CorrectionKind.RENAME, value=name)

    # Changes

    def _make(
        self, target: _Target, kind: CorrectionKind, *, value: str = "", into: Actor | Issue | None = None
    ) -> None:
        if target.subject is None:
            return
        article = target.article
        correction = self.library.analyses.corrections.draft(kind, target.subject, value=value, into=into)
        row = self.parts.pane_row
        if row is not None and row.parent:
            self.panes.toggle(row.parent)  # the cursor stays on the line, which is closed when it changes
        add = partial(self._store, self.library.analyses.correct, article, correction)
        remove = partial(self._store, self.library.analyses.take_back, article, correction)
        self.changes.make(Change(done_message(correction), add, remove))

    def _take_back(self, article: Article, correction: Correction) -> None:
        add = partial(self._store, self.library.analyses.correct, article, correction)
        remove = partial(self._store, self.library.analyses.take_back, article, correction)
        self.changes.make(Change(take_back_message(correction, "Took"), remove, add))

    def _store(
        self, store: Callable[[Article, Correction], None], article: Article, correction: Correction
    ) -> None:
        """Add or take back a correction, and show the briefing anew. Runs in the thread that writes."""
        store(article, correction)
        self.screen.app.call_from_thread(self._show, article)

    def _show(self, article: Article) -> None:
        if self.screen.is_shown(article):
            self.article.request(article)
