"""A batch: its rows, its parts, and that runs which were broken off come to what one run comes to."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.domain import Article, EngineInfo, Part
from briefing.errors import EngineError, SourceError, StoreError
from briefing.services.batch import input_rows
from briefing.services.batch.input_rows import Columns, InputRow, count_rows, read_rows
from briefing.services.batch.output_parts import OutputParts, OutputRow
from briefing.services.batch.run_batch import (
    PART_ROWS,
    BatchProgress,
    Waiting,
    brief_row,
    dask_parts,
    engine_name,
    in_shard,
    run_batch,
)


class Summarizes:
    info = EngineInfo("test", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        if "trouble" in article.text:
            raise EngineError("The engine cannot take it.")
        yield Part("summary", ())


def rows_of(number: int) -> list[InputRow]:
    texts = ["", "Words of trouble.", *(f"Words of article {each}." for each in range(number - 2))]
    return [InputRow(str(each), text) for each, text in enumerate(texts)]


def run(rows: Sequence[InputRow], folder: Path, **more: Any) -> BatchProgress:
    engine = Summarizes()
    name = more.pop("name", engine_name(engine))
    on_part = more.pop("on_part", lambda _: None)
    shard = more.pop("shard", (1, 1))
    progress = BatchProgress(len(rows))

    def begin(part: Sequence[InputRow]) -> Waiting:
        return lambda: [brief_row(row, engine, name) for row in part]

    parts = OutputParts(folder, more.pop("form", "jsonl"), name, shard)
    run_batch(rows, parts, begin, at_once=2, shard=shard, progress=progress, on_part=on_part)
    return progress


def lines(folder: Path) -> list[str]:
    return sorted(line for file in folder.glob("part-*") for line in file.read_text("utf-8").splitlines())


class TestRows:
    def test_of_lines(self, tmp_path: Path) -> None:
        file = tmp_path / "in.jsonl"
        file.write_text('{"key": 7, "body": "x", "title": "T"}\n\nno json\n{"body": 3}\n[1]\n{"body": "y"}\n')
        found = list(read_rows([file], Columns(id="key", text="body")))
        assert [(row.id, row.text, row.title, row.problem) for row in found] == [
            ("7", "x", "T", None),
            ("in.jsonl:3", "no json\n", None, "in.jsonl:3 is no JSON."),
            ("in.jsonl:4", "3", None, "in.jsonl:4 has no text in “body”."),
            ("in.jsonl:5", "[1]", None, "in.jsonl:5 is no object with members."),
            ("in.jsonl:6", "y", None, None),
        ]
        assert count_rows([file]) == 5

    def test_of_a_folder_only_files_that_are_wanted_are_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in "abc":
            (tmp_path / name).write_text("Words.")
        read: list[str] = []

        def read_regular(file: Path) -> bytes:
            read.append(file.name)
            return file.read_bytes()

        monkeypatch.setattr(input_rows, "read_regular", read_regular)
        rows = list(read_rows([tmp_path], Columns(), lambda id_: id_ == "b"))
        assert [row.id for row in rows] == ["a", "b", "c"]  # which are counted
        assert read == ["b"]

    def test_of_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "b.txt").write_text("Headline\n\nWords of it.\n")
        (tmp_path / ".hidden").write_text("x")
        (row,) = read_rows([tmp_path], Columns())
        assert (row.id, row.problem) == ("a/b.txt", None)
        before = row.hash
        (tmp_path / "a" / "b.txt").write_text("Headline\n\nOther words.\n")
        (row,) = read_rows([tmp_path], Columns())
        assert row.hash != before
        made = brief_row(row, Summarizes(), "e")
        assert made.briefing is not None
        assert json.loads(made.briefing)["text"] == "Other words."

    def test_of_parquet(self, tmp_path: Path) -> None:
        parquet = pytest.importorskip("pyarrow.parquet")
        pyarrow = pytest.importorskip("pyarrow")
        values = {"id": [1, 2], "text": ["x", None], "published": [None, None]}
        parquet.write_table(pyarrow.table(values), tmp_path / "in.parquet")
        first, second = read_rows([tmp_path / "in.parquet"], Columns())
        assert (first.id, first.text, second.problem) == ("1", "x", "in.parquet:2 has no text in “text”.")
        assert count_rows([tmp_path / "in.parquet"]) == 2

    @pytest.mark.parametrize("damage", [b"PAR1 and nothing", b""])
    def test_damaged_parquet_is_told(self, tmp_path: Path, damage: bytes) -> None:
        pytest.importorskip("pyarrow")
        (tmp_path / "in.parquet").write_bytes(damage)
        with pytest.raises(SourceError, match="is no Parquet file, or it is damaged"):
            list(read_rows([tmp_path / "in.parquet"], Columns()))

    @pytest.mark.parametrize("name", ["missing.jsonl", "a.csv"])
    def test_what_is_no_input_is_told(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(SourceError, match=name):
            count_rows([tmp_path / name])


class TestParts:
    def test_each_article_is_a_row_with_its_briefing_or_its_error(self, tmp_path: Path) -> None:
        progress = run(rows_of(PART_ROWS + 5), tmp_path)
        assert (progress.done, progress.failed, progress.known) == (PART_ROWS + 5, 2, 0)
        assert [file.name for file in sorted(tmp_path.iterdir())] == [
            "part-000001.jsonl",
            "part-000002.jsonl",
        ]
        first, second, third, *_ = map(json.loads, (tmp_path / "part-000001.jsonl").read_text().splitlines())
        assert (first["error"], first["briefing"]) == ("The text holds no words.", None)
        assert second["error"] == "The engine cannot take it."
        assert (third["id"], third["briefing"]["id"], third["engine"]) == ("2", "2", "test 1 none")

    def test_of_parquet_are_known_again(self, tmp_path: Path) -> None:
        parquet = pytest.importorskip("pyarrow.parquet")
        run(rows_of(5), tmp_path, form="parquet")
        table = parquet.read_table(tmp_path / "part-000001.parquet").to_pylist()
        assert [row["id"] for row in table] == ["0", "1", "2", "3", "4"]
        assert json.loads(table[4]["briefing"])["text"] == "Words of article 2."
        assert run(rows_of(6), tmp_path, form="parquet").done == 1

    def test_what_another_run_is_writing_stays(self, tmp_path: Path) -> None:
        being_written = tmp_path / f"{'.~part-000001.jsonl'}.x.tmp"
        being_written.write_text("half a p")
        rows, name = rows_of(3), engine_name(Summarizes())
        mine, other = (OutputParts(tmp_path, "jsonl", name, (1, 1)) for _ in range(2))
        assert being_written.exists()
        made = [brief_row(row, Summarizes(), name) for row in rows]
        assert mine.write(made[:1]) != other.write(made[1:])
        assert len(lines(tmp_path)) == 3

    @pytest.mark.parametrize(
        ("change", "done"),
        [
            pytest.param(lambda rows: rows, 0, id="nothing is new"),
            pytest.param(lambda rows: [InputRow("2", "Other words."), *rows], 1, id="another text"),
            pytest.param(lambda rows: [InputRow("9", "Words of article 0."), *rows], 1, id="another id"),
            pytest.param(lambda rows: rows + rows, 0, id="all twice"),
        ],
    )
    def test_what_was_done_is_not_done_again(
        self, tmp_path: Path, change: Callable[[list[InputRow]], list[InputRow]], done: int
    ) -> None:
        run(rows_of(5), tmp_path)
        assert run(change(rows_of(5)), tmp_path).done == done

    def test_another_engine_does_all_again(self, tmp_path: Path) -> None:
        run(rows_of(5), tmp_path)
        assert run(rows_of(5), tmp_path, name="test 2 none").done == 5

    def test_a_damaged_part_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "part-000001.jsonl").write_text("{}\n")
        with pytest.raises(StoreError, match=r"part-000001\.jsonl is no part of a batch"):
            run(rows_of(5), tmp_path)

    def test_shards_share_the_articles_out(self, tmp_path: Path) -> None:
        rows = rows_of(60)
        for number in (1, 2, 3):
            run(rows, tmp_path / "shards", shard=(number, 3))
        run(rows, tmp_path / "all")
        assert lines(tmp_path / "shards") == lines(tmp_path / "all")
        assert len(list((tmp_path / "shards").iterdir())) == 3
        assert all(sum(in_shard(row.id, (number, 3)) for number in (1, 2, 3)) == 1 for row in rows)


class Broken(Exception):
    pass


@given(st.lists(st.integers(0, 3), max_size=6))
# On a busy machine the values may be long in coming.
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_runs_that_were_broken_off_come_to_what_one_run_comes_to(
    tmp_path_factory: pytest.TempPathFactory, ends: list[int]
) -> None:
    rows, folder = rows_of(3 * PART_ROWS + 10), tmp_path_factory.mktemp("batch")
    for end in ends:
        left = [end]

        def on_part(_: BatchProgress, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Broken

        try:
            run(rows, folder / "broken", on_part=on_part)
        except Broken:
            (folder / "broken" / ".~part-000009.jsonl.tmp").write_text("half a p")
    run(rows, folder / "broken")
    run(rows, folder / "whole")
    assert lines(folder / "broken") == lines(folder / "whole")
    assert len(lines(folder / "whole")) == len(rows)


def test_an_output_row_is_one_line_whatever_the_text(tmp_path: Path) -> None:
    row = OutputRow("a\n\u2028\udc80", "h", "e", "Line\nbreak.", None)
    OutputParts(tmp_path, "jsonl", "e", (1, 1)).write([row])
    (line,) = (tmp_path / "part-000001.jsonl").read_bytes().strip().split(b"\n")
    assert json.loads(line)["id"] == row.id


@pytest.mark.parametrize("place", ["nthreads", "submit", "result"])
def test_what_is_wrong_with_a_cluster_is_a_sentence(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cluster:
        """Fails at one of its calls with an error of its own."""

        def __init__(self, address: str, timeout: str) -> None: ...

        def __enter__(self) -> Cluster:
            return self

        def __exit__(self, *_: object) -> None: ...

        def _at(self, here: str, value: Any) -> Any:
            if here == place:
                raise ArithmeticError("a line\nand another")
            return value

        def nthreads(self) -> Any:
            return self._at("nthreads", {"a": 2})

        def submit(self, *_: object, **__: object) -> Any:
            return self._at("submit", self)

        def result(self) -> Any:
            return self._at("result", [])

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Cluster))
    with (
        pytest.raises(SourceError, match=r"The Dask cluster at tcp://here failed \(ArithmeticError\): see"),
        dask_parts("tcp://here", {}, 3) as (begin, _),
    ):
        begin(rows_of(3))()
