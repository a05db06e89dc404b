"""A terminal reader that turns news into briefings."""

__version__ = "0.2.0"
