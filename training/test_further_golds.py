"""What training/further_golds.py makes of annotations and texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import amalgum
import further_golds

ARTICLE = """<?xml version='1.0' encoding='utf8'?>
<text id="AMALGUM_news_talks" title="Vale talks to go on" type="news" dateCreated="2009-06-28">
<head>
<s type="decl">
Vale\tNNP\tVale
talks\tVBZ\ttalk
</s>
</head>
<p>
<s type="frag">
<hi rend="bold">
Sunday\tNNP\tSunday
,\t,\t,
<date when="2009-06-28">
June\tNNP\tJune
28\tCD\t28
,\t,\t,
2009\tCD\t2009
</date>
</hi>
</s>
</p>
<p>
<s type="decl">
<ref target="https://example.org/vale">
Vale\tNNP\tVale
's\tPOS\t's
</ref>
envoys\tNNS\tenvoy
(\t-LRB-\t(
two\tCD\ttwo
)\t-RRB-\t)
did\tVBD\tdo
n't\tRB\tnot
agree\tVB\tagree
,\t,\t,
\"\t``\t''
for\tIN\tfor
now\tRB\tnow
,\t,\t,
\"\t''\t''
Brook\tNNP\tBrook
said\tVBD\tsay
.\t.\t.
</s>
</p>
<figure>
<caption>
<s type="frag">
Image\tNN\timage
</s>
</caption>
</figure>
<p style="text-align:right">
<s type="frag">
Brook\tNNP\tBrook
</s>
</p>
<p>
<s type="decl">
Talks\tNNS\ttalk
go\tVBP\tgo
on\tRP\ton
.\t.\t.
</s>
</p>
</text>
"""
BODY = "Vale's envoys (two) didn't agree, \"for now,\" Brook said.\n\nTalks go on."


def test_an_article_is_put_together_as_it_was_printed(tmp_path: Path) -> None:
    file = tmp_path / "AMALGUM_news_talks.xml"
    file.write_text(ARTICLE, encoding="utf-8")
    assert amalgum.read_article(file) == amalgum.Text("Vale talks to go on", "2009-06-28", BODY)


def annotated(folder: Path, name: str, **line: object) -> None:
    (folder / f"{name}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")


def issue(*evidence: object) -> dict[str, object]:
    return {"label": "Talks on the Vale", "kind": "pending", "importance": 2, "evidence": list(evidence)}


def test_quotes_are_found_whatever_stands_between_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "AMALGUM_news_talks.xml").write_text(ARTICLE, encoding="utf-8")
    issues = [issue("envoys ( two ) didn’t agree , “ for now"), issue("what nobody wrote")]
    annotated(tmp_path, "amalgum", id="amalgum-talks", issues=issues)
    monkeypatch.setattr(further_golds, "ANNOTATIONS", tmp_path)
    [gold] = further_golds.of_amalgum(tmp_path)
    [[[start, end]]] = [each["evidence"] for each in gold["issues"]]
    assert gold["text"][start:end] == "envoys (two) didn't agree, \"for now"
    assert (gold["title"], gold["date"], gold["origin"]) == ("Vale talks to go on", "2009-06-28", "amalgum")


def test_a_line_of_the_corpus_is_an_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotated(tmp_path, "lee", id="lee-001", title="Talks go on", issues=[issue([0, 5])])
    monkeypatch.setattr(further_golds, "ANNOTATIONS", tmp_path)
    [gold] = further_golds.of_lee("Nothing. \nTalks go on in the Vale. \n")
    assert (gold["text"], gold["title"]) == ("Talks go on in the Vale.", "Talks go on")
    assert gold["issues"][0]["evidence"] == [[0, 5]]


def test_a_second_reading_is_of_the_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotated(tmp_path, "second", id="one", issues=[issue([0, 5])])
    monkeypatch.setattr(further_golds, "ANNOTATIONS", tmp_path)
    gold = {"id": "one", "title": "Talks", "date": "2020-01-01", "text": "Talks go on."}
    [again] = further_golds.second_readings([gold])
    assert again == gold | {"origin": "second", "issues": [issue([0, 5]) | {"actors": []}]}


@pytest.mark.parametrize("name", ["second", "lee", "amalgum"])
def test_the_annotations_are_well_formed(name: str) -> None:
    lines = (further_golds.ANNOTATIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    assert [each["id"] for each in articles] == sorted({each["id"] for each in articles})
    for found in (found for each in articles for found in each["issues"]):
        assert found["kind"] in ("pending", "dispute", "unknown", "risk", "demand", "question")
        assert found["importance"] in (1, 2, 3)
        assert found["evidence"]
        assert all(
            isinstance(quote, str) if name == "amalgum" else quote[0] < quote[1]
            for quote in found["evidence"]
        )
