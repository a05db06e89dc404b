from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
import spacy
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
