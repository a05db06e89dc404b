"""The reader's settings: what config.toml may say, and what each setting is when it says nothing."""

from __future__ import annotations

from briefing.settings.settings_file import load_settings
from briefing.settings.values import FeedSettings, Settings

__all__ = ["FeedSettings", "Settings", "load_settings"]
