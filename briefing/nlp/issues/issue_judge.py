"""Judges a line about an issue: would a reader mark it right, and of which kind is it?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Token

from briefing.domain import IssueKind
from briefing.nlp.engine.linear_model import Features, LinearModel, load_linear_models
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.issues.content_words import content_words
from briefing.nlp.issues.issue_classifier import KINDS, JudgedClauses
from briefing.nlp.issues.labels.issue_statements import IssueLabel
from briefing.nlp.issues.labels.references import References
from briefing.nlp.issues.labels.statement_words import WH_TAGS
from briefing.nlp.parsing.clauses import subject_of

_SENSES = load_words("issue_cues")
_ACTS = ("demand acts", "dispute acts", "risk acts", "pending acts")
_CUES = ("plan", "demand", "unknown", "allege", "dispute", "risk", "policy")
"""Senses that any word of a label may have; the others tell something of a verb, or together."""
_MAX_GOVERNORS = 3
"""The most words above a question that are looked at for what leaves it open."""
_MIN_ASKED = 3
"""The fewest content words of a question that can be read alone: "what was taken" cannot."""
_LIMITING = frozenset("if unless although though while because since after when until".split())
_MODALS = frozenset("may could would should must".split())
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
        statement.subject in ("actor", "noun", "expletive")
        and not statement.leftover
        and not _is_thought(statement)
        and not _is_vague_question(statement)
        and not _is_first_or_second(statement)
    )


def _is_vague_question(statement: IssueLabel) -> bool:
    """Whether a label asks what only the article explains: "it is unclear what was taken"."""
    words = content_words(t for t in statement.sources if t.pos_ != "AUX" and t.tag_ not in WH_TAGS)
    return (statement.form == "question" or statement.subject == "expletive") and len(words) < _MIN_ASKED


def _is_thought(statement: IssueLabel) -> bool:
    """Whether the label would tell as a fact what somebody hopes, fears or thinks."""
    verb = statement.verb
    return (
        verb.dep_ in ("ccomp", "acl", "relcl")
        and verb.head.lemma_.lower() in _SENSES["feeling"]
        and statement.form != "question"
        and not statement.claimant
    )


def is_over(features: Features) -> bool:
    """Whether a line tells what has happened, and not that it left something unsettled."""
    return "told in the past" in features and not features["unsettled"]


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
    place = sentence.index / max(1, len(document.sentences))
    named = judged.named
    likely = [max(named.get((clause.sentence.index, t.i), 0.0) for t in same) for same in words.values()]
    is_quoted = references.is_quoted(sentence, verb)
    year = (document.article.published or "")[:4]
    is_old = any(t.is_digit and len(t) == 4 and "1900" < t.text < year for t in statement.sources)
    features: Features = {
        "open": _logit(judged.open[members[0]]),
        "place": place,
        "title told": len(words.keys() & title.keys()) / max(1, len(title)),
        "named": sum(likely) / max(1, len(likely)),
        "named words": min(6.0, sum(likely)) / 6,
        "leftover": float(min(2, statement.leftover)),
        f"form {statement.form}": 1.0,
        "reported": float(statement.is_reported),
        "quoted": float(is_quoted),
        "time": float(_is_dated(statement)),
        "unsettled": float(not is_quoted and not is_old and _is_unsettled(statement)),
        "scheduled": float(_is_scheduled(statement)),
    }
    features |= {
        f"kind {kind}": math.exp(score)
        for kind, score in zip(KINDS, judged.kind_scores(members), strict=True)
    }
    features |= dict.fromkeys(_cues(statement), 1.0)
    features |= dict.fromkeys(_tense_features(statement), 1.0)
    return features


def _logit(probability: float) -> float:
    bounded = max(0.01, min(0.99, probability))
    return math.log(bounded / (1 - bounded))


def _cues(statement: IssueLabel) -> Iterable[str]:
    """Yield the senses of the label's words."""
    for sense in _CUES:
        if _has_sense(statement.sources, sense):
            yield f"cue {sense}"


def _has_sense(tokens: Iterable[Token], sense: str) -> bool:
    return any(t.lemma_.lower() in _SENSES[sense] or t.lower_ in _SENSES[sense] for t in tokens)


def _is_first_or_second(statement: IssueLabel) -> bool:
    """Whether a label is of somebody themselves, or of whom they speak to."""
    return any(t.lower_ in _FIRST_OR_SECOND and t.text != "US" for t in statement.sources)


def _is_dated(statement: IssueLabel) -> bool:
    return any(t.ent_type_ in ("DATE", "TIME") for t in statement.sources)


def _is_scheduled(statement: IssueLabel) -> bool:
    """Whether the label tells what takes place on a day to come, and nothing that has an outcome."""
    verb = statement.verb
    is_ahead = (
        statement.form == "ahead"
        or any(c.lower_ in ("will", "would", "’ll", "'ll") for c in verb.lefts)
        or _has_sense([verb], "plan")
    )
    acts = [verb, *(c for c in verb.rights if c.dep_ == "xcomp")]
    is_occasion = (
        is_ahead and _is_dated(statement) and statement.form != "question" and _has_sense(acts, "occasions")
    )
    return is_occasion and not _has_sense(statement.sources, "outcomes")


def _is_unsettled(statement: IssueLabel) -> bool:
    """Whether the reporter says, in the label or of its question, that something is not settled."""
    if _is_first_or_second(statement):
        return False
    if statement.form == "question":
        return any(map(_says_unsettled, islice(statement.verb.ancestors, _MAX_GOVERNORS)))
    return not statement.is_reported and _says_unsettled(statement.verb)


def _says_unsettled(verb: Token) -> bool:
    """Whether a verb's clause says so: "is unclear", "has yet to rule", "did not say", "talks continue"."""
    children = list(verb.children)
    if any(c.dep_ == "mark" and c.lower_ in _LIMITING for c in children):
        return False
    subject = subject_of(verb)
    said = [verb, *(c for c in children if c.dep_ in ("acomp", "attr", "oprd"))]
    below = [c for each in said for c in each.children]
    if verb.tag_ == "VBD" and any("until" in (c.lower_, *map(str, c.lefts)) for c in below):
        return False  # "was unknown until Friday"
    to = (c for c in below if c.lower_ == "to" and (c.head.lower_, c.head.pos_) == ("subject", "ADJ"))
    needs_consent = any(_has_sense(each.children, "consents") for each in to)
    if verb.lemma_ == "wait" and any(c.dep_ in ("neg", "xcomp") or c.tag_ == "MD" for c in children):
        return False  # "should not wait", "are waiting to buy" tell nothing that others decide
    if _has_sense(said, "unsettled") or needs_consent or (verb.lemma_, verb.head.lemma_) == ("see", "remain"):
        return True
    if _is_pursued(verb) or _awaits_decision(verb) or _is_called_for(verb):
        return True
    is_left = verb.lemma_ in ("decline", "refuse") or any(
        t.lower_ in ("no", "nobody")
        or (t.lower_ == "yet" and not t.is_sent_start)
        or (t.dep_ == "neg" and t.lower_ != "never")
        for c in children
        for t in (c, *(c.lefts if c.dep_ not in ("ccomp", "advcl") else ()))  # "said that he will not" tells
    )
    acts = [*said, *(c for c in children if c.dep_ == "xcomp")]
    if any(c.lower_ in ("have", "has", "yet") for c in (*children, *verb.head.children)) and is_left:
        return _has_sense(acts, "settling") or (subject is not None and _has_sense([subject], "outcomes"))
    asks = any(t.tag_ in WH_TAGS or t.lower_ == "whether" for t in verb.subtree if t.i > verb.i)
    if is_left and asks and _has_sense(acts, "telling"):
        return True
    under = [t for c in children if c.lower_ == "under" for t in c.children]
    is_debated = subject is not None and subject.dep_ == "expl" and _has_sense(said, "ongoing")
    if is_debated and not is_left and not any(c.tag_ == "MD" for c in children):
        return True
    if any(c.lower_ == "far" and any(t.lower_ == "from" for t in c.rights) for c in (*said, *children)):
        return _has_sense(verb.subtree, "telling")
    goes_on = verb.lemma_ == "continue" or any(c.lower_ in ("ongoing", "under", "underway") for c in children)
    is_open = goes_on and subject is not None and _has_sense([subject], "ongoing")
    return is_open or (verb.tag_ != "VBD" and _has_sense(under, "ongoing"))


def _is_pursued(verb: Token) -> bool:
    """Whether a verb tells of what goes on or of a suit that was brought: its end is not known yet.

    "Is investigating", "is pressing", "are said to be looking into", "have sued", "plan to file charges"; a
    suit of a named year is over.
    """
    chain = _acts(verb)
    is_negated = any(c.dep_ == "neg" for t in chain for c in t.children)
    return not is_negated and any(map(_is_pursuit, chain))


def _is_called_for(verb: Token) -> bool:
    """Whether an inquiry was begun, or somebody made to review a matter, or something is still needed."""
    children = list(verb.children)
    if verb.lemma_ == "need" and any(c.lower_ == "still" for c in children):
        return True
    if not _has_sense([verb], "beginning") or any(c.dep_ == "neg" or c.tag_ == "MD" for c in children):
        return False
    objects = [c for c in verb.rights if c.dep_ in ("dobj", "xcomp", "ccomp", "advcl", "dative")]
    acts = [*objects, *(c for t in objects for c in t.rights if c.dep_ in ("relcl", "acl"))]
    return _has_sense((t for t in acts if t.tag_ in ("NN", "VB")), "inquiries")


def _acts(verb: Token) -> list[Token]:
    """Return a verb with those that complete it: "is expected to begin deliberating", "is due to rule"."""
    chain = [verb]
    while more := [c for c in chain[-1].rights if c.dep_ in ("xcomp", "acomp")]:
        chain.append(more[0])
    return chain


def _awaits_decision(verb: Token) -> bool:
    """Whether somebody is yet to decide: "is expected to rule", "will vote", "a verdict is due"."""
    acts = _acts(verb)
    words = {c for act in acts for c in act.children}
    if verb.lemma_ == "have" or verb.tag_ == "VBD":
        return False  # "will have the votes"
    if any(c.lower_ in ("was", "were", "had") or c.dep_ == "neg" for c in words):
        return False
    is_to = verb.lemma_ == "be" and any(c.dep_ == "xcomp" for c in verb.rights)  # "is to decide"
    is_ahead = is_to or _has_sense(acts, "ahead") or any(c.lower_ in ("will", "’ll", "'ll") for c in words)
    held = (c for c in words if c.dep_ in ("nsubj", "nsubjpass", "dobj"))
    return is_ahead and _has_sense([*acts, *held], "deciding")


def _is_pursuit(act: Token) -> bool:
    objects = [c for c in act.rights if c.dep_ in ("dobj", "prep", "ccomp")]
    if act.tag_ == "VBG" and any(c.lemma_ in ("be", "'s", "’s") for c in act.lefts):
        looks = act.lemma_ == "look" and any(c.lower_ in ("into", "at") for c in objects)
        return looks or (bool(objects) and _has_sense([act], "pursuing"))
    return act.lemma_ == "sue" or (act.lemma_ in ("file", "bring") and _has_sense(objects, "suits"))


def _act(verb: Token) -> str | None:
    """Return which act it is to say what the verb tells.

    "Call" demands only "on", "for" or "to", and "want" or "like" what somebody else is to do.
    """
    if verb.lemma_ in ("want", "like") and any(
        c.dep_ == "ccomp" and any(t.dep_ == "nsubj" for t in c.lefts) for c in verb.rights
    ):
        return "demand acts"
    if verb.lemma_ in ("reject", "refuse", "dismiss", "deny", "block") and _is_ruling(verb):
        return None
    if verb.lemma_ == "call" and not any(c.dep_ == "xcomp" or c.lower_ in ("on", "for") for c in verb.rights):
        return None
    return next((act for act in _ACTS if verb.lemma_.lower() in _SENSES[act]), None)


def _is_ruling(verb: Token) -> bool:
    """Whether somebody who decides turns something down, which settles it: "the House rejected the bill"."""
    subject, objects = subject_of(verb), [c for c in verb.rights if c.dep_ == "dobj"]
    return _has_sense(objects, "motions") or (subject is not None and _has_sense([subject], "judges"))


def _is_past(verb: Token, auxiliaries: set[str]) -> bool:
    is_bare_participle = verb.tag_ == "VBN" and not auxiliaries  # what the parser takes "he used" for
    return verb.tag_ == "VBD" or is_bare_participle or bool(auxiliaries & {"was", "were", "had"})


def _tense_features(statement: IssueLabel) -> Iterable[str]:
    verb = statement.verb
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    is_past_passive = any(c.dep_ == "auxpass" and c.lower_ in ("was", "were", "been") for c in verb.children)
    act = None if is_past_passive else _act(verb)
    if act is not None:
        yield from ("act of speech", act)  # open as soon as it is told: somebody urged, accused or denied
    elif statement.form != "question" and _is_past(verb, auxiliaries):
        yield "told in the past"
    is_negated = any(c.dep_ == "neg" or c.lower_ in ("never", "no", "longer") for c in verb.children)
    yield from (f"modal {word}" for word in sorted(auxiliaries & _MODALS))
    if is_negated:
        yield "negated"
    if statement.form == "question" and verb.head.lemma_.lower() in _SENSES["asking"]:
        yield "asked"
