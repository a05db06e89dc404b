"""Caches a language model's answers by the hash of everything that they depend on."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from briefing.domain.codec import decode, encode
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.nlp.language_model.prompt import Prompt
from briefing.regular_files import make_private_folder, read_regular
from briefing.services.language_model.client import Completion
from briefing.store.files.atomic_write import write_durably

SCHEMA = 1
MAX_ANSWERS = 2_000
"""The most answers that are kept; the oldest are deleted first."""
_MAX_BYTES = 1_000_000


class AnswerCache:
    """A folder with a file for each answer, whose lines are checked again as a new answer's are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, config: ModelConfig, prompt: Prompt) -> Completion | None:
        try:
            stored = json.loads(read_regular(self._file(config, prompt), _MAX_BYTES))
            return decode(Completion, stored) if stored["schema"] == SCHEMA else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, config: ModelConfig, prompt: Prompt, answer: Completion) -> None:
        """Store an answer. If it cannot be written, it is asked for again the next time."""
        stored = {"schema": SCHEMA, **encode(answer)}
        with suppress(OSError):
            make_private_folder(self._folder)
            write_durably(self._file(config, prompt), json.dumps(stored, ensure_ascii=False).encode())
            files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
            for file in files[:-MAX_ANSWERS]:
                file.unlink(missing_ok=True)

    def _file(self, config: ModelConfig, prompt: Prompt) -> Path:
        parts = [
            config.api,
            config.address,
            config.name,
            config.context,
            prompt.sha256,
            config.reasoning_effort,
        ]
        return self._folder / f"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}.json"
