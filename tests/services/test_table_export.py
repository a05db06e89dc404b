"""The library as tables: what they hold, that all are written or none, and the answers in docs/archive.md."""

from __future__ import annotations

import json
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Actor, ActorKind, Article, EngineInfo, Event, Part, Passage, Quote, Span
from briefing.errors import ExchangeError
from briefing.exchange import tables as schema
from briefing.exchange.tables import actor_id
from briefing.services.library import Library
from briefing.services.table_export import export_tables
from scripts.archive_answers import DOCUMENT, Answer, answered, printed, questions
from tests.domain.followups.following import DAY, RAISES, OneIssue
from tests.libraries import library_at, ticking

TABLES = schema.tables()
SAID = "A deal is near"
TALKS = Article(
    "a" * 16, "Talks", f"“{SAID},” Ada Roe said. “No,” said a guard. Envoys met in March 2026.",
    published="2026-03-04T23:30:00-05:00", source="Post", url="https://post.example/talks", language="en",
)  # fmt: skip
LATER = replace(
    RAISES, id="b" * 16, title="Again", text=f"{RAISES.text} They have said no more.", url=None,
    published=(DAY + timedelta(days=2)).isoformat(),
)  # fmt: skip


def passage(article: Article, words: str) -> Passage:
    at = article.text.index(words)
    return Passage(Span(at, at + len(words)), words)


class Finds:
    """Finds somebody who says something, or an issue."""

    info = EngineInfo("test", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        if article.id != TALKS.id:
            yield from OneIssue().parts(article)
            return
        said, name = passage(article, f"“{SAID},” Ada Roe said"), passage(article, "Ada Roe")
        yield Part(
            "actors", (Actor("Ada Roe", ActorKind.PERSON, None, ("Roe",), 0.5, (name,), (said,), said),)
        )
        yield Part("timeline", (Event("2026-03", passage(article, "Envoys met in March 2026")),))
        quotes = (Quote("Ada Roe", passage(article, SAID)), Quote("a guard", passage(article, "No")))
        yield Part("quotes", quotes)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path / "home", Finds(), now=ticking(DAY + timedelta(days=9))) as library:
        for each in (TALKS, RAISES, LATER):
            library.ingest.ingest(each)
        for each in (TALKS, RAISES):
            library.analyses.get(each)
        library.stories.assign()
        yield library


def exported(library: Library, folder: Path) -> dict[str, list[dict[str, Any]]]:
    export_tables(library, folder, "jsonl")
    return tables_in(folder)


def tables_in(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in TABLES
    }


def test_rows_have_all_columns_and_join(library: Library, tmp_path: Path) -> None:
    tables = exported(library, tmp_path / "out")
    for name, table in TABLES.items():
        for row in tables[name]:
            assert list(row) == list(table["columns"])
    articles = {row["id"]: row for row in tables["articles"]}
    stories = {row["id"] for row in tables["stories"]}
    assert articles.keys() == {TALKS.id, RAISES.id, LATER.id}
    assert {row["story"] for row in articles.values()} == stories
    assert {id_ for id_, row in articles.items() if row["engine"]} == {TALKS.id, RAISES.id}
    for name in ("actors", "issues", "statements", "timeline"):
        for row in tables[name]:
            text = articles[row["article"]]["text"]
            assert "text" not in row or text[row["start"] : row["stop"]] == row["text"]


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-05:00"])
def test_a_moment_beyond_the_calendar_has_its_day_alone(
    library: Library, tmp_path: Path, published: str
) -> None:
    library.ingest.ingest(replace(LATER, published=published))
    tables = exported(library, tmp_path / "out")
    (row,) = (row for row in tables["articles"] if row["id"] == LATER.id)
    assert (row["day"], row["published"]) == (published[:10], None)


def test_days_are_those_of_the_place_and_times_are_in_utc(library: Library, tmp_path: Path) -> None:
    tables = exported(library, tmp_path / "out")
    talks = next(row for row in tables["articles"] if row["id"] == TALKS.id)
    assert (talks["day"], talks["published"]) == ("2026-03-04", "2026-03-05T04:30:00+00:00")
    (event,) = tables["timeline"]
    assert (event["date"], event["day"], event["expected"]) == ("2026-03", "2026-03-01", False)


def test_a_statement_comes_once_and_quotes_of_others_too(library: Library, tmp_path: Path) -> None:
    first, second = exported(library, tmp_path / "out")["statements"]
    assert (first["actor"], first["speaker"]) == (actor_id("ADA ROE"), "Ada Roe")
    assert (first["quoted"], first["position"]) == (True, True)
    assert (second["actor"], second["speaker"], second["text"]) == (None, "a guard", "No")


def test_issues_of_one_matter_share_it(library: Library, tmp_path: Path) -> None:
    library.analyses.get(LATER)
    first, second = exported(library, tmp_path / "out")["issues"]
    assert first["matter"] == second["matter"] == first["issue"] != second["issue"]
    assert (first["label"], first["state"]) == ("Decision on the night ferry licence", "open")
    assert first["last"] == second["last"] == (DAY + timedelta(days=2)).date().isoformat()


def test_an_export_replaces_an_earlier_one_and_nothing_else(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    exported(library, folder)
    library.articles.remove(TALKS.id)
    assert [row["id"] for row in exported(library, folder)["articles"]] == [RAISES.id, LATER.id]
    (other := tmp_path / "other").mkdir()
    (other / "actors.jsonl").write_text("mine")
    with pytest.raises(ExchangeError, match="holds other files"):
        export_tables(library, other, "jsonl")
    assert [file.name for file in other.iterdir()] == ["actors.jsonl"]


def test_an_export_that_fails_leaves_the_one_before(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    before = exported(library, folder)
    library.articles.remove(RAISES.id)

    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_tables(library, folder, "jsonl", fail)
    assert tables_in(folder) == before
    assert len(list(folder.iterdir())) == len(TABLES) + 1


def test_parquet_has_types_of_its_own(library: Library, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export_tables(library, tmp_path / "out", "parquet")
    talks = next(
        row
        for row in parquet.read_table(tmp_path / "out" / "articles.parquet").to_pylist()
        if row["id"] == TALKS.id
    )
    assert (talks["day"], talks["published"]) == (
        date(2026, 3, 4),
        datetime.fromisoformat("2026-03-05T04:30Z"),
    )
    assert parquet.read_table(tmp_path / "out" / "actors.parquet").to_pylist()[0]["aliases"] == ["Roe"]


# The questions of docs/archive.md, over the tables of the set that it names, without the articles' texts


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("set") / "tables"
    with tarfile.open(Path(__file__).with_name("fomc_tables.tar.gz")) as packed:
        packed.extractall(folder, filter="data")
    return folder


QUESTIONS = list(questions(DOCUMENT.read_text("utf-8")))


def in_plain_python(folder: Path) -> list[list[list[Any]]]:
    rows = tables_in(folder)
    day_of = {row["id"]: row["day"] for row in rows["articles"]}
    said = defaultdict(list)
    for row in rows["statements"]:
        if "inflation" in row["text"].lower() and day_of[row["article"]] >= "2011":
            said[row["speaker"], row["text"]].append(day_of[row["article"]][:7])
    first = [[min(days), max(days), len(days), *what] for what, days in said.items()]
    matters = defaultdict(list)
    for row in rows["issues"]:
        if row["state"] == "open":
            matters[row["matter"]].append((day_of[row["article"]], row["start"], row))
    second = []
    for raised in matters.values():
        begun, _, issue = min(raised, key=lambda each: each[:2])
        last = max(row["last"] for *_, row in raised)
        days = (date.fromisoformat(last) - date.fromisoformat(begun)).days
        second.append([issue["label"], begun, last, len({row["article"] for *_, row in raised}), days])
    second.sort(key=lambda each: (-each[-1], each[0]))
    named = defaultdict(list)
    for row in rows["actors"]:
        if row["kind"] == "person":
            named[row["actor"]].append((day_of[row["article"]], row["article"], row["name"]))
    third = []
    for seen in named.values():
        names = [name for *_, name in seen]
        name = min(set(names), key=lambda each: (-names.count(each), each))
        third.append([name, min(seen)[0], max(seen)[0], len({article for _, article, _ in seen})])
    third = sorted((row for row in third if row[-1] >= 16), key=lambda row: (row[1], row[2], row[0]))
    return [sorted(first, key=lambda row: (row[0], row[1], row[-1])), second[:5], third]


def test_plain_python_gives_the_printed_answers(tables: Path) -> None:
    cells = [[[str(cell) for cell in row] for row in answer] for answer in in_plain_python(tables)]
    for (_, _, shown), answer in zip(QUESTIONS, cells, strict=True):
        assert [line.strip("| ").split(" | ") for line in shown.splitlines()[2:]] == answer


@pytest.mark.slow
@pytest.mark.parametrize(("code", "package", "shown"), QUESTIONS, ids=[each[1] for each in QUESTIONS])
def test_the_documented_code_gives_the_printed_answers(
    tables: Path, code: str, package: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed: its question is not asked")
    if package == "pandas":
        pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")  # which makes Parquet of the tables
    for name in TABLES:
        file = tables / name
        duckdb.sql(f"COPY (FROM '{file}.jsonl') TO '{file}.parquet'")
    monkeypatch.chdir(tables.parent)
    answer: Answer = answered(code)
    assert printed(answer) == shown
