"""Averages encoders that were tuned from the same start into one.

    python training/average_encoders.py FILE FILE ...

Each FILE is one that training/train_issue_encoder.py wrote; the mean of their weights becomes
briefing/nlp/data/issue_encoder.npz, at the cost of a single one. After Wortsman et al., "Model soups"
(ICML 2022). Embeddings are those of the start, which no tuning changes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "issue_encoder.npz"
Arrays = dict[str, npt.NDArray[Any]]


def average(encoders: list[Arrays]) -> Arrays:
    """Return the means; matrices of integers with a scale for each column are quantized anew."""
    found: Arrays = {}
    for name, array in encoders[0].items():
        if name in ("pieces", "embeddings", "embedding scales") or name.endswith(".scale"):
            found.setdefault(name, array)
        elif f"{name}.scale" in encoders[0]:
            mean = np.mean(
                [each[name].astype(np.float32) * each[f"{name}.scale"] for each in encoders], axis=0
            )
            scale = (np.abs(mean).max(axis=0) / 127 + 1e-12).astype(np.float32)
            found[name], found[f"{name}.scale"] = np.round(mean / scale).astype(np.int8), scale
        else:
            found[name] = np.mean([each[name] for each in encoders], axis=0).astype(np.float32)
    return found


def main() -> None:
    encoders = []
    for path in sys.argv[1:]:
        with np.load(path) as stored:
            encoders.append(dict(stored))
    np.savez(OUT, allow_pickle=False, **average(encoders))
    print(OUT)


if __name__ == "__main__":
    main()
