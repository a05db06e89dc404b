from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
)
from briefing.domain.analysis import Point, analysis_from_dict, analysis_to_dict

TEXT = "Kim Sen met Ada Roe. “We will return,” Sen said.\n\nIt is unclear when 🛰️ talks resume."

_passages = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(
    lambda ends: Passage.at(TEXT, min(ends), max(ends))
)
_several = st.lists(_passages, max_size=3).map(tuple)
_words = st.text(max_size=12)
_analyses = st.builds(
    Analysis,
    engine=st.builds(EngineInfo, _words, _words, _words),
    summary=st.lists(
        _passages
        | st.builds(lambda each, rank: Point(each.span, each.text, rank), _passages, st.integers(1)),
        max_size=3,
    ).map(tuple),
    actors=st.lists(
        st.builds(
            Actor,
            name=_words,
            kind=st.sampled_from(ActorKind),
            role=st.none() | _words,
            aliases=st.lists(_words, max_size=2).map(tuple),
            salience=st.floats(0, 1),
            mentions=_several,
            statements=_several,
        ),
        max_size=2,
    ).map(tuple),
    issues=st.lists(
        st.builds(
            Issue,
            label=_words,
            kind=st.sampled_from(IssueKind),
            importance=st.integers(1, 3),
            evidence=_several,
            actors=st.lists(_words, max_size=2).map(tuple),
            when=st.none() | _words,
        ),
        max_size=2,
    ).map(tuple),
    notice=st.none() | _words,
    timeline=st.lists(st.builds(Event, _words, _passages), max_size=2).map(tuple),
    quotes=st.lists(st.builds(Quote, st.none() | _words, _passages), max_size=2).map(tuple),
)


@given(_analyses)
def test_an_analysis_comes_back_from_json_as_it_was(analysis: Analysis) -> None:
    assert analysis_from_dict(json.loads(json.dumps(analysis_to_dict(analysis))), TEXT) == analysis


def _valid() -> dict[str, Any]:  # JSON values
    return analysis_to_dict(
        Analysis(
            EngineInfo("briefing", "1", "m"),
            (Passage.at(TEXT, 0, 7),),
            (Actor("Kim Sen", ActorKind.PERSON, None, (), 0.5, (Passage.at(TEXT, 0, 7),), ()),),
            (Issue("talks", IssueKind.UNKNOWN, 2, (Passage.at(TEXT, 50, 64),), (), None),),
            timeline=(Event("2026-03", Passage.at(TEXT, 0, 20)),),
            quotes=(Quote("Kim Sen", Passage.at(TEXT, 22, 36)),),
        )
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("summary", 0, "text"), "Kim Son", id="another word"),
        pytest.param(("summary", 0, "start"), 1, id="shifted"),
        pytest.param(("summary", 0, "start"), -7, id="before the text"),
        pytest.param(("summary", 0, "start"), "0", id="offset of text"),
        pytest.param(("summary",), None, id="no summary"),
        pytest.param(("actors", 0, "mentions", 0, "text"), "Sen Kim", id="another mention"),
        pytest.param(("actors", 0, "kind"), "planet", id="unknown kind of actor"),
        pytest.param(("actors", 0, "salience"), "much", id="salience of text"),
        pytest.param(("issues", 0, "evidence", 0, "text"), "", id="empty evidence"),
        pytest.param(("issues", 0, "kind"), "", id="unknown kind of issue"),
        pytest.param(("issues", 0, "importance"), float("inf"), id="importance beyond all bounds"),
        pytest.param(("timeline", 0, "text"), "Kim Sen", id="another event"),
        pytest.param(("quotes", 0, "end"), 37, id="more words than were said"),
        pytest.param(("quotes", 0), {"start": 0, "end": 3, "text": "Kim"}, id="quote without a speaker"),
        pytest.param(("engine",), [], id="engine of a list"),
    ],
)
def test_what_does_not_fit_the_text_is_refused(path: tuple[str | int, ...], value: object) -> None:
    document: Any = _valid()
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError):
        analysis_from_dict(document, TEXT)


@pytest.mark.parametrize("value", [{}, [], None, "text", {"engine": {}}], ids=repr)
def test_what_is_no_analysis_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        analysis_from_dict(value, TEXT)


def test_an_analysis_from_before_there_were_timelines_and_quotes_has_none() -> None:
    document = _valid()
    del document["timeline"], document["quotes"]
    analysis = analysis_from_dict(document, TEXT)
    assert (analysis.timeline, analysis.quotes) == ((), ())
    assert analysis.summary
