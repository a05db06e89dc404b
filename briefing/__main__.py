"""The way in. Spawned processes import this module again, so it holds nothing but the call."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def main() -> int:
    _leave_out_empty_paths()
    try:
        from briefing.diagnostics import catch_uncaught

        catch_uncaught(lambda sentence: print(f"briefing: {sentence}", file=sys.stderr))
        from briefing.cli import main as run

        return run()
    except KeyboardInterrupt:  # while it was being imported: later, `run` sees to it
        return 130


def _leave_out_empty_paths() -> None:
    """Look for no module in the current folder for an empty element of PYTHONPATH, as “$PYTHONPATH:/x” has.

    Workers inherit it. Python has run a `sitecustomize.py` of the current folder by then.
    """
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if len(given) > 1 and "" in given:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, given))
        with suppress(OSError):  # the folder may be gone
            here = str(Path.cwd())
            sys.path[:] = [each for each in sys.path if each not in ("", here)]


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # `python -m briefing` looks for modules in the current folder first, in which anything may lie.
        del sys.path[0]
    raise SystemExit(main())
