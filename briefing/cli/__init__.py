"""The command line: words in, results on standard output, words about them on standard error."""

from briefing.cli.main import main

__all__ = ["main"]
