"""The archives of other reading programs: each note, tag, colour and date, and a sentence for the rest."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.annotation import Color
from briefing.errors import BriefingError, ExchangeError
from briefing.exchange.importers.import_file import read_annotations
from briefing.exchange.importers.import_record import ParsedImport
from briefing.exchange.importers.zip_members import unpacked
from tests.exchange.archives import ARCHIVES, KINDLE, KOREADER_LUA, PAGE, TEXT, kobo, omnivore, zipped
from tests.exchange.foreign import NOW, TODAY

QUOTE = "ended without an agreement"


def read(data: str | bytes) -> ParsedImport:
    return read_annotations(data.encode() if isinstance(data, str) else data, "the file", NOW)


@pytest.mark.parametrize(
    ("program", "made", "changed", "color", "note"),
    [
        ("kindle", "2024-01-05T22:30:45Z", "2024-01-05T22:31:00Z", Color.YELLOW, "who says so?"),
        (
            "koreader lua",
            "2024-01-05T22:30:45Z",
            "2024-01-06T09:00:00Z",
            Color.GREEN,
            "who says so?\nand when?",
        ),
        ("koreader json", "2024-01-05T22:30:45Z", "2024-01-05T22:30:45Z", Color.ORANGE, "who says so?"),
        ("kobo", "2024-01-05T22:30:45Z", "2024-01-06T09:00:00Z", Color.BLUE, "who says so?"),
        ("wallabag", "2024-01-05T22:30:45Z", "2024-01-06T09:00:00Z", Color.YELLOW, "who says so?"),
        ("omnivore", "2024-01-06T09:00:00.000Z", "2024-01-06T09:00:00.000Z", Color.YELLOW, "who says so?"),
        ("pocket archive", "2024-01-05T22:30:45Z", "2024-01-05T22:30:45Z", Color.YELLOW, ""),
        ("instapaper", "2024-01-05T10:00:00Z", "2024-01-05T10:00:00Z", Color.YELLOW, ""),
    ],
)
def test_a_highlight_keeps_its_note_colour_and_dates(
    program: str, made: str, changed: str, color: Color, note: str
) -> None:
    record = read(ARCHIVES[program]).incoming[0]
    annotation = record.annotation
    assert (annotation.anchor.quote, annotation.note, annotation.color) == (QUOTE, note, color)
    assert (annotation.created, annotation.modified, record.dated) == (made, changed, True)
    assert (record.title or "").startswith("Talks over the harbour")


@pytest.mark.parametrize("program", ["wallabag", "omnivore", "pocket csv", "pocket page", "instapaper"])
def test_an_article_keeps_its_address_tags_state_and_day(program: str) -> None:
    [article] = [each for each in read(ARCHIVES[program]).articles if each.url == PAGE]
    assert article.title == "Talks over the harbour"
    assert article.tags == ("harbour", "to check")
    assert article.saved.startswith("2024-01-05T10:00:00")
    assert article.read == (program != "instapaper")
    assert article.starred == (program in ("wallabag", "instapaper"))
    assert (TEXT in article.markup) == (program in ("wallabag", "omnivore"))


def test_labels_of_a_highlight_are_its_tags() -> None:
    first, second = read(omnivore()).incoming
    assert first.annotation.tags == ("disputed", "to check")
    assert (second.annotation.anchor.quote, second.annotation.tags) == ("The port is shut.", ())


def test_omnivores_highlights_of_the_same_words_are_several() -> None:
    slug = "talks-over-the-harbour-18c"
    members = dict(unpacked(omnivore(), "the file"))
    again = {f"highlights/{slug}.md": "> The port is shut.\n\n> The port is shut.\n\nAgain."}
    found = read(zipped({**members, **again})).incoming
    assert [each.annotation.note for each in found] == ["", "Again."]
    assert len({each.annotation.id for each in found}) == 2
    assert found[0].annotation.id == read(omnivore()).incoming[1].annotation.id


@pytest.mark.parametrize(
    ("program", "sentences"),
    [
        ("kindle", ["the file: 1 clipping without words is passed over."]),
        ("koreader lua", ["the file: 1 bookmark without words is passed over."]),
        ("kobo", ["the file: 1 bookmark without words is passed over."]),
        ("wallabag", ["the file: 1 annotation without words is passed over."]),
        ("pocket csv", ["the file: 1 row without an address of the web is passed over."]),
        (
            "pocket archive",
            [
                "part_000000.csv in the file: 1 row without an address of the web is passed over.",
                "the file: 1 file that cannot be read is passed over.",
            ],
        ),
        ("pocket page", []),
        ("omnivore", []),
    ],
)
def test_what_is_passed_over_is_counted(program: str, sentences: list[str]) -> None:
    assert list(read(ARCHIVES[program]).passed_over) == sentences


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (
            "- Your Highlight Location 181-182 | Added on Tuesday, November 19, 2013 1:23:50 PM",
            "2013-11-19T13:23:50Z",
        ),
        (
            "- Your Highlight on page 1 | location 3 | Added on Monday, 30 December 2024 0:05:07",
            "2024-12-30T00:05:07Z",
        ),
        ("- Highlight on Page 20 | Added on Monday, November 14, 2011, 12:24 AM", "2011-11-14T00:24:00Z"),
        (
            "- Highlight Loc. 563-64  | Added on Saturday, 29 April 17 21:23:29 GMT-02:23",
            "2017-04-29T21:23:29Z",
        ),
        (
            "- Ihre Markierung auf Seite 42 | Position 3 | Hinzugefügt am Montag, 30. Dezember 2024 21:46:33",
            "2024-12-30T21:46:33Z",
        ),
        (
            "- Votre surlignement sur la page 2 | emplacement 3 | Ajouté le lundi 17 mai 2012 à 08:27:45",
            "2012-05-17T08:27:45Z",
        ),
        (
            "- La subrayado en la página 4 | posición 60-60 | Añadido el martes, 12 de marzo de 2024 6:54:57",
            "2024-03-12T06:54:57Z",
        ),
        (
            "- La tua evidenziazione a pagina 6 | posizione 1 | Aggiunto venerdì 6 aprile 12, 00:25:08",
            "2012-04-06T00:25:08Z",
        ),
        ("- 您在位置 #60-61的标注 | 添加于 2014年4月21日星期一 下午10:08:07", "2014-04-21T22:08:07Z"),
        ("- 5ページ|位置No. 60-60のハイライト |作成日: 2020年7月20日月曜日 0:58:07", "2020-07-20T00:58:07Z"),
        ("- Your Highlight on page 1 | Added on Monday, February 31, 2024 10:00:00 AM", TODAY),
        ("- Your Highlight on page 1 | Added on a day", TODAY),
    ],
)
def test_a_kindle_says_the_day_in_its_own_language(line: str, made: str) -> None:
    [record] = read(f"A title (Ada Roe)\n{line}\n\n{QUOTE}\n==========\n").incoming
    assert (record.annotation.created, record.dated) == (made, made != TODAY)
    assert (record.annotation.anchor.quote, record.title, record.author) == (QUOTE, "A title", "Ada Roe")


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("- Ihre Markierung bei Position 3-6 |", "- Ihre Notiz bei Position 6 |"),
        ("- Votre surlignement Emplacement 3-6 |", "- Votre note Emplacement 6 |"),
        ("- La subrayado en la posición 3-6 |", "- La nota en la posición 5 |"),
        ("- Seu destaque Posição 3-6 |", "- Sua nota Posição 6 |"),
        ("- 您在位置 #3-6的标注 |", "- 您在位置 #6的笔记 |"),
    ],
)
def test_a_note_of_a_kindle_belongs_to_the_highlight_at_its_place(mark: str, note: str) -> None:
    parts = [(mark, "far off", "1-2"), (mark, QUOTE, "3-6"), (note, "why?", "3-6")]
    text = "".join(
        f"A (B)\n{line.replace('3-6', place)} x\n\n{words}\n==========\n" for line, words, place in parts
    )
    found = {each.annotation.anchor.quote: each.annotation.note for each in read(text).incoming}
    assert found[QUOTE] == "why?"
    assert len(found) == 2 and sorted(found.values()) == ["", "why?"]


def test_a_note_that_belongs_to_no_passage_stands_at_the_title() -> None:
    line = "- Your Note on Location 7 | Added on Monday, May 6, 2019 1:23:45 PM"
    [record] = read(f"A title (Ada)\n{line}\n\nwhy?\n==========\n").incoming
    assert (record.annotation.anchor.quote, record.annotation.note) == ("A title", "why?")


def test_highlights_of_koreader_from_before_2024_find_their_notes() -> None:
    marks = (
        f'[1] = {{ ["text"] = "{QUOTE}", ["datetime"] = "day 1", ["drawer"] = "lighten" }},'
        '[2] = { ["text"] = "The port", ["datetime"] = "day 2" }'
    )
    bookmarks = (
        f'[1] = {{ ["notes"] = "{QUOTE}", ["text"] = "why?", ["datetime"] = "day 1" }},'
        '[2] = { ["notes"] = "The port", ["text"] = "Page 5 The port @ day 2", ["datetime"] = "day 2" }'
    )
    text = (
        'return { ["stats"] = { ["title"] = "Talks", ["authors"] = "Ada" },'
        f'["highlight"] = {{ [5] = {{ {marks} }} }}, ["bookmarks"] = {{ {bookmarks} }} }}'
    )
    notes = [(each.annotation.anchor.quote, each.annotation.note) for each in read(text).incoming]
    assert notes == [(QUOTE, "why?"), ("The port", "")]


@pytest.mark.parametrize(
    "text",
    [
        'return { ["a"] = os.execute("touch here") }',
        'return { ["a"] = function() end }',
        'return { ["a"] = "b" .. "c" }',
        'return { ["a"] = 1 }\nos.exit()',
        'return { ["a"] = 1',
        'return { ["a"] = "',
        "return {" * 100,
        "return { [ {} ] = 1 }",
    ],
)
def test_code_in_place_of_a_table_is_refused(text: str) -> None:
    with pytest.raises(ExchangeError, match="is no table of KOReader's"):
        read(text)


def test_a_kobo_without_colours_and_one_with_a_log_are_read() -> None:
    for data in (kobo(color=False), kobo(is_log=True)):
        assert [each.annotation.anchor.quote for each in read(data).incoming] == [QUOTE]


def _hostile_view() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE content (ContentID TEXT, Title TEXT, Attribution TEXT);"
        "CREATE VIEW Bookmark AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
        " i AS BookmarkID, 'x' AS VolumeID, 'x' AS Text, '' AS Annotation, '' AS DateCreated,"
        " '' AS DateModified FROM n WHERE i < 0;"
    )
    return bytes(connection.serialize())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(kobo()[:5000], id="cut off"),
        pytest.param(kobo()[:100] + b"\xff" * 5000, id="overwritten"),
        pytest.param(b"SQLite format 3\0", id="a beginning alone"),
        pytest.param(sqlite3.connect(":memory:").serialize(), id="an empty one"),
        pytest.param(_hostile_view(), id="one that never ends"),
    ],
)
def test_a_damaged_or_hostile_database_costs_a_sentence(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.exchange.importers.kobo._MOST", 20)
    with pytest.raises(ExchangeError, match=r"^the file "):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(omnivore()[:300], id="cut off"),
        pytest.param(omnivore().replace(b"talks", b"TALKS", 1), id="another name within"),
        pytest.param(omnivore().replace(b"metadata_0", b"\0etadata_0"), id="a file without a name"),
        pytest.param(zipped({}), id="an empty one"),
        pytest.param(zipped({"a.txt": "words"}), id="no annotations"),
        pytest.param(zipped({"metadata_0_to_20.json": "[{"}), id="half a list"),
        pytest.param(zipped({"a.zip": zipped({"a.csv": "Highlight,Title\nx,y\n"})}), id="one in another"),
    ],
)
def test_a_damaged_archive_costs_a_sentence(data: bytes) -> None:
    try:
        assert read(data).incoming == () or b"TALKS" in data
    except ExchangeError as error:
        assert str(error).endswith(".") and "the file" in str(error)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zipped({"metadata_0_to_20.json": b"[" + b" " * 5_000_000})
    assert len(bomb) < 10_000
    with pytest.raises(ExchangeError, match="more than can be read at once"):
        list(unpacked(bomb, "the file", most=1_000_000))


def test_omnivores_archive_may_be_packed_again_in_a_folder() -> None:
    packed = zipped({f"export/{file}": data for file, data in unpacked(omnivore(), "the file")})
    assert read(packed) == read(omnivore())


def test_an_archive_of_several_files_is_read_as_each_of_them() -> None:
    read_ = read(zipped({"a/My Clippings.txt": KINDLE, "b/metadata.epub.lua": KOREADER_LUA}))
    assert [each.annotation.anchor.quote for each in read_.incoming] == [QUOTE, QUOTE]


@pytest.mark.parametrize("program", ARCHIVES)
def test_the_name_of_a_file_does_not_matter_and_reading_again_gives_the_same(program: str) -> None:
    first = read_annotations(ARCHIVES[program], "a.jpg", NOW)
    again = read_annotations(ARCHIVES[program], "b", NOW)
    assert (first.incoming, first.articles) == (again.incoming, again.articles)
    assert first.incoming or first.articles


unhurried = settings(deadline=None, max_examples=100)


@unhurried
@given(st.sampled_from(sorted(ARCHIVES)), st.integers(0, 2000), st.binary(max_size=8))
def test_whatever_is_changed_in_a_file_costs_a_sentence_at_most(
    program: str, at: int, inserted: bytes
) -> None:
    data = ARCHIVES[program]
    try:
        found = read(data[: at % len(data)] + inserted + data[at % len(data) + len(inserted) :])
    except BriefingError as error:
        assert str(error).endswith(".")
        return
    for each in found.incoming:
        assert each.annotation.anchor.quote and each.annotation.created
        json.dumps(each.annotation.note).encode()
