"""Archives are read back as they are written, and checked whole before anything of them is used."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import StoreError
from briefing.store.files import archive as archives
from briefing.store.files.archive import MAX_TIME, SourceFile, is_safe_name, open_archive, write_archive

FILES = [SourceFile("a/one.json", b'{"a": 1}', 1_000_000_000.0), SourceFile("two", b"x" * 5_000, 1.0)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_archive(tmp_path / "b.zip", FILES, "2026-03-04T12:00:00Z")
    return tmp_path / "b.zip"


def test_what_was_put_in_is_read(file: Path) -> None:
    with open_archive(file) as archive:
        assert {name: archive.read(name) for name in archive.files} == {
            each.name: each.content for each in FILES
        }
        assert [each.modified for each in archive.files.values()] == [1_000_000_000.0, 1.0]
        assert archive.made == "2026-03-04T12:00:00Z"
    assert [each.name for each in file.parent.iterdir()] == ["b.zip"]


def test_odd_times_of_files_are_no_hindrance(tmp_path: Path) -> None:
    times = [-5.0, 1e15, float("nan")]
    files = [SourceFile(str(number), b"x", time) for number, time in enumerate(times)]
    write_archive(tmp_path / "b.zip", files, "")
    with open_archive(tmp_path / "b.zip") as archive:
        assert [each.modified for each in archive.files.values()] == [0, MAX_TIME, 0]
    assert datetime.fromtimestamp(MAX_TIME, UTC).year == 6325


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_it_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_archive(tmp_path / "b.zip", FILES, "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "pwrite"), reason="needs pwrite")
def test_a_disk_that_lies_is_noticed_and_the_file_before_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    sync = os.fsync

    def damage(descriptor: int) -> None:
        sync(descriptor)
        os.pwrite(descriptor, b"\xff" * 20, 60)

    monkeypatch.setattr(os, "fsync", damage)
    with pytest.raises(StoreError):
        write_archive(file, FILES, "")
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == ["b.zip"]


def _rewritten(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], object]) -> None:
    """The archive with another list or other files, as whoever makes one to harm would write it."""
    with zipfile.ZipFile(file) as old:
        files = {name: old.read(name) for name in old.namelist()}
    listed = json.loads(files.pop("manifest.json"))
    change(listed, files)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name, content)
        new.writestr("manifest.json", json.dumps(listed))


def _named(name: str) -> Callable[[dict[str, Any], dict[str, bytes]], object]:
    def change(listed: dict[str, Any], files: dict[str, bytes]) -> None:
        files[name] = files.pop("two")
        listed["files"][name] = listed["files"].pop("two")

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(_named("../two"), "outside its folder", id="above"),
        pytest.param(_named("/etc/two"), "outside its folder", id="absolute"),
        pytest.param(_named("a/../../two"), "outside its folder", id="above, further in"),
        pytest.param(_named("a\\..\\two"), "outside its folder", id="with backslashes"),
        pytest.param(_named("C:two"), "outside its folder", id="on a drive"),
        pytest.param(_named("x/"), "outside its folder", id="a folder"),
        pytest.param(_named("é" * 120), "outside its folder", id="longer than file systems take"),
        pytest.param(_named("a"), "where it has a folder", id="a file in a folder's place"),
        pytest.param(_named("A/one.json/two"), "where it has a folder", id="a folder in a file's place"),
        pytest.param(_named("A/ONE.json"), "not those that its list names", id="the same in capitals"),
        pytest.param(lambda listed, files: files.pop("two"), "not those that its list", id="lacking"),
        pytest.param(lambda listed, files: files.update(more=b""), "not those that its list", id="added"),
        pytest.param(lambda listed, files: files.update(two=b"y" * 5_000), "not what was put", id="changed"),
        pytest.param(lambda listed, files: files.update(two=b""), "not what was put", id="emptied"),
        pytest.param(lambda listed, files: listed.update(version=2), "newer briefing", id="newer"),
        pytest.param(lambda listed, files: listed.update(format="x"), "is no backup", id="of another"),
        pytest.param(lambda listed, files: listed.pop("version"), "no backup", id="without a version"),
        pytest.param(lambda listed, files: listed.update(files=[]), "no backup", id="of another shape"),
        pytest.param(
            lambda listed, files: listed["files"]["two"].update(size="x"), "no backup", id="a size of letters"
        ),
    ],
)
def test_what_is_made_to_harm_is_refused(
    file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], object], says: str
) -> None:
    _rewritten(file, change)
    with pytest.raises(StoreError, match=says) as caught, open_archive(file):
        pass
    assert "b.zip" in str(caught.value) and str(caught.value).endswith(".")


def test_a_link_is_refused(file: Path) -> None:
    content = b"/etc/passwd"

    def change(listed: dict[str, Any], files: dict[str, bytes]) -> None:
        files["two"] = content

    _rewritten(file, change)
    with zipfile.ZipFile(file) as old:
        listed = json.loads(old.read("manifest.json"))
    listed["files"]["two"] = {
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "modified": 0,
    }
    link = zipfile.ZipInfo("two")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "w") as new:
        new.writestr("a/one.json", FILES[0].content)
        new.writestr(link, content)
        new.writestr("manifest.json", json.dumps(listed))
    with pytest.raises(StoreError, match="holds a link"), open_archive(file):
        pass


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 100_000)
    write_archive(tmp_path / "b.zip", [SourceFile("zeros", bytes(90_000), 0)], "")
    with zipfile.ZipFile(tmp_path / "b.zip") as old:
        listed = json.loads(old.read("manifest.json"))
    listed["files"] |= {f"{number}": listed["files"]["zeros"] for number in range(400)}
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in listed["files"]:
            new.writestr(name, bytes(90_000))
        new.writestr("manifest.json", json.dumps(listed))
    reads: list[str] = []
    monkeypatch.setattr(archives.Archive, "read", lambda self, name: reads.append(name))
    with pytest.raises(StoreError, match="far more space"), open_archive(tmp_path / "b.zip"):
        pass
    assert reads == []
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 50_000)
    write_files = [SourceFile("zeros", bytes(90_000), 0)]
    with pytest.raises(StoreError, match="not what was put"):
        write_archive(tmp_path / "c.zip", write_files, "")


def test_no_damage_anywhere_passes_for_a_backup(file: Path) -> None:
    content = file.read_bytes()
    with open_archive(file) as archive:
        whole = {name: archive.read(name) for name in archive.files}
    for at in range(0, len(content), 7):
        for damaged in (content[:at], content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]):
            file.write_bytes(damaged)
            try:
                with open_archive(file) as archive:
                    # What the zip says besides the files, such as their dates, may be of any kind.
                    assert {name: archive.read(name) for name in archive.files} == whole
            except StoreError as error:
                assert str(error).startswith("b.zip ")


@pytest.mark.parametrize("content", [b"", b"PK\5\6" + bytes(18), b"no zip", b"\x1f\x8b\x08"])
def test_other_files_are_no_backups(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(StoreError, match="no backup of briefing"), open_archive(tmp_path / "b.zip"):
        pass


def test_a_folder_a_pipe_and_nothing_are_no_backups(tmp_path: Path) -> None:
    for name in ("folder", "pipe", "nothing"):
        file = tmp_path / name
        if name == "folder":
            file.mkdir()
        elif name == "pipe" and hasattr(os, "mkfifo"):
            os.mkfifo(file)
        with pytest.raises(StoreError), open_archive(file):
            pass


@given(st.text(max_size=30))
def test_a_safe_name_stays_below_its_folder(name: str) -> None:
    if is_safe_name(name):
        assert not Path(name).is_absolute()
        assert Path("/top/folder") in Path(os.path.normpath(f"/top/folder/{name}")).parents


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_leaves_the_archive_before(file: Path) -> None:
    before = file.read_bytes()
    script = (
        "import sys; from pathlib import Path\n"
        "from briefing.store.files.archive import SourceFile, write_archive\n"
        "def files():\n"
        "    yield SourceFile('one', b'x' * 100_000, 0)\n"
        "    print('half', flush=True); sys.stdin.read()\n"
        "write_archive(Path(sys.argv[1]), files(), '')\n"
    )
    command = [sys.executable, "-c", script, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"half\n"
        child.kill()
    assert file.read_bytes() == before
