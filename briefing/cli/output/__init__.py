"""Prints the results of commands: as text on a terminal or into a pipe, as Markdown, as JSON."""
