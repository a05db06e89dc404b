"""What is written for other programs: the very bytes, and what each format's readers rely on."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.csl_json import names, to_csl_json
from briefing.exchange.exporters.csv import csv_text, to_csv
from briefing.exchange.exporters.hypothesis import to_hypothesis
from briefing.exchange.exporters.json import annotation_object, to_json
from briefing.exchange.exporters.jsonl import to_jsonl
from briefing.exchange.exporters.readwise import to_readwise
from briefing.exchange.exporters.ris import to_ris
from briefing.exchange.exporters.w3c import to_w3c

GOLDEN = Path(__file__).parent / "golden"
FORMATS: dict[str, Callable[[ExportBundle], str]] = {
    "json": to_json,
    "jsonl": to_jsonl,
    "w3c.json": to_w3c,
    "hypothesis.json": to_hypothesis,
    "csv": to_csv,
    "readwise.csv": to_readwise,
    "csl.json": to_csl_json,
    "ris": to_ris,
}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_bytes_are_these(bundle: ExportBundle, ending: str) -> None:
    """A change here is a change for every program that reads the format: look at the difference."""
    assert FORMATS[ending](bundle).encode() == (GOLDEN / f"annotations.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_the_bytes_with_a_briefing_are_these(briefed_bundle: ExportBundle, ending: str) -> None:
    assert FORMATS[ending](briefed_bundle).encode() == (GOLDEN / f"briefed.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["csv", "readwise.csv"])
def test_the_bytes_with_guarded_cells_are_these(bundle: ExportBundle, ending: str) -> None:
    guarded = replace(bundle, guard_cells=True)
    assert FORMATS[ending](guarded).encode() == (GOLDEN / f"guarded.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["w3c.json", "hypothesis.json", "csv", "readwise.csv", "csl.json", "ris"])
def test_a_format_without_a_place_for_briefings_leaves_them_out(
    bundle: ExportBundle, briefed_bundle: ExportBundle, ending: str
) -> None:
    assert FORMATS[ending](briefed_bundle) == FORMATS[ending](bundle)


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_to_write_is_written_in_the_same_form(ending: str) -> None:
    written = FORMATS[ending](ExportBundle(()))
    if ending.endswith("csv"):
        assert len(written.splitlines()) == 1
    elif ending in ("jsonl", "ris"):
        assert written == ""
    else:
        assert json.loads(written) is not None


def test_json_is_an_array_of_what_each_annotation_is(bundle: ExportBundle) -> None:
    written = json.loads(to_json(bundle))
    assert written == [
        annotation_object(article.head, annotation) for article, annotation in _each_annotation(bundle)
    ]
    assert [each["state"] for each in written] == [str(each.state) for _, each in _each_annotation(bundle)]
    assert {tuple(each["article"]) for each in written} == {("id", "title", "url")}


def test_jsonl_has_the_objects_of_json_then_the_briefings(briefed_bundle: ExportBundle) -> None:
    lines = [json.loads(line) for line in to_jsonl(briefed_bundle).splitlines()]
    whole = json.loads(to_json(briefed_bundle))
    assert [line for line in lines if line["type"] == "Annotation"] == whole["annotations"]
    assert lines[len(whole["annotations"]) :] == [{"type": "Briefing"} | each for each in whole["briefings"]]


def test_every_passage_of_a_briefing_stands_in_its_text(briefed_bundle: ExportBundle) -> None:
    [briefing] = json.loads(to_json(briefed_bundle))["briefings"]
    passages = [*briefing["summary"]]
    passages += [each for actor in briefing["actors"] for each in (*actor["mentions"], *actor["statements"])]
    passages += [each for issue in briefing["issues"] for each in issue["evidence"]]
    assert len(passages) == 8
    assert all(briefing["text"][each["start"] : each["end"]] == each["text"] for each in passages)


def test_csv_gives_every_field_back_to_its_reader(bundle: ExportBundle) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(bundle), newline="")))
    pairs = _each_annotation(bundle)
    assert [row["id"] for row in rows] == [annotation.id for _, annotation in pairs]
    for row, (article, annotation) in zip(rows, pairs, strict=True):
        span = annotation.anchor.span
        assert (row["quote"], row["note"]) == (annotation.anchor.quote, annotation.note)
        assert tuple(filter(None, row["tags"].split(", "))) == annotation.tags
        assert (row["article"], row["title"]) == (article.head.id, article.head.title)
        assert (row["color"], row["state"]) == (annotation.color, annotation.state)
        if span is None:
            assert (row["start"], row["end"]) == ("", "")
        else:
            assert (article.text or "")[int(row["start"]) : int(row["end"])] == row["quote"]


@pytest.mark.parametrize("write", [to_csv, to_readwise])
def test_a_guarded_cell_is_no_formula(bundle: ExportBundle, write: Callable[[ExportBundle], str]) -> None:
    def cells(guard: bool) -> list[str]:
        written = write(replace(bundle, guard_cells=guard))
        return [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]

    formulas = [cell for cell in cells(guard=False) if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(formulas) >= 3
    assert [cell for cell in cells(guard=True) if cell.startswith("'")] == [f"'{each}" for each in formulas]
    assert [cell.removeprefix("'") for cell in cells(guard=True)] == cells(guard=False)


@given(st.lists(st.lists(st.text("=+-@\t\r\n＝ ,;\"'a1"), min_size=1, max_size=3), max_size=3), st.booleans())
def test_any_cells_come_back_and_none_that_is_guarded_is_a_formula(
    rows: list[list[str]], guard: bool
) -> None:
    written = csv_text(["head"], rows, guard=guard)
    _, *read = csv.reader(io.StringIO(written, newline=""))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert read == rows or guard
    assert not guard or not any(cell[:1] in set("=+-@\t\r＝") for row in read for cell in row)


@pytest.mark.parametrize(
    ("tags", "note", "written"),
    [
        pytest.param((), "", "", id="nothing"),
        pytest.param((), "A note.", "A note.", id="note alone"),
        pytest.param(("a", "b"), "", ".a .b", id="tags alone"),
        pytest.param(("port strike",), "A\nnote.", ".port-strike\nA\nnote.", id="a tag is one word"),
        pytest.param(
            ("h1", "c12", "chapter"), "", ".h1- .c12- .chapter", id="a tag is no command to Readwise"
        ),
    ],
)
def test_readwise_reads_tags_at_the_beginning_of_the_note(
    bundle: ExportBundle, tags: tuple[str, ...], note: str, written: str
) -> None:
    article = bundle.articles[0]
    annotation = replace(article.annotations[0], tags=tags, note=note)
    row = _readwise_row(article, annotation)
    assert row["Note"] == written


def test_readwise_dates_are_in_utc(bundle: ExportBundle) -> None:
    article = bundle.articles[0]
    annotation = replace(article.annotations[0], created="2026-11-08T23:30:00-02:00")
    assert _readwise_row(article, annotation)["Date"] == "2026-11-09 01:30:00"


def test_readwise_rows_stand_in_the_order_of_the_text(bundle: ExportBundle) -> None:
    rows = csv.DictReader(io.StringIO(to_readwise(ExportBundle(bundle.articles[:1])), newline=""))
    places = [row["Location"] for row in rows]
    assert places[-1] == "", "an orphan is written too, but it has no place"
    assert places[:-1] == sorted(places[:-1], key=int)


def test_hypothesis_counts_as_a_browser_does(bundle: ExportBundle) -> None:
    written = json.loads(to_hypothesis(bundle))
    assert written["total"] == len(written["rows"]) == 9
    for row, (article, annotation) in zip(written["rows"], _each_annotation(bundle), strict=True):
        selectors = {each["type"]: each for each in row["target"][0]["selector"]}
        quote = selectors["TextQuoteSelector"]["exact"]
        assert quote == annotation.anchor.quote
        if annotation.is_orphan:
            assert "TextPositionSelector" not in selectors
            continue
        units = (article.text or "").encode("utf-16-le")
        place = selectors["TextPositionSelector"]
        assert units[2 * place["start"] : 2 * place["end"]].decode("utf-16-le") == quote


def test_hypothesis_rows_have_what_its_api_promises(bundle: ExportBundle) -> None:
    promised = set(
        "id created updated user uri text tags group permissions target links hidden flagged".split()
    )
    for row in json.loads(to_hypothesis(bundle))["rows"]:
        assert promised <= set(row)
        assert row["target"][0]["source"] == row["uri"]
        assert len(row["id"]) == 22
        assert row["permissions"]["read"] == [row["user"]], (
            "what leaves this machine is private until said otherwise"
        )


def test_w3c_is_a_collection_of_annotations(bundle: ExportBundle) -> None:
    collection = json.loads(to_w3c(bundle))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    assert _is_iri(collection["id"])
    assert isinstance(collection["label"], str)
    assert collection["total"] == len(collection["items"]) == 9
    for item in collection["items"]:
        _check_web_annotation(item)


def test_w3c_says_where_each_passage_stands_now_and_who_is_lost(bundle: ExportBundle) -> None:
    items = json.loads(to_w3c(bundle))["items"]
    for item, (article, annotation) in zip(items, _each_annotation(bundle), strict=True):
        assert item["target"]["source"] == article.head.address
        assert item["target"]["dcterms:title"] == article.head.title
        places = [each for each in item["target"]["selector"] if each["type"] == "TextPositionSelector"]
        if annotation.is_orphan:
            assert (places, item["state"]) == ([], "orphan")
        else:
            assert (article.text or "")[places[0]["start"] : places[0]["end"]] == annotation.anchor.quote


def _each_annotation(bundle: ExportBundle) -> list[tuple[AnnotatedArticle, Annotation]]:
    return [(article, annotation) for article in bundle.articles for annotation in article.annotations]


def _readwise_row(article: AnnotatedArticle, annotation: Annotation) -> dict[str, str]:
    written = to_readwise(ExportBundle((replace(article, annotations=(annotation,)),)))
    [row] = csv.DictReader(io.StringIO(written, newline=""))
    return row


def _check_web_annotation(item: dict[str, Any]) -> None:
    """What the model requires of an annotation and of the parts of it that ours have.

    https://www.w3.org/TR/annotation-model/, sections 3.1 to 3.3, 4 and 4.2.
    """
    assert _is_iri(item["id"])
    assert item["type"] == "Annotation"
    assert "bodyValue" not in item, "not beside a body"
    assert item["motivation"] in ("commenting", "tagging", "highlighting")
    for moment in (item["created"], item["modified"]):
        assert datetime.fromisoformat(moment).tzinfo is not None
    for body in item["body"]:
        assert body["type"] == "TextualBody"
        assert isinstance(body["value"], str)
        assert body["purpose"] in ("commenting", "tagging")
    assert isinstance(item["target"]["source"], str)
    quotes = [each for each in item["target"]["selector"] if each["type"] == "TextQuoteSelector"]
    assert len(quotes) == 1
    assert all(isinstance(quotes[0][name], str) for name in ("exact", "prefix", "suffix"))
    for place in item["target"]["selector"]:
        if place["type"] == "TextPositionSelector":
            assert 0 <= place["start"] < place["end"]


def _is_iri(value: object) -> bool:
    return isinstance(value, str) and ":" in value and not any(character.isspace() for character in value)


CSL_NAMES = {"id": str, "type": str, "title": str, "author": list, "container-title": str, "issued": dict}
CSL_NAMES |= {"URL": str, "keyword": str, "note": str}
"""Names of the schema of CSL-JSON (`csl-data.json`), which allows no others, and what each may be."""


def test_csl_json_has_names_of_its_schema_alone_and_every_note(bundle: ExportBundle) -> None:
    items = json.loads(to_csl_json(bundle))
    assert [each["id"] for each in items] == [f"urn:x-briefing:{each.head.id}" for each in bundle.articles]
    for item, article in zip(items, bundle.articles, strict=True):
        assert all(isinstance(value, CSL_NAMES[name]) for name, value in item.items())
        assert {"id", "type"} <= set(item) and item["type"] in ("article-newspaper", "document")
        assert all(set(author) == {"literal"} for author in item.get("author", []))
        lines = item["note"].split("\n")
        assert len(lines) == len(article.annotations) and all(line.startswith("“") for line in lines)
        for line, annotation in zip(lines, article.annotations, strict=True):
            assert " ".join(annotation.note.split()) in line
    assert items[0]["issued"] == {"date-parts": [[2026, 11, 10]]}


def test_ris_is_a_line_for_each_tag_from_its_type_to_its_end(bundle: ExportBundle) -> None:
    written = to_ris(bundle)
    lines = written.removesuffix("\r\n").split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines)
    records = written.split("ER  - \r\n")
    assert records.pop() == "" and len(records) == len(bundle.articles)
    for record, article in zip(records, bundle.articles, strict=True):
        assert record.startswith("TY  - ")
        assert record.count("\nN1  - ") == len(article.annotations)
        assert record.count("TY  - ") == 1


@pytest.mark.parametrize(
    ("author", "found"),
    [
        (None, []),
        ("Ada Roe", ["Ada Roe"]),
        ("Roe, Ada", ["Roe, Ada"]),
        ("Ada Roe, Ben Poe and Cy Fry", ["Ada Roe", "Ben Poe", "Cy Fry"]),
        ("Reuters", ["Reuters"]),
        ("Ada Roe, Reuters", ["Ada Roe, Reuters"]),
    ],
)
def test_a_line_of_authors_is_split_where_it_names_several(author: str | None, found: list[str]) -> None:
    assert names(author) == found
