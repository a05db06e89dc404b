"""The settings that config.toml may have, and their defaults."""

from briefing.settings.settings_file import load_settings
from briefing.settings.table import FeedSettings, Settings, SyncSettings

__all__ = ["FeedSettings", "Settings", "SyncSettings", "load_settings"]
