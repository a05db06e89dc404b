"""A file gives what it marks, the same each time, and a sentence for the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from briefing.domain.anchoring.reanchor import reanchor
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.hypothesis import to_hypothesis
from briefing.exchange.exporters.json import to_json
from briefing.exchange.exporters.readwise import to_readwise
from briefing.exchange.exporters.w3c import to_w3c
from briefing.exchange.importers.import_file import read_annotations
from briefing.exchange.importers.import_record import ParsedImport
from tests.exchange.foreign import (
    NOW,
    PAGE,
    URN,
    hypothesis_row,
    read,
    web_annotation,
)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        pytest.param(
            hypothesis_row(id="abc", target=[{"source": PAGE}]),
            "Annotation 1 (abc) of the file is a note on the whole page and is passed over.",
            id="a page note",
        ),
        pytest.param(
            hypothesis_row(references=["abc"]),
            "Annotation 1 (Q9GJ9BC0EeyPVBtgAn5Yjw) of the file is a reply and is passed over.",
            id="a reply",
        ),
        pytest.param(
            web_annotation(target=PAGE),
            f"Annotation 1 ({URN}) of the file quotes no words of a text and is passed over.",
            id="a bookmark",
        ),
        pytest.param(
            [{"type": "Annotation", "target": {"source": PAGE, "selector": {"type": "SvgSelector"}}}],
            "Annotation 1 of the file quotes no words of a text and is passed over.",
            id="a part of a picture",
        ),
        pytest.param(
            {"type": "AnnotationCollection", "first": "https://example.org/page1"},
            "the file names a page at https://example.org/page1, which is passed over.",
            id="a page that lies elsewhere",
        ),
    ],
)
def test_one_that_marks_no_text_is_passed_over_in_a_sentence(value: object, sentence: str) -> None:
    assert read(value) == ParsedImport((), (sentence,))


def test_the_others_are_read_all_the_same() -> None:
    found = read({"rows": [hypothesis_row(references=["x"]), hypothesis_row(), hypothesis_row(target=[])]})
    assert (len(found.incoming), len(found.passed_over)) == (1, 2)


@pytest.mark.parametrize("write", [to_json, to_w3c, to_hypothesis, to_readwise])
def test_a_second_import_finds_the_same_ids(
    write: Callable[[ExportBundle], str], bundle: ExportBundle
) -> None:
    data = write(bundle).encode()
    ids = [each.annotation.id for each in read_annotations(data, "the file", NOW).incoming]
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert ids == [each.annotation.id for each in read_annotations(data, "again", later).incoming]
    assert len(set(ids)) == len(ids) == 9


@pytest.mark.parametrize("write", [to_hypothesis, to_readwise])
def test_what_was_marked_is_found_again_by_its_words(
    write: Callable[[ExportBundle], str], bundle: ExportBundle
) -> None:
    article = bundle.articles[0]
    found = read_annotations(write(ExportBundle((article,))).encode(), "the file", NOW).incoming
    standing = reanchor([each.annotation for each in found], article.text or "")
    assert [each.anchor.span for each in standing] == [each.anchor.span for each in article.annotations]
