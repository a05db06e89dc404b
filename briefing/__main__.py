"""The way in. Spawned processes import this module again, so it holds nothing but the call."""

from __future__ import annotations


def main() -> int:
    from briefing.cli import main as run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
