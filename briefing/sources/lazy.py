"""Imports slow third-party packages at their first use, so that the first text is on the screen sooner.

`from briefing.sources import lazy`, then `lazy.yaml`; raises ImportError if an optional one is missing.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = [
    "charset_normalizer",
    "feedparser",
    "idna",
    "keyring",
    "lxml_html",
    "markdown_it",
    "py3langid",
    "pyperclip",
    "tld",
    "yaml",
]

if TYPE_CHECKING:
    import charset_normalizer
    import feedparser
    import idna
    import keyring
    import lxml.html as lxml_html
    import markdown_it
    import py3langid
    import pyperclip
    import tld
    import yaml
else:

    def __getattr__(name: str) -> ModuleType:
        if name not in __all__:
            raise AttributeError(name)
        return import_module(name.replace("_html", ".html"))
