"""What the way of a language model's answer to the pane loses: a server answers from the gold briefings.

    python -m benchmarks.model_gold EVAL_DIR [API]

EVAL_DIR holds `score_briefing.py` and the folder `briefing-dev`. Each article is asked about over HTTP, in
the process that asks models; what comes out is scored beside the gold. Key sentences and open issues are the
model's, actors the engine's. A label may only have names that its quotes have, so the server adds the
sentence that has them, as a model is told to.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from benchmarks.model_server import model_server
from benchmarks.quality import score, system_object
from briefing.domain import Article
from briefing.domain.text.sentences import sentence_starts
from briefing.errors import ModelError
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.language_model.claims import claims_of
from briefing.nlp.language_model.model_config import Api, ModelConfig
from briefing.services.language_model.model_engine import LanguageModelEngine
from briefing.services.language_model.model_process import LanguageModel

SET = "briefing-dev"
CONTEXT = 32_768

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


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    api: Api = next(each for each in get_args(Api) if each == (arguments[1] if arguments[1:] else "openai"))
    golds = [json.loads(each.read_text(encoding="utf-8")) for each in sorted((folder / SET).glob("*.json"))]
    by_title = {" ".join(gold["title"].split()): answer_of(gold) for gold in golds}

    def answer(prompt: str) -> str:
        return by_title[re.findall(r"^Title: (.*)$", prompt, re.MULTILINE)[0]]

    kept = repaired = dropped = 0
    seconds = 0.0
    with tempfile.TemporaryDirectory() as cache, model_server(answer=answer) as server:
        config = ModelConfig(api, server.address, "gold", context=CONTEXT)
        with closing(LanguageModel(config, Path(cache))) as model:
            engine = LanguageModelEngine(SpacyEngine(), model)
            answers = []
            for gold in golds:
                asked = Article(
                    gold["id"], gold["title"], gold["text"], published=gold["date"], language="en"
                )
                begun = time.perf_counter()
                made = analyse(engine, asked)
                seconds += time.perf_counter() - begun
                if made.model is None:
                    raise ModelError(f"{gold['title']}: no line of the server was proved.")
                kept, dropped = kept + made.model.kept, dropped + made.model.dropped
                repaired += made.model.repaired
                answers.append(json.dumps(system_object(gold["id"], gold["title"], made)))
        system = Path(cache) / "all.jsonl"
        system.write_text("\n".join(answers), encoding="utf-8")
        figures = score(folder, SET, system)
    print(f"{len(golds)} articles by {api}, {seconds:.1f} s")
    print(f"{kept} lines kept, {repaired} repaired, {dropped} dropped")
    print("  ".join(f"{name} {figures[name]:.3f}" for name in figures if name[:2] in ("ke", "I.", "I1")))
    return 0 if figures["I.read"] >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
