"""The reader's features: makes their controllers, and says which commands open which screens."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.commands.tour import Tour
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.configuration.model_choice import ModelChoice
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.configuration.settings_screen import SettingsScreen
from briefing.ui.screens.annotations.annotate_controller import AnnotateController
from briefing.ui.screens.annotations.annotation_lists import AnnotationLists, UnsavedChanges
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.annotations.draft_writer import DraftWriter
from briefing.ui.screens.annotations.mark_controller import MarkController
from briefing.ui.screens.annotations.tags_screen import TagsScreen
from briefing.ui.screens.charts_screen import ChartsScreen
from briefing.ui.screens.feeds.failures_screen import FailuresScreen
from briefing.ui.screens.feeds.feed_controller import FeedController
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.feeds.refresh_controller import RefreshController
from briefing.ui.screens.questions.answer_screen import AnswerScreen
from briefing.ui.screens.questions.question_commands import QuestionCommands
from briefing.ui.screens.reader.article_commands import ArticleCommands
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.article_list_controller import ArticleListController, PreviewController
from briefing.ui.screens.reader.context import ReaderContext
from briefing.ui.screens.reader.correction_controller import CorrectionController
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.screens.reader.model_wait import ModelWait
from briefing.ui.screens.reader.navigation import Navigation
from briefing.ui.screens.reader.passage_controller import PassageController, SearchController
from briefing.ui.screens.stories.actor_screen import ActorScreen
from briefing.ui.screens.stories.dossiers_screen import DossiersScreen
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.story_assignment import StoryAssignment
from briefing.ui.screens.stories.story_commands import StoryCommands
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen


class Controllers:
    """The controllers by name. Each is registered as it is made, and may use those made before it."""

    def __init__(self, context: ReaderContext, files: ConfigurationFiles, templates: Path | None) -> None:
        """`files` are the settings and themes, `templates` is the folder of the user's export templates."""
        register, screen, library = context.register, context.screen, context.library
        context.commands.update(screen.parts.commands)

        # The list and the article
        self.tour = Tour(partial(setattr, screen.status, "guide"), screen.say, lambda: screen.commands)
        self.article_list = register(ArticleListController(context))
        self.preview = register(PreviewController(context, self.article_list))
        self.article = register(ArticleController(context, self.article_list))
        self.search = SearchController(context)
        self.passages = register(PassageController(context, self.article, self.search))
        self.list_commands = register(ListCommands(context, self.article_list, self.passages))
        self.article_commands = register(ArticleCommands(context, self.article_list, self.article))
        self.corrections = register(CorrectionController(context, self.article))

        # Annotations
        drafts = DraftWriter(library.annotations, screen.tasks)
        self.annotations = register(CaretAnnotations(context, self.passages, drafts))
        self.marks = register(MarkController(context, self.annotations))
        noted = partial(self.tour.done, "note")
        writing = register(AnnotateController(context, self.annotations, self.marks, noted))
        lists = self.annotation_lists = register(AnnotationLists(context, self.annotations, templates))
        self.unsaved = register(UnsavedChanges(context))

        # Settings
        settings = self.settings = register(SettingsController(context, files))

        # Feeds
        self.refresh = register(RefreshController(context, self.article_list))
        feeds = self.feeds = register(
            FeedController(context, self.refresh, self.passages, self.list_commands, settings)
        )
        wait = register(ModelWait(context))
        sent, ended = (partial(screen.call_later, each) for each in (wait.begin, wait.show))
        register(ModelChoice(context, settings, sent, ended))

        # Stories and questions
        notes = PassageNotes(lists, writing)
        register(QuestionCommands(context, self.article_list))
        stories = self.story_commands = register(
            StoryCommands(
                context, self.article_list, self.passages, self.refresh, notes, self.article_commands
            )
        )
        self.stories = register(StoryAssignment(context, self.refresh, screen.settings.notify_watches))
        self.navigation = register(
            Navigation(
                context,
                self.article_commands,
                self.list_commands,
                self.annotations,
                self.refresh,
                self.tour,
                self.stories,
            )
        )

        # The screens above the reader's
        context.screens.update(
            annotations=partial(AnnotationsScreen, lists),
            tags=partial(TagsScreen, lists),
            settings=partial(SettingsScreen, settings),
            feeds=partial(FeedsScreen, feeds),
            failures=partial(FailuresScreen, feeds),
            charts=partial(ChartsScreen, library.article_list, screen.tasks),
            answer=partial(AnswerScreen, library, screen.tasks, self.passages, notes),
            today=partial(TodayScreen, stories),
            story=partial(StoryScreen, stories),
            actor=partial(ActorScreen, stories),
            dossiers=partial(DossiersScreen, stories),
            issues=partial(
                IssuesScreen, library.issues, screen.tasks, stories.edit, self.passages.open_passage
            ),
        )
        for name in ("tags", "settings", "feeds", "failures", "today", "dossiers", "issues"):
            context.commands[f"reader.{name}"] = partial(context.go_to, name)
