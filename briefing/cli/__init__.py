"""The command line: results on standard output, messages on standard error."""

from briefing.cli.main import main

__all__ = ["main"]
