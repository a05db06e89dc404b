"""Tells whether a sentence reports what became of an open issue: the fact, the decision or the refusal."""

from __future__ import annotations

import re
from collections.abc import Collection

from briefing.domain.analysis import Issue, IssueKind
from briefing.domain.stories.terms import capitalized_terms, terms_of

_MATTERS = {
    "vote votes voting pass passing approve approval adopt bill legislation measure resolution rules "
    "ban block":
        "voted passed approved adopted rejected defeated blocked failed repealed killed",
    "charge charges charged indict indictment prosecute arrest investigation":
        "charged indicted cleared arrested dropped arraigned",
    "sign signing signed veto order": "signed vetoed issued",
    "confirm confirmed nominee nominate nomination pick choose candidate candidates announce name identity "
    "identify released release":
        "confirmed nominated picked chose named announced identified released withdrew selected",
    "attend speak address march visit": "attended spoke addressed visited skipped appeared became joined",
    "meet meeting summit talks visit": "met cancelled canceled postponed held hosted visited",
    "begin start open debate debating arguments put place effect": "began started opened took kicked",
    "election elections primary primaries host race face facing advance ballot seat win winner lose unseat "
    "pick seeking november":
        "won lost defeated beat advanced conceded elected clinched ousted prevailed secured claimed finished",
    "take reins resign resignation step leave replace successor": "sworn resigned stepped quit took left",
    "trial jury verdict court judge ruling rule appeal lawsuit sue execution executed":
        "convicted acquitted sentenced pleaded ruled upheld struck overturned dismissed settled executed",
    "plan rule rules decide decision whether close reopen reopening":
        "decided refused agreed declined cancelled canceled postponed scrapped reversed closed reopened",
}  # fmt: skip
"""Words of an issue, and the past forms that tell what became of it."""
_GROUPS = [(frozenset(words.split()), frozenset(past.split())) for words, past in _MATTERS.items()]
_ENDED = frozenset("rejected scrapped abandoned withdrew cancelled canceled".split())
"""What ends any matter."""
_OPEN = re.compile(
    r"\b(?:will|would|could|may|might|should|shall|can|must|if|whether|unless|until|yet|plans?|planned"
    r"|expected|expects|scheduled|set to|likely|hopes?|wants?|urged?|called (?:on|for)|going to|about to"
    r"|to be|ahead of"
    r"|(?:has|have|had) (?:not|never))\b"
    r"|[’']ll\b|\b(?:has|have|had)n[’']t\b|\?",
    re.IGNORECASE,
)
"""Words by which a sentence leaves a matter open."""
_BEFORE = re.compile(
    r"\b(?:previously|earlier|formerly|ago|last (?:month|year|fall|spring|summer|winter|week)|in \d+ years"
    r"|(?:in|since|of|during)(?: the)? (?:19|20)\d\d"
    r"|in (?:January|February|March|April|May|June|July|August|September|October|November|December))\b",
    re.IGNORECASE,
)
"""Words by which a sentence tells what was before."""
_ASIDE = re.compile(r",? (?:who|whom|which|whose)\b[^,;.]*")
"""A relative clause, which tells of somebody rather than what happened."""
_DENIED = re.compile(r"\b(?:did not|didn[’']t)\s+(\w+)", re.IGNORECASE)
MIN_SHARED = 2
"""The number of terms of the issue, one of them rare and one of its label besides its verb, in an answer."""
ANSWERED = frozenset((IssueKind.PENDING, IssueKind.DEMAND, IssueKind.UNKNOWN, IssueKind.QUESTION))
"""Kinds that a fact, a decision or a refusal ends; a dispute or a risk goes on."""
_WORD = re.compile(r"[a-z]+(?:[’'-][a-z]+)*")
_MONTHS = frozenset("january february april june july august september october november december".split())
"""The months whose names are no other words; days of the week are no terms."""


def is_answer(issue: Issue, rare: Collection[str], sentence: str) -> bool:
    """Whether a sentence says in the past tense, without will or yet, what the issue leaves open.

    `rare` are the rare terms of the issue's label and evidence.
    """
    if issue.kind not in ANSWERED or _OPEN.search(sentence) or _BEFORE.search(sentence):
        return False
    words = frozenset(_WORD.findall(_ASIDE.sub("", sentence).lower()))
    asked = frozenset(_WORD.findall(issue.label.lower()))
    past = frozenset(word for names, forms in _GROUPS if asked & names for word in forms) | _ENDED
    denied = {match[1].lower() for match in _DENIED.finditer(sentence)}
    said = (words & past) | (denied & asked)
    terms = frozenset(terms_of(_ASIDE.sub("", sentence))) - _MONTHS
    names = frozenset(capitalized_terms(issue.label)) - _MONTHS
    # A label begins with a capital, so that its first word may be a name and need not be one.
    if not said or (names and not {*names, *capitalized_terms(f"x {issue.label}")} & (terms - _MONTHS)):
        return False
    of_label = (terms & frozenset(terms_of(issue.label))) - frozenset(terms_of(" ".join(said)))
    of_issue = terms & frozenset(rare)
    return len(of_label) >= 1 and len(of_issue) >= 1 and len(of_label | of_issue) >= MIN_SHARED
