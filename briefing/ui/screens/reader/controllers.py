"""The reader's features: makes their controllers, and says which commands open which screens."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from briefing.ui.briefing.passage_notes import PassageNotes
from briefing.ui.commands.tour import Tour
from briefing.ui.commands.undo import FeedsPlace, NotesPlace, TagsPlace
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.configuration.model_choice import ModelChoice
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.configuration.settings_screen import SettingsScreen
from briefing.ui.endings.open_screens import OpenScreens, StoriesScreen
from briefing.ui.screens.annotations.annotate_controller import AnnotateController
from briefing.ui.screens.annotations.annotation_lists import AnnotationLists, UnsavedChanges
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.annotations.caret_annotations import CaretAnnotations
from briefing.ui.screens.annotations.draft_writer import DraftWriter
from briefing.ui.screens.annotations.mark_controller import MarkController
from briefing.ui.screens.annotations.tags_screen import TagsScreen
from briefing.ui.screens.feeds.failures_screen import FailuresScreen
from briefing.ui.screens.feeds.feed_controller import FeedController
from briefing.ui.screens.feeds.feed_screens import FeedScreens
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.feeds.refresh_controller import RefreshController
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
from briefing.ui.screens.stories.story_assignment import StoryAssignment
from briefing.ui.screens.stories.story_commands import StoryCommands
from briefing.ui.screens.stories.story_places import StoryPlaces


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
        self.notes = register(AnnotateController(context, self.annotations, self.marks))
        lists = self.annotation_lists = register(AnnotationLists(context, self.annotations, templates))
        self.unsaved = register(UnsavedChanges(context))
        context.openers[NotesPlace] = lambda place: lists.push(
            AnnotationsScreen(lists, place.article, query=place.query, at=place.row)
        )
        context.openers[TagsPlace] = lambda place: lists.push(
            TagsScreen(lists, query=place.typed, at=place.row)
        )
        context.commands["reader.tags"] = partial(context.open_place, TagsPlace())

        # Settings
        settings = self.settings = register(SettingsController(context, files))
        context.commands["reader.settings"] = lambda: settings.push(SettingsScreen(settings))

        # Feeds
        story_screens: OpenScreens[StoriesScreen] = OpenScreens()
        feed_screens = register(FeedScreens(context, story_screens))
        self.refresh = register(RefreshController(context, self.article_list, feed_screens))
        feeds = self.feeds = register(
            FeedController(context, feed_screens, self.refresh, self.passages, self.list_commands, settings)
        )
        context.openers[FeedsPlace] = lambda place: feed_screens.push(FeedsScreen(feeds, place))
        context.commands["reader.feeds"] = partial(context.open_place, FeedsPlace())
        context.commands["reader.failures"] = lambda: feed_screens.push(FailuresScreen(feeds))
        wait = register(ModelWait(context))
        sent, ended = (partial(screen.call_later, each) for each in (wait.begin, wait.show))
        register(ModelChoice(context, settings, sent, ended))

        # Stories and questions
        notes = PassageNotes(lists, self.marks)
        register(QuestionCommands(context, self.article_list, self.passages, notes))
        self.story_commands = register(
            StoryCommands(
                context,
                self.article_list,
                self.passages,
                self.refresh,
                story_screens,
                notes,
                self.article_commands,
            )
        )
        register(StoryPlaces(context, self.story_commands))
        self.stories = register(
            StoryAssignment(context, self.refresh, self.story_commands, screen.settings.notify_watches)
        )

        self.navigation = register(
            Navigation(
                context, self.article_commands, self.list_commands, self.annotations, self.refresh, self.tour
            )
        )
