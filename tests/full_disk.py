"""What the library does on a small disk that is full or read-only.

`unshare -rm python -m tests.full_disk FOLDER SCENARIO…` mounts a disk on the folder for each.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from briefing.domain import Article, EngineInfo, Part, Span
from briefing.errors import StoreError
from briefing.services.library import Library
from tests.libraries import library_at

TEXT = "Ada Roe said on Monday that the talks go on.\n\nBob Lee left."
ARTICLE = Article("0123456789abcdef", "Talks", TEXT)


class NoEngine:
    info = EngineInfo("none", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        return iter(())


class Disk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._filler = folder / "filler"

    def fill(self) -> None:
        with self._filler.open("ab", buffering=0) as file:
            size = 1 << 20
            while size:
                try:
                    file.write(b"x" * size)
                except OSError:
                    size //= 2

    def free(self) -> None:
        self._filler.unlink()

    def open(self, *, or_in_memory: bool = False) -> Library:
        return library_at(self.home, NoEngine(), or_in_memory=or_in_memory, busy_seconds=0.1)

    def with_article(self) -> None:
        with self.open() as library:
            library.ingest.ingest(ARTICLE)

    def file(self, name: str, text: str) -> str:
        """On another disk."""
        path = self.folder.parent / name
        path.write_text(text, encoding="utf-8")
        return str(path)


def note(library: Library, article: Article = ARTICLE) -> None:
    library.annotations.apply([library.annotations.draft(article, Span(0, 7), note="who?")])


def notes(library: Library, article: Article = ARTICLE) -> list[str]:
    return [each.note for each in library.annotations.for_article(article).annotations]


def reading_goes_on(disk: Disk) -> None:
    disk.with_article()
    disk.fill()
    with disk.open() as library:
        (notice,) = library.notices
        assert "is full: articles can be read" in notice
        assert library.articles.article(ARTICLE.id).text == TEXT
        assert [entry.title for entry in library.articles.entries()] == ["Talks"]
        new = disk.file("new.txt", "Storm\n\nRain fell for days.\n")
        with pytest.raises(StoreError, match="the disk is full: free some space"):
            library.articles.add([new])
        (shown,) = library.articles.add([new], or_unstored=True).articles
        assert shown.text == "Rain fell for days."
        assert "could not be stored" in library.annotations.pop_notices()[0]
        note(library)
        note(library, shown)
        assert "the disk is full: free some space" in (library.annotations.pending_error or "")
        assert (notes(library), notes(library, shown)) == (["who?"], ["who?"]), "kept in memory"
        library.articles.mark(library.articles.ids(), read=False)
        disk.free()
        library.annotations.retry()
        assert library.annotations.unsaved_count == 0
        library.articles.mark([ARTICLE.id], starred=True)
    with disk.open() as library:
        assert (library.notices, notes(library), notes(library, shown)) == ((), ["who?"], ["who?"])
        assert library.articles.entry(ARTICLE.id).starred


def a_second_reader_is_told_to_wait(disk: Disk) -> None:
    disk.with_article()
    disk.fill()
    script = (
        "import sys; from pathlib import Path; from tests.full_disk import Disk;"
        "Disk(Path(sys.argv[1])).open().close()"
    )
    with disk.open() as library:
        other = subprocess.run(
            [sys.executable, "-c", script, str(disk.folder)], capture_output=True, text=True, check=False
        )
        assert "library.db is in use: another briefing is writing to it" in other.stderr, other.stderr
        assert library.articles.article(ARTICLE.id).text == TEXT


def space_before_the_end_saves_at_the_end(disk: Disk) -> None:
    disk.with_article()
    library = disk.open()
    disk.fill()
    note(library)
    assert library.annotations.unsaved_count == 1
    disk.free()
    library.close_or_rescue()
    with disk.open() as again:
        assert notes(again) == ["who?"]


def no_space_at_the_end_puts_it_elsewhere(disk: Disk) -> None:
    disk.with_article()
    library = disk.open()
    disk.fill()
    note(library)
    with pytest.raises(StoreError, match="could not be saved: what they made is in") as raised:
        library.close_or_rescue()
    file = Path(str(raised.value).rpartition("`briefing import ")[2].partition("`")[0])
    assert not file.is_relative_to(disk.folder), "the temporary folder, since the state folder is full too"
    disk.free()
    with disk.open() as again:
        assert again.import_annotations(file.read_bytes(), file.name).added == 1
        assert notes(again) == ["who?"]
    file.unlink()


def no_library_is_begun_in_memory(disk: Disk) -> None:
    disk.home.mkdir()
    disk.fill()
    with pytest.raises(StoreError, match="the disk is full"):
        disk.open()
    with disk.open(or_in_memory=True) as library:
        assert "Until then the library is empty" in library.notices[0]
        library.ingest.ingest(ARTICLE)
        assert library.articles.article(ARTICLE.id).text == TEXT
        assert library.articles.ids("talks") == [ARTICLE.id]
        assert library.stories.assign(apart=True) == 1
        note(library)
        disk.free()
        library.annotations.retry()
        library.articles.mark([ARTICLE.id], starred=True)
        assert not list(disk.home.rglob("*.changes")), (
            "marks of a library that is not kept are none of the next"
        )
    with disk.open() as library:
        assert notes(library) == ["who?"]
        assert "1 annotated article came back" in library.notices[0]


def a_read_only_home_is_read(disk: Disk) -> None:
    disk.with_article()
    subprocess.run(["mount", "-o", "remount,ro", str(disk.folder)], check=True)
    with disk.open() as library:
        (notice,) = library.notices
        assert "can be read, but not changed: give yourself permission" in notice
        assert library.articles.article(ARTICLE.id).text == TEXT
        with pytest.raises(StoreError, match="or choose another folder with --home"):
            library.articles.mark([ARTICLE.id], read=True)
        note(library)
        assert "allows only reading" in (library.annotations.pending_error or "")
        assert notes(library) == ["who?"]


def the_reader_saves_once_there_is_space(disk: Disk) -> None:
    disk.with_article()
    asyncio.run(_read(disk))
    with disk.open() as library:
        assert len(notes(library)) == 1


async def _read(disk: Disk) -> None:
    # The scenarios without a screen take a third of the time without these.
    from tests.ui.conftest import reader_app
    from tests.ui.quiet import wait_until_quiet
    from tests.ui.reading import settle, status

    pytest.MonkeyPatch().setattr("textual.pilot.wait_for_idle", wait_until_quiet)
    disk.fill()
    with disk.open() as library:
        async with reader_app(library, ARTICLE.id).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            assert screen.article is not None and "Ada Roe said" in screen.article.text
            await pilot.press("V", "H")
            assert status(await settle(pilot)).startswith(f"Not saved yet: {ARTICLE.id}.json could not")
            disk.free()
            screen.controllers.unsaved.retry()
            assert status(await settle(pilot)) == "Saved what could not be written before: 1 change."


SCENARIOS: Mapping[str, Callable[[Disk], None]] = {
    each.__name__: each
    for each in (
        reading_goes_on,
        a_second_reader_is_told_to_wait,
        space_before_the_end_saves_at_the_end,
        no_space_at_the_end_puts_it_elsewhere,
        no_library_is_begun_in_memory,
        a_read_only_home_is_read,
        the_reader_saves_once_there_is_space,
    )
}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], check=True)
        print(name, flush=True)
        SCENARIOS[name](Disk(folder))
