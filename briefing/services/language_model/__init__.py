"""Speaks to the reader's own language model, in a process of its own.

Imported at the first use: without a model in config.toml nothing of it is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["ModelWriting"]

if TYPE_CHECKING:
    from briefing.services.language_model.model_writing import ModelWriting
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        return getattr(import_module("briefing.services.language_model.model_writing"), name)
