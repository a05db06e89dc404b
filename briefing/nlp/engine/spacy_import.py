"""Imports spaCy without what no engine uses, which is nearly half of the time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_COMMANDS = "spacy.cli"
_INFO = "spacy.cli.info"
_OLD_SCHEMAS = "pydantic.v1"
"""Where spaCy's reader of settings looks for schemas of pydantic's first version, of which it has none."""


@contextmanager
def lean_spacy_import() -> Iterator[None]:
    """Import spaCy inside: `spacy.info` is None then, and `spacy.cli` is imported by whoever asks for it.

    May raise anything with versions that need what is left out; all is as before then.
    """
    if "spacy" in sys.modules or (spec := find_spec("spacy")) is None:
        yield
        return
    commands, info = ModuleType(_COMMANDS), ModuleType(_INFO)
    # Whatever else spaCy comes to import from there is found where it is.
    commands.__path__ = [f"{folder}/cli" for folder in spec.submodule_search_locations or ()]
    info.info = None  # type: ignore[attr-defined]
    stand_ins = {_COMMANDS: commands, _INFO: info}
    if _OLD_SCHEMAS not in sys.modules:
        stand_ins[_OLD_SCHEMAS] = None  # type: ignore[assignment]  # there is no such module for the import
    model: Any = import_module("pydantic").BaseModel
    settings = model.model_config
    sys.modules |= stand_ins
    model.model_config = {**settings, "defer_build": True}  # most of spaCy's schemas are never used
    try:
        yield
        _sort_entry_points()
    finally:
        model.model_config = settings
        for name in stand_ins:
            sys.modules.pop(name, None)


def _sort_entry_points() -> None:
    """By group: all that are installed would be gone through two hundred times to load a pipeline."""
    catalogue: Any = sys.modules["catalogue"]  # of spaCy, which finds by it what packages register
    found = catalogue.AVAILABLE_ENTRY_POINTS
    catalogue.AVAILABLE_ENTRY_POINTS = {group: found.select(group=group) for group in found.groups}
