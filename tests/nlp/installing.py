"""A package that brings an engine, as an installer would leave it on the disk."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

__all__ = ["ECHO", "HANGING", "MEETING", "install_engine", "make_home_with_echo"]

ECHO = """
    from briefing.domain import EngineInfo, Part, Passage

    class Echo:
        info = EngineInfo("another name", "7", "none")

        def __init__(self, pipelines):
            self.pipelines = pipelines

        def parts(self, article):
            yield Part('summary', (Passage.at(article.text, 0, 4),))
"""
"""A module whose `Echo` takes the first four letters of an article for its summary."""

MEETING = """
    import os, time
    from pathlib import Path
    from briefing.domain import EngineInfo, Part, Passage

    class Echo:
        info = EngineInfo("echo", "1", "none")

        def __init__(self, pipelines):
            self.here = Path(pipelines["folder"])

        def parts(self, article):
            (self.here / str(os.getpid())).touch()
            until = time.monotonic() + 30
            while len(list(self.here.iterdir())) < 2:
                if time.monotonic() > until:
                    raise TimeoutError("no other process came")
                time.sleep(0.01)
            yield Part('summary', (Passage.at(article.text, 0, 4),))
"""
"""One that answers only once two of its processes have been at work; `pipelines` names a folder for them."""

HANGING = ECHO.replace(
    "            yield",
    """            if "hang" in article.text:
                import threading
                threading.Event().wait()
            yield""",
)
"""One that never comes to an end with an article that says “hang”."""


def install_engine(
    folder: Path, code: str = ECHO, *, name: str = "echo", factory: str = "echo_engine:Echo"
) -> None:
    """Put the module `echo_engine` into the folder, and beside it what its installer would tell of it."""
    (folder / "echo_engine.py").write_text(dedent(code), encoding="utf-8")
    info = folder / "echo_engine-2.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: echo-engine\nVersion: 2.5\n")
    (info / "entry_points.txt").write_text(f"[briefing.engines]\n{name} = {factory}\n")


def make_home_with_echo(home: Path) -> dict[str, str]:
    """Make a home whose engine is there at once; what the environment of the program must have."""
    site = home.with_name("site")
    site.mkdir()
    install_engine(site)
    home.mkdir()
    (home / "config.toml").write_text('[engine]\nname = "echo"\n', encoding="utf-8")
    return {"PYTHONPATH": str(site)}
