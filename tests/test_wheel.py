"""What a user installs: the built wheel carries the themes, the sample, the weights and the style sheets."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from briefing import __version__

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    # Without isolation: the builder is a development dependency, and a test needs no network.
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


@pytest.mark.slow
def test_themes_and_the_sample_are_inside(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for pattern in ("themes/*", "seeds/sample.txt", "seeds/feeds.opml"):
        for path in ROOT.glob(pattern):
            inside = f"briefing/_data/{path.relative_to(ROOT).as_posix()}"
            assert inside in names
            assert wheel.read(inside) == path.read_bytes()


@pytest.mark.slow
def test_licences_and_notices_are_where_installers_put_them(wheel: zipfile.ZipFile) -> None:
    for path in (ROOT / "licences").iterdir():
        inside = f"briefing_reader-{__version__}.dist-info/licenses/licences/{path.name}"
        assert wheel.read(inside) == path.read_bytes()


@pytest.mark.slow
def test_no_text_of_a_publisher_is_inside(wheel: zipfile.ZipFile) -> None:
    """The other article among the seeds is for tests and for whoever opens it from a checkout."""
    seeds = {Path(name).name for name in wheel.namelist() if "/seeds/" in name}
    assert seeds == {"sample.txt", "feeds.opml"}


@pytest.mark.slow
def test_every_file_of_the_package_is_inside(wheel: zipfile.ZipFile) -> None:
    """Style sheets, weights and the typing marker are no modules, and easily forgotten."""
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "briefing").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= set(wheel.namelist())
    assert any(name.endswith(".tcss") for name in wanted)


@pytest.mark.slow
def test_the_man_page_is_installed_where_man_finds_it(wheel: zipfile.ZipFile) -> None:
    """`man` looks in the share/man beside each bin of PATH."""
    page = f"briefing_reader-{__version__}.data/data/share/man/man1/briefing.1"
    assert wheel.read(page) == (ROOT / "man" / "briefing.1").read_bytes()


@pytest.mark.slow
def test_nothing_else_is_inside(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"briefing"}
    beside = [name for name in wheel.namelist() if ".data/" in name]
    assert [name.partition(".data/")[2] for name in beside] == ["data/share/man/man1/briefing.1"]
