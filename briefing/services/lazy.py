"""Imports the modules that services are made of at their first use: no command needs all of them.

`from briefing.services import lazy`, then `lazy.story_service.StoryService`.
"""

# Without `from __future__ import annotations`, which would stand in the place of that module.
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = [
    "actors",
    "analyses",
    "annotation_index",
    "annotation_store",
    "annotations",
    "article_ingest",
    "article_list",
    "article_search",
    "correction_store",
    "corrections",
    "decision_store",
    "discovery",
    "issues",
    "load",
    "marks_journal",
    "model_writing",
    "opml_import",
    "page_text",
    "question_service",
    "restore_from_annotations",
    "rules",
    "service",
    "story_service",
    "story_store",
    "watches",
]

if TYPE_CHECKING:
    from briefing.services import (
        actors,
        analyses,
        annotations,
        article_ingest,
        article_list,
        corrections,
        issues,
        page_text,
    )
    from briefing.services.backup import marks_journal, restore_from_annotations
    from briefing.services.feeds import discovery, opml_import, rules, service
    from briefing.services.language_model import model_writing
    from briefing.services.questions import question_service
    from briefing.services.stories import story_service, watches
    from briefing.sources import load
    from briefing.store.annotations import annotation_index, annotation_store, correction_store
    from briefing.store.articles import article_search
    from briefing.store.stories import decision_store, story_store
else:
    _PACKAGES = {
        **dict.fromkeys(("marks_journal", "restore_from_annotations"), "services.backup"),
        **dict.fromkeys(("discovery", "opml_import", "rules", "service"), "services.feeds"),
        "model_writing": "services.language_model",
        "question_service": "services.questions",
        **dict.fromkeys(("story_service", "watches"), "services.stories"),
        "load": "sources",
        **dict.fromkeys(("annotation_index", "annotation_store", "correction_store"), "store.annotations"),
        "article_search": "store.articles",
        **dict.fromkeys(("decision_store", "story_store"), "store.stories"),
    }

    def __getattr__(name: str) -> ModuleType:
        if name not in __all__:
            raise AttributeError(name)
        return import_module(f"briefing.{_PACKAGES.get(name, 'services')}.{name}")
