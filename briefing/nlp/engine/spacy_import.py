"""Imports spaCy without the modules that no engine uses, which saves nearly half of the time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from itertools import chain
from types import ModuleType
from typing import Any

_COMMANDS = "spacy.cli"
_UNUSED: Mapping[str, str] = {
    "spacy.cli.info": "info",
    "packaging.requirements": "Requirement",
    "tqdm": "tqdm",
}
"""Modules for commands and training, each with the name that spaCy imports from it."""
_OLD_SCHEMAS = "pydantic.v1"
"""The module in which spaCy's reader of settings looks for pydantic 1 schemas, of which it has none."""


@contextmanager
def lean_spacy_import() -> Iterator[None]:
    """Let the code inside import spaCy with `object` for the names in _UNUSED; later imports get these.

    The import may raise anything if spaCy needs what is left out; afterwards all modules are as before.
    """
    if "spacy" in sys.modules or (spec := find_spec("spacy")) is None:
        yield
        return
    commands = ModuleType(_COMMANDS)
    # Whatever else spaCy comes to import from there is found where it is.
    commands.__path__ = [f"{folder}/cli" for folder in spec.submodule_search_locations or ()]
    stand_ins: dict[str, Any] = {_COMMANDS: commands, _OLD_SCHEMAS: None}  # None: there is no such module
    for name, attribute in _UNUSED.items():
        stand_ins[name] = ModuleType(name)
        setattr(stand_ins[name], attribute, object)
    stand_ins = {name: module for name, module in stand_ins.items() if name not in sys.modules}
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
    """Sort entry points by group: spaCy goes through all of them two hundred times to load a pipeline."""
    catalogue: Any = sys.modules["catalogue"]  # spaCy's registry of what packages offer
    found = catalogue.AVAILABLE_ENTRY_POINTS
    groups: dict[str, list[EntryPoint]] = {}
    # Python 3.11 keeps them by group, but would combine all groups for each question.
    for point in chain.from_iterable(dict.values(found)) if isinstance(found, dict) else found:
        groups.setdefault(point.group, []).append(point)
    catalogue.AVAILABLE_ENTRY_POINTS = groups
