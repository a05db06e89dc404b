"""Runs `briefing serve`: the reader for browsers of this machine, until Ctrl+C."""

from __future__ import annotations

import gc
import importlib
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from briefing.cli.session import Session
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from argparse import Namespace

NEEDED = ("aiohttp", "textual_serve")
NOT_INSTALLED = (
    "Serving to a browser needs textual-serve, which is not installed: "
    "`pip install 'briefing-reader[browser]'` installs it."
)


def serve(args: Namespace, session: Session) -> int:
    """Serve the reader until SIGINT or SIGTERM; raises BriefingError if it cannot be served."""
    if not all(map(find_spec, NEEDED)):
        raise BriefingError(NOT_INSTALLED)
    options = [*(["--home", args.home] if args.home else []), *(["--debug"] if args.debug else [])]
    # With -P, nothing is imported from the current folder, where anything may be.
    reader = [sys.executable, "-P", "-m", "briefing", *options]
    # It is imported by name, since its packages are installed only with the extra.
    server = importlib.import_module("briefing.cli.browser.server")
    gc.enable()  # it may serve for days, and opens no library
    file = session.paths.browser_file
    server.run_server(reader, file, args.port, url=args.url, new_token=args.new_token)
    return 0
