"""The export screen: what it offers, what it says beforehand, and what is on disk when it is gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from briefing.domain import Article, Span
from briefing.exchange.formats import FORMATS
from briefing.services.annotation_export import collect_export
from briefing.services.library import Library
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.export.export_preview import Exported, Exporter, Outlook
from briefing.ui.screens.export.export_request import ExportRequest
from briefing.ui.screens.export.export_screen import ExportScreen
from briefing.ui.screens.help_screen import HelpScreen
from briefing.ui.screens.reader import list_commands
from tests.ui.conftest import FERRY, reader_app
from tests.ui.reading import by_size, press, reader, screen_text, settle, status

NOTE = "Envoys will meet again in Geneva.md"
QUOTES = ("Brook called the first round useful.", "who will pay for the talks")


@pytest.fixture(autouse=True)
def no_pause_is_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no briefing ahead of reading, which a busy machine would give the time to."""
    monkeypatch.setattr(list_commands, "IDLE_SECONDS", 3600.0)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's own home, with one folder for documents."""
    home = tmp_path / "home"
    (home / "Documents").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


@pytest.fixture
def noted(library: Library, talks: str, home: Path) -> Article:
    """An article with two notes, in a library with one note more."""
    article = annotate(library, talks, *QUOTES)
    ferry = home.parent / "ferry.txt"
    ferry.write_text(FERRY, encoding="utf-8")
    annotate(library, str(ferry), "Nordline gave no reason.")
    return article


def annotate(library: Library, reference: str, *quotes: str) -> Article:
    (article,) = library.articles.add([reference]).articles
    for quote in quotes:
        at = article.text.index(quote)
        revision = library.annotations.draft(
            article, Span(at, at + len(quote)), note=f"On {quote}", tags=["t"]
        )
        library.annotations.apply([revision])
    return article


@asynccontextmanager
async def opened(
    library: Library, *references: str, size: tuple[int, int] = (80, 24), templates: Path | None = None
) -> AsyncIterator[Pilot[None]]:
    """The reader on an article, with the export screen open."""
    async with reader_app(library, *references, templates=templates).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "E")
        yield pilot


async def type_path(pilot: Pilot[None], path: str) -> None:
    """Write another path where one stands."""
    await go_to(pilot, "PathField")
    await pilot.press("ctrl+u")
    exporting(pilot).field.post_message(Paste(path))
    await settle(pilot)


async def go_to(pilot: Pilot[None], widget: str) -> None:
    for _ in range(5):
        if type(pilot.app.screen.focused).__name__ == widget:
            return
        await press(pilot, "tab")
    raise AssertionError(f"Tab does not lead to {widget}")


def exporting(pilot: Pilot[None]) -> ExportScreen:
    assert isinstance(pilot.app.screen, ExportScreen)
    return pilot.app.screen


def said(pilot: Pilot[None]) -> str:
    """What stands beneath the path."""
    return str(exporting(pilot).outlook.content)


def is_closed(pilot: Pilot[None]) -> bool:
    return not any(isinstance(each, ExportScreen) for each in pilot.app.screen_stack)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@by_size
async def test_all_that_matters_is_in_view_at_every_size(
    library: Library, noted: Article, size: tuple[int, int]
) -> None:
    async with opened(library, noted.id, size=size) as pilot:
        rows = screen_text(pilot)
        shown = "\n".join(rows)
        for words in (
            "─ Export 2 annotations ─",
            "[this article 2]  all 3",
            "▶ Markdown notes, for Obsidian",
            f".md       1 of {len(FORMATS)}",
            "~/Documents/",
            f"1 new file: {NOTE}.",
            "[ ] the engine's briefing, named as made by a machine",
            "─ First lines ─",
            "# Envoys will meet again in Geneva",
        ):
            assert words in shown
        assert rows[-1].startswith("Enter export  Tab next field  Space tick  Esc close  ? help")


@pytest.mark.parametrize("size", [(40, 10), (20, 5)])
async def test_a_small_window_keeps_the_focused_field_in_view(
    library: Library, noted: Article, size: tuple[int, int]
) -> None:
    async with opened(library, noted.id, size=size) as pilot:
        assert any("[Format]" in row for row in screen_text(pilot))
        await go_to(pilot, "PathField")
        assert any("[Where]" in row for row in screen_text(pilot))


async def test_every_format_is_chosen_by_moving_to_it_and_written_by_enter(
    library: Library, noted: Article, home: Path
) -> None:
    entries = [each for each in library.annotations.entries() if each.head.id == noted.id]
    async with reader_app(library, noted.id).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for place, form in enumerate(FORMATS):
            await press(pilot, "E", "home", *["j"] * place, "enter")
            assert is_closed(pilot)
            day = "" if form.one_file_per_article else f" {date.today()}"
            name = f"{NOTE.removesuffix('.md')}{day}{form.suffix}"
            assert status(reader(pilot)) == f"Exported 2 annotations to ~/Documents/{name}."
            bundle = collect_export(library, entries, briefings=False).bundle
            assert (home / "Documents" / name).read_bytes().decode() == form.render(bundle)


async def test_the_keys_of_lists_choose_a_format(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        for keys, form in (
            ("k", len(FORMATS) - 1),
            ("home", 0),
            ("j j k", 1),
            ("home down down up", 1),
            ("end", len(FORMATS) - 1),
            ("j", 0),
        ):
            await press(pilot, *keys.split())
            assert any(f"▶ {FORMATS[form].title}" in row for row in screen_text(pilot)), keys


@pytest.mark.quick
async def test_tab_leads_through_the_fields_and_back(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        seen, rows = [], []
        for _ in range(4):
            await press(pilot, "tab")
            field = pilot.app.screen.focused
            assert field is not None
            seen.append(type(field).__name__)
            rows.append(field.region.y)
        assert rows == sorted(rows, key=lambda y: (y == min(rows), y)), "the first one comes last"
        assert seen == ["Choice", "PathField", "TextCheckbox", "OptionList"]
        await press(pilot, "shift+tab")
        assert exporting(pilot).focused is exporting(pilot).tick


async def test_where_there_is_no_folder_for_documents_it_is_offered_and_not_the_home(
    library: Library, noted: Article, home: Path
) -> None:
    (home / "Documents").rmdir()
    async with opened(library, noted.id) as pilot:
        assert exporting(pilot).field.value == "~/Documents/"
        await press(pilot, "enter")
        assert said(pilot) == "There is no folder ~/Documents: Enter again makes it, and exports."
        await press(pilot, "enter")
    assert names(home / "Documents") == [NOTE]


async def test_leaving_writes_nothing(library: Library, noted: Article, home: Path) -> None:
    async with opened(library, noted.id) as pilot:
        await press(pilot, "escape")
        assert is_closed(pilot)
        await press(pilot, "E")
        assert not is_closed(pilot)
        await press(pilot, "q")
        assert is_closed(pilot)
    assert names(home / "Documents") == []


async def test_escape_leaves_the_path_too_where_q_is_a_letter(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        await go_to(pilot, "PathField")
        await press(pilot, "q")
        assert exporting(pilot).field.value == "~/Documents/q"
        await press(pilot, "escape")
        assert is_closed(pilot)


async def test_the_help_has_the_keys_of_this_place(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        for field, key in (("OptionList", "question_mark"), ("PathField", "f1")):
            await go_to(pilot, field)
            await press(pilot, key)
            assert isinstance(pilot.app.screen, HelpScreen)
            assert any("Writes your annotations into files" in row for row in screen_text(pilot))
            await press(pilot, "escape")


# What goes out


async def test_the_arrows_choose_which_annotations(library: Library, noted: Article, home: Path) -> None:
    article, every = "Export 2 annotations", "Export 3 annotations of 2 articles"
    async with opened(library, noted.id) as pilot:
        for key, title in (("", article), ("l", every), ("left", article), ("h", every), ("right", article)):
            await go_to(pilot, "Choice")
            await press(pilot, *filter(None, [key]))
            assert any(f"─ {title} ─" in row for row in screen_text(pilot)), key
        await press(pilot, "enter")
        assert names(home / "Documents") == [NOTE]
        await press(pilot, "E")
        await go_to(pilot, "Choice")
        await press(pilot, "l", "enter")
    assert len(names(home / "Documents")) == 2


async def test_what_a_list_has_selected_goes_out_alone_and_takes_nothing_from_a_note(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await press(pilot, "enter")
        await press(pilot, "A", "space", "E")
        assert any("[these 1]  this article 2  all 3" in row for row in screen_text(pilot))
        assert said(pilot) == f"{NOTE} exists: nothing in it changes."
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        told = pilot.app.screen.status.message
        assert told == f"Exported 1 annotation to ~/Documents/{NOTE}: it held them already."
    words = (home / "Documents" / NOTE).read_text(encoding="utf-8")
    assert all(quote in words for quote in QUOTES)


async def test_what_a_list_is_filtered_to_goes_out(library: Library, noted: Article, home: Path) -> None:
    async with reader_app(library, noted.id).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "A", "tab", "slash", *"Nordline", "enter", "E", "enter")
    assert names(home / "Documents") == ["Ferry fares to rise.md"]


@pytest.mark.parametrize("briefed", [True, False])
async def test_space_takes_the_briefing_along_or_leaves_it(
    library: Library, noted: Article, home: Path, briefed: bool
) -> None:
    async with opened(library, noted.id) as pilot:
        await press(pilot, *(["space"] if briefed else ["space", "space"]), "enter")
    assert ("## Briefing" in (home / "Documents" / NOTE).read_text(encoding="utf-8")) is briefed


@pytest.mark.parametrize("guarded", [True, False])
async def test_space_guards_the_cells_of_a_spreadsheet(
    library: Library, talks: str, home: Path, guarded: bool
) -> None:
    article = annotate(library, talks)
    at = article.text.index("who will pay")
    library.annotations.apply([library.annotations.draft(article, Span(at, at + 12), note="=1+1")])
    async with opened(library, article.id) as pilot:
        await press(pilot, "j", "j", "j", *(["space"] if guarded else []), "enter")
    (path,) = (home / "Documents").iterdir()
    assert (",'=1+1," in path.read_text(encoding="utf-8")) is guarded


async def test_where_nothing_can_go_with_it_space_says_so(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/a.jsonld")
        await go_to(pilot, "OptionList")
        assert not any("With" in row for row in screen_text(pilot))
        await press(pilot, "space")
        assert said(pilot) == "This format has no options."


async def test_a_briefing_that_is_not_made_yet_is_told_and_made(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await press(pilot, "space")
        await go_to(pilot, "Choice")
        await press(pilot, "l")
        assert said(pilot) == "2 files, all new; the briefing is still to be made."
        await press(pilot, "enter")
    words = (home / "Documents" / "Ferry fares to rise.md").read_text(encoding="utf-8")
    assert "- Nordline gave no reason." in words


async def test_the_reader_s_own_templates_stand_behind_the_formats(
    library: Library, noted: Article, home: Path, tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "list.txt").write_text("{{ articles[0].title }}: {{ articles[0].annotations | length }}")
    (templates / "wrong.txt").write_text("{{ articles[0].titel }}")
    async with opened(library, noted.id, templates=templates) as pilot:
        await press(pilot, "end")
        assert said(pilot).startswith("Line 1 of wrong.txt cannot be used:")
        await press(pilot, "enter")
        assert not is_closed(pilot) and names(home / "Documents") == []
        await press(pilot, "k")
        assert any("▶ list.txt, a template of yours" in row for row in screen_text(pilot))
        await press(pilot, "enter")
    (path,) = (home / "Documents").iterdir()
    assert path.read_text(encoding="utf-8") == "Envoys will meet again in Geneva: 2"


# Where it goes


async def test_the_ending_of_a_typed_name_chooses_the_format(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/all.jsonl")
        assert any("› JSON Lines" in row for row in screen_text(pilot))
        await press(pilot, "enter")
        assert status(reader(pilot)) == "Exported 2 annotations to ~/all.jsonl."
    assert (home / "all.jsonl").read_text(encoding="utf-8").startswith('{"id": "urn:uuid:')


async def test_a_format_chosen_after_the_name_changes_its_ending(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/all.json")
        await go_to(pilot, "OptionList")
        await press(pilot, "end")
        assert exporting(pilot).field.value == "~/all.ris"


async def test_a_name_without_an_ending_gets_one(library: Library, noted: Article, home: Path) -> None:
    async with opened(library, noted.id) as pilot:
        await press(pilot, "j")
        await type_path(pilot, "~/all")
        assert said(pilot) == "1 new file: all.json."
        await press(pilot, "enter")
    assert "all.json" in names(home)


async def test_the_right_arrow_takes_the_folder_that_is_there(library: Library, noted: Article) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/Doc")
        await press(pilot, "right")
        assert exporting(pilot).field.value == "~/Documents/"


async def test_the_folder_of_the_last_export_is_where_the_next_begins(
    library: Library, noted: Article, home: Path
) -> None:
    (home / "notes").mkdir()
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/notes/")
        await press(pilot, "enter", "E")
        assert exporting(pilot).field.value == "~/notes/"


async def test_a_missing_folder_is_made_when_enter_is_pressed_again(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/new/notes")
        assert said(pilot) == f"1 new file: {NOTE}; there is no folder ~/new/notes; Enter asks first."
        await press(pilot, "enter")
        assert said(pilot) == "There is no folder ~/new/notes: Enter again makes it, and exports."
        assert not (home / "new").exists()
        await press(pilot, "enter")
        assert is_closed(pilot)
    assert names(home / "new" / "notes") == [NOTE]


async def test_whoever_changes_something_after_a_question_is_asked_anew(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/new/")
        await press(pilot, "enter", "x", "enter")
        assert said(pilot) == "There is no folder ~/new/x: Enter again makes it, and exports."
    assert names(home) == ["Documents"]


async def test_a_file_of_somebody_else_s_is_replaced_only_when_enter_is_pressed_again(
    library: Library, noted: Article, home: Path
) -> None:
    (home / "mine.csv").write_text("mine\n")
    async with opened(library, noted.id) as pilot:
        for key, beginning in (("escape", "mine"), ("enter", "id,article")):
            await press(pilot, *("E" if is_closed(pilot) else ""))
            await type_path(pilot, "~/mine.csv")
            assert said(pilot) == "mine.csv exists and is replaced; Enter asks first."
            await press(pilot, "enter")
            assert said(pilot) == (
                "~/mine.csv holds something other than an earlier export: Enter again replaces it, "
                "another name leaves it."
            )
            await press(pilot, key)
            assert is_closed(pilot)
            assert (home / "mine.csv").read_text(encoding="utf-8").startswith(beginning)


async def test_a_file_that_came_while_one_was_choosing_is_not_replaced_unasked(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/mine.csv")
        (home / "mine.csv").write_text("mine\n")
        await press(pilot, "enter")
        assert "Enter again replaces it" in said(pilot)
    assert (home / "mine.csv").read_text(encoding="utf-8") == "mine\n"


async def test_an_earlier_export_is_replaced_without_a_question(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await type_path(pilot, "~/all.csv")
        await press(pilot, "enter")
        before = (home / "all.csv").read_bytes()
        annotate(library, noted.path or "", "Brook leaves Geneva on Friday.")
        await press(pilot, "E")
        await type_path(pilot, "~/all.csv")
        await press(pilot, "enter")
        assert is_closed(pilot)
    assert (home / "all.csv").read_bytes() != before


async def test_a_note_keeps_the_reader_s_own_text_and_says_so(
    library: Library, noted: Article, home: Path
) -> None:
    async with opened(library, noted.id) as pilot:
        await press(pilot, "enter")
        note = home / "Documents" / NOTE
        note.write_text(note.read_text(encoding="utf-8") + "\nMy own words.\n", encoding="utf-8")
        annotate(library, noted.path or "", "Brook leaves Geneva on Friday.")
        await press(pilot, "E")
        await go_to(pilot, "Choice")
        await press(pilot, "l")
        assert said(pilot) == ("2 files; 1 new; 1 exists: one block of ours changes, your own text stays.")
        await press(pilot, "enter")
        assert status(reader(pilot)) == "Exported 4 annotations to ~/Documents: 2 files, 1 new, 1 changed."
    words = note.read_text(encoding="utf-8")
    assert "My own words." in words and "Brook leaves Geneva on Friday." in words


# What goes wrong


UNWRITABLE = {
    "": "Name a folder or a file to export to, such as ~/notes.",
    "~nobody-of-that-name/x": "There is nobody's home at ~nobody-of-that-name/x: write the whole path.",
    "~/file/notes": "The folder ~/file/notes could not be made (not a directory): name another place",
    "~/file/x.csv": "/file: make it, or name another place to export to.",
    "~/kept.csv": "/kept.csv could not be written (it is read-only): name another place to export to.",
}
"""What is said of paths to which nothing can be written."""


async def test_what_cannot_be_written_is_said_and_the_screen_stays_with_what_was_typed(
    library: Library, noted: Article, home: Path
) -> None:
    (home / "file").write_text("mine")
    (home / "kept.csv").write_text("")
    (home / "kept.csv").chmod(0o444)
    async with opened(library, noted.id) as pilot:
        for path, sentence in UNWRITABLE.items():
            await type_path(pilot, path)
            await press(pilot, "enter", "enter")
            assert sentence in said(pilot)
            assert exporting(pilot).outlook.has_class("-error"), path
            assert exporting(pilot).field.value == path
    assert names(home) == ["Documents", "file", "kept.csv"]
    assert (home / "file").read_text() == "mine" and (home / "kept.csv").read_text() == ""


async def test_the_note_that_is_no_text_is_named_and_the_others_are_written(
    library: Library, noted: Article, home: Path
) -> None:
    broken = home / "Documents" / NOTE
    broken.write_bytes(b"\xff\xfe\x00")
    async with opened(library, noted.id) as pilot:
        await go_to(pilot, "Choice")
        await press(pilot, "l", "enter")
        assert f"{broken} is not text in UTF-8" in said(pilot)
        assert not is_closed(pilot)
    assert broken.read_bytes() == b"\xff\xfe\x00"
    assert (home / "Documents" / "Ferry fares to rise.md").exists()


async def test_without_annotations_a_sentence_says_how_to_make_one(library: Library, talks: str) -> None:
    async with opened(library, talks) as pilot:
        assert is_closed(pilot)
        assert status(reader(pilot)) == (
            "This article has no annotations to export: v selects, a notes. A lists all others."
        )


async def test_without_an_article_a_sentence_says_where_all_are(library: Library) -> None:
    sample = library.ensure_sample()
    assert sample is not None
    library.articles.remove(sample.id)
    async with opened(library) as pilot:
        assert is_closed(pilot)
        assert status(reader(pilot)).startswith("No article is open: A lists all annotations")


async def test_an_export_that_is_left_goes_on_and_is_told_where_one_is(
    library: Library, noted: Article, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    export = Exporter.export

    def slow(self: Exporter, request: ExportRequest, agreed: str) -> Exported | Outlook:
        go_on.wait(60)
        return export(self, request, agreed)

    monkeypatch.setattr(Exporter, "export", slow)
    async with opened(library, noted.id) as pilot:
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert said(pilot) == "Exporting…"
        await pilot.press("escape")
        await pilot.pause()
        assert is_closed(pilot)
        go_on.set()
        await settle(pilot)
        assert status(reader(pilot)) == f"Exported 2 annotations to ~/Documents/{NOTE}."
    assert names(home / "Documents") == [NOTE]


@pytest.mark.quick
async def test_what_was_just_noted_goes_out_too(library: Library, noted: Article, home: Path) -> None:
    """Before it is on disk the export waits for it."""
    async with reader_app(library, noted.id).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("G", "V", "H", "1", "E", "enter")
        await settle(pilot)
        await settle(pilot)
        assert status(reader(pilot)) == f"Exported 3 annotations to ~/Documents/{NOTE}."
