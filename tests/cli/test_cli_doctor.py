from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


def _bad(run: Any) -> list[str]:
    return [line for line in run.out.splitlines() if line.startswith("BAD")]


def test_a_sound_home_is_said_to_be_so(briefing: Briefing, news: Path, home: Path) -> None:
    briefing("add", "talks.txt")
    run = briefing("doctor")
    assert (run.status, _bad(run), run.err) == (0, [], "")
    for word in (str(home), "1 article", "spacy", "SQLite", "newsprint", "en_core_web_sm"):
        assert word in run.out


def test_looking_makes_nothing(briefing: Briefing, home: Path) -> None:
    assert briefing("doctor").status == 0
    assert not home.exists()


def _damage(home: Path) -> None:
    (home / "library.db").write_bytes(b"not a database")


def _config(content: str) -> Callable[[Path], object]:
    return lambda home: (home / "config.toml").write_text(content)


def _theme(home: Path) -> None:
    (home / "themes").mkdir()
    (home / "themes" / "loud.toml").write_text('name = "loud"\nprimary = "louder"\n')


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        pytest.param(_damage, "library.db was damaged; it has been set aside", id="damaged library"),
        pytest.param(_config("tehme = 'x'"), "did you mean “theme”?", id="wrong setting"),
        pytest.param(_config("[keymap]\n'a.b' = 'x'"), "[keymap] has no command “a.b”", id="wrong key"),
        pytest.param(_config("theme = 'none'"), "there is no theme “none”", id="unknown theme"),
        pytest.param(
            _config("[engine.pipelines]\nen = 'en_none'"), "en_none is not installed", id="no pipeline"
        ),
        pytest.param(_theme, "“primary” is no colour: “louder”", id="broken theme"),
    ],
)
def test_what_is_broken_is_told(
    briefing: Briefing, home: Path, harm: Callable[[Path], object], says: str
) -> None:
    home.mkdir()
    harm(home)
    run = briefing("doctor")
    assert run.status == 1
    assert says in "\n".join(_bad(run))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(briefing: Briefing, home: Path) -> None:
    home.mkdir(mode=0o500)
    assert "cannot be written to" in "\n".join(_bad(briefing("doctor")))
