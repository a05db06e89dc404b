from __future__ import annotations

from pathlib import Path

import pytest

from briefing import paths as paths_module
from briefing.paths import Paths, bundled_sample, bundled_seeds, bundled_themes, resolve_paths


def _files(paths: Paths) -> list[Path]:
    return list(paths)


@pytest.mark.parametrize(
    ("option", "variable", "expected"),
    [
        pytest.param("chosen", None, "chosen", id="--home"),
        pytest.param(None, "kept", "kept", id="BRIEFING_HOME"),
        pytest.param("chosen", "kept", "chosen", id="--home wins"),
        pytest.param("", "kept", "kept", id="an empty --home is none"),
    ],
)
def test_a_home_holds_every_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: str | None,
    variable: str | None,
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {} if variable is None else {"BRIEFING_HOME": variable}
    files = _files(resolve_paths(option, environ))
    assert all(file.is_relative_to(tmp_path / expected) for file in files)
    assert len(set(files)) == len(files)


def test_a_tilde_that_the_shell_left_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert resolve_paths("~/news", {}).config_file == tmp_path / "news" / "config.toml"


@pytest.mark.parametrize("variable", [None, ""], ids=["unset", "empty"])
def test_without_a_home_the_platforms_folders_are_used(variable: str | None) -> None:
    environ = {} if variable is None else {"BRIEFING_HOME": variable}
    files = _files(resolve_paths(None, environ))
    assert all(file.is_absolute() and "briefing" in str(file) for file in files)


def test_naming_the_files_makes_none(tmp_path: Path) -> None:
    resolve_paths(str(tmp_path / "home"), {})
    assert list(tmp_path.iterdir()) == []


def test_the_checkout_has_its_themes_and_seeds() -> None:
    assert list(bundled_themes().glob("*.toml"))
    assert bundled_sample() in bundled_seeds().glob("*.txt")


def test_data_inside_the_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "briefing" / "_data" / "themes"
    inside.mkdir(parents=True)
    monkeypatch.setattr(paths_module, "_PACKAGE", tmp_path / "briefing")
    assert bundled_themes() == inside
    assert bundled_seeds() == tmp_path / "seeds"
