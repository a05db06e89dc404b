"""Opens an address in a browser that has its own window, never in one that draws on this terminal."""

from __future__ import annotations

import webbrowser
from pathlib import PurePath

TEXT_BROWSERS = frozenset({"browsh", "elinks", "links", "links2", "lynx", "w3m", "www-browser"})


def open_in_window(url: str) -> bool:
    """Return whether a browser with a window opened the address."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return not _draws_here(browser) and browser.open(url)


def _draws_here(browser: webbrowser.BaseBrowser) -> bool:
    """Decided by the program's name: the class is the same for text browsers and any program in BROWSER."""
    command = (browser.name or "").split()
    return bool(command) and PurePath(command[0]).name in TEXT_BROWSERS
