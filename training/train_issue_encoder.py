"""Fine-tunes the encoder that judges clauses, on folders of gold briefings.

    python training/train_issue_encoder.py EVAL_FOLDER MODEL_FOLDER --further FOLDER [--fold 0 --out FILE]

Reads EVAL_FOLDER/briefing-train and what training/further_golds.py put into FOLDER; MODEL_FOLDER holds
all-MiniLM-L6-v2 (config.json, model.safetensors, vocab.txt). Writes briefing/nlp/data/issue_encoder.npz. With
`--fold N` it trains without that fold of the articles and writes the model to `--out`; `benchmarks.unseen`
needs one for each fold. Needs torch and transformers, which the program does not.

The encoder's first four layers are tuned together with a head for each question: does the clause leave
something open, of what kind, how important, are two clauses about the same issue, and does a label name a
word.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from clause_examples import Annotated, annotated, fold_of
from golds import read
from torch import nn
from transformers import AutoModel

from briefing.domain import IssueKind
from briefing.nlp.engine.encoder import MAX_PIECES, WordPieces
from briefing.nlp.issues.clause_windows import Window, pair_features, place_features, windows
from briefing.nlp.issues.content_words import FUNCTION_WORDS, content_words, stem
from briefing.nlp.issues.issue_classifier import KINDS

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "issue_encoder.npz"
LAYERS = 4
EPOCHS, BATCH, RATE, HEAD_RATE, DECAY = 5, 3, 1e-4, 1e-3, 0.9
"""BATCH is in articles; the learning rate is RATE in the last layer, and DECAY of it a layer down."""
LOSSES = {"open": 1.0, "kind": 0.3, "importance": 0.1, "same": 0.2, "named": 0.5}
COUNTS = {3: 1.3, 2: 1.0, 1: 0.6}
"""What an issue of that importance counts: annotators are less sure of minor ones."""
WIDTH, TOPIC = 384, 64


@dataclass(frozen=True)
class Example:
    """An article as tensors."""

    article: Annotated
    windows: list[Window]
    pooling: torch.Tensor
    """Clauses by positions of the windows, one after another; each row sums to 1."""
    places: torch.Tensor
    words: list[tuple[int, int, str]]
    """Sentence, position in the windows and stem of each content word."""


def make_example(article: Annotated, pieces: WordPieces) -> Example:
    runs = list(windows(article.document, pieces))
    longest = max((len(run.numbers) for run in runs), default=1)
    at: dict[tuple[int, int], list[int]] = {}
    for number, run in enumerate(runs):
        for sentence, token, place in run.places:
            at.setdefault((sentence, token), []).append(number * longest + place)
    rows, columns, values = [], [], []
    for number, clause in enumerate(article.clauses):
        places = [p for token in clause.tokens for p in at.get((clause.sentence.index, token.i), [])]
        rows += [number] * len(places)
        columns += places
        values += [1 / len(places)] * len(places)
    size = (len(article.clauses), len(runs) * longest)
    words = [
        (sentence.index, at[sentence.index, tokens[0].i][0], word)
        for sentence in article.document.sentences
        for word, tokens in content_words(sentence.tokens).items()
        if (sentence.index, tokens[0].i) in at
    ]
    return Example(
        article,
        runs,
        torch.sparse_coo_tensor([rows, columns], values, size).coalesce(),
        torch.tensor(place_features(article.document, article.clauses)),
        words,
    )


class Judge(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    def __init__(self, model_folder: Path, origins: Sequence[str]) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            model_folder, attn_implementation="sdpa", hidden_act="gelu_new"
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:LAYERS]
        self.drop = nn.Dropout(0.1)
        self.open, self.importance = nn.Linear(WIDTH + 12, 1), nn.Linear(WIDTH + 12, 1)
        self.kinds, self.named = nn.Linear(WIDTH, len(KINDS)), nn.Linear(WIDTH, 1)
        self.topics, self.pairs = nn.Linear(WIDTH, TOPIC), nn.Linear(2 * TOPIC + 4, 64)
        self.pairs_out = nn.Linear(64, 1)
        self.origins = {name: number for number, name in enumerate(origins)}
        self.offsets = nn.Parameter(torch.zeros(len(origins)))
        """How much more or less than the gold standard each annotator leaves open; not used later."""

    def states(self, example: Example) -> torch.Tensor:
        longest = max(len(run.numbers) for run in example.windows)
        numbers = torch.zeros(len(example.windows), longest, dtype=torch.long)
        mask = torch.zeros_like(numbers)
        for row, run in enumerate(example.windows):
            numbers[row, : len(run.numbers)] = torch.tensor(run.numbers)
            mask[row, : len(run.numbers)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            found = self.encoder(input_ids=numbers, attention_mask=mask).last_hidden_state
        return self.drop(found.float().reshape(-1, WIDTH))

    def same(self, example: Example, topics: torch.Tensor, one: list[int], other: list[int]) -> torch.Tensor:
        first, second = topics[one], topics[other]
        near = torch.tensor(
            np.array([pair_features(example.article.clauses, a, b) for a, b in zip(one, other, strict=True)])
        )
        hidden = torch.relu(self.pairs(torch.cat([(first - second).abs(), first * second, near], 1)))
        return self.pairs_out(hidden)[:, 0]


def losses(judge: Judge, example: Example) -> dict[str, torch.Tensor]:
    states = judge.states(example)
    clauses = example.pooling @ states
    whole = torch.cat([clauses, example.places], 1)
    opened, weights = judge.open(whole)[:, 0], judge.importance(whole)[:, 0]
    kinds, topics = judge.kinds(clauses), judge.topics(clauses)
    binary = nn.functional.binary_cross_entropy_with_logits
    found: dict[str, list[torch.Tensor]] = {name: [] for name in LOSSES}
    for reading in example.article.readings:
        wanted, counts = torch.zeros(len(opened)), torch.ones(len(opened))
        issue_of: dict[int, list[int]] = {}
        for number, (evidence, issue) in enumerate(reading.issues):
            for clause in evidence:
                count = COUNTS[round(issue["importance"])]
                counts[clause] = max(float(counts[clause]), count) if wanted[clause] else count
                wanted[clause] = 1
                issue_of.setdefault(clause, []).append(number)
        offset = judge.offsets[judge.origins[reading.origin]]
        found["open"].append((binary(opened + offset, wanted, reduction="none") * counts).mean())
        if not issue_of:
            continue
        shown = list(issue_of)
        firsts = [reading.issues[issue_of[clause][0]][1] for clause in shown]
        kind_numbers = torch.tensor([KINDS.index(IssueKind(issue["kind"])) for issue in firsts])
        found["kind"].append(nn.functional.cross_entropy(kinds[shown], kind_numbers))
        importance = torch.tensor([float(issue["importance"]) for issue in firsts])
        found["importance"].append(((weights[shown] - importance) ** 2).mean())
        pairs = [(a, b) for i, a in enumerate(shown) for b in shown[i + 1 :]]
        pairs = random.sample(pairs, min(150, len(pairs)))
        if pairs:
            joined = torch.tensor([float(bool(set(issue_of[a]) & set(issue_of[b]))) for a, b in pairs])
            logits = judge.same(example, topics, [a for a, _ in pairs], [b for _, b in pairs])
            found["same"].append(binary(logits, joined))
        named: dict[int, set[str]] = {}
        for evidence, issue in reading.issues:
            stems = content_stems(issue["label"])
            for clause in evidence:
                named.setdefault(example.article.clauses[clause].sentence.index, set()).update(stems)
        words = [(place, float(word in named[s])) for s, place, word in example.words if s in named]
        if words:
            logits = judge.named(states[[place for place, _ in words]])[:, 0]
            found["named"].append(binary(logits, torch.tensor([target for _, target in words])))
    return {name: torch.stack(each).sum() for name, each in found.items() if each}


def train(shown: list[Example], model_folder: Path, seed: int = 0) -> Judge:
    torch.manual_seed(seed)
    random.seed(seed)
    judge = Judge(model_folder, sorted({reading.origin for e in shown for reading in e.article.readings}))
    for parameter in [*judge.encoder.embeddings.parameters(), *judge.encoder.pooler.parameters()]:
        parameter.requires_grad = False
    groups: list[dict[str, Any]] = [
        {"params": list(layer.parameters()), "lr": RATE * DECAY ** (LAYERS - 1 - number)}
        for number, layer in enumerate(judge.encoder.encoder.layer)
    ]
    heads = [value for name, value in judge.named_parameters() if not name.startswith("encoder.")]
    groups.append({"params": heads, "lr": HEAD_RATE})
    rates = [group["lr"] for group in groups]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * len(shown) // BATCH
    step, began, order = 0, time.time(), list(shown)
    for epoch in range(EPOCHS):
        random.shuffle(order)
        judge.train()
        total: dict[str, float] = {}
        for number, example in enumerate(order, 1):
            each = losses(judge, example)
            torch.stack([LOSSES[name] * value for name, value in each.items()]).sum().div(BATCH).backward()
            for name, value in each.items():
                total[name] = total.get(name, 0.0) + float(value.detach())
            if number % BATCH == 0:
                factor = min(1.0, step / (0.1 * steps)) * max(0.02, 1 - step / steps)
                for group, rate in zip(groups, rates, strict=True):
                    group["lr"] = rate * factor
                nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                step += 1
        means = {name: round(value / len(order), 3) for name, value in total.items()}
        print(f"epoch {epoch + 1}: {means}, {time.time() - began:.0f} s", flush=True)
    judge.eval()
    return judge


def export(judge: Judge, pieces: Sequence[str]) -> dict[str, Any]:
    """Return the arrays that `briefing.nlp.engine.encoder.read_encoder` and `read_issue_classifier` read."""
    found: dict[str, Any] = {"pieces": np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8)}

    def array(tensor: torch.Tensor) -> Any:
        return tensor.detach().float().numpy()

    def integers(name: str, matrix: Any) -> None:
        scale = np.abs(matrix).max(0) / 127 + 1e-12
        found[name] = np.round(matrix / scale).astype(np.int8)
        found[f"{name}.scale"] = scale.astype(np.float32)

    def norm(layer: Any) -> Any:
        return np.stack([array(layer.weight), array(layer.bias)])

    embeddings = judge.encoder.embeddings
    integers("embeddings", array(embeddings.word_embeddings.weight).T)
    found["embedding scales"] = found.pop("embeddings.scale")
    found["embeddings"] = found["embeddings"].T
    found["positions"] = array(
        embeddings.position_embeddings.weight[:MAX_PIECES] + embeddings.token_type_embeddings.weight[0]
    )
    found["embedding norm"] = norm(embeddings.LayerNorm)
    for number, layer in enumerate(judge.encoder.encoder.layer):
        prefix = f"layer {number} "
        attention = [layer.attention.self.query, layer.attention.self.key, layer.attention.self.value]
        integers(prefix + "attention", np.concatenate([array(each.weight).T for each in attention], 1))
        found[prefix + "attention bias"] = np.concatenate([array(each.bias) for each in attention])
        parts = {
            "merge": layer.attention.output.dense,
            "inner": layer.intermediate.dense,
            "outer": layer.output.dense,
        }
        for name, part in parts.items():
            integers(prefix + name, array(part.weight).T)
            found[f"{prefix}{name} bias"] = array(part.bias)
        found[prefix + "merge norm"] = norm(layer.attention.output.LayerNorm)
        found[prefix + "outer norm"] = norm(layer.output.LayerNorm)
    for name in ("open", "importance", "kinds", "named", "topics", "pairs", "pairs_out"):
        head = getattr(judge, name)
        found["head " + name.replace("_", " ")] = array(head.weight).T
        found["head " + name.replace("_", " ") + " bias"] = array(head.bias)
    return found


def content_stems(label: str) -> set[str]:
    words = re.findall(r"\w+", label.lower())
    return {stem(word) for word in words if word not in FUNCTION_WORDS}


def vocabulary(model_folder: Path) -> list[str]:
    return (model_folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("--further", type=Path)
    arguments.add_argument("--fold", type=int, help="train without this fold, of --folds")
    arguments.add_argument("--folds", type=int, default=3)
    arguments.add_argument("--out", type=Path, default=OUT)
    given = arguments.parse_args()
    golds = read(given.folder / "briefing-train") + (read(given.further) if given.further else [])
    pieces = vocabulary(given.model)
    splitter = WordPieces({piece: number for number, piece in enumerate(pieces)})
    articles = annotated(golds)
    if given.fold is not None:
        folds = fold_of([article.id for article in articles], given.folds)
        articles = [article for article in articles if folds[article.id] != given.fold]
    shown = [make_example(article, splitter) for article in articles]
    print(f"{len(shown)} articles, {sum(len(e.windows) for e in shown)} windows", flush=True)
    judge = train(shown, given.model)
    np.savez(given.out, **export(judge, pieces))
    print(given.out)


if __name__ == "__main__":
    main()
