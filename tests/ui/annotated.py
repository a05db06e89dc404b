"""Annotations to list, and an app that shows one screen for them, with all of its themes and commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from textual.pilot import Pilot
from textual.screen import Screen

from briefing.domain import Span
from briefing.domain.annotation import Anchor, AnchorState, Annotation, AnnotationEntry, ArticleHead, Color
from briefing.settings import Settings
from briefing.ui.app import BriefingApp
from briefing.ui.first_frame import FirstFrame
from briefing.ui.tasks import Wanted
from tests.ui.conftest import shipped_themes

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

BIDEN = ArticleHead("a1", "Biden and Xi Jinping to speak by phone in effort to improve U.S.-China ties")
OIL = ArticleHead("a2", "Oil facilities in Saudi Arabia hit by drone attacks")

BEFORE = (
    "First paragraph.\n\nBoth sides said there are also plans for a call between their military commanders. "
)
RESUMED = "Xi agreed to resume military-to-military communications last year"
TEXT = f"{BEFORE}{RESUMED} after cutting them off in 2022. Pelosi went home.\n\nThe end."


def now() -> datetime:
    return NOW


def entry(
    head: ArticleHead, id_: str, quote: str, start: int | None = 0, **others: object
) -> AnnotationEntry:
    fields: dict[str, object] = {"created": "2026-11-20T08:00:00Z", "modified": "2026-11-20T08:00:00Z"}
    span = None if start is None else Span(start, start + len(quote))
    annotation = Annotation(id_, Anchor(quote, span=span), **(fields | others))  # type: ignore[arg-type]
    return AnnotationEntry(head, annotation)


ENTRIES = (
    entry(
        BIDEN,
        "1",
        RESUMED,
        len(BEFORE),
        note="The only channel Pelosi’s 2022 visit had closed. Is the call part of the same promise?",
        tags=("military",),
        color=Color.GREEN,
        created="2026-11-20T09:00:00Z",
    ),
    entry(
        BIDEN,
        "2",
        "the highest-level public engagement the Biden administration has had with the Chinese",
        900,
        note="First meeting at this level since 2018 (Mattis)",
        tags=("military",),
    ),
    entry(
        OIL,
        "3",
        "The Yemen-based Houthi movement claimed responsibility for the attacks",
        note="Who launched them? Claim only.",
        tags=("military",),
        color=Color.ORANGE,
        state=AnchorState.FUZZY,
        confidence=0.94,
        created="2026-11-12T08:00:00Z",
    ),
    entry(
        OIL,
        "4",
        "five million barrels a day",
        None,
        tags=("oil",),
        state=AnchorState.ORPHAN,
        created="2025-03-04T08:00:00Z",
    ),
)


@dataclass
class RecordingPort:
    """Keeps what it is asked for; answers nothing by itself but what a test gives it to answer."""

    entries: Sequence[AnnotationEntry] | None = ENTRIES
    """None to keep the screen waiting."""
    asked: list[tuple[object, ...]] = field(default_factory=list)

    @property
    def changes(self) -> RecordingPort:
        return self

    def load(
        self,
        article_id: str | None,
        show: Callable[[Sequence[AnnotationEntry]], object],
        **_: object,
    ) -> None:
        self.asked.append(("load", article_id))
        if self.entries is not None:
            kept = [each for each in self.entries if article_id in (None, each.head.id)]
            show(kept)

    @property
    def tasks(self) -> RecordingPort:
        return self

    def newest(self, _name: str) -> Wanted:
        return lambda: True

    def load_text(self, article_id: str, _show: object) -> None:
        self.asked.append(("load_text", article_id))

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *asked: self.asked.append((name, *asked))

    @property
    def wishes(self) -> list[tuple[object, ...]]:
        """What was asked for besides data."""
        return [each for each in self.asked if each[0] not in ("load", "load_text")]


async def show(pilot: Pilot[None], screen: Screen[None]) -> None:
    """Show a screen in the place of the one that the test opened, if that is still there."""
    if len(pilot.app.screen_stack) == 1:
        pilot.app.push_screen(screen)
    else:
        pilot.app.switch_screen(screen)
    await until_shown(pilot, screen)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def until_shown(pilot: Pilot[None], screen: Screen[None]) -> None:
    while pilot.app.screen is not screen or not screen.is_mounted:
        await pilot.pause()
    await pilot.pause()


def app_with(screen: Screen[None], **settings: object) -> BriefingApp:
    chosen = Settings(**{"theme": "wire", **settings})  # type: ignore[arg-type]

    def make_reader(_frame: FirstFrame, _problems: Sequence[str]) -> Screen[None]:
        return screen

    return BriefingApp(chosen, shipped_themes(), make_reader)
