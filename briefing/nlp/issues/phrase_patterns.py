"""Turns of phrase that tell by themselves how a matter is open: "has not said", "called on", "could"."""

from __future__ import annotations

import re
from itertools import combinations

from briefing.domain import IssueKind

__all__ = ["frame_features"]

_FRAMES = {
    IssueKind.PENDING: re.compile(
        r"\b(?:will|plans?|planned|planning|scheduled|expected|is to|are to|set to|due|upcoming"
        r"|next (?:week|month|year)|pledg\w+|intends?|going to|continue|ongoing|trial|bail|hearing"
        r"|election)\b"
    ),
    IssueKind.DISPUTE: re.compile(
        r"\b(?:den(?:y|ied|ies)|reject\w*|refus\w+|critici[sz]\w+|critics?|condemn\w*|oppos\w+|disput\w+"
        r"|disagree\w*|accus\w+|controvers\w+|conflict\w*|tensions?|protest\w*|dismiss\w+|argu\w+|object\w*"
        r"|blam\w+|war|clash\w*|sanctions?|unlawful|illegal|strained)\b"
    ),
    IssueKind.UNKNOWN: re.compile(
        r"\b(?:not (?:yet )?(?:known|clear|confirmed|identified|immediately|specif\w+|announced|determined)"
        r"|did not (?:say|mention|specify|give|disclose|name|comment)|unclear|unknown|unconfirmed"
        r"|without specifying|no (?:word|details|evidence|cause|suspect|motive)|alleged(?:ly)?|reportedly"
        r"|suspected|allegations?|investigat\w+|whether|presumed|missing|believed to|may have|might have)\b"
    ),
    IssueKind.RISK: re.compile(
        r"\b(?:could|may|might|if|unless|risks?|threat\w*|fears?|feared|warn\w*|danger\w*|likely|vulnerable"
        r"|concern\w*)\b"
    ),
    IssueKind.DEMAND: re.compile(
        r"\b(?:urg(?:e|ed|es|ing)|call(?:ed|s|ing)? (?:on|for|upon)|demand\w*|should|must|request\w*"
        r"|petition\w*|appeal(?:ed|s)? (?:to|for)|recommend\w*|needs? to|ask(?:ed|s)? (?:the|for|that|to))\b"
    ),
    IssueKind.QUESTION: re.compile(r"\?|\b(?:asked|wonder\w*) (?:if|whether|how|why|what)\b"),
}
_SCALE = 2.0
"""Weights are trained under a strong penalty; what is this telling is spared some of it."""


def frame_features(text: str) -> dict[str, float]:
    """Which kinds a sentence has a turn of phrase for, in pairs too, and the one when it is alone."""
    heard = [kind.value for kind, pattern in _FRAMES.items() if pattern.search(text)]
    features = {f"k={kind}": _SCALE for kind in heard}
    features.update({f"k={one}+{other}": _SCALE for one, other in combinations(heard, 2)})
    if len(heard) == 1:
        features[f"k=only {heard[0]}"] = _SCALE
    return features
