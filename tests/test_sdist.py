"""The source distribution has all that its tests need."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

DOCUMENTED = (
    "tests/exchange/test_template.py::test_the_documented_example_is_rendered_byte_for_byte",
    "tests/exchange/test_template.py::test_every_value_and_filter_is_documented",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        archive.extractall(out, filter="data")
    return next(path for path in out.iterdir() if path.is_dir())


def pytest_in(folder: Path, *arguments: str) -> str:
    """What pytest says in a folder whose own packages come first."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    return run.stdout


def files_of(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("folder", ["tests", "benchmarks", "training", "scripts", "fuzz", "docs"])
def test_every_test_is_there_with_all_that_it_reads(unpacked: Path, folder: str) -> None:
    assert files_of(unpacked / folder) == files_of(ROOT / folder)


def test_tests_that_read_the_folders_beside_the_package_pass(unpacked: Path) -> None:
    beside = ("tests/test_docs.py", "benchmarks/test_engine.py", "training/test_further_golds.py")
    pytest_in(unpacked, *beside, "tests/sources/test_seed.py", *DOCUMENTED)
