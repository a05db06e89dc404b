from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from briefing.errors import NotFoundError, SourceError, TooLargeError, UnreadableError
from briefing.sources.local_files import expand, local_path, read_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.md",
        "c/d.HTML",
        "c/e.eml",
        "c/picture.png",
        "notes.pdf",
        ".hidden.txt",
        ".git/config.txt",
        "c/.cache/x.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")
    (tmp_path / "folder.txt").mkdir()
    return tmp_path


def test_a_folder_becomes_its_article_files(folder: Path) -> None:
    found = expand([str(folder)]).references

    assert [str(Path(path).relative_to(folder)) for path in found] == ["a.md", "b.txt", "c/d.HTML", "c/e.eml"]


def test_of_a_folder_it_is_said_which_files_are_no_articles(folder: Path) -> None:
    (folder / "c" / "news.mbox").write_text("words")
    (sentence,) = expand(["-", str(folder), str(folder / "b.txt"), "no/such/folder"]).passed_over

    assert sentence.startswith("3 files are passed over (.mbox, .pdf, .png): a folder is read for .eml, ")
    assert expand([str(folder / ".git")]).passed_over == []


def test_a_folder_is_named_as_the_reader_named_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    assert expand(["c"]).references == [str(Path("c/d.HTML")), str(Path("c/e.eml"))]


def test_a_file_in_a_folder_that_may_not_be_entered_is_kept_for_loading_to_tell(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, is_file = expand([str(folder)]), Path.is_file

    def refuse(path: Path) -> bool:
        if path.parent.name == "c":
            raise PermissionError(errno.EACCES, "denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", refuse)
    assert expand([str(folder)]) == found


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "c" / "up").symlink_to(folder)

    assert len(expand([str(folder)]).references) == 4


def test_all_else_passes_through_in_order(folder: Path) -> None:
    references = [
        "-",
        "",
        "https://example.com/",
        "no/such/file.txt",
        "a\0b",
        "x" * 5000,
        str(folder / "b.txt"),
    ]

    assert expand(references).references == references


def test_a_folder_without_articles_says_so_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"x")
    (reference,) = expand([str(tmp_path)]).references

    with pytest.raises(NotFoundError, match=r"^The folder .* holds no article file: .*\.eml, .*\.md.*\.txt"):
        read_file(Path(reference), name=reference)


def test_a_tilde_is_the_home_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))

    assert local_path("~/a.md") == folder / "a.md"
    (folder / "c" / "news.pdf").write_text("words")
    assert expand(["~/c"]).passed_over[0].startswith("2 files are passed over (.pdf, .png)")
    assert expand(["~/c"]).references == [str(folder / "c" / "d.HTML"), str(folder / "c" / "e.eml")]


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        pytest.param("missing.txt", NotFoundError, "There is no file", id="missing"),
        pytest.param("a.txt/b.txt", NotFoundError, "There is no file", id="below a file"),
        pytest.param("a\0b", NotFoundError, "There is no file", id="NUL"),
        pytest.param("x" * 5000, NotFoundError, "There is no file", id="name too long"),
        pytest.param("circle", NotFoundError, "leads in a circle", id="link to itself"),
        pytest.param("large.txt", TooLargeError, "larger than 100 bytes", id="too large"),
        pytest.param("socket", UnreadableError, "is a socket", id="socket"),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, kind: type[SourceError], words: str
) -> None:
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "large.txt").write_bytes(b"x" * 101)
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # a socket's path must be short
        server.bind("socket")

        with pytest.raises(kind, match=words) as raised:
            read_file(tmp_path / path, name="SHOWN", limit=100)
    assert "SHOWN" in str(raised.value)


def test_a_file_that_grows_while_it_is_read_is_still_cut_off(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(pipe, os.O_WRONLY)
    os.write(writing, b"x" * 101)

    with pytest.raises(TooLargeError):
        read_file(pipe, name="pipe", limit=100)
    os.close(writing)
    os.close(reading)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        pytest.param(13, UnreadableError, "may not be read: check its permissions", id="EACCES"),
        pytest.param(5, UnreadableError, r"could not be read \(.*\): copy it", id="EIO"),
    ],
)
def test_what_the_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[SourceError], words: str
) -> None:
    """The refusal is made up: whoever runs the tests as root may read everything."""
    (tmp_path / "a.txt").write_text("words")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(kind, match=words):
        read_file(tmp_path / "a.txt", name="a.txt")
