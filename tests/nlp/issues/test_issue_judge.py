"""What a reader is shown of open issues at once, what is folded, and of which kind it is."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article, Issue, IssueKind
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.issues.issue_extraction import extract_issues
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models


def issues_of(nlp: Language, text: str, title: str = "") -> tuple[Issue, ...]:
    document = parse(nlp, Article("id", title, text, published="2024-08-29"))
    return extract_issues(document, extract_actors(document, models()), models())


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        pytest.param(
            "Germany's parliament will vote on the pension bill on Friday.",
            "Germany's parliament will vote on the pension bill on Friday",
            IssueKind.PENDING,
            id="pending",
        ),
        pytest.param(
            "Amnesty International urged the government of Kenya to release the protesters.",
            "Amnesty International urged the government of Kenya to release the protesters",
            IssueKind.DEMAND,
            id="demand",
        ),
        pytest.param(
            "Ukraine accused Russia of an attack on the port of Odesa.",
            "Ukraine accused Russia of an attack on the port of Odesa",
            IssueKind.DISPUTE,
            id="dispute",
        ),
        pytest.param(
            "Beijing wants Donald Trump to drop the tariffs on Chinese steel.",
            "Beijing wants Donald Trump to drop the tariffs on Chinese steel",
            IssueKind.DEMAND,
            id="what somebody else is wanted to do",
        ),
        pytest.param(
            "Amnesty International has been pressing Kenya to release the protesters.",
            "Amnesty International has been pressing Kenya to release the protesters",
            IssueKind.DEMAND,
            id="a demand that goes on",
        ),
        pytest.param(
            "It is unclear whether Boeing will pay the fine.",
            "Whether Boeing will pay the fine",
            IssueKind.UNKNOWN,
            id="unknown",
        ),
    ],
)
def test_an_issue_has_its_statement_and_kind(nlp: Language, text: str, label: str, kind: IssueKind) -> None:
    found = [issue for issue in issues_of(nlp, text) if issue.label.lower().endswith(label.lower())]
    assert [issue.kind for issue in found] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("They will decide on it on Friday.", id="nobody named"),
        pytest.param("“We will fight for our future,” she said.", id="we"),
        pytest.param("It is unclear what was taken.", id="a question that names nothing"),
        pytest.param("The vaccine is awaiting approval in Japan.", id="one of many"),
        pytest.param("Peter Huber hopes that the museum will open in May.", id="a hope as a fact"),
    ],
)
def test_what_cannot_be_read_alone_is_folded(nlp: Language, text: str) -> None:
    wrong = ("they", "we ", "it ", "the museum will open", "the vaccine", "what was taken")
    assert not [i for i in issues_of(nlp, text) if i.shown and i.label.lower().startswith(wrong)]


def test_what_somebody_tells_they_would_not_do_is_not_open(nlp: Language) -> None:
    text = "The governor told the Herald on Monday that would not ban ships to stop the spread of the virus."
    assert not [issue for issue in issues_of(nlp, text) if issue.shown]


def test_a_matter_that_is_told_twice_is_shown_once(nlp: Language) -> None:
    text = (
        "The Senate will vote on the budget of Arizona on Friday.\n\n"
        "A heatwave reached Phoenix. Schools stayed closed.\n\n"
        "On Friday, the Senate will vote on the budget of Arizona."
    )
    assert len([issue for issue in issues_of(nlp, text) if issue.shown]) <= 1


def test_only_what_is_shown_is_sure(nlp: Language) -> None:
    text = (
        "The European Commission will present its budget on Monday, it said.\n\n"
        "They will fight on. He could resign. It might take years, he said."
    )
    assert all(issue.shown for issue in issues_of(nlp, text) if issue.is_sure)


@pytest.mark.parametrize(
    ("text", "when", "due"),
    [
        pytest.param(
            "The court will hear the appeal of Volkswagen on Monday.",
            "on Monday",
            "2024-09-02",
            id="a weekday",
        ),
        pytest.param("Siemens will close the plant in 2026.", "in 2026", "2026", id="a year stays one"),
        pytest.param("The court will hear the appeal of Volkswagen soon.", "soon", None, id="no day"),
    ],
)
def test_an_issue_has_its_day(nlp: Language, text: str, when: str, due: str | None) -> None:
    (issue,) = issues_of(nlp, text)
    assert (issue.when, issue.due) == (when, due)


def test_the_passage_has_the_words_of_the_label(nlp: Language) -> None:
    text = "The Ministry of Health said on Monday that hospitals in Oslo will hire nurses in May."
    for issue in issues_of(nlp, text):
        words = {word.strip(",.:").lower() for word in issue.label.split()} - {"to"}
        told = {word.strip(",.:").lower() for word in issue.evidence[0].text.split()}
        assert words <= told | {"will", "ministry", "of", "health"}
