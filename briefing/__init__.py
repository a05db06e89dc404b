"""A terminal reader that turns news into briefings."""

from __future__ import annotations

TYPE_CHECKING = False  # as that of `typing`, whose import every start would pay for
if TYPE_CHECKING:
    from briefing.briefer import Briefer, Briefing, brief
    from briefing.errors import ArticleError, BriefingError

__version__ = "0.2.0"

__all__ = ["ArticleError", "Briefer", "Briefing", "BriefingError", "brief"]
"""The Python interface, which docs/python.md describes; everything else may change with any version."""


def __getattr__(name: str) -> object:
    """Import the interface when it is first used, since the program and its commands do without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from briefing import briefer

    return getattr(briefer, name)
