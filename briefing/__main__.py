"""The way in. Spawned processes import this module again, so it holds nothing but the call."""

from __future__ import annotations

import sys


def main() -> int:
    try:
        from briefing.diagnostics import catch_uncaught

        catch_uncaught(lambda sentence: print(f"briefing: {sentence}", file=sys.stderr))
        from briefing.cli import main as run

        return run()
    except KeyboardInterrupt:  # while it was being imported: later, `run` sees to it
        return 130


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # `python -m briefing` looks for modules in the current folder first, in which anything may lie.
        del sys.path[0]
    raise SystemExit(main())
