"""What a language model is worth: its lines beside the engine's, against the gold briefings, with its costs.

    python -m benchmarks.model EVAL_DIR --address http://127.0.0.1:11434 --name qwen3:4b --api ollama
    python -m benchmarks.model EVAL_DIR --answers tests/services/language_model/answers/strong
    python -m benchmarks.model EVAL_DIR --gold

EVAL_DIR holds `score_briefing.py` and the folder `briefing-dev`. Each article is asked about over HTTP, in
the process that asks models, and what comes out is scored. With `--answers` a server answers from a folder
with a file for each article, named as its gold. With `--gold` it answers from the gold itself: what is then
missing is lost on the way of an answer to the pane. A label may only have names that its quotes have, so that
server adds the sentence that has them, as a model is told to. Neither has answers to the second request, so
it is not sent.

Scores are those of `score_briefing.py`, 0 to 1. Of the lines of all articles, `kept` are in the model's
words, `quoted` in the article's, and `dropped` not borne out; seconds and tokens are those of an article.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.model_server import model_server
from benchmarks.quality import score, system_object
from briefing.domain import Analysis, Article, Part
from briefing.domain.text.sentences import sentence_starts
from briefing.errors import ModelError
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import Engine
from briefing.nlp.language_model.claims import claims_of
from briefing.nlp.language_model.model_config import APIS, ModelConfig
from briefing.services.language_model.model_engine import LanguageModelEngine
from briefing.services.language_model.model_process import LanguageModel

SET = "briefing-dev"
SCORER = "score_briefing.py"
SCORES = {"I.read": "I.read", "label": "I.label", "kind": "I.kind", "key3": "key3", "actors": "A.F1"}
"""Figures of the scorer by the names of their columns."""
COUNTS = ("kept", "quoted", "dropped", "seconds", "tokens")

Gold = dict[str, Any]  # Any: whatever JSON holds


def answer_of(gold: Gold) -> str:
    """The key sentences, those with most votes first, and the open issues."""
    text = gold["text"]

    def line(kind: str, words: str, quotes: list[str]) -> Gold:
        evidence = [{"article": 1, "quote": quote} for quote in quotes]
        return {"kind": kind, "text": words, "evidence": evidence}

    key = sorted(gold["key_sentences"], key=lambda each: -each["votes"])[:5]
    sentences = [text[each["start"] : each["end"]] for each in key]
    lines = [line("summary", sentence, [sentence]) for sentence in sentences]
    for issue in gold["issues"]:
        quotes = [text[start:end] for start, end in issue["evidence"]]
        label = next((each for each in issue["labels"] if not list(unnamed(each, text))), issue["label"])
        lines.append(line(issue["kind"], label, [*quotes, *naming(label, quotes, text)]))
    return json.dumps({"lines": lines})


def unnamed(label: str, text: str) -> Iterator[str]:
    """Names and numbers of a label that the article does not have."""
    said, there = claims_of(label), claims_of(text)
    yield from said.names.keys() - there.names.keys() - there.openers.keys()
    yield from said.numbers.keys() - there.numbers.keys()


def naming(label: str, quotes: list[str], text: str) -> Iterator[str]:
    """The first sentence with each name and number that the quotes lack."""
    said, quoted = claims_of(label), claims_of("\n".join(quotes))
    wanted = {*said.names, *said.numbers, *said.openers} - {*quoted.names, *quoted.numbers, *quoted.openers}
    starts = [*sentence_starts(text, 0, len(text)), len(text)]
    for start, end in pairwise(starts):
        there = claims_of(text[start:end])
        has = wanted & {*there.names, *there.numbers, *there.openers}
        if has and 3 <= len(text[start:end].split()) <= 100:
            wanted -= has
            yield text[start:end].strip()


@dataclass
class Run:
    """What was made of the articles, and what it took."""

    systems: dict[str, list[str]] = field(default_factory=lambda: {"engine": [], "model": []})
    """What the scorer reads, by who made it."""
    counts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    failures: list[str] = field(default_factory=list)

    def add(self, gold: Gold, base: Engine, model: LanguageModel) -> None:
        """Brief an article; if the model gives no answer, the engine's lines stand."""
        begun = 0.0
        article = Article(gold["id"], gold["title"], gold["text"], published=gold["date"], language="en")

        def found(_: Article, made: Analysis) -> None:
            nonlocal begun
            begun = time.perf_counter()
            self.systems["engine"].append(json.dumps(system_object(gold["id"], gold["title"], made)))

        engine = LanguageModelEngine(base, model, keep=found)
        parts: list[Part] = []
        try:
            for part in engine.parts(article):
                parts.append(part)
        except ModelError as error:
            self.failures.append(f"{gold['title']}: {error}")
        made = Analysis.from_parts(engine.info, parts)
        self.systems["model"].append(json.dumps(system_object(gold["id"], gold["title"], made)))
        self.counts["seconds"] += time.perf_counter() - begun
        if made.model is not None:
            self.counts["kept"] += made.model.kept
            self.counts["quoted"] += made.model.quoted
            self.counts["dropped"] += made.model.dropped
            self.counts["tokens"] += (made.model.tokens_in or 0) + (made.model.tokens_out or 0)


def briefed(
    golds: Sequence[Gold], base: Engine, config: ModelConfig, answers: Mapping[str, str] | None = None
) -> Run:
    """Brief the articles with a model; with `answers`, by title, a server of its own answers with these."""
    run = Run()

    def answer(prompt: str) -> str:
        assert answers is not None
        return answers[re.findall(r"^Title: (.*)$", prompt, re.MULTILINE)[0]]

    with ExitStack() as until:
        folder = until.enter_context(tempfile.TemporaryDirectory())
        if answers is not None:
            address = until.enter_context(model_server(answer=answer)).address
            config = replace(config, address=address, check=False)
        model = until.enter_context(closing(LanguageModel(config, Path(folder))))
        for gold in golds:
            run.add(gold, base, model)
            print(f"{gold['title'][:60]}", file=sys.stderr, flush=True)
    return run


def figures_of(folder: Path, golds: Sequence[Path], run: Run) -> dict[str, dict[str, float]]:
    """Return the scores by who made the lines."""
    figures = {}
    with tempfile.TemporaryDirectory() as scored:
        (Path(scored) / SCORER).symlink_to((folder / SCORER).resolve())
        (Path(scored) / SET).mkdir()
        for gold in golds:
            (Path(scored) / SET / gold.name).symlink_to(gold.resolve())
        for who, lines in run.systems.items():
            system = Path(scored) / f"{who}.jsonl"
            system.write_text("\n".join(lines), encoding="utf-8")
            figures[who] = score(Path(scored), SET, system)
    return figures


def print_table(figures: Mapping[str, Mapping[str, float]], run: Run, name: str) -> None:
    """Print a row for the engine and one for the model."""
    widest, articles = max(len(name), 6), len(run.systems["model"])
    print(f"{'':{widest}}", *(f"{column:>8}" for column in (*SCORES, *COUNTS)))
    for who, scores in figures.items():
        counts = [run.counts[each] / (articles if each in COUNTS[3:] else 1) for each in COUNTS]
        print(
            f"{name if who == 'model' else who:{widest}}",
            *(f"{scores[each]:8.3f}" for each in SCORES.values()),
            *(f"{count:8,.0f}" for count in (counts if who == "model" else ())),
        )


def recorded(golds: Sequence[Path], folder: Path) -> dict[str, str]:
    """Return the answers in a folder by the names of their golds."""
    answers = {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    return {gold.stem: answers[gold.stem] for gold in golds if gold.stem in answers}


def by_title(golds: Sequence[Gold], answers: Sequence[str]) -> dict[str, str]:
    return {" ".join(gold["title"].split()): answer for gold, answer in zip(golds, answers, strict=True)}


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.model", description="Measure a language model.")
    parser.add_argument("folder", type=Path, metavar="EVAL_DIR")
    parser.add_argument("--address", help="of the server, such as http://127.0.0.1:11434")
    parser.add_argument("--name", default="gold", help="of the model")
    parser.add_argument("--api", choices=APIS, default="openai")
    parser.add_argument("--key", default="", help="such as ${MODEL_KEY}")
    parser.add_argument("--context", type=int, default=32_768, help="tokens that the server gives the model")
    parser.add_argument("--timeout", type=int, default=1_800, help="seconds that an answer may take")
    parser.add_argument("--articles", type=int, help="the first N alone")
    parser.add_argument("--answers", type=Path, help="a folder from which a server answers")
    parser.add_argument("--gold", action="store_true", help="a server that answers from the gold")
    asked = parser.parse_args(words)
    if sum(map(bool, (asked.address, asked.answers, asked.gold))) != 1:
        parser.error("one of --address, --answers and --gold")
    return asked


def main(words: Sequence[str]) -> int:
    asked = arguments(words)
    files = sorted((asked.folder / SET).glob("*.json"))[: asked.articles]
    if asked.answers is not None:
        given = recorded(files, asked.answers)
        files = [each for each in files if each.stem in given]
    golds = [json.loads(each.read_text(encoding="utf-8")) for each in files]
    answers = None
    if asked.address is None:
        answers = by_title(golds, [answer_of(each) for each in golds] if asked.gold else list(given.values()))
    config = ModelConfig(
        asked.api,
        asked.address or "",
        asked.name,
        context=asked.context,
        key=asked.key,
        timeout=asked.timeout,
        allow_remote=True,
    )
    run = briefed(golds, SpacyEngine(), config, answers)
    figures = figures_of(asked.folder, files, run)
    print_table(figures, run, asked.name)
    print(f"{len(golds)} articles, {len(run.failures)} without an answer", *run.failures, sep="\n")
    return 1 if asked.gold and figures["model"]["I.read"] < 0.95 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
