"""Files of annotations that are damaged or cannot be written: nothing is lost, and a sentence says so."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Article, Span
from briefing.domain.annotation import Annotation, ArticleHead, new_annotation
from briefing.errors import StoreError
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore, StoredAnnotations
from briefing.store.annotations.collection import salvage
from briefing.store.annotations.repair import deleted_sentence

ID = "0123456789abcdef"
TEXT = "Brook called the first round useful. Dahl said that the border remains open."
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TODAY = datetime.now(UTC).date().isoformat()
HEAD = ArticleHead.of(Article(ID, "Talks", TEXT, url="https://a.example/1"))
ASIDE = f"{ID}.json.damaged-20260304-120000"
MADE = [
    replace(
        new_annotation(TEXT, Span(at, at + 5), NOON + timedelta(minutes=at), note=f"note {at} é", tags=["t"]),
        id=f"urn:uuid:{at}",
    )
    for at in range(5)
]


@pytest.fixture
def store(tmp_path: Path) -> AnnotationStore:
    """Holds the five annotations."""
    store = AnnotationStore(tmp_path, now=lambda: NOON)
    store.edit(HEAD, TEXT, [Edit(each) for each in MADE])
    return store


@pytest.fixture
def file(store: AnnotationStore) -> Path:
    return store.folder / f"{ID}.json"


def without_backups(store: AnnotationStore) -> None:
    for each in (store.folder / "backups").iterdir():
        each.unlink()


def read(store: AnnotationStore) -> StoredAnnotations:
    notes = store.read(ID)
    assert notes is not None
    return notes


def temporaries(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.name.endswith(".tmp")]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


def _break_bytes(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace("note 2 é".encode(), b"note 2 \xe9\xff"))


def _join_versions(file: Path) -> None:
    """As version control leaves a file that two have changed."""
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text(
        "\n".join(["<<<<<<< mine", *lines, "=======", *lines, ">>>>>>> theirs"]), encoding="utf-8"
    )


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "inside").write_text("kept")


HARMS = [
    pytest.param(
        _cut, "it breaks off", "3 annotations were read from it and 2 annotations were", id="truncated"
    ),
    pytest.param(
        lambda file: file.write_bytes(b""),
        "it is empty",
        "0 annotations were read from it and 5",
        id="emptied",
    ),
    pytest.param(
        lambda file: file.write_bytes(b"\0" * 900),
        "it holds nothing but zeros",
        "0 annotations were read from it and 5 annotations were",
        id="zeros",
    ),
    pytest.param(
        _break_bytes,
        "it holds bytes that are no text",
        "4 annotations were read from it and 1 annotation was",
        id="invalid UTF-8",
    ),
    pytest.param(
        lambda file: file.write_text("<html>Sign in to the network</html>"),
        "it is no JSON",
        "0 annotations were read from it and 5 annotations were",
        id="another file",
    ),
    pytest.param(
        _join_versions, "it is no JSON", "5 annotations were read from it and 0", id="conflict markers"
    ),
    pytest.param(
        lambda file: file.write_text('{"items": {"a": 1}}'),
        "it holds something else than annotations",
        "0 annotations were read from it and 5 annotations were",
        id="another shape",
    ),
    pytest.param(
        lambda file: file.write_text("[" * 100_000),
        "it is no JSON",
        "0 annotations were read from it and 5 annotations were",
        id="nested too deep",
    ),
    pytest.param(
        _folder, "it is a folder", "0 annotations were read from it and 5 annotations were", id="a folder"
    ),
]


class TestDamage:
    @pytest.mark.parametrize(("harm", "fault", "gains"), HARMS)
    def test_is_set_aside_mended_from_the_backup_and_told(
        self, store: AnnotationStore, file: Path, harm: Callable[[Path], object], fault: str, gains: str
    ) -> None:
        harm(file)
        content = file.read_bytes() if file.is_file() else None
        notes = read(store)
        (notice,) = notes.notices
        assert notice.startswith(
            f"{ID}.json was damaged ({fault}): it has been set aside as {ASIDE}, and {gains}"
        )
        assert notice.endswith(f"brought back from the backup of {TODAY}.")
        assert notes.article.annotations == tuple(MADE)
        assert notes.article.text == TEXT
        aside = store.folder / ASIDE
        assert (aside.read_bytes() if content is not None else (aside / "inside").read_text()) == (
            content if content is not None else "kept"
        )
        assert (read(store).article, read(store).notices) == (notes.article, ())
        added = new_annotation(TEXT, Span(9, 12), NOON)
        assert len(store.edit(HEAD, TEXT, [Edit(added)]).article.annotations) == 6

    @pytest.mark.parametrize(("harm", "fault", "gains"), HARMS)
    def test_met_by_a_change_loses_nothing_either(
        self, store: AnnotationStore, file: Path, harm: Callable[[Path], object], fault: str, gains: str
    ) -> None:
        harm(file)
        notes = store.edit(HEAD, TEXT, [Edit(new_annotation(TEXT, Span(9, 12), NOON))])
        assert len(notes.article.annotations) == 6
        assert len(notes.notices) == 1
        assert (fault in notes.notices[0], gains in notes.notices[0]) == (True, True)

    def test_gives_back_whole_items_where_there_is_no_backup(
        self, store: AnnotationStore, file: Path
    ) -> None:
        without_backups(store)
        _cut(file)
        notes = read(store)
        assert notes.article.annotations == tuple(MADE[:3])
        assert notes.article.head == HEAD
        assert notes.notices == (
            f"{ID}.json was damaged (it breaks off): it has been set aside as {ASIDE}, "
            f"and 3 annotations were read from it.",
        )

    def test_in_a_note_costs_no_more_than_the_broken_letters(
        self, store: AnnotationStore, file: Path
    ) -> None:
        without_backups(store)
        _break_bytes(file)
        notes = read(store)
        assert [each.note for each in notes.article.annotations][2] == "note 2 \ufffd\ufffd"
        assert len(notes.article.annotations) == 5

    def test_that_leaves_nothing_is_told_again_and_again(self, store: AnnotationStore, file: Path) -> None:
        without_backups(store)
        file.write_bytes(b"")
        assert read(store).notices == (
            f"{ID}.json was damaged (it is empty): it has been set aside as {ASIDE}, "
            f"and nothing in it could be read and there is no backup of it.",
        )
        for _ in range(2):
            notes = read(store)
            assert (notes.article.annotations, notes.article.head.id) == ((), ID)
            assert notes.notices == (
                f"{ID}.json was damaged and is set aside as {ASIDE}: "
                f"open it in a text editor to see what can be had.",
            )
        assert store.ids() == [ID]
        assert len(store.edit(HEAD, TEXT, [Edit(MADE[0])]).notices) == 1
        assert read(store).notices == ()
        assert (store.folder / ASIDE).exists()

    def test_in_the_newest_backup_too_leaves_the_one_before(self, store: AnnotationStore, file: Path) -> None:
        store.edit(HEAD, TEXT, [Edit(new_annotation(TEXT, Span(9, 12), NOON))])
        file.write_bytes(b"")
        (store.folder / "backups" / f"{ID}.1.json").write_bytes(b"")
        assert len(read(store).article.annotations) == 5

    def test_twice_in_a_second_takes_another_name(self, store: AnnotationStore, file: Path) -> None:
        for number in range(3):
            file.write_bytes(b"x" * number)
            read(store)
        asides = sorted(each.name for each in store.folder.glob("*.damaged-*"))
        assert asides == [ASIDE, f"{ASIDE}-2", f"{ASIDE}-3"]

    def test_prefers_what_the_file_says_to_an_older_backup(self, store: AnnotationStore, file: Path) -> None:
        changed = file.read_text(encoding="utf-8").replace("note 1 é", "written elsewhere")
        file.write_text(changed[:-700], encoding="utf-8")
        assert [each.note for each in read(store).article.annotations][:2] == [
            "note 0 é",
            "written elsewhere",
        ]

    def test_keeps_what_other_programs_wrote(self, store: AnnotationStore, file: Path) -> None:
        value = json.loads(file.read_bytes())
        foreign = {"id": "urn:x", "type": "Annotation", "target": "https://a.example"}
        value["items"] = [foreign, *value["items"]]
        file.write_text(json.dumps(value)[:-30])
        read(store)
        assert foreign in json.loads(file.read_bytes())["items"]

    def test_on_a_disk_that_cannot_be_written_is_read_all_the_same(
        self, store: AnnotationStore, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _cut(file)
        content = file.read_bytes()
        with failing(monkeypatch, "open", errno.EROFS):
            notes = read(store)
        assert len(notes.article.annotations) == 5
        (notice,) = notes.notices
        assert notice.startswith(f"{ID}.json is damaged (it breaks off), and 3 annotations were read")
        assert notice.endswith("choose another folder with --home.")
        assert file.read_bytes() == content
        assert len(read(store).article.annotations) == 5

    @pytest.mark.parametrize(
        "hostile",
        [
            pytest.param(b'{"a":{"a":' * 40_000, id="endless"),
            pytest.param(b"x" + b'{"a":' * 900 + b'"%s"' % (b"a" * 400_000) + b"}" * 900, id="long within"),
        ],
    )
    def test_that_was_made_to_take_long_does_not(self, hostile: bytes) -> None:
        began = time.process_time()
        assert salvage(hostile).whole == ()
        assert time.process_time() - began < 0.5

    def test_of_any_number_of_items_gives_back_all_that_are_whole(self) -> None:
        content = b'{"items": [' + b'{"type": "Annotation"}, ' * 25_000 + b'{"type": "Anno'
        assert len(salvage(content).foreign) == 25_000


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> Iterator[None]:
    """Let a call of the operating system fail wherever the store writes."""

    def fail(*given: object, **_: object) -> None:
        raise OSError(number, os.strerror(number))

    true_open = os.open

    def fail_to_write(path: str, flags: int, *more: int) -> int:
        if flags & os.O_WRONLY:
            fail()
        return true_open(path, flags, *more)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail_to_write if call == "open" else fail)
        yield


class TestWritesThatFail:
    @pytest.mark.parametrize(
        ("call", "number", "sentence"),
        [
            pytest.param(
                "write",
                errno.ENOSPC,
                "{0} could not be written because the disk is full: free some space and try again.",
                id="disk full",
            ),
            pytest.param(
                "fsync",
                errno.ENOSPC,
                "{0} could not be written because the disk is full: free some space and try again.",
                id="disk full, told late",
            ),
            pytest.param(
                "write",
                errno.EDQUOT,
                "{0} could not be written because your share of the disk is used up: "
                "free some space and try again.",
                id="quota",
            ),
            pytest.param(
                "open",
                errno.EACCES,
                "{0} cannot be written: give yourself permission to write in {1}.",
                id="no permission",
            ),
            pytest.param(
                "replace",
                errno.EACCES,
                "{0} cannot be written: give yourself permission to write in {1}.",
                id="no permission to replace",
            ),
            pytest.param(
                "open",
                errno.EROFS,
                "{0} cannot be written because its disk allows only reading: "
                "choose another folder with --home.",
                id="read-only disk",
            ),
            pytest.param(
                "fsync",
                errno.EIO,
                "the disk of {1} reports an error, so {0} could not be written.",
                id="broken disk",
            ),
            pytest.param(
                "write",
                errno.ENXIO,
                "{0} could not be written (No such device or address): run `briefing doctor` to see why.",
                id="anything else",
            ),
        ],
    )
    def test_leave_the_file_as_it_was_and_say_what_to_do(
        self,
        store: AnnotationStore,
        file: Path,
        monkeypatch: pytest.MonkeyPatch,
        call: str,
        number: int,
        sentence: str,
    ) -> None:
        content = file.read_bytes()
        added = new_annotation(TEXT, Span(9, 12), NOON)
        with failing(monkeypatch, call, number), pytest.raises(StoreError) as raised:
            store.edit(HEAD, TEXT, [Edit(added)])
        assert str(raised.value) == sentence.format(file.name, store.folder)
        assert file.read_bytes() == content
        assert temporaries(store.folder) == []
        assert len(store.edit(HEAD, TEXT, [Edit(added)]).article.annotations) == 6

    def test_for_a_true_limit_on_the_size_of_files(self, store: AnnotationStore, file: Path) -> None:
        content = file.read_bytes()
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(store.folder), str(len(content) + 100)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == (
            f"{ID}.json could not be written because the system allows no file of its size: "
            f"raise that limit and try again.\n"
        )
        assert file.read_bytes() == content
        assert temporaries(store.folder) == []

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_in_a_folder_without_permission(self, store: AnnotationStore) -> None:
        store.folder.chmod(0o500)
        try:
            with pytest.raises(StoreError, match="give yourself permission to write"):
                store.edit(HEAD, TEXT, [Edit(new_annotation(TEXT, Span(9, 12), NOON))])
            assert read(store).article.annotations == tuple(MADE)
        finally:
            store.folder.chmod(0o700)

    def test_to_read_is_no_damage(
        self, store: AnnotationStore, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        with (
            monkeypatch.context() as patched,
            pytest.raises(StoreError, match="cannot be read: give yourself"),
        ):
            patched.setattr(os, "open", refuse)
            store.read(ID)
        assert [each.name for each in store.folder.glob("*damaged*")] == []
        assert read(store).article.annotations == tuple(MADE)


LIMITED = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from briefing.domain.span import Span
from briefing.domain.annotation import new_annotation
from briefing.errors import StoreError
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
store = AnnotationStore(Path(sys.argv[1]))
notes = store.read("0123456789abcdef")
text = notes.article.text
added = new_annotation(text, Span(0, 5), datetime.now(UTC), note="x" * 200)
try:
    store.edit(notes.article.head, text, [Edit(added)])
except StoreError as error:
    print(error)
"""


class TestTraces:
    def test_of_killed_writers_are_swept_when_they_are_a_day_old(self, store: AnnotationStore) -> None:
        old, young = store.folder / ".~a.json.1.tmp", store.folder / ".~a.json.2.tmp"
        others = store.folder / "of another program.tmp"
        for each in (old, young, others):
            each.write_text("half")
        yesterday = time.time() - 90_000
        for each in (old, others):
            os.utime(each, (yesterday, yesterday))
        again = AnnotationStore(store.folder)
        assert again.ids() == [ID]
        again.edit(HEAD, TEXT, [])
        assert [each.exists() for each in (old, young, others)] == [False, True, True]

    def test_a_file_closed_to_others_stays_closed(self, store: AnnotationStore, file: Path) -> None:
        file.chmod(0o600)
        store.edit(HEAD, TEXT, [Edit(new_annotation(TEXT, Span(9, 12), NOON))])
        assert file.stat().st_mode & 0o777 == 0o600

    def test_a_link_stays_a_link(self, store: AnnotationStore, file: Path, tmp_path: Path) -> None:
        target = tmp_path / "elsewhere" / "notes.json"
        target.parent.mkdir()
        file.rename(target)
        file.symlink_to(target)
        assert len(store.edit(HEAD, TEXT, [Edit(annotation())]).article.annotations) == 6
        assert file.is_symlink()
        assert len(json.loads(target.read_bytes())["items"]) == 6


def annotation() -> Annotation:
    return new_annotation(TEXT, Span(9, 12), NOON)


@pytest.mark.parametrize(
    "name", ["items", "target", "body", "value", "purpose", "exact", "selector", "id", "created", "modified"]
)
def test_a_bit_that_flips_in_a_members_name_hides_no_note(
    store: AnnotationStore, file: Path, name: str
) -> None:
    content = file.read_bytes()
    at = content.index(f'"{name}"'.encode(), content.index(b'"items"')) + 1
    for bit in (0, 1, 5):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])
        notes = read(store)
        assert notes.article.annotations == tuple(MADE), bit
        assert "was damaged (it " in notes.notices[0]


def test_members_of_other_programs_are_no_damage(store: AnnotationStore, file: Path) -> None:
    values = json.loads(file.read_bytes()) | {"label": "mine", "bodies": [], "rights": "none"}
    values["items"][0] |= {"audience": "all", "bodyValue": "x", "ID": "y", "creator": {"nick": "z"}}
    file.write_text(json.dumps(values), encoding="utf-8")
    assert read(store).notices == ()


class TestDeletedByAnotherProgram:
    """The file of five annotations is gone, and nobody removed them here."""

    def test_reading_finds_it_once_and_keeps_them(self, store: AnnotationStore, file: Path) -> None:
        file.unlink()
        assert store.read(ID) is None
        (lost,) = store.pop_deleted()
        assert lost.collection.annotations == tuple(MADE)
        assert deleted_sentence(lost.collection) == (
            f"5 annotations were deleted by another program with {ID}.json, those of “Talks”: "
            f"`briefing restore {ID} --earlier` has them."
        )
        for again in (store, AnnotationStore(store.folder, now=lambda: NOON)):
            assert again.read(ID) is None
            assert again.pop_deleted() == []

    def test_they_outlive_any_number_of_notes_made_since(self, store: AnnotationStore, file: Path) -> None:
        file.unlink()
        for number in range(9):
            made = new_annotation(TEXT, Span(number, number + 4), NOON, note=f"since {number}")
            store.edit(HEAD, TEXT, [Edit(made)])
        assert [len(each.collection.annotations) for each in store.earlier(ID)].count(5) >= 1
        (lost,) = store.pop_deleted()
        both = store.edit(HEAD, TEXT, [Edit(each) for each in lost.collection.annotations])
        assert len(both.article.annotations) == 14

    def test_deleted_again_is_told_again(self, store: AnnotationStore, file: Path) -> None:
        for _ in range(3):
            file.unlink()
            assert store.read(ID) is None
            (lost,) = store.pop_deleted()
            store.edit(lost.collection.head, TEXT, [Edit(each) for each in lost.collection.annotations])

    def test_what_the_reader_removed_is_not_told(self, store: AnnotationStore) -> None:
        store.remove(ID)
        assert store.read(ID) is None
        store.edit(HEAD, TEXT, [Edit(MADE[0])])
        assert store.pop_deleted() == []

    def test_a_folder_that_cannot_be_written_tells_each_time(
        self, store: AnnotationStore, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file.unlink()

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr("briefing.store.files.generations.write_durably", refuse)
        for _ in range(2):
            assert store.read(ID) is None
            assert len(store.pop_deleted()) == 1
