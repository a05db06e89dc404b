"""Recognizes phrases that mean a country: its government, its forces, its formal name."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from briefing.nlp.actors.countries import Countries
from briefing.nlp.actors.naming.names import GOVERNMENT_WORDS
from briefing.nlp.engine.word_lists import load_words

_WORDS = load_words("governments")
GOVERNMENT_NOUNS = GOVERNMENT_WORDS | _WORDS["government nouns"]


def government_phrase(
    doc: Doc, start: int, end: int, limit: int, countries: Countries
) -> tuple[int, str] | None:
    """Return the end of a phrase such as "Chinese government" or "Syria's military", and its country."""
    words = [doc[i] for i in range(start, end)]
    if len(words) > 1 and _is_government(words[-1]):
        owner, noun_end = doc[start : end - 1].text, end
    else:
        after = end
        if after < limit and doc[after].tag_ == "POS":
            after += 1
        while after < limit and doc[after].lower_ in ("federal", "central", "government"):
            if doc[after].lower_ == "government" and (
                after + 1 >= limit or not _is_government(doc[after + 1])
            ):
                break
            after += 1
        governs = after < limit and _is_government(doc[after])
        owner, noun_end = (doc[start:end].text, after + 1) if governs else ("", end)
    if doc[start:end].text.startswith(("Government of ", "Governments of ")):
        owner, noun_end = doc[start + 2 : end].text.removeprefix("the "), end
    owner = owner.removesuffix("'s").removesuffix("’s").removesuffix(" federal")
    country = countries.by_adjective(owner) or countries.named(owner)
    return (noun_end, country) if country else None


def _is_government(token: Token) -> bool:
    """Whether a noun denotes a government; "Commission" in "Central Military Commission" does not."""
    return token.text in GOVERNMENT_NOUNS or token.lower_ in GOVERNMENT_WORDS
