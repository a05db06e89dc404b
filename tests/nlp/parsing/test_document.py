from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from briefing.domain import Article
from briefing.nlp.parsing.document import MAX_CHUNK_LENGTH, parse


@pytest.mark.parametrize(
    "text",
    ["hyphen-" * 15_000, "A word. " * 15_000, "A line.\n\n" * 12_000],
    ids=["word", "paragraph", "lines"],
)
def test_what_is_parsed_at_once_is_bounded_however_long_the_article(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parser takes memory for each token of it."""
    nlp, batches = spacy.blank("en"), list[list[str]]()

    def pipe(texts: Iterable[str], **_: object) -> Iterator[Doc]:
        batches.append(list(texts))
        return (Doc(nlp.vocab) for _ in batches[-1])

    monkeypatch.setattr(nlp, "pipe", pipe)
    document = parse(nlp, Article("1", "Title", text))

    assert max(sum(map(len, batch)) for batch in batches) <= MAX_CHUNK_LENGTH
    assert sum(map(len, batches)) == len(document.docs) + 1
    assert batches[-1][-1] == "Title"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("SARIN — The council met on Monday.", "The council met on Monday."),
        ("SARIN DAILY via JTA — The council met on Monday.", "The council met on Monday."),
        ("Feb. 23, 2015 -- Allergies are on the rise.", "Allergies are on the rise."),
        ("A day in Sarin\n\nSARIN — The council met on Monday.", "The council met on Monday."),
        (
            "The council met.\n\nThe BBC — a broadcaster — told of it.",
            "The BBC — a broadcaster — told of it.",
        ),
        ("In 2015 – the year of the vote – they met.", "In 2015 – the year of the vote – they met."),
    ],
)
def test_the_first_paragraph_of_prose_is_without_its_dateline(nlp: Language, text: str, first: str) -> None:
    assert first in [sentence.tokens.text for sentence in parse(nlp, Article("id", "", text)).sentences]
