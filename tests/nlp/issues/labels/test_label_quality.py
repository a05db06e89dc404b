"""Labels of open issues are noun phrases of 3 to 10 words that their evidence supports."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from benchmarks.labels import faults
from briefing.domain import Article, Issue, IssueKind, Passage
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.models import load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.issues.issue_extraction import extract_issues
from briefing.nlp.parsing.document import parse

SEED = Path(__file__).parents[4] / "seeds" / "000_544e8202dd5ab671.txt"
ARTICLES = {
    "a fire": (
        "Fire destroys warehouse in Larvik",
        "A fire destroyed a warehouse in Larvik on Monday. The cause of the fire is not known, and police "
        "said that an investigation had begun.\n\nAt least three people are missing. Officials warned that "
        "the building could collapse. Residents were urged to stay indoors until the smoke has cleared.\n\n"
        "The owner, Fjord Timber, denied allegations that alarms had been switched off. The union called on "
        "the ministry to publish the report of last year’s inspection. A hearing is scheduled for March 3.",
    ),
    "a vote": (
        "Parliament to vote on fishing treaty",
        "Parliament will vote next week on a treaty that would open the northern waters to foreign boats.\n\n"
        "“We have yet to see the figures,” the leader of the opposition said. Fishermen fear that stocks "
        "will decline if the treaty passes. The minister rejected the criticism, and refused to say how many "
        "boats would be admitted.\n\nTalks on a second treaty are expected to begin in May. Tensions between "
        "the two countries remain high over several issues, including the border in the Arctic, customs "
        "duties, and the status of the islands.",
    ),
    "fragments": (
        "What we know",
        "- Unclear so far.\n\n- Will they? Could be.\n\n- Nobody has said why.\n\nTHE COURT WILL DECIDE ON "
        "MONDAY WHETHER THE MINISTER MUST RESIGN.\n\nMore than 20 protesters may be "
        "charged. A call to be dropped?",
    ),
}

MODELS = load_models()


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(DEFAULT_PIPELINES["en"]).nlp


def seed() -> tuple[str, str]:
    _, title, body = SEED.read_text(encoding="utf-8").split("\n", 2)
    return title, "\n\n".join(line for line in body.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("title", "text"),
    [pytest.param(*seed(), id="the seed")]
    + [pytest.param(*pair, id=name) for name, pair in ARTICLES.items()],
)
def test_labels_are_noun_phrases_that_the_evidence_bears_out(nlp: Language, title: str, text: str) -> None:
    issues = extract_issues(parse(nlp, Article("id", title, text, published="2024-02-20")), (), MODELS)
    assert issues
    assert {issue.label: found for issue in issues if (found := faults(nlp, issue))} == {}


@pytest.mark.parametrize(
    ("label", "evidence", "fault"),
    [
        pytest.param("Fire", "The cause of the fire is unknown.", "1 words", id="too short"),
        pytest.param("Cause of the", "The cause of the fire is unknown.", "loose end", id="loose determiner"),
        pytest.param(
            "Cause of “the fire", "The cause of the fire is unknown.", "quotation mark", id="quotation"
        ),
        pytest.param(
            "Minister denied the report", "The minister denied the report.", "finite verb", id="verb"
        ),
        pytest.param("Over the the attack", "The attack killed two.", "a word twice", id="article twice"),
        pytest.param(
            "Weather of the spring", "The cause of the fire is unknown.", "not in the evidence", id="other"
        ),
        pytest.param("Denial of the report", "The minister denied the report.", "", id="the verb as a noun"),
    ],
)
def test_faults_of_a_label_are_told(nlp: Language, label: str, evidence: str, fault: str) -> None:
    issue = Issue(label, IssueKind.UNKNOWN, 2, (Passage.at(evidence, 0, len(evidence)),), (), None)
    told = "; ".join(faults(nlp, issue))
    assert fault in told if fault else not told
