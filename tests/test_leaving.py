"""What the program says as it ends, when annotations could not be saved."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")

from benchmarks.terminal import Terminal
from tests.nlp.installing import make_home_with_echo


@pytest.mark.slow
def test_it_names_the_file_that_holds_them_and_import_takes_that_back(tmp_path: Path) -> None:
    home, article = tmp_path / "home", tmp_path / "a.txt"
    env = make_home_with_echo(home) | {"TMPDIR": str(tmp_path), "COLUMNS": "200"}
    article.write_text("Headline of it\n\nThe words of the article stand here, and they end HERE.\n")
    lock = home / "annotations" / ".lock"
    lock.mkdir(parents=True)  # where a folder lies in place of the lock, nobody can write
    command = [sys.executable, "-m", "briefing", "--home", str(home)]
    with Terminal([*command, str(article)], env=env) as terminal:
        terminal.wait_for(r"3 Open issues (\d|failed)")
        terminal.press("V")
        terminal.press("H")
        terminal.wait_for("The words of the article stand here.*yellow|kept in memory")
        terminal.press("Q")
        terminal.wait_for("Q again quits")
        terminal.press("Q")
        assert terminal.wait_for_end(20) == 1
        said = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode()
    found = re.search(
        r"briefing: 1 change to your annotations could not be saved: .*`briefing import (.+?)`", said
    )
    assert found, said
    lock.rmdir()
    environment = os.environ | env | {"PYTHONUTF8": "1"}
    taken = subprocess.run(
        [*command, "import", found[1]], capture_output=True, text=True, check=True, env=environment
    )
    assert "1 added" in taken.stdout
    listed = subprocess.run(
        [*command, "annotations"], capture_output=True, text=True, check=True, env=environment
    )
    assert "Headline of it" in listed.stdout
