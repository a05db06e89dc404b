"""On a disk that is full or read-only one goes on reading, and nothing that was written is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.full_disk import SCENARIOS

ALONE = ["unshare", "-rm"]
"""Runs a command that may mount a disk, which it alone sees, without the rights of an administrator."""
MOUNT = ["mount", "-t", "tmpfs", "none"]


@pytest.mark.slow
def test_on_a_small_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not shutil.which("unshare") or subprocess.run([*ALONE, *MOUNT, disk], check=False).returncode:
        pytest.skip("nothing may be mounted here")
    run = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.full_disk", disk, *SCENARIOS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout.split()) == (0, list(SCENARIOS)), run.stderr
