"""Labels, due dates and enumerations of open issues."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from briefing.domain import Article, IssueKind
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.enumerations import enumerated_issues
from briefing.nlp.issues.labels.labels import is_well_formed, make_label
from briefing.nlp.parsing.clauses import reported_content
from briefing.nlp.parsing.document import Sentence, parse


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(DEFAULT_PIPELINES["en"]).nlp


def only_sentence(nlp: Language, text: str) -> Sentence:
    (sentence,) = parse(nlp, Article("id", "", text)).sentences
    return sentence


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        pytest.param(
            "Mexico would seek to extradite the gunman to Mexico.",
            IssueKind.PENDING,
            "Extradition of the gunman to Mexico",
            id="verb made a noun",
        ),
        pytest.param(
            "Officials said that a second round of talks on fisheries was being planned.",
            IssueKind.PENDING,
            "Second round of talks on fisheries",
            id="what is planned",
        ),
        pytest.param(
            "The envoy urged Washington to waive the immunity of its diplomat.",
            IssueKind.DEMAND,
            "Call on Washington to waive the immunity of the diplomat",
            id="who is called on to do what",
        ),
        pytest.param(
            "They said there are plans for a call between their respective military theater commanders.",
            IssueKind.PENDING,
            "Plans for a call between the military theater commanders",
            id="there are plans",
        ),
        pytest.param(
            "The cause of the fire remains unclear.",
            IssueKind.UNKNOWN,
            "Cause of the fire",
            id="what is unclear",
        ),
        pytest.param(
            "Russia refused to sign the treaty.",
            IssueKind.DISPUTE,
            "Russia’s refusal to sign the treaty",
            id="owner",
        ),
        pytest.param(
            "The earthquakes may continue into early February.",
            IssueKind.RISK,
            "Continuation of the earthquakes into early February",
            id="verb without object",
        ),
        pytest.param(
            "The readout mentioned an upcoming trip to China by John Podesta.",
            IssueKind.PENDING,
            "Upcoming trip to China by John Podesta",
            id="noun with its phrases",
        ),
        pytest.param(
            "The state will provide more than $18 million to the crime commission.",
            IssueKind.PENDING,
            "Provision of more than $18 million to the crime commission",
            id="a figure whole",
        ),
        pytest.param(
            "Residents were urged to leave the valley.",
            IssueKind.DEMAND,
            "Call on residents to leave the valley",
            id="who was called on, in the passive",
        ),
        pytest.param(
            "Buyers were stocking up due to fears of shortages in case.",
            IssueKind.RISK,
            "Fears of shortages",
            id="no empty end",
        ),
        pytest.param(
            "There is no evidence of foul play.",
            IssueKind.UNKNOWN,
            "Lack of evidence of foul play",
            id="what there is none of",
        ),
        pytest.param(
            "The minister is planning for the chaos of no deal.",
            IssueKind.RISK,
            "Plan for the chaos of no deal by the minister",
            id="no inside a phrase is kept",
        ),
        pytest.param(
            "No cause of the crash was announced.",
            IssueKind.UNKNOWN,
            "Cause of the crash",
            id="what was not told is not lacking",
        ),
        pytest.param(
            "Daniel Moe announced his resignation.",
            IssueKind.PENDING,
            "Daniel Moe’s resignation",
            id="whose it is",
        ),
        pytest.param(
            "Daniel Moe will reject his appeal.",
            IssueKind.PENDING,
            "Daniel Moe’s rejection of the appeal",
            id="whose it is, untold",
        ),
        pytest.param(
            "The union has called for the plant to be closed.",
            IssueKind.DEMAND,
            "Call for the plant to be closed",
            id="what is to be done",
        ),
        pytest.param(
            "Norway condemned the seizure of the ship.",
            IssueKind.DISPUTE,
            "Norway’s condemnation of the seizure of the ship",
            id="whose doing it is",
        ),
        pytest.param(
            "The council will close the harbour on Monday.",
            IssueKind.PENDING,
            "Closure of the harbour by the council on Monday",
            id="by whom, before when",
        ),
        pytest.param(
            "The storm will damage the harbour.",
            IssueKind.RISK,
            "Damage to the harbour",
            id="nobody does it",
        ),
        pytest.param(
            "The driver may have struck a child.",
            IssueKind.UNKNOWN,
            "Possible strike on a child by the driver",
            id="no surer than the text",
        ),
        pytest.param(
            "The mayor allegedly sold the harbour.",
            IssueKind.UNKNOWN,
            "Alleged sale of the harbour by the mayor",
            id="alleged",
        ),
        pytest.param(
            "Norway will not close the harbour.",
            IssueKind.DISPUTE,
            "Closure of the harbour",
            id="who does it not is no doer",
        ),
        pytest.param(
            "The two brothers will be eligible for parole.",
            IssueKind.PENDING,
            "Eligibility of the two brothers for parole",
            id="a state as a noun",
        ),
        pytest.param(
            "The arson inquiry is still underway.",
            IssueKind.UNKNOWN,
            "Ongoing arson inquiry",
            id="what goes on",
        ),
        pytest.param(
            "A second big landslide could occur.",
            IssueKind.RISK,
            "Second big landslide",
            id="what may occur",
        ),
        pytest.param(
            "Ada Lund will join the rescue team of the village.",
            IssueKind.PENDING,
            "Rescue team of the village",
            id="one does not accede to a team",
        ),
        pytest.param(
            "The verdict might provide some relief for the families of the drowned sailors.",
            IssueKind.PENDING,
            "Relief for the families of the drowned sailors",
            id="whose relief it is",
        ),
        pytest.param(
            "Firefighters have said an arson probe is open.",
            IssueKind.UNKNOWN,
            "Outcome of the arson probe",
            id="what is examined rather than who tells",
        ),
        pytest.param(
            "Members of the council spoke of a budget row.",
            IssueKind.DISPUTE,
            "Outcome of the budget row",
            id="who speaks is no matter",
        ),
        pytest.param(
            "A new fire might follow.",
            IssueKind.RISK,
            "Risk of a new fire",
            id="what is feared",
        ),
        pytest.param(
            "The pleas did not persuade the owners to repair the bridge.",
            IssueKind.DISPUTE,
            "Persuading the owners to repair the bridge",
            id="to do what",
        ),
        pytest.param(
            "The union delayed the vote in the face of the heavy losses of the last two cold winters.",
            IssueKind.PENDING,
            "Delay of the vote by the union",
            id="no phrase cut where it points on",
        ),
        pytest.param(
            "The final toll has yet to be calculated.",
            IssueKind.UNKNOWN,
            "Calculation of the final toll",
            id="what has yet to be done",
        ),
        pytest.param(
            "The bid was for keeping the harbour open.",
            IssueKind.PENDING,
            "Keeping the harbour open",
            id="how it is kept",
        ),
        pytest.param(
            "Ada Lund will begin her trip in Narvik.",
            IssueKind.PENDING,
            "Start of Ada Lund’s trip in Narvik",
            id="whose trip, not whose start",
        ),
        pytest.param(
            "The mayor calls upon all citizens to boil water.",
            IssueKind.DEMAND,
            "Call on all citizens to boil water",
            id="whom one calls upon",
        ),
        pytest.param(
            "The council announced the closure in a letter on Friday and again in a broadcast.",
            IssueKind.PENDING,
            "Announcement of the closure by the council in a letter",
            id="one event of two",
        ),
        pytest.param(
            "The two drivers are in critical condition.",
            IssueKind.UNKNOWN,
            "Critical condition of the two drivers",
            id="how somebody is",
        ),
        pytest.param(
            "Protesters called for Moe's resignation after reports he and his aides sent rude messages.",
            IssueKind.DEMAND,
            "Call for Moe's resignation by protesters after reports",
            id="the call, not what was before it",
        ),
    ],
)
def test_label_names_the_matter(nlp: Language, text: str, kind: IssueKind, label: str) -> None:
    sentence = only_sentence(nlp, text)
    assert make_label(*reported_content(sentence.tokens, sentence.tokens.root), kind, ()) == label


def test_phrases_that_cross_in_the_tree_are_labelled(nlp: Language) -> None:
    parsed = nlp("Tomorrow they will decide on the appeal of the union.")
    heads = [token.head.i for token in parsed]
    heads[0] = next(token.i for token in parsed if token.text == "on")  # the first word, behind the verb
    crossed = Doc(
        nlp.vocab,
        words=[token.text for token in parsed],
        spaces=[bool(token.whitespace_) for token in parsed],
        tags=[token.tag_ for token in parsed],
        pos=[token.pos_ for token in parsed],
        lemmas=[token.lemma_ for token in parsed],
        deps=[token.dep_ for token in parsed],
        heads=heads,
    )
    (tokens,) = crossed.sents
    assert make_label(tokens, tokens.root, IssueKind.PENDING, ()) == "Decision on the appeal of the union"


def test_a_label_taken_is_not_given_again(nlp: Language) -> None:
    sentence = only_sentence(nlp, "The cause of the fire remains unclear.")
    taken: list[str] = []
    for _ in range(6):
        label = make_label(sentence.tokens, sentence.tokens.root, IssueKind.UNKNOWN, taken)
        assert is_well_formed(label)
        assert label.casefold() not in taken
        taken.append(label.casefold())


@pytest.mark.parametrize(
    "label",
    [
        pytest.param("Fire", id="one word"),
        pytest.param("Trial of the man who", id="ends loose"),
        pytest.param("The trial of a man", id="begins with an article"),
        pytest.param("Trial of his brother", id="pronoun"),
        pytest.param("Trial of “the man”", id="quotation marks"),
        pytest.param("One two three four five six seven eight nine ten eleven", id="too long"),
    ],
)
def test_ill_formed_labels_are_told(label: str) -> None:
    assert not is_well_formed(label)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        pytest.param(
            "The leaders will speak in the coming weeks, aides said Wednesday.",
            "in the coming weeks",
            id="ahead",
        ),
        pytest.param("The hearing is scheduled for Monday.", "for Monday", id="weekday"),
        pytest.param("The bridge collapsed on Friday.", None, id="past"),
        pytest.param("Sanctions imposed in 2014 will stay.", None, id="earlier year"),
        pytest.param("The 21-year-old will stay in custody.", None, id="age"),
        pytest.param("The talks will resume.", None, id="none"),
        pytest.param(
            "Xi will resume the talks after cutting them off in 2024 over a visit.", None, id="done before"
        ),
        pytest.param(
            "The company will decide in 2025 after closing the plant.",
            "in 2025",
            id="before it something else",
        ),
    ],
)
def test_when_is_the_matters_own_time(nlp: Language, text: str, when: str | None) -> None:
    assert due_date(only_sentence(nlp, text).tokens, 2024) == when


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param(
            "They differ on several issues, including fishing rights, a border wall and the status of Kars.",
            ["fishing rights", "a border wall", "the status of Kars"],
            id="including",
        ),
        pytest.param(
            "The panel faces challenges such as debt, drought, and the loss of staff.",
            ["debt", "drought", "the loss of staff"],
            id="such as, with a comma before and",
        ),
        pytest.param("They differ on issues including fishing and trade.", [], id="a pair"),
        pytest.param("They met in May, in June and in July.", [], id="no matters"),
    ],
)
def test_listed_matters_are_taken_apart(nlp: Language, text: str, items: list[str]) -> None:
    assert [item.text for item in enumerated_issues(only_sentence(nlp, text))] == items
