"""One bundle that every format is written from: the golden files are what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.domain import (
    Actor,
    ActorKind,
    Analysis,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    Passage,
    Quote,
    Span,
)
from briefing.domain.analysis import ranked_points
from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    AnnotatedArticle,
    Annotation,
    ArticleHead,
    Color,
    anchor_at,
    sort_by_position,
)
from briefing.domain.article import article_id, text_hash
from briefing.exchange.export_bundle import ExportBundle

URL = "https://www.example.org/world/2026/11/harbour-talks?edition=int&page=2"
PATH = "/home/reader/clippings/Budget – draft.txt"

HARBOUR = """\
🚢⚓ Talks over the harbour of Port Saint-Éloi ended on Tuesday without an agreement, the ministry said.

Minister Ana Lima called the offer "a first step" and said a decision would follow within ten days. \
Dockworkers want the night shift paid double.

The union's leader, Bo Færøy, said: “We will not sign a blank cheque.” The port is shut since 3 November.

Neither side would say who pays for the delay."""

BUDGET = """\
=SUM of all parts, the budget grew by 4 % to 1.2 bn.

@treasury <b>declined</b> to comment; *nobody* answered [the question](about: debt) | or | its [[price]].

The vote is due in December."""


@pytest.fixture
def bundle() -> ExportBundle:
    """Two articles with the annotations that formats tend to get wrong."""
    return ExportBundle((_harbour(), _budget()))


@pytest.fixture
def briefed_bundle(bundle: ExportBundle) -> ExportBundle:
    """The same, with the briefing of the first article."""
    return replace(bundle, briefings={bundle.articles[0].head.id: _analysis()})


def _harbour() -> AnnotatedArticle:
    annotations = (
        _annotation(
            1,
            HARBOUR,
            "ended on Tuesday without an agreement",
            note=(
                "Check against the *ministry's* release:\n\n- who said it?\n- when?\n\n"
                "> ended\n\n```\n# not a heading\n```"
            ),
            tags=("port strike", "to check", "été"),
            color=Color.GREEN,
        ),
        _annotation(2, HARBOUR, "the ministry said"),
        # Overlaps the first, and crosses a paragraph.
        _annotation(
            3,
            HARBOUR,
            'the ministry said.\n\nMinister Ana Lima called the offer "a first step"',
            note="One claim, two voices; see https://example.org/a_b_c and 🧭.",
            color=Color.BLUE,
        ),
        replace(
            _annotation(
                4, HARBOUR, "“We will not sign a blank cheque.”", tags=("quote",), color=Color.ORANGE
            ),
            state=AnchorState.FUZZY,
            confidence=0.875,
            first=Anchor(
                quote='"We won\'t sign a blank check."',
                prefix="The union's leader Bo Faeroy said: ",
                suffix=" The port has been shut since",
                span=Span(300, 330),
            ),
            modified="2026-11-12T08:30:00Z",
        ),
        replace(
            _annotation(5, HARBOUR, "who pays for the delay", note="@Lima: the *state*?"),
            state=AnchorState.MOVED,
            first=Anchor(quote="who pays for the delay", prefix="would say ", suffix=".", span=Span(12, 34)),
        ),
        Annotation(
            id=_urn(6),
            anchor=Anchor(quote="The mayor = absent,\n\nas ever", prefix="before it ", suffix=" after it"),
            created="2026-11-08T21:00:00+02:00",
            modified="2026-11-09T07:15:30Z",
            note="-1 for the mayor",
            tags=("lost & found",),
            color=Color.VIOLET,
            state=AnchorState.ORPHAN,
        ),
    )
    head = ArticleHead(
        id=article_id(URL),
        title='Harbour talks: "no deal" <yet> & more',
        url=URL,
        path=None,
        source="The Example Post",
        author="Jo Márquez, Ed O'Neil",
        published="2026-11-10T06:00:00+01:00",
        text_sha256=text_hash(HARBOUR),
    )
    return AnnotatedArticle(head, sort_by_position(annotations), HARBOUR)


def _budget() -> AnnotatedArticle:
    annotations = (
        _annotation(
            7, BUDGET, "=SUM of all parts", note='=HYPERLINK("https://evil.example","click")', tags=("+1",)
        ),
        _annotation(8, BUDGET, "@treasury <b>declined</b> to comment; *nobody* answered", note="#1, really?"),
        _annotation(9, BUDGET, "[the question](about: debt) | or | its [[price]]", tags=("syntax",)),
    )
    head = ArticleHead(id=article_id(PATH), title="Budget – draft", path=PATH, text_sha256=text_hash(BUDGET))
    return AnnotatedArticle(head, sort_by_position(annotations), BUDGET)


def _annotation(
    number: int,
    text: str,
    quote: str,
    *,
    note: str = "",
    tags: tuple[str, ...] = (),
    color: Color = Color.YELLOW,
) -> Annotation:
    made = f"2026-11-1{number % 2}T09:0{number}:00Z"
    start = text.index(quote)
    return Annotation(
        id=_urn(number),
        anchor=anchor_at(text, Span(start, start + len(quote))),
        created=made,
        modified=made,
        note=note,
        tags=tags,
        color=color,
    )


def _urn(number: int) -> str:
    return f"urn:uuid:0c0ffee0-0000-4000-8000-{number:012d}"


def _passage(quote: str) -> Passage:
    start = HARBOUR.index(quote)
    return Passage.at(HARBOUR, start, start + len(quote))


def _analysis() -> Analysis:
    return Analysis(
        engine=EngineInfo("built-in", "7", "en_core_web_sm 3.8.0"),
        summary=ranked_points(
            (
                _passage("Talks over the harbour of Port Saint-Éloi ended on Tuesday without an agreement"),
                _passage("The port is shut since 3 November."),
            )
        ),
        actors=(
            Actor(
                name="Ana Lima",
                kind=ActorKind.PERSON,
                role="Minister",
                aliases=("Lima",),
                salience=1.0,
                mentions=(_passage("Ana Lima"),),
                statements=(_passage('called the offer "a first step"'),),
            ),
            Actor(
                name="Bo Færøy",
                kind=ActorKind.PERSON,
                role=None,
                aliases=(),
                salience=0.5,
                mentions=(_passage("Bo Færøy"),),
                statements=(_passage("“We will not sign a blank cheque.”"),),
            ),
        ),
        issues=(
            Issue(
                label="decision on the offer",
                kind=IssueKind.PENDING,
                importance=3,
                evidence=(_passage("a decision would follow within ten days"),),
                actors=("Ana Lima",),
                when="within ten days",
            ),
            Issue(
                label="who pays for the delay",
                kind=IssueKind.UNKNOWN,
                importance=2,
                evidence=(_passage("Neither side would say who pays for the delay."),),
                actors=(),
                when=None,
                is_corrected=True,
            ),
        ),
        timeline=(Event("2026-11-03", _passage("The port is shut since 3 November.")),),
        quotes=(
            Quote("Ana Lima", _passage("a first step")),
            Quote("Bo Færøy", _passage("We will not sign a blank cheque."), is_corrected=True),
        ),
    )
