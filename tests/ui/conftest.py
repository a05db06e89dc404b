"""The reader on a screen of its own: a library in a temporary folder, and an engine that answers at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import cache
from inspect import CO_VARARGS, CO_VARKEYWORDS, iscoroutinefunction
from pathlib import Path
from types import CodeType, MethodType
from typing import Any

# Before anything imports Textual: both change what it draws.
os.environ.pop("NO_COLOR", None)
os.environ.pop("TEXTUAL_THEME", None)

import pytest
from textual import _callback
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.message import Message
from textual.message_pump import MessagePump
from textual.theme import Theme

from briefing.domain import (
    Actor,
    ActorKind,
    Article,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    Part,
    Passage,
    Quote,
)
from briefing.paths import bundled_seeds, bundled_themes
from briefing.services.library import Library
from briefing.settings import Settings
from briefing.ui.app import BriefingApp
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.first_frame import FirstFrame
from briefing.ui.opening import Opening
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.screens.stories.story_assignment import StoryAssignment
from briefing.ui.terminal_background import Background
from briefing.ui.theme import load_themes
from tests.libraries import library_at
from tests.ui.quiet import wait_for_screen, wait_until_quiet
from tests.ui.styling import RememberedStyles

HERE = Path(__file__).parent

TALKS = """\
World
Envoys will meet again in Geneva

GENEVA — Envoy Ann Brook and Minister Carl Dahl will meet again next week, both sides said on Monday.

Brook called the first round useful. Dahl said that the question of the border remains open.

{filler}

The ministry did not say who will pay for the talks. Brook leaves Geneva on Friday.
"""
FILLER = "\n\n".join(
    f"Paragraph {number} has nothing to do with the matter, and stands here to be scrolled past." * 2
    for number in range(12)
)
FERRY = """\
Ferry fares to rise

The island's ferry fares will rise in spring, the operator Nordline said.

Nordline gave no reason.
"""


@pytest.fixture(autouse=True)
def no_assignment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave articles as they are listed: those of a test are much alike. Tests of stories do without this."""
    monkeypatch.setattr(StoryAssignment, "start", lambda self: None)


class StubEngine:
    """Finds what these tests put into their articles, by the words alone."""

    info = EngineInfo("stub", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        text = article.text

        def every(*words: str) -> tuple[Passage, ...]:
            found = []
            for word in words:
                at = text.find(word)
                while at >= 0:
                    found.append(Passage.at(text, at, at + len(word)))
                    at = text.find(word, at + 1)
            return tuple(sorted(found))

        def actor(name: str, alias: str, role: str | None) -> Actor:
            stated = {
                "Dahl": "Dahl said that the question of the border remains open",
                "Wang": "discussed a new round of interaction",
            }
            said = every(stated[alias]) if alias in stated else ()
            return Actor(name, ActorKind.PERSON, role, (alias,), 0.5, every(alias), said)

        if "Sullivan" in text:  # the seed article
            yield Part("summary", every("The announcement came as national security adviser"))
            yield Part("actors", (actor("Wang Yi", "Wang", "Chinese Foreign Minister"),))
            planned = every("planning for a leader-level call", "plans for a call")
            yield Part("issues", (Issue("Phone call", IssueKind.PENDING, 3, planned, (), None),))
            yield Part("timeline", ())
            yield Part("quotes", ())
            return
        if "Starliner" in text:  # the sample
            yield Part("summary", every("NASA Administrator Bill Nelson announced the decision"))
            yield Part("actors", (actor("Steve Stich", "Stich", None),))
            undecided = every("NASA has not decided which two", "test flight with a crew is open")
            yield Part("issues", (Issue("Crews", IssueKind.PENDING, 3, undecided, (), None),))
            yield Part("timeline", ())
            yield Part("quotes", ())
            return
        if "Nordline" in text:
            yield Part("summary", every("Nordline gave no reason."))
            yield Part("actors", ())
            yield Part("issues", ())
            yield Part("timeline", ())
            yield Part("quotes", ())
            return
        yield Part("summary", every("Brook called the first round useful.", "Brook leaves Geneva on Friday."))
        yield Part("actors", (actor("Ann Brook", "Brook", "Envoy"), actor("Carl Dahl", "Dahl", "Minister")))
        still_open = every("will meet again next week", "who will pay for the talks")
        disputed = every("the question of the border")
        yield Part(
            "issues",
            (
                Issue("Second round of talks", IssueKind.PENDING, 3, still_open, ("Ann Brook",), "next week"),
                Issue("Course of the border", IssueKind.DISPUTE, 2, disputed, (), None),
            ),
        )
        days = {"2026-03-02": "both sides said on Monday", "2026-03-06": "Brook leaves Geneva on Friday."}
        yield Part(
            "timeline", tuple(Event(day, every(words)[0]) for day, words in days.items() if every(words))
        )
        yield Part(
            "quotes",
            tuple(Quote("Carl Dahl", words) for words in every("the question of the border remains open"))
            + tuple(Quote(None, words) for words in every("who will pay for the talks")),
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that drive an app or a widget of it as slow, but for the few that are marked as quick."""
    for item in items:
        is_pilot = isinstance(item, pytest.Function) and iscoroutinefunction(item.function)
        if is_pilot and HERE in item.path.parents and not item.get_closest_marker("quick"):
            item.add_marker("slow")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine()) as library:
        yield library


@pytest.fixture
def talks(tmp_path: Path) -> str:
    path = tmp_path / "talks.txt"
    path.write_text(TALKS.format(filler=FILLER), encoding="utf-8")
    return str(path)


@pytest.fixture
def ferry(tmp_path: Path) -> str:
    path = tmp_path / "ferry.txt"
    path.write_text(FERRY, encoding="utf-8")
    return str(path)


@pytest.fixture
def seed() -> str:
    (path,) = bundled_seeds().glob("000_*.txt")
    return str(path)


@pytest.fixture(autouse=True)
def a_fault_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BriefingApp, "survives_faults", False)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pilot wait for what an app still has to do, as long as that takes on a busy machine.

    It then paints, too: the timer that does so for a user would paint what is not complete yet.
    """
    monkeypatch.setattr("textual.app.wait_for_idle", wait_until_quiet)
    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_until_quiet)
    monkeypatch.setattr("textual.pilot.Pilot._wait_for_screen", wait_for_screen)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.25)


@pytest.fixture
def every_frame() -> None:
    """Have every frame of the reader composed, for a test of what is painted when."""


@pytest.fixture(autouse=True)
def frames_are_composed_where_they_are_looked_at(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compose no frame of the reader that Textual would throw away for want of a terminal.

    That takes a fifth of the time. What looks at the screen, such as `screen_text` and snapshots, composes it
    whole.
    """
    if "every_frame" in request.fixturenames:
        return
    render_update = Compositor.render_update

    def when_whole(
        self: Compositor, full: bool = False, screen_stack: Any = None, simplify: bool = False
    ) -> Any:
        if full or not isinstance(active_app.get(), BriefingApp):
            return render_update(self, full, screen_stack, simplify)
        visible_screen_stack.set([] if screen_stack is None else screen_stack)
        self._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", when_whole)


@pytest.fixture(autouse=True, scope="session")
def remembered_styles() -> Iterator[RememberedStyles]:
    with pytest.MonkeyPatch.context() as patch:
        remembered = RememberedStyles()
        remembered.stand_in(patch)
        yield remembered


@pytest.fixture(autouse=True, scope="session")
def parameters_are_counted_by_their_code() -> Iterator[None]:
    """Textual has `inspect` make a signature for each callback that is made of a method anew."""
    counted = _callback._count_parameters

    def count(function: Any) -> int:
        code: CodeType | None = getattr(function, "__code__", None)
        if code is None or hasattr(function, "__wrapped__"):
            return counted(function)
        rest = sum(bool(code.co_flags & flag) for flag in (CO_VARARGS, CO_VARKEYWORDS))
        return code.co_argcount + code.co_kwonlyargcount + rest - isinstance(function, MethodType)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_callback, "_count_parameters", count)
        yield


@pytest.fixture(autouse=True)
def handlers_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual goes through all classes of a widget for each message, for a twentieth of the time.

    Only in the course of one test, since tests replace handlers.
    """
    look_up = MessagePump._get_dispatch_methods
    known: dict[object, list[tuple[type, Any]] | None] = {}

    def methods(pump: MessagePump, name: str, message: Message) -> Iterator[tuple[type, Any]]:
        key = type(pump), name, type(message)
        if key not in known:
            known[key] = _handlers(*key)
        found = known[key]
        if found is None:
            yield from look_up(pump, name, message)
            return
        for owner, handler in found:
            if message._no_default_action:
                return
            yield owner, handler.__get__(pump, owner)

    monkeypatch.setattr(MessagePump, "_get_dispatch_methods", methods)


def _handlers(pump: type, name: str, message: type) -> list[tuple[type, Any]] | None:
    """The handlers of a kind of message that are found by name; none where any is decorated."""
    found = []
    for owner in pump.__mro__:
        if any(kind in owner.__dict__.get("_decorated_handlers", ()) for kind in message.__mro__):
            return None
        handler = owner.__dict__.get(f"_{name}") or owner.__dict__.get(name)
        if handler is not None and not getattr(handler, "_textual_on", None):
            found.append((owner, handler))
    return found


@cache
def shipped_themes() -> dict[str, Theme]:
    themes, failed = load_themes((bundled_themes(),))
    assert not failed
    return themes


def files_of(library: Library) -> ConfigurationFiles:
    """The settings beside the library, and the themes that are shipped."""
    home = library._store.database.file.parent
    return ConfigurationFiles(home / "config.toml", (bundled_themes(), home / "themes"), Settings())


def reader_app(
    library: Library,
    *references: str,
    templates: Path | None = None,
    problems: Sequence[str] = (),
    background: Background | None = None,
    first: Article | None = None,
    **settings: object,
) -> BriefingApp:
    themes = shipped_themes()
    opening = Opening.begin(lambda: library, references)
    chosen = Settings(**{"theme": "wire", **settings})  # type: ignore[arg-type]

    def make_reader(frame: FirstFrame, problems: Sequence[str]) -> ReaderScreen:
        files = files_of(library)
        return ReaderScreen(opening, chosen, problems, files=files, first=frame.article, templates=templates)

    loaded: Future[Article | None] = Future()
    loaded.set_result(first)
    return BriefingApp(
        chosen,
        themes,
        make_reader,
        first=loaded,
        problems=problems,
        background=background or Background(),
    )
