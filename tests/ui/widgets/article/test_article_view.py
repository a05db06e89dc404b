"""The article view: a caret that reads on, evidence that comes into view, and a place that is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from rich.style import Style
from textual.app import ComposeResult
from textual.events import MouseScrollDown
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from briefing.domain import Span
from briefing.presentation.annotations.annotation_marks import TextMark
from briefing.ui.keys import CommandApp
from briefing.ui.textlayout.wrapping import ViewPosition
from briefing.ui.theme import VARIABLES
from briefing.ui.widgets.article.article_view import ArticleView

M = TypeVar("M", bound=Message)

TITLE = "A headline of some length that says what happened"
PARAGRAPHS = [
    f"Paragraph {number} begins here. It says, in plain words, what the ministers of {number} countries did "
    "and what they left undone. Nobody knows when they will meet again."
    for number in range(40)
]
TEXT = "\n\n".join(PARAGRAPHS)
HOSTILE = "[/x] [@click=app.quit]quit[/] [bold]loud[/bold] \x1b]52;c;AAAA\x07 \x1b[31mred [$primary]x\\"


class CountedView(ArticleView):
    """Notes the rows that it paints anew."""

    def __init__(self, *, max_width: int) -> None:
        super().__init__(max_width=max_width)
        self.rows_painted: list[int] = []

    def row_layers(self, row: int) -> Sequence[tuple[int, int, Style]]:
        self.rows_painted.append(row)
        return super().row_layers(row)


class ReaderApp(CommandApp):
    """An article view beside another widget that can have the focus."""

    CSS = "ArticleView { height: 1fr; } Input { dock: bottom; }"

    def __init__(self, *, max_width: int = 76, no_color: bool = False) -> None:
        super().__init__()
        self._max_width = max_width
        self.no_color = no_color

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(VARIABLES, "#204060") | {"evidence-current": "#806010", "selection": "#603060"}

    def compose(self) -> ComposeResult:
        yield CountedView(max_width=self._max_width)
        yield Input()

    @property
    def view(self) -> CountedView:
        return self.query_one(CountedView)


def painted(view: ArticleView) -> list[Strip]:
    return [view.render_line(y) for y in range(view.view_height)]


def lines(view: ArticleView) -> list[str]:
    return [strip.text for strip in painted(view)]


def styles_of(view: ArticleView, words: str) -> list[Style]:
    """The styles that the first place of these words in the view is painted in."""
    for strip in painted(view):
        start = strip.text.find(words)
        if start >= 0:
            found, at = [], 0
            for segment in strip:
                if at < start + len(words) and start < at + len(segment.text) and segment.style:
                    found.append(segment.style)
                at += len(segment.text)
            return found
    raise AssertionError(f"{words!r} is not in view")


def span_of(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


async def test_the_first_painting_has_the_text_already(monkeypatch: pytest.MonkeyPatch) -> None:
    paintings: list[list[Strip]] = []
    render_lines = ArticleView.render_lines

    def record(view: ArticleView, crop: Region) -> list[Strip]:
        paintings.append(render_lines(view, crop))
        return paintings[-1]

    monkeypatch.setattr(ArticleView, "render_lines", record)
    monkeypatch.setattr(ArticleView, "on_mount", lambda view: view.show(TITLE, TEXT), raising=False)
    async with ReaderApp().run_test(size=(60, 20)):
        shown = [strip.text.strip() for strip in paintings[0]]
        assert shown[0] == TITLE
        assert shown[2].startswith("Paragraph 0 begins here.")


@pytest.mark.quick
async def test_the_headline_stands_above_the_text() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show(TITLE, TEXT)
        await pilot.pause()
        shown = [line.strip() for line in lines(app.view)]
        assert shown[:3] == [TITLE, "", "Paragraph 0 begins here. It says, in plain words, what"]
        assert all(style.bold for style in styles_of(app.view, TITLE))
        assert not any(style.bold for style in styles_of(app.view, "Paragraph 0"))


async def test_without_an_article_it_shows_the_words_it_is_given() -> None:
    app = ReaderApp()
    words = "No article is open: Enter opens one from the library."
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.show_empty(words)
        await pilot.pause()
        assert " ".join(line.strip() for line in lines(app.view)).split() == words.split()
        assert app.view.progress == 0.0


async def open_article(pilot: Pilot[None], text: str = TEXT, title: str = TITLE) -> ArticleView:
    """Show an article and give its view the focus."""
    view = pilot.app.query_one(ArticleView)
    view.show(title, text)
    view.focus()
    await pilot.pause()
    return view


async def resize(pilot: Pilot[None], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    await pilot.pause()


def collect(kind: type[M], into: list[M]) -> Callable[[Message], None]:
    """A message hook that keeps each message of a kind once, though it is told again as it bubbles."""

    def keep(message: Message) -> None:
        if isinstance(message, kind) and not any(message is each for each in into):
            into.append(message)

    return keep


def words_at_caret(view: ArticleView, length: int = 11) -> str:
    return view.text[view.caret : view.caret + length]


# The caret


async def test_the_caret_is_drawn_only_while_the_view_has_the_focus() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        assert styles_of(view, "P")[0].reverse
        app.query_one(Input).focus()
        await pilot.pause()
        assert not styles_of(view, "P")[0].reverse


async def test_down_and_up_keep_the_cell_over_shorter_rows() -> None:
    text = "0123456789\n\n01\n012345 中中中中\n0123456789"
    app = ReaderApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot, text)
        view.go_to(8)
        stops = []
        for _ in range(4):
            view.action_move_down()
            stops.append(view.caret)
        assert stops == [11, 13, text.index("中"), text.rindex("8")]
        view.action_move_up(count=4)
        assert view.caret == 8


@pytest.mark.parametrize(
    ("action", "count", "stop"),
    [
        pytest.param("text_word_forward", 1, "0 begins", id="word"),
        pytest.param("text_word_forward", 3, "here. It", id="three words"),
        pytest.param("text_sentence_forward", 1, "It says", id="sentence"),
        pytest.param(
            "text_sentence_forward",
            4,
            "It says, in plain words, what the ministers of 1",
            id="four sentences",
        ),
        pytest.param("text_paragraph_forward", 2, "Paragraph 2 ", id="two paragraphs"),
        pytest.param("select_right", 3, "agraph 0", id="right"),
        pytest.param("move_bottom", None, ".", id="the last grapheme, not past it"),
        pytest.param("select_line_end", None, None, id="the end of the row"),
    ],
)
async def test_motions_move_the_caret_to(action: str, count: int | None, stop: str | None) -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        getattr(view, f"action_{action}")(*(() if count is None else (count,)))
        if stop is None:
            assert view.body is not None
            assert view.body.cell(view.caret) == (
                0,
                len("Paragraph 0 begins here. It says, in plain words, what") - 1,
            )
        else:
            assert view.text[view.caret :].startswith(stop)
            assert stop != "." or view.caret == len(view.text) - 1
        back = action.replace("forward", "back").replace("right", "left")
        if count is not None:
            getattr(view, f"action_{back}")(count)
            assert view.caret == 0


async def test_right_and_left_visit_each_grapheme_and_no_hanging_blank_or_newline() -> None:
    text = "ab " + "x" * 19 + "   e\u0301\U0001f469\u200d\U0001f467 中\n\nlast"
    app = ReaderApp()
    async with app.run_test(size=(20, 20)) as pilot:
        view = await open_article(pilot, text)
        stops = [0]
        while True:
            view.action_select_right()
            if view.caret == stops[-1]:
                break
            stops.append(view.caret)
        assert "".join(text[stop] for stop in stops) == "ab " + "x" * 19 + "e\U0001f469 中\nlast"
        for stop in reversed(stops[:-1]):
            view.action_select_left()
            assert view.caret == stop


async def test_the_keys_of_the_keymap_move_the_caret() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 20)) as pilot:
        view = await open_article(pilot)
        await pilot.press("right_curly_bracket", "w", "j")
        assert view.body is not None
        assert view.body.row(view.caret) == view.body.row(TEXT.index("Paragraph 1 ")) + 1


async def test_moving_the_caret_paints_two_rows_and_is_told() -> None:
    told: list[ArticleView.CaretMoved] = []
    app = ReaderApp()
    async with app.run_test(size=(60, 20), message_hook=collect(ArticleView.CaretMoved, told)) as pilot:
        await open_article(pilot)
        app.view.rows_painted.clear()
        app.view.action_move_down()
        await pilot.pause()
        assert sorted(set(app.view.rows_painted)) == [0, 1]
        assert [(message.view, message.offset) for message in told] == [(app.view, app.view.caret)]


# Scrolling


async def test_the_view_scrolls_only_when_the_caret_leaves_it() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        assert view.view_height == 20
        tops = []
        for _ in range(19):
            view.action_move_down()
            tops.append(view.scroll_offset.y)
        assert tops == [0] * 17 + [1, 2]
        view.action_move_up(count=10)
        assert view.scroll_offset.y == 2
        view.action_move_top()
        assert view.scroll_offset.y == 0, "the headline goes with the first row"


async def test_up_at_the_first_row_brings_the_headline_back() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.scroll_to(y=2, animate=False, immediate=True)
        view.show_evidence([span_of("Paragraph 0")])
        assert view.scroll_offset.y == 2, "the first row is in view without it"
        view.action_move_up()
        assert view.scroll_offset.y == 0


async def test_the_scroll_bar_follows_from_one_article_to_the_next() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.action_move_bottom()
        await pilot.pause()
        assert view.vertical_scrollbar.position == view.max_scroll_y > 0
        view.show(TITLE, TEXT[: len(TEXT) // 2])
        await pilot.pause()
        assert view.vertical_scrollbar.position == 0
        assert view.vertical_scrollbar.window_virtual_size == view.virtual_size.height


async def test_a_page_leaves_two_rows_in_view_and_takes_the_caret_along() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.action_move_page_down()
        before = lines(view)
        view.action_move_page_down()
        assert lines(view)[:2] == before[-2:]
        assert view.body is not None
        assert view.body.row(view.caret) == 36
        assert view.is_in_view(view.caret, view.caret + 1)
        view.action_move_half_up()
        assert view.scroll_offset.y == 26
        view.action_move_page_up(count=9)
        assert (view.scroll_offset.y, view.caret) == (0, 0)


async def test_the_last_page_takes_the_caret_to_the_last_row() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.action_move_page_down(count=99)
        assert view.progress == 1.0
        assert view.body is not None
        assert view.body.row(view.caret) == view.body.height - 1


async def test_after_the_wheel_the_next_key_does_not_throw_the_reader_back() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        for _ in range(20):
            view.post_message(MouseScrollDown(view, 10, 10, 0, 1, 0, False, False, False))
        await pilot.pause()
        top = view.scroll_offset.y
        assert top > 20
        view.action_move_down()
        assert view.scroll_offset.y == top
        assert view.is_in_view(view.caret, view.caret + 1)


async def test_progress_is_told_as_the_bottom_row_moves_on() -> None:
    told: list[ArticleView.ScrolledTo] = []
    app = ReaderApp()
    async with app.run_test(size=(60, 23), message_hook=collect(ArticleView.ScrolledTo, told)) as pilot:
        view = await open_article(pilot)
        view.action_move_page_down()
        view.action_move_bottom()
        await pilot.pause()
        first, second, last = (message.progress for message in told)
        assert 0 < first < second < last == view.progress == 1.0


async def test_a_short_article_is_read_as_soon_as_it_is_seen() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot, "Short.")
        assert view.progress == 1.0


# Evidence


async def test_evidence_in_view_does_not_scroll_and_evidence_out_of_view_comes_with_context() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        near, far = span_of("Paragraph 2 begins"), span_of("Paragraph 30 begins")
        view.show_evidence([near, far], current=0)
        assert view.scroll_offset.y == 0
        view.show_evidence([near, far], current=1)
        assert view.is_in_view(far.start, far.end)
        rows = [y for y, line in enumerate(lines(view)) if "Paragraph 30 begins" in line]
        assert 3 <= rows[0] <= 12


@pytest.mark.quick
async def test_evidence_taller_than_the_view_shows_its_start() -> None:
    app = ReaderApp()
    async with app.run_test(size=(40, 9)) as pilot:
        view = await open_article(pilot)
        long = Span(TEXT.index("Paragraph 20"), TEXT.index("Paragraph 29"))
        view.show_evidence([long])
        assert "Paragraph 20" in lines(view)[0]


async def test_the_current_evidence_is_told_from_the_rest_and_the_gutter_points_at_both() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.show_evidence([span_of("ministers of 0"), span_of("Paragraph 1 begins")], current=1)
        plain = styles_of(view, "Nobody knows")[0].bgcolor
        other = styles_of(view, "ministers of 0")[0].bgcolor
        current = styles_of(view, "Paragraph 1 begins")[0].bgcolor
        assert len({plain, other, current}) == 3
        assert [line[:2] for line in lines(view) if line[:2].strip()] == ["> ", "> "]
        view.clear_evidence()
        assert styles_of(view, "Paragraph 1 begins")[0].bgcolor == plain
        assert not any(line[:2].strip() for line in lines(view))


async def test_showing_other_evidence_paints_the_rows_of_both_at_once() -> None:
    """What the screen holds, not only what would be painted: rows that are not refreshed keep their looks."""
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.show_evidence([span_of("Paragraph 1 begins")])
        await pilot.pause()
        view.show_evidence([span_of("Paragraph 2 begins")])
        await pilot.pause()
        assert [strip.text for strip in view.render_lines(view.size.region)] == lines(view)
        on_screen = [line for line in app.screen._compositor.render_strips() if line.text.startswith(">")]
        assert len(on_screen) == 1 and "Paragraph 2" in on_screen[0].text


@pytest.mark.parametrize(
    "far", [Span(0, 10_000_000), Span(9_999_999, 10_000_000)], ids=["too long", "beyond"]
)
async def test_a_span_that_leaves_the_text_does_no_harm(far: Span) -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        view.show_evidence([far])
        view.selection = far
        await pilot.pause()
        assert {strip.cell_length for strip in painted(view)} == {60}


# The place


async def test_resizing_keeps_what_is_read_at_the_top_and_does_not_drift() -> None:
    app = ReaderApp()
    async with app.run_test(size=(70, 23)) as pilot:
        view = await open_article(pilot)
        view.scroll_to_offset(TEXT.index("what the ministers of 20"))
        offset = view.top_offset
        before = lines(view)
        for width, height in [(50, 30), (33, 12), (21, 23), (110, 40), (47, 9), (70, 23)] * 2:
            await resize(pilot, width, height)
            assert view.body is not None
            assert view.body.row(view.scroll_offset.y and offset) == view.body.row(view.top_offset)
        assert lines(view) == before


async def test_resizing_at_the_end_comes_back_to_the_end() -> None:
    app = ReaderApp()
    async with app.run_test(size=(70, 23)) as pilot:
        view = await open_article(pilot)
        view.action_move_bottom()
        before = lines(view)
        for size in [(70, 60), (35, 12), (70, 23)]:
            await resize(pilot, *size)
            assert view.is_in_view(view.caret, view.caret + 1)
        assert lines(view) == before


async def test_the_evidence_stays_in_view_when_the_view_becomes_lower() -> None:
    app = ReaderApp()
    async with app.run_test(size=(70, 43)) as pilot:
        view = await open_article(pilot)
        last = span_of("Paragraph 9 begins")
        view.show_evidence([last])
        assert view.scroll_offset.y == 0
        await resize(pilot, 70, 12)
        assert view.is_in_view(last.start, last.end)
        await resize(pilot, 70, 43)
        assert view.scroll_offset.y == 0


async def test_a_place_holds_at_another_width() -> None:
    app = ReaderApp()
    async with app.run_test(size=(70, 23)) as pilot:
        view = await open_article(pilot)
        view.go_to(TEXT.index("Paragraph 20"))
        view.scroll_to_offset(TEXT.index("Paragraph 18"))
        place = view.view_position()
        view.show_evidence([span_of("Paragraph 35")])
        view.go_to(0)
        await resize(pilot, 45, 23)
        view.restore(place)
        assert "Paragraph 18" in lines(view)[0]
        assert words_at_caret(view, 12) == "Paragraph 20"
        assert view.view_position() == place


async def test_the_headline_is_a_place_too() -> None:
    app = ReaderApp()
    async with app.run_test(size=(70, 23)) as pilot:
        view = await open_article(pilot)
        place = view.view_position()
        view.action_move_bottom()
        view.restore(place)
        assert lines(view)[0].strip() == TITLE


async def test_an_article_can_be_opened_at_a_place_before_the_first_layout() -> None:
    class OpenedAtOnce(ReaderApp):
        def on_mount(self) -> None:
            self.view.show(TITLE, TEXT)
            self.view.restore(ViewPosition(TEXT.index("Paragraph 22"), TEXT.index("Paragraph 20")))
            self.view.show_evidence([span_of("Paragraph 21")])

    app = OpenedAtOnce()
    async with app.run_test(size=(70, 23)) as pilot:
        await pilot.pause()
        assert "Paragraph 20" in lines(app.view)[0]
        assert words_at_caret(app.view, 12) == "Paragraph 22"


async def test_another_article_forgets_what_pointed_into_the_first() -> None:
    app = ReaderApp()
    async with app.run_test(size=(70, 23)) as pilot:
        view = await open_article(pilot)
        view.action_move_bottom()
        view.marks = (TextMark(span_of("Paragraph 1"), "mark-1"),)
        view.selection = span_of("Paragraph 2")
        view.show_evidence([span_of("Paragraph 3")])
        view.show_matches([span_of("Paragraph 4")])
        view.show("Another", "Its text.")
        await pilot.pause()
        assert (view.caret, view.scroll_offset.y, view.evidence, view.matches) == (0, 0, (), ())
        assert not view.marks and view.selection is None
        assert len({style.bgcolor for strip in painted(view) for _, style, _ in strip if style}) == 1


# Looks


@pytest.mark.parametrize("width", [1, 2, 3, 9, 23, 24, 40, 79, 140])
async def test_every_row_measures_the_width_of_the_view(width: int) -> None:
    text = (
        "Plain words and “quotes”. 中文很好。かな カナ 한국어 " + "long" * 30 + " \U0001f469\u200d\U0001f467"
        "\U0001f1e9\U0001f1ea\U0001f1eb ❤️ 1️⃣ e\u0301\u0323 10\xa0km कि ไทย السلام\n\n\u0301odd\n\u200d\ufe0f"
    )
    app = ReaderApp()
    async with app.run_test(size=(width, 30)) as pilot:
        view = await open_article(pilot, text, "中文 headline \U0001f1e9\U0001f1ea")
        view.show_evidence([Span(start, start + 3) for start in range(0, len(text), 7)], current=3)
        for offset in range(0, len(text), 5):
            view.caret = offset
            assert {strip.cell_length for strip in painted(view)} == {width}
            assert all(
                sum(map(len, strip.text.split("\n"))) and "\n" not in strip.text for strip in painted(view)
            )


async def test_the_text_keeps_to_its_column() -> None:
    app = ReaderApp(max_width=30)
    async with app.run_test(size=(100, 23)) as pilot:
        view = await open_article(pilot)
        assert max(len(line.strip()) for line in lines(view)) <= 30


@pytest.mark.parametrize(("width", "left"), [(60, 3), (90, 4), (150, 34)])
async def test_the_text_stands_with_its_margin_in_the_middle_of_a_wide_view(width: int, left: int) -> None:
    app = ReaderApp(max_width=40)
    async with app.run_test(size=(width, 23)) as pilot:
        view = await open_article(pilot)
        assert view.left_cells == left
        starts = {len(line) - len(line.lstrip()) for line in lines(view) if line.strip()}
        assert starts == {left}


async def test_hostile_text_is_painted_as_it_stands() -> None:
    app = ReaderApp()
    async with app.run_test(size=(120, 10)) as pilot:
        view = await open_article(pilot, HOSTILE, HOSTILE + "\n[/nope]")
        shown = "".join(lines(view))
        assert shown.count("[/x] [@click=app.quit]quit[/] [bold]loud[/bold]") == 2
        assert "[/nope]" in shown
        assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in shown)
        await pilot.click(ArticleView, offset=(lines(view)[-1].find("quit]") + 8, 3))
        assert app.is_running and app.return_code is None


async def test_a_theme_repaints_the_text() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        dark = styles_of(view, "Nobody knows")[0]
        app.theme = "textual-light"
        await pilot.pause()
        light = styles_of(view, "Nobody knows")[0]
        assert light.bgcolor != dark.bgcolor and light.color != dark.color


@pytest.mark.parametrize(
    ("no_color", "theme"),
    [pytest.param(True, "textual-dark", id="NO_COLOR"), pytest.param(False, "ansi-dark", id="an ansi theme")],
)
async def test_without_colour_every_highlight_can_still_be_told(no_color: bool, theme: str) -> None:
    app = ReaderApp(no_color=no_color)
    async with app.run_test(size=(60, 23)) as pilot:
        app.theme = theme
        view = await open_article(pilot)
        view.show_evidence([span_of("ministers of 0"), span_of("Paragraph 1 begins")], current=1)
        view.marks = (TextMark(span_of("ministers of 1"), "mark-3"),)
        view.selection = span_of("Paragraph 2 begins")
        await pilot.pause()
        looks = [
            (bool(style.bold), bool(style.underline), bool(style.reverse))
            for words in (
                "Nobody knows",
                "ministers of 0",
                "Paragraph 1 begins",
                "ministers of 1",
                "Paragraph 2 begins",
            )
            for style in styles_of(view, words)[-1:]
        ]
        assert looks == [
            (False, False, False),
            (False, True, False),
            (True, True, True),
            (True, False, False),
            (False, False, True),
        ]


async def test_every_cell_has_a_background() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot, "Short.")
        assert all(style and style.bgcolor for strip in painted(view) for _, style, _ in strip)


async def test_matches_and_marks_and_the_selection_are_painted_where_they_stand() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        plain = styles_of(view, "Nobody knows")[0].bgcolor
        view.show_matches([span_of("countries"), span_of("Paragraph 1 ")], current=1)
        view.marks = (TextMark(span_of("in plain words"), "mark-1", sign="*"),)
        view.selection = span_of("here. It says")
        await pilot.pause()
        for words in ("countries", "Paragraph 1", "in plain words", "here. It says"):
            assert styles_of(view, words)[0].bgcolor != plain, words
        assert [line[:2] for line in lines(view) if line[:2].strip()] == [" *"]
        view.selection = None
        assert styles_of(view, "here. It says")[0].bgcolor == plain


# The mouse


@pytest.mark.quick
async def test_a_click_puts_the_caret_there_and_gives_the_focus() -> None:
    app = ReaderApp()
    async with app.run_test(size=(60, 23)) as pilot:
        view = await open_article(pilot)
        app.query_one(Input).focus()
        await pilot.pause()
        y, x = next(
            (y, line.index("Paragraph 2")) for y, line in enumerate(lines(view)) if "Paragraph 2" in line
        )
        await pilot.click(ArticleView, offset=(x + 10, y))
        assert view.has_focus
        assert words_at_caret(view, 8) == "2 begins"
        assert view.scroll_offset.y == 0
