"""The source distribution has all that its tests need."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        archive.extractall(out, filter="data")
    return next(path for path in out.iterdir() if path.is_dir())


def files_of(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


FOLDERS = ".ci .github benchmarks briefing docs fuzz licences man scripts seeds tests themes training".split()


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.thorough
def test_every_test_is_there_with_all_that_it_reads(unpacked: Path, folder: str) -> None:
    assert files_of(unpacked / folder) == files_of(ROOT / folder)


def test_the_files_beside_the_folders_are_there(unpacked: Path) -> None:
    beside = {path.name for path in ROOT.iterdir() if path.suffix in (".md", ".toml", ".lock")} | {"LICENSE"}
    assert beside <= {path.name for path in unpacked.iterdir()}
