"""An export is planned without writing, and written as planned around what others keep in the files."""

from __future__ import annotations

import errno
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.export_plan import ExportResult, plan_export
from briefing.exchange.exporters.markdown import article_markdown, to_markdown
from briefing.exchange.formats import FORMATS, ExportFormat, format_named
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore
from tests.exchange.notes import HEAD, annotated, annotation


def named(name: str) -> ExportFormat:
    form = format_named(name)
    assert form is not None
    return form


MARKDOWN, ORG = named("markdown"), named("org")
PROGRAMS = [form for form in FORMATS if not form.one_file_per_article]
ONE = ExportBundle((annotated(annotation(0, "one"), annotation(3, "two")),))
FEWER = ExportBundle((annotated(annotation(0, "one")),))


def export_to(
    path: Path, form: ExportFormat, bundle: ExportBundle, *, whole: bool = True, replace: bool = False
) -> ExportResult:
    return plan_export(bundle, form, path, whole=whole).apply(replace=replace)


def is_in_the_way(path: Path, form: ExportFormat, bundle: ExportBundle) -> bool:
    return any(file.in_the_way for file in plan_export(bundle, form, path).files)


def test_a_folder_gets_a_note_for_each_article(tmp_path: Path, bundle: ExportBundle) -> None:
    folder = tmp_path / "notes"
    done = export_to(folder, MARKDOWN, bundle)
    assert (done.created, done.updated, done.failed) == (2, 0, ())
    assert [path.name for path in done.files] == [
        "Harbour talks – no deal yet & more.md",
        "Budget – draft.md",
    ]
    for path, article in zip(done.files, bundle.articles, strict=True):
        assert path.read_bytes().decode() == article_markdown(article, None)
    again = export_to(folder, MARKDOWN, bundle)
    assert (again.created, again.updated, again.files) == (0, 0, done.files)
    assert len(list(folder.iterdir())) == 2


def test_a_note_keeps_its_file_and_the_readers_text(tmp_path: Path) -> None:
    (path,) = export_to(tmp_path, MARKDOWN, ONE).files
    mine = path.rename(tmp_path / "My note.md")
    mine.write_bytes(mine.read_bytes() + b"\r\nMine.\r\n")
    renamed = ExportBundle((annotated(annotation(0, "new"), title="Another title"),))
    done = export_to(tmp_path, MARKDOWN, renamed)
    assert (done.files, done.updated, done.created) == ((mine,), 1, 0)
    words = mine.read_bytes().decode()
    assert words.endswith("\r\nMine.\r\n") and "\nnew" in words and "# Another title" in words


def test_two_articles_of_one_title_get_two_files(tmp_path: Path) -> None:
    other = replace(ONE.articles[0], head=replace(HEAD, id="fedcba9876543210", title="the vale TALKS"))
    both = ExportBundle((*ONE.articles, other))
    names = [path.name for path in export_to(tmp_path, MARKDOWN, both).files]
    assert names == ["The Vale talks.md", "the vale TALKS fedcba98.md"]
    assert [path.name for path in export_to(tmp_path, MARKDOWN, both).files] == names


def test_a_selection_takes_nothing_from_a_note(tmp_path: Path) -> None:
    (path,) = export_to(tmp_path, MARKDOWN, ONE).files
    export_to(tmp_path, MARKDOWN, ExportBundle((annotated(annotation(0, "one")),)), whole=False)
    assert "two" in path.read_text(encoding="utf-8")
    export_to(tmp_path, MARKDOWN, ExportBundle((annotated(annotation(0, "one")),)))
    assert "two" not in path.read_text(encoding="utf-8")


def test_a_file_holds_the_whole_export(tmp_path: Path, bundle: ExportBundle) -> None:
    for form in FORMATS:
        path = tmp_path / f"notes{form.suffix}"
        assert export_to(path, form, bundle) == ExportResult((path,), created=1)
        assert path.read_bytes().decode() == form.render(bundle)
        assert export_to(path, form, bundle) == ExportResult((path,))
    assert len(list(tmp_path.iterdir())) == len(FORMATS)


def test_one_note_in_a_named_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "vale.md"
    path.write_text("Mine.\n", encoding="utf-8")
    assert export_to(path, MARKDOWN, ONE).updated == 1
    words = path.read_text(encoding="utf-8")
    assert "\nMine.\n" in words and "\none\n" in words


@pytest.mark.parametrize("several", [False, True], ids=["another article", "several articles"])
def test_the_note_of_another_article_is_not_written_over(
    tmp_path: Path, bundle: ExportBundle, several: bool
) -> None:
    path = tmp_path / "vale.md"
    export_to(path, MARKDOWN, ONE)
    before = path.read_bytes()
    with pytest.raises(ExchangeError, match="note of another article"):
        export_to(path, MARKDOWN, bundle if several else ExportBundle(bundle.articles[:1]))
    assert path.read_bytes() == before


def test_several_articles_in_one_markdown_file(tmp_path: Path, bundle: ExportBundle) -> None:
    export_to(tmp_path / "all.md", MARKDOWN, bundle)
    assert (tmp_path / "all.md").read_bytes().decode() == to_markdown(bundle)


@pytest.mark.parametrize("form", PROGRAMS, ids=lambda form: form.name)
def test_an_earlier_export_is_replaced(
    tmp_path: Path, form: ExportFormat, bundle: ExportBundle, briefed_bundle: ExportBundle
) -> None:
    path = tmp_path / f"notes{form.suffix}"
    for each in (ExportBundle(()), briefed_bundle, bundle, replace(briefed_bundle, guard_cells=True), ONE):
        assert not is_in_the_way(path, form, each)
        export_to(path, form, each)
        assert path.read_bytes().decode() == form.render(each)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Mine.\n", id="words"),
        pytest.param("id,name\r\n1,mine\r\n", id="another table"),
        pytest.param('[\n  {\n    "id": "1",\n    "type": "Person"\n  }\n]\n', id="another array"),
        pytest.param(
            '{"total": 1, "rows": [{"user": "acct:me@hypothes.is"}]}\n', id="what Hypothesis answers"
        ),
        pytest.param(
            '{\n "@context": "http://www.w3.org/ns/anno.jsonld",\n "type": "AnnotationCollection"\n}\n',
            id="another program's annotations",
        ),
        pytest.param("#+title: Diary\n* Monday\n", id="another outline"),
        pytest.param("<!DOCTYPE html>\n<title>Mine</title>\n", id="another page"),
        pytest.param("# Mine\n\n> ended\n\n^nc0159828\n\nMy own words.\n", id="a diary with a block of ours"),
        pytest.param("---\ntitle: Mine\n---\n", id="front matter"),
    ],
)
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_file_of_somebody_elses_is_replaced_only_when_told(
    tmp_path: Path, form: ExportFormat, bundle: ExportBundle, words: str
) -> None:
    path = tmp_path / f"mine{form.suffix}"
    path.write_bytes(words.encode())
    assert is_in_the_way(path, form, bundle)
    with pytest.raises(ExchangeError, match=r"holds something other than an earlier export: name another"):
        export_to(path, form, bundle)
    assert path.read_bytes() == words.encode()
    assert export_to(path, form, bundle, replace=True).updated == 1
    assert path.read_bytes().decode() == form.render(bundle)


def test_the_librarys_own_files_are_no_exports(tmp_path: Path, bundle: ExportBundle) -> None:
    store = AnnotationStore(tmp_path)
    article = bundle.articles[0]
    store.edit(article.head, article.text, [Edit(each) for each in article.annotations])
    kept = tmp_path / f"{article.head.id}.json"
    before = kept.read_bytes()
    for name in ("json", "w3c"):
        with pytest.raises(ExchangeError, match="is there and holds"):
            export_to(kept, named(name), bundle)
    assert kept.read_bytes() == before


def test_what_is_the_same_already_is_nobody_elses(tmp_path: Path, bundle: ExportBundle) -> None:
    path = tmp_path / "all.md"
    assert export_to(path, MARKDOWN, bundle).created == 1
    assert export_to(path, MARKDOWN, bundle) == ExportResult((path,))


def test_a_note_of_one_article_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "diary.md"
    path.write_text("Mine.\n", encoding="utf-8")
    assert not is_in_the_way(path, MARKDOWN, ONE)
    assert not is_in_the_way(tmp_path, MARKDOWN, ONE)
    assert not is_in_the_way(tmp_path / "new.csv", named("csv"), ONE)


def test_a_file_that_is_read_only_stays(tmp_path: Path) -> None:
    path = tmp_path / "notes.org"
    export_to(path, ORG, ExportBundle(()))
    path.chmod(0o444)
    before = path.read_bytes()
    with pytest.raises(ExchangeError, match=r"could not be written \(it is read-only\): name another place"):
        export_to(path, ORG, ONE)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", ["notes.org", "notes.md", "", "folder"])
def test_a_folder_that_is_read_only_is_told(tmp_path: Path, name: str) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExchangeError, match=r"could not be written \(permission denied\): name another"):
            export_to(tmp_path / name, ORG if name.endswith("org") else MARKDOWN, ONE)
    finally:
        tmp_path.chmod(0o700)
    assert not list(tmp_path.iterdir())


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.org"
    os.mkfifo(pipe)
    with pytest.raises(ExchangeError, match="is no file that could be replaced"):
        export_to(pipe, ORG, ONE)
    assert pipe.is_fifo()


def test_a_name_that_the_system_cannot_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"could not be written \(file name too long\)"):
        export_to(tmp_path / ("x" * 300 + ".org"), ORG, ONE)


def test_no_folder_is_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"There is no folder .*away: make it"):
        export_to(tmp_path / "away" / "notes.org", ORG, ONE)
    assert not list(tmp_path.iterdir())


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(
        ExchangeError, match=r"is a folder: name a file in it to export to, such as notes\.org"
    ):
        export_to(tmp_path, ORG, ONE)


def test_what_is_no_text_is_left_alone_and_the_rest_is_written(tmp_path: Path, bundle: ExportBundle) -> None:
    broken = tmp_path / "Budget – draft.md"
    broken.write_bytes(b"\xff\xfe\x00")
    done = export_to(tmp_path, MARKDOWN, bundle)
    assert (done.created, len(done.files)) == (1, 1)
    assert len(done.failed) == 1 and "was left as it is" in done.failed[0]
    assert broken.read_bytes() == b"\xff\xfe\x00"


def test_a_failed_write_leaves_the_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notes.org"
    export_to(path, ORG, ExportBundle(()))
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExchangeError, match=r"could not be written \(no space left on device\)"):
        export_to(path, ORG, ONE)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_of_a_folder_on_a_full_disk_each_note_is_the_old_one_or_the_new_one(
    tmp_path: Path, bundle: ExportBundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = export_to(tmp_path, MARKDOWN, bundle).files
    old = second.read_bytes()
    sync, calls = os.fsync, iter([True])

    def nearly_full(descriptor: int) -> None:
        if not next(calls, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", nearly_full)
    changed = ExportBundle(
        tuple(
            replace(article, annotations=tuple(replace(each, note="New.") for each in article.annotations))
            for article in bundle.articles
        )
    )
    done = export_to(tmp_path, MARKDOWN, changed)
    assert (done.files, done.updated) == ((first,), 1)
    assert [str(second) in sentence for sentence in done.failed] == [True]
    assert "New." in first.read_text(encoding="utf-8") and second.read_bytes() == old
    assert sorted(tmp_path.iterdir()) == sorted((first, second))


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    target = tmp_path / "target.org"
    target.touch(0o600)
    link = tmp_path / "link.org"
    link.symlink_to(target)
    export_to(link, ORG, ONE)
    assert link.is_symlink() and target.read_bytes() and target.stat().st_mode & 0o777 == 0o600


def test_planning_writes_nothing_and_applying_writes_the_planned_bytes(
    tmp_path: Path, bundle: ExportBundle
) -> None:
    folder = tmp_path / "notes"
    plan = plan_export(bundle, MARKDOWN, folder)
    assert not folder.exists() and all(file.is_new for file in plan.files)
    written = plan.apply()
    assert tuple(file.path for file in plan.files) == written.files
    assert [file.content for file in plan.files] == [path.read_bytes() for path in written.files]
    again = plan_export(bundle, MARKDOWN, folder)
    assert not any(file.is_new or file.changes for file in again.files)


def test_a_file_that_changed_since_it_was_planned_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "notes.org"
    plan = plan_export(ONE, ORG, path)
    path.write_text("Mine.\n", encoding="utf-8")
    with pytest.raises(ExchangeError, match="has changed in the meantime: export again"):
        plan.apply(replace=True)
    assert path.read_text(encoding="utf-8") == "Mine.\n"


@pytest.mark.parametrize(("whole", "parts"), [(True, 1), (False, 0)], ids=["whole", "selection"])
def test_the_parts_of_a_note_that_will_change_are_counted(tmp_path: Path, whole: bool, parts: int) -> None:
    export_to(tmp_path, MARKDOWN, ONE)
    (file,) = plan_export(FEWER, MARKDOWN, tmp_path, whole=whole).files
    assert (file.is_new, file.is_note, file.changed_parts) == (False, True, parts)


def test_a_text_of_the_reader_s_gets_all_parts_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "vale.md"
    path.write_text("Mine.\n", encoding="utf-8")
    (file,) = plan_export(ONE, MARKDOWN, path).files
    assert file.changed_parts == 2 and "\nMine.\n" in file.content.decode()
    assert path.read_text(encoding="utf-8") == "Mine.\n"


def test_a_note_that_is_no_text_fails_alone(tmp_path: Path, bundle: ExportBundle) -> None:
    first, _ = export_to(tmp_path, MARKDOWN, bundle).files
    first.write_bytes(first.read_bytes() + b"\xff\xfe\x00")
    plan = plan_export(bundle, MARKDOWN, tmp_path)
    assert len(plan.files) == 1
    assert plan.refused == (
        f"{first} is not text in UTF-8, so it was left as it is: move it away and export again.",
    )


def test_what_is_beneath_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExchangeError, match="name another place"):
        plan_export(ONE, ORG, tmp_path / "file" / "notes.org")


def test_a_file_in_another_character_set_is_replaced_or_refused_as_it_is_by_the_export(
    tmp_path: Path, bundle: ExportBundle
) -> None:
    sheet, note = tmp_path / "notes.csv", tmp_path / "note.md"
    for path in (sheet, note):
        path.write_bytes("Übersicht\n".encode("latin-1"))
    csv = next(form for form in FORMATS if form.name == "csv")
    (file,) = plan_export(bundle, csv, sheet).files
    assert file.changes and not file.is_note
    one = ExportBundle(bundle.articles[:1])
    for do in (
        lambda: plan_export(one, MARKDOWN, note),
        lambda: export_to(note, MARKDOWN, one),
    ):
        with pytest.raises(ExchangeError, match="is not text in UTF-8"):
            do()


def test_several_articles_do_not_go_into_the_note_of_another(tmp_path: Path, bundle: ExportBundle) -> None:
    third = annotated(annotation(0, "mine"))
    (note,) = export_to(tmp_path, MARKDOWN, ExportBundle((third,))).files
    for do in (
        lambda: plan_export(bundle, MARKDOWN, note),
        lambda: export_to(note, MARKDOWN, bundle, replace=True),
    ):
        with pytest.raises(ExchangeError, match="is the note of another article"):
            do()


_BOMB = "\n".join(
    ("a0: &a0 [x, x]", *(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]" for n in range(25)))
)
HOSTILE = [
    pytest.param(f"{_BOMB}\narticle: *a25\n", id="aliases within aliases as the id"),
    pytest.param(f"{_BOMB}\narticle: {HEAD.id}\ntitle: *a25\ntags: *a25\n", id="aliases in the note"),
    pytest.param(f"article: {HEAD.id}\nmine: {'[' * 2_000}\n", id="nested in brackets"),
    pytest.param("- " * 2_000, id="nested in lists"),
    pytest.param(f"article: {HEAD.id}\n{'mine: x' * 100_000}\n", id="endless"),
    pytest.param(f"? [a]\n: b\narticle: {HEAD.id}\n", id="a list as a name"),
]


@pytest.mark.parametrize("front", HOSTILE)
def test_a_note_with_hostile_properties_costs_no_export(tmp_path: Path, front: str) -> None:
    (tmp_path / "hostile.md").write_text(f"---\n{front}---\nMine.\n", encoding="utf-8")
    began = time.process_time()
    (written,) = export_to(tmp_path, MARKDOWN, ONE).files
    assert time.process_time() - began < 5
    assert written.read_text(encoding="utf-8").count("one") == 1
    hostile = (tmp_path / "hostile.md").read_text(encoding="utf-8")
    assert hostile.startswith(f"---\n{front}") and "\nMine.\n" in hostile


@pytest.mark.skipif(os.name == "nt", reason="named pipes are there on Linux and macOS alone")
def test_a_pipe_among_the_notes_costs_no_export(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "The Vale talks.md")
    (written,) = export_to(tmp_path, MARKDOWN, ONE).files
    assert written.name != "The Vale talks.md"
    with pytest.raises(ExchangeError, match="no file that could be replaced"):
        export_to(tmp_path / "The Vale talks.md", MARKDOWN, ONE)
