"""Opens the screen that asks a question: of the article, its story, or what is listed."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.presentation.sentences import pluralize
from briefing.ui.screens.questions.answer_screen import QuestionScope
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.context import Commands, Controller


@dataclass(eq=False)
class QuestionCommands(Controller):
    articles: ArticleListController

    @property
    def commands(self) -> Commands:
        return {"reader.ask": self.ask}

    def ask(self) -> None:
        """Ask of the open article or, from the list, of what is selected or listed; Tab asks the others."""
        listed = tuple(self.articles.listing.every)
        everything = QuestionScope(f"the {pluralize(len(listed), 'listed article')}", ids=listed)
        article = self.screen.article
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
        self.context.go_to("answer", (*scopes, everything))
