"""Checks that a tag is the version of the package, and that the changelog has a day for it.

python scripts/release_check.py v0.2.0
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from briefing import __version__

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def problems(tag: str, version: str, changelog: str) -> list[str]:
    """Return what is wrong with a release, a sentence each."""
    found = []
    if tag != f"v{version}":
        found.append(f"The tag is {tag}, and briefing/__init__.py says {version}: they must agree.")
    first = re.search(r"^## \[(.+?)\] - (.+)$", changelog, re.MULTILINE)
    if first is None or first[1] != version:
        found.append(f"The first section of CHANGELOG.md is not that of {version}.")
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", first[2]):
        found.append(f"The section of {version} in CHANGELOG.md has no day, but “{first[2]}”.")
    return found


if __name__ == "__main__":
    found = problems(sys.argv[1], __version__, CHANGELOG.read_text("utf-8"))
    print(*found, sep="\n", file=sys.stderr)
    sys.exit(1 if found else 0)
