"""Where a pipe, a device, a folder or a huge file lies in a file's place, a sentence says so at once."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing import regular_files
from briefing.cli import main
from briefing.regular_files import (
    NotRegularError,
    SilentPipeError,
    TooLargeFileError,
    read_given,
    read_regular,
)
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.drafts import DraftStore, NoteDraft
from briefing.ui.theme import load_themes
from tests.store.test_annotation_faults import HEAD, ID, MADE, TEXT

if os.name == "nt":
    pytest.skip("named pipes and devices are there on Linux and macOS alone", allow_module_level=True)


@pytest.fixture(autouse=True)
def no_hang() -> Iterator[None]:
    """A read that blocks fails, instead of the whole run."""
    signal.alarm(60)
    yield
    signal.alarm(0)


def make_socket(file: Path) -> None:
    folder = Path.cwd()
    os.chdir(file.parent)  # a socket's path must be short
    try:
        socket.socket(socket.AF_UNIX).bind(file.name)
    finally:
        os.chdir(folder)


def make_huge(file: Path) -> None:
    with file.open("wb") as handle:
        handle.truncate(10 * regular_files.MAX_BYTES)


IN_PLACE = [
    pytest.param(os.mkfifo, "a named pipe lies in its place", id="pipe"),
    pytest.param(make_socket, "a socket lies in its place", id="socket"),
    pytest.param(lambda file: file.symlink_to("/dev/zero"), "a device lies in its place", id="device"),
    pytest.param(lambda file: file.mkdir(), "a folder lies in its place", id="folder"),
    pytest.param(make_huge, "it is larger than", id="huge file"),
]


@pytest.mark.parametrize(("make", "says"), IN_PLACE)
def test_nothing_but_a_file_is_read(tmp_path: Path, make: Callable[[Path], object], says: str) -> None:
    make(tmp_path / "place")
    for read in (read_regular, read_given)[: 1 if make is os.mkfifo else 2]:
        with pytest.raises((NotRegularError, TooLargeFileError), match=says):
            read(tmp_path / "place")


def test_a_pipe_that_is_named_to_be_read_is_read_to_its_end(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"words")
    os.close(writing)
    assert read_given(Path(f"/dev/fd/{reading}")) == b"words"
    os.close(reading)


def test_a_pipe_that_nobody_writes_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SilentPipeError, match="nothing is written"):
        read_given(pipe)
    monkeypatch.setattr(regular_files, "PIPE_SECONDS", 0.01)
    silent = os.open(pipe, os.O_RDWR)
    with pytest.raises(SilentPipeError, match="nothing comes out"):
        read_given(pipe)
    os.close(silent)


@pytest.mark.parametrize(("make", "says"), IN_PLACE)
@pytest.mark.parametrize(
    ("place", "command"),
    [
        pytest.param("config.toml", ["list"], id="settings"),
        pytest.param("feeds.opml", ["feeds", "list"], id="subscriptions"),
    ],
)
def test_in_the_place_of_a_file_of_the_reader(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], object],
    says: str,
    place: str,
    command: list[str],
) -> None:
    file = tmp_path / "home" / place
    file.parent.mkdir(parents=True)
    make(file)
    main(["--home", str(tmp_path / "home"), *command])
    said = capsys.readouterr()
    assert says in said.out + said.err
    assert os.path.lexists(file)


@pytest.mark.parametrize(("make", "says"), IN_PLACE)
def test_in_the_place_of_a_theme(tmp_path: Path, make: Callable[[Path], object], says: str) -> None:
    make(tmp_path / "a.toml")
    _, failed = load_themes([tmp_path])
    assert says in str(failed[0])


@pytest.mark.parametrize(("make", "says"), IN_PLACE)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["add", "PLACE"], id="article"),
        pytest.param(["import", "PLACE"], id="annotations"),
        pytest.param(["feeds", "import", "PLACE"], id="feeds"),
        pytest.param(["export", "--template", "PLACE"], id="template"),
    ],
)
def test_in_the_place_of_a_file_that_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], object],
    says: str,
    command: list[str],
) -> None:
    home = ["--home", str(tmp_path / "home")]
    make(tmp_path / "place")
    assert main([*home, *(str(tmp_path / "place") if word == "PLACE" else word for word in command)]) == 1
    assert str(tmp_path / "place") in capsys.readouterr().err


@pytest.mark.parametrize("kind", [pytest.param(os.mkfifo, id="pipe"), pytest.param(make_socket, id="socket")])
@pytest.mark.parametrize("suffix", [".json", ".txt"])
def test_in_the_place_of_annotations_is_set_aside_or_passed_over(
    tmp_path: Path, kind: Callable[[Path], object], suffix: str
) -> None:
    store = AnnotationStore(tmp_path)
    store.edit(HEAD, TEXT, [Edit(each) for each in MADE])
    (tmp_path / f"{ID}{suffix}").unlink()
    kind(tmp_path / f"{ID}{suffix}")
    notes = store.read(ID)
    assert notes is not None and len(notes.article.annotations) == len(MADE)
    if suffix == ".json":
        assert f"{ID}.json was damaged (it is a " in notes.notices[0]
    store.edit(HEAD, TEXT, [])
    notes = AnnotationStore(tmp_path).read(ID)
    assert notes is not None and (len(notes.article.annotations), notes.article.text) == (len(MADE), TEXT)


def test_in_the_place_of_a_draft_is_moved_away(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    draft = NoteDraft(ID, "words", None, None, "typed")
    os.mkfifo(tmp_path / draft.key)
    assert drafts.all() == []
    drafts.save(draft)
    assert [each.note for each in drafts.all()] == ["typed"]
