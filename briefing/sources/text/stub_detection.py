"""Recognizes texts that are no news article: the beginning of one behind a paywall, a notice, a live page."""

from __future__ import annotations

import re

from briefing.domain.query.search_words import search_words
from briefing.domain.structure import Stub
from briefing.domain.text.paywall import LONG, SHORT, is_cut_off

LONGEST_NOTICE = 4_000
"""Characters; a longer text is no notice, and not cut off by a paywall."""
NOTICE = 120
"""Words up to which an error's words mean that the text is nothing else."""
MIN_UPDATES = 4
"""Lines that begin with a time, from which a text is a series of updates."""

_ERROR_TITLE = (
    r"(?:error )?(?:40[0-9]|410|429|50[0-4])\b|(?:page|file|article|seite) (?:was )?not found|not found|"
    r"(?:403 )?forbidden|access (?:is )?denied|just a moment|attention required|are you a robot|"
    r"(?:service )?(?:temporarily )?unavailable|bad gateway|internal server error|something went wrong|"
    r"page introuvable|pagina no encontrada|seite nicht gefunden"
)
"""Patterns, as all below, for folded text. They are compiled at first use: few texts need them."""
_ERROR = (
    r"enable javascript|javascript is (?:disabled|required)|you(?:'re| are) (?:not )?a (?:robot|human)|"
    r"verify (?:that )?you are human|access (?:is )?denied|checking your browser|unusual traffic from your|"
    r"page (?:was |could |can )?(?:not|n't) (?:be )?found|error (?:code:? )?(?:40[0-9]|50[0-4])|"
    r"page you (?:are|were|have) (?:looking for|requested)|request could not be (?:satisfied|processed)"
)
_CONSENT_TITLE = r"before you continue|cookie|consent|your privacy|privacy (?:choices|settings)"
_CONSENT = (
    r"cookies?\b",
    r"accept all|reject all|agree and|i accept|i agree|manage (?:settings|options|preferences)",
    r"(?:our|and|its) (?:\d+ )?partners|third parties|vendors",
    r"personali[sz]ed (?:ads|advertising|content)|legitimate interest|your (?:consent|choices)",
    r"privacy (?:policy|notice|settings|dashboard)|withdraw|datenschutz|alle akzeptieren",
)
"""Patterns of which three make a consent page: news about cookies has one or two."""
_LIVE_TITLE = r"\blive ?blog\b|\blive updates?\b|\bas it happened\b|[-–—|:] live\b|^live\b\W"
_UPDATE = r"(?m)^\W{0,3}(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d\b|\d{1,2} ?(?:min(?:ute)?s?|hours?|h) ago\b)"


def stub_in(title: str, text: str) -> Stub | None:
    """Return what the words of a text show it to be in place of an article, or None."""
    heading = search_words(title)
    if len(text) <= LONGEST_NOTICE and (found := _notice_in(heading, text)):
        return found
    may_be_live = "live" in heading or "it happened" in heading  # else the pattern need not be compiled
    if may_be_live and re.search(_LIVE_TITLE, heading) and len(re.findall(_UPDATE, text)) >= MIN_UPDATES:
        return Stub.LIVE
    return None


def _notice_in(heading: str, text: str) -> Stub | None:
    words = len(text.split())
    if words > LONG:
        return None
    folded = search_words(text)
    if words <= SHORT:
        signs = sum(re.search(pattern, folded) is not None for pattern in _CONSENT)
        if signs >= (2 if re.search(_CONSENT_TITLE, heading) else 3):
            return Stub.CONSENT
        if words <= NOTICE and (re.match(_ERROR_TITLE, heading) or re.search(_ERROR, folded)):
            return Stub.ERROR
    return Stub.PAYWALL if is_cut_off(folded, words) else None
