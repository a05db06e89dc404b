from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from briefing.nlp.engine.built_in_names import ENGINE_VERSION
from briefing.nlp.engine.engine_pool import EnginePool
from tests.nlp.installing import ECHO, install_engine

Briefing = Callable[..., Any]  # the fixture's own Run lives in conftest, which is no module to import


def _bad(run: Any) -> list[str]:
    return [line for line in run.out.splitlines() if line.startswith("BAD")]


@pytest.mark.slow
def test_a_sound_home_is_said_to_be_so(briefing: Briefing, news: Path, home: Path) -> None:
    briefing("add", "talks.txt")
    run = briefing("doctor")
    assert (run.status, _bad(run), run.err) == (0, [], "")
    assert f"log          {home / 'briefing.log'} (none yet" in run.out
    for word in (str(home), "1 article", "spacy", "SQLite", "newsprint", "en_core_web_sm"):
        assert word in run.out


@pytest.mark.slow
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


@pytest.mark.slow
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
        pytest.param(
            _config("[engine]\nname = 'ecko'"), "There is no engine “ecko”: install", id="no such engine"
        ),
        pytest.param(_theme, "“primary” is not a colour: “louder”", id="broken theme"),
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


@pytest.mark.slow
def test_the_engines_that_other_packages_bring_are_listed(
    briefing: Briefing, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_engine(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert f"briefing {ENGINE_VERSION} is used; echo is installed (echo-engine 2.5)" in briefing("doctor").out
    home.mkdir()
    _config("[engine]\nname = 'echo'")(home)
    assert "echo 7 is used" in briefing("doctor").out


HANGING = "import threading\nthreading.Event().wait()"
NOT_WARM = ECHO.replace("def parts(", "def warm(self): raise OSError('no model')\n\n        def parts(")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "says"),
    [
        pytest.param(HANGING, "gave no answer for 1 seconds and was ended", id="hangs"),
        pytest.param(NOT_WARM, "could not get ready (OSError: no model)", id="does not get ready"),
        pytest.param("import os\nos._exit(3)", "stopped while at work", id="ends its process"),
        pytest.param("import no_such_module", "cannot be loaded", id="does not load"),
    ],
)
def test_an_engine_that_is_faulty_is_told_with_what_to_do(
    briefing: Briefing, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
) -> None:
    if code == HANGING:
        monkeypatch.setattr("briefing.cli.doctor.command.EnginePool", partial(EnginePool, patience=1.0))
    monkeypatch.syspath_prepend(tmp_path)
    install_engine(tmp_path, code)
    home.mkdir()
    _config("[engine]\nname = 'echo'")(home)
    (line,) = [line for line in _bad(briefing("doctor")) if "“echo”" in line]
    assert says in line
    assert "or choose another under [engine] in config.toml" in line


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(briefing: Briefing, home: Path) -> None:
    home.mkdir(mode=0o500)
    assert "cannot be written to" in "\n".join(_bad(briefing("doctor")))


class TestFilesOfAnnotations:
    """Each is told with what to do about it, and none is touched."""

    @pytest.fixture
    def file(self, briefing: Briefing, news: Path, home: Path) -> Path:
        """Of an article with two notes; there is a backup of the first."""
        briefing("annotate", "talks.txt", "--quote", "Ada Roe")
        briefing("annotate", "talks.txt", "--quote", "Kim Sen")
        (file,) = (home / "annotations").glob("*.json")
        return file

    @staticmethod
    def look(briefing: Briefing, file: Path, *, status: int = 1) -> str:
        """What is said about them, by a look that leaves the folder as it was."""
        before = {each: each.read_bytes() for each in file.parent.rglob("*") if each.is_file()}
        run = briefing("doctor")
        assert {each: each.read_bytes() for each in file.parent.rglob("*") if each.is_file()} == before
        assert run.status == status
        said = [line for line in run.out.splitlines() if line.split()[1] == "annotations"]
        bad = [line for line in said if line.startswith("BAD")]
        return "\n".join(bad if status else said)

    @pytest.mark.slow
    def test_that_are_sound_are_not_named(self, briefing: Briefing, file: Path) -> None:
        assert file.name not in self.look(briefing, file, status=0)

    @pytest.mark.slow
    def test_a_damaged_one(self, briefing: Briefing, file: Path) -> None:
        file.write_bytes(file.read_bytes()[:-400])
        assert (
            f"{file.name} is damaged (it breaks off): `briefing annotations` sets it aside and brings back "
            f"what its backup has."
        ) in self.look(briefing, file)
        briefing("annotations")
        said = self.look(briefing, file, status=0)
        assert f"{file.name}.damaged-" in said
        assert "delete it when you miss nothing." in said

    @pytest.mark.slow
    def test_a_damaged_one_without_a_backup(self, briefing: Briefing, file: Path) -> None:
        for each in (file.parent / "backups").iterdir():
            each.unlink()
        file.write_bytes(b"")
        assert "sets it aside and saves what can still be read." in self.look(briefing, file)
        briefing("annotations")
        assert "open it in a text editor to see what can be had." in self.look(briefing, file)

    @pytest.mark.slow
    def test_one_set_aside_with_a_backup_left(self, briefing: Briefing, file: Path) -> None:
        content = file.read_bytes()
        file.rename(file.with_name(f"{file.name}.damaged-20260304-120000"))
        said = self.look(briefing, file)
        assert f"to {file.name} to have what that says." in said
        backup = said.split("copy ")[1].split(" to ")[0]
        (file.parent / backup).replace(file)
        assert len(briefing("annotations").out.splitlines()) == content.count(b'"type": "Annotation"')

    @pytest.mark.slow
    def test_a_copy_of_another_device(self, briefing: Briefing, file: Path) -> None:
        copy = file.with_name(f"{file.stem} (conflicted copy 2026-03-04).json")
        copy.write_bytes(file.read_bytes())
        assert (
            f"{copy.name}, written on another device, waits: `briefing annotations` merges it."
        ) in self.look(briefing, file)
        briefing("annotations")
        assert copy.name not in self.look(briefing, file, status=0)

    @pytest.mark.slow
    def test_one_of_a_newer_briefing(self, briefing: Briefing, file: Path) -> None:
        file.write_text(json.dumps(json.loads(file.read_bytes()) | {"schema": 99}))
        said = self.look(briefing, file)
        assert f"{file.name} was written by a newer briefing" in said
        assert "until briefing is updated." in said

    @pytest.mark.slow
    def test_a_file_in_place_of_their_folder(self, briefing: Briefing, home: Path) -> None:
        home.mkdir()
        (home / "annotations").write_text("no folder")
        run = briefing("doctor")
        assert run.status == 1
        assert f"{home / 'annotations'} " in "\n".join(_bad(run))
