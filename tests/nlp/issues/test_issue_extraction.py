"""extract_issues on news, and its invariants on any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from briefing.domain import Article, Issue, IssueKind
from briefing.nlp.issues.issue_extraction import MAX_ISSUES, extract_issues
from briefing.nlp.parsing.document import parse
from briefing.sources.load import load
from tests.nlp.conftest import models, parses_each

REPOSITORY = Path(__file__).parents[3]


def issues_of(nlp: Language, text: str, title: str = "") -> tuple[Issue, ...]:
    return extract_issues(parse(nlp, Article("id", title, text, published="2024-08-29")), (), models())


def assert_sound(issues: tuple[Issue, ...], text: str) -> None:
    for issue in issues:
        assert issue.evidence
        assert all(passage.holds_in(text) and passage.text.strip() for passage in issue.evidence)
        assert issue.label.strip() and len(issue.label) <= 200
        assert 1 <= issue.importance <= 3
        assert issue.confidence is not None and 0 < issue.confidence <= 1
        assert issue.when is None or issue.when
    labels = [issue.label.casefold() for issue in issues]
    assert len(labels) == len(set(labels))
    assert [issue.shown for issue in issues] == sorted((issue.shown for issue in issues), reverse=True)


@pytest.fixture(scope="module")
def seed_issues(nlp: Language) -> tuple[Issue, ...]:
    _, title, body = (
        (REPOSITORY / "seeds" / "000_544e8202dd5ab671.txt").read_text(encoding="utf-8").split("\n", 2)
    )
    text = "\n\n".join(line for line in body.splitlines() if line.strip())
    issues = issues_of(nlp, text, title)
    assert_sound(issues, text)
    return issues


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        pytest.param("tech and trade restrictions", IssueKind.DISPUTE, id="first of four listed"),
        pytest.param("Beijing’s alleged support for Russia’s war in Ukraine", IssueKind.DISPUTE, id="second"),
        pytest.param("tensions in the South China Sea", IssueKind.DISPUTE, id="third"),
        pytest.param("will speak by phone", IssueKind.PENDING, id="the leaders' call"),
        pytest.param("plans for a call between their respective military", None, id="commanders' call"),
    ],
)
def test_seed_article_issues_stand_apart(
    seed_issues: tuple[Issue, ...], evidence: str, kind: IssueKind | None
) -> None:
    holders = [issue for issue in seed_issues if any(evidence in passage.text for passage in issue.evidence)]
    assert len(holders) == 1
    assert kind is None or holders[0].kind is kind
    others = [e for e in OTHERS if e != evidence]
    assert not any(other in passage.text for other in others for passage in holders[0].evidence)


OTHERS = (
    "tech and trade restrictions",
    "tensions in the South China Sea",
    "will speak by phone",
    "plans for a call between their respective military",
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Peace", id="one word"),
        pytest.param("THE COURT WILL DECIDE ON MONDAY WHETHER THE MINISTER MUST RESIGN.", id="all capitals"),
        pytest.param(
            "police will search the area police urged people to stay away it is unclear why", id="unpointed"
        ),
        pytest.param("- Bread\n- Milk\n- A hearing on Friday\n\n1. Vote\n2. Count", id="list"),
        pytest.param("If I could sing\nas rivers sing,\n\nwould you then\nbring back the spring?", id="poem"),
        pytest.param(
            "def f(x):\n    if x is None:\n        raise ValueError('could not')\n    return x", id="code"
        ),
        pytest.param("?!?! ... “” \" ' — — (((", id="marks alone"),
        pytest.param("Они сообщили, что переговоры пройдут завтра. 会谈将于明天举行。", id="other scripts"),
    ],
)
def test_any_text_gets_sound_issues(nlp: Language, text: str) -> None:
    assert_sound(issues_of(nlp, text), text)


WORDS = st.sampled_from(
    'police court minister will could not said that urged whether unclear talks the a of and , . ? “ ” " ; '
    "he they plan to resign war Ukraine China by Monday $5 3 — ( ) including issues such as".split()
)


@parses_each
@given(words=st.lists(WORDS, max_size=80))
def test_generated_text_gets_sound_issues(nlp: Language, words: list[str]) -> None:
    text = " ".join(words)
    assert_sound(issues_of(nlp, text), text)


def test_no_more_issues_than_a_reader_would_follow_up(nlp: Language) -> None:
    text = " ".join(f"The court of district {n} will rule on the mayor’s appeal in May." for n in range(40))
    assert 1 <= len(issues_of(nlp, text)) <= MAX_ISSUES


def test_a_megabyte_of_one_letter_gets_sound_issues(nlp: Language) -> None:
    text = "a" * 1_000_000
    assert_sound(issues_of(nlp, text), text)


def test_same_text_same_issues(nlp: Language) -> None:
    text = (
        "The minister denied the allegations. The court will hear the case on Monday.\n\n"
        "Police have not said whether a second suspect is sought. Unions warned that the strike could spread."
    )
    first = issues_of(nlp, text)
    assert len(first) >= 2
    assert issues_of(nlp, text) == first


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The bridge was opened in 1932 by the queen. It was painted grey in 1950 and has four lanes.",
            id="history that is over",
        ),
        pytest.param("Ada Lovelace was born in London. She was a mathematician.", id="a life told"),
    ],
)
def test_settled_matters_are_no_issues(nlp: Language, text: str) -> None:
    assert issues_of(nlp, text) == ()


def test_a_row_of_a_table_is_no_issue_unless_it_is_prose(nlp: Language, tmp_path: Path) -> None:
    vote = "The board will vote on the plan next week."
    file = tmp_path / "dredging.md"
    file.write_text(
        f"""# Dredging

The harbour is shallow.

| Year | Cost |
|------|------|
| 2022 | 9m |
| 2025 | 14m |
| Next | {vote} |
""",
        encoding="utf-8",
    )
    issues = extract_issues(parse(nlp, load(str(file))), (), models())
    evidence = [passage.text for issue in issues for passage in issue.evidence]
    assert any("vote" in words for words in evidence)
    assert not any(figure in words for words in evidence for figure in ("Year", "9m", "14m"))
