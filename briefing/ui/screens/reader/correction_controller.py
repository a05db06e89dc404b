"""Corrects the lines of the briefing: drops, renames or merges them, rights kinds, speakers and dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from textual.suggester import SuggestFromList

from briefing.domain import Actor, ActorKind, Article, Event, Issue, IssueKind, Passage, Quote, Span
from briefing.domain.analysis import PARTS, AnalysisItem, PartName, part_of_item, passages_of
from briefing.domain.briefing import ACTORS, ISSUES, QUOTES, TIMELINE, tells
from briefing.domain.correction import Correction, CorrectionKind, Subject, WholePart
from briefing.domain.text.sanitize import safe_line
from briefing.domain.text.sentences import sentences
from briefing.presentation.correction_messages import (
    EMPTY,
    NO_DATE,
    NONE,
    NOT_CORRECTABLE,
    NOTHING_TO_CORRECT,
    TAKE_BACK,
    correction_choices,
    done_message,
    made_here,
    name_of,
    take_back_message,
)
from briefing.presentation.sentences import quoted
from briefing.ui.commands.undo import Change
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen, Item, options_of
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.context import Commands, Controller

OFFERED = 500
"""The most sentences before and after a line that are offered in its place."""


ADDED, SALIENCE = 2, 0.5
"""The importance of an issue that the reader adds, and the salience of an actor."""


@dataclass(frozen=True, slots=True)
class _Target:
    """What the line under the cursor of a pane is about."""

    article: Article
    part: PartName
    all: Sequence[AnalysisItem]
    """The lines of the pane."""
    subject: AnalysisItem | None
    """None in a pane without lines, and on a row that stands for several."""

    @property
    def others(self) -> list[AnalysisItem]:
        return [each for each in self.all if each is not self.subject]


def _or_none(answer: str) -> str | None:
    """Return a role or a speaker as it was typed; None where none is meant."""
    typed = safe_line(answer)
    return None if typed in ("", NONE) else typed


@dataclass(eq=False)
class CorrectionController(Controller):
    """Each correction is stored with its article, and can be undone, or taken back later."""

    article: ArticleController

    @property
    def commands(self) -> Commands:
        return {"reader.correct": self.correct, "pane.dismiss": self.dismiss}

    def dismiss(self) -> None:
        target = self._target()
        if target is not None and target.subject is None:
            self.screen.say(NOTHING_TO_CORRECT)
        elif target is not None:
            self._make(target, CorrectionKind.HIDE)

    def correct(self) -> None:
        """Offer what can be corrected and taken back, or to add what is selected to a pane."""
        article, selected = self.screen.article, self.screen.view.selection
        if article is not None and selected is not None and self.parts.part == "article":
            options: list[ChoiceOption[PartName]] = [
                ChoiceOption(ACTORS, "To the actors"),
                ChoiceOption(ISSUES, "To the open issues"),
                ChoiceOption(QUOTES, "To the quotes"),
            ]
            title = f"Add {quoted(selected.of(article.text))}"

            def add(part: PartName) -> None:
                self._add(_Target(article, part, (), None), selected)

            self.screen.app.push_screen(ChoiceScreen(title, options, add))
            return
        target = self._target()
        if target is not None and target.part in (ACTORS, ISSUES, QUOTES) and selected is not None:
            self._add(target, selected)
        elif target is not None:
            article_id = target.article.id
            self.tasks.in_order(
                partial(self.library.analyses.corrections.for_article, article_id),
                partial(self._offer, target),
            )

    def _target(self) -> _Target | None:
        """Return what to correct; None with a message where nothing can be corrected."""
        article, pane = self.screen.article, self.panes.shown
        if article is None or pane not in PARTS or not self.parts.in_pane:
            self.screen.say(NOT_CORRECTABLE)
            return None
        row, lines = self.parts.pane_row, self.panes.briefing.parts
        subject = row.item if row is not None else None
        if pane == TIMELINE and isinstance(subject, Issue):  # whose label tells an event
            subject = next((each for each in lines.get(TIMELINE, ()) if tells(subject, each)), None)
        line = subject if isinstance(subject, Actor | Issue | Event | Quote | Passage) else None
        is_of_pane = line is not None and part_of_item(line) == pane
        return _Target(article, pane, lines.get(pane, ()), line if is_of_pane else None)

    def _offer(self, target: _Target, made: Sequence[Correction]) -> None:
        subject, earlier = target.subject, made_here(made, target.part)
        choices = correction_choices(
            subject,
            target.part,
            has_others=bool(target.others),
            has_lines=bool(target.all),
            has_made=bool(earlier),
        )
        if not choices:
            self.screen.say(NOTHING_TO_CORRECT)
            return

        def chosen(key: str) -> None:
            if key == TAKE_BACK:
                take_back = partial(self._take_back, target.article)
                self._ask("Corrections", earlier, take_back, take_back_message)
            elif key == EMPTY:
                self._make(target, CorrectionKind.HIDE, of=WholePart(target.part))
            else:
                self._choose(target, CorrectionKind(key))

        options = [ChoiceOption(each.key, each.words, digit=each.digit) for each in choices]
        title = quoted(name_of(subject)) if subject is not None else "Corrections"
        self.screen.app.push_screen(ChoiceScreen(title, options, chosen))

    def _add(self, target: _Target, selected: Span) -> None:
        """Ask for the kind of what is selected, the role of an actor, or who says it; add it to the pane."""
        passage = Passage(selected, selected.of(target.article.text))
        if target.part == QUOTES:
            self._ask_for_speaker("", partial(self._add_quote, target, passage), takes_empty=True)
            return
        words, is_issue = safe_line(passage.text), target.part == ISSUES
        kinds: Sequence[IssueKind | ActorKind] = list(IssueKind) if is_issue else list(ActorKind)

        def add(chosen: IssueKind | ActorKind) -> None:
            match chosen:
                case IssueKind() as kind:
                    self.screen.view.stop_selecting()
                    issue = Issue(words, kind, ADDED, (passage,), (), None)
                    self._make(target, CorrectionKind.KEEP, of=issue)
                case ActorKind() as kind:
                    actor = Actor(words, kind, None, (), SALIENCE, (passage,), ())
                    use = partial(self._add_actor, target, actor)
                    self.screen.prompt.ask("correct", f"Role, or {NONE}", use, value="", takes_empty=True)

        self._ask(f"Add to the {'open issues' if is_issue else 'actors'} {quoted(words)}", kinds, add)

    def _add_actor(self, target: _Target, actor: Actor, answer: str) -> None:
        """Add an actor with the role that was typed in the prompt, or without one."""
        self.screen.view.stop_selecting()
        self._make(target, CorrectionKind.KEEP, of=replace(actor, role=_or_none(answer)))

    def _add_quote(self, target: _Target, passage: Passage, answer: str) -> None:
        """Add a quote of the speaker that was typed in the prompt, or of none."""
        self.screen.view.stop_selecting()
        self._make(target, CorrectionKind.KEEP, of=Quote(_or_none(answer), passage))

    def _ask_for_speaker(self, value: str, use: Callable[[str], object], *, takes_empty: bool) -> None:
        actors = [each.name for each in self.panes.briefing.parts.get(ACTORS, ())]
        names = SuggestFromList(actors, case_sensitive=False)
        label = f"Speaker, or {NONE}"
        self.screen.prompt.ask("correct", label, use, value=value, suggester=names, takes_empty=takes_empty)

    def _choose(self, target: _Target, kind: CorrectionKind) -> None:
        subject = target.subject
        if subject is None:
            return
        name = quoted(name_of(subject))
        match kind, subject:
            case CorrectionKind.RENAME, Actor() | Issue():
                label = "Name" if isinstance(subject, Actor) else "Label"
                self._ask_in_prompt(target, kind, label, name_of(subject))
            case CorrectionKind.ROLE, Actor():
                self._ask_in_prompt(target, kind, f"Role, or {NONE}", subject.role or "")
            case CorrectionKind.SPEAKER, Quote():
                use = partial(self._use_typed, target, kind)
                self._ask_for_speaker(subject.speaker or "", use, takes_empty=False)
            case CorrectionKind.DATE, Event():
                self._ask_in_prompt(target, kind, "Date", subject.date)
            case CorrectionKind.DATE, Issue():
                self._ask_in_prompt(target, kind, f"Date, or {NONE}", subject.due or "")
            case CorrectionKind.KIND, Actor() | Issue():
                kinds = [str(each) for each in type(subject.kind) if each is not subject.kind]
                self._ask(f"{name} is", kinds, lambda each: self._make(target, kind, value=each))
            case CorrectionKind.MERGE, _:
                merge = partial(self._merge, target, kind)
                self._ask(f"{name} is the same as", target.others, merge, name_of)
            case CorrectionKind.REPLACE, _:
                self._offer_sentences(target, passages_of(subject)[0])
            case _:
                self._make(target, kind)

    def _offer_sentences(self, target: _Target, passage: Passage) -> None:
        """Let a sentence of the article be chosen; the one under the cursor is lit in the text."""
        every = list(sentences(target.article.text))
        here = next((at for at, each in enumerate(every) if each.span.end > passage.span.start), 0)
        offered = every[max(0, here - OFFERED) : here + OFFERED]

        def light(sentence: Passage | None) -> None:
            self.screen.view.show_evidence([(sentence or passage).span])

        title = f"In the place of {quoted(passage.text)}"
        options = [ChoiceOption(each, each.text) for each in offered]
        use = partial(self._merge, target, CorrectionKind.REPLACE)
        at = min(here, OFFERED)
        self.screen.app.push_screen(ChoiceScreen(title, options, use, at=at, look=light))

    def _merge(self, target: _Target, kind: CorrectionKind, into: AnalysisItem) -> None:
        self._make(target, kind, into=into)

    def _ask(
        self,
        title: str,
        items: Sequence[Item],
        use: Callable[[Item], object],
        words: Callable[[Item], str] = str,
    ) -> None:
        self.screen.app.push_screen(ChoiceScreen(title, options_of(items, words), use))

    def _ask_in_prompt(
        self,
        target: _Target,
        kind: CorrectionKind,
        label: str,
        value: str,
    ) -> None:
        use = partial(self._use_typed, target, kind)
        self.screen.prompt.ask("correct", label, use, value=value)

    def _use_typed(self, target: _Target, kind: CorrectionKind, answer: str) -> None:
        """Use the name, role, speaker or date that was typed in the prompt."""
        typed = safe_line(answer)
        is_needed = kind is CorrectionKind.RENAME or (
            kind is CorrectionKind.DATE and isinstance(target.subject, Event)
        )
        value = "" if typed == NONE and not is_needed else typed
        if not (kind is CorrectionKind.RENAME and value == name_of(cast(Subject, target.subject))):
            self._make(target, kind, value=value)

    # Changes

    def _make(
        self,
        target: _Target,
        kind: CorrectionKind,
        *,
        value: str = "",
        into: AnalysisItem | None = None,
        of: Subject | None = None,
    ) -> None:
        """Correct the line, or what the correction is `of`."""
        subject, article = of or target.subject, target.article
        if subject is None:
            return
        try:
            correction = self.library.analyses.corrections.draft(kind, subject, value=value, into=into)
        except ValueError:  # nothing else is typed that may not fit
            self.screen.say(NO_DATE, error=True)
            # What was typed is there to be mended: the keys that follow are meant for it.
            self.screen.call_later(self._ask_in_prompt, target, kind, "Date, as 2026-03-04", value)
            return
        row = self.parts.pane_row
        if row is not None and row.parent:
            self.panes.toggle(row.parent)  # the cursor stays on the line, which is closed when it changes
        add = partial(self._store, self.library.analyses.correct, article, correction)
        remove = partial(self._store, self.library.analyses.take_back, article, correction)
        is_added = of is not None and kind is CorrectionKind.KEEP
        done = f"Added {quoted(name_of(subject))}" if is_added else done_message(correction)
        self.changes.make(Change(done, add, remove))

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
