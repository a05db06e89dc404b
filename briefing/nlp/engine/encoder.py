"""A small transformer encoder (BERT's architecture) that runs on NumPy alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MAX_PIECES = 288
"""The most word pieces that are encoded at once."""
_MAX_LETTERS = 60
"""The most letters of a word that is split into pieces; a longer one is unknown."""
_HEADS = 12
_EPSILON = np.float32(1e-12)


@dataclass(frozen=True)
class WordPieces:
    """A vocabulary by which words are split into pieces (WordPiece, Wu et al. 2016)."""

    numbers: Mapping[str, int]

    def split(self, word: str) -> list[int]:
        """Split a word into the numbers of its pieces (the longest first), regardless of case."""
        plain = unicodedata.normalize("NFD", word.lower())
        found: list[int] = []
        for part in _parts("".join(c for c in plain if unicodedata.category(c) != "Mn")):
            found += self._split_part(part)
        return found or [self.unknown]

    def _split_part(self, part: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(part) <= _MAX_LETTERS:
            prefix = "##" if start else ""
            end = next(
                (e for e in range(len(part), start, -1) if prefix + part[start:e] in self.numbers), start
            )
            if end == start:
                return [self.unknown]
            found.append(self.numbers[prefix + part[start:end]])
            start = end
        return found or [self.unknown]  # too long

    @property
    def unknown(self) -> int:
        return self.numbers["[UNK]"]


@dataclass(frozen=True)
class Layer:
    """A layer of the encoder. Its matrices have the shape (inputs, outputs)."""

    attention: Floats
    """The matrices of queries, keys and values, side by side."""
    attention_bias: Floats
    merge: Floats
    merge_bias: Floats
    merge_norm: Floats
    """The weight and the bias of the normalization, as two rows."""
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    outer_norm: Floats


@dataclass(frozen=True)
class Encoder:
    """BERT (Devlin et al. 2019), whose weights are stored as 8-bit integers with a scale for each output."""

    pieces: WordPieces
    embeddings: npt.NDArray[np.int8]
    embedding_scales: Floats
    positions: Floats
    embedding_norm: Floats
    layers: Sequence[Layer]

    def encode(self, numbers: Sequence[int]) -> Floats:
        """Return a vector for each piece. Raises ValueError if there are more than MAX_PIECES."""
        if len(numbers) > MAX_PIECES:
            raise ValueError(f"{len(numbers)} word pieces; {MAX_PIECES} at most")
        rows = list(numbers)
        states = self.embeddings[rows] * self.embedding_scales[rows][:, None] + self.positions[: len(rows)]
        states = _normalized(states, self.embedding_norm)
        for layer in self.layers:
            states = _normalized(states + _attend(states, layer), layer.merge_norm)
            inner = _gelu(states @ layer.inner + layer.inner_bias)
            states = _normalized(states + (inner @ layer.outer + layer.outer_bias), layer.outer_norm)
        return states


def _parts(word: str) -> list[str]:
    """Split a word at punctuation and symbols, each of which is a part."""
    parts: list[str] = []
    last_is_letter = False
    for character in word:
        is_letter = character.isalnum()
        if character.isspace():
            last_is_letter = False
            continue
        if is_letter and last_is_letter:
            parts[-1] += character
        else:
            parts.append(character)
        last_is_letter = is_letter
    return parts


def _attend(states: Floats, layer: Layer) -> Floats:
    count, width = states.shape
    each = width // _HEADS
    mixed = states @ layer.attention + layer.attention_bias
    queries, keys, values = mixed.reshape(count, 3, _HEADS, each).transpose(1, 2, 0, 3)
    weights = (queries * np.float32(each**-0.5)) @ keys.transpose(0, 2, 1)
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    merged = (weights @ values).transpose(1, 0, 2).reshape(count, width)
    result: Floats = merged @ layer.merge + layer.merge_bias
    return result


def _gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit in its approximation by the hyperbolic tangent."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1.0)
    inner *= x
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += np.float32(1.0)
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _normalized(x: Floats, norm: Floats) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
    x /= np.sqrt(variance + _EPSILON)
    x *= norm[0]
    x += norm[1]
    return x


def read_encoder(stored: Mapping[str, npt.NDArray[np.generic]]) -> Encoder:
    """Read an encoder from arrays by name, as training/train_encoder.py writes them."""

    def floats(name: str) -> Floats:
        if f"{name}.scale" in stored:
            whole: Floats = np.multiply(stored[f"{name}.scale"], stored[name], dtype=np.float32)
            return whole
        return stored[name].astype(np.float32, copy=False)

    names = ("attention", "merge", "inner", "outer")
    layers: list[Layer] = []
    while f"layer {len(layers)} attention" in stored:
        prefix = f"layer {len(layers)} "
        values = {name: floats(prefix + name) for name in names}
        values |= {f"{name}_bias": floats(f"{prefix}{name} bias") for name in names}
        values |= {f"{name}_norm": floats(f"{prefix}{name} norm") for name in ("merge", "outer")}
        layers.append(Layer(**values))
    words = bytes(stored["pieces"].astype(np.uint8)).decode("utf-8").split("\n")
    return Encoder(
        WordPieces({word: number for number, word in enumerate(words)}),
        stored["embeddings"].astype(np.int8, copy=False),
        floats("embedding scales"),
        floats("positions"),
        floats("embedding norm"),
        layers,
    )


def load_arrays(name: str) -> dict[str, npt.NDArray[np.generic]]:
    """Read the arrays of `data/NAME.npz`, by name."""
    path = files("briefing.nlp.data").joinpath(f"{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return dict(stored)
