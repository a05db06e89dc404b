"""The settings and themes of the reader while it runs."""

from briefing.ui.configuration.configuration_files import Configuration, ConfigurationFiles

__all__ = ["Configuration", "ConfigurationFiles"]
