"""Judges a line about an issue: would a reader mark it right, and of which kind is it?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from briefing.domain import IssueKind
from briefing.nlp.engine.linear_model import Features, LinearModel, load_linear_models
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.issues.content_words import content_words
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.issue_classifier import KINDS, JudgedClauses
from briefing.nlp.issues.labels.issue_statements import IssueLabel
from briefing.nlp.issues.labels.references import References, is_bare_definite
from briefing.nlp.parsing.clauses import subject_of
from briefing.nlp.parsing.tense import tense_of
from briefing.nlp.timeline.date_resolution import Tense

_SENSES = load_words("issue_cues")
_ACTS = ("demand acts", "dispute acts", "risk acts", "pending acts")
_LIMITING = frozenset("if unless although though while because since after when until".split())
_MODALS = frozenset("may might could would should must can".split())
_FIRST_OR_SECOND = frozenset("i we you my our your us me".split())


@dataclass(frozen=True)
class IssueJudge:
    models: Mapping[str, LinearModel]
    """The models "right" and, for each kind, the sum that is added to the encoder's judgement."""

    def right(self, features: Features) -> float:
        """Return the probability that a strict reader marks the line right."""
        return self.models["right"].probability(features)

    def kind(self, features: Features, log_probabilities: Sequence[float]) -> IssueKind:
        totals = [
            self.models["encoder"].bias * float(log_probability) + self.models[kind.value].score(features)
            for kind, log_probability in zip(KINDS, log_probabilities, strict=True)
        ]
        return KINDS[max(range(len(KINDS)), key=lambda number: round(totals[number], 4))]


def can_stand_alone(statement: IssueLabel) -> bool:
    """Whether a label names its subject and leaves nothing to be looked up."""
    return (
        statement.form != "passage"
        and statement.subject in ("actor", "noun", "bare", "expletive")
        and not statement.leftover
        and not _is_thought(statement)
        and not (statement.form != "title" and _has_loose_list(statement))
        and not any(t.lower_ in _FIRST_OR_SECOND and t.text != "US" for t in statement.sources)
    )


def _has_loose_list(statement: IssueLabel) -> bool:
    """Whether the label has an "and" without what it joins, or a plural verb whose subject lost its others.

    So it is where the parser misread a list: "promises of access and are enough", "the president are".
    """
    kept = {token.i for token in statement.sources}
    joined = (
        token.dep_ != "cc" or any(each.i in kept for each in token.head.rights if each.dep_ == "conj")
        for token in statement.sources
    )
    auxiliaries = [each for each in statement.verb.lefts if each.dep_ in ("aux", "auxpass")]
    verb = auxiliaries[0] if auxiliaries else statement.verb
    subject = subject_of(statement.verb)
    if subject is None or verb.tag_ != "VBP" or subject.tag_ not in ("NN", "NNP"):
        return not all(joined)
    return not all(joined) or any(each.dep_ == "conj" and each.i not in kept for each in subject.rights)


def _is_thought(statement: IssueLabel) -> bool:
    """Whether the label would tell as a fact what somebody hopes, fears or thinks."""
    verb = statement.verb
    return (
        verb.dep_ in ("ccomp", "acl", "relcl")
        and verb.head.lemma_.lower() in _SENSES["feeling"]
        and statement.form != "question"
        and not statement.claimant
    )


def load_issue_judge() -> IssueJudge:
    return IssueJudge(load_linear_models("issue_judge"))


def line_features(
    statement: IssueLabel,
    number: int,
    members: Sequence[int],
    judged: JudgedClauses,
    references: References,
) -> Features:
    """Compute what tells a right line from others: its wording, clause and place, and the encoder's view.

    `number` is the clause that the statement words; `members` are those of the issue, the strongest first.
    """
    document, clause = references.document, judged.clauses[number]
    sentence, verb = statement.sentence, statement.verb
    words = content_words(statement.sources)
    title = content_words(document.title)
    own = content_words(clause.tokens)
    place = sentence.index / max(1, len(document.sentences))
    named = judged.named
    likely = [max(named.get((clause.sentence.index, t.i), 0.0) for t in same) for same in words.values()]
    actors = references.actors_in(sentence, statement.sources)
    features: Features = {
        "open": _logit(judged.open[members[0]]),
        "open here": _logit(judged.open[number]),
        "importance": float(judged.importances[list(members)].max()) - 2.5,
        "members": math.log(len(members)),
        "place": place,
        "opening": float(sentence.index < 3),
        "title": len(words.keys() & title.keys()) / max(1, len(words)),
        "title told": len(words.keys() & title.keys()) / max(1, len(title)),
        "clause told": len(words.keys() & own.keys()) / max(1, len(own)),
        "named": sum(likely) / max(1, len(likely)),
        "named words": min(6.0, sum(likely)) / 6,
        "words": statement.words / 14,
        "content words": min(10, len(words)) / 10,
        "short": float(len(words) < 4),
        "left out": min(3, statement.left_out) / 3,
        "leftover": float(min(2, statement.leftover)),
        "refers back": float(any(is_bare_definite(t) for t in statement.sources)),
        "own": float(any(t.tag_ == "PRP$" for t in statement.sources)),
        "actors": float(min(3, len(actors))),
        "no actor": float(not actors),
        "first person": float(
            any(t.lower_ in _FIRST_OR_SECOND and t.text != "US" for t in statement.sources)
        ),
        f"form {statement.form}": 1.0,
        f"subject {statement.subject}": 1.0,
        "claimant": float(bool(statement.claimant)),
        "reported": float(statement.is_reported),
        "quoted": float(references.is_quoted(sentence, verb)),
        "due": float(due_date(clause.passage_tokens) is not None),
        "time": float(any(t.ent_type_ in ("DATE", "TIME") for t in statement.sources)),
        "question mark": float(sentence.tokens.text.rstrip().endswith("?")),
        "not its verb": float(verb != clause.head),
        "length": math.log1p(len(document.sentences)) / 4,
    }
    kinds = judged.kinds[number]
    features |= {
        f"encoder {kind.value}": math.exp(float(value)) for kind, value in zip(KINDS, kinds, strict=True)
    }
    features |= dict.fromkeys(_cues(statement), 1.0)
    features |= dict.fromkeys(_tense_features(statement), 1.0)
    return features


def _logit(probability: float) -> float:
    bounded = max(0.01, min(0.99, probability))
    return math.log(bounded / (1 - bounded))


def _cues(statement: IssueLabel) -> Iterable[str]:
    """Yield the senses of the label's verb and of its other words."""
    for sense, lemmas in _SENSES.items():
        if sense in _ACTS:
            continue
        found = [t for t in statement.sources if t.lemma_.lower() in lemmas or t.lower_ in lemmas]
        if found:
            yield f"cue {sense}"
        if any(_governs(t, statement.verb) for t in found):
            yield f"verb {sense}"


def _act(verb: Token) -> str | None:
    """Return which act it is to say what the verb tells; "call" demands only "on", "for" or "to"."""
    if verb.lemma_ == "call" and not any(c.dep_ == "xcomp" or c.lower_ in ("on", "for") for c in verb.rights):
        return None
    return next((act for act in _ACTS if verb.lemma_.lower() in _SENSES[act]), None)


def _governs(token: Token, verb: Token) -> bool:
    """Whether a word is the label's verb, or the adjective or noun that "is" links to it."""
    return token == verb or (token.head == verb and token.dep_ in ("acomp", "attr", "oprd"))


def _tense_features(statement: IssueLabel) -> Iterable[str]:
    verb = statement.verb
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    tense = tense_of(verb)
    yield f"tense {tense.name.lower()}"
    act = None if auxiliaries & {"was", "were", "been"} else _act(verb)
    if act is not None:
        yield from ("act of speech", act)  # open as soon as it is told: somebody urged, accused or denied
    elif verb.tag_ == "VBD" or auxiliaries & {"was", "were", "had"}:
        yield "told in the past"
    if auxiliaries & {"has", "have", "'ve", "’ve"} and verb.tag_ == "VBN":
        yield "perfect"
    if verb.tag_ == "VBG" and auxiliaries & {"is", "are", "'s", "’s", "'re", "’re"}:
        yield "going on"
    if verb.tag_ in ("VBZ", "VBP") and not auxiliaries:
        yield "is linking" if verb.lemma_ == "be" else "simple present"
    yield from (f"modal {word}" for word in sorted(auxiliaries & _MODALS))
    if any(c.dep_ == "neg" or c.lower_ in ("never", "no", "longer") for c in verb.children):
        yield "negated"
    if tense is Tense.PAST and statement.form == "question":
        yield "past question"
    for governor in (verb, *verb.ancestors):
        marks = {c.lower_ for c in governor.children if c.dep_ == "mark"}
        if marks & _LIMITING and (statement.form != "question" or governor != verb):
            yield "under if" if marks & {"if", "unless"} else "under other"
            break
    above = [t for t in verb.ancestors if t.pos_ in ("VERB", "AUX")][:2]
    if any(c.dep_ == "neg" for t in above for c in t.children):
        yield "above negated"
    is_content = verb.dep_ in ("acl", "ccomp") and verb.head.pos_ in ("NOUN", "ADJ")
    governing = [verb.head] if is_content else []
    if is_content:
        yield "content of a noun"
    for sense in ("feeling", "unknown", "risk", "allege", "dispute", "plan"):
        if any(t.lemma_.lower() in _SENSES[sense] for t in (*above[:1], *governing)):
            yield f"above {sense}"
    if verb.dep_ == "relcl":
        yield "relative"
    if verb.dep_ == "conj":
        yield "joined"
