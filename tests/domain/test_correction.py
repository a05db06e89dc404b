"""A briefing as the reader has corrected it, by this engine or by a newer one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

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
    analysis_from_dict,
    analysis_to_dict,
)
from briefing.domain.analysis import PARTS, ranked_points
from briefing.domain.annotation import ArticleHead
from briefing.domain.correction import (
    Correction,
    CorrectionKind,
    Subject,
    WholePart,
    corrected,
    in_brief,
    part_of,
)
from briefing.domain.correction_codec import (
    CorrectionList,
    merge_corrections,
    parse_corrections,
    serialize_corrections,
)

TEXT = (
    "Envoy Ann Brook and Minister Carl Dahl will meet again next week. Brook called the round useful. "
    "Ties are strained by trade restrictions, the status of the island and support for the war. "
    "Beijing did not say who will pay for the talks."
)


def passage(words: str, text: str = TEXT) -> Passage:
    at = text.index(words)
    return Passage.at(text, at, at + len(words))


def actor(name: str, *aliases: str, kind: ActorKind = ActorKind.PERSON) -> Actor:
    found = [each for each in (name, *aliases) if each in TEXT]
    return Actor(name, kind, None, aliases, 0.5, tuple(sorted(map(passage, found))), ())


def issue(label: str, *evidence: str, importance: int = 2, actors: tuple[str, ...] = ()) -> Issue:
    return Issue(label, IssueKind.PENDING, importance, tuple(map(passage, evidence)), actors, None)


BROOK, DAHL, CHINA = actor("Ann Brook", "Brook"), actor("Carl Dahl"), actor("Beijing")
ROUND = issue("Second round of talks", "will meet again next week", importance=3, actors=("Ann Brook",))
TRADE = issue("Trade restrictions", "trade restrictions")
ISLAND = issue("Status of the island", "the status of the island")
PAYER = issue("Who will pay for the talks", "who will pay for the talks", importance=1)
MEETING = Event("2026-03-09", passage("will meet again next week"), is_next=True)
CALL = Event("2026-03-04", passage("Brook called the round useful."))
USEFUL = Quote("Ann Brook", passage("useful"))
ANALYSIS = Analysis(
    EngineInfo("stub", "1", "none"),
    summary=ranked_points([passage("Brook called the round useful."), passage("Beijing did not say")]),
    actors=(BROOK, DAHL, CHINA),
    issues=(ROUND, TRADE, ISLAND, PAYER),
    timeline=(CALL, MEETING),
    quotes=(USEFUL,),
)


def names(analysis: Analysis) -> list[str]:
    return [each.name for each in analysis.actors]


def labels(analysis: Analysis) -> list[str]:
    return [each.label for each in analysis.issues]


def correct(*corrections: Correction, analysis: Analysis = ANALYSIS, text: str = TEXT) -> Analysis:
    return corrected(analysis, corrections, text)


def hide(subject: Subject) -> Correction:
    return Correction(CorrectionKind.HIDE, in_brief(subject))


# This engine


def test_a_hidden_actor_is_involved_in_nothing() -> None:
    analysis = correct(hide(BROOK))
    assert names(analysis) == ["Carl Dahl", "Beijing"]
    assert analysis.issues[0].actors == () and analysis.quotes[0].speaker == "Ann Brook"


def test_a_renamed_actor_has_its_name_everywhere_and_the_old_one_as_another() -> None:
    analysis = correct(Correction(CorrectionKind.RENAME, BROOK, "Anna Brook"))
    assert analysis.actors[0].name == "Anna Brook" and analysis.actors[0].aliases == ("Brook", "Ann Brook")
    assert analysis.issues[0].actors == ("Anna Brook",) and analysis.quotes[0].speaker == "Anna Brook"


def test_a_kind_is_put_right() -> None:
    analysis = correct(
        Correction(CorrectionKind.KIND, CHINA, "country"), Correction(CorrectionKind.KIND, TRADE, "dispute")
    )
    assert analysis.actors[2].kind is ActorKind.COUNTRY and analysis.issues[1].kind is IssueKind.DISPUTE


def test_merged_actors_have_one_name_and_all_mentions() -> None:
    analysis = correct(Correction(CorrectionKind.MERGE, BROOK, into=DAHL))
    assert names(analysis) == ["Carl Dahl", "Beijing"]
    assert analysis.actors[0].aliases == ("Ann Brook", "Brook")
    assert analysis.actors[0].mentions == tuple(sorted({*BROOK.mentions, *DAHL.mentions}))
    assert analysis.issues[0].actors == ("Carl Dahl",) and analysis.quotes[0].speaker == "Carl Dahl"


def test_merged_issues_have_one_label_and_all_evidence() -> None:
    analysis = correct(Correction(CorrectionKind.MERGE, ROUND, into=PAYER))
    assert labels(analysis) == ["Who will pay for the talks", "Trade restrictions", "Status of the island"]
    merged = analysis.issues[0]
    assert merged.evidence == (*PAYER.evidence, *ROUND.evidence)
    assert merged.importance == 3 and merged.actors == ("Ann Brook",)


def test_corrections_build_on_one_another() -> None:
    renamed = correct(Correction(CorrectionKind.RENAME, BROOK, "Anna Brook"))
    again = correct(Correction(CorrectionKind.RENAME, BROOK, "Anna Brook"), hide(renamed.actors[0]))
    assert names(again) == ["Carl Dahl", "Beijing"]


@pytest.mark.parametrize(
    ("kind", "subject", "value", "into"),
    [
        (CorrectionKind.KEEP, CALL.passage, "", None),
        (CorrectionKind.ROLE, TRADE, "Envoy", None),
        (CorrectionKind.SPEAKER, BROOK, "Carl Dahl", None),
        (CorrectionKind.DATE, CALL, "soon", None),
        (CorrectionKind.DATE, CALL, "", None),
        (CorrectionKind.DATE, CALL, "2026-02-30", None),
        (CorrectionKind.REPLACE, CALL, "", None),
        (CorrectionKind.REPLACE, USEFUL, "", CALL.passage),
        (CorrectionKind.KEEP, WholePart("issues"), "", None),
        (CorrectionKind.HIDE, WholePart("notice"), "", None),
        (CorrectionKind.KIND, BROOK, "dispute", None),
        (CorrectionKind.RENAME, BROOK, " ", None),
        (CorrectionKind.MERGE, BROOK, "", TRADE),
        (CorrectionKind.MERGE, BROOK, "", None),
    ],
)
def test_what_does_not_fit_is_no_correction(
    kind: CorrectionKind, subject: Subject, value: str, into: Actor | Issue | Passage | None
) -> None:
    with pytest.raises(ValueError):
        Correction(kind, subject, value, into)


# Every line of every part


LINES: dict[str, Subject] = {
    "summary": ANALYSIS.summary[0],
    "actors": DAHL,
    "issues": TRADE,
    "timeline": CALL,
    "quotes": USEFUL,
}


@pytest.mark.parametrize("part", PARTS)
def test_a_line_of_every_part_can_be_left_out_and_all_of_them(part: str) -> None:
    line = LINES[part]
    left = tuple(each for each in getattr(ANALYSIS, part) if each != line)
    assert getattr(correct(hide(line)), part) == left
    assert getattr(correct(hide(WholePart(part))), part) == ()


def test_a_part_that_is_said_to_be_empty_stays_so_but_for_what_is_kept() -> None:
    newer = replace(NEWER, issues=(issue("Support for the war", "support for the war"),))
    assert labels(correct(hide(WholePart("issues")), analysis=newer)) == []
    keep = Correction(CorrectionKind.KEEP, ISLAND)
    assert labels(correct(hide(WholePart("issues")), keep, analysis=newer)) == ["Status of the island"]


@pytest.mark.parametrize(("role", "shown"), [("Trade envoy", "Trade envoy"), ("", None)])
def test_an_actor_gets_another_role_or_none(role: str, shown: str | None) -> None:
    analysis = correct(Correction(CorrectionKind.ROLE, replace(BROOK, role="Envoy"), role))
    assert (analysis.actors[0].role, analysis.actors[0].is_corrected) == (shown, True)
    assert not analysis.actors[1].is_corrected


@pytest.mark.parametrize(("speaker", "shown"), [("Carl Dahl", "Carl Dahl"), ("", None)])
def test_a_quote_gets_another_speaker_who_then_says_it(speaker: str, shown: str | None) -> None:
    said = replace(ANALYSIS, actors=(replace(BROOK, statements=(passage("the round useful"),)), DAHL))
    analysis = correct(Correction(CorrectionKind.SPEAKER, USEFUL, speaker), analysis=said)
    assert (analysis.quotes[0].speaker, analysis.quotes[0].is_corrected) == (shown, True)
    brook, dahl = analysis.actors
    assert brook.statements == () and dahl.statements == ((USEFUL.passage,) if speaker else ())


@pytest.mark.parametrize(
    ("date", "is_next", "place"),
    [
        ("2026-03-20", True, 1),
        ("2026-03-03", False, 0),
        ("2026-W10", False, 0),
        ("2026-W12", True, 1),
        ("2026", False, 0),
    ],
)
def test_an_event_gets_another_date_and_its_place(date: str, is_next: bool, place: int) -> None:
    right = Correction(CorrectionKind.DATE, CALL, date)
    events = corrected(ANALYSIS, [right], TEXT, "2026-03-05T08:00:00Z").timeline
    (moved,) = (each for each in events if each.passage == CALL.passage)
    assert (moved.date, moved.is_next, moved.is_corrected) == (date, is_next, True)
    assert events.index(moved) == place


def test_the_issue_that_tells_an_event_is_due_on_its_new_day() -> None:
    told = replace(ROUND, label="Meet next week", when="next week", due="2026-03-09")
    analysis = replace(ANALYSIS, issues=(told, TRADE))
    issues = correct(Correction(CorrectionKind.DATE, MEETING, "2026-03-16"), analysis=analysis).issues
    assert [each.due for each in issues] == ["2026-03-16", None]


@pytest.mark.parametrize("day", ["2026-03-16", ""])
def test_an_issue_gets_another_day_or_none(day: str) -> None:
    (_, trade, *_) = correct(Correction(CorrectionKind.DATE, TRADE, day)).issues
    assert trade.due == (day or None)


STRAINED = passage("Ties are strained by trade restrictions")


def replaced(line: Passage | Event, *more: Correction, analysis: Analysis = ANALYSIS) -> Analysis:
    return correct(Correction(CorrectionKind.REPLACE, line, into=STRAINED), *more, analysis=analysis)


def test_another_sentence_stands_in_the_summary_with_the_rank_of_the_first() -> None:
    first, second = ANALYSIS.summary
    analysis = replaced(first)
    assert [(each.text, getattr(each, "rank", 0)) for each in analysis.summary] == [
        (STRAINED.text, 1),
        (second.text, 2),
    ]
    assert analysis_from_dict(analysis_to_dict(analysis), TEXT) == analysis
    assert analysis_to_dict(analysis)["summary"][0]["corrected"] is True


def test_the_readers_sentence_stays_where_an_engine_has_other_ones_and_is_never_there_twice() -> None:
    first, second = ANALYSIS.summary
    newer = replace(NEWER, summary=(second,))
    assert [each.text for each in replaced(first, analysis=newer).summary] == [STRAINED.text, second.text]
    both = replace(NEWER, summary=(first, STRAINED))
    assert replaced(first, analysis=both).summary == (STRAINED,)
    dropped = hide(replaced(first).summary[0])
    assert replaced(first, dropped, analysis=newer).summary == (second,)


def test_another_sentence_tells_the_event() -> None:
    assert [each.passage for each in replaced(CALL).timeline] == [STRAINED, MEETING.passage]


def test_what_an_engine_does_not_find_cannot_be_corrected() -> None:
    none = replace(NEWER, timeline=(), quotes=(), summary=())
    assert replaced(CALL, analysis=none) == none
    for line, kind, value in ((CALL, CorrectionKind.DATE, "2026"), (USEFUL, CorrectionKind.SPEAKER, "Dahl")):
        assert correct(Correction(kind, line, value), hide(line), analysis=none).timeline == ()
    assert correct(hide(ANALYSIS.summary[0]), analysis=none) == none


def test_one_of_two_dates_of_a_sentence_is_corrected() -> None:
    other = replace(CALL, date="2026-03-01")
    newer = replace(NEWER, timeline=(other, CALL))
    assert correct(hide(CALL), analysis=newer).timeline == (other,)


def test_a_label_of_the_readers_is_not_in_the_words_of_a_model() -> None:
    worded = replace(ANALYSIS, issues=(replace(TRADE, model="small"),))
    (renamed,) = correct(Correction(CorrectionKind.RENAME, TRADE, "Tariffs"), analysis=worded).issues
    assert (renamed.label, renamed.model, renamed.is_corrected) == ("Tariffs", None, True)


# Another engine


NEWER = replace(ANALYSIS, engine=EngineInfo("stub", "2", "none"))


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(issue("Island's status", "the status of the island"), id="another label"),
        pytest.param(
            issue(
                "Status of the island",
                "Ties are strained by trade restrictions, the status of the island and support for the war",
            ),
            id="a longer passage",
        ),
        pytest.param(
            issue("The island’s disputed status", "by trade restrictions, the status of the island"),
            id="another label and a passage that overlaps",
        ),
        pytest.param(replace(ISLAND, kind=IssueKind.DISPUTE, importance=1), id="another kind"),
    ],
)
def test_a_dismissed_issue_stays_dismissed_and_its_neighbours_stay(now: Issue) -> None:
    newer = replace(NEWER, issues=(now, PAYER, TRADE, ROUND))
    assert correct(hide(ISLAND), analysis=newer).issues == (PAYER, TRADE, ROUND)


def test_an_issue_of_the_same_sentence_is_another() -> None:
    newer = replace(NEWER, issues=(TRADE, issue("Support for the war", "support for the war")))
    assert correct(hide(ISLAND), analysis=newer) == newer


def test_a_kept_issue_is_shown_where_the_engine_does_not_find_it() -> None:
    newer = replace(NEWER, issues=(ROUND, PAYER), actors=(DAHL,))
    keep = [Correction(CorrectionKind.KEEP, each) for each in (ISLAND, PAYER)]
    analysis = correct(*keep, analysis=newer)
    assert labels(analysis) == ["Second round of talks", "Status of the island", "Who will pay for the talks"]
    assert [each.is_kept for each in analysis.issues] == [False, True, True]


def test_a_kept_issue_goes_with_its_passage_and_follows_it() -> None:
    moved = f"An editor's note. {TEXT}"
    none = replace(NEWER, issues=(), actors=(), quotes=())
    keep = Correction(CorrectionKind.KEEP, ISLAND)
    (kept,) = correct(keep, analysis=none, text=moved).issues
    assert kept.evidence == (passage("the status of the island", moved),)
    assert correct(keep, analysis=none, text="Another text altogether.").issues == ()


def test_an_added_actor_is_shown_and_follows_its_passage() -> None:
    keep = Correction(CorrectionKind.KEEP, in_brief(replace(CHINA, role="Host")))
    none, moved = replace(NEWER, issues=(), actors=(DAHL,), quotes=()), f"An editor's note. {TEXT}"
    _, kept = correct(keep, analysis=none, text=moved).actors
    assert (kept.name, kept.role, kept.mentions) == ("Beijing", "Host", (passage("Beijing", moved),))
    assert kept.is_corrected
    assert names(correct(keep, analysis=none, text="Another text altogether.")) == ["Carl Dahl"]
    known = replace(none, actors=(replace(CHINA, kind=ActorKind.GROUP, shown=False),))
    (kept,) = correct(keep, analysis=known).actors
    assert (kept.kind, kept.role, kept.shown) == (ActorKind.PERSON, "Host", True)
    listed = CorrectionList(ArticleHead("0123456789abcdef", "T"), (keep,))
    assert parse_corrections(serialize_corrections(listed), listed.head.id).corrections == (keep,)


def test_an_added_quote_is_shown_said_by_its_speaker_and_follows_its_passage() -> None:
    moved, words = f"An editor's note. {TEXT}", "will meet again next week"
    keep = Correction(CorrectionKind.KEEP, in_brief(Quote("Carl Dahl", passage(words))))
    analysis = correct(keep, text=moved, analysis=replace(ANALYSIS, quotes=()))
    assert analysis.quotes == (Quote("Carl Dahl", passage(words, moved), is_corrected=True),)
    assert [each.statements for each in analysis.actors] == [(), (passage(words, moved),), ()]
    assert [each.passage for each in correct(keep).quotes] == sorted([passage(words), USEFUL.passage])
    assert correct(keep, text="Another text altogether.", analysis=Analysis(ANALYSIS.engine)).quotes == ()
    listed = CorrectionList(ArticleHead("0123456789abcdef", "T"), (keep,))
    assert parse_corrections(serialize_corrections(listed), listed.head.id).corrections == (keep,)


@pytest.mark.parametrize("line", [USEFUL, CALL, BROOK], ids=["quote", "event", "actor"])
def test_a_folded_line_that_is_kept_is_shown_with_the_others(line: Actor | Event | Quote) -> None:
    folded = replace(line, shown=False)
    parts: dict[str, Any] = {part_of(line): (folded,)}
    analysis = replace(Analysis(ANALYSIS.engine), **parts)
    keep = Correction(CorrectionKind.KEEP, in_brief(folded))
    assert correct(keep, analysis=analysis).items(part_of(line)) == (replace(line, is_corrected=True),)
    assert correct(keep, analysis=Analysis(ANALYSIS.engine)).timeline == ()


def test_an_actor_is_known_by_another_of_its_names() -> None:
    newer = replace(NEWER, actors=(actor("Brook", "Ann Brook"), DAHL))
    assert names(correct(hide(BROOK), analysis=newer)) == ["Carl Dahl"]
    newer = replace(NEWER, actors=(actor("Envoy Ann Brook", "Brook"), DAHL))
    assert names(correct(hide(BROOK), analysis=newer)) == ["Envoy Ann Brook", "Carl Dahl"]


def test_an_actor_is_known_by_the_passages_that_name_it() -> None:
    titled = replace(actor("Ann Brook", "Brook"), name="The envoy", aliases=())
    newer = replace(NEWER, actors=(titled, DAHL))
    assert names(correct(hide(BROOK), analysis=newer)) == ["Carl Dahl"]
    elsewhere = replace(titled, mentions=DAHL.mentions)
    assert "The envoy" in names(correct(hide(BROOK), analysis=replace(NEWER, actors=(elsewhere,))))


# The file


MADE = (
    replace(hide(BROOK), made="2026-11-20T08:00:00.000001Z"),
    Correction(CorrectionKind.MERGE, TRADE, into=ISLAND, made="2026-11-20T08:00:00.000002Z"),
    Correction(CorrectionKind.KIND, CHINA, "country", made="2026-11-20T08:00:00.000003Z"),
    Correction(CorrectionKind.SPEAKER, USEFUL, "Carl Dahl", made="2026-11-20T08:00:00.000004Z"),
    Correction(CorrectionKind.DATE, CALL, "2026-W10", made="2026-11-20T08:00:00.000005Z"),
    Correction(
        CorrectionKind.REPLACE, passage("useful"), into=passage("trade"), made="2026-11-20T08:00:00.000006Z"
    ),
    Correction(CorrectionKind.HIDE, WholePart("issues"), made="2026-11-20T08:00:00.000007Z"),
)
HEAD = ArticleHead("0123456789abcdef", "Talks")


def test_corrections_are_read_as_they_were_written() -> None:
    listed = CorrectionList(HEAD, MADE)
    read = parse_corrections(serialize_corrections(listed), HEAD.id)
    assert read.corrections == MADE and read.head == HEAD and not read.is_newer


def test_what_is_not_known_is_kept_and_control_characters_are_not() -> None:
    content = serialize_corrections(CorrectionList(HEAD, MADE[2:3]))
    content = content.replace(b'"items": [', b'"more": 1, "items": [{"do": "paint"},')
    content = content.replace(b'"article": {', b'"article": {"more": 2,')
    content = content.replace(b'{\n      "do": "', b'{"more": 3, "do": "').replace(
        b'"name": ', b'"more": 4, "name": '
    )
    content = content.replace(b"Beijing", b"Bei\\u001bjing", 1)
    read = parse_corrections(content, HEAD.id)
    assert read.foreign == ({"do": "paint"},) and read.raw["more"] == 1
    assert isinstance(read.corrections[0].subject, Actor) and "\x1b" not in read.corrections[0].subject.name
    again = parse_corrections(serialize_corrections(read), HEAD.id)
    assert (again.foreign, again.raw["more"], again.corrections) == (read.foreign, 1, read.corrections)
    assert again.raw["article"]["more"] == 2
    written = json.loads(serialize_corrections(again))["items"]
    assert [each["more"] for each in written if each["do"] != "paint"] == [3] * len(again.corrections)
    assert all(each[key]["more"] == 4 for each in written for key in ("actor", "into") if key in each)


def test_the_file_of_a_newer_version_is_not_taken_for_a_damaged_one() -> None:
    read = parse_corrections(b'{"schema": 2, "items": {}, "article": []}', HEAD.id)
    assert read.is_newer and read.corrections == () and read.head.id == HEAD.id


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param((b'"start": 10', b'"start": 10.5'), id="a half of a character"),
        pytest.param((b'"text": "Ann Brook"', b'"text": 7'), id="a number for words"),
        pytest.param((b'"salience": 0.5', b'"salience": 1' + b"0" * 400), id="a number beyond all bounds"),
    ],
)
def test_a_damaged_item_is_kept_and_not_applied(damaged: tuple[bytes, bytes]) -> None:
    content = serialize_corrections(CorrectionList(HEAD, (hide(BROOK),)))
    assert damaged[0] in content
    read = parse_corrections(content.replace(*damaged), HEAD.id)
    assert read.corrections == () and len(read.foreign) == 1


@pytest.mark.parametrize("content", [b"", b"[]", b'{"items": []}', b'{"items": 1, "article": {}}'])
def test_a_damaged_file_is_none(content: bytes) -> None:
    with pytest.raises(ValueError):
        parse_corrections(content, HEAD.id)


def test_two_files_become_one_with_the_corrections_of_both() -> None:
    merged = merge_corrections(CorrectionList(HEAD, MADE[1:]), CorrectionList(HEAD, MADE[:2]))
    assert merged.corrections == MADE


@pytest.mark.parametrize(
    "kind, value", [(CorrectionKind.KEEP, ""), (CorrectionKind.KIND, "risk"), (CorrectionKind.RENAME, "Pay")]
)
def test_a_folded_issue_that_the_reader_corrects_is_shown(kind: CorrectionKind, value: str) -> None:
    folded = replace(issue("Who pays", "who will pay for the talks"), shown=False)
    analysis = Analysis(EngineInfo("stub", "1", "none"), issues=(folded,))
    assert analysis.shown_issues == ()
    (shown,) = corrected(analysis, [Correction(kind, folded, value)], TEXT).shown_issues
    assert shown.evidence == folded.evidence
