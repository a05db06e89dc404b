"""Opens the screen that asks a question: of the article, its story, or what is listed."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.presentation.sentences import pluralize
from briefing.services.library import Library
from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.commands.undo import AnswerPlace, QuestionScope
from briefing.ui.screens.questions.answer_screen import AnswerScreen
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.parts import Parts
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import TaskRunner


@dataclass(eq=False)
class QuestionCommands:
    library: Library
    tasks: TaskRunner
    view: ReaderView
    parts: Parts
    articles: ArticleListController
    passages: PassageController
    notes: PassageNotes

    @property
    def commands(self) -> Commands:
        return {"reader.ask": self.ask}

    def ask(self) -> None:
        """Of the open article or, from the list, of what is selected or listed; Tab asks the others."""
        listed = tuple(self.articles.listing.every)
        everything = QuestionScope(f"the {pluralize(len(listed), 'listed article')}", ids=listed)
        article = self.view.article
        if article is not None and not self.parts.in_library and not self.parts.is_at_library:
            scopes = [
                QuestionScope("the article", ids=(article.id,)),
                QuestionScope("its story", story=article.id),
            ]
        else:
            selected = tuple(self.articles.selected)
            scopes = (
                [QuestionScope(f"the {pluralize(len(selected), 'selected article')}", ids=selected)]
                if selected
                else []
            )
        self.show(AnswerPlace((*scopes, everything)))

    def ask_of(self, scope: QuestionScope) -> None:
        """Of the articles of a story or an actor, from a screen of theirs."""
        self.show(AnswerPlace((scope,)))

    def show(self, place: AnswerPlace) -> None:
        self.view.app.push_screen(AnswerScreen(self.library, self.tasks, place, self.passages, self.notes))
