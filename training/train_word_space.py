"""Makes the word vectors of the issue classifier: `python training/train_word_space.py VECTORS.npz`.

VECTORS.npz is what training/word_vectors.py writes. Its long vectors are turned to the directions in which
common words differ most, frequent words are made shorter, and each number is rounded to a byte.
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "words.json"
DIMENSIONS = 24
_MEAN_LENGTH = 12.0
"""Makes the features large enough for the classifier's strong penalty; chosen by cross-validation."""
_COMMON = 1e-3
"""The share of all words at which a word counts half."""


def shortened(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The vectors, of words from the most frequent down, in DIMENSIONS numbers each."""
    turns = 1.0 / (np.arange(len(vectors)) + 11.0)
    share = (turns / turns.sum())[:, None]
    even = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    centred = even - (even * share**0.5).sum(0) / (share**0.5).sum()
    _, _, directions = np.linalg.svd(centred * share**0.25, full_matrices=False)
    short = centred @ directions[:DIMENSIONS].T
    short /= np.sqrt((short**2).sum(1).mean()) / _MEAN_LENGTH
    made: npt.NDArray[np.float64] = short * _COMMON / (_COMMON + share)
    return made


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("vectors", type=Path, help="what training/word_vectors.py wrote")
    given = np.load(arguments.parse_args().vectors)
    short = shortened(given["vectors"])
    unit = float(np.abs(short).max()) / 127
    stored = {
        "schema": 1,
        "unit": round(unit, 9),
        "words": " ".join(given["words"]),
        "vectors": base64.b64encode(np.rint(short / unit).astype(np.int8).tobytes()).decode("ascii"),
    }
    OUT.write_text(json.dumps(stored, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
