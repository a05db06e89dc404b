"""A briefing as the reader has corrected it, by this engine or by a newer one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from briefing.domain import Actor, ActorKind, Analysis, EngineInfo, Issue, IssueKind, Passage, Quote
from briefing.domain.annotation import ArticleHead
from briefing.domain.correction import Correction, CorrectionKind, corrected, in_brief
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
ANALYSIS = Analysis(
    EngineInfo("stub", "1", "none"),
    actors=(BROOK, DAHL, CHINA),
    issues=(ROUND, TRADE, ISLAND, PAYER),
    quotes=(Quote("Ann Brook", passage("useful")),),
)


def names(analysis: Analysis) -> list[str]:
    return [each.name for each in analysis.actors]


def labels(analysis: Analysis) -> list[str]:
    return [each.label for each in analysis.issues]


def correct(*corrections: Correction, analysis: Analysis = ANALYSIS, text: str = TEXT) -> Analysis:
    return corrected(analysis, corrections, text)


def hide(subject: Actor | Issue) -> Correction:
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
        (CorrectionKind.KEEP, BROOK, "", None),
        (CorrectionKind.KIND, BROOK, "dispute", None),
        (CorrectionKind.RENAME, BROOK, " ", None),
        (CorrectionKind.MERGE, BROOK, "", TRADE),
        (CorrectionKind.MERGE, BROOK, "", None),
    ],
)
def test_what_does_not_fit_is_no_correction(
    kind: CorrectionKind, subject: Actor | Issue, value: str, into: Actor | Issue | None
) -> None:
    with pytest.raises(ValueError):
        Correction(kind, subject, value, into)


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


def test_an_actor_is_known_by_another_of_its_names() -> None:
    newer = replace(NEWER, actors=(actor("Brook", "Ann Brook"), DAHL))
    assert names(correct(hide(BROOK), analysis=newer)) == ["Carl Dahl"]
    newer = replace(NEWER, actors=(actor("Envoy Ann Brook", "Brook"), DAHL))
    assert names(correct(hide(BROOK), analysis=newer)) == ["Envoy Ann Brook", "Carl Dahl"]


# The file


MADE = (
    replace(hide(BROOK), made="2026-11-20T08:00:00.000001Z"),
    Correction(CorrectionKind.MERGE, TRADE, into=ISLAND, made="2026-11-20T08:00:00.000002Z"),
    Correction(CorrectionKind.KIND, CHINA, "country", made="2026-11-20T08:00:00.000003Z"),
)
HEAD = ArticleHead("0123456789abcdef", "Talks")


def test_corrections_are_read_as_they_were_written() -> None:
    listed = CorrectionList(HEAD, MADE)
    read = parse_corrections(serialize_corrections(listed), HEAD.id)
    assert read.corrections == MADE and read.head == HEAD and not read.is_newer


def test_what_is_not_known_is_kept_and_control_characters_are_not() -> None:
    content = serialize_corrections(CorrectionList(HEAD, MADE[2:]))
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
