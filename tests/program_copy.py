"""A copy of the program, to which a test adds something: how many files have to know of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent


def copy_program(folder: Path) -> Path:
    """Copy the program's files into a folder, where a test may change them."""
    for name in ("briefing", "scripts", "docs", "themes", "seeds"):
        shutil.copytree(ROOT / name, folder / name, copy_function=_link_or_copy)
    return folder


def _link_or_copy(source: str, target: str) -> None:
    """Copy Python files, and link to all others, such as weights and what was compiled of them."""
    if source.endswith(".py"):
        shutil.copy2(source, target)
    else:
        Path(target).symlink_to(source)


def change(copy: Path, changes: Mapping[str, Sequence[tuple[str, str]]]) -> int:
    """Replace text that stands once in a file by another, where {} is it; return how many files had to know.

    Without a text to replace, the other is that of a new file.
    """
    for name, replacements in changes.items():
        file = copy / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        for before, after in replacements:
            assert not before or text.count(before) == 1, f"{name} has no longer one {before!r}"
            text = text.replace(before, after.replace("{}", before)) if before else after
        file.write_text(text, encoding="utf-8")
    return len(changes)


def run(copy: Path, code: str, *arguments: str) -> str:
    """Return what the code prints, run with the copy in place of the program."""
    ended = subprocess.run(
        [sys.executable, "-B", "-P", "-c", code, *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(ROOT)))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
